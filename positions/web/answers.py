"""Answers that are made once and sent many times: validators, compression, and how long they are kept.

HTTP caching and conditional requests: RFC 9110, 8.8 and 13 (https://www.rfc-editor.org/rfc/rfc9110), RFC 9111.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from positions.web import framing

SHARED = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
"""How long a shared cache may hand out what it has: a minute, and longer while it asks again or nobody answers."""

# Where in a request AsSent leaves what its reader accepts.
_ACCEPTED = "positions.accept-encoding"

_SMALL = 860
"""Bytes below which compressing is of no use: the answer fits into one packet anyway."""

_PACKED = ("application/zip", "application/vnd.openxmlformats", "image/png")
"""What is compressed already."""

Header = tuple[bytes, bytes]


class Answer(Response):
    """A whole answer to a read, with its strong validator; the same object may be sent any number of times.

    The bytes are kept compressed where that is shorter, and as they are otherwise. Each form has a validator of its own
    (RFC 9110, 8.8.3.3), and only that of the form that would be sent means that nothing has changed: told of the other
    one, a cache would hand out what its reader may not understand.
    """

    def __init__(
        self, content: bytes, media_type: str, *, tag: str, policy: str, more: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        packed = len(content) > _SMALL and not media_type.startswith(_PACKED)
        # Without a time in it, so that the same content gives the same bytes.
        self.body = gzip.compress(content, 6, mtime=0) if packed else content
        self.packed = packed
        text = media_type.startswith("text/") and "charset" not in media_type
        common = {
            "content-type": f"{media_type}; charset=utf-8" if text else media_type,
            "cache-control": SHARED,
            "vary": "accept-encoding",
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "etag, content-disposition",
            "cross-origin-resource-policy": "cross-origin",
            **framing.headers(policy),
            **(more or {}),
        }
        shared = [(name.encode(), value.encode()) for name, value in common.items()]
        self._tags = [f'"{tag}"'.encode(), f'"{tag}.gz"'.encode()]
        self._unchanged = [[*shared, (b"etag", one)] for one in self._tags]
        plain, zipped = self._unchanged
        self._whole = [
            [*plain, (b"content-length", b"%d" % len(content))],
            [*zipped, (b"content-length", b"%d" % len(self.body)), (b"content-encoding", b"gzip")],
        ]

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it, compressed if the reader takes that; or 304 if the reader has it."""
        accepted, known = given(scope["headers"], b"accept-encoding", b"if-none-match")
        zipped = self.packed and _takes_gzip(scope.get(_ACCEPTED, accepted))
        # Copies, since what is around an application may add to them.
        if known and _names(known, self._tags[zipped]):
            await send({"type": "http.response.start", "status": 304, "headers": [*self._unchanged[zipped]]})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": [*self._whole[zipped]]})
        body = b"" if scope["method"] == "HEAD" else self.body
        if body and self.packed and not zipped:
            body = gzip.decompress(body)
        await send({"type": "http.response.body", "body": body})


class AsSent:
    """Keeps what stands around an application from packing what an Answer sends (ASGI middleware, outside of that).

    An Answer has chosen its form, and its strong validator is of the bytes of that form (RFC 9110, 8.8.3.3). So only
    answers under `paths` learn what their reader accepts.
    """

    def __init__(self, app: ASGIApp, paths: tuple[str, ...]) -> None:
        self.app, self.paths = app, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and scope["path"].startswith(self.paths):
            (accepted,) = given(scope["headers"], b"accept-encoding")
            others = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
            scope = {**scope, "headers": others, _ACCEPTED: accepted}
        await self.app(scope, receive, send)


def given(headers: Iterable[Header], *names: bytes) -> list[bytes]:
    """The values of some headers of a request, joined where there are several, empty where there are none."""
    found = dict.fromkeys(names, b"")
    for name, value in headers:
        if name in found:
            found[name] = found[name] + b", " + value if found[name] else value
    return [*found.values()]


def _takes_gzip(accepted: bytes) -> bool:
    """Whether a reader takes gzip: it is named, or all are, and not with a weight of nought (RFC 9110, 12.5.3)."""
    if accepted in {b"gzip", b"gzip, deflate", b"gzip, deflate, br", b"gzip, deflate, br, zstd"}:
        return True
    weights = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    try:
        return float(weight) > 0
    except ValueError:
        return False


def _names(condition: bytes, tag: bytes) -> bool:
    """Whether a condition names a validator, compared weakly as RFC 9110, 13.1.2 has it."""
    listed = [part.strip().removeprefix(b"W/") for part in condition.split(b",")]
    return b"*" in listed or tag in listed


@cache
def software() -> str:
    """What made an answer, besides the record: the first digits of a hash over the files of this package."""
    folder = Path(__file__).parents[1]
    made = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".py", ".j2", ".css", ".js", ".po"}:
            made.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return made.hexdigest()[:8]


def tag(version: str, *parts: str) -> str:
    """A strong validator: the data version, and what distinguishes this answer from others of the same data."""
    told = hashlib.sha256("\n".join((software(), framing.ancestors(), *parts)).encode()).hexdigest()
    return f"{version}-{told[:16]}"


AROUND = 4_000
"""Bytes that an answer takes in memory beside its body; small answers are mostly that."""


class Kept:
    """Answers by key, the ones asked for last, as long as they take at most so many bytes together."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._found: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """What is kept under a key; it is then the last that will be given up."""
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
        return found

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, and give up those not asked for the longest where there is no room for all."""
        if (before := self._found.pop(key, None)) is not None:
            self.size -= _taken(before)
        if _taken(answer) > self.limit:
            return
        self._found[key] = answer
        self.size += _taken(answer)
        while self.size > self.limit:
            self.size -= _taken(self._found.popitem(last=False)[1])

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._found)


def _taken(answer: Answer) -> int:
    return len(answer.body) + AROUND
