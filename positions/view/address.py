"""The address of the page: what it says is chosen, and what the reader chooses is put there."""

import streamlit as st

from positions import parameters
from positions.compare import Measure
from positions.grid import STALE_AFTER
from positions.parameters import Parameters, View
from positions.store import Record

LISTS = {"party", "issue"}


def follow_address(record: Record) -> int:
    """Take the choice from the address when the page opens and when the reader goes back or forward.

    Returns how many choices the reader had made on the page when this run began, for `write_address`.

    The widgets are not bound to the address by Streamlit, which would write their labels there instead of ids and
    drop what it does not know without a word. When the reader has just acted (see `act`), the address that comes
    along may be older than the act, and does not count.
    """
    state = st.session_state
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    opened = not all(name in state for name in ("written", *parameters.NAMES))
    acts: int = state.get("acts", 0)
    acted = not opened and acts > state.told
    if opened or (not acted and query != state.written):
        state.written, state.told = query, acts
    elif state.version == record.version:
        state.faults = [] if acted else state.faults
        return acts
    elif acted:
        query = choice(record).query()  # What a rewritten record no longer has is dropped, the act is kept.
    state.version = record.version
    chosen, state.faults = parameters.read(query, record.dataset)
    for name in parameters.NAMES:
        value = getattr(chosen, name)
        state[name] = list(value) if name in LISTS else value
    state.pair = ["~".join(pair) for pair in chosen.pair]
    return acts


def choice(record: Record) -> Parameters:
    """What the widgets and the chosen cell say."""
    state = st.session_state
    as_of = state.as_of or record.dataset.dataset.coverage_until
    return Parameters(
        as_of=as_of,
        since=state.since if state.since and state.since <= as_of else None,
        party=tuple(state.party),
        issue=tuple(state.issue),
        measure=Measure(state.measure),
        max_rung=state.max_rung,
        stale_after=int(state.stale_after or STALE_AFTER),
        view=View(state.view),
        cell=state.cell,
        pair=parameters.read({"pair": state.pair}, record.dataset)[0].pair,
        source=state.source,
    )


def write_address(chosen: Parameters, acts: int) -> None:
    """Put a choice that the reader made on the page into the address; one that came from there is left as it is."""
    state = st.session_state
    if acts > state.told:
        # Always, whatever the browser says it shows: after quick choices it is behind.
        state.written = chosen.query()
        st.query_params.from_dict(state.written)
        state.told = max(state.told, acts)


def act() -> None:
    """Count a choice of the reader until it stands in the address.

    A count and not a flag, since the end of one run may overlap the beginning of the next.
    """
    st.session_state.acts = st.session_state.get("acts", 0) + 1
