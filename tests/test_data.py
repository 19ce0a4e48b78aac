"""The record that is shipped: what its readers rely on beyond what `positions check` can know."""

import json
import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from positions import store
from positions.compare import Status, Timeline
from positions.model import Form, Stance, last_day

ROOT = Path(__file__).parents[1]
FILE = ROOT / "data" / "positions.json"
RECORD = store.read(FILE)
DATA = RECORD.dataset
PROPOSITIONS = {
    *("crimea-recognised-russian", "four-regions-recognised-russian", "russian-withdrawal"),
    *("nato-membership-excluded", "security-guarantees", "full-ceasefire-first", "civilian-strikes-halt"),
    *("easter-truce", "direct-talks", "us-mediation-conditional", "foreign-troops", "army-limit"),
    *("sanctions-relief", "frozen-assets", "eu-membership", "zaporizhzhia-plant"),
}
STARTING_ARTICLES = ("kyivpost-2025-04-22", "bbc-derived-2025-04-22")


def test_it_has_no_problems() -> None:
    assert RECORD.problems == ()


def test_the_schema_beside_it_is_that_of_the_model() -> None:
    assert json.loads((ROOT / "data" / "schema.json").read_text()) == store.schema()
    assert DATA.schema_ == "schema.json"


def test_it_has_the_parties_and_propositions_that_scripts_rest_on() -> None:
    assert {part.id for part in DATA.parties} == {"russia", "ukraine", "us", "europe"}
    assert {part.id for part in DATA.propositions} >= PROPOSITIONS
    assert date(2025, 4, 30) <= DATA.dataset.coverage_until
    assert len(DATA.statements) >= 45


def test_no_cell_is_left_without_a_statement_or_a_word_on_what_was_searched() -> None:
    grid = Timeline(DATA).grid(DATA.dataset.coverage_until)
    cells = [cell for row in grid.matrix().rows for cell in row]

    assert [f"{c.proposition.id}~{c.party.id}" for c in cells if c.status == Status.NOT_SEARCHED] == []
    assert all(cell.absence and cell.absence.searched_on for cell in cells if cell.status == Status.NOT_FOUND)


def test_no_party_contradicts_itself_on_one_day() -> None:
    for day in {last_day(statement.date) for statement in DATA.statements}:
        assert not Timeline(DATA).grid(day).contradictory.any(), day


@pytest.mark.parametrize("article", STARTING_ARTICLES)
def test_both_starting_articles_are_used_and_carry_their_caveats(article: str) -> None:
    citing = [s for s in DATA.statements if article in {c.source for c in s.citations}]

    assert len(citing) >= 5
    assert DATA.source[article].caveats


def test_the_errors_of_the_articles_are_not_in_the_record() -> None:
    cell = [s for s in DATA.statements if (s.party, s.proposition) == ("ukraine", "civilian-strikes-halt")]
    roles = {s.speaker.role for s in DATA.statements if s.speaker and s.speaker.name == "Donald Trump"}

    assert min(s.date for s in cell if s.range) == "2025-04-20", "the 30 days were offered on Sunday, not on Monday"
    assert roles == {"President of the United States"}, "he was not a former president"


def test_moscows_way_from_refusing_direct_talks_to_offering_them_shows() -> None:
    timeline = Timeline(DATA)

    def stance(day: date) -> Stance | None:
        cell = timeline.grid(day).matrix().cell("direct-talks", "russia")
        return cell.stance if cell else None

    assert stance(date(2024, 8, 20)) == Stance.OPPOSES
    assert stance(date(2025, 4, 22)) == Stance.CONDITIONAL
    assert stance(date(2025, 4, 29)) == Stance.ACCEPTS


def test_a_condition_and_an_ambiguity_are_always_explained() -> None:
    for statement in DATA.statements:
        if statement.stance == Stance.CONDITIONAL:
            assert statement.condition, statement.id
        if statement.stance == Stance.AMBIGUOUS:
            assert statement.note, statement.id


def test_direct_speech_and_documents_are_quoted() -> None:
    for statement, form in product(DATA.statements, (Form.DIRECT_SPEECH, Form.DOCUMENT)):
        assert all(c.quote for c in statement.citations if c.form == form), statement.id


def test_a_quote_in_another_language_is_translated() -> None:
    for statement in DATA.statements:
        for citation in statement.citations:
            language = citation.language or DATA.source[citation.source].language
            if citation.quote and not language.startswith("en"):
                assert citation.translation, statement.id


def test_a_statement_id_begins_with_its_date_and_party() -> None:
    for statement in DATA.statements:
        assert statement.id.startswith(f"{statement.date}-{statement.party}-{statement.proposition}"), statement.id


EPITHETS = re.compile(
    r"\b(regime|illegal\w*|unprovoked|terror\w*|nazi\w*|invader|occup(?:ier|ant)s?|puppet|cynical\w*|barbar\w*|"
    r"aggressor|militants?|so-called|despicable)\b",
    re.IGNORECASE,
)


def test_our_own_sentences_are_neutral() -> None:
    """Epithets stay with those who use them: they may stand in a quote, never in what we write ourselves."""
    own = [
        text
        for s in DATA.statements
        for text in (s.summary, s.condition, s.note, s.venue, s.speaker.role if s.speaker else None)
        if text
    ]
    own += [part.text for part in DATA.propositions] + [part.description for part in DATA.parties]

    assert [text for text in own if EPITHETS.search(re.sub(r"[“'\"‘].*?[”'\"’]", "", text))] == []


def test_no_summary_copies_a_quote() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}

    for statement in DATA.statements:
        quoted = set().union(*(runs(c.quote or "") for c in statement.citations))
        assert not runs(statement.summary) & quoted, statement.id


def test_almost_every_quote_was_seen_on_its_page() -> None:
    quoted = [c for s in DATA.statements for c in s.citations if c.quote]
    confirmed = sum(DATA.confirmed(citation) for citation in quoted)

    assert confirmed / len(quoted) >= 0.9
