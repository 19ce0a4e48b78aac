"""The one serialiser: frames to CSV and JSON, the record's dates and signs kept as they are."""

import json
import re
from collections.abc import Hashable
from dataclasses import asdict
from typing import Any

import pandas as pd

from positions import diff_rows
from positions.diff import Difference
from positions.grid import Cell
from positions.parameters import Parameters
from positions.rows import TEXT
from positions.store import Record
from positions.tables import frame_of

FORMATS = ("csv", "json")
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}

NOT_AVAILABLE = "n/a"
"""What CSV says for a figure over no comparable proposition; an empty field could be read as 0."""

_FIGURES = re.compile("agreement|lower|upper")
_DANGEROUS = re.compile(r"^(?='*[=+\-@\t\r\0])")
_GUARDED = re.compile(r"^'(?='*[=+\-@\t\r\0])")


def serialise(frame: pd.DataFrame, form: str) -> str:
    """A table in one of FORMATS; raises ValueError for any other."""
    if form == "csv":
        return csv(frame)
    if form == "json":
        return json_rows(frame)
    raise ValueError(f"unknown format '{form}'")


def difference(found: Difference, old: Record, new: Record, chosen: Parameters, form: str) -> str:
    """Two states of a record in one of FORMATS: as CSV the statements that differ, as JSON the figures beside them."""
    statements = frame_of(diff_rows.DIFF, diff_rows.diff_rows(found, old.version), new.version)
    if form == "csv":
        return csv(statements)
    figures = frame_of(diff_rows.FIGURES, diff_rows.diff_figure_rows(found, old.version, chosen), new.version)
    return json_text(
        {
            "old_version": old.version,
            "data_version": new.version,
            "as_of": found.as_of.isoformat(),
            "statements": objects(statements),
            "parts": {name: asdict(parts) for name, parts in found.parts.items()},
            "positions": [
                {"proposition": is_.proposition.id, "party": is_.party.id, "from": _told(was), "to": _told(is_)}
                for was, is_ in found.cells
            ],
            "figures": objects(figures),
        }
    )


def _told(cell: Cell) -> dict[str, object]:
    return {
        "status": cell.status.value,
        "stance": cell.stance.value if cell.stance else None,
        "red_line": cell.red_line,
        "statements": [statement.id for statement in cell.statements],
    }


def csv(frame: pd.DataFrame) -> str:
    """RFC 4180 with a header; texts that a spreadsheet would run as a formula get a leading quote mark.

    OWASP ASVS 1.2.10 (https://asvs.emil.hemdal.se/1.2.10). Numbers are never touched, and `unguarded` takes the mark
    off again.
    """
    safe = frame.copy()
    for name in frame.columns:
        if frame[name].dtype == TEXT:
            safe[name] = frame[name].map(guarded, na_action="ignore")
        elif _FIGURES.match(name):
            safe[name] = frame[name].astype(object).where(frame[name].notna(), NOT_AVAILABLE)
        elif frame[name].dtype == "boolean":
            safe[name] = frame[name].map({True: "true", False: "false"}, na_action="ignore")
    return safe.to_csv(index=False, lineterminator="\r\n")


def json_rows(frame: pd.DataFrame) -> str:
    """A list of objects, one a row, with the columns as keys in their order; missing values are null."""
    return json_text(objects(frame))


def objects(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The rows of a table as objects that JSON can hold."""
    plain = frame.astype(object).where(frame.notna(), None)
    return plain.to_dict(orient="records")


def json_text(content: object) -> str:
    """JSON as every command and file of ours writes it."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def guarded(text: str) -> str:
    """The text with a quote mark before it if a spreadsheet would take it for a formula.

    >>> guarded("-5 percent"), guarded("five")
    ("'-5 percent", 'five')
    """
    return _DANGEROUS.sub("'", text)


def unguarded(text: str) -> str:
    """The text as it was before `guarded`.

    >>> unguarded("'-5 percent")
    '-5 percent'
    """
    return _GUARDED.sub("", text)
