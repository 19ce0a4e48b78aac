"""What blocks two parties and what they share: docs/method.md, section 10."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, combinations, groupby
from math import isnan

import numpy as np

from positions.compare import RELATION, Gap, Relation, gap
from positions.grid import Cell, Matrix
from positions.model import Party, Proposition, Stance, Statement


class Obstacle(StrEnum):
    """What stands between two parties on a proposition; the order is that of the list."""

    DEADLOCK = "deadlock"
    OPPOSITION = "opposition"
    UNANSWERED_DEMAND = "unanswered-demand"
    UNANSWERED = "unanswered"
    BRIDGEABLE = "bridgeable"


@dataclass(frozen=True)
class Block:
    """A proposition that stands between two parties.

    `since` is the day from which it has been this obstacle without a break: from which both have called it a red line,
    been on opposite sides, or named a condition; from which one has demanded it, or spoken of it, and the other has
    not answered. `red_lines` has for either side the statement by which it last called its present
    stance a red line, be it in force or before; None where it did not.
    """

    gap: Gap
    obstacle: Obstacle
    since: date
    red_lines: tuple[Statement | None, Statement | None]

    @property
    def both_red(self) -> bool:
        """Whether both sides have called their present stance a red line, in the words in force or before."""
        return None not in self.red_lines

    @property
    def spoken(self) -> Cell | None:
        """Where one side has not answered: the cell of the one that has spoken."""
        return None if self.gap.relation != Relation.UNANSWERED else self._sides()[0]

    @property
    def silent(self) -> Cell | None:
        """Where one side has not answered: its cell, whose status says what is known."""
        return None if self.gap.relation != Relation.UNANSWERED else self._sides()[1]

    def _sides(self) -> tuple[Cell, Cell]:
        a, b = self.gap.a, self.gap.b
        return (a, b) if a.value is not None else (b, a)


def blocks(matrix: Matrix, a: int, b: int) -> list[Block]:
    """Everything that stands between the parties of two columns, the gravest first.

    Deadlocks; oppositions; demands without an answer; other positions without an answer; points at which a condition
    was named. Within each: the more red lines first, then what has lasted longest, then the order of display.
    """
    found = []
    for i, row in enumerate(matrix.rows):
        one = gap(row[a], row[b])
        if (obstacle := _obstacle(one)) is not None:
            since = _unbroken_since(matrix, i, a, b, _HELD.get(obstacle, _relation_held))
            found.append(Block(one, obstacle, since, (_red_line(row[a]), _red_line(row[b]))))
    order = list(Obstacle)
    return sorted(
        found, key=lambda block: (order.index(block.obstacle), sum(r is None for r in block.red_lines), block.since)
    )


def _obstacle(one: Gap) -> Obstacle | None:
    match one.relation:
        case Relation.DEADLOCK:
            return Obstacle.DEADLOCK
        case Relation.OPPOSED:
            return Obstacle.OPPOSITION
        case Relation.BRIDGEABLE:
            return Obstacle.BRIDGEABLE
        case Relation.UNANSWERED:
            demanded = Stance.DEMANDS in (one.a.stance, one.b.stance)
            return Obstacle.UNANSWERED_DEMAND if demanded else Obstacle.UNANSWERED
        case Relation.AGREED | Relation.UNKNOWN | Relation.NOT_APPLICABLE:
            return None


def _red_line(cell: Cell) -> Statement | None:
    return cell.statements[0] if cell.red_line else cell.red_line_before


@dataclass
class _Side:
    """What one party holds of a proposition on a day, as far as it makes an obstacle."""

    concerned: bool
    value: float | None = None
    demands: bool = False
    red_line: bool = False


def _unbroken_since(matrix: Matrix, i: int, a: int, b: int, held: Callable[[_Side, _Side], object]) -> date:
    """The day from which, without a break, two cells of a row have been in the same state as on the day looked at."""
    lines, steps, width = matrix.grid.timeline, matrix.grid.steps, matrix.grid.step.shape[1]
    cells = [matrix.row_indices[i] * width + matrix.column_indices[k] for k in (a, b)]
    sides = [_Side(not lines.not_applicable.flat[cell]) for cell in cells]
    past = int(np.searchsorted(steps.day, matrix.as_of.toordinal(), side="right"))
    began, state = date.min, held(*sides)
    both = np.flatnonzero(np.isin(steps.cell[:past], cells)).tolist()
    for day, same_day in groupby(both, key=lambda n: int(steps.day[n])):
        for n in same_day:
            value = float(steps.value[n])
            known = None if isnan(value) else value
            stance = lines.data.statements[int(steps.statement[n])].stance
            demands = known is not None and stance == Stance.DEMANDS
            sides[cells.index(int(steps.cell[n]))] = _Side(True, known, demands, bool(steps.red_line[n]))
        if (now := held(*sides)) != state:
            began, state = date.fromordinal(day), now
    return began


def _relation_held(a: _Side, b: _Side) -> object:
    """What must not change for a relation to be unbroken: save for a condition, the values themselves."""
    if not (a.concerned and b.concerned):
        return Relation.NOT_APPLICABLE
    relation = RELATION[a.value, b.value]
    return relation if relation == Relation.BRIDGEABLE else (relation, a.value, b.value)


def _deadlock_held(a: _Side, b: _Side) -> object:
    return _relation_held(a, b), a.red_line and b.red_line


def _demand_held(a: _Side, b: _Side) -> object:
    return _relation_held(a, b), a.demands or b.demands


_HELD = {Obstacle.DEADLOCK: _deadlock_held, Obstacle.UNANSWERED_DEMAND: _demand_held}
"""What must not change for an obstacle to be unbroken; for all others it is the relation."""


class Support(StrEnum):
    """How far a proposition that no party of a coalition is against is known to be shared."""

    ALL_FOR = "all-for"
    CONDITIONAL = "conditional"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Ground:
    """A proposition that no party of a coalition is against, with the cell of each."""

    proposition: Proposition
    cells: tuple[Cell, ...]
    support: Support

    @property
    def unknown(self) -> tuple[Party, ...]:
        """The parties whose position is not known; any of them may be against it."""
        return tuple(cell.party for cell in self.cells if cell.value is None)


def common_ground(matrix: Matrix) -> list[Ground]:
    """The propositions that no party of a matrix is against: all for it, then conditions, then unknown positions.

    A proposition is left out where it does not concern a party of the coalition, and where fewer than two positions
    are known: silence is nobody's support.
    """
    order = list(Support)
    found = [
        Ground(row[0].proposition, row, support)
        for row in matrix.rows
        if (support := _support([cell.value for cell in row], all(cell.applicable for cell in row))) is not None
    ]
    return sorted(found, key=lambda one: (order.index(one.support), len(one.unknown)))


def _support(values: Sequence[float | None], concerned: bool) -> Support | None:
    known = [value for value in values if value is not None]
    if not concerned or len(known) < 2 or 0 in known:
        return None
    if len(known) < len(values):
        return Support.INCOMPLETE
    return Support.CONDITIONAL if 0.5 in known else Support.ALL_FOR


@dataclass(frozen=True)
class Coalition:
    """Some of the parties, and how many propositions none of them is against, by how far that is known."""

    parties: tuple[Party, ...]
    counts: dict[Support, int]


MOST = 8
"""Parties up to which every coalition is counted (247 of them); beyond, only pairs and all together."""


def coalitions(matrix: Matrix) -> list[Coalition]:
    """Every subset of two or more parties with the count of its common ground, the largest subsets first."""
    columns = range(len(matrix.parties))
    sizes = range(len(columns), 1, -1) if len(columns) <= MOST else (len(columns), 2)
    value, concerned = matrix.value, matrix.applicable
    found = []
    for members in chain.from_iterable(combinations(columns, size) for size in sizes):
        chosen = value[:, members]
        known, against = (~np.isnan(chosen)).sum(axis=1), (chosen == 0).any(axis=1)
        shared = concerned[:, members].all(axis=1) & ~against & (known >= 2)
        whole, half = known == len(members), (chosen == 0.5).any(axis=1)
        counts = {
            Support.ALL_FOR: int((shared & whole & ~half).sum()),
            Support.CONDITIONAL: int((shared & whole & half).sum()),
            Support.INCOMPLETE: int((shared & ~whole).sum()),
        }
        found.append(Coalition(tuple(matrix.parties[k] for k in members), counts))
    return found


@dataclass(frozen=True)
class Conflict:
    """Two propositions that exclude each other, and one party that is for both."""

    party: Party
    cells: tuple[Cell, Cell]


def conflicts(matrix: Matrix) -> list[Conflict]:
    """The propositions that a party holds together in its latest words although they cannot hold together."""
    rows = {row[0].proposition.id: row for row in matrix.rows if row}
    pairs = [
        (one, other) for one in rows for other in rows[one][0].proposition.excludes if other in rows and other != one
    ]
    once = dict.fromkeys(tuple(sorted(pair, key=list(rows).index)) for pair in pairs)
    return [
        Conflict(cell.party, (cell, other))
        for one, two in once
        for cell, other in zip(rows[one], rows[two], strict=True)
        if cell.value == 1 and other.value == 1
    ]
