"""Every sign, word and sentence that a reader sees more than once; one place, the same words for every party."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from positions import phrases
from positions.blocks import Obstacle, Support
from positions.changes import Answer, Trend
from positions.compare import Agreement, Measure, Relation, Zone
from positions.grid import STALE_AFTER, Cell, Status
from positions.kinds import Detail, Kind
from positions.model import Form, Stance


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
    return f"{phrases.percent(agreement.point)} {interval(agreement)}, {whole}"


def sign_of(cell: Cell) -> Sign:
    """The sign and word of a cell: its stance or, without one, its status."""
    return STANCE[cell.stance] if cell.stance else STATUS[cell.status]


def position_text(cell: Cell) -> str:
    """A position in words: its stance or status, its red line, its number and the day of the words in force."""
    line = ", red line" if cell.red_line else ", once called a red line" if cell.red_line_before else ""
    number = phrases.range_text(cell.range.min, cell.range.max, cell.proposition.unit) if cell.range else ""
    said = f" ({phrases.day(cell.statements[0].date)})" if cell.statements else ""
    return f"{sign_of(cell).word}{line}{f', {number}' if number else ''}{said}"


def stale_sign(after: int = STALE_AFTER) -> Sign:
    """The mark of an old position, with the chosen number of days in its meaning.

    >>> stale_sign(180).meaning
    'the statement in force is more than 180 days older than the as-of date'
    """
    return Sign(STALE.sign, STALE.word, STALE.meaning.format(phrases.count(after, "day")))


def moved_sign(since: date) -> Sign:
    r"""The mark of a position that moved, with the day in its meaning.

    >>> moved_sign(date(2025, 4, 22)).meaning
    'a first, hardened, softened or reversed position, or another number, after 22\xa0April\xa02025'
    """
    return Sign(MOVED.sign, MOVED.word, MOVED.meaning.format(phrases.day(since)))


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
        phrases.count(n, "deadlock") if relation == Relation.DEADLOCK else f"{n} {RELATION[relation].word}"
        for relation in order
        if (n := counts[relation])
    )
    return ", ".join(said)


def zone_text(zone: Zone, unit: str | None) -> str:
    """What the numbers of two parties leave between them."""
    if zone.gap is None:
        return "an end was not stated, so no zone of stated positions"
    if zone.gap > 0:
        return f"gap between stated positions: {phrases.grouped(zone.gap)} {unit or ''}".strip()
    return f"zone of stated positions: {phrases.range_text(zone.low, zone.high, unit)}"
