"""Reruns a second with a hundred open sessions, beside a Streamlit page that only shows a title; a thousand sessions.

The sessions speak Streamlit's protocol as a browser does, from a process of their own, and keep what a browser keeps
of the last run, so that the server does not send it again.
"""

import asyncio
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from positions import store
from tests.browser import servers

BARE = """import streamlit as st

st.title("Bare")
"""
# What the settings of this repository change in the way that a page runs is as Streamlit ships it for the bare page.
AS_SHIPPED = {
    "STREAMLIT_RUNNER_MAGIC_ENABLED": "true",
    "STREAMLIT_RUNNER_POST_SCRIPT_GC": "true",
    "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "auto",
}
SHIPPED = Path(__file__).parents[1] / "data" / "positions.json"
Answer = TypeVar("Answer")
PAIR = "russia~ukraine"
SESSIONS, SECONDS = 100, 8
MANY = 1_000
# Sessions that are being opened at the same time, and seconds after which one that gets no answer is given up.
DOORS, PATIENCE = 20, 120


@dataclass(frozen=True)
class Visit:
    """What a number of sessions saw: runs in so many seconds, bytes of the first run and of the last, MB of the server.

    `opened` is the seconds until all were open and had their first run.
    """

    opened: float
    seconds: float
    runs: int
    answered: int
    first: int
    last: int
    memory: float | None


def table() -> str:
    """Reruns a second, counted over SESSIONS sessions during SECONDS; then MANY sessions that rerun once each."""
    cells = [f"view=gaps&cell={one.id}~{PAIR}" for one in store.read(SHIPPED).dataset.propositions]
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        visits = {
            "title only": visited(SESSIONS, SECONDS, "heading", script=bare, **AS_SHIPPED),
            "gaps": visited(SESSIONS, SECONDS, "bidi_component"),
            "gaps, another cell each time": visited(SESSIONS, SECONDS, "bidi_component", cells),
        }
    many = visited(MANY, 0, "bidi_component")
    floor = rate(visits["title only"])
    lines = [f"| {SESSIONS} sessions | reruns a second | ratio | first run, kB | rerun, kB |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {rate(seen):.0f} | {rate(seen) / floor:.1f} | {seen.first / 1e3:.1f} | {seen.last / 1e3:.1f} |"
        for name, seen in visits.items()
    ]
    lines += ["", f"| {MANY:,} sessions of the gaps | |", "|---|---|"]
    lines += [f"| opened, each with its first run, s | {many.opened:.1f} |"]
    lines += [f"| answered when all asked for one more | {many.answered:,} of {MANY:,} |"]
    lines += [f"| until the last answer, s | {many.seconds:.1f} |"]
    lines += [f"| memory of the server, MB | {many.memory:.0f} |"] if many.memory is not None else []
    return "\n".join(lines) + "\n"


def rate(seen: Visit) -> float:
    """Reruns a second; raises ValueError when a session got no answer."""
    if seen.answered < SESSIONS:
        raise ValueError(f"only {seen.answered} of {SESSIONS} sessions were answered")
    return seen.runs / seen.seconds


def visited(
    sessions: int,
    seconds: int,
    shows: str,
    queries: Sequence[str] = ("",),
    script: Path = servers.ROOT / "dashboard.py",
    **environment: str,
) -> Visit:
    """What the sessions of a new process see on a new server; a run counts when it `shows` an element of that kind."""
    # Servers and sessions start with what this process may have.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    address, server = servers.dashboard(script, **environment)
    try:
        command = [
            sys.executable,
            "-m",
            __name__,
            address,
            str(server.pid),
            str(sessions),
            str(seconds),
            shows,
            *queries,
        ]
        found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=600).stdout
        return Visit(**json.loads(found))
    finally:
        servers.stop(server)


def _memory(pid: int) -> float | None:
    """What a process holds in memory, in MB, where the system tells it."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 / 1e6 if found else None


class Session:
    """A page that is open in a browser: asks for a run and waits for its end."""

    def __init__(self, connection: ClientConnection, shows: str) -> None:
        self.connection = connection
        self.shows = shows
        self.kept: list[str] = []
        self.bytes = 0

    async def run(self, query: str) -> None:
        """One run of the page, whole.

        Raises ValueError when the page shows an error or not what it should, and OSError, WebSocketException or
        TimeoutError when the server does not answer.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        kept, shown, self.bytes = [], set(), 0
        async with asyncio.timeout(PATIENCE):
            await self.connection.send(asked.SerializeToString())
            while True:
                raw = await self.connection.recv(decode=False)
                self.bytes += len(raw)
                message = ForwardMsg.FromString(raw)
                match message.WhichOneof("type"):
                    case "delta":
                        shown.add(message.delta.new_element.WhichOneof("type"))
                        kept += [message.hash] * message.metadata.cacheable
                    case "ref_hash":
                        if message.ref_hash not in self.kept:
                            raise ValueError("the server refers to what it did not send")
                        shown.add(self.shows)
                        kept.append(message.ref_hash)
                    case "script_finished" if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                        break
        if self.shows not in shown or "exception" in shown:
            raise ValueError(f"the page shows {shown}")
        self.kept = kept


async def visit(address: str, server: int, *, count: int, seconds: float, shows: str, queries: Sequence[str]) -> Visit:
    """Open sessions, then let all of them rerun, at least once and until the time is over."""
    doors = asyncio.Semaphore(DOORS)
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"

    async def opened() -> Session:
        async with doors:
            connection = await connect(
                stream,
                subprotocols=["streamlit"],  # type: ignore[list-item]  # a NewType of str
                compression=None,
                max_size=None,
                ping_interval=None,
                open_timeout=PATIENCE,
            )
            session = Session(connection, shows)
            await session.run(queries[0])
            return session

    async def reruns(session: Session, start: int) -> int:
        done = 0
        while not done or perf_counter() - begin < seconds:
            done += 1
            # Each begins elsewhere, so that not all ask for the same at the same time.
            await session.run(queries[(start + done) % len(queries)])
        return done

    begin = perf_counter()
    sessions = await _those_answered([opened() for _ in range(count)])
    took, first = perf_counter() - begin, sessions[0].bytes
    begin = perf_counter()
    runs = await _those_answered([reruns(session, n) for n, session in enumerate(sessions)])
    return Visit(took, perf_counter() - begin, sum(runs), len(runs), first, sessions[0].bytes, _memory(server))


async def _those_answered(asked: Iterable[Awaitable[Answer]]) -> list[Answer]:
    """What came of all that were asked, without those that the server did not answer."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, OSError | WebSocketException):
            raise answer
    return [answer for answer in answers if not isinstance(answer, BaseException)]


if __name__ == "__main__":
    where, pid, number, time, kind, *asked_for = sys.argv[1:]
    seen = asyncio.run(visit(where, int(pid), count=int(number), seconds=float(time), shows=kind, queries=asked_for))
    sys.stdout.write(json.dumps(asdict(seen)))
