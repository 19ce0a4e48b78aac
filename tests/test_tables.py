import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from positions import export, store, tables
from positions.parameters import SEVERITY, Only, Parameters
from positions.store import Record
from tests.records import absence, citation, dataset, issue, party, proposition, source, statement

GOOD = Path(__file__).parent / "cases" / "good"
DAY = date(2025, 4, 30)

# The contract: names and order of the columns, as outside scripts rest on them.
COLUMNS = {
    "positions": "as_of issue proposition proposition_text party status stance value red_line date speaker "
    "speaker_role venue summary condition range_min range_max unit corroboration form rung quote quote_language "
    "quote_translation verified source publisher title url archive_url published retrieved data_version",
    "gaps": "as_of issue proposition proposition_text party_a party_b relation stance_a stance_b red_line_a red_line_b "
    "zone_min zone_max gap unit sources_a urls_a sources_b urls_b data_version",
    "overlap": "as_of measure party_a party_b n_propositions n_comparable agreed bridgeable opposed deadlock "
    "unanswered unknown agreement lower upper sources data_version",
    "changes": "date party issue proposition kind from_stance to_stance statement source url data_version",
}


EXCLUSIVE = [proposition("river", excludes=["lake"]), proposition("lake", excludes=["river"], issue="water")]
BOTH_FOR_TWO = [
    statement("north", "river", "demands"),
    statement("south", "river", "conditional"),
    statement("north", "lake", "accepts", "2025-04-23"),
]
"""Two parties with something to say in every table; one of them is for two propositions that exclude each other."""


def record(**parts: Any) -> Record:
    data = dataset(**parts)
    return Record(data, (), store.version_of(data), "test.json")


def rows(name: str, chosen: Parameters | None = None, **parts: Any) -> list[dict[str, Any]]:
    frame = tables.table(name, record(**parts), chosen or Parameters(as_of=DAY))
    found: list[dict[str, Any]] = json.loads(export.json_rows(frame))
    return found


@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_are_those_of_the_contract(name: str) -> None:
    frame = tables.table(name, record(), Parameters(as_of=DAY))

    contract = COLUMNS[name].split()
    assert [column for column in frame.columns if column in contract] == contract
    assert frame.columns[-1] == "data_version", "columns are added before it"


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_row_ends_in_the_data_version(name: str) -> None:
    found = rows(name, statements=BOTH_FOR_TWO, propositions=EXCLUSIVE, issues=[issue("land"), issue("water")])

    assert found
    assert len({row["data_version"] for row in found}) == 1
    assert all(list(row)[-1] == "data_version" for row in found)


@pytest.mark.parametrize("name", tables.TABLES)
def test_an_empty_record_gives_an_empty_table_with_all_columns(name: str) -> None:
    empty = record(parties=[], propositions=[], statements=[], sources=[])
    frame = tables.table(name, empty, Parameters(as_of=DAY))

    assert frame.empty
    assert list(frame.columns) == list(tables.TABLES[name][0])


def test_positions_has_a_row_for_each_citation_and_one_for_a_cell_without_a_statement() -> None:
    found = rows(
        "positions",
        sources=[source("paper"), source("wire", retrieved="2025-04-23")],
        statements=[statement("north", "river", "demands", citations=[citation("paper"), citation("wire", rung=1)])],
        absences=[absence("south", "river", searched_on="2025-05-01", sources=["paper", "wire"], note="Nothing.")],
    )

    assert [(row["party"], row["status"], row["source"], row["verified"]) for row in found] == [
        ("north", "stated", "paper", False),
        ("north", "stated", "wire", True),
        ("south", "not-found", "paper wire", None),
    ]
    assert found[2]["retrieved"] == "2025-05-01"
    assert found[2]["summary"] == "Nothing."
    assert found[2]["stance"] is None


def test_a_contradictory_cell_shows_both_statements_and_no_value() -> None:
    said = [statement("north", "river", "demands", id="a"), statement("north", "river", "rejects", id="b")]
    found = rows("positions", statements=said)

    assert [(row["status"], row["stance"], row["value"]) for row in found][:2] == [
        ("contradictory", "demands", None),
        ("contradictory", "rejects", None),
    ]


def test_gaps_carry_the_relation_the_numbers_and_the_sources_of_both_sides() -> None:
    (row,) = rows(
        "gaps",
        sources=[source("paper"), source("wire")],
        propositions=[proposition("river", unit="boats")],
        statements=[
            statement("north", "river", "rejects", red_line=True, range={"min": 250}),
            statement("south", "river", "demands", red_line=True, range={"max": 85}, citations=[citation("wire")]),
        ],
    )

    wanted = {
        "party_a": "north", "party_b": "south", "relation": "deadlock", "stance_a": "rejects", "stance_b": "demands",
        "red_line_a": True, "red_line_b": True, "zone_min": 250, "zone_max": 85, "gap": 165, "unit": "boats",
        "sources_a": "paper", "urls_b": "https://example.org/wire",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_overlap_says_na_and_not_nought_where_nothing_is_comparable() -> None:
    frame = tables.table("overlap", record(), Parameters(as_of=DAY))
    printed = pd.read_csv(io.StringIO(export.csv(frame)), keep_default_na=False)

    assert (printed.agreement[0], printed.lower[0], printed.upper[0]) == ("n/a", 0, 1)
    assert json.loads(export.json_rows(frame))[0]["agreement"] is None


def test_filters_and_the_day_reach_every_table() -> None:
    parts: dict[str, Any] = {
        "parties": [party("north"), party("south"), party("west")],
        "statements": [
            statement("north", "river", "rejects", "2025-04-01"),
            statement("south", "river", "demands", "2025-04-20"),
        ],
    }
    chosen = Parameters(as_of=date(2025, 4, 10), party=("north", "south"))

    assert {row["party"] for row in rows("positions", chosen, **parts)} == {"north", "south"}
    assert [row["relation"] for row in rows("gaps", chosen, **parts)] == ["unanswered"]
    assert [row["n_comparable"] for row in rows("overlap", chosen, **parts)] == [0]
    assert [row["party"] for row in rows("statements", chosen, **parts)] == ["north"]
    assert [row["n_statements"] for row in rows("sources", chosen, **parts)] == [1]


@pytest.mark.parametrize("name", tables.TABLES)
@pytest.mark.parametrize("form", export.FORMATS)
def test_the_files_are_the_golden_ones(name: str, form: str) -> None:
    """Rewrite them on purpose with: for each table, `positions export TABLE --format FORM -o tests/golden/…`."""
    every_field = store.read(GOOD / "every_field.json", date(2025, 5, 2))
    made = export.serialise(tables.table(name, every_field, Parameters(as_of=DAY)), form)

    assert made.encode() == (Path(__file__).parent / "golden" / f"{name}.{form}").read_bytes()


def test_a_matrix_as_a_table_has_the_rows_that_are_listed_in_their_order() -> None:
    made = record(
        propositions=[proposition("lake", order=1), proposition("river", order=2)],
        statements=[
            statement("north", "river", "demands"),
            statement("south", "river", "rejects"),
            statement("north", "lake", "accepts"),
        ],
    )
    gravest = Parameters(as_of=DAY, sort=SEVERITY)

    assert list(tables.table("gaps", made, gravest)["proposition"]) == ["river", "lake"]
    assert set(tables.table("positions", made, replace(gravest, only=(Only.OPPOSED,)))["proposition"]) == {"river"}
    assert list(tables.table("overlap", made, replace(gravest, only=(Only.OPPOSED,)))["n_propositions"]) == [2]
