"""Asks an application as a server does: bytes in, bytes out, so that nothing is put right on the way."""

import asyncio
import gzip
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message

Json = Any
Result = TypeVar("Result")


@dataclass(frozen=True)
class Answered:
    """An answer as it goes over the wire, and what the server's log would have of it."""

    status: int
    headers: dict[str, str]
    body: bytes
    failed: Exception | None = None

    @property
    def content(self) -> bytes:
        """The body without its encoding."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def json(self) -> Json:
        return json.loads(self.content)

    @property
    def etag(self) -> str:
        return self.headers["etag"]


async def asked(
    app: ASGIApp, address: str, query: bytes | None = None, method: str = "GET", /, **headers: str
) -> Answered:
    """The answer to a request; `address` may have a query, `query` is one as raw bytes. "_" in a header is "-"."""
    path, _mark, said = address.partition("?")
    sent: list[Message] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": said.encode() if query is None else query,
        "headers": [
            (name.replace("_", "-").encode(), value.encode("latin-1"))
            for name, value in ({"host": "talks.example"} | headers).items()
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8600),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    failed = None
    try:
        await app(scope, receive, send)
    except Exception as error:
        if not sent:
            raise
        failed = error
    start, *rest = sent
    names = [name.decode() for name, _value in start["headers"]]
    assert len(names) == len(set(names)), f"a header is sent twice: {names}"
    given = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Answered(start["status"], given, b"".join(one.get("body", b"") for one in rest), failed)


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine gives, in a loop of its own: the thread of the tests may have one that is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def ask(app: ASGIApp, address: str, query: bytes | None = None, method: str = "GET", /, **headers: str) -> Answered:
    """The answer to a request, as `asked` gives it."""
    return run(asked(app, address, query, method, **headers))
