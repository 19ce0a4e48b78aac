"""Two states of a record: what was added, withdrawn or recoded, and what that does to positions and figures."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positions.compare import Measure, overlaps
from positions.diff import PARTS, Difference, Parts, difference
from positions.grid import Grid
from positions.timeline import Timeline
from tests.generated import days, lines, position, records, rungs
from tests.records import Json, absence, citation, dataset, issue, party, proposition, record, source, statement

AS_OF = date(2025, 4, 30)
SAID = statement("north", "river", "demands", id="said")


def between(old: Json, new: Json, as_of: date = AS_OF, **chosen: Any) -> Difference:
    return difference(lines(old), lines(new), as_of, **chosen)


def of_statements(old: list[Json], new: list[Json], **chosen: Any) -> Difference:
    abouts = [proposition("lake"), proposition("river")]
    return between(record(statements=old, propositions=abouts), record(statements=new, propositions=abouts), **chosen)


def cells(found: Difference) -> list[tuple[str, str | None, str | None]]:
    return [(one.party.id, one.stance, other.stance) for one, other in found.cells]


# Statements


def test_a_record_beside_itself_has_no_difference() -> None:
    found = of_statements([SAID], [SAID])

    assert not found
    assert (found.added, found.withdrawn, found.revised, found.notes, found.cells) == ((), (), (), {}, ())
    assert {*found.parts} == {"dataset", *PARTS}
    assert not any(found.parts.values())
    assert [one.old == one.new for one in found.figures] == [True]
    assert found.as_of == AS_OF


def test_a_statement_that_only_one_record_has_was_added_or_withdrawn() -> None:
    added, withdrawn = of_statements([], [SAID]), of_statements([SAID], [])

    assert ([one.id for one in added.added], added.withdrawn, cells(added)) == (
        ["said"], (), [("north", None, "demands")],
    )  # fmt: skip
    assert (withdrawn.added, [one.id for one in withdrawn.withdrawn], cells(withdrawn)) == (
        (), ["said"], [("north", "demands", None)],
    )  # fmt: skip
    assert added
    assert withdrawn
    assert added.revised == withdrawn.revised == ()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"stance": "rejects"}, ("stance",)),
        ({"red_line": True}, ("red_line",)),
        ({"date": "2025-04"}, ("date",)),
        ({"range": {"min": 3}}, ("range",)),
        ({"party": "south"}, ("party",)),
        ({"proposition": "lake"}, ("proposition",)),
        ({"supersedes": "other"}, ("supersedes",)),
        ({"citations": [citation(), citation("radio", rung=1)]}, ("citations", "rung")),
        ({"citations": [citation(rung=4)]}, ("citations", "rung")),
        ({"stance": "rejects", "summary": "Other words."}, ("stance", "summary")),
    ],
)
def test_a_statement_is_recoded_when_a_field_differs_on_which_positions_rest(
    change: Json, fields: tuple[str, ...]
) -> None:
    (one,) = of_statements([SAID], [{**SAID, **change}]).revised

    assert one.fields == fields
    assert one.recoded
    assert (one.before.id, one.after.id) == ("said", "said")
    assert one.before != one.after


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Other words."},
        {"note": "A note."},
        {"condition": "in part"},
        {"venue": "A hall"},
        {"speaker": {"name": "N", "role": "Envoy"}},
        {"citations": [citation(), citation("radio", rung=4)]},
        {"citations": [citation("radio")]},
    ],
)
def test_other_words_or_sources_alone_are_an_edit_and_change_no_position(change: Json) -> None:
    found = of_statements([SAID], [{**SAID, **change}])
    (one,) = found.revised

    assert one.fields == tuple(change)
    assert not one.recoded
    assert found
    assert found.cells == ()
    assert all(each.old == each.new for each in found.figures)


def test_a_recoding_shows_in_the_cell_and_in_the_figure() -> None:
    other = statement("south", "river", "accepts")
    found = of_statements([SAID, other], [{**SAID, "stance": "rejects"}, other])

    assert cells(found) == [("north", "demands", "rejects")]
    assert [(one.a.id, one.b.id, one.old.point, one.new.point) for one in found.figures] == [("north", "south", 1, 0)]


def test_a_red_line_that_earlier_words_drew_is_part_of_the_position() -> None:
    drawn, plain = {**SAID, "date": "2025-04-02", "red_line": True}, {**SAID, "id": "plain"}
    found = of_statements([drawn, plain], [{**drawn, "red_line": False}, plain])
    ((one, other),) = found.cells

    assert one.red_line_before is not None
    assert (one.red_line_before.id, other.red_line_before) == ("said", None)
    assert one.statements == other.statements
    assert all(each.old == each.new for each in found.figures)


def test_a_red_line_in_the_words_in_force_is_part_of_the_position() -> None:
    ((one, other),) = of_statements([SAID], [{**SAID, "red_line": True}]).cells

    assert (one.red_line, other.red_line) == (False, True)
    assert (one.stance, one.red_line_before) == (other.stance, other.red_line_before) == ("demands", None)


def test_unclear_words_called_a_red_line_are_another_coding_and_the_same_position() -> None:
    vague = {**SAID, "stance": "ambiguous"}
    found = of_statements([vague], [{**vague, "red_line": True}])

    assert [one.fields for one in found.revised] == [("red_line",)]
    assert found.cells == ()


def test_the_measure_the_rung_limit_and_the_day_are_those_asked_for() -> None:
    said = [SAID, statement("south", "river", "conditional", id="weak", rung=4)]

    def points(**chosen: Any) -> list[tuple[float | None, float | None]]:
        return [(one.old.point, one.new.point) for one in of_statements([SAID], said, **chosen).figures]

    assert points() == [(None, 0.5)]
    assert points(measure=Measure.EXACT) == [(None, 0)]
    assert points(max_rung=2) == points(as_of=date(2025, 4, 21)) == [(None, None)]
    assert of_statements([SAID], said, max_rung=2).cells == ()


# Notes


def test_of_a_withdrawn_statement_the_notes_of_the_new_record_are_told_that_name_it() -> None:
    old = record(statements=[SAID, statement("south", "river", "demands", id="unsaid")])
    new = record(
        statements=[statement("north", "river", "accepts", note="Took the place of 'said'.")],
        absences=[absence("south", "river", note="See said; nothing else.")],
        propositions=[proposition("river", note="Once worded otherwise (said).")],
    )
    found = between(old, new)

    assert found.notes == {
        "said": ("Took the place of 'said'.", "See said; nothing else.", "Once worded otherwise (said).")
    }
    assert [one.id for one in found.withdrawn] == ["said", "unsaid"]


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("See s1.", True),
        ("s1, s2", True),
        ("(s1)", True),
        ("See s12 and s13.", False),
        ("x-s1", False),
        ("s1-b", False),
    ],
)
def test_a_note_names_an_id_only_as_a_whole_word(note: str, named: bool) -> None:
    old, new = [statement("north", "river", "demands", id="s1")], [statement("north", "river", "demands", id="s9")]

    assert bool(of_statements(old, [new[0] | {"note": note}]).notes) == named


def test_the_same_note_is_told_once_and_notes_on_what_still_stands_are_not() -> None:
    note = "Withdrawn: said."
    kept = [
        statement("south", "river", "demands", id="kept", note=note),
        statement("south", "river", "demands", note=note),
    ]

    assert of_statements([SAID, *kept], kept).notes == {"said": (note,)}
    assert of_statements([SAID, *kept], [SAID, *kept]).notes == {}


# Parts


@pytest.mark.parametrize(
    ("name", "part", "other", "id_"),
    [
        ("parties", party("west"), party("west", order=1), "west"),
        ("issues", issue("air"), issue("air", title="The air"), "air"),
        ("propositions", proposition("lake"), proposition("lake", note="A note."), "lake"),
        ("sources", source("radio"), source("radio", retrieved="2025-04-23"), "radio"),
        ("absences", absence("south", "river"), absence("south", "river", note="More papers."), "river~south"),
    ],
)
def test_parts_are_added_withdrawn_or_changed(name: str, part: Json, other: Json, id_: str) -> None:
    before = record()
    plain, with_it, in_other_form = (before, *({**before, name: [*before[name], one]} for one in (part, other)))

    def parts(old: Json, new: Json) -> Parts:
        found = between(old, new)
        assert [key for key, one in found.parts.items() if one] == ([] if old == new else [name])
        assert bool(found) == (old != new)
        return found.parts[name]

    assert parts(plain, with_it) == Parts((id_,), (), ())
    assert parts(with_it, plain) == Parts((), (id_,), ())
    assert parts(with_it, in_other_form) == Parts((), (), (id_,))
    assert not parts(with_it, with_it)


def test_the_order_of_the_lists_is_no_difference() -> None:
    made = record(sources=[source("paper"), source("radio")], statements=[SAID, statement("south", "river", "demands")])
    turned = {**made, **{name: made[name][::-1] for name in (*PARTS, "statements")}}

    found = between(made, turned)
    assert not found
    assert found.cells == ()


# Cells and figures


def test_an_absence_that_is_noted_changes_the_cell_and_may_change_n() -> None:
    found = between(
        record(statements=[]), record(statements=[], absences=[absence("south", "river", "not-applicable")])
    )

    assert [(one.status, other.status) for one, other in found.cells] == [("not-searched", "not-applicable")]
    assert [(one.old.n_propositions, one.new.n_propositions) for one in found.figures] == [(1, 0)]


def test_what_only_one_record_knows_is_left_out() -> None:
    west = statement("west", "river", "demands")
    old = record(parties=[party("north"), party("south"), party("west")], statements=[SAID, west])
    lake = statement("north", "lake", "demands")
    new = record(
        parties=[party("east"), party("north"), party("west")],
        propositions=[proposition("lake"), proposition("river")],
        statements=[SAID, west, lake, statement("east", "river", "demands")],
    )
    found = between(old, new)

    assert [(one.a.id, one.b.id) for one in found.figures] == [("north", "west")]
    assert found.cells == (), "the lake is a new proposition; it is told as a part"
    assert found.parts["parties"] == Parts(("east",), ("south",), ())
    assert [(one.old.n_propositions, one.new.n_propositions) for one in found.figures] == [(1, 2)]


def test_records_without_a_party_in_common_have_no_figures() -> None:
    new = record(parties=[party("east"), party("west")], statements=[])

    assert (between(record(), new).figures, between(record(), new).cells) == ((), ())


def test_a_pair_whose_parties_changed_places_keeps_its_figures() -> None:
    names = ("east", "north", "south")
    said = [statement("east", "river", "demands"), statement("north", "river", "demands"),
            statement("south", "river", "rejects")]  # fmt: skip
    old = record(parties=[party(name) for name in names], statements=said)
    new = record(parties=[party(name, order=3 - n) for n, name in enumerate(names)], statements=said)
    found = between(old, new).figures

    assert [(one.a.id, one.b.id) for one in found] == [("south", "north"), ("south", "east"), ("north", "east")]
    assert [(one.old.point, one.new.point) for one in found] == [(0, 0), (0, 0), (1, 1)]


# Against slow readings


@given(records(), days, rungs)
@settings(max_examples=40, deadline=None)
def test_any_record_beside_itself_has_no_difference(made: Json, day: date, rung: int) -> None:
    found = between(made, made, day, max_rung=rung)

    assert not found
    assert found.cells == ()
    assert all(one.old == one.new for one in found.figures)


@given(records(), records(), days, rungs, st.sampled_from(Measure))
@settings(max_examples=50, deadline=None)
def test_the_difference_of_any_two_records_is_that_of_a_slow_comparison(
    old: Json, new: Json, day: date, rung: int, measure: Measure
) -> None:
    found = between(old, new, day, max_rung=rung, measure=measure)
    before, after = ({one["id"]: one for one in made["statements"]} for made in (old, new))

    assert [one.id for one in found.added] == [id_ for id_ in after if id_ not in before]
    assert [one.id for one in found.withdrawn] == [id_ for id_ in before if id_ not in after]
    assert [one.before.id for one in found.revised] == [
        id_ for id_ in before if id_ in after and dataset(statements=[before[id_]]) != dataset(statements=[after[id_]])
    ]
    coding = ("party", "proposition", "stance", "red_line", "date", "range", "supersedes")
    for one in found.revised:
        was, now = before[one.before.id], after[one.before.id]
        differs = any(was.get(name) != now.get(name) for name in coding)
        rungs_of = [min(cited["rung"] for cited in said["citations"]) for said in (was, now)]
        assert one.recoded == (differs or rungs_of[0] != rungs_of[1])
    abouts, whos = (
        {one["id"] for one in old[name]} & {one["id"] for one in new[name]} for name in ("propositions", "parties")
    )
    expected = {
        (about, who)
        for about in abouts
        for who in whos
        if position(old, about, who, day, rung) != position(new, about, who, day, rung)
    }
    assert {(one.proposition.id, one.party.id) for one, _ in found.cells} == expected
    assert len(found.cells) == len(expected)
    assert all(place(one) == place(other) for one, other in found.cells)


def place(cell: Any) -> tuple[str, str]:
    return cell.proposition.id, cell.party.id


@given(records(), records(), days, rungs, st.sampled_from(Measure))
@settings(max_examples=50, deadline=None)
def test_the_figures_are_those_of_either_record_as_of_the_day(
    old: Json, new: Json, day: date, rung: int, measure: Measure
) -> None:
    found = between(old, new, day, max_rung=rung, measure=measure).figures
    was, now = (
        {
            frozenset((one.a.id, one.b.id)): one.agreement
            for one in overlaps(Grid(Timeline(lines(made).data), day, rung).matrix(), measure)
        }
        for made in (old, new)
    )

    assert {frozenset((one.a.id, one.b.id)): (one.old, one.new) for one in found} == {
        pair: (was[pair], now[pair]) for pair in was if pair in now
    }
    common = {one["id"] for one in old["parties"]} & {one["id"] for one in new["parties"]}
    shown = [part.id for part in Grid(lines(new), day).matrix().parties if part.id in common]
    assert [(one.a.id, one.b.id) for one in found] == list(combinations(shown, 2)), "as the new record displays them"
