"""Rows of the tables of the record: positions, gaps, overlap, statements, sources, with the types of their columns.

Names, order and types of the columns are a contract (docs/method.md, section 8).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from positions.compare import Agreement, Relation, gaps, overlaps
from positions.grid import Cell
from positions.listing import listed
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
    "archive_url": TEXT, "published": TEXT, "retrieved": TEXT, "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip
GAPS = {
    "as_of": TEXT, "issue": TEXT, "proposition": TEXT, "proposition_text": TEXT, "party_a": TEXT, "party_b": TEXT,
    "relation": TEXT, "stance_a": TEXT, "stance_b": TEXT, "red_line_a": FLAG, "red_line_b": FLAG, "zone_min": NUMBER,
    "zone_max": NUMBER, "gap": NUMBER, "unit": TEXT, "sources_a": TEXT, "urls_a": TEXT, "sources_b": TEXT,
    "urls_b": TEXT, "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip
OVERLAP = {
    "as_of": TEXT, "measure": TEXT, "party_a": TEXT, "party_b": TEXT, "n_propositions": COUNT, "n_comparable": COUNT,
    "agreed": COUNT, "bridgeable": COUNT, "opposed": COUNT, "deadlock": COUNT, "unanswered": COUNT, "unknown": COUNT,
    "agreement": NUMBER, "lower": NUMBER, "upper": NUMBER, "sources": TEXT,
    "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip
STATEMENTS = {
    "statement": TEXT, "party": TEXT, "issue": TEXT, "proposition": TEXT, "stance": TEXT, "red_line": FLAG,
    "date": TEXT, "speaker": TEXT, "speaker_role": TEXT, "venue": TEXT, "summary": TEXT, "condition": TEXT,
    "range_min": NUMBER, "range_max": NUMBER, "unit": TEXT, "supersedes": TEXT, "note": TEXT, "source": TEXT,
    "quote": TEXT, "quote_language": TEXT, "quote_translation": TEXT, "locator": TEXT, "form": TEXT, "rung": COUNT,
    "origin": TEXT, "verified": FLAG, "url": TEXT, "as_of": TEXT, "data_version": TEXT,
}  # fmt: skip
SOURCES = {
    "source": TEXT, "kind": TEXT, "publisher": TEXT, "title": TEXT, "authors": TEXT, "url": TEXT, "archive_url": TEXT,
    "published": TEXT, "retrieved": TEXT, "language": TEXT, "caveats": TEXT, "n_statements": COUNT,
    "as_of": TEXT, "data_version": TEXT,
}  # fmt: skip

Row = dict[str, Any]


def position_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each citation of each position, and one for each cell without a statement."""
    data = record.dataset
    matrix = listed(chosen.matrix(record.timeline), chosen)
    for cell in (cell for row in matrix.rows for cell in row):
        common: Row = {
            "as_of": chosen.as_of.isoformat(),
            "max_rung": chosen.max_rung,
            **proposition_of(cell),
            "party": cell.party.id,
            "status": cell.status.value,
            "value": cell.value,
            "corroboration": cell.corroboration,
        }
        if not cell.statements:
            searched = [data.source[id_] for id_ in (cell.absence.sources if cell.absence else ())]
            yield common | {
                "summary": cell.absence.note if cell.absence else None,
                "source": joined(source.id for source in searched),
                "url": joined(source.url for source in searched),
                "retrieved": iso(cell.absence.searched_on) if cell.absence else None,
            }
        for statement in cell.statements:
            for citation in statement.citations:
                yield common | _statement(statement) | _citation(data, citation) | _source(data.source[citation.source])


def gap_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each proposition and pair of parties."""
    data = record.dataset
    for gap in (gap for row in gaps(listed(chosen.matrix(record.timeline), chosen)) for gap in row):
        yield {
            "as_of": chosen.as_of.isoformat(),
            "max_rung": chosen.max_rung,
            **proposition_of(gap.a),
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
                ("sources", joined(cell.cited)),
                ("urls", joined(data.source[id_].url for id_ in cell.cited)),
            )
        }


def overlap_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each pair of parties."""
    matrix = chosen.matrix(record.timeline)
    for pair in overlaps(matrix, chosen.measure):
        cells = [c for row in matrix.rows for c in row if c.statements and c.party in (pair.a, pair.b)]
        yield {
            "as_of": chosen.as_of.isoformat(),
            "max_rung": chosen.max_rung,
            "party_a": pair.a.id,
            "party_b": pair.b.id,
            **figure(pair.agreement),
            **{relation.value: pair.counts[relation] for relation in Relation if relation in pair.counts},
            "sources": joined(sorted({id_ for cell in cells for id_ in cell.cited})),
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


def statement_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each citation of each statement up to the day, of whatever rung."""
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
                "as_of": chosen.as_of.isoformat(),
            }


def source_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each source, or each that the chosen statements cite."""
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
                "as_of": chosen.as_of.isoformat(),
            }


def proposition_of(cell: Cell) -> Row:
    """The columns of the proposition of a cell."""
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
        "retrieved": iso(source.retrieved),
    }


def figure(agreement: Agreement) -> Row:
    """The columns of an agreement."""
    return {
        "measure": agreement.measure.value,
        "n_propositions": agreement.n_propositions,
        "n_comparable": agreement.n_comparable,
        "agreement": rounded(agreement.point),
        "lower": rounded(agreement.lower),
        "upper": rounded(agreement.upper),
    }


def joined(texts: Iterable[str]) -> str | None:
    """Several ids, addresses or sentences in one field; missing when there are none."""
    return " ".join(texts) or None


def iso(day: Any) -> str | None:
    """A day as text; missing when there is none."""
    return day.isoformat() if day else None


def rounded(number: float | None) -> float | None:
    """A share with six decimals; missing when there is none."""
    return None if number is None else round(number, 6)
