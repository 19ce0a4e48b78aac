"""Problems in a record: one code, one place, one sentence, one remedy; and how a JSON path becomes a line."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Path = tuple[str | int, ...]

CODES: dict[str, str] = {
    "P001": "the file cannot be read",
    "P002": "the file is not JSON",
    "P003": "a key stands twice in one object",
    "P004": "a field is missing",
    "P005": "a field is not known",
    "P006": "a value has the wrong form",
    "P007": "a statement has no citation",
    "P101": "a party is not declared",
    "P102": "a proposition is not declared",
    "P103": "a source is not declared",
    "P104": "an issue is not declared",
    "P105": "a superseded statement is not declared",
    "P106": "an id stands twice",
    "P107": "an address is not http(s)",
    "P201": "a quote is longer than 25 words",
    "P202": "a date lies in the future",
    "P203": "a statement is dated after the end of coverage",
    "P204": "one party is on both sides on one day",
    "P205": "a statement supersedes what it cannot supersede",
    "P206": "a range is upside down or empty",
    "P207": "a range has no unit",
    "P208": "a cell is called absent and has a statement",
    "P209": "the contact is not an address",
    "P210": "an exclusion is not mutual",
    "P211": "one party is, on one day, for propositions that exclude each other",
    "P212": "a rung is stronger than the source or the form can bear",
    "P213": "a condition, a reason or a search is not told",
    "P214": "speech or a document is cited without its words",
    "P215": "speech is quoted from a page that a machine rewrote",
    "P216": "a statement rests on aggregators alone",
    "P217": "the days of a statement and its source do not fit",
    "P301": "a source is not used",
    "P302": "the file is not in canonical form",
}
"""Every code with what it means; docs/editorial.md has a paragraph for each."""


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a record, where it is, and what to do about it.

    `path` is the place in the document, as keys and list indices; `line` and `column` count from 1 and are 0 until
    the file is known (see `placed`).
    """

    line: int
    column: int
    code: str
    pointer: str
    message: str
    remedy: str
    path: Path = ()

    @property
    def refused(self) -> bool:
        """Whether the record cannot be shown at all while this stands (P0 and P1); the rest is editorial."""
        return self.code < "P2"

    def text(self, file: str) -> str:
        """The line that `positions check` prints."""
        return f"{file}:{self.line}:{self.column}: {self.code} {self.pointer}: {self.message}; {self.remedy}"

    def as_dict(self) -> dict[str, str | int]:
        """The same as an object, for `--format json`."""
        return {
            "code": self.code,
            "line": self.line,
            "column": self.column,
            "path": self.pointer,
            "message": self.message,
            "remedy": self.remedy,
        }


def problem(code: str, path: Path, message: str, remedy: str, *, line: int = 0, column: int = 0) -> Problem:
    """Make a problem with a declared code at a path."""
    if code not in CODES:
        raise KeyError(code)
    return Problem(line, column, code, pointer(path), message, remedy, path)


def pointer(path: Path) -> str:
    """A path as text.

    >>> pointer(("statements", 12, "citations", 0, "source"))
    '$.statements[12].citations[0].source'
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "$" + "".join(steps)


class DatasetError(Exception):
    """A record that cannot be used; `problems` says why, all of it, and `file` which one."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(f"{file}: {count} {'problem' if count == 1 else 'problems'}")


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def _walk(text: str) -> Iterator[tuple[Path, int, bool]]:
    """Each value of well-formed JSON text: its path, where it (or its key) starts, and whether the key repeats."""
    stack: list[tuple[dict[str, int] | None, str | int]] = []
    key: tuple[str, int] | None = None
    expect_key = False
    for match in _TOKEN.finditer(text):
        piece, start = match.group(), match.start()
        if piece in "}]":
            stack.pop()
            expect_key = False
        elif piece == ",":
            seen, step = stack[-1]
            expect_key = seen is not None
            if isinstance(step, int):
                stack[-1] = (seen, step + 1)
        elif piece == ":":
            expect_key = False
        elif expect_key:
            key = (json.loads(piece), start)
        else:
            repeated = False
            if key is not None:
                name, start = key
                seen = {} if stack[-1][0] is None else stack[-1][0]
                repeated = name in seen
                seen[name] = start
                stack[-1] = (seen, name)
                key = None
            yield tuple(step for _, step in stack), start, repeated
            if piece == "{":
                stack.append(({}, ""))
                expect_key = True
            elif piece == "[":
                stack.append((None, 0))


def placed(problems: Iterable[Problem], text: str) -> list[Problem]:
    """The problems with line and column found in the text of the file, sorted by place.

    A path that does not exist in the text (a missing field) gets the place of its nearest ancestor.
    """
    problems = list(problems)
    wanted = {item.path[:n] for item in problems if not item.line for n in range(len(item.path) + 1)}
    if wanted:
        starts = {path: start for path, start, _ in _walk(text) if path in wanted}
        lines = _line_starts(text)
        problems = [item if item.line else _at(item, starts, lines) for item in problems]
    return sorted(problems)


def repeated_keys(text: str) -> list[Problem]:
    """P003 for every key that stands twice in one object of well-formed JSON text."""
    lines = _line_starts(text)
    return [
        _at(
            problem("P003", path, f"the key '{path[-1]}' stands twice in this object", "keep one of the two"),
            {path: start},
            lines,
        )
        for path, start, repeated in _walk(text)
        if repeated
    ]


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _at(item: Problem, starts: dict[Path, int], lines: list[int]) -> Problem:
    path: Path = item.path
    while path not in starts and path:
        path = path[:-1]
    start = starts.get(path, 0)
    line = bisect_right(lines, start)
    return Problem(line, start - lines[line - 1] + 1, item.code, item.pointer, item.message, item.remedy, item.path)
