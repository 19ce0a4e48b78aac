"""How much a record holds, counted for the reader who wants to know what the figures stand on."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from positions.model import Dataset


@dataclass(frozen=True)
class Census:
    """How much a record holds: statements by year, rung and proposition, each by party; quotes and those confirmed."""

    years: dict[str, Counter[str]]
    rungs: dict[int, Counter[str]]
    propositions: dict[str, Counter[str]]
    quotes: int
    confirmed: int


def census(data: Dataset) -> Census:
    """Count what a record holds; the counters are by party id."""
    years: dict[str, Counter[str]] = defaultdict(Counter)
    rungs: dict[int, Counter[str]] = defaultdict(Counter)
    propositions: dict[str, Counter[str]] = {part.id: Counter() for part in data.propositions}
    for statement in data.statements:
        years[statement.date[:4]][statement.party] += 1
        rungs[statement.rung][statement.party] += 1
        propositions[statement.proposition][statement.party] += 1
    quoted = [c for statement in data.statements for c in statement.citations if c.quote]
    return Census(
        dict(sorted(years.items())),
        dict(sorted(rungs.items())),
        propositions,
        len(quoted),
        sum(data.confirmed(citation) for citation in quoted),
    )
