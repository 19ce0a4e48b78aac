"""Agreement of two codings of the record, made independently of each other: run it to see the figures.

`data/coding.csv` has a row for each statement that both coders coded: the stance of the first coding, that of the
second (by someone who saw the quotes and the codebook, not the stances), the stance that was settled on (empty: the
statement was left out), and why, where the two differ. Krippendorff's alpha is 1 − observed / expected disagreement
(Hayes and Krippendorff 2007, https://doi.org/10.1080/19312450709336664): 1 is full agreement, 0 what chance would give.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import krippendorff
import numpy as np

from positions.model import Stance
from positions.timeline import VALUE

FILE = Path(__file__).parents[1] / "data" / "coding.csv"


@dataclass(frozen=True)
class Coded:
    """One statement as the two coders coded it, and what was settled on."""

    statement: str
    first: Stance
    second: Stance
    settled: Stance | None
    why: str


def read(file: Path = FILE) -> list[Coded]:
    """The codings, in the order of the file."""
    with file.open(encoding="utf-8", newline="") as text:
        return [
            Coded(
                row["statement"],
                Stance(row["first"]),
                Stance(row["second"]),
                Stance(row["settled"]) if row["settled"] else None,
                row["why"],
            )
            for row in csv.DictReader(text)
        ]


def ordinal(codings: Sequence[Coded]) -> tuple[float, int]:
    """Alpha on the scale that every figure uses, against < conditional < for, and the number of units.

    A stance without a value (ambiguous, declined) has no place on the scale; `classes` counts it.
    """
    pairs = [(VALUE[one.first], VALUE[one.second]) for one in codings]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return _alpha(known, "ordinal"), len(known)


def classes(codings: Sequence[Coded]) -> tuple[float, int]:
    """Alpha on the four unordered classes against, conditional, for, no position; all units."""
    pairs = [tuple(-1.0 if (v := VALUE[stance]) is None else v for stance in (c.first, c.second)) for c in codings]
    return _alpha(pairs, "nominal"), len(pairs)


def stances(codings: Sequence[Coded]) -> tuple[float, int]:
    """Alpha on the seven unordered stances; all units."""
    order = list(Stance)
    pairs = [(float(order.index(one.first)), float(order.index(one.second))) for one in codings]
    return _alpha(pairs, "nominal"), len(pairs)


def _alpha(pairs: Sequence[tuple[float, ...]], level: "krippendorff.krippendorff.LevelOfMeasurement") -> float:
    return float(krippendorff.alpha(reliability_data=np.array(pairs).T, level_of_measurement=level))


def apart(codings: Sequence[Coded]) -> list[Coded]:
    """The codings that give another value, so that a cell of a matrix would be another."""
    return [one for one in codings if VALUE[one.first] != VALUE[one.second]]


def main() -> None:
    """Print the figures, and the disagreements by kind."""
    codings = read()
    for name, (alpha, units) in {
        "ordinal, against < conditional < for": ordinal(codings),
        "nominal, with 'no position' as a class": classes(codings),
        "nominal, seven stances": stances(codings),
    }.items():
        print(f"alpha {alpha:.3f}  {units} units  {name}")  # noqa: T201
    kinds = Counter(f"{one.first} / {one.second}" for one in apart(codings))
    print(f"{kinds.total()} of {len(codings)} with another value:")  # noqa: T201
    for kind, number in kinds.most_common():
        print(f"{number:4}  {kind}")  # noqa: T201


if __name__ == "__main__":
    main()
