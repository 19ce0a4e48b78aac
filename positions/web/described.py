"""The API as OpenAPI tells of it: parameters with the ids of the record, rows of tables, examples.

OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.0
"""

import json
from collections.abc import Iterable
from typing import Any

from positions import columns, embed, files, pictures, store, tables
from positions.compare import Measure
from positions.grid import displayed
from positions.language import DEFAULT, LANGUAGES
from positions.meanings import ABOUT
from positions.parameters import LONGEST, SEVERITY, Fault, Only, Parameters, Theme, View
from positions.store import Record
from positions.timeline import MAX_RUNG
from positions.web.reading import LONGEST_QUERY, PROBLEM

Json = dict[str, Any]

TITLE = "positions"
DESCRIPTION = """What the parties to a negotiation have publicly said: every row with the source that proves it.

All tables of `positions export`, the record itself, its bibliography and a data package; for reading, from any origin.

* **Parameters** are those of the page: an address of the page shows what the same query gives here. A read takes notice
  of those that it lists; the others change nothing.
* **Names stay**: names, values and columns are a contract; others may be added.
* **Validators**: every answer has a strong `ETag`; a request that names it in `If-None-Match` is told 304 while nothing
  has changed.
* **Errors** have one shape, `application/problem+json` (RFC 9457), and name the parameter with its remedy. Only embeds
  say it as a page.
* **A figure is not a forecast**: agreement of stated positions is shown with its measure, interval, n of N and day.
"""

TAGS = [
    {"name": "tables", "description": "Tables as CSV (RFC 4180, formula-safe) and JSON; the columns are a contract."},
    {"name": "documents", "description": "Papers for reading as Markdown, Word and Excel; pictures."},
    {"name": "record", "description": "The whole record, its schema, its sources, and everything in one file."},
    {
        "name": "publishing",
        "description": "For pages and readers: embeds, oEmbed, the feed, and the state of the server.",
    },
]

_DAY = {"type": "string", "format": "date"}


def parameters(record: Record) -> dict[str, Json]:
    """The parameters of every read, each by its name, with what can be chosen in this record."""
    data = record.dataset
    shown = [part.id for _n, part in displayed(data.parties)]
    pairs = [f"{a}~{b}" for n, a in enumerate(shown) for b in shown[n + 1 :]]
    issues = [part.id for _n, part in displayed(data.issues)]
    day = data.dataset.coverage_until
    said = next(
        ({"source": one.citations[0].source, "cell": f"{one.proposition}~{one.party}"} for one in data.statements), {}
    )
    earlier = Parameters(as_of=day).start
    found = {
        "as_of": _one(_DAY, f"The day to look at; without it the end of coverage, {day}.", day.isoformat()),
        "since": _one(
            _DAY, "The day to compare with, up to `as_of`; what happened on it is left out.", earlier.isoformat()
        ),
        "party": _several(shown, "Only these parties; repeat for more."),
        "issue": _several(issues, "Only these issues; repeat for more."),
        "measure": _one(
            {"type": "string", "enum": [*Measure]}, "Formula of the agreement; without it city-block.", Measure.EXACT
        ),
        "max_rung": _one(
            {"type": "integer", "minimum": 1, "maximum": MAX_RUNG}, "Weakest rung of the source ladder that counts.", 2
        ),
        "stale_after": _one(
            {"type": "integer", "minimum": 1, "maximum": LONGEST}, "Days after which a position is marked as stale.", 90
        ),
        "pair": _several(pairs, "Only these pairs of parties; repeat for more."),
        "source": _one(
            _among([part.id for part in data.sources]), "The source whose removal is looked at.", said.get("source")
        ),
        "focus": _one(
            _among(shown), "The party that the document is about; without it the first.", next(iter(shown), None)
        ),
        "only": _several([*Only], "Only propositions on which some pair stands so, or a party moved."),
        "sort": _one(
            {"type": "string", "enum": [SEVERITY, *pairs]}, "The gravest first, over all pairs or for one.", SEVERITY
        ),
        "cell": _one(
            {"type": "string"},
            "The cell whose evidence is open: `proposition~party`, `proposition~party~party`.",
            said.get("cell"),
        ),
        "lang": _one(
            {"type": "string", "enum": [*LANGUAGES]}, "Language of documents and pages; data stay as they are.", DEFAULT
        ),
        "theme": _one(
            {"type": "string", "enum": [*Theme]}, "Light, dark, or as the reader's system asks.", Theme.LIGHT
        ),
    }
    return {name: {"name": name, "in": "query", **told} for name, told in found.items()}


def _one(schema: Json, told: str, example: Any = None) -> Json:
    given = {"example": example} if example is not None else {}
    return {"description": told, "required": False, "schema": schema, **given}


def _among(values: list[str]) -> Json:
    """One of some values; where a record has none, nothing can be chosen."""
    return {"type": "string", "enum": values} if values else {"not": {}}


def _several(values: list[str], told: str) -> Json:
    return {
        "description": told,
        "required": False,
        "style": "form",
        "explode": True,
        "schema": {"type": "array", "items": _among(values), **({} if values else {"maxItems": 0})},
        **({"example": values[:2]} if values else {}),
    }


def used_by(name: str, form: str) -> list[Json]:
    """The parameters that a file takes notice of."""
    return references(sorted(files.used(name, form)))


def references(names: Iterable[str]) -> list[Json]:
    """Parameters by their names."""
    return [{"$ref": f"#/components/parameters/{one}"} for one in names]


def _asked(name: str, schema: Json, told: str, *, needed: bool = False) -> Json:
    return {"name": name, "in": "query", "required": needed, "description": told, "schema": schema}


def _placed(name: str, schema: Json, told: str, example: str) -> Json:
    return {"name": name, "in": "path", "required": True, "description": told, "schema": schema, "example": example}


_PIXELS = {"type": "integer", "minimum": 1, "maximum": 99_999_999}
OEMBED = [
    _asked("url", {"type": "string"}, "The address of a page or an embed of this server.", needed=True),
    _asked("maxwidth", _PIXELS, "The greatest width that is wanted, in pixels."),
    _asked("maxheight", _PIXELS, "The greatest height that is wanted, in pixels."),
    _asked("format", {"type": "string", "enum": ["json"]}, "Only JSON is answered."),
]
"""The parameters of oEmbed."""

PICTURE = [
    _placed("name", {"type": "string", "minLength": 1}, "Which picture.", "overlap"),
    _placed("form", {"type": "string", "enum": [*pictures.FORMATS]}, "The format.", "svg"),
]
"""What the path of a picture says."""


def schemas() -> dict[str, Json]:
    """The shapes of what is answered: a row of each table, what went wrong."""
    rows = {f"{name}-row": _row(name) for name in tables.TABLES}
    return {**rows, **_record(), "problem": _PROBLEM}


def no_choice(name: str, values: list[str]) -> Fault:
    """What is said of a parameter where nothing can be chosen."""
    return Fault(name, " ".join(values), "leave it out: the whole record is given")


def _record() -> dict[str, Json]:
    """The shape of the record and of its parts, as components."""
    told = store.schema()
    plain = json.loads(json.dumps(told).replace("#/$defs/", "#/components/schemas/"))
    parts = plain.pop("$defs", {})
    return {**parts, "record": {name: value for name, value in plain.items() if name != "$schema"}}


_PROBLEM: Json = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "value", "remedy"],
                "properties": {name: {"type": "string"} for name in ("name", "value", "remedy")},
            },
        },
    },
}


def _row(name: str) -> Json:
    fields = columns.schema(name)["fields"]
    return {
        "type": "object",
        "description": ABOUT[name],
        "required": [field["name"] for field in fields],
        "properties": {field["name"]: _property(field) for field in fields},
    }


def _property(field: Json) -> Json:
    limits = dict(field.get("constraints", {}))
    needed = limits.pop("required", False)
    if "enum" in limits and not needed:
        limits["enum"] = [*limits["enum"], None]
    if "pattern" in limits:
        limits["pattern"] = f"^{limits['pattern']}$"
    type_ = field["type"] if needed else [field["type"], "null"]
    return {"type": type_, "description": field["description"], **limits}


def answers(*media_types: str, shape: Json, told: str = "The file.", trouble: str = PROBLEM) -> Json:
    """The answers of a read: its content, nothing new, what is wrong with the question, no record."""
    etag = {"description": "Strong validator: data version and parameters.", "schema": {"type": "string"}}
    content = {one: {"schema": shape} for one in media_types}
    return {
        "200": {"description": told, "headers": {"ETag": etag}, "content": content},
        "304": {"description": "Nothing has changed since the answer that If-None-Match names."},
        "414": refused(f"The query has more than {LONGEST_QUERY} bytes."),
        "422": refused("A parameter is not known, or its value means nothing; it is named.", trouble),
        "503": refused("There is no record that could be shown.", trouble),
    }


def refused(told: str, media_type: str = PROBLEM) -> Json:
    """An answer that tells what went wrong."""
    shape = {"$ref": "#/components/schemas/problem"} if media_type == PROBLEM else {"type": "string"}
    return {"description": told, "content": {media_type: {"schema": shape}}}


def embeds() -> dict[str, Json]:
    """The embeds, by their path; they are answered by an application of their own (pages.py)."""
    page = answers("text/html", shape={"type": "string"}, told="The page.", trouble="text/html")
    view = _placed("view", {"type": "string", "enum": [*embed.VIEWS]}, "The view.", View.GAPS)
    told = {
        "tags": ["publishing"],
        "summary": "A view as a page for frames",
        "description": "Complete HTML that needs no script, with all evidence in it.",
        "operationId": "embed-view",
        "parameters": [view, *references(sorted(embed.USED))],
        "responses": {**page, "404": refused("There is no such embed.", "text/html")},
    }
    return {"/embed/{view}": {"get": told}}


def samples(record: Record, address: str) -> list[Json]:
    """How to ask for a table as CSV, by its address, on a command line and in Python.

    `x-codeSamples`: https://redocly.com/docs-legacy/api-reference-docs/specification-extensions/x-code-samples
    """
    data = record.dataset
    file = address.rsplit("/", maxsplit=1)[1]
    name = file.removesuffix(".csv").replace("-", "_")
    pair = "".join(f"&party={part.id}" for _n, part in displayed(data.parties)[:2])
    asked = f'"{address}?as_of={data.dataset.coverage_until}{pair}"'
    return [
        {"lang": "Shell", "label": "curl", "source": f"curl --compressed --output {file} {asked}"},
        {"lang": "Python", "label": "pandas", "source": f"import pandas\n{name} = pandas.read_csv({asked})"},
    ]
