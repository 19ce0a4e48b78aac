"""The columns of each table for other programs: types, closed lists, bounds, missing values, keys, meanings.

Table Schema 2.0, https://datapackage.org/standard/table-schema/. A descriptor describes the CSV of `positions.export`.
"""

import re
from enum import StrEnum
from typing import Any

from positions import export, tables
from positions.blocks import Obstacle, Support
from positions.changes import Answer, Trend
from positions.compare import Measure, Relation
from positions.grid import Status
from positions.kinds import Detail, Kind
from positions.meanings import MEANING
from positions.model import Form, SourceKind, Stance
from positions.rows import COUNT, FLAG, NUMBER, TEXT
from positions.timeline import MAX_RUNG

TYPES = {TEXT: "string", NUMBER: "number", COUNT: "integer", FLAG: "boolean"}
"""Types of Table Schema by the types of the columns."""

KEYS: dict[str, tuple[str, ...]] = {
    "gaps": ("proposition", "party_a", "party_b"),
    "overlap": ("party_a", "party_b"),
    "sources": ("source",),
    "changes": ("date", "party", "proposition"),
    "drift": ("date", "party_a", "party_b"),
    "movement": ("party_a", "party_b"),
    "blocks": ("party_a", "party_b", "proposition"),
    "common-ground": ("proposition",),
    "conflicts": ("party", "proposition_a", "proposition_b"),
    "reliance": ("source", "proposition", "party"),
}
"""What tells the rows of a table apart; citations have no id, so the tables with a row for each have no key."""

_PAIR = ("party_a", "party_b")
REFERENCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "gaps": ("overlap", _PAIR),
    "drift": ("overlap", _PAIR),
    "movement": ("overlap", _PAIR),
    "blocks": ("overlap", _PAIR),
    "robustness": ("overlap", _PAIR),
    "statements": ("sources", ("source",)),
    "reliance": ("sources", ("source",)),
}
"""Where the rows of a table belong to one row of another one made by the same choice: that table, and the columns."""

_CLOSED: dict[str, type[StrEnum]] = {
    "status": Status,
    "silent_status": Status,
    "without_status": Status,
    "stance": Stance,
    "stance_a": Stance,
    "stance_b": Stance,
    "from_stance": Stance,
    "to_stance": Stance,
    "without_stance": Stance,
    "form": Form,
    "relation": Relation,
    "measure": Measure,
    "detail": Detail,
    "trend": Trend,
    "whole": Answer,
    "obstacle": Obstacle,
    "support": Support,
}
_KINDS: dict[str, type[StrEnum]] = {"sources": SourceKind, "changes": Kind}
"""The one column that has another closed list in each of its tables."""

_DATE = re.compile(r"as_of|since|(from_)?date(_[ab])?|published|retrieved|unbroken_since|red_line_called_[ab]")
_FIGURE = re.compile(r"(agreement|lower|upper)(_\w+)?")
_ALWAYS = {"as_of", "max_rung", "data_version"}


def schema(name: str) -> dict[str, Any]:
    """The Table Schema of a table, by a key of `tables.TABLES`.

    Missing values stand for the whole table and not for each column, since readers of version 1 know no other way. In
    the tables with figures no text can be "n/a": they hold only ids, dates and words of closed lists.
    """
    columns = tables.TABLES[name][0]
    key = {"primaryKey": [*KEYS[name]]} if name in KEYS else {}
    missing = ["", export.NOT_AVAILABLE] if any(map(_FIGURE.fullmatch, columns)) else [""]
    return {
        "fields": [_field(name, column, type_) for column, type_ in columns.items()],
        "missingValues": missing,
        **key,
        **({"foreignKeys": [_reference(*REFERENCES[name])]} if name in REFERENCES else {}),
    }


def _reference(table: str, columns: tuple[str, ...]) -> dict[str, Any]:
    return {"fields": [*columns], "reference": {"resource": table, "fields": [*columns]}}


def _field(table: str, column: str, type_: str) -> dict[str, Any]:
    constraints = ({"required": True} if column in _ALWAYS else {}) | _constraints(table, column, type_)
    return {
        "name": column,
        "type": TYPES[type_],
        "description": MEANING[table][column],
        **({"constraints": constraints} if constraints else {}),
    }


def _constraints(table: str, column: str, type_: str) -> dict[str, Any]:
    """What values a column can have; closed lists are for texts alone, since R makes a factor of them."""
    if listed := _KINDS.get(table) if column == "kind" else _CLOSED.get(column):
        return {"enum": [one.value for one in listed]}
    if _DATE.fullmatch(column):
        return {"pattern": "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}
    if column == "value" or _FIGURE.fullmatch(column):
        return {"minimum": 0, "maximum": 1}
    if column in {"rung", "max_rung"}:
        return {"minimum": 1, "maximum": 6 if column == "rung" else MAX_RUNG}
    return {"minimum": 0} if type_ == COUNT else {}
