"""Each view as pieces of HTML and pictures: what the page shows and what is sent before the page is there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from positions import builder, files, markup, markup_findings, markup_pages, pictures
from positions.changes import whole_drifts
from positions.grid import Matrix
from positions.language import _
from positions.markup import Board
from positions.masthead import masthead
from positions.parameters import Fault, Parameters, View
from positions.pictures import Picture
from positions.store import Record


@dataclass(frozen=True)
class Piece:
    """A piece of HTML by its name; `cells` is the parameter that its cell buttons choose."""

    name: str
    html: str
    cells: str = "cell"


@dataclass(frozen=True)
class Beside:
    """A table and the evidence of its chosen cell, which stands beside it where there is room."""

    table: Piece
    evidence: Piece


@dataclass(frozen=True)
class Drawn:
    """Pictures, so many beside each other."""

    pictures: tuple[Picture, ...]
    columns: int = 1


Shown = Piece | Beside | Drawn
_Resting = tuple[Shown | Board, ...]

KEPT = 64
"""Pages, and views without their evidence, that are kept: the last ones shown, some 0.5 MB each at the most."""

# Pictures of a drift beside each other; more stand below them.
_SIDE_BY_SIDE = 3


@lru_cache(maxsize=KEPT)
def page(
    record: Record, chosen: Parameters, faults: tuple[Fault, ...] = (), difference: tuple[str, str] = ("", "")
) -> tuple[Shown, ...]:
    """The page from top to bottom, in the language that is spoken.

    `difference` is what distinguishes another record from this one, and what is wrong with that record.
    """
    resting = replace(chosen, cell=(), source="")
    matrix = matrix_of(record, resting)
    parts = [_with_evidence(record, matrix, chosen, part) for part in _resting(record, resting)]
    if chosen.view == View.CHANGES and not chosen.q:
        parts.insert(-1, Piece("difference", markup_pages.comparison(*difference)))
    above = Piece("masthead", masthead(record, matrix, chosen, faults))
    return (above, *_footed(parts, markup.foot(record, chosen)))


def _footed(parts: list[Shown], foot: str) -> list[Shown]:
    """The parts with the foot of the page in the last of them, since each piece costs, or else as one of its own."""
    last = parts[-1]
    if isinstance(last, Piece):
        return [*parts[:-1], replace(last, html=last.html + foot)]
    return [*parts, Piece("foot", foot)]


@lru_cache(maxsize=KEPT)
def matrix_of(record: Record, chosen: Parameters) -> Matrix:
    """The matrix that a choice shows."""
    return chosen.matrix(record.timeline)


def _with_evidence(record: Record, matrix: Matrix, chosen: Parameters, part: Shown | Board) -> Shown:
    """A table with the evidence of its chosen cell or source beside it; anything else as it is."""
    if not isinstance(part, Board):
        return part
    if chosen.view == View.SOURCES and not chosen.q:
        told, cells = markup_findings.reliance(record, matrix, chosen), "source"
    else:
        told, cells = markup.evidence(record, matrix, chosen, part.numbers), "cell"
    return Beside(Piece("table", part.table, cells), Piece("evidence", told, cells))


@lru_cache(maxsize=KEPT)
def _resting(record: Record, chosen: Parameters) -> _Resting:
    """A view while no cell of it is chosen; what is of another record is not in it."""
    matrix = matrix_of(record, chosen)
    if chosen.q:
        return (markup_pages.results(record, matrix, chosen),)
    if chosen.view != View.ABOUT and (told := markup.nothing_to_show(matrix, chosen)):
        return (Piece("table", told),)
    return _MADE[chosen.view](record, matrix, chosen.focused(matrix) if chosen.view in files.PAIRED else chosen)


def _overlap(record: Record, matrix: Matrix, chosen: Parameters) -> _Resting:
    made = markup_findings.overlap(record, matrix, chosen)
    heatmap = Drawn((pictures.overlap_picture(record, matrix, chosen),))
    return heatmap, Piece("table", made.table), Piece("sources", made.sources)


def _blocks(record: Record, matrix: Matrix, chosen: Parameters) -> _Resting:
    return _with_sources(markup_findings.blocks(record, matrix, chosen), *_numbers(record, matrix, chosen))


def _changes(record: Record, matrix: Matrix, chosen: Parameters) -> _Resting:
    drifts = _drifts(record, matrix, chosen) if matrix.pairs else ()
    return *drifts, *_with_sources(markup_findings.changes(record, matrix, chosen))


_MADE: dict[View, Callable[[Record, Matrix, Parameters], _Resting]] = {
    View.GAPS: lambda *given: _with_sources(markup.gaps(*given)),
    View.POSITIONS: lambda *given: _with_sources(markup.positions(*given)),
    View.OVERLAP: _overlap,
    View.BLOCKS: _blocks,
    View.SHEET: lambda *given: _with_sources(markup_pages.sheet(*given)),
    View.PARTY: lambda record, _matrix, chosen: _with_sources(markup_pages.party(record, chosen)),
    View.CHANGES: _changes,
    View.SOURCES: lambda *given: _with_sources(markup_findings.sources(*given)),
    View.ABOUT: lambda record, _matrix, chosen: (Piece("about", markup.about(record, chosen)),),
    View.EMBED: lambda record, _matrix, chosen: (
        Piece("builder", builder.form(record, chosen)),
        Piece("preview", builder.preview(record, chosen)),
    ),
}


def _with_sources(made: Board, *between: Shown) -> _Resting:
    return made, *between, Piece("sources", made.sources)


def _numbers(record: Record, matrix: Matrix, chosen: Parameters) -> tuple[Shown, ...]:
    named = pictures.range_pictures(record, matrix, chosen)
    heading = Piece("numbers", markup.heading(_("Numbers that were named")))
    return (heading, Drawn(tuple(named), columns=2)) if named else ()


def _drifts(record: Record, matrix: Matrix, chosen: Parameters) -> tuple[Shown, ...]:
    every = dict(zip(matrix.pairs, whole_drifts(matrix, chosen.measure), strict=True))
    lines = [every[pair] for pair in chosen.pairs(matrix)]
    drawn = tuple(pictures.drift_picture(record, matrix, chosen, line) for line in lines)
    return (
        Piece("movement", markup_findings.movement(record, matrix, chosen)),
        Drawn(drawn, columns=min(len(lines), _SIDE_BY_SIDE)),
        Piece("drifts", "".join(markup_findings.drift(record, matrix, chosen, line) for line in lines)),
    )


def still(record: Record, chosen: Parameters) -> tuple[Shown | Board, ...]:
    """The parts of a view between masthead and foot, for a page that nobody answers; no evidence stands beside them."""
    return _resting(record, replace(chosen, cell=(), source=""))


def evidence(record: Record, chosen: Parameters) -> str:
    """The evidence of the chosen cell or source as the page shows it; empty when none is chosen."""
    beside = (part for part in page(record, chosen) if isinstance(part, Beside))
    return next((part.evidence.html for part in beside), "")


@lru_cache(maxsize=KEPT)
def first_sight(record: Record, chosen: Parameters) -> str:
    """A whole page as one piece of HTML, without its pictures, the sources at its end, and the marks that lead there.

    Half of what a browser has to lay out before a matrix is seen would be marks; their room is kept.
    """
    parts = (part for part in page(record, chosen) if not (isinstance(part, Piece) and part.name == "sources"))
    return _MARKS.sub('<span class="marks"></span>', "".join(map(_html, parts)))


_MARKS = re.compile(r'<span class="marks">(?:<a [^>]*>\d+</a>)+</span>')


def _html(part: Shown) -> str:
    match part:
        case Piece():
            return f'<div class="positions" data-piece="{part.name}" data-chooses="{part.cells}">{part.html}</div>'
        case Beside():
            inner = f'<div>{_html(part.table)}</div><div class="evidence-place">{_html(part.evidence)}</div>'
            return f'<div class="st-key-layout">{inner}</div>'
        case Drawn():
            told = _("Pictures are being drawn.")
            return f'<div class="drawing" role="status">{told}</div>'
