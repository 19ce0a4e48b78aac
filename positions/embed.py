"""The light embed: a view as one page of HTML that needs no script, with the evidence in it, for frames of other pages.

Links within it work without its address; those that leave it name the place where the dashboard stands.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from positions import markup, markup_findings, masthead, words
from positions.compare import overlaps
from positions.grid import Matrix
from positions.language import DEFAULT, _, speaking
from positions.markup import Board
from positions.parameters import Parameters, Still, View
from positions.rendering import render
from positions.store import Record

VIEWS: dict[View, Callable[[Record, Matrix, Parameters], Board]] = {
    View.GAPS: markup.gaps,
    View.POSITIONS: markup.positions,
    View.OVERLAP: markup_findings.overlap,
}
"""The views that there are as embeds, and what makes their table."""


class Light(Still):
    """A choice shown in an embed: its evidence is in the page, and other embeds are its neighbours."""

    proves = True

    def opening(self, target: str) -> str:
        """The row of evidence of the cell's proposition."""
        return f"#{target.split('~', maxsplit=1)[0]}"

    def address(self, **changes: Any) -> str:
        """The embed of another choice, seen from this one; empty where a view is no embed."""
        wanted = replace(self, **changes)
        query = {name: values for name, values in wanted.query().items() if name != "view"}
        place = f"#{wanted.cell[0]}" if wanted.cell else ""
        return f"{wanted.view}?{urlencode(query, doseq=True, safe='~')}{place}" if wanted.view in VIEWS else ""


@dataclass(frozen=True)
class Page:
    """An embed as it is sent: its HTML and the content security policy that goes with it."""

    html: str
    policy: str


def page(record: Record, chosen: Parameters, base: str, pinned: bool = True) -> Page:
    """The embed of the view of `chosen`; `base` is the address under which the dashboard stands, with "/" at its end.

    `pinned` tells whether the day was asked for; if not, links lead to the latest state as this page does. Raises
    KeyError for a view that is no embed (VIEWS).
    """
    light = Light.of(chosen)
    with speaking(light.lang):
        return _page(record.spoken(light.lang), light, base, pinned)


def _page(record: Record, chosen: Light, base: str, pinned: bool) -> Page:
    made = VIEWS[chosen.view]
    matrix = chosen.matrix(record.timeline)
    told = markup.nothing_to_show(matrix, chosen)
    pairs = overlaps(matrix, chosen.measure)[:1]
    query = chosen.query() if pinned else {name: values for name, values in chosen.query().items() if name != "as_of"}
    asked = {name: values for name, values in query.items() if name not in {"view", "cell", "theme"}}
    html = render(
        "embed.html.j2",
        record=record,
        about=record.dataset.dataset,
        chosen=chosen,
        matrix=matrix,
        title=masthead.titles()[chosen.view],
        pair=pairs[0] if pairs else None,
        formula=markup.formula(),
        chips=[text for text, _address in masthead.chips(record, chosen)],
        notices=[(one.kind, one.title, one.lines) for one in masthead.notices(record, matrix, chosen, ())],
        body=told or made(record, matrix, chosen).table,
        live=base + query_text(query, without={"theme"}),
        canonical=f"{base}embed/{chosen.view}{query_text(query, without={'view'})}",
        data=[(form, f"{base}api/v1/{chosen.view}.{form}{query_text(asked)}") for form in ("csv", "json")],
        oembed=base + "oembed?" + urlencode({"url": f"{base}embed/{chosen.view}{query_text(query, without={'view'})}"}),
        outlook=_(words.NOT_AN_OUTLOOK),
        style=style(),
        script=script(),
    )
    return Page(html, policy())


def query_text(query: Mapping[str, list[str]], without: Container[str] = ()) -> str:
    """Parameters, save some, as the query of an address; empty without any."""
    kept = {name: values for name, values in query.items() if name not in without}
    return "?" + urlencode(kept, doseq=True, safe="~") if kept else ""


@cache
def style() -> str:
    """The style sheet of an embed: that of the tables, and what is around them here."""
    return squeezed(markup.style("board", "embed"))


def squeezed(sheet: str) -> str:
    """A style sheet without its comments and line breaks."""
    return re.sub(r"/\*.*?\*/|\n\s*", "", sheet, flags=re.DOTALL)


@cache
def script() -> str:
    """What tells the page around the frame how high this one is; without it everything is there all the same."""
    return (Path(__file__).parent / "templates" / "height.js").read_text(encoding="utf-8").strip()


@cache
def policy() -> str:
    """The content security policy of an embed, save who may frame it: nothing is loaded, and one script is known.

    Hashes as in https://www.w3.org/TR/CSP3/#framework-directive-source-list
    """
    known = {name: hashed(text) for name, text in (("script", script()), ("style", style()))}
    return (
        f"default-src 'none'; script-src {known['script']}; style-src {known['style']}; "
        "base-uri 'none'; form-action 'none'"
    )


def hashed(text: str) -> str:
    """A text as a content security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def refused(told: Sequence[tuple[str, str]], lang: str = DEFAULT) -> str:
    """A page that says why there is nothing to show, in the language that is spoken: sentences, and theirs."""
    return render("refused.html.j2", title=_("This cannot be shown"), told=told, style=style(), lang=lang)
