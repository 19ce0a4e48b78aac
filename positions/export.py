"""The one serialiser: frames to CSV and JSON, the record's dates and signs kept as they are."""

import json
import re

import pandas as pd

from positions.tables import TEXT

FORMATS = ("csv", "json")

NOT_AVAILABLE = "n/a"
"""What CSV says for a figure over no comparable proposition; an empty field could be read as 0."""

_FIGURES = ("agreement", "lower", "upper")
_DANGEROUS = re.compile(r"^(?='*[=+\-@\t\r\0])")
_GUARDED = re.compile(r"^'(?='*[=+\-@\t\r\0])")


def serialise(frame: pd.DataFrame, form: str) -> str:
    """A table in one of FORMATS; raises ValueError for any other."""
    if form == "csv":
        return csv(frame)
    if form == "json":
        return json_rows(frame)
    raise ValueError(f"unknown format '{form}'")


def csv(frame: pd.DataFrame) -> str:
    """RFC 4180 with a header; texts that a spreadsheet would run as a formula get a leading quote mark.

    OWASP ASVS 1.2.10 (https://asvs.emil.hemdal.se/1.2.10). Numbers are never touched, and `unguarded` takes the mark
    off again.
    """
    safe = frame.copy()
    for name in frame.columns:
        if frame[name].dtype == TEXT:
            safe[name] = frame[name].map(guarded, na_action="ignore")
        elif name in _FIGURES:
            safe[name] = frame[name].astype(object).where(frame[name].notna(), NOT_AVAILABLE)
        elif frame[name].dtype == "boolean":
            safe[name] = frame[name].map({True: "true", False: "false"}, na_action="ignore")
    return safe.to_csv(index=False, lineterminator="\r\n")


def json_rows(frame: pd.DataFrame) -> str:
    """A list of objects, one a row, with the columns as keys in their order; missing values are null."""
    plain = frame.astype(object).where(frame.notna(), None)
    return json.dumps(plain.to_dict(orient="records"), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


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
