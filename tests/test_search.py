"""A search finds what a reader remembers of it."""

from datetime import date

from positions.parameters import Parameters
from positions.search import Found, folded, search
from tests.records import citation, dataset, issue, proposition, source, statement

DATA = dataset(
    issues=[issue("land"), issue("water", title="Rivers and lakes")],
    propositions=[proposition("river", issue="water"), proposition("border", text="The border is marked.")],
    sources=[
        source("paper", publisher="L\u2019Écho du Lac", published="2025-04-01"),
        source("wire", title="Zelens\u2019kyi speaks", published="2025-04-22"),
    ],
    statements=[
        statement("north", "river", "demands", "2025-04-01", speaker={"name": "Ana Lavrova", "role": "minister"}),
        statement("south", "river", "rejects", "2025-04-20", citations=[citation("wire", quote="ми проти цього")]),
        statement("north", "border", "accepts", "2025-04-29", note="An afterthought."),
    ],
)


def found(q: str, **choice: object) -> Found:
    return search(DATA, Parameters(as_of=date(2025, 4, 30), q=q, **choice))  # type: ignore[arg-type]  # a test's choice


def statements(q: str, **choice: object) -> list[str]:
    return [one.id for one in found(q, **choice).statements]


def test_a_proposition_is_found_by_its_words_and_by_its_issue() -> None:
    assert [part.id for part in found("marked").propositions] == ["border"]
    assert [part.id for part in found("lakes").propositions] == ["river"]


def test_a_statement_is_found_by_speaker_party_quote_and_note() -> None:
    assert statements("lavrova") == ["2025-04-01-north-river"]
    assert statements("проти") == ["2025-04-20-south-river"]
    assert statements("afterthought") == ["2025-04-29-north-border"]
    assert statements("north") == ["2025-04-29-north-border", "2025-04-01-north-river"], "the newest first"


def test_a_source_is_found_by_publisher_and_title_whatever_its_accents() -> None:
    assert [one.id for one in found("lecho").sources] == ["paper"]
    assert [one.id for one in found("ZELENSKYI").sources] == ["wire"]


def test_every_word_must_begin_a_word_of_the_text() -> None:
    assert statements("lavr north") == ["2025-04-01-north-river"]
    assert statements("avrova") == []
    assert statements("lavrova south") == []


def test_nothing_is_found_by_nothing() -> None:
    assert not found("")
    assert not found("- !")


def test_the_filters_hold_in_a_search_too() -> None:
    assert statements("north", issue=("water",)) == ["2025-04-01-north-river"]
    assert statements("spoke", party=("south",)) == ["2025-04-20-south-river"]
    assert found("settled", issue=("land",)).propositions == ()


def test_what_was_said_after_the_day_looked_at_is_counted_and_not_listed() -> None:
    early = search(DATA, Parameters(as_of=date(2025, 4, 10), q="north"))

    assert [one.id for one in early.statements] == ["2025-04-01-north-river"]
    assert early.later == 1


def test_signs_that_steer_a_pattern_are_plain_letters_or_nothing() -> None:
    assert not found("(.*)[")
    assert folded("Слово, «так»") == "слово так"
