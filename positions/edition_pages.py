"""The pages of an edition as HTML that needs no script: every view, pair, party, proposition and source."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from positions import edition, edition_data, markup, masthead, pictures, views, words
from positions.compare import overlaps
from positions.edition import Page, Places
from positions.edition_data import File
from positions.edition_subjects import Subjects
from positions.grid import Matrix
from positions.language import LANGUAGES, _
from positions.markup import Board
from positions.parameters import Parameters, View
from positions.phrases import day, labels
from positions.pictures import Picture
from positions.rendering import render
from positions.robustness import Reliance, reliances
from positions.store import Record
from positions.views import Drawn, Piece, Shown

GENERATOR = "positions snapshot"
"""What a page says of who made it; by this our own pages are known, which alone are written over."""

# The names that Vega gives to each mark are English, and their days those of the machine's time zone.
_MARK_NAMES = re.compile(rb' aria-(?:label|roledescription)="[^"]*"')


@dataclass(frozen=True, eq=False)
class Edition:
    """What all pages share: the record, where they stand and, if it is known, under which address.

    `url` is the address of the folder in which the edition's own folder stands.
    """

    record: Record
    url: str = ""

    @cached_property
    def chosen(self) -> Parameters:
        """What is shown: everything, as of the end of coverage."""
        return Parameters(self.record.dataset.dataset.coverage_until)

    @cached_property
    def places(self) -> Places:
        """Where the pages stand."""
        return Places(self.record.dataset)

    @cached_property
    def held(self) -> Mapping[str, list[Reliance]]:
        """What rests on each source; found once for all languages."""
        matrix = self.chosen.matrix(self.record.timeline)
        return {id_: reliances(matrix, id_) for id_ in self.places.sources}

    def address(self, path: str) -> str:
        """The whole address of a page of the edition; empty when it is not known."""
        return f"{self.url}/{self.record.version}/{path}" if self.url else ""


class Pages:
    """The pages of an edition in the language that is spoken; `sizes` has the bytes of each file to take away."""

    def __init__(self, shared: Edition, lang: str, sizes: Mapping[str, int]) -> None:
        self.shared, self.sizes = shared, sizes
        self.record = shared.record.spoken(lang)
        self.data = self.record.dataset
        self.start = replace(Page.of(replace(shared.chosen, lang=lang)), places=shared.places).at_rest()
        self.matrix: Matrix = self.start.matrix(self.record.timeline)
        self.overlaps = dict(zip(shared.places.pairs, overlaps(self.matrix, self.start.measure), strict=True))
        self.subjects = Subjects(self.record, self.matrix, shared.held)
        self.party = {part.id: part.name for part in self.data.parties}
        ranges = pictures.range_pictures(self.record, self.matrix, self.start)
        self.ranges = {picture.name.removeprefix("ranges-"): picture for picture in ranges}
        self.pictures: dict[str, bytes] = {}
        self.formula = markup.formula()
        self.plain = replace(shared.chosen, lang=lang, view=View.ABOUT)

    def every(self) -> Iterator[File]:
        """Every page, and the pictures that they show."""
        yield from map(self.made, edition.pages(self.start, self.shared.places))
        for path, content in self.pictures.items():
            yield File(path, content)

    def made(self, page: Page) -> File:
        """A page as a file."""
        title, body = self._title(page), self._body(page)
        version, front = self.record.version, page.up == f"{self.record.version}/"
        about, home = self.data.dataset, "" if front else f"{page.up}../"
        pair = page.pair[0] if page.pair and page.view != View.CHANGES else next(iter(self.overlaps), None)
        cited = _("{title}. In: {dataset}, data {version}, as of {day}. {address}").format(
            title=(title or masthead.titles()[View.GAPS]).removesuffix("."),
            dataset=about.title,
            version=version,
            day=day(page.as_of),
            address=self.shared.address(page.path),
        )
        named = f"{title} · {about.title}" if title else about.title
        html = render(
            "edition_page.html.j2",
            generator=GENERATOR,
            title=named,
            heading=title,
            about=about,
            data=self.data,
            version=version,
            chosen=page,
            front=front,
            languages=[(code, name, replace(page, lang=code).path) for code, name in LANGUAGES.items()],
            views=self._views(page),
            choices=self._choices(page),
            # A proposition, a source and the list of files are about no pair.
            pair=None if page.cell or page.source or page.lists or not pair else self.overlaps[pair],
            formula=self.formula,
            notices=list(masthead.notices(self.record, self.matrix, self.plain, ())),
            body=body,
            offered=edition_data.offered(page),
            cited=cited.strip(),
            outlook=_(words.NOT_AN_OUTLOOK),
            start=page.up + self.start.path,
            other=page.up + page.path if front else home + page.path,
            canonical=f"{self.shared.url}/" if front and self.shared.url else self.shared.address(page.path),
            address=self.shared.address,
            feed=f"{home}feed.atom",
        )
        return File(page.path, html.encode(), named)

    def _views(self, page: Page) -> list[tuple[str, str, str]]:
        """The views in words, the links to them, and which of them is before the reader, or what it is a part of."""
        found = []
        for view, title in masthead.titles().items():
            whole = replace(page, view=view, cell=(), source="", lists=False)
            here = view == page.view and not page.cell and not page.lists
            if href := whole.address():
                found.append((title, href, ("page" if whole.path == page.path else "true") if here else ""))
        every = replace(page, lists=True)
        return [*found, (_("Download"), page.up + every.path, "page" if page.lists else "")]

    def _choices(self, page: Page) -> list[tuple[str, str, bool]]:
        """The other pages of the same view: in words, the links to them, and whether it is this one."""
        short = {part.id: part.short for part in self.data.parties}
        if page.cell or page.lists:
            return []
        if page.view == View.PARTY:
            return [(self.party[id_], page.address(focus=id_), id_ == page.focus) for id_ in self.shared.places.parties]
        if page.view not in {View.SHEET, View.BLOCKS}:
            return []
        told = labels({"~".join(pair): " – ".join(short[id_] for id_ in pair) for pair in self.overlaps})
        there = [(told["~".join(pair)], page.address(pair=(pair,))) for pair in self.overlaps]
        return [(name, href, href == page.address()) for name, href in there]

    def _body(self, page: Page) -> str:
        """What the page is about."""
        if page.lists:
            return render("edition_data.html.j2", groups=self._listed())
        if page.source:
            return self.subjects.source(page)
        if page.cell:
            picture = self.ranges.get(page.cell[0])
            return self.subjects.proposition(page, self._figure(page, picture) if picture else "")
        parts = views.still(self.record, page)
        body = "".join(self._part(page, part) for part in parts)
        if page.view == View.SOURCES:
            known = {id_ for part in parts if isinstance(part, Board) for id_ in part.numbers}
            rest = [part for part in self.data.sources if part.id not in known]
            body += render("edition_rest.html.j2", chosen=page, sources=rest) if rest else ""
        return body

    def _listed(self) -> list[tuple[str, list[tuple[str, list[tuple[str, str, int]]]]]]:
        """All files to take away, with their bytes."""
        up = self.start.up

        def sized(links: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
            return [(form, href, self.sizes[href.removeprefix(up)]) for form, href in links]

        groups = edition_data.everything(self.start, {part.id: part.short for part in self.data.parties})
        return [(heading, [(told, sized(links)) for told, links in offered]) for heading, offered in groups]

    def _title(self, page: Page) -> str:
        """What a page is called; the first one has the title of the record alone."""
        titles, pair = masthead.titles(), " – ".join(self.party[id_] for id_ in page.pair[0]) if page.pair else ""
        match page:
            case Page(lists=True):
                title = _("Download")
            case Page(cell=(proposition,)):
                title = self.subjects.text[proposition]
            case Page(view=View.SOURCES, source=id_) if id_:
                title = f"{self.data.source[id_].publisher}: {self.data.source[id_].title}"
            case Page(view=View.GAPS):
                title = ""
            case Page(view=View.PARTY):
                title = self.party[page.focus]
            case Page(view=View.SHEET):
                title = pair
            case Page(view=View.BLOCKS) if pair:
                title = f"{titles[page.view]}: {pair}"
            case _:
                title = titles[page.view]
        return title

    def _part(self, page: Page, part: Shown | Board) -> str:
        """A part of a view in a box of its own."""
        match part:
            case Board():
                name, html = "table", part.table
            case Piece():
                name, html = part.name, part.html
            case Drawn():
                name, html = "pictures", "".join(self._figure(page, picture) for picture in part.pictures)
            case _:
                raise TypeError(type(part))
        return f'<div class="positions" data-piece="{name}">{html}</div>'

    def _figure(self, page: Page, picture: Picture) -> str:
        """A picture, its caption, and the same as a file that carries title and caption within."""
        path = f"{edition.folder(page.lang)}pictures/{self.shared.places.pictures[picture.name]}"
        shown, kept = f"{path}.plain.svg", f"{path}.svg"
        if kept not in self.pictures:
            bare = replace(picture, title="", caption="")
            for place, one in ((kept, picture), (shown, bare)):
                self.pictures[place] = _MARK_NAMES.sub(b"", pictures.drawn(one, "svg"))
        size = re.search(rb'width="(\d+)" height="(\d+)"', self.pictures[shown])
        width, height = (int(number) for number in size.groups()) if size else (0, 0)
        return render(
            "edition_picture.html.j2",
            picture=picture,
            heading=_("Numbers that were named") if page.cell else picture.title,
            shown=page.up + shown,
            kept=page.up + kept,
            width=width,
            height=height,
        )
