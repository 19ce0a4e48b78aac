"""The light embeds of an edition: views as pages for frames of other pages, where no server answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from positions import edition_data, embed, markup, masthead, words
from positions.compare import overlaps
from positions.edition import FRAMED, LISTENER, Page, framed
from positions.edition_data import File
from positions.edition_pages import GENERATOR, Edition
from positions.language import _
from positions.parameters import View
from positions.rendering import render
from positions.store import Record

# What leads from an embed to a page of the edition begins so; within the embed links are anchors.
_LEAVING = re.compile(r'<a (?=href="\.\./)')


@dataclass(frozen=True)
class Framed(Page):
    """A choice as an embed of an edition: its evidence is in the page, all else is in the pages of the edition."""

    proves = True

    @property
    def path(self) -> str:
        """Where the embed stands, seen from the edition's folder."""
        return framed(self.view, self.lang, self.theme)

    def opening(self, target: str) -> str:
        """The row of evidence of the cell's proposition."""
        return f"#{target.split('~', maxsplit=1)[0]}"


def embeds(start: Page) -> list[Framed]:
    """Every embed in the language of a page, in each theme."""
    plain = replace(Framed.of(start), places=start.places)
    return [replace(plain, view=view, theme=theme).at_rest() for view in embed.VIEWS for theme in FRAMED]


def listener() -> File:
    """The script for pages that frame an embed, as servers send it too."""
    return File(LISTENER, (Path(__file__).parent / "templates" / "listen.js").read_bytes())


def written(shared: Edition, start: Page, above: bool = False) -> Iterator[File]:
    """Every embed in the language that is spoken; `above` is for those at addresses that stay."""
    record = shared.record.spoken(start.lang)
    for page in embeds(start):
        up = f"{page.up}{record.version}/" if above else page.up
        yield File(page.path, _made(shared, record, replace(page, up=up), above).encode())


def _made(shared: Edition, record: Record, page: Framed, above: bool) -> str:
    matrix = page.matrix(record.timeline)
    pairs = overlaps(matrix, page.measure)[:1]
    told = markup.nothing_to_show(matrix, page)
    plain = replace(shared.chosen, lang=page.lang, view=page.view)
    html = render(
        "edition_embed.html.j2",
        generator=GENERATOR,
        policy=embed.policy(),
        style=embed.style(),
        script=embed.script(),
        about=record.dataset.dataset,
        version=record.version,
        chosen=page,
        title=masthead.titles()[page.view],
        pair=pairs[0] if pairs else None,
        formula=markup.formula(),
        notices=list(masthead.notices(record, matrix, plain, ())),
        body=told or embed.VIEWS[page.view](record, matrix, page).table,
        whole=page.address(),
        data=edition_data.plain_links(page),
        permanent=page.up + page.path if above else "",
        canonical=shared.address(framed(page.view, page.lang)),
        outlook="" if page.view == View.OVERLAP else _(words.NOT_AN_OUTLOOK),
    )
    return _LEAVING.sub('<a target="_blank" rel="noopener noreferrer" ', html)
