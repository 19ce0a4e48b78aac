"""What there is to tell of a record: what the parties said and changed, and apart from it what we got wrong.

What is told, and what a correction is: docs/editorial.md, section 6. `positions.feed` writes it as Atom.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nsmallest

from positions import phrases, words
from positions.changes import Change, changes
from positions.diff import CODING, Difference, Revision, difference
from positions.grid import Status
from positions.kinds import Kind
from positions.language import _, plural
from positions.model import Party, Proposition, Source, Stance, Statement, last_day
from positions.parameters import Parameters
from positions.store import Record
from positions.timeline import MAX_RUNG

STATEMENTS = 100
"""Statements that are told. A feed is fetched whole, again and again, so it must stay small; and who looks once in a
quarter should miss nothing. The newest hundred of the shipped record reach back four months, in 70 kB when packed."""

CORRECTIONS = 40
"""Corrections that are told one by one; counted apart, so that they never push out what the parties said."""

RECODED = "Recoded by"
"""How the note of a statement begins whose coding was corrected."""


@dataclass(frozen=True)
class Item:
    """One thing to tell.

    `key` tells it from all others of a record; of a correction it has the state that was arrived at. `day` is that of
    the words or, of a correction, of the record that has it first. `kinds` are "statement" or "change" or
    "correction", then what kind of it. `revision` is set where the coding before a correction is known, `notes` where
    a statement was withdrawn; `several` has statements that are told together, each with the fields that differ.
    """

    key: tuple[str, ...]
    day: date
    title: str
    kinds: tuple[str, ...]
    statement: Statement | None = None
    change: Change | None = None
    revision: Revision | None = None
    notes: tuple[str, ...] = ()
    several: tuple[tuple[Statement, Sequence[str]], ...] = ()

    @property
    def corrects(self) -> bool:
        """Whether it tells of the record, and not of anything that a party did."""
        return self.kinds[0] == "correction"

    @property
    def about(self) -> tuple[Statement, ...]:
        """Every statement that it is about."""
        return (self.statement,) if self.statement else tuple(one for one, _fields in self.several)


@dataclass(frozen=True, eq=False)
class News:
    """What is told of a record under a choice, in the language that is spoken; `earlier` is a state of it before.

    Of the choice count `party`, `issue`, `since`, `as_of` and `max_rung`. A stricter limit than MAX_RUNG leaves weaker
    statements out; without one, those of rungs 5 and 6 are told as not counted. Without `since` there is no first day.
    """

    record: Record
    chosen: Parameters
    earlier: Record | None = None

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Parties by id, those that only the earlier state has as well; so are the two below."""
        return {part.id: part for state in self._states for part in state.dataset.parties}

    @cached_property
    def propositions(self) -> Mapping[str, Proposition]:
        return {part.id: part for state in self._states for part in state.dataset.propositions}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {id_: part for state in self._states for id_, part in state.dataset.source.items()}

    @property
    def _states(self) -> list[Record]:
        return [state for state in (self.earlier, self.record) if state]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All that is told, the newest first; of one day, corrections before what the parties did."""
        spoken = list(self._spoken())
        told = [*spoken, *self._corrections({one.key[-1] for one in spoken})]
        return tuple(sorted(told, key=lambda one: (-one.day.toordinal(), one.key)))

    def title(self, one: Statement) -> str:
        """What a statement says, in a line."""
        does = [words.STANCE[one.stance].word, *([_("red line")] if one.red_line else [])]
        return _("{party} {does}: {proposition}").format(
            party=self.parties[one.party].short,
            does=", ".join(does),
            proposition=self.propositions[one.proposition].text.removesuffix("."),
        )

    def _wanted(self, *states: Statement) -> bool:
        """Whether a statement is chosen, in one of its states."""
        chosen = self.chosen
        return any(
            (not chosen.party or one.party in chosen.party)
            and (not chosen.issue or self.propositions[one.proposition].issue in chosen.issue)
            and (chosen.max_rung >= MAX_RUNG or one.rung <= chosen.max_rung)
            for one in states
        )

    def _spoken(self) -> Iterator[Item]:
        chosen, lines = self.chosen, self.record.timeline
        since, until = chosen.since.toordinal() if chosen.since else 0, chosen.as_of.toordinal()
        within = (
            (-day, one.id, one)
            for day, one in zip(lines.day.tolist(), lines.data.statements, strict=True)
            if since < day <= until and self._wanted(one)
        )
        found = nsmallest(STATEMENTS, within)
        if not found:
            return
        # From the day before the oldest of them, since no other step is told.
        start = date.fromordinal(max(-found[-1][0] - 1, 1))
        steps = changes(chosen.matrix(lines), start, chosen.measure)
        step_of = {one.id: step for step in steps for one in step.after}
        for day, id_, one in found:
            step, title = step_of.get(id_), self.title(one)
            kinds: tuple[str, ...] = ("statement", *([step.kind] if step else []))
            if one.rung > MAX_RUNG:
                kinds, title = ("statement", "not-counted"), _("{title} (on record, not counted)").format(title=title)
            elif step and step.moved and step.kind != Kind.FIRST:
                kinds = ("change", step.kind, *([step.detail] if step.detail else []))
                told = _("{title} ({change}; before: {before})")
                title = told.format(title=title, change=kind_of(step), before=stance_of(step.from_stance))
            yield Item(("statement", id_), date.fromordinal(-day), title, kinds, one, step)

    def _corrections(self, shown: set[str]) -> Iterator[Item]:
        """What we got wrong; `shown` has the ids of the statements that are told by themselves."""
        chosen, updated, earlier = self.chosen, self.record.dataset.dataset.updated, self.earlier
        found = difference(earlier.timeline, self.record.timeline, chosen.as_of, chosen.max_rung) if earlier else None
        every = [*self._recoded(found), *(self._withdrawn(found) if found else ())]
        every = [one for one in every if not chosen.since or one.day > chosen.since]
        yield from nsmallest(CORRECTIONS, every, key=lambda one: (-one.day.toordinal(), _age(one), one.key))
        if found and not (chosen.since and updated <= chosen.since):
            edited = ((one.after, one.fields) for one in found.revised if not one.recoded and self._told(one.after))
            shown = shown | {one.about[0].id for one in every}
            added = ((one, ()) for one in found.added if one.id not in shown and self._told(one))
            yield from _together("edited", edited, updated)
            yield from _together("added", added, updated)

    def _told(self, *states: Statement) -> bool:
        return last_day(states[0].date) <= self.chosen.as_of and self._wanted(*states)

    def _recoded(self, found: Difference | None) -> Iterator[Item]:
        """A correction for each statement that was recoded since, or whose note says that it was once."""
        revisions = {one.after.id: one for one in found.revised if one.recoded} if found else {}
        known = {one.id: one for one in self.earlier.dataset.statements} if self.earlier else {}
        for one in self.record.dataset.statements:
            revision = revisions.get(one.id)
            if not revision and not (one.note and one.note.startswith(RECODED)):
                continue
            if self._told(one, *([revision.before] if revision else [])):
                # No record says when a coding was corrected: at the latest on the day of the first state that has it.
                state = self.earlier if self.earlier and known.get(one.id) == one else self.record
                title = _("Correction: {title}").format(title=self.title(one))
                coding = one.model_dump_json(include={*CODING}, exclude_defaults=True)
                key = ("correction", "recoded", one.id, coding, str(one.rung))
                kinds = ("correction", "recoded")
                yield Item(key, state.dataset.dataset.updated, title, kinds, one, revision=revision)

    def _withdrawn(self, found: Difference) -> Iterator[Item]:
        for one in found.withdrawn:
            if self._told(one):
                title = _("Correction, taken out of the record: {title}").format(title=self.title(one))
                key, kinds = ("correction", "withdrawn", one.id), ("correction", "withdrawn")
                day = self.record.dataset.dataset.updated
                yield Item(key, day, title, kinds, one, notes=found.notes.get(one.id, ()))


def _age(one: Item) -> int:
    return -last_day(one.about[0].date).toordinal()


def _together(kind: str, found: Iterable[tuple[Statement, Sequence[str]]], day: date) -> Iterator[Item]:
    """One item for all statements to which something was done."""
    if not (several := tuple(found)):
        return
    if kind == "added":
        title = plural(
            "Correction: {} earlier statement added to the record",
            "Correction: {} earlier statements added to the record",
            len(several),
        )
    else:
        title = plural(
            "Correction: words or sources of {} statement edited, coding unchanged",
            "Correction: words or sources of {} statements edited, coding unchanged",
            len(several),
        )
    states = (one.model_dump_json(include={"id", *fields}) for one, fields in several)
    title = title.format(phrases.grouped(len(several)))
    yield Item(("correction", kind, *states), day, title, ("correction", kind), several=several)


def kind_of(step: Change) -> str:
    """What a change of stance is, in a few words; another number is a move to neither side."""
    kind = [] if step.kind == Kind.REAFFIRMED else [words.KIND[step.kind].word]
    return ", ".join([*kind, *([words.DETAIL[step.detail]] if step.detail else [])])


def stance_of(stance: Stance | None) -> str:
    """The stance before or after a change, in a word."""
    return words.STANCE[stance].word if stance else words.STATUS[Status.CONTRADICTORY].word
