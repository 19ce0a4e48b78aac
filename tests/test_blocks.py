"""What blocks two parties and what they share, against slow, obvious definitions."""

from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings

from positions.blocks import MOST, Block, Obstacle, Support, blocks, coalitions, common_ground, conflicts
from positions.compare import Relation, relation
from positions.grid import Grid, Matrix, Status
from positions.timeline import Timeline
from tests.generated import Held, View, held, records, views
from tests.records import Json, absence, dataset, party, proposition, statement

AS_OF = date(2025, 4, 30)


def matrix(*said: Json, as_of: date = AS_OF, max_rung: int = 4, **parts: Any) -> Matrix:
    return Grid(Timeline(dataset(statements=[*said], **parts)), as_of, max_rung).matrix()


def on(day: int, stance: str, who: str = "north", about: str = "river", **other: Any) -> Json:
    return statement(who, about, stance, f"2025-04-{day:02}", **other)


def block(*said: Json, **parts: Any) -> Block:
    (one,) = blocks(matrix(*said, **parts), 0, 1)
    return one


# Obstacles

FOR, AGAINST, VAGUE = ("demands", "accepts"), ("opposes", "rejects"), ("ambiguous", "declined", None)


def obstacles(a: str | None, b: str | None) -> list[str]:
    said = [
        on(22, stance.removesuffix("!"), who, red_line=stance.endswith("!"))
        for who, stance in (("north", a), ("south", b))
        if stance
    ]
    return [str(one.obstacle) for one in blocks(matrix(*said), 0, 1)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        *[(a, b, ["opposition"]) for a, b in product(FOR, AGAINST)],
        *[(a + "!", b, ["opposition"]) for a, b in product(FOR, AGAINST)],
        *[(a + "!", b + "!", ["deadlock"]) for a, b in product(FOR, AGAINST)],
        *[("demands", vague, ["unanswered-demand"]) for vague in VAGUE],
        *[(a, vague, ["unanswered"]) for a in ("accepts", "conditional", *AGAINST) for vague in VAGUE],
        *[("conditional", b, ["bridgeable"]) for b in (*FOR, "conditional", *AGAINST)],
        *[("conditional!", b + "!", ["bridgeable"]) for b in (*FOR, *AGAINST)],
        *[(a, b, []) for a, b in (*product(FOR, FOR), *product(AGAINST, AGAINST), *product(VAGUE, VAGUE))],
    ],
)
def test_each_relation_has_its_obstacle(one: str | None, other: str | None, expected: list[str]) -> None:
    assert obstacles(one, other) == obstacles(other, one) == expected


def test_what_does_not_concern_one_of_them_does_not_stand_between_them() -> None:
    shown = matrix(on(22, "demands"), absences=[absence("south", "river", "not-applicable")])

    assert blocks(shown, 0, 1) == []


@pytest.mark.parametrize("kind", ["not-found", None, "ambiguous", "declined", "contradictory"])
def test_the_silent_side_says_what_is_known_of_it(kind: str | None) -> None:
    said = {
        "ambiguous": [on(22, "ambiguous", "south")],
        "declined": [on(22, "declined", "south")],
        "contradictory": [on(22, "accepts", "south", id="a"), on(22, "rejects", "south", id="b")],
    }.get(kind or "", [])
    absences = [absence("south", "river")] if kind == "not-found" else []
    one = block(on(22, "demands"), *said, absences=absences)

    assert one.spoken is not None
    assert one.silent is not None
    assert (one.spoken.party.id, one.silent.party.id) == ("north", "south")
    assert one.silent.status == (kind or "not-searched")


def test_the_side_that_has_spoken_may_be_the_second_one_and_where_both_have_there_is_none() -> None:
    turned = block(on(22, "demands", "south"))
    both = block(on(22, "demands", "south"), on(22, "rejects"))

    assert turned.spoken is not None
    assert turned.silent is not None
    assert (turned.spoken.party.id, turned.silent.party.id) == ("south", "north")
    assert (both.spoken, both.silent) == (None, None)


# Red lines


def lines_of(one: Block) -> list[str | None]:
    return [line.id if line else None for line in one.red_lines]


def test_the_red_lines_are_the_words_in_force_or_the_last_before_them_that_called_the_stance_one() -> None:
    other = on(22, "rejects", "south", id="other", red_line=True)
    first, second = on(1, "demands", id="1", red_line=True), on(2, "accepts", id="2", red_line=True)
    plain, left = on(3, "demands", id="3"), on(3, "conditional", id="left")

    assert lines_of(block(first, second, other)) == ["2", "other"]
    assert lines_of(block(first, second, plain, other)) == ["2", "other"], "not repeated and not taken back"
    assert lines_of(block(first, left, on(4, "demands", id="4"), other)) == [None, "other"]
    assert lines_of(block(plain, on(22, "rejects", "south"))) == [None, None]


def test_a_remembered_red_line_makes_no_deadlock() -> None:
    said = [on(1, "demands", red_line=True), on(2, "demands"), on(3, "rejects", "south", red_line=True)]

    assert block(*said).obstacle == Obstacle.OPPOSITION
    assert block(*said).both_red, "it is remembered all the same"
    assert not block(*said[1:]).both_red


# Since


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ([on(1, "demands"), on(5, "rejects", "south")], 5),
        ([on(1, "demands"), on(5, "rejects", "south"), on(9, "accepts"), on(10, "opposes", "south")], 5),
        ([on(1, "demands"), on(5, "rejects", "south"), on(9, "ambiguous"), on(12, "demands")], 12),
        ([on(1, "demands"), on(5, "rejects", "south"), on(9, "rejects"), on(9, "demands", "south")], 9),
        ([on(1, "demands"), on(5, "conditional", "south"), on(9, "conditional"), on(12, "rejects", "south")], 5),
        ([on(1, "demands"), on(5, "conditional", "south"), on(9, "demands", "south"), on(12, "conditional")], 12),
        ([on(1, "conditional"), on(5, "demands", "south"), on(9, "demands"), on(9, "conditional", "south")], 5),
        ([on(3, "demands"), on(5, "declined", "south"), on(9, "demands")], 3),
        ([on(3, "conditional"), on(9, "demands")], 9),
        ([on(3, "demands"), on(5, "demands", "south"), on(9, "ambiguous", "south")], 9),
    ],
)
def test_a_block_lasts_since_the_day_from_which_both_have_been_on_their_sides(said: list[Json], day: int) -> None:
    assert block(*said).since == date(2025, 4, day)


RED: Json = {"red_line": True}


@pytest.mark.parametrize(
    ("said", "obstacle", "day"),
    [
        # A deadlock after an opposition: since both called it a red line.
        ([on(1, "demands"), on(2, "rejects", "south"), on(5, "demands", **RED), on(9, "rejects", "south", **RED)],
         "deadlock", 9),
        ([on(1, "demands", **RED), on(5, "rejects", "south", **RED)], "deadlock", 5),
        # A red line repeated, also by the other word of its side.
        ([on(1, "demands", **RED), on(5, "rejects", "south", **RED), on(9, "demands", **RED)], "deadlock", 5),
        ([on(1, "demands", **RED), on(5, "rejects", "south", **RED), on(9, "opposes", "south", **RED)], "deadlock", 5),
        # One not repeated, and then repeated; left, and then drawn again; on the other side.
        ([on(1, "demands", **RED), on(5, "rejects", "south", **RED), on(9, "demands"), on(12, "demands", **RED)],
         "deadlock", 12),
        ([on(1, "demands", **RED), on(5, "rejects", "south", **RED), on(9, "declined"), on(12, "demands", **RED)],
         "deadlock", 12),
        ([on(1, "demands", **RED), on(5, "rejects", "south", **RED), on(9, "rejects", **RED),
          on(9, "demands", "south", **RED)], "deadlock", 9),
        # An opposition after a deadlock, or in which one side draws a red line, is as old as the sides.
        ([on(1, "demands", **RED), on(5, "rejects", "south", **RED), on(9, "demands")], "opposition", 5),
        ([on(1, "demands"), on(5, "rejects", "south"), on(9, "demands", **RED)], "opposition", 5),
        # A demand after an acceptance: since it has been demanded.
        ([on(1, "accepts"), on(9, "demands")], "unanswered-demand", 9),
        ([on(1, "accepts", "south"), on(5, "declined"), on(9, "demands", "south")], "unanswered-demand", 9),
        ([on(1, "demands"), on(5, "demands", **RED), on(9, "demands")], "unanswered-demand", 1),
        ([on(1, "demands"), on(5, "accepts"), on(9, "demands")], "unanswered-demand", 9),
        ([on(1, "accepts"), on(5, "demands"), on(7, "accepts", "south"), on(9, "ambiguous", "south")],
         "unanswered-demand", 9),
        # What is accepted or opposed has been so since the side was taken, whatever was demanded before.
        ([on(1, "demands"), on(9, "accepts")], "unanswered", 1),
        ([on(1, "rejects"), on(9, "opposes", **RED)], "unanswered", 1),
        # A condition called a red line by either side is no deadlock.
        ([on(1, "conditional"), on(5, "rejects", "south"), on(9, "conditional", **RED),
          on(12, "rejects", "south", **RED)], "bridgeable", 5),
    ],
)  # fmt: skip
def test_a_block_lasts_since_it_has_been_the_obstacle_that_it_is_called(
    said: list[Json], obstacle: str, day: int
) -> None:
    one = block(*said)

    assert (one.obstacle, one.since) == (obstacle, date(2025, 4, day))


def test_a_demand_after_an_acceptance_months_before_lasts_since_it_was_demanded() -> None:
    said = [statement("north", "river", "accepts", "2025-01-01"), statement("north", "river", "demands", "2025-04-01")]
    one = block(*said)

    assert (one.obstacle, one.since) == (Obstacle.UNANSWERED_DEMAND, date(2025, 4, 1))
    earlier = block(*said, as_of=date(2025, 3, 31))
    assert (earlier.obstacle, earlier.since) == (Obstacle.UNANSWERED, date(2025, 1, 1))


def test_words_above_the_rung_limit_neither_break_a_deadlock_nor_make_one() -> None:
    said = [on(1, "demands", **RED), on(2, "rejects", "south"), on(5, "rejects", "south", **RED)]
    weak = [on(3, "rejects", "south", rung=4, **RED), on(9, "demands", rung=4), on(12, "demands", rung=3, **RED)]

    assert block(*said, *weak, max_rung=2).since == date(2025, 4, 5)
    assert block(*said, *weak).since == date(2025, 4, 12)


def test_words_after_the_day_or_above_the_rung_limit_do_not_end_a_block() -> None:
    said = [on(1, "demands"), on(5, "rejects", "south"), on(9, "accepts", "south", id="weak", rung=4)]
    later = on(29, "accepts", "south"), on(30, "rejects", "south")

    (one,) = blocks(matrix(*said, *later, as_of=date(2025, 4, 28), max_rung=2), 0, 1)
    assert one.since == date(2025, 4, 5)


def test_a_block_that_began_within_a_year_known_only_by_its_number_lasts_since_its_last_day() -> None:
    said = [statement("north", "river", "demands", "2023"), statement("south", "river", "rejects", "2024-02")]

    assert block(*said).since == date(2024, 2, 29)


# Ranking


def test_the_gravest_come_first_then_those_with_more_red_lines_then_the_oldest_then_as_displayed() -> None:
    said = {
        "a-bridge": ("conditional", "demands", 10),
        "b-open": ("accepts", "", 10),
        "c-asked": ("demands", "", 10),
        "d-against": ("demands", "rejects", 9),
        "e-one-red": ("demands", "rejects!", 10),
        "f-deadlock": ("demands!", "rejects!", 10),
        "g-old": ("demands", "rejects", 8),
        "h-red-bridge": ("conditional!", "demands", 10),
        "i-against": ("accepts", "rejects", 8),
        "j-old-deadlock": ("demands!", "rejects!", 1),
        "k-asked-red": ("demands!", "", 10),
    }
    shown = matrix(
        *(
            on(day, stance.removesuffix("!"), who, about, red_line=stance.endswith("!"))
            for about, (a, b, day) in said.items()
            for who, stance in (("north", a), ("south", b))
            if stance
        ),
        propositions=[proposition(about) for about in said],
    )

    assert [one.gap.a.proposition.id for one in blocks(shown, 0, 1)] == [
        "j-old-deadlock", "f-deadlock", "e-one-red", "g-old", "i-against", "d-against",
        "k-asked-red", "c-asked", "b-open", "h-red-bridge", "a-bridge",
    ]  # fmt: skip


def test_the_two_columns_are_those_of_the_matrix_and_may_be_given_either_way() -> None:
    data = dataset(
        parties=[party("east"), party("north"), party("south")],
        statements=[on(22, "demands", "east"), on(22, "demands", "north"), on(22, "rejects", "south")],
    )
    shown = Grid(Timeline(data), AS_OF).matrix(["south", "east"])
    (one,), (other,) = blocks(shown, 0, 1), blocks(shown, 1, 0)

    assert (one.gap.a.party.id, one.gap.b.party.id) == ("east", "south")
    assert (other.gap.a.party.id, other.gap.b.party.id) == ("south", "east")
    assert (one.obstacle, one.since) == (other.obstacle, other.since)


def test_nobody_is_waited_for_before_the_proposition_concerned_them() -> None:
    said = [on(1, "demands"), on(10, "ambiguous", "south", note="Either way.")]
    one = block(*said, absences=[absence("south", "river", "not-applicable")])

    assert one.since == date(2025, 4, 10)


def test_unclear_words_called_a_red_line_are_no_red_line_of_a_position() -> None:
    shown = matrix(on(1, "demands"), on(10, "ambiguous", "south", red_line=True, note="Either way."))
    (one,) = blocks(shown, 0, 1)

    assert one.red_lines == (None, None)
    assert [cell.red_line for cell in shown.rows[0]] == shown.red_line[0].tolist() == [False, False]


def slow_obstacle(a: Held, b: Held) -> str | None:
    """What a state is called."""
    values = {a.value, b.value}
    if not (a.applicable and b.applicable) or (len(values) == 1 and values != {0.5}):
        return None
    if None in values:
        return "unanswered-demand" if "demands" in (a.stance, b.stance) else "unanswered"
    if 0.5 in values:
        return "bridgeable"
    return "deadlock" if a.red_line and b.red_line else "opposition"


def slow_state(a: Held, b: Held, called: str) -> tuple[object, ...]:
    """What both are on: their sides, or that a condition was named and both have spoken; or it concerns only one.

    A deadlock and an unanswered demand last only while they are called so.
    """
    if not (a.applicable and b.applicable):
        return ("not-applicable",)
    if 0.5 in (a.value, b.value) and None not in (a.value, b.value):
        return ("bridgeable",)
    named = called in ("deadlock", "unanswered-demand") and slow_obstacle(a, b) == called
    return a.value, b.value, named


@given(records(), views())
@settings(max_examples=60, deadline=None)
def test_since_is_that_of_a_slow_walk_back_day_by_day(made: Json, view: View) -> None:
    shown = view.of(made)

    def cells(about: str, a: str, b: str, day: date) -> tuple[Held, Held]:
        return held(made, about, a, day, view.rung), held(made, about, b, day, view.rung)

    for a, b in shown.pairs:
        pair = shown.parties[a].id, shown.parties[b].id
        for one in blocks(shown, a, b):
            about, day = one.gap.a.proposition.id, view.day
            now = cells(about, *pair, day)
            called = slow_obstacle(*now)
            assert called == one.obstacle
            state = slow_state(*now, called)
            while slow_state(*cells(about, *pair, day - timedelta(1)), called) == state:
                day -= timedelta(1)
            assert one.since == day


@given(records(), views())
@settings(max_examples=60, deadline=None)
def test_the_list_holds_each_proposition_that_divides_a_pair_once_and_in_order(made: Json, view: View) -> None:
    shown = view.of(made)
    dividing = {Relation.DEADLOCK, Relation.OPPOSED, Relation.UNANSWERED, Relation.BRIDGEABLE}

    for a, b in shown.pairs:
        listed = blocks(shown, a, b)
        rows = [row[0].proposition.id for row in shown.rows if relation(row[a], row[b]) in dividing]
        assert sorted(one.gap.a.proposition.id for one in listed) == sorted(rows)
        keys = [
            (
                list(Obstacle).index(one.obstacle),
                -sum(line is not None for line in one.red_lines),
                one.since,
                rows.index(one.gap.a.proposition.id),
            )
            for one in listed
        ]
        assert keys == sorted(keys)
        for one in listed:
            assert (one.spoken is None) == (one.silent is None) == (one.gap.relation != Relation.UNANSWERED)
            if one.spoken and one.silent:
                assert {one.spoken.party.id, one.silent.party.id} == {shown.parties[a].id, shown.parties[b].id}
                assert one.spoken.value is not None
                assert one.silent.value is None


# Common ground


def ground(*said: tuple[str, str], parties: int = 2, **parts: Any) -> list[tuple[str, str]]:
    """Proposition and support; the words of each proposition are given party by party, "-" for none."""
    names = [f"p{n}" for n in range(parties)]
    made = [
        on(22, stance, who, about)
        for about, stances in said
        for who, stance in zip(names, stances.split(), strict=True)
        if stance != "-"
    ]
    propositions = [proposition(about) for about, _ in said]
    shown = matrix(*made, parties=[party(name) for name in names], propositions=propositions, **parts)
    return [(one.proposition.id, str(one.support)) for one in common_ground(shown)]


def test_common_ground_is_what_nobody_is_against_the_best_known_first() -> None:
    found = ground(
        ("a", "demands - -"),
        ("b", "demands accepts -"),
        ("c", "conditional accepts demands"),
        ("d", "demands accepts demands"),
        ("e", "demands accepts rejects"),
        ("f", "ambiguous declined demands"),
        ("g", "conditional conditional ambiguous"),
        ("h", "accepts accepts accepts"),
        ("i", "- - -"),
        ("j", "opposes - -"),
        parties=3,
    )

    assert found == [("d", "all-for"), ("h", "all-for"), ("c", "conditional"), ("b", "incomplete"), ("g", "incomplete")]


def test_of_incomplete_ground_the_one_with_fewer_unknown_comes_first() -> None:
    said = ("a", "accepts accepts - -"), ("b", "accepts accepts - accepts")

    assert [id_ for id_, _ in ground(*said, parties=4)] == ["b", "a"]


def test_what_does_not_concern_a_party_is_no_common_ground_of_it() -> None:
    absent = [absence("p2", "a", "not-applicable")]

    assert ground(("a", "accepts accepts -"), parties=3, absences=absent) == []


def test_the_parties_whose_position_is_not_known_are_named() -> None:
    shown = matrix(
        on(22, "accepts"), on(22, "accepts", "south"), on(22, "ambiguous", "west"),
        parties=[party("east"), party("north"), party("south"), party("west")],
    )  # fmt: skip
    (one,) = common_ground(shown)

    assert [part.id for part in one.unknown] == ["east", "west"]
    assert [cell.status for cell in one.cells] == [
        Status.NOT_SEARCHED, Status.STATED, Status.STATED, Status.AMBIGUOUS,
    ]  # fmt: skip


def slow_support(cells: list[Held]) -> str | None:
    known = [cell.value for cell in cells if cell.value is not None]
    if any(not cell.applicable for cell in cells) or any(value == 0 for value in known) or len(known) < 2:
        return None
    if any(cell.value is None for cell in cells):
        return "incomplete"
    return "all-for" if all(cell.value == 1 for cell in cells) else "conditional"


@given(records(), views())
@settings(max_examples=60, deadline=None)
def test_common_ground_is_that_of_a_slow_definition(made: Json, view: View) -> None:
    shown = view.of(made)
    rows = {
        about.id: [held(made, about.id, who.id, view.day, view.rung) for who in shown.parties]
        for about in shown.propositions
    }
    expected = [
        about
        for support in ("all-for", "conditional", "incomplete")
        for unknown in range(5)
        for about, cells in rows.items()
        if slow_support(cells) == support and sum(cell.value is None for cell in cells) == unknown
    ]
    found = common_ground(shown)

    assert [one.proposition.id for one in found] == expected
    for one in found:
        cells = rows[one.proposition.id]
        assert one.support == slow_support(cells)
        assert [cell.statements[0].id if cell.statements else None for cell in one.cells] == [
            cell.ids[0] if cell.ids else None for cell in cells
        ]
        assert one.unknown == tuple(who for who, cell in zip(shown.parties, cells, strict=True) if cell.value is None)


# Coalitions


@given(records(), views())
@settings(max_examples=60, deadline=None)
def test_a_coalition_counts_the_common_ground_of_its_own_matrix(made: Json, view: View) -> None:
    shown = view.of(made)
    found = coalitions(shown)

    size = len(shown.parties)
    assert [one.parties for one in found] == [
        members for n in range(size, 1, -1) for members in combinations(shown.parties, n)
    ]
    for one in found:
        chosen = tuple(part.id for part in one.parties)
        alone = common_ground(shown.grid.matrix(chosen, view.issues))
        assert one.counts == {support: sum(each.support == support for each in alone) for support in Support}


def test_a_coalition_tells_its_common_ground_by_how_far_it_is_known() -> None:
    said = [
        on(22, "accepts"), on(22, "accepts", "east"), on(22, "conditional", "east", "lake"),
        on(22, "accepts", "north", "lake"), on(22, "accepts", "east", "mill"), on(22, "accepts", "north", "mill"),
    ]  # fmt: skip
    shown = matrix(
        *said,
        on(22, "demands", "south"),
        parties=[party(who) for who in ("east", "north", "south")],
        propositions=[proposition(about) for about in ("lake", "mill", "river")],
        absences=[absence("south", "mill", "not-applicable")],
    )

    assert [("".join(part.id[0] for part in one.parties), [*one.counts.values()]) for one in coalitions(shown)] == [
        ("ens", [1, 0, 1]), ("en", [2, 1, 0]), ("es", [1, 0, 0]), ("ns", [1, 0, 0]),
    ]  # fmt: skip
    assert list(coalitions(shown)[0].counts) == [Support.ALL_FOR, Support.CONDITIONAL, Support.INCOMPLETE]


@pytest.mark.parametrize(("size", "expected"), [(1, 0), (2, 1), (3, 4), (MOST, 247), (MOST + 1, 1 + 36)])
def test_beyond_the_most_only_all_together_and_the_pairs_are_counted(size: int, expected: int) -> None:
    names = [f"p{n:02}" for n in range(size)]
    shown = matrix(*(on(22, "accepts", name) for name in names), parties=[party(name) for name in names])
    found = coalitions(shown)

    assert len(found) == expected
    sizes = [len(one.parties) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    assert set(sizes) == (set() if size == 1 else {size, 2} if size > MOST else set(range(2, size + 1)))
    assert all(one.counts == {"all-for": 1, "conditional": 0, "incomplete": 0} for one in found)


def test_nothing_is_shared_where_there_is_no_proposition() -> None:
    shown = matrix(propositions=[])

    assert common_ground(shown) == []
    assert [one.counts for one in coalitions(shown)] == [dict.fromkeys(Support, 0)]


# Conflicts

EXCLUDING = [
    proposition("lake", order=2),
    proposition("mill"),
    proposition("river", order=1, excludes=["lake", "nowhere"]),
]


def test_a_conflict_is_being_for_two_propositions_that_exclude_each_other() -> None:
    said = [
        on(1, "demands"), on(22, "accepts", "north", "lake"), on(22, "accepts", "north", "mill"),
        on(1, "demands", "south"), on(22, "conditional", "south", "lake"),
    ]  # fmt: skip
    (one,) = conflicts(matrix(*said, propositions=EXCLUDING))

    assert one.party.id == "north"
    assert [cell.proposition.id for cell in one.cells] == ["river", "lake"], "in the order of display"


@pytest.mark.parametrize("stance", ["conditional", "opposes", "rejects", "ambiguous", "declined"])
def test_only_being_for_both_is_a_conflict(stance: str) -> None:
    for one, other in ((stance, "demands"), ("demands", stance), ("rejects", "rejects")):
        assert conflicts(matrix(on(1, one), on(1, other, "north", "lake"), propositions=EXCLUDING)) == []


def test_a_proposition_does_not_exclude_itself() -> None:
    itself = [proposition("river", excludes=["river"])]

    assert conflicts(matrix(on(1, "demands"), propositions=itself)) == []


def test_a_conflict_is_told_once_also_when_both_propositions_name_each_other() -> None:
    both = [proposition("lake", excludes=["river"]), proposition("river", excludes=["lake"])]
    found = conflicts(matrix(on(1, "demands"), on(1, "demands", "north", "lake"), propositions=both))

    assert [[cell.proposition.id for cell in one.cells] for one in found] == [["lake", "river"]]


def test_a_conflict_ends_with_the_words_that_leave_one_side_and_needs_both_in_view() -> None:
    said = [on(1, "demands"), on(1, "demands", "north", "lake"), on(22, "ambiguous", "north", "lake")]

    assert len(conflicts(matrix(*said, as_of=date(2025, 4, 21), propositions=EXCLUDING))) == 1
    assert conflicts(matrix(*said, propositions=EXCLUDING)) == []
    assert conflicts(matrix(propositions=[])) == []


@given(records(), views())
@settings(max_examples=60, deadline=None)
def test_conflicts_are_those_of_a_slow_search(made: Json, view: View) -> None:
    shown = view.of(made)
    excludes = {one["id"]: one["excludes"] for one in made["propositions"]}

    expected = {
        (who.id, frozenset((one.id, other.id)))
        for one, other in combinations(shown.propositions, 2)
        if other.id in excludes[one.id] or one.id in excludes[other.id]
        for who in shown.parties
        if all(held(made, about.id, who.id, view.day, view.rung).value == 1 for about in (one, other))
    }
    found = [(one.party.id, frozenset(cell.proposition.id for cell in one.cells)) for one in conflicts(shown)]
    assert len(found) == len(set(found))
    assert set(found) == expected
