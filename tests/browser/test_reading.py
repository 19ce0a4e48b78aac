"""Searching, choosing, citing, printing, and reading in another language or frame, in a real browser."""

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, Route, expect
from pypdf import PdfReader

from positions import masthead, phrases, store, words
from positions.changes import changes
from positions.compare import Gap, Relation, gaps
from positions.grid import Matrix
from positions.language import LANGUAGES, _, speaking
from positions.listing import GRAVEST_FIRST
from positions.parameters import Parameters, View, read
from positions.search import search
from tests.browser.conftest import settled, visit
from tests.records import issue, party, proposition, statement, written

SHIPPED = store.read(Path(__file__).parents[2] / "data" / "positions.json")
DAY = date(2025, 4, 22)
CELL = "crimea-recognised-russian~russia~ukraine"


def chosen(page: Page) -> Parameters:
    """What the address says is chosen."""
    return read(parse_qs(urlsplit(page.url).query), SHIPPED.dataset)[0]


def matrix_on(day: date, **narrowed: tuple[str, ...]) -> Matrix:
    return Parameters(as_of=day, **narrowed).matrix(SHIPPED.timeline)  # type: ignore[arg-type]  # party and issue


def table(page: Page | FrameLocator) -> Locator:
    return page.locator(".positions table.matrix")


def evidence(page: Page | FrameLocator) -> Locator:
    return page.locator("aside.evidence")


def button(page: Page | FrameLocator, cell: str) -> Locator:
    return page.locator(f'table button[data-cell="{cell}"]')


def listed(page: Page) -> Locator:
    """The propositions of a matrix, in the order in which they stand."""
    return table(page).locator("tbody th[scope=row]")


def chips(page: Page) -> Locator:
    return page.locator(".chips .chip:not(.all)")


def scrolled(page: Page, to: float) -> None:
    page.get_by_test_id("stMain").evaluate("(e, y) => e.scrollTo(0, y)", to)


def left(of: Locator) -> float:
    return edges(of)[0]


def top(of: Locator) -> float:
    return edges(of)[1]


def edges(of: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom, seen from the window."""
    box = of.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


# Searching.


def test_a_search_tells_how_much_it_found_and_a_result_opens_its_evidence_beside(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    page.get_by_role("searchbox", name="Search").fill("nato")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search results for “nato”")).to_be_visible()
    found = search(SHIPPED.dataset, Parameters(as_of=DAY, q="nato"))
    counts = [
        phrases.count(len(found.propositions), "proposition"),
        phrases.count(len(found.statements), "statement"),
        phrases.count(len(found.sources), "source"),
    ]
    expect(page.locator('[data-piece="table"] h3')).to_have_text(counts)

    first = found.statements[0]
    about = next(part for part in SHIPPED.dataset.propositions if part.id == first.proposition)
    result = page.locator("ul.results").nth(1).get_by_role("button").first
    result.click()
    expect(evidence(page).get_by_role("heading", level=2)).to_have_text(about.text)
    expect(evidence(page)).to_contain_text(first.summary)
    assert left(evidence(page)) > edges(page.locator("ul.results").nth(1))[2]
    page.wait_for_url(re.compile(rf"cell={first.proposition}~{first.party}&q=nato"))


def test_a_search_is_ended_by_its_chip_and_the_view_is_back(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view=positions&q=nato")
    expect(table(page)).to_have_count(0)
    page.get_by_role("link", name="Search: nato: take this choice back").click()

    expect(table(page)).to_have_class(re.compile("positions"))
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("")
    page.wait_for_url(lambda address: "q=" not in address)
    assert chosen(page) == Parameters(as_of=DAY, view=View.POSITIONS)


def test_a_search_that_finds_nothing_says_so_and_how_to_go_on(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?issue=territory")
    page.get_by_role("searchbox", name="Search").fill("xyzzy")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Nothing in the record has these words.")).to_be_visible()
    expect(page.get_by_text("Every word must begin a word of the text")).to_contain_text(
        "filters for parties and issues"
    )
    expect(page.get_by_role("link", name="Search: xyzzy: take this choice back")).to_be_visible()


def test_a_source_that_was_found_leads_to_what_rests_on_it(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&q=moscow+times")
    first = search(SHIPPED.dataset, Parameters(as_of=DAY, q="moscow times")).sources[0]
    page.get_by_role("link", name=first.title, exact=True).first.click()

    expect(page.get_by_role("link", name="Sources", exact=True)).to_have_attribute("aria-current", "page")
    expect(evidence(page).get_by_role("heading", level=2)).to_have_text("What rests on this source")
    expect(evidence(page)).to_contain_text(first.title)
    page.wait_for_url(re.compile(f"view=sources.*source={first.id}"))


# What is chosen.


def test_each_choice_has_a_chip_that_takes_just_this_one_back(page: Page, shipped: str) -> None:
    visit(
        page,
        f"{shipped}/?as_of={DAY}&view=positions&lang=uk&party=russia&party=ukraine&issue=territory&only=deadlock"
        "&since=2025-01-01&sort=severity&measure=exact&max_rung=2&stale_after=90",
    )
    record = SHIPPED.spoken("uk")
    for left_over in range(9, 0, -1):
        with speaking("uk"):
            told = [f"{text} ×" for text, _address in masthead.chips(record, chosen(page))]
        assert len(told) == left_over
        expect(chips(page)).to_have_text(told)
        before = page.url
        chips(page).first.click()
        expect(chips(page)).to_have_text(told[1:])
        expect(page).not_to_have_url(before)

    assert chosen(page) == Parameters(as_of=DAY, view=View.POSITIONS, lang="uk")


def test_all_choices_are_taken_back_at_once_but_view_day_and_language_stay(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view=positions&lang=ru&party=us&issue=talks&sort=severity&max_rung=3&q=нато")
    expect(chips(page)).to_have_count(5)
    page.locator(".chips .all").click()

    expect(chips(page)).to_have_count(0)
    expect(table(page).get_by_role("columnheader")).to_have_count(5)
    page.wait_for_url(lambda address: "party=" not in address)
    assert chosen(page) == Parameters(as_of=DAY, view=View.POSITIONS, lang="ru")


# Which rows, in which order.


def on_which(found: Callable[[Gap], bool], day: date = DAY) -> list[str]:
    """The propositions on which some pair of parties stands so, in the order of display."""
    return [row[0].a.proposition.text for row in gaps(matrix_on(day)) if any(map(found, row))]


def test_the_deadlocks_alone_are_listed_and_the_figure_stays_that_of_all(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    figure = page.locator(".figure").inner_text()
    page.locator("#filters > summary").click()
    page.get_by_role("checkbox", name="deadlocks", exact=True).check()

    expect(listed(page)).to_have_text(on_which(lambda one: one.relation == Relation.DEADLOCK))
    assert page.locator(".figure").inner_text() == figure
    page.wait_for_url("**only=deadlock*")


def test_what_is_unanswered_and_what_changed_is_listed_alone(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&only=unanswered")
    expect(listed(page)).to_have_text(on_which(lambda one: one.relation == Relation.UNANSWERED))

    visit(page, f"{shipped}/?as_of={DAY}&view=positions&only=changed&since=2025-04-18")
    matrix = matrix_on(DAY)
    moved = {one.proposition.id for one in changes(matrix, date(2025, 4, 18)) if one.moved}
    assert 0 < len(moved) < len(matrix.propositions)
    expect(listed(page)).to_have_text([part.text for part in matrix.propositions if part.id in moved])


def test_where_no_proposition_stands_so_that_is_said_with_the_way_back(page: Page, shipped: str) -> None:
    deadlocked = {
        row[0].a.proposition.issue for row in gaps(matrix_on(DAY)) for one in row if one.relation == "deadlock"
    }
    without = next(part.id for part in SHIPPED.dataset.issues if part.id not in deadlocked)
    visit(page, f"{shipped}/?as_of={DAY}&issue={without}&only=deadlock")
    expect(page.get_by_role("status").filter(has_text="No proposition stands so on this day.")).to_be_visible()
    expect(page.locator(".figure")).to_contain_text("%")

    page.get_by_role("link", name="Show everything").click()
    expect(listed(page)).to_have_count(len(SHIPPED.dataset.propositions))


def test_the_head_of_a_pair_puts_its_gravest_first_and_the_head_of_the_rows_brings_the_issues_back(
    page: Page, shipped: str
) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    by_issue = listed(page).all_inner_texts()
    heads = table(page).get_by_role("columnheader")
    heads.get_by_role("link", name="Ukraine – US", exact=False).click()

    expect(heads.and_(page.locator("[aria-sort]"))).to_have_text(re.compile("^Ukraine – US"))
    expect(heads.and_(page.locator("[aria-sort]"))).to_have_attribute("aria-sort", "descending")
    cells = table(page).locator('tbody tr:not(.issue) td[data-pair="Ukraine – US"]')
    signs = {words.RELATION[relation].word: n for n, relation in enumerate(GRAVEST_FIRST)}
    groups = [
        [signs[word] for word in part.locator('td[data-pair="Ukraine – US"] .word').all_inner_texts()]
        for part in table(page).locator("tbody").all()
    ]
    assert all(part == sorted(part) for part in groups), "in each issue the gravest stand first"
    assert [part[0] for part in groups] == sorted(part[0] for part in groups), "and so do the issues"
    assert cells.count() == len(by_issue)

    heads.first.get_by_role("link").click()
    expect(listed(page)).to_have_text(by_issue)
    expect(heads.and_(page.locator("[aria-sort]"))).to_have_count(0)


# Links and citations.


def test_the_link_to_the_view_opens_it_again_with_its_day_and_another_goes_on_with_the_record(
    page: Page, shipped: str, browser: Browser
) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view=positions&party=russia&party=us")
    page.locator("#share > summary").click()
    pinned = page.get_by_label(f"Link to this view as of {phrases.day(DAY)}").input_value()
    latest = page.get_by_label("Link to the latest state of this view").input_value()
    assert pinned.startswith(f"{shipped}/?")

    other = browser.new_page()
    visit(other, pinned)
    expect(table(other)).to_have_text(table(page).inner_text(), use_inner_text=True)
    visit(other, latest)
    expect(other.locator(".facts").first).to_contain_text(phrases.day(SHIPPED.dataset.dataset.coverage_until))
    expect(table(other).get_by_role("columnheader")).to_have_text(["Proposition", "Russia", "United States"])
    other.close()


def test_a_link_is_copied(browser: Browser, shipped: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    window = context.new_page()
    visit(window, f"{shipped}/?as_of={DAY}&cell={CELL}")
    window.locator("#share > summary").click()
    window.locator('[data-copy="permalink"]').click()
    expect(window.locator('[data-copy="permalink"]')).to_have_text("✓ Copy")
    assert window.evaluate("navigator.clipboard.readText()") == f"{shipped}/?as_of={DAY}"

    evidence(window).locator('[data-copy="cell-link"]').click()
    expect(evidence(window).locator('[data-copy="cell-link"]')).to_have_text("✓ Copy")
    assert window.evaluate("navigator.clipboard.readText()") == f"{shipped}/?as_of={DAY}&cell={CELL}"
    context.close()


def test_the_link_of_the_evidence_opens_the_same_cell(page: Page, shipped: str, browser: Browser) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view=blocks")
    page.locator("table.blocks tbody").first.get_by_role("button").first.click()
    expect(evidence(page)).to_be_visible()
    link = page.get_by_label("Link to this cell").input_value()

    other = browser.new_page()
    visit(other, link)
    expect(evidence(other).get_by_role("heading", level=2)).to_be_in_viewport()
    expect(evidence(other).locator("blockquote")).to_have_text(evidence(page).locator("blockquote").all_text_contents())
    expect(table(other).locator('[aria-pressed="true"]')).to_have_count(1)
    other.close()


def entries(bib: str) -> list[dict[str, str]]:
    with warnings.catch_warnings():
        # bibtexparser 1 calls pyparsing by names that pyparsing 3.3 has renamed.
        warnings.simplefilter("ignore", DeprecationWarning)
        import bibtexparser  # type: ignore[import-untyped]  # noqa: PLC0415
        from bibtexparser.bparser import BibTexParser  # type: ignore[import-untyped]  # noqa: PLC0415

        parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
        found: list[dict[str, str]] = bibtexparser.loads(bib, parser).entries
    return found


def test_a_cell_is_cited_in_words_and_in_files_that_readers_of_references_know(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    button(page, CELL).click()
    page.get_by_text("Cite this cell").click()
    address = f"{shipped}/?as_of={DAY}&cell={CELL}"
    for form in ("Plain", "BibTeX", "RIS"):
        expect(page.get_by_label(form, exact=True)).to_have_value(re.compile(SHIPPED.version))
    for form in ("Plain", "RIS"):
        expect(page.get_by_label(form, exact=True)).to_have_value(re.compile(re.escape(address)))
    saved = {}
    for form in ("bib", "ris"):
        with page.expect_download() as downloading:
            page.locator(f'[data-name="{CELL}.{form}"]').click()
        assert downloading.value.suggested_filename.endswith(f".{form}")
        saved[form] = Path(downloading.value.path()).read_bytes().decode()

    (entry,) = entries(saved["bib"])
    assert entry["url"].replace("{", "").replace("}", "").replace("\\", "") == address
    assert entry["version"].strip("{}") == SHIPPED.version
    assert saved["ris"].startswith("TY  - ")
    assert saved["ris"].count("\n") == saved["ris"].count("\r\n"), "as the format has it"
    page.locator("#share > summary").click()
    expect(page.get_by_label("Cite this view")).to_have_value(re.compile(re.escape(f"{shipped}/?as_of={DAY}")))
    left_over = (
        "[document.documentElement.outerHTML, ...[...document.querySelectorAll('input, textarea')].map(f => f.value)]"
    )
    assert not any("here.invalid" in text for text in page.evaluate(left_over))


def test_a_cell_is_challenged_by_a_message_that_says_which_it_is(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&cell={CELL}")
    address = evidence(page).get_by_role("link", name="Challenge this cell").get_attribute("href")
    assert address is not None
    assert address.startswith(SHIPPED.dataset.dataset.contact + "?")
    told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    assert CELL in told["subject"]
    for part in (f"Cell: {CELL}", f"As of: {DAY}", f"Data version: {SHIPPED.version}", "Russia – Ukraine: deadlock"):
        assert part in told["body"]


# Where the evidence stands.


def test_the_evidence_stands_beside_the_matrix_whose_place_stays(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    far, farther = (table(page).locator("tbody tr:not(.issue)").nth(n).locator("button").first for n in (20, 22))
    scrolled(page, 1500)
    far.scroll_into_view_if_needed()
    far.click()

    expect(evidence(page).get_by_role("heading", level=2)).to_be_in_viewport()
    expect(far).to_be_in_viewport()
    assert left(evidence(page)) >= edges(table(page))[2]
    before = top(farther)
    farther.click()
    expect(farther).to_have_attribute("aria-pressed", "true")
    expect(evidence(page)).to_contain_text(listed(page).nth(22).inner_text())
    page.wait_for_url(re.compile("cell="))
    assert abs(top(farther) - before) < 2, "the matrix is where it was"


def test_the_evidence_stands_below_on_a_phone_and_is_brought_into_view(page: Page, shipped: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    visit(page, f"{shipped}/?as_of={DAY}")
    for cell in (CELL, "direct-talks~russia~ukraine"):
        button(page, cell).click()
        expect(evidence(page).locator("header")).to_have_attribute("data-of", cell)
        expect(evidence(page).get_by_role("heading", level=2)).to_be_in_viewport()
        assert top(evidence(page)) >= edges(table(page))[3]


def test_the_matrix_never_runs_under_its_evidence(page: Page, shipped: str) -> None:
    for view in (View.GAPS, View.POSITIONS):
        for code in LANGUAGES:
            visit(page, f"{shipped}/?as_of={DAY}&view={view}&lang={code}&cell={CELL}")
            for width in (1200, 1366, 1440, 1680):
                page.set_viewport_size({"width": width, "height": 900})
                box = page.locator(".positions .scroll")
                within = box.evaluate("e => e.scrollWidth <= e.clientWidth || getComputedStyle(e).overflowX === 'auto'")
                assert within, f"{view} in {code}, {width} wide"
                assert left(evidence(page)) >= edges(box)[2]


# Heads that stay in sight.


def test_the_heads_of_the_columns_stay_in_sight_far_down(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    scrolled(page, 1500)

    for head in table(page).get_by_role("columnheader").all():
        expect(head).to_be_in_viewport(ratio=1)
        assert top(head) < 100
    expect(listed(page).first).not_to_be_in_viewport()


@pytest.fixture(scope="module")
def ten_pairs(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dashboard on a record of five parties, in one language, with a title that style sheets and pages must bear."""
    names = ("east", "north", "south", "upland", "west")
    about = {
        "id": "five",
        "title": 'Talks of "five" </style><b>\\ parties',
        "description": "A record for tests.",
        "licence": "CC-BY-4.0",
        "updated": "2025-05-01",
        "coverage_until": "2025-04-30",
        "selection": "Chosen for tests.",
        "contact": "mailto:test@example.org",
    }
    return serve(
        written(
            tmp_path_factory.mktemp("five"),
            dataset=about,
            parties=[party(name) for name in names],
            issues=[issue("land"), issue("water")],
            propositions=[proposition(f"place-{n:02}", issue=("land", "water")[n % 2]) for n in range(30)],
            statements=[
                statement(name, f"place-{n:02}", ("demands", "rejects")[(n + k) % 2])
                for n in range(28)
                for k, name in enumerate(names)
            ],
        )
    )


def test_many_pairs_scroll_in_a_box_of_their_own_and_keep_the_heads_of_rows_and_columns(
    page: Page, ten_pairs: str
) -> None:
    page.set_viewport_size({"width": 1100, "height": 800})
    visit(page, ten_pairs)
    expect(table(page).get_by_role("columnheader")).to_have_count(11)
    box = page.get_by_role("region", name="Matrix")
    row = table(page).locator("tbody tr:not(.issue)").nth(20)
    row.locator("td").last.evaluate("e => e.scrollIntoView({block: 'center', inline: 'end'})")

    for head in table(page).get_by_role("columnheader").all()[6:]:
        expect(head).to_be_in_viewport()
        assert abs(top(head) - top(box)) < 3
    expect(row.locator("th")).to_be_in_viewport()
    assert abs(left(row.locator("th")) - left(box)) < 3
    assert edges(row.locator("td").first)[2] < edges(row.locator("th"))[2], "the first column is away"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1100


# Other languages.


@pytest.mark.parametrize("code", ["uk", "ru"])
def test_title_views_legend_and_relations_are_in_the_language_that_was_asked_for(
    page: Page, shipped: str, code: str
) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&lang={code}")
    spoken = SHIPPED.spoken(code).dataset
    with speaking(code):
        views = list(masthead.titles().values())
        told = {relation: words.RELATION[relation].word for relation in Relation}
        meaning = words.RELATION[Relation.DEADLOCK].meaning
        day = phrases.day(DAY)

    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page).to_have_title(spoken.dataset.title)
    expect(page.get_by_role("heading", level=1)).to_have_text(spoken.dataset.title)
    expect(page.locator("nav.views a")).to_have_text(views)
    expect(page.locator(".facts").first).to_contain_text(day)
    expect(page.locator("dl.legend")).to_contain_text(f"{told[Relation.DEADLOCK]}{meaning}")
    found = gaps(matrix_on(DAY))
    expect(table(page).locator("td .word")).to_have_text([told[one.relation] for row in found for one in row])


def test_another_language_on_the_page_keeps_view_and_cell_and_quotes_stay_as_they_were_said(
    page: Page, shipped: str
) -> None:
    said, quoted = next(
        (one, part) for one in SHIPPED.dataset.statements for part in one.citations if part.quote and part.translation
    )
    language = quoted.language or SHIPPED.dataset.source[quoted.source].language
    cell = f"{said.proposition}~{said.party}"
    visit(page, f"{shipped}/?as_of={said.date}&view=positions&cell={cell}")
    quote = evidence(page).locator("blockquote").filter(has_text=quoted.quote)
    expect(quote).to_have_attribute("lang", language)
    page.get_by_role("link", name="UK", exact=True).click()

    with speaking("uk"):
        translation, translated = _("Translation"), SHIPPED.spoken("uk").dataset
    about = next(part for part in translated.propositions if part.id == said.proposition)
    expect(evidence(page).get_by_role("heading", level=2)).to_have_text(about.text)
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(quote).to_have_text(f"“{quoted.quote}”")
    marked = quote.locator("xpath=..").locator(".translation")
    expect(marked).to_contain_text(f"{translation} “{quoted.translation}”")
    expect(button(page, cell)).to_have_attribute("aria-pressed", "true")
    page.wait_for_url(re.compile("lang=uk"))
    assert (chosen(page).view, "~".join(chosen(page).cell)) == (View.POSITIONS, cell)


def test_headings_without_a_translation_are_marked_and_that_is_said(page: Page, ten_pairs: str) -> None:
    visit(page, f"{ten_pairs}/?lang=uk")

    expect(listed(page).first).to_have_text("The place-00 is settled. [en]")
    expect(page.locator(".notice")).to_contain_text(["[en]"])


# Before the page is there, and without scripts.


def test_without_scripts_the_gaps_are_read_and_views_and_choices_work(browser: Browser, shipped: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{shipped}/?as_of={DAY}")
    expect(window.get_by_role("heading", level=1)).to_have_text(SHIPPED.dataset.dataset.title)
    expect(window.locator(".facts").first).to_contain_text(phrases.day(DAY))
    expect(window.locator(".figure")).to_contain_text(re.compile(r"Russia – Ukraine \d+\s%"))
    expect(table(window).locator("td .word")).to_have_text(
        [words.RELATION[one.relation].word for row in gaps(matrix_on(DAY)) for one in row]
    )
    expect(window.locator("#share")).to_be_hidden()

    window.get_by_role("link", name="Positions", exact=True).click()
    expect(table(window)).to_have_class(re.compile("positions"))
    window.locator("#filters > summary").click()
    for name in ("Russia", "Ukraine"):
        window.get_by_role("checkbox", name=name, exact=True).check()
    window.get_by_role("button", name="Apply").click()
    expect(table(window).get_by_role("columnheader")).to_have_text(["Proposition", "Russia", "Ukraine"])
    assert chosen(window) == Parameters(as_of=DAY, view=View.POSITIONS, party=("russia", "ukraine"))
    context.close()


def test_without_scripts_a_broken_record_is_told(browser: Browser, serve: Callable[[Path], str]) -> None:
    bad = Path(__file__).parents[1] / "cases" / "bad" / "P103_unknown_source.json"
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(serve(bad))

    expect(window.get_by_role("heading", name="This record cannot be shown")).to_be_visible()
    expect(window.get_by_role("row").filter(has_text="P103")).to_contain_text("unknown source 'x'")
    context.close()


def test_a_cell_chosen_before_the_page_is_there_opens_its_evidence(browser: Browser, shipped: str) -> None:
    context = browser.new_context()
    window = context.new_page()
    held: list[Route] = []
    window.route("**/static/js/**", lambda route: held.append(route))  # noqa: PLW0108  # it needs a function of ours
    window.goto(f"{shipped}/?as_of={DAY}", wait_until="commit")
    button(window, CELL).click()
    window.wait_for_url(f"**cell={CELL.replace('~', '*')}*", wait_until="commit")

    expect(window.locator("#first-sight")).to_be_visible()
    expect(evidence(window)).to_contain_text("Russia – Ukraine: deadlock")
    expect(evidence(window).locator("blockquote").first).to_be_visible()
    # The page is asked for once its first sight is painted.
    with window.expect_request("**/static/js/**"):
        evidence(window).get_by_role("button", name="Close the evidence").click()
        expect(evidence(window)).to_have_count(0)
    assert held, "the page itself was held back all the time"
    context.close()


# One party, and two side by side.


def test_a_party_has_its_red_lines_changes_and_silences_on_a_page_and_links_lead_to_the_others(
    page: Page, shipped: str
) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view=party")
    whole = matrix_on(DAY)
    for about in whole.parties:
        page.get_by_role("navigation", name="Party").get_by_role("link", name=about.name, exact=True).click()
        expect(page.locator('[data-piece="table"]').get_by_role("heading", level=2)).to_have_text(about.name)
        cells = [row[whole.parties.index(about)] for row in whole.rows]
        moved = [one for one in changes(whole, Parameters(as_of=DAY).start) if one.moved and one.party == about]

        def under(heading: str) -> Locator:
            after = f'xpath=//h3[.="{heading}"]/following-sibling::ul[1][preceding-sibling::h3[1][.="{heading}"]]'
            return page.locator(after).get_by_role("button")

        red = [cell for cell in cells if cell.red_line] + [cell for cell in cells if cell.red_line_before]
        expect(under("Red lines")).to_have_text([cell.proposition.text for cell in red])
        expect(under("What it changed")).to_have_text([one.proposition.text for one in reversed(moved)])
        silent = [cell.proposition.text for cell in cells if cell.value is None]
        expect(under("Where its position is not known")).to_have_text(silent)
        expect(table(page).locator("td .word")).to_have_text([words.sign_of(cell).word for cell in cells])
    page.wait_for_url(re.compile(f"focus={whole.parties[-1].id}"))


def test_two_parties_stand_side_by_side_with_their_words_and_sources_and_links_lead_to_other_pairs(
    page: Page, shipped: str
) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view=sheet")
    heads = table(page).get_by_role("columnheader")
    expect(heads).to_have_text(["Proposition", "Russia", "Ukraine", "Relation"])
    about = CELL.split("~", maxsplit=1)[0]
    row = table(page).locator("tbody tr").filter(has=page.locator(f'button[data-cell="{CELL}"]'))
    expect(row.locator("td").last).to_contain_text("deadlock")
    for n, who in enumerate(("russia", "ukraine")):
        cell = matrix_on(DAY).cell(about, who)
        assert cell is not None
        expect(row.locator("td").nth(n)).to_contain_text(cell.statements[0].summary)
        quote = row.locator("td").nth(n).locator("q").first.inner_text().strip("“”")
        assert quote in [part.quote for part in cell.statements[0].citations]
        expect(row.locator("td").nth(n).locator(".marks a")).to_have_count(len(cell.cited))

    page.get_by_role("navigation", name="Pairs").get_by_role("link", name="Ukraine – US", exact=True).click()
    expect(heads).to_have_text(["Proposition", "Ukraine", "United States", "Relation"])
    expect(page.locator(".figure")).to_contain_text("Ukraine – United States")


# On paper.


@pytest.mark.parametrize("view", [View.GAPS, View.SHEET, View.PARTY, View.SOURCES])
def test_on_paper_there_are_no_controls_and_the_sources_are_numbered_notes(
    page: Page, shipped: str, view: View
) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view={view}&party=russia&party=ukraine&cell={CELL}")
    expect(page.locator(".sources li")).not_to_have_count(0)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1016, "height": 700})

    for part in (".views", ".controls", ".languages", ".how", ".cite", ".foot .open", "[data-close]"):
        for one in page.locator(part).all():
            expect(one).to_be_hidden()
    numbered = page.locator(".sources ol")
    assert numbered.evaluate("e => getComputedStyle(e).listStyleType") == "decimal"
    expect(numbered.locator("li").first).to_be_visible()
    tables = table(page).all()
    assert all(edges(one)[2] <= 1017 for one in tables), "nothing is cut off at the edge"


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page of a PDF."""
    return [page.extract_text(extraction_mode="layout") for page in PdfReader(BytesIO(pdf)).pages]


def sizes_of(pdf: bytes) -> set[tuple[int, int]]:
    """Width and height of the pages of a PDF in points."""
    return {(round(page.mediabox.width), round(page.mediabox.height)) for page in PdfReader(BytesIO(pdf)).pages}


ACROSS, UPRIGHT = {(842, 595)}, {(595, 842)}


@pytest.mark.parametrize(
    ("view", "size"),
    [
        (View.GAPS, ACROSS),
        (View.POSITIONS, ACROSS),
        (View.SHEET, ACROSS),
        (View.PARTY, UPRIGHT),
        (View.SOURCES, UPRIGHT),
    ],
)
def test_every_sheet_of_paper_says_its_day_its_data_and_its_number(
    page: Page, shipped: str, view: View, size: set[tuple[int, int]]
) -> None:
    visit(page, f"{shipped}/?as_of={DAY}&view={view}&issue=territory")
    pdf = page.pdf(prefer_css_page_size=True)
    assert sizes_of(pdf) == size, "A4"
    sheets = pages_of(pdf)

    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        foot = sheet.rstrip().splitlines()[-1]
        assert f"as of 22 April 2025 · data {SHIPPED.version} " in foot
        assert re.search(rf" {number} ?/ ?{len(sheets)}$", foot)
    told = "\n".join(sheets)
    assert SHIPPED.dataset.dataset.title in sheets[0]
    assert not {"Filters", "Download", "Share", "Apply", "Close"}.intersection(re.findall(r"\w+", sheets[0]))
    assert re.search(r"(?m)^ *1\. ", told.split("\nSources\n")[-1]), "sources are numbered notes"
    if view in {View.GAPS, View.POSITIONS, View.SHEET}:
        assert all(re.search(r"(?m)^ *Proposition ", sheet) for sheet in sheets[:2]), "the heads come again"


def test_a_title_with_marks_of_other_languages_stands_on_paper_as_it_is(page: Page, ten_pairs: str) -> None:
    visit(page, f"{ten_pairs}/?party=east&party=west")
    expect(page.get_by_role("heading", level=1)).to_have_text('Talks of "five" </style><b>\\ parties')
    sheets = pages_of(page.pdf(prefer_css_page_size=True))

    assert all('Talks of "five" </style><b>\\ parties · as of 30' in " ".join(sheet.split()) for sheet in sheets)


# In a frame of another page.


@pytest.fixture(scope="module")
def briefing(shipped: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of another origin with the dashboard in a frame."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    folder = tmp_path_factory.mktemp("briefing")
    frame = f'<iframe src="{shipped}/?embed=true&as_of={DAY}" width="900" height="600"></iframe>'
    (folder / "index.html").write_text(f"<!doctype html><title>Briefing</title>{frame}")
    (folder / "favicon.ico").touch()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_in_a_frame_the_head_is_compact_and_the_full_page_opens_outside(
    page: Page, briefing: str, shipped: str
) -> None:
    page.goto(briefing)
    frame = page.frame_locator("iframe")
    settled(frame)
    for part in (".languages", "#share"):
        expect(frame.locator(part)).to_be_hidden()
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    assert top(frame.locator(".masthead")) - top(page.locator("iframe")) < 32
    assert top(table(frame)) - top(page.locator("iframe")) < 400

    with page.expect_popup() as opening:
        frame.get_by_role("link", name="Open the full page").click()
    settled(opening.value)
    assert opening.value.url == f"{shipped}/?as_of={DAY}"
    expect(opening.value.locator(".languages")).to_be_visible()
    expect(opening.value.get_by_role("link", name="Open the full page")).to_be_hidden()


# Going back.


def test_going_back_takes_back_a_cell_and_then_the_order(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    by_issue = listed(page).all_inner_texts()
    table(page).get_by_role("columnheader").get_by_role("link", name="Russia – US").click()
    expect(listed(page)).not_to_have_text(by_issue)
    page.wait_for_url(re.compile("sort=russia~us"))
    sorted_ = listed(page).all_inner_texts()
    button(page, CELL).click()
    page.wait_for_url(re.compile("cell="))
    expect(evidence(page)).to_be_visible()

    page.go_back()
    expect(evidence(page)).to_have_count(0)
    expect(listed(page)).to_have_text(sorted_)
    page.go_back()
    expect(listed(page)).to_have_text(by_issue)
    expect(page.locator("[aria-sort]")).to_have_count(0)


def test_going_back_takes_back_a_result_and_then_the_search(page: Page, shipped: str) -> None:
    visit(page, f"{shipped}/?as_of={DAY}")
    page.get_by_role("searchbox", name="Search").fill("nato")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=nato"))
    page.locator("ul.results").nth(1).get_by_role("button").first.click()
    page.wait_for_url(re.compile("cell="))
    expect(evidence(page)).to_be_visible()

    page.go_back()
    expect(evidence(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="Search results for “nato”")).to_be_visible()
    page.go_back()
    expect(table(page)).to_have_class(re.compile("gaps"))
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("")
