"""The documents say what the code does: every command of the README, every problem code, every column."""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from positions import meanings, phrases, store, tables, words
from positions.cli import main
from positions.compare import overlaps
from positions.parameters import Parameters
from positions.problems import CODES
from positions.rows import COUNT, FLAG, NUMBER, TEXT
from tests.conftest import of_everything

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
EDITORIAL = (ROOT / "docs" / "editorial.md").read_text()
METHOD = (ROOT / "docs" / "method.md").read_text()
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def commands(text: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_the_readme_opens_with_exactly_two_commands() -> None:
    first_block = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[0]

    assert [line.split("#")[0].strip() for line in first_block.splitlines()] == ["make run", "make test"]
    assert README.index("```sh") < 3000, "on the first screen"


@pytest.mark.parametrize("command", sorted({line for line in commands(README) if line.startswith("make ")}))
def test_every_make_command_of_the_readme_has_a_target(command: str) -> None:
    target = command.split()[1]

    assert re.search(rf"^{target}:.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)


SERVING = "positions serve"
"""Ends only when it is stopped."""


@pytest.mark.parametrize(
    "command",
    sorted({one for one in commands(README) if one.startswith("positions ") and not one.startswith(SERVING)}),
)
def test_every_positions_command_of_the_readme_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "data" / "positions.json", tmp_path / "earlier.json")
    monkeypatch.chdir(tmp_path)
    if command.startswith("positions snapshot"):
        # The edition of the whole record has tests of its own, and takes its time.
        monkeypatch.setenv("POSITIONS_DATA", str(of_everything(tmp_path)))

    assert main(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", sorted({line for line in commands(README) if line.startswith(SERVING)}))
def test_what_the_readme_serves_begins_and_can_be_stopped(command: str) -> None:
    program = [sys.executable, "-m", *shlex.split(command), "--port", "0"]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        begun = next((line for line in process.stderr if "running on" in line), "")
        process.terminate()
        process.communicate()

    assert "http://127.0.0.1:" in begun
    assert process.returncode == 0


def test_the_other_commands_of_the_readme_name_what_is_there() -> None:
    others = {line for line in commands(README) if not line.startswith(("make ", "positions "))}

    assert others == {
        "pip install -e . && streamlit run dashboard.py",
        "POSITIONS_DATA=other.json streamlit run dashboard.py",
    }
    assert (ROOT / "dashboard.py").exists()


def test_the_columns_that_the_readme_takes_are_there() -> None:
    taken = re.findall(r"^(\w+)\[\[(.+?)\]\]$", README, re.MULTILINE)

    assert [table for table, _columns in taken] == ["gaps", "positions"]
    for table, columns in taken:
        assert set(re.findall(r'"(\w+)"', columns)) <= set(tables.TABLES[table][0])


def test_the_cell_and_the_figure_that_the_readme_shows_are_those_of_the_record() -> None:
    record = store.read(ROOT / "data" / "positions.json")
    chosen = Parameters(as_of=date(2025, 4, 22))
    matrix = chosen.matrix(record.timeline)
    figure = overlaps(matrix)[0].agreement
    cell = matrix.cell("crimea-recognised-russian", "ukraine")
    told = f"{phrases.percent(figure.point)} agreement of stated positions, city-block {words.interval(figure)}, "

    assert f"Russia – Ukraine {told}{words.comparable(figure)}".replace("\u00a0", " ") in README
    assert cell is not None
    assert re.search(r"“(.+?)”", README)[1] in {c.quote for s in cell.statements for c in s.citations}  # type: ignore[index]  # it is there


@pytest.mark.parametrize("code", CODES)
def test_every_problem_code_has_a_paragraph(code: str) -> None:
    section = re.search(rf"^### {code}\b.*?(?=^##|\Z)", EDITORIAL, re.MULTILINE | re.DOTALL)

    assert section is not None
    assert len(section[0].split()) > 15


@pytest.mark.parametrize("code", [code for code in CODES if code != "P001"])
def test_the_example_of_a_code_gives_a_remedy_that_the_command_prints(code: str) -> None:
    section = re.search(rf"^### {code}\b.*?(?=^##|\Z)", EDITORIAL, re.MULTILINE | re.DOTALL)
    shown = re.findall(rf"^    .*?: {code} .*; (.*)$", section[0] if section else "", re.MULTILINE)
    cases = (ROOT / "tests" / "cases" / "bad").glob(f"{code}*")
    printed = {item.remedy for case in cases for item in store.examine(case, date(2025, 5, 2))[1] if item.code == code}

    assert shown
    assert {_undated(remedy) for remedy in shown} <= {_undated(remedy) for remedy in printed}


def _undated(remedy: str) -> str:
    return re.sub(r"\(today is .*\)", "", remedy)


def test_no_paragraph_explains_a_code_that_is_gone() -> None:
    assert set(re.findall(r"^### (P\d{3})", EDITORIAL, re.MULTILINE)) == set(CODES)


@pytest.mark.parametrize("name", tables.TABLES)
def test_the_method_lists_every_column_in_order(name: str) -> None:
    columns = list(tables.TABLES[name][0])
    listed = re.findall(r"^\| `(\w+)` \|", METHOD, re.MULTILINE)

    assert any(listed[i : i + len(columns)] == columns for i in range(len(listed)))


TOLD_AS = {TEXT: "text", NUMBER: "number", COUNT: "count", FLAG: "flag"}


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_column_has_its_meaning_and_type_in_code_and_method_alike(name: str) -> None:
    meant = {
        column: (TOLD_AS[type_], meanings.MEANING[name][column]) for column, type_ in tables.TABLES[name][0].items()
    }
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", _section(name), re.MULTILINE)

    assert [column for column, (_, meaning) in meant.items() if not meaning] == []
    assert {column: (type_, _plain(meaning)) for column, type_, meaning in rows} == meant


@pytest.mark.parametrize("name", tables.TABLES)
def test_what_a_row_is_is_the_first_sentence_of_its_section(name: str) -> None:
    told = _plain(" ".join(_section(name).split()))

    assert told.startswith(f"{meanings.ABOUT[name]} ")
    assert set(meanings.ABOUT) == set(tables.TABLES)


def _section(table: str) -> str:
    found = re.search(rf"^### 8\.\d+ Table `{table}`\n(.*?)(?=^###)", METHOD, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def _plain(text: str) -> str:
    """Without marks of Markdown and references to sections, which mean nothing outside of the document."""
    return re.sub(r" \(sections? [\d. and]+\)|[`*]", "", text)


def test_the_worked_examples_of_the_method_come_out_as_written() -> None:
    assert doctest.testfile(str(ROOT / "docs" / "method.md"), module_relative=False).failed == 0


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)

    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_ids_of_statements_in_the_documents_are_in_the_record(document: Path) -> None:
    record = (ROOT / "data" / "positions.json").read_text()
    named = set(re.findall(r"`(\d{4}(?:-\d{2}){0,2}-(?:russia|ukraine|us|europe)-[\w-]+)`", document.read_text()))

    assert [id_ for id_ in sorted(named) if f'"id": "{id_}"' not in record] == []
