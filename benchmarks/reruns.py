"""Milliseconds of our own code when a view is shown again, beside JSON of the same record read in the same run."""

import json
from dataclasses import replace
from pathlib import Path

from benchmarks.clock import seconds
from positions import store, views
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
    """What the page makes of a record between the reader's choice and Streamlit, with nothing kept of it."""
    for kept in (views.page, views.matrix_of, views._resting):
        kept.cache_clear()
    views.page(record, chosen)
