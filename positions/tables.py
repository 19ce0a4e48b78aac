"""Every table by its name, as a pandas frame; names, order and types of the columns are a contract (docs/method.md).

Missing values are <NA>, dates are ISO texts (partial ones stay partial), several ids or addresses in one field are
separated by a space. Every table ends in `data_version`.
"""

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from positions import findings, rows
from positions.parameters import Parameters
from positions.rows import Row
from positions.store import Record

TABLES: dict[str, tuple[dict[str, str], Callable[[Record, Parameters], Iterable[Row]]]] = {
    "positions": (rows.POSITIONS, rows.position_rows),
    "gaps": (rows.GAPS, rows.gap_rows),
    "overlap": (rows.OVERLAP, rows.overlap_rows),
    "statements": (rows.STATEMENTS, rows.statement_rows),
    "sources": (rows.SOURCES, rows.source_rows),
    "changes": (findings.CHANGES, findings.change_rows),
    "drift": (findings.DRIFT, findings.drift_rows),
    "movement": (findings.MOVEMENT, findings.movement_rows),
    "blocks": (findings.BLOCKS, findings.block_rows),
    "common-ground": (findings.COMMON_GROUND, findings.common_ground_rows),
    "conflicts": (findings.CONFLICTS, findings.conflict_rows),
    "robustness": (findings.ROBUSTNESS, findings.robustness_rows),
    "reliance": (findings.RELIANCE, findings.reliance_rows),
}
"""Each table's columns with their types, and the function that makes its rows."""

_ALWAYS = frozenset({"as_of", "party", "issue"})
_RUNG = _ALWAYS | {"max_rung"}
_LISTED = _RUNG | {"only", "sort"}
_OVER_TIME = _RUNG | {"since", "measure"}
USED: dict[str, frozenset[str]] = {
    "positions": _LISTED,
    "gaps": _LISTED,
    "overlap": _RUNG | {"measure"},
    "statements": _ALWAYS,
    "sources": _ALWAYS,
    "changes": _OVER_TIME,
    "drift": _OVER_TIME | {"pair"},
    "movement": _OVER_TIME,
    "blocks": _RUNG | {"pair"},
    "common-ground": _RUNG,
    "conflicts": _RUNG,
    "robustness": _RUNG | {"measure"},
    "reliance": _RUNG | {"source"},
}
"""The parameters that each table takes notice of."""


def table(name: str, record: Record, chosen: Parameters) -> pd.DataFrame:
    """The named table for a choice of parameters; names are the keys of TABLES."""
    columns, made = TABLES[name]
    return frame_of(columns, made(record, chosen), record.version)


def frame_of(columns: Mapping[str, str], made: Iterable[Row], version: str) -> pd.DataFrame:
    """Rows as a frame with typed columns, each with the data version."""
    listed = [row | {"data_version": version} for row in made]
    return pd.DataFrame(listed, columns=list(columns)).astype(dict(columns))
