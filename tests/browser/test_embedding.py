"""Both embeds in pages of another origin, and the builder that makes them, in a real browser."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, FrameLocator, Locator, Page, expect
from pypdf import PdfReader

from positions import phrases, store, words
from positions.compare import gaps, overlaps
from positions.language import LANGUAGES
from positions.parameters import Parameters, View
from tests.browser import hosts
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.conftest import ROOT, settled, visit
from tests.browser.hosts import DATAWRAPPER, LISTENING, Hosting, host
from tests.browser.test_accessibility import AXE, barriers
from tests.browser.waiting import comes_true
from tests.records import issue, party, proposition, statement, written

SHIPPED = store.read(ROOT / "data" / "positions.json")
DAY = date(2025, 4, 22)
CELL = "crimea-recognised-russian~russia~ukraine"
LAST = "zaporizhzhia-plant~russia~ukraine"
PAIR = f"as_of={DAY}&party=russia&party=ukraine"
DARK = "rgb(20, 22, 26)"
LIGHT = "rgb(255, 255, 255)"

Place = Page | FrameLocator


@pytest.fixture
def other() -> Iterator[Hosting]:
    """Serve a page from another origin."""
    pages: dict[str, str] = {"/chart": hosts.CHART, "/tracking": hosts.TRACKING}
    with host(pages) as address:

        def serve(body: str) -> str:
            path = f"/{len(pages)}"
            pages[path] = body
            return address + path

        yield serve


def embed(page: Page, n: int = 0) -> FrameLocator:
    return page.locator("iframe").nth(n).content_frame


def there(frame: FrameLocator) -> None:
    """Wait until the page itself has taken the place of its first sight, in a frame; out of sight it would not."""
    frame.owner.scroll_into_view_if_needed()
    settled(frame)


def whole(page: Page, n: int = 0) -> None:
    """Wait until a frame is as high as its content, so that nothing scrolls within."""
    frame = page.locator("iframe").nth(n)
    frame.scroll_into_view_if_needed()
    inner = frame.element_handle().content_frame()
    assert inner is not None
    expect(frame.content_frame.locator("main, .stMainBlockContainer")).not_to_have_count(0, timeout=30_000)
    content = '(document.querySelector(".stMainBlockContainer") ?? document.querySelector("main"))'
    main = '(document.querySelector(".stMain") ?? document.documentElement)'
    beyond = f"{content}.getBoundingClientRect().bottom - innerHeight"
    assert comes_true(inner, f"{main}.scrollHeight === innerHeight && Math.abs({beyond}) < 2")


def height(page: Page, n: int = 0) -> float:
    found: float = page.locator("iframe").nth(n).evaluate("e => e.getBoundingClientRect().height")
    return found


def button(place: Place, cell: str) -> Locator:
    return place.locator(f'table button[data-cell="{cell}"]')


def row_of(place: Place, cell: str) -> Locator:
    return place.locator(f'tr:has(button[data-cell="{cell}"])')


def evidence(place: Place) -> Locator:
    return place.locator("aside.evidence")


def cells(place: Place) -> Locator:
    return place.locator("table.matrix td .word")


def top(of: Locator) -> float:
    """Seen from the window, frames included."""
    box = of.bounding_box()
    assert box is not None
    return box["y"]


def bottom(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def relations(**narrowed: Any) -> list[str]:
    matrix = Parameters(as_of=narrowed.pop("as_of", DAY), **narrowed).matrix(SHIPPED.timeline)
    return [words.RELATION[one.relation].word for row in gaps(matrix) for one in row]


def stances(**narrowed: Any) -> list[str]:
    matrix = Parameters(as_of=DAY, **narrowed).matrix(SHIPPED.timeline)
    return [words.sign_of(cell).word for row in matrix.rows for cell in row]


def reaches(page: Page, condition: str, *values: float, n: int = 0) -> None:
    """Wait until the height of a frame, `h`, fulfils a condition on other values, `a` and `b`."""
    names = "((h, a, b) => %s)(document.querySelectorAll('iframe')[v[0]].offsetHeight, v[1], v[2])"
    assert comes_true(page, names % condition, [n, *values]), condition


# The briefing page.


@pytest.fixture
def briefing(other: Hosting, shipped: str) -> str:
    """The example as an editor has it, with the address of this dashboard."""
    html = (ROOT / "examples" / "briefing.html").read_text(encoding="utf-8")
    return other(html.replace("http://127.0.0.1:8501", shipped))


def test_the_briefing_page_shows_in_each_frame_the_cells_that_its_address_asks_for(page: Page, briefing: str) -> None:
    page.goto(briefing)
    for n in range(3):
        page.locator("iframe").nth(n).scroll_into_view_if_needed()
    pair = {"party": ("russia", "ukraine"), "issue": ("territory", "security")}

    expect(cells(embed(page, 0))).to_have_text(relations(**pair))
    latest = Parameters(as_of=SHIPPED.dataset.dataset.coverage_until).matrix(SHIPPED.timeline)
    first = embed(page, 1).locator("table.matrix tbody tr:not(.proof)")
    expect(first).to_have_count(len(latest.pairs))
    for row, one in zip(first.all(), overlaps(latest), strict=True):
        expect(row).to_contain_text(f"{one.a.short} – {one.b.short}")
        expect(row).to_contain_text(phrases.percent(one.agreement.point))
    there(embed(page, 2))
    expect(cells(embed(page, 2))).to_have_text(stances(issue=("talks",)))
    for n in range(3):
        whole(page, n)


@pytest.mark.parametrize("width", [1440, 375])
def test_the_briefing_page_fits_a_desktop_and_a_phone_in_either_theme(page: Page, briefing: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(briefing)
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.locator("iframe").nth(0).scroll_into_view_if_needed()
        expect(embed(page, 0).locator("html")).to_have_css("background-color", DARK if scheme == "dark" else LIGHT)
        expect(page.locator("html")).to_have_css("background-color", DARK if scheme == "dark" else LIGHT)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(page) == []


@pytest.mark.parametrize("view", ["gaps", "positions", "overlap"])
def test_everything_of_a_light_embed_is_in_sight_in_frames_of_any_width(page: Page, shipped: str, view: str) -> None:
    for lang in LANGUAGES:
        page.set_viewport_size({"width": 1500, "height": 900})
        page.goto(f"{shipped}/embed/{view}?lang={lang}&since=2025-10-01")
        for width in (1320, 1280, 1240, 1176, 900, 840, 800, 760, 700, 660, 600, 375, 320):
            page.set_viewport_size({"width": width, "height": 900})
            beyond = "e => e.scrollWidth - e.clientWidth"
            assert page.locator("html").evaluate(beyond) == 0, (lang, width)
            assert max(page.locator(".view, .scroll").evaluate_all(f"all => all.map({beyond})")) == 0, (lang, width)
            expect(page.locator("td[data-pair]").last).to_be_visible()


# Height.

KINDS = {"light": "embed/gaps?", "interactive": "?embed=true&"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [1440, 900, 375])
def test_the_height_follows_when_evidence_opens_and_shrinks_again_when_it_closes(
    page: Page, other: Hosting, shipped: str, kind: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    address = f"{shipped}/{KINDS[kind]}{PAIR}&issue=territory&issue=economy"
    page.goto(other(hosts.page(address, script=LISTENING.format(shipped))))
    frame = embed(page)
    if kind == "interactive":
        there(frame)
    whole(page)
    before = height(page)

    if kind == "interactive":
        button(frame, LAST).click()
        expect(evidence(frame)).to_be_visible()
    else:
        frame.get_by_text("Evidence", exact=True).last.click()
        expect(frame.locator("details[open] .proofs")).to_be_visible()
    reaches(page, "h > a + 100", before)
    whole(page)

    if kind == "interactive":
        frame.get_by_role("button", name="Close the evidence").click()
    else:
        frame.get_by_text("Evidence", exact=True).last.click()
    reaches(page, "h === a", before)
    whole(page)


def test_a_frame_has_the_height_of_its_first_sight_before_the_page_is_there(
    page: Page, other: Hosting, shipped: str
) -> None:
    held = []
    page.route("**/static/js/**", lambda route: held.append(route))  # noqa: PLW0108  # it needs a function of ours
    address = other(hosts.page(f"{shipped}/?embed=true&{PAIR}", script=LISTENING.format(shipped)))
    # The page itself is asked for, and held back all the time.
    with page.expect_request("**/static/js/**"):
        page.goto(address, wait_until="commit")
        sight = embed(page).locator("#first-sight")
        expect(sight).to_be_visible()
        reaches(page, "h > 1000")
        assert sight.evaluate("e => e.scrollHeight === e.clientHeight"), "nothing scrolls within"


def test_a_view_of_another_length_and_a_menu_that_reaches_beyond_it_have_their_room(
    page: Page, other: Hosting, shipped: str
) -> None:
    page.goto(other(hosts.page(f"{shipped}/?embed=true&{PAIR}&q=zzzz", script=LISTENING.format(shipped))))
    there(embed(page))
    whole(page)
    short = height(page)
    assert short < 640, "it became lower than it began"

    embed(page).locator("#filters > summary").click()
    reaches(page, "h > a + 100", short)
    assert bottom(embed(page).locator("#filters .panel")) <= bottom(page.locator("iframe"))
    embed(page).locator("#filters > summary").click()
    reaches(page, "h === a", short)
    embed(page).get_by_role("link", name="Positions", exact=True).click()
    reaches(page, "h > 2 * a", short)
    whole(page)


@pytest.fixture(scope="module")
def ten_pairs(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dashboard on a record of five parties, whose matrix has a box of its own that scrolls."""
    names = [f"side-{n}" for n in range(5)]
    return serve(
        written(
            tmp_path_factory.mktemp("five"),
            parties=[party(name) for name in names],
            issues=[issue("land")],
            propositions=[proposition(f"place-{n:02}") for n in range(30)],
            statements=[statement(name, f"place-{n:02}", "demands") for n in range(30) for name in names],
        )
    )


def test_heights_come_to_rest_in_a_few_steps_where_a_matrix_is_as_high_as_a_part_of_the_window(
    page: Page, other: Hosting, ten_pairs: str
) -> None:
    counting = """<script>addEventListener("message", ({ data, source }) => {
      const n = [...document.querySelectorAll("iframe")].findIndex((one) => one.contentWindow === source);
      if (data["positions-height"]) (globalThis.told ??= [[], []])[n].push(data["positions-height"]);
    });</script>"""
    script = counting + LISTENING.format(ten_pairs)
    page.goto(other(hosts.page(f"{ten_pairs}/embed/gaps", f"{ten_pairs}/?embed=true", script=script)))
    whole(page, 0)
    page.locator("iframe").nth(1).scroll_into_view_if_needed()
    there(embed(page, 1))
    whole(page, 1)
    told = page.evaluate("told")

    assert len(told[0]) <= 4, told
    assert len(told[1]) <= 6, told


def test_the_page_around_can_ask_for_the_height_at_any_time(page: Page, other: Hosting, shipped: str) -> None:
    page.goto(other(hosts.page(*(f"{shipped}/{kind}{PAIR}" for kind in KINDS.values()))))
    for n in range(2):
        page.locator("iframe").nth(n).scroll_into_view_if_needed()
    there(embed(page, 1))
    assert [height(page, n) for n in range(2)] == [640, 640], "nobody listened"

    page.add_script_tag(url=f"{shipped}/embed/listen.js")
    for n in range(2):
        whole(page, n)
        assert height(page, n) > 1000


# Beside other listeners, and without one.


def test_beside_the_listener_of_datawrapper_heights_are_the_same_and_its_frames_are_left_alone(
    page: Page, other: Hosting, shipped: str
) -> None:
    frames = [f"{shipped}/{kind}{PAIR}&issue=territory" for kind in KINDS.values()]
    heights = []
    for script in (LISTENING.format(shipped), DATAWRAPPER + LISTENING.format(shipped), DATAWRAPPER):
        page.goto(other(hosts.page(*frames, "/chart", script=script)))
        page.locator("iframe").nth(2).scroll_into_view_if_needed()
        there(embed(page, 1))
        for n in range(2):
            whole(page, n)
        reaches(page, f"h === {640 if 'datawrapper' not in script else 333}", n=2)
        heights.append([height(page, n) for n in range(2)])

    assert heights[0] == heights[1] == heights[2]


def test_without_a_listener_a_frame_keeps_its_height_and_evidence_stays_in_sight_within(
    page: Page, other: Hosting, shipped: str
) -> None:
    page.goto(other(hosts.page(f"{shipped}/?embed=true&as_of={DAY}")))
    frame = embed(page)
    there(frame)
    button(frame, "direct-talks~russia~ukraine").click()

    expect(evidence(frame).get_by_role("heading", level=2)).to_be_in_viewport()
    assert height(page) == 640
    assert top(page.locator("iframe")) <= top(evidence(frame))
    assert bottom(evidence(frame)) <= bottom(page.locator("iframe"))
    expect(frame.locator("html")).not_to_have_attribute("data-followed", "")


# Where evidence stands in a frame as high as its content.


def test_beside_the_matrix_evidence_begins_at_the_row_of_its_cell(page: Page, other: Hosting, shipped: str) -> None:
    page.goto(other(hosts.page(f"{shipped}/?embed=true&as_of={DAY}", script=LISTENING.format(shipped))))
    frame = embed(page)
    there(frame)
    whole(page)
    for cell in ("direct-talks~russia~ukraine", CELL):
        button(frame, cell).click()
        about = row_of(frame, cell)
        expect(evidence(frame).locator(f'[data-of="{cell}"]')).to_be_visible()
        whole(page)
        assert abs(top(evidence(frame)) - top(about)) < 3
        expect(evidence(frame).get_by_role("heading", level=2)).to_be_in_viewport()
        expect(evidence(frame).get_by_role("heading", level=2)).to_be_focused()


@pytest.mark.parametrize("width", [900, 375])
def test_in_a_narrow_frame_evidence_opens_under_the_row_of_its_cell_which_makes_room(
    page: Page, other: Hosting, shipped: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(other(hosts.page(f"{shipped}/?embed=true&{PAIR}", script=LISTENING.format(shipped))))
    frame = embed(page)
    there(frame)
    whole(page)
    button(frame, "direct-talks~russia~ukraine").click()
    about = row_of(frame, "direct-talks~russia~ukraine")
    expect(evidence(frame)).to_be_visible()
    whole(page)
    following = about.locator("xpath=following-sibling::tr[not(@class)]").first

    assert 0 <= top(evidence(frame)) - bottom(about) < 24
    assert 0 <= top(following) - bottom(evidence(frame)) < 32
    expect(evidence(frame).get_by_role("heading", level=2)).to_be_in_viewport()

    frame.get_by_role("button", name="Close the evidence").click()
    expect(frame.locator(".opened")).to_have_count(0)
    expect(button(frame, "direct-talks~russia~ukraine")).to_be_focused()


def test_in_a_list_evidence_opens_under_what_was_chosen(page: Page, other: Hosting, shipped: str) -> None:
    page.set_viewport_size({"width": 900, "height": 800})
    page.goto(other(hosts.page(f"{shipped}/?embed=true&as_of={DAY}&view=party", script=LISTENING.format(shipped))))
    frame = embed(page)
    there(frame)
    whole(page)
    red_line = frame.locator("ul li:has(button[data-cell])").first
    red_line.locator("button").click()
    expect(evidence(frame)).to_be_visible()
    whole(page)

    assert 0 <= top(evidence(frame)) - bottom(red_line) < 24


def test_the_number_of_a_source_brings_it_into_sight_although_nothing_scrolls_within(
    page: Page, other: Hosting, shipped: str
) -> None:
    page.goto(other(hosts.page(f"{shipped}/?embed=true&as_of={DAY}", script=LISTENING.format(shipped))))
    frame = embed(page)
    there(frame)
    whole(page)
    mark = frame.locator(".marks a").nth(40)
    source = frame.locator(str(mark.get_attribute("href")))
    expect(source).not_to_be_in_viewport()
    mark.click()

    expect(source).to_be_in_viewport()


# Links.


@pytest.mark.parametrize("view", View)
def test_links_to_elsewhere_open_outside_of_the_frame_and_those_of_the_page_stay_in_it(
    page: Page, shipped: str, view: View
) -> None:
    visit(page, f"{shipped}/?embed=true&view={view}&cell={CELL}&issue=territory&source=kommersant-2025-09-02-putin-eu")
    links = page.locator(".stApp .positions a[href]").evaluate_all(
        """all => all.map((a) => [a.getAttribute("href"), a.target, a.rel,
                                 "go" in a.dataset || a.hasAttribute("download")])"""
    )
    outside = [link for link in links if re.match(r"https?:", link[0])]
    inside = [link for link in links if link[0].startswith(("?", "api/")) and not link[1]]

    assert outside or view in {View.OVERLAP, View.EMBED, View.CHANGES}
    assert [link for link in outside if link[1] != "_blank" or link[2] != "noopener noreferrer"] == []
    assert inside
    assert [link for link in inside if not link[3]] == []


def test_a_source_opens_outside_and_the_frame_stays_as_it_is(page: Page, other: Hosting, shipped: str) -> None:
    context = page.context
    context.route(re.compile(r"^https://"), lambda route: route.fulfill(body="<title>A source</title>"))
    page.goto(other(hosts.page(f"{shipped}/?embed=true&{PAIR}&cell={CELL}")))
    there(embed(page))
    with page.expect_popup() as opening:
        evidence(embed(page)).get_by_role("link", name="read it at the words").first.click()

    assert urlsplit(opening.value.url).scheme == "https"
    assert opening.value.evaluate("opener === null")
    expect(evidence(embed(page))).to_be_visible()


def test_choices_in_a_frame_keep_it_one_for_frames_and_dark(page: Page, other: Hosting, shipped: str) -> None:
    page.goto(other(hosts.page(f"{shipped}/?embed=true&embed_options=dark_theme&{PAIR}")))
    frame = embed(page)
    there(frame)
    frame.get_by_role("link", name="Positions", exact=True).click()
    expect(frame.locator("table.matrix.positions")).to_be_visible()
    frame.get_by_role("searchbox").fill("nato")
    frame.get_by_role("searchbox").press("Enter")
    expect(frame.get_by_role("heading", name="Search results")).to_be_visible()

    query = parse_qs(urlsplit(page.frames[1].url).query)
    assert (query["embed"], query["embed_options"]) == (["true"], ["dark_theme"])
    expect(frame.locator("#share")).to_be_hidden()
    expect(frame.locator(".stApp")).to_have_css("background-color", DARK)


def test_links_and_form_of_the_first_sight_of_a_frame_keep_it_one_for_frames(
    browser: Browser, other: Hosting, shipped: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(other(hosts.page(f"{shipped}/?embed=true&embed_options=dark_theme&as_of={DAY}")))
    frame = embed(page)
    frame.get_by_role("link", name="Positions", exact=True).click()
    expect(frame.locator("table.matrix.positions")).to_be_visible()
    frame.locator("#filters > summary").click()
    for name in ("Russia", "Ukraine"):
        frame.get_by_role("checkbox", name=name, exact=True).check()
    frame.get_by_role("button", name="Apply").click()

    expect(cells(frame)).to_have_text(stances(party=("russia", "ukraine")))
    query = parse_qs(urlsplit(page.frames[1].url).query)
    assert (query["embed"], query["embed_options"]) == (["true"], ["dark_theme"])
    expect(frame.locator("#first-sight")).to_have_css("background-color", DARK)
    expect(frame.get_by_role("main")).to_have_count(1)
    context.close()


# Parameters and themes.


def test_each_embed_shows_the_cells_of_its_parameters_and_no_others(page: Page, other: Hosting, shipped: str) -> None:
    query = f"as_of={DAY}&party=us&party=europe&issue=ceasefire&issue=talks&max_rung=2&lang=uk"
    narrowed = {"party": ("us", "europe"), "issue": ("ceasefire", "talks")}
    matrix = Parameters(as_of=DAY, max_rung=2, **narrowed).matrix(SHIPPED.timeline)  # type: ignore[arg-type]  # both are
    ids = [f"{row[0].proposition.id}~{row[0].party.id}~{row[1].party.id}" for row in matrix.rows]
    spoken = {part.id: part.text for part in SHIPPED.spoken("uk").dataset.propositions}
    page.goto(other(hosts.page(*(f"{shipped}/{kind}{query}" for kind in KINDS.values()))))
    there(embed(page, 1))

    for n in range(2):
        heads = embed(page, n).locator("table.matrix tr:not(.issue, .proof) th[scope=row]")
        expect(heads).to_have_text([spoken[row[0].proposition.id] for row in matrix.rows])
        expect(cells(embed(page, n))).to_have_count(len(ids))
    shown = embed(page, 1).locator("button[data-cell]").evaluate_all("all => all.map((one) => one.dataset.cell)")
    assert shown == ids
    assert (
        embed(page, 0).locator("html").get_attribute("lang"),
        embed(page, 1).locator("html").get_attribute("lang"),
    ) == (
        "uk",
        "uk",
    )


@pytest.mark.parametrize(
    ("address", "selector"),
    [
        ("embed/gaps?theme={}", "html"),
        ("?embed=true&embed_options={}_theme&issue=talks", ".stApp"),
        ("?embed=true&theme={}&issue=talks", ".stApp"),
    ],
)
def test_an_embed_is_light_or_dark_as_its_address_says_and_else_as_the_system_of_the_reader(
    page: Page, other: Hosting, shipped: str, address: str, selector: str
) -> None:
    plain = re.sub(r"(embed_options|theme)=\{\}\w*&?", "", address)
    chosen = [address.format("light"), address.format("dark"), plain]
    page.goto(other(hosts.page(*(f"{shipped}/{one}" for one in chosen), style=":root { color-scheme: light dark }")))
    for scheme, expected in (("dark", [LIGHT, DARK, DARK]), ("light", [LIGHT, DARK, LIGHT])):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # the two names it knows
        for n, colour in enumerate(expected):
            page.locator("iframe").nth(n).scroll_into_view_if_needed()
            expect(embed(page, n).locator(selector)).to_have_css("background-color", colour, timeout=30_000)


def test_the_first_sight_has_the_theme_of_the_page_that_takes_its_place(browser: Browser, shipped: str) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    window = context.new_page()
    for query, colour in (
        ("embed=true&theme=light", LIGHT),
        ("embed=true&embed_options=light_theme", LIGHT),
        ("", DARK),
    ):
        window.goto(f"{shipped}/?{query}")
        expect(window.locator("#first-sight")).to_have_css("background-color", colour)
    context.close()


def test_an_address_that_means_nothing_is_told_in_a_readable_page(
    browser: Browser, other: Hosting, shipped: str
) -> None:
    window = browser.new_page()
    wrong = "as_of=yesterday&party=nobody"
    page = hosts.page(f"{shipped}/embed/gaps?{wrong}", f"{shipped}/embed/nothing", f"{shipped}/?embed=true&{wrong}")
    window.goto(other(page))

    for n, told in enumerate(("as_of 'yesterday' is not known", "choose from gaps, positions, overlap")):
        expect(embed(window, n).get_by_role("heading", level=1)).to_be_visible()
        expect(embed(window, n).locator("body")).to_contain_text(told)
    there(embed(window, 2))
    expect(embed(window, 2).locator(".notice.warning")).to_contain_text("party 'nobody' is not known")
    expect(cells(embed(window, 2)).first).to_be_visible()
    window.close()


# Where scripts, cookies or frames are not allowed.


def test_without_scripts_the_light_embed_is_read_and_its_evidence_opens(
    browser: Browser, other: Hosting, shipped: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(other(hosts.page(f"{shipped}/embed/gaps?{PAIR}", script=LISTENING.format(shipped))))
    frame = embed(window)
    expect(cells(frame)).to_have_text(relations(party=("russia", "ukraine")))
    told = SHIPPED.timeline
    cell = Parameters(as_of=DAY).matrix(told).cell("crimea-recognised-russian", "ukraine")
    assert cell is not None
    proof = frame.locator("#crimea-recognised-russian")
    expect(proof).to_be_hidden()

    frame.locator("table.matrix td a.opens").first.click()
    expect(proof).to_be_visible()
    expect(proof).to_contain_text(cell.statements[0].summary)
    frame.get_by_text("Evidence", exact=True).nth(1).click()
    expect(frame.locator("details[open] .proofs")).to_have_count(2)
    assert height(window) == 640
    context.close()


@pytest.mark.parametrize("view", ["gaps", "positions", "overlap"])
def test_on_paper_a_light_embed_has_its_evidence_and_on_every_sheet_its_day_its_data_and_its_number(
    page: Page, shipped: str, view: str
) -> None:
    page.goto(f"{shipped}/embed/{view}?as_of={DAY}")
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in paper.pages]

    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        assert f"As of 22 April 2025 · data {SHIPPED.version} " in sheet
        assert f"{number} / {len(sheets)}" in sheet
    proof = (
        "deadlock: Crimea is recognised in law"
        if view == "overlap"
        else "This will not happen, I think we've declared this"
    )
    assert any(proof in sheet for sheet in sheets), "what is closed on the screen is read on paper"


SANDBOXES = {
    "embed/gaps?": "allow-scripts allow-popups allow-popups-to-escape-sandbox",
    "?embed=true&": "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads",
}
"""What docs/embedding.md says that each embed needs."""


def test_both_embeds_work_in_a_sandbox_of_what_the_document_names(page: Page, other: Hosting, shipped: str) -> None:
    told = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    html = hosts.page(*(f"{shipped}/{kind}{PAIR}&issue=talks" for kind in SANDBOXES), script=LISTENING.format(shipped))
    for kind, allowed in SANDBOXES.items():
        assert f'sandbox="{allowed}"' in told
        html = html.replace(f'<iframe src="{shipped}/{kind}', f'<iframe sandbox="{allowed}" src="{shipped}/{kind}')
    page.goto(other(html))
    there(embed(page, 1))
    for n in range(2):
        whole(page, n)
        expect(cells(embed(page, n))).to_have_text(relations(party=("russia", "ukraine"), issue=("talks",)))
    button(embed(page, 1), "direct-talks~russia~ukraine").click()
    expect(evidence(embed(page, 1))).to_be_visible()


@pytest.fixture
def profile(browser: Browser, tmp_path: Path) -> Iterator[Callable[[bool], BrowserContext]]:
    """A browser of a person who allows, or blocks, cookies of third parties."""
    opened = []

    def begin(blocked: bool) -> BrowserContext:
        folder = tmp_path / ("blocking" if blocked else "allowing")
        (folder / "Default").mkdir(parents=True)
        preferences = {"profile": {"cookie_controls_mode": int(blocked), "block_third_party_cookies": blocked}}
        (folder / "Default" / "Preferences").write_text(json.dumps(preferences))
        kind, path = browser.browser_type, CHROMIUM.needed()
        opened.append(kind.launch_persistent_context(folder, executable_path=path, args=FLAGS))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


def listen(window: Page, errors: list[str]) -> None:
    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    def failed(error: Error) -> None:
        errors.append(str(error))

    window.on("console", said)
    window.on("pageerror", failed)


def test_embeds_need_no_cookies_and_no_storage_of_third_parties(
    profile: Callable[[bool], BrowserContext], other: Hosting, shipped: str
) -> None:
    with host({"/": hosts.TRACKING}, name="127.0.0.1") as tracker:
        body = hosts.page(
            f"{tracker}/", *(f"{shipped}/{kind}{PAIR}" for kind in KINDS.values()), script=LISTENING.format(shipped)
        )
        address = other(body)
        kept = {}
        for blocked in (False, True):
            window = profile(blocked).new_page()
            errors: list[str] = []
            listen(window, errors)
            window.goto(address)
            kept[blocked] = embed(window, 0).locator("#cookie").inner_text()

            expect(cells(embed(window, 1))).to_have_text(relations(party=("russia", "ukraine")))
            window.locator("iframe").nth(2).scroll_into_view_if_needed()
            there(embed(window, 2))
            for n in (1, 2):
                whole(window, n)
            button(embed(window, 2), CELL).click()
            expect(evidence(embed(window, 2))).to_contain_text("Russia – Ukraine: deadlock")
            embed(window, 2).get_by_role("link", name="Positions", exact=True).click()
            expect(cells(embed(window, 2))).to_have_text(stances(party=("russia", "ukraine")))
            assert errors == []

    assert kept == {False: "sent=there; made=here", True: ""}, "it was allowed, and it was blocked"


@pytest.fixture(scope="module")
def guarded() -> Iterator[tuple[str, str]]:
    """A dashboard under a path that only one origin may frame, and the page of that origin which frames it."""
    pages: dict[str, str] = {}
    with host(pages) as friend, hosts.dashboard_under("talks", POSITIONS_FRAME_ANCESTORS=f"'self' {friend}") as address:
        pages["/"] = hosts.page(*(f"{address}/{kind}{PAIR}&issue=talks" for kind in KINDS.values()))
        yield address, f"{friend}/"


def test_only_the_origins_of_the_setting_may_frame_either_embed(
    browser: Browser, guarded: tuple[str, str], other: Hosting
) -> None:
    address, friend = guarded
    framed = [f"{address}/{kind}{PAIR}&issue=talks" for kind in KINDS.values()]
    window = browser.new_page()
    window.goto(friend)
    for n in range(2):
        expect(cells(embed(window, n)).first).to_be_visible()

    refusals: list[str] = []
    window.on("console", lambda message: refusals.append(message.text) if "frame-ancestors" in message.text else None)
    window.goto(other(hosts.page(*framed)))
    for n in range(2):
        expect(embed(window, n).locator(".positions")).to_have_count(0)
    assert len(refusals) == 2
    window.close()


# The builder.


def built(page: Page, name: str = "snippet") -> str:
    return page.locator(f"textarea#{name}").input_value()


def source(html: str) -> str:
    found = re.search(r'<iframe src="([^"]+)"', html)
    assert found is not None
    return unescape(found[1])


def previewed(page: Page) -> str:
    found: str = page.locator(".preview iframe").evaluate("e => e.src")
    return found


def test_an_embed_is_built_from_what_is_shown_copied_and_shown_in_another_page(
    page: Page, shipped: str, other: Hosting
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, f"{shipped}/?{PAIR}&issue=talks&view=positions&cell=direct-talks~ukraine")
    page.locator("#share > summary").click()
    page.get_by_role("link", name="Embed this view…").click()
    expect(page.get_by_role("heading", name="Embed: Positions")).to_be_visible()
    page.wait_for_url("**view=embed*")

    expect(page.get_by_label("HTML to copy", exact=True)).to_have_value(re.compile("/embed/positions"))
    assert source(built(page)) == f"{shipped}/embed/positions?as_of={DAY}&party=russia&party=ukraine&issue=talks"
    assert previewed(page) == source(built(page))
    preview = page.locator(".preview iframe")
    preview.scroll_into_view_if_needed()
    expect(cells(preview.content_frame)).to_have_text(stances(party=("russia", "ukraine"), issue=("talks",)))
    page.get_by_role("button", name="Copy: HTML to copy").click()
    expect(page.get_by_role("button", name="Copy: HTML to copy")).to_have_text("✓ Copy")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == built(page)
    assert copied.endswith(LISTENING.format(shipped))

    page.goto(other(f'<!doctype html><title>Briefing</title><link rel="icon" href="data:,">{copied}'))
    expect(cells(embed(page))).to_have_text(stances(party=("russia", "ukraine"), issue=("talks",)))
    whole(page)


def test_every_choice_of_the_builder_is_in_the_address_and_goes_with_the_back_button(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?{PAIR}&issue=talks&view=embed")
    seen = []
    page.get_by_role("radio", name=re.compile("^Interactive")).check()
    page.wait_for_url("**kind=interactive*")
    expect(page.locator("textarea#snippet")).to_have_value(re.compile("embed=true"))
    seen.append(built(page))
    page.get_by_role("radio", name=re.compile("^Latest")).check()
    page.wait_for_url("**day=latest*")
    expect(page.locator("textarea#snippet")).not_to_have_value(re.compile("as_of"))
    seen.append(built(page))
    page.get_by_label("Theme").select_option("dark")
    page.wait_for_url("**theme=dark*")
    expect(page.locator("textarea#snippet")).to_have_value(re.compile("dark_theme"))
    seen.append(built(page))
    page.get_by_label("View in the frame").select_option("sheet")
    page.wait_for_url("**frame=sheet*")
    expect(page.get_by_role("heading", name="Embed: Side by side")).to_be_visible()
    expect(page.get_by_text("Gaps, Positions and Overlap can be light as well")).to_be_visible()
    expect(page.get_by_role("navigation", name="Pairs")).to_be_visible()
    assert source(built(page)) == (
        f"{shipped}/?embed=true&party=russia&party=ukraine&issue=talks&view=sheet&embed_options=dark_theme"
    )
    assert previewed(page) == source(built(page))

    for before in reversed(seen):
        page.go_back()
        expect(page.locator("textarea#snippet")).to_have_value(before)
        assert previewed(page) == source(before)
    page.get_by_role("link", name="Back to the view “Gaps”").click()
    page.wait_for_url(lambda address: "view=" not in address and "kind=" not in address)


def test_a_filter_above_the_builder_changes_what_is_built(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view=embed&frame=overlap&kind=interactive")
    page.locator("#filters > summary").click()
    page.get_by_role("checkbox", name="Talks and mediation", exact=True).check()

    expect(page.locator("textarea#snippet")).to_have_value(re.compile("issue=talks.*view=overlap"))
    assert previewed(page) == source(built(page))


def test_the_preview_has_the_height_of_its_content_and_the_width_of_a_phone(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?{PAIR}&issue=talks&view=embed")
    preview = page.locator(".preview iframe")
    preview.scroll_into_view_if_needed()
    inner = preview.content_frame
    whole(page)
    wide = height(page)
    inner.get_by_text("Evidence", exact=True).first.click()
    reaches(page, "h > a", wide)

    page.get_by_role("radio", name="a phone, 375 pixels").check()
    assert comes_true(page, "document.querySelector('.preview iframe').offsetWidth === 375")
    whole(page)
    page.get_by_role("radio", name=re.compile("^Interactive")).check()
    expect(page.locator("textarea#snippet")).to_have_value(re.compile("embed=true"))
    assert preview.evaluate("e => e.offsetWidth") == 375, "the switch stays as it was"
    there(inner)
    whole(page)


def test_ways_without_scripts_and_for_oembed_are_there(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?{PAIR}&view=embed")
    page.get_by_text("Without scripts, by address, by oEmbed").click()

    assert "<script" not in built(page, "fixed")
    assert source(built(page, "fixed")) == built(page, "plain") == source(built(page))
    told = page.request.get(built(page, "answered")).json()
    assert source(told["html"]) == source(built(page))
    page.get_by_label("Theme").select_option("dark")
    expect(page.locator("textarea#fixed")).to_have_value(re.compile("theme=dark"))
    expect(page.locator("textarea#fixed")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "&kind=interactive&day=latest&theme=dark", "&frame=blocks&lang=uk"])
def test_the_builder_is_without_barriers_and_fits(
    page: Page, shipped: str, width: int, scheme: str, query: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # the two names it knows
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, f"{shipped}/?{PAIR}&view=embed{query}")
    page.locator("#otherwise").evaluate("e => { e.open = true; }")
    page.evaluate(AXE)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []


def test_the_builder_of_a_dashboard_under_a_path_gives_its_addresses(
    browser: Browser, guarded: tuple[str, str]
) -> None:
    address, _friend = guarded
    window = browser.new_page()
    errors: list[str] = []
    window.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    visit(window, f"{address}/?{PAIR}&view=embed")

    assert source(built(window)) == f"{address}/embed/gaps?{PAIR}"
    assert built(window).endswith(LISTENING.format(address))
    assert previewed(window) == source(built(window))
    asked = parse_qs(urlsplit(built(window, "answered")).query)["url"]
    assert asked == [source(built(window))]
    window.locator(".preview iframe").scroll_into_view_if_needed()
    expect(cells(embed(window))).to_have_text(relations(party=("russia", "ukraine")))
    whole(window)
    assert errors == []
    window.close()


def test_without_scripts_the_builder_shows_its_choices_and_the_frame(browser: Browser, shipped: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{shipped}/?{PAIR}&view=embed")
    expect(cells(embed(window))).to_have_text(relations(party=("russia", "ukraine")))
    window.get_by_label("View in the frame").select_option("overlap")
    window.locator(".builder").get_by_role("button", name="Apply").click()

    expect(embed(window).locator("table.matrix.overlap")).to_be_visible()
    context.close()
