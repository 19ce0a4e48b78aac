"""What the reads of the API answer, in short, for its description: made of the record that it describes."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from positions import bibliography, embed, export, feed, files, oembed, parameters, pictures, store, tables
from positions.parameters import Parameters
from positions.store import Record
from positions.web import operations, pages, reading

Json = dict[str, Any]

LINES = 12
"""The lines of a document that an example shows."""


def add(paths: Json, record: Record, base: str) -> None:
    """Give each answer an example, in place; `base` is the address of the server, with "/" at its end.

    Where the answer is no text or a whole page, the example is an address that gives one.
    """
    sources = record.dataset.sources
    # Of one source, what rests on it is found at once.
    chosen = Parameters(record.dataset.dataset.coverage_until, source=sources[0].id if sources else "")
    refused = {status: json.loads(bytes(answer.body)) for status, answer in _refusals(record).items()}
    foreign = json.loads(bytes(pages.foreign("https://example.org/", base).body))
    for path, told in paths.items():
        for status, answer in told["get"]["responses"].items():
            for media_type, content in answer.get("content", {}).items():
                if media_type == reading.PROBLEM and status in refused:
                    content["example"] = foreign if (path, status) == ("/oembed", "404") else refused[status]
                elif status == "200":
                    content.update(_content(record, chosen, base, path, media_type))


def _refusals(record: Record) -> dict[str, Response]:
    return {
        "404": operations.no_picture("ranges-none", "svg"),
        "414": reading.too_long(),
        "422": reading.wrong(parameters.read({"max_rung": ["9"]}, record.dataset)[1]),
        "501": pages.only_json("xml"),
        "503": reading.no_record(1),
    }


def _content(record: Record, chosen: Parameters, base: str, path: str, media_type: str) -> Json:
    forms = {kind: form for form, kind in pictures.FORMATS.items()}
    asked = path.replace("{view}", "gaps").replace("{name}.{form}", f"overlap.{forms.get(media_type)}")
    example = None if asked != path else _example(record, chosen, base, path)
    if example is None:
        return {"examples": {"address": {"externalValue": base.removesuffix("/") + asked}}}
    return {"example": example}


def _example(record: Record, chosen: Parameters, base: str, path: str) -> Any:
    """The beginning of what a path answers; None where that would say nothing."""
    name, _dot, ending = path.rpartition("/")[2].partition(".")
    whole: dict[str, Callable[[], Any]] = {
        "dataset": lambda: json.loads(store.canonical(_part(record))),
        "schema": lambda: {key: told for key, told in store.schema().items() if key not in {"$defs", "properties"}},
        "oembed": lambda: oembed.described(record, chosen.limited(embed.USED), base, pinned=False),
        "feed": lambda: feed.written(
            record, replace(chosen, since=chosen.as_of, source=""), base, f"{base}feed.atom"
        ).decode(),
        "healthz": lambda: pages.state(record),
    }
    if name in whole:
        return whole[name]()
    if name in tables.TABLES and ending in export.FORMATS:
        text = export.serialise(tables.table(name, record, chosen).head(1), ending)
    elif name == files.BIBLIOGRAPHY:
        form = next(form for form in bibliography.FORMATS if bibliography.suffix(form) == ending)
        text = bibliography.serialise([bibliography.item(one) for one in record.dataset.sources[:1]], form)
    elif ending == "md":
        lines = files.content(record, chosen, name, ending).decode().splitlines()
        text = "\n".join([*lines[:LINES], ""])
    else:
        return None
    return json.loads(text) if ending.endswith("json") else text


def _part(record: Record) -> Any:
    """A record of one statement, with what it refers to."""
    data = record.dataset
    statements = data.statements[:1]
    cited = {citation.source for one in statements for citation in one.citations}
    propositions = [one for one in data.propositions if one.id in {said.proposition for said in statements}]
    return data.model_copy(
        update={
            "parties": tuple(one for one in data.parties if one.id in {said.party for said in statements}),
            "issues": tuple(one for one in data.issues if one.id in {part.issue for part in propositions}),
            "propositions": tuple(propositions),
            "sources": tuple(one for one in data.sources if one.id in cited),
            "statements": statements,
            "absences": (),
        }
    )
