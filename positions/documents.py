"""Documents that readers take away: which there are, and how each is made and written."""

from collections.abc import Callable, Mapping

from positions import analysis, export, markdown, readable, tables, tabular, word, workbook
from positions import brief as briefing
from positions import sheet as sheets
from positions.paper import Document
from positions.parameters import Parameters
from positions.store import Record

MEDIA_TYPES = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = ("md", "docx", "xlsx")

_MADE: Mapping[str, Callable[[Record, Parameters], Document]] = {
    "gaps": tabular.gaps,
    "positions": tabular.positions,
    "overlap": tabular.overlap,
    "blocks": analysis.blocks,
    "changes": analysis.changes,
    "sheet": sheets.sheet,
    "brief": briefing.brief,
}

NAMES = (*tables.TABLES, "sheet", "brief", "party")
"""Every document: one for each table, the sheet and the brief on a pair, all that one party has said."""

_MARKED = frozenset({"since", "stale_after"})
_PAIR = tables.USED["changes"] | {"pair", "stale_after"}
USED: dict[str, frozenset[str]] = {
    **tables.USED,
    "gaps": tables.USED["gaps"] | _MARKED,
    "positions": tables.USED["positions"] | _MARKED,
    "blocks": tables.USED["blocks"] | _MARKED,
    "sheet": _PAIR | {"only", "sort"},
    "brief": _PAIR,
    "party": tables.USED["changes"] | {"focus", "stale_after"},
}
"""The parameters that each document takes notice of."""


def forms(name: str) -> tuple[str, ...]:
    """The formats of a document; a brief is text, so it makes no workbook."""
    return tuple(form for form in FORMATS if (name, form) != ("brief", "xlsx"))


def document(name: str, record: Record, chosen: Parameters) -> Document:
    """The named document for a choice of parameters; that of a party is about the one in focus, else the first."""
    if name == "party" and record.dataset.parties:
        return party(record, chosen, chosen.focused_party(record.dataset).id)
    if name == "party":
        return sheets.nothing(record, chosen, name)
    if name in _MADE:
        return _MADE[name](record, chosen)
    return readable.table(name, record, chosen)


def party(record: Record, chosen: Parameters, party_id: str) -> Document:
    """All that one party has said, by its id."""
    return sheets.party(record, chosen, party_id)


def serialise(made: Document, record: Record, form: str) -> bytes:
    """A document in one of FORMATS; raises ValueError for any other."""
    if form not in forms(made.name):
        raise ValueError(f"no format '{form}' of '{made.name}'")
    if form == "md":
        return markdown.written(made).encode()
    if form == "docx":
        return word.written(made)
    data = [made.name] if made.name in tables.TABLES and made.name != "positions" else []
    frames = {name: tables.table(name, record, made.shown) for name in ("positions", *data)}
    return workbook.written(made, {name: (list(one.columns), export.objects(one)) for name, one in frames.items()})


def written(name: str, record: Record, chosen: Parameters, form: str) -> bytes:
    """The named document as the bytes of a file."""
    return serialise(document(name, record, chosen), record, form)
