"""Word documents, read back with python-docx: tables, repeated headers, numbered sources with live links, footer."""

import hashlib
import io
import zipfile
from datetime import date, datetime

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from positions import documents
from positions.language import speaking
from positions.parameters import Parameters
from tests.records import party
from tests.talks import NASTY, nasty, record, talks

NOW = Parameters(as_of=date(2025, 4, 30))


def read(name: str, chosen: Parameters = NOW) -> WordDocument:
    return docx.Document(io.BytesIO(documents.written(name, talks(), chosen, "docx")))


def text_of(element: object) -> str:
    return "".join(part.text or "" for part in element.iter(qn("w:t")))  # type: ignore[attr-defined]  # of lxml


def test_the_sheet_is_a_landscape_page_with_a_four_column_table() -> None:
    made = read("sheet")
    (table,) = made.tables

    assert made.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert made.sections[0].page_width == pytest.approx(Mm(297), rel=1e-3)
    assert made.sections[0].page_height == pytest.approx(Mm(210), rel=1e-3)
    assert [cell.text for cell in table.rows[0].cells] == ["Proposition", "North", "South", "Relation and evidence"]
    row = next(row for row in table.rows if row.cells[0].text.startswith("The river"))
    assert row.cells[1].text.startswith("++\u00a0demands, red line\n22\u00a0April\u00a02025 · N. Ord, envoy\n")
    assert row.cells[3].text.startswith("✕\u00a0deadlock")


def test_the_header_row_is_repeated_and_no_row_is_split_across_pages() -> None:
    (table,) = read("gaps").tables
    rows = [row._tr for row in table.rows]

    assert [bool(row.findall(f".//{qn('w:tblHeader')}")) for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all(row.findall(f".//{qn('w:cantSplit')}") for row in rows)


def test_a_fill_only_supports_the_sign_and_word_that_stand_in_the_cell() -> None:
    (table,) = read("gaps").tables
    told = [(row.cells[0].text, row.cells[1]) for row in table.rows if row.cells[0].text.startswith("The ")]
    filled = {about: cell._tc.find(f".//{qn('w:shd')}").get(qn("w:fill")) for about, cell in told}
    words = {about: cell.text.split("\n")[0] for about, cell in told}

    assert (words["The river is settled."], filled["The river is settled."]) == ("✕\u00a0deadlock1, 2", "EFC09A")
    assert words["The ford is settled."].startswith("●\u00a0agreed")
    assert filled["The ford is settled."] == "BCD1E6"
    assert words["The bank is settled."].startswith("?\u00a0unknown")
    assert filled["The bank is settled."] == "F2F2F2", "grey, which is not of the scale"


def test_a_number_in_the_text_leads_to_its_source_and_the_source_to_the_page() -> None:
    made = read("sheet")
    body = made.element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))}
    links = [link.get(qn("r:id")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("r:id"))]
    targets = [made.part.rels[id_].target_ref for id_ in links]

    assert anchors == marks == {"source_1", "source_2", "source_3"}
    assert targets == [
        "https://example.org/paper", "https://archive.example.org/paper", "https://example.org/radio",
        "https://example.org/wire",
    ]  # fmt: skip
    listed = [part.text for part in made.paragraphs if part.style and part.style.name == "Source"]
    assert listed[1] == (
        "2\tThe Radio, “What radio wrote”, 2025. https://example.org/radio; not confirmed. Small outlet."
    )


def test_the_footer_has_day_version_and_page_of_pages() -> None:
    footer = read("brief").sections[0].footer.paragraphs[0]
    fields = [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))]

    assert text_of(footer._p).replace("\u00a0", " ").startswith(f"As of 30 April 2025 · data version {talks().version}")
    assert text_of(footer._p).endswith("page 1 of 1")
    assert fields == ["PAGE", "NUMPAGES"]


def test_headings_are_headings_and_a_quote_knows_its_language() -> None:
    brief = read("brief")
    names = [part.style.name for part in brief.paragraphs if part.style]
    quoted = [run for run in read("sheet").element.body.iter(qn("w:r")) if text_of(run) == "“самі слова”"]

    assert names[:4] == ["Subtitle", "Title", "Facts", "Normal"]
    assert "Heading 1" in names
    assert [run.find(f".//{qn('w:lang')}").get(qn("w:val")) for run in quoted] == ["ru"]


def test_the_language_of_the_document_is_set() -> None:
    with speaking("uk"):
        content = documents.written("gaps", talks().spoken("uk"), NOW, "docx")
    styles = docx.Document(io.BytesIO(content)).styles.element

    assert {told.get(qn("w:val")) for told in styles.find(qn("w:docDefaults")).iter(qn("w:lang"))} == {"uk"}


def test_the_properties_name_record_and_no_author() -> None:
    held = read("sheet").core_properties

    assert (held.title, held.subject) == ("North and South: stated positions side by side", "Test talks")
    assert (held.author, held.last_modified_by, held.comments) == ("", "", "")
    assert held.created is not None
    assert held.created.replace(tzinfo=None) == datetime(2025, 5, 1)  # a day alone


@pytest.mark.parametrize("name", ["gaps", "sheet", "brief", "blocks"])
def test_the_same_record_makes_the_same_bytes(name: str) -> None:
    one, other = (documents.written(name, talks(), NOW, "docx") for _ in range(2))

    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()
    with zipfile.ZipFile(io.BytesIO(one)) as whole:
        assert {part.date_time for part in whole.infolist()} == {(2025, 5, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", documents.NAMES)
def test_nasty_texts_stay_texts(name: str) -> None:
    made = docx.Document(io.BytesIO(documents.written(name, nasty(), NOW, "docx")))
    targets = {rel.target_ref for rel in made.part.rels.values() if rel.is_external}

    assert targets <= {"https://example.org/<i>|a%20b"}
    if name == "sheet":
        told = "\n".join(cell.text for row in made.tables[0].rows for cell in row.cells)
        assert NASTY.split("\n", maxsplit=1)[0] in told


def test_a_text_from_right_to_left_is_set_so() -> None:
    made = docx.Document(io.BytesIO(documents.written("sheet", nasty(), NOW, "docx")))
    (paragraph,) = [part for part in made.element.body.iter(qn("w:p")) if text_of(part) == "שלום | עולם"]

    assert paragraph.find(f".//{qn('w:bidi')}") is not None
    assert paragraph.find(f".//{qn('w:rtl')}") is not None


def test_a_table_that_is_too_wide_for_the_paper_stands_in_parts_with_nothing_left_out() -> None:
    parties = [party(f"p{n}") for n in range(6)]
    made = docx.Document(io.BytesIO(documents.written("gaps", record(parties=parties, statements=[]), NOW, "docx")))
    heads = [[cell.text for cell in table.rows[0].cells] for table in made.tables]

    assert len(heads) > 1
    assert {head[0] for head in heads} == {"Proposition"}
    assert len({name for head in heads for name in head[1:]}) == sum(len(head) - 1 for head in heads) == 15
