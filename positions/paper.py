"""What a document is made of, whatever the file it becomes: headings, paragraphs, lists, tables, numbered sources.

The builders fill it from the record, the writers know nothing of the record.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from positions import phrases
from positions.language import _, marked
from positions.model import Dataset, Source
from positions.parameters import Parameters


@dataclass(frozen=True)
class Run:
    """A piece of text; `language` is that of the words when it is not the document's, `notes` are source numbers."""

    text: str
    bold: bool = False
    italic: bool = False
    language: str = ""
    notes: tuple[int, ...] = ()


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; the title of the document stands above those of level 1."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True)
class Bullets:
    """A list without an order."""

    items: tuple[Line, ...]


@dataclass(frozen=True)
class Cell:
    """A cell: its lines, the name of its shade (see SHADE), and what a calculation would take, if it is a number."""

    lines: tuple[Line, ...] = ()
    fill: str = ""
    number: float | None = None
    share: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; that of a group has one cell over the whole width."""

    cells: tuple[Cell, ...]
    group: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `name` is short enough for the tab of a sheet, `widths` are shares of the page."""

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]


def parts(table: Table, most: int) -> list[Table]:
    """A table in parts of at most so many columns, each with the first column before its own; often just one."""
    if len(table.columns) <= most:
        return [table]
    starts = range(1, len(table.columns), most - 1)
    return [_columns(table, (0, *range(start, min(start + most - 1, len(table.columns))))) for start in starts]


def _columns(table: Table, kept: tuple[int, ...]) -> Table:
    rows = (row if row.group else Row(tuple(row.cells[n] for n in kept)) for row in table.rows)
    columns, widths = tuple(table.columns[n] for n in kept), tuple(table.widths[n] for n in kept)
    return replace(table, columns=columns, rows=tuple(rows), widths=widths)


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True)
class Entry:
    """A source in the numbered list at the end."""

    number: int
    publisher: str
    title: str
    day: str
    url: str
    archive_url: str | None
    confirmed: bool
    caveats: tuple[str, ...]

    @property
    def remarks(self) -> str:
        """What is to be said after the address: whether the words were seen there, and the caveats."""
        seen = "" if self.confirmed else "; " + _("not confirmed")
        return "".join((seen, ".", *(f" {unstopped(caveat)}." for caveat in self.caveats)))


@dataclass(frozen=True)
class Document:
    """Everything that a file shows.

    `facts` say what it stands on, `formula` how its figures are made (`figures`: whether it shows any), `method` what
    to bear in mind; `shown` is the choice whose positions it shows.
    """

    name: str
    title: str
    subject: str
    facts: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: tuple[Entry, ...]
    legend: tuple[tuple[str, str], ...]
    formula: tuple[str, ...]
    method: tuple[str, ...]
    footer: str
    updated: date
    language: str
    shown: Parameters
    figures: bool = False
    landscape: bool = False

    @property
    def closing(self) -> tuple[str, ...]:
        """What stands below the signs."""
        return self.formula + self.method if self.figures else self.method


@dataclass
class Notes:
    """Numbers of sources in the order in which a document first cites them."""

    data: Dataset
    number: dict[str, int] = field(default_factory=dict)

    def of(self, ids: Iterable[str]) -> tuple[int, ...]:
        """The numbers of some sources in their order; each source has one in the whole document."""
        return tuple(sorted(self.number.setdefault(id_, len(self.number) + 1) for id_ in ids))

    def listed(self) -> tuple[Entry, ...]:
        """The cited sources in the order of their numbers."""
        return tuple(_entry(number, self.data.source[id_]) for id_, number in self.number.items())


def _entry(number: int, source: Source) -> Entry:
    day, seen = phrases.day(source.published), source.retrieved is not None
    return Entry(number, source.publisher, source.title, day, source.url, source.archive_url, seen, source.caveats)


def cell(*lines: Line | str, fill: str = "", number: float | None = None, share: bool = False) -> Cell:
    """A cell of some lines; empty ones are left out."""
    made = ((Run(line),) if isinstance(line, str) else line for line in lines if line)
    return Cell(tuple(made), fill, number, share)


def counted(number: int) -> Cell:
    """A cell that holds a count."""
    return cell(phrases.grouped(number), number=number)


def cited(text: str, notes: tuple[int, ...], bold: bool = False) -> Line:
    """A line that ends in the numbers of its sources."""
    return (Run(text, bold=bold, notes=notes),)


def unstopped(text: str) -> str:
    """A sentence without the full stop at its end, to go on from."""
    return text.removesuffix(".")


def plain(line: Line) -> str:
    """The text of a line without its notes."""
    return "".join(run.text for run in line)


def notes_of(line: Line) -> tuple[int, ...]:
    """The numbers of the sources that a line cites."""
    return tuple(dict.fromkeys(number for run in line for number in run.notes))


CONFIRMED = marked(
    "Unless a source is marked “not confirmed”, the words quoted from it were seen on its page or a copy of it."
)
"""What stands above a list of sources."""

SHADE = {
    "agreed": "BCD1E6", "bridgeable": "E0EAF3", "opposed": "F7E1CF", "deadlock": "EFC09A",
    "demands": "CEDDED", "accepts": "CEDDED", "conditional": "EDF3F8", "opposes": "F6DBC5", "rejects": "F6DBC5",
}  # fmt: skip
"""The scale of the page on white, by the name of a relation or stance: blue together, orange apart."""

HEAD, GROUP = "E4E6EA", "F2F3F5"
"""Shades of a header row and of the row of a group."""


_WHITE = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def printable(text: str) -> str:
    r"""A text of the record on one line, without signs that a file cannot hold or that turn what follows around.

    >>> printable("so\nit\tis \x1b[2J\u202e")
    'so it is [2J'
    """
    fit = text if text.isprintable() else "".join(sign for sign in text if not _unfit(sign))
    return _WHITE.sub(" ", fit).strip()


def _unfit(sign: str) -> bool:
    if _WHITE.match(sign):
        return False
    never = ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"
    return never or sign in _TURNING or unicodedata.category(sign) in {"Cc", "Cs"}


def runs_left(text: str) -> bool:
    """Whether a text runs from right to left: what its first letter does.

    >>> runs_left("“שלום”"), runs_left("peace")
    (True, False)
    """
    for sign in text:
        if (kind := unicodedata.bidirectional(sign)) in {"R", "AL", "L"}:
            return kind != "L"
    return False
