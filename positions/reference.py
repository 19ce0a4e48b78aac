"""The API as a page for readers, made of its own description."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from positions import embed, markup
from positions.embed import Page
from positions.rendering import render
from positions.store import Record

Json = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """What is under one name: its forms with their addresses, the parameters with the forms that take them, columns."""

    name: str
    about: Json
    forms: dict[str, str]
    parameters: dict[str, list[str]]
    placed: list[Json]
    columns: Json


def page(description: Json, record: Record, base: str) -> Page:
    """What there is under which address, with parameters, columns and examples; in English, as the API is.

    `description` is the OpenAPI description, `base` the address under which the dashboard stands.
    """
    found = list(reads(description))
    groups = [(tag, [one for one in found if tag["name"] in one.about["tags"]]) for tag in description["tags"]]
    style = embed.squeezed(markup.style("board", "embed", "reference"))
    html = render(
        "reference.html.j2",
        info=description["info"],
        groups=groups,
        answers=answers(description),
        parameters=description["components"]["parameters"],
        record=record,
        base=base,
        style=style,
    )
    return Page(html, f"default-src 'none'; style-src {embed.hashed(style)}; base-uri 'none'; form-action 'none'")


def reads(description: Json) -> Iterable[Read]:
    """The reads of a description, those that differ in nothing but the form of the answer together."""
    named: dict[str, dict[str, Json]] = {}
    for path, operations in description["paths"].items():
        stem, _dot, form = path.rpartition("/")[2].partition(".")
        name = path.partition("/{")[0].rpartition("/")[2] if "{" in path else stem
        named.setdefault(name, {})[form] = operations["get"] | {"path": path}
    for name, forms in named.items():
        taken: dict[str, list[str]] = {}
        for form, told in forms.items():
            for one in told.get("parameters", ()):
                if "$ref" in one:
                    taken.setdefault(one["$ref"].rpartition("/")[2], []).append(form)
        order = [known for known in description["components"]["parameters"] if known in taken]
        first = next(iter(forms.values()))
        yield Read(
            name,
            first,
            {form: told["path"] for form, told in forms.items()},
            {known: [] if len(taken[known]) == len(forms) else taken[known] for known in order},
            [one for one in first.get("parameters", ()) if "$ref" not in one],
            _columns(description, forms.values()),
        )


def _columns(description: Json, forms: Iterable[Json]) -> Json:
    """The columns of a table, which are the properties of its rows as JSON; none of what is no table."""
    for told in forms:
        for content in told["responses"]["200"]["content"].values():
            if reference := content["schema"].get("items", {}).get("$ref"):
                row: Json = description["components"]["schemas"][reference.rpartition("/")[2]]
                properties: Json = row["properties"]
                return properties
    return {}


def answers(description: Json) -> dict[str, str]:
    """What each status means, as the first read has it that can answer so."""
    told: dict[str, str] = {}
    for operations in description["paths"].values():
        for status, one in operations["get"]["responses"].items():
            told.setdefault(status, one["description"])
    return dict(sorted(told.items()))
