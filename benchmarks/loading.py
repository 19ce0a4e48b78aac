"""Time and memory to load and check a record of 100,000 statements, beside `json.loads` of the same file."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from positions import store
from positions.model import Dataset

ROUNDS = 3
DAYS, STATEMENTS_A_DAY, SOURCES_A_DAY = 2_000, 50, 20
PARTIES, PROPOSITIONS, ISSUES, ABSENT = 25, 400, 8, 10

ENGLISH = [
    "The",
    "delegation",
    "said",
    "again",
    "in",
    "the",
    "talks",
    "that",
    "a",
    "lasting",
    "ceasefire",
    "along",
    "this",
    "line",
    "must",
    "come",
    "before",
    "any",
    "vote",
    "on",
    "territory",
    "and",
    "that",
    "guarantees",
    "without",
    "troops",
    "of",
    "their",
    "own",
    "would",
    "not",
    "be",
    "enough",
    "for",
    "its",
    "government,",
    "while",
    "both",
    "sides",
    "went",
    "on",
    "to",
    "speak",
    "of",
    "prisoners,",
    "grain,",
    "reactors",
    "and",
    "the",
    "river",
    "crossings",
    "they",
    "had",
    "agreed",
    "to",
    "open",
    "in",
    "spring",
]
UKRAINIAN = [
    "Делегація",
    "знову",
    "заявила",
    "на",
    "переговорах,",
    "що",
    "тривале",
    "припинення",
    "вогню",
    "вздовж",
    "цієї",
    "лінії",
    "має",
    "передувати",
    "будь-якому",
    "рішенню",
    "щодо",
    "територій,",
    "а",
    "гарантій",
    "без",
    "власних",
    "військ",
    "для",
    "її",
    "уряду",
    "було",
    "б",
    "недостатньо",
]

Json = dict[str, Any]


def table() -> str:
    """Medians in seconds of ROUNDS runs each, taken in turns, every run in a new process that reads the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "positions.json"
        subprocess.run([sys.executable, "-m", __name__, "write", str(path)], check=True)
        size = path.stat().st_size / 1e6
        runs = [[measured(name, path) for name in STEPS] for _ in range(ROUNDS)]
    floor, ours = ([median(column) for column in zip(*rows, strict=True)] for rows in zip(*runs, strict=True))
    return (
        f"| 100,000 statements, {size:.0f} MB | seconds | peak memory, MB |\n|---|---|---|\n"
        f"| `json.loads` | {floor[0]:.2f} | {floor[1]:.0f} |\n"
        f"| load and check | {ours[0]:.2f} | {ours[1]:.0f} |\n"
        f"| ratio | {ours[0] / floor[0]:.2f} | |\n"
    )


def measured(name: str, path: Path) -> tuple[float, float]:
    """Seconds of one step and the peak memory, in MB, of the new process that took it."""
    command = [sys.executable, "-m", __name__, name, str(path)]
    seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(memory)


def parse(path: Path) -> float:
    """Seconds of `json.loads` alone; reading the file is not counted."""
    raw = path.read_bytes()
    start = perf_counter()
    json.loads(raw)
    return perf_counter() - start


def load(path: Path) -> float:
    """Seconds from the path to the checked record, which must have no problem."""
    start = perf_counter()
    read = store.read(path)
    seconds = perf_counter() - start
    if read.problems or len(read.dataset.statements) != DAYS * STATEMENTS_A_DAY:
        raise ValueError(read.problems[:3])
    return seconds


STEPS: dict[str, Callable[[Path], float]] = {"parse": parse, "load": load}


def record() -> Json:
    """A record of the size and the make of the shipped one, many times over, in which no rule finds anything."""
    return {
        "$schema": "schema.json",
        "schema_version": "1",
        "dataset": {
            "id": "large",
            "title": "Large talks",
            "description": "A record that nobody said, to measure with.",
            "licence": "CC-BY-4.0",
            "updated": "2025-12-31",
            "coverage_until": "2025-12-31",
            "selection": "Counted out.",
            "contact": "mailto:test@example.org",
        },
        "parties": [
            {"id": _party(k), "name": f"Party {k}", "short": f"P{k}", "description": _words(ENGLISH, k, 25)}
            for k in range(PARTIES)
        ],
        "issues": [
            {"id": f"issue-{n}", "title": f"Issue {n}", "description": _words(ENGLISH, n, 12)} for n in range(ISSUES)
        ],
        "propositions": [_proposition(i) for i in range(PROPOSITIONS + ABSENT)],
        "sources": [_source(m) for m in range(DAYS * SOURCES_A_DAY)],
        "statements": [_statement(n) for n in range(DAYS * STATEMENTS_A_DAY)],
        "absences": [
            {
                "party": _party(k),
                "proposition": _proposition_id(PROPOSITIONS + i),
                "kind": "not-found",
                "searched_on": "2025-12-30",
                "note": _words(ENGLISH, i + k, 30),
            }
            for i in range(ABSENT)
            for k in range(PARTIES)
        ],
    }


def _words(language: list[str], start: int, count: int) -> str:
    return " ".join(language[(start + n) % len(language)] for n in range(count))


def _day(number: int) -> str:
    return (date(2020, 1, 1) + timedelta(number)).isoformat()


def _party(k: int) -> str:
    return f"party-{k:02}"


def _proposition_id(i: int) -> str:
    return f"proposition-{i:03}"


def _proposition(i: int) -> Json:
    # The first fifty come in pairs that exclude each other.
    pair = {"excludes": [_proposition_id(i ^ 1)]} if i < 50 else {}
    issue, text = f"issue-{i % ISSUES}", _words(ENGLISH, i, 10)
    return {"id": _proposition_id(i), "issue": issue, "text": text, "unit": "soldiers", "order": i, **pair}


def _source_id(m: int) -> str:
    day, n = divmod(m, SOURCES_A_DAY)
    return f"newspaper-{_day(day)}-page-{n:02}"


def _source(m: int) -> Json:
    caveats = [_words(ENGLISH, m, 9), _words(ENGLISH, m + 9, 9)][: m % 3] + ["State media."] * _is_state_media(m)
    return {
        "id": _source_id(m),
        "kind": "official" if _is_official(m) else "news",
        "publisher": f"Newspaper no. {m % 900}",
        "title": _words(ENGLISH, m, 14),
        "url": f"https://example.org/{_day(m // SOURCES_A_DAY)}/{'-'.join(ENGLISH[m % 30 : m % 30 + 8])}/{m}",
        "published": _day(m // SOURCES_A_DAY),
        "retrieved": "2025-12-30",
        "language": "en",
        "caveats": caveats,
    }


def _is_official(m: int) -> bool:
    return m % SOURCES_A_DAY == 3


def _is_state_media(m: int) -> bool:
    return m % SOURCES_A_DAY == 7


def _statement(n: int) -> Json:
    day = n // STATEMENTS_A_DAY
    # 7919 is prime, so that every cell is spoken of in turn: two a day for a party, far apart among the propositions.
    i, k = divmod(n * 7919 % (PARTIES * PROPOSITIONS), PARTIES)
    stance = ("demands", "accepts", "conditional", "opposes", "demands", "rejects", "opposes", "ambiguous")[n % 8]
    said: Json = {
        "id": _statement_id(n),
        "party": _party(k),
        "proposition": _proposition_id(i),
        "stance": stance,
        "red_line": n % 13 == 0,
        "date": _day(day)[:7] if n % 120 == 0 else _day(day),
        "speaker": {"name": f"Speaker {n % 90}", "role": "head of the delegation"},
        "venue": f"{_words(ENGLISH, n, 5)}, {n}",
        "summary": _words(ENGLISH, n, 28),
        "citations": [_citation(day, n, place) for place in range((2, 2, 3, 1, 2, 2, 3, 2, 2, 2)[n % 10])],
    }
    if stance == "conditional":
        said["condition"] = _words(ENGLISH, n, 13)
    if n % 20 == 2:
        said["range"] = {"min": n % 1000, "max": 1000}
    if n % 4 or stance == "ambiguous":
        said["note"] = _words(ENGLISH, n + 9, 26)
    if n % 50 == 0 and n >= PARTIES * PROPOSITIONS:
        said["supersedes"] = _statement_id(n - PARTIES * PROPOSITIONS)
    return said


def _statement_id(n: int) -> str:
    i, k = divmod(n * 7919 % (PARTIES * PROPOSITIONS), PARTIES)
    return f"{_day(n // STATEMENTS_A_DAY)}-{_party(k)}-{_proposition_id(i)}"


def _citation(day: int, n: int, place: int) -> Json:
    m = day * SOURCES_A_DAY + (n * 3 + place * 7) % SOURCES_A_DAY
    form = ("direct-speech", "reported", "document")[place]
    strongest = 1 if _is_official(m) else 3 if _is_state_media(m) else 2
    cited: Json = {
        "source": _source_id(m),
        "quote": _words(ENGLISH, n + place, 16),
        "form": form,
        "rung": 4 if form == "reported" else strongest,
    }
    if n % 3:
        cited["origin"] = "news-agency"
    if (n + place) % 4 == 0:
        cited |= {"quote": _words(UKRAINIAN, n, 14), "translation": cited["quote"]}
    return cited


if __name__ == "__main__":
    step, file = sys.argv[1], Path(sys.argv[2])
    if step == "write":
        store.write(file, store.canonical(Dataset.model_validate_json(json.dumps(record()))))
    else:
        took = STEPS[step](file)
        # The kernel counts the peak in units of 1024 bytes.
        sys.stdout.write(f"{took} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}\n")
