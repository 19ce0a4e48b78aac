"""What moved: each change of a position between two days, what it did to the agreement of each pair, and the drift.

The rules are told in docs/method.md, section 9.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from positions.compare import Agreement, Measure, overlaps, similarity
from positions.grid import Matrix
from positions.kinds import Detail, Kind, detail, kind
from positions.model import Party, Proposition, Stance, Statement
from positions.timeline import NONE, Timeline


@dataclass(frozen=True)
class Effect:
    """What a change did to the agreement of its party with another one."""

    other: Party
    before: Agreement
    after: Agreement


@dataclass(frozen=True)
class Change:
    """A position that came into force, beside the one before it in the same cell.

    `before` and `after` hold the statement in force (none before the first; two or more when they contradict each
    other). `effects` names the other parties with which the agreement is another one by this change alone: those of
    the same day count one after the other, in the order of display. A change says that words were spoken, not that
    an intention changed.
    """

    day: date
    proposition: Proposition
    party: Party
    kind: Kind
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]
    effects: tuple[Effect, ...] = ()
    detail: Detail | None = None

    @property
    def moved(self) -> bool:
        """Whether it is more than the same position said again."""
        return self.kind != Kind.REAFFIRMED or self.detail == Detail.OTHER_NUMBER

    @property
    def from_stance(self) -> Stance | None:
        """The stance before; None before the first and where statements contradicted each other."""
        return stance_of(self.before)

    @property
    def to_stance(self) -> Stance | None:
        """The stance from this day on; None where statements contradict each other."""
        return stance_of(self.after)


def stance_of(statements: Sequence[Statement]) -> Stance | None:
    """The stance of what is in force; None when nothing is, or when statements contradict each other."""
    return statements[0].stance if len(statements) == 1 else None


def changes(matrix: Matrix, since: date, measure: Measure = Measure.CITY_BLOCK) -> list[Change]:
    """The changes of the positions in a matrix after the day `since` up to its own day, in the order of time.

    Changes up to a day in between and those after it make up the whole; from a day to itself there are none.
    """
    lines, steps = matrix.grid.timeline, matrix.grid.steps
    tally = _Tally(matrix, since, measure)
    row = {i: n for n, i in enumerate(matrix.row_indices)}
    column = {k: n for n, k in enumerate(matrix.column_indices)}
    first, last = np.searchsorted(steps.day, [since.toordinal(), matrix.as_of.toordinal()], side="right").tolist()
    places = (divmod(int(steps.cell[n]), len(lines.column)) for n in range(first, last))
    found = (
        (int(steps.day[n]), row[i], column[k], n)
        for n, (i, k) in zip(range(first, last), places, strict=True)
        if i in row and k in column
    )
    return [
        Change(
            date.fromordinal(day),
            matrix.propositions[i],
            matrix.parties[k],
            kind(lines, steps, n),
            lines.in_force(steps, int(steps.before[n])) if steps.before[n] != NONE else (),
            lines.in_force(steps, n),
            tuple(tally.moved(i, k, float(steps.value[n]))),
            detail(lines, steps, n),
        )
        for day, i, k, n in sorted(found)
    ]


class _Tally:
    """N, n and S of each pair of parties, kept up as one position after the other changes."""

    def __init__(self, matrix: Matrix, since: date, measure: Measure) -> None:
        start = matrix.at(since)
        self.parties, self.measure = matrix.parties, measure
        self.value = start.value.tolist()
        self.applicable = start.applicable.tolist()
        self.pairs = {
            frozenset(pair): found.agreement for pair, found in zip(matrix.pairs, overlaps(start, measure), strict=True)
        }

    def moved(self, i: int, k: int, value: float) -> Iterator[Effect]:
        """Take a new value of party k on proposition i, and tell what it does."""
        was, was_asked = self.value[i][k], self.applicable[i][k]
        self.value[i][k], self.applicable[i][k] = value, True
        for other, its in enumerate(self.value[i]):
            if other == k:
                continue
            before = self.pairs[pair := frozenset((k, other))]
            old, new = similarity(was, its, self.measure), similarity(value, its, self.measure)
            after = Agreement(
                self.measure,
                before.n_propositions + (self.applicable[i][other] and not was_asked),
                before.n_comparable + (new is not None) - (old is not None),
                before.total + (new or 0) - (old or 0),
            )
            if after != before:
                self.pairs[pair] = after
                yield Effect(self.parties[other], before, after)


@dataclass(frozen=True)
class Point:
    """The agreement of a pair from a day on, and the changes of that day that moved it (they may cancel out)."""

    day: date
    agreement: Agreement
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Drift:
    """The agreement of two parties as a step function of time: the first point is the start, the last holds on."""

    a: Party
    b: Party
    points: tuple[Point, ...]


def drifts(matrix: Matrix, start: date, found: Sequence[Change], measure: Measure = Measure.CITY_BLOCK) -> list[Drift]:
    """The drift of each pair in a matrix from the day `start` on; `found` are the changes since then."""
    begin = overlaps(matrix.at(start), measure)
    points = {(one.a.id, one.b.id): [Point(start, one.agreement)] for one in begin}
    for change in found:
        for effect in change.effects:
            pair = (change.party.id, effect.other.id)
            line = points[pair] if pair in points else points[pair[1], pair[0]]
            day = line.pop() if line[-1].day == change.day else Point(change.day, effect.after)
            line.append(Point(change.day, effect.after, (*day.changes, change)))
    return [Drift(one.a, one.b, tuple(points[one.a.id, one.b.id])) for one in begin]


def whole_drifts(matrix: Matrix, measure: Measure = Measure.CITY_BLOCK) -> list[Drift]:
    """The drift of each pair in a matrix since the record begins."""
    start = beginning(matrix)
    return drifts(matrix, start, changes(matrix, start, measure), measure)


class Trend(StrEnum):
    """Whether two parties grew more or less alike on what can be compared on both of two days."""

    CLOSER = "closer"
    FURTHER = "further"
    LEVEL = "level"
    OPEN = "open"


class Answer(StrEnum):
    """What can be said of two parties over all propositions that concern both, on two days."""

    CLOSER = "closer"
    FURTHER = "further"
    LEVEL = "level"
    OPEN = "open"
    OTHER_PROPOSITIONS = "other-propositions"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Movement:
    """The agreement of two parties on two days, and the part of it that the record can compare.

    `n_both` propositions are comparable on both days; `then_both` and `now_both` are the sums of similarities over
    these, `shifts` those of them whose similarity is another one, with the difference. Only they show movement: the
    rest of a difference comes from propositions that became comparable, or ceased.
    """

    a: Party
    b: Party
    then: Agreement
    now: Agreement
    n_both: int
    then_both: float
    now_both: float
    shifts: tuple[tuple[Proposition, float], ...] = ()

    @property
    def trend(self) -> Trend:
        """Where they went on the propositions that are comparable on both days; open when there are none."""
        if not self.n_both:
            return Trend.OPEN
        if self.now_both == self.then_both:
            return Trend.LEVEL
        return Trend.CLOSER if self.now_both > self.then_both else Trend.FURTHER

    @property
    def whole(self) -> Answer:
        """What can be said of all N propositions, whatever the unknown positions are: docs/method.md, 9.3.

        The difference lies between lower(now) − upper(then) and upper(now) − lower(then).
        """
        ends = (self.then.lower, self.then.upper, self.now.lower, self.now.upper)
        if any(end is None for end in ends):
            return Answer.NOTHING
        if self.then.n_propositions != self.now.n_propositions:
            return Answer.OTHER_PROPOSITIONS
        low, high, lower, upper = (float(end or 0) for end in ends)
        if lower > high:
            return Answer.CLOSER
        if upper < low:
            return Answer.FURTHER
        return Answer.LEVEL if low == high == lower == upper else Answer.OPEN


def movements(matrix: Matrix, since: date, measure: Measure = Measure.CITY_BLOCK) -> list[Movement]:
    """How each pair in a matrix moved from the day `since` to its own day."""
    start = matrix.at(since)
    then, now = start.value, matrix.value
    found = []
    for (a, b), old, new in zip(matrix.pairs, overlaps(start, measure), overlaps(matrix, measure), strict=True):
        both = np.flatnonzero(~np.isnan(then[:, a] + then[:, b] + now[:, a] + now[:, b])).tolist()
        was, is_ = ([similarity(float(v[i, a]), float(v[i, b]), measure) or 0 for i in both] for v in (then, now))
        shifts = tuple(
            (matrix.propositions[i], after - before)
            for i, before, after in zip(both, was, is_, strict=True)
            if after != before
        )
        found.append(Movement(old.a, old.b, old.agreement, new.agreement, len(both), sum(was), sum(is_), shifts))
    return found


def beginning(matrix: Matrix) -> date:
    """The day on which a drift over the whole record begins: the one before it, or that looked at if it is earlier."""
    return min(start_of(matrix.grid.timeline), matrix.as_of)


def start_of(timeline: Timeline) -> date:
    """The day before the first statement of a record, of whatever rung; the earliest day there is when it is empty."""
    days = timeline.day
    return date.fromordinal(max(int(days.min()) - 1, 1)) if len(days) else date.min
