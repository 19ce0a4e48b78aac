"""The only reader and writer of the record; keeps the last good one when the file on disk breaks."""

import gc
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from positions import check, shape
from positions import problems as trouble
from positions.model import Dataset
from positions.problems import DatasetError, Problem, problem
from positions.timeline import Timeline

_SHIPPED = [Path(__file__).resolve().parents[n] / "data" / "positions.json" for n in (1, 0)]

# Unlike the model itself it writes bytes, where a large record would first be a text and then be encoded.
_WRITER = TypeAdapter(Dataset)


@dataclass(frozen=True, eq=False)
class Record:
    """A record that was read and can be shown; one reading of a file is one record, so that what is made of it is kept.

    `problems` are editorial (P2, P3): the record stands, the curator has work to do. `version` is the data version
    that every export names: the first 12 hex digits of the SHA-256 of the canonical record. `broken` is set when the
    file on disk is worse than this record, which is then the last good one.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]
    version: str
    file: str
    broken: DatasetError | None = None

    @cached_property
    def timeline(self) -> Timeline:
        """The statements as columns, from which the positions of any day are cut; made once for a record."""
        return Timeline(self.dataset)

    def spoken(self, language: str) -> "Record":
        """The same record with its headings in a language; what has no translation says so by its own language code.

        Statements and quotes stay as they are. The data version is that of the record.
        """
        if language == self.dataset.dataset.language:
            return self
        if language not in self._languages:
            self._languages[language] = replace(self, dataset=self.dataset.spoken(language))
        return self._languages[language]

    @cached_property
    def _languages(self) -> dict[str, "Record"]:
        return {}


def default_path() -> Path:
    """The record to use: `POSITIONS_DATA`, else `data/positions.json` here, else the one shipped with the code."""
    if chosen := os.environ.get("POSITIONS_DATA"):
        return Path(chosen)
    here = Path("data") / "positions.json"
    return next((path for path in (here, *_SHIPPED) if path.exists()), here)


def canonical(data: Dataset) -> bytes:
    """The one form in which a record is written: UTF-8, two spaces, fixed key order, sorted lists, newline at the end.

    Fields at their default are left out.
    """
    return _WRITER.dump_json(data.in_canonical_order(), indent=2, by_alias=True, exclude_defaults=True) + b"\n"


def version_of(data: Dataset) -> str:
    """The data version: first 12 hex digits of the SHA-256 of the canonical record."""
    return _version(canonical(data))


def _version(formatted: bytes) -> str:
    return hashlib.sha256(formatted).hexdigest()[:12]


def read(path: Path, today: date | None = None) -> Record:
    """The record in a file; read once for each state of the file.

    Raises DatasetError with every problem that refuses it (P0, P1; the editorial ones are listed too).
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise unreadable(path, error) from None
    found = _read(path, (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size), today or date.today())
    if isinstance(found, DatasetError):
        raise DatasetError(found.file, found.problems)
    return found


@lru_cache(maxsize=8)
def _read(path: Path, _state: tuple[int, ...], today: date) -> Record | DatasetError:
    """The record or, kept just as well, what is wrong with it: a broken file is not parsed again on every run.

    A state is also told by when the file was last changed in anything, such as who may read it.
    """
    try:
        return given(_raw(path), str(path), today)
    except DatasetError as error:
        return error


def given(raw: bytes, name: str, today: date) -> Record:
    """The record that the bytes of a file hold.

    Raises DatasetError with every problem that refuses it, as `read` does.
    """
    data, found, version = _examined(raw, today)
    if data is None or any(item.refused for item in found):
        raise DatasetError(name, found)
    return Record(data, tuple(found), version, name)


_last_good: dict[Path, Record] = {}


def latest(path: Path) -> Record:
    """The record in a file or, when that is broken now, the last good one with `broken` saying why.

    Raises DatasetError when there was no good one in this process.
    """
    try:
        record = read(path)
    except DatasetError as error:
        if path not in _last_good:
            raise
        return replace(_last_good[path], broken=error)
    _last_good[path] = record
    return record


def unreadable(path: Path, error: OSError) -> DatasetError:
    """P001 for a file that the system does not let us read."""
    reason = error.strerror or type(error).__name__
    remedy = "name an existing file with --data or POSITIONS_DATA"
    return DatasetError(str(path), [problem("P001", (), f"cannot be read ({reason})", remedy, line=1, column=1)])


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from running, and leave it as it was found.

    A large record is millions of objects of which none is garbage yet; the collector would walk over all of them
    again and again as they are made, which takes longer than making them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def examine(path: Path, today: date) -> tuple[Dataset | None, list[Problem]]:
    """The record in a file, if it has the shape of one, and all its problems, placed and sorted.

    Raises DatasetError (P001) when the file cannot be read.
    """
    return _examined(_raw(path), today)[:2]


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None


@_collector_paused()
def _examined(raw: bytes, today: date) -> tuple[Dataset | None, list[Problem], str]:
    """The record, its problems and its data version (empty without a record)."""
    try:
        data = Dataset.model_validate_json(raw)
    except ValidationError as error:
        faults, document = shape.faults(raw, error)
        remains = shape.Remains(document, faults)
        if remains.data is not None:
            more = remains.true_places(check.problems_of(remains.data, today))
            faults = trouble.placed([*faults, *more], raw.decode())
        return None, faults, ""
    found = check.problems_of(data, today)
    formatted = canonical(data)
    if raw != formatted:
        text = raw.decode()
        found += trouble.repeated_keys(text)
        found.append(_not_canonical(raw, formatted))
    else:
        text = raw.decode() if found else ""
    return data, trouble.placed(found, text), _version(formatted)


def _not_canonical(raw: bytes, formatted: bytes) -> Problem:
    pairs = zip_longest(raw.split(b"\n"), formatted.split(b"\n"))
    line = next((n for n, (have, want) in enumerate(pairs, 1) if have != want), 1)
    message = f"not in canonical form (first difference in line {line})"
    return problem("P302", (), message, "run 'positions fmt'", line=line, column=1)


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a new file beside it takes its place in one step.

    Raises OSError, with the name of the file, when it cannot be written.
    """
    if path.exists() and not path.is_file():
        # A pipe or a device is written to, never replaced; a folder says so itself.
        with path.open("wb") as stream:
            stream.write(content)
        return
    path = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def schema() -> dict[str, Any]:
    """The JSON Schema of the record, written from the model; editors complete and check with it."""
    described = Dataset.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A record of stated positions",
        **{key: value for key, value in described.items() if key != "title"},
    }


def schema_json() -> bytes:
    """The JSON Schema of the record as a file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False).encode() + b"\n"
