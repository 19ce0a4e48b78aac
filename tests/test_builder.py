"""The builder of embeds: what is framed, what is copied, and that the preview is just that."""

from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from starlette.applications import Starlette
from starlette.testclient import TestClient

from positions import builder, embed, markup, masthead, oembed, parameters, store
from positions.citing import ORIGIN
from positions.compare import Measure
from positions.language import speaking
from positions.parameters import Day, Kind, Only, Parameters, Theme, View
from positions.store import Record
from positions.view.routes import ROUTES
from tests.records import two_opposed
from tests.test_parameters import choices

ROOT = Path(__file__).parents[1]
DAY = date(2025, 4, 22)
DATA = two_opposed()
RECORD = Record(DATA, (), store.version_of(DATA), "test.json")
BASE = "https://talks.example/"


def building(**choice: Any) -> Parameters:
    return Parameters(as_of=DAY, view=View.EMBED, **choice)


class Elements(HTMLParser):
    """The attributes of all elements of a name in HTML."""

    def __init__(self, name: str, html: str) -> None:
        super().__init__()
        self.name, self.found = name, list[dict[str, str]]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self.name:
            self.found.append({name: value or "" for name, value in attrs})


def framed(html: str) -> dict[str, str]:
    (frame,) = Elements("iframe", html).found
    return frame


def field(html: str, id_: str) -> str:
    """What stands in a field to be copied."""
    return unescape(html.split(f'id="{id_}"')[1].split(">", 1)[1].split("</textarea>", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("choice", "address"),
    [
        ({}, "embed/gaps?as_of=2025-04-22"),
        ({"day": Day.LATEST}, "embed/gaps"),
        ({"frame": View.OVERLAP, "theme": Theme.DARK}, "embed/overlap?as_of=2025-04-22&theme=dark"),
        ({"kind": Kind.INTERACTIVE}, "?embed=true&as_of=2025-04-22"),
        (
            {"kind": Kind.INTERACTIVE, "frame": View.POSITIONS, "day": Day.LATEST, "theme": Theme.LIGHT},
            "?embed=true&view=positions&embed_options=light_theme",
        ),
        ({"frame": View.PARTY, "focus": "south", "lang": "uk"},
         "?embed=true&as_of=2025-04-22&view=party&focus=south&lang=uk"),
        ({"frame": View.SHEET, "pair": (("north", "south"),)},
         "?embed=true&as_of=2025-04-22&view=sheet&pair=north~south"),
        ({"frame": View.GAPS, "pair": (("north", "south"),), "focus": "south"}, "embed/gaps?as_of=2025-04-22"),
        (
            {"party": ("north", "south"), "issue": ("land",), "only": (Only.DEADLOCK,), "sort": ("north", "south"),
             "max_rung": 2, "measure": Measure.EXACT, "since": date(2025, 1, 1)},
            "embed/gaps?as_of=2025-04-22&since=2025-01-01&party=north&party=south&issue=land&measure=exact&max_rung=2"
            "&only=deadlock&sort=north~south",
        ),
    ],
)  # fmt: skip
def test_the_address_of_an_embed_says_what_was_chosen_and_no_more(choice: dict[str, Any], address: str) -> None:
    assert builder.address(RECORD, building(**choice), BASE) == BASE + address


@given(choices)
def test_what_is_framed_is_a_choice_that_the_page_and_the_light_embed_understand(chosen: Parameters) -> None:
    chosen = replace(chosen, view=View.EMBED)
    address = urlsplit(builder.address(RECORD, chosen, BASE))
    query = {name: values for name, values in parse_qs(address.query).items() if not name.startswith("embed")}
    light = address.path.startswith("/embed/")
    view = address.path.removeprefix("/embed/") if light else query.get("view", ["gaps"])[0]
    read, faults = parameters.read(query, DATA)

    assert faults == []
    assert light == (chosen.kind == Kind.LIGHT and chosen.frame in embed.VIEWS)
    assert view == chosen.frame
    assert ("as_of" in query) == (chosen.day == Day.PINNED)
    assert (read.party, read.issue, read.only, read.sort) == (chosen.party, chosen.issue, chosen.only, chosen.sort)
    assert not {"frame", "kind", "day", "cell", "q", "source"} & set(query)


@given(choices)
def test_the_preview_is_the_frame_that_is_copied_and_both_are_named_alike(chosen: Parameters) -> None:
    chosen = replace(chosen, view=View.EMBED)
    copied = framed(builder.snippet(RECORD, chosen, BASE))
    shown = framed(builder.preview(RECORD, chosen))

    assert copied["src"] == BASE + shown["src"]
    assert copied["title"] == shown["title"] == oembed.title(RECORD, chosen.frame)
    assert framed(builder.fixed(RECORD, chosen, BASE))["src"] == copied["src"]


def test_the_html_to_copy_is_the_frame_and_the_listener_of_this_server() -> None:
    frame, listener = builder.snippet(RECORD, building(party=("north", "south")), BASE).splitlines()

    assert listener == '<script async src="https://talks.example/embed/listen.js"></script>'
    assert framed(frame) == {
        "src": "https://talks.example/embed/gaps?as_of=2025-04-22&party=north&party=south",
        "title": "Test talks: Gaps",
        "width": "100%",
        "height": "640",
        "style": "border:0",
        "loading": "lazy",
    }
    assert "&amp;party=north" in frame, "as HTML has it"


def test_html_for_pages_without_scripts_has_no_script_and_a_height_of_its_own() -> None:
    told = builder.fixed(RECORD, building(), BASE)

    assert "<script" not in told
    assert framed(told)["height"] == str(builder.FIXED)


def test_oembed_is_offered_where_it_answers_with_the_embed_that_is_built() -> None:
    light = building(frame=View.POSITIONS, day=Day.LATEST)
    alone = building(frame=View.SHEET, kind=Kind.INTERACTIVE)
    other = building(frame=View.POSITIONS, kind=Kind.INTERACTIVE)

    assert builder.plain(RECORD, light, BASE) == f"{BASE}embed/positions"
    assert builder.answered(RECORD, light, BASE) == f"{BASE}oembed?url=https%3A%2F%2Ftalks.example%2Fembed%2Fpositions"
    assert builder.plain(RECORD, alone, BASE) == f"{BASE}?as_of=2025-04-22&view=sheet"
    assert builder.plain(RECORD, other, BASE) == builder.answered(RECORD, other, BASE) == ""


def test_the_form_shows_what_is_chosen_and_hands_on_the_rest() -> None:
    html = builder.form(RECORD, building(party=("north", "south"), frame=View.OVERLAP, day=Day.LATEST, lang="uk"))
    inputs = Elements("input", html).found

    assert {(one["name"], one["value"]) for one in inputs if one.get("type") == "hidden"} == {
        ("as_of", "2025-04-22"), ("party", "north"), ("party", "south"), ("view", "embed"),
    }  # fmt: skip
    assert {one["value"] for one in inputs if "checked" in one} == {"light", "latest"}
    assert [one["value"] for one in Elements("option", html).found if "selected" in one] == ["overlap", "auto", "uk"]


def test_every_view_can_be_framed_and_the_form_says_which_ones_can_be_light() -> None:
    html = builder.form(RECORD, building())
    light, interactive = html.split("<optgroup")[1:]

    assert [one["value"] for one in Elements("option", light).found] == list(embed.VIEWS)
    every = {
        one["value"] for part in (light, interactive) for one in Elements("option", part.split("</select>")[0]).found
    }
    assert every == {*View} - {View.EMBED}
    assert "Gaps, Positions and Overlap can be light as well" in builder.form(RECORD, building(frame=View.SHEET))


def test_addresses_to_copy_hold_the_place_that_only_the_browser_knows() -> None:
    html = builder.form(RECORD, building())

    for id_ in ("snippet", "fixed", "plain", "answered"):
        assert ORIGIN in field(html, id_)
    assert field(html, "snippet") == builder.snippet(RECORD, building(), ORIGIN)


def test_the_size_of_the_light_embed_is_told_and_of_the_interactive_one_nothing() -> None:
    assert " kB as it is sent; nothing else is loaded." in builder.form(RECORD, building())
    assert " kB" not in builder.form(RECORD, building(kind=Kind.INTERACTIVE))


def test_a_title_that_looks_like_html_breaks_out_of_nothing() -> None:
    data = DATA.model_copy(update={"dataset": DATA.dataset.model_copy(update={"title": 'A "b" <i>&</textarea>'})})
    nasty = Record(data, (), store.version_of(data), "test.json")
    html = builder.form(nasty, building())

    assert "<i>" not in html
    assert framed(field(html, "snippet"))["title"] == 'A "b" <i>&</textarea>: Gaps'
    assert framed(builder.preview(nasty, building()))["title"] == 'A "b" <i>&</textarea>: Gaps'


def test_a_day_to_compare_with_that_the_latest_state_does_not_reach_is_left_out() -> None:
    late = Parameters(as_of=date(2026, 1, 2), since=date(2026, 1, 1), view=View.EMBED, day=Day.LATEST)
    reached = replace(late, since=DATA.dataset.coverage_until)

    assert builder.address(RECORD, late, BASE) == f"{BASE}embed/gaps"
    assert builder.address(RECORD, reached, BASE) == f"{BASE}embed/gaps?since=2025-04-30"
    assert "since=2026-01-01" in builder.address(RECORD, replace(late, day=Day.PINNED), BASE)


def test_the_builder_speaks_the_language_of_the_embed() -> None:
    spoken = RECORD.spoken("uk")
    with speaking("uk"):
        html = builder.form(spoken, building(lang="uk"))
        gaps = masthead.title_of(View.GAPS)

    assert "lang=uk" in field(html, "snippet")
    assert gaps in framed(field(html, "snippet"))["title"]


# What is served, and what the documents say of it.


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("POSITIONS_DATA", str(ROOT / "data" / "positions.json"))
    return TestClient(Starlette(routes=ROUTES))


def test_a_frame_of_a_theme_is_sent_on_to_where_streamlit_knows_it(client: TestClient) -> None:
    answer = client.get("/?embed=true&view=positions&theme=dark", follow_redirects=False)

    assert answer.status_code == 307
    assert parse_qs(answer.headers["location"].removeprefix("?")) == {
        "embed": ["true"], "view": ["positions"], "theme": ["dark"], "embed_options": ["dark_theme"],
    }  # fmt: skip
    assert client.get(answer.headers["location"].removeprefix("/"), follow_redirects=False).status_code == 200
    assert client.get("/?embed=true&theme=auto", follow_redirects=False).status_code == 200
    assert client.get("/?view=positions&theme=dark", follow_redirects=False).status_code == 200, "no frame"


def test_links_and_forms_of_a_first_sight_in_a_frame_lead_to_pages_for_frames(client: TestClient) -> None:
    html = client.get("/?embed=true&embed_options=dark_theme&view=gaps&cell=direct-talks~russia~ukraine").text
    sight = html.split('<div id="first-sight"')[1].split("<script>")[0]
    links = [one for one in Elements("a", sight).found if one.get("href", "").startswith("?")]
    within = [one for one in links if "target" not in one]

    assert len(within) > 20
    assert all("embed=true" in one["href"] and "embed_options=dark_theme" in one["href"] for one in within)
    assert all("embed=true" not in one["href"] for one in links if "target" in one), (
        "what opens outside is the whole page"
    )
    hidden = {(one["name"], one["value"]) for one in Elements("input", sight).found if one.get("type") == "hidden"}
    assert {("embed", "true"), ("embed_options", "dark_theme")} <= hidden
    assert "embed=true" not in client.get("/?view=gaps").text.split("<script>", 1)[0]


def test_a_first_sight_is_the_main_part_of_its_page(client: TestClient) -> None:
    assert client.get("/").text.count('role="main"') == 1


def test_an_embed_option_that_looks_like_html_stays_text(client: TestClient) -> None:
    html = client.get('/?embed=true&embed_options="><script>alert(1)</script>').text

    assert "<script>alert(1)" not in html


def test_the_document_quotes_the_listener_that_is_served() -> None:
    quoted = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8").split("```js\n")[1].split("```")[0]

    assert quoted == embed.listener().decode()


def test_the_listener_is_ten_lines_and_what_it_says_of_itself() -> None:
    lines = embed.listener().decode().splitlines()

    assert len([line for line in lines if not line.startswith("//")]) <= 11
    assert max(map(len, lines)) <= 130


def test_the_example_of_a_briefing_frames_what_there_is() -> None:
    html = (ROOT / "examples" / "briefing.html").read_text(encoding="utf-8")
    shipped = store.read(ROOT / "data" / "positions.json").dataset
    frames = [urlsplit(one["src"]) for one in Elements("iframe", html).found]

    assert {f"{one.scheme}://{one.netloc}" for one in frames} == {"http://127.0.0.1:8501"}
    assert [one.path for one in frames] == ["/embed/gaps", "/embed/overlap", "/"]
    for one in frames:
        query = {name: values for name, values in parse_qs(one.query).items() if name != "embed"}
        assert parameters.read(query, shipped)[1] == []
    assert all(one["title"] for one in Elements("iframe", html).found)


def test_every_rule_of_the_builder_is_in_the_style_of_the_page() -> None:
    """The preview has no border: it would take its room from the content, and the frame would scroll."""
    style = markup.style("page", "board")

    assert ".preview iframe" in style
    assert "border: 0; outline:" in style
