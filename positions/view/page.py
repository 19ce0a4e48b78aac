"""The page of the dashboard, run by Streamlit from top to bottom on every choice of the reader."""

from dataclasses import replace
from datetime import date

import streamlit as st

from positions import markup, markup_findings, parameters, phrases, pictures, store
from positions.changes import whole_drifts
from positions.diff import difference
from positions.grid import Matrix
from positions.markup import Board
from positions.parameters import Parameters, View
from positions.problems import DatasetError
from positions.store import Record
from positions.view.address import act, follow_address, write_address
from positions.view.controls import PAIRED, choose_pairs, controls, show_pictures
from positions.view.matrix import board

# Pairs of parties that a screen shows well side by side; beyond, the page says how to see fewer.
WIDE = 6
# Pictures of a drift beside each other; more stand below them.
SIDE_BY_SIDE = 3


def load() -> Record:
    """The record to show; without one, the page says what is wrong with the file and how to mend it, and ends."""
    try:
        return store.latest(store.default_path())
    except DatasetError as error:
        st.title("This record cannot be shown")
        st.html(markup.style() + markup.broken(error))
        st.stop()


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
    if st.session_state.since and not chosen.since:
        st.info("The day to compare with lies after the day looked at, so nothing is compared.")
    data = record.dataset
    hidden = (
        (len(data.parties) - len(matrix.parties), "party"),
        (len(data.propositions) - len(matrix.row_indices), "proposition"),
    )
    if told := " and ".join(phrases.count(number, noun) for number, noun in hidden if number):
        st.caption(f"Filtered; not shown: {told}.")
    if chosen.view == View.GAPS and len(matrix.pairs) > WIDE:
        st.caption(
            f"{phrases.count(len(matrix.pairs), 'pair')} side by side. Choose parties under Filters to see fewer."
        )


def choose_cell(record: Record) -> None:
    """Open the evidence of the cell that was clicked, or close it."""
    act()
    clicked = st.session_state.board.cell
    st.session_state.cell = parameters.read({"cell": [clicked]}, record.dataset)[0].cell if clicked else ()


def choose_source(record: Record) -> None:
    """Show what rests on the source that was clicked, or close it."""
    act()
    clicked = st.session_state.board.cell
    st.session_state.source = parameters.read({"source": [clicked]}, record.dataset)[0].source if clicked else ""


def choose_pair(record: Record) -> None:
    """From the figures of a pair to the gaps behind them."""
    act()
    clicked = st.session_state.board.pair or ""
    st.session_state.party = list(parameters.read({"party": clicked.split("~")}, record.dataset)[0].party)
    st.session_state.view = View.GAPS


def show(record: Record, chosen: Parameters, matrix: Matrix) -> None:
    """The chosen view."""
    if chosen.view != View.ABOUT and not (matrix.row_indices and matrix.column_indices):
        st.info("Nothing to show: the record has no proposition, or no party, under the chosen filters.")
        return
    if chosen.view in {View.GAPS, View.OVERLAP, View.BLOCKS} and not matrix.pairs:
        st.info("A single party has no gap to anyone. Choose a second party under Filters, or the Positions view.")
        return
    if chosen.view in PAIRED and matrix.pairs:
        choose_pairs(matrix)
        chosen = chosen.focused(matrix)
    match chosen.view:
        case View.GAPS:
            show_board(record, chosen, markup.gaps(record, matrix, chosen))
        case View.POSITIONS:
            show_board(record, chosen, markup.positions(record, matrix, chosen))
        case View.OVERLAP:
            show_pictures(record, chosen, [pictures.overlap_picture(record, matrix, chosen)])
            show_board(record, chosen, markup_findings.overlap(record, matrix, chosen))
        case View.BLOCKS:
            shown = markup_findings.blocks(record, matrix, chosen)
            show_board(record, chosen, replace(shown, sources=""))
            if named := pictures.range_pictures(record, matrix, chosen):
                st.markdown("#### Numbers that were named")
                show_pictures(record, chosen, named, columns=2)
            board(Board("", "", shown.sources), "", key="sources")
        case View.CHANGES:
            if matrix.pairs:
                board(Board(markup_findings.movement(record, matrix, chosen), "", ""), "", key="movement")
                show_drifts(record, chosen, matrix)
            shown = markup_findings.changes(record, matrix, chosen)
            show_board(record, chosen, replace(shown, sources=""))
            with st.expander("Compare with another state of the record"):
                show_difference(record, chosen)
            board(Board("", "", shown.sources), "", key="sources")
        case View.SOURCES:
            shown = markup_findings.sources(record, matrix, chosen)
            board(shown, chosen.source, key="board", on_cell=lambda: choose_source(record))
        case View.ABOUT:
            st.html(markup.about(record))


def show_drifts(record: Record, chosen: Parameters, matrix: Matrix) -> None:
    """The agreement of each chosen pair over time, side by side, and what moved it."""
    every = dict(zip(matrix.pairs, whole_drifts(matrix, chosen.measure), strict=True))
    lines = [every[pair] for pair in chosen.pairs(matrix)]
    show_pictures(
        record,
        chosen,
        [pictures.drift_picture(record, matrix, chosen, line) for line in lines],
        columns=min(len(lines), SIDE_BY_SIDE),
    )
    for line in lines:
        with st.expander(f"{phrases.plain(f'{line.a.short} – {line.b.short}')}: what moved it, day by day"):
            told = markup_findings.drift(record, matrix, chosen, line)
            board(Board(told, "", ""), "", key=f"drift-{line.a.id}~{line.b.id}")


def show_board(record: Record, chosen: Parameters, shown: Board) -> None:
    """A table whose cells open their evidence."""
    board(
        shown,
        "~".join(chosen.cell),
        key="board",
        on_cell=lambda: choose_cell(record),
        on_pair=lambda: choose_pair(record),
    )


def show_difference(record: Record, chosen: Parameters) -> None:
    """What distinguishes an earlier or other state of the record, which the reader gives, from this one."""
    given = st.file_uploader("An earlier state of this record (positions.json)", type="json")
    if given is None:
        st.caption("It is read here and kept nowhere. The same on the command line: positions diff OLD NEW")
        return
    try:
        old = store.given(given.getvalue(), given.name, date.today())
    except DatasetError as error:
        st.error("This file is no state of a record that can be compared. Choose another one.")
        with st.expander("What is wrong with it"):
            st.html(markup.broken(error))
        return
    found = difference(old.timeline, record.timeline, chosen.as_of, chosen.max_rung, chosen.measure)
    board(Board(markup_findings.diff(found, old, record, chosen), "", ""), "", key="difference")


st.set_page_config(page_title="positions", layout="wide", initial_sidebar_state="collapsed")
record = load()
st.set_page_config(page_title=record.dataset.dataset.title)
acts = follow_address(record)
head = st.container()
chosen = controls(record)
matrix = chosen.matrix(record.timeline)
head.html(markup.style() + markup.header(record, matrix, chosen))
with head.expander("How is this figure made?"):
    st.html(markup.formula())
notices(record, chosen, matrix)
show(record, chosen, matrix)
write_address(chosen, acts)
