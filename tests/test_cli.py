"""The commands: what they print, what they write, and the exit code of every kind of failure."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from positions import documents, store
from positions.cli import main
from tests.records import dataset, party, record, statement, written

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    said = [statement("north", "river", "demands", "2025-04-01"), statement("south", "river", "rejects", "2025-04-20")]
    return written(tmp_path, statements=said)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return written(tmp_path, statements=[statement("west", "lake", "demands")])


def test_check_of_a_good_record_says_so_and_exits_0(good: Path, capsys: Capture) -> None:
    assert main(["check", str(good)]) == 0
    assert capsys.readouterr().out == f"{good}: no problems\n"


def test_check_lists_every_problem_with_its_place_and_remedy_and_exits_1(bad: Path, capsys: Capture) -> None:
    assert main(["check", str(bad)]) == 1
    assert capsys.readouterr().out == (
        f"{bad}:56:7: P101 $.statements[0].party: unknown party 'west'; "
        'declare it under "parties" or correct the id\n'
        f"{bad}:57:7: P102 $.statements[0].proposition: unknown proposition 'lake'; "
        'declare it under "propositions" or correct the id\n'
        "2 problems\n"
    )


def test_check_tells_the_same_as_json(bad: Path, capsys: Capture) -> None:
    assert main(["check", str(bad), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)

    assert told["count"] == 2
    assert told["problems"][0] == {
        "code": "P101",
        "line": 56,
        "column": 7,
        "path": "$.statements[0].party",
        "message": "unknown party 'west'",
        "remedy": 'declare it under "parties" or correct the id',
    }


def test_check_of_malformed_json_is_a_problem_found_and_exits_1(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"schema_version": "1",\n  "dataset": }\n')

    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:2:14: P002 $: not JSON")


def test_check_of_a_file_that_is_not_there_could_not_run_and_exits_2(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", str(tmp_path / "none.json")]) == 2
    assert "P001" in capsys.readouterr().out
    assert main(["check", str(tmp_path)]) == 2, "a folder is no record"


def test_the_record_is_chosen_by_option_environment_or_folder(
    good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    good.write_bytes(store.canonical(dataset()))
    other = good.with_name("other.json")
    other.write_text("{}")
    monkeypatch.setenv("POSITIONS_DATA", str(good))

    assert main(["check"]) == 0
    assert main(["--data", str(other), "check"]) == 1
    assert main(["check", "--data", str(other)]) == 1
    assert main(["check", str(other)]) == 1
    capsys.readouterr()


def test_export_writes_a_table_to_standard_output(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "gaps", "--as-of", "2025-04-22", "--format", "csv", "-o", "-"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))

    assert (row["as_of"], row["relation"]) == ("2025-04-22", "opposed")


def test_export_takes_every_parameter(good: Path, capsys: Capture) -> None:
    chosen = [
        *("--as-of", "2025-04-10", "--party", "north", "--party", "south"),
        *("--issue", "land", "--measure", "exact", "--max-rung", "2"),
    ]
    assert main(["--data", str(good), "export", "overlap", *chosen, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)

    assert (row["measure"], row["n_comparable"], row["unanswered"], row["agreement"]) == ("exact", 0, 1, None)


def test_export_writes_a_file_whole(good: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    assert main(["--data", str(good), "export", "statements", "-o", str(target)]) == 0
    assert target.read_bytes().startswith(b"statement,party,")
    assert target.read_bytes().endswith(b"\r\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "nonsense"],
        ["export", "gaps", "--as-of", "yesterday"],
        ["export", "gaps", "--party", "nobody"],
        ["export", "gaps", "--issue", "air"],
        ["export", "gaps", "--measure", "euclid"],
        ["export", "gaps", "--max-rung", "5"],
        ["export", "gaps", "--format", "pdf"],
        ["export", "gaps", "-o", "/nonexistent/folder/file.csv"],
        ["export", "gaps", "--format", "bib"],
        ["export", "sheet", "--format", "csv"],
        ["export", "brief", "--format", "xlsx"],
        ["export", "bibliography", "--format", "docx"],
        ["export", "party"],
        ["export", "party", "--party", "north", "--party", "south"],
        ["export", "sheet", "--party", "north"],
        ["export", "brief", "--pair", "north~south", "--party", "north"],
        ["export", "gaps", "--format", "md", "--lang", "de"],
        ["nonsense"],
        [],
    ],
    ids=" ".join,
)
def test_a_call_that_means_nothing_could_not_run_and_exits_2(good: Path, arguments: list[str], capsys: Capture) -> None:
    try:
        code: object = main(["--data", str(good), *arguments])
    except SystemExit as end:
        code = end.code
    told = capsys.readouterr()

    assert code == 2
    assert told.err
    assert not told.out
    assert "Traceback" not in told.err


@pytest.mark.parametrize("name", documents.NAMES)
def test_every_document_is_written_to_a_file_in_each_of_its_formats(good: Path, tmp_path: Path, name: str) -> None:
    chosen = ["--party", "north"] if name == "party" else []
    for form in documents.forms(name):
        target = tmp_path / f"out.{form}"

        assert main(["--data", str(good), "export", name, *chosen, "--format", form, "-o", str(target)]) == 0
        assert target.read_bytes().startswith(b"# " if form == "md" else b"PK")


def test_a_document_can_be_piped_as_the_bytes_that_it_is(good: Path) -> None:
    command = [sys.executable, "-m", "positions", "--data", str(good), "export", "gaps", "--format", "xlsx"]
    done = subprocess.run(command, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert openpyxl.load_workbook(io.BytesIO(done.stdout)).sheetnames == [
        "Gaps",
        "Evidence",
        "Data",
        "Sources",
        "About",
    ]


def test_a_format_that_something_does_not_have_is_told_with_those_that_it_has(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "sheet", "--format", "csv"]) == 2
    assert capsys.readouterr().err == "positions: 'sheet' is not written as csv; choose --format md, docx or xlsx\n"
    assert main(["--data", str(good), "export", "party"]) == 2
    assert capsys.readouterr().err == "positions: the document is about one party; give --party once\n"


def test_a_document_about_a_pair_says_which_pair_it_took_and_since_when(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path, parties=[party("north"), party("south"), party("west")])

    assert main(["--data", str(path), "export", "brief"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("# North and South: brief on stated positions\n")
    assert told.err == (
        "positions: brief of north~south; choose another pair with --pair\n"
        "positions: changes after 2025-01-30; choose another day with --since\n"
    )
    assert main(["--data", str(path), "export", "sheet", "--pair", "south~west"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("# South and West: stated positions side by side\n")
    assert told.err == ""


def test_a_document_is_written_in_the_chosen_language(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "gaps", "--format", "md", "--lang", "uk"]) == 0
    assert "30 квітня 2025" in capsys.readouterr().out.replace("\u00a0", " ")
    assert main(["--data", str(good), "export", "gaps", "--lang", "uk"]) == 0
    assert capsys.readouterr().err == "positions: --lang changes nothing in the table 'gaps'\n"


@pytest.mark.parametrize(("form", "begins"), [("bib", "@article{paper,"), ("ris", "TY  - NEWS"), ("csl", "[\n {")])
def test_the_bibliography_has_the_sources_of_the_chosen_statements(
    good: Path, capsys: Capture, form: str, begins: str
) -> None:
    assert main(["--data", str(good), "export", "bibliography", "--format", form]) == 0
    assert capsys.readouterr().out.lstrip().startswith(begins)
    nothing = ["export", "bibliography", "--format", form, "--as-of", "2020-01-01"]
    assert main(["--data", str(good), *nothing]) == 0
    assert "paper" not in capsys.readouterr().out


def test_the_package_is_written_as_a_zip_of_the_choice(good: Path, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "positions.zip"
    chosen = ["--as-of", "2025-04-10", "--since", "2025-04-01", "--only", "deadlock", "--pair", "north~south"]

    assert main(["--data", str(good), "export", "package", *chosen, "-o", str(target)]) == 0
    assert capsys.readouterr().err == "", "each of them changes a table"
    with zipfile.ZipFile(target) as held:
        described = json.loads(held.read("datapackage.json"))
    assert described["positions:parameters"]["as_of"] == ["2025-04-10"]


def test_the_package_tells_of_an_option_without_effect_and_of_a_format_that_it_lacks(
    good: Path, tmp_path: Path, capsys: Capture
) -> None:
    command = ["--data", str(good), "export", "package", "-o", str(tmp_path / "positions.zip")]

    assert main([*command, "--lang", "uk"]) == 0
    assert capsys.readouterr().err == "positions: --lang changes nothing in 'package' as zip\n"
    assert main([*command, "--format", "csv"]) == 2
    assert capsys.readouterr().err == "positions: 'package' is not written as csv; choose --format zip\n"


def test_the_package_can_be_piped_as_the_bytes_that_it_is(good: Path) -> None:
    command = [sys.executable, "-m", "positions", "--data", str(good), "export", "package"]
    done = subprocess.run(command, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert zipfile.ZipFile(io.BytesIO(done.stdout)).testzip() is None


def test_a_fault_names_the_option_as_it_was_typed(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "gaps", "--max-rung", "9"]) == 2
    assert capsys.readouterr().err.startswith("positions: --max-rung '9' is not known; choose 1 to 4")


def test_an_option_without_effect_is_told(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "statements", "--max-rung", "2"]) == 0
    assert capsys.readouterr().err == "positions: --max-rung changes nothing in the table 'statements'\n"


def test_rows_are_chosen_and_ordered_as_on_the_page(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "gaps", "--only", "deadlock", "--sort", "severity"]) == 0
    whole = capsys.readouterr()
    assert whole.err == ""
    assert main(["--data", str(good), "export", "gaps", "--only", "changed", "--since", "2025-01-01"]) == 0
    assert capsys.readouterr().err == "", "the day decides what changed"
    assert main(["--data", str(good), "export", "gaps", "--sort", "name"]) == 2
    assert "--sort 'name' is not known; write severity, or party~party" in capsys.readouterr().err


def test_a_terminal_that_cannot_show_a_letter_still_gets_an_answer(tmp_path: Path) -> None:
    bad = tmp_path / "positions.json"
    bad.write_text(json.dumps(record(statements=[statement("Північ", "river", "demands")])))
    done = subprocess.run(
        [sys.executable, "-m", "positions", "check", str(bad)],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        check=False,
    )

    assert done.returncode == 1
    assert b"P006" in done.stdout
    assert done.stderr == b""


def test_a_closed_output_is_no_crash(good: Path) -> None:
    command = f'"{sys.executable}" -m positions check "{good}" >&-'
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, check=False)  # noqa: S602  # the shell closes it

    assert (done.returncode, done.stderr) == (2, b"")


def test_a_file_that_cannot_be_written_is_named(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "gaps", "-o", "/nonexistent/file.csv"]) == 2
    assert capsys.readouterr().err == "positions: /nonexistent/file.csv: No such file or directory\n"


def test_export_of_a_broken_record_tells_its_problems_and_exits_2(bad: Path, capsys: Capture) -> None:
    assert main(["--data", str(bad), "export", "gaps"]) == 2
    told = capsys.readouterr()

    assert "P101" in told.err
    assert told.out == ""


def test_export_after_the_end_of_coverage_says_that_nothing_later_was_searched(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "gaps", "--as-of", "2026-01-01"]) == 0
    assert "coverage ends on 2025-04-30" in capsys.readouterr().err


def test_fmt_writes_the_canonical_form_once(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "untidy.json"
    path.write_text(json.dumps(record(parties=[party("south"), party("north")])))

    assert main(["fmt", str(path)]) == 0
    assert path.read_bytes() == store.canonical(dataset())
    assert main(["fmt", str(path)]) == 0
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == (
        f"{path}: written in canonical form\n{path}: already in canonical form\n{path}: no problems\n"
    )


@pytest.mark.parametrize("content", ["no json", '{"a": 1, "a": 2}', "{}"])
def test_fmt_never_touches_a_file_that_it_cannot_read_whole(tmp_path: Path, content: str, capsys: Capture) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)

    assert main(["fmt", str(path)]) == 2
    assert path.read_text() == content
    assert "P00" in capsys.readouterr().err


def test_fmt_does_not_drop_a_repeated_key(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path)
    twice = path.read_text().replace('"title": "Test talks",', '"title": "Test talks",\n    "title": "Other",')
    path.write_text(twice)

    assert main(["fmt", str(path)]) == 2
    assert path.read_text() == twice
    assert "P003" in capsys.readouterr().err


def test_schema_prints_the_json_schema(capsys: Capture) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == store.schema()


def test_the_module_runs_as_a_command_and_stands_a_reader_that_goes_away(good: Path) -> None:
    command = [sys.executable, "-m", "positions", "--data", str(good), "export", "positions"]
    whole = subprocess.run(command, capture_output=True, check=False)
    read, write = os.pipe()
    os.close(read)
    gone = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)

    assert (whole.returncode, whole.stderr) == (0, b"")
    assert whole.stdout.startswith(b"as_of,issue,")
    assert (gone.returncode, gone.stderr) == (0, b"")


def recoded(folder: Path) -> tuple[Path, Path]:
    """Two states of a record: one statement recoded with a note, one withdrawn, one added."""
    old = dataset(
        statements=[
            statement("north", "river", "demands", id="n1"),
            statement("south", "river", "rejects", "2025-04-20", id="s1"),
        ]
    )
    new = dataset(
        statements=[
            statement(
                "north", "river", "conditional", id="n1", condition="If paid.", note="Recoded by the desk: if paid."
            ),
            statement("south", "river", "accepts", "2025-04-21", id="s2", note="Takes the place of s1."),
        ]
    )
    paths = folder / "old.json", folder / "new.json"
    for path, data in zip(paths, (old, new), strict=True):
        path.write_bytes(store.canonical(data))
    return paths


def test_diff_tells_what_was_added_withdrawn_and_recoded_by_whom_and_what_that_does(
    tmp_path: Path, capsys: Capture
) -> None:
    old, new = recoded(tmp_path)

    assert main(["diff", str(old), str(new)]) == 0
    told = capsys.readouterr().out.replace("\u00a0", " ").splitlines()
    assert told[1:] == [
        "added s2: accepts, 2025-04-21, rung 2",
        "withdrawn s1: rejects, 2025-04-20, rung 2; Takes the place of s1.",
        "recoded n1 (stance, condition, note): demands, 2025-04-22, rung 2 -> conditional, 2025-04-22, rung 2; "
        "Recoded by the desk: if paid.",
        "position river~north: demands (22 April 2025) -> conditional (22 April 2025)",
        "position river~south: rejects (20 April 2025) -> accepts (21 April 2025)",
        "figures as of 2025-04-30, city-block, sources of rung 4 or stronger",
        "North – South: 0 % [0–0 %], 1 of 1 -> 50 % [50–50 %], 1 of 1 (+50.0 points)",
    ]


def test_diff_as_json_has_statements_positions_and_figures_and_as_csv_the_statements(
    tmp_path: Path, capsys: Capture
) -> None:
    old, new = recoded(tmp_path)

    assert main(["diff", str(old), str(new), "--format", "json", "--measure", "exact"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["change"], row["statement"]) for row in told["statements"]] == [
        ("added", "s2"), ("withdrawn", "s1"), ("recoded", "n1"),
    ]  # fmt: skip
    assert [place["to"]["stance"] for place in told["positions"]] == ["conditional", "accepts"]
    assert [(row["measure"], row["agreement_old"], row["agreement_new"]) for row in told["figures"]] == [
        ("exact", 0, 0)
    ]

    assert main(["diff", str(old), str(new), "--format", "csv", "-o", str(tmp_path / "diff.csv")]) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "diff.csv").read_text())))
    assert [(row["from_stance"], row["to_stance"]) for row in rows] == [
        ("", "accepts"), ("rejects", ""), ("demands", "conditional"),
    ]  # fmt: skip


def test_diff_of_a_record_with_itself_says_that_they_hold_the_same(good: Path, capsys: Capture) -> None:
    assert main(["diff", str(good), str(good)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["the two records hold the same"]


def test_diff_tells_when_only_what_the_record_says_of_itself_is_another(tmp_path: Path, capsys: Capture) -> None:
    one, other = written(tmp_path), tmp_path / "later.json"
    other.write_text(one.read_text().replace('"updated": "2025-05-01"', '"updated": "2025-05-02"'))

    assert main(["diff", str(one), str(other)]) == 0
    assert "dataset: 0 added, 0 withdrawn, 1 changed; changed: updated" in capsys.readouterr().out


@pytest.mark.parametrize("which", [0, 1])
def test_diff_with_a_record_that_cannot_be_read_exits_2(good: Path, bad: Path, which: int, capsys: Capture) -> None:
    good.with_name("good.json").write_bytes(store.canonical(dataset()))
    files = [str(good.with_name("good.json")), str(bad)]

    assert main(["diff", *(files if which else files[::-1])]) == 2
    assert "P101" in capsys.readouterr().err
    assert main(["diff", files[0], files[0], "--as-of", "yesterday"]) == 2


def test_who_stops_a_command_is_told_nothing_more(good: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "read", stopped)

    assert main(["export", "gaps", "--data", str(good)]) == 130
    assert capsys.readouterr() == ("", "")


def test_changes_without_a_day_say_from_which_they_are_told(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "changes"]) == 0
    told = capsys.readouterr()

    assert told.err == "positions: changes after 2025-01-30; choose another day with --since\n"
    assert [row["kind"] for row in csv.DictReader(io.StringIO(told.out))] == ["first", "first"]


def test_changes_from_a_day_to_itself_are_none(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "changes", "--since", "2025-04-30", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_pairs_that_are_filtered_away_are_told(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path, parties=[party("north"), party("south"), party("west")])
    command = ["--data", str(path), "export", "blocks", "--pair", "north~south", "--party", "south", "--party", "west"]

    assert main(command) == 0
    assert "--party leaves none of the chosen pairs" in capsys.readouterr().err


def test_the_days_of_the_drift_are_those_of_the_picture(good: Path, capsys: Capture) -> None:
    assert main(["--data", str(good), "export", "drift"]) == 0
    told = capsys.readouterr()

    assert [row["date"] for row in csv.DictReader(io.StringIO(told.out))] == ["2025-03-31", "2025-04-20"]
    assert told.err == ""


def test_diff_after_the_end_of_coverage_says_that_nothing_later_was_searched(good: Path, capsys: Capture) -> None:
    assert main(["diff", str(good), str(good), "--as-of", "2030-01-01"]) == 0
    assert "coverage ends on 2025-04-30" in capsys.readouterr().err


def test_a_note_of_several_lines_stays_on_the_line_of_its_difference(tmp_path: Path, capsys: Capture) -> None:
    old, new = recoded(tmp_path)
    new.write_text(new.read_text().replace("by the desk:", "by the desk:\\nadded fake \\u001b[2J:"))

    assert main(["diff", str(old), str(new)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not any(line.startswith("added fake") for line in lines)
    assert any("by the desk: added fake [2J: if paid." in line for line in lines)
