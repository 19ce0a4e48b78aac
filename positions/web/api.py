"""The API by FastAPI (https://fastapi.tiangolo.com): its paths, its description, and the one shape of its errors."""

import json
from functools import partial
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from positions import reference
from positions.problems import DatasetError
from positions.store import Record
from positions.web import described, examples, framing, operations
from positions.web.answers import Answer, tag
from positions.web.operations import Operation
from positions.web.reading import Reader, base_of, problem, unreadable


def application(reader: Reader, prefix: str = "") -> FastAPI:
    """The API under `prefix`, with oEmbed, the feed and the health of the process."""
    app = FastAPI(title=described.TITLE, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(DatasetError, _no_record)
    app.add_exception_handler(Exception, failed)
    for one in (
        *operations.of_files(reader),
        *operations.of_pictures(reader),
        *operations.of_record(reader),
        *operations.of_publishing(reader, prefix),
    ):
        _add(app, prefix, one)
    for path, read in (
        ("/api/openapi.json", partial(_description, reader, app, prefix)),
        ("/api/docs", partial(_documents, reader, app, prefix)),
    ):
        app.router.add_route(prefix + path, read, methods=["GET"], include_in_schema=False)
    return app


def _add(app: FastAPI, prefix: str, one: Operation) -> None:
    app.add_api_route(
        prefix + one.path,
        one.read,
        summary=one.summary,
        description=one.description,
        operation_id=one.name,
        tags=[one.group],
        response_class=Response,
        openapi_extra={"responses": one.responses, **({"parameters": one.parameters} if one.parameters else {})},
    )
    app.router.add_route(prefix + one.path, one.read, methods=["HEAD"], include_in_schema=False)


def description(record: Record, app: FastAPI, base: str, prefix: str = "") -> dict[str, Any]:
    """The OpenAPI description of the API for a record; `base` is the address under which the dashboard stands.

    What the routes have before their paths, `prefix`, belongs to that address.
    """
    made = get_openapi(
        title=described.TITLE,
        version=version("positions"),
        summary=record.dataset.dataset.title,
        description=described.DESCRIPTION,
        routes=app.routes,
        tags=described.TAGS,
        servers=[{"url": base.removesuffix("/")}],
        license_info={"name": record.dataset.dataset.licence},
    )
    made["paths"] = {path.removeprefix(prefix): told for path, told in made["paths"].items()} | described.embeds()
    for path, told in made["paths"].items():
        if path.endswith(".csv"):
            told["get"]["x-codeSamples"] = described.samples(record, base.removesuffix("/") + path)
    made["components"] = {"parameters": described.parameters(record), "schemas": described.schemas()}
    return made


async def _description(reader: Reader, app: FastAPI, prefix: str, request: Request) -> Response:
    record = await reader.record()
    base = base_of(request.scope, prefix)

    def made() -> Answer:
        told = description(record, app, base, prefix)
        examples.add(told["paths"], record, base)
        body = json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
        return Answer(body, "application/json", tag=tag(record.version, "openapi", base), policy=framing.NOTHING)

    return await reader.answer(("openapi", base, record.version), made)


async def _documents(reader: Reader, app: FastAPI, prefix: str, request: Request) -> Response:
    record = await reader.record()
    base = base_of(request.scope, prefix)

    def made() -> Answer:
        page = reference.page(description(record, app, base, prefix), record, base)
        return Answer(page.html.encode(), "text/html", tag=tag(record.version, "docs", base), policy=page.policy)

    return await reader.answer(("docs", base, record.version), made)


async def refused(_request: Request, _error: Exception) -> Response:
    """404 in the one shape: all that a router can say of a read."""
    return problem(404, "Not found", "There is nothing under this path; /api/docs lists what there is.")


async def _no_record(request: Request, error: Exception) -> Response:
    return unreadable(error) if isinstance(error, DatasetError) else await failed(request, error)


async def failed(_request: Request, _error: Exception) -> Response:
    """500 in the one shape; what has failed is in the server's log."""
    return problem(500, "Failed", "This should not happen, and the server's log says why. Please tell the address.")
