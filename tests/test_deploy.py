"""The shipped configuration of nginx, in a real nginx: before stand-ins that count, and real replicas that die."""

import gzip
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection
from itertools import count, cycle, islice
from pathlib import Path
from threading import Condition, Event
from time import monotonic
from urllib.parse import urlsplit

import pytest

from positions import snapshot, store
from positions.web.answers import SHARED
from tests import nginx
from tests.browser import servers
from tests.records import written
from tests.stand_ins import Answer, StandIn, get

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "deploy.md").read_text()
FRESH = {"Cache-Control": SHARED}
SOON_STALE = {"Cache-Control": "public, max-age=1, stale-while-revalidate=600, stale-if-error=86400"}
SOON_OLD = {"Cache-Control": "public, max-age=1"}


@dataclass
class Site:
    """nginx before two replicas, in a folder of its own."""

    address: str
    folder: Path
    replicas: tuple[str, str]
    one: StandIn = field(default_factory=StandIn)
    two: StandIn = field(default_factory=StandIn)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return get(self.address, path, method, **headers)

    def told(self, **what: object) -> None:
        """Both are to answer so."""
        for stand_in in (self.one, self.two):
            for name, value in what.items():
                setattr(stand_in, name, value)

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return self.one.asked + self.two.asked

    def wait_until_asked(self, times: int) -> None:
        with self.one.changed:
            assert self.one.changed.wait_for(lambda: len(self.asked) >= times, timeout=10)

    @property
    def log(self) -> str:
        return (self.folder / "access.log").read_text()


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start nginx before two addresses and give its own; it is stopped at the end."""
    with ExitStack() as running:

        def start(*replicas: str) -> str:
            address, server = nginx.before(tmp_path, *replicas)
            running.callback(servers.stop, server)
            return address

        yield start


@pytest.fixture
def site(tmp_path: Path, before: Callable[..., str]) -> Iterator[Site]:
    """nginx before two stand-ins."""
    one = StandIn()
    two = StandIn(changed=one.changed)
    replicas = one.start(), two.start()
    yield Site(before(*replicas), tmp_path, replicas, one, two)
    one.stop()
    two.stop()


# --- The file ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or "www-data" not in {user.pw_name for user in pwd.getpwall()},
    reason="only root, on a system with Debian's user for web servers, may open what the configuration names",
)
def test_nginx_accepts_the_file_as_it_is_shipped() -> None:
    kept = Path("/var/cache/positions")
    there_before = kept.exists()
    checked = subprocess.run(
        [nginx.NGINX.needed(), "-t", "-c", str(nginx.SHIPPED)], capture_output=True, text=True, check=False
    )
    if not there_before and kept.exists():
        kept.rmdir()

    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_a_change_that_the_tests_do_not_know_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.conf"
    other.write_text(nginx.SHIPPED.read_text().replace("pid /run/nginx.pid;", "pid /run/other.pid;"))
    monkeypatch.setattr(nginx, "SHIPPED", other)

    with pytest.raises(ValueError, match=r"'pid /run/nginx.pid;' 0 times, and not 1"):
        nginx.configuration(tmp_path, 80, ("http://127.0.0.1:1", "http://127.0.0.1:2"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl, which would make a certificate")
def test_the_lines_for_tls_are_right_when_they_are_taken_in(tmp_path: Path) -> None:
    path = nginx.configuration(tmp_path, servers.free_port(), ("http://127.0.0.1:1", "http://127.0.0.1:2"))
    taken_in = re.sub(r"^( *)# ((?:listen|ssl_|server|return|}).*)$", r"\1\2", path.read_text(), flags=re.MULTILINE)
    taken_in = re.sub(r"^    #     (.*)$", r"\1", taken_in, flags=re.MULTILINE)
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    made += ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "certificate")]
    subprocess.run(made, check=True, capture_output=True)
    folder = "/etc/letsencrypt/live/positions.example.org"
    for shipped, here in (("fullchain.pem", "certificate"), ("privkey.pem", "key")):
        assert f"{folder}/{shipped}" in taken_in
        taken_in = taken_in.replace(f"{folder}/{shipped}", str(tmp_path / here))
    path.write_text(taken_in)
    checked = subprocess.run([nginx.NGINX.needed(), "-t", "-c", path], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr
    assert taken_in.count("listen 443 ssl") == 1
    assert "return 301 https://$host$request_uri;" in taken_in.splitlines()


def test_the_document_tells_of_every_setting_and_of_no_other() -> None:
    code = "".join(path.read_text() for path in (ROOT / "positions").rglob("*.py"))

    assert set(re.findall(r"`(POSITIONS_\w+)`", DOCUMENT)) == set(re.findall(r'"(POSITIONS_\w+)"', code))


def test_document_and_configuration_keep_what_leads_on_as_long_as_the_application_says() -> None:
    assert f"`Cache-Control: {SHARED}`" in DOCUMENT
    assert f'default                        "{SHARED}";' in nginx.SHIPPED.read_text()


# --- Which replica ----------------------------------------------------------------------------------------------------


def test_the_page_of_a_reader_stays_at_one_replica_and_readers_are_spread(site: Site) -> None:
    for reader in range(60):
        for path in ("/", "/?as_of=2025-04-22", "/_stcore/health", "/_stcore/stream", "/static/js/index.js"):
            site.get(path, User_Agent=f"browser {reader}")
    at_one = {headers["User-Agent"] for _, headers in site.one.asked}
    at_two = {headers["User-Agent"] for _, headers in site.two.asked}

    assert at_one.isdisjoint(at_two)
    assert min(len(at_one), len(at_two)) >= 5


@pytest.mark.parametrize("path", ["/api/v1/gaps.csv", "/api/docs", "/embed/gaps", "/oembed", "/feed.atom", "/healthz"])
def test_light_reads_of_one_reader_go_to_every_replica(site: Site, path: str) -> None:
    for number in range(10):
        site.get(f"{path}?n={number}", User_Agent="one browser")

    assert site.one.asked
    assert site.two.asked
    assert len(site.asked) == 10


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("path", ["/", "/embed/gaps", "/healthz"])
def test_a_replica_that_cannot_answer_is_passed_over(site: Site, status: int, path: str) -> None:
    site.one.status = status

    assert {site.get(path, User_Agent=f"browser {reader}").status for reader in range(40)} == {200}
    assert site.one.asked


def test_what_all_replicas_say_is_passed_on(site: Site) -> None:
    site.told(status=422, body=b"as_of: no such day")

    assert site.get("/api/v1/gaps.csv?as_of=never")[::2] == (422, b"as_of: no such day")
    assert len(site.asked) == 1


@pytest.mark.parametrize("what", [{"status": 503}, {"mute": True}])
def test_what_changes_something_is_never_asked_twice(site: Site, what: dict[str, object]) -> None:
    site.told(**what)

    for path in ("/api/v1/gaps.csv", "/_stcore/upload_file/a/b"):
        assert site.get(path, "POST").status == 503
    assert len(site.asked) == 2


def test_replicas_that_are_restarted_in_turn_are_never_both_taken_for_gone(site: Site) -> None:
    site.one.stop()
    for reader in range(40):
        assert site.get("/", User_Agent=f"browser {reader}").status == 200
        assert site.get(f"/embed/gaps?n={reader}").status == 200
    site.one.start(int(site.replicas[0].rpartition(":")[2]))
    site.two.stop()

    with ThreadPoolExecutor(8) as readers:
        for path in ("/", "/embed/gaps", "/healthz"):
            answers = readers.map(lambda n, path=path: site.get(f"{path}?n=again{n}", User_Agent=f"{n}"), range(40))
            assert [answer.status for answer in answers] == [200] * 40


def test_without_any_replica_a_sentence_and_when_to_come_again(site: Site) -> None:
    site.one.stop()
    site.two.stop()

    for path in ("/", "/embed/gaps", "/healthz"):
        answer = site.get(path)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "10"
        assert b"try again in a minute" in answer.body


# --- What is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/v1/gaps.csv", "/embed/gaps?as_of=2025-04-22", "/oembed?url=x", "/feed.atom"])
def test_a_light_read_is_made_once_as_long_as_it_is_fresh(site: Site, path: str) -> None:
    site.told(headers=FRESH)

    assert [site.get(path).body for _ in range(5)] == [b"whole"] * 5
    assert [asked for asked, _ in site.asked] == [path]


def test_another_query_host_or_encoding_is_another_read(site: Site) -> None:
    site.told(headers=FRESH | {"Vary": "Accept-Encoding"})
    site.get("/embed/gaps")
    site.get("/embed/gaps?lang=uk")
    site.get("/embed/gaps", Host="another.example")
    site.get("/embed/gaps", Accept_Encoding="gzip")

    assert len(site.asked) == 4


@pytest.mark.parametrize("spelling", ["br, gzip;q=0", "gzip ; q=0.000", "identity", "gzip;q=0, br"])
def test_who_refuses_an_encoding_does_not_get_it(site: Site, spelling: str) -> None:
    site.told(headers=FRESH | {"Vary": "Accept-Encoding"})
    site.get("/embed/gaps", Accept_Encoding=spelling)

    assert ["Accept-Encoding" in headers for _, headers in site.asked] == [False]


def test_all_spellings_of_an_encoding_are_one(site: Site) -> None:
    site.told(headers=FRESH | {"Vary": "Accept-Encoding", "Content-Encoding": "gzip"}, body=gzip.compress(b"whole"))
    spellings = [
        "gzip",
        "gzip, deflate",
        "gzip, deflate, br",
        "gzip, deflate, br, zstd",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "gzip;q=0.05, br;q=0",
    ]
    answers = [site.get("/embed/gaps", Accept_Encoding=spelling) for spelling in spellings]

    assert [gzip.decompress(answer.body) for answer in answers] == [b"whole"] * len(spellings)
    assert [headers["Accept-Encoding"] for _, headers in site.asked] == ["gzip"]


@pytest.mark.parametrize("path", ["/", "/?view=overlap", "/_stcore/health"])
def test_the_page_is_never_kept(site: Site, path: str) -> None:
    site.told(headers=FRESH)
    site.get(path)
    site.get(path)

    assert len(site.asked) == 2


def test_health_is_asked_every_time(site: Site) -> None:
    site.told(headers=FRESH)
    assert site.get("/healthz").status == 200
    site.told(status=503)

    assert site.get("/healthz").status == 503


def test_what_nobody_allows_to_keep_is_not_kept(site: Site) -> None:
    for headers in ({}, {"Cache-Control": "no-cache"}, {"Cache-Control": "no-store"}, {"Cache-Control": "private"}):
        site.told(headers=headers)
        site.get("/api/v1/gaps.csv")

    assert len(site.asked) == 4


def stale(site: Site, path: str) -> None:
    """Read until what is kept was no longer fresh."""
    end = monotonic() + 20
    while "cache=STALE" not in site.log:
        assert site.get(path).status == 200
        assert monotonic() < end


def test_what_was_kept_is_read_when_every_replica_is_gone(site: Site) -> None:
    site.told(headers=SOON_OLD)
    assert site.get("/embed/gaps").body == b"whole"
    site.one.stop()
    site.two.stop()
    stale(site, "/embed/gaps")

    assert site.get("/embed/gaps").body == b"whole"
    assert site.get("/healthz").status == 503
    assert site.get("/embed/overlap").status == 503


def test_what_was_kept_is_read_when_every_replica_fails(site: Site) -> None:
    site.told(headers=SOON_OLD)
    site.get("/embed/gaps")
    site.told(status=500, body=b"broken")
    stale(site, "/embed/gaps")

    for status in (500, 502, 503, 504):
        site.told(status=status)
        assert site.get("/embed/gaps")[::2] == (200, b"whole")


def test_what_is_stale_is_sent_at_once_and_asked_for_anew_by_its_tag(site: Site) -> None:
    site.told(headers=SOON_STALE | {"ETag": '"1"'})
    site.get("/embed/gaps")
    site.told(headers=FRESH | {"ETag": '"1"'})
    stale(site, "/embed/gaps")
    site.wait_until_asked(2)

    assert [headers.get("If-None-Match") for _, headers in site.asked] == [None, '"1"']


def test_what_is_old_is_not_sent_when_a_replica_has_the_new(site: Site) -> None:
    site.told(headers=SOON_OLD, body=b"old")
    site.get("/embed/gaps")
    site.told(body=b"new")
    end = monotonic() + 20
    while (body := site.get("/embed/gaps").body) == b"old":
        assert monotonic() < end

    assert body == b"new"
    assert "cache=STALE" not in site.log


def test_many_who_want_the_same_are_one_request(site: Site) -> None:
    site.told(headers=FRESH, answering=(answering := Event()))
    readers = [HTTPConnection(urlsplit(site.address).netloc, timeout=30) for _ in range(8)]
    for reader in readers:
        reader.request("GET", "/embed/gaps")
    # When reads that come later are through, those above have reached a replica if they ever do.
    assert [site.get("/edition/").status for _ in range(8)] == [404] * 8
    answering.set()
    bodies = [reader.getresponse().read() for reader in readers]

    assert bodies == [b"whole"] * 8
    assert len(site.asked) == 1
    for reader in readers:
        reader.close()


# --- What passes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/embed/gaps"])
def test_a_replica_is_told_who_asks_and_by_which_address(site: Site, path: str) -> None:
    site.get(path, Host="positions.example:8080", X_Forwarded_For="203.0.113.7")
    ((_, headers),) = site.asked

    assert headers["Host"] == "positions.example:8080"
    assert headers["X-Forwarded-Host"] == "positions.example:8080"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["X-Forwarded-For"] == "127.0.0.1", "what a reader makes up is not believed"


@pytest.mark.parametrize("path", ["/", "/embed/gaps", "/api/v1/gaps.csv"])
def test_headers_of_the_application_come_once_and_none_is_added(site: Site, path: str) -> None:
    own = {"Content-Security-Policy": "frame-ancestors *", "X-Content-Type-Options": "nosniff", "ETag": '"1"'}
    site.told(headers=FRESH | own)
    headers = site.get(path).headers

    assert {name: headers.get_all(name) for name in own} == {name: [value] for name, value in own.items()}
    assert "X-Frame-Options" not in headers
    assert headers["Server"] == "nginx", "without its version"


@pytest.mark.parametrize("path", ["/", "/static/js/index.js"])
def test_what_comes_uncompressed_is_compressed(site: Site, path: str) -> None:
    site.told(headers={"Content-Type": "text/javascript"}, body=b"let it = 1;\n" * 1000)
    answer = site.get(path, Accept_Encoding="gzip, br", Via="1.1 a proxy in front")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == site.one.body
    assert site.get(path).body == site.one.body


def test_what_comes_compressed_passes_as_it_is(site: Site) -> None:
    packed = gzip.compress(b"let it = 1;\n" * 1000)
    site.told(headers=FRESH | {"Content-Type": "text/csv", "Content-Encoding": "gzip", "ETag": '"1"'}, body=packed)
    answer = site.get("/api/v1/gaps.csv", Accept_Encoding="gzip")

    assert (answer.body, answer.headers["ETag"]) == (packed, '"1"')


def test_light_reads_that_come_uncompressed_stay_as_their_tag_says(site: Site) -> None:
    site.told(
        headers=FRESH | {"Content-Type": "text/csv", "Vary": "Accept-Encoding", "ETag": '"1"'}, body=b"a,b\n" * 1000
    )
    answer = site.get("/api/v1/gaps.csv", Accept_Encoding="gzip")

    assert (answer.body, answer.headers["ETag"]) == (site.one.body, '"1"')
    assert answer.headers.get_all("Vary") == ["Accept-Encoding"]


def test_what_the_reader_has_already_is_not_sent_again(site: Site) -> None:
    site.told(headers=FRESH | {"ETag": '"1"'})
    site.get("/embed/gaps")
    again = site.get("/embed/gaps", If_None_Match='"1"')

    assert (again.status, again.body) == (304, b"")
    assert len(site.asked) == 1


def test_figures_about_sessions_are_not_for_readers(site: Site) -> None:
    assert site.get("/_stcore/metrics").status == 404
    assert site.asked == []


def test_a_request_that_carries_too_much_is_refused(site: Site) -> None:
    connection = HTTPConnection(urlsplit(site.address).netloc, timeout=30)
    connection.request("POST", "/_stcore/upload_file/a/b", body=b"x" * 100_000)

    assert connection.getresponse().status == 413
    connection.close()


def test_the_log_has_what_was_read_and_not_by_whom(site: Site) -> None:
    site.get("/embed/gaps?lang=uk", User_Agent="a browser", Referer="https://news.example/")
    while not site.log:
        site.get("/embed/gaps")

    assert '200 "GET /embed/gaps?lang=uk"' in site.log
    assert not any(word in site.log for word in ("a browser", "news.example", " 127.0.0.1 "))


# --- Snapshots --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `positions snapshot` wrote, of a small record."""
    folder = tmp_path_factory.mktemp("srv")
    snapshot.write(store.read(written(folder)), folder / "edition")
    return folder / "edition"


@pytest.fixture
def edition(site: Site, snapshots: Path) -> Path:
    """The folder of a data version, where nginx looks for it."""
    (site.folder / "edition").symlink_to(snapshots)
    return next(path for path in snapshots.iterdir() if (path / "edition.json").exists())


def test_what_stands_under_a_data_version_is_kept_for_ever(site: Site, edition: Path) -> None:
    for path in ("", "index.html", "style.css", "data/gaps.csv", "uk/overlap.html"):
        answer = site.get(f"/edition/{edition.name}/{path}")
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_what_leads_on_is_asked_for_again_soon(site: Site, edition: Path) -> None:
    front = site.get("/edition/")

    assert front.body == (edition.parent / "index.html").read_bytes()
    for path in ("", "overlap.html", "latest.json", "feed.atom"):
        assert site.get(f"/edition/{path}").headers["Cache-Control"] == FRESH["Cache-Control"]
    assert site.get("/edition").headers["Location"] == "/edition/"


def test_what_a_snapshot_does_not_have_is_kept_by_nobody(site: Site, edition: Path) -> None:
    missing = site.get(f"/edition/{edition.name}/missing.html")

    assert missing.status == 404
    assert "Cache-Control" not in missing.headers


def test_every_file_of_a_snapshot_says_what_it_is(site: Site, edition: Path) -> None:
    one_of_each = {path.suffix: path for path in edition.parent.rglob("*") if path.is_file()}
    for path in one_of_each.values():
        headers = site.get(f"/edition/{path.relative_to(edition.parent)}").headers
        assert headers["Content-Type"] not in {"application/octet-stream", "text/plain"}, path
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert site.get("/edition/").headers["Content-Type"] == "text/html; charset=utf-8"
    assert site.get(f"/edition/{edition.name}/data/gaps.csv").headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_snapshot_is_read_without_any_replica(site: Site, edition: Path) -> None:
    site.one.stop()
    site.two.stop()

    assert site.get("/edition/").status == 200


# --- Real replicas ----------------------------------------------------------------------------------------------------

LIGHT = ("/api/v1/gaps.csv", "/api/v1/overlap.json", "/embed/gaps", "/embed/positions")
READERS, EARLIER_READS, LATER_READS = 6, 60, 20


@pytest.fixture(scope="module")
def replica() -> Iterator[str]:
    """A real dashboard, and its address."""
    address, server = servers.dashboard()
    yield address
    servers.stop(server)


@pytest.mark.parametrize("path", [*LIGHT, "/api/openapi.json", "/embed/listen.js", "/feed.atom"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_light_reads_of_the_dashboard_are_as_it_gives_them_and_kept(
    replica: str, tmp_path: Path, before: Callable[..., str], path: str, encoding: str
) -> None:
    address = before(replica, replica)
    asked = {"Accept_Encoding": encoding, "Host": "positions.example"}
    direct, first, second = get(replica, path, **asked), get(address, path, **asked), get(address, path, **asked)
    again = get(address, path, If_None_Match=second.headers["ETag"], **asked)

    assert direct.status == 200
    assert direct[::2] == first[::2] == second[::2]
    assert direct.headers["ETag"] == first.headers["ETag"] == second.headers["ETag"]
    assert (again.status, again.body) == (304, b"")
    assert nginx.reads(tmp_path, 3)[1].kept == "HIT"


@pytest.mark.parametrize("path", ["/", "/?view=overlap&lang=uk", "/healthz", "/_stcore/host-config"])
def test_other_reads_of_the_dashboard_are_as_it_gives_them(replica: str, before: Callable[..., str], path: str) -> None:
    address = before(replica, replica)
    through = get(address, path)
    here, there = (str(urlsplit(one).port).encode() for one in (address, replica))

    assert through.status == 200
    assert through.body.replace(here, there) == get(replica, path).body, "a page knows the address it is asked under"


def readings(reader: int) -> Iterator[str]:
    """What a reader reads: the page and light reads in turn, each as everyone reads it, and as nobody did before."""
    days = (date(2022, 3, 1) + timedelta(READERS * number + reader) for number in count())
    for path in cycle(("/", *LIGHT)):
        yield path
        yield f"{path}?as_of={next(days)}"


def test_no_read_fails_when_a_replica_is_killed(replica: str, tmp_path: Path, before: Callable[..., str]) -> None:
    killed_one, process = servers.dashboard()
    address = before(killed_one, replica)
    browsers = [
        browser for one in (killed_one, replica) for browser in islice(nginx.browsers_at(one, address, tmp_path), 3)
    ]
    read: list[tuple[str, Answer]] = []
    changed, killed = Condition(), Event()

    def read_on(reader: int) -> None:
        later = 0
        for path in readings(reader):
            later += killed.is_set()
            answer = get(address, path, User_Agent=browsers[reader], Accept_Encoding="gzip")
            with changed:
                read.append((path, answer))
                changed.notify_all()
            if later == LATER_READS:
                return

    with ThreadPoolExecutor(READERS) as readers:
        done = [readers.submit(read_on, reader) for reader in range(READERS)]
        with changed:
            assert changed.wait_for(lambda: len(read) >= EARLIER_READS, timeout=30)
        process.kill()
        process.wait()
        killed.set()
        failures = [error for one in done if (error := one.exception())]
    servers.stop(process)

    assert failures == [], "none was cut short"
    assert {(path, answer.status) for path, answer in read if answer.status != 200} == set()
    logged = nginx.reads(tmp_path, len(read))
    for path in ("/?", "/embed/gaps?"):
        asked = {one.replicas for one in logged if one.path.startswith(path)}
        assert {(killed_one,), (replica,)} <= asked, "both were read from"
    assert (killed_one, replica) in {one.replicas for one in logged}, "some met the dead one, and then the other"
    for path, answer in dict(read).items():
        assert unpacked(answer) == unpacked(get(replica, path, Accept_Encoding="gzip", Host=urlsplit(address).netloc))


def unpacked(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers["Content-Encoding"] == "gzip" else answer.body


def test_what_the_dashboard_said_outlives_it(tmp_path: Path, before: Callable[..., str]) -> None:
    only, process = servers.dashboard()
    address = before(only, only)
    said = [get(address, path).body for path in LIGHT]
    process.kill()
    process.wait()
    servers.stop(process)

    assert [get(address, path)[::2] for path in LIGHT] == [(200, body) for body in said]
    assert get(address, "/healthz").status == 503
    assert get(address, "/").status == 503
