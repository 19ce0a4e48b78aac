"""The files to take away that an edition holds beside its pages: which there are, where they stand, and their bytes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import parse_qs

from positions import bibliography, documents, embed, export, feed, files, parameters, store, tables
from positions.citing import ORIGIN
from positions.edition import FRAMED, LISTENER, Page, Places, folder, framed
from positions.files import BIBLIOGRAPHY, PACKAGE
from positions.language import _
from positions.parameters import Parameters
from positions.store import Record

RECORD, SCHEMA, FEED = "data/dataset.json", "data/schema.json", "data/feed.atom"
"""The record as it is, its schema, and the feed; the names are those of the API."""

_DOCUMENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("gaps", "positions", "overlap", "blocks", "changes"), ("xlsx",)),
    "sheet": ("docx", "xlsx"),
    "brief": ("docx",),
    "party": ("docx",),
}
"""What is written as a document, for each language."""

_OF_PAIR, _OF_PARTY = ("sheet", "brief"), "party"

Offered = list[tuple[str, list[tuple[str, str]]]]
"""What can be taken away in words, and the links to it by form."""


@dataclass(frozen=True)
class File:
    """A file of an edition; only pages have a title."""

    path: str
    content: bytes
    title: str = ""


def data(record: Record, chosen: Parameters, places: Places) -> Iterator[File]:
    """The record as data; the same in all languages."""
    page = replace(Page.of(chosen), places=places)
    for name in tables.TABLES:
        frame = tables.table(name, record, chosen)
        for form in export.FORMATS:
            yield File(_place(name, form, page), export.serialise(frame, form).encode())
    for name in (BIBLIOGRAPHY, PACKAGE):
        for form in files.forms(name):
            yield File(_place(name, form, page), files.content(record, chosen, name, form))
    yield File(RECORD, store.canonical(record.dataset))
    yield File(SCHEMA, store.schema_json())
    yield File(FEED, news(record, chosen, places, "../", "feed.atom"))


def written(record: Record, page: Page) -> Iterator[File]:
    """The documents in the language of a page."""
    for name, forms in _DOCUMENTS.items():
        for one in _each(name, page):
            chosen = Parameters(one.as_of, pair=one.pair, focus=one.focus, lang=one.lang)
            for form in forms:
                yield File(_place(name, form, one), files.content(record, chosen, name, form))


def _each(name: str, page: Page) -> list[Page]:
    """The page once for each pair or party that there is a document of."""
    if name in _OF_PAIR:
        return [replace(page, pair=(pair,)) for pair in page.places.pairs]
    if name == _OF_PARTY:
        return [replace(page, focus=party) for party in page.places.parties]
    return [page]


def offered(page: Page) -> Offered:
    """The data behind what a page shows."""
    told = files.names()
    return [(told[name], _links(name, page)) for name in _names(page)]


def plain_links(page: Page) -> list[tuple[str, str]]:
    """The table behind what a page shows, by form."""
    return [(form.upper(), page.up + _place(page.view, form, page)) for form in export.FORMATS]


def everything(page: Page, shown: Mapping[str, str]) -> list[tuple[str, Offered]]:
    """All files to take away in the language of a page, in groups; `shown` has the names of parties by id."""
    told = files.names()
    plain = [(_("The whole record"), RECORD), (_("Its schema"), SCHEMA), (_("Feed of what is new"), FEED)]
    whole = [(name, [(path.rpartition(".")[2].upper(), page.up + path)]) for name, path in plain]
    pairs = [
        (f"{' – '.join(shown[id_] for id_ in one.pair[0])}: {told[name]}", _links(name, one))
        for name in _OF_PAIR
        for one in _each(name, page)
    ]
    parties = [(shown[one.focus], _links(_OF_PARTY, one)) for one in _each(_OF_PARTY, page)]
    themes = list(zip(("HTML", _("HTML, always light")), FRAMED, strict=True))
    frames = [
        (told[view], [(form, page.up + framed(view, page.lang, theme)) for form, theme in themes])
        for view in embed.VIEWS
    ]
    frames.append((_("Height of the frames"), [("JS", page.up + LISTENER)]))
    groups = [
        (_("The record"), whole + [(told[name], _links(name, page)) for name in (PACKAGE, BIBLIOGRAPHY)]),
        (_("Tables"), [(told[name], _links(name, page)) for name in tables.TABLES]),
        (_("A pair, for a briefing"), pairs),
        (told[_OF_PARTY], parties),
        (_("For frames of other pages"), frames),
    ]
    return [(heading, listed) for heading, listed in groups if listed]


def news(record: Record, chosen: Parameters, places: Places, up: str, itself: str) -> bytes:
    """The feed, with its links leading to pages of the edition, to whose folder `up` leads from the feed."""

    def page(found: re.Match[str]) -> str:
        # The text of an entry is HTML within XML, so what stands there is escaped once more.
        asked = parse_qs(unescape(unescape(found[1])))
        path = places.page(parameters.read(asked, record.dataset)[0])
        return up + path

    text = feed.written(record, chosen, ORIGIN, itself).decode()
    text = re.sub(re.escape(ORIGIN) + r"\?((?:[^&\"<]|&(?:amp;)+)*)", page, text)
    return text.replace(ORIGIN, f"{up}index.html").encode()


def _names(page: Page) -> tuple[str, ...]:
    if page.cell:
        return ("positions", "gaps", "statements")
    if page.source:
        return ("sources", "reliance", "statements")
    return files.OF_VIEW[page.view]


def _forms(name: str) -> tuple[str, ...]:
    plain = files.forms(name) if name in {BIBLIOGRAPHY, PACKAGE} else export.FORMATS if name in tables.TABLES else ()
    return plain + _DOCUMENTS.get(name, ())


def _links(name: str, page: Page) -> list[tuple[str, str]]:
    return [(form.upper(), page.up + _place(name, form, page)) for form in _forms(name)]


def _place(name: str, form: str, page: Page) -> str:
    """Where a file stands, seen from the folder of the edition."""
    ending = bibliography.suffix(form)
    if name in _OF_PAIR:
        name = f"{name}-{page.places.pairs[page.pair[0]]}"
    elif name == _OF_PARTY:
        name = f"party-{page.places.parties[page.focus]}"
    elif form not in documents.FORMATS:
        return f"data/{name}.{ending}"
    return f"{folder(page.lang)}data/{name}.{ending}"
