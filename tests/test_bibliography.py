"""Citations, read back by readers that are not ours: bibtexparser, rispy, jsonschema."""

import json
import re
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rispy  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from positions import bibliography, store
from positions.bibliography import Item
from positions.model import Source, SourceKind
from tests.records import dataset, source

with warnings.catch_warnings():
    # bibtexparser 1 calls pyparsing by names that pyparsing 3.3 has renamed.
    warnings.simplefilter("ignore", DeprecationWarning)
    import bibtexparser  # type: ignore[import-untyped]
    from bibtexparser.bparser import BibTexParser  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[1]

# What this project uses of https://resource.citationstyles.org/schema/latest/input/json/csl-data.json, in short: no
# Python package carries the schema itself.
TEXT_FIELDS = (
    *("title", "container-title", "publisher", "genre", "URL", "archive", "archive_location"),
    *("language", "note", "version", "id"),
)
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
            "minItems": 1,
            "maxItems": 2,
        }
    },
    "additionalProperties": False,
    "required": ["date-parts"],
}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            **{name: {"type": "string", "minLength": 1} for name in TEXT_FIELDS},
            "type": {"enum": ["article-newspaper", "broadcast", "webpage", "document", "dataset"]},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"literal": {"type": "string"}},
                    "additionalProperties": False,
                    "required": ["literal"],
                },
            },
            "issued": DATE,
            "accessed": DATE,
        },
        "required": ["type", "id", "title", "issued"],
        "additionalProperties": False,
    },
}

# By hand from the LaTeX manuals, so that the table of the module is not tested against itself.
SPOKEN = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^", r"\&": "&", r"\%": "%", r"\$": "$", r"\#": "#", r"\_": "_",
}  # fmt: skip


def made(**other: Any) -> Item:
    return bibliography.item(Source.model_validate_json(json.dumps(source("paper", **other))))


def cell(**other: Any) -> Item:
    given_: dict[str, Any] = {
        "version": "abcdef012345",
        "as_of": date(2025, 4, 22),
        "url": "https://example.org/?cell=river~north",
        "accessed": date(2025, 5, 1),
    }
    title = "North: demands — “The river is settled.”"
    return bibliography.cell_item("river~north", title, dataset().dataset, **(given_ | other))


def read_bib(items: list[Item]) -> dict[str, dict[str, str]]:
    """Entries by key as bibtexparser has them; it drops the outer braces of a field."""
    with warnings.catch_warnings():
        # For the same renamed calls, which it makes while it reads.
        warnings.simplefilter("ignore", DeprecationWarning)
        parser = BibTexParser(ignore_nonstandard_types=False, interpolate_strings=False)
        entries: list[dict[str, str]] = bibtexparser.loads(bibliography.serialise(items, "bib"), parser).entries
    found = {entry["ID"]: entry for entry in entries}
    assert len(found) == len(items), "an entry is lost, or two have one key"
    return found


def said(field: str) -> str:
    """What LaTeX would print for a field."""
    assert field[0] + field[-1] == "{}"
    text = re.sub(r"\\text\w+\{\}|\\.", lambda found: SPOKEN[found[0]], field[1:-1])
    assert re.sub(r"\\text\w+\{\}|\\.", "", field[1:-1]).count("{") == 0
    return text


def read_ris(items: list[Item]) -> list[dict[str, Any]]:
    # The library would take an address with a semicolon in it for two.
    found: list[dict[str, Any]] = rispy.loads(bibliography.serialise(items, "ris"), delimiter_tags_mapping={})
    assert len(found) == len(items)
    return found


def every_kind() -> list[Item]:
    """An item for each kind of source, with every field somewhere, and one for a cell."""
    more: dict[str, dict[str, Any]] = {
        "official": {"publisher": "Ministry of War and Peace", "published": "2025-04"},
        "transcript": {"authors": ["The Desk", "Rivers and Lakes, Inc."], "retrieved": "2025-05-01"},
        "news": {
            "title": "50 % of “Крим” {sic} & more",
            "authors": ["Олена Річка"],
            "published": "2025-04-22",
            "retrieved": "2025-05-01",
            "language": "uk",
            "url": "https://example.org/a_b?c=%20&d=1#e",
            "archive_url": "https://web.archive.org/web/2025/https://example.org/a_b",
            "caveats": ["Title taken from the address.", "Date inferred."],
        },
    }
    return [
        *(made(id=f"a-{kind.value}", kind=kind.value, **more.get(kind.value, {})) for kind in SourceKind),
        cell(),
    ]


def test_an_item_holds_all_that_a_source_says_of_itself() -> None:
    assert made(
        kind="wire",
        authors=["A. B.", "The Desk"],
        published="2025-04",
        retrieved="2025-05-01",
        archive_url="https://archive.example/x",
        caveats=["One.", "Two."],
    ) == {
        "id": "paper",
        "type": "article-newspaper",
        "title": "What paper wrote",
        "author": [{"literal": "A. B."}, {"literal": "The Desk"}],
        "container-title": "The Paper",
        "issued": {"date-parts": [[2025, 4]]},
        "accessed": {"date-parts": [[2025, 5, 1]]},
        "URL": "https://example.org/paper",
        "archive": "archive.example",
        "archive_location": "https://archive.example/x",
        "language": "en",
        "note": "One. Two.",
    }


@pytest.mark.parametrize(
    ("kind", "csl", "bib", "ris"),
    [
        ("news", "article-newspaper", "article", "NEWS"),
        ("wire", "article-newspaper", "article", "NEWS"),
        ("broadcast", "broadcast", "misc", "MULTI"),
        ("official", "webpage", "online", "ELEC"),
        ("transcript", "webpage", "online", "ELEC"),
        ("leak", "document", "misc", "GEN"),
    ],
)
def test_each_kind_of_source_has_its_type_in_every_form(kind: str, csl: str, bib: str, ris: str) -> None:
    one = made(kind=kind)

    assert one["type"] == csl
    assert read_bib([one])["paper"]["ENTRYTYPE"] == bib
    assert read_ris([one])[0]["type_of_reference"] == ris


@pytest.mark.parametrize(
    ("published", "parts", "slashed", "words"),
    [
        ("2025", [2025], "2025///", "2025"),
        ("2025-04", [2025, 4], "2025/04//", "April\u00a02025"),
        ("2025-04-02", [2025, 4, 2], "2025/04/02/", "2\u00a0April\u00a02025"),
        ("0850", [850], "0850///", "0850"),
    ],
)
def test_a_partial_date_stays_partial_in_every_form(published: str, parts: list[int], slashed: str, words: str) -> None:
    one = made(published=published)
    (ris,) = read_ris([one])

    assert one["issued"] == {"date-parts": [parts]}
    assert read_bib([one])["paper"]["date"] == published
    assert (ris["year"], ris["date"]) == (published[:4], slashed)
    assert bibliography.plain(one) == f"The Paper. “What paper wrote”. {words}. https://example.org/paper"


def test_the_master_form_keeps_to_the_schema_of_csl() -> None:
    jsonschema.validate(json.loads(bibliography.serialise(every_kind(), "csl")), CSL)


def test_json_keeps_every_script_and_ends_in_a_newline() -> None:
    text = bibliography.serialise([made(title="Крим")], "csl")

    assert text.startswith('[\n {\n  "id": "paper"')
    assert "Крим" in text
    assert text.endswith("]\n")


def test_every_source_of_the_shipped_record_comes_back_whole() -> None:
    data = store.read(ROOT / "data" / "positions.json", date(2027, 1, 1)).dataset
    items = [bibliography.item(one) for one in data.sources]
    bib, ris, csl = read_bib(items), read_ris(items), json.loads(bibliography.serialise(items, "csl"))

    jsonschema.validate(csl, CSL)
    for one, reference, plain in zip(data.sources, ris, csl, strict=True):
        entry = bib[one.id]
        accessed = one.retrieved.isoformat() if one.retrieved else None
        home = entry.get("journaltitle") or entry["organization"]
        assert (said(entry["title"]), said(home)) == (one.title, one.publisher)
        assert (entry["url"], entry["date"], entry.get("urldate")) == (one.url, one.published, accessed)
        assert entry["langid"] == reference["language"] == plain["language"] == one.language
        assert reference["id"] == plain["id"] == one.id
        assert reference["title"] == plain["title"] == one.title
        assert (reference.get("secondary_title") or reference["publisher"]) == one.publisher
        assert (plain.get("container-title") or plain["publisher"]) == one.publisher
        assert reference["urls"] == [plain["URL"]] == [one.url]
        assert reference["date"].rstrip("/").replace("/", "-") == one.published
        assert reference.get("authors", []) == list(one.authors)
        assert reference.get("notes", [""])[0] == " ".join(one.caveats)


def on_one_line(text: str) -> str:
    return re.sub(r"[\0-\x20\x7f-\x9f\u2028\u2029]+", " ", text).strip()


texts = st.text(
    st.sampled_from("{}\\%&$#_~^@\"',=~ \n\r\t\u2028\x0b\x1c\u00a0«Яі–”") | st.characters(exclude_categories=["Cs"])
).filter(on_one_line)


@given(title=texts, name=texts)
@example(title="}", name="{")
@example(title="\\textbackslash{}alpha \\", name="A and B")
@example(title="=1+1", name="@comment{x}")
@example(title="a\nER  - \nTY  - BOOK\r\nTI  - b", name="%")
def test_no_text_breaks_out_of_its_field(title: str, name: str) -> None:
    one = made(title=title, publisher=name, authors=[name], caveats=[title])
    lined = [on_one_line(title), on_one_line(name)]
    entry = read_bib([one])["paper"]
    (reference,) = read_ris([one])

    assert [said(entry["title"]), said(entry["journaltitle"])] == lined
    assert [said(entry["note"]), said(entry["author"])] == lined
    assert [reference["title"], reference["secondary_title"]] == lined
    assert json.loads(bibliography.serialise([one], "csl")) == [one]
    assert len(bibliography.plain(one).splitlines()) == 1


def test_an_address_is_not_escaped_but_what_would_end_its_field_is_encoded() -> None:
    address = "https://example.org/Крим/a_b%20c?d={1}&e=f#g~h"
    entry = read_bib([made(url=address)])["paper"]

    assert entry["url"] == "https://example.org/Крим/a_b%20c?d=%7B1%7D&e=f#g~h"


def test_names_with_and_or_a_comma_stay_one_name() -> None:
    names = ["Rivers and Lakes", "Kazanci, Handan"]
    one = made(kind="official", publisher="Ministry of War and Peace", authors=names)
    entry = read_bib([one])["paper"]

    assert entry["author"] == "{Rivers and Lakes} and {Kazanci, Handan}"
    assert entry["organization"] == "{Ministry of War and Peace}"
    assert read_ris([one])[0]["authors"] == names


def test_the_archived_copy_is_named_in_every_form() -> None:
    one = made(archive_url="https://web.archive.org/web/2025/x", caveats=["Careful."])
    (reference,) = read_ris([one])

    assert said(read_bib([one])["paper"]["note"]) == "Careful. Archived: https://web.archive.org/web/2025/x"
    assert reference["name_of_database"] == "web.archive.org"
    assert reference["accession_number"] == "https://web.archive.org/web/2025/x"


def test_a_cell_is_cited_as_an_entry_of_a_data_set_in_one_state_as_of_a_day() -> None:
    one = cell()
    entry = read_bib([one])["test.river.north.2025-04-22"]
    (reference,) = read_ris([one])

    assert entry["ENTRYTYPE"] == "dataset"
    assert said(entry["series"]) == reference["secondary_title"] == one["container-title"] == "Test talks"
    assert entry["version"] == reference["edition"] == one["version"] == "abcdef012345"
    assert said(entry["note"]) == reference["notes"][0] == one["note"] == "as of 22\u00a0April\u00a02025"
    assert (entry["date"], reference["date"]) == ("2025-05-01", "2025/05/01/")
    assert (entry["urldate"], reference["access_date"]) == ("2025-05-01", "2025/05/01/")
    assert [entry["url"]] == reference["urls"] == ["https://example.org/?cell=river~north"]


def test_a_cell_without_an_address_or_a_day_of_access_has_neither_in_any_form() -> None:
    one = cell(url="", accessed=None)

    assert not {"URL", "accessed"} & set(one)
    assert not {"url", "urldate"} & set(read_bib([one])[one["id"]])
    assert not {"urls", "access_date"} & set(read_ris([one])[0])
    assert bibliography.plain(one).endswith("as of 22\u00a0April\u00a02025.")


def test_a_citation_for_readers_names_author_title_place_day_and_access() -> None:
    one = made(authors=["A. B."], published="2025-04-22", retrieved="2025-05-01")

    assert bibliography.plain(one).replace("\u00a0", " ") == (
        "A. B. “What paper wrote”. The Paper, 22 April 2025. https://example.org/paper (accessed 1 May 2025)."
    )


def test_a_citation_of_a_cell_for_readers_names_the_record_its_version_and_the_day() -> None:
    assert bibliography.plain(cell(accessed=None)).replace("\u00a0", " ") == (
        "“North: demands — “The river is settled.””. In: Test talks, data abcdef012345, as of 22 April 2025. "
        "https://example.org/?cell=river~north"
    )


def test_nothing_to_cite_gives_empty_files() -> None:
    assert [bibliography.serialise([], form) for form in bibliography.FORMATS] == ["", "", "[]\n"]


def test_every_format_has_a_media_type_and_an_unknown_one_is_refused() -> None:
    assert set(bibliography.MEDIA_TYPES) == set(bibliography.FORMATS)
    with pytest.raises(ValueError, match="unknown format 'pdf'"):
        bibliography.serialise([], "pdf")


def test_lines_of_ris_end_as_the_format_wants() -> None:
    text = bibliography.serialise(every_kind(), "ris")

    assert text.count("\n") == text.count("\r\n")
    assert text.startswith("TY  - ")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in text.split("\r\n") if line)


@pytest.mark.parametrize(("form", "ending"), [("bib", "bib"), ("ris", "ris"), ("csl", "csl.json")])
def test_the_files_are_the_golden_ones(form: str, ending: str) -> None:
    """Rewrite them on purpose with `serialise(every_kind(), form)`."""
    written = bibliography.serialise(every_kind(), form).encode()

    assert written == (Path(__file__).parent / "golden" / f"bibliography.{ending}").read_bytes()
