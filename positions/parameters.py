"""What a reader chose: the parameters that page, command line and addresses share, and how they are read.

Names and values are the contract of docs/method.md, section 8: `as_of`, `since`, `party`, `issue`, `measure`,
`max_rung`, `stale_after`, `view`, `cell`, `pair`, `source`, `focus`, `only`, `sort`, `q`, `lang`, `theme`, `frame`,
`kind`, `day`.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import urlencode

from positions.compare import Measure
from positions.grid import STALE_AFTER, Grid, Matrix, displayed
from positions.language import DEFAULT, LANGUAGES
from positions.model import Dataset, Party
from positions.timeline import MAX_RUNG, Timeline


class View(StrEnum):
    """What the page shows."""

    GAPS = "gaps"
    POSITIONS = "positions"
    OVERLAP = "overlap"
    BLOCKS = "blocks"
    SHEET = "sheet"
    PARTY = "party"
    CHANGES = "changes"
    SOURCES = "sources"
    ABOUT = "about"
    EMBED = "embed"


class Only(StrEnum):
    """Which propositions a matrix lists: those on which a pair of the shown parties stands so, or a party moved."""

    DEADLOCK = "deadlock"
    OPPOSED = "opposed"
    UNANSWERED = "unanswered"
    CHANGED = "changed"


class Theme(StrEnum):
    """Whether what is framed in another page is light or dark, or as the reader's system asks."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Kind(StrEnum):
    """Which of the two embeds is built: one page of HTML that needs no script, or the page itself in a frame."""

    LIGHT = "light"
    INTERACTIVE = "interactive"


class Day(StrEnum):
    """Whether an embed that is built stays at its day, or goes on with the record."""

    PINNED = "pinned"
    LATEST = "latest"


Word = TypeVar("Word", bound=StrEnum)

SEVERITY = "severity"
"""The value of `sort` that puts the gravest propositions first, over all pairs."""


@dataclass(frozen=True)
class Parameters:
    """A choice; empty `party` or `issue` means all, `cell` is (proposition, party) or (proposition, party, party).

    `pair` holds pairs of party ids, in the order of display; empty means all. `source` is the id of the
    source whose removal is looked at, empty for none. `focus` is the party that a page of its own is about, empty for
    the first shown. `only` and `sort` choose and order the rows of a matrix and touch no figure: `sort` is empty (by
    issue), SEVERITY, or a pair. `q` is what is searched for, `lang` the language of the interface, `theme` that of an
    embed. `frame` (the view that is framed), `kind` and `day` are of the view that builds embeds.
    """

    as_of: date
    since: date | None = None
    party: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    measure: Measure = Measure.CITY_BLOCK
    max_rung: int = MAX_RUNG
    stale_after: int = STALE_AFTER
    view: View = View.GAPS
    cell: tuple[str, ...] = ()
    pair: tuple[tuple[str, str], ...] = ()
    source: str = ""
    focus: str = ""
    only: tuple[Only, ...] = ()
    sort: str | tuple[str, str] = ""
    q: str = ""
    lang: str = DEFAULT
    theme: Theme = Theme.AUTO
    frame: View = View.GAPS
    kind: Kind = Kind.LIGHT
    day: Day = Day.PINNED

    live: ClassVar[bool] = True
    """Whether the page answers when something is chosen in it; where it does not, what is chosen is a link."""
    proves: ClassVar[bool] = False
    """Whether the evidence of each proposition stands in the page, under its row of the matrix."""

    @property
    def start(self) -> date:
        """The day to compare with: `since` or, when none is chosen, WINDOW days before `as_of`."""
        return self.since or date.fromordinal(max(self.as_of.toordinal() - WINDOW, 1))

    @property
    def subject(self) -> View:
        """The view that the choice is about: where embeds are built, the one that is framed."""
        return self.frame if self.view == View.EMBED else self.view

    def matrix(self, timeline: Timeline) -> Matrix:
        """The matrix that the choice shows."""
        return Grid(timeline, self.as_of, self.max_rung).matrix(self.party, self.issue)

    def pairs(self, matrix: Matrix) -> list[tuple[int, int]]:
        """The columns of the chosen pairs in a matrix; without a choice all of them."""
        ids = [part.id for part in matrix.parties]
        return [(a, b) for a, b in matrix.pairs if not self.pair or (ids[a], ids[b]) in self.pair]

    def limited(self, names: Container[str]) -> "Parameters":
        """The choice without what has no name among `names`; the day is always kept."""
        kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name in names or one.name == "as_of"}
        return Parameters(**kept)

    def focused(self, matrix: Matrix) -> "Parameters":
        """The choice as a view of few pairs shows it: when no pair of the matrix is chosen, its first one."""
        if not matrix.pairs or (self.pair and self.pairs(matrix)):
            return self
        return replace(self, pair=((matrix.parties[0].id, matrix.parties[1].id),))

    def focused_party(self, data: Dataset) -> Party:
        """The party that a page of its own is about: the chosen one, else the first of those shown."""
        shown = [part for _, part in displayed(data.parties) if not self.party or part.id in self.party]
        return next((part for part in data.parties if part.id == self.focus), shown[0])

    def query(self) -> dict[str, list[str]]:
        """The choice as a query that means the same tomorrow: with the day, without what is at a fixed default."""
        default = Parameters(as_of=self.as_of)
        found = {
            "as_of": [self.as_of.isoformat()],
            "since": [self.since.isoformat()] if self.since else [],
            "party": [*self.party],
            "issue": [*self.issue],
            "measure": [self.measure.value] if self.measure != default.measure else [],
            "max_rung": [str(self.max_rung)] if self.max_rung != default.max_rung else [],
            "stale_after": [str(self.stale_after)] if self.stale_after != default.stale_after else [],
            "view": [str(self.view)] if self.view != default.view else [],
            "cell": ["~".join(self.cell)] if self.cell else [],
            "pair": ["~".join(pair) for pair in self.pair],
            "source": [self.source] if self.source else [],
            "focus": [self.focus] if self.focus else [],
            "only": [value.value for value in self.only],
            "sort": [self.sort if isinstance(self.sort, str) else "~".join(self.sort)] if self.sort else [],
            "q": [self.q] if self.q else [],
            "lang": [self.lang] if self.lang != default.lang else [],
            "theme": [self.theme.value] if self.theme != default.theme else [],
            "frame": [str(self.frame)] if self.frame != default.frame else [],
            "kind": [self.kind.value] if self.kind != default.kind else [],
            "day": [self.day.value] if self.day != default.day else [],
        }
        return {name: values for name, values in found.items() if values}

    def address(self, **changes: Any) -> str:
        """The choice, with some of it replaced, as the query of a link."""
        # "~" is unreserved in addresses (RFC 3986, 2.3), and readable so.
        return "?" + urlencode(replace(self, **changes).query(), doseq=True, safe="~")


class Still(Parameters):
    """A choice in a page that nobody answers: what leads to other choices leads to other pages, if there are such."""

    live: ClassVar[bool] = False

    @classmethod
    def of(cls, chosen: Parameters) -> Self:
        """The same choice, as such a page shows it."""
        return cls(**{field.name: getattr(chosen, field.name) for field in fields(chosen)})

    def address(self, **_changes: Any) -> str:
        """The link to the page of another choice; empty where there is none, and then there is no link."""
        return ""

    def opening(self, target: str) -> str:
        """The link to the evidence of a cell, by the value of the parameter `cell`, or to a source by its id."""
        raise NotImplementedError


@dataclass(frozen=True)
class Fault:
    """A parameter that means nothing: its name, what was given, and what would be right."""

    name: str
    value: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one sentence, as the command line and the page do."""
        return f"{self.name} '{self.value}' is not known; {self.remedy}"


NAMES = (
    *("as_of", "since", "party", "issue", "measure", "max_rung", "stale_after", "view", "cell", "pair", "source"),
    *("focus", "only", "sort", "q", "lang", "theme", "frame", "kind", "day"),
)

WINDOW = 90
"""Days before `as_of` from which changes are told unless the reader chooses a day."""

LONGEST_SEARCH = 200
"""Letters that a search can have at most."""

LONGEST = 36_500
"""Days that `stale_after` can be at most: a hundred years, so that nothing is marked."""


def read(query: Mapping[str, Sequence[str]], data: Dataset) -> tuple[Parameters, list[Fault]]:
    """The choice that a query makes in a record, and what of it was ignored because it means nothing there.

    A query maps each name to all values given for it. Without `as_of` the record stands as of the end of coverage.
    """
    faults: list[Fault] = []

    def one(name: str, valid: Mapping[str, object], remedy: str) -> str | None:
        values = query.get(name, ())
        for value in values:
            if value not in valid:
                faults.append(Fault(name, value, remedy))
        good = [value for value in values if value in valid]
        if len(values) > 1:
            faults.append(Fault(name, " ".join(values), "give it once"))
        return good[0] if good else None

    def member(name: str, default: Word) -> Word:
        values = {value.value: value for value in type(default)}
        return values.get(one(name, values, f"choose {' or '.join(values)}") or "", default)

    def day(name: str) -> date | None:
        values = {value: parsed for value in query.get(name, ()) if (parsed := _day(value))}
        chosen = one(name, values, "write a day as YYYY-MM-DD")
        return values[chosen] if chosen else None

    def several(name: str, known: Sequence[str], remedy: str = "") -> tuple[str, ...]:
        values = tuple(dict.fromkeys(query.get(name, ())))
        for value in values:
            if value not in known:
                faults.append(Fault(name, value, remedy or f"choose from {', '.join(known)}"))
        return tuple(value for value in values if value in known)

    for name in query:
        if name not in NAMES:
            faults.append(Fault("parameter", name, f"the parameters are {', '.join(NAMES)}"))
    parties = [part.id for part in data.parties]
    views = {v.value: v for v in View}
    rungs = {str(n): n for n in range(1, MAX_RUNG + 1)}
    cells = {value: ids for value in query.get("cell", ()) if (ids := _cell(value, data))}
    measure = member("measure", Measure.CITY_BLOCK)
    rung = one("max_rung", rungs, f"choose 1 to {MAX_RUNG} (rungs 5 and 6 never count as a stated position)")
    ages = {value: int(value) for value in query.get("stale_after", ()) if _is_age(value)}
    age = one("stale_after", ages, f"give a number of days from 1 to {LONGEST}")
    view = one("view", views, f"choose from {', '.join(views)}")
    cell = one("cell", cells, "write proposition~party or proposition~party~party with ids of the record")
    pairs = {value: ids for value in query.get("pair", ()) if (ids := _pair(value, data))}
    several("pair", list(pairs), "write party~party with ids of the record")
    sources = {part.id: part.id for part in data.sources} if "source" in query else {}
    source = one("source", sources, "give the id of a source of the record")
    focus = one("focus", {id_: id_ for id_ in parties}, f"choose from {', '.join(parties)}")
    several("only", [value.value for value in Only])
    sorts = {SEVERITY: SEVERITY} | {value: ids for value in query.get("sort", ()) if (ids := _pair(value, data))}
    sort = one("sort", sorts, f"write {SEVERITY}, or party~party with ids of the record")
    searches = {value: " ".join(value.split()) for value in query.get("q", ()) if len(value) <= LONGEST_SEARCH}
    search = one("q", searches, f"search for at most {LONGEST_SEARCH} letters")
    lang = one("lang", LANGUAGES, f"choose from {', '.join(LANGUAGES)}")
    theme, kind, kept = member("theme", Theme.AUTO), member("kind", Kind.LIGHT), member("day", Day.PINNED)
    frames = {name: value for name, value in views.items() if value != View.EMBED}
    frame = one("frame", frames, f"choose from {', '.join(frames)}")
    as_of = day("as_of") or data.dataset.coverage_until
    since = day("since")
    if since and since > as_of:
        faults.append(Fault("since", since.isoformat(), f"choose a day up to {as_of}"))
        since = None
    chosen = Parameters(
        as_of=as_of,
        since=since,
        party=several("party", parties),
        issue=several("issue", [part.id for part in data.issues]),
        measure=measure,
        max_rung=rungs[rung] if rung else MAX_RUNG,
        stale_after=ages[age] if age else STALE_AFTER,
        view=views[view] if view else View.GAPS,
        cell=cells[cell] if cell else (),
        pair=tuple(sorted(set(pairs.values()), key=_in_display(data))),
        source=source or "",
        focus=focus or "",
        only=tuple(value for value in Only if value in query.get("only", ())),
        sort=sorts[sort] if sort else "",
        q=searches[search] if search else "",
        lang=lang or DEFAULT,
        theme=theme,
        frame=frames[frame] if frame else View.GAPS,
        kind=kind,
        day=kept,
    )
    return chosen, faults


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_age(text: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{0,4}", text, re.ASCII)) and int(text) <= LONGEST


def _in_display(data: Dataset) -> Callable[[Sequence[str]], list[int]]:
    """A key that sorts party ids, or tuples of them, in the order of display."""
    known = [part.id for _, part in displayed(data.parties)]
    return lambda ids: [known.index(id_) for id_ in ids]


def _parties(ids: Sequence[str], data: Dataset) -> tuple[str, ...] | None:
    """Different parties of the record in the order of display, so that a pair has one name; None for anything else."""
    if len(set(ids)) != len(ids) or not {part.id for part in data.parties}.issuperset(ids):
        return None
    order = _in_display(data)
    return tuple(sorted(ids, key=lambda id_: order([id_])))


def _pair(text: str, data: Dataset) -> tuple[str, str] | None:
    found = _parties(text.split("~"), data)
    return (found[0], found[1]) if found and len(found) == 2 else None


def _cell(text: str, data: Dataset) -> tuple[str, ...] | None:
    proposition, *parties = text.split("~")
    found = _parties(parties, data)
    if found and len(found) <= 2 and any(part.id == proposition for part in data.propositions):
        return (proposition, *found)
    return None
