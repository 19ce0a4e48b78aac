"""What every read needs: the record as it is now, one making for all who wait, addresses, settings, faults."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from positions import store
from positions.parameters import NAMES, Fault
from positions.problems import DatasetError
from positions.web import framing, reading
from positions.web.answers import Answer
from positions.web.reading import TOGETHER, Reader, base_of, chosen_by, query_of
from tests import asgi, records
from tests.records import party, proposition, statement, written


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small record that every reader of a test reads."""
    path = written(tmp_path)
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    return path


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which a test may set."""
    now = [1000.0]
    monkeypatch.setattr(reading, "monotonic", lambda: now[0])
    return now


def answer(content: bytes = b"made") -> Answer:
    return Answer(content, "text/plain", tag=content.decode(), policy=framing.NOTHING)


def run(what: Callable[[], Awaitable[Any]]) -> Any:
    async def running() -> Any:
        return await what()

    return asgi.run(running())


# --- The record -------------------------------------------------------------------------------------------------------


def replaced(file: Path, **parts: Any) -> str:
    """Another record in the same file; its version."""
    return store.read(written(file.parent, **parts)).version


def test_a_record_that_was_replaced_is_read_within_a_second(file: Path, clock: list[float]) -> None:
    reader = Reader()

    async def versions() -> list[str]:
        found = [(await reader.record()).version]
        replaced(file, statements=[])
        found.append((await reader.record()).version)
        clock[0] += reading.CHECKED_EVERY + 0.001
        return [*found, (await reader.record()).version]

    first, at_once, later = run(versions)

    assert first == at_once
    assert later == store.read(file).version != first
    assert reading.CHECKED_EVERY <= 1


def test_a_file_that_breaks_leaves_the_last_good_record_and_says_so(file: Path, clock: list[float]) -> None:
    reader = Reader()

    async def seen() -> list[store.Record]:
        good = await reader.record()
        file.write_text("{")
        clock[0] += 2
        broken = await reader.record()
        file.unlink()
        clock[0] += 2
        gone = await reader.record()
        written(file.parent)
        clock[0] += 2
        return [good, broken, gone, await reader.record()]

    found = run(seen)

    assert len({one.version for one in found}) == 1
    assert [one.broken is None for one in found] == [True, False, False, True]


def test_a_record_that_never_was_is_looked_for_at_every_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSITIONS_DATA", str(tmp_path / "positions.json"))
    reader = Reader()

    async def seen() -> str:
        with pytest.raises(DatasetError):
            await reader.record()
        written(tmp_path)
        return (await reader.record()).version

    assert run(seen) == store.read(tmp_path / "positions.json").version


def test_many_who_ask_at_once_read_the_file_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Path] = []
    latest = store.latest

    def looked(path: Path) -> store.Record:
        looks.append(path)
        return latest(path)

    monkeypatch.setattr(store, "latest", looked)
    reader = Reader()

    async def all_of_them() -> list[store.Record]:
        return await asyncio.gather(*(reader.record() for _ in range(100)))

    assert len({id(one) for one in run(all_of_them)}) == 1
    assert looks == [file]


def test_the_record_is_read_while_all_makers_are_busy(file: Path) -> None:
    reader, ready = Reader(), threading.Event()

    def slow() -> Answer:
        assert ready.wait(10)
        return answer()

    async def both() -> str:
        busy = [asyncio.create_task(reader.answer(n, slow)) for n in range(2 * TOGETHER)]
        version = (await reader.record()).version
        assert not any(one.done() for one in busy)
        ready.set()
        await asyncio.gather(*busy)
        return version

    assert run(both) == store.read(file).version


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_a_hundred_who_want_the_same_have_it_made_once() -> None:
    reader, made, going = Reader(), list[int](), threading.Event()

    def make(number: int) -> Answer:
        assert going.wait(10)
        made.append(number)
        return answer()

    async def all_of_them() -> list[Answer]:
        waiting = [asyncio.create_task(reader.answer("key", make, 7)) for _ in range(100)]
        await asyncio.wait(waiting, timeout=0)
        going.set()
        return [*await asyncio.gather(*waiting), await reader.answer("key", make, 8)]

    assert len({id(one) for one in run(all_of_them)}) == 1
    assert made == [7]


def test_whoever_asks_as_it_gets_ready_does_not_have_it_made_again() -> None:
    """Between the end of the making and the wakening of those who wait, it is kept already."""
    reader, made = Reader(), list[int]()

    def make() -> Answer:
        made.append(1)
        return answer()

    async def at_every_turn() -> None:
        asking = [asyncio.create_task(reader.answer("key", make))]
        while not asking[0].done():
            await asyncio.wait([asyncio.create_task(reader.answer("key", make))], timeout=0)
            asking.append(asyncio.create_task(reader.answer("key", make)))
        await asyncio.gather(*asking)

    run(at_every_turn)

    assert made == [1]


def test_a_reader_who_goes_away_takes_nothing_from_the_others() -> None:
    reader, going = Reader(), threading.Event()

    def make() -> Answer:
        assert going.wait(10)
        return answer()

    async def some_leave() -> Answer:
        first, second = (asyncio.create_task(reader.answer("key", make)) for _ in range(2))
        await asyncio.wait([first, second], timeout=0)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        going.set()
        return await second

    assert run(some_leave).body == b"made"
    assert reader.kept.get("key") is not None


def test_what_was_made_for_a_reader_who_left_is_kept_for_the_next() -> None:
    reader, going, made = Reader(), threading.Event(), threading.Event()

    def make() -> Answer:
        assert going.wait(10)
        made.set()
        return answer()

    async def alone() -> None:
        waiting = asyncio.create_task(reader.answer("key", make))
        await asyncio.wait([waiting], timeout=0)
        waiting.cancel()
        going.set()
        await asyncio.to_thread(made.wait, 10)
        await reader.answer("key", lambda: pytest.fail("it is made already"))

    run(alone)


def test_what_failed_is_told_to_all_who_wait_and_tried_again_for_the_next() -> None:
    reader, tries = Reader(), list[int]()

    def make() -> Answer:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("no")
        return answer()

    async def again() -> list[Any]:
        first = await asyncio.gather(*(reader.answer("key", make) for _ in range(3)), return_exceptions=True)
        return [*first, await reader.answer("key", make)]

    *failed, good = run(again)

    assert [str(one) for one in failed] == ["no"] * 3
    assert good.body == b"made"
    assert len(tries) == 2


def test_only_so_many_are_made_at_the_same_time() -> None:
    reader, going, counted = Reader(), threading.Event(), threading.Condition()
    now, most = [0], [0]

    def make() -> Answer:
        with counted:
            now[0] += 1
            most[0] = max(most[0], now[0])
            counted.notify_all()
        assert going.wait(10)
        with counted:
            now[0] -= 1
        return answer()

    async def many() -> None:
        waiting = [asyncio.create_task(reader.answer(n, make)) for n in range(3 * TOGETHER)]

        def full() -> bool:
            with counted:
                return counted.wait_for(lambda: now[0] == TOGETHER, 10)

        assert await asyncio.get_running_loop().run_in_executor(ThreadPoolExecutor(1), full)
        going.set()
        await asyncio.gather(*waiting)

    run(many)

    assert most == [TOGETHER]


# --- Addresses and settings -------------------------------------------------------------------------------------------


def scope(host: str | None = "talks.example:8080", **other: Any) -> dict[str, Any]:
    headers = [] if host is None else [(b"host", host.encode())]
    return {"scheme": "http", "headers": headers, "server": ("10.0.0.7", 8600), "query_string": b"", **other}


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("talks.example", "http://talks.example/"),
        ("talks.example:8080", "http://talks.example:8080/"),
        ("my_service:8501", "http://my_service:8501/"),
        ("[2001:db8::1]:80", "http://[2001:db8::1]:80/"),
        (None, "http://10.0.0.7:8600/"),
        ("", "http://10.0.0.7:8600/"),
        ('evil"><script>', "http://10.0.0.7:8600/"),
        ("evil.example/path?", "http://10.0.0.7:8600/"),
        ("user@evil.example", "http://10.0.0.7:8600/"),
        ("a.example\r\nx: y", "http://10.0.0.7:8600/"),
    ],
)
def test_the_address_is_what_the_request_says_if_that_is_one(host: str | None, base: str) -> None:
    assert base_of(scope(host)) == base


def test_two_hosts_are_none() -> None:
    both = [(b"host", b"a.example"), (b"host", b"b.example")]

    assert base_of(scope(headers=both)) == "http://10.0.0.7:8600/"


def test_scheme_prefix_and_mount_are_part_of_the_address() -> None:
    assert base_of(scope("talks.example", scheme="https", root_path="/mounted"), "/talks") == (
        "https://talks.example/mounted/talks/"
    )


@pytest.mark.parametrize(("server", "base"), [(None, "http://localhost/"), (("::1", 86), "http://[::1]:86/")])
def test_without_host_the_server_knows_itself(server: tuple[str, int] | None, base: str) -> None:
    assert base_of(scope(None, server=server)) == base


@pytest.mark.parametrize("told", ["https://talks.example/of/peace", "https://talks.example/of/peace/"])
def test_the_setting_says_the_address_whatever_the_request_says(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(reading.ADDRESS, told)

    assert base_of(scope("inside:80"), "/talks") == "https://talks.example/of/peace/"


@pytest.mark.parametrize(
    "told", ["talks.example", "ftp://talks.example", "https://", "https://a b", 'https://a"', "/a"]
)
def test_an_address_that_is_none_is_told_with_its_remedy(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(reading.ADDRESS, told)

    with pytest.raises(ValueError, match=rf"POSITIONS_URL: '{told}' is no address; write it whole, such as https://"):
        reading.address()


@pytest.mark.parametrize("told", ["much", "", "-1", "nan", "inf", "1e3", "64MB", "٣"])
def test_a_number_of_megabytes_that_is_none_is_told_with_its_remedy(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(reading.KEEP, told)

    with pytest.raises(
        ValueError, match=f"POSITIONS_KEEP_MB: '{told}' is no number of megabytes; write one such as 64"
    ):
        Reader()


@pytest.mark.parametrize(("told", "limit"), [(None, 64_000_000), ("0", 0), ("0.5", 500_000), ("128", 128_000_000)])
def test_so_many_megabytes_are_kept_as_are_asked_for(
    told: str | None, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if told is not None:
        monkeypatch.setenv(reading.KEEP, told)

    assert Reader().kept.limit == limit


# --- Queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "read"),
    [
        (b"party=north&party=south", {"party": ["north", "south"]}),
        (b"q=%D0%9A%D0%B8%D1%97%D0%B2", {"q": ["Київ"]}),
        ("q=Київ".encode(), {"q": ["Київ"]}),
        (b"q=%FF&lang=uk", {"q": ["�"], "lang": ["uk"]}),
        (b"q=\xff", {"q": ["�"]}),
        (b"q=%ED%A0%80", {"q": ["���"]}),
        (b"q=a%00b", {"q": ["a\0b"]}),
        (b"q=%zz%", {"q": ["%zz%"]}),
        (b"q=", {"q": [""]}),
        (b"q", {"q": [""]}),
        (b"&&=&", {"": [""]}),
        (b"", {}),
    ],
)
def test_any_bytes_are_a_query(query: bytes, read: dict[str, list[str]]) -> None:
    assert query_of(scope(query_string=query)) == read


def test_the_same_choice_is_the_same_however_it_was_said() -> None:
    data = records.dataset(
        parties=[party("north", order=2), party("south", order=1)],
        issues=[records.issue("land"), records.issue("trade")],
        propositions=[proposition("river"), proposition("tariff", issue="trade")],
        statements=[statement("north", "river", "demands")],
    )
    record = store.Record(data, (), "v", "f")
    one, _ = chosen_by({"party": ["north", "south"], "issue": ["trade", "land"]}, record)
    other, _ = chosen_by({"issue": ["land", "trade"], "party": ["south", "north", "south"]}, record)

    assert one == other
    assert one.party == ("south", "north"), "as they are shown"


def test_of_very_many_faults_the_first_are_told_and_the_rest_is_counted() -> None:
    faults = [Fault("parameter", f"p{n}", "leave it out") for n in range(500)]
    made = reading.wrong(faults)

    assert reading.told(faults)[-1] == "There are 480 more."
    assert reading.told(faults[:20])[-1] == "parameter 'p19' is not known; leave it out."
    assert bytes(made.body).count(b'"name": "parameter"') == 20
    assert len(made.body) < 10_000


def test_every_parameter_of_the_page_is_known_here() -> None:
    _, faults = chosen_by({name: [""] for name in NAMES}, store.Record(records.dataset(), (), "v", "f"))

    assert {fault.name for fault in faults} <= set(NAMES)


def test_settings_of_this_machine_do_not_reach_the_tests() -> None:
    assert not {reading.ADDRESS, reading.KEEP, framing.FRAME_ANCESTORS} & set(os.environ)
