"""The HTML of the tables: what a reader and a screen reader find in it, and that nothing in a record can break out."""

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from positions import markup, markup_findings, store
from positions.masthead import masthead
from positions.parameters import Parameters
from positions.store import Record
from tests.records import absence, citation, dataset, issue, party, proposition, source, statement

DAY = date(2025, 4, 30)
VOID = {"br", "input"}


class Page(HTMLParser):
    """Collects the elements of a piece of HTML and checks that they nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def record(**parts: Any) -> Record:
    data = dataset(**parts)
    return Record(data, (), store.version_of(data), "test.json")


@dataclass
class Shown:
    """A view and the evidence of its chosen cell."""

    table: str
    evidence: str
    sources: str


def shown(view: str, cell: tuple[str, ...] = (), **parts: Any) -> Shown:
    made, chosen = record(**parts), Parameters(as_of=DAY, cell=cell)
    matrix = chosen.matrix(made.timeline)
    made_by = markup if hasattr(markup, view) else markup_findings
    board: markup.Board = getattr(made_by, view)(made, matrix, chosen)
    return Shown(board.table, markup.evidence(made, matrix, chosen, board.numbers), board.sources)


TWO_SIDES: dict[str, Any] = {
    "sources": [source("paper", retrieved="2025-04-23"), source("wire", caveats=["A small outlet."])],
    "statements": [
        statement("north", "river", "demands", red_line=True, speaker={"name": "N. Orth", "role": "President"}),
        statement(
            "south",
            "river",
            "rejects",
            red_line=True,
            venue="press conference",
            note="Could be read otherwise.",
            citations=[citation("wire", quote="never, not at all", form="reported", rung=4)],
        ),
        statement("south", "river", "ambiguous", "2025-04-01", citations=[citation("wire", quote="we shall see")]),
    ],
}


@pytest.mark.parametrize("view", ["gaps", "positions", "overlap"])
def test_a_matrix_is_a_table_with_caption_and_scoped_heads(view: str) -> None:
    page = Page(shown(view, **TWO_SIDES).table)

    assert len(page.all("caption")) == len(page.all("table")) >= 1
    assert "30\u00a0April\u00a02025" in page.text, "the caption says the day"
    assert page.all("th")
    assert all(head["scope"] in {"col", "row", "rowgroup"} for head in page.all("th"))


LISTS = {
    "changes": lambda made, matrix, chosen: markup_findings.changes(made, matrix, chosen).table,
    "blocks": lambda made, matrix, chosen: markup_findings.blocks(made, matrix, chosen).table,
    "sources": lambda made, matrix, chosen: markup_findings.sources(made, matrix, chosen).table,
    "overlap": lambda made, matrix, chosen: markup_findings.overlap(made, matrix, chosen).table,
    "movement": markup_findings.movement,
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_stays_a_table_for_a_screen_reader_when_a_phone_shows_it_as_cards(name: str) -> None:
    """A display of block takes the roles away that the elements have by themselves."""
    made, chosen = record(**TWO_SIDES), Parameters(as_of=DAY)
    page = Page(LISTS[name](made, chosen.matrix(made.timeline), chosen))
    roles = {"table": {"table"}, "tr": {"row"}, "th": {"columnheader", "rowheader"}, "td": {"cell"}}

    assert page.all("table")
    for tag, allowed in roles.items():
        assert {part.get("role") for part in page.all(tag)} == allowed, tag


def test_a_gap_shows_its_sign_and_word_and_the_marks_of_both_sides() -> None:
    page = Page(shown("gaps", **TWO_SIDES).table)
    (button,) = page.all("button")

    assert "✕" in page.text
    assert "deadlock" in page.text
    assert button["data-cell"] == "river~north~south"
    assert "deadlock: North and South" in str(button["aria-label"])
    assert [link["href"] for link in page.all("a") if "data-go" not in link] == ["#source-1", "#source-2"]


def test_a_position_shows_its_word_red_line_and_day() -> None:
    page = Page(shown("positions", **TWO_SIDES).table)

    assert re.search(r"\+\+\s+demands\s+red line\s*22\u00a0April\u00a02025", page.text)
    assert [button["data-cell"] for button in page.all("button")] == ["river~north", "river~south"]


def test_every_mark_leads_to_a_source_in_the_list_below() -> None:
    for view in ("gaps", "positions", "overlap"):
        board = shown(view, **TWO_SIDES)
        marks = {str(link["href"])[1:] for link in Page(board.table).all("a") if "data-go" not in link}

        assert marks == {"source-1", "source-2"}
        assert {item["id"] for item in Page(board.sources).all("li") if "id" in item} == marks


def test_the_overlap_shows_both_measures_the_interval_and_every_count() -> None:
    text = " ".join(Page(shown("overlap", **TWO_SIDES).table).text.split())

    assert "Agreement, city-block" in text
    assert "Agreement, exact match" in text
    assert "0 % [0–0 %]" in text.replace("\u00a0", " ")
    assert "1 of 1" in text


def test_the_evidence_tells_who_when_where_how_and_links_to_the_words() -> None:
    page = Page(shown("gaps", ("river", "north", "south"), **TWO_SIDES).evidence)
    text = " ".join(page.text.split())

    for part in (
        "North – South: deadlock",
        "22 April 2025 · N. Orth, President",
        "press conference",
        "“these very words”",
        "“never, not at all”",
        "direct speech · rung 2: an authorised person on the record",
        "reported by the outlet · rung 4: reported by a named outlet",
        "words seen on the page, 23 April 2025",
        "words not confirmed on the page",
        "Caveat on this source: A small outlet.",
        "Why it is coded so: Could be read otherwise.",
        "Earlier: 1 statement",
        "“we shall see”",
    ):
        assert part in text.replace("\u00a0", " ")
    links = [str(link["href"]) for link in page.all("a")]
    assert "https://example.org/wire#:~:text=never%2C%20not%20at%20all" in links


def test_a_cell_without_a_statement_tells_what_was_searched() -> None:
    gone = [absence("south", "river", searched_on="2025-05-01", sources=["paper"], note="Nothing was found.")]
    page = Page(shown("positions", ("river", "south"), absences=gone).evidence)
    text = " ".join(page.text.split()).replace("\u00a0", " ")

    assert "Searched for, nothing found (1 May 2025). Nothing was found. This is not a position." in text
    assert "Searched: The Paper." in text


def test_what_does_not_count_at_this_rung_is_still_told() -> None:
    leak = [statement("north", "river", "accepts", rung=6)]
    text = Page(shown("positions", ("river", "north"), statements=leak).evidence).text

    assert "On record, not counted at this rung: 1 statement" in text


def test_a_gap_in_numbers_is_told_in_its_unit() -> None:
    parts: dict[str, Any] = {
        "propositions": [proposition("river", unit="soldiers")],
        "statements": [
            statement("north", "river", "demands", range={"max": 85000}),
            statement("south", "river", "rejects", range={"min": 250000}),
        ],
    }
    board = shown("gaps", ("river", "north", "south"), **parts)

    assert "gap 165\u202f000 soldiers" in Page(board.table).text
    assert "Gap between stated positions: 165\u202f000 soldiers" in Page(board.evidence).text


def test_no_cell_chosen_or_a_hidden_one_shows_no_evidence() -> None:
    assert shown("gaps").evidence == ""
    assert shown("gaps", ("river", "gone")).evidence == ""


NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_whatever_a_record_holds_stays_text() -> None:
    parts: dict[str, Any] = {
        "parties": [party("north", name=NASTY, short=NASTY), party("south")],
        "issues": [issue("land", title=NASTY)],
        "propositions": [proposition("river", text=NASTY, note=NASTY)],
        "sources": [source("paper", title=NASTY, publisher=NASTY, caveats=[NASTY], url="https://example.org/'\"><b>")],
        "statements": [
            statement("north", "river", "conditional", summary=NASTY, condition=NASTY, note=NASTY, venue=NASTY,
                      speaker={"name": NASTY, "role": NASTY},
                      citations=[citation(quote=NASTY, translation=NASTY, locator=NASTY, origin=NASTY)])
        ],
    }  # fmt: skip
    for view in ("gaps", "positions", "overlap"):
        board = shown(view, ("river", "north", "south"), **parts)
        page = Page(board.table + board.evidence + board.sources)

        assert page.all("script") + page.all("img") + page.all("b") == []
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_an_address_that_is_not_http_never_becomes_a_link() -> None:
    parts = {"sources": [source("paper", url="javascript:alert(1)", archive_url="data:text/html,x")]}
    board = shown("positions", ("river", "north"), **parts)
    links = Page(board.evidence + board.sources).all("a")

    outside = {str(link["href"]).split(":")[0] for link in links if "data-go" not in link}
    assert outside == {"#source-1", "mailto"}, "the contact of the record, and no page"


def test_the_header_says_title_dates_counts_and_the_figure_of_the_first_pair() -> None:
    made, chosen = record(**TWO_SIDES), Parameters(as_of=DAY)
    text = Page(masthead(made, chosen.matrix(made.timeline), chosen)).text
    told = " ".join(text.split()).replace("\u00a0", " ")

    assert "Test talks" in told
    assert "As of 30 April 2025 · coverage ends 30 April 2025" in told
    assert "2 parties, 1 proposition, 3 statements, 2 sources" in told
    assert "North – South 0 % agreement of stated positions, city-block [0–0 %] · 1 of 1 comparable" in told
    assert "1 deadlock · 0 unanswered" in told


def test_after_the_end_of_coverage_the_header_warns_that_silence_is_no_position() -> None:
    made, chosen = record(), Parameters(as_of=date(2026, 1, 1))
    text = Page(masthead(made, chosen.matrix(made.timeline), chosen)).text

    assert "A later silence is not a position." in text


def test_the_method_names_every_sign_formula_and_rung() -> None:
    text = Page(markup.about(record(), Parameters(as_of=DAY))).text

    for part in ("deadlock", "contradictory", "1 − |a − b|", "[S / N, (S + N − n) / N]", "a leaked draft", "CC-BY-4.0"):
        assert part in text


def test_an_old_position_is_marked_in_words_that_a_screen_reader_says_too() -> None:
    said = [statement("north", "river", "demands", "2024-01-01"), statement("south", "river", "rejects", "2025-04-29")]
    cell = ("river", "north")
    gaps, positions = shown("gaps", statements=said), shown("positions", cell, statements=said)

    assert "stale: North" in Page(gaps.table).text
    assert "stale: North" in (Page(gaps.table).all("button")[0]["aria-label"] or "")
    assert Page(positions.table).text.count("◷ stale") == 2, "in the cell of the north, and in the legend"
    assert "more than 180 days" in positions.table
    assert "said 485 days before the as-of date" in positions.evidence


def test_the_evidence_says_when_a_party_is_for_two_things_that_cannot_hold_together() -> None:
    lake = [proposition("river", excludes=["lake"]), proposition("lake", excludes=["river"])]
    said = [statement("north", "river", "demands"), statement("north", "lake", "accepts")]
    against = [statement("north", "river", "demands"), statement("north", "lake", "rejects")]

    told = "Cannot hold together with what the party accepts"
    other = Page(shown("positions", ("lake", "north"), propositions=lake, statements=said).evidence).text
    assert "Cannot hold together with what the party demands" in other
    assert told in Page(shown("positions", ("river", "north"), propositions=lake, statements=said).evidence).text
    assert told not in Page(shown("positions", ("river", "north"), propositions=lake, statements=against).evidence).text


def test_the_about_page_counts_what_the_record_holds() -> None:
    said = [
        statement("north", "river", "demands", "2022-03-29", citations=[citation(), citation("wire", rung=4)]),
        statement("north", "river", "accepts", "2025-04"),
        statement("south", "river", "rejects", rung=5),
    ]
    html = markup.about(record(sources=TWO_SIDES["sources"], statements=said), Parameters(as_of=DAY))
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)]

    assert "3 of 4 quotes (75\u00a0%) were seen" in Page(html).text
    assert ["2022", "1", "0", "1"] in rows
    assert ["2025", "1", "1", "2"] in rows
    assert ["5", "0", "1", "1"] in rows
    assert ["The river is settled.", "2", "1", "3"] in rows


def test_a_position_whose_words_were_seen_on_no_page_is_marked_before_the_click() -> None:
    pages = [source("paper", retrieved="2025-04-23"), source("wire")]
    said = [
        statement("north", "river", "demands"),
        statement("south", "river", "rejects", citations=[citation("wire")]),
    ]
    gaps, positions = (shown(view, sources=pages, statements=said).table for view in ("gaps", "positions"))

    assert "not confirmed: South" in Page(gaps).text
    assert "not confirmed: South" in (Page(gaps).all("button")[0]["aria-label"] or "")
    assert Page(positions).text.count("◇ not confirmed") == 2, "in the cell of the south, and in the legend"


def test_the_evidence_tells_of_an_earlier_red_line_and_of_the_first_statement_to_come() -> None:
    drawn = statement("north", "river", "demands", "2025-04-01", red_line=True)
    said = [drawn, statement("north", "river", "demands"), statement("south", "river", "rejects", "2025-05-20")]
    text = Page(shown("gaps", ("river", "north", "south"), statements=said).evidence).text

    assert "Called a red line on 1\u00a0April\u00a02025; the words now in force do not repeat that." in text
    assert "No statement that counts is on record up to this day; the first is of 20\u00a0May\u00a02025." in text
    assert "no search is noted" not in text
    assert "first: 20\u00a0May\u00a02025" in Page(shown("positions", statements=said).table).text


def test_of_equally_strong_quotes_the_one_that_needs_no_translation_is_read_first() -> None:
    pages = [source("blatt", language="de"), source("paper"), source("wire")]
    said = statement(
        "north", "river", "demands",
        citations=[
            citation("blatt", quote="eben diese Worte", translation="just these words"),
            citation("paper", quote="these very words"),
            citation("wire", quote="the strongest words", rung=1),
        ],
    )  # fmt: skip
    quotes = Page(shown("positions", ("river", "north"), sources=pages, statements=[said]).evidence).text

    assert quotes.index("the strongest") < quotes.index("these very") < quotes.index("eben diese")


def test_only_the_quotes_that_a_position_rests_on_decide_whether_it_is_confirmed() -> None:
    pages = [source("paper"), source("wire", retrieved="2025-04-23")]
    unquoted = citation(form="reported", rung=4)
    del unquoted["quote"]
    leaked = citation("wire", rung=6)

    def marked(*cited: Any) -> bool:
        said = [statement("north", "river", "demands", citations=list(cited))]
        return "not confirmed" in shown("positions", sources=pages, statements=said).table

    assert marked(citation())
    assert marked(citation(), leaked), "a leak confirms nothing"
    assert not marked(citation(), citation("wire"))
    assert not marked(unquoted), "no words, so none to confirm; the evidence says that none are quoted"


def test_an_old_position_under_a_strict_rung_names_the_newer_words_of_a_weaker_source() -> None:
    said = [
        statement("north", "river", "demands", "2024-01-01"),
        statement("north", "river", "accepts", "2025-04-01", rung=4),
    ]
    made, chosen = record(statements=said), Parameters(as_of=DAY, max_rung=2, cell=("river", "north"))
    text = Page(markup.evidence(made, chosen.matrix(made.timeline), chosen, {})).text

    assert "nothing newer that counts is on record up to that day (a newer statement of a weaker source" in text
