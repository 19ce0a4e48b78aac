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
from typing import Any, ClassVar
from urllib.parse import urlencode

from positions import documents, export, files, markup, markup_findings, masthead, words
from positions.compare import overlaps
from positions.grid import Matrix
from positions.language import DEFAULT, _, speaking
from positions.markup import Board
from positions.parameters import Parameters, Still, Theme, View
from positions.rendering import render
from positions.store import Record

VIEWS: dict[View, Callable[[Record, Matrix, Parameters], Board]] = {
    View.GAPS: markup.gaps,
    View.POSITIONS: markup.positions,
    View.OVERLAP: markup_findings.overlap,
}
"""The views that there are as embeds, and what makes their table."""

USED = documents.USED["gaps"] | {"measure", "cell", "lang", "theme"}
"""The parameters that an embed takes notice of, beside its view."""

_TEMPLATES = Path(__file__).parent / "templates"


class Proving(Still):
    """A choice whose evidence is in the page, in a row under each proposition."""

    proves = True

    def opening(self, target: str) -> str:
        """The row of evidence of the cell's proposition."""
        return f"#{target.split('~', maxsplit=1)[0]}"


class Light(Proving):
    """A choice shown in an embed of a server: other embeds are its neighbours."""

    pinned: ClassVar[bool] = True
    """Whether it stays at its day; else its neighbours go on with the record as well."""

    def address(self, **changes: Any) -> str:
        """The embed of another choice, seen from this one; empty where a view is no embed."""
        wanted = replace(self, **changes)
        query = query_text(asked(wanted, self.pinned or "as_of" in changes), without={"view"})
        place = f"#{wanted.cell[0]}" if wanted.cell else ""
        return f"{wanted.view}{query or '?'}{place}" if wanted.view in VIEWS else ""


class Latest(Light):
    """A choice shown in such an embed that goes on with the record."""

    pinned = False


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
    light = (Light if pinned else Latest).of(chosen)
    with speaking(light.lang):
        return _page(record.spoken(light.lang), light, base, pinned)


def _page(record: Record, chosen: Light, base: str, pinned: bool) -> Page:
    query = asked(chosen, pinned)
    itself = address(chosen, base, pinned)
    behind = query_text(query, without={"view", "cell", "theme"})
    html = made(
        record,
        chosen,
        chips=[text for text, _address in masthead.chips(record, chosen)],
        canonical=itself,
        oembed=f"{base}oembed?{urlencode({'url': itself})}",
        leading=[(_("Open the live page: search, history, all sources"), base + query_text(query, without={"theme"}))],
        data=[(form.upper(), f"{base}{files.FOLDER}/{chosen.view}.{form}{behind}") for form in export.FORMATS],
    )
    return Page(html, policy())


def made(record: Record, chosen: Proving, **around: Any) -> str:
    """The HTML of the embed of a choice, in the language that is spoken.

    `around` is what depends on where it stands: `leading`, the links in its foot by their words, and `data` by form;
    its `canonical` address, and how it is framed (`oembed`), where there is one; the `chips` of what was chosen; for a
    file that no server sends, the `generator` and the `policy` that stand in its head.
    """
    matrix = chosen.matrix(record.timeline)
    return render(
        "embed.html.j2",
        about=record.dataset.dataset,
        version=record.version,
        chosen=chosen,
        title=masthead.titles()[chosen.view],
        pair=next(iter(overlaps(matrix, chosen.measure)), None),
        moved=masthead.moved(matrix, chosen, matrix.pairs[0]) if matrix.pairs else "",
        formula=markup.formula(),
        notices=list(masthead.notices(record, matrix, chosen, ())),
        body=markup.nothing_to_show(matrix, chosen) or VIEWS[chosen.view](record, matrix, chosen).table,
        # The overlap says so itself.
        outlook="" if chosen.view == View.OVERLAP else _(words.NOT_AN_OUTLOOK),
        style=style(),
        script=script(),
        **(_NOTHING_AROUND | around),
    )


_NOTHING_AROUND = {"canonical": "", "oembed": "", "chips": [], "generator": "", "policy": ""}


def asked(chosen: Parameters, pinned: bool) -> dict[str, list[str]]:
    """The query of a choice; without the day where that goes on with the record."""
    return {name: values for name, values in chosen.query().items() if pinned or name != "as_of"}


def address(chosen: Parameters, base: str, pinned: bool) -> str:
    """The address of the embed of a choice, at the place where the dashboard stands."""
    return f"{base}embed/{chosen.view}{query_text(asked(chosen, pinned), without={'view'})}"


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
    return (_TEMPLATES / "height.js").read_text(encoding="utf-8").strip()


@cache
def listener() -> bytes:
    """What a page that frames an embed runs, to give the frame its height."""
    return (_TEMPLATES / "listen.js").read_bytes()


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


def refused(told: Sequence[tuple[str, str]], lang: str = DEFAULT, theme: str = Theme.AUTO) -> str:
    """A page that says why there is nothing to show, in the language that is spoken: sentences, and theirs."""
    said = _("This cannot be shown")
    return render("refused.html.j2", title=said, told=told, style=style(), script=script(), lang=lang, theme=theme)
