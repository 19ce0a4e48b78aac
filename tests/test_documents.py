"""What documents say, whatever the file: the sheet, the brief, a party, the tables in the words of a reader."""

import io
import json
import re
import time
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positions import documents, markdown, phrases, store, tables
from positions.compare import Measure
from positions.language import speaking
from positions.model import Dataset
from positions.paper import Bullets, Cell, Document, Heading, Line, Paragraph, Table, notes_of, plain, printable
from positions.parameters import Only, Parameters
from positions.store import Record
from tests import generated
from tests.records import Json, proposition, statement
from tests.talks import record, talks

ROOT = Path(__file__).parents[1]
GOOD, GOLDEN = ROOT / "tests" / "cases" / "good", ROOT / "tests" / "golden"
DAY = date(2025, 4, 30)
NOW = Parameters(as_of=DAY)
SHIPPED = store.read(ROOT / "data" / "positions.json")
LATEST = Parameters(as_of=SHIPPED.dataset.dataset.coverage_until)


def lines(made: Document) -> list[Line]:
    """Every line of a document, in reading order."""
    found: list[Line] = []
    for block in made.blocks:
        if isinstance(block, Paragraph):
            found.append(block.line)
        elif isinstance(block, Bullets):
            found += block.items
        elif isinstance(block, Table):
            found += [line for row in block.rows for cell in row.cells for line in cell.lines]
    return found


def texts(made: Document) -> list[str]:
    return [plain(line) for line in lines(made)]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def section(made: Document, heading: str) -> list[str]:
    """The items of the list under a heading."""
    start = next(
        n
        for n, block in enumerate(made.blocks)
        if isinstance(block, Heading) and block.text.replace("\u00a0", " ") == heading
    )
    (items,) = (block.items for block in made.blocks[start + 1 : start + 2] if isinstance(block, Bullets))
    return [spaced(plain(item)) for item in items]


def cells(made: Document, start: str) -> list[list[str]]:
    """The lines of each cell of the row that begins with a text."""
    tables_of = (block for block in made.blocks if isinstance(block, Table))
    rows = (row.cells for table in tables_of for row in table.rows if told(row.cells[0])[0].startswith(start))
    return [told(cell) for cell in next(rows)]


def told(cell: Cell) -> list[str]:
    return [spaced(plain(line)) for line in cell.lines]


def shown(content: bytes, form: str) -> str:
    """The text of a file, as another program reads it."""
    if form == "md":
        return content.decode().replace("\\", "")
    if form == "docx":
        read = docx.Document(io.BytesIO(content))
        footer = "".join(part.text for part in read.sections[0].footer.paragraphs)
        return "\n".join([*(part.text for part in read.paragraphs), footer])
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
    )


@pytest.mark.parametrize(("name", "form"), [(name, form) for name in documents.NAMES for form in documents.forms(name)])
def test_every_document_of_the_shipped_record_names_its_day_and_its_data(name: str, form: str) -> None:
    chosen = Parameters(as_of=LATEST.as_of, issue=("economy",))
    text = shown(documents.written(name, SHIPPED, chosen, form), form)

    assert SHIPPED.version in text
    assert phrases.day(chosen.as_of) in text
    assert SHIPPED.dataset.dataset.licence in text


@pytest.mark.parametrize("name", ["gaps", "positions", "sheet", "brief"])
def test_the_markdown_files_are_the_golden_ones(name: str) -> None:
    """Rewrite them on purpose with: for each name, `positions export NAME --format md -o tests/golden/NAME.md`."""
    every_field = store.read(GOOD / "every_field.json", date(2025, 5, 2))

    assert documents.written(name, every_field, NOW, "md") == (GOLDEN / f"{name}.md").read_bytes()


def test_a_brief_makes_no_workbook_and_an_unknown_format_is_refused() -> None:
    assert documents.forms("brief") == ("md", "docx")
    with pytest.raises(ValueError, match="no format 'xlsx' of 'brief'"):
        documents.written("brief", talks(), NOW, "xlsx")
    with pytest.raises(ValueError, match="no format 'pdf' of 'gaps'"):
        documents.written("gaps", talks(), NOW, "pdf")


def test_there_is_a_document_for_each_table_and_each_is_told_what_it_takes_notice_of() -> None:
    assert set(tables.TABLES) | {"sheet", "brief", "party"} == set(documents.NAMES) == set(documents.USED)


def test_the_sheet_has_either_side_in_full_with_words_condition_number_and_translation() -> None:
    about, north, south, relation = cells(documents.document("sheet", talks(), NOW), "The lake")

    assert about == ["The lake is settled.", "Both shores."]
    assert north == [
        "± conditional",
        "10 April 2025",
        "north spoke about lake.",
        "Condition: If paid.",
        "Number: at most 30 boats",
        "“these very words” (English)",
    ]
    assert south[2:] == [
        "south spoke about lake.",
        "Number: at least 50 boats",
        "“самі слова” (Russian; words not confirmed on the page)",
        "Translation: “the words themselves”",
    ]
    assert relation == [
        "◐ bridgeable",
        "gap between stated positions: 20 boats",
        "North: rung 2, 1 distinct origin",
        "South: rung 2, 1 distinct origin",
        "◇ not confirmed: South",
    ]


def test_the_sheet_says_what_is_known_where_there_is_no_position() -> None:
    made = documents.document("sheet", talks(), NOW)

    assert cells(made, "The mill")[2] == [
        "○ not found",
        "Searched for, nothing found (29 April 2025).",
        "All papers.",
        "This is not a position.",
    ]
    assert cells(made, "The well")[1][-1] == "1 statement of a weaker source is on record and not counted."
    before = documents.document("sheet", talks(), Parameters(as_of=date(2025, 2, 1)))
    assert (
        "No statement that counts is on record up to this day; the first is of 22 April 2025."
        in cells(before, "The river")[1]
    )


def test_a_contradictory_position_shows_both_statements_with_their_stance() -> None:
    said = [statement("north", "river", "demands", id="a"), statement("north", "river", "rejects", id="b")]
    north = cells(documents.document("sheet", record(statements=said), NOW), "The river")[1]

    assert north[0] == "⇄ contradictory"
    assert {"demands · 22 April 2025", "rejects · 22 April 2025"} <= set(north)


def test_the_first_chosen_pair_is_the_one_that_is_told() -> None:
    chosen = Parameters(as_of=LATEST.as_of, pair=(("ukraine", "europe"), ("us", "europe")))

    assert (
        documents.document("sheet", SHIPPED, chosen).subject
        == "Ukraine and European states: stated positions side by side"
    )
    assert documents.document("brief", SHIPPED, LATEST).subject == "Russia and Ukraine: brief on stated positions"


@pytest.mark.parametrize("name", ["sheet", "brief"])
def test_a_pair_of_one_is_told_and_no_crash(name: str) -> None:
    alone = documents.document(name, talks(), Parameters(as_of=DAY, party=("north",)))

    assert texts(alone) == ["The choice leaves fewer parties than this needs."]


@pytest.mark.parametrize("name", documents.NAMES)
def test_an_empty_record_makes_every_document(name: str) -> None:
    empty = record(parties=[], issues=[], propositions=[], statements=[], sources=[])

    for form in documents.forms(name):
        assert empty.version in shown(documents.written(name, empty, NOW, form), form)


def test_the_brief_tells_the_figure_with_formula_interval_and_that_it_is_no_outlook() -> None:
    figure, counts, *_ = (text.replace("\u00a0", " ") for text in texts(documents.document("brief", talks(), NOW)))

    assert figure.startswith("50 % agreement of stated positions (city-block), interval [25–75 %], 3 of 6 comparable.")
    assert "S/n, S = sum of 1 − |a − b|" in figure
    assert "interval [S/N, (S + N − n)/N]" in figure
    assert figure.endswith("an empty zone of statements does not mean that none is possible.")
    assert counts == (
        "Of 6 propositions: 1 deadlock, 1 bridgeable, 1 agreed, 1 unanswered, 2 unknown. "
        "1 of the unanswered is a demand."
    )


def test_the_brief_tells_each_side_what_blocks_what_is_agreed_and_under_which_condition() -> None:
    made = documents.document("brief", talks(), NOW)

    assert section(made, "Deadlocks and oppositions") == [
        "The river is settled. North: demands, red line (22 April 2025); South: rejects, red line (20 April 2025). "
        "Deadlock since 22 April 2025; both have called it a red line."
    ]
    assert section(made, "Demands without an answer") == [
        "The mill is settled. North: demands (10 January 2024); South: not found, searched 29 April 2025."
    ]
    assert section(made, "Agreed") == [
        "The ford is settled. North: accepts (1 March 2025); South: accepts (2 April 2025)."
    ]
    assert section(made, "Bridgeable, and under which condition") == [
        "The lake is settled. North: conditional, at most 30 boats (10 April 2025): If paid. "
        "South: accepts, at least 50 boats (11 April 2025)."
    ]
    assert section(made, "Numbers")[0].endswith("Gap between stated positions: 20 boats.")
    assert [text.split(".")[0] for text in section(made, "Not known")] == ["The bank is settled", "The well is settled"]


def test_the_brief_tells_what_moved_since_the_chosen_day_and_what_may_no_longer_hold() -> None:
    made = documents.document("brief", talks(), Parameters(as_of=DAY, since=date(2025, 4, 1), stale_after=30))
    moved = section(made, "Moved after 1 April 2025, up to 30 April 2025")

    assert "The ford is settled. 2 April 2025, South, ↺ reversed: south spoke about ford." in moved
    assert not any("1 March" in text for text in moved)
    assert "Of 8 positions, 2 old: the statement in force is more than 30 days older than the as-of date." in texts(
        made
    )


def test_the_brief_tells_ten_oppositions_and_how_many_more_there_are() -> None:
    names = [f"p{n:02}" for n in range(12)]
    said = [statement(who, name, what) for name in names for who, what in (("north", "demands"), ("south", "rejects"))]
    made = documents.document("brief", record(propositions=[proposition(name) for name in names], statements=said), NOW)

    assert len(section(made, "Deadlocks and oppositions")) == 11
    assert section(made, "Deadlocks and oppositions")[-1] == "and 2 more"


def exchanged(text: str) -> str:
    """The text with the names of the two sides exchanged."""
    names = {"north": "south", "south": "north", "North": "South", "South": "North"}
    return re.sub("|".join(names), lambda found: names[found[0]], text)


def test_both_sides_get_the_same_words() -> None:
    one = talks()
    data = Dataset.model_validate_json(exchanged(one.dataset.model_dump_json(by_alias=True)))
    other_way = Record(data, (), one.version, "test.json")
    for name in ("sheet", "brief"):
        first, second = (documents.document(name, which, NOW) for which in (one, other_way))
        assert texts(second) == [exchanged(text) for text in texts(first)]


def test_the_document_of_a_party_has_its_red_lines_silences_and_changes() -> None:
    made = documents.party(talks(), NOW, "south")

    assert made.subject == "South: stated positions"
    assert section(made, "Red lines") == ["The river is settled: rejects (20 April 2025)"]
    assert section(made, "No clear position") == [
        "The bank is settled: ≈ ambiguous, 3 April 2025",
        "The mill is settled: ○ not found, searched 29 April 2025",
        "The well is settled: □ not searched",
    ]
    span = "after 30 January 2025, up to 30 April 2025"
    assert "The ford is settled. 2 April 2025, South, ↺ reversed: south spoke about ford." in section(
        made, f"What it changed {span}"
    )
    assert documents.document("party", talks(), Parameters(as_of=DAY, focus="south")).blocks == made.blocks


def test_a_matrix_shows_the_rows_that_the_filters_keep_and_says_so() -> None:
    chosen = Parameters(as_of=DAY, only=(Only.DEADLOCK,))
    made = documents.document("gaps", talks(), chosen)

    assert texts(made)[0] == "Only the propositions on which two of the parties stand so: deadlock."
    assert [text for text in texts(made) if text.startswith("The ")] == ["The river is settled."]
    none = documents.document("positions", talks(statements=[]), chosen)
    assert texts(none)[-1] == "No proposition is left."


def test_a_day_after_the_end_of_coverage_is_told() -> None:
    made = documents.document("gaps", talks(), Parameters(as_of=date(2026, 1, 1)))

    assert "Nothing said after 30\u00a0April\u00a02025 was searched; a later silence is not a position" in made.facts


def test_a_figure_never_stands_without_the_name_of_its_measure_and_its_formula() -> None:
    for name in ("overlap", "changes", "drift", "movement", "robustness", "sheet"):
        made = documents.document(name, talks(), Parameters(as_of=DAY, measure=Measure.EXACT))
        assert any(fact.startswith("Measure: ") and "exact match" in fact for fact in made.facts), name
        assert any(line.startswith("Exact match: S/n") for line in made.closing), name
    assert documents.document("gaps", talks(), NOW).closing == documents.document("gaps", talks(), NOW).method


def test_tables_are_told_with_names_days_and_shares_in_place_of_codes() -> None:
    made = documents.document("movement", talks(), Parameters(as_of=DAY, since=date(2025, 4, 1)))
    drift = documents.document("drift", talks(), NOW)
    reliance = documents.document("reliance", talks(), Parameters(as_of=DAY, source="wire"))

    assert cells(made, "North")[1] == ["South"]
    assert cells(made, "North")[7] == ["50 % [25–75 %], 3 of 6"]
    assert [row.cells[3].lines[0][0].text for row in drift.blocks[0].rows][-1].startswith("50")  # type: ignore[union-attr]
    assert cells(reliance, "The Wire")[2:] == [["The lake is settled."], ["yes"], ["+ accepts"], ["□ not searched"]]


@settings(max_examples=30, deadline=None)
@given(generated.records(), st.sampled_from(documents.NAMES))
def test_every_number_leads_to_a_source_in_the_list_and_each_source_has_one(given_record: Json, name: str) -> None:
    data = Dataset.model_validate_json(json.dumps(given_record))
    made = documents.document(name, Record(data, (), "0" * 12, "test.json"), NOW)
    cited = [number for line in lines(made) for number in notes_of(line)]

    assert len({entry.url for entry in made.sources}) == len(made.sources)
    assert list(dict.fromkeys(cited)) == [entry.number for entry in made.sources], "in the order of reading"


def test_a_document_in_another_language_says_of_each_text_which_language_it_is_in() -> None:
    with speaking("uk"):
        made = documents.document("sheet", talks().spoken("uk"), NOW)

    assert made.language == "uk"
    assert "The river is settled. [en]" in texts(made)
    assert "квітня" in made.facts[0]
    assert {run.language for line in lines(made) for run in line if run.text == "If paid."} == {"en"}


def test_a_gaps_workbook_of_the_shipped_record_is_written_in_under_two_seconds() -> None:
    documents.written("gaps", talks(), NOW, "xlsx")
    started = time.process_time()
    documents.written("gaps", SHIPPED, LATEST, "xlsx")

    assert time.process_time() - started < 2


@given(st.text())
def test_a_printable_text_can_stand_in_every_file(text: str) -> None:
    made = printable(text)

    assert printable(made) == made
    assert not set(made) & set("\n\r\t\x00\x1b\u202e\ufffe\uffff")
    assert markdown.text(made).count("\n") == 0
