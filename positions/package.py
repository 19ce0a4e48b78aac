"""The whole record in one file that other programs can check and load: a Frictionless data package as a ZIP.

The standard is Data Package 2.0, https://datapackage.org/standard/data-package/. The tables are those of `positions
export` for the same choice, byte for byte.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from positions import bibliography, citing, columns, export, package_text, parameters, store, tables
from positions.check import is_web_address
from positions.meanings import ABOUT
from positions.parameters import Parameters
from positions.store import Record

FORMATS = ("zip",)
MEDIA_TYPES = {"zip": "application/zip"}

USED = frozenset().union(*tables.USED.values())
"""The parameters that the package takes notice of: those of its tables."""

Resource = dict[str, Any]
"""A file of the package as the descriptor tells of it."""

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR, README, RECORD, SCHEMA = "datapackage.json", "README.md", "positions.json", "schema.json"

# Identifiers of SPDX, with the Open Definition's where it has another, and where the licence itself can be read.
_LICENCES = {
    "CC-BY-4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC0-1.0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODbL-1.0": ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "ODC-By-1.0": ("ODC-BY-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": ("ODC-PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
_BIBLIOGRAPHY = {
    "bib": "The sources as BibTeX.",
    "ris": "The sources as RIS.",
    "csl": "The sources as CSL-JSON, the form from which the others are made.",
}
_DIALECT = {"header": True, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
_MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_UNIX, _LEVEL = 3, 9


def written(record: Record, chosen: Parameters) -> bytes:
    """The package as the bytes of a ZIP, with the tables of a choice; the same bytes for the same record and choice.

    Whatever language is chosen, the data are in that of the record, and what tells of them is in English, as in tables.
    """
    made = {name: tables.table(name, record, chosen) for name in tables.TABLES}
    parts = [_table(name, export.serialise(frame, "csv").encode()) for name, frame in made.items()]
    parts += _beside(record, chosen)
    descriptor = _described(record, chosen) | {"resources": [resource for resource, _ in parts]}
    rows = {name: len(frame) for name, frame in made.items()}
    contents = {
        DESCRIPTOR: export.json_text(descriptor).encode(),
        README: package_text.read_me(record, chosen, descriptor, rows).encode(),
        **{resource["path"]: content for resource, content in parts},
    }
    return _zipped(contents, record.dataset.dataset.updated)


def _table(name: str, content: bytes) -> tuple[Resource, bytes]:
    # Version 1 of the standard, which R reads, says "profile" where version 2 says "type".
    tabular = {"type": "table", "profile": "tabular-data-resource", "dialect": _DIALECT, "schema": columns.schema(name)}
    return _resource(name, _path(name), export.MEDIA_TYPES["csv"], ABOUT[name], content, **tabular)


def _path(table: str) -> str:
    return f"tables/{table}.csv"


def _beside(record: Record, chosen: Parameters) -> Iterator[tuple[Resource, bytes]]:
    """What the package holds beside the tables: the record, its schema, the bibliography."""
    told = "The whole record, from which the tables are made; the data version is the beginning of its SHA-256."
    yield _resource("record", RECORD, "application/json", told, store.canonical(record.dataset))
    # By its name and "json" alone the library of the standard would take it for a schema of tables.
    mediatype, told = "application/schema+json", "The JSON Schema of the record."
    yield _resource("record-schema", SCHEMA, mediatype, told, store.schema_json(), format="jsonschema")
    for form, told in _BIBLIOGRAPHY.items():
        path = f"bibliography.{bibliography.suffix(form)}"
        content = citing.of_sources(record, chosen, form).encode()
        yield _resource(f"bibliography-{form}", path, bibliography.MEDIA_TYPES[form], told, content)


def _resource(
    name: str, path: str, mediatype: str, description: str, content: bytes, **other: Any
) -> tuple[Resource, bytes]:
    described = {
        "name": name,
        "path": path,
        "description": description,
        "format": path.rpartition(".")[2],
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    return described | other, content


def _described(record: Record, chosen: Parameters) -> dict[str, Any]:
    """The descriptor without its resources."""
    about = record.dataset.dataset
    contact = _contact(about.contact)
    return {
        "$schema": PROFILE,
        "name": about.id.lower(),
        "title": about.title,
        "description": f"{about.description}\n\n{about.selection}",
        "version": record.version,
        # The day of the record, so that the same record makes the same package.
        "created": f"{about.updated.isoformat()}T00:00:00Z",
        "licenses": [_licence(about.licence)],
        **({"contributors": [contact | {"roles": ["contact"]}]} if contact else {}),
        # Named one by one they would be most of the descriptor.
        "sources": [{"title": "The publications that the statements cite", "path": _path("sources")}],
        "positions:parameters": _parameters(chosen),
        "positions:coverageUntil": about.coverage_until.isoformat(),
    }


def _licence(licence: str) -> dict[str, str]:
    """A licence as the standard wants it, with a name or a path; one that we do not know is told in the README."""
    if known := _LICENCES.get(licence):
        name, path = known
        return {"name": name, "path": path, "title": licence}
    return {"path": README, "title": licence}


def _contact(contact: str) -> dict[str, str]:
    """What tells how to reach those who keep the record; empty when the contact is no address."""
    mail = unquote(contact.removeprefix("mailto:").partition("?")[0])
    if is_web_address(contact):
        return {"title": contact, "path": contact}
    return {"title": mail, "email": mail} if _MAIL.fullmatch(mail) else {}


def _parameters(chosen: Parameters) -> dict[str, list[str]]:
    """The choice by the names and values of an address, with measure and rung limit even when they are the default."""
    asked = {"measure": [chosen.measure.value], "max_rung": [str(chosen.max_rung)], **chosen.query()}
    return {name: asked[name] for name in parameters.NAMES if name in asked and name in USED}


def _zipped(contents: Mapping[str, bytes], updated: date) -> bytes:
    """Files as a ZIP, all of the day on which the record was updated; a ZIP knows no year before 1980."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for path, content in contents.items():
            info = zipfile.ZipInfo(path, (max(updated.year, 1980), updated.month, updated.day, 0, 0, 0))
            # Otherwise it says on which system it was made.
            info.create_system = _UNIX
            info.external_attr = 0o644 << 16
            target.writestr(info, content, zipfile.ZIP_DEFLATED, _LEVEL)
    return packed.getvalue()
