"""A reader whose replica dies goes on reading at another one, in a real browser and through a real nginx."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests import nginx
from tests.browser import servers
from tests.browser.conftest import visit

CELL = "crimea-recognised-russian~russia~ukraine"
NEXT = "direct-talks~russia~ukraine"
LAST = "direct-talks~russia~us"


def choose(page: Page, cell: str) -> None:
    page.locator(f'button[data-cell="{cell}"]').click()


def is_end_of_a_run(message: bytes) -> bool:
    return bool(ForwardMsg.FromString(message).WhichOneof("type") == "script_finished")


@pytest.fixture
def orphaned(browser: Browser, shipped: str, tmp_path: Path) -> Iterator[tuple[Page, WebSocket]]:
    """A page with a chosen cell whose replica was killed, connected to the other one by now; and that connection."""
    own, process = servers.dashboard()
    address, proxy = nginx.before(tmp_path, own, shipped)
    window = browser.new_context(user_agent=next(nginx.browsers_at(own, address, tmp_path)))
    page = window.new_page()
    visit(page, f"{address}/?as_of=2025-04-22")
    choose(page, CELL)
    page.wait_for_url(f"**cell={CELL}*")
    with page.expect_websocket() as other:
        process.kill()
        process.wait()
    expect(page.locator(".stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    yield page, other.value
    window.close()
    servers.stop(process)
    servers.stop(proxy)


def test_a_page_goes_on_at_the_other_replica_when_its_own_is_killed(orphaned: tuple[Page, WebSocket]) -> None:
    page, connection = orphaned
    evidence = page.get_by_role("complementary", name="Evidence")
    with connection.expect_event("framereceived", is_end_of_a_run):
        choose(page, NEXT)

    expect(evidence.locator("[data-of]")).to_have_attribute("data-of", NEXT)
    expect(evidence.locator("blockquote").first).to_be_visible()

    choose(page, LAST)

    # Only the page's own answer, through a session, puts a cell into the address.
    page.wait_for_url(f"**cell={LAST}*")
    expect(evidence.locator("[data-of]")).to_have_attribute("data-of", LAST)
    assert "as_of=2025-04-22" in page.url


def test_the_first_choice_after_the_loss_is_in_the_address(orphaned: tuple[Page, WebSocket]) -> None:
    page, connection = orphaned
    with connection.expect_event("framereceived", is_end_of_a_run):
        choose(page, NEXT)

    page.wait_for_url(f"**cell={NEXT}*")
