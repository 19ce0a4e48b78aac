"""Positions as of a date, relations, agreement, zones; formulas against slow, obvious ones."""

from datetime import date
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.compare import RELATION, Agreement, Measure, Relation, gap, gaps, overlaps, relation, zone
from positions.grid import Cell, Grid, Matrix, Status
from positions.model import Party, Proposition, Range, Stance, Statement
from positions.timeline import Timeline
from tests.records import absence, citation, dataset, issue, party, proposition, statement

DAY = date(2025, 4, 30)


def matrix(as_of: date = DAY, max_rung: int = 4, **parts: Any) -> Matrix:
    return Grid(Timeline(dataset(**parts)), as_of, max_rung).matrix()


def north(as_of: date = DAY, max_rung: int = 4, **parts: Any) -> Cell:
    found = matrix(as_of, max_rung, **parts).cell("river", "north")
    assert found is not None
    return found


# In force


def test_the_latest_statement_up_to_the_day_is_in_force() -> None:
    said = [statement("north", "river", stance, day) for stance, day in
            (("rejects", "2025-04-01"), ("conditional", "2025-04-10"), ("accepts", "2025-04-20"))]  # fmt: skip

    stances = [north(date(2025, 4, day), statements=said).stance for day in (1, 9, 10, 19, 20, 30)]

    assert stances == ["rejects", "rejects", "conditional", "conditional", "accepts", "accepts"]


def test_before_the_first_statement_there_is_no_position() -> None:
    cell = north(date(2025, 4, 21))

    assert (cell.status, cell.stance, cell.value, cell.statements) == (Status.NOT_SEARCHED, None, None, ())


def test_a_partial_date_counts_from_its_last_possible_day() -> None:
    said = [statement("north", "river", "rejects", "2025-04-20"), statement("north", "river", "accepts", "2025-04")]

    assert north(date(2025, 4, 29), statements=said).stance == "rejects"
    assert north(date(2025, 4, 30), statements=said).stance == "accepts"


def test_a_statement_above_the_rung_limit_does_not_count_but_is_kept() -> None:
    said = [
        statement("north", "river", "rejects", "2025-04-01", rung=2),
        statement("north", "river", "accepts", "2025-04-20", rung=4),
    ]

    assert north(max_rung=4, statements=said).stance == "accepts"
    strict = north(max_rung=2, statements=said)
    assert strict.stance == "rejects"
    assert [s.stance for s in strict.not_counted] == ["accepts"]


@pytest.mark.parametrize("rung", [5, 6])
def test_unnamed_sources_and_leaks_never_count(rung: int) -> None:
    cell = north(max_rung=6, statements=[statement("north", "river", "accepts", rung=rung)])

    assert cell.status == Status.NOT_SEARCHED
    assert len(cell.not_counted) == 1


def test_two_statements_of_one_day_on_opposite_sides_make_the_cell_contradictory() -> None:
    said = [statement("north", "river", "accepts", id="a"), statement("north", "river", "rejects", id="b")]
    cell = north(statements=said)

    assert (cell.status, cell.stance, cell.value) == (Status.CONTRADICTORY, None, None)
    assert [s.id for s in cell.statements] == ["a", "b"]


def test_a_contradiction_ends_when_one_supersedes_the_other() -> None:
    said = [
        statement("north", "river", "accepts", id="a", supersedes="b"),
        statement("north", "river", "rejects", id="b"),
    ]

    assert north(statements=said).stance == "accepts"
    assert [s.id for s in north(statements=said).earlier] == ["b"]


def test_a_contradiction_ends_with_the_next_statement() -> None:
    said = [
        statement("north", "river", "accepts", "2025-04-20", id="a"),
        statement("north", "river", "rejects", "2025-04-20", id="b"),
        statement("north", "river", "conditional", "2025-04-21", id="c"),
    ]

    assert north(statements=said).stance == "conditional"


def test_a_superseding_statement_that_does_not_count_supersedes_nothing() -> None:
    said = [
        statement("north", "river", "accepts", id="a", rung=4, supersedes="b"),
        statement("north", "river", "rejects", id="b", rung=2),
    ]

    assert north(max_rung=2, statements=said).stance == "rejects"


def test_two_statements_may_supersede_one() -> None:
    said = [
        statement("north", "river", "rejects", "2025-04-20", id="a"),
        statement("north", "river", "accepts", "2025-04-20", id="b", supersedes="a"),
        statement("north", "river", "conditional", "2025-04-25", id="c", supersedes="a"),
    ]

    assert north(date(2025, 4, 21), statements=said).stance == "accepts"
    assert north(date(2025, 4, 25), statements=said).stance == "conditional"


def test_a_contradiction_stands_beside_a_third_statement_of_the_day_that_is_kept_as_earlier() -> None:
    said = [
        statement("north", "river", stance, id=id_)
        for id_, stance in (("a", "accepts"), ("b", "rejects"), ("z", "ambiguous"))
    ]
    cell = north(statements=said)

    assert cell.status == Status.CONTRADICTORY
    assert [s.id for s in cell.statements] == ["a", "b"]
    assert [s.id for s in cell.earlier] == ["z"]


def test_a_contradiction_shows_both_sides_also_when_an_earlier_statement_claims_to_supersede_one() -> None:
    said = [
        statement("north", "river", "accepts", "2025-04-20", id="a"),
        statement("north", "river", "rejects", "2025-04-20", id="b"),
        statement("north", "river", "conditional", "2025-04-19", id="c", supersedes="b"),
    ]
    cell = north(statements=said)

    assert cell.status == Status.CONTRADICTORY
    assert [s.id for s in cell.statements] == ["a", "b"]
    assert [s.id for s in cell.earlier] == ["c"]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_statements_that_supersede_each_other_in_a_circle_set_nothing_aside(length: int) -> None:
    ids = "abc"[:length]
    said = [
        statement("north", "river", "accepts", id=one, supersedes=other)
        for one, other in zip(ids, ids[1:] + ids[0], strict=True)
    ]

    assert north(statements=said).stance == "accepts"


@pytest.mark.parametrize("other", [{"party": "south"}, {"date": "2025-04-23"}])
def test_a_statement_of_another_cell_or_day_sets_nothing_aside(other: dict[str, str]) -> None:
    said = [
        statement("north", "river", "accepts", id="a"),
        {**statement("north", "river", "rejects", id="b", supersedes="a"), **other},
    ]

    assert north(date(2025, 4, 22), statements=said).stance == "accepts"


def test_of_two_statements_of_one_day_the_stronger_source_holds() -> None:
    said = [
        statement("north", "river", "accepts", id="a", rung=1),
        statement("north", "river", "conditional", id="b", rung=4),
    ]

    assert north(statements=said).stance == "accepts"


@pytest.mark.parametrize(
    ("stance", "status", "value"),
    [
        ("demands", "stated", 1), ("accepts", "stated", 1), ("conditional", "conditional", 0.5),
        ("opposes", "stated", 0), ("rejects", "stated", 0), ("ambiguous", "ambiguous", None),
        ("declined", "declined", None),
    ],
)  # fmt: skip
def test_each_stance_has_its_status_and_value(stance: str, status: str, value: float | None) -> None:
    cell = north(statements=[statement("north", "river", stance)])

    assert (cell.status, cell.value) == (status, value)


@pytest.mark.parametrize("kind", ["not-found", "not-applicable"])
def test_a_cell_without_a_statement_says_why(kind: str) -> None:
    cell = north(statements=[], absences=[absence("north", "river", kind)])

    assert cell.status == kind
    assert cell.absence is not None


def test_corroboration_counts_origins_and_not_outlets() -> None:
    cited = [citation("paper", origin="wire"), citation("radio", origin="wire"), citation("other"), citation("other")]
    said = [statement("north", "river", "accepts", citations=[*cited, citation("leak", rung=6)])]

    assert north(statements=said).corroboration == 2, "one wire and one other; a leak proves nothing"


def test_the_order_of_display_is_the_given_one_then_the_ids() -> None:
    parts: dict[str, Any] = {
        "parties": [party("a"), party("b", order=2), party("c", order=1)],
        "issues": [issue("land", order=2), issue("water", order=1)],
        "propositions": [proposition("x"), proposition("y", issue="water"), proposition("z", order=1)],
        "statements": [],
    }
    shown = matrix(**parts)

    assert [part.id for part in shown.parties] == ["c", "b", "a"]
    assert [row[0].proposition.id for row in shown.rows] == ["y", "z", "x"]


def test_filters_choose_parties_and_issues() -> None:
    data = dataset(
        parties=[party("a"), party("b"), party("c")],
        issues=[issue("land"), issue("water")],
        propositions=[proposition("x"), proposition("y", issue="water")],
        statements=[],
    )
    shown = Grid(Timeline(data), DAY).matrix(["c", "a"], ["water"])

    assert [part.id for part in shown.parties] == ["a", "c"]
    assert [row[0].proposition.id for row in shown.rows] == ["y"]
    assert [part.id for part in shown.issues] == ["water"]


# Relations


def cell_of(who: str, stance: Stance | None, *, red_line: bool = False, applicable: bool = True) -> Cell:
    about = Proposition(id="river", issue="land", text="T.")
    side = Party(id=who, name=who, short=who, description=who)
    if stance is None:
        return Cell(about, side, Status.NOT_FOUND if applicable else Status.NOT_APPLICABLE)
    data = dataset(statements=[statement("north", "river", stance, red_line=red_line)])
    found: Statement = data.statements[0]
    status = {"conditional": Status.CONDITIONAL, "ambiguous": Status.AMBIGUOUS, "declined": Status.DECLINED}
    return Cell(about, side, status.get(stance, Status.STATED), (found,))


FOR, AGAINST = (Stance.DEMANDS, Stance.ACCEPTS), (Stance.OPPOSES, Stance.REJECTS)
UNKNOWN = (Stance.AMBIGUOUS, Stance.DECLINED, None)
SIDES: dict[float | None, tuple[Stance | None, ...]] = {1: FOR, 0: AGAINST, 0.5: (Stance.CONDITIONAL,), None: UNKNOWN}
EXPECTED: dict[tuple[float | None, float | None], str] = {
    (1, 1): "agreed", (0, 0): "agreed", (1, 0): "opposed", (0, 1): "opposed",
    (1, 0.5): "bridgeable", (0.5, 1): "bridgeable", (0, 0.5): "bridgeable", (0.5, 0): "bridgeable",
    (0.5, 0.5): "bridgeable", (None, None): "unknown",
    **{(side, None): "unanswered" for side in (1, 0.5, 0)}, **{(None, side): "unanswered" for side in (1, 0.5, 0)},
}  # fmt: skip


@pytest.mark.parametrize(("sides", "expected"), list(EXPECTED.items()), ids=str)
def test_each_pair_of_stances_has_the_relation_of_the_table(
    sides: tuple[float | None, float | None], expected: str
) -> None:
    for a, b in product(SIDES[sides[0]], SIDES[sides[1]]):
        assert relation(cell_of("a", a), cell_of("b", b)) == expected


def test_the_table_of_relations_is_whole_and_symmetric() -> None:
    assert set(RELATION) == set(EXPECTED)
    assert all(RELATION[a, b] == RELATION[b, a] for a, b in RELATION)


@pytest.mark.parametrize(("a", "b"), list(product([False, True], repeat=2)))
def test_only_two_red_lines_make_a_deadlock(a: bool, b: bool) -> None:
    pro, con = cell_of("a", Stance.DEMANDS, red_line=a), cell_of("b", Stance.REJECTS, red_line=b)

    assert relation(pro, con) == ("deadlock" if a and b else "opposed")
    assert relation(pro, cell_of("b", Stance.ACCEPTS, red_line=True)) == "agreed"


def test_a_proposition_that_does_not_concern_one_of_them_has_no_relation() -> None:
    assert relation(cell_of("a", Stance.DEMANDS), cell_of("b", None, applicable=False)) == "not-applicable"


# Agreement

VALUES: tuple[Stance | None, ...] = (Stance.DEMANDS, Stance.CONDITIONAL, Stance.REJECTS, None)
Pairs = list[tuple[Stance | None, Stance | None]]
pairs_of_stances: st.SearchStrategy[Pairs] = st.lists(
    st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)), max_size=12
)


def table(pairs: Pairs, red: bool = False) -> Matrix:
    """A matrix of two parties with one row for each pair of stances."""
    names = [f"p{i:02}" for i in range(len(pairs))]
    said = [
        statement(who, name, stance, red_line=red)
        for name, pair in zip(names, pairs, strict=True)
        for who, stance in zip(("north", "south"), pair, strict=True)
        if stance
    ]
    return matrix(propositions=[proposition(name) for name in names], statements=said)


def agreement(pairs: Pairs, measure: Measure) -> Agreement:
    return overlaps(table(pairs), measure)[0].agreement


def slow_agreement(pairs: Pairs, measure: Measure) -> tuple[float | None, float | None, float | None]:
    """Point and interval as one would work them out on paper."""
    value = {Stance.DEMANDS: 1.0, Stance.CONDITIONAL: 0.5, Stance.REJECTS: 0.0}
    alike = []
    for a, b in pairs:
        if a is not None and b is not None:
            alike.append(1 - abs(value[a] - value[b]) if measure == Measure.CITY_BLOCK else float(a == b))
    unknown = len(pairs) - len(alike)
    return (
        sum(alike) / len(alike) if alike else None,
        sum(alike) / len(pairs) if pairs else None,
        (sum(alike) + unknown) / len(pairs) if pairs else None,
    )


D, C, R = Stance.DEMANDS, Stance.CONDITIONAL, Stance.REJECTS


def test_the_worked_example_of_the_method() -> None:
    pairs: Pairs = [(D, D), (C, D), (R, D), (None, C)]
    exact, city = agreement(pairs, Measure.EXACT), agreement(pairs, Measure.CITY_BLOCK)

    assert exact.point == pytest.approx(1 / 3)
    assert (exact.lower, exact.upper) == (0.25, 0.5)
    assert (city.point, city.lower, city.upper) == (0.5, 0.375, 0.625)
    assert (city.n_comparable, city.n_propositions) == (3, 4)


def test_without_a_comparable_proposition_there_is_no_point_and_the_interval_is_everything() -> None:
    found = agreement([(D, None), (None, None)], Measure.CITY_BLOCK)

    assert (found.point, found.lower, found.upper) == (None, 0, 1)


def test_without_any_proposition_there_is_no_figure_at_all() -> None:
    found = Agreement(Measure.EXACT, 0, 0, 0)

    assert (found.point, found.lower, found.upper) == (None, None, None)


@given(pairs_of_stances, st.sampled_from(Measure))
def test_the_figures_are_those_of_the_slow_formula(pairs: Pairs, measure: Measure) -> None:
    found = agreement(pairs, measure)

    assert (found.point, found.lower, found.upper) == pytest.approx(slow_agreement(pairs, measure))


@given(pairs_of_stances, st.sampled_from(Measure))
def test_the_point_lies_in_the_interval_and_the_interval_in_0_to_1(pairs: Pairs, measure: Measure) -> None:
    found = agreement(pairs, measure)

    if found.lower is not None and found.upper is not None:
        known = [found.lower, *([] if found.point is None else [found.point]), found.upper]
        assert all(a <= b + 1e-12 for a, b in pairwise([0, *known, 1]))
        assert (found.upper - found.lower < 1e-12) == (found.n_comparable == found.n_propositions)


@given(pairs_of_stances, st.sampled_from(Measure), st.sampled_from([D, C, R]), st.data())
def test_one_more_known_position_never_widens_the_interval(
    pairs: Pairs, measure: Measure, stance: Stance, data: st.DataObject
) -> None:
    blanks = [(i, k) for i, pair in enumerate(pairs) for k in range(2) if pair[k] is None]
    if not blanks:
        return
    i, k = data.draw(st.sampled_from(blanks))
    filled = [*pairs]
    filled[i] = (stance, pairs[i][1]) if k == 0 else (pairs[i][0], stance)
    before, after = agreement(pairs, measure), agreement(filled, measure)

    assert before.lower is not None
    assert after.lower is not None
    assert before.upper is not None
    assert after.upper is not None
    assert before.lower - 1e-12 <= after.lower <= after.upper <= before.upper + 1e-12


@given(pairs_of_stances, st.sampled_from(Measure))
def test_agreement_is_symmetric(pairs: Pairs, measure: Measure) -> None:
    assert agreement(pairs, measure) == agreement([(b, a) for a, b in pairs], measure)


@given(st.lists(st.sampled_from([D, C, R]), min_size=1, max_size=8), st.sampled_from(Measure))
def test_a_party_agrees_with_one_that_says_the_same(stances: list[Stance | None], measure: Measure) -> None:
    assert agreement([(stance, stance) for stance in stances], measure).point == 1


@given(pairs_of_stances)
def test_city_block_is_never_below_exact_match(pairs: Pairs) -> None:
    exact, city = agreement(pairs, Measure.EXACT).point, agreement(pairs, Measure.CITY_BLOCK).point

    assert exact is None or city is None or city >= exact - 1e-12


@given(pairs_of_stances, st.booleans())
def test_the_counts_are_those_of_the_cells_and_add_up(pairs: Pairs, red: bool) -> None:
    shown = table(pairs, red)
    found = overlaps(shown)[0]
    listed = [row[0].relation for row in gaps(shown)]

    assert found.counts == {name: listed.count(name) for name in Relation if name != Relation.NOT_APPLICABLE}
    assert sum(found.counts.values()) == found.agreement.n_propositions
    decided = ("agreed", "bridgeable", "opposed", "deadlock")
    assert sum(found.counts[Relation(name)] for name in decided) == found.agreement.n_comparable


def test_a_proposition_that_does_not_concern_a_party_leaves_n() -> None:
    shown = matrix(
        propositions=[proposition("river"), proposition("lake")],
        statements=[statement("north", "river", "demands"), statement("south", "river", "demands")],
        absences=[absence("south", "lake", "not-applicable")],
    )
    found = overlaps(shown)[0].agreement

    assert (found.n_propositions, found.n_comparable, found.lower, found.upper) == (1, 1, 1, 1)


# Numbers


def test_the_troop_numbers_of_2022_leave_no_zone_and_a_gap_of_165_000() -> None:
    found = zone(Range(max=85_000), Range(min=250_000))

    assert found is not None
    assert (found.low, found.high, found.gap) == (250_000, 85_000, 165_000)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (Range(min=1, max=5), Range(min=3, max=9), (3, 5, 0)),
        (Range(min=1, max=2), Range(min=3, max=9), (3, 2, 1)),
        (Range(min=5.1), Range(max=2.2), (5.1, 2.2, 2.9)),
        (Range(min=3), Range(min=5), (5, None, None)),
        (Range(max=3), Range(max=5), (None, 3, None)),
    ],
)
def test_a_zone_needs_both_ends(a: Range, b: Range, expected: tuple[float | None, ...]) -> None:
    found = zone(a, b)

    assert found is not None
    assert (found.low, found.high, found.gap) == expected
    assert zone(b, a) == found


def test_without_numbers_from_both_parties_there_is_no_zone() -> None:
    assert zone(None, Range(min=1)) is None
    assert gap(cell_of("a", Stance.DEMANDS), cell_of("b", None)).zone is None


# Old positions


def test_a_position_is_stale_once_it_is_older_than_the_chosen_number_of_days() -> None:
    said = [statement("north", "river", "demands", "2025-04-01")]

    assert not north(date(2025, 4, 11), statements=said).stale(10)
    assert north(date(2025, 4, 12), statements=said).stale(10)
    assert north(date(2025, 4, 12), statements=said).value == 1, "it stays in force"


def test_the_age_is_that_of_the_statement_in_force_and_of_its_last_possible_day() -> None:
    said = [statement("north", "river", "demands", "2022"), statement("north", "river", "accepts", "2025-03")]

    assert north(date(2025, 4, 1), statements=said).age == 1
    assert north(date(2025, 3, 1), statements=said).age == (date(2025, 3, 1) - date(2022, 12, 31)).days


def test_a_cell_without_a_statement_is_never_stale() -> None:
    cell = north(statements=[])

    assert cell.age is None
    assert not cell.stale(1)


def test_a_red_line_that_is_not_repeated_is_remembered_while_the_party_stays_on_its_side() -> None:
    drawn = statement("north", "river", "demands", "2025-04-01", red_line=True)
    repeated = statement("north", "river", "accepts", "2025-04-10")
    moved = statement("north", "river", "conditional", "2025-04-05", condition="if the south pays")

    assert not north(statements=[drawn, repeated]).red_line, "only the words in force count"
    assert north(statements=[drawn, repeated]).red_line_before == dataset(statements=[drawn]).statements[0]
    assert north(statements=[drawn, moved, repeated]).red_line_before is None
    assert north(statements=[drawn]).red_line_before is None
    assert north(statements=[]).red_line_before is None


def test_words_of_the_same_day_or_set_aside_are_no_earlier_red_line_and_vague_ones_do_not_hide_it() -> None:
    drawn = statement("north", "river", "demands", "2025-04-01", red_line=True)
    vague = statement("north", "river", "ambiguous", "2025-04-10", note="Could be read both ways.")
    same_day = statement("north", "river", "demands", id="a", red_line=True)
    taken_back = statement("north", "river", "accepts", "2025-04-01", id="b", supersedes=drawn["id"])
    later = statement("north", "river", "accepts", "2025-04-02", id="c", supersedes=drawn["id"])
    last = statement("north", "river", "demands", id="z")

    assert north(statements=[drawn, later, last]).red_line_before is not None, "only words of one day are set aside"
    assert north(statements=[drawn, vague, last]).red_line_before is not None
    assert north(statements=[same_day, last]).red_line_before is None
    assert north(statements=[drawn, taken_back, last]).red_line_before is None


def test_a_cell_before_the_first_statement_knows_when_the_record_begins() -> None:
    said = [
        statement("north", "river", "demands", "2025-03-01", rung=5),
        statement("north", "river", "demands", "2025-04-20"),
        statement("north", "river", "accepts", "2025-04-25"),
    ]

    assert north(date(2025, 4, 1), statements=said).begins == "2025-04-20", "an unnamed source is no beginning"
    assert north(date(2025, 4, 21), statements=said).begins is None
    assert north(statements=[]).begins is None


# Against a slow reading of the rule

stances = st.sampled_from(list(Stance))
said_on = st.tuples(stances, st.integers(1, 6), st.integers(1, 6), st.none() | st.integers(0, 7))


@given(st.lists(said_on, max_size=8), st.integers(0, 7), st.integers(1, 4))
def test_the_position_is_that_of_a_slow_reading_of_the_rule(
    said: list[tuple[Stance, int, int, int | None]], day: int, rung: int
) -> None:
    statements = [
        statement("north", "river", stance, f"2025-04-0{on}", rung=of, id=f"s{n}")
        | ({"supersedes": f"s{other}"} if other is not None and other < n else {})
        for n, (stance, on, of, other) in enumerate(said)
    ]
    found = north(date(2025, 3, 31) if day == 0 else date(2025, 4, day), rung, statements=statements)

    visible = [(on, -of, f"s{n}", stance) for n, (stance, on, of, _) in enumerate(said) if on <= day and of <= rung]
    if not visible:
        assert found.statements == ()
        return
    latest = max(on for on, *_ in visible)
    that_day = [one for one in visible if one[0] == latest]
    aside = {f"s{said[int(id_[1:])][3]}" for _, _, id_, _ in that_day if (said[int(id_[1:])][3] or 0) < int(id_[1:])}
    standing = [one for one in that_day if one[2] not in aside]
    sides = {stance for *_, stance in standing}
    if sides & {*FOR} and sides & {*AGAINST}:
        assert found.status == Status.CONTRADICTORY
        assert {s.id for s in found.statements} == {id_ for _, _, id_, stance in standing if stance in FOR + AGAINST}
    else:
        assert found.statements[0].id == max(standing)[2]
    assert len(found.statements) + len(found.earlier) == len(visible)
