"""Rows of the tables of the analysis: what moved, what blocks, what is shared, what the figures rest on.

Names, order and types of the columns are a contract (docs/method.md, section 8).
"""

from collections.abc import Iterator, Sequence

from positions import blocks as blocking
from positions import changes as moving
from positions import robustness
from positions.blocks import Obstacle
from positions.compare import Agreement, Measure, Overlap
from positions.grid import Cell
from positions.model import Dataset, Statement
from positions.parameters import Parameters
from positions.rows import COUNT, FLAG, NUMBER, TEXT, Row, figure, joined, proposition_of, rounded
from positions.store import Record

CHANGES = {
    "date": TEXT, "party": TEXT, "issue": TEXT, "proposition": TEXT, "kind": TEXT, "from_stance": TEXT,
    "to_stance": TEXT, "statement": TEXT, "source": TEXT, "url": TEXT, "detail": TEXT,
    "proposition_text": TEXT, "summary": TEXT,
    "red_line": FLAG, "from_statement": TEXT, "from_date": TEXT, "from_source": TEXT, "from_url": TEXT,
    "from_red_line": FLAG, "measure": TEXT, "effects": TEXT, "since": TEXT, "as_of": TEXT, "max_rung": COUNT,
    "data_version": TEXT,
}  # fmt: skip
DRIFT = {
    "date": TEXT, "measure": TEXT, "party_a": TEXT, "party_b": TEXT, "n_propositions": COUNT, "n_comparable": COUNT,
    "agreement": NUMBER, "lower": NUMBER, "upper": NUMBER, "statements": TEXT, "since": TEXT, "as_of": TEXT,
    "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip
MOVEMENT = {
    "since": TEXT, "as_of": TEXT, "measure": TEXT, "party_a": TEXT, "party_b": TEXT, "trend": TEXT, "n_both": COUNT,
    "agreement_both_then": NUMBER, "agreement_both_now": NUMBER, "whole": TEXT, "n_propositions_then": COUNT,
    "n_comparable_then": COUNT, "agreement_then": NUMBER, "lower_then": NUMBER, "upper_then": NUMBER,
    "n_propositions_now": COUNT, "n_comparable_now": COUNT, "agreement_now": NUMBER, "lower_now": NUMBER,
    "upper_now": NUMBER, "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip
BLOCKS = {
    "as_of": TEXT, "party_a": TEXT, "party_b": TEXT, "rank": COUNT, "obstacle": TEXT, "issue": TEXT,
    "proposition": TEXT, "proposition_text": TEXT, "unbroken_since": TEXT, "stance_a": TEXT, "stance_b": TEXT,
    "red_line_called_a": TEXT, "red_line_called_b": TEXT, "asked_by": TEXT, "silent": TEXT, "silent_status": TEXT,
    "sources_a": TEXT, "urls_a": TEXT, "sources_b": TEXT, "urls_b": TEXT, "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip
COMMON_GROUND = {
    "as_of": TEXT, "coalition": TEXT, "issue": TEXT, "proposition": TEXT, "proposition_text": TEXT, "support": TEXT,
    "for": TEXT, "conditional": TEXT, "unknown": TEXT, "sources": TEXT, "urls": TEXT, "max_rung": COUNT,
    "data_version": TEXT,
}  # fmt: skip
CONFLICTS = {
    "as_of": TEXT, "party": TEXT, "proposition_a": TEXT, "proposition_text_a": TEXT, "date_a": TEXT,
    "statement_a": TEXT, "sources_a": TEXT, "proposition_b": TEXT, "proposition_text_b": TEXT, "date_b": TEXT,
    "statement_b": TEXT, "sources_b": TEXT, "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip
ROBUSTNESS = {
    "as_of": TEXT, "measure": TEXT, "max_rung": COUNT, "without_issue": TEXT, "party_a": TEXT, "party_b": TEXT,
    "n_propositions": COUNT, "n_comparable": COUNT, "agreement": NUMBER, "lower": NUMBER, "upper": NUMBER,
    "data_version": TEXT,
}  # fmt: skip
RELIANCE = {
    "as_of": TEXT, "source": TEXT, "issue": TEXT, "proposition": TEXT, "proposition_text": TEXT, "party": TEXT,
    "falls": FLAG, "status": TEXT, "stance": TEXT, "statement": TEXT, "without_status": TEXT,
    "without_stance": TEXT, "without_statement": TEXT, "max_rung": COUNT, "data_version": TEXT,
}  # fmt: skip


def change_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each change after `since`."""
    data = record.dataset
    for change in moving.changes(chosen.matrix(record.timeline), chosen.start, chosen.measure):
        about = change.proposition
        yield {
            "date": change.after[0].date,
            "party": change.party.id,
            "issue": about.issue,
            "proposition": about.id,
            "proposition_text": about.text,
            "kind": change.kind.value,
            "detail": change.detail.value if change.detail else None,
            "summary": joined(statement.summary for statement in change.after),
            "measure": chosen.measure.value,
            "effects": joined(
                f"{effect.other.id}:{_share(effect.before)}>{_share(effect.after)}" for effect in change.effects
            ),
            "since": chosen.start.isoformat(),
            **_frame(chosen),
            **{f"from_{name}": value for name, value in _said(data, change.before).items()},
            **_said(data, change.after),
            "to_stance": change.to_stance,
        }


def _said(data: Dataset, statements: Sequence[Statement]) -> Row:
    sources = dict.fromkeys(citation.source for statement in statements for citation in statement.citations)
    return {
        "stance": moving.stance_of(statements),
        "statement": joined(statement.id for statement in statements),
        "date": statements[0].date if statements else None,
        "red_line": statements[0].red_line if len(statements) == 1 else None,
        "source": joined(sources),
        "url": joined(data.source[id_].url for id_ in sources),
    }


def drift_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """For each chosen pair a row as of `since`, and one for each later day with a change that moved its agreement.

    Without a chosen day it begins with the record, as the picture does.
    """
    matrix = chosen.matrix(record.timeline)
    start = chosen.since or moving.beginning(matrix)
    found = moving.changes(matrix, start, chosen.measure)
    lines = dict(zip(matrix.pairs, moving.drifts(matrix, start, found, chosen.measure), strict=True))
    for drift in (lines[pair] for pair in chosen.pairs(matrix)):
        for point in drift.points:
            yield {
                "date": point.day.isoformat(),
                "party_a": drift.a.id,
                "party_b": drift.b.id,
                **figure(point.agreement),
                "statements": joined(statement.id for change in point.changes for statement in change.after),
                "since": start.isoformat(),
                **_frame(chosen),
            }


def movement_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """For each pair of the matrix its agreement on both days, and what is comparable on both."""
    for one in moving.movements(chosen.matrix(record.timeline), chosen.start, chosen.measure):
        yield {
            "since": chosen.start.isoformat(),
            **_frame(chosen),
            "measure": chosen.measure.value,
            "party_a": one.a.id,
            "party_b": one.b.id,
            "trend": one.trend.value,
            "n_both": one.n_both,
            "agreement_both_then": rounded(one.then_both / one.n_both if one.n_both else None),
            "agreement_both_now": rounded(one.now_both / one.n_both if one.n_both else None),
            "whole": one.whole.value,
            **{f"{name}_then": value for name, value in figure(one.then).items() if name != "measure"},
            **{f"{name}_now": value for name, value in figure(one.now).items() if name != "measure"},
        }


def block_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """For each chosen pair its ranked list of what stands between the two."""
    data, matrix = record.dataset, chosen.matrix(record.timeline)
    for a, b in chosen.pairs(matrix):
        for rank, block in enumerate(blocking.blocks(matrix, a, b), 1):
            asking = block.spoken if block.obstacle == Obstacle.UNANSWERED_DEMAND else None
            sides = (("a", block.gap.a, block.red_lines[0]), ("b", block.gap.b, block.red_lines[1]))
            yield {
                **_frame(chosen),
                "rank": rank,
                "obstacle": block.obstacle.value,
                **proposition_of(block.gap.a),
                "unbroken_since": block.since.isoformat(),
                "asked_by": asking.party.id if asking else None,
                "silent": block.silent.party.id if block.silent else None,
                "silent_status": block.silent.status.value if block.silent else None,
            } | {
                f"{name}_{side}": value
                for side, cell, called in sides
                for name, value in (
                    ("party", cell.party.id),
                    ("stance", cell.stance.value if cell.stance else None),
                    ("red_line_called", called.date if called else None),
                    ("sources", joined(cell.cited)),
                    ("urls", joined(data.source[id_].url for id_ in cell.cited)),
                )
            }


def common_ground_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each proposition that none of the chosen parties is against."""
    data, matrix = record.dataset, chosen.matrix(record.timeline)

    def of(cells: Sequence[Cell], value: float | None) -> str | None:
        return joined(cell.party.id for cell in cells if cell.value == value)

    for ground in blocking.common_ground(matrix):
        sources = dict.fromkeys(id_ for cell in ground.cells for id_ in cell.cited)
        yield {
            **_frame(chosen),
            "coalition": joined(part.id for part in matrix.parties),
            **proposition_of(ground.cells[0]),
            "support": ground.support.value,
            "for": of(ground.cells, 1),
            "conditional": of(ground.cells, 0.5),
            "unknown": of(ground.cells, None),
            "sources": joined(sources),
            "urls": joined(data.source[id_].url for id_ in sources),
        }


def conflict_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """One row for each two propositions that a party holds together although they exclude each other."""
    for conflict in blocking.conflicts(chosen.matrix(record.timeline)):
        yield {**_frame(chosen), "party": conflict.party.id} | {
            f"{name}_{side}": value
            for side, cell in zip("ab", conflict.cells, strict=True)
            for name, value in (
                ("proposition", cell.proposition.id),
                ("proposition_text", cell.proposition.text),
                ("date", cell.statements[0].date),
                ("statement", cell.statements[0].id),
                ("sources", joined(cell.cited)),
            )
        }


def robustness_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """Each pair by both measures under every rung limit, then by the chosen ones without each issue."""
    matrix = chosen.matrix(record.timeline)
    variants: list[tuple[Row, list[Overlap]]] = [
        ({"max_rung": rung, "without_issue": None}, found)
        for measure in Measure
        for rung, found in robustness.by_rung(matrix, measure).items()
    ]
    variants += [
        ({"max_rung": matrix.max_rung, "without_issue": issue.id}, found)
        for issue, found in robustness.without_issues(matrix, chosen.measure)
    ]
    for variant, found in variants:
        for one in found:
            yield {
                "as_of": chosen.as_of.isoformat(),
                "party_a": one.a.id,
                "party_b": one.b.id,
                **variant,
                **figure(one.agreement),
            }


def reliance_rows(record: Record, chosen: Parameters) -> Iterator[Row]:
    """The cells that the chosen source, or else each source behind a position in force, holds up."""
    matrix = chosen.matrix(record.timeline)
    cells = [cell for row in matrix.rows for cell in row if cell.statements]
    said = {one for cell in cells for one in (*cell.statements, cell.red_line_before) if one}
    every = sorted({citation.source for statement in said for citation in statement.citations})
    for source in [chosen.source] if chosen.source else every:
        for one in robustness.reliances(matrix, source):
            yield {
                **_frame(chosen),
                "source": source,
                **proposition_of(one.cell),
                "party": one.cell.party.id,
                "falls": one.falls,
            } | {
                f"{prefix}{name}": value
                for prefix, cell in (("", one.cell), ("without_", one.without))
                for name, value in (
                    ("status", cell.status.value),
                    ("stance", cell.stance.value if cell.stance else None),
                    ("statement", joined(statement.id for statement in cell.statements)),
                )
            }


def _frame(chosen: Parameters) -> Row:
    return {"as_of": chosen.as_of.isoformat(), "max_rung": chosen.max_rung}


def _share(agreement: Agreement) -> str:
    return "n/a" if agreement.point is None else f"{agreement.point:.6g}"
