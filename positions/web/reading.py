"""What every read needs: the record, the choice that the address makes, and what is said when something is wrong."""

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from positions import parameters, store
from positions.grid import displayed
from positions.parameters import Fault, Parameters
from positions.problems import DatasetError
from positions.store import Record
from positions.web import framing
from positions.web.answers import Answer, Kept, given

ADDRESS = "POSITIONS_URL"
"""The setting: the address under which the dashboard is reached from outside; without it, what the request says."""

KEEP = "POSITIONS_KEEP_MB"
"""The setting: megabytes of answers that each process keeps, 64 unless told otherwise."""

PROBLEM = "application/problem+json"
"""The one shape of everything that goes wrong: RFC 9457 (https://www.rfc-editor.org/rfc/rfc9457)."""

CHECKED_EVERY = 1.0
"""Seconds for which a process goes on with the record that it has before it looks at the file again."""

TOGETHER = 4
"""Answers that are made at the same time; more would not be ready sooner, and what is kept would wait for them."""

LONGEST_QUERY = 8_000
"""Bytes that a query can have at most; what stands in front of a server seldom takes more."""

TOLD = 20
"""Faults that an answer tells of at most, so that it is not many times as long as the question."""

Query = Mapping[str, Sequence[str]]
_Made = TypeVar("_Made")
_ADDRESS = re.compile(r"https?://[^\s/?#\"'<>\\]+(/[^\s?#\"'<>\\]*)?")
_HOST = re.compile(rb"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class Reader:
    """The record as it is now, and the answers made of it; one for each process."""

    def __init__(self) -> None:
        self.kept = Kept(kept_bytes())
        self._record: Record | None = None
        self._checked = 0.0
        self._running: dict[Hashable, asyncio.Task[Any]] = {}
        self._makers = ThreadPoolExecutor(TOGETHER, "positions")

    async def record(self) -> Record:
        """The record, no older than CHECKED_EVERY. Raises DatasetError when there is none that could be shown."""
        if self._record is not None and monotonic() - self._checked <= CHECKED_EVERY:
            return self._record
        return await self._once("record", self._look)

    async def _look(self) -> Record:
        # Not among the answers that are being made, or what is kept would wait for them.
        self._record = await asyncio.to_thread(store.latest, store.default_path())
        self._checked = monotonic()
        return self._record

    async def answer(self, key: Hashable, make: Callable[..., Answer], *values: Any) -> Answer:
        """The answer of a key: the kept one, or what `make` gives for the values; made once, however many wait."""

        async def made() -> Answer:
            answer = await asyncio.get_running_loop().run_in_executor(self._makers, make, *values)
            self.kept.put(key, answer)
            return answer

        found = self.kept.get(key)
        return found if found is not None else await self._once(("answer", key), made)

    async def _once(self, key: Hashable, run: Callable[[], Awaitable[_Made]]) -> _Made:
        async def running() -> _Made:
            try:
                return await run()
            finally:
                del self._running[key]

        task: asyncio.Task[_Made] = self._running.get(key) or asyncio.create_task(running())
        self._running[key] = task
        # A reader who goes away does not take the answer from those who wait for it as well.
        return await asyncio.shield(task)


class Open:
    """Lets pages of any origin ask (https://fetch.spec.whatwg.org/#http-cors-protocol), and refuses what is no read.

    Browsers ask beforehand when a request names what it has in If-None-Match. The answers themselves say that any
    origin may have them, so they need not vary with it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a read on, and answer everything else: OPTIONS, 405, and 414 for a query that is no choice any more."""
        if scope["method"] == "OPTIONS":
            answer = Response(None, 204, {**_PERMISSION, **framing.headers(framing.NOTHING)})
        elif scope["method"] not in {"GET", "HEAD"}:
            answer = problem(
                405, "Method not allowed", "This can only be read.", headers={"allow": _PERMISSION["allow"]}
            )
        elif len(scope["query_string"]) > LONGEST_QUERY:
            answer = too_long()
        else:
            await self.app(scope, receive, send)
            return
        await answer(scope, receive, send)


_PERMISSION = {
    "allow": "GET, HEAD, OPTIONS",
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
}


def kept_bytes() -> int:
    """What the setting KEEP says. Raises ValueError, with the remedy, when it is no number."""
    told = os.environ.get(KEEP, "64")
    if not re.fullmatch(r"\d{1,6}(\.\d+)?", told, re.ASCII):
        raise ValueError(f"{KEEP}: '{told}' is no number of megabytes; write one such as 64, or 0 to keep nothing")
    return round(float(told) * 1_000_000)


def address() -> str:
    """What the setting ADDRESS says, with "/" at its end; empty without it. Raises ValueError, with the remedy."""
    told = os.environ.get(ADDRESS, "")
    if told and not _ADDRESS.fullmatch(told):
        raise ValueError(f"{ADDRESS}: '{told}' is no address; write it whole, such as https://example.org/talks/")
    return told.rstrip("/") + "/" if told else ""


def base_of(scope: Scope, prefix: str = "") -> str:
    """The address under which the dashboard stands, with "/" at its end, as the reader of a request sees it."""
    if told := address():
        return told
    (host,) = given(scope["headers"], b"host")
    if not _HOST.fullmatch(host):
        name, port = scope.get("server") or ("localhost", None)
        named = f"[{name}]" if ":" in name else name
        host = (f"{named}:{port}" if port else named).encode()
    return f"{scope['scheme']}://{host.decode()}{scope.get('root_path', '')}{prefix}/"


def query_of(scope: Scope) -> dict[str, list[str]]:
    """The query of a request: each name with all its values, empty ones too; what is no UTF-8 becomes U+FFFD."""
    return parse_qs(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True)


def chosen_by(query: Query, record: Record) -> tuple[Parameters, list[Fault]]:
    """The choice that a query makes in a record, and what of it means nothing there.

    Parties and issues come in the order of display, so that the same choice is the same answer however it was said.
    """
    chosen, faults = parameters.read(query, record.dataset)
    data = record.dataset
    party = tuple(part.id for _n, part in displayed(data.parties) if part.id in chosen.party)
    issue = tuple(part.id for _n, part in displayed(data.issues) if part.id in chosen.issue)
    return replace(chosen, party=party, issue=issue), faults


def told(faults: Sequence[Fault]) -> list[str]:
    """Faults as sentences, the first TOLD of them and how many there are beside."""
    more = len(faults) - TOLD
    return [f"{fault}." for fault in faults[:TOLD]] + ([f"There are {more} more."] if more > 0 else [])


def problem(
    status: int, title: str, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """What went wrong, in the one shape; `faults` are the parameters that mean nothing, each with its remedy."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if faults:
        said["parameters"] = [{"name": one.name, "value": one.value, "remedy": one.remedy} for one in faults[:TOLD]]
    sent = {
        "cache-control": "no-store",
        "access-control-allow-origin": "*",
        **framing.headers(framing.NOTHING),
        **(headers or {}),
    }
    return Response(json.dumps(said, ensure_ascii=False, indent=1) + "\n", status, sent, PROBLEM)


def wrong(faults: Sequence[Fault]) -> Response:
    """422 for parameters that mean nothing."""
    return problem(422, "Unknown parameters", " ".join(told(faults)), faults)


def too_long() -> Response:
    """414 for a query of more than LONGEST_QUERY bytes."""
    return problem(414, "URI too long", f"Ask with at most {LONGEST_QUERY} bytes after the '?'.")


def unreadable(error: DatasetError) -> Response:
    """503 when there is no record; what is wrong with it is for the curator, and told by `positions check`."""
    return no_record(len(error.problems))


def no_record(count: int) -> Response:
    """503 for a record that has so many problems."""
    detail = f"The record cannot be shown ({count} {'problem' if count == 1 else 'problems'}); try again later."
    return problem(503, "No record", detail, headers={"retry-after": "60"})
