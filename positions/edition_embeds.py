"""The light embeds of an edition: views as pages for frames of other pages, where no server answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from positions import edition_data, embed
from positions.edition import FRAMED, LISTENER, Page, framed
from positions.edition_data import File
from positions.edition_pages import GENERATOR, Edition
from positions.language import _
from positions.store import Record

# What leads from an embed to a page of the edition begins so; within the embed links are anchors.
_LEAVING = re.compile(r'<a (?=href="\.\./)')


@dataclass(frozen=True)
class Framed(embed.Proving, Page):
    """A choice as an embed of an edition: its evidence is in the page, all else is in the pages of the edition."""

    @property
    def path(self) -> str:
        """Where the embed stands, seen from the edition's folder."""
        return framed(self.view, self.lang, self.theme)


def embeds(start: Page) -> list[Framed]:
    """Every embed in the language of a page, in each theme."""
    plain = replace(Framed.of(start), places=start.places)
    return [replace(plain, view=view, theme=theme).at_rest() for view in embed.VIEWS for theme in FRAMED]


def listener() -> File:
    """The script for pages that frame an embed, as servers send it too."""
    return File(LISTENER, embed.listener())


def written(shared: Edition, start: Page, above: bool = False) -> Iterator[File]:
    """Every embed in the language that is spoken; `above` is for those at addresses that stay."""
    record = shared.record.spoken(start.lang)
    for page in embeds(start):
        up = f"{page.up}{record.version}/" if above else page.up
        html = _made(shared, record, replace(page, up=up), above)
        yield File(page.path, html.encode())


def _made(shared: Edition, record: Record, page: Framed, above: bool) -> str:
    leading = [(_("Open the whole record: all views, history, all sources"), page.address())]
    if above:
        leading.append((_("Permanent link to this edition"), page.up + page.path))
    html = embed.made(
        record,
        page,
        generator=GENERATOR,
        policy=embed.policy(),
        canonical=shared.address(framed(page.view, page.lang)),
        leading=leading,
        data=edition_data.plain_links(page),
    )
    return _LEAVING.sub('<a target="_blank" rel="noopener noreferrer" ', html)
