"""The reads of the API: what is asked for under which path, what answers, and how it is described."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from positions import bibliography, documents, export, feed, files, package, pictures, store, tables
from positions.meanings import ABOUT, DOCUMENTS
from positions.parameters import Parameters
from positions.store import Record
from positions.web import described, framing, pages
from positions.web.answers import Answer, tag
from positions.web.reading import Reader, chosen_by, problem, query_of, wrong

Json = dict[str, Any]
Read = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Operation:
    """A read: its path, what answers it, and what OpenAPI says of it."""

    path: str
    read: Read
    summary: str
    group: str
    responses: Json
    parameters: list[Json] = field(default_factory=list)
    description: str = ""

    @property
    def name(self) -> str:
        """A name of its own, made of its path."""
        return re.sub(r"\W+", "-", self.path).strip("-")


@dataclass(frozen=True)
class File:
    """A file by its name and form (files.py); `group` is where it is described."""

    name: str
    form: str
    group: str = ""

    @property
    def path(self) -> str:
        """Its path."""
        return f"/api/v1/{self.name}.{bibliography.suffix(self.form)}"


_ABOUT = {
    **ABOUT,
    **DOCUMENTS,
    files.BIBLIOGRAPHY: "The sources of the chosen statements; BibTeX and RIS are made of the CSL-JSON.",
    files.PACKAGE: (
        "All tables with type and meaning of each column, the record, its schema and its sources, as a Frictionless "
        "data package (https://datapackage.org)."
    ),
    "dataset": "In its canonical form, as `positions check` and the dashboard read it.",
    "schema": "What a record may hold (JSON Schema 2020-12).",
}
"""What each file holds."""


def of_files(reader: Reader) -> list[Operation]:
    """A read for each table, document, form of the bibliography, and for the package."""
    listed = [File(name, form, "tables") for name in tables.TABLES for form in export.FORMATS]
    listed += [File(name, form, "documents") for name in documents.NAMES for form in documents.forms(name)]
    listed += [File(files.BIBLIOGRAPHY, form, "record") for form in bibliography.FORMATS]
    listed += [File(files.PACKAGE, form, "record") for form in package.FORMATS]
    told = files.names()
    return [
        Operation(
            one.path,
            partial(_file, reader, one),
            told[one.name],
            one.group,
            described.answers(files.MEDIA_TYPES[one.form], shape=_shape(one)),
            described.used_by(one.name, one.form),
            _ABOUT[one.name],
        )
        for one in listed
    ]


def _shape(file: File) -> Json:
    if file.group == "tables" and file.form == "json":
        return {"type": "array", "items": {"$ref": f"#/components/schemas/{file.name}-row"}}
    if files.MEDIA_TYPES[file.form].endswith("json"):
        return {"type": "array", "items": {"type": "object"}}
    text = files.MEDIA_TYPES[file.form].startswith("text/")
    return {"type": "string"} if text else {"type": "string", "format": "binary"}


async def _file(reader: Reader, file: File, request: Request) -> Response:
    record = await reader.record()
    chosen, faults = chosen_by(query_of(request.scope), record)
    if faults:
        return wrong(faults)
    chosen = chosen.limited(files.used(file.name, file.form))
    return await reader.answer((file, chosen, record.version), _made, record, chosen, file)


def _made(record: Record, chosen: Parameters, file: File) -> Answer:
    content = files.content(record, chosen, file.name, file.form)
    called = files.file_name(record, chosen, file.name, bibliography.suffix(file.form))
    more = {"content-disposition": f'inline; filename="{called}"'}
    told = tag(record.version, file.path, chosen.address())
    return Answer(content, files.MEDIA_TYPES[file.form], tag=told, policy=framing.NOTHING, more=more)


def of_pictures(reader: Reader) -> list[Operation]:
    """The read of all pictures; which there are depends on the record and the choice."""
    kinds = [f"{name}: {told}" for name, told in PICTURES.items()]
    found = described.answers(*pictures.FORMATS.values(), shape={"type": "string", "format": "binary"})
    return [
        Operation(
            "/api/v1/pictures/{name}.{form}",
            partial(_picture, reader),
            "A picture of the figures",
            "documents",
            {**found, "404": described.refused("There is no such picture of this choice.")},
            [*described.PICTURE, *described.references(sorted(pictures.USED))],
            f"With title, formula, day and data version in it. Names: {'; '.join(kinds)}.",
        )
    ]


PICTURES = {
    "overlap": "the agreement of every pair of parties",
    "drift-PARTY~PARTY": "the agreement of a pair over time",
    "ranges-PROPOSITION": "the numbers that parties named",
}
"""How the names of pictures are made, and what they show."""


async def _picture(reader: Reader, request: Request) -> Response:
    """A picture of a view by its name, with the parameters of the page; 404 where there is none of this choice."""
    name, form = request.path_params["name"], request.path_params["form"]
    record = await reader.record()
    chosen, faults = chosen_by(query_of(request.scope), record)
    if faults:
        return wrong(faults)
    file = File(name, form, "pictures")
    if form in pictures.FORMATS:
        chosen = chosen.limited(pictures.USED)
        try:
            return await reader.answer((file, chosen, record.version), _made, record, chosen, file)
        except KeyError:
            pass
    return no_picture(name, form)


def no_picture(name: str, form: str) -> Response:
    """404 for a picture that there is not, at least of this choice."""
    return problem(404, "Not found", f"There is no picture {name}.{form} of this choice.")


def of_record(reader: Reader) -> list[Operation]:
    """A read for what is the same whatever is chosen."""
    listed: list[tuple[str, str, Json, Callable[[Record], bytes], str]] = [
        ("dataset", "application/json", {"$ref": "#/components/schemas/record"}, dataset, "The record"),
        ("schema", "application/schema+json", {"type": "object"}, schema, "The JSON Schema of a record"),
    ]
    return [
        Operation(
            f"/api/v1/{name}.json",
            partial(_whole, reader, name, make, type_),
            summary,
            "record",
            described.answers(type_, shape=shape),
            description=_ABOUT[name],
        )
        for name, type_, shape, make, summary in listed
    ]


async def _whole(reader: Reader, name: str, make: Callable[[Record], bytes], type_: str, request: Request) -> Response:
    record = await reader.record()
    if faults := [described.no_choice(given, values) for given, values in query_of(request.scope).items()]:
        return wrong(faults)

    def made() -> Answer:
        return Answer(make(record), type_, tag=tag(record.version, name), policy=framing.NOTHING)

    return await reader.answer((name, record.version), made)


def dataset(record: Record) -> bytes:
    """The record in its canonical form."""
    return store.canonical(record.dataset)


def schema(_record: Record) -> bytes:
    """The JSON Schema of a record."""
    return store.schema_json()


def of_publishing(reader: Reader, prefix: str) -> list[Operation]:
    """A read for oEmbed, the feed, and the health of the process."""

    async def oembed(request: Request) -> Response:
        return await pages.about_embedding(request, reader, prefix)

    async def news(request: Request) -> Response:
        return await pages.news(request, reader, prefix)

    async def health(_request: Request) -> Response:
        return await pages.health(reader)

    told = partial(described.answers, shape={"type": "object"})
    framed = told("application/json", told="How to frame it (https://oembed.com).")
    framed["404"] = described.refused("The address is none of this server's, or shows nothing.")
    framed["501"] = described.refused("Another form than JSON was asked for.")
    state = told("application/json", told="The state of the record.")
    return [
        Operation(
            "/oembed",
            oembed,
            "How a view is framed",
            "publishing",
            framed,
            described.OEMBED,
            "For the address of a page or an embed: the frame that shows it, as oEmbed has it (https://oembed.com).",
        ),
        Operation(
            "/feed.atom",
            news,
            "New statements, changes of stance, corrections, as an Atom feed",
            "publishing",
            described.answers(feed.MEDIA_TYPE, shape={"type": "string"}, told="The feed (RFC 4287)."),
            described.references(pages.FILTERS),
            "The newest entries first; an entry keeps its id on every host, in every language and data version.",
        ),
        Operation(
            "/healthz",
            health,
            "Whether this process can answer",
            "publishing",
            {status: state[status] for status in ("200", "414", "503")},
            description="With which record it answers: `ok`, or `last good record` while the file is broken.",
        ),
    ]
