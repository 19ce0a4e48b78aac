"""How the positions of two parties stand to each other. Formulas: docs/method.md, sections 2 to 4."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from positions.grid import Cell, Matrix
from positions.model import Party, Range


class Relation(StrEnum):
    """How the positions of two parties on one proposition stand to each other."""

    AGREED = "agreed"
    BRIDGEABLE = "bridgeable"
    OPPOSED = "opposed"
    DEADLOCK = "deadlock"
    UNANSWERED = "unanswered"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Measure(StrEnum):
    """Formula of the agreement of two parties."""

    CITY_BLOCK = "city-block"
    EXACT = "exact"


_A, _B, _O, _N, _U = Relation.AGREED, Relation.BRIDGEABLE, Relation.OPPOSED, Relation.UNANSWERED, Relation.UNKNOWN
RELATION: dict[tuple[float | None, float | None], Relation] = {
    (1.0, 1.0): _A, (1.0, 0.5): _B, (1.0, 0.0): _O, (1.0, None): _N,
    (0.5, 1.0): _B, (0.5, 0.5): _B, (0.5, 0.0): _B, (0.5, None): _N,
    (0.0, 1.0): _O, (0.0, 0.5): _B, (0.0, 0.0): _A, (0.0, None): _N,
    (None, 1.0): _N, (None, 0.5): _N, (None, 0.0): _N, (None, None): _U,
}  # fmt: skip
"""Relation of two values; an opposition of two red lines is a deadlock (see `relation`)."""


@dataclass(frozen=True)
class Zone:
    """Where two numeric conditions overlap, or how far they are apart, in the unit of the proposition.

    low = max of the minima, high = min of the maxima, gap = max(0, low − high). An end that neither side stated is
    None, and with an end missing there is no gap. Source: Raiffa's zone of agreement
    (http://nre510.wikidot.com/raiffa-reading), here of stated positions only.
    """

    low: float | None
    high: float | None
    gap: float | None


@dataclass(frozen=True)
class Gap:
    """Two parties on one proposition: their cells, the relation of these, and the zone of numeric conditions."""

    a: Cell
    b: Cell
    relation: Relation
    zone: Zone | None


class Agreement(NamedTuple):
    """Agreement of the stated positions of two parties; see docs/method.md, section 3.

    Over N applicable propositions, n of them comparable (both positions known), with S the sum of the similarities:
    `point` = S/n, None when n = 0; [`lower`, `upper`] = [S/N, (S + N − n)/N], None when N = 0. Not a chance of a deal.
    """

    measure: Measure
    n_propositions: int
    n_comparable: int
    total: float

    @property
    def point(self) -> float | None:
        """S/n."""
        return self.total / self.n_comparable if self.n_comparable else None

    @property
    def lower(self) -> float | None:
        """S/N: every unknown pair would bring 0."""
        return self.total / self.n_propositions if self.n_propositions else None

    @property
    def upper(self) -> float | None:
        """(S + N − n)/N: every unknown pair would bring 1."""
        if not self.n_propositions:
            return None
        return (self.total + self.n_propositions - self.n_comparable) / self.n_propositions


class Overlap(NamedTuple):
    """Two parties over the chosen propositions: how often each relation occurs, and what their agreement is made of.

    Flat, since there are thousands of pairs among hundreds of parties.
    """

    a: Party
    b: Party
    agreed: int
    bridgeable: int
    opposed: int
    deadlock: int
    unanswered: int
    unknown: int
    measure: Measure
    n_propositions: int
    n_comparable: int
    total: float

    @property
    def agreement(self) -> Agreement:
        """The agreement of the two."""
        return Agreement(self.measure, self.n_propositions, self.n_comparable, self.total)

    @property
    def counts(self) -> dict[Relation, int]:
        """How often each relation occurs; what does not concern both parties leaves N."""
        return {relation: getattr(self, relation.value) for relation in COUNTED}


COUNTED = tuple(relation for relation in Relation if relation != Relation.NOT_APPLICABLE)
"""The relations of an overlap, in the order of its fields."""


def gaps(matrix: Matrix) -> list[list[Gap]]:
    """For each row of a matrix, the gap of each pair of parties."""
    return [[gap(row[a], row[b]) for a, b in matrix.pairs] for row in matrix.rows]


def gap(a: Cell, b: Cell) -> Gap:
    """How two cells of one proposition stand to each other."""
    return Gap(a, b, relation(a, b), zone(a.range, b.range))


def relation(a: Cell, b: Cell) -> Relation:
    """Relation of two cells: symmetric, from the table RELATION; two opposed red lines are a deadlock."""
    if not (a.applicable and b.applicable):
        return Relation.NOT_APPLICABLE
    found = RELATION[a.value, b.value]
    return Relation.DEADLOCK if found == Relation.OPPOSED and a.red_line and b.red_line else found


def zone(a: Range | None, b: Range | None) -> Zone | None:
    """Zone and gap of two numeric conditions; None unless both parties named numbers."""
    if a is None or b is None:
        return None
    lows = [end for end in (a.min, b.min) if end is not None]
    highs = [end for end in (a.max, b.max) if end is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    # Rounded, since 5.1 - 2.2 is not 2.9 in binary.
    return Zone(low, high, max(0, round(low - high, 9)) if low is not None and high is not None else None)


def similarity(a: float, b: float, measure: Measure) -> float | None:
    """How alike two values are, 0 to 1; None when one of them is unknown (NaN)."""
    if isnan(a) or isnan(b):
        return None
    return float(a == b) if measure == Measure.EXACT else 1 - abs(a - b)


@dataclass(frozen=True)
class PairCounts:
    """For each pair of parties (arrays parties × parties): N, n, the relations, and S for either measure."""

    n_propositions: NDArray[np.float32]
    n_comparable: NDArray[np.float32]
    relations: dict[Relation, NDArray[np.float32]]
    total: dict[Measure, NDArray[np.float32]]


def pair_counts(value: NDArray[np.float64], applicable: NDArray[np.bool_], red_line: NDArray[np.bool_]) -> PairCounts:
    """Count relations and sum similarities for all pairs at once, by products of indicator matrices.

    All arguments are propositions × parties; `value` is NaN where unknown. City block is 1 − |a − b| (Gower's
    numeric similarity, https://en.wikipedia.org/wiki/Gower%27s_distance), exact is 1 where a = b.
    """
    # Single precision counts exactly up to 2**24 propositions, in half the time.
    pro, half, con = (np.asarray(value == v, np.float32) for v in (1.0, 0.5, 0.0))
    clear, asked = pro + con, np.asarray(applicable, np.float32)
    known, red = clear + half, np.asarray(red_line, np.float32)
    blank = asked - known

    def both(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
        return a.T @ b

    def either_way(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
        return (apart := both(a, b)) + apart.T

    n, n_clear, alike_half = both(known, known), both(clear, clear), both(half, half)
    opposed = either_way(pro, con)
    deadlock = either_way(pro * red, con * red)
    unknown, total = both(blank, blank), both(asked, asked)
    alike_sides, bridgeable = n_clear - opposed, n - n_clear
    return PairCounts(
        n_propositions=total,
        n_comparable=n,
        relations={
            Relation.AGREED: alike_sides,
            Relation.BRIDGEABLE: bridgeable,
            Relation.OPPOSED: opposed - deadlock,
            Relation.DEADLOCK: deadlock,
            Relation.UNANSWERED: total - n - unknown,
            Relation.UNKNOWN: unknown,
        },
        total={
            Measure.EXACT: alike_sides + alike_half,
            Measure.CITY_BLOCK: n - opposed - np.float32(0.5) * (bridgeable - alike_half),
        },
    )


def overlaps(matrix: Matrix, measure: Measure = Measure.CITY_BLOCK) -> list[Overlap]:
    """Relations and agreement of each pair of parties in a matrix, in order of display."""
    counts = pair_counts(matrix.value, matrix.applicable, matrix.red_line)
    above = np.triu_indices(len(matrix.parties), 1)
    wholes = (*(counts.relations[relation] for relation in COUNTED), counts.n_propositions, counts.n_comparable)
    *times, n_propositions, n_comparable = (array[above].astype(int).tolist() for array in wholes)
    first, second = ([matrix.parties[k] for k in side.tolist()] for side in above)
    total = counts.total[measure][above].tolist()
    return list(map(Overlap, first, second, *times, repeat(measure), n_propositions, n_comparable, total))
