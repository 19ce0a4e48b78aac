import contextlib
import gc
import hashlib
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions import check, store
from positions.problems import DatasetError, Problem
from tests.records import Json, citation, dataset, party, record, source, statement, written

TODAY = date(2025, 5, 2)
GOOD = Path(__file__).parent / "cases" / "good"


def test_a_record_is_read_with_its_version(tmp_path: Path) -> None:
    read = store.read(written(tmp_path), TODAY)

    assert [part.id for part in read.dataset.parties] == ["north", "south"]
    assert read.version == store.version_of(read.dataset)
    assert len(read.version) == 12
    assert set(read.version) <= set("0123456789abcdef")


def test_the_version_is_that_of_the_content_and_not_of_the_layout(tmp_path: Path) -> None:
    tidy = store.read(written(tmp_path), TODAY).version
    untidy = tmp_path / "untidy.json"
    untidy.write_text(json.dumps(record(parties=[party("south"), party("north")])))

    assert store.read(untidy, TODAY).version == tidy
    assert store.version_of(dataset(parties=[party("north", short="N"), party("south")])) != tidy


def test_an_unchanged_file_is_read_once(tmp_path: Path) -> None:
    path = written(tmp_path)

    assert store.read(path, TODAY) is store.read(path, TODAY)


def test_a_rewritten_file_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = store.read(path, TODAY)
    store.write(path, store.canonical(dataset(statements=[])))
    os.utime(path, ns=(0, 1))

    assert store.read(path, TODAY).version != before.version


def test_editorial_problems_do_not_keep_a_record_from_being_shown(tmp_path: Path) -> None:
    said = [statement("north", "river", "demands", id="a"), statement("north", "river", "rejects", id="b")]
    read = store.read(written(tmp_path, statements=said), TODAY)

    assert [item.code for item in read.problems] == ["P204"]


@pytest.mark.parametrize("bad", ["not json", '{"schema_version": "1"}', ""])
def test_a_broken_file_never_replaces_the_good_record_in_memory(tmp_path: Path, bad: str) -> None:
    path = written(tmp_path)
    good = store.latest(path)
    assert good.broken is None

    path.write_text(bad)
    kept = store.latest(path)
    assert kept.dataset == good.dataset
    assert kept.broken is not None
    assert kept.broken.problems[0].code.startswith("P0")

    path.unlink()
    gone = store.latest(path)
    assert gone.dataset == good.dataset
    assert gone.broken is not None
    assert gone.broken.problems[0].code == "P001"

    path.write_bytes(store.canonical(good.dataset))
    assert store.latest(path).broken is None


def test_a_file_that_was_never_good_is_told_with_all_its_problems(tmp_path: Path) -> None:
    path = written(tmp_path, statements=[statement("west", "lake", "demands")])

    with pytest.raises(DatasetError) as caught:
        store.latest(path)

    assert [item.code for item in caught.value.problems] == ["P101", "P102"]


def test_a_missing_file_is_told_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as caught:
        store.read(tmp_path / "none.json", TODAY)

    assert caught.value.problems[0].text("none.json") == (
        "none.json:1:1: P001 $: cannot be read (No such file or directory); "
        "name an existing file with --data or POSITIONS_DATA"
    )


@pytest.mark.parametrize("path", sorted(GOOD.iterdir()), ids=lambda path: path.stem)
def test_the_canonical_form_of_a_canonical_file_is_the_file(path: Path) -> None:
    assert store.canonical(store.read(path, TODAY).dataset) == path.read_bytes()


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_canonical_form_does_not_depend_on_the_order_of_the_lists(order: list[str]) -> None:
    shuffled = dataset(
        parties=[party(id_) for id_ in order],
        statements=[statement(id_, "river", "demands") for id_ in reversed(order)],
    )
    tidy = dataset(
        parties=[party(id_) for id_ in sorted(order)],
        statements=[statement(id_, "river", "demands") for id_ in sorted(order)],
    )

    assert store.canonical(shuffled) == store.canonical(tidy)


def test_the_canonical_form_does_not_depend_on_the_order_of_languages_or_of_like_citations() -> None:
    cited = [citation(locator="minute 2"), citation(locator="minute 1")]
    names = {"uk": {"name": "Північ"}, "ru": {"name": "Север"}}

    def form(turn: int) -> bytes:
        return store.canonical(
            dataset(
                parties=[party("north", translations=dict([*names.items()][::turn])), party("south")],
                statements=[statement("north", "river", "demands", citations=cited[::turn])],
            )
        )

    assert form(1) == form(-1)


def test_a_file_is_read_again_when_anything_of_it_changed_such_as_who_may_read_it(tmp_path: Path) -> None:
    path = written(tmp_path, parties=[party("north")])
    before, stat = store.read(path).version, path.stat()
    path.write_bytes(path.read_bytes().replace(b"Test talks", b"Best talks"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert (path.stat().st_mtime_ns, path.stat().st_size) == (stat.st_mtime_ns, stat.st_size)
    assert store.read(path).version != before


def test_a_broken_file_is_not_parsed_again_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.json"
    path.write_text("broken")
    with pytest.raises(DatasetError):
        store.read(path, TODAY)
    monkeypatch.setattr(store, "examine", None)

    with pytest.raises(DatasetError):
        store.read(path, TODAY)


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    store.write(pipe, b"content")

    assert os.read(reader, 100) == b"content"
    assert not pipe.is_file()
    os.close(reader)


def test_a_folder_is_not_written_to_and_named(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        store.write(tmp_path, b"content")

    assert caught.value.filename == str(tmp_path)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.write(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"old")
    path.chmod(0o600)
    store.write(path, b"new")

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_record_is_chosen_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSITIONS_DATA", str(tmp_path / "mine.json"))
    assert store.default_path() == tmp_path / "mine.json"

    monkeypatch.delenv("POSITIONS_DATA")
    monkeypatch.chdir(tmp_path)
    assert store.default_path().is_absolute(), "without a record here, the shipped one is used"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "positions.json").write_text("{}")
    assert store.default_path() == Path("data/positions.json")


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize("content", ["", "not json", None])
def test_the_garbage_collector_is_left_as_it_was_found(tmp_path: Path, content: str | None, on: bool) -> None:
    path = written(tmp_path) if content is None else tmp_path / "broken.json"
    if content:
        path.write_text(content)  # An empty text stands for a file that is not there.
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with contextlib.suppress(DatasetError):
            store.read(path, TODAY)

        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_the_garbage_collector_is_left_on_when_a_rule_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> list[Problem]:
        assert not gc.isenabled()
        raise RuntimeError("a rule")

    monkeypatch.setattr(check, "problems_of", failing)
    with pytest.raises(RuntimeError, match="a rule"):
        store.examine(written(tmp_path), TODAY)

    assert gc.isenabled()


def test_the_version_of_a_canonical_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = written(tmp_path)
    read = store.read(path, TODAY)

    assert read.version == store.version_of(read.dataset) == hashlib.sha256(path.read_bytes()).hexdigest()[:12]


UNTIDY: dict[str, Callable[[Json], Any]] = {
    "statements": lambda whole: whole["statements"].reverse(),
    "sources": lambda whole: whole["sources"].reverse(),
    "citations": lambda whole: whole["statements"][0]["citations"].reverse(),
    "like citations": lambda whole: whole["statements"][1]["citations"].reverse(),
    "keys": lambda whole: whole["statements"][0].update(party=whole["statements"][0].pop("party")),
    "a default that is spelled out": lambda whole: whole["statements"][0].update(red_line=False),
}


@pytest.mark.parametrize("change", UNTIDY.values(), ids=UNTIDY.keys())
def test_whatever_stands_out_of_order_is_told_and_changes_no_version(
    tmp_path: Path, change: Callable[[Json], Any]
) -> None:
    said = [
        statement("north", "river", "demands", "2025-04-20", citations=[citation(rung=2), citation("wire", rung=3)]),
        statement("north", "river", "demands", citations=[citation(locator="page 1"), citation(locator="page 2")]),
    ]
    path = written(tmp_path, sources=[source("paper"), source("wire")], statements=said)
    tidy = store.read(path, TODAY)
    assert tidy.problems == ()

    whole = json.loads(path.read_bytes())
    change(whole)
    path.write_bytes(json.dumps(whole, indent=2, ensure_ascii=False).encode() + b"\n")
    os.utime(path, ns=(0, 1))
    untidy = store.read(path, TODAY)

    assert [item.code for item in untidy.problems] == ["P302"]
    assert untidy.version == tidy.version


@pytest.mark.parametrize("tail", [b"", b"\n\n", b"\n "])
def test_a_file_that_does_not_end_in_one_line_break_is_told(tmp_path: Path, tail: bytes) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes().removesuffix(b"\n") + tail)

    assert [item.code for item in store.examine(path, TODAY)[1]] == ["P302"]
