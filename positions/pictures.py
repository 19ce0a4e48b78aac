"""Pictures of the figures as PNG and SVG files that say what they show.

The same numbers stand in tables: overlap, drift, and for ranges positions and gaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from positions import phrases, words
from positions.changes import Drift
from positions.compare import Measure, gap, overlaps
from positions.figures import Spec, drift, heatmap, ranges
from positions.grid import Cell, Matrix
from positions.language import _
from positions.parameters import Parameters
from positions.store import Record

USED = frozenset({"as_of", "party", "issue", "max_rung", "measure", "since", "lang"})
"""The parameters that a picture takes notice of."""

FORMATS = {"png": "image/png", "svg": "image/svg+xml"}
"""Formats of a picture, with their media types."""

_WIDTH, _LINE = 960, 150


@dataclass(frozen=True)
class Picture:
    """A drawing with what must stand beside it wherever it is shown.

    `caption` says what it is of: formula, n of N, interval, day, data version, source. `text` tells the same to those
    who cannot see it.
    """

    name: str
    title: str
    caption: str
    text: str
    spec: Spec


def drawn(picture: Picture, form: str) -> bytes:
    """The picture as a file in one of FORMATS, with title and caption burnt in."""
    # The engine behind it takes a third of a second to load, which only those pay who save a picture.
    import vl_convert  # noqa: PLC0415

    lines = wrap(picture.caption, _LINE)
    foot: Spec = {
        "data": {"values": [{"line": n, "text": line} for n, line in enumerate(lines)]},
        "width": _WIDTH,
        "height": 16 * len(lines),
        "view": {"stroke": None},
        "mark": {"type": "text", "align": "left", "x": 0, "fontSize": 12, "color": "#333333"},
        "encoding": {
            "y": {"field": "line", "type": "ordinal", "axis": None},
            "text": {"field": "text", "type": "nominal"},
        },
    }
    whole: Spec = {
        "title": {"text": wrap(picture.title, 90), "anchor": "start", "fontSize": 18, "offset": 14},
        "vconcat": [picture.spec | {"width": _WIDTH}, foot],
        "background": "white",
        "padding": 24,
        "config": {"axis": {"labelFontSize": 13, "titleFontSize": 13}},
    }
    if form == "png":
        return vl_convert.vegalite_to_png(whole, scale=2)
    return vl_convert.vegalite_to_svg(whole).encode()


def overlap_picture(record: Record, matrix: Matrix, chosen: Parameters) -> Picture:
    """The agreement of every pair of parties as a heatmap."""
    pairs = overlaps(matrix, chosen.measure)
    return Picture(
        "overlap",
        _("Agreement of stated positions, by pair of parties"),
        _caption(
            record,
            matrix,
            chosen.measure,
            _("In each cell: S/n, its interval, n comparable of the N propositions that concern both."),
        ),
        _("Heatmap of the agreement of each pair of parties; the table below has the same numbers."),
        heatmap(matrix.parties, pairs),
    )


def drift_picture(record: Record, matrix: Matrix, chosen: Parameters, line: Drift) -> Picture:
    """The agreement of a pair since the record begins, with a rule at the day to compare with."""
    first = next((n for point in line.points if (n := point.agreement.n_comparable)), 0)
    return Picture(
        f"drift-{line.a.id}~{line.b.id}",
        _("{a} – {b}: agreement of stated positions over time").format(a=line.a.name, b=line.b.name),
        _caption(
            record,
            matrix,
            chosen.measure,
            _(
                "Line: S/n, now {figure} comparable. Band: the interval. The line also moves when propositions become "
                "comparable, which is no movement of a party ({first} at first); dotted where fewer than half are. "
                "Dots: days on which a statement moved it. Dashed: {day}."
            ).format(figure=words.figure(line.points[-1].agreement), first=first, day=phrases.day(chosen.start)),
        ),
        _("Step chart of the agreement of {a} and {b}; the table below it has its days.").format(
            a=line.a.name, b=line.b.name
        ),
        drift(line, matrix.as_of, chosen.start),
    )


def range_pictures(record: Record, matrix: Matrix, chosen: Parameters) -> list[Picture]:
    """For each proposition on which two parties or more named a number: the ranges, and what lies between each pair."""
    made = []
    for row in matrix.rows:
        named = [cell for cell in row if cell.range and (cell.range.min is not None or cell.range.max is not None)]
        if len(named) > 1:
            about = row[0].proposition
            between = [gap(row[a], row[b]) for a, b in matrix.pairs]
            made.append(
                Picture(
                    f"ranges-{about.id}",
                    about.text,
                    _numbers_caption(record, matrix, [cell for cell in row if cell.value and cell not in named]),
                    _("Ranges of the numbers that were named: {}.").format("; ".join(map(_told, named))),
                    ranges(named, between),
                )
            )
    return made


def _told(cell: Cell) -> str:
    ends = (cell.range.min, cell.range.max) if cell.range else (None, None)
    return f"{cell.party.short} {phrases.range_text(*ends, cell.proposition.unit)}"


def _caption(record: Record, matrix: Matrix, measure: Measure, what: str) -> str:
    formula = f"{phrases.sentence(words.FORMULA[measure])}; {_(words.INTERVAL)}."
    return f"{what} {formula} {_origin(record, matrix)}"


def _numbers_caption(record: Record, matrix: Matrix, without: Sequence[Cell]) -> str:
    told = []
    if names := ", ".join(f"{cell.party.short} ({words.sign_of(cell).word})" for cell in without):
        told.append(_("No number was named by {}.").format(names))
    told.append(
        _(
            "Zone of stated positions = [highest minimum, lowest maximum]; gap = max(0, highest minimum − lowest "
            "maximum), in the unit. An arrow: this end was not stated, so it is unknown."
        )
    )
    return " ".join([*told, _origin(record, matrix)])


def _origin(record: Record, matrix: Matrix) -> str:
    about = record.dataset.dataset
    told = _("As of {day}; sources of rung {rung} or stronger; data {version}. Source: {title}, {sources}, {licence}.")
    facts = told.format(
        day=phrases.day(matrix.as_of),
        rung=matrix.max_rung,
        version=record.version,
        title=about.title,
        sources=phrases.count(len(record.dataset.sources), "source"),
        licence=about.licence,
    )
    return f"{facts} {_(words.NOT_AN_OUTLOOK)}"
