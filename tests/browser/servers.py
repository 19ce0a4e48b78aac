"""Servers for browser tests and benchmarks, on a free port of this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]


def dashboard(script: Path = ROOT / "dashboard.py", **environment: str) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a Streamlit script and wait until it answers; its address, and the process to stop.

    Raises RuntimeError with what the server printed when it ends instead.
    """
    address = f"http://127.0.0.1:{(port := free_port())}"
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--{name}={value}" for name, value in options.items()]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    while not answers(f"{address}/_stcore/health"):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended: {server.communicate()[1].decode()}")
    return address, server


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server and wait for it."""
    server.terminate()
    server.communicate(timeout=30)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def answers(address: str) -> bool:
    """Whether an address is answered with 200."""
    try:
        with urlopen(address, timeout=5) as answer:  # noqa: S310  # an address of this machine
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
