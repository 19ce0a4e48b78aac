"""Seconds until the matrix is seen, and until the evidence of a chosen cell is, beside bare Streamlit pages."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import servers
from tests.browser.chromium import CHROMIUM, FLAGS

TITLE = """import streamlit as st

st.title("Bare")
"""
CLICK = """import streamlit as st

st.title("Bare")
if st.button("Choose"):
    st.session_state.times = st.session_state.get("times", 0) + 1
st.write(f"chosen {st.session_state.get('times', 0)} times")
"""
ROUNDS, CLICKS = 15, 15
CELLS = ("crimea-recognised-russian~russia~ukraine", "direct-talks~russia~ukraine")


def table() -> str:
    """Medians in seconds of ROUNDS visits and CLICKS choices each, taken in turns."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        scripts = {name: Path(folder) / f"{name}.py" for name in ("title", "click")}
        scripts["title"].write_text(TITLE)
        scripts["click"].write_text(CLICK)
        running = {name: servers.dashboard(script) for name, script in scripts.items()}
        running["ours"] = servers.dashboard()
        browser = playwright.chromium.launch(executable_path=CHROMIUM.find(), args=FLAGS)
        try:
            addresses = {name: address for name, (address, _) in running.items()}
            return _visits(browser, addresses) + "\n" + _choices(browser, addresses)
        finally:
            browser.close()
            for _, server in running.values():
                servers.stop(server)


def _visits(browser: Browser, addresses: dict[str, str]) -> str:
    """Cold is a new window, warm a second visit in it."""
    seen = {
        "title only": (addresses["title"], "h1"),
        "matrix seen": (addresses["ours"], "table.matrix"),
        "matrix of the page itself": (addresses["ours"], ".stApp table.matrix"),
    }
    times: dict[str, list[tuple[float, float, float]]] = {name: [] for name in seen}
    for address, selector in seen.values():
        visits(browser, address, selector)  # the first session of a server imports its libraries: not counted
    for _ in range(ROUNDS):
        for name, (address, selector) in seen.items():
            times[name].append(visits(browser, address, selector))
    middle = {name: [median(column) for column in zip(*rows, strict=True)] for name, rows in times.items()}
    floor = middle["title only"]
    lines = ["| first sight | cold, s | warm, s | ratio cold | ratio warm |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {cold:.2f} | {warm:.2f} | {cold / floor[0]:.2f} | {warm / floor[1]:.2f} |"
        for name, (cold, warm, _bytes) in middle.items()
    ]
    return "\n".join(lines) + "\n"


def visits(browser: Browser, address: str, seen: str) -> tuple[float, float, float]:
    """Seconds until the element is visible, in a new window and on a second visit in it; bytes of the whole first."""
    context = browser.new_context()
    window = context.new_page()
    wire = context.new_cdp_session(window)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    found, whole = [], []
    for _ in range(2):
        start = perf_counter()
        window.goto(address, wait_until="commit")
        window.locator(seen).first.wait_for(state="visible")
        found.append(perf_counter() - start)
        # The next visit begins when this one is over, not while the page is still being set up.
        window.wait_for_load_state("networkidle")
        whole.append(sum(sizes))
    context.close()
    return found[0], found[1], whole[0]


def _choices(browser: Browser, addresses: dict[str, str]) -> str:
    bare, ours = browser.new_page(), browser.new_page()
    bare.goto(addresses["click"])
    ours.goto(addresses["ours"])
    bare.get_by_text("chosen 0 times").wait_for()
    ours.locator(".stApp .foot").wait_for(state="attached")
    ours.locator("#first-sight").wait_for(state="detached")
    times: dict[str, list[float]] = {"one click on the bare page": [], "a cell to its evidence": []}
    for n in range(CLICKS):
        times["one click on the bare page"].append(
            _took(bare, "button:has-text('Choose')", lambda n=n: bare.get_by_text(f"chosen {n + 1} times").wait_for())  # type: ignore[misc]  # a default argument
        )
        cell = CELLS[n % 2]
        times["a cell to its evidence"].append(
            _took(
                ours,
                f'button[data-cell="{cell}"]',
                lambda cell=cell: ours.locator(f'.evidence [data-of="{cell}"]').wait_for(),  # type: ignore[misc]  # likewise
            )
        )
    middle = {name: median(found[1:]) for name, found in times.items()}
    floor = middle["one click on the bare page"]
    lines = ["| choosing | ms | ratio |", "|---|---|---|"]
    lines += [f"| {name} | {1000 * taken:.0f} | {taken / floor:.2f} |" for name, taken in middle.items()]
    return "\n".join(lines) + "\n"


def _took(window: Page, button: str, answered: Callable[[], None]) -> float:
    start = perf_counter()
    window.locator(button).first.click(no_wait_after=True)
    answered()
    return perf_counter() - start
