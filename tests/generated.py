"""Small random records, and slow, obvious readings of the rules of docs/method.md for them.

The readings use the JSON of a record and plain loops; nothing of the engine but the words of its enumerations.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations, permutations, product
from typing import Any

from hypothesis import strategies as st

from positions.grid import Grid, Matrix
from positions.model import Dataset
from positions.timeline import Timeline
from tests.records import Json, absence, citation, issue, party, proposition, record, source, statement

PARTIES = ("east", "north", "south", "west")
PROPOSITIONS = ("bank", "ford", "lake", "mill", "river")
ISSUES = ("land", "water")
SOURCES = ("blog", "paper", "radio")
STANCES = ("demands", "rejects", "accepts", "opposes", "conditional", "demands", "rejects", "ambiguous", "declined")

# Several of them count from one day.
DATES = ("2025-04-03", "2025-04-02", "2025-04-01", "2025-03-31", "2025-03", "2025-04-30", "2025-04")
DATES_OF_YEARS = (*DATES, "2024", "2024-12-31", "2025", "2025-12-31")

# On each of these days, or on the next, a date begins to count; and the days around them.
DAYS = tuple(date(2025, 3, 30) + timedelta(n) for n in (2, 3, 4, 5, 30, 31, 32, 1, 0))
DAYS_OF_YEARS = (date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 1), *DAYS, date(2025, 12, 30), date(2026, 1, 1))

orders = st.none() | st.integers(1, 3)

# One source of each rung, two or three of different rungs, one that is cited twice.
CITED = [[(one, rung)] for one, rung in product(SOURCES, (2, 4, 1, 3, 5, 6))] + [
    [(one, rung), (other, weaker)]
    for one, other in permutations(SOURCES, 2)
    for rung, weaker in ((2, 2), (1, 4), (2, 4), (3, 4), (4, 6), (5, 5))
]
CITED += [[("blog", 2), ("paper", 3), ("radio", 4)], [("paper", 4), ("paper", 2)], [("blog", 4), ("blog", 5)]]

RANGES: tuple[Json, ...] = ({}, {}, {}, {"min": 1}, {"max": 5}, {"min": 2, "max": 3})


@st.composite
def records(draw: st.DrawFn, dates: Sequence[str] = DATES) -> Json:
    """A record of two to four parties with up to 25 statements, which often share a cell and a day.

    A statement may supersede another one, mostly of its own cell and day, but never in a circle.
    """
    parties = PARTIES[: draw(st.sampled_from((2, 3, 3, 4)))]
    propositions = PROPOSITIONS[: draw(st.sampled_from((1, 2, 3, 5)))]
    issues = ISSUES[: draw(st.integers(1, 2))]
    said: list[Json] = []
    drawn = st.tuples(
        st.sampled_from(list(product(parties, propositions))),
        st.sampled_from(list(product(STANCES, (False, True)))),
        st.sampled_from(dates),
        st.sampled_from(CITED),
        st.none() | st.integers(0, 24),
        st.sampled_from(RANGES),
    )
    listed = st.lists(drawn, min_size=draw(st.sampled_from((0, 8, 16))), max_size=25)
    for n, ((who, about), (stance, red), day, citations, link, numbers) in enumerate(draw(listed)):
        made = statement(
            who,
            about,
            stance,
            day,
            id=f"s{n * 7 % 31:02}",  # In another order than that of the record.
            red_line=red,
            citations=[citation(source_, rung=rung) for source_, rung in citations],
            **({"range": numbers} if numbers else {}),
        )
        beside = [one for one in said if (one["party"], one["proposition"]) == (who, about)] or said
        if link is not None and beside:
            same_day = [one for one in beside if counts_from(one["date"]) == counts_from(day)]
            among = said if link >= 20 else same_day or beside
            made["supersedes"] = among[link % len(among)]["id"]
        said.append(made)
    kinds = st.sampled_from(("not-found", "not-applicable", "not-applicable"))
    cells = st.tuples(st.sampled_from(propositions), st.sampled_from(parties))
    searched = st.tuples(kinds, st.lists(st.sampled_from(SOURCES), unique=True, max_size=2))
    absences = draw(st.dictionaries(cells, searched, min_size=draw(st.sampled_from((0, 2))), max_size=4))
    return record(
        parties=[party(id_, order=draw(orders)) for id_ in parties],
        issues=[issue(id_, order=draw(orders)) for id_ in issues],
        propositions=[
            proposition(
                id_,
                issue=draw(st.sampled_from(issues)),
                order=draw(orders),
                excludes=draw(st.lists(st.sampled_from([one for one in PROPOSITIONS if one != id_]), max_size=1)),
            )
            for id_ in propositions
        ],
        sources=[source(id_) for id_ in SOURCES],
        statements=said,
        absences=[absence(who, about, kind, sources=ids) for (about, who), (kind, ids) in absences.items()],
    )


days = st.sampled_from((*DAYS, date(2025, 4, 3), date(2025, 5, 1)))
days_of_years = st.sampled_from(DAYS_OF_YEARS)
rungs = st.sampled_from((4, 4, 4, 2, 3, 1))


@dataclass(frozen=True)
class View:
    """What a reader chose: a day, a rung limit, parties and issues (none: all)."""

    day: date
    rung: int
    parties: tuple[str, ...]
    issues: tuple[str, ...]

    def of(self, made: Json) -> Matrix:
        return Grid(lines(made), self.day, self.rung).matrix(self.parties, self.issues)


@st.composite
def views(draw: st.DrawFn) -> View:
    parties = draw(st.sampled_from([(), (), *combinations(PARTIES, 2), *combinations(PARTIES, 3)]))
    return View(draw(days), draw(rungs), parties, draw(st.sampled_from([(), (), ("land",), ("water",)])))


def lines(made: Json) -> Timeline:
    return Timeline(Dataset.model_validate_json(json.dumps(made)))


# Slow readings

SIDE: dict[str, float] = {"demands": 1, "accepts": 1, "conditional": 0.5, "opposes": 0, "rejects": 0}


@cache
def counts_from(text: str) -> date:
    """The last possible day of a date."""
    day = date.fromisoformat((text + "-01-01")[:10])
    while (day + timedelta(1)).isoformat().startswith(text):
        day += timedelta(1)
    return day


def strongest(said: Json) -> int:
    rungs_of: list[int] = [one["rung"] for one in said["citations"]]
    return min(rungs_of)


@dataclass(frozen=True)
class Held:
    """A cell: its status, the ids in force, and what they say."""

    status: str
    ids: tuple[str, ...] = ()
    stance: str | None = None
    flagged: bool = False
    range: Any = None

    @property
    def value(self) -> float | None:
        return SIDE.get(self.stance or "")

    @property
    def red_line(self) -> bool:
        """Whether a side is taken and called a red line."""
        return self.flagged and self.value is not None

    @property
    def applicable(self) -> bool:
        return self.status != "not-applicable"


def counting(made: Json, about: str, who: str, day: date, rung: int = 4) -> list[Json]:
    """The statements of a cell that count up to a day."""
    return [
        one
        for one in made["statements"]
        if one["proposition"] == about
        and one["party"] == who
        and counts_from(one["date"]) <= day
        and strongest(one) <= min(rung, 4)
    ]


def held(made: Json, about: str, who: str, day: date, rung: int = 4) -> Held:
    """Sections 1.1 to 1.3 and 2.1, word by word."""
    counts = counting(made, about, who, day, rung)
    if not counts:
        kinds = [one["kind"] for one in made["absences"] if (one["proposition"], one["party"]) == (about, who)]
        return Held(kinds[0] if kinds else "not-searched")
    latest = max(counts_from(one["date"]) for one in counts)
    of_day = [one for one in counts if counts_from(one["date"]) == latest]
    superseded = [one.get("supersedes") for one in of_day]
    left = [one for one in of_day if one["id"] not in superseded]
    sides = [one for one in left if SIDE.get(one["stance"]) in (0, 1)]
    if len({SIDE[one["stance"]] for one in sides}) == 2:
        return Held("contradictory", tuple(sorted(one["id"] for one in sides)))
    best = min(strongest(one) for one in left)
    chosen = max((one for one in left if strongest(one) == best), key=lambda one: str(one["id"]))
    stance = chosen["stance"]
    status = stance if stance in ("conditional", "ambiguous", "declined") else "stated"
    return Held(status, (chosen["id"],), stance, chosen.get("red_line", False), chosen.get("range"))


def remembered(made: Json, about: str, who: str, day: date, rung: int = 4) -> str | None:
    """Section 1.4: id of the last words before that called the side in force a red line, which is not repeated."""
    now = held(made, about, who, day, rung)
    if now.value is None or now.red_line:
        return None
    spoken = {counts_from(one["date"]) for one in counting(made, about, who, day, rung)}
    for earlier in sorted(spoken, reverse=True):
        then = held(made, about, who, earlier, rung)
        if then.value is not None and then.value != now.value:
            return None
        if then.red_line:
            return then.ids[0]
    return None


def position(made: Json, about: str, who: str, day: date, rung: int = 4) -> tuple[object, ...]:
    """All that makes a position: two cells are the same position when this is equal."""
    now = held(made, about, who, day, rung)
    red_line_before = remembered(made, about, who, day, rung)
    return now.status, now.stance, now.red_line, red_line_before, now.range, now.ids


def alike(a: float, b: float, measure: str) -> float:
    """Section 3.1: the similarity of two known values."""
    if measure == "exact":
        return 1 if a == b else 0
    return 1 - abs(a - b)


Figure = tuple[int, int, float]
"""N, n and S."""


def figure(pairs: Iterable[tuple[Held, Held]], measure: str) -> Figure:
    concerned = [(a.value, b.value) for a, b in pairs if a.applicable and b.applicable]
    shares = [alike(a, b, measure) for a, b in concerned if a is not None and b is not None]
    return len(concerned), len(shares), sum(shares)


def columns(made: Json, matrix: Matrix, a: str, b: str, day: date) -> list[tuple[Held, Held]]:
    """The cells of two parties on the propositions of a matrix, as of another day."""
    rung = matrix.max_rung
    return [(held(made, one.id, a, day, rung), held(made, one.id, b, day, rung)) for one in matrix.propositions]


def figures(made: Json, matrix: Matrix, day: date, measure: str) -> dict[tuple[str, str], Figure]:
    """N, n and S of each pair of parties of a matrix, as of another day."""
    return {
        (a.id, b.id): figure(columns(made, matrix, a.id, b.id, day), measure)
        for a, b in combinations(matrix.parties, 2)
    }


def each_day(after: date, until: date) -> Iterator[date]:
    """The days after the first, up to the last."""
    return (after + timedelta(n) for n in range(1, (until - after).days + 1))
