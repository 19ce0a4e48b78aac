"""The sheets of a workbook: names, formats, print; texts and addresses that stay what they are."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from positions.check import is_web_address
from positions.language import _
from positions.paper import HEAD, Document, printable

LONGEST = 32_767
"""Letters that a cell can hold."""

LONGEST_LINK, MOST_LINKS = 2_079, 65_000
"""Letters of an address that can be a link, and links that a sheet can have."""

_LOOK = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True, "border_color": "#B4B8C0"}


class Book:
    """A workbook in the making; no text in it is ever a formula or, but for http(s) addresses, a link."""

    def __init__(self, made: Document) -> None:
        self._file = io.BytesIO()
        never = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
        self._book = xlsxwriter.Workbook(self._file, {"in_memory": True, **never})
        self._footer = printable(made.footer).replace("&", "&&")[:200]
        self._names = {"history"}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._links: dict[Worksheet, int] = {}
        told = {"title": made.subject, "subject": made.title, "keywords": made.footer, "author": ""}
        moment = datetime(made.updated.year, made.updated.month, made.updated.day)  # a day alone
        # A property holds at most 255 letters.
        whole = {name: printable(text)[:255] for name, text in told.items()}
        self._book.set_properties({**whole, "created": moment})

    def closed(self) -> bytes:
        """The bytes of the file: the same for the same contents, whenever it is written."""
        self._book.close()
        return self._file.getvalue()

    def sheet(self, wanted: str) -> Worksheet:
        """A sheet with a name that is short enough, has no forbidden sign, and is its own."""
        base = re.sub(r"[\[\]:*?/\\]", " ", printable(wanted)).strip(" '")[:31].strip(" '") or "-"
        name, n = base, 2
        while name.casefold() in self._names:
            name, n = f"{base[: 30 - len(str(n))]} {n}", n + 1
        self._names.add(name.casefold())
        return self._book.add_worksheet(name)

    def printed(self, sheet: Worksheet, header: int | None = None, *, fit: bool = True) -> None:
        """Print a sheet on A4, if it is to fit as wide as the paper, with the header row on each page and a footer."""
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(0.5, 0.5, 0.5, 0.7)
        if fit:
            sheet.fit_to_pages(1, 0)
        if header is not None:
            sheet.repeat_rows(header)
        page = _("page {page} of {pages}").replace("&", "&&").format(page="&P", pages="&N")
        sheet.set_footer(f"&L&8{self._footer}&R&8{page}")

    def format(self, **look: Any) -> Format:
        """A format, which is kept: each one that is made is written to the file."""
        whole = _LOOK | look
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(whole)
        return self._formats[key]

    def head(self, sheet: Worksheet, row: int, columns: Sequence[tuple[str, float]]) -> None:
        """A header row, with the widths of the columns."""
        for column, (heading, width) in enumerate(columns):
            self.text(sheet, row, column, heading, bold=True, bg_color=f"#{HEAD}", border=1)
            sheet.set_column(column, column, width)

    def text(self, sheet: Worksheet, row: int, column: int, text: str, **look: Any) -> None:
        """A text that stays a text."""
        if text:
            fitting = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            sheet.write_string(row, column, fitting, self.format(**look))
        else:
            sheet.write_blank(row, column, None, self.format(**look))

    def address(self, sheet: Worksheet, row: int, column: int, text: str, **look: Any) -> None:
        """A text that is a link if it is an http(s) address that a sheet can hold."""
        links = self._links.get(sheet, 0)
        if is_web_address(text) and len(text) <= LONGEST_LINK and links < MOST_LINKS:
            self._links[sheet] = links + 1
            sheet.write_url(row, column, text, self.format(font_color="#1F5FA8", underline=1, **look), string=text)
        else:
            self.text(sheet, row, column, text, **look)
