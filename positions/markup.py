"""Matrix to semantic HTML: the matrices, the evidence of a cell, the method, and what stands around them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from positions import citing, compare, files, pictures, words
from positions.blocks import conflicts
from positions.census import census
from positions.compare import gap
from positions.grid import Cell, Grid, Matrix, displayed
from positions.language import _, language
from positions.listing import listed
from positions.marks import Told, cited_pair, marks_of
from positions.parameters import Parameters, View
from positions.pictures import Picture
from positions.problems import DatasetError
from positions.rendering import caption_of, numbered, render, sources_of
from positions.store import Record


@dataclass(frozen=True)
class Board:
    """A view ready to be shown: its table, the sources behind it, and the numbers that these have.

    It does not depend on the chosen cell, whose evidence (`evidence`) stands beside it.
    """

    table: str
    sources: str
    numbers: Mapping[str, int]


WIDE = 6
"""Columns that a screen shows well side by side; beyond, the matrix scrolls in a box of its own."""


def gaps(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """Proposition × pair of parties, with the relation of each two cells."""
    shown_rows = listed(matrix, chosen)
    rows = compare.gaps(shown_rows)
    numbers = numbered(id_ for row in rows for one in row for id_ in cited_pair(one))
    groups = [
        (issue, words.relations([one.relation for row in part for one in row]), [(r[0].a.proposition, r) for r in part])
        for issue, part in _grouped(shown_rows, rows, lambda row: row[0].a.proposition.issue if row else "")
    ]
    told = marks_of(record.dataset, matrix, chosen)
    shown = dict.fromkeys(one.relation for row in rows for one in row)
    table = render(
        "gaps.html.j2",
        caption=caption_of(_("Relation of stated positions, by proposition and pair of parties"), record, matrix),
        version=record.version,
        chosen=chosen,
        pairs=[(matrix.parties[a], matrix.parties[b]) for a, b in matrix.pairs],
        groups=groups,
        numbers=numbers,
        signs=[sign for relation, sign in words.RELATION.items() if relation in shown] + _marks_shown(shown_rows, told),
        told=told,
        wide=WIDE,
        proof=_proof(record, matrix, chosen),
    )
    return Board(table, "" if chosen.proves else sources_of(record, numbers, matrix), numbers)


def positions(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """Proposition × party, with the position of each."""
    shown_rows = listed(matrix, chosen)
    numbers = numbered(id_ for row in shown_rows.rows for cell in row for id_ in cell.cited)
    groups = [
        (issue, words.known(cell for row in part for cell in row), [(row[0].proposition, row) for row in part])
        for issue, part in _grouped(shown_rows, shown_rows.rows, lambda row: row[0].proposition.issue)
    ]
    told = marks_of(record.dataset, matrix, chosen)
    table = render(
        "positions.html.j2",
        caption=caption_of(_("Stated positions, by proposition and party"), record, matrix),
        version=record.version,
        chosen=chosen,
        parties=matrix.parties,
        groups=groups,
        numbers=numbers,
        signs=signs_of(cell for row in shown_rows.rows for cell in row) + _marks_shown(shown_rows, told),
        told=told,
        wide=WIDE,
        proof=_proof(record, matrix, chosen),
    )
    return Board(table, "" if chosen.proves else sources_of(record, numbers, matrix), numbers)


def _proof(record: Record, matrix: Matrix, chosen: Parameters) -> Callable[[str], Markup] | None:
    """A function that renders the evidence of a proposition, by its id, for the row below its cells; or none."""
    if not chosen.proves:
        return None
    data = record.dataset
    rows = {row[0].proposition.id: row for row in matrix.rows}

    def proof(proposition: str) -> Markup:
        made = render(
            "proof.html.j2",
            proposition=rows[proposition][0].proposition,
            cells=rows[proposition],
            chosen=chosen,
            open=proposition in chosen.cell,
            data=data,
            own=data.dataset.language,
        )
        return Markup(made)  # noqa: S704  # rendered, so escaped

    return proof


def signs_of(cells: Iterable[Cell]) -> list[words.Sign]:
    """The signs of some positions, for a legend, in the order of the codebook."""
    shown = {words.sign_of(cell) for cell in cells}
    return [sign for sign in (*words.STANCE.values(), *words.STATUS.values()) if sign in shown]


@cache
def style(*names: str) -> str:
    """Style sheets one after the other: "board" is for tables, evidence and sources, "page" for what is around them."""
    folder = Path(__file__).parent / "templates"
    return "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)


def heading(text: str) -> str:
    """A heading between the pieces of a view."""
    return str(Markup("<h2>{}</h2>").format(text))


def figure_caption(picture: Picture, chosen: Parameters) -> str:
    """What stands below a picture: formula, n of N, day, data version, source; and the picture as a file."""
    query = chosen.address(cell=())
    saved = [(form.upper(), f"{files.FOLDER}/pictures/{picture.name}.{form}{query}") for form in pictures.FORMATS]
    return render("caption.html.j2", text=picture.caption, saved=saved, title=picture.title)


def formula() -> str:
    """What stands behind an agreement figure, in a paragraph; the whole of it is in `about`."""
    return render("formula.html.j2", outlook=_(words.NOT_AN_OUTLOOK))


def about(record: Record, chosen: Parameters) -> str:
    """How the figures are made, what the signs and rungs mean, how it was coded, and what the record covers."""
    data = record.dataset
    held = census(data)
    in_order = Grid(record.timeline, data.dataset.coverage_until).matrix().propositions
    return render(
        "about.html.j2",
        record=record,
        about=data.dataset,
        chosen=chosen,
        outlook=_(words.NOT_AN_OUTLOOK),
        parties=[part for _n, part in displayed(data.parties)],
        census=held,
        marks=[words.stale_sign(), words.UNCONFIRMED],
        propositions=[(part.text, held.propositions[part.id]) for part in in_order],
    )


def nothing_to_show(matrix: Matrix, chosen: Parameters) -> str:
    """What stands in the place of a view that has nothing to show, with the way out; empty when there is something."""
    told = ""
    if not (matrix.row_indices and matrix.column_indices):
        told = _("Nothing to show: the record has no proposition, or no party, under the chosen filters.")
    elif chosen.view in {View.GAPS, View.OVERLAP, View.BLOCKS, View.SHEET} and not matrix.pairs:
        told = _("A single party has no gap to anyone. Choose a second party, or the Positions view.")
    elif chosen.view in {View.GAPS, View.POSITIONS} and not listed(matrix, chosen).row_indices:
        told = _("No proposition stands so on this day. The figures above are those of all propositions.")
    return render("empty.html.j2", text=told, chosen=chosen) if told else ""


def foot(record: Record, chosen: Parameters) -> str:
    """What stands below every view: what this is, of which day and data, under which licence."""
    return render("foot.html.j2", about=record.dataset.dataset, version=record.version, chosen=chosen)


def broken(error: DatasetError) -> str:
    """What is wrong with a record, and how to mend it, as a table."""
    return render("broken.html.j2", error=error)


def unshowable(error: DatasetError) -> str:
    """The whole page when there is no record that could be shown."""
    return render("unshowable.html.j2", problems=Markup(broken(error)))  # noqa: S704  # rendered, so escaped


def _grouped(matrix: Matrix, rows: Sequence[Any], issue_of: Any) -> list[tuple[Any, list[Any]]]:
    return [(issue, [row for row in rows if issue_of(row) == issue.id]) for issue in matrix.issues]


def _marks_shown(matrix: Matrix, told: Told) -> list[words.Sign]:
    """The marks that occur in a matrix, for the legend."""
    return list(dict.fromkeys(sign for row in matrix.rows for cell in row for sign, _ in told(cell)))


def evidence(record: Record, matrix: Matrix, chosen: Parameters, numbers: Mapping[str, int]) -> str:
    """The evidence of the chosen cell; empty when none is chosen, or it is hidden by the filters."""
    data = record.dataset
    cells = [cell for party in chosen.cell[1:] if (cell := matrix.cell(chosen.cell[0], party))]
    if not chosen.cell or len(cells) != len(chosen.cell) - 1:
        return ""
    return render(
        "evidence.html.j2",
        proposition=cells[0].proposition,
        cells=cells,
        gap=gap(cells[0], cells[1]) if len(cells) == 2 else None,
        data=data,
        own=data.dataset.language,
        spoken=language(),
        chosen=chosen,
        numbers={source.id: numbers.get(source.id) for source in data.sources},
        after=chosen.stale_after,
        clashes={cell.party.id: _clashes(matrix, cell) for cell in cells},
        address=chosen.address(view=_view_of(chosen)),
        cell_id="~".join(chosen.cell),
        citing=citing.of_cell(record, chosen, cells),
        challenge=citing.challenge(record, chosen, cells),
    )


def _view_of(chosen: Parameters) -> View:
    """The view in which a link to a cell opens: the matrix that has it."""
    return View.POSITIONS if len(chosen.cell) == 2 else View.GAPS


def _clashes(matrix: Matrix, cell: Cell) -> list[Cell]:
    """The positions of the party, shown or not, that cannot hold together with this one: it is for both."""
    of_party = conflicts(matrix.grid.matrix([cell.party.id]))
    pairs = [(one.cells, [part.proposition for part in one.cells]) for one in of_party]
    return [other for cells, about in pairs if cell.proposition in about for other in cells if other != cell]
