"""Two states of a record: what was added, withdrawn or recoded, and what that does to the figures.

The rules are told in docs/method.md, section 12.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from positions.compare import Agreement, Measure, overlaps
from positions.grid import Cell, Grid
from positions.model import Dataset, Part, Party, Statement
from positions.timeline import MAX_RUNG, Timeline

CODING = ("party", "proposition", "stance", "red_line", "date", "range", "supersedes")
"""The fields of a statement on which positions and figures rest, beside the rungs of its citations."""


PARTS = ("parties", "issues", "propositions", "sources", "absences")
"""The lists of a record beside the statements."""


@dataclass(frozen=True)
class Revision:
    """A statement that stands in both records and differs: the fields that do, `rung` for the best rung."""

    before: Statement
    after: Statement
    fields: tuple[str, ...]

    @property
    def reason(self) -> str | None:
        """The note of the new record, when it is not the old one: who recoded the statement, and why."""
        return self.after.note if self.after.note != self.before.note else None

    @property
    def recoded(self) -> bool:
        """Whether a field differs on which positions rest; otherwise only its wording or its sources were edited."""
        return bool({*self.fields} & {*CODING, "rung"})


@dataclass(frozen=True)
class Parts:
    """Ids of the parts of one kind that only the new record has, only the old one, or both in different form."""

    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added or self.withdrawn or self.changed)


@dataclass(frozen=True)
class Figure:
    """The agreement of two parties as of one day by the old and by the new record."""

    a: Party
    b: Party
    old: Agreement
    new: Agreement


@dataclass(frozen=True)
class Difference:
    """What distinguishes two records, and what that does to positions and figures as of one day.

    `notes` has, for a statement that was withdrawn, what notes of the new record say of it (those that name its id).
    `parts` has the other lists, and under `dataset` the fields of what the record says of itself that changed.
    `cells` are the positions that differ, `figures` the agreement of every pair that both records know.
    """

    as_of: date
    added: tuple[Statement, ...]
    withdrawn: tuple[Statement, ...]
    revised: tuple[Revision, ...]
    notes: dict[str, tuple[str, ...]]
    parts: dict[str, Parts]
    cells: tuple[tuple[Cell, Cell], ...]
    figures: tuple[Figure, ...]

    def __bool__(self) -> bool:
        """Whether the records differ at all."""
        return bool(self.added or self.withdrawn or self.revised or any(self.parts.values()))


def difference(
    old: Timeline, new: Timeline, as_of: date, max_rung: int = MAX_RUNG, measure: Measure = Measure.CITY_BLOCK
) -> Difference:
    """Compare two records by the ids of their parts; figures of both are as of the same day."""
    before = {one.id: one for one in old.data.statements}
    after = {one.id: one for one in new.data.statements}
    withdrawn = tuple(one for id_, one in before.items() if id_ not in after)
    revised = ((one, after[id_], _differing(one, after[id_])) for id_, one in before.items() if id_ in after)
    cells, figures = _consequences(old, new, as_of, max_rung, measure)
    return Difference(
        as_of,
        tuple(one for id_, one in after.items() if id_ not in before),
        withdrawn,
        tuple(Revision(*each) for each in revised if each[2]),
        {one.id: found for one in withdrawn if (found := _notes_on(new.data, one.id))},
        {"dataset": Parts((), (), _fields(old.data.dataset, new.data.dataset))}
        | {name: _parts(old.data, new.data, name) for name in PARTS},
        cells,
        figures,
    )


def _differing(one: Statement, other: Statement) -> tuple[str, ...]:
    return (*_fields(one, other), *(("rung",) if one.rung != other.rung else ()))


def _fields(one: Part, other: Part) -> tuple[str, ...]:
    return tuple(name for name in type(one).model_fields if getattr(one, name) != getattr(other, name))


def _notes_on(data: Dataset, id_: str) -> tuple[str, ...]:
    parts = (data.statements, data.absences, data.propositions)
    noted = (part.note for listed in parts for part in listed)
    # Not where the id is part of a longer one.
    named = re.compile(rf"(?<![\w.-]){re.escape(id_)}(?![\w-]|\.\w)")
    return tuple(dict.fromkeys(note for note in noted if note and named.search(note)))


def _parts(old: Dataset, new: Dataset, name: str) -> Parts:
    def by_id(parts: Iterable[object]) -> dict[str, object]:
        return {getattr(part, "id", None) or f"{part.proposition}~{part.party}": part for part in parts}  # type: ignore[attr-defined]  # an absence is known by its cell

    before, after = by_id(getattr(old, name)), by_id(getattr(new, name))
    return Parts(
        tuple(id_ for id_ in after if id_ not in before),
        tuple(id_ for id_ in before if id_ not in after),
        tuple(id_ for id_, part in before.items() if id_ in after and after[id_] != part),
    )


def _consequences(
    old: Timeline, new: Timeline, as_of: date, max_rung: int, measure: Measure
) -> tuple[tuple[tuple[Cell, Cell], ...], tuple[Figure, ...]]:
    """The positions that differ, and the figures of the pairs that both records know."""
    common = [part.id for part in new.data.parties if part.id in old.column]
    if not common:
        return (), ()
    before, after = (Grid(one, as_of, max_rung).matrix(common) for one in (old, new))
    pairs = (
        (before.cell(cell.proposition.id, cell.party.id), cell)
        for row in after.rows
        for cell in row
        if cell.proposition.id in old.row
    )
    was = {(one.a.id, one.b.id): one.agreement for one in overlaps(before, measure)}
    now = {(one.a.id, one.b.id): one for one in overlaps(after, measure)}
    return (
        tuple((one, other) for one, other in pairs if one is not None and one.position != other.position),
        tuple(Figure(one.a, one.b, was.get((a, b)) or was[b, a], one.agreement) for (a, b), one in now.items()),
    )
