from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.compare import Measure
from positions.parameters import LONGEST, NAMES, Parameters, View, read
from tests.records import dataset, issue, party, proposition

DATA = dataset(
    parties=[party("north"), party("south"), party("west")],
    issues=[issue("land"), issue("water")],
    propositions=[proposition("river")],
    statements=[],
    sources=[],
)


def test_without_a_query_everything_is_shown_as_of_the_end_of_coverage() -> None:
    assert read({}, DATA) == (Parameters(as_of=date(2025, 4, 30)), [])


def test_every_parameter_is_read() -> None:
    query = {
        "as_of": ["2025-04-22"], "since": ["2025-01-01"], "party": ["south", "north"], "issue": ["water"],
        "measure": ["exact"], "max_rung": ["2"], "view": ["overlap"], "cell": ["river~north~south"],
    }  # fmt: skip

    assert read(query, DATA) == (
        Parameters(
            as_of=date(2025, 4, 22),
            since=date(2025, 1, 1),
            party=("south", "north"),
            issue=("water",),
            measure=Measure.EXACT,
            max_rung=2,
            view=View.OVERLAP,
            cell=("river", "north", "south"),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "yesterday"), ("as_of", "2025-02-30"), ("as_of", "20250422"), ("as_of", "2025-04"), ("as_of", ""),
        ("since", "x"), ("party", "nobody"), ("issue", "air"), ("measure", "euclid"), ("max_rung", "0"),
        ("max_rung", "5"), ("max_rung", "two"), ("view", "everything"), ("cell", "river"), ("cell", "lake~north"),
        ("stale_after", "0"), ("stale_after", "-1"), ("stale_after", "1e3"), ("stale_after", "99999"),
        ("cell", "river~nobody"), ("cell", "river~north~north"), ("cell", "river~north~south~west"), ("colour", "blue"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_ignored_and_named(name: str, value: str) -> None:
    chosen, faults = read({name: [value]}, DATA)

    assert chosen == Parameters(as_of=date(2025, 4, 30))
    assert [fault.value for fault in faults] == [value if name in NAMES else name]
    assert value in str(faults[0]) or name in str(faults[0])


def test_a_pair_has_one_name_whichever_way_it_is_written() -> None:
    assert read({"cell": ["river~west~north"]}, DATA)[0].cell == ("river", "north", "west")


def test_a_good_value_beside_a_bad_one_is_kept() -> None:
    chosen, faults = read({"party": ["nobody", "north"]}, DATA)

    assert chosen.party == ("north",)
    assert len(faults) == 1


def test_a_single_parameter_given_twice_is_named() -> None:
    chosen, faults = read({"measure": ["exact", "city-block"]}, DATA)

    assert chosen.measure == Measure.EXACT
    assert [str(fault) for fault in faults] == ["measure 'exact city-block' is not known; give it once"]


choices = st.builds(
    Parameters,
    as_of=st.dates(date(2000, 1, 1)),
    since=st.none() | st.dates(date(2000, 1, 1)),
    party=st.lists(st.sampled_from(["north", "south"]), unique=True).map(tuple),
    issue=st.lists(st.sampled_from(["land", "water"]), unique=True).map(tuple),
    measure=st.sampled_from(Measure),
    max_rung=st.integers(1, 4),
    stale_after=st.integers(1, LONGEST),
    view=st.sampled_from(View),
    cell=st.sampled_from([(), ("river", "north"), ("river", "south", "west")]),
)


@given(choices)
def test_a_choice_written_as_a_query_is_read_back(chosen: Parameters) -> None:
    assert read(chosen.query(), DATA) == (chosen, [])


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), st.lists(st.text(), min_size=1, max_size=3)))
def test_no_query_whatever_is_an_error(query: dict[str, list[str]]) -> None:
    chosen, faults = read(query, DATA)

    assert isinstance(chosen, Parameters)
    assert all(str(fault) for fault in faults)
