"""What the server does beside the page: warm at the start, frozen while it runs, as it was when it has ended."""

import asyncio
import gc
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from positions import store
from positions.view import serving
from tests.asgi import run
from tests.records import written


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = written(tmp_path)
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    yield path
    gc.unfreeze()


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often everything was frozen until now."""
    made: list[None] = []
    freeze = serving.freeze

    def counted() -> None:
        freeze()
        made.append(None)

    monkeypatch.setattr(serving, "freeze", counted)
    return lambda: len(made)


async def until(condition: Callable[[], bool]) -> None:
    """Let the other tasks go on until something is so."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0)


class Node:
    """Something that refers to itself, so that only the garbage collector frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_the_server_freezes_what_lives_before_it_answers() -> None:
    async def serve() -> int:
        async with serving.lifespan(None):
            return gc.get_freeze_count()

    assert run(serve()) > 1000


def test_the_server_freezes_again_every_so_often(passes: Callable[[], int]) -> None:
    async def serve() -> None:
        async with serving.lifespan(None, period=0.001):
            await until(lambda: passes() >= 3)

    run(serve())


def test_nothing_is_frozen_and_nothing_goes_on_when_the_server_has_ended() -> None:
    async def serve() -> set[asyncio.Task[None]]:
        async with serving.lifespan(None, period=0.001):
            pass
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert run(serve()) == set()
    assert gc.get_freeze_count() == 0


def test_nothing_stays_frozen_when_the_server_ends_by_an_error() -> None:
    async def serve() -> None:
        async with serving.lifespan(None):
            raise KeyError

    with pytest.raises(KeyError):
        run(serve())
    assert gc.get_freeze_count() == 0


def test_garbage_that_was_made_and_frozen_is_collected_by_the_next_pass(passes: Callable[[], int]) -> None:
    async def serve() -> None:
        async with serving.lifespan(None, period=0.001):
            node = Node()
            gone = weakref.ref(node)
            begun = passes()
            await until(lambda: passes() > begun)
            assert gc.get_freeze_count() > 0
            assert gone() is node
            del node
            await until(lambda: gone() is None)

    gc.disable()  # Only the passes collect.
    try:
        run(serve())
    finally:
        gc.enable()


def test_the_record_is_read_before_the_first_visitor(file: Path) -> None:
    async def serve() -> int:
        async with serving.lifespan(None):
            before = store._read.cache_info().misses
            store.latest(file)
            return store._read.cache_info().misses - before

    assert run(serve()) == 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"parties": []}'])
def test_a_broken_record_stops_no_server(file: Path, content: str) -> None:
    file.write_text(content)

    async def serve() -> int:
        async with serving.lifespan(None):
            return gc.get_freeze_count()

    assert run(serve()) > 0


def test_a_missing_record_stops_no_server(file: Path) -> None:
    file.unlink()

    async def serve() -> int:
        async with serving.lifespan(None):
            return gc.get_freeze_count()

    assert run(serve()) > 0


def test_a_record_without_a_single_party_stops_no_server(tmp_path: Path) -> None:
    written(tmp_path, parties=[], statements=[], absences=[])

    async def serve() -> int:
        async with serving.lifespan(None):
            return gc.get_freeze_count()

    assert run(serve()) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_server_takes_as_many_open_files_as_it_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource  # noqa: PLC0415  # there is none on Windows

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(1000, before[0])
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        monkeypatch.setattr(serving, "FILES", wanted)
        serving.allow_many_sessions()

        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (wanted, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
