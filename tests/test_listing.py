"""Which rows a matrix lists and in which order; no figure moves."""

from datetime import date
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from positions.changes import changes
from positions.compare import Relation, gaps, overlaps
from positions.listing import GRAVEST_FIRST, listed
from positions.parameters import SEVERITY, Only, Parameters
from positions.timeline import Timeline
from tests.generated import DAYS, lines, records
from tests.records import Json, dataset, issue, party, proposition, statement

DAY = date(2025, 4, 30)
WAYS = ("agreed", "opposed", "deadlock", "unanswered", "silent")
SAID = {
    "agreed": ("demands", "accepts", False),
    "opposed": ("demands", "rejects", False),
    "deadlock": ("demands", "rejects", True),
    "unanswered": ("demands", None, False),
    "silent": (None, None, False),
}


def timeline() -> Timeline:
    """North and South on a proposition of each kind; those of the water were said in March."""
    said = [
        statement(who, way, stance, "2025-04-22" if way in {"agreed", "opposed"} else "2025-03-01", red_line=red)
        for way, (a, b, red) in SAID.items()
        for who, stance in (("north", a), ("south", b))
        if stance
    ]
    return Timeline(
        dataset(
            parties=[party("north"), party("south")],
            issues=[issue("land", order=1), issue("water", order=2)],
            propositions=[
                proposition(way, order=n, issue="land" if way in {"agreed", "opposed"} else "water")
                for n, way in enumerate(WAYS)
            ],
            statements=said,
        )
    )


def rows(**choice: object) -> list[str]:
    chosen = Parameters(as_of=DAY, **choice)  # type: ignore[arg-type]  # a test's choice
    return [part.id for part in listed(chosen.matrix(timeline()), chosen).propositions]


def test_without_a_choice_all_rows_stand_in_the_order_of_display() -> None:
    assert rows() == list(WAYS)


def test_only_what_is_asked_for_is_listed() -> None:
    assert rows(only=(Only.DEADLOCK,)) == ["deadlock"]
    assert rows(only=(Only.OPPOSED,)) == ["opposed", "deadlock"]
    assert rows(only=(Only.UNANSWERED,)) == ["unanswered"]
    assert rows(only=(Only.DEADLOCK, Only.UNANSWERED)) == ["deadlock", "unanswered"], "either of them"


def test_what_changed_is_what_moved_after_the_day_to_compare_with() -> None:
    assert rows(only=(Only.CHANGED,), since=date(2025, 4, 1)) == ["agreed", "opposed"]
    assert rows(only=(Only.CHANGED,), since=date(2025, 4, 22)) == []


def test_by_severity_the_issue_with_the_gravest_row_comes_first_and_issues_stay_together() -> None:
    assert rows(sort=SEVERITY) == ["deadlock", "unanswered", "silent", "opposed", "agreed"]
    assert rows(sort=("north", "south")) == rows(sort=SEVERITY), "there is but one pair"


def test_every_relation_has_its_place_in_the_order_of_severity() -> None:
    assert set(GRAVEST_FIRST) == set(Relation)


@given(records(), st.sampled_from(DAYS), st.sets(st.sampled_from(Only)), st.sampled_from(["", SEVERITY]))
def test_listing_takes_rows_and_orders_them_and_nothing_else(
    given_record: Json, day: date, only: set[Only], sort: str
) -> None:
    chosen = Parameters(as_of=day, only=tuple(only), sort=sort)
    matrix = chosen.matrix(lines(given_record))
    shown = listed(matrix, chosen)

    assert set(shown.row_indices) <= set(matrix.row_indices)
    assert len(set(shown.row_indices)) == len(shown.row_indices)
    if not only:
        assert sorted(shown.row_indices) == sorted(matrix.row_indices)
        assert overlaps(shown) == overlaps(matrix)
    issues = [part.issue for part in shown.propositions]
    assert len(list(groupby(issues))) == len(set(issues)), "issues stay together"
    wanted = {Only.DEADLOCK: {"deadlock"}, Only.OPPOSED: {"deadlock", "opposed"}, Only.UNANSWERED: {"unanswered"}}
    moved = {one.proposition.id for one in changes(matrix, chosen.start) if one.moved}
    for part, row in zip(matrix.propositions, gaps(matrix), strict=True):
        holds = any(one.relation.value in wanted.get(want, set()) for want in only for one in row)
        kept = not only or holds or (Only.CHANGED in only and part.id in moved)
        assert (part in shown.propositions) == kept
