"""Faults of form, and that they do not hide what the rules find in the rest of the file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions import store
from positions.problems import CODES, placed, problem
from tests.records import absence, citation, proposition, record, source, statement

TODAY = date(2025, 5, 2)
CASES = Path(__file__).parent / "cases"


def examined(folder: Path, document: Any) -> list[str]:
    path = folder / "positions.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document, indent=2))
    return [f"{item.code} {item.pointer}" for item in store.examine(path, TODAY)[1]]


@pytest.mark.parametrize("path", sorted((CASES / "good").iterdir()), ids=lambda path: path.stem)
def test_a_good_file_has_no_problems(path: Path) -> None:
    assert store.examine(path, TODAY)[1] == []


@pytest.mark.parametrize("path", sorted((CASES / "bad").iterdir()), ids=lambda path: path.stem)
def test_a_bad_file_has_just_the_problem_that_it_is_named_after(path: Path) -> None:
    found = {item.code for item in store.examine(path, TODAY)[1]}

    assert found - {"P302"} == {path.stem[:4]} - {"P302"}
    assert path.stem[:4] in found


def test_every_code_has_a_bad_file() -> None:
    shown = {path.stem[:4] for path in (CASES / "bad").iterdir()}

    assert shown == set(CODES) - {"P001"}, "P001 is a file that cannot be read; test_cli has it"


def test_faults_of_form_do_not_hide_the_other_problems(tmp_path: Path) -> None:
    document = record(
        sources=[source("paper"), source("wire", url="ftp://example.org")],
        statements=[
            statement("north", "river", "wants"),
            statement("west", "river", "demands", citations=[citation("x")]),
            statement("north", "river", "demands", "2025-05-01", id="c", surplus=1),
        ],
    )

    assert examined(tmp_path, document) == [
        "P107 $.sources[1].url",
        "P006 $.statements[0].stance",
        "P101 $.statements[1].party",
        "P103 $.statements[1].citations[0].source",
        "P203 $.statements[2].date",
        "P005 $.statements[2].surplus",
    ]


def test_a_misspelt_name_or_a_faulty_source_makes_no_rule_of_evidence_speak(tmp_path: Path) -> None:
    typo = statement("north", "river", "conditional", conditon="if it rains")
    assert examined(tmp_path, record(statements=[typo])) == ["P005 $.statements[0].conditon"]

    pages = [source("paper", kind="rumour"), source("feed", caveats=["Aggregator of state media."])]
    said = [statement("north", "river", "demands", citations=[citation(), citation("feed", rung=3)])]
    assert examined(tmp_path, record(sources=pages, statements=said)) == ["P006 $.sources[0].kind"]


def test_a_faulty_part_does_not_make_references_to_it_faulty(tmp_path: Path) -> None:
    assert examined(tmp_path, record(sources=[source("paper", kind="rumour")])) == ["P006 $.sources[0].kind"]


def test_a_faulty_head_does_not_hide_the_other_problems(tmp_path: Path) -> None:
    document = record(statements=[statement("west", "river", "demands")])
    document["dataset"]["updated"] = "soon"
    del document["schema_version"]

    assert examined(tmp_path, document) == [
        "P004 $.schema_version",
        "P006 $.dataset.updated",
        "P101 $.statements[0].party",
    ]


@pytest.mark.parametrize(
    ("faulty", "told"),
    [
        ({"statements": [{k: v for k, v in statement("north", "river", "demands").items() if k != "id"}]},
         ["P004 $.statements[0].id"]),
        ({"absences": [absence("south", "river", "lost", sources=["wire"])],
          "sources": [source("paper"), source("wire")]}, ["P006 $.absences[0].kind"]),
    ],
)  # fmt: skip
def test_taking_a_faulty_part_out_makes_no_problem_of_its_own(
    tmp_path: Path, faulty: dict[str, Any], told: list[str]
) -> None:
    assert examined(tmp_path, record(**faulty)) == told


def test_a_list_that_is_missing_is_told_once(tmp_path: Path) -> None:
    document = record()
    del document["sources"]

    assert examined(tmp_path, document) == ["P004 $.sources"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": ' + "1" * 5000 + "}", (1, 1)),
        ('{\n  "a": "\\ud800"\n}', (2, 14)),
        ("[" * 300 + "]" * 300, (1, 200)),
        ("[" * 990 + "]" * 990, (1, 200)),
    ],
    ids=["digits", "half a pair", "nested", "nested deeper"],
)
def test_what_python_reads_and_the_model_does_not_is_told_as_json_trouble(
    tmp_path: Path, text: str, place: tuple[int, int]
) -> None:
    path = tmp_path / "positions.json"
    path.write_text(text)
    (found,) = store.examine(path, TODAY)[1]

    assert found.code == "P002"
    assert found.line == place[0]


def test_a_byte_order_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "positions.json"
    path.write_bytes(b"\xef\xbb\xbf{}")

    assert "byte order mark" in store.examine(path, TODAY)[1][0].message


@pytest.mark.parametrize("number", ["1" * 400, "1e400", "NaN", '"five"'])
def test_a_number_that_no_negotiation_has_is_told(tmp_path: Path, number: str) -> None:
    document = record(
        propositions=[proposition("river", unit="boats")],
        statements=[statement("north", "river", "demands", range={"min": 0})],
    )
    found = examined(tmp_path, json.dumps(document).replace('"range": {"min": 0}', f'"range": {{"min": {number}}}'))

    assert found in (["P006 $.statements[0].range.min"], ["P002 $"])


@pytest.mark.parametrize("document", ["[]", "1", "null", '{"statements": 5}', '"text"', "{}"])
def test_json_that_is_no_record_at_all_is_told_so(tmp_path: Path, document: str) -> None:
    assert all(line[:4] in {"P004", "P006"} for line in examined(tmp_path, document))
    assert examined(tmp_path, document)


def test_deep_nesting_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    assert examined(tmp_path, "[" * 100_000)[0].startswith("P002")


def test_a_missing_field_is_placed_at_the_part_that_lacks_it() -> None:
    text = '{\n  "a": [\n    {"b": 1}\n  ]\n}'
    placed_ = placed([problem("P004", ("a", 0, "c"), "missing", "add it")], text)[0]

    assert (placed_.line, placed_.column) == (3, 5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.booleans(), st.sampled_from([None, 1, 2]))
def test_every_value_of_any_document_is_placed_where_it_starts(document: Any, ascii_: bool, indent: int | None) -> None:
    text = json.dumps(document, ensure_ascii=ascii_, indent=indent)
    lines = text.split("\n")

    def check(value: Any, path: tuple[str | int, ...]) -> None:
        found = placed([problem("P006", path, "m", "r")], text)[0]
        rest = "\n".join([lines[found.line - 1][found.column - 1 :], *lines[found.line :]])
        if path and isinstance(path[-1], str):
            key, end = json.JSONDecoder().raw_decode(rest)
            assert key == path[-1]
            rest = rest[end:].lstrip().removeprefix(":").lstrip()
        assert json.JSONDecoder().raw_decode(rest)[0] == value
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for step, inner in items:
            check(inner, (*path, step))

    check(document, ())
