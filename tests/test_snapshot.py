"""The record as a static site: every link leads somewhere, no script, the same bytes, and never half an edition."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]  # has no types
import pytest

from positions import files, snapshot, store
from positions.cli import main
from positions.edition import Page, Places, named, pages
from positions.language import LANGUAGES, speaking
from positions.masthead import titles
from positions.parameters import Only, Parameters, View
from positions.store import Record
from tests import editions
from tests.editions import SHIPPED, broken, contents, reached, sheet
from tests.records import citation, dataset, issue, party, proposition, record, source, statement, written

Capture = pytest.CaptureFixture[str]
EVERY_FIELD = Path(__file__).parent / "cases" / "good" / "every_field.json"
ENDING = len(".html")


def made(**parts: Any) -> Record:
    return store.given(store.canonical(dataset(**parts)), "positions.json", date(2025, 5, 1))


def alone(**parts: Any) -> Record:
    """A record of one party, which is quickly written: it has no pair, so no picture."""
    return made(parties=[party("north")], **parts)


@pytest.fixture(scope="module")
def site() -> Path:
    return editions.shipped()


@pytest.fixture(scope="module")
def edition(site: Path) -> Path:
    return site / SHIPPED.version


@pytest.fixture(scope="module")
def every(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def described(page: Path) -> dict[str, str]:
    return {one["name"]: one["content"] for one in sheet(page).all("meta") if "name" in one}


# What every page has.


def test_every_link_of_every_page_leads_to_a_file_and_a_place_that_are_there(every: list[Path]) -> None:
    assert len(every) > 5_000
    assert [fault for page in every for fault in broken(page)] == []


def test_every_page_has_a_title_a_language_one_heading_and_one_main_part(every: list[Path]) -> None:
    lacking = [
        page
        for page in every
        if not (
            "title" in sheet(page).names
            and sheet(page).all("html")[0]["lang"] in LANGUAGES
            and sheet(page).names.count("h1") == sheet(page).names.count("main") == 1
        )
    ]

    assert lacking == []


def test_no_two_pages_of_an_edition_in_one_language_have_the_same_title(edition: Path) -> None:
    found: dict[str, list[str]] = {}
    for page in edition.glob("propositions/*.html"):
        head = page.read_text(encoding="utf-8").partition("<title>")[2].partition("</title>")[0]
        found.setdefault(head, []).append(page.name)

    assert [names for names in found.values() if len(names) > 1] == []
    assert len(found) == len(SHIPPED.dataset.propositions)


def test_no_page_has_a_script_a_form_or_the_same_id_twice(every: list[Path]) -> None:
    for page in every:
        names = {*sheet(page).names}
        assert names & {"script", "iframe", "object", "embed", "form", "button", "input", "base"} == set(), page
        assert sheet(page).handlers == [], page
        assert len({*sheet(page).ids}) == len(sheet(page).ids), page
        policy = next(one["content"] for one in sheet(page).all("meta") if "Policy" in one.get("http-equiv", ""))
        assert "script-src 'none'" in policy or "default-src 'none'" in policy, page


def test_what_leaves_the_edition_opens_a_window_of_its_own_and_tells_nobody(every: list[Path]) -> None:
    outside = [one for page in every for one in sheet(page).all("a") if one["href"].startswith("http")]

    assert len(outside) > 1_000
    assert [one for one in outside if (one.get("target"), one.get("rel")) != ("_blank", "noopener noreferrer")] == []


def test_no_page_speaks_of_an_address_that_only_a_live_page_knows(every: list[Path]) -> None:
    assert [page for page in every if b"here.invalid" in page.read_bytes() or b'href="?' in page.read_bytes()] == []


def test_there_is_a_page_for_everything_in_every_language(edition: Path) -> None:
    data = SHIPPED.dataset
    pairs = len(list(combinations(data.parties, 2)))
    for lang in LANGUAGES:
        folder = edition / lang if lang != "en" else edition
        assert {path.stem for path in (folder / "propositions").iterdir()} == {part.id for part in data.propositions}
        assert {path.stem for path in (folder / "sources").iterdir()} == {part.id for part in data.sources}
        assert {path.stem for path in (folder / "parties").iterdir()} == {part.id for part in data.parties}
        assert len(list((folder / "pairs").iterdir())) == pairs
        views = {path.stem for path in folder.glob("*.html")}
        assert views == {"index", "positions", "overlap", "blocks", "changes", "sources", "about", "data"}


def test_from_the_first_page_every_other_one_is_reached(edition: Path) -> None:
    assert reached(edition / "index.html") == {*edition.rglob("*.html")}


def test_names_of_files_are_apart_also_where_a_file_system_knows_no_case(site: Path) -> None:
    names = [str(path.relative_to(site)) for path in site.rglob("*")]

    assert len({name.lower() for name in names}) == len(names)
    assert max(len(Path(name).name) for name in names) <= 255
    assert [name for name in names if not name.isascii()] == []


# What stands where.


def test_a_cell_leads_to_the_words_of_both_sides(edition: Path) -> None:
    index, proposition = edition / "index.html", edition / "propositions" / "neutrality.html"
    cells = [one["href"] for one in sheet(index).all("a") if one.get("class") == "opens"]
    words = sheet(proposition).words

    assert "propositions/neutrality.html#russia~ukraine" in cells
    assert len(cells) == 6 * len(SHIPPED.dataset.propositions)
    assert {"russia", "ukraine", "russia~ukraine", "us~europe"} <= {*sheet(proposition).ids}
    said = [one for one in SHIPPED.dataset.statements if one.proposition == "neutrality"]
    assert len(said) > 10
    assert [one.id for one in said if one.date <= "2026-07-01" and one.summary not in words] == []
    assert [c.quote for one in said for c in one.citations if c.quote and c.quote not in words] == []


def test_a_proposition_shows_its_numbers_its_changes_and_whom_to_tell(edition: Path) -> None:
    page = sheet(edition / "propositions" / "army-limit.html")
    images = [one["src"] for one in page.all("img")]
    asked = [one["href"] for one in page.all("a") if one["href"].startswith("mailto:")]

    assert images == ["../pictures/ranges-army-limit.plain.svg"]
    assert "800\u202f000 soldiers" in page.words
    assert "softened" in page.words
    assert len([href for href in asked if "army-limit~ukraine" in href and SHIPPED.version in href]) == 1


def test_a_source_tells_what_rests_on_it_and_what_it_was_cited_for(edition: Path) -> None:
    for id_ in ("kommersant-2025-09-02-putin-eu", *list(SHIPPED.dataset.source)[::97]):
        words = sheet(edition / "sources" / f"{id_}.html").words
        cited = [one for one in SHIPPED.dataset.statements if id_ in {c.source for c in one.citations}]
        assert [one.summary for one in cited if one.summary not in words] == []
        quotes = [c.quote for one in cited for c in one.citations if c.source == id_ and c.quote]
        assert [quote for quote in quotes if quote not in words] == []
        assert "Without it, as of 1\u00a0July\u00a02026" in words


def test_a_page_is_in_its_language_and_leads_to_the_same_one_in_the_others(edition: Path) -> None:
    page = sheet(edition / "uk" / "parties" / "us.html")
    languages = [one["href"] for one in page.all("a") if "hreflang" in one]

    assert page.all("html")[0]["lang"] == "uk"
    assert languages == ["../../parties/us.html", "../../uk/parties/us.html", "../../ru/parties/us.html"]
    assert [one["href"] for one in page.all("link") if "hreflang" in one] == languages
    with speaking("uk"):
        assert titles()[View.OVERLAP] in page.words


def test_the_front_page_is_the_first_page_of_the_edition_seen_from_above(site: Path, edition: Path) -> None:
    front, first = sheet(site / "index.html"), sheet(edition / "index.html")
    leading = [one["href"] for one in front.all("a") if not one["href"].startswith(("http", "mailto:", "#"))]

    assert front.names == first.names
    assert {href.partition("/")[0] for href in leading} == {SHIPPED.version}
    assert "latest edition, of 22\u00a0November\u00a02026" in front.words
    assert f"data version {SHIPPED.version}; it does not change" in first.words


def test_the_page_that_stays_leads_to_the_page_of_the_edition_and_back(site: Path, edition: Path) -> None:
    for path in ("positions.html", "uk/propositions/neutrality.html", f"sources/{SHIPPED.dataset.sources[0].id}.html"):
        up = "../" * path.count("/")
        links = sheet(site / path).links

        assert links.count(f"{up}{SHIPPED.version}/{path}") == 3, "at once, for search engines, and to be seen"
        assert f"{up}../{path}" in sheet(edition / path).links


def test_an_edition_says_what_it_is_and_what_it_holds(site: Path, edition: Path) -> None:
    told = json.loads((edition / "edition.json").read_text())
    found = contents(edition)
    found.pop("edition.json")

    assert (told["version"], told["as_of"], told["updated"]) == (SHIPPED.version, "2026-07-01", "2026-11-22")
    assert {one["path"]: (one["bytes"], one["sha256"]) for one in told["files"]} == {
        path: (len(content), sha256(content).hexdigest()) for path, content in found.items()
    }
    latest = json.loads((site / "latest.json").read_text())
    assert latest == {key: told[key] for key in told if key != "files"} | {"folder": f"{SHIPPED.version}/"}


def test_the_data_are_those_of_export_and_the_record_is_the_record(edition: Path) -> None:
    chosen = Parameters(SHIPPED.dataset.dataset.coverage_until)
    for name, form in (("gaps", "csv"), ("statements", "json"), ("blocks", "xlsx"), ("bibliography", "ris")):
        assert (edition / "data" / f"{name}.{form}").read_bytes() == files.content(SHIPPED, chosen, name, form)
    assert (edition / "data" / "package.zip").read_bytes() == files.content(SHIPPED, chosen, "package", "zip")
    whole = (edition / "data" / "dataset.json").read_bytes()
    assert sha256(whole).hexdigest()[:12] == SHIPPED.version
    pair = replace(chosen, pair=(("us", "europe"),), lang="ru")
    assert (edition / "ru" / "data" / "brief-us~europe.docx").read_bytes() == files.content(
        SHIPPED, pair, "brief", "docx"
    )


def test_every_file_to_take_away_is_listed(edition: Path) -> None:
    listed = {(edition / one["href"]).resolve() for one in sheet(edition / "data.html").all("a") if "download" in one}

    assert listed == {*(edition / "data").iterdir()}


@pytest.mark.parametrize("where", ["feed.atom", "data/feed.atom"])
def test_the_feed_leads_to_the_words_it_tells_of(site: Path, edition: Path, where: str) -> None:
    path = site / where if where == "feed.atom" else edition / where
    feed = feedparser.parse(path.read_bytes())
    links = [one.href for entry in feed.entries for one in entry.links if one.rel == "alternate"]

    assert not feed.bozo
    assert len(links) > 50
    for link in links:
        page, _, place = link.partition("#")
        assert place in sheet((path.parent / page).resolve()).ids


# Addresses.


def test_with_an_address_pages_say_where_they_stand_and_nothing_else_changes(tmp_path: Path) -> None:
    rec = made(sources=[source("paper"), source("radio")])
    snapshot.write(rec, tmp_path / "plain")
    snapshot.write(rec, tmp_path / "known", "https://example.org/talks/")
    version = f"https://example.org/talks/{rec.version}"
    page = sheet(tmp_path / "known" / rec.version / "uk" / "parties" / "south.html")

    assert [one["href"] for one in page.all("link") if one["rel"] == "canonical"] == [
        f"{version}/uk/parties/south.html"
    ]
    assert next(one["href"] for one in page.all("link") if "hreflang" in one) == f"{version}/parties/south.html"
    front = sheet(tmp_path / "known" / "index.html")
    assert [one["href"] for one in front.all("link") if one["rel"] == "canonical"] == ["https://example.org/talks/"]
    assert f"{version}/positions.html" in sheet(tmp_path / "known" / rec.version / "positions.html").words
    feed = feedparser.parse((tmp_path / "known" / "feed.atom").read_bytes())
    assert feed.entries[0].link == f"{version}/propositions/river.html#north"
    for path in (tmp_path / "plain").rglob("*.html"):
        known = sheet(tmp_path / "known" / path.relative_to(tmp_path / "plain"))
        assert [one.get("href") for one in known.all("a")] == [one.get("href") for one in sheet(path).all("a")]


def test_ids_that_differ_in_case_alone_have_files_of_their_own() -> None:
    assert named(["eu", "EU", "Eu", "us"]) == {"EU": "EU", "Eu": "Eu~2", "eu": "eu~3", "us": "us"}
    places = Places(dataset(parties=[party("EU"), party("eu"), party("us")]))
    every = [page.path for page in pages(Parameters(date(2025, 5, 1)), places)]

    assert len({path.lower() for path in every}) == len(every)
    assert "pairs/EU~eu.html" in every


def test_a_choice_that_has_no_page_is_no_link() -> None:
    start = replace(Page.of(Parameters(date(2025, 5, 1))), places=Places(dataset()))

    assert start.address(view=View.POSITIONS) == "positions.html"
    assert start.address(view=View.GAPS, party=("north", "south")) == "pairs/north~south.html"
    assert start.opening("river~south") == "propositions/river.html#south"
    assert start.opening("paper") == "sources/paper.html"
    for change in ({"q": "river"}, {"issue": ("land",)}, {"only": (Only.DEADLOCK,)}):
        assert start.address(**change) == ""
    assert replace(start, places=Places(dataset(parties=[party("north")]))).address(view=View.SHEET) == ""


HOSTILE = '</title><script>alert(1)</script>"\'&{{ 7 }} {% raw %} --><b onclick="x">'


@pytest.mark.parametrize(
    "rec",
    [
        pytest.param(store.read(EVERY_FIELD), id="every field"),
        pytest.param(made(statements=[], sources=[]), id="no statement"),
        pytest.param(made(propositions=[], statements=[]), id="no proposition"),
        pytest.param(alone(), id="one party"),
        pytest.param(
            made(
                parties=[party("north", name=HOSTILE, short=HOSTILE), party("how"), party("index")],
                issues=[issue("land", title=HOSTILE)],
                propositions=[proposition("con", text=HOSTILE, note=HOSTILE), proposition("River.html")],
                sources=[source("paper", title=HOSTILE, publisher=HOSTILE, caveats=[HOSTILE])],
                statements=[
                    statement("north", "con", "demands", summary=HOSTILE, citations=[citation(quote="</q><script>")]),
                    statement("how", "con", "rejects", "2025-04-23", summary=HOSTILE),
                ],
            ),
            id="hostile words and odd ids",
        ),
    ],
)
def test_any_record_has_an_edition_whose_links_hold(rec: Record, tmp_path: Path) -> None:
    snapshot.write(rec, tmp_path)

    for page in tmp_path.rglob("*.html"):
        assert broken(page) == []
        names = {*sheet(page).names}
        assert names & {"script", "b", "button", "input"} == set(), page
        assert len({*sheet(page).ids}) == len(sheet(page).ids), page
        assert (sheet(page).names.count("h1"), sheet(page).names.count("main")) == (1, 1)


# The same bytes.


def test_the_same_record_makes_the_same_bytes_in_any_process_place_and_country(tmp_path: Path) -> None:
    where = {
        tmp_path / "a": {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"},
        tmp_path / "b" / "deep": {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "LC_ALL": "C.UTF-8", "LANG": "uk_UA"},
    }
    for folder, environment in where.items():
        command = [sys.executable, "-m", "positions", "snapshot", str(folder), "--data", str(EVERY_FIELD)]
        subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
    one, other = (contents(folder) for folder in where)

    assert len(one) > 100
    assert [path for path in {*one, *other} if one.get(path) != other.get(path)] == []


def test_what_is_written_already_stays_untouched(tmp_path: Path) -> None:
    rec = alone()
    assert snapshot.write(rec, tmp_path).done == "written"
    before = {path: path.stat() for path in tmp_path.rglob("*")}

    assert snapshot.write(rec, tmp_path).done == "unchanged"
    after = {path: path.stat() for path in tmp_path.rglob("*")}
    assert after.keys() == before.keys()
    assert [path for path in after if path.is_file() and after[path].st_ino != before[path].st_ino] == []
    assert [path for path in after if path.is_file() and after[path].st_mtime_ns != before[path].st_mtime_ns] == []


# Editions after each other, and failures.


def test_a_later_edition_leaves_the_earlier_one_and_its_pages_as_they_are(tmp_path: Path) -> None:
    old = alone(propositions=[proposition("river"), proposition("lake")])
    new = alone(propositions=[proposition("river"), proposition("mill")])
    snapshot.write(old, tmp_path)
    kept = contents(tmp_path / old.version)
    snapshot.write(new, tmp_path)

    assert contents(tmp_path / old.version) == kept
    assert f"../{new.version}/propositions/river.html" in sheet(tmp_path / "propositions" / "river.html").links
    assert f"../{old.version}/propositions/lake.html" in sheet(tmp_path / "propositions" / "lake.html").links
    assert json.loads((tmp_path / "latest.json").read_text())["version"] == new.version
    assert [fault for page in tmp_path.rglob("*.html") for fault in broken(page)] == []
    assert list(tmp_path.rglob(".*")) == []


@pytest.mark.parametrize("harm", ["other bytes", "a file too many", "a file too few"])
def test_an_edition_with_other_bytes_is_replaced_as_a_whole(harm: str, tmp_path: Path) -> None:
    rec = alone()
    place = snapshot.write(rec, tmp_path).folder
    good = contents(tmp_path)
    match harm:
        case "other bytes":
            (place / "about.html").write_text("of an older software")
        case "a file too many":
            (place / "more.html").write_text("of an older software")
        case _:
            (place / "about.html").unlink()

    assert snapshot.write(rec, tmp_path).done == "replaced"
    assert contents(tmp_path) == good


def test_when_the_new_one_cannot_take_its_place_the_old_one_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rec = alone()
    place = snapshot.write(rec, tmp_path).folder
    (place / "about.html").write_text("of an older software")
    before = contents(tmp_path)
    move = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if target == place and self.parent == tmp_path:
            raise OSError(errno.EACCES, "Permission denied", str(self), None, str(target))
        return move(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        snapshot.write(rec, tmp_path)
    assert contents(tmp_path) == before


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full after twenty files; what fails in writing to one has no name."""
    left = iter(range(20))
    write = Path.write_bytes

    def until_full(self: Path, content: bytes) -> int:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", until_full)


@pytest.mark.usefixtures("full")
def test_on_a_full_disk_nothing_is_left_and_the_command_says_so(tmp_path: Path, capsys: Capture) -> None:
    data = tmp_path / "positions.json"
    with data.open("wb") as file:
        file.write(store.canonical(dataset(parties=[party("north")])))
    version = store.read(data).version
    assert main(["snapshot", str(tmp_path / "new"), "--data", str(data)]) == 2
    assert capsys.readouterr().err == f"positions: {tmp_path}/new/{version}: No space left on device\n"
    assert [*tmp_path.iterdir()] == [data]


def test_a_failure_leaves_the_earlier_edition_and_what_leads_to_it(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    snapshot.write(alone(), tmp_path)
    before = contents(tmp_path)
    request.getfixturevalue("full")
    with pytest.raises(OSError, match="No space left"):
        snapshot.write(alone(propositions=[proposition("lake")], statements=[]), tmp_path)

    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("index.html", "was not written by a snapshot"),
        ("uk/about.html", "was not written by a snapshot"),
        ("latest.json", "was not written by a snapshot"),
        ("feed.atom", "was not written by a snapshot"),
        ("about.html/x", "is no file"),
        ("VERSION/index.html", "is no edition"),
    ],
)
def test_what_no_edition_wrote_is_never_written_over(path: str, told: str, tmp_path: Path, capsys: Capture) -> None:
    data, site = written(tmp_path, parties=[party("north")]), tmp_path / "site"
    foreign = site / path.replace("VERSION", store.read(data).version)
    foreign.parent.mkdir(parents=True)
    foreign.write_text("<title>Somebody's own</title>")
    before = contents(tmp_path)

    assert main(["snapshot", str(site), "--data", str(data)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.endswith("and is left as it is; move it away, or name another folder\n")
    assert contents(tmp_path) == before


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    for name in ("robots.txt", "CNAME", "parties/readme.md", ".htaccess"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    snapshot.write(alone(), tmp_path)

    assert {(tmp_path / name).read_text() for name in ("robots.txt", "CNAME", "parties/readme.md")} == {"mine"}


# The command.


def test_the_command_tells_in_a_line_what_it_wrote(tmp_path: Path, capsys: Capture) -> None:
    data = written(tmp_path, parties=[party("north")])
    version = store.read(data).version
    assert main(["snapshot", str(tmp_path / "a" / "b"), "--data", str(data)]) == 0
    size = sum(map(len, contents(tmp_path / "a" / "b" / version).values()))
    told = f"{tmp_path}/a/b/{version}: edition {version} written, {len(LANGUAGES) * 11} pages, {size} bytes\n"

    assert capsys.readouterr().out == told
    assert not (tmp_path / "a" / "b" / version).stat().st_mode & 0o022
    assert (tmp_path / "a" / "b" / version).stat().st_mode & 0o555 == 0o555, "whoever serves it may read it"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["{file}"], "is no folder; name one, or a place where one can be made"),
        (["{file}/below"], "Not a directory"),
        (["{folder}", "--url", "example.org"], "is no address of a folder"),
        (["{folder}", "--url", "https://example.org/?a"], "is no address of a folder"),
        (["{folder}", "--data", "none.json"], "P001"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence_and_exits_2(
    arguments: list[str], told: str, tmp_path: Path, capsys: Capture
) -> None:
    data = written(tmp_path)
    asked = [one.format(file=data, folder=tmp_path / "new") for one in arguments]
    before = contents(tmp_path)

    assert main(["--data", str(data), "snapshot", *asked]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error
    assert contents(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_broken_record_makes_no_edition(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "positions.json"
    path.write_text(json.dumps(record(statements=[statement("west", "river", "demands")])))

    assert main(["snapshot", str(tmp_path / "site"), "--data", str(path)]) == 2
    assert "P101" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
