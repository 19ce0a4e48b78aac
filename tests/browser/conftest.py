"""A real server on a free port of this machine and a real Chromium; everything waits for conditions, never for time."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

from tests.browser import servers
from tests.browser.chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).parents[2]


def visit(page: Page, address: str) -> None:
    """Open an address and wait until the page itself has taken the place of its first sight."""
    page.goto(address)
    settled(page)


def settled(page: Page | FrameLocator) -> None:
    """Wait until the page itself is there, in a window or in a frame."""
    there = page.locator(".stApp :is(.foot, [data-piece=broken])")
    expect(there).not_to_have_count(0, timeout=30_000)
    expect(page.locator("#first-sight")).to_have_count(0, timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = CHROMIUM.needed()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Start a dashboard on a record and give its address; all are stopped at the end."""
    running = []

    def start(record: Path) -> str:
        address, server = servers.dashboard(POSITIONS_DATA=str(record))
        running.append(server)
        return address

    yield start
    for server in running:
        servers.stop(server)


@pytest.fixture(scope="session")
def shipped(serve: Callable[[Path], str]) -> str:
    """The dashboard on the record that is shipped."""
    return serve(ROOT / "data" / "positions.json")


@pytest.fixture(scope="session")
def changing(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A dashboard on a record of its own that a test may break: its address and its file."""
    path = tmp_path_factory.mktemp("record") / "positions.json"
    shutil.copy(ROOT / "tests" / "cases" / "good" / "every_field.json", path)
    return serve(path), path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new window; the test fails when the page reports an error of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    window = context.new_page()
    errors: list[str] = []
    window.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert errors == []
