"""The contract of the HTTP interface: what is under which address, what it equals, who reads it, validators."""

import hashlib
import io
import re
import warnings
import zipfile
from datetime import date
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import frictionless
import openpyxl
import pandas as pd
import pytest
import rispy  # type: ignore[import-untyped]
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from positions import bibliography, documents, files, parameters, store, tables
from positions.cli import main
from positions.parameters import Parameters, read
from positions.view.routes import MIDDLEWARE, ROUTES
from positions.web import application, framing, reading
from tests.addresses import CHOICES, EVERY, FILES, KINDS, PATHS, path_of
from tests.asgi import ask
from tests.records import party, proposition, written

with warnings.catch_warnings():
    # bibtexparser 1 calls pyparsing by names that pyparsing 3.3 has renamed.
    warnings.simplefilter("ignore", DeprecationWarning)
    import bibtexparser  # type: ignore[import-untyped]
    from bibtexparser.bparser import BibTexParser  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[1]
SHIPPED = store.read(ROOT / "data" / "positions.json")


@pytest.fixture
def dashboard(record: Path, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    """What the server of the dashboard answers before Streamlit does."""
    # Its routes are made once, and another test may have read another record just now.
    monkeypatch.setattr(reading, "CHECKED_EVERY", -1)
    return Starlette(routes=ROUTES, middleware=MIDDLEWARE)


# --- What there is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", EVERY)
def test_every_address_of_the_contract_answers_with_its_kind(alone: ASGIApp, address: str) -> None:
    answer = ask(alone, address)
    kinds = {
        "csv": "text/csv; charset=utf-8",
        "json": "application/json",
        "md": "text/markdown; charset=utf-8",
        "docx": documents.MEDIA_TYPES["docx"],
        "xlsx": documents.MEDIA_TYPES["xlsx"],
        "bib": "application/x-bibtex",
        "ris": "application/x-research-info-systems",
        "csl.json": "application/vnd.citationstyles.csl+json",
        "zip": "application/zip",
        "svg": "image/svg+xml",
        "atom": "application/atom+xml",
        "js": "text/javascript; charset=utf-8",
        "schema.json": "application/schema+json",
        "": "text/html; charset=utf-8",
        "healthz": "application/json",
        "oembed": "application/json",
    }
    file = address.partition("?")[0].rpartition("/")[2]
    ending = file.partition(".")[2]

    assert answer.status == 200
    assert answer.headers["content-type"] == kinds.get(file, kinds[ending])
    assert answer.body


def test_the_front_page_alone_is_the_description_of_the_api(alone: ASGIApp) -> None:
    answer = ask(alone, "/")

    assert answer.status == 307
    assert answer.headers["location"] == "http://talks.example/api/docs"


@pytest.mark.parametrize("accepts", ["gzip", None])
def test_what_the_dashboards_server_packs_by_itself_are_no_answers_of_ours(
    dashboard: Starlette, alone: ASGIApp, accepts: str | None
) -> None:
    """Streamlit packs whatever is not packed, in place: a kept answer would be told as packed when it is not."""
    within = Starlette(routes=dashboard.routes, middleware=[*MIDDLEWARE, Middleware(GZipMiddleware, minimum_size=500)])
    for address in EVERY:
        sent = [ask(within, address, None, **{"accept-encoding": accepts} if accepts else {}) for _ in range(3)]
        made = ask(alone, address, None, **{"accept-encoding": accepts} if accepts else {})

        assert [one.body for one in sent] == [made.body] * 3, address
        assert [one.headers.get("content-encoding") for one in sent] == [made.headers.get("content-encoding")] * 3
        assert len({one.headers.get("vary") for one in sent}) == 1, "what is kept does not grow"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("as_of=2025-04-20", "embed/gaps?as_of=2025-04-20"),
        ("as_of=2025-04-20&view=positions&cell=river~north", "embed/positions?as_of=2025-04-20&cell=river~north"),
        ("embed=true&view=overlap", "embed/overlap"),
    ],
)
def test_where_there_is_no_page_its_address_leads_to_the_embed(alone: ASGIApp, asked: str, shown: str) -> None:
    answer = ask(alone, f"/?{asked}")

    assert (answer.status, answer.headers["location"]) == (307, f"http://talks.example/{shown}")
    assert ask(alone, f"/{shown}").status == 200


def test_where_there_is_no_page_a_view_without_an_embed_is_said_to_be_elsewhere(alone: ASGIApp) -> None:
    answer = ask(alone, "/?view=sheet&lang=uk")

    assert answer.status == 404
    assert '<html lang="uk"' in answer.text
    assert "Цей сервер" in answer.text


def test_the_front_page_alone_can_only_be_read(alone: ASGIApp) -> None:
    assert ask(alone, "/", None, "POST").status == 405
    assert ask(alone, "/", None, "OPTIONS").status == 204


def test_the_dashboard_answers_all_of_it_too(dashboard: ASGIApp) -> None:
    alone = application.application()
    for address in KINDS:
        assert ask(dashboard, address) == ask(alone, address), address


def test_under_a_base_path_everything_is_there_and_knows_where_it_is(record: Path) -> None:
    app = Starlette(routes=application.routes("/talks"))
    described = ask(app, "/talks/api/openapi.json").json

    assert ask(app, "/api/v1/gaps.csv").status == 404
    assert ask(app, "/talks/embed/gaps").status == 200
    assert "http://talks.example/talks/api/v1/gaps.csv" in ask(app, "/talks/embed/gaps").text
    assert described["servers"] == [{"url": "http://talks.example/talks"}]
    assert "/api/v1/gaps.csv" in described["paths"]
    assert not [path for path in described["paths"] if path.startswith("/talks")]
    assert 'href="http://talks.example/talks/api/v1/gaps.csv"' in ask(app, "/talks/api/docs").text
    assert ask(app, "/talks/oembed?url=http://talks.example/talks/embed/gaps").status == 200
    assert ask(app, "/talks/oembed?url=http://talks.example/talksembed/gaps").status == 404
    assert ask(app, "/talks/api/nothing").status == 404


# --- What it equals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", CHOICES)
@pytest.mark.parametrize("file", FILES, ids=PATHS)
def test_a_file_is_what_the_command_writes(
    alone: ASGIApp, small: Path, tmp_path: Path, file: tuple[str, str], query: str
) -> None:
    name, form = file
    options = [f"--{one.replace('_', '-').replace('=', ' ', 1)}".split(" ") for one in query.split("&") if one]
    if name == "party":
        # The command asks for the party by --party, the page and the API by `focus`.
        options, query = [["--party", "north"]], "party=north"
    target = tmp_path / "exported"
    command = ["export", name, "--format", form, "-o", str(target), "--data", str(small)]

    assert main([*command, *(word for option in options for word in option)]) == 0
    assert ask(alone, path_of(name, form), query.encode()).content == target.read_bytes()


def test_a_file_has_a_name_that_says_what_it_is(alone: ASGIApp, small: Path) -> None:
    chosen = read({"as_of": ["2025-04-20"], "max_rung": ["2"]}, store.read(small).dataset)[0]
    for name, form in FILES:
        answer = ask(alone, f"{path_of(name, form)}?as_of=2025-04-20&max_rung=2")
        called = files.file_name(store.read(small), chosen, name, bibliography.suffix(form))

        assert answer.headers["content-disposition"] == f'inline; filename="{called}"'


def test_the_record_is_served_as_it_is(alone: ASGIApp, small: Path) -> None:
    answer = ask(alone, "/api/v1/dataset.json")

    assert answer.content == small.read_bytes()
    assert hashlib.sha256(answer.content).hexdigest().startswith(store.read(small).version)
    assert answer.etag.startswith(f'"{store.read(small).version}-')


def test_the_schema_is_the_one_that_is_shipped(alone: ASGIApp) -> None:
    assert ask(alone, "/api/v1/schema.json").content == (ROOT / "data" / "schema.json").read_bytes()


@pytest.mark.parametrize("form", ["png", "svg"])
@pytest.mark.parametrize("name", ["overlap", "drift-north~south", "ranges-tariff"])
def test_a_picture_is_what_the_page_gives(alone: ASGIApp, small: Path, name: str, form: str) -> None:
    made = files.content(store.read(small), Parameters(as_of=date(2025, 4, 30)), name, form)

    assert ask(alone, f"/api/v1/pictures/{name}.{form}").content == made


@pytest.mark.parametrize("file", ["nothing.svg", "ranges-river.svg", "overlap.gif", "overlap.csv", "gaps.svg", "..svg"])
def test_a_picture_that_there_is_none_of_is_not_found(alone: ASGIApp, file: str) -> None:
    answer = ask(alone, f"/api/v1/pictures/{file}")

    assert answer.status == 404
    assert answer.json["detail"] == f"There is no picture {file} of this choice."


# --- Read by other programs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", tables.TABLES)
def test_pandas_reads_the_columns_of_the_contract(shipped: ASGIApp, name: str) -> None:
    columns = list(tables.TABLES[name][0])
    frame = pd.read_csv(io.BytesIO(ask(shipped, f"/api/v1/{name}.csv").content))
    rows = ask(shipped, f"/api/v1/{name}.json").json

    assert list(frame.columns) == columns
    assert len(frame) == len(rows)
    assert {tuple(row) for row in rows} in (set(), {tuple(columns)})
    assert set(frame["data_version"]) <= {SHIPPED.version}


def test_excel_opens_the_workbook(shipped: ASGIApp) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ask(shipped, "/api/v1/gaps.xlsx").content))

    assert [cell.value for cell in book["Data"][1]][: len(tables.TABLES["gaps"][0])] == list(tables.TABLES["gaps"][0])


def test_reference_managers_read_the_bibliography(shipped: ASGIApp) -> None:
    csl = ask(shipped, "/api/v1/bibliography.csl.json").json
    every_type = BibTexParser(ignore_nonstandard_types=False)
    bib = bibtexparser.loads(ask(shipped, "/api/v1/bibliography.bib").text, every_type)
    ris = rispy.loads(ask(shipped, "/api/v1/bibliography.ris").text)

    assert len(csl) == len(bib.entries) == len(ris) > 50
    assert {one["URL"] for one in csl} == {one["url"] for one in bib.entries}


def test_the_package_is_valid(shipped: ASGIApp, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(ask(shipped, "/api/v1/package.zip").content)) as packed:
        packed.extractall(tmp_path)
    (descriptor,) = tmp_path.rglob("datapackage.json")
    report = frictionless.Package(str(descriptor)).validate()

    assert report.valid, report.flatten(["title", "type", "message"])


def test_a_feed_reader_takes_the_feed_and_knows_it_again(shipped: ASGIApp) -> None:
    found = feedparser.parse(ask(shipped, "/feed.atom?party=ukraine&lang=uk&theme=dark").content)

    assert found.bozo is False
    assert found.entries
    assert [link.href for link in found.feed.links if link.rel == "self"] == [
        "http://talks.example/feed.atom?party=ukraine&lang=uk"
    ]
    assert all(link.href.startswith("http://talks.example/?") for entry in found.entries for link in entry.links[:1])


def test_a_feed_with_a_day_stays_at_it_and_one_without_goes_on(alone: ASGIApp) -> None:
    def itself(query: str) -> str:
        return str(next(link.href for link in feedparser.parse(ask(alone, f"/feed.atom{query}").content).feed.links))

    assert itself("?as_of=2025-04-22") == "http://talks.example/feed.atom?as_of=2025-04-22"
    assert itself("?as_of=2025-04-30") == "http://talks.example/feed.atom?as_of=2025-04-30"
    assert itself("") == "http://talks.example/feed.atom"


def test_the_feed_tells_of_corrections_of_the_state_before(
    alone: ASGIApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it is replaced while the server runs, and nothing at all when it cannot be read."""
    folder = tmp_path / "before"
    folder.mkdir()
    monkeypatch.setenv("POSITIONS_EARLIER", str(folder / "positions.json"))

    def kinds() -> set[str]:
        entries = feedparser.parse(ask(alone, "/feed.atom").content).entries
        return {tag.term for entry in entries for tag in entry.tags}

    assert "correction" not in kinds()
    written(folder, parties=[party("north"), party("south"), party("west")])
    assert {"correction", "withdrawn"} & kinds()
    (folder / "positions.json").unlink()
    written(folder, statements=[])
    assert "withdrawn" not in kinds()


# --- Validators -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [one for one in EVERY if one != "/healthz"])
def test_whoever_has_it_is_told_that_nothing_has_changed(alone: ASGIApp, address: str) -> None:
    for encoding in ("gzip", "identity"):
        first = ask(alone, address, accept_encoding=encoding)
        again = ask(alone, address, accept_encoding=encoding, if_none_match=first.etag)

        assert re.fullmatch(r'"[\w.-]+"', first.etag), "strong"
        assert (again.status, again.body, again.etag) == (304, b"", first.etag)


@pytest.mark.parametrize("address", EVERY)
def test_head_is_get_without_the_body(alone: ASGIApp, address: str) -> None:
    head, whole = ask(alone, address, None, "HEAD"), ask(alone, address)

    assert (head.status, head.headers) == (whole.status, whole.headers)
    assert head.body == b"" or address == "/healthz"


@pytest.mark.parametrize("address", ["/api/v1/gaps.csv", "/embed/gaps", "/feed.atom", "/api/v1/positions.xlsx"])
def test_the_validator_goes_with_the_parameters_and_not_with_their_order(alone: ASGIApp, address: str) -> None:
    def tag(query: str) -> str:
        return ask(alone, f"{address}?{query}").etag

    same = [
        "party=north&party=south&issue=land&issue=trade&max_rung=3&as_of=2025-04-30",
        "as_of=2025-04-30&max_rung=3&issue=trade&issue=land&party=south&party=north",
        "as_of=2025-04-30&party=south&party=north&party=south&issue=trade&issue=land&max_rung=3",
    ]
    others = ["", "as_of=2025-04-29", "as_of=2025-04-30&max_rung=3", "party=north&party=south", "issue=land"]

    assert len({tag(query) for query in same}) == 1
    assert len({tag(query) for query in [same[0], *others]}) == 6


OTHERWISE = {
    "as_of": "2025-04-29", "since": "2025-04-10", "party": "north", "issue": "land", "measure": "exact",
    "max_rung": "2", "stale_after": "1", "view": "blocks", "cell": "river~north", "pair": "south~west",
    "source": "wire", "focus": "west", "only": "opposed", "sort": "severity", "q": "river",
    "lang": "uk", "theme": "dark", "frame": "sheet", "kind": "interactive", "day": "latest",
}  # fmt: skip


@pytest.mark.parametrize(("name", "form"), FILES)
def test_a_parameter_of_which_a_read_takes_no_notice_changes_nothing_of_it(
    alone: ASGIApp, name: str, form: str
) -> None:
    assert set(OTHERWISE) == set(parameters.NAMES)
    path, party = path_of(name, form), "party=south&party=west&party=north"
    plain = ask(alone, f"{path}?{party}")

    for other in sorted(set(OTHERWISE) - files.used(name, form)):
        answer = ask(alone, f"{path}?{party}&{other}={OTHERWISE[other]}")
        assert (answer.status, answer.headers, answer.body) == (200, plain.headers, plain.body), other


def test_what_has_the_same_validator_has_the_same_bytes(alone: ASGIApp) -> None:
    bodies: dict[str, bytes] = {}
    for address in [*EVERY, *(f"{path}?{query}" for path in PATHS for query in CHOICES[1:])]:
        answer = ask(alone, address)
        if address != "/healthz":
            assert bodies.setdefault(answer.etag, answer.body) == answer.body

    assert len(bodies) > len(EVERY)


def test_another_record_has_other_validators(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHECKED_EVERY", -1)
    app = application.application()
    addresses = [one for one in KINDS if one not in {"/healthz", "/embed/listen.js", "/api/v1/schema.json"}]
    before = {address: ask(app, address).etag for address in addresses}
    health = ask(app, "/healthz").json
    written(record.parent, parties=[party("north"), party("south")], propositions=[proposition("river", unit="%")])

    assert health["data_version"] != store.read(record).version
    assert ask(app, "/healthz").json["data_version"] == store.read(record).version
    for address in addresses:
        assert ask(app, address, if_none_match=before[address]).status == 200, address


def test_every_page_knows_the_address_under_which_it_is_read(alone: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = ask(alone, "/embed/gaps"), ask(alone, "/embed/gaps", host="other.example")
    monkeypatch.setenv(reading.ADDRESS, "https://talks.example/of/peace/")
    outside = ask(alone, "/embed/gaps", host="replica-7:80")

    assert "http://other.example/api/v1/gaps.csv" in there.text
    assert "https://talks.example/of/peace/api/v1/gaps.csv" in outside.text
    assert "replica-7" not in outside.text
    assert len({one.etag for one in (here, there, outside)}) == 3


# --- Other origins ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/api/v1/gaps.csv", "/embed/gaps", "/oembed", "/feed.atom", "/healthz"])
def test_a_page_elsewhere_may_ask_with_the_validator_it_has(alone: ASGIApp, address: str) -> None:
    before = ask(
        alone,
        address,
        None,
        "OPTIONS",
        origin="https://elsewhere.example",
        access_control_request_method="GET",
        access_control_request_headers="if-none-match",
    )

    assert (before.status, before.body) == (204, b"")
    assert before.headers["access-control-allow-origin"] == "*"
    assert before.headers["access-control-allow-methods"] == "GET, HEAD"
    assert before.headers["access-control-allow-headers"] == "*"
    assert int(before.headers["access-control-max-age"]) >= 600


@pytest.mark.parametrize("address", EVERY)
def test_any_origin_reads_the_same_so_caches_need_not_tell_them_apart(alone: ASGIApp, address: str) -> None:
    answer = ask(alone, address, origin="https://elsewhere.example")

    assert answer == ask(alone, address)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers.get("vary", "accept-encoding") == "accept-encoding"


@pytest.mark.parametrize(
    "address", [*EVERY, "/", "/evidence?cell=river~north", "/?embed=true", "/api/v1/none", "/embed/x"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(dashboard: ASGIApp, address: str) -> None:
    headers = ask(dashboard, address).headers

    assert headers["content-security-policy"].endswith("frame-ancestors *")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    if headers["content-type"].startswith("text/html"):
        assert re.match(r"default-src '(none|self)'; ", headers["content-security-policy"])


@pytest.mark.parametrize("address", ["/", "/nothing", "/api/v1/none"])
def test_alone_even_what_is_not_there_says_so(alone: ASGIApp, address: str) -> None:
    headers = ask(alone, address).headers

    assert headers["content-security-policy"].endswith("frame-ancestors *")
    assert headers["x-content-type-options"] == "nosniff"


def test_who_may_frame_is_a_setting_for_all_of_it(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(framing.FRAME_ANCESTORS, "'self' https://briefing.example")
    dashboard = Starlette(routes=[*application.routes(), *ROUTES[-2:]], middleware=MIDDLEWARE)

    for address in ("/", "/evidence?cell=river~north", "/embed/gaps", "/api/v1/gaps.csv", "/api/v1/none"):
        policy = ask(dashboard, address).headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://briefing.example"), address
