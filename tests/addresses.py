"""The addresses of the HTTP contract."""

from positions import bibliography, documents, files, package

FILES = [
    *((name, form) for name in documents.NAMES for form in files.forms(name)),
    *((files.BIBLIOGRAPHY, form) for form in bibliography.FORMATS),
    *((files.PACKAGE, form) for form in package.FORMATS),
]
"""Every file by its name and form."""


def path_of(name: str, form: str) -> str:
    return f"/api/v1/{name}.{bibliography.suffix(form)}"


PATHS = [path_of(name, form) for name, form in FILES]
WHOLE = ["/api/v1/dataset.json", "/api/v1/schema.json"]
PAGES = ["/embed/gaps", "/embed/positions", "/embed/overlap", "/embed/listen.js", "/api/docs"]
OTHERS = ["/api/openapi.json", "/feed.atom", "/healthz", "/api/v1/pictures/overlap.svg"]
EVERY = [*PATHS, *WHOLE, *PAGES, *OTHERS, "/oembed?url=http://talks.example/"]
"""Every address that answers with 200."""

KINDS = [
    *WHOLE,
    *PAGES,
    *OTHERS,
    *(path_of(*one) for one in FILES if one[0] in {"gaps", "sheet", files.PACKAGE}),
    EVERY[-1],
]
"""Of every kind of address one."""

CHOICES = ["", "as_of=2025-04-20&party=north&party=south&max_rung=3&measure=exact", "since=2025-02-01&issue=land"]
"""Queries that choose something of the small record."""
