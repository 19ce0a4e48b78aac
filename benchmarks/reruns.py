"""Milliseconds of our own code when a view is shown again, beside JSON of the same record read in the same run."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.clock import seconds
from positions import markup, markup_findings, pictures, store
from positions.changes import whole_drifts
from positions.grid import Matrix
from positions.parameters import Parameters, View
from positions.store import Record

SHIPPED = Path(__file__).parents[1] / "data" / "positions.json"
ROUNDS = 25


def table() -> str:
    """Medians of ROUNDS runs of each view with its default parameters, everything made anew from the record."""
    raw = SHIPPED.read_bytes()
    record = store.read(SHIPPED)
    default = Parameters(as_of=record.dataset.dataset.coverage_until)
    floor = 1000 * seconds(lambda: json.loads(raw), ROUNDS)
    lines = ["| shown again | ms | times `json.loads` of the record |", "|---|---|---|"]
    for view in View:
        taken = 1000 * seconds(lambda view=view: shown(record, replace(default, view=view)), ROUNDS)  # type: ignore[misc]  # a default argument
        lines.append(f"| {view} | {taken:.1f} | {taken / floor:.2f} |")
    lines.append(f"| `json.loads` | {floor:.1f} | 1.00 |")
    return "\n".join(lines) + "\n"


def shown(record: Record, chosen: Parameters) -> None:
    """What the page makes of a record between the reader's choice and Streamlit."""
    matrix = chosen.matrix(record.timeline)
    markup.header(record, matrix, chosen)
    chosen = chosen.focused(matrix)
    made: dict[View, Callable[[Record, Matrix, Parameters], object]] = {
        View.GAPS: markup.gaps,
        View.POSITIONS: markup.positions,
        View.OVERLAP: markup_findings.overlap,
        View.BLOCKS: markup_findings.blocks,
        View.CHANGES: markup_findings.changes,
        View.SOURCES: markup_findings.sources,
        View.ABOUT: lambda record, _matrix, _chosen: markup.about(record),
    }
    made[chosen.view](record, matrix, chosen)
    if chosen.view == View.OVERLAP:
        pictures.overlap_picture(record, matrix, chosen)
    if chosen.view == View.BLOCKS:
        pictures.range_pictures(record, matrix, chosen)
    if chosen.view == View.CHANGES:
        markup_findings.movement(record, matrix, chosen)
        every = dict(zip(matrix.pairs, whole_drifts(matrix, chosen.measure), strict=True))
        for line in (every[pair] for pair in chosen.pairs(matrix)):
            pictures.drift_picture(record, matrix, chosen, line)
            markup_findings.drift(record, matrix, chosen, line)
