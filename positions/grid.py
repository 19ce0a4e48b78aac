"""Positions as of a date: which statement is in force in each cell, and what else the cell keeps.

The rules are told in docs/method.md, sections 1 and 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, takewhile
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from positions.model import Absence, AbsenceKind, Dataset, Issue, Party, Proposition, Range, Stance, Statement, last_day

MAX_RUNG = 4
"""Rungs 5 (unnamed source) and 6 (leaked draft) are kept on record but are never a stated position."""

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


VALUE: dict[Stance, float | None] = {
    Stance.DEMANDS: 1.0,
    Stance.ACCEPTS: 1.0,
    Stance.CONDITIONAL: 0.5,
    Stance.OPPOSES: 0.0,
    Stance.REJECTS: 0.0,
    Stance.AMBIGUOUS: None,
    Stance.DECLINED: None,
}

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
    the date of the first statement that counts, when all are later than the date. A cell is always derived. An empty
    `statements` is not a position: `status` and `absence` say why nothing is there.
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
        """Whether the stance in force is a red line."""
        return self.stance is not None and self.statements[0].red_line

    @property
    def red_line_before(self) -> Statement | None:
        """The last statement that called this same side a red line, when the one in force does not repeat it.

        A statement of another value in between ends the search, since the party has moved since; one without a value
        does not. Words of the same day, and words that were set aside, do not come before those in force.
        """
        if self.red_line or self.value is None:
            return None
        said = (*self.statements, *self.earlier)
        aside = {said[n].id for _, n in same_day_supersessions(said)}
        before = [s for s in self.earlier if s.id not in aside and last_day(s.date) < last_day(self.statements[0].date)]
        same_side = takewhile(lambda s: VALUE[s.stance] in {None, self.value}, before)
        return next((s for s in same_side if s.red_line and VALUE[s.stance] is not None), None)

    @property
    def range(self) -> Range | None:
        """Numeric condition of the statement in force."""
        return self.statements[0].range if self.stance else None

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


@dataclass(frozen=True)
class Matrix:
    """What a reader sees: the cells of the chosen parties on the chosen propositions as of a date."""

    as_of: date
    max_rung: int
    issues: tuple[Issue, ...]
    parties: tuple[Party, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Column indices of each pair of parties, in order of display."""
        return list(combinations(range(len(self.parties)), 2))

    def cell(self, proposition: str, party: str) -> Cell | None:
        """The cell of two ids, None when it is not among the chosen ones."""
        return next(
            (c for row in self.rows for c in row if (c.proposition.id, c.party.id) == (proposition, party)), None
        )


_Shown = TypeVar("_Shown", Party, Issue, Proposition)


def displayed(parts: Sequence[_Shown]) -> list[tuple[int, _Shown]]:
    """Index and part, in the order of display: by `order`, those without one after them, then by id."""
    return sorted(enumerate(parts), key=lambda item: (item[1].order is None, item[1].order or 0, item[1].id))


class Grid:
    """Positions of every party on every proposition as of a date, as arrays.

    Axes: propositions × parties, both in the order of the record. `statement` holds the index of the statement in
    force (-1: none), `value` its value (NaN: unknown), `red_line`, `applicable` and `contradictory` are flags;
    `standing` tells of each statement whether it counts up to the day and is not set aside by another.
    In force is the statement with the latest day up to `as_of` among those whose best rung is at most `max_rung`; of
    several on one day one that is not superseded, of these the one with the strongest rung, then the last by id.
    """

    def __init__(self, timeline: "Timeline", as_of: date, max_rung: int = MAX_RUNG) -> None:
        self.timeline, self.as_of, self.max_rung = timeline, as_of, min(max_rung, MAX_RUNG)
        lines = timeline
        visible = (lines.day <= as_of.toordinal()) & (lines.rung <= self.max_rung)
        superseded = np.zeros_like(visible)
        superseded[lines.superseded[visible[lines.superseding]]] = True
        self.standing: NDArray[np.bool_] = visible & ~superseded
        chosen = np.flatnonzero(self.standing)
        shape = (len(lines.data.propositions), len(lines.data.parties))
        self.statement: NDArray[np.int64] = np.full(shape, -1)
        order = chosen[np.lexsort((lines.precedence[chosen], -lines.rung[chosen], lines.day[chosen]))]
        flat = self.statement.reshape(-1)
        # The last assignment to a repeated index wins, so the sort order above is the order of precedence.
        flat[lines.cell[order]] = order
        held = flat >= 0
        self.value: NDArray[np.float64] = np.full(shape, np.nan)
        self.value.reshape(-1)[held] = lines.value[flat[held]]
        self.red_line: NDArray[np.bool_] = np.zeros(shape, bool)
        self.red_line.reshape(-1)[held] = lines.red_line[flat[held]]
        self.contradictory: NDArray[np.bool_] = np.zeros(shape, bool)
        same_day = order[lines.day[order] == lines.day[flat[lines.cell[order]]]]
        sides = [np.zeros(flat.size, bool) for _ in range(2)]
        for side, value in zip(sides, (0.0, 1.0), strict=True):
            side[lines.cell[same_day[lines.value[same_day] == value]]] = True
        self.contradictory.reshape(-1)[:] = sides[0] & sides[1]
        self.value[self.contradictory] = np.nan
        self.red_line[self.contradictory] = False
        self.applicable: NDArray[np.bool_] = (self.statement >= 0) | ~lines.not_applicable

    def matrix(self, parties: Sequence[str] = (), issues: Sequence[str] = ()) -> Matrix:
        """The cells of the chosen parties and issues (none chosen: all), in the order of display."""
        data = self.timeline.data
        columns = [i for i, part in displayed(data.parties) if not parties or part.id in parties]
        chosen_issues = [part for _, part in displayed(data.issues) if not issues or part.id in issues]
        rank = {part.id: n for n, part in enumerate(chosen_issues)}
        rows = sorted(
            (i for i, part in displayed(data.propositions) if part.issue in rank),
            key=lambda i: rank[data.propositions[i].issue],
        )
        return Matrix(
            self.as_of,
            self.max_rung,
            tuple(issue for issue in chosen_issues if any(data.propositions[i].issue == issue.id for i in rows)),
            tuple(data.parties[k] for k in columns),
            tuple(tuple(self.cell(i, k) for k in columns) for i in rows),
        )

    def cell(self, i: int, k: int) -> Cell:
        """The cell of the i-th proposition and the k-th party of the record."""
        lines, data = self.timeline, self.timeline.data
        proposition, party = data.propositions[i], data.parties[k]
        whole = lines.history.get((i, k), ())
        history = [n for n in reversed(whole) if lines.day[n] <= self.as_of.toordinal()]
        past = [data.statements[n] for n in history]
        not_counted = tuple(s for s in past if s.rung > self.max_rung)
        held = int(self.statement[i, k])
        if held < 0:
            absence = lines.absence.get((i, k))
            status = Status(absence.kind.value) if absence else Status.NOT_SEARCHED
            begins = next((data.statements[n].date for n in whole if lines.rung[n] <= self.max_rung), None)
            return Cell(proposition, party, status, not_counted=not_counted, absence=absence, begins=begins)
        first = data.statements[held]
        age = self.as_of.toordinal() - int(lines.day[held])
        counted = [s for s in past if s.rung <= self.max_rung]
        if self.contradictory[i, k]:
            rivals = {
                data.statements[n].id
                for n in history
                if self.standing[n] and lines.day[n] == lines.day[held] and lines.value[n] in {0.0, 1.0}
            }
            current = tuple(sorted((s for s in past if s.id in rivals), key=lambda s: s.id))
            earlier = tuple(s for s in counted if s.id not in rivals)
            return Cell(proposition, party, Status.CONTRADICTORY, current, earlier, not_counted, age=age)
        earlier = tuple(s for s in counted if s.id != first.id)
        return Cell(proposition, party, STATUS[first.stance], (first,), earlier, not_counted, age=age)


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


def standing(statements: Sequence[Statement]) -> list[tuple[int, Statement]]:
    """Index and statement of those that can count (rungs 1 to 4) and that no other of their day sets aside."""
    counting = [(n, one) for n, one in enumerate(statements) if one.rung <= MAX_RUNG]
    superseded = {other for _, other in same_day_supersessions([one for _, one in counting])}
    return [pair for k, pair in enumerate(counting) if k not in superseded]


def _cell_day(statement: Statement) -> tuple[str, str, date]:
    return statement.party, statement.proposition, last_day(statement.date)


class Timeline:
    """The statements of a record as columns, made once; a `Grid` for any date is cut from it."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        row = {part.id: i for i, part in enumerate(data.propositions)}
        column = {part.id: k for k, part in enumerate(data.parties)}
        statements = data.statements
        cells = [(row[s.proposition], column[s.party]) for s in statements]
        self.cell: NDArray[np.int64] = np.array([i * len(column) + k for i, k in cells], np.int64)
        self.day: NDArray[np.int64] = np.array([last_day(s.date).toordinal() for s in statements], np.int64)
        self.rung: NDArray[np.int64] = np.array([s.rung for s in statements], np.int64)
        values = [VALUE[s.stance] for s in statements]
        self.value: NDArray[np.float64] = np.array([np.nan if v is None else v for v in values], np.float64)
        self.red_line: NDArray[np.bool_] = np.array([s.red_line for s in statements], bool)
        self.precedence: NDArray[np.int64] = np.zeros(len(statements), np.int64)
        self.precedence[sorted(range(len(statements)), key=lambda n: statements[n].id)] = np.arange(len(statements))
        links = same_day_supersessions(statements)
        self.superseding: NDArray[np.int64] = np.array([a for a, _ in links], np.int64)
        self.superseded: NDArray[np.int64] = np.array([b for _, b in links], np.int64)
        self.history: dict[tuple[int, int], list[int]] = {}
        for n in np.lexsort((self.precedence, self.day)).tolist():
            self.history.setdefault(cells[n], []).append(n)
        self.absence = {(row[part.proposition], column[part.party]): part for part in data.absences}
        self.not_applicable: NDArray[np.bool_] = np.zeros((len(row), len(column)), bool)
        for place, part in self.absence.items():
            self.not_applicable[place] = part.kind == AbsenceKind.NOT_APPLICABLE

    def grid(self, as_of: date, max_rung: int = MAX_RUNG) -> Grid:
        """Positions as of a date."""
        return Grid(self, as_of, max_rung)
