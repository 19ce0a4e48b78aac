"""Positions as of a date: which statement is in force in each cell, and what else the cell keeps.

The rules are told in docs/method.md, sections 1 and 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from positions.model import Absence, Issue, Party, Proposition, Range, Stance, Statement
from positions.timeline import MAX_RUNG, NONE, VALUE, Timeline

STALE_AFTER = 180
"""Days after which a position is marked as stale unless the reader chooses otherwise. It stays in force."""


class Status(StrEnum):
    """What is known of a party's position on a proposition."""

    STATED = "stated"
    CONDITIONAL = "conditional"
    AMBIGUOUS = "ambiguous"
    CONTRADICTORY = "contradictory"
    DECLINED = "declined"
    NOT_FOUND = "not-found"
    NOT_APPLICABLE = "not-applicable"
    NOT_SEARCHED = "not-searched"


STATUS: dict[Stance, Status] = {
    Stance.DEMANDS: Status.STATED,
    Stance.ACCEPTS: Status.STATED,
    Stance.CONDITIONAL: Status.CONDITIONAL,
    Stance.OPPOSES: Status.STATED,
    Stance.REJECTS: Status.STATED,
    Stance.AMBIGUOUS: Status.AMBIGUOUS,
    Stance.DECLINED: Status.DECLINED,
}


@dataclass(frozen=True)
class Cell:
    """The position of one party on one proposition as of a date, with the statements that make it.

    `statements` holds the statement in force (two or more when the cell is contradictory); `earlier` those before it,
    newest first; `not_counted` those up to the date whose rung is above the chosen limit, newest first. `age` counts
    the days from the statement in force to the date (a partial date counts from its last possible day); `begins` is
    the date of the first statement that counts, when all are later than the date. `red_line_before` is the last
    statement in force before that called this same side a red line, when the one in force does not repeat it and the
    party has not left the side since. A cell is always derived. An empty `statements` is not a position: `status` and
    `absence` say why nothing is there.
    """

    proposition: Proposition
    party: Party
    status: Status
    statements: tuple[Statement, ...] = ()
    earlier: tuple[Statement, ...] = ()
    not_counted: tuple[Statement, ...] = ()
    absence: Absence | None = None
    age: int | None = None
    begins: str | None = None
    red_line_before: Statement | None = None

    @property
    def stance(self) -> Stance | None:
        """Stance of the statement in force; None when there is none or when statements contradict each other."""
        return self.statements[0].stance if self.statements and self.status != Status.CONTRADICTORY else None

    @property
    def value(self) -> float | None:
        """1 for, ½ conditional, 0 against, None for everything else (never a middle value for unknown)."""
        return VALUE[self.stance] if self.stance else None

    @property
    def red_line(self) -> bool:
        """Whether the stance in force is a red line; words without a value cannot be one."""
        return self.value is not None and self.statements[0].red_line

    @property
    def range(self) -> Range | None:
        """Numeric condition of the statement in force."""
        return self.statements[0].range if self.stance else None

    @property
    def position(self) -> tuple[object, ...]:
        """What a reader sees of the position: two cells are the same position when this is equal."""
        before = self.red_line_before.id if self.red_line_before else None
        return self.status, self.stance, self.red_line, before, self.range, tuple(one.id for one in self.statements)

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """Ids of the sources behind the cell: of the statements in force or, without one, of what was searched."""
        if self.statements:
            return tuple(dict.fromkeys(c.source for statement in self.statements for c in statement.citations))
        return self.absence.sources if self.absence else ()

    @property
    def applicable(self) -> bool:
        """Whether the proposition concerns the party."""
        return self.status != Status.NOT_APPLICABLE

    @property
    def corroboration(self) -> int:
        """Number of distinct origins (else sources) behind the statements in force, leaks and unnamed ones aside."""
        cited = (citation for statement in self.statements for citation in statement.citations)
        return len({citation.origin or citation.source for citation in cited if citation.rung <= MAX_RUNG})

    def stale(self, after: int = STALE_AFTER) -> bool:
        """Whether the statement in force is more than `after` days old; such a position may no longer hold."""
        return self.age is not None and self.age > after


_Shown = TypeVar("_Shown", Party, Issue, Proposition)
_Scalar = TypeVar("_Scalar", bound=np.generic)


def displayed(parts: Sequence[_Shown]) -> list[tuple[int, _Shown]]:
    """Index and part, in the order of display: by `order`, those without one after them, then by id."""
    return sorted(enumerate(parts), key=lambda item: (item[1].order is None, item[1].order or 0, item[1].id))


class Grid:
    """Positions of every party on every proposition as of a date, as arrays.

    Axes: propositions × parties, both in the order of the record. `step` holds the index of the step that is in force
    (NONE: no position yet), `value` its value (NaN: unknown), `red_line` and `applicable` are flags.
    """

    def __init__(self, timeline: Timeline, as_of: date, max_rung: int = MAX_RUNG) -> None:
        self.timeline, self.as_of, self.max_rung = timeline, as_of, min(max_rung, MAX_RUNG)
        self.steps = steps = timeline.steps(self.max_rung)
        shape = timeline.not_applicable.shape
        past = int(np.searchsorted(steps.day, as_of.toordinal(), side="right"))
        self.step: NDArray[np.int64] = np.full(shape, NONE)
        # The last assignment to a repeated index wins, and the steps are in the order of time.
        self.step.reshape(-1)[steps.cell[:past]] = np.arange(past)
        held = self.step != NONE
        self.value: NDArray[np.float64] = np.full(shape, np.nan)
        self.value[held] = steps.value[self.step[held]]
        self.red_line: NDArray[np.bool_] = np.zeros(shape, bool)
        self.red_line[held] = steps.red_line[self.step[held]]
        self.applicable: NDArray[np.bool_] = held | ~timeline.not_applicable

    def matrix(self, parties: Sequence[str] = (), issues: Sequence[str] = ()) -> "Matrix":
        """The cells of the chosen parties and issues (none chosen: all), in the order of display."""
        data = self.timeline.data
        rank = {part.id: n for n, (_, part) in enumerate(displayed(data.issues)) if not issues or part.id in issues}
        rows = [i for i, part in displayed(data.propositions) if part.issue in rank]
        return Matrix(
            self,
            tuple(sorted(rows, key=lambda i: rank[data.propositions[i].issue])),
            tuple(k for k, part in displayed(data.parties) if not parties or part.id in parties),
        )

    def cell(self, i: int, k: int) -> Cell:
        """The cell of the i-th proposition and the k-th party of the record."""
        lines, data, steps = self.timeline, self.timeline.data, self.steps
        proposition, party = data.propositions[i], data.parties[k]
        whole = lines.history.get((i, k), ())
        today = self.as_of.toordinal()
        past = [(data.statements[n], lines.rung[n] <= self.max_rung) for n in reversed(whole) if lines.day[n] <= today]
        not_counted = tuple(statement for statement, counts in past if not counts)
        step = int(self.step[i, k])
        if step == NONE:
            absence = lines.absence.get((i, k))
            status = Status(absence.kind.value) if absence else Status.NOT_SEARCHED
            begins = next((data.statements[n].date for n in whole if lines.rung[n] <= self.max_rung), None)
            return Cell(proposition, party, status, not_counted=not_counted, absence=absence, begins=begins)
        current = lines.in_force(steps, step)
        ids = {one.id for one in current}
        called = NONE if steps.red_line[step] else int(steps.called[step])
        return Cell(
            proposition,
            party,
            Status.CONTRADICTORY if steps.contradictory[step] else STATUS[current[0].stance],
            current,
            tuple(statement for statement, counts in past if counts and statement.id not in ids),
            not_counted,
            age=today - int(steps.day[step]),
            red_line_before=None if called == NONE else data.statements[int(steps.statement[called])],
        )


@dataclass(frozen=True)
class Matrix:
    """What a reader sees: the positions of the chosen parties on the chosen propositions as of a date.

    `row_indices` and `column_indices` are those of the record, in the order of display. The cells with their
    statements are made when they are first asked for; figures need the arrays alone.
    """

    grid: Grid
    row_indices: tuple[int, ...]
    column_indices: tuple[int, ...]

    @property
    def as_of(self) -> date:
        """The day looked at."""
        return self.grid.as_of

    @property
    def max_rung(self) -> int:
        """The weakest rung that counts."""
        return self.grid.max_rung

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """The chosen parties."""
        return tuple(self.grid.timeline.data.parties[k] for k in self.column_indices)

    @cached_property
    def propositions(self) -> tuple[Proposition, ...]:
        """The chosen propositions."""
        return tuple(self.grid.timeline.data.propositions[i] for i in self.row_indices)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """The issues of the chosen propositions, in the order in which these come."""
        issue = {part.id: part for part in self.grid.timeline.data.issues}
        return tuple(issue[id_] for id_ in dict.fromkeys(part.issue for part in self.propositions))

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells, a tuple for each proposition."""
        return tuple(tuple(self.grid.cell(i, k) for k in self.column_indices) for i in self.row_indices)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Column indices of each pair of parties, in order of display."""
        return list(combinations(range(len(self.column_indices)), 2))

    @property
    def value(self) -> NDArray[np.float64]:
        """The values, propositions × parties, NaN where unknown."""
        return self._cut(self.grid.value)

    @property
    def applicable(self) -> NDArray[np.bool_]:
        """Where the proposition concerns the party."""
        return self._cut(self.grid.applicable)

    @property
    def red_line(self) -> NDArray[np.bool_]:
        """Where the stance in force is a red line."""
        return self._cut(self.grid.red_line)

    def at(self, day: date) -> "Matrix":
        """The same parties and propositions as of another day."""
        grid = Grid(self.grid.timeline, day, self.max_rung)
        return Matrix(grid, self.row_indices, self.column_indices)

    def cell(self, proposition: str, party: str) -> Cell | None:
        """The cell of two ids, None when it is not among the chosen ones."""
        lines = self.grid.timeline
        i, k = lines.row.get(proposition, NONE), lines.column.get(party, NONE)
        if i not in self.row_indices or k not in self.column_indices:
            return None
        return self.rows[self.row_indices.index(i)][self.column_indices.index(k)]

    def _cut(self, array: NDArray[_Scalar]) -> NDArray[_Scalar]:
        return array.take(self.row_indices, axis=0).take(self.column_indices, axis=1)
