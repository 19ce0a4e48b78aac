"""Overlap of many parties beside the bare matrix products that it cannot avoid, and the drift over many days."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import seconds
from positions import store
from positions.changes import changes, drifts, start_of
from positions.compare import overlaps
from positions.grid import Grid, Matrix
from positions.timeline import Timeline
from tests.records import dataset, party, proposition

PARTIES, PROPOSITIONS, DAYS, ROUNDS = 200, 6000, 500, 5
SHIPPED = Path(__file__).parents[1] / "data" / "positions.json"


def table() -> str:
    """Medians of ROUNDS runs: agreement, interval and counts of every pair; drift of every pair over DAYS days."""
    matrix = large()
    one, other = np.random.default_rng(1).random((2, PROPOSITIONS, PARTIES)).round().astype(np.float32)
    floor, taken = seconds(lambda: bare(one, other), ROUNDS), seconds(lambda: overlaps(matrix), ROUNDS)
    record = store.read(SHIPPED)
    whole = Grid(record.timeline, record.dataset.dataset.coverage_until).matrix()
    start = start_of(record.timeline)
    stepped = seconds(lambda: drifts(whole, start, changes(whole, start)), ROUNDS)
    days = [whole.as_of - timedelta(days=3 * n) for n in range(DAYS)]
    cut = seconds(lambda: [overlaps(whole.at(day)) for day in days], ROUNDS)
    pairs = PARTIES * (PARTIES - 1) // 2
    return (
        "| figures | s | ratio |\n|---|---|---|\n"
        f"| bare matrix products, {PROPOSITIONS} × {PARTIES} | {floor:.3f} | 1.00 |\n"
        f"| overlap of {PARTIES} parties × {PROPOSITIONS} propositions ({pairs} pairs) | {taken:.3f} "
        f"| {taken / floor:.2f} |\n"
        f"| overlap of the shipped record on {DAYS} days, each cut anew | {cut:.3f} | 1.00 |\n"
        f"| drift of the shipped record over all {(whole.as_of - start).days} days, by its steps | {stepped:.3f} "
        f"| {stepped / cut:.2f} |\n"
    )


def large() -> Matrix:
    """A matrix of known, unknown and not applicable positions, the same on every run."""
    random = np.random.default_rng(2025)
    data = dataset(
        parties=[party(f"p{n:03}") for n in range(PARTIES)],
        propositions=[proposition(f"q{n:04}") for n in range(PROPOSITIONS)],
        statements=[],
    )
    grid = Grid(Timeline(data), date(2025, 4, 22))
    shape = (PROPOSITIONS, PARTIES)
    grid.value = random.choice([0.0, 0.5, 1.0, np.nan], shape)
    grid.applicable = ~np.isnan(grid.value) | (random.random(shape) < 0.9)
    grid.red_line = ~np.isnan(grid.value) & (random.random(shape) < 0.1)
    return grid.matrix()


Indicators = NDArray[np.float32]


def bare(one: Indicators, other: Indicators) -> list[Indicators]:
    """Seven products of indicator matrices and nothing else: five of a matrix with itself, two of two matrices."""
    return [one.T @ one for _ in range(5)] + [one.T @ other for _ in range(2)]
