"""Barriers that would keep a reader out (WCAG 2.2, level AA), looked for in a real browser: with axe-core, with the
keyboard alone, and by measuring what the browser made of the page."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python  # type: ignore[import-untyped]  # a folder with axe-core in it
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from positions import phrases, store
from positions.parameters import View
from tests.browser.conftest import ROOT, visit
from tests.browser.waiting import comes_true

SHIPPED = store.read(ROOT / "data" / "positions.json")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
PROPOSITION = {part.id: part.text for part in SHIPPED.dataset.propositions}
PARTY = {part.id: part.short for part in SHIPPED.dataset.parties}
CELL = "crimea-recognised-russian~russia~ukraine"
# Enough of everything, and quick to measure.
FEW = "issue=territory&party=russia&party=ukraine"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}

Scheme = Literal["light", "dark"]
Problems = list[str]


@dataclass(frozen=True)
class Sight:
    """Something that a reader can have before them: the query of its address, and the id of what is opened in it."""

    query: str
    opened: str = ""

    @property
    def drawn(self) -> bool:
        """Whether it has pictures, which come a little later."""
        return any(f"view={view}" in self.query for view in ("overlap", "changes", "blocks"))


SIGHTS = {str(view): Sight(f"view={view}") for view in View} | {
    "evidence of a cell": Sight(f"cell={CELL}&issue=territory", "cite-cell"),
    "evidence of a source": Sight("view=sources&source=kommersant-2025-09-02-putin-eu&issue=territory"),
    "filters": Sight(FEW, "filters"),
    "downloads": Sight(FEW, "take"),
    "sharing": Sight(FEW, "share"),
    "the figure explained": Sight(FEW, "how"),
    "search results": Sight("q=nato"),
    "nothing found": Sight("q=zzzz"),
    "nothing to show": Sight("party=russia"),
    "a choice that means nothing": Sight(f"{FEW}&view=nonsense&party=nobody"),
    "two days": Sight(f"{FEW}&since=2026-01-01&view=positions"),
    "in a frame": Sight(f"{FEW}&embed=true"),
}


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps what it has fetched, as that of a reader does."""
    context = browser.new_context(viewport=DESKTOP)
    context.add_init_script(path=Path(__file__).with_name("accessibility.js"))
    yield context
    context.close()


@pytest.fixture
def window(reader: BrowserContext) -> Iterator[Page]:
    opened = reader.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=[*SIGHTS.values()], ids=[*SIGHTS])
def opened(request: pytest.FixtureRequest, reader: BrowserContext, shipped: str) -> Iterator[Page]:
    """Each sight once, for all that is asked of every one."""
    page = reader.new_page()
    see(page, shipped, request.param)
    page.evaluate(AXE)
    yield page
    page.close()


@pytest.fixture
def sight(opened: Page) -> Page:
    """A sight on a desktop in daylight."""
    opened.emulate_media(color_scheme="light")
    opened.set_viewport_size(DESKTOP)
    return opened


def see(page: Page, address: str, sight: Sight) -> None:
    """Have something before oneself, whole."""
    visit(page, f"{address}/?{sight.query}")
    if sight.drawn:
        expect(page.locator(".stVegaLiteChart svg text").first).to_be_visible(timeout=30_000)
    if sight.opened:
        page.locator(f"#{sight.opened}").evaluate("e => { e.open = true; }")


def darken(page: Page) -> None:
    """Switch the machine to its dark theme, and wait until the page has followed."""
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(20, 22, 26)")


def ask(page: Page, call: str) -> Any:
    return page.evaluate(f"a11y.{call}")


def found(page: Page, call: str) -> Problems:
    """What a question finds still, when the page has had its time to settle into a new form."""
    comes_true(page, f"a11y.{call}.length === 0", seconds=3)
    problems: Problems = ask(page, call)
    return problems


# What axe-core is not asked about, each with its reason.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Page, rules: list[str] = TAGS) -> Problems:
    """What axe-core calls serious or critical; all else that it lists is for a person to judge."""
    # Of a table under an open menu, half a link may be in sight. It is looked at without the menu.
    hidden = [".positions .matrix"] if page.locator("details.menu[open]").count() else []
    told = page.evaluate(
        "([where, how]) => axe.run(where, how)",
        [{"exclude": hidden}, {"runOnly": rules, "resultTypes": ["violations"]}],
    )
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in told["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def test_axe_finds_no_barrier_in_either_theme(sight: Page) -> None:
    assert barriers(sight) == []

    darken(sight)
    assert barriers(sight, ["color-contrast"]) == []


def test_words_edges_and_focus_stand_out_in_either_theme(sight: Page) -> None:
    for theme in ("light", "dark"):
        if theme == "dark":
            darken(sight)
        assert ask(sight, "texts(4.5)") == [], theme
        assert ask(sight, "edges(3)") == [], theme
        if theme == "light":
            assert ask(sight, "drawn(4.5)") == []
        sight.keyboard.press("Tab")  # The reader uses the keyboard, so that focus is shown.
        assert ask(sight, "rings(3)") == [], theme


def test_everything_that_can_be_clicked_can_be_reached_by_key(sight: Page) -> None:
    assert ask(sight, "unreachable()") == []


def test_targets_are_large_enough_or_far_enough_apart(sight: Page) -> None:
    assert found(sight, "small()") == []


@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (720, 450)], ids=["on a narrow phone", "on a desktop at 200 percent"]
)
def test_nothing_scrolls_in_two_directions_and_nothing_is_cut_off(sight: Page, width: int, height: int) -> None:
    sight.set_viewport_size({"width": width, "height": height})

    assert found(sight, "beyond()") == []
    assert found(sight, "clipped()") == []
    assert found(sight, "small()") == []
    assert width > 320 or found(sight, "narrow()") == []


@pytest.mark.parametrize("view", ["gaps", "positions", "blocks"])
def test_longer_words_of_another_language_fit_a_narrow_phone(window: Page, shipped: str, view: str) -> None:
    window.set_viewport_size({"width": 320, "height": 640})
    see(window, shipped, Sight(f"view={view}&lang=ru"))

    assert found(window, "beyond()") == []
    assert found(window, "clipped()") == []


# What 1.4.12 lets a reader set.
SPACED = """
.positions * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
.positions p { margin-bottom: 2em !important; }"""


@pytest.mark.parametrize("width", [320, 1440])
def test_wider_spacing_of_letters_and_lines_cuts_nothing_off(sight: Page, width: int) -> None:
    sight.set_viewport_size({"width": width, "height": 900})
    spacing = sight.add_style_tag(content=SPACED)

    assert found(sight, "clipped()") == []
    assert found(sight, "beyond()") == []
    spacing.evaluate("e => e.remove()")


def test_everything_has_a_name_and_every_cell_one_of_its_own(sight: Page) -> None:
    names = ask(sight, "names()")
    assert [one["told"] for one in names if not one["name"]] == []

    cells = defaultdict(set)
    for one in names:
        if one["cell"] is not None:
            cells[one["name"]].add(one["cell"])
            assert one["word"].strip() in one["name"], "what is said aloud is what is seen (2.5.3)"
        if one["cell"] is not None and one["inTable"]:
            proposition, *parties = one["cell"].split("~")
            for part in (PROPOSITION[proposition], *(PARTY[party] for party in parties)):
                assert part in one["name"]
    assert {name: which for name, which in cells.items() if len(which) > 1} == {}

    levels = sight.locator(":is(h1, h2, h3, h4, h5, h6):visible").evaluate_all("all => all.map(e => +e.tagName[1])")
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == [], levels
    unspoken = sight.locator(".positions :is(q, blockquote):not([lang])")
    assert unspoken.all_inner_texts() == [], "a quote says which language it is in"


def test_axe_finds_no_barrier_where_a_record_is_broken(window: Page, serve: Callable[[Path], str]) -> None:
    window.goto(serve(ROOT / "tests" / "cases" / "bad" / "P103_unknown_source.json"))
    expect(window.locator("#first-sight")).to_have_count(0, timeout=30_000)
    expect(window.locator(".positions-broken")).to_be_visible()
    window.evaluate(AXE)

    assert barriers(window) == []
    assert ask(window, "texts(4.5)") == []
    assert window.get_by_role("heading", level=1).count() == 1
    window.set_viewport_size({"width": 320, "height": 640})
    assert found(window, "beyond()") == []
    darken(window)
    assert ask(window, "texts(4.5)") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["gaps", "overlap", "about"])
def test_axe_finds_no_barrier_in_the_first_sight_of_the_page(
    window: Page, shipped: str, view: str, scheme: Scheme
) -> None:
    window.emulate_media(color_scheme=scheme)
    window.route("**/static/js/**", lambda route: route.abort())  # Streamlit's program never comes.
    window.goto(f"{shipped}/?view={view}&issue=territory")
    expect(window.locator("#first-sight .masthead")).to_be_visible()
    window.evaluate(AXE)

    assert barriers(window) == []
    assert ask(window, "texts(4.5)") == []
    assert ask(window, "edges(3)") == []
    window.set_viewport_size({"width": 320, "height": 640})
    assert found(window, "beyond()") == []


@pytest.mark.parametrize("view", ["overlap", "blocks", "changes"])
def test_words_in_pictures_stand_out_from_their_ground_in_the_dark(window: Page, shipped: str, view: str) -> None:
    window.emulate_media(color_scheme="dark")  # The server makes dark pictures of their own.
    see(window, shipped, SIGHTS[view])

    assert found(window, "drawn(4.5)") == []


# The order in which a reader without a pointer comes to the parts of the page.
PARTS = ["skip", "languages", "head", "views", "controls", "chips", "choice", "table", "evidence", "sources", "foot"]


@pytest.mark.parametrize(
    "query",
    [f"view=positions&cell=crimea-recognised-russian~russia&{FEW}", f"view=changes&{FEW}&since=2025-12-01"],
    ids=["positions", "changes"],
)
def test_the_tab_key_comes_to_everything_in_order_in_sight_and_is_never_trapped(
    window: Page, shipped: str, query: str
) -> None:
    see(window, shipped, Sight(query))
    parts: list[str] = ask(window, "stops()")
    every = list(range(len(parts)))
    unseen: Problems = []
    window.evaluate("document.activeElement.blur()")
    for key, expected in (("Tab", every), ("Shift+Tab", every[-2::-1])):
        passed: list[int] = []
        for _ in range(len(parts) + 30):  # A date has parts within.
            if len(passed) == len(expected):
                break
            window.keyboard.press(key)
            if (here := ask(window, "here()")) is None:
                break
            if here["number"] >= 0 and passed[-1:] != [here["number"]]:
                passed.append(here["number"])
                if here["covered"] or here["width"] < 2 or here["contrast"] < 3:
                    unseen.append(f"{key}: {here}")
        assert passed == expected, key

    order = [PARTS.index(part) for part, _ in groupby(parts)]
    assert order == sorted(order), parts
    assert unseen == []


@pytest.mark.parametrize("view", ["gaps", "positions"])
def test_what_has_the_focus_does_not_stay_behind_the_head_of_its_table(window: Page, shipped: str, view: str) -> None:
    see(window, shipped, Sight(f"view={view}"))
    mark = window.locator(".matrix .marks a:has(+ a)").nth(40)
    # The page is scrolled so that the mark is behind the head, and the focus is on what comes after it.
    mark.evaluate("e => { document.querySelector('.stMain').scrollTop += e.getBoundingClientRect().top - 5; }")
    expect(window.locator(".matrix thead th").first).to_be_in_viewport()
    mark.evaluate("e => e.nextElementSibling.focus({ preventScroll: true })")

    window.keyboard.press("Shift+Tab")
    expect(mark).to_be_focused()
    ask(window, "stops()")
    assert not ask(window, "here()")["covered"]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_each_menu_opens_by_key_and_escape_leaves_it(window: Page, shipped: str, key: str) -> None:
    see(window, shipped, Sight(FEW))
    for menu in window.locator("details.menu").all():
        summary = menu.locator("> summary")
        summary.focus()
        window.keyboard.press(key)
        expect(menu).to_have_attribute("open", "")
        window.keyboard.press("Tab")
        held = menu.locator(".panel :focus")
        expect(held, "what it holds comes next").to_have_count(1)

        window.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()


def cell_button(page: Page, cell: str = CELL) -> Locator:
    return page.locator(f'button[data-cell="{cell}"]')


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_cell_opens_by_key_and_escape_returns_to_it(window: Page, shipped: str, key: str) -> None:
    see(window, shipped, Sight(FEW))
    cell_button(window).focus()
    window.keyboard.press(key)
    expect(window.locator("#evidence-title")).to_be_focused()
    expect(window.locator("#evidence-title")).to_be_in_viewport()
    window.wait_for_url(re.compile("cell="))

    window.keyboard.press("Tab")
    expect(window.get_by_role("button", name="Close the evidence")).to_be_focused()
    window.keyboard.press("Escape")
    expect(window.locator(".evidence")).to_have_count(0)
    expect(cell_button(window)).to_be_focused()


def test_evidence_that_came_with_the_address_is_closed_onto_its_cell(window: Page, shipped: str) -> None:
    see(window, shipped, Sight(f"cell={CELL}&{FEW}"))
    window.get_by_role("button", name="Close the evidence").focus()
    window.keyboard.press("Enter")

    expect(window.locator(".evidence")).to_have_count(0)
    expect(cell_button(window)).to_be_focused()


def test_a_skip_link_leads_past_title_and_controls(sight: Page) -> None:
    skip = sight.locator(".masthead a.skip")
    skip.focus()
    expect(skip).to_be_in_viewport()
    assert skip.evaluate("e => getComputedStyle(e).clipPath") == "none", "it is seen while it has the focus"

    sight.keyboard.press("Enter")
    sight.keyboard.press("Tab")
    beyond = sight.locator(":focus:is(.choice a, .positions:not([data-piece=masthead]) *)")
    expect(beyond).to_have_count(1)


def test_nothing_moves_for_who_wants_no_movement(window: Page, shipped: str) -> None:
    window.emulate_media(reduced_motion="reduce")
    see(window, shipped, SIGHTS["evidence of a cell"])
    cell_button(window).hover()
    expect(window.get_by_role("tooltip")).to_be_visible()

    assert ask(window, "moving(0.001)") == []


def test_the_page_says_which_language_it_is_in_when_another_is_chosen(window: Page, shipped: str) -> None:
    page = window.locator("html")
    visit(window, f"{shipped}/?lang=uk&{FEW}")
    expect(page).to_have_attribute("lang", "uk")

    window.locator(".languages a[hreflang=ru]").click()
    expect(page).to_have_attribute("lang", "ru")
    window.locator(".languages a[hreflang=en]").click()
    expect(page).to_have_attribute("lang", "en")
    window.go_back()
    expect(page).to_have_attribute("lang", "ru")


def test_quotes_say_the_language_of_their_source(window: Page, shipped: str) -> None:
    visit(window, f"{shipped}/?lang=ru&cell={CELL}")
    said = window.locator(".evidence blockquote").evaluate_all("all => all.map(e => [e.textContent, e.lang])")
    spoken = {
        f"“{citation.quote}”": citation.language or SHIPPED.dataset.source[citation.source].language
        for one in SHIPPED.dataset.statements
        for citation in one.citations
    }

    assert said
    assert [(quote, lang) for quote, lang in said if spoken[quote] != lang] == []


def test_signs_words_and_states_remain_in_forced_colours(window: Page, shipped: str) -> None:
    window.emulate_media(forced_colors="active")
    see(window, shipped, Sight(f"cell={CELL}&{FEW}"))
    for cell in window.locator(".matrix td").all():
        expect(cell.locator(".sign").first).to_be_visible()
        expect(cell.locator(".word").first).to_be_visible()

    outlined = "e => [getComputedStyle(e).outlineStyle, parseFloat(getComputedStyle(e).outlineWidth)]"
    style, width = cell_button(window).evaluate(outlined)
    assert (style, width >= 2) == ("solid", True), "the chosen cell is told by an edge, where no shadow is drawn"
    current = window.locator(".languages [aria-current]").evaluate(outlined)
    assert current[0] == "solid"


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
@pytest.mark.parametrize("owner", ["mark", "cell"])
def test_a_tip_says_who_when_and_what_can_be_pointed_at_and_goes_with_escape(
    window: Page, shipped: str, owner: str, way: str
) -> None:
    window.clock.install()
    see(window, shipped, Sight(f"view=positions&{FEW}&as_of=2025-04-22"))
    button = cell_button(window, "crimea-recognised-russian~russia")
    target = button if owner == "cell" else button.locator("xpath=..").locator(".marks a").first
    tip = window.get_by_role("tooltip")
    expect(tip).to_have_count(0)
    if way == "pointer":
        target.hover()
    else:
        target.focus()
    expect(tip).to_be_visible()
    expect(target).to_have_attribute("aria-describedby", "tip")

    told = tip.inner_text()
    about = ("crimea-recognised-russian", "russia")
    of = [one for one in SHIPPED.dataset.statements if (one.proposition, one.party) == about]
    latest = max((one for one in of if one.date <= "2025-04-22"), key=lambda one: one.date)
    assert latest.speaker is not None
    assert latest.speaker.name in told
    assert phrases.day(latest.date) in told
    assert any(citation.quote and citation.quote in told for citation in latest.citations), told

    for theme in ("light", "dark"):
        if theme == "dark":
            darken(window)
        assert ask(window, "stands('.tip')") >= 3, theme
        assert ask(window, "texts(4.5)") == [], theme

    if way == "pointer":
        box = tip.bounding_box()
        assert box is not None
        window.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=40)
    window.clock.fast_forward(5_000)
    expect(tip).to_be_visible()
    before = window.evaluate_handle("document.activeElement")
    window.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    assert window.evaluate("before => document.activeElement === before", before), "the focus stays where it was"
