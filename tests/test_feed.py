"""The feed as its readers have it: read back by feedparser, and held against RFC 4287 element by element."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from positions import feed, news, store
from positions.language import LANGUAGES
from positions.parameters import Parameters
from positions.store import Record
from tests.records import Json, citation, dataset, issue, party, proposition, source, statement

SHIPPED = store.read(Path(__file__).parents[1] / "data" / "positions.json")
BASE, ITSELF = "https://talks.example.org/", "https://talks.example.org/feed.atom"
DAY = date(2025, 4, 30)
ATOM, LANG = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}lang"
STATEMENT = {"party": "north", "proposition": "river"}


def record(**parts: Any) -> Record:
    data = dataset(**parts)
    return Record(data, (), store.version_of(data), "positions.json")


def said(stance: str, date_: str = "2025-04-22", party_: str = "north", about: str = "river", **other: Any) -> Json:
    return statement(party_, about, stance, date_, **other)


def about(**other: Any) -> Json:
    """The head of a record, with fields replaced."""
    return dataset().dataset.model_dump(mode="json") | other


def written(made: Record, earlier: Record | None = None, **chosen: Any) -> bytes:
    return feed.written(made, Parameters(**{"as_of": DAY, **chosen}), BASE, ITSELF, earlier)


def read(made: Record, earlier: Record | None = None, **chosen: Any) -> Any:
    """What feedparser has of a feed that both it and RFC 4287 have nothing against."""
    raw = written(made, earlier, **chosen)
    held_to_the_standard(raw)
    found = feedparser.parse(raw)
    assert found.bozo is False
    assert found.version == "atom10"
    return found


def entries(*statements: Json, **chosen: Any) -> list[Any]:
    return list(read(record(statements=statements), **chosen).entries)


def held_to_the_standard(raw: bytes) -> Element:
    """What RFC 4287 asks of a feed in sections 3.2, 3.3, 4.1.1, 4.1.2, 4.2.2 and 4.2.7."""
    raw.decode("utf-8")
    root = ElementTree.fromstring(raw)  # noqa: S314  # our own bytes
    assert root.tag == f"{ATOM}feed"
    assert root.get(LANG)
    once(root, "id", "title", "updated")
    at_most_once(root, "generator", "icon", "logo", "rights", "subtitle")
    assert root.findall(f"{ATOM}author"), "entries without an author of their own need one of the feed"
    assert [link.get("href") for link in root.findall(f"{ATOM}link[@rel='self']")] == [ITSELF]
    for entry in root.findall(f"{ATOM}entry"):
        once(entry, "id", "title", "updated")
        at_most_once(entry, "content", "published", "rights", "source", "summary")
        assert [one.get("type") for one in entry.findall(f"{ATOM}content")] == ["html"]
        assert all(len(one) == 0 for one in entry.findall(f"{ATOM}content")), "HTML is escaped, so it has no elements"
    for holder in (root, *root.findall(f"{ATOM}entry")):
        links = holder.findall(f"{ATOM}link")
        alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
        assert len(alternates) == len(set(alternates)) == 1
        assert all(re.match("https?://", link.get("href", "")) for link in links)
    for name in ("updated", "published"):
        for when in root.iter(f"{ATOM}{name}"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when.text or "")
    for person in root.iter(f"{ATOM}author"):
        once(person, "name")
    for category in root.iter(f"{ATOM}category"):
        assert category.get("term")
    ids = [one.text or "" for one in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert all(UUID(id_).version == 5 and id_.startswith("urn:uuid:") for id_ in ids)
    return root


def once(holder: Element, *names: str) -> None:
    assert [len(holder.findall(ATOM + name)) for name in names] == [1] * len(names)
    assert all((holder.findtext(ATOM + name) or "") for name in names)


def at_most_once(holder: Element, *names: str) -> None:
    assert all(len(holder.findall(ATOM + name)) <= 1 for name in names)


def terms(entry: Any, of: str) -> list[str]:
    """The categories of an entry that are of one scheme."""
    return [tag.term for tag in entry.tags if tag.scheme == f"{BASE}#{of}"]


def html(entry: Any) -> str:
    return str(entry.content[0].value)


def query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def links(entry: Any, rel: str) -> list[str]:
    return [link.href for link in entry.links if link.rel == rel]


# The shipped record.


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_feed_of_the_shipped_record_is_good_atom_in_every_language(code: str) -> None:
    found = read(SHIPPED, as_of=SHIPPED.dataset.dataset.coverage_until, lang=code)

    assert found.feed.title == SHIPPED.spoken(code).dataset.dataset.title
    assert found.feed.title_detail.language == code
    assert found.feed.rights == "CC-BY-4.0"
    assert SHIPPED.version in found.feed.subtitle
    assert found.feed.author == found.feed.title
    assert len(found.entries) == news.STATEMENTS
    assert all(entry.content[0].value for entry in found.entries)


def test_what_is_told_is_what_a_reader_of_the_page_would_find_there() -> None:
    found = read(SHIPPED, as_of=date(2025, 4, 22), party=("ukraine",), issue=("territory",), since=date(2025, 4, 21))
    crimea = next(entry for entry in found.entries if "Crimea" in entry.title)

    assert crimea.title == "Ukraine rejects, red line: Crimea is recognised in law as part of Russia"
    assert query(crimea.link) == {
        "as_of": ["2025-04-22"],
        "view": ["positions"],
        "cell": ["crimea-recognised-russian~ukraine"],
    }


def test_the_same_record_gives_the_same_bytes() -> None:
    state = replace(SHIPPED)

    assert written(SHIPPED) == written(state)


# Statements.


def test_the_newest_statement_comes_first_and_a_partial_date_counts_from_its_last_day() -> None:
    found = entries(said("demands", "2025-04-22"), said("accepts", "2025-04"), said("rejects", "2024"))

    assert [entry.updated for entry in found] == [
        "2025-04-30T00:00:00Z", "2025-04-22T00:00:00Z", "2024-12-31T00:00:00Z",
    ]  # fmt: skip
    assert [entry.published_parsed[:3] for entry in found] == [(2025, 4, 30), (2025, 4, 22), (2024, 12, 31)]


def test_no_more_statements_are_told_than_a_feed_can_carry() -> None:
    many = [said("demands", "2025-04-22", id=f"s{n:03}") for n in range(news.STATEMENTS)]
    found = entries(said("demands", "2025-04-21", id="older"), *many, said("accepts", "2025-04-23", id="newer"))

    assert len(found) == news.STATEMENTS
    assert found[0].updated.startswith("2025-04-23")
    assert "2025-04-21" not in {entry.updated[:10] for entry in found}


def test_an_entry_has_the_words_and_all_that_proves_them() -> None:
    cited = citation(quote="наша река", language="uk", translation="our river", form="direct-speech", locator="page 3")
    made = record(
        sources=[source("paper", caveats=["Small outlet."], retrieved="2025-05-01")],
        propositions=[proposition("river", unit="days")],
        statements=[
            said(
                "conditional",
                speaker={"name": "Anna Nord", "role": "Speaker of the North"},
                venue="Press call",
                condition="Only in spring.",
                range={"min": 30},
                note="Could be coded otherwise.",
                citations=[cited],
            )
        ],
    )
    (entry,) = read(made).entries

    assert entry.title == "North conditional: The river is settled"
    for told in (
        "22\xa0April\xa02025", "Anna Nord, Speaker of the North", "Press call", "north spoke about river.",
        "Only in spring.", "at least 30 days", "“наша река”", "The Paper", "What paper wrote", "page 3", "2025",
        "direct speech", "rung 2: an authorised person on the record", "words seen on the page, 1\xa0May\xa02025",
        "Small outlet.", "Could be coded otherwise.",
    ):  # fmt: skip
        assert told in html(entry)
    assert re.search(r"Translation: <span lang=\"en\">“our river”", html(entry))
    assert '<blockquote dir="auto" lang="uk">' in html(entry)


def test_a_caveat_is_told_once_however_often_its_source_is_cited() -> None:
    cited = [citation(quote="these words"), citation(quote="those words")]
    made = record(sources=[source("paper", caveats=["Small outlet."])], statements=[said("demands", citations=cited)])
    (entry,) = read(made).entries

    assert html(entry).count("<blockquote") == 2
    assert html(entry).count("Small outlet.") == 1


def test_an_entry_leads_to_its_cell_on_its_day_and_to_its_sources() -> None:
    made = record(
        sources=[source("paper"), source("radio", language="uk"), source("bad", url="javascript:alert(1)")],
        statements=[said("demands", citations=[citation(one) for one in ("paper", "radio", "radio", "bad")])],
    )
    (entry,) = read(made, party=("north",), max_rung=3, lang="uk").entries

    assert entry.link.startswith(f"{BASE}?")
    assert query(entry.link) == {
        "as_of": ["2025-04-22"], "view": ["positions"], "cell": ["river~north"], "max_rung": ["3"], "lang": ["uk"],
    }  # fmt: skip
    assert links(entry, "via") == ["https://example.org/paper", "https://example.org/radio"]
    assert 'href="https://example.org/paper#:~:text=these%20very%20words"' in html(entry)
    assert "javascript" not in html(entry)


def test_unnamed_sources_and_leaks_are_told_as_not_counted() -> None:
    found = entries(said("demands", rung=5, id="unnamed"), said("rejects", rung=6, id="leak"), said("accepts", id="z"))

    assert [entry.title for entry in found] == [
        "North rejects: The river is settled (on record, not counted)",
        "North demands: The river is settled (on record, not counted)",
        "North accepts: The river is settled",
    ]
    assert [terms(entry, "kind") for entry in found] == [["statement", "not-counted"]] * 2 + [["statement", "first"]]
    assert "never make a position" in html(found[0])
    assert "never make a position" not in html(found[2])


def test_the_summary_stays_text_whatever_it_holds() -> None:
    evil = "<script>alert(1)</script> & <b>bold</b> ]]> &lt;i&gt;"
    (entry,) = entries(said("demands", summary=evil, citations=[citation(quote=evil)]))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt; ]]&gt; &amp;lt;i&amp;gt;" in html(entry)
    assert text_of(html(entry)).count(evil) == 2


# Changes of stance.


def test_a_change_of_stance_is_one_entry_with_its_kind_both_statements_and_what_it_did() -> None:
    first = said("demands", "2025-04-01", red_line=True, summary="North asked for all of it.")
    now = said("conditional", "2025-04-22", summary="North would take a half.")
    south = said("accepts", "2025-04-02", "south")
    change, *others = entries(first, south, now)

    assert change.title == "North conditional: The river is settled (softened; before: demands)"
    assert terms(change, "kind") == ["change", "softened"]
    assert [tag.label for tag in change.tags][:2] == ["change of stance", "softened"]
    told = text_of(html(change))
    assert "Before: demands; 1\xa0April\xa02025, red line: North asked for all of it." in told
    assert "After: conditional; 22\xa0April\xa02025" in told
    assert told.count("North would take a half.") == 1
    assert "North – South: 100\xa0% → 50\xa0% [50–50\xa0%], 1 of 1 (−50.0\xa0points)" in told
    assert [terms(entry, "kind") for entry in others] == [["statement", "first"]] * 2


def test_the_same_said_again_is_no_change_and_another_number_is_one() -> None:
    found = read(
        record(
            propositions=[proposition("river", unit="days")],
            statements=[
                said("conditional", "2025-04-01", range={"min": 30}),
                said("conditional", "2025-04-02", range={"min": 30}),
                said("conditional", "2025-04-03", range={"min": 60}),
            ],
        )
    ).entries

    assert [terms(entry, "kind") for entry in found] == [
        ["change", "reaffirmed", "other-number"], ["statement", "reaffirmed"], ["statement", "first"],
    ]  # fmt: skip
    assert found[0].title == "North conditional: The river is settled (another number; before: conditional)"


def test_words_that_contradict_each_other_on_one_day_both_tell_of_the_change() -> None:
    found = entries(said("accepts", "2025-04-01"), said("accepts", id="yes"), said("rejects", id="no"))

    assert [terms(entry, "kind")[0] for entry in found] == ["change", "change", "statement"]
    assert "(hardened, became unclear; before: accepts)" in found[0].title
    assert all("After: contradictory" in text_of(html(entry)) for entry in found[:2])


def test_a_statement_that_was_set_aside_on_its_day_is_told_without_a_change() -> None:
    found = entries(said("accepts", id="slip"), said("rejects", id="correct", supersedes="slip"))

    assert [terms(entry, "kind") for entry in found] == [["statement", "first"], ["statement"]]
    assert "takes the place of the statement slip" in html(found[0])


# Ids.


def test_an_entry_keeps_its_id_in_every_version_and_when_it_becomes_a_change() -> None:
    now = said("conditional", "2025-04-22")
    one = record(statements=[now])
    other = record(statements=[said("demands", "2025-04-01"), {**now, "summary": "Said otherwise."}])
    before, after = read(one), read(other)

    assert one.version != other.version
    assert terms(before.entries[0], "kind")[0] != terms(after.entries[0], "kind")[0]
    assert before.entries[0].id == after.entries[0].id
    assert before.feed.id == after.feed.id


def test_an_entry_has_the_same_id_on_every_host_and_in_every_language_and_choice() -> None:
    chosen = Parameters(as_of=DAY, lang="uk", party=("north",))
    made = record()
    elsewhere = feedparser.parse(feed.written(made, chosen, "https://mirror.example.net/x/", "https://a.example/"))

    assert [entry.id for entry in elsewhere.entries] == [entry.id for entry in read(made).entries]


def test_another_record_with_the_same_statement_has_another_id() -> None:
    other = record(dataset=about(id="other"))

    assert read(other).entries[0].id != read(record()).entries[0].id
    assert read(other).feed.id != read(record()).feed.id


def test_a_feed_of_some_parties_is_a_feed_of_its_own_that_says_so() -> None:
    whole, north, both = read(record()), read(record(), party=("north",)), read(record(), party=("south", "north"))

    assert north.feed.title == "Test talks (North)"
    assert len({one.feed.id for one in (whole, north, both)}) == 3
    assert both.feed.id == read(record(), party=("north", "south"), as_of=date(2025, 4, 22), lang="uk").feed.id


# What is chosen.


def test_parties_issues_days_and_rungs_filter_as_they_do_elsewhere() -> None:
    made = record(
        issues=[issue("land"), issue("water")],
        propositions=[proposition("river"), proposition("lake", issue="water")],
        statements=[
            said("demands", "2025-04-01"),
            said("demands", "2025-04-02", about="lake", rung=4),
            said("demands", "2025-04-03", "south"),
            said("demands", "2025-04-04", "south", rung=6),
        ],
    )

    def days(**chosen: Any) -> list[int]:
        return [entry.updated_parsed.tm_mday for entry in read(made, **chosen).entries]

    assert days() == [4, 3, 2, 1]
    assert days(party=("north",)) == [2, 1]
    assert days(issue=("water",)) == [2]
    assert days(since=date(2025, 4, 2)) == [4, 3]
    assert days(as_of=date(2025, 4, 2)) == [2, 1]
    assert days(max_rung=3) == [3, 1]
    assert [terms(entry, "issue") for entry in read(made, party=("north",)).entries] == [["water"], ["land"]]
    assert [terms(entry, "party") for entry in read(made, issue=("water",)).entries] == [["north"]]


def test_a_record_without_statements_has_a_feed_without_entries() -> None:
    found = read(record(statements=[]))

    assert found.entries == []
    assert found.feed.updated == "2025-05-01T00:00:00Z"
    assert found.feed.title == "Test talks"


def test_the_feed_is_as_new_as_the_record() -> None:
    assert read(record()).feed.updated == "2025-05-01T00:00:00Z"
    assert read(record(dataset=about(updated="2025-04-01"))).feed.updated == "2025-04-22T00:00:00Z"


# Corrections.

WHY = "Recoded by the desk: a condition was overlooked."


def corrections(found: Any) -> list[Any]:
    return [entry for entry in found.entries if terms(entry, "kind")[0] == "correction"]


def test_a_recoded_statement_is_told_as_a_correction_of_the_record_beside_what_the_party_said() -> None:
    found = read(record(statements=[said("conditional", note=WHY)]))
    correction, spoken = found.entries

    assert correction.title == "Correction: North conditional: The river is settled"
    assert correction.updated == "2025-05-01T00:00:00Z"
    assert terms(correction, "kind") == ["correction", "recoded"]
    assert terms(correction, "party") == ["north"]
    assert "not about anything that a party did" in html(correction)
    assert WHY in html(correction)
    assert query(correction.link)["as_of"] == ["2025-04-22"]
    assert spoken.title == "North conditional: The river is settled"
    assert spoken.updated == "2025-04-22T00:00:00Z"
    assert terms(spoken, "kind") == ["statement", "first"]


def test_a_note_that_only_mentions_recoding_is_no_correction() -> None:
    assert corrections(read(record(statements=[said("demands", note="Not recoded by anyone.")]))) == []


def test_from_an_earlier_state_a_correction_has_what_differs_old_and_new() -> None:
    old = record(statements=[said("demands", red_line=True, rung=4)])
    new = record(statements=[said("conditional", "2025-04-21", id="2025-04-22-north-river", note=WHY)])
    (correction,) = corrections(read(new, old))

    told = text_of(html(correction))
    assert "stance: demands → conditional" in told
    assert "red line: yes → no" in told
    assert "date: 22\xa0April\xa02025 → 21\xa0April\xa02025" in told
    assert "rung: 4 (reported by a named outlet) → 2 (an authorised person on the record)" in told
    assert told.count(WHY) == 1
    assert "No new note" not in told


def test_a_correction_without_a_reason_says_so() -> None:
    (correction,) = corrections(read(record(statements=[said("accepts")]), record()))

    assert "No new note says who recoded it, or why." in html(correction)


def test_a_field_that_was_not_given_is_told_as_none() -> None:
    old = record(propositions=[proposition("river", unit="days")])
    new = record(propositions=[proposition("river", unit="days")], statements=[said("demands", range={"max": 9})])
    (correction,) = corrections(read(new, old))

    assert "range: none → at most 9 days" in text_of(html(correction))


def test_a_correction_is_the_same_entry_with_and_without_the_earlier_state_until_it_is_recoded_again() -> None:
    first = record(statements=[said("demands")])
    second = record(statements=[said("conditional", note=WHY)])
    later = record(dataset=about(updated="2025-06-01"), statements=[said("conditional", note=WHY, summary="Reworded.")])
    again = record(statements=[said("accepts", note=WHY)])
    told = [
        corrections(read(*states))[0].id for states in ((second,), (second, first), (later,), (again,), (again, second))
    ]

    assert told[0] == told[1] == told[2]
    assert told[3] == told[4] != told[0]


def test_a_correction_that_the_earlier_state_had_already_keeps_the_day_of_that() -> None:
    old = record(statements=[said("conditional", note=WHY)])
    new = record(dataset=about(updated="2025-06-01"), statements=[said("conditional", note=WHY)])
    (correction,) = corrections(read(new, old))

    assert correction.updated == "2025-05-01T00:00:00Z"


def test_a_withdrawn_statement_is_told_with_the_note_that_names_it() -> None:
    gone, stays = said("demands"), said("rejects", "2025-04-20", note="Takes the place of 2025-04-22-north-river.")
    with_note, without = (
        corrections(read(record(statements=[one]), record(statements=[gone, one])))[0]
        for one in (stays, {**stays, "note": "On the other bank."})
    )

    assert with_note.title == "Correction, taken out of the record: North demands: The river is settled"
    assert terms(with_note, "kind") == ["correction", "withdrawn"]
    assert "Takes the place of 2025-04-22-north-river." in html(with_note)
    assert "north spoke about river." in html(with_note)
    assert "No note of the new record names it." in html(without)


def test_a_statement_that_went_with_its_party_proposition_and_source_is_told_all_the_same() -> None:
    old = record(
        parties=[party("north"), party("west")],
        propositions=[proposition("river"), proposition("lake", issue="water")],
        issues=[issue("land"), issue("water")],
        sources=[source("paper"), source("radio")],
        statements=[said("rejects", "2025-04-22", "west", "lake", citations=[citation("radio")])],
    )
    (correction,) = corrections(read(record(), old))

    assert correction.title == "Correction, taken out of the record: West rejects: The lake is settled"
    assert links(correction, "via") == ["https://example.org/radio"]
    assert query(correction.link) == {"as_of": ["2025-04-30"], "view": ["changes"]}


def test_edits_are_told_together_and_say_which_fields() -> None:
    old = record(statements=[said("demands"), said("demands", party_="south"), said("demands", "2025-04-01")])
    new = record(
        statements=[
            said("demands", summary="Said well."),
            said("demands", party_="south", venue="Hall", citations=[citation(quote="other words")]),
            said("demands", "2025-04-01"),
        ]
    )
    (correction,) = corrections(read(new, old))

    assert correction.title == "Correction: words or sources of 2 statements edited, coding unchanged"
    assert terms(correction, "kind") == ["correction", "edited"]
    assert terms(correction, "party") == ["north", "south"]
    told = text_of(html(correction))
    assert "North demands: The river is settled, 22\xa0April\xa02025 (summary)" in told
    assert "South demands: The river is settled, 22\xa0April\xa02025 (venue, citations)" in told


def test_of_many_edits_the_rest_is_counted() -> None:
    many = [said("demands", id=f"s{n:03}") for n in range(feed.LISTED + 3)]
    new = [{**one, "summary": "Said well."} for one in many]
    (correction,) = corrections(read(record(statements=new), record(statements=many)))

    assert html(correction).count("<li>") == feed.LISTED
    assert "And 3 more." in html(correction)


def test_a_new_statement_is_no_correction_unless_it_is_of_days_that_the_feed_no_longer_reaches() -> None:
    known = [said("demands", "2025-04-22", id=f"s{n:03}") for n in range(news.STATEMENTS - 1)]
    old = record(statements=known)
    new = record(statements=[*known, said("accepts", "2025-04-23", "south"), said("accepts", "2025-04-01", "south")])
    found = read(new, old)
    (correction,) = corrections(found)

    assert found.entries[1].title == "South accepts: The river is settled"
    assert "2025-04-01" not in {entry.updated[:10] for entry in found.entries}
    assert correction.title == "Correction: 1 earlier statement added to the record"
    assert "1\xa0April\xa02025" in html(correction)
    assert "23\xa0April\xa02025" not in html(correction)


def test_two_states_that_hold_the_same_have_nothing_to_correct() -> None:
    assert written(record(), record()) == written(record())


def test_corrections_follow_the_choice_of_parties_and_days() -> None:
    old = record(statements=[said("demands"), said("demands", party_="south")])
    new = record(statements=[said("accepts"), said("accepts", party_="south")])

    assert len(corrections(read(new, old))) == 2
    assert [terms(one, "party") for one in corrections(read(new, old, party=("south",)))] == [["south"]]
    assert corrections(read(new, old, as_of=date(2025, 4, 21))) == []
    assert len(corrections(read(new, old, since=date(2025, 4, 29)))) == 2
    assert corrections(read(record(dataset=about(updated="2025-04-20"), statements=[said("accepts")]), old,
                            since=date(2025, 4, 20))) == []  # fmt: skip


def test_corrections_never_push_out_what_the_parties_said() -> None:
    many = [said("demands", id=f"s{n:03}", note=WHY) for n in range(news.STATEMENTS + news.CORRECTIONS)]
    found = read(record(statements=many))

    assert len(corrections(found)) == news.CORRECTIONS
    assert len(found.entries) == news.CORRECTIONS + news.STATEMENTS


# Any text.


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def handle_data(self, data: str) -> None:
        self.told.append(data)


def text_of(markup: str) -> str:
    """What a browser would show of HTML, tags left out."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return "".join(parser.told)


def held_by_xml(text: str) -> str:
    """A text as it comes out of XML: without what cannot stand there, with line ends as the standard has them."""
    kept = (
        sign
        for sign in text
        if sign in "\t\n\r" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
    )
    return re.sub("\r\n?", "\n", "".join(kept))


texts = st.text(min_size=1).filter(lambda text: re.search(r"[a-z<&]", text))


@given(title=texts, proposition_=texts, summary=texts, name=texts)
@example(title="a\x00\x0b\x1f", proposition_="a\ufffe\uffff", summary="a\x7f\x85\u2028\U0001fffe", name="\"><a x='")
@example(title="&#0;a", proposition_="]]></title><a>", summary="</content><script>&amp;", name="a\r\nb\rc")
def test_no_text_breaks_the_feed_or_comes_out_as_anything_but_itself(
    title: str, proposition_: str, summary: str, name: str
) -> None:
    made = record(
        dataset=about(title=title, licence=summary),
        parties=[party("north", short=name)],
        issues=[issue("land", title=title)],
        propositions=[proposition("river", text=proposition_)],
        sources=[source("paper", title=title, publisher=name, caveats=[summary])],
        statements=[said("demands", summary=summary, note=name, citations=[citation(quote=title, translation=name)])],
    )
    root = held_to_the_standard(written(made))
    entry = root.find(f"{ATOM}entry")

    assert entry is not None
    assert root.findtext(f"{ATOM}title") == held_by_xml(title)
    assert entry.findtext(f"{ATOM}title") == held_by_xml(f"{name} demands: {proposition_.removesuffix('.')}")
    assert held_by_xml(f"{summary}\n") in text_of(entry.findtext(f"{ATOM}content") or "")


def test_half_a_surrogate_pair_in_an_address_does_not_break_the_feed() -> None:
    raw = feed.written(record(), Parameters(as_of=DAY), BASE, ITSELF + "\ud800")

    assert feedparser.parse(raw).bozo is False
