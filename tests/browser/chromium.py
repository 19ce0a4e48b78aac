"""The Chromium of the browser tests; run as a command by `make test`, which installs one where there is none."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.programs import Program, debian_as_root, run

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def _elsewhere() -> Iterator[str | Path]:
    yield "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    yield "/Applications/Chromium.app/Contents/MacOS/Chromium"

    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only when it is needed

    with sync_playwright() as playwright:
        kept = playwright.chromium.executable_path
    yield kept


def _install() -> None:
    """Debian's package, else Playwright's own download."""
    packaged = debian_as_root() and run("apt-get", "update") and run("apt-get", "install", "--yes", "chromium")
    if not packaged:
        run(sys.executable, "-m", "playwright", "install", "chromium")


CHROMIUM = Program(
    name="Chromium",
    tests="The browser tests",
    commands=("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"),
    variable="POSITIONS_CHROMIUM",
    elsewhere=_elsewhere,
    install=_install,
)


if __name__ == "__main__":
    sys.exit(CHROMIUM.make_ready())
