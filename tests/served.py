"""`positions serve` as a process of its own, on a free port of this machine."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import monotonic

READY = "Application startup complete."
PATIENCE = 120
"""Seconds after which a test fails that waits for something."""


@dataclass
class Served:
    """A server that answers: its address, its process, and what it has said on standard error."""

    address: str
    process: subprocess.Popen[str]
    lines: list[str]
    reading: Thread = field(repr=False)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it; the code with which it ended."""
        self.process.send_signal(by)
        code = self.process.wait(timeout=PATIENCE)
        self.reading.join(timeout=60)
        return code


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "positions", "serve", *options]


@contextmanager
def serving(record: Path, *options: str, workers: int = 1, **environment: str) -> Iterator[Served]:
    """Serve a record until the block ends. Raises RuntimeError with what was said when the server ends instead."""
    asked = command("--port", "0", "--workers", str(workers), *options)
    told = os.environ | {"POSITIONS_DATA": str(record)} | environment
    with subprocess.Popen(asked, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        said, lines = process.stderr, list[str]()
        assert said is not None
        # A pipe that nobody reads would stop the server when it is full.
        reading = Thread(target=lambda: lines.extend(line.rstrip() for line in said), daemon=True)
        try:
            for line in said:
                lines.append(line.rstrip())
                if sum(READY in one for one in lines) == workers and (address := _address(lines)):
                    break
            else:
                raise RuntimeError("the server ended: " + "\n".join(lines))
            reading.start()
            yield Served(address, process, lines, reading)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=PATIENCE)
            if reading.is_alive():
                reading.join(timeout=60)


def until(condition: Callable[[], bool]) -> None:
    """Ask until a condition is met; fails after PATIENCE."""
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, f"nothing of it within {PATIENCE} s"


def _address(lines: list[str]) -> str:
    return next((found[1] for line in lines if (found := re.search(r"running on (http://\S+)", line))), "")
