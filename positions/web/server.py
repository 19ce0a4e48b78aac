"""`positions serve`: the application under uvicorn, with uvloop and httptools, in as many processes as are wanted."""

import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from positions.web import application
from positions.web.reading import KEEP

PATIENCE = 10
"""Seconds that answers under way have to be finished when the server is stopped."""


def run(record: Path, host: str, port: int, workers: int, keep: int | None = None) -> None:
    """Serve until stopped. The processes read the record by themselves, again whenever it changes.

    Each of them keeps `keep` megabytes of answers; without it as many as the setting KEEP says.

    Raises ValueError, with the remedy, for a setting that means nothing or an address that cannot be had.
    """
    if workers < 1 or (keep is not None and keep < 0):
        raise ValueError("--workers is a number from 1 on, --keep one from 0 on")
    # The processes are told by their environment, since each of them begins anew. A link is followed each time: it may
    # lead elsewhere tomorrow.
    os.environ["POSITIONS_DATA"] = str(record.absolute())
    if keep is not None:
        os.environ[KEEP] = str(keep)
    # A setting that means nothing would end every process as it begins, and uvicorn would begin another.
    application.routes()
    # Without this uvicorn ends a single process by the signal that stopped it, as if it had been killed.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.run(
            "positions.web.application:application",
            factory=True,
            host=host,
            port=_free(host, port),
            workers=workers,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        )
    finally:
        signal.signal(signal.SIGTERM, before)


def _free(host: str, port: int) -> int:
    """The port, or any that is free for 0. Tried beforehand, since uvicorn would tell of a taken one in its log."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
            found: int = tried.getsockname()[1]
            return found
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error).removeprefix("bind(): ").rstrip(".")
        raise ValueError(f"{host}, port {port}: {reason}; choose others with --host and --port") from None
