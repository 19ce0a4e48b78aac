"""Everything that is read without Streamlit as one application, and as routes for the server of the dashboard."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from positions.web import api, framing, reading
from positions.web.framing import Framed
from positions.web.pages import Embeds
from positions.web.reading import Open, Reader, base_of


def routes(prefix: str = "") -> list[BaseRoute]:
    """The routes, under a prefix that begins with "/" or is empty; they share one reader of the record.

    A path below one of them that leads nowhere is answered here and not by what else the server has. Raises
    ValueError, with the remedy, for a setting that means nothing.
    """
    framing.ancestors()
    reading.address()
    reader = Reader()
    embeds, rest = Open(Embeds(reader, prefix)), Open(api.application(reader, prefix))
    return [
        Route(f"{prefix}/embed/{{view:path}}", embeds),
        Route(f"{prefix}/embed", embeds),
        *(Route(prefix + path, rest) for path in ("/api/{rest:path}", "/api", "/oembed", "/feed.atom", "/healthz")),
    ]


def application() -> Starlette:
    """The application of `positions serve`; its front page is the description of the API."""
    return Starlette(
        routes=[*routes(), Route("/", _front)],
        middleware=[Middleware(Framed)],
        exception_handlers={HTTPException: api.refused, Exception: api.failed},
    )


async def _front(request: Request) -> Response:
    return RedirectResponse(f"{base_of(request.scope)}api/docs", 307)
