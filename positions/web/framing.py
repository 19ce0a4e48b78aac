"""Who may frame what is served, and what a browser may do with it.

Content Security Policy: https://www.w3.org/TR/CSP3/ ; the setting is the source list of its directive frame-ancestors
(https://www.w3.org/TR/CSP3/#directive-frame-ancestors).
"""

import os
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAME_ANCESTORS = "POSITIONS_FRAME_ANCESTORS"
"""The setting: origins that may frame embed and dashboard, separated by spaces; without it any may."""

NOTHING = "default-src 'none'"
"""The policy of what is no page: data, feeds, errors."""

PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""The policy of the dashboard's page. Streamlit's program begins inline; no code is made of text, as pictures' formulas
are interpreted."""

_HOST = r"(?:\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::(?:\d+|\*))?"
_SOURCE = re.compile(
    rf"'self'|'none'|[a-z][a-z0-9+.-]*:|(?:[a-z][a-z0-9+.-]*://)?{_HOST}(?:/[!-+\--:<-~]*)?", re.ASCII | re.IGNORECASE
)


# A shell takes the quotes away; without them these would be hosts.
_BARE = {"self", "none"}


def ancestors() -> str:
    """The source list of the setting. Raises ValueError, with the remedy, when it is none."""
    given = os.environ.get(FRAME_ANCESTORS, "").split()
    if wrong := [source for source in given if not _SOURCE.fullmatch(source) or source.lower() in _BARE]:
        raise ValueError(
            f"{FRAME_ANCESTORS}: '{wrong[0]}' is no origin; write origins such as https://example.org, "
            "separated by spaces, or 'self', 'none' or *"
        )
    if "'none'" in given and len(given) > 1:
        raise ValueError(f"{FRAME_ANCESTORS}: 'none' stands alone; leave it out, or all others")
    return " ".join(given) or "*"


class Framed:
    """Puts the headers of this module on whatever the dashboard's server answers without them (ASGI middleware)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and complete the answer."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                page = sent.get("content-type", "").startswith("text/html")
                for name, value in headers(PAGE if page else "").items():
                    sent.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, complete if scope["type"] == "http" else send)


def headers(policy: str) -> dict[str, str]:
    """The headers that go with an answer of this policy: who may frame it, no guessing of types, no full referrer.

    An empty policy says who may frame it and no more.
    """
    return {
        "content-security-policy": f"{policy}; frame-ancestors {ancestors()}".removeprefix("; "),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
    }
