"""The address of the page: what it says is chosen, and what the reader chooses is put there."""

from urllib.parse import parse_qs

import streamlit as st

from positions import parameters
from positions.parameters import Fault, Parameters
from positions.store import Record

Query = dict[str, list[str]]


def chosen_now(record: Record) -> tuple[Parameters, list[Fault], int]:
    """What is chosen, what of the address means nothing, and how many choices the reader had made when this run began.

    The address counts when the page opens and when the reader goes back or forward. When the reader has just chosen
    on the page (see `go`), the address that comes along may be older than the choice, and does not count.
    """
    state = st.session_state
    shown: Query = {name: st.query_params.get_all(name) for name in st.query_params}
    acts: int = state.get("acts", 0)
    if "query" not in state or (acts == state.told and shown != state.written):
        state.query = state.written = shown
        state.told = acts
    chosen, faults = parameters.read(state.query, record.dataset)
    return chosen, faults, acts


def write_address(chosen: Parameters, acts: int) -> None:
    """Put a choice that the reader made on the page into the address; one that came from there is left as it is."""
    state = st.session_state
    if acts > state.told:
        # Always, whatever the browser says it shows: after quick choices it is behind.
        state.query = state.written = chosen.query()
        st.query_params.from_dict(state.written)
        state.told = max(state.told, acts)


def go(query: str) -> None:
    """Take the query of a link or of the form as the reader's choice; the chosen cell stays unless it names one.

    A count and not a flag, since the end of one run may overlap the beginning of the next.
    """
    state = st.session_state
    asked = parse_qs(query.removeprefix("?"))
    if "cell" in state.query and "cell" not in asked:
        asked["cell"] = state.query["cell"]
    _act(asked)


def set_one(name: str, value: str) -> None:
    """Choose a value of one parameter; an empty one takes the choice back."""
    query: Query = {key: values for key, values in st.session_state.query.items() if key != name}
    _act(query | ({name: [value]} if value else {}))


def _act(query: Query) -> None:
    st.session_state.query = query
    st.session_state.acts = st.session_state.get("acts", 0) + 1
