"""The widgets of the page: what a reader chooses, and what a reader takes along."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from positions import export, markup, parameters, phrases, pictures, tables, words
from positions.compare import Measure
from positions.grid import STALE_AFTER, Matrix, displayed
from positions.model import last_day
from positions.parameters import Parameters, View
from positions.pictures import Picture
from positions.store import Record
from positions.timeline import MAX_RUNG
from positions.view.address import act, choice

TITLES = {
    View.GAPS: "Gaps",
    View.POSITIONS: "Positions",
    View.OVERLAP: "Overlap",
    View.BLOCKS: "What blocks",
    View.CHANGES: "Changes",
    View.SOURCES: "Sources",
    View.ABOUT: "About",
}

FILES = {
    View.GAPS: ("gaps", "changes"),
    View.POSITIONS: ("positions", "statements", "changes"),
    View.OVERLAP: ("overlap", "robustness", "movement"),
    View.BLOCKS: ("blocks", "common-ground", "conflicts"),
    View.CHANGES: ("changes", "movement", "drift"),
    View.SOURCES: ("sources", "reliance"),
    View.ABOUT: ("statements", "sources"),
}
"""The tables behind each view, the one that it shows first."""

PAIRED = {View.BLOCKS, View.CHANGES}
"""The views that show single pairs: those chosen or, without a choice, the first."""


def controls(record: Record) -> Parameters:
    """The widgets of every view, and what they say."""
    data, state = record.dataset, st.session_state
    st.segmented_control("View", list(View), format_func=TITLES.__getitem__, key="view", required=True, on_change=act)
    day_column, since_column, filter_column, download_column = st.columns(4, vertical_alignment="bottom")
    first = min((last_day(s.date) for s in data.statements), default=data.dataset.coverage_until)
    latest = max(data.dataset.coverage_until, state.as_of)
    day_column.date_input(
        "As of",
        key="as_of",
        on_change=act,
        min_value=min(first, state.as_of),
        max_value=latest,
        help="The last word of each party up to this day.",
    )
    since_column.date_input(
        "Compare with",
        value=None,
        key="since",
        on_change=act,
        min_value=min(first, state.since or first, date(first.year, 1, 1)),
        max_value=max(latest, state.since or latest),
        help=f"Marks what moved after this day. Under Changes, {parameters.WINDOW} days before when empty.",
    )
    with filter_column.popover(_active(), width="stretch"):
        _filters(record)
    chosen = choice(record)
    with download_column.popover("Download", width="stretch"):
        _downloads(record, chosen)
    return chosen


def _active() -> str:
    state = st.session_state
    set_apart = (
        bool(state.party),
        bool(state.issue),
        state.measure != Measure.CITY_BLOCK,
        state.max_rung != MAX_RUNG,
        state.stale_after not in {None, STALE_AFTER},
    )
    return f"Filters ({sum(set_apart)} active)" if any(set_apart) else "Filters"


def _filters(record: Record) -> None:
    data = record.dataset
    names = phrases.labels({part.id: part.name for part in data.parties})
    st.multiselect("Parties", [part.id for _, part in displayed(data.parties)], key="party",
                   format_func=names.__getitem__, placeholder="All parties", on_change=act)  # fmt: skip
    titles = phrases.labels({part.id: part.title for part in data.issues})
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


def _downloads(record: Record, chosen: Parameters) -> None:
    for name in FILES[chosen.view]:
        for form in export.FORMATS:
            st.download_button(
                f"{phrases.sentence(name.replace('-', ' '))}, {form.upper()}",
                data=partial(_file, record, chosen, name, form),
                file_name=_file_name(record, chosen, name, form),
                mime=export.MEDIA_TYPES[form],
                on_click="ignore",
                width="stretch",
            )


def _file(record: Record, chosen: Parameters, name: str, form: str) -> str:
    shown = chosen.focused(chosen.matrix(record.timeline)) if chosen.view in PAIRED else chosen
    return export.serialise(tables.table(name, record, shown), form)


def _file_name(record: Record, chosen: Parameters, name: str, form: str) -> str:
    told = [
        f"since-{chosen.since}" if chosen.since else "",
        chosen.measure if chosen.measure != Measure.CITY_BLOCK else "",
        f"rung-{chosen.max_rung}" if chosen.max_rung != MAX_RUNG else "",
        "filtered" if chosen.party or chosen.issue else "",
    ]
    parts = (record.dataset.dataset.id, name, str(chosen.as_of), *filter(None, told), record.version)
    return f"{'-'.join(parts)}.{form}"


def choose_pairs(matrix: Matrix) -> None:
    """The widget of the views that show single pairs."""
    short = [part.short for part in matrix.parties]
    ids = [f"{matrix.parties[a].id}~{matrix.parties[b].id}" for a, b in matrix.pairs]
    names = dict(zip(ids, (f"{short[a]} – {short[b]}" for a, b in matrix.pairs), strict=True))
    # A pair that the filters hide stays in the address until the reader chooses another one.
    hidden = {pair: f"{pair} (hidden by the filters)" for pair in st.session_state.pair if pair not in names}
    names = phrases.labels(names | hidden)
    st.multiselect(
        "Pairs", [*names], key="pair", format_func=names.__getitem__, placeholder=names[ids[0]], on_change=act
    )
    if hidden and len(hidden) == len(st.session_state.pair):
        st.info(f"The chosen pairs are hidden by the filters. Shown is {phrases.plain(names[ids[0]])}.")


def show_pictures(record: Record, chosen: Parameters, shown: Sequence[Picture], columns: int = 1) -> None:
    """Pictures side by side, each with its caption and the files that carry the caption within."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    # A ground of its own, so that a picture in light ink can be read on white paper as well.
    ground = {"background": st.get_option(f"theme.{theme}.backgroundColor")}
    ink = {"config": {"text": {"color": st.get_option(f"theme.{theme}.textColor")}}}
    for start in range(0, len(shown), columns):
        row = shown[start : start + columns]
        for column, picture in zip(st.columns(columns), row, strict=False):
            with column:
                _show_picture(record, chosen, picture, ground | ink)


def _show_picture(record: Record, chosen: Parameters, picture: Picture, look: dict[str, Any]) -> None:
    st.markdown(f"**{phrases.plain(picture.title)}**")
    spec = picture.spec | {"description": picture.text} | look
    st.vega_lite_chart(spec, width="stretch", key=f"picture-{picture.name}")
    st.html(markup.figure_caption(picture.caption))
    with st.container(horizontal=True):
        for form, media_type in pictures.FORMATS.items():
            st.download_button(
                f"Picture, {form.upper()}",
                data=partial(pictures.drawn, picture, form),
                file_name=_file_name(record, chosen, picture.name, form),
                mime=media_type,
                key=f"{picture.name}-{form}",
                on_click="ignore",
            )
