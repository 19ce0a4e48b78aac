"""Faults of form in a file: JSON that does not parse, fields that are missing, unknown or of the wrong form."""

import json
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from positions.model import Dataset
from positions.problems import Path, Problem, placed, pointer, problem, repeated_keys

LISTS = ("parties", "issues", "propositions", "sources", "statements", "absences")


def faults(raw: bytes, error: ValidationError) -> tuple[list[Problem], Any]:
    """The problems behind a failed validation, placed in the file, and the document if it parses (else None)."""
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
    except RecursionError:
        return [problem("P002", (), "nested too deeply", "write it as 'positions schema' says", line=1, column=1)], None
    found: dict[Path, Problem] = {}
    for one in error.errors(include_url=False):
        item = _fault(one["type"], one["loc"], one["msg"], document)
        found.setdefault(item.path, item)
    return placed([*found.values(), *repeated_keys(text)], text), document


def _fault(kind: str, loc: Path, message: str, document: Any) -> Problem:
    path = _existing(loc, document)
    field = loc[-1] if loc else ""
    if field == "citations" and kind in {"missing", "too_short"}:
        return problem("P007", loc, "a statement without a citation", "add at least one citation")
    if kind == "missing":
        return problem("P004", loc, f"the field '{field}' is missing", "add it")
    if kind == "extra_forbidden":
        return problem("P005", path, f"the field '{field}' is not known", "correct its name or remove it")
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
    file, and leaves out those that only the taking out has made.
    """

    def __init__(self, document: Any, found: list[Problem]) -> None:
        self._kept: dict[str, list[int]] = {}
        self._lost: set[str] = set()
        self.data: Dataset | None = None
        if not isinstance(document, dict) or any(not isinstance(document.get(name, []), list) for name in LISTS):
            return
        document = _without([item.path for item in found if item.code == "P005"], document)
        bad = {item.path[:2] for item in found if len(item.path) > 1 and item.code != "P005"}
        remains: dict[str, Any] = dict(document)
        for name in LISTS:
            parts = document.get(name, [])
            self._kept[name] = [i for i in range(len(parts)) if (name, i) not in bad]
            remains[name] = [parts[i] for i in self._kept[name]]
            lost = [parts[i] for i in range(len(parts)) if (name, i) in bad]
            self._lost |= {part["id"] for part in lost if isinstance(part, dict) and isinstance(part.get("id"), str)}
        try:
            self.data = Dataset.model_validate_json(json.dumps(remains))
        except ValidationError:
            self.data = None

    def true_places(self, found: list[Problem]) -> list[Problem]:
        """The problems with the indices of the file."""
        made_here = {"P204", "P301"} if self._lost else set()
        return [
            replace(item, path=path, pointer=pointer(path))
            for item in found
            if item.code not in made_here
            and not (item.code.startswith("P10") and any(f"'{id_}'" in item.message for id_ in self._lost))
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
