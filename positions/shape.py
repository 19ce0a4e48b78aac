"""Faults of form in a file: JSON that does not parse, fields that are missing, unknown or of the wrong form."""

import json
import re
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from positions.model import Dataset
from positions.problems import Path, Problem, placed, pointer, problem, repeated_keys

UNKNOWN = {"parties": "P101", "propositions": "P102", "sources": "P103", "issues": "P104", "statements": "P105"}
"""The code for an id that is missing from a list."""

_STAND_IN = {
    **dict.fromkeys(("id", "title", "description", "licence", "selection", "contact"), "x"),
    "updated": "1970-01-01",
    "coverage_until": "1970-01-01",
}

LISTS = ("parties", "issues", "propositions", "sources", "statements", "absences")


def faults(raw: bytes, error: ValidationError) -> tuple[list[Problem], Any]:
    """The problems behind a failed validation, placed in the file, and the document if it parses (else None)."""
    if raw.startswith(b"\xef\xbb\xbf"):
        remedy = "save it as UTF-8 without one"
        return [problem("P002", (), "the file begins with a byte order mark", remedy, line=1, column=1)], None
    try:
        text = raw.decode()
        document = json.loads(text)
    except UnicodeDecodeError as fault:
        before = raw[: fault.start]
        line, column = before.count(b"\n") + 1, fault.start - (before.rfind(b"\n") + 1) + 1
        return [problem("P002", (), "the file is not UTF-8", "save it as UTF-8", line=line, column=column)], None
    except json.JSONDecodeError as fault:
        remedy = "correct the JSON at or just before this place"
        return [problem("P002", (), f"not JSON: {fault.msg}", remedy, line=fault.lineno, column=fault.colno)], None
    except (RecursionError, ValueError) as fault:
        why = "nested too deeply" if isinstance(fault, RecursionError) else "a number has too many digits"
        return [problem("P002", (), why, "write it as 'positions schema' says", line=1, column=1)], None
    if error.errors()[0]["type"] == "json_invalid":
        return [_stricter(error)], None
    found: dict[Path, Problem] = {}
    for one in error.errors(include_url=False):
        item = _fault(one["type"], one["loc"], one["msg"], document)
        found.setdefault(item.path, item)
    return placed([*found.values(), *repeated_keys(text)], text), document


def _stricter(error: ValidationError) -> Problem:
    """P002 for what Python's parser lets pass and the one behind the model does not, such as half a surrogate pair."""
    said = str(error.errors()[0]["ctx"]["error"])
    place = re.search(r"(.*) at line (\d+) column (\d+)$", said)
    why, line, column = (place[1], int(place[2]), int(place[3])) if place else (said, 1, 1)
    return problem(
        "P002", (), f"not JSON: {why}", "correct the JSON at or just before this place", line=line, column=column
    )


def _fault(kind: str, loc: Path, message: str, document: Any) -> Problem:
    path = _existing(loc, document)
    field = loc[-1] if loc else ""
    if field == "citations" and kind in {"missing", "too_short"}:
        return problem("P007", loc, "a statement without a citation", "add at least one citation")
    if kind == "missing":
        return problem("P004", loc, f"the field '{field}' is missing", "add it")
    if kind == "extra_forbidden":
        return problem("P005", path, f"the field '{field}' is not known", "correct its name or remove it")
    if path[-2:-1] == ("range",) and kind.startswith(("int_", "float_")):
        return problem("P006", path, "input should be a number", "correct the value (see data/schema.json)")
    said = message.removeprefix("Value error, ")
    return problem("P006", path, said[:1].lower() + said[1:], "correct the value (see data/schema.json)")


def _existing(loc: Path, document: Any) -> Path:
    """The part of a location that exists in the document; pydantic adds steps for the members of a union."""
    for n, step in enumerate(loc):
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return loc[:n]
    return loc


class Remains:
    """What is left of a faulty document when its faulty parts are taken out, so that the rules can still be run.

    `data` is None when too little is left. `true_places` turns problems found in the remains into problems of the
    file, and leaves out those that only the taking out can have made.
    """

    def __init__(self, document: Any, found: list[Problem]) -> None:
        self.data: Dataset | None = None
        self._kept: dict[str, list[int]] = {}
        self._lost: set[str] = set()
        self._not_told: set[str] = set()
        if not isinstance(document, dict) or any(not isinstance(document.get(name, []), list) for name in LISTS):
            return
        try:
            self._take_out(document, found)
        except (ValidationError, RecursionError):
            self.data = None

    def _take_out(self, document: Any, found: list[Problem]) -> None:
        misspelt = [item.path for item in found if item.code == "P005"]
        if misspelt:
            # What seems to be missing may stand there under the wrong name.
            self._not_told |= {"P210", "P213", "P214"}
        document = _without(misspelt, document)
        bad = {item.path[:2] for item in found if len(item.path) > 1 and item.code != "P005"}
        remains: dict[str, Any] = dict(document)
        for name in LISTS:
            parts = document.get(name, [])
            self._kept[name] = [i for i in range(len(parts)) if (name, i) not in bad]
            remains[name] = [parts[i] for i in self._kept[name]]
            for part in (parts[i] for i in range(len(parts)) if (name, i) in bad):
                self._not_told |= {"P204", "P216", "P301"}
                if isinstance(part, dict) and isinstance(part.get("id"), str):
                    self._lost.add(part["id"])
                else:
                    self._not_told.add(UNKNOWN.get(name, ""))
            if name not in document:
                self._not_told.add(UNKNOWN.get(name, ""))
        if any(item.path[:1] == ("dataset",) and item.code != "P005" for item in found):
            remains["dataset"] = _STAND_IN
            self._not_told |= {"P203", "P209"}
        remains["schema_version"] = "1"
        self.data = Dataset.model_validate_json(json.dumps(remains))

    def true_places(self, found: list[Problem]) -> list[Problem]:
        """The problems with the indices of the file."""
        return [
            replace(item, path=path, pointer=pointer(path))
            for item in found
            if item.code not in self._not_told
            and not (item.code in UNKNOWN.values() and any(f"'{id_}'" in item.message for id_ in self._lost))
            and (path := self._true_path(item.path))
        ]

    def _true_path(self, path: Path) -> Path:
        if len(path) > 1 and path[0] in self._kept and isinstance(path[1], int):
            return (path[0], self._kept[str(path[0])][path[1]], *path[2:])
        return path


def _without(paths: list[Path], document: Any) -> Any:
    """A copy of a document without the members at some paths."""
    copied = json.loads(json.dumps(document))
    for path in paths:
        parent = copied
        for step in path[:-1]:
            parent = parent[step]
        del parent[path[-1]]
    return copied
