"""The page of the dashboard, run by Streamlit from top to bottom on every choice of the reader."""

import streamlit as st

from positions import export, markup, parameters, store, tables, words
from positions.compare import Measure, overlaps
from positions.grid import STALE_AFTER, Matrix, displayed
from positions.model import last_day
from positions.parameters import Parameters, View
from positions.problems import DatasetError
from positions.store import Record
from positions.timeline import MAX_RUNG
from positions.view.matrix import board

TITLES = {View.GAPS: "Gaps", View.POSITIONS: "Positions", View.OVERLAP: "Overlap", View.ABOUT: "About"}


# Pairs of parties that a screen shows well side by side; beyond, the page says how to see fewer.
WIDE = 6


def load() -> Record:
    """The record to show; without one, the page says what is wrong with the file and how to mend it, and ends."""
    try:
        return store.latest(store.default_path())
    except DatasetError as error:
        st.title("This record cannot be shown")
        st.html(markup.style() + markup.broken(error))
        st.stop()


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
        state[name] = list(value) if name in {"party", "issue"} else value
    return acts


def choice(record: Record) -> Parameters:
    """What the widgets and the chosen cell say."""
    state = st.session_state
    return Parameters(
        as_of=state.as_of or record.dataset.dataset.coverage_until,
        since=state.since,
        party=tuple(state.party),
        issue=tuple(state.issue),
        measure=Measure(state.measure),
        max_rung=state.max_rung,
        stale_after=int(state.stale_after or STALE_AFTER),
        view=View(state.view),
        cell=state.cell,
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


def controls(record: Record) -> Parameters:
    """The widgets, and what they say."""
    data, state = record.dataset, st.session_state
    view_column, day_column, filter_column, download_column = st.columns([5, 2, 2, 2], vertical_alignment="bottom")
    view_column.segmented_control(
        "View", list(View), format_func=TITLES.__getitem__, key="view", required=True, on_change=act
    )
    first = min((last_day(s.date) for s in data.statements), default=data.dataset.coverage_until)
    day_column.date_input(
        "As of",
        key="as_of",
        on_change=act,
        min_value=min(first, state.as_of),
        max_value=max(data.dataset.coverage_until, state.as_of),
        help="The last word of each party up to this day.",
    )
    measured, counted = state.measure != Measure.CITY_BLOCK, state.max_rung != MAX_RUNG
    active = sum(
        (bool(state.party), bool(state.issue), measured, counted, state.stale_after not in {None, STALE_AFTER})
    )
    with filter_column.popover(f"Filters ({active} active)" if active else "Filters", width="stretch"):
        names = {part.id: part.name for part in data.parties}
        st.multiselect("Parties", [part.id for _, part in displayed(data.parties)], key="party",
                       format_func=names.__getitem__, placeholder="All parties", on_change=act)  # fmt: skip
        titles = {part.id: part.title for part in data.issues}
        st.multiselect("Issues", [part.id for _, part in displayed(data.issues)], key="issue",
                       format_func=titles.__getitem__, placeholder="All issues", on_change=act)  # fmt: skip
        st.selectbox(
            "Measure of agreement", list(Measure), key="measure", format_func=words.MEASURE.__getitem__, on_change=act
        )
        st.selectbox("Weakest source that counts", list(range(1, MAX_RUNG + 1)), key="max_rung",
                     format_func=lambda rung: f"Rung {rung}: {words.RUNG[rung]}", on_change=act)  # fmt: skip
        st.number_input("Mark as stale after (days)", 1, parameters.LONGEST, value=None, step=30, key="stale_after",
                        placeholder=str(STALE_AFTER), on_change=act,
                        help=f"From 1 to {parameters.LONGEST}; {STALE_AFTER} when empty.")  # fmt: skip
    chosen = choice(record)
    if chosen.view in tables.TABLES:
        download_column.download_button(
            "Download CSV",
            data=lambda: export.csv(tables.table(chosen.view, record, chosen)),
            file_name=f"{data.dataset.id}-{chosen.view}-{chosen.as_of}-{record.version}.csv",
            mime="text/csv",
            on_click="ignore",
            width="stretch",
        )
    return chosen


def notices(record: Record, chosen: Parameters, matrix: Matrix) -> None:
    """Whatever the reader must know before the figures: ignored parameters, a broken file, a hidden cell."""
    if st.session_state.faults:
        st.html(markup.notice("Ignored in the address:", [str(fault) for fault in st.session_state.faults]))
    if record.broken:
        st.warning("The file of the record is broken now. This is the last good state of it.")
        with st.expander("What is wrong, and how to mend it"):
            st.html(markup.broken(record.broken))
    if chosen.cell and not all(matrix.cell(chosen.cell[0], party) for party in chosen.cell[1:]):
        st.info("The chosen cell is hidden by the filters.")
    data = record.dataset
    hidden = (
        (len(data.parties) - len(matrix.parties), "party"),
        (len(data.propositions) - len(matrix.rows), "proposition"),
    )
    if told := " and ".join(words.count(number, noun) for number, noun in hidden if number):
        st.caption(f"Filtered; not shown: {told}.")
    if chosen.view == View.GAPS and len(matrix.pairs) > WIDE:
        st.caption(f"{words.count(len(matrix.pairs), 'pair')} side by side. Choose parties under Filters to see fewer.")


def choose_cell(record: Record) -> None:
    """Open the evidence of the cell that was clicked, or close it."""
    act()
    clicked = st.session_state.board.cell
    st.session_state.cell = parameters.read({"cell": [clicked]}, record.dataset)[0].cell if clicked else ()


def choose_pair(record: Record) -> None:
    """From the figures of a pair to the gaps behind them."""
    act()
    clicked = st.session_state.board.pair or ""
    st.session_state.party = list(parameters.read({"party": clicked.split("~")}, record.dataset)[0].party)
    st.session_state.view = View.GAPS


def show(record: Record, chosen: Parameters, matrix: Matrix) -> None:
    """The chosen view."""
    if chosen.view == View.ABOUT:
        st.html(markup.about(record))
        return
    if not matrix.rows or not matrix.parties:
        st.info("Nothing to show: the record has no proposition under the chosen issues.")
        return
    if chosen.view != View.POSITIONS and not matrix.pairs:
        st.info("A single party has no gap to anyone. Choose a second party under Filters, or the Positions view.")
        return
    if chosen.view == View.OVERLAP:
        # Plotly is loaded only by the view that draws with it.
        from positions.view import figures  # noqa: PLC0415

        pairs = overlaps(matrix, chosen.measure)
        st.plotly_chart(
            figures.heatmap(matrix.parties, pairs),
            width="stretch",
            config={"displayModeBar": False},
            alt=f"Heatmap of the agreement of each pair of parties, {words.MEASURE[chosen.measure]}; "
            "the table below has the same numbers.",
        )
        st.caption(words.HEATMAP)
    made = {View.GAPS: markup.gaps, View.POSITIONS: markup.positions, View.OVERLAP: markup.overlap}[chosen.view]
    board(
        made(record, matrix, chosen),
        "~".join(chosen.cell),
        key="board",
        on_cell=lambda: choose_cell(record),
        on_pair=lambda: choose_pair(record),
    )


st.set_page_config(page_title="positions", layout="wide", initial_sidebar_state="collapsed")
record = load()
st.set_page_config(page_title=record.dataset.dataset.title)
acts = follow_address(record)
head = st.container()
chosen = controls(record)
matrix = tables.matrix_of(record, chosen)
head.html(markup.style() + markup.header(record, matrix, chosen))
with head.expander("How is this figure made?"):
    st.html(markup.formula())
notices(record, chosen, matrix)
show(record, chosen, matrix)
write_address(chosen, acts)
