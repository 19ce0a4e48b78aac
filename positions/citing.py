"""How a cell of the record, or a view of it, is cited and challenged."""

from collections.abc import Sequence
from urllib.parse import quote

from positions import bibliography, phrases, rows, words
from positions.check import is_contact
from positions.compare import relation
from positions.grid import Cell
from positions.language import _
from positions.parameters import Parameters, View
from positions.store import Record

ORIGIN = "https://here.invalid/"
"""Stands in an address for the part that only the reader's browser knows; the page puts it in."""


def of_cell(record: Record, chosen: Parameters, cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """A citation of the chosen cell by form: in plain words, as BibTeX, as RIS."""
    item = bibliography.cell_item(
        "~".join(chosen.cell),
        _title(cells),
        record.dataset.dataset,
        version=record.version,
        as_of=chosen.as_of,
        url=ORIGIN + chosen.address(view=View.POSITIONS if len(cells) == 1 else View.GAPS),
    )
    return [
        (_("Plain"), bibliography.plain(item)),
        ("BibTeX", bibliography.serialise([item], "bib")),
        ("RIS", bibliography.serialise([item], "ris")),
    ]


def of_sources(record: Record, chosen: Parameters, form: str) -> str:
    """The sources of the chosen statements, those that the table `sources` lists, in a form of the bibliography."""
    listed = (record.dataset.source[row["source"]] for row in rows.source_rows(record, chosen))
    return bibliography.serialise([bibliography.item(source) for source in listed], form)


def of_view(record: Record, chosen: Parameters, title: str) -> str:
    """A citation of a view in plain words."""
    return _("{title}. In: {dataset}, data {version}, as of {day}. {address}").format(
        title=title,
        dataset=record.dataset.dataset.title,
        version=record.version,
        day=phrases.day(chosen.as_of),
        address=ORIGIN + chosen.address(cell=()),
    )


def challenge(record: Record, chosen: Parameters, cells: Sequence[Cell]) -> str:
    """The address at which the chosen cell is challenged, with what must be known of it filled in; empty without one.

    A mail address gets subject and body; a web address gets `title` and `body`, as forges read them.
    """
    contact = record.dataset.dataset.contact
    if not is_contact(contact):
        return ""
    cell = "~".join(chosen.cell)
    body = _(
        "Cell: {cell}\nAs of: {day}\nData version: {version}\nNow shown: {shown}\n\n"
        "What should it be, and which source says so (address, date, the words)?\n"
    ).format(cell=cell, day=chosen.as_of.isoformat(), version=record.version, shown=_title(cells))
    names = ("subject", "body") if contact.startswith("mailto:") else ("title", "body")
    texts = (_("Challenge to the cell {}").format(cell), body)
    query = "&".join(f"{name}={quote(text, safe='')}" for name, text in zip(names, texts, strict=True))
    return f"{contact}{'&' if '?' in contact else '?'}{query}"


def _title(cells: Sequence[Cell]) -> str:
    """What a cell says, in a line."""
    about = cells[0].proposition.text
    if len(cells) == 1:
        return f"{cells[0].party.name}: {words.position_text(cells[0])} — “{about}”"
    names = " – ".join(cell.party.name for cell in cells)
    return f"{names}: {words.RELATION[relation(*cells)].word} — “{about}”"
