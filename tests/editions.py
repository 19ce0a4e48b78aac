"""Editions for tests: that of the shipped record, written once, and what a page of one has in it."""

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from positions import snapshot, store

ROOT = Path(__file__).parents[1]
SHIPPED = store.read(ROOT / "data" / "positions.json")

Attributes = dict[str, str]


@cache
def shipped() -> Path:
    """A folder with the edition of the shipped record; it goes when the tests end."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    snapshot.write(SHIPPED, folder)
    return folder


# Elements whose attributes are asked for; all of those of five thousand pages would be too many to keep.
_KEPT = {"html", "meta", "link", "a", "img"}


@dataclass
class Sheet:
    """What a page has: the names of its elements, the attributes of some of them, all ids, and its words."""

    names: list[str] = field(default_factory=list)
    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    words: str = ""

    def all(self, name: str) -> list[Attributes]:
        """The attributes of each element of a name."""
        return [attributes for found, attributes in self.elements if found == name]

    @property
    def links(self) -> list[str]:
        """Everything that the page leads to or takes in, with where it sends its reader at once."""
        found = [given[name] for _, given in self.elements for name in ("href", "src") if name in given]
        sent = [one["content"] for one in self.all("meta") if one.get("http-equiv") == "refresh"]
        return found + [content.partition("url=")[2] for content in sent]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.sheet.names.append(tag)
        given = {name: value or "" for name, value in attrs}
        if tag in _KEPT:
            self.sheet.elements.append((tag, given))
        if "id" in given:
            self.sheet.ids.append(given["id"])
        self.sheet.handlers += [name for name in given if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@cache
def sheet(page: Path) -> Sheet:
    """A page that does not change any more."""
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    reader.sheet.words = "".join(reader.words)
    return reader.sheet


@cache
def _there(folder: Path, path: str) -> Path | None:
    """The file to which a path leads from a folder, if there is one."""
    there = Path(os.path.normpath(folder / unquote(path)))
    return there if there.is_file() else None


def broken(page: Path) -> list[str]:
    """What a page leads to that is not there, or that would be somewhere else on another host."""
    found = []
    for link in {*sheet(page).links}:
        parts = urlsplit(link)
        if parts.scheme in {"http", "https", "mailto", "data"}:
            continue
        there = _there(page.parent, parts.path) if parts.path else page
        if parts.scheme or parts.netloc or parts.query or parts.path.startswith("/") or there is None:
            found.append(f"{page}: {link}")
        elif parts.fragment and unquote(parts.fragment) not in {*sheet(there).ids}:
            found.append(f"{page}: {link} (no such place)")
    return found


def reached(start: Path) -> set[Path]:
    """The pages below the folder of a page to which links lead from it, and from those, and so on."""
    seen: set[Path] = set()
    ahead = [start]
    while ahead:
        page = ahead.pop()
        if page not in seen and page.suffix == ".html" and start.parent in page.parents:
            seen.add(page)
            paths = {one["href"].partition("#")[0] for one in sheet(page).all("a")}
            ahead += [there for path in paths if path and ":" not in path and (there := _there(page.parent, path))]
    return seen


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
