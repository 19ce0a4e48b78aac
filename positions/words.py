"""Every sign, word and sentence that a reader sees more than once; one place, the same words for every party."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from positions.blocks import Obstacle, Support
from positions.changes import Answer, Detail, Kind, Trend
from positions.compare import Agreement, Measure, Relation, Zone
from positions.grid import STALE_AFTER, Cell, Status
from positions.model import Form, Stance, days


@dataclass(frozen=True)
class Sign:
    """A sign, the word that stands beside it, and what it means."""

    sign: str
    word: str
    meaning: str


STANCE: dict[Stance, Sign] = {
    Stance.DEMANDS: Sign("++", "demands", "asks for it as a term"),
    Stance.ACCEPTS: Sign("+", "accepts", "agrees to it or offers it"),
    Stance.CONDITIONAL: Sign("±", "conditional", "accepts or rejects it under a named condition, or a part of it"),
    Stance.OPPOSES: Sign("−", "opposes", "is against it"),
    Stance.REJECTS: Sign("−−", "rejects", "refuses it in answer to a proposal"),
    Stance.AMBIGUOUS: Sign("≈", "ambiguous", "spoke about it; the words can be read either way"),
    Stance.DECLINED: Sign("⊘", "declined", "was asked and gave no answer"),
}  # fmt: skip

STATUS: dict[Status, Sign] = {
    Status.CONTRADICTORY: Sign("⇄", "contradictory", "was for it and against it on the same day"),
    Status.NOT_FOUND: Sign("○", "not found", "searched for, nothing found"),
    Status.NOT_APPLICABLE: Sign("/", "not applicable", "the proposition does not concern the party"),
    Status.NOT_SEARCHED: Sign(
        "□", "not searched", "nothing that counts is on record up to this day, and no search is noted"
    ),
}
"""Statuses without a stance; the others show the sign of their stance."""

RELATION: dict[Relation, Sign] = {
    Relation.AGREED: Sign("●", "agreed", "both are for it, or both against"),
    Relation.BRIDGEABLE: Sign("◐", "bridgeable", "both have spoken, and at least one under a condition"),
    Relation.OPPOSED: Sign("▲", "opposed", "one is for it, the other against"),
    Relation.DEADLOCK: Sign("✕", "deadlock", "opposed, and both call their stance a red line"),
    Relation.UNANSWERED: Sign("…", "unanswered", "one has taken a position, the other's is not known"),
    Relation.UNKNOWN: Sign("?", "unknown", "neither position is known"),
    Relation.NOT_APPLICABLE: Sign("/", "not applicable", "the proposition does not concern one of them"),
}

MOVED = Sign("Δ", "moved", "a first, hardened, softened or reversed position, or another number, after {}")
"""The mark of a position that came up between two days; the meaning takes the earlier one."""

STALE = Sign("◷", "stale", "the statement in force is more than {} older than the as-of date")

UNCONFIRMED = Sign("◇", "not confirmed", "none of the words that prove it was seen on its page")

KIND: dict[Kind, Sign] = {
    Kind.FIRST: Sign("◆", "first", "the first statement that counts"),
    Kind.REAFFIRMED: Sign("=", "reaffirmed", "the same side as before, and no new red line; or still unclear"),
    Kind.HARDENED: Sign("⇧", "hardened", "asks more or gives less than in its last clear words, or drew a red line"),
    Kind.SOFTENED: Sign("⇩", "softened", "asks less or gives more than in its last clear words"),
    Kind.REVERSED: Sign("↺", "reversed", "crossed from for to against, or back"),
}

DETAIL: dict[Detail, str] = {
    Detail.BECAME_UNCLEAR: "became unclear",
    Detail.STILL_UNCLEAR: "still unclear",
    Detail.CLEAR_AGAIN: "clear again",
    Detail.BECAME_CLEAR: "clear for the first time",
    Detail.RED_LINE: "a red line was drawn",
    Detail.OTHER_NUMBER: "another number",
}

ANSWER: dict[Answer, str] = {
    Answer.CLOSER: "more alike, whatever the unknown positions are",
    Answer.FURTHER: "less alike, whatever the unknown positions are",
    Answer.LEVEL: "no net change: every position is known",
    Answer.OPEN: "cannot be told: the ranges overlap",
    Answer.OTHER_PROPOSITIONS: "cannot be told: N is another number, so the figures are not of the same propositions",
    Answer.NOTHING: "cannot be told: on one of the days no proposition concerns both",
}
"""What can be said of two days over all propositions."""

TREND: dict[Trend, Sign] = {
    Trend.CLOSER: Sign("→←", "more alike", "on what can be compared on both days"),
    Trend.FURTHER: Sign("←→", "less alike", "on what can be compared on both days"),
    Trend.LEVEL: Sign("=", "as alike as before", "on what can be compared on both days"),
    Trend.OPEN: Sign("?", "cannot be told", "nothing can be compared on both days"),
}

OBSTACLE: dict[Obstacle, Sign] = {
    Obstacle.DEADLOCK: RELATION[Relation.DEADLOCK],
    Obstacle.OPPOSITION: RELATION[Relation.OPPOSED],
    Obstacle.UNANSWERED_DEMAND: Sign("…", "unanswered demand", "one asks for it, the other's position is not known"),
    Obstacle.UNANSWERED: Sign("…", "unanswered", "one has taken a position, the other's is not known"),
    Obstacle.BRIDGEABLE: RELATION[Relation.BRIDGEABLE],
}

SUPPORT: dict[Support, Sign] = {
    Support.ALL_FOR: Sign("●", "all for", "every one of them is for it"),
    Support.CONDITIONAL: Sign("◐", "none against", "all have spoken, and at least one under a condition"),
    Support.INCOMPLETE: Sign("…", "none against so far", "not all positions are known, and those may be against"),
}

FORM: dict[Form, str] = {
    Form.DIRECT_SPEECH: "direct speech",
    Form.DOCUMENT: "text of a document",
    Form.REPORTED: "reported by the outlet",
    Form.CHARACTERISATION: "the outlet's own description",
}

RUNG: dict[int, str] = {
    1: "the party's own official text",
    2: "an authorised person on the record",
    3: "state media, or another side's read-out",
    4: "reported by a named outlet",
    5: "an unnamed source",
    6: "a leaked draft",
}

MEASURE: dict[Measure, str] = {Measure.CITY_BLOCK: "city-block", Measure.EXACT: "exact match"}

FORMULA: dict[Measure, str] = {
    Measure.CITY_BLOCK: "city-block: S/n, S = sum of 1 − |a − b| with for 1, conditional ½, against 0",
    Measure.EXACT: "exact match: S/n, S = number of equal values among for, conditional, against",
}
INTERVAL = "interval [S/N, (S + N − n)/N]"
"""What is burnt into a picture beside the measure."""

NOT_AN_OUTLOOK = (
    "A public statement is not a reservation point: an overlap does not mean that an agreement is near, and an empty "
    "zone of statements does not mean that none is possible."
)


def grouped(value: float) -> str:
    r"""A number for readers, thousands apart by a thin space from five digits on, so that a year stays whole.

    >>> grouped(85000), grouped(2.5), grouped(2027)
    ('85\u202f000', '2.5', '2027')
    """
    text = f"{value:,.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.replace(",", "\u202f" if abs(value) >= 10_000 else "")


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "party"), count(2, "party"), count(0, "deadlock"), count(30, "day")
    ('1 party', '2 parties', '0 deadlocks', '30 days')
    """
    plural = noun[:-1] + "ies" if re.search("[^aeiou]y$", noun) else noun + "s"
    return f"{grouped(number)} {noun if number == 1 else plural}"


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date | str) -> str:
    r"""A date in words; a partial one stays partial.

    >>> day("2025-04-22"), day("2025-04")
    ('22\xa0April\xa02025', 'April\xa02025')
    """
    if isinstance(value, date):
        return f"{value.day}\u00a0{MONTHS[value.month - 1]}\u00a0{value.year}"
    first, last = days(value)
    if first == last:
        return day(first)
    return f"{MONTHS[first.month - 1]}\u00a0{first.year}" if len(value) == 7 else value


def on(value: str) -> str:
    r"""When something was said, in words.

    >>> on("2025-04-22"), on("2022-07")
    ('on 22\xa0April\xa02025', 'in July\xa02022')
    """
    return f"{'on' if len(value) == 10 else 'in'} {day(value)}"


def percent(share: float | None) -> str:
    r"""A share in whole per cent, "n/a" when there is none.

    >>> percent(0.166), percent(None)
    ('17\xa0%', 'n/a')
    """
    return "n/a" if share is None else f"{share * 100:.0f}\u00a0%"


def interval(agreement: Agreement) -> str:
    """The ends of the interval in brackets."""
    if agreement.lower is None or agreement.upper is None:
        return "[n/a]"
    return f"[{agreement.lower * 100:.0f}–{agreement.upper * 100:.0f}\u00a0%]"


def comparable(agreement: Agreement) -> str:
    """How many propositions the figure stands on."""
    return f"{agreement.n_comparable} of {agreement.n_propositions} comparable"


def figure(agreement: Agreement) -> str:
    """An agreement in a few words: point, interval, n of N."""
    whole = f"{agreement.n_comparable} of {agreement.n_propositions}"
    return f"{percent(agreement.point)} {interval(agreement)}, {whole}"


def points(before: float | None, after: float | None) -> str:
    r"""The difference of two shares in points of per cent; empty when one of them is none.

    >>> points(0.3, 0.256), points(0.5, 0.5), points(None, 0.5)
    ('−4.4\xa0points', '±0.0\xa0points', '')
    """
    if before is None or after is None:
        return ""
    moved = round((after - before) * 100, 1)
    return f"{'+' if moved > 0 else '−' if moved < 0 else '±'}{abs(moved):.1f}\u00a0points"


def step(difference: float) -> str:
    """A difference of similarities on one proposition; a whole one is from opposed to agreed.

    >>> step(0.5), step(-1), step(1)
    ('+½', '−1', '+1')
    """
    size = {0.5: "½", 1.0: "1"}.get(abs(difference), f"{abs(difference):g}")
    return f"{'+' if difference > 0 else '−'}{size}"


def day_span(since: date, until: date) -> str:
    r"""A time between two days in words.

    >>> day_span(date(2025, 4, 22), date(2025, 5, 1))
    'after 22\xa0April\xa02025, up to 1\xa0May\xa02025'
    """
    return f"after {day(since)}, up to {day(until)}"


def sign_of(cell: Cell) -> Sign:
    """The sign and word of a cell: its stance or, without one, its status."""
    return STANCE[cell.stance] if cell.stance else STATUS[cell.status]


def position_text(cell: Cell) -> str:
    """A position in words: its stance or status, its red line, its number and the day of the words in force."""
    line = ", red line" if cell.red_line else ", once called a red line" if cell.red_line_before else ""
    number = range_text(cell.range.min, cell.range.max, cell.proposition.unit) if cell.range else ""
    said = f" ({day(cell.statements[0].date)})" if cell.statements else ""
    return f"{sign_of(cell).word}{line}{f', {number}' if number else ''}{said}"


def stale_sign(after: int = STALE_AFTER) -> Sign:
    """The mark of an old position, with the chosen number of days in its meaning.

    >>> stale_sign(180).meaning
    'the statement in force is more than 180 days older than the as-of date'
    """
    return Sign(STALE.sign, STALE.word, STALE.meaning.format(count(after, "day")))


def moved_sign(since: date) -> Sign:
    r"""The mark of a position that moved, with the day in its meaning.

    >>> moved_sign(date(2025, 4, 22)).meaning
    'a first, hardened, softened or reversed position, or another number, after 22\xa0April\xa02025'
    """
    return Sign(MOVED.sign, MOVED.word, MOVED.meaning.format(day(since)))


def of_which(sign: Sign, cells: Sequence[Cell], marked: Sequence[Cell]) -> str:
    """The word of a mark that some cells carry; beside two cells, with the party that it is about."""
    if len(cells) == 1:
        return sign.word
    return f"{sign.word}: {'both' if len(marked) == len(cells) else marked[0].party.short}"


def relations(found: Iterable[Relation]) -> str:
    """Counts of relations in words, the gravest first, those that do not occur left out.

    >>> relations([Relation.AGREED, Relation.DEADLOCK, Relation.DEADLOCK])
    '2 deadlocks, 1 agreed'
    """
    counts = Counter(found)
    order = (
        Relation.DEADLOCK,
        Relation.OPPOSED,
        Relation.BRIDGEABLE,
        Relation.AGREED,
        Relation.UNANSWERED,
        Relation.UNKNOWN,
        Relation.NOT_APPLICABLE,
    )
    said = (
        count(n, "deadlock") if relation == Relation.DEADLOCK else f"{n} {RELATION[relation].word}"
        for relation in order
        if (n := counts[relation])
    )
    return ", ".join(said)


def range_text(low: float | None, high: float | None, unit: str | None) -> str:
    """A numeric condition in words; empty when no end was stated.

    >>> range_text(30, None, "days"), range_text(20, 50, "years"), range_text(2027, 2027, None)
    ('at least 30 days', '20 to 50 years', '2027')
    """
    if low is None and high is None:
        return ""
    if low == high:
        return f"{grouped(low or 0)} {unit or ''}".strip()
    ends = {
        (True, True): f"{grouped(low or 0)} to {grouped(high or 0)}",
        (True, False): f"at least {grouped(low or 0)}",
        (False, True): f"at most {grouped(high or 0)}",
    }
    return f"{ends[low is not None, high is not None]} {unit or ''}".strip()


def sentence(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is.

    >>> sentence("gap of 2.9 MW")
    'Gap of 2.9 MW'
    """
    return text[:1].upper() + text[1:]


def zone_text(zone: Zone, unit: str | None) -> str:
    """What the numbers of two parties leave between them."""
    if zone.gap is None:
        return "an end was not stated, so no zone of stated positions"
    if zone.gap > 0:
        return f"gap between stated positions: {grouped(zone.gap)} {unit or ''}".strip()
    return f"zone of stated positions: {range_text(zone.low, zone.high, unit)}"


def fields(names: Sequence[str]) -> str:
    """Names of fields in words.

    >>> fields(("red_line", "stance"))
    'red line, stance'
    """
    return ", ".join(name.replace("_", " ") for name in names)


def labels(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id for a list to choose from: those that are alike get their id, since a widget tells them by label.

    >>> labels({"a": "East", "b": "West", "c": "East"})
    {'a': 'East (a)', 'b': 'West', 'c': 'East (c)'}
    """
    times = Counter(names.values())
    return {id_: name if times[name] == 1 else f"{name} ({id_})" for id_, name in names.items()}


def one_line(text: str) -> str:
    r"""A text for a terminal: on one line, without signs that would steer it.

    >>> one_line("so\nit\tis \x1b[2J")
    'so it is [2J'
    """
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def plain(text: str) -> str:
    r"""A text as Markdown that shows just this text.

    >>> print(plain("1 − |a − b| [S/N] *"))
    1 − \|a − b\| \[S/N\] \*
    """
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:])", r"\\\1", text)
