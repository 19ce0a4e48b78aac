"""Documents as workbooks: tables as they are read, the evidence as it is calculated with, the sources, the meaning."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from positions.language import _
from positions.paper import (
    GROUP,
    SHADE,
    Bullets,
    Cell,
    Document,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    notes_of,
    parts,
    plain,
    printable,
)
from positions.workbook_page import Book

_WIDE = 160
"""Letters that stand side by side on a sheet."""

MOST_COLUMNS = 16_384
"""Columns that a sheet can have."""

_TOP = 4
"""The row of the header, below title, subject, facts and caption."""

_LONG = frozenset({"proposition_text", "summary", "quote", "quote_translation", "condition", "title", "caveats"})

Data = tuple[Sequence[str], Sequence[Mapping[Any, Any]]]
"""The names of the columns of a tidy table, and its rows."""


def written(made: Document, data: Mapping[str, Data]) -> bytes:
    """A document as the bytes of a file; `data` holds tidy tables by name, of which `positions` is the evidence."""
    book = Book(made)
    tables = [part for block in made.blocks if isinstance(block, Table) for part in parts(block, MOST_COLUMNS)]
    for table in tables:
        _table(book, made, table)
    if not tables:
        _about(book, made, made.subject)
    for name, tidy in data.items():
        _data(book, _("Evidence") if name == "positions" else _("Data"), *tidy)
    _sources(book, made)
    if tables:
        _about(book, made, _("About"))
    return book.closed()


def _table(book: Book, made: Document, table: Table) -> None:
    """A sheet with a table as it is read: title, what it stands on, header, rows."""
    sheet, last = book.sheet(table.name), len(table.columns) - 1
    book.text(sheet, 0, 0, made.title, text_wrap=False, font_color="#555860")
    book.text(sheet, 1, 0, made.subject, bold=True, font_size=14, text_wrap=False)
    sheet.set_row(1, 20)
    book.text(sheet, 2, 0, " · ".join(made.facts), text_wrap=False, font_color="#555860")
    book.text(sheet, 3, 0, table.caption, text_wrap=False, font_color="#555860")
    widths = [min(80.0, max(10.0, _WIDE * share / sum(table.widths))) for share in table.widths]
    book.head(sheet, _TOP, list(zip(table.columns, widths, strict=True)))
    for number, row in enumerate(table.rows, _TOP + 1):
        _row(book, sheet, number, row, last)
        if not row.group:
            sheet.set_row(number, _height(row, widths))
    sheet.freeze_panes(_TOP + 1, 1)
    if table.rows and not any(row.group for row in table.rows):
        sheet.autofilter(_TOP, 0, _TOP + len(table.rows), last)
    book.printed(sheet, _TOP)


def _row(book: Book, sheet: Worksheet, number: int, row: Row, last: int) -> None:
    if row.group:
        look = {"bold": True, "bg_color": f"#{GROUP}", "text_wrap": False, "top": 1, "bottom": 1}
        for column in range(last + 1):
            book.text(sheet, number, column, "" if column else _plain(row.cells[0].lines), **look)
        return
    for column, cell in enumerate(row.cells):
        look = {"border": 1, **_filled(cell)}
        if cell.number is not None:
            shown = book.format(num_format="0 %" if cell.share else "#,##0", **look)
            sheet.write_number(number, column, cell.number, shown)
        else:
            bold = not column and all(run.bold for line in cell.lines for run in line)
            book.text(sheet, number, column, _plain(cell.lines), bold=bold, **look)


def _height(row: Row, widths: Sequence[float]) -> float:
    """How high a row must be, in points: not every reader of workbooks finds out by itself."""
    lines = [
        sum(max(1, ceil(0.95 * len(_line(line)) / width)) for line in cell.lines)
        for cell, width in zip(row.cells, widths, strict=True)
    ]
    return min(409.0, 13.5 * max(lines, default=1) + 2)


def _data(book: Book, name: str, columns: Sequence[str], rows: Sequence[Mapping[Any, Any]]) -> None:
    """A sheet with a tidy table, each value as what it is."""
    sheet = book.sheet(name)
    book.head(sheet, 0, [(heading, 40 if heading in _LONG else 14) for heading in columns])
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row.values()):
            if isinstance(value, bool):
                sheet.write_boolean(number, column, value)
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif isinstance(value, str):
                book.address(sheet, number, column, value, text_wrap=False)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.printed(sheet, 0, fit=False)


def _sources(book: Book, made: Document) -> None:
    """A sheet with the numbered sources."""
    sheet = book.sheet(_("Sources"))
    columns = [
        (_("No."), 6), (_("Publisher"), 24), (_("Title"), 50), (_("Published"), 18), (_("Address"), 50),
        (_("Archived copy"), 30), (_("Words seen on the page"), 12), (_("Caveats"), 50),
    ]  # fmt: skip
    book.head(sheet, 0, columns)
    for row, entry in enumerate(made.sources, 1):
        sheet.write_number(row, 0, entry.number, book.format())
        for column, text in enumerate((entry.publisher, entry.title, entry.day), 1):
            book.text(sheet, row, column, text)
        book.address(sheet, row, 4, entry.url)
        book.address(sheet, row, 5, entry.archive_url or "")
        sheet.write_boolean(row, 6, entry.confirmed, book.format())
        book.text(sheet, row, 7, " ".join(entry.caveats))
    sheet.freeze_panes(1, 1)
    if made.sources:
        sheet.autofilter(0, 0, len(made.sources), len(columns) - 1)
    book.printed(sheet, 0)


def _about(book: Book, made: Document, name: str) -> None:
    """A sheet that says what everything stands on, what the signs mean, and what else the document says."""
    sheet = book.sheet(name)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 120)
    lines = [(made.subject, "", True), (made.title, "", False)]
    lines += [(fact, "", False) for fact in made.facts]
    lines += _told(made)
    lines.append((_("Signs and figures"), "", True))
    lines += [(sign, meaning, False) for sign, meaning in made.legend]
    lines += [("", line, False) for line in (*made.formula, *made.method)]
    for row, (first, second, bold) in enumerate(lines):
        # A text alone runs on over the next column; a sign stands beside its meaning.
        book.text(sheet, row, 0, first, bold=bold, text_wrap=bool(second))
        if second:
            book.text(sheet, row, 1, second)
    book.printed(sheet)


def _told(made: Document) -> Iterable[tuple[str, str, bool]]:
    """What the document says outside of its tables."""
    for block in made.blocks:
        if isinstance(block, Heading):
            yield block.text, "", True
        elif isinstance(block, Paragraph):
            yield "", _line(block.line), False
        elif isinstance(block, Bullets):
            for item in block.items:
                yield "", "– " + _line(item), False


def _plain(lines: Iterable[Line]) -> str:
    return "\n".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    numbers = notes_of(line)
    return " ".join(filter(None, (printable(plain(line)), f"[{', '.join(map(str, numbers))}]" if numbers else "")))


def _filled(cell: Cell) -> dict[str, Any]:
    if not cell.fill:
        return {}
    if cell.fill in SHADE:
        return {"bg_color": f"#{SHADE[cell.fill]}"}
    # What is not known is hatched: it has no place on the scale.
    return {"pattern": 17, "fg_color": "#D9D9D9", "bg_color": "#FFFFFF"}
