"""Workbooks, read back with openpyxl: the table that is read, the evidence to calculate with, the sources, the rest."""

import io
import warnings
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from positions import documents, export, tables
from positions.parameters import Parameters
from positions.store import Record
from positions.workbook_page import LONGEST, Book
from tests.records import citation, source, statement
from tests.talks import nasty, record, talks

NOW = Parameters(as_of=date(2025, 4, 30))
NAMES = [name for name in documents.NAMES if "xlsx" in documents.forms(name)]


def read(name: str, of: Record | None = None, chosen: Parameters = NOW) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(documents.written(name, of or talks(), chosen, "xlsx")))


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet as objects, by the header in its first row."""
    head, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_the_gaps_are_told_with_sign_word_sources_and_the_colours_of_the_page() -> None:
    sheet = read("gaps")["Gaps"]
    fills = {
        str(one.value).split("\n")[0].split(" ")[0]: (one.fill.fill_type, one.fill.start_color.rgb)
        for row in sheet.iter_rows(min_row=6)
        for one in row[1:]
        if one.value
    }

    assert [one.value for one in sheet[5]] == ["Proposition", "North – South"]
    assert fills["✕\u00a0deadlock"] == ("solid", "FFEFC09A")
    assert fills["●\u00a0agreed"] == ("solid", "FFBCD1E6")
    assert fills["?\u00a0unknown"][0] == "gray125", "what is not known is hatched"
    assert any("✕\u00a0deadlock [1, 2]" in str(row[1].value) for row in sheet.iter_rows(min_row=6))


def test_header_and_first_column_stay_and_the_print_fits_the_width_of_a4() -> None:
    sheet = read("gaps")["Gaps"]

    assert sheet.freeze_panes == "B6"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert (fitted.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    footer = sheet.oddFooter
    assert footer is not None
    assert str(footer.left.text).replace("\u00a0", " ").endswith(f"data version {talks().version}")
    assert footer.right.text == "page &P of &N"


def test_a_table_without_groups_can_be_filtered() -> None:
    assert read("overlap")["Overlap"].auto_filter.ref == "A5:L6"
    assert read("gaps")["Gaps"].auto_filter.ref is None


def test_numbers_and_shares_are_numbers() -> None:
    sheet = read("overlap")["Overlap"]
    told = {str(head.value): one for head, one in zip(sheet[5], sheet[6], strict=True)}

    assert (told["Agreement, city-block"].value, told["Agreement, city-block"].number_format) == (0.5, "0 %")
    assert told["✕\u00a0deadlock"].value == 1
    nothing = read("overlap", talks(statements=[]))["Overlap"]
    assert nothing["B6"].value == "n/a"


def test_the_evidence_is_the_table_of_positions_value_for_value() -> None:
    wanted = export.objects(tables.table("positions", talks(), NOW))
    book = read("gaps")

    assert rows(book, "Evidence") == wanted
    assert {type(row["red_line"]) for row in rows(book, "Evidence") if row["stance"]} == {bool}
    head = [one.value for one in book["Evidence"][1]]
    urls = [row[head.index("url")] for row in book["Evidence"].iter_rows(min_row=2) if row[head.index("quote")].value]
    assert urls
    assert [one.hyperlink and one.hyperlink.target for one in urls] == [one.value for one in urls]


def test_the_evidence_of_a_sheet_is_that_of_its_pair_and_of_a_party_its_own() -> None:
    assert {row["party"] for row in rows(read("sheet"), "Evidence")} == {"north", "south"}
    south = Parameters(as_of=NOW.as_of, focus="south")
    assert {row["party"] for row in rows(read("party", chosen=south), "Evidence")} == {"south"}


@pytest.mark.parametrize("name", sorted(set(tables.TABLES) - {"positions"}))
def test_the_data_of_a_table_stand_beside_it_with_all_columns(name: str) -> None:
    frame, book = tables.table(name, talks(), NOW), read(name)

    assert rows(book, "Data") == export.objects(frame)
    assert [one.value for one in book["Data"][1]] == list(frame.columns)


def test_the_sources_are_numbered_and_linked() -> None:
    book = read("gaps")
    first, second, *_ = rows(book, "Sources")

    assert first["No."] == 1
    assert (first["Publisher"], first["Words seen on the page"]) == ("The Paper", True)
    assert (second["Caveats"], second["Words seen on the page"]) == ("Small outlet.", False)
    assert book["Sources"]["E2"].hyperlink.target == "https://example.org/paper"
    assert book["Sources"]["F2"].hyperlink.target == "https://archive.example.org/paper"


def test_the_last_sheet_says_what_it_stands_on_and_what_the_signs_mean() -> None:
    told = [str(one) for row in read("gaps")["About"].iter_rows(values_only=True) for one in row if one]

    assert {f"Data version {talks().version}", "Licence CC-BY-4.0", "As of 30\u00a0April\u00a02025"} <= set(told)
    assert told[told.index("✕\u00a0deadlock") + 1] == "opposed, and both call their stance a red line"
    assert any("S/n, S = sum of" in line and "interval [S/N" in line for line in told)
    assert any(line.startswith("A public statement is not a reservation point") for line in told)


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_a_formula_and_only_addresses_of_sources_are_links(name: str) -> None:
    book = read(name, nasty())
    cells = [one for sheet in book for row in sheet.iter_rows() for one in row if one.value is not None]

    assert "f" not in {one.data_type for one in cells}
    assert {one.hyperlink.target for one in cells if one.hyperlink} <= {"https://example.org/<i>|a%20b"}
    if name == "sheet":
        assert '=HYPERLINK("https://evil.example","click")' in {row["condition"] for row in rows(book, "Evidence")}


def test_an_address_that_a_sheet_cannot_hold_is_a_text() -> None:
    long = "https://example.org/" + "a" * 2100
    told = record(sources=[source("paper", url=long)], statements=[statement("north", "river", "demands")])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = read("gaps", told)

    assert book["Sources"]["E2"].value == long
    assert book["Sources"]["E2"].hyperlink is None


def test_a_text_that_is_longer_than_a_cell_is_cut_and_says_so() -> None:
    said = statement("north", "river", "demands", summary="long " * 10_000, citations=[citation()])
    (row, _) = rows(read("gaps", record(statements=[said])), "Evidence")

    assert len(row["summary"]) == LONGEST
    assert row["summary"].endswith("…")


def test_names_of_sheets_are_short_allowed_and_unique() -> None:
    book = Book(documents.document("gaps", talks(), NOW))
    wanted = ["a" * 40, "A" * 40, "[x]:*?/\\y", "", "'quoted'", "History", "x  y"]
    names = [book.sheet(name).get_name() for name in wanted]

    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)
    assert not any(set(name) & set("[]:*?/\\") or name.startswith("'") or name.endswith("'") for name in names)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_record_makes_the_same_bytes(name: str) -> None:
    assert documents.written(name, talks(), NOW, "xlsx") == documents.written(name, talks(), NOW, "xlsx")


def test_a_row_is_as_high_as_its_longest_cell_needs() -> None:
    sheet = read("sheet")["North – South"]
    heights = [sheet.row_dimensions[n].height for n in range(7, sheet.max_row + 1)]

    assert max(float(height or 0) for height in heights) > 80
