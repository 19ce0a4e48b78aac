"""What a person does with the dashboard, in a real browser."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from positions import export, store, tables
from positions.parameters import Parameters, View, read

SHIPPED = store.read(Path(__file__).parents[2] / "data" / "positions.json")
CELL = "crimea-recognised-russian~russia~ukraine"


def table(page: Page) -> Locator:
    return page.locator(".positions table.matrix")


def evidence(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Evidence")


def button(page: Page, cell: str) -> Locator:
    return page.locator(f'button[data-cell="{cell}"]')


def test_the_page_opens_with_the_gaps_and_says_what_they_are_of(page: Page, shipped: str) -> None:
    page.goto(shipped)

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
    page.goto(f"{shipped}/?as_of=2025-04-22")
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
    page.goto(shipped)
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
    page.goto(f"{shipped}/?cell={CELL}")
    page.get_by_role("button", name="Close the evidence").click()

    expect(evidence(page)).to_be_hidden()
    expect(page).not_to_have_url(re.compile("cell="))


def test_the_address_reproduces_the_view_in_a_new_window(page: Page, shipped: str, browser: Browser) -> None:
    page.goto(f"{shipped}/?as_of=2025-04-22")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("combobox", name="Parties").click()
    for name in ("Russia", "United States"):
        page.get_by_role("option", name=name).click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("not shown: 2 parties")).to_be_visible()
    page.get_by_text("Positions", exact=True).click()
    button(page, "direct-talks~russia").click()
    expect(evidence(page)).to_be_visible()
    page.wait_for_url(re.compile("cell=direct-talks~russia"))

    other = browser.new_page()
    other.goto(page.url)
    expect(evidence(other)).to_have_text(evidence(page).inner_text(), use_inner_text=True)
    expect(table(other)).to_have_text(table(page).inner_text(), use_inner_text=True)
    expect(table(other).get_by_role("columnheader")).to_have_text(["Proposition", "Russia", "United States"])
    other.close()


def test_quick_choices_end_with_the_address_of_the_last(page: Page, shipped: str) -> None:
    page.goto(f"{shipped}/?as_of=2025-04-22")
    other = "crimea-recognised-russian~russia~us"
    for _ in range(3):
        for cell in (CELL, other, CELL):
            button(page, cell).click(no_wait_after=True)
        expect(button(page, CELL)).to_have_attribute("aria-pressed", "true")
        expect(evidence(page)).to_contain_text("Russia – Ukraine: deadlock")
        expect(page).to_have_url(re.compile(f"cell={CELL}"))
        page.get_by_role("button", name="Close the evidence").click()
        expect(evidence(page)).to_be_hidden()


def test_an_opened_link_to_a_cell_has_its_evidence_in_sight_on_a_tablet(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(f"{shipped}/?cell={CELL}")

    expect(evidence(page).get_by_role("heading", level=2)).to_be_in_viewport()


def test_going_back_returns_to_the_view_before(page: Page, shipped: str) -> None:
    page.goto(shipped)
    expect(table(page)).to_have_class(re.compile("gaps"))
    page.get_by_text("Positions", exact=True).click()
    expect(table(page)).to_have_class(re.compile("positions"))
    page.wait_for_url("**view=positions*")

    page.go_back()
    expect(table(page)).to_have_class(re.compile("gaps"))


@pytest.mark.parametrize("view", [View.GAPS, View.POSITIONS, View.OVERLAP])
def test_the_csv_is_downloaded_and_is_what_is_shown(page: Page, shipped: str, view: View) -> None:
    query = {"view": [str(view)], "as_of": ["2025-04-22"], "party": ["russia", "ukraine"]}
    page.goto(f"{shipped}/?view={view}&as_of=2025-04-22&party=russia&party=ukraine")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download CSV").click()
    content = Path(downloading.value.path()).read_bytes().decode()
    chosen: Parameters = read(query, SHIPPED.dataset)[0]

    assert downloading.value.suggested_filename == f"russia-ukraine-talks-{view}-2025-04-22-{SHIPPED.version}.csv"
    assert content == export.csv(tables.table(view, SHIPPED, chosen))
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert {row["data_version"] for row in rows} == {SHIPPED.version}
    assert {row["as_of"] for row in rows} == {"2025-04-22"}


def test_a_citation_mark_leads_to_its_source(page: Page, shipped: str) -> None:
    page.goto(shipped)
    mark = table(page).get_by_role("link", name="source 5", exact=True).first
    mark.click()

    source = page.locator("#source-5")
    expect(source).to_be_in_viewport()
    expect(source.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))
    expect(table(page)).to_be_attached()


def test_the_overlap_is_drawn_and_its_pairs_lead_to_their_gaps(page: Page, shipped: str) -> None:
    page.goto(f"{shipped}/?view=overlap")
    expect(page.locator(".js-plotly-plot .heatmaplayer image")).to_be_visible()
    shown = page.locator(".js-plotly-plot .heatmaplayer").text_content() or ""
    numbers = [row.inner_text() for row in table(page).locator("tbody tr").all()]
    assert len(numbers) == 6
    for row in numbers:
        point = re.search(r"\d+\s%", row)
        assert point is not None
        assert point[0] in shown, "the picture has the numbers of the table"

    table(page).get_by_role("button", name="Russia and Europe: show the gaps behind these figures").click()
    expect(table(page).get_by_role("columnheader")).to_have_text(["Proposition", "Russia – Europe"])


def test_the_day_changes_what_is_known(page: Page, shipped: str) -> None:
    page.goto(f"{shipped}/?view=positions&as_of=2025-04-20")
    before = button(page, "civilian-strikes-halt~russia").inner_text()
    page.goto(f"{shipped}/?view=positions&as_of=2025-04-22")
    expect(button(page, "civilian-strikes-halt~russia")).not_to_have_text(before)


def test_a_phone_shows_the_matrix_without_scrolling_sideways(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{shipped}/?cell={CELL}")
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
    page.goto(shipped)
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
  const walker = document.createTreeWalker(document.querySelector(".positions"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    const element = walker.currentNode.parentElement;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
    lowest = Math.min(lowest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return lowest;
}"""


def lowest_contrast(page: Page) -> float:
    """The lowest contrast of any text of the board with the ground that the browser painted behind it."""
    found: float = page.evaluate(LOWEST_CONTRAST)
    assert found < 99, "there was text to measure"
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_matrix_stands_out_from_its_cell(browser: Browser, shipped: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    window = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]  # the two names it knows
    window.goto(f"{shipped}/?cell={CELL}")
    expect(evidence(window)).to_be_visible()

    assert lowest_contrast(window) >= 4.5
    window.close()


@pytest.fixture
def briefing(shipped: str) -> Iterator[str]:
    """A page of another origin that has the dashboard in a frame."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<!doctype html><title>Briefing</title><iframe src="{shipped}/?embed=true&view=positions"></iframe>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_dashboard_works_in_a_frame_of_another_site(browser: Browser, briefing: str) -> None:
    window = browser.new_page()
    window.goto(briefing)
    frame = window.frame_locator("iframe")
    frame.locator('button[data-cell="direct-talks~ukraine"]').click()

    expect(frame.get_by_role("complementary", name="Evidence")).to_contain_text("negotiate with each other")
    expect(frame.locator('button[data-cell="direct-talks~ukraine"]')).to_have_attribute("aria-pressed", "true")
    window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_the_page_has_the_whole_table_the_day_and_every_source(
    browser: Browser, shipped: str, scheme: str
) -> None:
    window = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]  # the two names it knows
    window.goto(f"{shipped}/?view=positions&as_of=2025-04-22&issue=territory")
    expect(table(window)).to_be_visible()
    window.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]  # likewise

    height = window.evaluate("document.documentElement.scrollHeight")
    last = window.locator(".positions .sources li").last
    bottom = last.evaluate("e => e.getBoundingClientRect().bottom + window.scrollY")
    assert bottom <= height + 1, "nothing is cut off behind a scrolling box"
    expect(table(window).locator("caption")).to_contain_text("22\u00a0April\u00a02025")
    expect(window.get_by_role("button", name="Download CSV")).to_be_hidden()
    assert lowest_contrast(window) >= 4.5, "black on white, whatever the theme of the screen"
    window.close()


def test_printed_the_overlap_has_its_table_and_no_cut_off_picture(page: Page, shipped: str) -> None:
    page.goto(f"{shipped}/?view=overlap")
    expect(page.locator(".js-plotly-plot .heatmaplayer image")).to_be_visible()
    page.emulate_media(media="print")

    expect(page.locator(".js-plotly-plot")).to_be_hidden()
    expect(table(page)).to_contain_text("US – Europe")
    expect(page.get_by_text("A public statement is not a reservation point").last).to_be_visible()


def test_a_record_that_breaks_stays_up_and_says_so_and_recovers(page: Page, changing: tuple[str, Path]) -> None:
    address, file = changing
    good = file.read_bytes()
    page.goto(address)
    expect(table(page)).to_be_visible()

    file.write_text('{"schema_version": "1",')
    page.reload()
    expect(page.get_by_text("This is the last good state of it.")).to_be_visible()
    expect(table(page)).to_be_visible()

    file.write_bytes(good)
    page.reload()
    expect(table(page)).to_be_visible()
    expect(page.get_by_text("This is the last good state of it.")).to_be_hidden()


def test_a_record_that_was_never_good_is_told_with_its_problems(
    page: Page, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    bad = Path(__file__).parents[1] / "cases" / "bad" / "P103_unknown_source.json"
    page.goto(serve(bad))

    expect(page.get_by_role("heading", name="This record cannot be shown")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="P103")).to_contain_text("unknown source 'x'")
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_the_counts_of_the_record_fit_a_phone(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{shipped}/?view=about")
    expect(page.get_by_text("Statements by proposition")).to_be_attached()

    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    broken = """[...document.querySelectorAll(".census td")].filter((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1;
    }).map((cell) => cell.textContent)"""
    assert page.evaluate(broken) == [], "no number is broken into lines"
