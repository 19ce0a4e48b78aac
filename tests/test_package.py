"""The data package, checked by the library of the standard and loaded as its own README says."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import frictionless
import jsonschema
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positions import columns, export, package, store, tables
from positions.cli import main
from positions.compare import Measure
from positions.language import speaking
from positions.model import Dataset
from positions.parameters import SEVERITY, Only, Parameters
from positions.rows import TEXT
from positions.store import Record
from tests import generated, talks
from tests.records import Json, citation, party, proposition, source, statement

SHIPPED = store.read(Path(__file__).parents[1] / "data" / "positions.json")
NOW = Parameters(as_of=date(2025, 4, 30))

HARMFUL = (
    *("=1+1", "-5 percent", "@sum", "\ttab", "'=1", 'a "word", and a comma', "two\r\nlines", "one\nline", "a\rreturn"),
    *("n/a", "NA", "null", "true", "1.50", " spaces ", "'", '"', "Крим — наш", "שלום, עולם", "停火", "🕊", "a;b|c\\d"),
)


def shipped() -> Record:
    return SHIPPED


def harmful() -> Record:
    """Every text is one that a spreadsheet, a reader of CSV or a guess of types would take for something else."""
    said = [
        statement(
            *("north" if n % 2 else "south", f"p{n % 5}", "demands" if n % 3 else "rejects", f"2025-04-{n + 1:02}"),
            id=f"s{n}",
            summary=text,
            condition=text,
            venue=text,
            note=text,
            speaker={"name": text, "role": text},
            range={"min": -1e15, "max": 0.1},
            citations=[citation(f"paper{n}", quote=text, translation=text, locator=text, origin=text)],
        )
        for n, text in enumerate(HARMFUL)
    ]
    return talks.record(
        parties=[party("north", name="=1+1"), party("south")],
        propositions=[proposition(f"p{n}", text=f"=1+{n}", unit='"', excludes=[f"p{(n + 1) % 5}"]) for n in range(5)],
        sources=[
            source(f"paper{n}", publisher=text, title=text, authors=[text, text], caveats=[text])
            for n, text in enumerate(HARMFUL)
        ],
        statements=said,
    )


def silent() -> Record:
    """Nobody has said anything, so nothing is comparable and no figure is there."""
    return talks.record(statements=[], absences=[], sources=[])


def empty() -> Record:
    return talks.record(parties=[], issues=[], propositions=[], sources=[], statements=[], absences=[])


RECORDS = [shipped, harmful, talks.talks, talks.nasty, silent, empty]
each_record = pytest.mark.parametrize("made", RECORDS, ids=lambda made: made.__name__)


@cache
def packed_of(made: Callable[[], Record]) -> bytes:
    """The package of a record, packed once for all that only look at it."""
    return package.written(made(), NOW)


def files(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        return {name: held.read(name) for name in held.namelist()}


def descriptor(packed: bytes) -> Json:
    found: Json = json.loads(files(packed)["datapackage.json"])
    return found


def unpacked(packed: bytes, folder: Path) -> Path:
    """The package in a folder; its descriptor."""
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        held.extractall(folder)
    return folder / "datapackage.json"


def faults(path: Path) -> list[tuple[str, str]]:
    """What the library of the standard finds wrong: in which resource, which kind of fault."""
    report = frictionless.validate(str(path))
    found = [(task.name, error.type) for task in report.tasks for error in task.errors]
    return found + [("package", error.type) for error in report.errors]


@each_record
def test_the_library_of_the_standard_finds_no_fault_packed_or_unpacked(
    made: Callable[[], Record], tmp_path: Path
) -> None:
    packed = packed_of(made)
    (tmp_path / "positions.zip").write_bytes(packed)

    assert faults(unpacked(packed, tmp_path / "unpacked")) == []
    assert faults(tmp_path / "positions.zip") == []
    assert frictionless.Package(str(tmp_path / "unpacked" / "datapackage.json")).resource_names[:13] == [*tables.TABLES]


@pytest.mark.parametrize(
    ("table", "good", "bad", "fault"),
    [
        ("blocks", ",deadlock,", ",deadlok,", "constraint-error"),
        ("positions", ",demands,", ",wants,", "constraint-error"),
        ("overlap", ",6,", ",six,", "type-error"),
        ("movement", "n/a", "nothing", "type-error"),
        ("sources", "2025,", "25,", "constraint-error"),
        ("sources", "\r\nradio,", "\r\npaper,", "primary-key"),
        ("statements", ",wire,", ",tube,", "foreign-key"),
        ("drift", ",north,", ",east,", "foreign-key"),
        ("gaps", "max_rung", "rung", "incorrect-label"),
    ],
)
def test_the_library_finds_a_cell_that_was_damaged(tmp_path: Path, table: str, good: str, bad: str, fault: str) -> None:
    """So that finding nothing means something."""
    told = unpacked(packed_of(talks.talks), tmp_path)
    path = tmp_path / "tables" / f"{table}.csv"
    content = path.read_bytes().decode()
    path.write_bytes(content.replace(good, bad, 1).encode())

    assert good in content
    assert (table, fault) in faults(told)


def test_a_file_that_is_another_one_is_found_by_its_hash(tmp_path: Path) -> None:
    told = unpacked(packed_of(talks.talks), tmp_path)
    record = tmp_path / "positions.json"
    record.write_bytes(record.read_bytes().replace(b"north", b"nowth", 1))

    assert faults(told) == [("record", "hash-count")]


@each_record
def test_the_descriptor_tells_the_size_and_the_hash_of_every_file_beside_it(made: Callable[[], Record]) -> None:
    held = files(packed_of(made))
    resources = json.loads(held["datapackage.json"])["resources"]

    assert {one["path"] for one in resources} == set(held) - {"datapackage.json", "README.md"}
    for one in resources:
        content = held[one["path"]]
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    assert len({one["name"] for one in resources}) == len(resources)


def test_no_path_leads_out_of_the_folder_or_differs_from_another_by_case_alone() -> None:
    with zipfile.ZipFile(io.BytesIO(packed_of(harmful))) as held:
        paths = [PurePosixPath(name) for name in held.namelist()]

    assert [path for path in paths if path.is_absolute() or ".." in path.parts or path.name.startswith(".")] == []
    assert [path for path in paths if not re.fullmatch(r"[\w./-]+", str(path), re.ASCII)] == []
    assert len({str(path).casefold() for path in paths}) == len(paths)


def test_every_file_is_the_one_that_the_commands_write_for_the_same_choice(tmp_path: Path) -> None:
    record = ["--data", str(SHIPPED.file)]
    choice = ["--as-of", "2025-04-22", "--since", "2025-03-01", "--party", "russia", "--party", "ukraine"]
    assert main([*record, "export", "package", *choice, "-o", str(tmp_path / "positions.zip")]) == 0
    held = files((tmp_path / "positions.zip").read_bytes())

    def command(*arguments: str) -> bytes:
        assert main([*record, *arguments, "-o", str(tmp_path / "one")]) == 0
        return (tmp_path / "one").read_bytes()

    for name in tables.TABLES:
        assert held[f"tables/{name}.csv"] == command("export", name, *choice)
    for form, path in (("bib", "bibliography.bib"), ("ris", "bibliography.ris"), ("csl", "bibliography.csl.json")):
        assert held[path] == command("export", "bibliography", *choice, "--format", form)
    assert held["schema.json"] == command("schema")


def test_the_record_in_it_is_the_canonical_one_with_its_schema_beside_it() -> None:
    held = files(packed_of(shipped))

    assert held["positions.json"] == store.canonical(SHIPPED.dataset)
    assert hashlib.sha256(held["positions.json"]).hexdigest().startswith(SHIPPED.version)
    jsonschema.validate(json.loads(held["positions.json"]), json.loads(held["schema.json"]))
    assert json.loads(held["positions.json"])["$schema"] in held


@each_record
def test_the_same_record_and_choice_make_the_same_bytes_in_any_language(made: Callable[[], Record]) -> None:
    one = packed_of(made)
    with speaking("uk"):
        other = package.written(made(), Parameters(as_of=NOW.as_of, lang="uk"))

    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()


def test_nothing_tells_when_or_on_which_system_it_was_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(packed_of(talks.talks))) as held:
        told = {(one.date_time, one.create_system, one.external_attr, one.compress_type) for one in held.infolist()}

    assert told == {((2025, 5, 1, 0, 0, 0), 3, 0o644 << 16, zipfile.ZIP_DEFLATED)}


def test_the_descriptor_says_what_the_package_is() -> None:
    told = descriptor(packed_of(shipped))
    about = SHIPPED.dataset.dataset

    assert told["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (told["name"], told["title"], told["version"]) == (about.id, about.title, SHIPPED.version)
    assert told["description"].startswith(about.description)
    assert told["created"] == f"{about.updated}T00:00:00Z"
    assert told["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC-BY-4.0"}
    ]
    assert told["contributors"][0]["email"] == about.contact.removeprefix("mailto:")


def test_the_descriptor_tells_the_choice_and_leaves_out_what_changes_nothing() -> None:
    chosen = Parameters(
        as_of=date(2025, 4, 22), party=("russia", "us"), measure=Measure.EXACT, only=(Only.DEADLOCK,), sort=SEVERITY,
        cell=("neutrality", "russia"), stale_after=10, lang="ru",
    )  # fmt: skip
    told = descriptor(package.written(SHIPPED, chosen))

    assert told["positions:parameters"] == {
        "as_of": ["2025-04-22"], "party": ["russia", "us"], "measure": ["exact"], "max_rung": ["4"],
        "only": ["deadlock"], "sort": ["severity"],
    }  # fmt: skip
    assert told["positions:coverageUntil"] == SHIPPED.dataset.dataset.coverage_until.isoformat()


def _with(**other: Any) -> Record:
    made = talks.talks()
    data = made.dataset.model_copy(update={"dataset": made.dataset.dataset.model_copy(update=other)})
    return Record(data, (), store.version_of(data), "test.json")


def test_a_licence_that_is_not_known_is_told_in_the_readme_and_the_package_stays_good(tmp_path: Path) -> None:
    packed = package.written(_with(licence="All rights reserved | ask <us>", id="Our.Talks"), NOW)

    assert descriptor(packed)["licenses"] == [{"path": "README.md", "title": "All rights reserved | ask <us>"}]
    assert r"- Licence: All rights reserved \| ask \<us\>" in files(packed)["README.md"].decode().splitlines()
    assert descriptor(packed)["name"] == "our.talks"
    assert faults(unpacked(packed, tmp_path)) == []


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("mailto:desk@example.org?subject=On%20a%20cell", {"title": "desk@example.org", "email": "desk@example.org"}),
        ("https://example.org/issues", {"title": "https://example.org/issues", "path": "https://example.org/issues"}),
        ("the desk", None),
        ("mailto:nobody@nowhere", None),
    ],
)
def test_who_keeps_the_record_is_told_when_there_is_an_address(contact: str, told: Json | None, tmp_path: Path) -> None:
    packed = package.written(_with(contact=contact), NOW)

    assert descriptor(packed).get("contributors") == ([told | {"roles": ["contact"]}] if told else None)
    assert faults(unpacked(packed, tmp_path)) == []


def loaded(packed: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, pd.DataFrame]:
    """The tables as the README of the package says that pandas loads them."""
    (folder / "positions.zip").write_bytes(packed)
    monkeypatch.chdir(folder)
    (code,) = re.findall(r"```python\n(.*?)```", files(packed)["README.md"].decode(), re.DOTALL)
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102  # what a reader would run
    found: dict[str, pd.DataFrame] = space["loaded"]
    return found


@each_record
def test_pandas_loads_every_table_as_the_readme_says_with_types_and_missing_values(
    made: Callable[[], Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = made()
    frames = loaded(packed_of(made), tmp_path, monkeypatch)

    assert [*frames] == [*tables.TABLES]
    for name, frame in frames.items():
        whole = tables.table(name, record, NOW)
        for column in (name for name, type_ in tables.TABLES[name][0].items() if type_ == TEXT):
            frame[column] = frame[column].map(export.unguarded, na_action="ignore").astype("string")
        pd.testing.assert_frame_equal(frame, whole)


def test_the_readme_takes_the_quote_marks_off_as_we_do() -> None:
    readme = files(packed_of(talks.talks))["README.md"].decode()
    (taken,) = re.findall(r're\.sub\(r"(.*?)", "", text\)', readme)

    for text in HARMFUL:
        assert re.sub(taken, "", export.guarded(text)) == text


def test_the_readme_names_the_day_the_version_and_every_file_with_its_rows() -> None:
    packed = packed_of(shipped)
    readme = files(packed)["README.md"].decode()
    gaps = len(tables.table("gaps", SHIPPED, NOW))

    assert "as of 2025-04-30" in readme
    assert f"data version {SHIPPED.version}" in readme
    assert f"| `tables/gaps.csv` | One row for each proposition × pair of parties. | {gaps} |" in readme
    assert {one["path"] for one in descriptor(packed)["resources"]} <= set(re.findall(r"`([\w./-]+)`", readme))


def test_nothing_in_the_record_can_break_the_readme() -> None:
    plain, harmed = (files(packed_of(made))["README.md"].decode() for made in (talks.talks, _harmed))

    assert len(harmed.splitlines()) == len(plain.splitlines())
    assert "<b" not in harmed.replace(r"\<b", "")


def _harmed() -> Record:
    return _with(title=talks.NASTY, description=talks.NASTY, licence=talks.NASTY, contact=talks.NASTY)


CHOICES: tuple[dict[str, Any], ...] = (
    {}, {"only": (Only.DEADLOCK,)}, {"only": (Only.CHANGED, Only.UNANSWERED)}, {"party": ("east", "north")},
    {"pair": (("east", "north"),)}, {"source": "paper"}, {"issue": ("land",)},
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(generated.records(generated.DATES_OF_YEARS), generated.days_of_years, generated.rungs, st.sampled_from(CHOICES))
def test_keys_references_closed_lists_and_bounds_hold_for_any_record(
    made: Json, day: date, rung: int, other: dict[str, Any]
) -> None:
    data = Dataset.model_validate_json(json.dumps(made))
    record = Record(data, (), store.version_of(data), "test.json")
    chosen = Parameters(as_of=day, max_rung=rung, **other)
    frames = {name: tables.table(name, record, chosen) for name in tables.TABLES}

    for name, frame in frames.items():
        described = columns.schema(name)
        if key := described.get("primaryKey"):
            assert not frame[key].isna().any().any()
            assert not frame.duplicated(key).any(), name
        for reference in described.get("foreignKeys", ()):
            held = frames[reference["reference"]["resource"]]
            assert _rows(frame, reference["fields"]) <= _rows(held, reference["reference"]["fields"]), name
        for field in described["fields"]:
            assert list(_misfits(frame[field["name"]].dropna(), field.get("constraints", {}))) == [], name


def _rows(frame: pd.DataFrame, names: list[str]) -> set[tuple[Any, ...]]:
    return set(frame[names].itertuples(index=False, name=None))


def _misfits(values: Any, constraints: Json) -> Iterator[object]:
    for value in values:
        if value not in constraints.get("enum", [value]):
            yield value
        if not constraints.get("minimum", value) <= value <= constraints.get("maximum", value):
            yield value
        if not re.fullmatch(constraints.get("pattern", ".*"), str(value), re.DOTALL):
            yield value
