"""Which propositions of a matrix are listed, and in which order: touches no figure, only what a reader sees first."""

from collections.abc import Callable

from positions.changes import changes
from positions.compare import Gap, Relation, gaps
from positions.grid import Matrix
from positions.parameters import Only, Parameters

GRAVEST_FIRST = (
    Relation.DEADLOCK,
    Relation.OPPOSED,
    Relation.UNANSWERED,
    Relation.BRIDGEABLE,
    Relation.UNKNOWN,
    Relation.AGREED,
    Relation.NOT_APPLICABLE,
)
"""Relations by severity, as the list of what blocks has them (docs/method.md, section 10); then what does not block."""

_RELATIONS = {
    Only.DEADLOCK: {Relation.DEADLOCK},
    Only.OPPOSED: {Relation.DEADLOCK, Relation.OPPOSED},
    Only.UNANSWERED: {Relation.UNANSWERED},
}

_Row = tuple[int, list[Gap]]


def listed(matrix: Matrix, chosen: Parameters) -> Matrix:
    """The matrix with the rows that `only` keeps, in the order of `sort`.

    By severity the issues stay together: the one with the gravest proposition first, and within each the gravest
    first. Where several are as grave, the order of display decides.
    """
    if not chosen.only and not chosen.sort:
        return matrix
    rows = list(zip(matrix.row_indices, gaps(matrix), strict=True))
    if chosen.only:
        kept = _kept(matrix, chosen)
        rows = [row for row in rows if kept(row)]
    if chosen.sort:
        rows = _by_severity(matrix, chosen, rows)
    return Matrix(matrix.grid, tuple(i for i, _ in rows), matrix.column_indices)


def _kept(matrix: Matrix, chosen: Parameters) -> Callable[[_Row], bool]:
    wanted = {relation for only in chosen.only for relation in _RELATIONS.get(only, ())}
    moved = set()
    if Only.CHANGED in chosen.only:
        row = {part.id: i for i, part in zip(matrix.row_indices, matrix.propositions, strict=True)}
        moved = {row[one.proposition.id] for one in changes(matrix, chosen.start) if one.moved}
    return lambda row: row[0] in moved or any(one.relation in wanted for one in row[1])


def _by_severity(matrix: Matrix, chosen: Parameters, rows: list[_Row]) -> list[_Row]:
    ids = [part.id for part in matrix.parties]
    columns = [n for n, (a, b) in enumerate(matrix.pairs) if chosen.sort in {"severity", (ids[a], ids[b])}]

    def severity(row: _Row) -> list[int]:
        of = [row[1][n].relation for n in columns]
        return [-of.count(relation) for relation in GRAVEST_FIRST]

    issue = {i: part.issue for i, part in zip(matrix.row_indices, matrix.propositions, strict=True)}
    worst: dict[str, list[int]] = {}
    for row in rows:
        worst[issue[row[0]]] = min(worst.get(issue[row[0]], [1]), severity(row))
    order = list(worst)
    return sorted(rows, key=lambda row: (worst[issue[row[0]]], order.index(issue[row[0]]), severity(row)))
