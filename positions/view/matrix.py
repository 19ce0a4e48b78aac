"""The board as a component of the page: shows rendered HTML and reports the cell or pair that a reader chooses."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from positions.markup import Board

_JS = Path(__file__).with_name("matrix.js")
_HTML = """<div class="positions">
<div class="layout"><div class="scroll" data-part="table" tabindex="0" role="region" aria-label="Matrix"></div>
<aside class="evidence" data-part="evidence" aria-label="Evidence" aria-live="polite"></aside></div>
<div data-part="sources"></div>
</div>"""

# In the page itself and not in a shadow root: marks lead to the numbered sources by plain links, print sees it, and
# the style sheet of the page (`markup.style`) holds for it too.
_component = st.components.v2.component("positions_board", html=_HTML, js=_JS.read_text(), isolate_styles=False)


def board(
    shown: Board,
    cell: str,
    *,
    key: str,
    on_cell: Callable[[], None] = lambda: None,
    on_pair: Callable[[], None] = lambda: None,
) -> None:
    """Show a board; `cell` is the chosen button's as in the address, the callbacks read `st.session_state[key]`."""
    _component(
        key=key,
        data={"table": shown.table, "evidence": shown.evidence, "sources": shown.sources, "cell": cell},
        on_cell_change=on_cell,
        on_pair_change=on_pair,
    )
