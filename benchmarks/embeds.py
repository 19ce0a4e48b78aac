"""How many light embeds a second one process sends; how soon and with how many bytes a matrix is seen in each way."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.first_sight import visits
from tests.browser import servers
from tests.browser.chromium import CHROMIUM, FLAGS

EMPTY = """import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def nothing(request: Request) -> Response:
    return Response()


uvicorn.run(Starlette(routes=[Route("/", nothing)]), port=int(sys.argv[1]), access_log=False, log_level="warning")
"""
PLOTLY = """import json
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

rows = json.loads(Path({rows!r}).read_text())
value = {{"agreed": 1, "bridgeable": 0.5, "opposed": 0, "deadlock": 0}}
pairs = list(dict.fromkeys(f"{{r['party_a']}} – {{r['party_b']}}" for r in rows))
texts = list(dict.fromkeys(r["proposition_text"] for r in rows))
cells = {{(r["proposition_text"], f"{{r['party_a']}} – {{r['party_b']}}"): value.get(r["relation"]) for r in rows}}
heatmap = go.Heatmap(x=pairs, y=texts, z=[[cells[text, pair] for pair in pairs] for text in texts])
st.title("Gaps")
st.plotly_chart(go.Figure(heatmap, layout={{"height": 1400}}))
"""
SECONDS, ROUNDS, CONNECTIONS = 4, 5, 32
LIGHT = "light embed"
FLOOR = "empty Starlette route"
VISITS = 9


def table() -> str:
    """Requests a second of one process on one core, and medians of VISITS cold and warm visits."""
    return _rates() + "\n" + _visits()


def _rates() -> str:
    wrk = shutil.which("wrk")
    if wrk is None:
        return "Requests a second are not measured: `wrk` is not installed (Debian: apt-get install wrk).\n"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY)
        floor = running.enter_context(_alone([str(script)], "/"))
        ours = running.enter_context(_alone(["-m", "positions", "serve", "--port"], "/healthz"))
        asked = {FLOOR: f"{floor}/", "/embed/gaps": f"{ours}/embed/gaps", "/api/v1/gaps.csv": f"{ours}/api/v1/gaps.csv"}
        found: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            for name, address in asked.items():
                found[name].append(_rate(wrk, address))
    middle = {name: median(rates) for name, rates in found.items()}
    lines = ["| one process, one core | requests a second | ratio |", "|---|---|---|"]
    lines += [f"| {name} | {rate:,.0f} | {rate / middle[FLOOR]:.2f} |" for name, rate in middle.items()]
    return "\n".join(lines) + "\n"


def _rate(wrk: str, address: str) -> float:
    """Requests a second that were all answered with 200; the load comes from another core."""
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", address]
    told = subprocess.run(_on(1, command), capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(f"not every request was answered:\n{told}")
    return float(next(line.split()[1] for line in told.splitlines() if line.startswith("Requests/sec")))


def _on(core: int, command: list[str]) -> list[str]:
    """A command on one core, where the system can hold it there."""
    return (
        ["taskset", "-c", str(core), *command] if shutil.which("taskset") and (os.cpu_count() or 1) > core else command
    )


@contextmanager
def _alone(program: list[str], ready: str) -> Iterator[str]:
    """A server on the first core, told its port as the last argument; its address when it answers."""
    port = servers.free_port()
    command = _on(0, [sys.executable, *program, str(port)])
    process = subprocess.Popen(command, cwd=servers.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while not servers.answers(address + ready):
            if process.poll() is not None:
                raise RuntimeError("the server ended")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _visits() -> str:
    """Cold is a new window, warm a second visit in it; bytes are those that come over the wire on the cold one."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, ExitStack() as running:
        rows, script = Path(folder) / "gaps.json", Path(folder) / "plotly_first.py"
        exported = [sys.executable, "-m", "positions", "export", "gaps", "--format", "json", "-o", str(rows)]
        subprocess.run(exported, cwd=servers.ROOT, check=True)
        script.write_text(PLOTLY.format(rows=str(rows)))
        ours, server = servers.dashboard()
        running.callback(servers.stop, server)
        plotly, server = servers.dashboard(script)
        running.callback(servers.stop, server)
        seen = {
            LIGHT: (f"{ours}/embed/gaps", "table.matrix"),
            "interactive embed, its first sight": (f"{ours}/?embed=true", "table.matrix"),
            "interactive embed, the page itself": (f"{ours}/?embed=true", ".stApp table.matrix"),
            "Plotly-first page": (plotly, ".js-plotly-plot .hm"),
        }
        browser = playwright.chromium.launch(executable_path=CHROMIUM.find(), args=FLAGS)
        running.callback(browser.close)
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in seen}
        for _ in range(VISITS + 1):
            for name, (address, selector) in seen.items():
                found[name].append(visits(browser, address, selector))
    # The first visits to a server import its libraries: not counted.
    middle = {name: [median(column) for column in zip(*rows[1:], strict=True)] for name, rows in found.items()}
    floor = middle[LIGHT]
    lines = ["| matrix seen | cold, s | warm, s | kB | times as long | times the bytes |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {name} | {cold:.2f} | {warm:.2f} | {size / 1000:,.0f} | {cold / floor[0]:.1f} | {size / floor[2]:.1f} |"
        for name, (cold, warm, size) in middle.items()
    ]
    return "\n".join(lines) + "\n"
