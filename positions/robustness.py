"""How much a figure depends on choices and on single sources: docs/method.md, section 11."""

from dataclasses import dataclass
from itertools import combinations

from positions.compare import Measure, Overlap, overlaps
from positions.grid import Cell, Grid, Matrix
from positions.model import Absence, Dataset, Issue, Statement
from positions.timeline import MAX_RUNG, Timeline

Order = tuple[Overlap, Overlap]
"""Two pairs of parties, the one with the higher agreement first."""


def reversed_orders(matrix: Matrix) -> list[Order]:
    """The pairs of parties that the two measures rank the other way round, in the order of the city-block measure."""
    city, exact = (overlaps(matrix, measure) for measure in (Measure.CITY_BLOCK, Measure.EXACT))
    found = []
    for i, k in combinations(range(len(city)), 2):
        points = [(one[i].agreement.point, one[k].agreement.point) for one in (city, exact)]
        if any(point is None for pair in points for point in pair):
            continue
        by_city, by_exact = ((first or 0) - (second or 0) for first, second in points)
        if by_city * by_exact < 0:
            found.append((city[i], city[k]) if by_city > 0 else (city[k], city[i]))
    return found


def tied_orders(matrix: Matrix) -> int:
    """How many orders of two pairs of parties one measure ranks and the other does not."""
    city, exact = (
        [one.agreement.point for one in overlaps(matrix, measure)] for measure in (Measure.CITY_BLOCK, Measure.EXACT)
    )
    ranked = [n for n, point in enumerate(city) if point is not None]
    return sum((city[i] == city[k]) != (exact[i] == exact[k]) for i, k in combinations(ranked, 2))


def settled_orders(pairs: list[Overlap]) -> tuple[int, int]:
    """How many of all orders of two pairs no unknown position could turn, and of how many.

    None could where the intervals lie apart, or where both are one and the same point. Two pairs that have a party in
    common may be settled further, since one unknown cell stands in both; that is not counted.
    """
    ends = [(one.agreement.lower, one.agreement.upper) for one in pairs]
    known = [(low, high) for low, high in ends if low is not None and high is not None]
    orders = list(combinations(known, 2))
    return sum(a[0] > b[1] or b[0] > a[1] or len({*a, *b}) == 1 for a, b in orders), len(orders)


def by_rung(matrix: Matrix, measure: Measure = Measure.CITY_BLOCK) -> dict[int, list[Overlap]]:
    """The overlap of each pair recomputed for every rung limit, the widest first."""
    grid = matrix.grid
    return {
        rung: overlaps(
            Matrix(Grid(grid.timeline, grid.as_of, rung), matrix.row_indices, matrix.column_indices), measure
        )
        for rung in range(MAX_RUNG, 0, -1)
    }


def without_issues(matrix: Matrix, measure: Measure = Measure.CITY_BLOCK) -> list[tuple[Issue, list[Overlap]]]:
    """For each issue of a matrix, the overlap of each pair over the propositions of all the others."""
    issue = {i: part.issue for i, part in zip(matrix.row_indices, matrix.propositions, strict=True)}
    found = []
    for part in matrix.issues:
        rows = tuple(i for i in matrix.row_indices if issue[i] != part.id)
        found.append((part, overlaps(Matrix(matrix.grid, rows, matrix.column_indices), measure)))
    return found


@dataclass(frozen=True)
class Reliance:
    """A cell that rests on a source: what it is, and what it becomes without the source."""

    cell: Cell
    without: Cell

    @property
    def falls(self) -> bool:
        """Whether it becomes something else; otherwise it is cited there, and other sources carry it as well."""
        return self.cell.position != self.without.position


def reliances(matrix: Matrix, source: str) -> list[Reliance]:
    """The cells of a matrix that a source holds up, those that fall without it first.

    Removing the source from the record changes the position (statement in force, stance, red line, number, or the
    status where there is none) of exactly those that fall. The others cite it and stand without it.
    """
    lines = matrix.grid.timeline
    reduced = Grid(Timeline(without(lines.data, source)), matrix.as_of, matrix.max_rung)
    found = []
    for i, row in zip(matrix.row_indices, matrix.rows, strict=True):
        for k, cell in zip(matrix.column_indices, row, strict=True):
            one = Reliance(cell, reduced.cell(i, k))
            if one.falls or _cites(cell.statements, source):
                found.append(one)
    return sorted(found, key=lambda one: not one.falls)


def without(data: Dataset, source: str) -> Dataset:
    """The record as it would be without a source: its citations go, and statements that have no other one."""

    def kept(statement: Statement) -> Statement:
        if not _cites((statement,), source):
            return statement
        left = tuple(citation for citation in statement.citations if citation.source != source)
        return statement.model_copy(update={"citations": left})

    def searched(absence: Absence) -> Absence:
        if source not in absence.sources:
            return absence
        return absence.model_copy(update={"sources": tuple(id_ for id_ in absence.sources if id_ != source)})

    reduced = {
        "sources": tuple(part for part in data.sources if part.id != source),
        "statements": tuple(one for one in map(kept, data.statements) if one.citations),
        "absences": tuple(map(searched, data.absences)),
    }
    # Not a copy, which would keep what the record has worked out of its sources.
    return Dataset.model_construct(**{name: getattr(data, name) for name in Dataset.model_fields} | reduced)


def _cites(statements: tuple[Statement, ...], source: str) -> bool:
    return any(citation.source == source for statement in statements for citation in statement.citations)
