"""`positions serve` as a process: workers, signals, what serves, a record that changes, how each failure is told."""

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from positions import store
from positions.cli import main
from positions.web import server
from tests.records import party, written
from tests.served import Served, command, serving, until
from tests.stand_ins import get

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # `serve` tells its processes by the environment; what it sets there must not outlive a test.
    for name in ("POSITIONS_DATA", "POSITIONS_KEEP_MB"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return written(tmp_path)


def workers(served: Served) -> list[int]:
    """The processes that answer, those that have ended left out."""
    started = [
        int(found[1]) for line in served.lines if (found := re.search(r"Started server process \[(\d+)\]", line))
    ]
    return [pid for pid in started if Path(f"/proc/{pid}/cmdline").exists()]


@contextmanager
def only(served: Served, worker: int) -> Iterator[None]:
    """Hold the other workers still, so that this one answers."""
    others = [pid for pid in workers(served) if pid != worker]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            # Whoever is held too long on a busy machine is replaced, and then not there any more.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def health(served: Served) -> dict[str, str]:
    told: dict[str, str] = json.loads(get(served.address, "/healthz").body)
    return told


needs_proc = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="processes are looked at through /proc")

# --- Serving ----------------------------------------------------------------------------------------------------------


@needs_proc
def test_every_worker_answers_by_the_fast_loop_and_parser_and_they_agree(file: Path) -> None:
    with serving(file, workers=2) as served:
        assert len(workers(served)) == 2
        found, loaded = [], []
        for worker in workers(served):
            loaded.append(Path(f"/proc/{worker}/maps").read_text())
            with only(served, worker):
                found.append([get(served.address, path) for path in ("/embed/gaps", "/api/v1/gaps.csv", "/feed.atom")])

    for one in loaded:
        # Uvicorn takes the fast loop and parser where it can import them, and says nothing where it cannot.
        assert "/uvloop/loop." in one
        assert "/httptools/parser/parser." in one
    assert [answer.status for answers in found for answer in answers] == [200] * 6
    for one, other in zip(*found, strict=True):
        assert one.body == other.body
        assert one.headers["etag"] == other.headers["etag"], "a cache that asks one is told the same by the other"
        assert "server" not in one.headers, "what serves is nobody's business"


@needs_proc
def test_every_worker_sees_that_the_record_has_changed_and_goes_on_when_it_breaks(file: Path) -> None:
    with serving(file, workers=2) as served:
        first = store.read(file).version
        assert health(served)["data_version"] == first
        written(file.parent, parties=[party("north"), party("south"), party("east")])
        second = store.read(file).version
        for worker in workers(served):
            with only(served, worker):
                until(lambda: health(served)["data_version"] == second)
                assert get(served.address, "/api/v1/positions.csv").body.count(b"\r\n") == 4
        file.write_text("{")
        for worker in workers(served):
            with only(served, worker):
                until(lambda: health(served)["status"] == "last good record")
                answer = get(served.address, "/api/v1/positions.csv")
                assert (answer.status, answer.body.count(b"\r\n")) == (200, 4)
        assert served.stop() == 0

    assert first != second
    assert not [line for line in served.lines if "Traceback" in line]


def test_a_link_that_leads_to_another_record_is_followed(tmp_path: Path) -> None:
    for name, parties in (("one", ("north", "south")), ("other", ("north", "east"))):
        (tmp_path / name).mkdir()
        written(tmp_path / name, parties=[party(id_) for id_ in parties])
    now, soon = tmp_path / "now.json", tmp_path / "soon.json"
    now.symlink_to(tmp_path / "one" / "positions.json")
    soon.symlink_to(tmp_path / "other" / "positions.json")
    with serving(now) as served:
        assert health(served)["data_version"] == store.read(tmp_path / "one" / "positions.json").version
        soon.replace(now)
        until(lambda: health(served)["data_version"] == store.read(tmp_path / "other" / "positions.json").version)


@needs_proc
def test_a_worker_that_dies_is_replaced(file: Path) -> None:
    earlier = file.with_name("earlier.json")
    earlier.write_bytes(file.read_bytes())
    with serving(file, workers=2, POSITIONS_EARLIER=str(earlier)) as served:
        # What would have kept the server from beginning keeps nobody from going on.
        earlier.write_text("{")
        dead = workers(served)[0]
        os.kill(dead, signal.SIGKILL)

        def replaced() -> bool:
            assert get(served.address, "/embed/gaps").status == 200, "the other one answers"
            return len([line for line in served.lines if "Started server process" in line]) == 3

        until(replaced)
        assert served.stop() == 0


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("count", [1, 2])
def test_it_ends_when_it_is_told_to_and_says_nothing_of_it(file: Path, count: int, by: signal.Signals) -> None:
    with serving(file, workers=count) as served:
        assert get(served.address, "/api/v1/gaps.csv").status == 200
        assert served.stop(by) == 0

    assert not [line for line in served.lines if re.search("Traceback|ERROR|WARNING", line)]
    assert served.lines[0] == f"positions: Test talks, data {store.read(file).version}"


def test_uvicorn_chooses_the_fast_loop_and_parser_for_what_it_is_given(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: given.update(options, app=app))
    server.run(file, "127.0.0.1", 0, 1)
    config = uvicorn.Config(**given)
    config.load()

    assert config.http_protocol_class is HttpToolsProtocol
    assert config.get_loop_factory() is uvloop.new_event_loop


# --- Failures ---------------------------------------------------------------------------------------------------------


def refused(file: Path, *options: str, **environment: str) -> tuple[int, list[str]]:
    """The exit code of a real process that cannot serve, and what it says."""
    environment = os.environ | {"POSITIONS_DATA": str(file)} | environment
    ended = subprocess.run(command(*options), env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ended.stdout == ""
    return ended.returncode, ended.stderr.splitlines()


@pytest.mark.parametrize("count", [1, 2])
def test_a_port_that_is_taken_is_told_with_its_remedy(file: Path, count: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, lines = refused(file, "--port", str(port), "--workers", str(count))

    assert code == 2
    assert lines[1:] == [
        f"positions: 127.0.0.1, port {port}: Address already in use; choose others with --host and --port"
    ]


def test_without_a_record_nothing_is_served(tmp_path: Path) -> None:
    code, lines = refused(tmp_path / "none.json", "--port", "0")

    assert code == 2
    assert lines == [
        f"{tmp_path / 'none.json'}:1:1: P001 $: cannot be read (No such file or directory); "
        "name an existing file with --data or POSITIONS_DATA",
        "1 problem",
    ]


def test_a_setting_that_means_nothing_ends_all_workers_before_they_begin(file: Path) -> None:
    code, lines = refused(file, "--port", "0", "--workers", "2", POSITIONS_URL="talks")

    assert code == 2
    assert lines[1:] == [
        "positions: POSITIONS_URL: 'talks' is no address; write it whole, such as https://example.org/talks/"
    ]


@pytest.mark.parametrize(
    ("options", "settings", "told"),
    [
        (["--port", "99999"], {}, "127.0.0.1, port 99999: port must be 0-65535; choose others with --host and --port"),
        (["--port", "-1"], {}, "127.0.0.1, port -1: port must be 0-65535; choose others with --host and --port"),
        (["--host", "203.0.113.7"], {}, "203.0.113.7, port 8600: Cannot assign requested address; choose others"),
        (["--host", "x..y"], {}, "x..y, port 8600: "),
        (["--workers", "0"], {}, "--workers is a number from 1 on, --keep one from 0 on"),
        (["--keep", "-1"], {}, "--workers is a number from 1 on, --keep one from 0 on"),
        ([], {"POSITIONS_FRAME_ANCESTORS": "'none' x"}, "POSITIONS_FRAME_ANCESTORS: 'none' stands alone; leave it out"),
        ([], {"POSITIONS_KEEP_MB": "much"}, "POSITIONS_KEEP_MB: 'much' is no number of megabytes"),
        ([], {"POSITIONS_URL": "//x"}, "POSITIONS_URL: '//x' is no address; write it whole, such as https://"),
        ([], {"POSITIONS_EARLIER": "none.json"},
         "POSITIONS_EARLIER: 'none.json' cannot be compared; 'positions check none.json' says why"),
    ],
)  # fmt: skip
def test_what_it_cannot_serve_with_is_told_in_one_line_with_its_remedy(
    file: Path, settings: dict[str, str], options: list[str], told: str, capsys: Capture
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        assert main(["serve", "--data", str(file), *options]) == 2

    _what_is_served, line = capsys.readouterr().err.splitlines()
    assert line.startswith(f"positions: {told}")


@pytest.mark.parametrize("content", ["{", "{}"])
def test_a_record_that_cannot_be_shown_is_told_with_its_places(file: Path, capsys: Capture, content: str) -> None:
    file.write_text(content)

    assert main(["serve", "--data", str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"{file}:1:")
    assert re.fullmatch(r"\d+ problems?", lines[-1])


@pytest.mark.parametrize("option", ["--workers", "--port", "--keep"])
def test_an_option_that_is_no_number_is_told(file: Path, capsys: Capture, option: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--data", str(file), option, "many"])

    assert ended.value.code == 2
    assert f"argument {option}: invalid int value: 'many'" in capsys.readouterr().err


def test_how_much_is_kept_is_what_the_option_says_else_the_setting(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: found.append(os.environ["POSITIONS_KEEP_MB"]))
    monkeypatch.setenv("POSITIONS_KEEP_MB", "12.5")
    server.run(file, "127.0.0.1", 0, 1)
    server.run(file, "127.0.0.1", 0, 1, 8)
    monkeypatch.setenv("POSITIONS_KEEP_MB", "much")

    assert found == ["12.5", "8"]
    with pytest.raises(ValueError, match="POSITIONS_KEEP_MB: 'much' is no number of megabytes"):
        server.run(file, "127.0.0.1", 0, 1)
