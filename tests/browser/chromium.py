"""Find a Chromium for the browser tests, or install one; run as a command by `make test`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

REMEDY = "Install Chromium or Chrome, or name one with POSITIONS_CHROMIUM."


def find() -> str | None:
    """The browser to use: POSITIONS_CHROMIUM, else one on this machine, else the one that Playwright keeps."""
    if chosen := os.environ.get("POSITIONS_CHROMIUM"):
        return chosen if Path(chosen).exists() else None
    installed = next((path for name in NAMES if (path := shutil.which(name))), None)
    return installed or next((path for path in MAC if Path(path).exists()), None) or _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only when it is needed

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    """Try Debian's package (as root), then Playwright's own download."""
    attempts: list[list[list[str]]] = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        attempts.insert(0, [["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]])
    for commands in attempts:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        if all(subprocess.run(command, env=environment, check=False).returncode == 0 for command in commands):
            break
    return find()


def main() -> int:
    path = find()
    if not path:
        sys.stdout.write("No Chromium was found; trying to install one.\n")
        sys.stdout.flush()
        path = install()
    if path:
        sys.stdout.write(f"Browser tests use {path}\n")
        return 0
    required = bool(os.environ.get("CI"))
    sys.stdout.write(
        f"NO BROWSER: {'they are required here' if required else 'the browser tests will be skipped'}. {REMEDY}\n"
    )
    return int(required)


if __name__ == "__main__":
    sys.exit(main())
