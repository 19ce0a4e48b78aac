"""Rows of what distinguishes two states of a record. The columns are a contract (docs/method.md, section 8.17)."""

from collections.abc import Iterator, Sequence

from positions.diff import Difference
from positions.model import Statement
from positions.parameters import Parameters
from positions.rows import COUNT, FLAG, NUMBER, TEXT, Row, figure, joined

DIFF = {
    "change": TEXT, "statement": TEXT, "party": TEXT, "proposition": TEXT, "fields": TEXT, "from_stance": TEXT,
    "to_stance": TEXT, "from_red_line": FLAG, "to_red_line": FLAG, "from_date": TEXT, "to_date": TEXT,
    "from_rung": COUNT, "to_rung": COUNT, "note": TEXT, "old_version": TEXT, "data_version": TEXT,
}  # fmt: skip
FIGURES = {
    "as_of": TEXT, "max_rung": COUNT, "measure": TEXT, "party_a": TEXT, "party_b": TEXT,
    "n_propositions_old": COUNT, "n_comparable_old": COUNT, "agreement_old": NUMBER, "lower_old": NUMBER,
    "upper_old": NUMBER, "n_propositions_new": COUNT, "n_comparable_new": COUNT, "agreement_new": NUMBER,
    "lower_new": NUMBER, "upper_new": NUMBER, "old_version": TEXT, "data_version": TEXT,
}  # fmt: skip


def diff_rows(found: Difference, old_version: str) -> Iterator[Row]:
    """One row for each statement that only one of two records has, or that differs."""
    both = [("recoded" if one.recoded else "edited", one.before, one.after, one.fields) for one in found.revised]
    listed: list[tuple[str, Statement | None, Statement | None, Sequence[str]]] = [
        *(("added", None, one, ()) for one in found.added),
        *(("withdrawn", one, None, ()) for one in found.withdrawn),
        *both,
    ]
    for change, before, after, fields in listed:
        if one := after or before:
            yield {
                "change": change,
                "statement": one.id,
                "party": one.party,
                "proposition": one.proposition,
                "fields": joined(fields),
                "note": after.note if after else joined(found.notes.get(one.id, ())),
                "old_version": old_version,
            } | {
                f"{side}_{name}": value
                for side, said in (("from", before), ("to", after))
                if said
                for name, value in (
                    ("stance", said.stance.value),
                    ("red_line", said.red_line),
                    ("date", said.date),
                    ("rung", said.rung),
                )
            }


def diff_figure_rows(found: Difference, old_version: str, chosen: Parameters) -> Iterator[Row]:
    """For each pair that both records know, its agreement by either."""
    for one in found.figures:
        yield {
            "as_of": chosen.as_of.isoformat(),
            "max_rung": chosen.max_rung,
            "party_a": one.a.id,
            "party_b": one.b.id,
            **{f"{name}_old": value for name, value in figure(one.old).items()},
            **{f"{name}_new": value for name, value in figure(one.new).items()},
            "measure": chosen.measure.value,
            "old_version": old_version,
        }
