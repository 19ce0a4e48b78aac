"""The static site in a real browser that runs no script, opened from the disk and from a host under some path."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pypdf import PdfReader

from tests import editions
from tests.browser.test_accessibility import AXE, barriers
from tests.editions import SHIPPED

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 800}
AT_THE_WORDS = re.compile(r"^https?://.*#:~:text=")
SOURCE = "kommersant-2025-09-02-putin-eu"

# One page of each kind.
KINDS = {
    **{
        name: f"{name}.html"
        for name in ("index", "positions", "overlap", "blocks", "changes", "sources", "about", "data")
    },
    "blocks of a pair": "blocks/us~europe.html",
    "pair": "pairs/russia~ukraine.html",
    "party": "parties/ukraine.html",
    "proposition": "propositions/army-limit.html",
    "proposition, in Ukrainian": "uk/propositions/crimea-recognised-russian.html",
    "views in Russian": "ru/index.html",
    "source": f"sources/{SOURCE}.html",
    "embed": "embed/gaps.html",
    "embed of figures": "embed/overlap.html",
}


@pytest.fixture(scope="module")
def site() -> Path:
    return editions.shipped()


@pytest.fixture(scope="module")
def edition(site: Path) -> str:
    return f"{site.as_uri()}/{SHIPPED.version}"


def opened(context: BrowserContext) -> tuple[Page, list[str]]:
    """A window, and what it complains of."""
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.append(request.url))
    return page, errors


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Someone whose browser runs no script; the test fails when it finds anything wrong with a page."""
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page, errors = opened(context)
    yield page
    context.close()
    assert errors == []


@pytest.fixture(scope="module")
def measuring(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP)
    context.add_init_script(path=Path(__file__).with_name("accessibility.js"))
    yield context
    context.close()


@pytest.fixture(scope="module", params=[*KINDS.values()], ids=[*KINDS])
def kind(request: pytest.FixtureRequest, measuring: BrowserContext, edition: str) -> Iterator[Page]:
    """A page of each kind once, for all that is asked of every one."""
    page, errors = opened(measuring)
    page.goto(f"{edition}/{request.param}")
    # What looks at the page wants to fetch its style sheet, which the page forbids.
    assert errors == []
    page.evaluate(AXE)
    yield page
    page.close()


@pytest.fixture
def sight(kind: Page) -> Page:
    kind.emulate_media(color_scheme="light")
    kind.set_viewport_size(DESKTOP)
    return kind


def ask(page: Page, call: str) -> Any:
    return page.evaluate(f"a11y.{call}")


def test_a_cell_of_the_front_page_leads_to_the_words_and_back(reader: Page, site: Path) -> None:
    reader.goto(f"{site.as_uri()}/index.html")
    expect(reader.get_by_role("heading", level=1)).to_have_text(SHIPPED.dataset.dataset.title)
    cell = reader.locator('.matrix.gaps a.opens[href$="crimea-recognised-russian.html#russia~ukraine"]')
    expect(cell).to_contain_text("opposed")
    cell.click()

    expect(reader.get_by_role("heading", name="Crimea is recognised in law as part of Russia.")).to_be_in_viewport()
    row = reader.locator("tr:target")
    expect(row.locator("q").first).to_be_in_viewport()
    row.get_by_role("link", name="Ukraine: rejects, red line").click()
    card = reader.locator("section.evidence:target")
    expect(card.get_by_role("heading", name="Ukraine: rejects red line")).to_be_in_viewport()
    expect(card.locator("blockquote").first).to_be_visible()
    link = card.get_by_role("link", name="read it at the words").first
    expect(link).to_have_attribute("href", AT_THE_WORDS)

    reader.go_back()
    reader.go_back()
    expect(reader.locator(".matrix.gaps")).to_be_visible()


def test_the_permanent_link_shows_the_same_edition(reader: Page, site: Path) -> None:
    reader.goto(f"{site.as_uri()}/index.html")
    expect(reader.locator(".edition")).to_contain_text(f"data version {SHIPPED.version}")
    reader.get_by_role("link", name="Permanent link to this edition").click()

    assert reader.url == f"{site.as_uri()}/{SHIPPED.version}/index.html"
    expect(reader.locator(".edition")).to_contain_text(f"data version {SHIPPED.version}; it does not change")
    reader.get_by_role("link", name="Latest edition").click()
    assert reader.url == f"{site.as_uri()}/index.html"


def test_a_page_that_stays_leads_on_at_once_and_does_not_hold_who_goes_back(reader: Page, site: Path) -> None:
    reader.goto(f"{site.as_uri()}/index.html")
    reader.goto(f"{site.as_uri()}/uk/propositions/neutrality.html")
    reader.wait_for_url(f"**/{SHIPPED.version}/uk/propositions/neutrality.html")
    expect(reader.locator("html")).to_have_attribute("lang", "uk")

    reader.go_back()
    expect(reader.locator(".matrix.gaps")).to_be_visible()


def test_the_views_and_languages_lead_from_page_to_page(reader: Page, edition: str) -> None:
    reader.goto(f"{edition}/index.html")
    views = reader.get_by_role("navigation", name="Views")
    for name, seen in (
        ("Positions", ".matrix.positions"),
        ("Overlap", ".picture img"),
        ("What blocks", ".matrix.blocks"),
        ("Side by side", ".matrix.sheet"),
        ("Party", ".matrix.party"),
        ("Changes", ".matrix.changes"),
        ("Sources", ".matrix.source-list"),
        ("Download", "[data-piece=files]"),
        ("About", ".positions-about"),
    ):
        views.get_by_role("link", name=name).click()
        expect(reader.locator(seen).first).to_be_visible()
        expect(views.locator("[aria-current]")).to_have_text(name)
    reader.get_by_role("navigation", name="Language").get_by_role("link", name="RU").click()
    assert reader.url == f"{edition}/ru/about.html"
    expect(reader.locator("html")).to_have_attribute("lang", "ru")


def test_the_pair_of_the_page_has_its_figure_above_it(reader: Page, edition: str) -> None:
    reader.goto(f"{edition}/overlap.html")
    reader.get_by_role("link", name="Ukraine and Europe: show the gaps behind these figures").click()

    expect(reader.locator(".figure .pair")).to_have_text("Ukraine – European states")
    expect(reader.get_by_role("navigation", name="Pairs").locator("[aria-current]")).to_have_text("Ukraine – Europe")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """The address of a folder on a host."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_it_works_from_a_host_under_any_path(reader: Page, site: Path, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(site)
    with hosted(tmp_path) as host:
        reader.goto(f"{host}/some/where/")
        reader.locator(".matrix.gaps a.opens").first.click()
        expect(reader.locator("tr:target")).to_be_visible()
        expect(reader.locator("section.evidence").first).to_have_css("border-top-style", "solid")
        reader.goto(f"{host}/some/where/ru/")
        reader.wait_for_url(f"**/{SHIPPED.version}/ru/index.html")
        expect(reader.locator("html")).to_have_attribute("lang", "ru")


BRIEFING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Briefing</title><h1>Briefing</h1>
<iframe src="{host}/embed/gaps.html" title="Gaps" width="100%" height="300" style="border:0"></iframe>
<script async src="{host}/embed/listen.js"></script></html>"""


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_briefing_of_another_host_frames_the_latest_edition(
    script: bool, browser: Browser, site: Path, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=script)
    page, errors = opened(context)
    with hosted(site) as host, hosted(tmp_path) as briefing:
        # Another name is another site: the browser keeps the two apart.
        (tmp_path / "index.html").write_text(BRIEFING.format(host=host))
        page.goto(briefing.replace("127.0.0.1", "localhost"))
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_contain_text(SHIPPED.dataset.dataset.title)
        frame.locator('.matrix.gaps a[href="#neutrality"]').first.click()
        expect(frame.locator("#neutrality q").first).to_be_visible()
        if script:
            frame_height = 'document.querySelector("iframe").offsetHeight'
            page.wait_for_function(f"{frame_height} > 3000")
            whole = frame.locator("html").evaluate("e => Math.ceil(e.getBoundingClientRect().height)")
            page.wait_for_function(f"{frame_height} === {whole}")
        with context.expect_page() as window:
            frame.get_by_role("link", name="Open the whole record").click()
        assert window.value.url == f"{host}/{SHIPPED.version}/index.html"
        expect(window.value.locator(".matrix.gaps")).to_be_visible()
    context.close()
    # A frame of the test's own host asks for its icon, and there is none.
    assert [one for one in errors if "favicon" not in one and "404" not in one] == []


@pytest.mark.parametrize(("name", "ground"), [("gaps-light", 255), ("gaps", 20)])
def test_at_night_an_embed_for_light_pages_stays_light(name: str, ground: int, reader: Page, edition: str) -> None:
    reader.emulate_media(color_scheme="dark")
    reader.goto(f"{edition}/embed/{name}.html")

    expect(reader.locator("html")).to_have_css("background-color", re.compile(rf"rgb\({ground}, "))


def test_at_night_the_page_is_dark_and_a_picture_stays_on_its_own_ground(reader: Page, edition: str) -> None:
    reader.emulate_media(color_scheme="dark")
    reader.goto(f"{edition}/overlap.html")

    expect(reader.locator("html")).to_have_css("background-color", "rgb(20, 22, 26)")
    expect(reader.locator("h1 a")).to_have_css("color", "rgb(236, 238, 242)")
    expect(reader.locator(".drawn")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert reader.locator(".drawn img").evaluate("e => e.decode().then(() => e.naturalWidth)") > 900


def test_on_paper_a_page_has_its_words_its_day_and_its_version(reader: Page, edition: str) -> None:
    reader.goto(f"{edition}/propositions/neutrality.html")
    paper = PdfReader(io.BytesIO(reader.pdf(prefer_css_page_size=True)))
    first = paper.pages[0].extract_text()

    assert "Ukraine becomes a permanently neutral state." in first
    assert f"data {SHIPPED.version}" in " ".join(first.replace("\xa0", " ").split())
    assert "Latest edition" not in first, "a link is of no use there"
    assert f"1 / {len(paper.pages)}" in first


def test_nothing_is_wider_than_a_phone(sight: Page) -> None:
    sight.set_viewport_size(PHONE)

    assert ask(sight, "beyond()") == []


def test_axe_finds_no_barrier_in_either_theme(sight: Page) -> None:
    assert barriers(sight) == []

    sight.emulate_media(color_scheme="dark")
    assert barriers(sight, ["color-contrast"]) == []


def test_words_edges_and_focus_stand_out_in_either_theme(sight: Page) -> None:
    for theme in ("light", "dark"):
        sight.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        assert ask(sight, "texts(4.5)") == [], theme
        assert ask(sight, "edges(3)") == [], theme
        sight.keyboard.press("Tab")
        assert ask(sight, "rings(3)") == [], theme


def test_what_can_be_followed_is_large_enough_and_has_a_name(sight: Page) -> None:
    for size in (DESKTOP, PHONE):
        sight.set_viewport_size(size)
        assert ask(sight, "small()") == []
    assert [one["told"] for one in ask(sight, "names()") if not one["name"]] == []


def test_what_has_the_focus_is_not_behind_what_stays_in_sight(measuring: BrowserContext, edition: str) -> None:
    page, _errors = opened(measuring)
    page.goto(f"{edition}/propositions/army-limit.html")
    assert ask(page, "stops()")
    page.locator(".foot a").last.focus()
    covered = []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        here = ask(page, "here()")
        covered += [here["told"]] if here and here["covered"] else []
    page.close()

    assert covered == []
