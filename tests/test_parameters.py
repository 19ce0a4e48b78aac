from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.compare import Measure
from positions.parameters import LONGEST, NAMES, SEVERITY, Day, Kind, Only, Parameters, Theme, View, read
from positions.timeline import Timeline
from tests.records import dataset, issue, party, proposition

DATA = dataset(
    parties=[party("north"), party("south"), party("west")],
    issues=[issue("land"), issue("water")],
    propositions=[proposition("river")],
    statements=[],
)


def test_without_a_query_everything_is_shown_as_of_the_end_of_coverage() -> None:
    assert read({}, DATA) == (Parameters(as_of=date(2025, 4, 30)), [])


def test_every_parameter_is_read() -> None:
    query = {
        "as_of": ["2025-04-22"], "since": ["2025-01-01"], "party": ["south", "north"], "issue": ["water"],
        "measure": ["exact"], "max_rung": ["2"], "view": ["overlap"], "cell": ["river~north~south"],
        "pair": ["west~north", "south~west"], "source": ["paper"], "focus": ["west"], "only": ["changed", "deadlock"],
        "sort": ["west~north"], "q": ["  a  word "], "lang": ["uk"], "theme": ["dark"], "frame": ["sheet"],
        "kind": ["interactive"], "day": ["latest"],
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
            pair=(("north", "west"), ("south", "west")),
            source="paper",
            focus="west",
            only=(Only.DEADLOCK, Only.CHANGED),
            sort=("north", "west"),
            q="a word",
            lang="uk",
            theme=Theme.DARK,
            frame=View.SHEET,
            kind=Kind.INTERACTIVE,
            day=Day.LATEST,
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
        ("pair", "north"), ("pair", "north~north"), ("pair", "north~nobody"), ("pair", "north~south~west"),
        ("source", "radio"), ("since", "2025-05-01"), ("focus", "nobody"), ("only", "agreed"), ("sort", "name"),
        ("sort", "north~nobody"), ("q", "x" * 201), ("lang", "de"), ("theme", "grey"), ("frame", "everything"),
        ("frame", "embed"), ("kind", "heavy"), ("day", "today"),
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


def test_the_day_to_compare_with_is_90_days_before_when_none_is_chosen() -> None:
    assert Parameters(as_of=date(2025, 4, 30)).start == date(2025, 1, 30)
    assert Parameters(as_of=date(2025, 4, 30), since=date(2024, 1, 1)).start == date(2024, 1, 1)
    assert Parameters(as_of=date.min).start == date.min


def test_a_day_to_compare_with_after_the_day_looked_at_is_told() -> None:
    chosen, faults = read({"as_of": ["2025-04-01"], "since": ["2025-04-02"]}, DATA)

    assert chosen.since is None
    assert [str(fault) for fault in faults] == ["since '2025-04-02' is not known; choose a day up to 2025-04-01"]


def test_a_view_of_single_pairs_shows_the_first_when_none_that_is_shown_is_chosen() -> None:
    shown = Parameters(as_of=date(2025, 4, 30), party=("south", "west")).matrix(Timeline(DATA))
    of_hidden = Parameters(as_of=date(2025, 4, 30), pair=(("north", "south"),))
    of_shown = Parameters(as_of=date(2025, 4, 30), pair=(("north", "south"), ("south", "west")))

    assert of_hidden.pairs(shown) == []
    assert of_hidden.focused(shown).pair == (("south", "west"),)
    assert of_shown.focused(shown) == of_shown
    assert Parameters(as_of=date(2025, 4, 30)).pairs(shown) == shown.pairs


PAIRS = st.sampled_from([("north", "south"), ("north", "west"), ("south", "west")])


def in_order(chosen: Parameters) -> Parameters:
    """As a reader can choose it: the day to compare with is not after the day looked at, pairs as displayed."""
    since = min(chosen.since, chosen.as_of) if chosen.since else None
    return replace(chosen, since=since, pair=tuple(sorted(chosen.pair)))


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
    pair=st.lists(PAIRS, unique=True).map(tuple),
    source=st.sampled_from(["", "paper"]),
    focus=st.sampled_from(["", "west"]),
    only=st.sets(st.sampled_from(Only)).map(lambda chosen: tuple(one for one in Only if one in chosen)),
    sort=st.sampled_from(["", SEVERITY, ("north", "south")]),
    q=st.text(max_size=20).map(lambda text: " ".join(text.split())),
    lang=st.sampled_from(["en", "uk", "ru"]),
    theme=st.sampled_from(Theme),
    frame=st.sampled_from([view for view in View if view != View.EMBED]),
    kind=st.sampled_from(Kind),
    day=st.sampled_from(Day),
).map(in_order)


@given(choices)
def test_a_choice_written_as_a_query_is_read_back(chosen: Parameters) -> None:
    assert read(chosen.query(), DATA) == (chosen, [])


@given(choices)
def test_a_choice_written_as_an_address_is_read_back(chosen: Parameters) -> None:
    assert read(parse_qs(chosen.address().removeprefix("?")), DATA) == (chosen, [])


def test_a_link_says_what_it_changes_and_keeps_the_rest() -> None:
    chosen = Parameters(as_of=date(2025, 4, 22), party=("north",), cell=("river", "north"))

    assert chosen.address(cell=(), sort=("north", "south")) == "?as_of=2025-04-22&party=north&sort=north~south"


def test_where_an_embed_is_built_the_choice_is_about_the_view_that_is_framed() -> None:
    day = date(2025, 4, 22)

    assert Parameters(as_of=day, view=View.PARTY, frame=View.SHEET).subject == View.PARTY
    assert Parameters(as_of=day, view=View.EMBED, frame=View.SHEET).subject == View.SHEET


def test_a_page_of_one_party_is_about_the_chosen_one_or_the_first_that_is_shown() -> None:
    day = date(2025, 4, 22)

    assert Parameters(as_of=day, focus="west").focused_party(DATA).id == "west"
    assert Parameters(as_of=day, party=("south", "west")).focused_party(DATA).id == "south"


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), st.lists(st.text(), min_size=1, max_size=3)))
def test_no_query_whatever_is_an_error(query: dict[str, list[str]]) -> None:
    chosen, faults = read(query, DATA)

    assert isinstance(chosen, Parameters)
    assert all(str(fault) for fault in faults)
