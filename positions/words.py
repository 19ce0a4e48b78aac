"""Every sign, word and sentence that a reader sees more than once; one place, the same words for every party.

The tables hold messages and are made once; a word is put into the language spoken when it is read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from positions import phrases
from positions.blocks import Obstacle, Support
from positions.changes import Answer, Trend
from positions.compare import Agreement, Measure, Relation, Zone
from positions.grid import STALE_AFTER, Cell, Status
from positions.kinds import Detail, Kind
from positions.language import _, marked, plural
from positions.model import Form, Stance

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Sign:
    """A sign, the word that stands beside it, and what it means; the meaning may speak of a number or a day."""

    sign: str
    _word: str
    _meaning: str
    _of: str = ""

    @property
    def word(self) -> str:
        return _(self._word)

    @property
    def meaning(self) -> str:
        return _(self._meaning).format(self._of)

    def of(self, told: str) -> "Sign":
        """The same sign with what its meaning speaks of."""
        return replace(self, _of=told)


class Texts(Mapping[_Key, str]):
    """Texts by what they are of."""

    def __init__(self, messages: Mapping[_Key, str]) -> None:
        """A text for each message."""
        self._messages = messages

    def __getitem__(self, key: _Key) -> str:
        return _(self._messages[key])

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)


STANCE: dict[Stance, Sign] = {
    Stance.DEMANDS: Sign("++", marked("demands"), marked("asks for it as a term")),
    Stance.ACCEPTS: Sign("+", marked("accepts"), marked("agrees to it or offers it")),
    Stance.CONDITIONAL: Sign(
        "±", marked("conditional"), marked("accepts or rejects it under a named condition, or a part of it")
    ),
    Stance.OPPOSES: Sign("−", marked("opposes"), marked("is against it")),
    Stance.REJECTS: Sign("−−", marked("rejects"), marked("refuses it in answer to a proposal")),
    Stance.AMBIGUOUS: Sign("≈", marked("ambiguous"), marked("spoke about it; the words can be read either way")),
    Stance.DECLINED: Sign("⊘", marked("declined"), marked("was asked and gave no answer")),
}

STATUS: dict[Status, Sign] = {
    Status.CONTRADICTORY: Sign("⇄", marked("contradictory"), marked("was for it and against it on the same day")),
    Status.NOT_FOUND: Sign("○", marked("not found"), marked("searched for, nothing found")),
    Status.NOT_APPLICABLE: Sign("/", marked("not applicable"), marked("the proposition does not concern the party")),
    Status.NOT_SEARCHED: Sign(
        "□",
        marked("not searched"),
        marked("nothing that counts is on record up to this day, and no search is noted"),
    ),
}
"""Statuses without a stance; the others show the sign of their stance."""

RELATION: dict[Relation, Sign] = {
    Relation.AGREED: Sign("●", marked("agreed"), marked("both are for it, or both against")),
    Relation.BRIDGEABLE: Sign(
        "◐", marked("bridgeable"), marked("both have spoken, and at least one under a condition")
    ),
    Relation.OPPOSED: Sign("▲", marked("opposed"), marked("one is for it, the other against")),
    Relation.DEADLOCK: Sign("✕", marked("deadlock"), marked("opposed, and both call their stance a red line")),
    Relation.UNANSWERED: Sign("…", marked("unanswered"), marked("one has taken a position, the other's is not known")),
    Relation.UNKNOWN: Sign("?", marked("unknown"), marked("neither position is known")),
    Relation.NOT_APPLICABLE: Sign(
        "/", marked("not applicable"), marked("the proposition does not concern one of them")
    ),
}

MOVED = Sign(
    "Δ",
    marked("moved"),
    marked("a first, hardened, softened or reversed position, or another number, after {}"),
)
"""The mark of a position that came up between two days; the meaning takes the earlier one."""

STALE = Sign("◷", marked("stale"), marked("the statement in force is more than {} older than the as-of date"))

UNCONFIRMED = Sign("◇", marked("not confirmed"), marked("none of the words that prove it was seen on its page"))

KIND: dict[Kind, Sign] = {
    Kind.FIRST: Sign("◆", marked("first"), marked("the first statement that counts")),
    Kind.REAFFIRMED: Sign(
        "=", marked("reaffirmed"), marked("the same side as before, and no new red line; or still unclear")
    ),
    Kind.HARDENED: Sign(
        "⇧",
        marked("hardened"),
        marked("asks more or gives less than in its last clear words, or drew a red line"),
    ),
    Kind.SOFTENED: Sign("⇩", marked("softened"), marked("asks less or gives more than in its last clear words")),
    Kind.REVERSED: Sign("↺", marked("reversed"), marked("crossed from for to against, or back")),
}

DETAIL = Texts(
    {
        Detail.BECAME_UNCLEAR: marked("became unclear"),
        Detail.STILL_UNCLEAR: marked("still unclear"),
        Detail.CLEAR_AGAIN: marked("clear again"),
        Detail.BECAME_CLEAR: marked("clear for the first time"),
        Detail.RED_LINE: marked("a red line was drawn"),
        Detail.OTHER_NUMBER: marked("another number"),
    }
)

ANSWER = Texts(
    {
        Answer.CLOSER: marked("more alike, whatever the unknown positions are"),
        Answer.FURTHER: marked("less alike, whatever the unknown positions are"),
        Answer.LEVEL: marked("no net change: every position is known"),
        Answer.OPEN: marked("cannot be told: the ranges overlap"),
        Answer.OTHER_PROPOSITIONS: marked(
            "cannot be told: N is another number, so the figures are not of the same propositions"
        ),
        Answer.NOTHING: marked("cannot be told: on one of the days no proposition concerns both"),
    }
)
"""What can be said of two days over all propositions."""

TREND: dict[Trend, Sign] = {
    Trend.CLOSER: Sign("→←", marked("more alike"), marked("on what can be compared on both days")),
    Trend.FURTHER: Sign("←→", marked("less alike"), marked("on what can be compared on both days")),
    Trend.LEVEL: Sign("=", marked("as alike as before"), marked("on what can be compared on both days")),
    Trend.OPEN: Sign("?", marked("cannot be told"), marked("nothing can be compared on both days")),
}

OBSTACLE: dict[Obstacle, Sign] = {
    Obstacle.DEADLOCK: RELATION[Relation.DEADLOCK],
    Obstacle.OPPOSITION: RELATION[Relation.OPPOSED],
    Obstacle.UNANSWERED_DEMAND: Sign(
        "…", marked("unanswered demand"), marked("one asks for it, the other's position is not known")
    ),
    Obstacle.UNANSWERED: RELATION[Relation.UNANSWERED],
    Obstacle.BRIDGEABLE: RELATION[Relation.BRIDGEABLE],
}

SUPPORT: dict[Support, Sign] = {
    Support.ALL_FOR: Sign("●", marked("all for"), marked("every one of them is for it")),
    Support.CONDITIONAL: Sign(
        "◐", marked("none against"), marked("all have spoken, and at least one under a condition")
    ),
    Support.INCOMPLETE: Sign(
        "…", marked("none against so far"), marked("not all positions are known, and those may be against")
    ),
}

FORM = Texts(
    {
        Form.DIRECT_SPEECH: marked("direct speech"),
        Form.DOCUMENT: marked("text of a document"),
        Form.REPORTED: marked("reported by the outlet"),
        Form.CHARACTERISATION: marked("the outlet's own description"),
    }
)

RUNG = Texts(
    {
        1: marked("the party's own official text"),
        2: marked("an authorised person on the record"),
        3: marked("state media, or another side's read-out"),
        4: marked("reported by a named outlet"),
        5: marked("an unnamed source"),
        6: marked("a leaked draft"),
    }
)

MEASURE = Texts({Measure.CITY_BLOCK: marked("city-block"), Measure.EXACT: marked("exact match")})

FORMULA = Texts(
    {
        Measure.CITY_BLOCK: marked("city-block: S/n, S = sum of 1 − |a − b| with for 1, conditional ½, against 0"),
        Measure.EXACT: marked("exact match: S/n, S = number of equal values among for, conditional, against"),
    }
)
INTERVAL = marked("interval [S/N, (S + N − n)/N]")
"""What is burnt into a picture beside the measure."""

NOT_AN_OUTLOOK = marked(
    "A public statement is not a reservation point: an overlap does not mean that an agreement is near, and an empty "
    "zone of statements does not mean that none is possible."
)

PART = Texts(
    {
        "dataset": marked("dataset"),
        "parties": marked("parties"),
        "issues": marked("issues"),
        "propositions": marked("propositions"),
        "sources": marked("sources"),
        "absences": marked("absences"),
    }
)
"""The parts of a record beside its statements."""


def interval(agreement: Agreement) -> str:
    """The ends of the interval in brackets."""
    if agreement.lower is None or agreement.upper is None:
        return f"[{_('n/a')}]"
    return f"[{agreement.lower * 100:.0f}–{agreement.upper * 100:.0f}\u00a0%]"


def n_of(agreement: Agreement) -> str:
    """How many propositions the figure stands on, and how many there are."""
    return _("{n} of {all}").format(n=agreement.n_comparable, all=agreement.n_propositions)


def comparable(agreement: Agreement) -> str:
    """The same, with the word for what the figure stands on."""
    return _("{n} of {all} comparable").format(n=agreement.n_comparable, all=agreement.n_propositions)


def figure(agreement: Agreement) -> str:
    """An agreement in a few words: point, interval, n of N."""
    return f"{phrases.percent(agreement.point)} {interval(agreement)}, {n_of(agreement)}"


def sign_of(cell: Cell) -> Sign:
    """The sign and word of a cell: its stance or, without one, its status."""
    return STANCE[cell.stance] if cell.stance else STATUS[cell.status]


def position_text(cell: Cell) -> str:
    """A position in words: its stance or status, its red line, its number and the day of the words in force."""
    told = [sign_of(cell).word]
    if cell.red_line:
        told.append(_("red line"))
    elif cell.red_line_before:
        told.append(_("once called a red line"))
    if cell.range and (number := phrases.range_text(cell.range.min, cell.range.max, cell.proposition.unit)):
        told.append(number)
    said = f" ({phrases.day(cell.statements[0].date)})" if cell.statements else ""
    return f"{', '.join(told)}{said}"


def stale_sign(after: int = STALE_AFTER) -> Sign:
    """The mark of an old position, with the chosen number of days in its meaning.

    >>> stale_sign(180).meaning
    'the statement in force is more than 180 days older than the as-of date'
    """
    return STALE.of(phrases.count(after, "day"))


def moved_sign(since: date) -> Sign:
    r"""The mark of a position that moved, with the day in its meaning.

    >>> moved_sign(date(2025, 4, 22)).meaning
    'a first, hardened, softened or reversed position, or another number, after 22\xa0April\xa02025'
    """
    return MOVED.of(phrases.day(since))


def of_which(sign: Sign, cells: Sequence[Cell], carrying: Sequence[Cell]) -> str:
    """The word of a mark that some cells carry; beside two cells, with the party that it is about."""
    if len(cells) == 1:
        return sign.word
    of = _("both") if len(carrying) == len(cells) else carrying[0].party.short
    return f"{sign.word}: {of}"


# In some languages the word goes with the number, so each is a message of its own; the gravest first.
_RELATIONS: dict[Relation, Callable[[int], str]] = {
    Relation.DEADLOCK: lambda n: plural("{} deadlock", "{} deadlocks", n),
    Relation.OPPOSED: lambda n: plural("{} opposed", "{} opposed", n),
    Relation.BRIDGEABLE: lambda n: plural("{} bridgeable", "{} bridgeable", n),
    Relation.AGREED: lambda n: plural("{} agreed", "{} agreed", n),
    Relation.UNANSWERED: lambda n: plural("{} unanswered", "{} unanswered", n),
    Relation.UNKNOWN: lambda n: plural("{} unknown", "{} unknown", n),
    Relation.NOT_APPLICABLE: lambda n: plural("{} not applicable", "{} not applicable", n),
}

# What moved most comes first.
_KINDS: dict[Kind, Callable[[int], str]] = {
    Kind.REVERSED: lambda n: plural("{} reversed", "{} reversed", n),
    Kind.SOFTENED: lambda n: plural("{} softened", "{} softened", n),
    Kind.HARDENED: lambda n: plural("{} hardened", "{} hardened", n),
    Kind.REAFFIRMED: lambda n: plural("{} reaffirmed", "{} reaffirmed", n),
    Kind.FIRST: lambda n: plural("{} first", "{} first", n),
}


def relations(found: Iterable[Relation]) -> str:
    """Counts of relations in words, the gravest first, those that do not occur left out.

    >>> relations([Relation.AGREED, Relation.DEADLOCK, Relation.DEADLOCK])
    '2 deadlocks, 1 agreed'
    """
    return _counts(found, _RELATIONS)


def kinds(found: Iterable[Kind]) -> str:
    """Counts of kinds of change in words, those that do not occur left out.

    >>> kinds([Kind.FIRST, Kind.HARDENED, Kind.FIRST])
    '1 hardened, 2 first'
    """
    return _counts(found, _KINDS)


def _counts(found: Iterable[_Key], forms: Mapping[_Key, Callable[[int], str]]) -> str:
    counts = Counter(found)
    return ", ".join(form(n).format(phrases.grouped(n)) for key, form in forms.items() if (n := counts[key]))


def zone_text(zone: Zone, unit: str | None) -> str:
    """What the numbers of two parties leave between them."""
    if zone.gap is None:
        return _("an end was not stated, so no zone of stated positions")
    if zone.gap > 0:
        return _("gap between stated positions: {}").format(phrases.measured(zone.gap, unit))
    return _("zone of stated positions: {}").format(phrases.range_text(zone.low, zone.high, unit))


def known(cells: Iterable[Cell]) -> str:
    """How many of some positions are known, and how many red lines are among them."""
    held = list(cells)
    return _("{known} of {all} positions known, {red_lines}").format(
        known=sum(cell.value is not None for cell in held),
        all=len(held),
        red_lines=phrases.count(sum(cell.red_line for cell in held), "red line"),
    )


def caption(what: str, as_of: date, max_rung: int | None, version: str) -> str:
    """What a table shows, as of which day, from which sources (of every rung: None) and which data."""
    if max_rung is None:
        return _("{what}, as of {day}, data {version}").format(what=what, day=phrases.day(as_of), version=version)
    told = _("{what}, as of {day}, sources of rung {rung} or stronger, data {version}")
    return told.format(what=what, day=phrases.day(as_of), rung=max_rung, version=version)
