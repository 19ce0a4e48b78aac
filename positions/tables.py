"""The tables of the record as pandas frames; names, order and types of the columns are a contract (docs/method.md).

Missing values are <NA>, dates are ISO texts (partial ones stay partial), several ids or addresses in one field are
separated by a space. Every table ends in `data_version`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from positions.compare import Relation, gaps, overlaps
from positions.grid import Cell, Grid, Matrix
from positions.model import Citation, Dataset, Source, Statement, last_day
from positions.parameters import Parameters
from positions.store import Record

TEXT, NUMBER, COUNT, FLAG = "string", "Float64", "Int64", "boolean"

POSITIONS = {
    "as_of": TEXT, "issue": TEXT, "proposition": TEXT, "proposition_text": TEXT, "party": TEXT, "status": TEXT,
    "stance": TEXT, "value": NUMBER, "red_line": FLAG, "date": TEXT, "speaker": TEXT, "speaker_role": TEXT,
    "venue": TEXT, "summary": TEXT, "condition": TEXT, "range_min": NUMBER, "range_max": NUMBER, "unit": TEXT,
    "corroboration": COUNT, "form": TEXT, "rung": COUNT, "quote": TEXT, "quote_language": TEXT,
    "quote_translation": TEXT, "verified": FLAG, "source": TEXT, "publisher": TEXT, "title": TEXT, "url": TEXT,
    "archive_url": TEXT, "published": TEXT, "retrieved": TEXT, "data_version": TEXT,
}  # fmt: skip
GAPS = {
    "as_of": TEXT, "issue": TEXT, "proposition": TEXT, "proposition_text": TEXT, "party_a": TEXT, "party_b": TEXT,
    "relation": TEXT, "stance_a": TEXT, "stance_b": TEXT, "red_line_a": FLAG, "red_line_b": FLAG, "zone_min": NUMBER,
    "zone_max": NUMBER, "gap": NUMBER, "unit": TEXT, "sources_a": TEXT, "urls_a": TEXT, "sources_b": TEXT,
    "urls_b": TEXT, "data_version": TEXT,
}  # fmt: skip
OVERLAP = {
    "as_of": TEXT, "measure": TEXT, "party_a": TEXT, "party_b": TEXT, "n_propositions": COUNT, "n_comparable": COUNT,
    "agreed": COUNT, "bridgeable": COUNT, "opposed": COUNT, "deadlock": COUNT, "unanswered": COUNT, "unknown": COUNT,
    "agreement": NUMBER, "lower": NUMBER, "upper": NUMBER, "sources": TEXT, "data_version": TEXT,
}  # fmt: skip
STATEMENTS = {
    "statement": TEXT, "party": TEXT, "issue": TEXT, "proposition": TEXT, "stance": TEXT, "red_line": FLAG,
    "date": TEXT, "speaker": TEXT, "speaker_role": TEXT, "venue": TEXT, "summary": TEXT, "condition": TEXT,
    "range_min": NUMBER, "range_max": NUMBER, "unit": TEXT, "supersedes": TEXT, "note": TEXT, "source": TEXT,
    "quote": TEXT, "quote_language": TEXT, "quote_translation": TEXT, "locator": TEXT, "form": TEXT, "rung": COUNT,
    "origin": TEXT, "verified": FLAG, "url": TEXT, "data_version": TEXT,
}  # fmt: skip
SOURCES = {
    "source": TEXT, "kind": TEXT, "publisher": TEXT, "title": TEXT, "authors": TEXT, "url": TEXT, "archive_url": TEXT,
    "published": TEXT, "retrieved": TEXT, "language": TEXT, "caveats": TEXT, "n_statements": COUNT,
    "data_version": TEXT,
}  # fmt: skip

Row = dict[str, Any]


def table(name: str, record: Record, chosen: Parameters) -> pd.DataFrame:
    """The named table for a choice of parameters; names are the keys of TABLES."""
    columns, rows = TABLES[name]
    version = {"data_version": record.version}
    made = pd.DataFrame([row | version for row in rows(record, chosen)], columns=list(columns))
    return made.astype(columns)


def matrix_of(record: Record, chosen: Parameters) -> Matrix:
    """The matrix that a choice of parameters shows."""
    return Grid(record.timeline, chosen.as_of, chosen.max_rung).matrix(chosen.party, chosen.issue)


def _positions(record: Record, chosen: Parameters) -> Iterator[Row]:
    data = record.dataset
    matrix = matrix_of(record, chosen)
    for cell in (cell for row in matrix.rows for cell in row):
        common: Row = {
            "as_of": chosen.as_of.isoformat(),
            **_proposition(cell),
            "party": cell.party.id,
            "status": cell.status.value,
            "value": cell.value,
            "corroboration": cell.corroboration,
        }
        if not cell.statements:
            searched = [data.source[id_] for id_ in (cell.absence.sources if cell.absence else ())]
            yield common | {
                "summary": cell.absence.note if cell.absence else None,
                "source": _joined(source.id for source in searched),
                "url": _joined(source.url for source in searched),
                "retrieved": _iso(cell.absence.searched_on) if cell.absence else None,
            }
        for statement in cell.statements:
            for citation in statement.citations:
                yield common | _statement(statement) | _citation(data, citation) | _source(data.source[citation.source])


def _gaps(record: Record, chosen: Parameters) -> Iterator[Row]:
    data = record.dataset
    for gap in (gap for row in gaps(matrix_of(record, chosen)) for gap in row):
        yield {
            "as_of": chosen.as_of.isoformat(),
            **_proposition(gap.a),
            "party_a": gap.a.party.id,
            "party_b": gap.b.party.id,
            "relation": gap.relation.value,
            "zone_min": gap.zone.low if gap.zone else None,
            "zone_max": gap.zone.high if gap.zone else None,
            "gap": gap.zone.gap if gap.zone else None,
        } | {
            f"{name}_{side}": value
            for side, cell in (("a", gap.a), ("b", gap.b))
            for name, value in (
                ("stance", cell.stance.value if cell.stance else None),
                ("red_line", cell.red_line if cell.stance else None),
                ("sources", _joined(cited(cell))),
                ("urls", _joined(data.source[id_].url for id_ in cited(cell))),
            )
        }


def _overlap(record: Record, chosen: Parameters) -> Iterator[Row]:
    matrix = matrix_of(record, chosen)
    for pair in overlaps(matrix, chosen.measure):
        cells = [c for row in matrix.rows for c in row if c.statements and c.party in (pair.a, pair.b)]
        yield {
            "as_of": chosen.as_of.isoformat(),
            "measure": chosen.measure.value,
            "party_a": pair.a.id,
            "party_b": pair.b.id,
            "n_propositions": pair.agreement.n_propositions,
            "n_comparable": pair.agreement.n_comparable,
            **{relation.value: pair.counts[relation] for relation in Relation if relation in pair.counts},
            "agreement": _rounded(pair.agreement.point),
            "lower": _rounded(pair.agreement.lower),
            "upper": _rounded(pair.agreement.upper),
            "sources": _joined(sorted({id_ for cell in cells for id_ in cited(cell)})),
        }


def _chosen_statements(data: Dataset, chosen: Parameters) -> list[Statement]:
    issue = {part.id: part.issue for part in data.propositions}
    return [
        s
        for s in data.statements
        if last_day(s.date) <= chosen.as_of
        and (not chosen.party or s.party in chosen.party)
        and (not chosen.issue or issue[s.proposition] in chosen.issue)
    ]


def _statements(record: Record, chosen: Parameters) -> Iterator[Row]:
    data = record.dataset
    proposition = {part.id: part for part in data.propositions}
    for statement in _chosen_statements(data, chosen):
        about = proposition[statement.proposition]
        for citation in statement.citations:
            yield {
                "statement": statement.id,
                "party": statement.party,
                "issue": about.issue,
                "proposition": about.id,
                "unit": about.unit,
                "supersedes": statement.supersedes,
                "note": statement.note,
                **_statement(statement),
                **_citation(data, citation),
                "locator": citation.locator,
                "origin": citation.origin,
                "source": citation.source,
                "url": data.source[citation.source].url,
            }


def _sources(record: Record, chosen: Parameters) -> Iterator[Row]:
    data = record.dataset
    count: dict[str, int] = {}
    for statement in _chosen_statements(data, chosen):
        for source in {citation.source for citation in statement.citations}:
            count[source] = count.get(source, 0) + 1
    everything = not chosen.party and not chosen.issue and chosen.as_of >= data.dataset.coverage_until
    for part in data.sources:
        if everything or part.id in count:
            yield _source(part) | {
                "kind": part.kind.value,
                "authors": "; ".join(part.authors) or None,
                "language": part.language,
                "caveats": " ".join(part.caveats) or None,
                "n_statements": count.get(part.id, 0),
            }


TABLES: dict[str, tuple[dict[str, str], Callable[[Record, Parameters], Iterable[Row]]]] = {
    "positions": (POSITIONS, _positions),
    "gaps": (GAPS, _gaps),
    "overlap": (OVERLAP, _overlap),
    "statements": (STATEMENTS, _statements),
    "sources": (SOURCES, _sources),
}
"""Each table's columns with their types, and the function that makes its rows."""

_ALWAYS = frozenset({"as_of", "party", "issue"})
USED: dict[str, frozenset[str]] = {
    "positions": _ALWAYS | {"max_rung"},
    "gaps": _ALWAYS | {"max_rung"},
    "overlap": _ALWAYS | {"max_rung", "measure"},
    "statements": _ALWAYS,
    "sources": _ALWAYS,
}
"""The parameters that each table takes notice of."""


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


def cited(cell: Cell) -> tuple[str, ...]:
    """Ids of the sources behind a cell: those of the statements in force or, without one, those that were searched."""
    if cell.statements:
        return tuple(dict.fromkeys(c.source for statement in cell.statements for c in statement.citations))
    return cell.absence.sources if cell.absence else ()


def _proposition(cell: Cell) -> Row:
    about = cell.proposition
    return {"issue": about.issue, "proposition": about.id, "proposition_text": about.text, "unit": about.unit}


def _statement(statement: Statement) -> Row:
    return {
        "stance": statement.stance.value,
        "red_line": statement.red_line,
        "date": statement.date,
        "speaker": statement.speaker.name if statement.speaker else None,
        "speaker_role": statement.speaker.role if statement.speaker else None,
        "venue": statement.venue,
        "summary": statement.summary,
        "condition": statement.condition,
        "range_min": statement.range.min if statement.range else None,
        "range_max": statement.range.max if statement.range else None,
    }


def _citation(data: Dataset, citation: Citation) -> Row:
    return {
        "form": citation.form.value,
        "rung": citation.rung,
        "quote": citation.quote,
        "quote_language": (citation.language or data.source[citation.source].language) if citation.quote else None,
        "quote_translation": citation.translation,
        "verified": data.confirmed(citation),
    }


def _source(source: Source) -> Row:
    return {
        "source": source.id,
        "publisher": source.publisher,
        "title": source.title,
        "url": source.url,
        "archive_url": source.archive_url,
        "published": source.published,
        "retrieved": _iso(source.retrieved),
    }


def _joined(texts: Iterable[str]) -> str | None:
    return " ".join(texts) or None


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
