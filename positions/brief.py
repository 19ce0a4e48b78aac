"""A short brief on two parties, made of nothing but what the record holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from positions import changes as moving
from positions import phrases, words
from positions.analysis import counts, move, strongest
from positions.blocks import Block as Obstruction
from positions.blocks import Obstacle, blocks
from positions.compare import Agreement, Gap, Relation, gap, overlaps
from positions.drafting import Draft
from positions.grid import Cell
from positions.language import _, plural
from positions.model import Stance
from positions.paper import Block, Bullets, Document, Heading, Line, Paragraph, Run, unstopped
from positions.parameters import Parameters
from positions.sheet import nothing, of_pair
from positions.store import Record

MOST = 10
"""Deadlocks and oppositions, and moves, that are told; how many more there are is told too."""

FEW = 5
"""The same for every other list."""

_Listed = TypeVar("_Listed")


def brief(record: Record, chosen: Parameters) -> Document:
    """One to two pages on the first chosen pair: the figure, what blocks, what is agreed, moved, old, not known."""
    if (pair := of_pair(record, chosen)) is None:
        return nothing(record, chosen, "brief")
    draft = Draft(record, pair)
    a, b = draft.matrix.parties
    found, gaps = blocks(draft.matrix, 0, 1), [gap(*row) for row in draft.matrix.rows]
    whole = overlaps(draft.matrix, pair.measure)[0]

    def of(*obstacles: Obstacle) -> list[Obstruction]:
        return [one for one in found if one.obstacle in obstacles]

    agreed = [one for one in gaps if one.relation == Relation.AGREED]
    numbers = [one for one in gaps if one.zone]
    made: list[Block] = [_figure(draft, whole.agreement), Paragraph((Run(counts(found, whole)),))]
    apart = of(Obstacle.DEADLOCK, Obstacle.OPPOSITION)
    made += _list(_("Deadlocks and oppositions"), apart, lambda one: _apart(draft, one), MOST)
    demands = of(Obstacle.UNANSWERED_DEMAND)
    made += _list(_("Demands without an answer"), demands, lambda one: _both(draft, one.gap))
    made += _list(_("Agreed"), agreed, lambda one: _both(draft, one))
    half = of(Obstacle.BRIDGEABLE)
    made += _list(_("Bridgeable, and under which condition"), half, lambda one: _conditions(draft, one.gap))
    made += _moved(draft)
    made += _list(_("Numbers"), numbers, lambda one: _numbers(draft, one))
    made += _stale(draft)
    unanswered = [one.gap for one in of(Obstacle.UNANSWERED)]
    unknown = unanswered + [one for one in gaps if one.relation == Relation.UNKNOWN]
    made += _list(_("Not known"), unknown, lambda one: _both(draft, one))
    subject = _("{a} and {b}: brief on stated positions").format(a=a.name, b=b.name)
    whole_brief = draft.document("brief", subject, made)
    # What is said of the figures stands beside the first of them.
    return replace(whole_brief, method=whole_brief.method[1:])


def _figure(draft: Draft, agreement: Agreement) -> Paragraph:
    said = _("agreement of stated positions ({measure}), interval {interval}, {comparable}.").format(
        measure=words.MEASURE[draft.chosen.measure],
        interval=words.interval(agreement),
        comparable=words.comparable(agreement),
    )
    formula = f"{phrases.sentence(words.FORMULA[draft.chosen.measure])}; {_(words.INTERVAL)}."
    figure = Run(f"{phrases.percent(agreement.point)} ", bold=True)
    return Paragraph((figure, Run(f"{said} {formula} {_(words.NOT_AN_OUTLOOK)}")))


def _list(heading: str, found: Sequence[_Listed], told: Callable[[_Listed], Line], most: int = FEW) -> Iterable[Block]:
    """A heading with the first of a list, and how many more there are; nothing when the list is empty."""
    if not found:
        return
    items = [told(one) for one in found[:most]]
    if (more := len(found) - most) > 0:
        items.append((Run(plural("and {} more", "and {} more", more).format(more)),))
    yield Heading(heading)
    yield Bullets(tuple(items))


def _about(text: str) -> Run:
    return Run(f"{unstopped(text)}. ", bold=True)


def _side(draft: Draft, one: Cell, before: str = "") -> Run:
    """The position of a party in a few words, with the strongest source of each statement."""
    notes = strongest(draft, one.statements) if one.statements else draft.notes.of(one.cited)
    searched = ""
    if one.absence and one.absence.searched_on:
        searched = ", " + _("searched {day}").format(day=phrases.day(one.absence.searched_on))
    return Run(f"{before}{one.party.short}: {words.position_text(one)}{searched}", notes=notes)


def _both(draft: Draft, one: Gap) -> Line:
    return _about(one.a.proposition.text), _side(draft, one.a), _side(draft, one.b, "; "), Run(".")


def _apart(draft: Draft, one: Obstruction) -> Line:
    word = phrases.sentence(words.OBSTACLE[one.obstacle].word)
    since = _("{obstacle} since {day}").format(obstacle=word, day=phrases.day(one.since))
    both = "; " + _("both have called it a red line") if one.both_red else ""
    return (*_both(draft, one.gap), Run(f" {since}{both}."))


def _conditions(draft: Draft, one: Gap) -> Line:
    """Both positions, each conditional one with its condition or, where none is noted, its summary."""
    line: list[Run] = [_about(one.a.proposition.text)]
    for held in (one.a, one.b):
        line.append(_side(draft, held, "" if held is one.a else " "))
        terms = [said.condition or said.summary for said in held.statements if said.stance == Stance.CONDITIONAL]
        line.append(Run(f": {unstopped(' '.join(terms))}." if terms else ".", language=draft.own))
    return tuple(line)


def _numbers(draft: Draft, one: Gap) -> Line:
    zone = words.zone_text(one.zone, one.a.proposition.unit) if one.zone else ""
    return (*_both(draft, one), Run(f" {phrases.sentence(zone)}."))


def _moved(draft: Draft) -> Iterable[Block]:
    span = phrases.day_span(draft.chosen.start, draft.matrix.as_of)
    found = [one for one in reversed(moving.changes(draft.matrix, draft.chosen.start)) if one.moved]
    heading = _("Moved {span}").format(span=span)
    if found:
        yield from _list(heading, found, lambda one: move(draft, one), MOST)
    else:
        yield Heading(heading)
        yield Paragraph((Run(_("No position of either party moved in this time.")),))


def _stale(draft: Draft) -> Iterable[Block]:
    held = [one for row in draft.matrix.rows for one in row if one.statements]
    old = sorted((one for one in held if one.stale(draft.chosen.stale_after)), key=lambda one: -(one.age or 0))
    if not old:
        return
    meaning = words.stale_sign(draft.chosen.stale_after).meaning
    whole = plural("Of {n} position, {old} old: {meaning}.", "Of {n} positions, {old} old: {meaning}.", len(held))
    listed = list(_list(_("May no longer hold"), old, lambda one: _old(draft, one)))
    yield listed[0]
    yield Paragraph((Run(whole.format(old=len(old), n=len(held), meaning=meaning)),))
    yield from listed[1:]


def _old(draft: Draft, one: Cell) -> Line:
    return _about(one.proposition.text), _side(draft, one), Run(".")
