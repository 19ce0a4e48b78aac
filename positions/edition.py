"""An edition, the record of one data version as files: where each page of it stands, and the links between them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import combinations
from typing import Any, Self

from positions.grid import displayed
from positions.language import DEFAULT
from positions.model import Dataset
from positions.parameters import Parameters, Still, Theme, View

PLAIN = (View.GAPS, View.POSITIONS, View.OVERLAP, View.BLOCKS, View.CHANGES, View.SOURCES, View.ABOUT)
"""The views that are one page; SHEET and PARTY are a page for each pair and each party."""


# With what comes before and after them, names of this length are below the 255 bytes that file systems take.
_LONGEST = 200

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

LISTENER = "embed/listen.js"
"""What a page loads to give frames the height of what is in them; the same for all editions and languages."""


def named(ids: Iterable[str]) -> dict[str, str]:
    """A file name for each id: the id itself, with a number where others differ from it in case alone.

    Some file systems know no case, none takes names of any length, and Windows keeps some names for its devices. Ids
    and "~" need no escaping in file names, nor in addresses (RFC 3986, 2.3).

    >>> named(["EU", "eu", "us", "con"])
    {'EU': 'EU', 'con': '~con', 'eu': 'eu~2', 'us': 'us'}
    """
    times: Counter[str] = Counter()
    found = {}
    for id_ in sorted(set(ids)):
        name = id_
        if len(name) > _LONGEST:
            name = f"{name[:_LONGEST]}~{sha256(name.encode()).hexdigest()[:8]}"
        if _DEVICES.match(name):
            name = f"~{name}"
        times[name.lower()] += 1
        found[id_] = name if times[name.lower()] == 1 else f"{name}~{times[name.lower()]}"
    return found


@dataclass(frozen=True, eq=False)
class Places:
    """Where the pages of a record stand in an edition. Every path is seen from the edition's folder."""

    data: Dataset | None = None

    @cached_property
    def parties(self) -> Mapping[str, str]:
        """File names by id, in the order of display."""
        ids = [part.id for _n, part in displayed(self.data.parties)] if self.data else []
        names = named(ids)
        return {id_: names[id_] for id_ in ids}

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], str]:
        """File names by pairs of party ids, in the order of display."""
        pairs = list(combinations(self.parties, 2))
        names = named("~".join(pair) for pair in pairs)
        return {pair: names["~".join(pair)] for pair in pairs}

    @cached_property
    def propositions(self) -> Mapping[str, str]:
        """File names by id."""
        return named(part.id for part in self.data.propositions) if self.data else {}

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """File names by id."""
        return named(part.id for part in self.data.sources) if self.data else {}

    @cached_property
    def pictures(self) -> Mapping[str, str]:
        """File names by the names of pictures."""
        drifts = (f"drift-{a}~{b}" for a, b in self.pairs)
        return named(["overlap", *drifts, *(f"ranges-{id_}" for id_ in self.propositions)])

    def page(self, chosen: Parameters) -> str:
        """The page of a choice, with the place in it; empty where the edition has none."""
        if chosen.cell:
            proposition, *parties = chosen.cell
            place = f"#{'~'.join(parties)}" if parties else ""
            return f"{folder(chosen.lang)}propositions/{self.propositions[proposition]}.html{place}"
        name = "" if chosen.q or chosen.issue or chosen.only else self._name(chosen)
        return f"{folder(chosen.lang)}{name}.html" if name else ""

    def _name(self, chosen: Parameters) -> str:
        first, pair = next(iter(self.pairs), None), self._pair(chosen)
        match chosen.view:
            case View.SOURCES if chosen.source:
                return f"sources/{self.sources[chosen.source]}"
            case View.PARTY:
                party = chosen.focus or next(iter(self.parties), "")
                return f"parties/{self.parties[party]}" if party else ""
            case View.SHEET:
                return f"pairs/{self.pairs[pair]}" if pair else ""
            case View.BLOCKS if pair and pair != first:
                return f"blocks/{self.pairs[pair]}"
            case View.GAPS:
                return f"pairs/{self.pairs[pair]}" if pair and chosen.party == pair else "index"
            case _:
                return str(chosen.view) if chosen.view in PLAIN else ""

    def _pair(self, chosen: Parameters) -> tuple[str, str] | None:
        """The pair that a choice is about, or else the first one."""
        one = chosen.party[:2]
        if len(one) == 2 and one in self.pairs:
            return one
        return chosen.pair[0] if chosen.pair else next(iter(self.pairs), None)


def folder(lang: str) -> str:
    """Where the pages of a language stand: those of the default one stand at the top."""
    return "" if lang == DEFAULT else f"{lang}/"


FRAMED = (Theme.AUTO, Theme.LIGHT)
"""The themes that there are embeds in: that of the reader's system, and one for pages that have no dark theme."""


def framed(view: View, lang: str, theme: Theme = Theme.AUTO) -> str:
    """Where the embed of a view stands, seen from the edition's folder."""
    return f"{folder(lang)}embed/{view}{'' if theme == Theme.AUTO else f'-{theme}'}.html"


@dataclass(frozen=True)
class Page(Still):
    """A choice as a page of an edition.

    `up` leads from the page to the edition's folder. `lists` is set for the page of all files to take away, which is no
    view.
    """

    places: Places = field(default_factory=Places)
    up: str = ""
    lists: bool = False

    @property
    def path(self) -> str:
        """Where the page stands, seen from the edition's folder."""
        return f"{folder(self.lang)}data.html" if self.lists else self.places.page(self)

    def address(self, **changes: Any) -> str:
        """The link to the page of another choice; empty where there is none."""
        path = self.places.page(replace(self, **changes))
        return self.up + path if path else ""

    def opening(self, target: str) -> str:
        """The link to the evidence of a cell, or to a source."""
        if "~" in target:
            return self.address(cell=tuple(target.split("~")))
        return self.address(view=View.SOURCES, cell=(), source=target)

    def at_rest(self) -> Self:
        """The page with the way up from where it stands."""
        return replace(self, up="../" * self.path.count("/"))


def pages(chosen: Parameters, places: Places) -> Iterator[Page]:
    """Every page of an edition in the language of a choice, each as the choice that it shows."""
    page = replace(Page.of(chosen), places=places)
    pairs = tuple(places.pairs)
    for view in PLAIN:
        # All pairs in one page where they are a picture each; elsewhere a page for each.
        yield replace(page, view=view, pair=pairs if view == View.CHANGES else ()).at_rest()
    yield replace(page, lists=True).at_rest()
    for pair in pairs:
        yield replace(page, view=View.SHEET, pair=(pair,)).at_rest()
    for pair in pairs[1:]:
        yield replace(page, view=View.BLOCKS, pair=(pair,)).at_rest()
    for party in places.parties:
        yield replace(page, view=View.PARTY, focus=party).at_rest()
    for proposition in places.propositions:
        yield replace(page, view=View.POSITIONS, cell=(proposition,)).at_rest()
    for source in places.sources:
        yield replace(page, view=View.SOURCES, source=source).at_rest()
