"""Everything that is read without Streamlit as one application, and as routes for the server of the dashboard."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from positions import embed
from positions.parameters import View
from positions.web import api, framing, pages, reading
from positions.web.framing import Framed
from positions.web.pages import Embeds
from positions.web.reading import Open, Reader, base_of, query_of

_REST = ("/api", "/oembed", "/feed.atom", "/healthz")
UNDER = ("/embed", *_REST)
"""How the paths of the routes begin."""


def routes(prefix: str = "") -> list[BaseRoute]:
    """The routes, under a prefix that begins with "/" or is empty; they share one reader of the record.

    A path below one of them that leads nowhere is answered here and not by what else the server has. Raises
    ValueError, with the remedy, for a setting that means nothing.
    """
    # Only when a server begins: a process that takes the place of another goes on without a file that broke meanwhile.
    pages.check_earlier()
    embeds, rest = _parts(prefix)
    return [
        Route(f"{prefix}/embed/{{view:path}}", embeds),
        Route(f"{prefix}/embed", embeds),
        *_rest(rest, prefix),
    ]


def application() -> ASGIApp:
    """The application of `positions serve`; its front page is the description of the API.

    Embeds are what readers of other pages load, many at once: they go past the routing of everything else, which would
    cost as much as sending them. Raises ValueError, with the remedy, for a setting that means nothing.
    """
    embeds, rest = _parts()
    others = Starlette(
        routes=[*_rest(rest), Route("/", Open(_front))],
        middleware=[Middleware(Framed)],
        exception_handlers={HTTPException: api.refused, Exception: api.failed},
    )

    async def passed_on(scope: Scope, receive: Receive, send: Send) -> None:
        embedded = scope["type"] == "http" and (scope["path"].startswith("/embed/") or scope["path"] == "/embed")
        await (embeds if embedded else others)(scope, receive, send)

    return passed_on


def _parts(prefix: str = "") -> tuple[Open, Open]:
    """The embeds and everything else, with one reader of the record."""
    framing.ancestors()
    reading.address()
    reader = Reader()
    return Open(Embeds(reader, prefix)), Open(api.application(reader, prefix))


def _rest(rest: Open, prefix: str = "") -> list[BaseRoute]:
    return [Route(prefix + path, rest) for path in ("/api/{rest:path}", *_REST)]


async def _front(scope: Scope, receive: Receive, send: Send) -> None:
    """What the address of a page leads to where there is none: to the embed of its view, if there is one."""
    query = query_of(scope)
    here = base_of(scope)
    view = query.get("view", [View.GAPS])[-1]
    answer: Response
    if not query:
        answer = RedirectResponse(f"{here}api/docs", 307)
    elif view in embed.VIEWS:
        asked = embed.query_text(pages.of_page(query), without={"view"})
        answer = RedirectResponse(f"{here}embed/{view}{asked}", 307)
    else:
        answer = pages.refused(query, 404, pages.ELSEWHERE)
    await answer(scope, receive, send)
