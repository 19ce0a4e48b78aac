"""A real server on a free port of this machine and a real Chromium; everything waits for conditions, never for time."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        message = f"no Chromium was found. {chromium.REMEDY}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield launched
        launched.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def started(command: list[str], health: str, **environment: str) -> subprocess.Popen[bytes]:
    """A server that answers; fails with its output when it ends instead."""
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    while True:
        if server.poll() is not None:
            _, told = server.communicate()
            pytest.fail(f"the server ended: {told.decode()}")
        try:
            with urlopen(health, timeout=5) as answer:  # noqa: S310  # an address of this machine
                if answer.status == 200:
                    return server
        except (URLError, ConnectionError, TimeoutError):
            # Not up yet; give the processor to the server before asking again.
            os.sched_yield()


def stopped(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.communicate(timeout=30)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Start a dashboard on a record and give its address; all are stopped at the end."""
    servers = []

    def start(record: Path) -> str:
        address = f"http://127.0.0.1:{(port := free_port())}"
        options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
        command += [f"--{name}={value}" for name, value in options.items()]
        servers.append(started(command, f"{address}/_stcore/health", POSITIONS_DATA=str(record)))
        return address

    yield start
    for server in servers:
        stopped(server)


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
