"""Programs that tests need and Python does not bring along: found on this machine, or installed by `make test`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Program:
    """A program, where to look for it, and how to get it."""

    name: str
    tests: str
    commands: tuple[str, ...]
    variable: str
    elsewhere: Callable[[], Iterable[str | Path]]
    install: Callable[[], None]

    @property
    def remedy(self) -> str:
        return f"Install {self.name}, or name one with {self.variable}."

    def find(self) -> str | None:
        """The one to use: what the variable names, else a command of this machine, else what is kept elsewhere."""
        if chosen := os.environ.get(self.variable):
            return chosen if Path(chosen).exists() else None
        installed = next((path for name in self.commands if (path := shutil.which(name))), None)
        return installed or next((str(path) for path in self.elsewhere() if Path(path).exists()), None)

    def needed(self) -> str:
        """The one to use; without one the test fails in continuous integration, and is skipped elsewhere."""
        if (path := self.find()) is None:
            message = f"no {self.name} was found. {self.remedy}"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        return path

    def make_ready(self) -> int:
        """Find it or install it, say which, and give the exit code: 1 when it is required and missing."""
        path = self.find()
        if not path:
            _say(f"No {self.name} was found; trying to install one.")
            self.install()
            path = self.find()
        if path:
            _say(f"{self.tests} use {path}")
            return 0
        required = bool(os.environ.get("CI"))
        fate = "they are required here" if required else "they will be skipped"
        _say(f"{self.tests} HAVE NO {self.name.upper()}: {fate}. {self.remedy}")
        return int(required)


def run(*command: str, folder: Path | None = None) -> bool:
    """Whether a command of an installation went well; what it says is seen."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, cwd=folder, check=False).returncode == 0


def debian_as_root() -> bool:
    """Whether packages of Debian can be had."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
