"""The rules of evidence, each where it begins and where it ends; the cases in files are in test_shape."""

from typing import Any

import pytest

from positions import evidence
from tests.records import absence, citation, dataset, proposition, source, statement
from tests.test_check import found

BOTH = [proposition("river", excludes=["lake"]), proposition("lake", excludes=["river"])]


@pytest.mark.parametrize(
    ("caveat", "is_marked"),
    [
        ("State media.", True),
        ("State media", True),
        ("State media: carries the words of the ministry.", True),
        ("State mediation is its subject.", False),
        ("Quotes state media.", False),
        ("state media.", False),
    ],
)
def test_a_mark_stands_at_the_beginning_of_a_caveat(caveat: str, is_marked: bool) -> None:
    page = dataset(sources=[source("paper", caveats=[caveat])]).sources[0]

    assert evidence.marked(page, evidence.STATE_MEDIA) is is_marked


def test_a_party_may_be_for_what_excludes_its_earlier_word_but_not_on_the_same_day() -> None:
    river = statement("north", "river", "demands")

    assert found(propositions=BOTH, statements=[river, statement("north", "lake", "accepts", "2025-04-23")]) == []
    assert found(propositions=BOTH, statements=[river, statement("south", "lake", "accepts")]) == []
    assert found(propositions=BOTH, statements=[river, statement("north", "lake", "rejects")]) == []
    assert found(propositions=BOTH, statements=[river, statement("north", "lake", "accepts", rung=5)]) == []
    assert found(propositions=BOTH, statements=[river, statement("north", "lake", "demands")]) == [
        "P211 $.statements[1].stance"
    ]


@pytest.mark.parametrize(
    ("page", "cited", "good"),
    [
        ({"kind": "official"}, {"rung": 1}, True),
        ({"kind": "transcript"}, {"rung": 1}, True),
        ({"kind": "wire"}, {"rung": 1}, False),
        ({}, {"rung": 2, "form": "document"}, True),
        ({}, {"rung": 2, "form": "characterisation"}, False),
        ({}, {"rung": 3, "form": "reported"}, True),
        ({"caveats": ["Small outlet.", "State media."]}, {"rung": 2}, False),
        ({"caveats": ["State media."]}, {"rung": 3}, True),
        ({"kind": "leak"}, {"rung": 5, "form": "document"}, True),
        ({"kind": "leak"}, {"rung": 4, "form": "document"}, False),
    ],
)
def test_a_rung_is_no_stronger_than_the_source_and_the_form_can_bear(
    page: dict[str, Any], cited: dict[str, Any], good: bool
) -> None:
    said = [statement("north", "river", "demands", citations=[citation(**cited)])]

    assert found(sources=[source("paper", **page)], statements=said) == (
        [] if good else ["P212 $.statements[0].citations[0].rung"]
    )


def test_an_aggregator_beside_an_independent_witness_is_allowed() -> None:
    pages = [source("paper"), source("feed", caveats=["Aggregator of state media."])]

    def cited(*rungs: tuple[str, int]) -> list[dict[str, Any]]:
        return [statement("north", "river", "demands", citations=[citation(of, rung=rung) for of, rung in rungs])]

    assert found(sources=pages, statements=cited(("paper", 2), ("feed", 3))) == []
    assert found(sources=pages, statements=cited(("paper", 5), ("feed", 3))) == ["P216 $.statements[0].citations"]


def test_a_machine_made_page_may_show_that_something_was_reported_but_not_what_was_said() -> None:
    pages = [source("paper"), source("feed", caveats=["Machine-rewritten."])]

    def cited(form: str) -> list[str]:
        beside = citation("feed", form=form, rung=4)
        return found(sources=pages, statements=[statement("north", "river", "demands", citations=[citation(), beside])])

    assert cited("reported") == []
    assert cited("direct-speech") == ["P215 $.statements[0].citations[1].source"]


@pytest.mark.parametrize(
    ("published", "said", "good"),
    [
        ("2025-04-22", "2025-04-22", True),
        ("2025-04-21", "2025-04-22", True),  # the evening before, where the paper is printed
        ("2025-04-20", "2025-04-22", False),
        ("2025-04", "2025-04-30", True),
        ("2025-03", "2025-04-22", False),
        ("2025-04-20", "2025-04", True),
    ],
)
def test_nothing_is_printed_before_it_was_said(published: str, said: str, good: bool) -> None:
    problems = found(
        sources=[source("paper", published=published)], statements=[statement("north", "river", "demands", said)]
    )

    assert problems == ([] if good else ["P217 $.statements[0].citations[0].source"])


def test_rules_of_evidence_leave_undeclared_sources_to_the_rule_that_names_them() -> None:
    said = [statement("north", "river", "demands", citations=[citation("x", rung=1, form="reported")])]
    data = dataset(sources=[], statements=said)

    assert [item.code for rule in evidence.RULES for item in rule(data)] == []


@pytest.mark.parametrize("kind", ["official", "news", "leak"])
@pytest.mark.parametrize("form", ["direct-speech", "reported"])
@pytest.mark.parametrize("caveats", [[], ["State media."]])
def test_whoever_follows_the_remedy_of_a_rung_is_not_told_again(kind: str, form: str, caveats: list[str]) -> None:
    data = dataset(
        sources=[source("paper", kind=kind, caveats=caveats)],
        statements=[statement("north", "river", "demands", citations=[citation(form=form, rung=1)])],
    )
    for told in evidence.rungs(data):
        least = int(told.remedy.split()[2])
        again = dataset(
            sources=[source("paper", kind=kind, caveats=caveats)],
            statements=[statement("north", "river", "demands", citations=[citation(form=form, rung=least)])],
        )
        assert list(evidence.rungs(again)) == []


def test_a_stance_that_was_set_aside_the_same_day_contradicts_no_other_proposition() -> None:
    river = statement("north", "river", "demands", id="a")
    taken_back = statement("north", "river", "rejects", id="b", supersedes="a")
    lake = statement("north", "lake", "demands", id="c")

    assert found(propositions=BOTH, statements=[river, lake]) == ["P211 $.statements[1].stance"]
    assert found(propositions=BOTH, statements=[river, taken_back, lake]) == []


def test_an_exclusion_that_stands_on_one_side_only_is_found_in_either_order() -> None:
    one_sided = [proposition("river", excludes=["lake"]), proposition("lake")]
    said = [statement("north", "river", "demands"), statement("north", "lake", "demands")]

    for order in (said, said[::-1]):
        assert "P211 $.statements[1].stance" in found(propositions=one_sided, statements=order)


def test_an_absence_tells_its_day_and_what_was_searched_by_sources_or_in_a_note() -> None:
    whole = absence("south", "river", sources=["paper"])
    bare = {name: value for name, value in whole.items() if name != "note"}

    assert found(absences=[whole]) == found(absences=[bare]) == []
    assert found(absences=[bare | {"sources": []}]) == ["P213 $.absences[0]"]
    assert found(absences=[bare | {"searched_on": None}]) == ["P213 $.absences[0]"]
    assert found(absences=[absence("south", "river", "not-applicable")]) == []


def test_an_aggregator_beside_a_source_that_is_not_declared_is_left_to_the_rule_on_sources() -> None:
    pages = [source("feed", caveats=["Aggregator of state media."])]
    said = [statement("north", "river", "demands", citations=[citation("feed", rung=3), citation("papr")])]

    assert found(sources=pages, statements=said) == ["P103 $.statements[0].citations[1].source"]


@pytest.mark.parametrize(
    ("published", "retrieved", "good"),
    [("2025-04-23", "2025-04-22", True), ("2025-04-24", "2025-04-22", False), ("0001", "2025-04-22", True)],
)
def test_nothing_is_read_before_it_is_printed(published: str, retrieved: str, good: bool) -> None:
    data = dataset(sources=[source("paper", published=published, retrieved=retrieved)], statements=[])

    assert [item.pointer for item in evidence.days_of_sources(data)] == ([] if good else ["$.sources[0].retrieved"])


def test_the_first_year_that_there_is_is_told_and_does_no_harm() -> None:
    assert found(statements=[statement("north", "river", "demands", "0001")]) == []
    assert found(sources=[source("paper", published="0001")]) == ["P217 $.statements[0].citations[0].source"]
