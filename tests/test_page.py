"""The page as Streamlit runs it, without a browser: each view, deep links, empty filters, broken records."""

import json
import zlib
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from positions import store
from positions.model import Dataset
from positions.parameters import View
from tests.records import dataset, party, proposition, record, statement, written

CASES = Path(__file__).parent / "cases"
PAGE = Path(__file__).parents[1] / "positions" / "view" / "page.py"
SHIPPED = Path(__file__).parents[1] / "data" / "positions.json"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = written(
        tmp_path,
        parties=[party("north"), party("south"), party("west")],
        propositions=[proposition("river"), proposition("lake")],
        statements=[
            statement("north", "river", "demands", "2025-04-01", red_line=True),
            statement("south", "river", "rejects", "2025-04-20", red_line=True),
        ],
    )
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    return path


def opened(**query: str | list[str]) -> AppTest:
    at = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def pieces(at: AppTest) -> list[tuple[str, str]]:
    """Name and HTML of each piece of the page, its no-break spaces plain."""
    sent = (part.proto.bytes.split(b"\n", 1) for part in at.get("bidi_component"))
    return [(head.decode().split()[0], zlib.decompress(html).decode().replace("\u00a0", " ")) for head, html in sent]


def shown(at: AppTest) -> str:
    """All HTML of the page."""
    return "".join(html for _, html in pieces(at))


def piece(at: AppTest, wanted: str) -> str:
    """The HTML of one piece of the page; empty when it has none of this name."""
    return "".join(html for name, html in pieces(at) if name == wanted)


def choose(at: AppTest, query: str) -> AppTest:
    """What the page does when the reader follows a link of it, or changes its form."""
    at.session_state.query = parse_qs(query)
    at.session_state.acts = at.session_state.acts + 1 if "acts" in at.session_state else 1
    at.run()
    assert not at.exception
    return at


def test_the_page_opens_with_the_gaps_as_of_the_end_of_coverage(file: Path) -> None:
    at = opened()

    assert "As of <strong>30 April 2025</strong>" in piece(at, "masthead")
    assert "Test talks" in piece(at, "masthead")
    assert "deadlock" in piece(at, "table")
    assert "notice" not in piece(at, "masthead")
    assert piece(at, "evidence") == ""


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("gaps", "deadlock"), ("positions", "demands"), ("overlap", "exact match"), ("blocks", "Common ground"),
        ("sheet", "North and South side by side"), ("party", "Positions of North"),
        ("changes", "What each party changed"), ("sources", "Sources behind the positions"),
    ],
)  # fmt: skip
def test_each_view_shows_its_table_and_links_to_its_files(file: Path, view: str, found: str) -> None:
    at = opened(view=view)

    assert found in piece(at, "table")
    for form in ("xlsx", "md"):
        assert f'href="api/v1/{view}.{form}?as_of=2025-04-30' in piece(at, "masthead")
    assert len(at.get("vega_lite_chart")) == (view in {"overlap", "changes"})


def test_the_method_stands_on_a_page_of_its_own_and_beside_the_figure(file: Path) -> None:
    assert "How the figures are made" in piece(opened(view="about"), "about")
    assert "S / n" in piece(opened(), "masthead")
    assert "How is this figure made?" in piece(opened(), "masthead")


def test_a_deep_link_opens_the_view_the_day_the_filters_and_the_evidence(file: Path) -> None:
    at = opened(
        view="positions", as_of="2025-04-10", party=["north", "south"], measure="exact", max_rung="2",
        cell="river~north",
    )  # fmt: skip

    assert "West" not in piece(at, "table")
    assert 'value="2025-04-10"' in piece(at, "masthead")
    assert "these very words" in piece(at, "evidence")
    assert "exact match" in piece(at, "masthead")
    for chip in ("Party: North", "Party: South", "Measure: exact match", "Sources of rung 2 or stronger"):
        assert f">{chip} <" in piece(at, "masthead")
    assert at.query_params["cell"] == "river~north"


def test_an_old_position_is_marked_as_stale_and_the_reader_chooses_what_is_old(file: Path) -> None:
    at = opened(stale_after="20")

    assert "1 of 2 cells with a statement is stale" in piece(at, "masthead")
    assert "stale: North" in piece(at, "table")
    choose(at, "stale_after=29")
    assert "is stale" not in shown(at)
    assert "stale: North" not in shown(at)
    assert at.query_params["stale_after"] == "29"
    choose(at, "stale_after=180")
    assert "stale_after" not in at.query_params, "the default needs no word"


def test_what_an_address_asks_in_vain_is_ignored_with_a_notice(file: Path) -> None:
    at = opened(party=["nobody", "south"], as_of="yesterday")

    assert "party &#39;nobody&#39; is not known" in piece(at, "masthead")
    assert "as_of &#39;yesterday&#39; is not known; write a day as YYYY-MM-DD" in piece(at, "masthead")
    assert ">Party: South <" in piece(at, "masthead")


def test_the_notice_goes_when_the_reader_goes_on(file: Path) -> None:
    at = opened(party="nobody")
    assert "Ignored in the address" in shown(at)
    choose(at, "measure=exact")
    at.run()

    assert "Ignored in the address" not in shown(at)


def test_what_stands_in_an_address_stays_text(file: Path) -> None:
    at = opened(view="[Read this](https://evil.example) <img src=x>", cell="~", q="<b>x</b>")

    assert "[Read this](https://evil.example) &lt;img src=x&gt;" in shown(at)
    assert "write proposition~party or" in shown(at)
    assert "&lt;b&gt;x&lt;/b&gt;" in shown(at)
    assert "<img" not in shown(at)


def test_choosing_on_the_page_changes_what_is_shown_and_the_address(file: Path) -> None:
    at = opened()
    choose(at, "party=north&party=south&measure=exact")

    assert at.query_params["party"] == ["north", "south"]
    assert at.query_params["measure"] == "exact"
    assert "West" not in piece(at, "table")
    assert "not shown: 1 party." in piece(at, "masthead")


def test_an_earlier_day_shows_what_was_known_then(file: Path) -> None:
    assert "deadlock" in piece(opened(as_of="2025-04-20"), "table")
    assert "deadlock" not in piece(opened(as_of="2025-04-19"), "table")


def test_a_single_party_has_no_gaps_and_the_page_says_what_to_do(file: Path) -> None:
    at = opened(party="north")

    assert "A single party has no gap to anyone" in piece(at, "table")
    assert "Show everything" in piece(at, "table")
    assert "<table" not in piece(at, "table")


def test_a_cell_that_the_filters_hide_is_told(file: Path) -> None:
    assert "hidden by the filters" in piece(opened(cell="river~west", party=["north", "south"]), "masthead")


def test_an_empty_record_is_said_to_be_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, statements=[], sources=[], propositions=[])
    monkeypatch.setenv("POSITIONS_DATA", str(path))

    for view in set(View) - {View.ABOUT}:
        assert "no proposition" in piece(opened(view=view), "table")


def test_a_broken_record_is_told_with_problems_and_remedies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, statements=[statement("west", "lake", "demands")])
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    at = opened()

    for part in ("This record cannot be shown", "P101", "P102", "unknown party", "correct the id", "56:7"):
        assert part in piece(at, "broken")
    assert not piece(at, "table")


@pytest.mark.parametrize("content", [None, "no json", "[]"])
def test_a_missing_or_unreadable_record_is_told_and_no_traceback_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    path = tmp_path / "none.json"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    at = opened()

    assert "P00" in shown(at)
    assert "Traceback" not in shown(at)


def test_the_last_good_record_stays_up_when_the_file_breaks_and_recovers_with_it(file: Path) -> None:
    at = opened()
    good = file.read_bytes()
    file.write_text("broken")
    at.run()

    assert not at.exception
    assert "last good state" in piece(at, "masthead")
    assert "deadlock" in piece(at, "table")
    assert "P002" in piece(at, "masthead")

    file.write_bytes(good)
    at.run()
    assert "last good state" not in shown(at)


def test_a_curators_new_statement_shows_on_the_next_run(file: Path) -> None:
    at = opened()
    said = [statement("north", "river", "demands"), statement("south", "river", "accepts")]
    file.write_bytes(store.canonical(dataset(statements=said)))
    at.run()

    assert "agreed" in piece(at, "table")
    assert "deadlock" not in piece(at, "table")


def test_a_choice_that_the_rewritten_record_no_longer_has_is_dropped_with_a_notice(file: Path) -> None:
    at = opened(party=["west", "north"], cell="lake~west")
    file.write_bytes(store.canonical(dataset()))
    at.run()

    assert not at.exception
    assert ">Party: North <" in shown(at)
    assert "party &#39;west&#39; is not known" in shown(at)
    assert "cell &#39;lake~west&#39; is not known" in shown(at)


def test_a_choice_made_just_after_the_record_was_rewritten_counts(file: Path) -> None:
    at = opened()
    file.write_bytes(store.canonical(dataset()))
    choose(at, "party=south")

    assert at.query_params["party"] == "south"
    assert ">Party: South <" in shown(at)


def test_a_view_of_the_latest_day_follows_when_coverage_goes_on(file: Path) -> None:
    at = opened()
    longer = record()
    longer["dataset"]["coverage_until"] = "2025-05-01"
    file.write_bytes(store.canonical(Dataset.model_validate_json(json.dumps(longer))))
    at.run()

    assert "As of <strong>1 May 2025</strong>" in shown(at)


@pytest.mark.parametrize("case", sorted((CASES / "bad").glob("P[23]*")), ids=lambda path: path.stem)
@pytest.mark.parametrize("view", View)
def test_a_record_with_editorial_problems_can_be_shown(case: Path, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSITIONS_DATA", str(case))
    at = opened(view=view, cell="river~north~south")

    assert "Test talks" in shown(at)


def test_many_pairs_side_by_side_come_with_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, parties=[party(id_) for id_ in ("north", "south", "east", "west", "middle")])
    monkeypatch.setenv("POSITIONS_DATA", str(path))

    assert "10 pairs side by side" in piece(opened(), "masthead")
    assert "scroll many" in piece(opened(), "table")


def test_a_parameter_that_this_page_does_not_use_stays_in_the_address(file: Path) -> None:
    assert opened(since="2025-01-01").query_params["since"] == "2025-01-01"


@pytest.mark.parametrize("view", View)
def test_the_shipped_record_fills_every_view(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSITIONS_DATA", str(SHIPPED))
    at = opened(view=view)

    assert "Russia" in shown(at)
    assert "notice" not in piece(at, "masthead")


def test_a_choice_that_arrives_with_an_older_address_is_kept(file: Path) -> None:
    """The browser sends each choice with the address as it knew it, which may be one choice behind."""
    at = opened()
    choose(at, "party=north")
    at.query_params.clear()
    choose(at, "party=north&party=south")

    assert at.query_params["party"] == ["north", "south"]
    assert ">Party: South <" in shown(at)


def test_an_address_that_changes_by_itself_is_followed(file: Path) -> None:
    at = opened(view="positions")
    at.query_params["view"] = "about"
    at.run()

    assert "How the figures are made" in piece(at, "about")


def test_changes_are_those_of_the_last_90_days_or_since_the_chosen_day(file: Path) -> None:
    assert "after 30 January 2025" in shown(opened(view="changes"))
    late = opened(view="changes", since="2025-04-10")

    assert "after 10 April 2025" in shown(late)
    assert "South: first" in shown(late).replace("<strong>", "").replace("</strong>", "") or "1 first" in shown(late)
    assert "North on" not in shown(late), "its words are older"


def test_a_time_without_changes_is_said_to_have_none(file: Path) -> None:
    assert "No statement that counts came into force in this time" in shown(opened(view="changes", since="2025-04-21"))
    assert "No statement that counts" in shown(opened(view="changes", since="2025-04-30")), "from a day to itself"


def test_before_anyone_spoke_nothing_moves_and_nothing_breaks(file: Path) -> None:
    for view in View:
        assert "Test talks" in shown(opened(view=view, as_of="2024-01-01", since="2023-01-01"))
    assert "cannot be told" in shown(opened(view="changes", as_of="2024-01-01"))


def test_a_day_to_compare_with_marks_what_moved_in_the_matrices_and_tells_the_figure_of_then(file: Path) -> None:
    at = opened(view="positions", since="2025-04-10")

    assert shown(at).count(", moved") == 1
    assert "On 10 April 2025: n/a" in shown(at)
    assert "moved" not in shown(opened(view="positions"))


def test_a_day_to_compare_with_after_the_day_looked_at_is_told_and_not_used(file: Path) -> None:
    at = opened(since="2025-04-20")
    choose(at, "since=2025-04-20&as_of=2025-04-10")

    assert "since &#39;2025-04-20&#39; is not known; choose a day up to 2025-04-10" in shown(at)
    assert "since" not in at.query_params


def test_views_of_single_pairs_show_the_first_until_others_are_chosen(file: Path) -> None:
    at = opened(view="changes")
    assert len(at.get("vega_lite_chart")) == 1
    choose(at, "view=changes&pair=north~south&pair=south~west")

    assert len(at.get("vega_lite_chart")) == 2
    assert at.query_params["pair"] == ["north~south", "south~west"]
    blocks = opened(view="blocks", pair="south~west")
    assert "What stands between South and West" in shown(blocks)
    assert "What stands between North and South" not in shown(blocks)


def test_a_chosen_pair_that_the_filters_hide_gives_way_to_the_first_that_is_shown(file: Path) -> None:
    at = opened(view="blocks", pair="north~south", party=["south", "west"])

    assert "What stands between South and West" in piece(at, "table")
    assert "hidden by the filters. Shown is South – West" in piece(at, "masthead")
    assert at.query_params["pair"] == "north~south"


def test_below_a_drift_stand_the_days_on_which_statements_moved_it_and_their_sources(file: Path) -> None:
    told = piece(opened(view="changes"), "drifts")

    assert "North – South: what moved it, day by day" in told
    assert "Moved by" in told
    assert "https://example.org/paper#:~:text=these%20very%20words" in told


def test_what_rests_on_a_source_is_told_beside_the_list(file: Path) -> None:
    at = opened(view="sources", source="paper")

    assert "What rests on this source" in shown(at)
    assert "2 cells become something else" in shown(at)


def test_deadlocks_and_red_lines_are_counted_above_the_list_of_what_blocks(file: Path) -> None:
    text = shown(opened(view="blocks"))

    assert "1 opposition. On 1 of them each side has called its present stance a red line" in text
    assert "on 1 the words now in force of both say so (a deadlock)" in text
    assert "On 1 of 2 propositions neither has a position on record" in text


def test_numbers_that_were_named_are_drawn_on_one_axis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(
        tmp_path,
        propositions=[proposition("river", unit="boats")],
        statements=[
            statement("north", "river", "demands", range={"max": 85}),
            statement("south", "river", "demands", range={"min": 250}),
        ],
    )
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    at = opened(view="blocks")

    (chart,) = at.get("vega_lite_chart")
    assert "Numbers that were named" in piece(at, "numbers")
    assert "gap 165 boats" in str(chart.proto)


def test_pairs_with_the_same_name_are_told_apart_and_each_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = [party("a", short="X"), party("b", short="X"), party("a-b", short="X")]
    monkeypatch.setenv("POSITIONS_DATA", str(written(tmp_path, parties=alike, statements=[])))
    at = opened(view="changes", pair=["a~a-b", "a-b~b"])

    for name in ("X – X (a~a-b)", "X – X (a-b~b)"):
        assert name in piece(at, "masthead")
    assert len(at.get("vega_lite_chart")) == 2


def test_a_record_without_parties_is_said_to_have_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSITIONS_DATA", str(written(tmp_path, parties=[], statements=[], sources=[])))

    for view in set(View) - {View.ABOUT}:
        assert "no party" in piece(opened(view=view), "table")


def test_a_single_party_has_changes_but_no_pair_to_draw(file: Path) -> None:
    at = opened(view="changes", party="north")

    assert not at.exception
    assert "What each party changed" in shown(at)
    assert "Are their stated positions" not in shown(at)
    assert not at.get("vega_lite_chart")
