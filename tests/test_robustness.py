"""How much figures depend on choices and on single sources, against slow recounts."""

from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from positions.compare import Measure, Overlap, overlaps
from positions.grid import Cell, Grid, Matrix
from positions.robustness import (
    Reliance,
    by_rung,
    reliances,
    reversed_orders,
    settled_orders,
    tied_orders,
    without,
    without_issues,
)
from positions.timeline import Timeline
from tests.generated import SOURCES, Figure, View, columns, figure, figures, held, lines, position, records, views
from tests.records import Json, absence, citation, dataset, issue, party, proposition, source, statement

AS_OF = date(2025, 4, 30)
measures = st.sampled_from(Measure)


def matrix(*said: Json, as_of: date = AS_OF, max_rung: int = 4, **parts: Any) -> Matrix:
    return Grid(Timeline(dataset(statements=[*said], **parts)), as_of, max_rung).matrix()


def numbers(found: list[Overlap]) -> dict[tuple[str, str], Figure]:
    return {
        (one.a.id, one.b.id): (one.agreement.n_propositions, one.agreement.n_comparable, one.agreement.total)
        for one in found
    }


# Orders of pairs


def three(*rows: str, **parts: Any) -> Matrix:
    """A matrix of the parties a, b and c; a row holds their stances by their first letters, "-" for none."""
    word = {"d": "demands", "c": "conditional", "r": "rejects"}
    names = [f"p{n}" for n in range(len(rows))]
    return matrix(
        *(
            statement(who, name, word[letter])
            for name, row in zip(names, rows, strict=True)
            for who, letter in zip("abc", row, strict=True)
            if letter != "-"
        ),
        parties=[party(who) for who in "abc"],
        propositions=[proposition(name) for name in names],
        **parts,
    )


def orders(shown: Matrix) -> list[tuple[str, str]]:
    return [(one.a.id + one.b.id, other.a.id + other.b.id) for one, other in reversed_orders(shown)]


def test_conditions_everywhere_can_reverse_the_order_of_two_pairs() -> None:
    # a and b are half alike on each of three; a and c are alike on one and opposed on two.
    assert orders(three("dcd", "dcr", "dcr")) == [("ab", "ac"), ("bc", "ac")]


def test_pairs_that_are_level_by_one_measure_or_have_no_figure_are_not_reversed() -> None:
    assert orders(three("ddc", "ddr")) == [], "both measures rank a and b first"
    assert orders(three("dcr")) == [], "by the exact measure both are at nought"
    assert orders(three("dc-", "dc-")) == []
    assert orders(three()) == []


def test_the_order_of_a_reversed_pair_does_not_depend_on_which_comes_first_in_the_display() -> None:
    # c takes the place of a, so that the pair with the higher figure is displayed last.
    assert orders(three("dcd", "rcd", "rcd")) == [("ab", "ac"), ("bc", "ac")]
    assert orders(three("ddc", "drc", "drc")) == [("ac", "ab"), ("bc", "ab")]


def test_an_order_is_tied_when_one_measure_ranks_two_pairs_and_the_other_does_not() -> None:
    # City-block ab and bc ½, ac 0; exact all 0.
    assert tied_orders(three("dcr")) == 2
    # City-block all ½; exact ac ½, ab and bc 0.
    assert tied_orders(three("dcd", "dcr")) == 2
    # City-block ab and bc ½, ac ⅓; exact ac ⅓, ab and bc 0: the one is reversed, the other tied by both.
    assert tied_orders(three("dcd", "dcr", "dcr")) == 0
    assert tied_orders(three("ddc", "ddr")) == 0, "both measures rank ab first and tie the others"
    assert tied_orders(three("ddd")) == 0, "both measures tie all"


def test_a_pair_without_a_figure_is_in_no_tied_order() -> None:
    # ab and bc ½, exact 0 and ½; a and c have nothing that could be compared.
    assert tied_orders(three("dc-", "-dd", "-dr")) == 1
    assert tied_orders(three("dc-", "dc-")) == tied_orders(three()) == tied_orders(matrix()) == 0


Points = dict[tuple[str, str], Fraction | None]


def slow_points(made: Json, shown: Matrix) -> tuple[Points, Points]:
    """The figure of each pair by the two measures, in fractions; None where there is none."""
    city, exact = (
        {
            pair: Fraction(total) / n if n else None
            for pair, (_, n, total) in figures(made, shown, shown.as_of, measure).items()
        }
        for measure in ("city-block", "exact")
    )
    return city, exact


@given(records(), views())
@settings(max_examples=50, deadline=None)
def test_tied_orders_are_those_of_a_slow_count_of_fractions(made: Json, view: View) -> None:
    shown = view.of(made)
    city, exact = slow_points(made, shown)

    tied = 0
    for one, other in combinations(city, 2):
        if None in (city[one], city[other], exact[one], exact[other]):
            continue
        levels = [points[one] == points[other] for points in (city, exact)]
        tied += levels in ([True, False], [False, True])
    assert tied_orders(shown) == tied


@given(records(), views())
@settings(max_examples=50, deadline=None)
def test_reversed_orders_are_those_of_a_slow_comparison_of_fractions(made: Json, view: View) -> None:
    shown = view.of(made)
    by_city, by_exact = slow_points(made, shown)

    expected = set()
    for one, other in combinations(by_exact, 2):
        city, city_other = (by_city[pair] for pair in (one, other))
        exact, exact_other = (by_exact[pair] for pair in (one, other))
        if city is None or city_other is None or exact is None or exact_other is None:
            continue
        if city > city_other and exact < exact_other:
            expected.add((one, other))
        if city < city_other and exact > exact_other:
            expected.add((other, one))
    found = [((a.a.id, a.b.id), (b.a.id, b.b.id)) for a, b in reversed_orders(shown)]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert all(one.agreement.measure == Measure.CITY_BLOCK for order in reversed_orders(shown) for one in order)


def test_an_order_is_settled_when_the_intervals_lie_apart_or_are_one_and_the_same_point() -> None:
    # ab: [1, 1]; ac: [0, 0]; bc: [0, 0]. And the other way round.
    assert settled_orders(overlaps(three("ddr"))) == settled_orders(overlaps(three("rdd"))) == (3, 3)
    # All [1, 1]; all [½, ½] by one and the same S of other propositions
    assert settled_orders(overlaps(three("ddd"))) == settled_orders(overlaps(three("dcd", "dcr"))) == (3, 3)
    # ab: [1, 1]; ac and bc: [0, 1]: they touch it, and each other's interval is the same but no point.
    assert settled_orders(overlaps(three("dd-"))) == (0, 3)
    # ab: [1, 1]; ac and bc: [½, 1]
    assert settled_orders(overlaps(three("ddd", "dd-"))) == (0, 3)
    # ab: [0, 0]; ac and bc: [0, ½]
    assert settled_orders(overlaps(three("drc", "dr-"), Measure.EXACT)) == (0, 3)
    # ab: [1, 1]; ac and bc: [0, ½]: the two are the same, but no point.
    assert settled_orders(overlaps(three("ddr", "dd-"))) == (2, 3)
    # ab: [½, 1]; ac and bc: [0, ½]: they meet.
    assert settled_orders(overlaps(three("ddr", "-d-"))) == (0, 3)
    assert settled_orders([]) == (0, 0)
    assert settled_orders(overlaps(matrix())) == (0, 0), "one pair has no order"


def test_a_pair_without_any_proposition_takes_no_part_in_the_orders() -> None:
    absent = [absence("c", "p0", "not-applicable")]

    assert settled_orders(overlaps(three("dd-", absences=absent))) == (0, 0)


@given(records(), views(), measures)
@settings(max_examples=50, deadline=None)
def test_settled_orders_are_those_of_a_slow_count(made: Json, view: View, measure: Measure) -> None:
    shown = view.of(made)
    ends = [
        (Fraction(total) / asked, (Fraction(total) + asked - n) / asked)
        for asked, n, total in figures(made, shown, view.day, measure).values()
        if asked
    ]

    pairs = list(combinations(ends, 2))
    apart = [(one, other) for one, other in pairs if max(one[0], other[0]) > min(one[1], other[1])]
    same = [(one, other) for one, other in pairs if one == other and one[0] == one[1]]
    assert settled_orders(overlaps(shown, measure)) == (len(apart) + len(same), len(pairs))


# Rung limits and issues


@given(records(), views(), measures)
@settings(max_examples=50, deadline=None)
def test_under_each_rung_limit_the_figures_are_those_of_that_limit(made: Json, view: View, measure: Measure) -> None:
    shown = view.of(made)
    found = by_rung(shown, measure)

    assert list(found) == [4, 3, 2, 1], "the widest first, whatever the limit of the matrix"
    for rung, pairs in found.items():
        limited = Grid(lines(made), view.day, rung).matrix(view.parties, view.issues)
        assert pairs == overlaps(limited, measure)
        assert numbers(pairs) == figures(made, limited, view.day, measure)


def test_without_an_issue_the_figures_are_those_of_the_others() -> None:
    shown = matrix(
        *(statement(who, "lake", "demands") for who in ("north", "south")),
        statement("north", "river", "demands"),
        statement("south", "river", "rejects"),
        issues=[issue("land", order=2), issue("water", order=1), issue("empty")],
        propositions=[proposition("lake", issue="water"), proposition("river")],
    )

    assert [(part.id, [one.agreement.point for one in found]) for part, found in without_issues(shown)] == [
        ("water", [0]), ("land", [1]),
    ]  # fmt: skip


def test_without_the_only_issue_there_is_no_figure() -> None:
    ((_, (one,)),) = without_issues(matrix(statement("north", "river", "demands")))

    assert (one.agreement.n_propositions, one.agreement.point, one.agreement.lower) == (0, None, None)


@given(records(), views(), measures)
@settings(max_examples=50, deadline=None)
def test_without_each_issue_the_figures_are_those_of_a_slow_recount(made: Json, view: View, measure: Measure) -> None:
    shown = view.of(made)
    found = without_issues(shown, measure)

    assert [part for part, _ in found] == list(shown.issues)
    for part, pairs in found:
        others = [other.id for other in shown.issues if other.id != part.id]
        if others:
            assert pairs == overlaps(shown.grid.matrix(view.parties, others), measure)
        left = [about.issue != part.id for about in shown.propositions]
        for (a, b), told in numbers(pairs).items():
            cells = columns(made, shown, a, b, view.day)
            assert told == figure((pair for pair, stays in zip(cells, left, strict=True) if stays), measure)


# Reliances


def rests(shown: Matrix, on: str) -> list[tuple[str, bool]]:
    return [(one.cell.party.id, one.falls) for one in reliances(shown, on)]


PAPERS = [source("paper"), source("radio")]


def test_a_cell_falls_when_its_only_source_goes_and_stands_when_another_one_carries_it() -> None:
    shown = matrix(
        statement("north", "river", "demands", citations=[citation("paper"), citation("radio")]),
        statement("south", "river", "demands"),
        sources=PAPERS,
    )

    assert rests(shown, "paper") == [("south", True), ("north", False)], "those that fall come first"
    assert rests(shown, "radio") == [("north", False)]
    assert rests(shown, "nobody") == []


def test_a_cell_that_falls_becomes_what_was_there_before() -> None:
    shown = matrix(
        statement("north", "river", "rejects", "2025-04-01", citations=[citation("radio")]),
        statement("north", "river", "demands", red_line=True),
        statement("south", "river", "demands"),
        sources=PAPERS,
        absences=[absence("south", "river", sources=["paper"])],
    )
    first, second = reliances(shown, "paper")

    assert (first.cell.stance, first.without.stance, first.without.red_line) == ("demands", "rejects", False)
    assert (second.cell.status, second.without.status) == ("stated", "not-found")
    assert second.without.absence is not None
    assert second.without.absence.sources == (), "what was searched there is gone as well"


def test_a_cell_falls_when_a_weaker_rung_is_left_over() -> None:
    both = [citation("paper", rung=2), citation("radio", rung=4)]
    said = [statement("north", "river", "demands", citations=both)]

    assert rests(matrix(*said, sources=PAPERS), "paper") == [("north", False)]
    assert rests(matrix(*said, sources=PAPERS, max_rung=3), "paper") == [("north", True)]


def test_a_cell_that_does_not_cite_the_source_falls_when_what_set_other_words_aside_does() -> None:
    shown = matrix(
        statement("north", "river", "accepts", id="a", citations=[citation("radio")]),
        statement("north", "river", "rejects", id="b", supersedes="a"),
        statement("north", "river", "accepts", id="c", supersedes="b", citations=[citation("radio", rung=4)]),
        sources=PAPERS,
    )
    (one,) = reliances(shown, "paper")

    assert [said.id for said in one.cell.statements] == ["c"]
    assert [said.id for said in one.without.statements] == ["a"]
    assert one.falls


def test_words_that_are_not_in_force_hold_nothing_up() -> None:
    shown = matrix(
        statement("north", "river", "rejects", "2025-04-01"),
        statement("north", "river", "demands", citations=[citation("radio")]),
        sources=PAPERS,
    )

    assert rests(shown, "paper") == []


def test_a_cell_falls_when_the_source_carries_only_the_earlier_words_that_drew_its_red_line() -> None:
    drawn = statement("north", "river", "demands", "2025-04-02", id="drawn", red_line=True)
    plain = statement("north", "river", "demands", id="plain", citations=[citation("radio")])
    shown = matrix(drawn, plain, sources=PAPERS)
    (one,) = reliances(shown, "paper")

    assert one.falls
    assert one.cell.red_line_before is not None
    assert one.cell.red_line_before.id == "drawn"
    assert one.without.red_line_before is None
    assert one.cell.statements == one.without.statements
    assert rests(shown, "radio") == [("north", True)], "without the words in force the red line is in force again"
    assert rests(matrix({**drawn, "red_line": False}, plain, sources=PAPERS), "paper") == []
    assert rests(matrix(drawn, {**plain, "red_line": True}, sources=PAPERS), "paper") == [], "it is repeated"
    assert rests(matrix(drawn, {**plain, "stance": "rejects"}, sources=PAPERS), "paper") == [], "the side was left"
    both = {**drawn, "citations": [citation("paper"), citation("radio")]}
    assert rests(matrix(both, plain, sources=PAPERS), "paper") == [], "another source carries it as well"


def test_a_cell_falls_when_its_red_line_goes_back_to_words_before_those_of_the_source() -> None:
    shown = matrix(
        statement("north", "river", "demands", "2025-04-01", id="a", red_line=True, citations=[citation("radio")]),
        statement("north", "river", "demands", "2025-04-02", id="b", red_line=True),
        statement("north", "river", "demands", id="c", citations=[citation("radio")]),
        sources=PAPERS,
    )
    (one,) = reliances(shown, "paper")

    lines_before = [cell.red_line_before for cell in (one.cell, one.without)]
    assert [line.id if line else None for line in lines_before] == ["b", "a"]
    assert one.falls


def test_a_contradiction_ends_when_the_source_of_one_side_goes() -> None:
    shown = matrix(
        statement("north", "river", "accepts", id="a"),
        statement("north", "river", "rejects", id="b", citations=[citation("radio")]),
        sources=PAPERS,
    )

    assert [one.without.stance for one in reliances(shown, "radio")] == ["accepts"]
    assert [one.without.stance for one in reliances(shown, "paper")] == ["rejects"]


def test_the_record_without_a_source_has_no_trace_of_it_and_is_otherwise_the_same() -> None:
    data = dataset(
        sources=PAPERS,
        statements=[
            statement("north", "river", "demands", citations=[citation("paper"), citation("radio")]),
            statement("south", "river", "demands"),
        ],
        absences=[absence("south", "river", sources=["paper", "radio"])],
    )
    assert {*data.source} == {"paper", "radio"}, "worked out before, and not to be kept"
    left = without(data, "paper")

    assert {*left.source} == {"radio"}
    assert {*data.source} == {"paper", "radio"}
    assert [part.id for part in left.sources] == ["radio"]
    assert [[cited.source for cited in one.citations] for one in left.statements] == [["radio"]]
    assert [part.sources for part in left.absences] == [("radio",)]
    assert (left.dataset, left.parties, left.propositions) == (data.dataset, data.parties, data.propositions)
    assert without(data, "nobody") == data


def lacking(made: Json, gone: str) -> Json:
    """The record without a source: its citations are dropped, then statements left without one."""
    said = []
    for one in made["statements"]:
        left = [cited for cited in one["citations"] if cited["source"] != gone]
        if left:
            said.append({**one, "citations": left})
    return {
        **made,
        "sources": [part for part in made["sources"] if part["id"] != gone],
        "statements": said,
        "absences": [{**part, "sources": [id_ for id_ in part["sources"] if id_ != gone]} for part in made["absences"]],
    }


def place(cell: Cell) -> tuple[str, str]:
    return cell.proposition.id, cell.party.id


@given(records(), views(), st.sampled_from((*SOURCES, "nobody")))
@settings(max_examples=100, deadline=None)
def test_removing_a_source_changes_exactly_the_listed_cells(made: Json, view: View, gone: str) -> None:
    shown, reduced = view.of(made), lacking(made, gone)
    found = reliances(shown, gone)

    changed, cited = set(), set()
    for about in shown.propositions:
        for who in shown.parties:
            was, becomes = (position(one, about.id, who.id, view.day, view.rung) for one in (made, reduced))
            if was != becomes:
                changed.add((about.id, who.id))
            now = held(made, about.id, who.id, view.day, view.rung)
            sources = {c["source"] for s in made["statements"] if s["id"] in now.ids for c in s["citations"]}
            if gone in sources:
                cited.add((about.id, who.id))
    assert {place(one.cell) for one in found if one.falls} == changed
    assert {place(one.cell) for one in found if not one.falls} == cited - changed
    assert len(found) == len(changed | cited), "each is listed once"
    assert [one.falls for one in found] == sorted((one.falls for one in found), reverse=True)


@given(records(), views(), st.sampled_from(SOURCES))
@settings(max_examples=50, deadline=None)
def test_what_a_cell_becomes_is_what_the_record_without_the_source_shows(made: Json, view: View, gone: str) -> None:
    shown, other = view.of(made), view.of(lacking(made, gone))
    found: list[Reliance] = reliances(shown, gone)

    data = lines(made).data
    assert {*data.source} == {*SOURCES}
    assert without(data, gone) == lines(lacking(made, gone)).data
    assert {*without(data, gone).source} == {*SOURCES} - {gone}
    for one in found:
        assert one.cell == shown.cell(*place(one.cell))
        assert one.without == other.cell(*place(one.cell))
