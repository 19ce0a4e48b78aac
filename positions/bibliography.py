"""Citations of the sources and of the cells of a record, as reference managers and readers take them.

CSL-JSON is the master form (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html, types and fields:
https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV); the others derive from it.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import rispy  # type: ignore[import-untyped]

from positions.language import _
from positions.model import About, Source, SourceKind
from positions.phrases import day

FORMATS = ("bib", "ris", "csl")
MEDIA_TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl": "application/vnd.citationstyles.csl+json",
}

Item = dict[str, Any]
"""One item of CSL-JSON; a field that is not known is left out."""

# A transcript is cited as the page that was read: styles ask of a "speech" for an occasion and a place, which no record
# holds. A leak is a draft as somebody published it, so no "manuscript", which styles look for in an archive.
_TYPE: dict[SourceKind, tuple[str, str]] = {
    SourceKind.NEWS: ("article-newspaper", ""),
    SourceKind.WIRE: ("article-newspaper", ""),
    SourceKind.BROADCAST: ("broadcast", ""),
    SourceKind.OFFICIAL: ("webpage", ""),
    SourceKind.TRANSCRIPT: ("webpage", "Transcript"),
    SourceKind.LEAK: ("document", "Leaked document"),
}
_BIB = {
    "article-newspaper": "article", "broadcast": "misc", "webpage": "online", "document": "misc", "dataset": "dataset",
}  # fmt: skip
_RIS = {
    "article-newspaper": "NEWS", "broadcast": "MULTI", "webpage": "ELEC", "document": "GEN", "dataset": "DATA",
}  # fmt: skip

# BibTeX counts braces to find the end of a field, and counts \{ too: one without its partner would break the file.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
# biblatex reads an address as it stands, so only what would end the field or the word is encoded.
_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})


def suffix(form: str) -> str:
    """How the name of a file in a form ends, without the dot; all but one, also those of other modules, by its name."""
    return "csl.json" if form == "csl" else form


def item(source: Source) -> Item:
    """The CSL-JSON item of a source; its caveats are the note."""
    type_, genre = _TYPE[source.kind]
    return _known(
        id=source.id,
        type=type_,
        title=source.title,
        author=[{"literal": name} for name in source.authors],
        **{"container-title" if type_ == "article-newspaper" else "publisher": source.publisher},
        genre=genre,
        issued=_parts(source.published),
        accessed=_parts(source.retrieved),
        URL=source.url,
        archive=source.archive_url and urlsplit(source.archive_url).hostname,
        archive_location=source.archive_url,
        language=source.language,
        note=" ".join(source.caveats),
    )


def cell_item(
    cell: str, title: str, dataset: About, *, version: str, as_of: date, url: str = "", accessed: date | None = None
) -> Item:
    """The CSL-JSON item of one cell: an entry of a data set, in one state of the data, as of a day.

    `cell` is the value of the parameter of that name, `title` what the cell says, `url` what opens it.
    """
    return _known(
        id=f"{dataset.id}.{cell.replace('~', '.')}.{as_of.isoformat()}",
        type="dataset",
        title=title,
        **{"container-title": dataset.title},
        version=version,
        issued=_parts(dataset.updated),
        accessed=_parts(accessed),
        URL=url,
        note=_("as of {}").format(day(as_of)),
    )


def serialise(items: Sequence[Item], form: str) -> str:
    """Items in one of FORMATS; raises ValueError for any other."""
    if form == "bib":
        return "\n".join(_bib(_lined(one)) for one in items)
    if form == "ris":
        return str(rispy.dumps([_ris(_lined(one)) for one in items], implementation=_Writer))
    if form == "csl":
        return json.dumps(items, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    raise ValueError(f"unknown format '{form}'")


def plain(item: Item) -> str:
    r"""A citation for readers on one line, in the language that is spoken.

    >>> plain({"type": "webpage", "title": "On", "publisher": "UN", "issued": {"date-parts": [[2025, 4]]}})
    'UN. “On”. April\xa02025.'
    """
    item = _lined(item)
    home = str(item.get("container-title") or item.get("publisher"))
    title = f"“{item['title']}”"
    if item["type"] == "dataset":
        where = _("In: {title}, data {version}, {as_of}")
        parts = [title, where.format(title=home, version=item["version"], as_of=item["note"])]
    else:
        authors = ", ".join(author["literal"] for author in item.get("author", ()))
        published = day(_iso(item["issued"]))
        parts = [authors or home, title, f"{home}, {published}" if authors else published]
    # No full stop after a bare address: it would be taken for a part of it.
    link = [item["URL"]] if "URL" in item else []
    if "accessed" in item:
        link.append(_("(accessed {})").format(day(_iso(item["accessed"]))) + ".")
    return " ".join([*(part.removesuffix(".") + "." for part in parts), *link])


def _known(**fields: Any) -> Item:
    return {name: value for name, value in fields.items() if value}


def _parts(when: date | str | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in str(when).split("-")]]} if when else None


def _iso(when: dict[str, list[list[int]]]) -> str:
    year, *rest = when["date-parts"][0]
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])


def _lined(value: Any) -> Any:
    """The same with every text on one line: in RIS, a line that begins like a field would be one."""
    if isinstance(value, str):
        return re.sub(r"[\0-\x20\x7f-\x9f\u2028\u2029]+", " ", value).strip()
    if isinstance(value, list):
        return [_lined(part) for part in value]
    return {name: _lined(part) for name, part in value.items()} if isinstance(value, dict) else value


def _bib(item: Item) -> str:
    """An entry for biblatex (chapter 2 of its manual, https://ctan.org/pkg/biblatex).

    The inner braces keep names whole and capitals as they are; Biber knows languages by their BCP 47 codes.
    """
    news = item["type"] == "article-newspaper"
    archived = f"Archived: {item['archive_location']}" if "archive_location" in item else ""
    texts = {
        "title": item["title"],
        "journaltitle" if news else "series": item.get("container-title"),
        "organization": item.get("publisher"),
        "note": " ".join(filter(None, (item.get("note"), archived))),
    }
    fields = _known(
        author=" and ".join(f"{{{author['literal'].translate(_TEX)}}}" for author in item.get("author", ())),
        **{name: f"{{{text.translate(_TEX)}}}" for name, text in texts.items() if text},
        type=item.get("genre"),
        version=item.get("version"),
        entrysubtype=news and "newspaper",
        date=_iso(item["issued"]),
        url=item.get("URL", "").translate(_ADDRESS),
        urldate="accessed" in item and _iso(item["accessed"]),
        langid=item.get("language"),
    )
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{_BIB[item['type']]}{{{item['id']},\n{lines}}}\n"


class _Writer(rispy.RisWriter):  # type: ignore[misc]
    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        """Nothing: the number that the library writes before each reference is not in the format."""
        return ""


def _ris(item: Item) -> Item:
    """A reference for `rispy`, in the fields from which Zotero reads them (zotero/translators on GitHub, RIS.js).

    The format: https://en.wikipedia.org/wiki/RIS_(file_format); that lines end in CR LF is part of it.
    """
    return _known(
        type_of_reference=_RIS[item["type"]],
        id=item["id"],
        title=item["title"],
        authors=[author["literal"] for author in item.get("author", ())],
        secondary_title=item.get("container-title"),
        publisher=item.get("publisher"),
        type_of_work=item.get("genre"),
        edition=item.get("version"),
        year=_iso(item["issued"])[:4],
        date=_slashed(item["issued"]),
        urls="URL" in item and [item["URL"]],
        access_date="accessed" in item and _slashed(item["accessed"]),
        name_of_database=item.get("archive"),
        accession_number=item.get("archive_location"),
        language=item.get("language"),
        notes="note" in item and [item["note"]],
    )


def _slashed(when: dict[str, list[list[int]]]) -> str:
    """A date as RIS has it, year/month/day/other, in which what is not known is empty."""
    return "/".join([*_iso(when).split("-"), "", "", ""][:4])
