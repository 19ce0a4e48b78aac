"""The statements of a record in the order of time, and the steps in which positions come into force.

The rules are told in docs/method.md, sections 1 and 9.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan

import numpy as np
from numpy.typing import NDArray

from positions.model import AbsenceKind, Dataset, Stance, Statement, last_day

MAX_RUNG = 4
"""Rungs 5 (unnamed source) and 6 (leaked draft) are kept on record but are never a stated position."""

VALUE: dict[Stance, float | None] = {
    Stance.DEMANDS: 1.0,
    Stance.ACCEPTS: 1.0,
    Stance.CONDITIONAL: 0.5,
    Stance.OPPOSES: 0.0,
    Stance.REJECTS: 0.0,
    Stance.AMBIGUOUS: None,
    Stance.DECLINED: None,
}

NONE = -1
"""Where an index is expected and nothing is there."""


@dataclass(frozen=True)
class Steps:
    """The steps of all positions under one rung limit, as arrays in the order of day, then of cell.

    A step says: from `day` (an ordinal) on, `statement` is in force in `cell` (row × parties + column, in the order of
    the record), until the next step of that cell. In force is, of the statements that count on that day and are not
    superseded, the one with the strongest rung, then the last by id. `value` is its value (NaN: unknown), `red_line`
    its flag; a step is `contradictory`, and then has neither, when statements of the day stand on opposite sides.

    `before` is the index of the step before it in the cell, `clear` that of the last one before it with a value,
    `called` that of the last one before it that called the same side a red line, while the party stayed on that side
    (each NONE where there is none). `standing` tells of each statement whether it counts and is not set aside.
    """

    day: NDArray[np.int64]
    cell: NDArray[np.int64]
    statement: NDArray[np.int64]
    value: NDArray[np.float64]
    red_line: NDArray[np.bool_]
    contradictory: NDArray[np.bool_]
    before: NDArray[np.int64]
    clear: NDArray[np.int64]
    called: NDArray[np.int64]
    standing: NDArray[np.bool_]


class Timeline:
    """The statements of a record as columns, made once; positions of any day are cut from its `steps`."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.row = {part.id: i for i, part in enumerate(data.propositions)}
        self.column = {part.id: k for k, part in enumerate(data.parties)}
        statements = data.statements
        cells = [(self.row[s.proposition], self.column[s.party]) for s in statements]
        self.cell: NDArray[np.int64] = np.array([i * len(self.column) + k for i, k in cells], np.int64)
        self.day: NDArray[np.int64] = np.array([last_day(s.date).toordinal() for s in statements], np.int64)
        self.rung: NDArray[np.int64] = np.array([s.rung for s in statements], np.int64)
        values = [VALUE[s.stance] for s in statements]
        self.value: NDArray[np.float64] = np.array([np.nan if v is None else v for v in values], np.float64)
        self.red_line: NDArray[np.bool_] = np.array([s.red_line for s in statements], bool)
        self.precedence: NDArray[np.int64] = np.zeros(len(statements), np.int64)
        self.precedence[sorted(range(len(statements)), key=lambda n: statements[n].id)] = np.arange(len(statements))
        self.history: dict[tuple[int, int], list[int]] = {}
        for n in np.lexsort((self.precedence, self.day)).tolist():
            self.history.setdefault(cells[n], []).append(n)
        self.absence = {(self.row[part.proposition], self.column[part.party]): part for part in data.absences}
        self.not_applicable: NDArray[np.bool_] = np.zeros((len(self.row), len(self.column)), bool)
        for place, part in self.absence.items():
            self.not_applicable[place] = part.kind == AbsenceKind.NOT_APPLICABLE
        self._steps: dict[int, Steps] = {}

    def steps(self, max_rung: int = MAX_RUNG) -> Steps:
        """The steps under a rung limit; made once for each."""
        limit = min(max_rung, MAX_RUNG)
        if limit not in self._steps:
            self._steps[limit] = self._made(limit)
        return self._steps[limit]

    def in_force(self, steps: Steps, step: int) -> tuple[Statement, ...]:
        """The statement of a step; of a contradictory one all that stand on either side, by id."""
        if not steps.contradictory[step]:
            return (self.data.statements[int(steps.statement[step])],)
        history = self.history[divmod(int(steps.cell[step]), len(self.column))]
        rivals = (
            self.data.statements[n]
            for n in history
            if steps.standing[n] and self.day[n] == steps.day[step] and self.value[n] in {0.0, 1.0}
        )
        return tuple(sorted(rivals, key=lambda one: one.id))

    def _made(self, limit: int) -> Steps:
        chosen = np.array([n for n, _ in standing(self.data.statements, limit)], np.int64)
        counting = np.zeros(len(self.day), bool)
        counting[chosen] = True
        keys = (self.precedence[chosen], -self.rung[chosen], self.cell[chosen], self.day[chosen])
        order = chosen[np.lexsort(keys)]
        day, cell, value = self.day[order], self.cell[order], self.value[order]
        first = np.flatnonzero(np.r_[True, (day[1:] != day[:-1]) | (cell[1:] != cell[:-1])][: len(order)])
        last = np.r_[first[1:], len(order)][: len(first)] - 1
        torn = np.zeros(len(first), bool)
        if len(first):
            torn = np.logical_or.reduceat(value == 0, first) & np.logical_or.reduceat(value == 1, first)
        held = order[last]
        known = np.where(torn, np.nan, self.value[held])
        red = self.red_line[held] & ~np.isnan(known)
        before, clear, called = _looking_back(self.cell[held].tolist(), known.tolist(), red.tolist())
        return Steps(self.day[held], self.cell[held], held, known, red, torn, before, clear, called, counting)


def _looking_back(
    cells: list[int], values: list[float], red_lines: list[bool]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of each step: the one before, the last clear one before, the last red line before on the side that it is on."""
    before, clear, called = (np.full(len(cells), NONE) for _ in range(3))
    latest: dict[int, int] = {}
    latest_clear: dict[int, int] = {}
    red_of: dict[int, int] = {}
    for n, (cell, value, red) in enumerate(zip(cells, values, red_lines, strict=True)):
        before[n] = latest.get(cell, NONE)
        latest[cell] = n
        clear[n] = latest_clear.get(cell, NONE)
        if isnan(value):
            continue  # No side is taken, and none is left.
        if clear[n] == NONE or values[clear[n]] != value:
            red_of.pop(cell, None)
        called[n] = red_of.get(cell, NONE)
        latest_clear[cell] = n
        if red:
            red_of[cell] = n
    return before, clear, called


def same_day_supersessions(statements: Sequence[Statement]) -> list[tuple[int, int]]:
    """Pairs of indices (superseding, superseded) that decide which of several statements of one day stands.

    Only a statement of the same cell and the same day is set aside by being superseded: of different days the later
    one is in force anyway. Statements that supersede each other in a circle set nothing aside (P205 tells of them).
    """
    index = {statement.id: n for n, statement in enumerate(statements)}

    def target(n: int) -> int | None:
        one, other = statements[n], index.get(statements[n].supersedes or "")
        if other is None or _cell_day(one) != _cell_day(statements[other]):
            return None
        return other

    def in_circle(start: int) -> bool:
        seen, n = {start}, target(start)
        while n is not None and n not in seen:
            seen.add(n)
            n = target(n)
        return n == start

    linked = [(n, other) for n, one in enumerate(statements) if one.supersedes and (other := target(n)) is not None]
    return [(n, other) for n, other in linked if not in_circle(n)]


def standing(statements: Sequence[Statement], max_rung: int = MAX_RUNG) -> list[tuple[int, Statement]]:
    """Index and statement of those that count under a rung limit and that no other such one of their day sets aside."""
    counting = [(n, one) for n, one in enumerate(statements) if one.rung <= max_rung]
    superseded = {other for _, other in same_day_supersessions([one for _, one in counting])}
    return [pair for k, pair in enumerate(counting) if k not in superseded]


def _cell_day(statement: Statement) -> tuple[str, str, date]:
    return statement.party, statement.proposition, last_day(statement.date)
