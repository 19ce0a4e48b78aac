"""The page of the dashboard, run by Streamlit from top to bottom on every choice of the reader."""

from datetime import date
from typing import Any

import streamlit as st

from positions import language, markup, markup_findings, store
from positions.diff import difference
from positions.parameters import Parameters
from positions.pictures import Picture
from positions.problems import DatasetError
from positions.store import Record
from positions.view.address import chosen_now, write_address
from positions.view.piece import piece
from positions.views import Beside, Drawn, Piece, Shown, page


def load() -> Record:
    """The record to show; without one, the page says what is wrong with the file and how to mend it, and ends."""
    try:
        return store.latest(store.default_path())
    except DatasetError as error:
        st.set_page_config(page_title="positions", layout="wide", initial_sidebar_state="collapsed")
        piece(Piece("broken", markup.unshowable(error)))
        st.stop()


def compared(record: Record, chosen: Parameters) -> tuple[str, str]:
    """What distinguishes the state of the record that the reader gave from this one; and what is wrong with it."""
    given: dict[str, str] | None = st.session_state.get("given")
    if not given:
        return "", ""
    try:
        old = store.given(given["text"].encode(), given["name"], date.today())
    except DatasetError as error:
        return "", markup.broken(error)
    found = difference(old.timeline, record.timeline, chosen.as_of, chosen.max_rung, chosen.measure)
    return markup_findings.diff(found, old, record, chosen), ""


def show(part: Shown, chosen: Parameters, answers: str) -> None:
    """A part of the view, which answers that choice of a cell."""
    match part:
        case Piece():
            piece(part)
        case Beside():
            with st.container(key="layout"):
                piece(part.table)
                piece(part.evidence, answers)
        case Drawn():
            for start in range(0, len(part.pictures), part.columns):
                row = part.pictures[start : start + part.columns]
                for column, picture in zip(st.columns(part.columns), row, strict=False):
                    with column:
                        show_picture(picture, chosen)


def show_picture(picture: Picture, chosen: Parameters) -> None:
    """A picture with its caption, and the files that carry the caption within."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    # A ground of its own, so that a picture in light ink can be read on white paper as well.
    ground = {"background": st.get_option(f"theme.{theme}.backgroundColor")}
    colour = st.get_option(f"theme.{theme}.textColor")
    ink = {"config": {"text": {"color": colour}, "axis": {"labelColor": colour, "titleColor": colour}}}
    piece(Piece(f"title-{picture.name}", markup.heading(picture.title)))
    spec: dict[str, Any] = picture.spec | {"description": picture.text} | ground | ink
    st.vega_lite_chart(spec, width="stretch", key=f"picture-{picture.name}")
    piece(Piece(f"caption-{picture.name}", markup.figure_caption(picture, chosen)))


record = load()
chosen, faults, acts = chosen_now(record)
answers: str = st.session_state.get("answers", "")
language.speak(chosen.lang)
record = record.spoken(chosen.lang)
st.set_page_config(page_title=record.dataset.dataset.title, layout="wide", initial_sidebar_state="collapsed")
for part in page(record, chosen, tuple(faults), compared(record, chosen)):
    show(part, chosen, answers)
write_address(chosen, acts)
