"""The page of the dashboard, run by Streamlit from top to bottom on every choice of the reader."""

import streamlit as st

from positions import export, markup, parameters, store, tables, words
from positions.compare import MAX_RUNG, Matrix, Measure, displayed, overlaps
from positions.model import last_day
from positions.parameters import Parameters, View
from positions.problems import DatasetError
from positions.store import Record
from positions.view.matrix import board

TITLES = {View.GAPS: "Gaps", View.POSITIONS: "Positions", View.OVERLAP: "Overlap", View.ABOUT: "About"}


def load() -> Record:
    """The record to show; without one, the page says what is wrong with the file and how to mend it, and ends."""
    try:
        return store.latest(store.default_path())
    except DatasetError as error:
        st.title("This record cannot be shown")
        st.html(markup.style() + markup.broken(error))
        st.stop()


CHOICES = ("as_of", "since", "party", "issue", "measure", "max_rung", "view", "cell")


def follow_address(record: Record) -> None:
    """Take the choice from the address when the page opens, when the reader goes back or forward, and for a new record.

    The widgets are not bound to the address by Streamlit, which would write their labels there instead of ids and
    drop what it does not know without a word. When a widget has changed since the last run, the reader has just
    acted: the address that comes along is then older than the act, and does not count.
    """
    state = st.session_state
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    if state.get("version") == record.version and all(name in state for name in ("settled", *CHOICES)):
        acted = state.settled != [state[name] for name in CHOICES]
        if acted or query == state.written:
            return
    state.version = record.version
    chosen, state.faults = parameters.read(query, record.dataset)
    for name in CHOICES:
        value = getattr(chosen, name)
        state[name] = list(value) if name in {"party", "issue"} else value


def write_address(chosen: Parameters, record: Record) -> None:
    """Put the choice into the address, leaving out what is at its default."""
    default = Parameters(as_of=record.dataset.dataset.coverage_until)
    given = {
        "as_of": chosen.as_of.isoformat() if chosen.as_of != default.as_of else None,
        "since": chosen.since.isoformat() if chosen.since else None,
        "party": list(chosen.party),
        "issue": list(chosen.issue),
        "measure": chosen.measure.value if chosen.measure != default.measure else None,
        "max_rung": str(chosen.max_rung) if chosen.max_rung != default.max_rung else None,
        "view": chosen.view.value if chosen.view != default.view else None,
        "cell": "~".join(chosen.cell) or None,
    }
    query = {name: value for name, value in given.items() if value}
    state = st.session_state
    state.written = {name: value if isinstance(value, list) else [value] for name, value in query.items()}
    state.settled = [state[name] for name in CHOICES]
    if state.written != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(query)


def controls(record: Record) -> Parameters:
    """The widgets, and what they say."""
    data, state = record.dataset, st.session_state
    view_column, day_column, filter_column, download_column = st.columns([5, 2, 2, 2], vertical_alignment="bottom")
    view_column.segmented_control("View", list(View), format_func=TITLES.__getitem__, key="view", required=True)
    first = min((last_day(s.date) for s in data.statements), default=data.dataset.coverage_until)
    day_column.date_input(
        "As of",
        key="as_of",
        min_value=min(first, state.as_of),
        max_value=max(data.dataset.coverage_until, state.as_of),
        help="The last word of each party up to this day.",
    )
    active = sum(
        (bool(state.party), bool(state.issue), state.measure != Measure.CITY_BLOCK, state.max_rung != MAX_RUNG)
    )
    with filter_column.popover(f"Filters ({active} active)" if active else "Filters", width="stretch"):
        names = {part.id: part.name for part in data.parties}
        st.multiselect("Parties", [part.id for _, part in displayed(data.parties)], key="party",
                       format_func=names.__getitem__, placeholder="All parties")  # fmt: skip
        titles = {part.id: part.title for part in data.issues}
        st.multiselect("Issues", [part.id for _, part in displayed(data.issues)], key="issue",
                       format_func=titles.__getitem__, placeholder="All issues")  # fmt: skip
        st.selectbox("Measure of agreement", list(Measure), key="measure", format_func=words.MEASURE.__getitem__)
        st.selectbox("Weakest source that counts", list(range(1, MAX_RUNG + 1)), key="max_rung",
                     format_func=lambda rung: f"Rung {rung}: {words.RUNG[rung]}")  # fmt: skip
    chosen = Parameters(
        as_of=state.as_of or data.dataset.coverage_until,
        since=state.since,
        party=tuple(state.party),
        issue=tuple(state.issue),
        measure=Measure(state.measure),
        max_rung=state.max_rung,
        view=View(state.view),
        cell=state.cell,
    )
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
    for fault in st.session_state.faults:
        st.warning(f"Ignored in the address: {fault}.")
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


def choose_cell(record: Record) -> None:
    """Open the evidence of the cell that was clicked, or close it."""
    clicked = st.session_state.board.cell
    st.session_state.cell = parameters.read({"cell": [clicked]}, record.dataset)[0].cell if clicked else ()


def choose_pair(record: Record) -> None:
    """From the figures of a pair to the gaps behind them."""
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
        st.caption(f"{words.HEATMAP} {words.NOT_AN_OUTLOOK}")
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
follow_address(record)
head = st.container()
chosen = controls(record)
matrix = tables.matrix_of(record, chosen)
head.html(markup.style() + markup.header(record, matrix, chosen))
with head.expander("How is this figure made?"):
    st.html(markup.formula())
notices(record, chosen, matrix)
show(record, chosen, matrix)
write_address(chosen, record)
