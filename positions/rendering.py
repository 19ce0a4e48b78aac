"""Templates and the pieces that all of them share: links to sources, names for screen readers, the list of sources.

Every value is escaped by the template environment, and only http(s) addresses become links.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from positions import phrases, words
from positions.check import is_contact, is_web_address
from positions.compare import Gap
from positions.evidence import grave_caveats
from positions.grid import Cell, Matrix
from positions.language import _, language, plural
from positions.marks import cited_pair, in_reading_order
from positions.model import Citation, Source, Statement
from positions.parameters import Parameters, Still
from positions.quotes import deep_link
from positions.store import Record

_WORDS = (
    *("STANCE", "STATUS", "RELATION", "FORM", "RUNG", "MEASURE"),
    *("KIND", "DETAIL", "TREND", "ANSWER", "OBSTACLE", "SUPPORT"),
    *("comparable", "figure", "interval", "position_text", "sign_of", "zone_text"),
)
_PHRASES = (
    *("count", "day", "day_span", "fields", "grouped", "on", "one_line"),
    *("percent", "points", "range_text", "sentence", "step"),
)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("positions"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    # By name at each call, since the language is that of the run and the environment is kept.
    made.install_gettext_callables(_, plural, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.globals |= {name: getattr(words, name) for name in _WORDS}
    made.globals |= {name: getattr(phrases, name) for name in _PHRASES}
    made.globals |= {
        "safe": is_web_address,
        "grave_caveats": grave_caveats,
        "STALE": words.STALE,
        "UNCONFIRMED": words.UNCONFIRMED,
        "is_contact": is_contact,
        "deep_link": deep_link,
        "cited_pair": cited_pair,
        "name_of_gap": name_of_gap,
        "name_of_cell": name_of_cell,
        "source_links": _source_links,
        "opens": opens,
        "closes": closes,
        "in_reading_order": in_reading_order,
    }
    return made


def render(template: str, **values: Any) -> str:
    """A template with its values, all of them escaped."""
    return _environment().get_template(template).render(**values)


def numbered(ids: Iterable[str]) -> dict[str, int]:
    """A number for each source, in the order in which they first occur."""
    return {id_: n for n, id_ in enumerate(dict.fromkeys(ids), 1)}


def caption_of(what: str, record: Record, matrix: Matrix) -> str:
    """What a table shows, as of which day, from which sources and which data."""
    return words.caption(what, matrix.as_of, matrix.max_rung, record.version)


@lru_cache(maxsize=8192)
def _entry(source: Source, _language: str, own: str) -> Markup:
    """A source in the list below; kept, since lists of hundreds are shown again on every choice of the reader."""
    return Markup(render("entry.html.j2", source=source, own=own))  # noqa: S704  # rendered, so escaped


def _source_links(ids: Sequence[str], numbers: Mapping[str, int]) -> Markup:
    """The numbers of sources as links to the list below."""
    made = "".join(_mark(numbers[id_], language()) for id_ in ids)
    return Markup(f'<span class="marks">{made}</span>' if made else "")  # noqa: S704  # numbers alone


@lru_cache(maxsize=8192)
def _mark(number: int, _language: str) -> str:
    label = _("source {}").format(number)
    return f'<a href="#source-{number}" aria-label="{label}">{number}</a>'


def opens(chosen: Parameters, target: str, label: str, classes: str = "") -> Markup:
    """The beginning of what opens the evidence of a cell (or a source): a button where the page answers, else a link.

    `target` is the value of the parameter `cell`, or the id of a source; `label` its name for a screen reader. Where
    the evidence stands in the page the name is what is seen, since the heads of row and column say the rest.
    """
    named = Markup(' aria-label="{}"').format(label) if label and not chosen.proves else ""
    if isinstance(chosen, Still):
        styled = f"{classes} opens".strip()
        return Markup('<a class="{}" href="{}"{}>').format(styled, chosen.opening(target), named)
    styled = Markup(' class="{}"').format(classes) if classes else ""
    return Markup('<button type="button"{} data-cell="{}"{}>').format(styled, target, named)


def closes(chosen: Parameters) -> Markup:
    """The end of what `opens` began."""
    return Markup("</button>" if chosen.live else "</a>")  # noqa: S704  # constants


def name_of_gap(one: Gap, marks: Sequence[tuple[words.Sign, str]]) -> str:
    """What a screen reader says of the button of a gap."""
    told = _("{relation}: {a} and {b} on “{proposition}”{marks}. Show the evidence.")
    return told.format(
        relation=words.RELATION[one.relation].word,
        a=one.a.party.short,
        b=one.b.party.short,
        proposition=one.a.proposition.text,
        marks="".join(f", {text}" for _sign, text in marks),
    )


def name_of_cell(cell: Cell, marks: Sequence[tuple[words.Sign, str]] = ()) -> str:
    """What a screen reader says of the button of a position."""
    told = _("{party}: {position}, on “{proposition}”{marks}. Show the evidence.")
    word = words.sign_of(cell).word
    return told.format(
        party=cell.party.short,
        position=_("{position}, red line").format(position=word) if cell.red_line else word,
        proposition=cell.proposition.text,
        marks="".join(f", {text}" for _sign, text in marks),
    )


def sources_of(record: Record, numbers: Mapping[str, int], matrix: Matrix | None = None) -> str:
    """The list of sources in the order of their numbers, each with the words that positions of a matrix rest on."""
    data = record.dataset
    said: dict[str, list[tuple[Cell, Statement, Citation, bool]]] = {}
    for cell in (cell for row in (matrix.rows if matrix else ()) for cell in row):
        for one in cell.statements:
            for n, citation in enumerate(in_reading_order(one)):
                said.setdefault(citation.source, []).append((cell, one, citation, n == 0))

    def words_of(source: str) -> str:
        if source not in said:
            return ""
        return Markup(  # noqa: S704  # rendered, so escaped
            render(
                "words.html.j2",
                said=said[source],
                own=data.dataset.language,
                language_of=lambda citation: data.source[citation.source].language,
            )
        )

    return render(
        "sources.html.j2",
        listed=[data.source[id_] for id_ in numbers],
        numbers=numbers,
        said=words_of,
        entry=lambda source: _entry(source, language(), data.dataset.language),
    )
