"""The whole record as a static site: an edition that stays under its data version, and pages above that lead to it.

Below the folder DIR stands `<version>/`, the edition of a data version (positions.edition). Above it, at addresses
that stay, DIR has a page for each page of the edition that leads on to it, the first view and the embeds complete, the
feed, and `latest.json`, which says to programs where the latest edition is. All links are relative. Where its address
is known, DIR also has what needs whole addresses: `sitemap.xml`, and `404.html` for hosts that show it.

- An edition is written beside its place and takes it by one rename, so nobody sees a part of one. Then each file above
  it is replaced in one step, `index.html` last.
- Where an edition of this version stands already with the same bytes, it stays untouched. One with other bytes, as
  other software makes them, is moved aside, the new one takes its place, and only then the old one is removed; if that
  fails, the old one comes back.
- Nothing else is removed: earlier editions stay, and so do pages above that lead to them alone.
- Nothing is written over that no edition wrote (FileExistsError). After any failure there is what was there before,
  save that files above the editions may be partly new.
- One run at a time writes below DIR (BlockingIOError). What a run left that was killed, the next one takes away.
- The same record, software and `url` make the same bytes.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from positions import edition, edition_data, edition_embeds, export, markup, placing
from positions.edition import Page
from positions.edition_data import File
from positions.edition_pages import GENERATOR, Edition, Pages
from positions.language import DEFAULT, LANGUAGES, _, speaking
from positions.rendering import render
from positions.store import Record

LIST, LATEST, FRONT, FEED = "edition.json", "latest.json", "index.html", "feed.atom"
SITEMAP, MISSING = "sitemap.xml", "404.html"

# By the ending of its name, what stands at the beginning of each file of ours above the editions.
_OURS = {
    ".html": f'<meta name="generator" content="{GENERATOR}">',
    ".json": f'"generator": "{GENERATOR}"',
    ".atom": "<generator>positions</generator>",
    ".xml": f"<!-- {GENERATOR} -->",
    ".js": "// Gives each frame of positions",
}
_VERSION = re.compile(r"[0-9a-f]{12}")

# More addresses than this are no sitemap (https://www.sitemaps.org/protocol.html).
_ADDRESSES = 50_000


@dataclass(frozen=True)
class Written:
    """What was done ("written", "replaced" or "unchanged"), where the edition stands, its pages and all its bytes."""

    done: str
    folder: Path
    pages: int
    size: int


def write(record: Record, folder: Path, url: str = "") -> Written:
    """Write the edition of a record below a folder, and what leads to it; the folder is made if need be.

    `url` is the address under which the folder will stand; without it no page knows its whole address, and all links
    work the same. Raises FileExistsError for what is in the way, and OSError for all else that fails.
    """
    shared = Edition(record, url.rstrip("/"))
    place = folder / record.version
    starts = [_start(shared, lang) for lang in LANGUAGES]
    pages = [page for start in starts for page in edition.pages(start, shared.places)]
    framed = [page.path for start in starts for page in edition_embeds.embeds(start)]
    whole = (SITEMAP, MISSING) if url else ()
    above = [FRONT, *(page.path for page in pages), *framed, edition.LISTENER, FEED, LATEST, *whole]
    for path in above:
        placing.refuse_foreign(folder, path, _OURS)
    if os.path.lexists(place) and not (place / LIST).is_file():
        raise placing.in_the_way(place, "is no edition")
    files: list[_Listed] = []
    titles: dict[str, str] = {}
    with placing.advised(folder), placing.made(folder), placing.alone(folder) as alone:
        if alone:
            placing.tidy(folder, above, _VERSION, LIST)
        with placing.beside(place) as made:
            for file in _files(shared):
                placing.put(made / file.path, file.content)
                files.append(_Listed(file.path, len(file.content), hashlib.sha256(file.content).hexdigest()))
                if file.title:
                    titles[file.path] = file.title
            placing.put(made / LIST, _contents(shared, files))
            size = sum(one.bytes for one in files) + (made / LIST).stat().st_size
            done = placing.take(place, made)
        for path, content in _above(shared, pages, titles):
            placing.replace(folder / path, content)
    return Written(done, place, len(pages), size)


def _start(shared: Edition, lang: str) -> Page:
    return replace(Page.of(replace(shared.chosen, lang=lang)), places=shared.places)


def _files(shared: Edition) -> Iterator[File]:
    """Every file of an edition but its list."""
    sizes: dict[str, int] = {}
    for file in _to_take_away(shared):
        sizes[file.path] = len(file.content)
        yield file
    for lang in LANGUAGES:
        # Whoever takes the files speaks this language meanwhile, and says nothing.
        with speaking(lang):
            yield from Pages(shared, lang, sizes).every()
    yield File("style.css", markup.style("board", "page", "edition").encode())


def _to_take_away(shared: Edition) -> Iterator[File]:
    yield from edition_data.data(shared.record, shared.chosen, shared.places)
    for lang in LANGUAGES:
        yield from edition_data.written(shared.record, _start(shared, lang))
        with speaking(lang):
            yield from edition_embeds.written(shared, _start(shared, lang))
    yield edition_embeds.listener()


@dataclass(frozen=True)
class _Listed:
    path: str
    bytes: int
    sha256: str


def _about(shared: Edition) -> dict[str, str]:
    about = shared.record.dataset.dataset
    return {
        "generator": GENERATOR,
        "dataset": about.id,
        "title": about.title,
        "licence": about.licence,
        "version": shared.record.version,
        "as_of": shared.chosen.as_of.isoformat(),
        "updated": about.updated.isoformat(),
        "coverage_until": about.coverage_until.isoformat(),
    }


def _contents(shared: Edition, files: list[_Listed]) -> bytes:
    """What an edition says of itself: of which record and day it is, and all its other files with their sums."""
    listed = [asdict(one) for one in sorted(files, key=lambda one: one.path)]
    return export.json_text(_about(shared) | {"files": listed}).encode()


def _above(shared: Edition, pages: list[Page], titles: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """What stands above the editions and leads to this one, by its path; the front page comes last."""
    version, about = shared.record.version, shared.record.dataset.dataset
    for page in pages:
        if page.path != FRONT:
            with speaking(page.lang):
                html = render(
                    "edition_lead.html.j2",
                    generator=GENERATOR,
                    lang=page.lang,
                    title=titles[page.path],
                    href=f"{page.up}{version}/{page.path}",
                    canonical=shared.address(page.path),
                    about=about,
                    version=version,
                )
            yield page.path, html.encode()
    for lang in LANGUAGES:
        with speaking(lang):
            for file in edition_embeds.written(shared, _start(shared, lang), above=True):
                yield file.path, file.content
    listener = edition_embeds.listener()
    yield listener.path, listener.content
    up, itself = (f"{shared.url}/{version}/", f"{shared.url}/{FEED}") if shared.url else (f"{version}/", FEED)
    yield FEED, edition_data.news(shared.record, shared.chosen, shared.places, up, itself)
    yield LATEST, export.json_text(_about(shared) | {"folder": f"{version}/"}).encode()
    if shared.url:
        yield SITEMAP, _sitemap(shared, pages)
        yield MISSING, _missing(shared)
    with speaking(DEFAULT):
        front = Pages(shared, DEFAULT, {})
        yield FRONT, front.made(replace(front.start, up=f"{version}/")).content


def _sitemap(shared: Edition, pages: list[Page]) -> bytes:
    """The addresses that search engines should know: those of the latest edition, and the front page."""
    addresses = [f"{shared.url}/", *(shared.address(page.path) for page in pages)]
    day = shared.record.dataset.dataset.updated.isoformat()
    return render("edition_sitemap.xml.j2", generator=GENERATOR, addresses=addresses[:_ADDRESSES], day=day).encode()


def _missing(shared: Edition) -> bytes:
    """What a host shows at an address that leads nowhere, however deep that is: so its links are whole."""
    told = []
    for lang in LANGUAGES:
        with speaking(lang):
            front = f"{shared.url}/{edition.folder(lang)}{FRONT if lang != DEFAULT else ''}"
            told.append((lang, _("There is no page at this address."), front, _("Latest edition")))
    about = shared.record.dataset.dataset
    return render("edition_missing.html.j2", generator=GENERATOR, lang=DEFAULT, about=about, told=told).encode()
