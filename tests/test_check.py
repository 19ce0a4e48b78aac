"""The rules, each on a record that breaks just it; the cases in files are in test_cases."""

from datetime import date
from typing import Any

import pytest

from positions.check import is_web_address, problems_of
from tests.records import absence, citation, dataset, proposition, record, source, statement

TODAY = date(2025, 5, 2)


def found(**parts: Any) -> list[str]:
    return [f"{item.code} {item.pointer}" for item in problems_of(dataset(**parts), TODAY)]


def test_a_good_record_has_no_problems() -> None:
    assert found() == []


def test_unknown_ids_are_found_wherever_one_can_be_named() -> None:
    assert found(
        propositions=[proposition("river", issue="water", excludes=["bridge"])],
        statements=[
            statement("west", "lake", "demands", supersedes="gone", citations=[citation("paper"), citation("blog")])
        ],
        absences=[absence("east", "sea", sources=["diary"])],
    ) == [
        "P104 $.propositions[0].issue",
        "P102 $.propositions[0].excludes[0]",
        "P101 $.statements[0].party",
        "P102 $.statements[0].proposition",
        "P103 $.statements[0].citations[1].source",
        "P105 $.statements[0].supersedes",
        "P101 $.absences[0].party",
        "P102 $.absences[0].proposition",
        "P103 $.absences[0].sources[0]",
    ]


def test_an_id_that_stands_twice_is_found_at_its_second_place() -> None:
    twice = statement("north", "river", "demands")
    gone = absence("south", "river")

    assert found(statements=[twice, twice], absences=[gone, gone]) == [
        "P106 $.statements[1].id",
        "P106 $.absences[1].proposition",
    ]


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("ftp://example.org", False),
        ("example.org/a", False),
        ("https://", False),
        ("https://exa mple.org", False),
        ("http://[bad", False),
    ],
)
def test_only_full_web_addresses_are_addresses(url: str, good: bool) -> None:
    assert is_web_address(url) is good
    assert found(sources=[source("paper", url=url)]) == ([] if good else ["P107 $.sources[0].url"])


def test_a_quote_of_25_words_is_allowed_and_one_of_26_is_not() -> None:
    def quoted(words: int) -> dict[str, Any]:
        return {"statements": [statement("north", "river", "demands", citations=[citation(quote="word " * words)])]}

    assert found(**quoted(25)) == []
    assert found(**quoted(26)) == ["P201 $.statements[0].citations[0].quote"]


def test_nothing_may_be_dated_after_today() -> None:
    assert found(sources=[source("paper", published="2025-05-03", retrieved="2025-06-01")]) == [
        "P202 $.sources[0].published",
        "P202 $.sources[0].retrieved",
    ]


def test_a_partial_date_that_may_lie_in_the_past_is_not_in_the_future() -> None:
    assert found(sources=[source("paper", published="2025-05")]) == []


def test_a_statement_after_the_end_of_coverage_is_found_and_a_partial_date_counts_from_its_last_day() -> None:
    assert found(statements=[statement("north", "river", "demands", "2025-05-01")]) == ["P203 $.statements[0].date"]
    assert found(statements=[statement("north", "river", "demands", "2025-04")]) == []
    assert found(statements=[statement("north", "river", "demands", "2025")]) == ["P203 $.statements[0].date"]


def test_being_for_and_against_on_one_day_is_a_contradiction_unless_one_supersedes_the_other() -> None:
    pro = statement("north", "river", "accepts", id="a")
    con = statement("north", "river", "rejects", id="b")

    assert found(statements=[pro, con]) == ["P204 $.statements[1].stance"]
    assert found(statements=[pro, con | {"supersedes": "a"}]) == []
    assert found(statements=[pro, con | {"date": "2025-04-23"}]) == []
    assert found(statements=[pro, con | {"stance": "conditional", "condition": "if it rains"}]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"id": "b", "supersedes": "b"},
        {"id": "b", "supersedes": "a", "party": "south"},
        {"id": "b", "supersedes": "a", "date": "2025-04-21"},
    ],
)
def test_a_statement_supersedes_only_an_earlier_one_of_its_own_cell(other: dict[str, Any]) -> None:
    statements = [
        statement("north", "river", "demands", id="a"),
        {**statement("north", "river", "demands"), **other},
    ]

    assert found(statements=statements) == ["P205 $.statements[1].supersedes"]


def test_a_leak_contradicts_nobody() -> None:
    pro = statement("north", "river", "accepts", id="a")
    leak = statement("north", "river", "rejects", id="b", rung=6)

    assert found(statements=[pro, leak]) == []


def test_a_contradiction_is_told_also_when_a_later_statement_ends_it() -> None:
    said = [
        statement("north", "river", "accepts", "2025-04-20", id="a"),
        statement("north", "river", "rejects", "2025-04-20", id="b"),
        statement("north", "river", "accepts", "2025-04-25", id="c", supersedes="b"),
    ]

    assert found(statements=said) == ["P204 $.statements[1].stance"]


def test_a_circle_of_three_is_told() -> None:
    said = [statement("north", "river", "accepts", id=a, supersedes=b) for a, b in ("ab", "bc", "ca")]

    assert found(statements=said) == [f"P205 $.statements[{i}].supersedes" for i in range(3)]


@pytest.mark.parametrize(
    ("contact", "good"),
    [
        ("mailto:desk@example.org", True),
        ("https://example.org/challenge", True),
        ("the desk", False),
        ("javascript:alert(1)", False),
        ("mailto:desk", False),
    ],
)
def test_the_contact_is_an_address(contact: str, good: bool) -> None:
    about = record()["dataset"] | {"contact": contact}

    assert found(dataset=about) == ([] if good else ["P209 $.dataset.contact"])


def test_two_statements_cannot_supersede_each_other() -> None:
    statements = [
        statement("north", "river", "demands", id="a", supersedes="b"),
        statement("north", "river", "rejects", id="b", supersedes="a"),
    ]

    assert "P205 $.statements[0].supersedes" in found(statements=statements)


@pytest.mark.parametrize("ends", [{"min": 9, "max": 5}, {}])
def test_a_range_needs_an_end_and_its_ends_in_order(ends: dict[str, int]) -> None:
    assert found(
        propositions=[proposition("river", unit="boats")],
        statements=[statement("north", "river", "demands", range=ends)],
    ) == ["P206 $.statements[0].range"]


def test_a_range_needs_a_unit() -> None:
    assert found(statements=[statement("north", "river", "demands", range={"min": 5})]) == [
        "P207 $.statements[0].range"
    ]


def test_a_cell_is_not_called_absent_when_it_has_a_statement_that_counts() -> None:
    gone = [absence("north", "river")]

    assert found(absences=gone) == ["P208 $.absences[0]"]
    assert found(absences=gone, statements=[statement("north", "river", "demands", rung=5)]) == []


def test_a_source_must_be_cited_or_named_as_searched() -> None:
    two = [source("paper"), source("wire")]

    assert found(sources=two) == ["P301 $.sources[1].id"]
    assert found(sources=two, absences=[absence("south", "river", sources=["wire"])]) == []
