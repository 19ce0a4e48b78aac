"""The steps in which positions come into force, against a slow reading of the rule and slow walks."""

from datetime import date, timedelta
from math import isnan
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positions.grid import Grid
from positions.timeline import NONE, Steps, Timeline, same_day_supersessions, standing
from tests.generated import DATES_OF_YEARS, SIDE, counts_from, days_of_years, held, lines, records, rungs, strongest
from tests.records import Json, absence, dataset, party, proposition, record, statement

AS_OF = date(2025, 4, 30)


def timeline(*said: Json, **parts: Any) -> Timeline:
    return Timeline(dataset(statements=[*said], **parts))


def told(of: Timeline, max_rung: int = 4) -> list[tuple[str, str]]:
    """Day and id of each step."""
    steps = of.steps(max_rung)
    ids = [of.data.statements[n].id for n in steps.statement.tolist()]
    return [(date.fromordinal(day).isoformat(), id_) for day, id_ in zip(steps.day.tolist(), ids, strict=True)]


# Examples


def test_a_record_without_statements_has_no_steps() -> None:
    of = timeline()

    assert told(of) == []
    assert np.isnan(Grid(of, AS_OF).value).all()


def test_a_step_begins_on_the_last_possible_day_of_its_statement() -> None:
    said = [statement("north", "river", "demands", day, id=day) for day in ("2025", "2024", "2024-02", "2024-02-29")]

    assert told(timeline(*said)) == [("2024-02-29", "2024-02-29"), ("2024-12-31", "2024"), ("2025-12-31", "2025")]


def test_the_steps_of_a_day_stand_in_the_order_of_the_cells() -> None:
    said = [
        statement(who, about, "demands", day)
        for day in ("2025-04-02", "2025-04-01")
        for who in ("south", "north")
        for about in ("river", "lake")
    ]
    steps = timeline(*said, propositions=[proposition("lake"), proposition("river")]).steps()

    assert steps.cell.tolist() == [0, 1, 2, 3] * 2
    assert steps.day.tolist() == sorted(steps.day.tolist())


def test_each_rung_limit_has_its_own_steps_and_a_limit_above_four_those_of_four() -> None:
    of = timeline(*(statement("north", "river", "demands", f"2025-04-0{n}", rung=n, id=f"s{n}") for n in range(1, 7)))

    assert [[id_ for _, id_ in told(of, limit)] for limit in (1, 2, 4, 6)] == [
        ["s1"], ["s1", "s2"], ["s1", "s2", "s3", "s4"], ["s1", "s2", "s3", "s4"],
    ]  # fmt: skip
    assert of.steps(6) is of.steps(4), "they are made once"


def test_a_step_of_a_torn_day_holds_every_statement_on_either_side_by_id() -> None:
    of = timeline(
        statement("north", "river", "rejects", id="c"),
        statement("north", "river", "accepts", id="b"),
        statement("north", "river", "conditional", id="a"),
        statement("north", "river", "demands", id="d", red_line=True),
    )
    steps = of.steps()

    assert [one.id for one in of.in_force(steps, 0)] == ["b", "c", "d"]
    assert steps.contradictory.tolist() == [True]
    assert isnan(steps.value[0])
    assert steps.red_line.tolist() == [False]


def test_what_is_set_aside_stands_no_more_and_sets_others_aside_all_the_same() -> None:
    said = dataset(
        statements=[
            statement("north", "river", "accepts", id="a", supersedes="b"),
            statement("north", "river", "rejects", id="b", supersedes="c"),
            statement("north", "river", "accepts", id="c"),
            statement("north", "river", "accepts", id="leak", rung=6),
        ]
    ).statements

    assert same_day_supersessions(said) == [(0, 1), (1, 2)]
    assert standing(said) == [(0, said[0])]


def test_a_circle_sets_nothing_aside_but_what_leads_into_it_does() -> None:
    said = dataset(
        statements=[
            statement("north", "river", "accepts", id="a", supersedes="b"),
            statement("north", "river", "accepts", id="b", supersedes="c"),
            statement("north", "river", "accepts", id="c", supersedes="b"),
        ]
    ).statements

    assert same_day_supersessions(said) == [(0, 1)]


@pytest.mark.parametrize(("rung", "limit"), [(6, 4), (4, 2)])
def test_a_circle_through_words_that_do_not_count_is_none(rung: int, limit: int) -> None:
    data = dataset(
        statements=[
            statement("north", "river", "accepts", id="a", supersedes="b"),
            statement("north", "river", "rejects", id="b", supersedes="c"),
            statement("north", "river", "accepts", id="c", supersedes="a", rung=rung),
        ]
    )
    steps = Timeline(data).steps(limit)

    assert [one.id for _, one in standing(data.statements, limit)] == ["a"]
    assert steps.statement.tolist() == [0], "b is set aside by a, which counts"
    assert not steps.contradictory.any()


@pytest.mark.parametrize("other", ["nobody", "of-south", "of-lake", "of-yesterday"])
def test_an_unknown_statement_and_one_of_another_cell_or_day_is_not_set_aside(other: str) -> None:
    said = dataset(
        propositions=[proposition("lake"), proposition("river")],
        statements=[
            statement("north", "river", "accepts", id="a", supersedes=other),
            statement("south", "river", "accepts", id="of-south"),
            statement("north", "lake", "accepts", id="of-lake"),
            statement("north", "river", "accepts", "2025-04-21", id="of-yesterday"),
        ],
    ).statements

    assert same_day_supersessions(said) == []
    assert len(standing(said)) == 4


def test_looking_back_passes_over_words_that_take_no_side() -> None:
    stances = ("demands", "ambiguous", "accepts", "declined", "rejects", "ambiguous")
    steps = timeline(*(statement("north", "river", one, f"2025-04-0{n}") for n, one in enumerate(stances, 1))).steps()

    assert steps.before.tolist() == [NONE, 0, 1, 2, 3, 4]
    assert steps.clear.tolist() == [NONE, 0, 0, 2, 2, 4]


def test_a_red_line_is_remembered_until_another_side_is_taken() -> None:
    table = [
        ("demands", True, NONE), ("accepts", False, 0), ("ambiguous", False, NONE), ("accepts", True, 0),
        ("demands", False, 3), ("conditional", False, NONE), ("demands", False, NONE), ("rejects", True, NONE),
        ("opposes", False, 7),
    ]  # fmt: skip
    said = (statement("north", "river", one, f"2025-04-0{n}", red_line=red) for n, (one, red, _) in enumerate(table, 1))

    assert timeline(*said).steps().called.tolist() == [expected for *_, expected in table]


def test_a_statement_that_counts_makes_a_proposition_concern_its_party() -> None:
    parts = {"absences": [absence("north", "river", "not-applicable")], "parties": [party("north"), party("south")]}
    of = timeline(statement("north", "river", "ambiguous"), **parts)

    assert [Grid(of, day).applicable.tolist() for day in (date(2025, 4, 21), AS_OF)] == [
        [[False, True]], [[True, True]],
    ]  # fmt: skip


# Against slow readings


@given(records(DATES_OF_YEARS), days_of_years, rungs)
@settings(max_examples=70, deadline=None)
def test_every_cell_is_that_of_a_slow_reading_of_the_rule(made: Json, day: date, rung: int) -> None:
    grid = Grid(lines(made), day, rung)

    for i, about in enumerate(made["propositions"]):
        for k, who in enumerate(made["parties"]):
            slow, cell = held(made, about["id"], who["id"], day, rung), grid.cell(i, k)
            value = float(grid.value[i, k])
            assert (None if isnan(value) else value) == cell.value == slow.value
            assert grid.red_line[i, k] == slow.red_line
            assert grid.applicable[i, k] == cell.applicable == slow.applicable
            assert (cell.status, cell.stance, tuple(one.id for one in cell.statements)) == (
                slow.status, slow.stance, slow.ids,
            )  # fmt: skip


@given(records(DATES_OF_YEARS), rungs)
@settings(max_examples=70, deadline=None)
def test_a_step_begins_on_each_day_on_which_a_statement_of_the_cell_counts_and_on_no_other(
    made: Json, rung: int
) -> None:
    of = lines(made)
    steps, width = of.steps(rung), len(made["parties"])

    expected = {
        (counts_from(one["date"]).toordinal(), of.row[one["proposition"]] * width + of.column[one["party"]])
        for one in made["statements"]
        if strongest(one) <= rung
    }
    assert list(zip(steps.day.tolist(), steps.cell.tolist(), strict=True)) == sorted(expected)


@given(records(DATES_OF_YEARS), rungs)
@settings(max_examples=70, deadline=None)
def test_before_clear_and_called_are_those_of_a_slow_walk_back(made: Json, rung: int) -> None:
    steps = lines(made).steps(rung)

    for n in range(len(steps.day)):
        earlier = [m for m in range(n) if steps.cell[m] == steps.cell[n]]
        assert steps.before[n] == (earlier[-1] if earlier else NONE)
        clear = [m for m in earlier if not isnan(steps.value[m])]
        assert steps.clear[n] == (clear[-1] if clear else NONE)
        assert steps.called[n] == slow_called(steps, n, clear)


def slow_called(steps: Steps, n: int, clear: list[int]) -> int:
    if isnan(steps.value[n]):
        return NONE
    for m in reversed(clear):
        if steps.value[m] != steps.value[n]:
            return NONE
        if steps.red_line[m]:
            return m
    return NONE


@given(records(), rungs)
@settings(max_examples=40, deadline=None)
def test_what_a_step_holds_is_what_the_slow_reading_holds_on_its_day(made: Json, rung: int) -> None:
    of = lines(made)
    steps = of.steps(rung)

    for n in range(len(steps.day)):
        i, k = divmod(int(steps.cell[n]), len(made["parties"]))
        day = date.fromordinal(int(steps.day[n]))
        slow = held(made, made["propositions"][i]["id"], made["parties"][k]["id"], day, rung)
        assert tuple(one.id for one in of.in_force(steps, n)) == slow.ids
        assert steps.contradictory[n] == (slow.status == "contradictory")


@given(records(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_statements_in_the_record_changes_no_position(made: Json, chance: Random) -> None:
    said = chance.sample(made["statements"], len(made["statements"]))
    grids = [Grid(lines({**made, "statements": order}), AS_OF + timedelta(1)) for order in (made["statements"], said)]

    assert np.array_equal(grids[0].value, grids[1].value, equal_nan=True)
    assert np.array_equal(grids[0].red_line, grids[1].red_line)


@given(records(), rungs)
@settings(max_examples=40, deadline=None)
def test_a_later_statement_never_changes_an_earlier_day(made: Json, rung: int) -> None:
    until = date(2025, 4, 2)
    past = [one for one in made["statements"] if counts_from(one["date"]) <= until]
    whole, cut = (Grid(lines({**made, "statements": said}), until, rung) for said in (made["statements"], past))

    assert np.array_equal(whole.value, cut.value, equal_nan=True)
    assert np.array_equal(whole.red_line, cut.red_line)
    assert np.array_equal(whole.applicable, cut.applicable)


def test_the_sides_of_the_slow_reading_are_those_of_the_method() -> None:
    assert SIDE == {"demands": 1, "accepts": 1, "conditional": 0.5, "opposes": 0, "rejects": 0}
    assert counts_from("2024-02") == date(2024, 2, 29)
    assert counts_from("2025") == date(2025, 12, 31)
    assert held(record(), "river", "north", AS_OF).ids == ("2025-04-22-north-river",)
