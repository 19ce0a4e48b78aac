"""What moved: changes and what they did, drifts and movements; figures against slow, obvious ones."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from positions.changes import Answer, Change, Movement, Trend, changes, drifts, movements, stance_of, start_of
from positions.compare import Agreement, Measure, overlaps
from positions.grid import Grid, Matrix
from positions.kinds import Detail, Kind
from positions.timeline import Timeline
from tests.generated import (
    Figure,
    Held,
    View,
    alike,
    columns,
    counts_from,
    days,
    each_day,
    figure,
    figures,
    held,
    records,
    views,
)
from tests.records import Json, absence, dataset, issue, party, proposition, statement

BEGIN, AS_OF = date(2025, 3, 31), date(2025, 4, 30)
measures = st.sampled_from(Measure)


def matrix(*said: Json, as_of: date = AS_OF, max_rung: int = 4, **parts: Any) -> Matrix:
    return Grid(Timeline(dataset(statements=[*said], **parts)), as_of, max_rung).matrix()


def on(day: int, stance: str, who: str = "north", about: str = "river", **other: Any) -> Json:
    return statement(who, about, stance, f"2025-04-{day:02}", **other)


def numbers(of: Agreement) -> Figure:
    return of.n_propositions, of.n_comparable, of.total


def pairs_of(shown: Matrix, measure: Measure) -> dict[tuple[str, str], Figure]:
    return {(one.a.id, one.b.id): numbers(one.agreement) for one in overlaps(shown, measure)}


# Kinds

SPOKEN = ("demands", "accepts", "conditional", "opposes", "rejects")
CLEAR = {
    "demands": "= = − ! !",
    "accepts": "= = + ! !",
    "conditional": "+ − = + +",
    "opposes": "! ! − = =",
    "rejects": "! ! − = =",
}
SIGNS = {"=": Kind.REAFFIRMED, "+": Kind.HARDENED, "−": Kind.SOFTENED, "!": Kind.REVERSED}
TABLE = {(then, now): SIGNS[sign] for then, row in CLEAR.items() for now, sign in zip(SPOKEN, row.split(), strict=True)}


VAGUE = ("ambiguous", "declined", "accepts|rejects")


def steps(*said: str) -> list[Change]:
    """The changes of one cell, each word on its own day.

    "!" marks a red line, "a|b" are two words of a day, "<5" after a word is the number that it names.
    """
    made = []
    for n, words in enumerate(said, 1):
        for k, word in enumerate(words.split("|")):
            stance, _, number = word.removesuffix("!").partition("<")
            named: Json = {"range": {"max": int(number)}} if number else {}
            made.append(on(n, stance, id=f"s{n}{k}", red_line=word.endswith("!"), **named))
    return changes(matrix(*made), BEGIN)


def kinds(*said: str) -> list[str]:
    return [str(one.kind) for one in steps(*said)]


def to_unclear(stance: str) -> str:
    """The kind of a step from a clear stance to unclear words."""
    return "hardened" if stance == "accepts" else "softened"


@pytest.mark.parametrize(("pair", "expected"), list(TABLE.items()), ids=str)
def test_each_transition_of_clear_words_has_its_kind(pair: tuple[str, str], expected: Kind) -> None:
    assert kinds(*pair) == ["first", expected]


@pytest.mark.parametrize(("pair", "expected"), list(TABLE.items()), ids=str)
@pytest.mark.parametrize("vague", VAGUE)
def test_after_vague_words_a_clear_one_is_compared_with_the_last_clear_one(
    pair: tuple[str, str], vague: str, expected: Kind
) -> None:
    assert kinds(pair[0], vague, pair[1]) == ["first", to_unclear(pair[0]), expected]
    assert kinds(pair[0], vague, "declined", pair[1]) == ["first", to_unclear(pair[0]), "reaffirmed", expected]


@pytest.mark.parametrize("first", [*SPOKEN, *VAGUE])
def test_the_first_position_is_first_whatever_it_is(first: str) -> None:
    assert kinds(first) == kinds(first + "!") == ["first"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("ambiguous", "declined"), "reaffirmed"),
        (("declined", "ambiguous"), "reaffirmed"),
        (("accepts|rejects", "ambiguous"), "reaffirmed"),
        (("ambiguous", "accepts|rejects"), "reaffirmed"),
        *[((clear, vague), "softened") for clear in SPOKEN if clear != "accepts" for vague in VAGUE],
        *[((clear + "!", vague), "softened") for clear in SPOKEN if clear != "accepts" for vague in VAGUE],
        *[(("accepts" + flag, vague), "hardened") for flag in ("", "!") for vague in VAGUE],
        *[((vague, clear), "hardened") for vague in VAGUE for clear in SPOKEN if clear != "accepts"],
        *[((vague, clear + "!"), "hardened") for vague in VAGUE for clear in SPOKEN if clear != "accepts"],
        *[((vague, "accepts" + flag), "softened") for vague in VAGUE for flag in ("", "!")],
        (("demands", "ambiguous", "declined"), "reaffirmed"),
        (("accepts", "ambiguous", "declined"), "reaffirmed"),
        (("demands", "accepts", "declined"), "hardened"),
        (("accepts", "demands", "declined"), "softened"),
        (("ambiguous", "declined", "accepts"), "softened"),
        (("ambiguous", "declined", "conditional"), "hardened"),
    ],
)
def test_vague_words_give_less_than_accepting_and_ask_or_withhold_less_than_any_other_clear_ones(
    said: tuple[str, ...], expected: str
) -> None:
    assert kinds(*said)[-1] == expected


@pytest.mark.parametrize("stance", SPOKEN)
def test_a_red_line_that_was_not_drawn_on_this_side_before_hardens_and_one_that_was_reaffirms(stance: str) -> None:
    red = stance + "!"

    assert kinds(stance, red) == ["first", "hardened"]
    assert kinds(red, red) == ["first", "reaffirmed"]
    assert kinds(red, stance) == ["first", "reaffirmed"], "what is not repeated is not taken back"
    assert kinds(red, stance, red) == ["first", "reaffirmed", "reaffirmed"], "it is remembered"
    assert kinds(red, "ambiguous", red) == ["first", to_unclear(stance), "reaffirmed"], "also over vague words"
    assert kinds(stance, "ambiguous", red) == ["first", to_unclear(stance), "hardened"]


def test_a_red_line_is_forgotten_when_the_side_is_left() -> None:
    assert kinds("demands!", "conditional", "demands", "demands!") == ["first", "softened", "hardened", "hardened"]
    assert kinds("demands!", "rejects", "demands", "demands!") == ["first", "reversed", "reversed", "hardened"]


@pytest.mark.parametrize("flag", ["", "!"])
def test_a_red_line_does_not_change_the_kind_of_a_move_to_another_value(flag: str) -> None:
    assert kinds("demands!", "conditional" + flag, "accepts" + flag) == ["first", "softened", "softened"]
    assert kinds("demands", "rejects" + flag) == ["first", "reversed"]


def test_the_kind_rests_on_what_came_before_the_day_to_compare_with() -> None:
    said = [on(1, "accepts"), on(10, "rejects"), on(20, "rejects")]

    assert [one.kind for one in changes(matrix(*said), date(2025, 4, 5))] == ["reversed", "reaffirmed"]


def test_the_kind_is_that_of_the_statements_within_the_rung_limit() -> None:
    said = [on(1, "accepts", rung=4), on(10, "rejects", rung=2), on(11, "accepts", rung=5)]

    assert [one.kind for one in changes(matrix(*said), BEGIN)] == ["first", "reversed"]
    assert [one.kind for one in changes(matrix(*said, max_rung=2), BEGIN)] == ["first"]


# Details


@pytest.mark.parametrize(
    ("said", "kind", "detail"),
    [
        *[((first,), "first", None) for first in ("demands<5!", *VAGUE)],
        *[(("demands", vague), "softened", "became-unclear") for vague in VAGUE],
        (("accepts<5", "declined"), "hardened", "became-unclear"),
        *[((vague, "declined"), "reaffirmed", "still-unclear") for vague in VAGUE],
        (("demands", "ambiguous", "accepts|rejects"), "reaffirmed", "still-unclear"),
        *[(("demands", vague, "accepts"), "reaffirmed", "clear-again") for vague in VAGUE],
        (("demands", "declined", "ambiguous", "rejects!"), "reversed", "clear-again"),
        (("demands<5", "ambiguous<6", "demands<5"), "reaffirmed", "clear-again"),
        (("demands<5", "ambiguous<6", "demands"), "reaffirmed", "clear-again"),
        (("demands", "ambiguous<6", "demands<5"), "reaffirmed", "clear-again"),
        (("demands!", "ambiguous", "demands!"), "reaffirmed", "clear-again"),
        (("demands<5", "ambiguous", "demands<6"), "reaffirmed", "other-number"),
        (("demands<5", "ambiguous", "declined<7", "rejects<6"), "reversed", "other-number"),
        *[((vague, "demands!"), "hardened", "became-clear") for vague in VAGUE],
        (("ambiguous", "declined", "accepts<5"), "softened", "became-clear"),
        (("ambiguous", "demands", "declined", "demands"), "reaffirmed", "clear-again"),
        (("demands", "accepts!"), "hardened", "red-line"),
        (("conditional", "conditional!"), "hardened", "red-line"),
        (("demands<5", "demands<6!"), "hardened", "red-line"),
        (("demands", "ambiguous", "demands", "demands!"), "hardened", "red-line"),
        *[(("demands", vague, "demands!"), "hardened", "red-line") for vague in VAGUE],
        (("demands<5", "ambiguous", "demands<6!"), "hardened", "red-line"),
        (("demands!", "demands!"), "reaffirmed", None),
        (("demands!", "demands"), "reaffirmed", None),
        (("demands!", "demands", "demands!"), "reaffirmed", None),
        (("demands!", "ambiguous", "demands", "demands!"), "reaffirmed", None),
        (("demands", "rejects!"), "reversed", None),
        (("conditional", "demands!"), "hardened", None),
        (("demands", "accepts"), "reaffirmed", None),
        (("demands<5", "accepts<5"), "reaffirmed", None),
        (("demands<5", "accepts<6"), "reaffirmed", "other-number"),
        (("demands<5", "demands"), "reaffirmed", None),
        (("demands", "demands<5"), "reaffirmed", None),
        (("demands<5", "demands", "demands<6"), "reaffirmed", None),
        (("demands<5!", "demands<6!"), "reaffirmed", "other-number"),
        (("demands<5", "demands<6", "demands<5"), "reaffirmed", "other-number"),
        (("demands<5", "conditional<6"), "softened", "other-number"),
        (("demands<5", "rejects<6!"), "reversed", "other-number"),
        (("ambiguous<5", "declined<6"), "reaffirmed", "still-unclear"),
    ],
)
def test_each_change_has_its_detail_and_has_moved_when_it_is_no_mere_repetition(
    said: tuple[str, ...], kind: str, detail: str | None
) -> None:
    last = steps(*said)[-1]

    assert (last.kind, last.detail) == (kind, detail)
    assert last.moved == (kind != "reaffirmed" or detail == "other-number")


# Changes


def test_from_a_day_to_itself_and_backwards_nothing_changes() -> None:
    shown = matrix(on(22, "demands"), on(30, "accepts"))

    assert changes(shown, AS_OF) == []
    assert changes(shown, AS_OF + timedelta(1)) == []


def test_the_day_to_compare_with_is_left_out_and_the_day_looked_at_is_not() -> None:
    said = [on(day, "demands") for day in (10, 20, 30)]

    assert [one.day.day for one in changes(matrix(*said), date(2025, 4, 10))] == [20, 30]


def test_a_change_names_its_statements_and_stances_and_a_torn_day_has_none() -> None:
    torn = [on(10, "accepts", id="b"), on(10, "rejects", id="a")]
    first, second, third = changes(matrix(on(1, "demands", id="d"), *torn, on(20, "rejects", id="r")), BEGIN)

    assert (first.before, first.from_stance, first.to_stance) == ((), None, "demands")
    assert ([one.id for one in second.before], [one.id for one in second.after]) == (["d"], ["a", "b"])
    assert (second.from_stance, second.to_stance) == ("demands", None)
    assert (third.from_stance, third.to_stance) == (None, "rejects")
    assert stance_of(()) is None


def test_changes_of_one_day_stand_in_the_order_of_display_and_count_one_after_the_other() -> None:
    shown = matrix(
        on(10, "demands", "south"),
        on(10, "demands", "north"),
        on(10, "demands", "north", "lake"),
        on(9, "rejects", "south", "lake"),
        parties=[party("north", order=2), party("south", order=1)],
        propositions=[proposition("lake", order=2), proposition("river", order=1)],
    )
    found = changes(shown, BEGIN)

    assert [(one.day.day, one.proposition.id, one.party.id) for one in found] == [
        (9, "lake", "south"), (10, "river", "south"), (10, "river", "north"), (10, "lake", "north"),
    ]  # fmt: skip
    assert [[numbers(effect.after) for effect in one.effects] for one in found] == [[], [], [(2, 1, 1)], [(2, 2, 1)]]


def test_a_proposition_that_begins_to_concern_a_party_widens_the_figure() -> None:
    found = changes(matrix(on(10, "ambiguous", "south"), absences=[absence("south", "river", "not-applicable")]), BEGIN)

    assert [(numbers(one.before), numbers(one.after)) for one in found[0].effects] == [((0, 0, 0), (1, 0, 0))]


def test_a_proposition_begins_to_concern_a_party_once_and_the_pair_only_with_the_other_one() -> None:
    absent = [absence(who, "river", "not-applicable") for who in ("east", "south")]
    said = [on(10, "demands", "south"), on(11, "demands", "south"), on(12, "demands"), on(13, "rejects", "south")]
    found = changes(matrix(*said, absences=absent, parties=[party(who) for who in ("east", "north", "south")]), BEGIN)

    assert [[(one.other.id, numbers(one.after)) for one in change.effects] for change in found] == [
        [("north", (1, 0, 0))], [], [("south", (1, 1, 1))], [("north", (1, 1, 0))],
    ]  # fmt: skip


def test_words_that_move_no_figure_have_no_effect() -> None:
    said = [on(1, "demands"), on(2, "demands", "south"), on(10, "accepts"), on(11, "accepts", red_line=True)]

    assert [len(one.effects) for one in changes(matrix(*said), BEGIN)] == [0, 1, 0, 0]


def test_the_measure_makes_the_effect() -> None:
    said = [on(1, "demands"), on(2, "conditional", "south")]

    totals = [changes(matrix(*said), BEGIN, measure)[1].effects[0].after.total for measure in Measure]
    assert dict(zip(Measure, totals, strict=True)) == {Measure.CITY_BLOCK: 0.5, Measure.EXACT: 0}


def test_the_record_starts_on_the_day_before_its_first_statement() -> None:
    assert start_of(Timeline(dataset(statements=[on(10, "demands"), on(9, "demands", rung=6)]))) == date(2025, 4, 8)
    assert start_of(Timeline(dataset(statements=[statement("north", "river", "demands", "2024")]))) == date(
        2024, 12, 30
    )
    assert start_of(Timeline(dataset(statements=[]))) == date.min


@given(records(), views(), measures)
@settings(max_examples=30, deadline=None)
def test_changes_of_a_day_to_itself_are_empty(made: Json, view: View, measure: Measure) -> None:
    assert changes(view.of(made), view.day, measure) == []


@given(records(), views(), days, days, measures)
@settings(max_examples=50, deadline=None)
def test_changes_compose(made: Json, view: View, one: date, other: date, measure: Measure) -> None:
    a, b, c = sorted((one, other, view.day))
    shown = view.of(made)

    first, second = changes(shown.at(b), a, measure), changes(shown.at(c), b, measure)
    assert first + second == changes(shown.at(c), a, measure)


@given(records(), views(), days)
@settings(max_examples=50, deadline=None)
def test_the_changes_are_all_days_on_which_a_cell_gets_new_words_with_the_words_before_and_after(
    made: Json, view: View, since: date
) -> None:
    shown = view.of(made)

    expected = []
    for day in each_day(since, view.day):
        for about, who in product(shown.propositions, shown.parties):
            then, now = (held(made, about.id, who.id, d, view.rung) for d in (day - timedelta(1), day))
            if then.ids != now.ids:
                expected.append((day, about.id, who.id, then.ids, now.ids, then.stance, now.stance))
    assert [
        (
            one.day,
            one.proposition.id,
            one.party.id,
            tuple(said.id for said in one.before),
            tuple(said.id for said in one.after),
            one.from_stance,
            one.to_stance,
        )
        for one in changes(shown, since)
    ] == expected


HARDER = {
    ("accepts", "conditional"),
    ("conditional", "demands"),
    ("conditional", "opposes"),
    ("conditional", "rejects"),
}


def slow_kind(seen: list[Held]) -> Kind:
    """Kind of the last of the positions of a cell."""
    *past, now = seen
    clear = [one for one in past if one.value is not None]
    if not past:
        return Kind.FIRST
    if now.value is None:
        went = Kind.HARDENED if past[-1].stance == "accepts" else Kind.SOFTENED
        return Kind.REAFFIRMED if past[-1].value is None else went
    if not clear:
        return Kind.SOFTENED if now.stance == "accepts" else Kind.HARDENED
    then = clear[-1]
    if {then.value, now.value} == {0, 1}:
        return Kind.REVERSED
    if then.value != now.value:
        return Kind.HARDENED if (then.stance, now.stance) in HARDER else Kind.SOFTENED
    stay = 0
    while stay < len(clear) and clear[-1 - stay].value == now.value:
        stay += 1
    drawn = any(one.red_line for one in clear[-stay:])
    return Kind.HARDENED if now.red_line and not drawn else Kind.REAFFIRMED


def slow_detail(seen: list[Held]) -> Detail | None:
    """Detail of the last of the positions of a cell."""
    *past, now = seen
    if not past:
        return None
    was_unclear = past[-1].value is None
    if now.value is None:
        return Detail.STILL_UNCLEAR if was_unclear else Detail.BECAME_UNCLEAR
    clear = [one for one in past if one.value is not None]
    if not clear:
        return Detail.BECAME_CLEAR
    if clear[-1].value == now.value and slow_kind(seen) == Kind.HARDENED:
        return Detail.RED_LINE
    if None not in (clear[-1].range, now.range) and clear[-1].range != now.range:
        return Detail.OTHER_NUMBER
    return Detail.CLEAR_AGAIN if was_unclear else None


@given(records(), views(), days)
@settings(max_examples=50, deadline=None)
def test_the_kinds_and_details_are_those_of_a_slow_reading(made: Json, view: View, since: date) -> None:
    for one in changes(view.of(made), since):
        said = [s for s in made["statements"] if (s["proposition"], s["party"]) == (one.proposition.id, one.party.id)]
        spoken = sorted({counts_from(s["date"]) for s in said} | {one.day})
        seen = [held(made, one.proposition.id, one.party.id, day, view.rung) for day in spoken if day <= one.day]
        positions = [now for then, now in pairwise([Held("not-searched"), *seen]) if now.ids and now.ids != then.ids]
        assert one.kind == slow_kind(positions)
        assert one.detail == slow_detail(positions)
        assert one.moved == (one.kind != Kind.REAFFIRMED or one.detail == Detail.OTHER_NUMBER)


@given(records(), views(), days, measures)
@settings(max_examples=50, deadline=None)
def test_the_effects_lead_from_the_figures_of_the_one_day_to_those_of_the_other(
    made: Json, view: View, since: date, measure: Measure
) -> None:
    shown = view.of(made)
    assume(since <= view.day)

    running = pairs_of(shown.at(since), measure)
    assert running == figures(made, shown, since, measure)
    for one in changes(shown, since, measure):
        for effect in one.effects:
            pair = key(running, one.party.id, effect.other.id)
            assert running[pair] == numbers(effect.before), "each begins where the one before it ended"
            running[pair] = numbers(effect.after)
    assert running == pairs_of(shown, measure) == figures(made, shown, view.day, measure)


def key(pairs: dict[tuple[str, str], Any], a: str, b: str) -> tuple[str, str]:
    return (a, b) if (a, b) in pairs else (b, a)


@given(records(), views(), days, measures)
@settings(max_examples=50, deadline=None)
def test_the_effects_are_those_that_a_change_alone_has_and_no_others(
    made: Json, view: View, since: date, measure: Measure
) -> None:
    shown = view.of(made)
    assume(since <= view.day)
    now = {
        (i.id, k.id): held(made, i.id, k.id, since, view.rung) for i, k in product(shown.propositions, shown.parties)
    }

    def slow(a: str, b: str) -> Figure:
        return figure([(now[i.id, a], now[i.id, b]) for i in shown.propositions], measure)

    for one in changes(shown, since, measure):
        others = [other.id for other in shown.parties if other.id != one.party.id]
        before = {other: slow(one.party.id, other) for other in others}
        cell = one.proposition.id, one.party.id
        now[cell] = held(made, *cell, one.day, view.rung)
        after = {other: slow(one.party.id, other) for other in others}
        assert {effect.other.id: (numbers(effect.before), numbers(effect.after)) for effect in one.effects} == {
            other: (before[other], after[other]) for other in others if before[other] != after[other]
        }
        assert all(effect.before.measure == effect.after.measure == measure for effect in one.effects)


# Drifts


def test_a_drift_begins_on_the_first_day_and_steps_with_the_changes() -> None:
    said = [on(5, "demands"), on(10, "rejects", "south"), on(20, "conditional", "south")]
    shown = matrix(*said)
    found = changes(shown, BEGIN)
    (drift,) = drifts(shown, BEGIN, found)

    assert (drift.a.id, drift.b.id) == ("north", "south")
    assert [(one.day.day, one.agreement.point, [c.day.day for c in one.changes]) for one in drift.points] == [
        (31, None, []), (10, 0, [10]), (20, 0.5, [20]),
    ]  # fmt: skip


def test_changes_of_one_day_make_one_point() -> None:
    said = [on(5, "demands"), on(5, "demands", "south"), on(9, "rejects", "south"), on(9, "rejects", id="last")]
    shown = matrix(*said)
    (drift,) = drifts(shown, BEGIN, changes(shown, BEGIN))

    assert [(one.day.day, one.agreement.point, len(one.changes)) for one in drift.points] == [
        (31, None, 0), (5, 1, 1), (9, 1, 2),
    ]  # fmt: skip


@given(records(), views(), days, measures)
@settings(max_examples=50, deadline=None)
def test_a_drift_has_on_every_day_the_figure_of_that_day(made: Json, view: View, since: date, measure: Measure) -> None:
    shown = view.of(made)
    assume(since <= view.day)
    found = changes(shown, since, measure)
    lines = drifts(shown, since, found, measure)

    assert [(one.a, one.b) for one in lines] == list(combinations(shown.parties, 2)), "in the order of display"
    for line in lines:
        assert line.points[0].day == since
        assert line.points[0].changes == ()
        assert all(one.day < other.day for one, other in pairwise(line.points))
        assert all(one.changes for one in line.points[1:])
        told = [change for point in line.points for change in point.changes]
        assert told == [change for change in found if moves(change, line.a.id, line.b.id)]
        assert all(change.day == point.day for point in line.points for change in point.changes)
        for day in [since, *each_day(since, view.day)]:
            last = [point for point in line.points if point.day <= day][-1]
            assert numbers(last.agreement) == figure(columns(made, shown, line.a.id, line.b.id, day), measure)
    assert [line.points[-1].agreement for line in lines] == [one.agreement for one in overlaps(shown, measure)]


def moves(change: Change, a: str, b: str) -> bool:
    return any({change.party.id, effect.other.id} == {a, b} for effect in change.effects)


# Movements


def moved(
    *said: Json, since: date = date(2025, 4, 15), measure: Measure = Measure.CITY_BLOCK, **parts: Any
) -> Movement:
    (one,) = movements(matrix(*said, **parts), since, measure)
    return one


@pytest.mark.parametrize(
    ("then", "now", "trend"),
    [
        (("demands", "rejects"), ("conditional", "rejects"), Trend.CLOSER),
        (("demands", "rejects"), ("demands", "accepts"), Trend.CLOSER),
        (("demands", "accepts"), ("demands", "opposes"), Trend.FURTHER),
        (("demands", "accepts"), ("rejects", "opposes"), Trend.LEVEL),
        (("demands", "accepts"), ("accepts", "demands"), Trend.LEVEL),
        (("demands", "accepts"), ("ambiguous", "demands"), Trend.OPEN),
        (("demands", "declined"), ("demands", "demands"), Trend.OPEN),
    ],
)
def test_the_trend_is_that_of_what_can_be_compared_on_both_days(
    then: tuple[str, str], now: tuple[str, str], trend: Trend
) -> None:
    said = [
        on(day, stance, who)
        for day, stances in ((10, then), (20, now))
        for who, stance in zip(("north", "south"), stances, strict=True)
    ]

    assert moved(*said).trend == trend


def test_what_became_comparable_is_no_movement() -> None:
    said = [
        *(on(10, "demands", who) for who in ("north", "south")),
        on(10, "demands", "north", "lake"),
        on(20, "rejects", "south", "lake"),
    ]
    one = moved(*said, propositions=[proposition("river"), proposition("lake")])

    assert (one.then.point, one.now.point) == (1, 0.5)
    assert (one.trend, one.n_both, one.then_both, one.now_both) == (Trend.LEVEL, 1, 1, 1)
    assert one.whole == Answer.OPEN


def test_nothing_can_be_said_of_the_whole_when_the_two_days_count_other_propositions() -> None:
    names = ["p0", "p1", "p2", "p3"]
    said = [on(1, "demands", "north", "p0"), on(1, "conditional", "south", "p0"), on(20, "demands", "south", "p0")]
    for name in names[1:]:
        said += [on(20, "demands", "north", name), on(20, "rejects", "south", name)]
    one = moved(
        *said,
        propositions=[proposition(name) for name in names],
        absences=[absence("north", name, "not-applicable") for name in names[1:]],
    )

    assert (one.trend, one.then.n_propositions, one.now.n_propositions) == (Trend.CLOSER, 1, 4)
    assert one.whole == Answer.OTHER_PROPOSITIONS, "the whole figure fell from 50 to 25 %, of other propositions"


def test_the_whole_is_answered_when_the_intervals_of_the_two_days_lie_apart_or_are_one_point() -> None:
    lake = [on(10, "demands", who, "lake") for who in ("north", "south")]
    apart = [on(10, "demands"), on(10, "rejects", "south"), on(20, "accepts", "south")]
    both = [proposition("lake"), proposition("river")]

    assert moved(*apart).whole == Answer.CLOSER, "nothing is unknown"
    assert moved(*apart, *lake, propositions=both).whole == Answer.CLOSER, "from 1 of 2 to 2 of 2"
    assert moved(*apart, *lake[:1], propositions=both).whole == Answer.OPEN, "from [0, ½] to [½, 1]: the ends meet"

    back = [on(10, "demands"), on(10, "accepts", "south"), on(20, "rejects", "south")]
    assert moved(*back).whole == Answer.FURTHER
    assert moved(*back, *lake, propositions=both).whole == Answer.FURTHER, "from 2 of 2 to 1 of 2"
    assert moved(*back, *lake[:1], propositions=both).whole == Answer.OPEN, "from [½, 1] to [0, ½]: the ends meet"

    assert moved(*back[:2]).whole == moved(*apart[:2]).whole == Answer.LEVEL, "nobody spoke"
    assert moved(*back[:2], *lake[:1], propositions=both).whole == Answer.OPEN, "[½, 1] on both days"
    turned = [on(20, "rejects", "south", "lake"), on(20, "accepts", "south")]
    assert moved(*apart[:2], *lake, *turned, propositions=both).whole == Answer.LEVEL, (
        "1 of 2, of the one, of the other"
    )
    assert moved(*back[:2], on(20, "declined", "south")).whole == Answer.OPEN, "from 1 to [0, 1]: they touch"
    assert moved().whole == Answer.OPEN


def test_the_whole_is_nothing_when_nothing_concerned_both_on_one_of_the_days() -> None:
    absent = [absence("south", "river", "not-applicable")]
    late = [on(10, "demands"), on(20, "demands", "south")]

    assert moved(propositions=[]).whole == Answer.NOTHING
    assert moved(on(10, "demands"), absences=absent).whole == Answer.NOTHING
    assert moved(*late, absences=absent).whole == Answer.NOTHING, "on the first day"
    (back,) = movements(matrix(*late, absences=absent, as_of=date(2025, 4, 12)), AS_OF)
    assert back.whole == Answer.NOTHING, "on the second day"


def test_filters_choose_what_is_compared() -> None:
    data = dataset(
        parties=[party("east"), party("north"), party("south")],
        issues=[issue("land"), issue("water")],
        propositions=[proposition("lake", issue="water"), proposition("river")],
        statements=[
            on(day, stance, who, about)
            for day, stance in ((10, "demands"), (20, "rejects"))
            for who in ("east", "north")
            for about in ("lake", "river")
        ],
    )
    shown = Grid(Timeline(data), AS_OF).matrix(["north", "south"], ["water"])

    found = changes(shown, BEGIN)
    assert [(one.proposition.id, one.party.id, one.effects) for one in found] == [("lake", "north", ())] * 2
    assert [(one.a.id, one.b.id) for one in drifts(shown, BEGIN, found)] == [("north", "south")]
    assert [one.then.n_propositions for one in movements(shown, BEGIN)] == [1]


@given(records(), views(), days, measures)
@settings(max_examples=50, deadline=None)
def test_movements_are_those_of_a_slow_comparison(made: Json, view: View, since: date, measure: Measure) -> None:
    shown = view.of(made)
    found = movements(shown, since, measure)

    assert [(one.a, one.b) for one in found] == list(combinations(shown.parties, 2))
    for one in found:
        then, now = (columns(made, shown, one.a.id, one.b.id, day) for day in (since, view.day))
        assert numbers(one.then) == figure(then, measure)
        assert numbers(one.now) == figure(now, measure)
        shares = [
            (alike(a.value, b.value, measure), alike(c.value, d.value, measure))
            for (a, b), (c, d) in zip(then, now, strict=True)
            if a.value is not None and b.value is not None and c.value is not None and d.value is not None
        ]
        old, new = (sum(share[k] for share in shares) for k in (0, 1))
        assert (one.n_both, one.then_both, one.now_both) == (len(shares), old, new)
        expected = Trend.CLOSER if new > old else Trend.FURTHER if new < old else Trend.LEVEL
        assert one.trend == (expected if shares else Trend.OPEN)
        assert one.whole == slow_whole(figure(then, measure), figure(now, measure))


def slow_whole(then: Figure, now: Figure) -> Answer:
    """What the intervals of two days say, in fractions."""
    if 0 in (then[0], now[0]):
        return Answer.NOTHING
    if then[0] != now[0]:
        return Answer.OTHER_PROPOSITIONS
    old, new = ((Fraction(total) / asked, (Fraction(total) + asked - n) / asked) for asked, n, total in (then, now))
    if {*old} == {*new} and len({*old}) == 1:
        return Answer.LEVEL
    if new[0] > old[1]:
        return Answer.CLOSER
    return Answer.FURTHER if new[1] < old[0] else Answer.OPEN


Cells = list[tuple[float | None, float | None]]


def completed(cells: Cells, measure: str) -> set[float]:
    """Every mean that the pair could have if all its positions were known."""
    ends = (0.0, 0.5, 1.0)
    means = set()
    for choice in product(*[[v] if v is not None else ends for cell in cells for v in cell]):
        shares = [alike(a, b, measure) for a, b in zip(choice[::2], choice[1::2], strict=True)]
        means.add(sum(shares) / len(shares))
    return means


STANCE = {1: "demands", 0.5: "conditional", 0: "rejects", None: "declined"}


@given(st.data(), st.integers(1, 3), measures)
@settings(max_examples=200, deadline=None)
def test_no_completion_of_the_unknown_cells_contradicts_what_is_said_of_the_whole(
    data: st.DataObject, size: int, measure: Measure
) -> None:
    value = st.sampled_from((1.0, 0.0, 1.0, 0.0, 0.5, None))
    then, now = (data.draw(st.lists(st.tuples(value, value), min_size=size, max_size=size)) for _ in range(2))
    names = [f"p{n}" for n in range(size)]
    one = moved(
        *(
            on(day, STANCE[v], who, name)
            for day, cells in ((10, then), (20, now))
            for name, cell in zip(names, cells, strict=True)
            for who, v in zip(("north", "south"), cell, strict=True)
        ),
        measure=measure,
        propositions=[proposition(name) for name in names],
    )

    signs = {(b > a) - (b < a) for a, b in product(completed(then, measure), completed(now, measure))}
    said = {Answer.CLOSER: 1, Answer.FURTHER: -1, Answer.LEVEL: 0}
    if one.whole in said:
        assert signs == {said[one.whole]}
        assert str(one.trend) == str(one.whole)
    else:
        assert one.whole == Answer.OPEN, "both days have the same propositions"
        if measure == Measure.EXACT or all(None not in cell for cell in then + now):
            assert len(signs) > 1, "by the exact measure the ends can be reached, and the answer says all"
