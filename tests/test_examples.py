"""The examples and docs/api.md are true: every command and program in them runs against a real server and says that."""

import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from positions import documents, tables
from positions.news import CORRECTIONS, STATEMENTS
from positions.parameters import NAMES
from positions.web.pages import FILTERS
from tests.served import serving
from tests.stand_ins import get

ROOT = Path(__file__).parents[1]
API = (ROOT / "docs" / "api.md").read_text()
ASKED = "http://localhost:8600"
"""The server that the document asks."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server of the shipped record."""
    with serving(ROOT / "data" / "positions.json") as served:
        yield served.address


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", API, re.MULTILINE | re.DOTALL)


def told(language: str) -> list[tuple[str, str]]:
    """Commands of the document with what they are said to answer; those that answer nothing belong to the next one."""
    found, before = [], ""
    for block in blocks(language):
        for command, answer in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            if answer:
                found.append((before + command, answer))
            before = "" if answer else f"{before}{command}\n"
    return found


def settled(answer: str) -> str:
    """An answer without what changes with the record."""
    told = re.sub(r'("data_version": )"[0-9a-f]{12}"', r'\1"DATA_VERSION"', answer)
    return re.sub(r'("(?:updated|coverage_until)": )"\d{4}-\d\d-\d\d"', r'\1"DAY"', told)


def test_the_document_has_commands_to_be_run() -> None:
    assert len(told("console")) == 6
    assert len(blocks("python")) == 2


@pytest.mark.parametrize(("command", "answer"), told("console"), ids=range(len(told("console"))))
def test_a_command_of_the_document_answers_as_written(address: str, command: str, answer: str) -> None:
    if not (bash := shutil.which("bash")) or not shutil.which("curl"):
        pytest.skip("there is no bash or no curl")
    script = command.replace(ASKED, address)
    ran = subprocess.run([bash, "-c", script], capture_output=True, text=True, timeout=300, check=True)

    assert settled(ran.stdout) == answer


@pytest.mark.parametrize("program", blocks("python"), ids=["pandas", "frictionless"])
def test_a_program_of_the_document_runs(
    address: str, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "package.zip").write_bytes(get(address, "/api/v1/package.zip").body)
    Path("program.py").write_text(program.replace(ASKED, address))
    runpy.run_path("program.py")

    assert len([line for line in program.splitlines() if line]) == 3
    assert re.search(r"deadlock\s+\d|'gaps'", capsys.readouterr().out)


def test_the_page_elsewhere_of_the_document_asks_for_what_there_is(address: str) -> None:
    """Looked at are its address and what it reads of errors; no browser runs it here."""
    (script,) = blocks("js")
    (asked,) = re.findall(rf'fetch\("{ASKED}(.*?)"\)', script)
    answer = get(address, asked, origin="https://elsewhere.example")

    assert json.loads(answer.body)[0]["party_a"] == "russia"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(answer.headers["access-control-expose-headers"].split(", ")) == {"etag", "content-disposition"}
    assert json.loads(get(address, asked.replace("as_of=", "as_of=x")).body)["detail"]


def rows(heading: str) -> list[list[str]]:
    """The first cells of the table under a heading, as the names that stand in them."""
    section = API.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?|\d{3}) \|(.*)\|$", section, re.MULTILINE)
    return [re.findall(r"`([^`]+)`", first) or [first] for first, _rest in cells]


def test_the_document_lists_every_path_and_none_that_there_is_not(address: str) -> None:
    described = json.loads(get(address, "/api/openapi.json").body)["paths"]
    stems = {path.rpartition("/")[2].partition(".")[0] for path in described if "{" not in path}
    section = API.split("\n## What there is\n")[1].split("\n## ")[0]

    assert [name for name in stems if name not in section] == []
    assert {*tables.TABLES} <= {*re.findall(r"`([\w-]+)`", section.split("\n| `/api/v1/sheet")[0])}
    named = section.replace("TABLE.FORM", "gaps.csv").replace("bibliography.FORM", "bibliography.bib")
    named = named.replace("NAME.FORM", "overlap.svg").replace("sheet.FORM", "sheet.md").replace("ADDRESS", address)
    for path in re.findall(r"`(/[^`]+)`", named):
        assert get(address, path).status == 200, path
    for name in ("sheet", "brief", "party"):
        assert set(documents.forms(name)) == {"md", "docx", *(["xlsx"] if name != "brief" else [])}


def test_the_document_names_parameters_that_there_are() -> None:
    named = {name for row in rows("Parameters") for name in row}
    feed = API.split("\n## Follow it: the feed\n")[1].split("\n\n")[0]

    assert named <= set(NAMES)
    assert set(re.findall(r"`(\w+)`", feed)) == set(FILTERS)
    assert f"newest {STATEMENTS} statements and up to {CORRECTIONS} corrections" in API


@pytest.mark.parametrize("path", ["/api/v1/nothing.csv", "/api/v1/pictures/nothing.svg"])
def test_what_the_document_says_of_a_refusal_is_so(address: str, path: str) -> None:
    statuses = {row[0] for row in rows("When something is wrong")}

    assert statuses == {"404", "405", "414", "422", "500", "501", "503"}
    assert get(address, path).status == 404
    assert get(address, "/api/v1/gaps.csv", "POST").status == 405
    assert get(address, "/api/v1/gaps.csv?q=" + 8000 * "a").status == 414
    assert get(address, f"/oembed?format=xml&url={address}").status == 501
    assert get(address, path).headers["cache-control"] == "no-store"


def test_categories_of_the_feed_are_those_of_the_document(address: str) -> None:
    import feedparser  # type: ignore[import-untyped]  # noqa: PLC0415  # no other test here needs it

    section = API.split("\n## Follow it: the feed\n")[1].split("\n## ")[0]
    known = set(re.findall(r"`([\w-]+)`", section))
    entries = feedparser.parse(io.BytesIO(get(address, "/feed.atom").body)).entries
    found = {tag.term for entry in entries for tag in entry.tags if tag.scheme.endswith("#kind")}

    assert {"statement", "change"} <= found <= known
    assert {tag.scheme for entry in entries for tag in entry.tags} == {
        f"{address}/#{kind}" for kind in ("kind", "party", "issue")
    }
    assert all(entry.id.startswith("urn:uuid:") for entry in entries)


def test_the_settings_of_the_document_are_those_of_the_code() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "positions").rglob("*.py"))
    named = {name for row in rows("Settings") for name in row}

    assert named == set(re.findall(r'"(POSITIONS_[A-Z_]+)"', code))


def test_the_example_for_pandas_says_where_the_parties_are_apart(address: str) -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "load_with_pandas.py"), address],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    gaps = pd.read_csv(io.BytesIO(get(address, "/api/v1/gaps.csv").body))
    apart = gaps[gaps["relation"].isin(["opposed", "deadlock"])]

    assert ran.stderr == ""
    assert f"data {gaps['data_version'].iloc[0]}" in ran.stdout.splitlines()[0]
    assert len(re.findall("^- ", ran.stdout, re.MULTILINE)) == len(apart) > 10
    for pair, rows_ in apart.groupby(["party_a", "party_b"]):
        assert f"{' – '.join(map(str, pair))} are apart on {len(rows_)}:" in ran.stdout
