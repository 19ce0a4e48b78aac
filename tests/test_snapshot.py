"""The record as a static site: every link leads somewhere, no script, the same bytes, and never half an edition."""

import errno
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]  # has no types
import pytest

from positions import embed, files, snapshot, store
from positions.cli import main
from positions.edition import LISTENER, Page, Places, named, pages
from positions.language import LANGUAGES, speaking
from positions.masthead import titles
from positions.parameters import Only, Parameters, View
from positions.store import Record
from tests import editions
from tests.editions import SHIPPED, broken, contents, reached, sheet
from tests.records import citation, dataset, issue, party, proposition, record, source, statement, written

Capture = pytest.CaptureFixture[str]
EVERY_FIELD = Path(__file__).parent / "cases" / "good" / "every_field.json"
SOURCE_ID = SHIPPED.dataset.sources[0].id


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
        names = sheet(page).names
        scripts = 1 if page.parent.name == "embed" else 0
        assert names.count("script") == scripts, page
        assert {*names} & {"iframe", "object", "embed", "form", "button", "input", "base"} == set(), page
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


def test_a_page_that_is_about_no_pair_shows_no_figure_of_one(edition: Path) -> None:
    for path in ("propositions/neutrality.html", f"sources/{SOURCE_ID}.html", "data.html"):
        assert "agreement of stated positions, city-block" not in sheet(edition / path).words
    assert "agreement of stated positions, city-block" in sheet(edition / "index.html").words


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
    links = sheet(edition / "data.html").all("a")
    listed = {(edition / one["href"]).resolve() for one in links if "download" in one}

    assert listed == {*(edition / "data").iterdir()}
    assert {one["href"] for one in links if one["href"].startswith("embed/")} == {
        f"embed/{path.name}" for path in (edition / "embed").iterdir()
    }


def embeds(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("embed/*.html"))


def test_an_embed_of_each_language_has_the_evidence_within_and_leads_out_of_its_frame(edition: Path) -> None:
    assert len(embeds(edition)) == len(LANGUAGES) * len(embed.VIEWS) * 2
    for path in embeds(edition):
        page = sheet(path)
        links = [one for one in page.all("a") if not one["href"].startswith("#")]
        assert [one for one in links if (one.get("target"), one.get("rel")) != ("_blank", "noopener noreferrer")] == []
        view, up = path.stem.removesuffix("-light"), "../" * len(path.relative_to(edition).parents[:-1])
        data = [one["href"] for one in links if "/data/" in one["href"]]
        assert data == [f"{up}data/{view}.{form}" for form in ("csv", "json")]
        assert SHIPPED.version in page.words
        theme = "light" if path.stem.endswith("-light") else "auto"
        assert page.all("html")[0]["data-theme"] == theme
    words = sheet(edition / "embed" / "gaps.html").words
    matrix = Parameters(SHIPPED.dataset.dataset.coverage_until).matrix(SHIPPED.timeline)
    said = [one for row in matrix.rows for cell in row for one in cell.statements]
    assert len(said) > 100
    assert [one.id for one in said if one.summary not in words] == []


def test_an_embed_allows_the_script_for_its_height_alone(edition: Path) -> None:
    for path in embeds(edition):
        policy = next(one["content"] for one in sheet(path).all("meta") if "Policy" in one.get("http-equiv", ""))
        script = path.read_text(encoding="utf-8").partition("<script>")[2].partition("</script>")[0]
        assert policy == embed.policy()
        assert embed.hashed(script) in policy
    assert (edition / LISTENER).read_bytes() == (Path(embed.__file__).parent / "templates" / "listen.js").read_bytes()


def test_the_embed_that_stays_is_the_latest_one_and_leads_to_the_permanent_one(site: Path, edition: Path) -> None:
    assert (site / LISTENER).read_bytes() == (edition / LISTENER).read_bytes()
    for path in embeds(edition):
        name = path.relative_to(edition)
        stays, own = sheet(site / name), sheet(path)
        up = "../" * len(name.parents[:-1])
        extra = f"{up}{SHIPPED.version}/{name}"
        there = [one["href"] for one in stays.all("a") if one["href"] != extra]
        assert there == [
            one["href"].replace(up, f"{up}{SHIPPED.version}/", 1) if one["href"].startswith(up) else one["href"]
            for one in own.all("a")
        ]
        assert len([one for one in stays.all("a") if one["href"] == extra]) == 1


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
    assert {path.name for path in (tmp_path / "known").iterdir()} - {
        path.name for path in (tmp_path / "plain").iterdir()
    } == {"sitemap.xml", "404.html"}
    for path in (tmp_path / "plain").rglob("*.html"):
        known = sheet(tmp_path / "known" / path.relative_to(tmp_path / "plain"))
        assert [one.get("href") for one in known.all("a")] == [one.get("href") for one in sheet(path).all("a")]


def test_with_an_address_search_engines_find_every_page_of_the_latest_edition(tmp_path: Path) -> None:
    snapshot.write(alone(propositions=[proposition("lake")], statements=[]), tmp_path, "https://example.org/a&b")
    rec = alone()
    snapshot.write(rec, tmp_path, "https://example.org/a&b")
    root = ElementTree.parse(tmp_path / "sitemap.xml").getroot()  # noqa: S314  # our own
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [one.findtext(f"{space}loc") or "" for one in root.findall(f"{space}url")]
    edition = tmp_path / rec.version

    pages = {*edition.rglob("*.html")} - {*embeds(edition)}
    assert found[0] == "https://example.org/a&b/"
    assert {*found[1:]} == {f"https://example.org/a&b/{path.relative_to(tmp_path)}" for path in pages}
    assert {one.findtext(f"{space}lastmod") for one in root} == {rec.dataset.dataset.updated.isoformat()}


def test_what_a_host_shows_for_a_page_that_is_missing_leads_on_from_any_depth(tmp_path: Path) -> None:
    snapshot.write(alone(), tmp_path, "https://example.org/talks")
    page = sheet(tmp_path / "404.html")

    assert [one["href"] for one in page.all("a")] == [
        "https://example.org/talks/",
        "https://example.org/talks/uk/index.html",
        "https://example.org/talks/ru/index.html",
    ]
    assert {"name": "robots", "content": "noindex"} in page.all("meta")


def test_no_name_is_one_that_a_file_system_refuses() -> None:
    odd = ["con", "NUL.x", "com1", "console", "x" * 120]
    places = Places(dataset(parties=[party(id_) for id_ in (*odd, "y" * 120)]))
    names = [Path(page.path).name for page in pages(Parameters(date(2025, 5, 1)), places)]

    assert [name for name in names if re.match(r"(con|nul|com\d)\.", name, re.IGNORECASE)] == []
    assert "console.html" in names
    assert max(len(f"drift-{name}.plain.svg") for name in (*places.pairs.values(), *places.pictures.values())) <= 255
    assert len({name.lower() for name in places.pairs.values()}) == len(places.pairs)


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
        assert sheet(page).names.count("script") == (page.parent.name == "embed"), page
        assert {*sheet(page).names} & {"b", "button", "input"} == set(), page
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
    told = f"{tmp_path}/new/{version}: No space left on device; make room there, or name a folder elsewhere"
    assert capsys.readouterr().err == f"positions: {told}\n"
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
        ("embed/gaps.html", "was not written by a snapshot"),
        ("embed/listen.js", "was not written by a snapshot"),
        ("sitemap.xml", "was not written by a snapshot"),
        ("uk", "is no folder"),
        ("embed", "is no folder"),
    ],
)
def test_what_no_edition_wrote_is_never_written_over(path: str, told: str, tmp_path: Path, capsys: Capture) -> None:
    data, site = written(tmp_path, parties=[party("north")]), tmp_path / "site"
    foreign = site / path.replace("VERSION", store.read(data).version)
    foreign.parent.mkdir(parents=True)
    foreign.write_text("<title>Somebody's own</title>")
    before = contents(tmp_path)

    assert main(["snapshot", str(site), "--data", str(data), "--url", "https://example.org/"]) == 2
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


# Runs that are killed, and runs at the same time.

# A run that is killed at a certain moment: after some files of the edition, or before some renaming.
KILLED = """
import os, signal, sys
from pathlib import Path
from positions import cli
moment, last = sys.argv[1], [0]
def counted(name, real):
    def made(self, *given):
        last[0] += 1
        if moment == name + str(last[0]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *given)
    return made
name = moment.rstrip("0123456789")
setattr(Path, name, counted(name, getattr(Path, name)))
sys.exit(cli.main(["snapshot", *sys.argv[2:]]))
"""


def killed(moment: str, folder: Path, data: Path) -> None:
    command = [sys.executable, "-c", KILLED, moment, str(folder), "--data", str(data)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such lock")
@pytest.mark.parametrize("moment", ["write_bytes20", "rename1", "replace5"])
def test_a_run_that_is_killed_leaves_whole_editions_and_the_next_one_takes_the_rest_away(
    moment: str, tmp_path: Path
) -> None:
    data, site = written(tmp_path, parties=[party("north")]), tmp_path / "site"
    old = alone(propositions=[proposition("river"), proposition("lake")])
    snapshot.write(old, site)
    before, latest = contents(site / old.version), (site / "latest.json").read_bytes()
    killed(moment, site, data)

    assert contents(site / old.version) == before
    assert (site / "latest.json").read_bytes() == latest
    assert [fault for page in site.rglob("*.html") if ".html." not in page.name for fault in broken(page)] == []
    assert [*site.rglob(".*")] != [], "what it was about to write"

    rec = store.read(data)
    place = snapshot.write(rec, site).folder
    assert [*site.rglob(".*")] == []
    sums = {one["path"]: one["sha256"] for one in json.loads((place / "edition.json").read_text())["files"]}
    found = contents(place)
    assert sums == {path: sha256(content).hexdigest() for path, content in found.items() if path != "edition.json"}
    assert json.loads((site / "latest.json").read_text())["version"] == rec.version


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such lock")
def test_an_edition_that_a_killed_run_had_moved_aside_comes_back(tmp_path: Path) -> None:
    data, site = written(tmp_path, parties=[party("north")]), tmp_path / "site"
    place = snapshot.write(store.read(data), site).folder
    (place / "about.html").write_text("of an older software")
    kept = contents(place)
    killed("rename2", site, data)
    assert not place.exists()

    snapshot.write(alone(propositions=[proposition("mill")], statements=[]), site)
    assert contents(place) == kept
    assert [*site.rglob(".*")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such lock")
def test_while_one_snapshot_is_written_another_one_does_not_interfere(tmp_path: Path, capsys: Capture) -> None:
    import fcntl  # noqa: PLC0415  # Windows has none

    data, site = written(tmp_path, parties=[party("north")]), tmp_path / "site"
    site.mkdir()
    held = os.open(site, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        assert main(["snapshot", str(site), "--data", str(data)]) == 2
    finally:
        os.close(held)
    assert capsys.readouterr().err == (
        f"positions: {site}: another snapshot is being written there; wait for its end\n"
    )
    assert [*site.iterdir()] == []


def test_whoever_serves_it_may_read_it_though_the_curator_s_files_are_private(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        snapshot.write(alone(), tmp_path / "site", "https://example.org")
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*") if path.is_dir()}

    assert (modes, folders, (tmp_path / "site").stat().st_mode & 0o777) == ({0o644}, {0o755}, 0o755)


def test_where_nobody_may_write_it_says_where_and_what_to_do(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, site = written(tmp_path, parties=[party("north")]), tmp_path / "site"
    site.mkdir()

    def refuse(**_given: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", f"{site}/.x")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    assert main(["snapshot", str(site), "--data", str(data)]) == 2
    place = site / store.read(data).version
    told = f"positions: {place}: Permission denied; name a folder in which you may write\n"
    assert capsys.readouterr().err == told
    assert [*site.iterdir()] == []


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
        (["{folder}", "--url", "https://example.org/a&b"], "signs such as & are written %26"),
        (["{folder}", "--url", 'https://example.org/"><script>'], "is no address of a folder"),
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


# The document.

DOCUMENT = (Path(__file__).parents[1] / "docs" / "snapshot.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)


def test_every_command_of_the_document_runs_in_its_order(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    written(tmp_path / "data", parties=[party("north")])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def shell(lines: str) -> tuple[int, str, str]:
        command, environment = ["/bin/sh", "-e", "-c", lines], os.environ | {"PATH": path}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    serving = [lines for lines in COMMANDS if "http.server" in lines]
    comparing = [lines for lines in COMMANDS if "diff" in lines or "sha256sum" in lines]
    assert (len(serving), len(comparing), len(COMMANDS)) == (1, 2, 5)
    for lines in COMMANDS:
        if lines not in serving:
            code, told, error = shell(lines)
            assert (code, error) == (0, ""), lines
            assert [line for line in told.splitlines() if "edition" not in line and "no problems" not in line] == []

    version = store.read(tmp_path / "data" / "positions.json").version
    (tmp_path / "edition" / version / "about.html").write_text("meddled with")
    for lines in comparing:
        code, told, _error = shell(lines)
        assert code == 1
        assert "about.html" in told

    command = shlex.split(serving[0].replace(" 8000", " 0").replace("python3", sys.executable, 1))
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout
            port = int(re.findall(rb"port (\d+)", server.stdout.readline())[0])
            with urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert version in answer.read().decode()
        finally:
            server.terminate()


def test_every_path_that_the_document_names_is_there(site: Path, edition: Path) -> None:
    above, within = (part.split("\n\n")[0] for part in re.split(r"\| path \|.*\n\|-.*\n", DOCUMENT)[1:3])
    samples = {"PROPOSITION": "neutrality", "PARTY~PARTY": "us~europe", "PARTY": "us", "SOURCE": SOURCE_ID, "…": ""}

    def named_in(table: str) -> list[str]:
        found = [name for row in table.splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
        for word, sample in samples.items():
            found = [name.replace(word, sample) for name in found]
        return found

    upper = [name for name in named_in(above) if name not in {"VERSION/", "sitemap.xml", "404.html"}]
    assert len(upper) >= 4
    assert [name for name in upper if not (site / name).exists()] == []
    assert len(named_in(within)) > 20
    assert [name for name in named_in(within) if not (edition / name).exists()] == []
    known = {path.relative_to(edition).parts[0] for path in edition.rglob("*")}
    assert {name.split("/")[0] for name in named_in(within)} == known
