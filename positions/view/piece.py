"""A piece of the page as a component: shows rendered HTML and tells what a reader chooses in it."""

import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from positions import markup
from positions.view.address import go, set_one
from positions.views import Piece

_HTML = '<div class="positions"></div>'

# In the page itself and not in a shadow root: marks lead to the numbered sources by plain links, print sees it, and
# one style sheet holds for all pieces. Program and style come with the first piece alone, since each piece would bring
# its own copy; the others wait for it.
_first = st.components.v2.component(
    "positions_first_piece",
    html=_HTML,
    css=markup.style("page", "board"),
    js=Path(__file__).with_name("piece.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_other = st.components.v2.component(
    "positions_piece",
    html=_HTML,
    js="""const first = (globalThis.positions ??= (() => {
  let here;
  return { program: new Promise((resolve) => { here = resolve; }), here };
})());
export default (component) => { first.program.then((show) => show(component)); };
""",
    isolate_styles=False,
)


@lru_cache(maxsize=256)
def packed(part: Piece) -> bytes:
    """A piece as it is sent after its number: its HTML, deflated, after a line with name, parameter of cells and sum.

    Bytes go through as they are, where anything else would be written as JSON on each run, and Streamlit builds and
    hashes every message on each run, so a small one is cheap for both ends. The sum tells what need not be unpacked.
    """
    html = part.html.encode()
    return f"{part.name} {part.cells} {zlib.crc32(html)}\n".encode() + zlib.compress(html)


def piece(part: Piece, answers: str = "") -> None:
    """Show a piece; `answers` is the number of the reader's choice of a cell that it answers.

    One that has not changed is not sent again: Streamlit knows messages by their hash. So nothing should stand in it
    that changes more often than its text, save in the evidence: the browser shows that ahead of the page and has to
    know an answer to its last choice from one to a choice before.
    """

    def take(trigger: str, value: Any) -> None:
        match trigger:
            case "go":
                go(value or "")
            case "cell":
                st.session_state.answers = str(value["count"])
                set_one(part.cells, value["cell"])
            case "given":
                st.session_state.given = value
            case _:
                raise ValueError(f"the page has no trigger '{trigger}'")

    def heard(trigger: str) -> None:
        take(trigger, getattr(st.session_state[part.name], trigger))

    component = _first if part.name in {"masthead", "broken"} else _other
    told = component(
        key=part.name,
        data=f"{answers} ".encode() + packed(part),
        on_go_change=lambda: heard("go"),
        on_cell_change=lambda: heard("cell"),
        on_given_change=lambda: heard("given"),
    )
    known: set[str] = st.session_state.setdefault("pieces", set())
    if part.name not in known:
        known.add(part.name)
        # A session may begin by a choice, when the one before was lost with its process or after a long sleep. Then
        # Streamlit knows of nothing that it could call, so the choice is taken here.
        for trigger in ("go", "cell", "given"):
            if (value := told.get(trigger)) is not None:
                take(trigger, value)
                st.rerun()
