"""The record that is shipped: what its readers rely on beyond what `positions check` can know."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from positions import store
from positions.evidence import AGGREGATOR, STATE_MEDIA, marked
from positions.grid import Grid, Status
from positions.model import Stance
from positions.timeline import MAX_RUNG, Timeline

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
    assert len(DATA.propositions) >= 26


@pytest.mark.parametrize(
    ("day", "party", "proposition", "stance"),
    [
        ("2022-03-29", "ukraine", "neutrality", "conditional"),  # Istanbul
        ("2022-11-15", "ukraine", "russian-withdrawal", "demands"),  # ten points
        ("2024-06-14", "russia", "ukrainian-withdrawal", "demands"),  # terms of June 2024
        ("2025-04-17", "us", "crimea-recognised-russian", "accepts"),  # American terms
        ("2025-06-02", "russia", "crimea-recognised-russian", "demands"),  # memoranda of Istanbul
        ("2025-06-02", "ukraine", "army-limit", "opposes"),
        ("2025-08-16", "us", "full-ceasefire-first", "opposes"),  # after Alaska
        ("2025-11-20", "us", "nato-membership-excluded", "demands"),  # 28 points
        ("2025-11-23", "europe", "army-limit", "conditional"),  # European counter-text
        ("2025-12-23", "ukraine", "army-limit", "conditional"),  # 20 points
        ("2026-05-08", "us", "may-truce", "demands"),
        ("2026-06-04", "ukraine", "leaders-meeting", "demands"),  # open letter
        ("2026-06-05", "russia", "leaders-meeting", "rejects"),
    ],
)
def test_it_has_what_was_said_at_every_milestone_of_the_talks(
    day: str, party: str, proposition: str, stance: str
) -> None:
    cell = Grid(Timeline(DATA), date.fromisoformat(day)).matrix().cell(proposition, party)

    assert cell is not None
    assert (cell.statements[0].date, cell.stance) == (day, stance)


@pytest.mark.parametrize("party", ["russia", "ukraine"])
def test_it_reaches_from_the_first_talks_to_the_last_known_words(party: str) -> None:
    said = sorted(statement.date for statement in DATA.statements if statement.party == party)

    assert said[0].startswith("2022-03")
    assert said[-1].startswith("2026-06")
    assert date(2026, 7, 1) == DATA.dataset.coverage_until


def test_the_sizes_that_were_named_for_the_army_are_on_record_as_numbers() -> None:
    named = {
        (s.party, end)
        for s in DATA.statements
        if s.proposition == "army-limit" and s.range
        for end in (s.range.min, s.range.max)
    }

    assert named >= {("russia", 85_000), ("ukraine", 250_000), ("us", 600_000), ("ukraine", 800_000)}
    assert ("europe", 800_000) in named


def test_a_draft_of_the_mediator_is_the_position_of_nobody_else() -> None:
    citing = {s.party for s in DATA.statements for c in s.citations if c.origin == "us-28-points"}

    assert citing == {"us"}


def test_propositions_that_one_sentence_would_hide_stand_apart() -> None:
    ids = {part.id for part in DATA.propositions}

    for apart in (
        ("crimea-recognised-russian", "crimea-control-russian"),
        ("prisoners-all-for-all", "children-return"),
        ("energy-truce", "easter-truce"),
    ):
        assert ids.issuperset(apart)
    assert any(part.excludes for part in DATA.propositions)


def test_no_cell_is_left_without_a_statement_or_a_word_on_what_was_searched() -> None:
    grid = Grid(Timeline(DATA), DATA.dataset.coverage_until)
    cells = [cell for row in grid.matrix().rows for cell in row]

    assert [f"{c.proposition.id}~{c.party.id}" for c in cells if c.status == Status.NOT_SEARCHED] == []
    assert all(cell.absence and cell.absence.searched_on for cell in cells if cell.status == Status.NOT_FOUND)


def test_no_party_contradicts_itself_on_one_day() -> None:
    assert not Timeline(DATA).steps().contradictory.any()


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
        cell = Grid(timeline, day).matrix().cell("direct-talks", "russia")
        return cell.stance if cell else None

    assert stance(date(2024, 8, 20)) == Stance.OPPOSES
    assert stance(date(2025, 4, 22)) == Stance.CONDITIONAL
    assert stance(date(2025, 4, 29)) == Stance.ACCEPTS


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
        quoted = set().union(*(runs(c.quote or "") | runs(c.translation or "") for c in statement.citations))
        assert not runs(statement.summary) & quoted, statement.id


def test_a_title_that_is_not_the_printed_one_stands_in_brackets_with_a_caveat() -> None:
    bracketed = [page for page in DATA.sources if page.title.startswith("[")]

    assert [page.id for page in bracketed if not re.search("title|headline", " ".join(page.caveats), re.I)] == []


def test_a_mark_on_an_outlet_stands_on_all_its_pages() -> None:
    marks: dict[str, set[bool]] = {}
    for page in DATA.sources:
        name = re.sub(r"\s*\(.*", "", page.publisher)
        marks.setdefault(name, set()).add(marked(page, STATE_MEDIA, AGGREGATOR))

    assert [name for name, found in marks.items() if len(found) > 1] == []


def test_almost_every_quote_was_seen_on_its_page() -> None:
    quoted = [c for s in DATA.statements for c in s.citations if c.quote]
    confirmed = sum(DATA.confirmed(citation) for citation in quoted)

    assert confirmed / len(quoted) >= 0.95


def test_what_russia_and_ukraine_said_after_april_2025_rests_on_more_than_one_origin() -> None:
    origins: dict[tuple[str, str], set[str]] = {}
    for s in DATA.statements:
        if s.party in {"russia", "ukraine"} and s.date > "2025-04-30" and s.rung <= MAX_RUNG:
            found = origins.setdefault((s.proposition, s.party), set())
            found |= {c.origin or c.source for c in s.citations if c.rung <= MAX_RUNG}

    assert sum(len(found) >= 2 for found in origins.values()) / len(origins) >= 0.95
