"""Seconds from navigation to the first visible matrix, beside a Streamlit page that only shows a title."""

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium, servers

BARE = """import streamlit as st

st.title("Bare")
"""
ROUNDS = 9


def table() -> str:
    """Medians in seconds of ROUNDS visits each, taken in turns; cold is a new window, warm a second visit in it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        pages = {
            "title only": (*servers.dashboard(script), "h1"),
            "gaps": (*servers.dashboard(), "table.matrix"),
        }
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        try:
            times: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
            for address, _, seen in pages.values():
                visits(browser, address, seen)  # the first session of a server imports its libraries: not counted
            for _ in range(ROUNDS):
                for name, (address, _, seen) in pages.items():
                    times[name].append(visits(browser, address, seen))
        finally:
            browser.close()
            for _, server, _ in pages.values():
                servers.stop(server)
    lines = ["| first sight | cold, s | warm, s |", "|---|---|---|"]
    middle = {name: [median(column) for column in zip(*rows, strict=True)] for name, rows in times.items()}
    lines += [f"| {name} | {cold:.2f} | {warm:.2f} |" for name, (cold, warm) in middle.items()]
    ratios = [ours / floor for ours, floor in zip(middle["gaps"], middle["title only"], strict=True)]
    lines.append(f"| ratio | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    return "\n".join(lines) + "\n"


def visits(browser: Browser, address: str, seen: str) -> tuple[float, float]:
    """Seconds until the element is visible, in a new window and on a second visit in the same."""
    context = browser.new_context()
    window = context.new_page()
    found = []
    for _ in range(2):
        start = perf_counter()
        window.goto(address, wait_until="commit")
        window.locator(seen).first.wait_for(state="visible")
        found.append(perf_counter() - start)
    context.close()
    return found[0], found[1]
