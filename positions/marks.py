"""What stands beside a position wherever it is shown: its marks, its sources, its citations in reading order."""

from collections.abc import Callable

from positions import words
from positions.changes import changes
from positions.compare import Gap
from positions.grid import Cell, Matrix
from positions.model import Citation, Dataset, Statement
from positions.parameters import Parameters
from positions.timeline import MAX_RUNG

Told = Callable[..., list[tuple[words.Sign, str]]]


def marks_of(data: Dataset, matrix: Matrix, chosen: Parameters) -> Told:
    """A function that tells the marks of a cell, or of the cells of a gap: moved, old, not confirmed."""
    found = changes(matrix, chosen.since) if chosen.since else []
    moved = {(one.proposition.id, one.party.id) for one in found if one.moved}
    tests: tuple[tuple[words.Sign, Callable[[Cell], bool]], ...] = (
        (words.moved_sign(chosen.start), lambda cell: _place(cell) in moved),
        (words.stale_sign(chosen.stale_after), lambda cell: cell.stale(chosen.stale_after)),
        (
            words.UNCONFIRMED,
            lambda cell: bool(quoted := _counting_quotes(cell)) and not any(map(data.confirmed, quoted)),
        ),
    )
    # A cell stands in several gaps, so its marks are found once.
    carried = {_place(cell): [sign for sign, test in tests if test(cell)] for row in matrix.rows for cell in row}

    def told(*cells: Cell) -> list[tuple[words.Sign, str]]:
        found = ((sign, [cell for cell in cells if sign in carried[_place(cell)]]) for sign, _ in tests)
        return [(sign, words.of_which(sign, cells, marked)) for sign, marked in found if marked]

    return told


def _place(cell: Cell) -> tuple[str, str]:
    return cell.proposition.id, cell.party.id


def _counting_quotes(cell: Cell) -> list[Citation]:
    """The quotes that a position rests on; those of unnamed sources and leaks prove nothing."""
    return [c for said in cell.statements for c in said.citations if c.quote and c.rung <= MAX_RUNG]


def cited_pair(one: Gap) -> tuple[str, ...]:
    """Ids of the sources behind both cells of a gap."""
    return tuple(dict.fromkeys(one.a.cited + one.b.cited))


def in_reading_order(statement: Statement) -> list[Citation]:
    """The citations with the strongest first and, of equal ones, those first that need no translation."""
    return sorted(statement.citations, key=lambda citation: (citation.rung, citation.translation is not None))
