"""What a person does with the dashboard, in a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from positions import export, files, phrases, store, tables, words
from positions.changes import changes, whole_drifts
from positions.parameters import Parameters, View, read
from tests.browser.conftest import settled, visit
from tests.browser.hosts import host

SHIPPED = store.read(Path(__file__).parents[2] / "data" / "positions.json")
CELL = "crimea-recognised-russian~russia~ukraine"


def table(page: Page) -> Locator:
    return page.locator(".positions table.matrix")


def evidence(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Evidence")


def button(page: Page, cell: str) -> Locator:
    return page.locator(f'button[data-cell="{cell}"]')


def test_the_page_opens_with_the_gaps_and_says_what_they_are_of(page: Page, shipped: str) -> None:
    visit(page, shipped)

    expect(page.get_by_role("heading", level=1)).to_have_text(SHIPPED.dataset.dataset.title)
    expect(page).to_have_title(SHIPPED.dataset.dataset.title)
    expect(page.get_by_text("coverage ends")).to_contain_text("ends 1\u00a0July\u00a02026")
    expect(page.get_by_text("with a statement are stale")).to_contain_text("more than 180 days older")
    expect(page.locator(".figure")).to_contain_text(
        re.compile(r"Russia – Ukraine \d+\s% agreement of stated positions, city-block\s+\[\d+–\d+\s%\]")
    )
    expect(table(page).get_by_role("columnheader")).to_have_count(7)
    expect(table(page).locator("button[data-cell]")).to_have_count(6 * len(SHIPPED.dataset.propositions))


def test_a_cell_is_chosen_by_click_and_its_quote_and_link_are_read(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of=2025-04-22")
    button(page, CELL).click()

    expect(evidence(page)).to_contain_text("Russia – Ukraine: deadlock")
    page.wait_for_url(f"**cell={CELL}*")
    quoted = evidence(page).locator("blockquote").first.inner_text().strip("“”")
    link = evidence(page).get_by_role("link", name="read it at the words").first.get_attribute("href")
    assert link is not None
    address, fragment = link.split("#:~:text=")
    assert address.startswith("http")
    assert quoted.startswith(unquote(fragment.split(",")[0]))
    assert any(citation.quote == quoted for statement in SHIPPED.dataset.statements for citation in statement.citations)


def test_a_cell_is_chosen_and_left_again_by_keyboard(page: Page, shipped: str) -> None:
    visit(page, shipped)
    button(page, CELL).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(button(page, CELL)).to_be_focused()
    page.keyboard.press("Enter")

    expect(evidence(page).get_by_role("heading", level=2)).to_be_focused()
    expect(button(page, CELL)).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("Escape")
    expect(evidence(page)).to_be_hidden()
    expect(button(page, CELL)).to_be_focused()
    expect(button(page, CELL)).to_have_attribute("aria-pressed", "false")


def test_the_close_button_closes_the_evidence(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?cell={CELL}")
    page.get_by_role("button", name="Close the evidence").click()

    expect(evidence(page)).to_be_hidden()
    expect(page).not_to_have_url(re.compile("cell="))


def test_the_address_reproduces_the_view_in_a_new_window(page: Page, shipped: str, browser: Browser) -> None:
    visit(page, f"{shipped}/?as_of=2025-04-22")
    page.locator("#filters > summary").click()
    for name in ("Russia", "United States"):
        page.get_by_role("checkbox", name=name, exact=True).check()
        expect(page.get_by_role("link", name=re.compile("^Party: (Russia|US)"))).not_to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_text("not shown: 2 parties")).to_be_visible()
    page.get_by_role("link", name="Positions", exact=True).click()
    button(page, "direct-talks~russia").click()
    expect(evidence(page)).to_be_visible()
    page.wait_for_url(re.compile("cell=direct-talks~russia"))

    other = browser.new_page()
    visit(other, page.url)
    expect(evidence(other)).to_have_text(evidence(page).inner_text(), use_inner_text=True)
    expect(table(other)).to_have_text(table(page).inner_text(), use_inner_text=True)
    expect(table(other).get_by_role("columnheader")).to_have_text(["Proposition", "Russia", "United States"])
    other.close()


def test_quick_choices_end_with_the_address_of_the_last(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of=2025-04-22")
    other = "crimea-recognised-russian~russia~us"
    for _ in range(3):
        for cell in (CELL, other, CELL):
            button(page, cell).click(no_wait_after=True)
        expect(button(page, CELL)).to_have_attribute("aria-pressed", "true")
        expect(evidence(page)).to_contain_text("Russia – Ukraine: deadlock")
        expect(page).to_have_url(re.compile(f"cell={CELL}"))
        page.get_by_role("button", name="Close the evidence").click()
        expect(evidence(page)).to_be_hidden()


def test_a_cell_chosen_just_before_another_view_stays_chosen_in_it(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of=2025-04-22")
    # Both before the page can have answered.
    page.evaluate(
        """(cell) => {
            document.querySelector(`button[data-cell="${cell}"]`).click();
            document.querySelector(".masthead nav a[href*='view=positions']").click();
        }""",
        CELL,
    )

    expect(table(page)).to_have_class(re.compile("positions"))
    expect(page).to_have_url(re.compile("view=positions"))
    expect(page).to_have_url(re.compile(f"cell={CELL}"))
    expect(evidence(page)).to_contain_text("Russia – Ukraine: deadlock")


@pytest.mark.parametrize("address", ["?lang=uk", "?embed=true"])
def test_a_tab_that_is_opened_by_keyboard_keeps_the_focus(page: Page, shipped: str, address: str) -> None:
    visit(page, f"{shipped}/{address}&as_of=2025-04-22")
    tab = page.locator(".masthead .views a[href*='view=sheet']")
    tab.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".masthead .views a[aria-current]")).to_have_attribute("href", re.compile("view=sheet"))
    expect(page.locator(".masthead .views a[aria-current]")).to_be_focused()


def test_the_builder_that_is_opened_by_keyboard_is_where_the_next_key_leads(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of=2025-04-22")
    page.locator("#share > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#share a[href*='view=embed']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".builder")).to_be_visible()
    expect(page.locator("#shown")).to_be_focused()
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('.builder') !== null")


def test_an_opened_link_to_a_cell_has_its_evidence_in_sight_on_a_tablet(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    visit(page, f"{shipped}/?cell={CELL}")

    expect(evidence(page).get_by_role("heading", level=2)).to_be_in_viewport()


def test_going_back_returns_to_the_view_before(page: Page, shipped: str) -> None:
    visit(page, shipped)
    expect(table(page)).to_have_class(re.compile("gaps"))
    page.get_by_role("link", name="Positions", exact=True).click()
    expect(table(page)).to_have_class(re.compile("positions"))
    page.wait_for_url("**view=positions*")

    page.go_back()
    expect(table(page)).to_have_class(re.compile("gaps"))


@pytest.mark.parametrize("view", View)
def test_every_file_of_a_view_is_downloaded_and_is_what_is_shown(page: Page, shipped: str, view: View) -> None:
    query = {
        "view": [str(view)], "as_of": ["2025-04-22"], "party": ["russia", "ukraine"], "pair": ["russia~ukraine"],
        "since": ["2025-03-01"], "source": ["politico-2025-04-22-zelensky"],
    }  # fmt: skip
    chosen: Parameters = read(query, SHIPPED.dataset)[0]
    visit(page, f"{shipped}/?{urlencode(query, doseq=True)}")
    for name in files.OF_VIEW[view]:
        for form in files.forms(name):
            page.locator("#take > summary").click()
            with page.expect_download() as downloading:
                page.get_by_role("link", name=f"{files.names()[name]}, {form.upper()}", exact=True).click()
            page.keyboard.press("Escape")
            content = Path(downloading.value.path()).read_bytes()

            assert downloading.value.suggested_filename == files.file_name(SHIPPED, chosen, name, form)
            if form in export.FORMATS:
                assert content.decode() == export.serialise(tables.table(name, SHIPPED, chosen), form)
            else:
                assert content == files.content(SHIPPED, chosen, name, form)


def test_a_citation_mark_leads_to_its_source(page: Page, shipped: str) -> None:
    visit(page, shipped)
    mark = table(page).get_by_role("link", name="source 5", exact=True).first
    mark.click()

    source = page.locator("#source-5")
    expect(source).to_be_in_viewport()
    expect(source.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))
    expect(table(page)).to_be_attached()


def picture(page: Page) -> Locator:
    return page.locator(".stVegaLiteChart svg").first


def saved(page: Page, form: str) -> bytes:
    """The first picture of the page, saved as a file."""
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile(f", {form}$")).and_(page.locator(".saved a")).first.click()
    return Path(downloading.value.path()).read_bytes()


def test_the_overlap_is_drawn_and_its_pairs_lead_to_their_gaps(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=overlap")
    expect(picture(page)).to_be_visible()
    drawn = saved(page, "SVG").decode().replace("\u00a0", " ")
    numbers = [row.inner_text() for row in table(page).first.locator("tbody tr").all()]
    assert len(numbers) == 6
    for row in numbers:
        point = re.search(r"\d+\s%", row)
        assert point is not None
        assert point[0].replace("\u00a0", " ") in drawn, "the picture has the numbers of the table"

    table(page).first.get_by_role("link", name="Russia and Europe: show the gaps behind these figures").click()
    expect(table(page).get_by_role("columnheader")).to_have_text(["Proposition", "Russia – Europe"])


def test_what_draws_pictures_is_fetched_by_the_views_that_have_some(page: Page, shipped: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    visit(page, shipped)
    assert not [url for url in fetched if "vega" in url.lower()]
    page.get_by_role("link", name="Overlap", exact=True).click()
    expect(picture(page)).to_be_visible()

    assert [url for url in fetched if "vega" in url.lower()]


@pytest.mark.parametrize("view", ["overlap", "changes", "blocks"])
def test_a_picture_is_saved_with_its_formula_day_and_version_in_it(page: Page, shipped: str, view: str) -> None:
    visit(page, f"{shipped}/?view={view}&as_of=2025-12-30")
    expect(picture(page)).to_be_visible()
    told = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", saved(page, "SVG").decode())).replace("\u00a0", " ")

    assert "As of 30 December 2025" in told
    assert f"data {SHIPPED.version}" in told
    assert SHIPPED.dataset.dataset.title in told
    assert ("highest minimum" if view == "blocks" else "[S/N, (S + N − n)/N]") in told
    assert saved(page, "PNG").startswith(b"\x89PNG")


def test_what_moved_is_told_with_both_statements_and_the_effect_on_each_pair(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=changes&as_of=2025-04-29&since=2025-04-20&party=russia&party=ukraine")
    chosen = read({"as_of": ["2025-04-29"], "party": ["russia", "ukraine"]}, SHIPPED.dataset)[0]
    found = changes(chosen.matrix(SHIPPED.timeline), date(2025, 4, 20))
    listed = page.locator("table.changes tbody tr")
    expect(listed).to_have_count(len(found))
    latest, row = found[-1], listed.first

    expect(row).to_contain_text(latest.proposition.text)
    expect(row).to_contain_text(latest.kind.value)
    expect(row).to_contain_text(latest.after[0].summary)
    moving = next(n for n, change in enumerate(reversed(found)) if change.effects and change.before)
    expect(listed.nth(moving)).to_contain_text(re.compile(r"Russia – Ukraine|Ukraine – Russia"))
    expect(listed.nth(moving)).to_contain_text(re.compile(r"\d+\s% → \d+\s%"))
    expect(listed.nth(moving).get_by_role("link")).not_to_have_count(0)

    row.get_by_role("button").click()
    expect(evidence(page)).to_contain_text(latest.proposition.text)


def test_whether_a_pair_came_closer_is_answered_or_said_to_be_open(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=changes&since=2025-04-22&as_of=2026-06-30")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Russia – Ukraine")).first

    expect(row).to_contain_text(re.compile("(more|less) alike|as alike as before"))
    expect(row).to_contain_text(re.compile(r"on \d+ propositions"))
    expect(row).to_contain_text("cannot be told: the ranges overlap")
    row.get_by_text(re.compile(r"by \d+ propositions")).click()
    expect(row.get_by_role("listitem").first).to_contain_text(re.compile("[+−](½|1): "))


def test_a_dot_tells_the_day_the_figure_and_who_moved_it_wherever_the_reader_lives(
    browser: Browser, shipped: str
) -> None:
    window = browser.new_page(timezone_id="America/New_York")
    visit(window, f"{shipped}/?view=changes&as_of=2025-04-29&since=2025-04-20")
    dot = window.locator(".stVegaLiteChart .mark-symbol path").last
    dot.scroll_into_view_if_needed()
    dot.hover()
    told = window.locator("#vg-tooltip-element")
    matrix = read({"as_of": ["2025-04-29"]}, SHIPPED.dataset)[0].matrix(SHIPPED.timeline)
    last = whole_drifts(matrix)[0].points[-1]

    expect(told).to_contain_text(phrases.day(last.day))
    expect(told).to_contain_text(words.figure(last.agreement))
    expect(told).to_contain_text(last.changes[0].party.short)
    window.close()


def test_pairs_are_chosen_and_stand_side_by_side(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=changes")
    expect(page.locator(".stVegaLiteChart")).to_have_count(1)
    pairs = page.get_by_role("navigation", name="Pairs")
    expect(pairs.get_by_role("link", name="Russia – Ukraine")).to_have_attribute("aria-current", "true")
    pairs.get_by_role("link", name="Ukraine – US", exact=True).click()

    expect(page.locator(".stVegaLiteChart")).to_have_count(2)
    boxes = [chart.bounding_box() for chart in page.locator(".stVegaLiteChart").all()]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2
    page.wait_for_url(re.compile(r"pair=russia(~|%7E)ukraine&pair=ukraine(~|%7E)us"))


def test_what_blocks_is_ranked_and_leads_to_its_evidence(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=blocks&as_of=2025-04-22")
    rows = page.locator("table.blocks tbody tr")
    expect(rows.first).to_contain_text("deadlock")
    expect(page.get_by_role("heading", name="Common ground of Russia, Ukraine, US and Europe")).to_be_attached()

    rows.first.get_by_role("button").click()
    expect(evidence(page)).to_contain_text("Russia – Ukraine: deadlock")


def test_a_source_tells_what_rests_on_it_and_the_address_keeps_it(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=sources")
    first = page.locator("table.source-list tbody tr").first
    first.get_by_role("button").click()

    expect(evidence(page).get_by_role("heading", level=2)).to_have_text("What rests on this source")
    expect(evidence(page)).to_contain_text("become something else")
    page.wait_for_url("**source=*")
    page.reload()
    settled(page)
    expect(evidence(page)).to_contain_text("become something else")
    page.get_by_role("button", name="Close the evidence").click()
    expect(evidence(page)).to_be_hidden()
    expect(page).not_to_have_url(re.compile("source="))


def test_a_day_to_compare_with_marks_what_moved_and_tells_the_figure_of_then(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=positions&as_of=2025-04-29&since=2025-04-22")

    expect(page.locator(".masthead")).to_contain_text(re.compile(r"On 22\sApril\s2025: \d+\s%"))
    expect(button(page, "direct-talks~russia")).to_contain_text("moved")
    expect(table(page).locator("button", has_text="moved")).not_to_have_count(0)


def test_another_state_of_the_record_is_compared_on_the_page(page: Page, shipped: str, tmp_path: Path) -> None:
    old = SHIPPED.dataset.model_copy(update={"statements": SHIPPED.dataset.statements[1:]})
    used = {citation.source for statement in old.statements for citation in statement.citations}
    searched = {id_ for absence in old.absences for id_ in absence.sources}
    old = old.model_copy(update={"sources": tuple(s for s in old.sources if s.id in used | searched)})
    earlier, broken = tmp_path / "earlier.json", tmp_path / "broken.json"
    earlier.write_bytes(store.canonical(old))
    broken.write_text('{"schema_version": "1",')
    visit(page, f"{shipped}/?view=changes")
    page.get_by_text("Compare with another state of the record").click()

    page.locator("input[type=file]").set_input_files(earlier)
    page.get_by_text("Statements added: 1").click()
    expect(page.get_by_text(SHIPPED.dataset.statements[0].id)).to_be_visible()
    expect(page.get_by_role("rowheader", name="Russia – Ukraine").last).to_be_visible()

    page.locator("input[type=file]").set_input_files(broken)
    expect(page.get_by_text("This file is no state of a record that can be compared")).to_be_visible()
    page.get_by_text("What is wrong with it").click()
    expect(page.get_by_role("row").filter(has_text="P002")).to_be_visible()


def test_the_day_changes_what_is_known(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?view=positions&as_of=2025-04-20")
    before = button(page, "civilian-strikes-halt~russia").inner_text()
    visit(page, f"{shipped}/?view=positions&as_of=2025-04-22")
    expect(button(page, "civilian-strikes-halt~russia")).not_to_have_text(before)


@pytest.mark.parametrize("view", View)
def test_no_view_scrolls_sideways_on_a_phone(page: Page, shipped: str, view: View) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    visit(page, f"{shipped}/?view={view}&since=2026-04-01")
    shown = ":is(.positions table.matrix, .positions-about, .positions .empty, .positions .builder)"
    expect(page.locator(shown).first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    widths = page.evaluate("[...document.querySelectorAll('.positions *')].map(e => e.getBoundingClientRect().right)")
    assert max(widths, default=0) <= 375


def test_a_phone_shows_the_matrix_without_scrolling_sideways(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    visit(page, f"{shipped}/?cell={CELL}")
    expect(evidence(page)).to_be_visible()
    expect(table(page)).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    widths = page.evaluate("[...document.querySelectorAll('.positions *')].map(e => e.getBoundingClientRect().right)")
    assert max(widths) <= 375
    cell = button(page, CELL).bounding_box()
    assert cell is not None
    assert cell["height"] >= 24
    assert cell["width"] >= 100


def test_choosing_a_cell_on_a_phone_brings_the_evidence_into_sight(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    visit(page, shipped)
    button(page, CELL).click()

    expect(evidence(page).locator("blockquote").first).to_be_in_viewport()


LOWEST_CONTRAST = """() => {
  const context = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  let lowest = 99;
  for (const root of document.querySelectorAll(".positions")) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.data.trim()) continue;
      const element = walker.currentNode.parentElement;
      const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
      lowest = Math.min(lowest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
    }
  }
  return lowest;
}"""


def lowest_contrast(page: Page) -> float:
    """The lowest contrast of any text of the board with the ground that the browser painted behind it."""
    found: float = page.evaluate(LOWEST_CONTRAST)
    assert found < 99, "there was text to measure"
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [view for view in View if view not in {View.ABOUT, View.OVERLAP, View.EMBED}])
def test_every_text_of_a_view_stands_out_from_its_ground(
    browser: Browser, shipped: str, scheme: str, view: View
) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    window = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]  # the two names it knows
    visit(window, f"{shipped}/?cell={CELL}&source=kommersant-2025-09-02-putin-eu&view={view}")
    expect(evidence(window)).to_be_visible()

    assert lowest_contrast(window) >= 4.5
    window.close()


@pytest.fixture
def briefing(shipped: str) -> Iterator[str]:
    """A page of another origin that has the dashboard in a frame."""
    with host({"/": f'<iframe src="{shipped}/?embed=true&view=positions"></iframe>'}, name="localhost") as address:
        yield f"{address}/"


def test_the_dashboard_works_in_a_frame_of_another_site(browser: Browser, briefing: str) -> None:
    window = browser.new_page()
    window.goto(briefing)
    frame = window.frame_locator("iframe")
    settled(frame)
    frame.locator('button[data-cell="direct-talks~ukraine"]').click()

    expect(frame.get_by_role("complementary", name="Evidence")).to_contain_text("negotiate with each other")
    expect(frame.locator('button[data-cell="direct-talks~ukraine"]')).to_have_attribute("aria-pressed", "true")
    window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_the_page_has_the_whole_table_the_day_and_every_source(
    browser: Browser, shipped: str, scheme: str
) -> None:
    window = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]  # the two names it knows
    visit(window, f"{shipped}/?view=positions&as_of=2025-04-22&issue=territory")
    expect(table(window)).to_be_visible()
    window.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]  # likewise

    height = window.evaluate("document.documentElement.scrollHeight")
    last = window.locator(".positions .sources li").last
    bottom = last.evaluate("e => e.getBoundingClientRect().bottom + window.scrollY")
    assert bottom <= height + 1, "nothing is cut off behind a scrolling box"
    expect(table(window).locator("caption")).to_contain_text("22\u00a0April\u00a02025")
    expect(window.locator(".controls")).to_be_hidden()
    assert lowest_contrast(window) >= 4.5, "black on white, whatever the theme of the screen"
    window.close()


@pytest.mark.parametrize("view", ["overlap", "changes"])
def test_printed_a_picture_fits_the_paper_and_the_widgets_are_gone(page: Page, shipped: str, view: str) -> None:
    visit(page, f"{shipped}/?view={view}")
    expect(picture(page)).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 within its margins

    expect(picture(page)).to_be_visible()
    box = picture(page).bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 700
    for part in (".controls", ".views", ".saved"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_text("A public statement is not a reservation point").last).to_be_visible()


def test_printed_from_a_dark_page_the_picture_brings_its_own_ground(browser: Browser, shipped: str) -> None:
    window = browser.new_page(color_scheme="dark")
    visit(window, f"{shipped}/?view=overlap")
    expect(picture(window)).to_be_visible()
    window.emulate_media(media="print", color_scheme="dark")

    look = picture(window).evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).printColorAdjust]")
    assert look == ["rgb(20, 22, 26)", "exact"], "dark, as its ink is light"
    window.close()


def test_a_record_that_breaks_stays_up_and_says_so_and_recovers(page: Page, changing: tuple[str, Path]) -> None:
    address, file = changing
    good = file.read_bytes()
    visit(page, address)
    expect(table(page)).to_be_visible()

    file.write_text('{"schema_version": "1",')
    page.reload()
    settled(page)
    expect(page.get_by_text("This is the last good state of it.")).to_be_visible()
    expect(table(page)).to_be_visible()

    file.write_bytes(good)
    page.reload()
    settled(page)
    expect(table(page)).to_be_visible()
    expect(page.get_by_text("This is the last good state of it.")).to_be_hidden()


def test_a_record_that_was_never_good_is_told_with_its_problems(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    bad = Path(__file__).parents[1] / "cases" / "bad" / "P103_unknown_source.json"
    visit(page, serve(bad))

    expect(page.get_by_role("heading", name="This record cannot be shown")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="P103")).to_contain_text("unknown source 'x'")
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_the_counts_of_the_record_fit_a_phone(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    visit(page, f"{shipped}/?view=about")
    expect(page.get_by_text("Statements by proposition")).to_be_attached()

    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    broken = """[...document.querySelectorAll(".census td")].filter((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1;
    }).map((cell) => cell.textContent)"""
    assert page.evaluate(broken) == [], "no number is broken into lines"
