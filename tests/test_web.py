"""What goes wrong between a reader and the server, and what is said then; settings; what is kept."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from positions import files
from positions.view.routes import MIDDLEWARE, ROUTES
from positions.web import application, framing, reading
from tests.addresses import PATHS, WHOLE
from tests.asgi import Answered, ask
from tests.records import written


@pytest.fixture
def dashboard(record: Path, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """What the server of the dashboard answers before Streamlit does."""
    # Its routes are made once, and another test may have read another record just now.
    monkeypatch.setattr(reading, "CHECKED_EVERY", -1)
    return Starlette(routes=ROUTES, middleware=MIDDLEWARE)


# --- What goes wrong --------------------------------------------------------------------------------------------------


def told(answer: Answered, status: int) -> dict[str, Any]:
    """What went wrong, in the one shape of RFC 9457."""
    said: dict[str, Any] = answer.json
    assert answer.status == said["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors *"
    assert said["type"] == "about:blank"
    assert said["title"]
    assert said["detail"]
    assert set(said) <= {"type", "title", "status", "detail", "parameters"}
    return said


NOWHERE = [
    *("/api", "/api/", "/api/v1", "/api/v2/gaps.csv", "/api/v1/gaps", "/api/v1/gaps.csv/", "/api/v1/nothing.csv"),
    *("/api/v1/gaps.html", "/api/v1/brief.xlsx", "/api/v1/%00.csv", "/api/docs/", "/api/../data", "/API/v1/gaps.csv"),
]


@pytest.mark.parametrize("address", NOWHERE)
def test_a_path_that_leads_nowhere_is_not_found(alone: ASGIApp, address: str) -> None:
    assert told(ask(alone, address), 404)["detail"].endswith("/api/docs lists what there is.")


def test_below_the_api_the_dashboard_answers_for_itself(dashboard: ASGIApp) -> None:
    """Streamlit would send its page, with 200."""
    assert told(ask(dashboard, "/api/v1/nothing.csv"), 404)
    assert told(ask(dashboard, "/api"), 404)
    assert ask(dashboard, "/embed/nothing").status == 404
    assert ask(dashboard, "/embed").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize(
    "address", ["/api/v1/gaps.csv", "/embed/gaps", "/oembed", "/feed.atom", "/healthz", "/api/docs"]
)
def test_it_can_only_be_read(alone: ASGIApp, address: str, method: str) -> None:
    answer = ask(alone, address, None, method)

    assert told(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", [*PATHS, "/feed.atom", "/api/v1/pictures/overlap.svg"])
def test_a_parameter_that_means_nothing_is_named_with_its_remedy(alone: ASGIApp, address: str) -> None:
    said = told(ask(alone, f"{address}?as_of=yesterday&partie=north&party=nobody&since=2025-05-01&lang=uk"), 422)

    assert {one["name"]: one["value"] for one in said["parameters"]} == {
        "as_of": "yesterday",
        "parameter": "partie",
        "party": "nobody",
        "since": "2025-05-01",
    }
    assert all(one["remedy"] for one in said["parameters"])
    assert "as_of 'yesterday' is not known; write a day as YYYY-MM-DD." in said["detail"]


@pytest.mark.parametrize("address", WHOLE)
def test_what_is_whole_takes_no_choice(alone: ASGIApp, address: str) -> None:
    said = told(ask(alone, f"{address}?party=north&lang=uk"), 422)

    assert [one["name"] for one in said["parameters"]] == ["party", "lang"]
    assert "leave it out: the whole record is given" in said["detail"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (b"as_of=2025-04-22&as_of=2025-04-23", "as_of '2025-04-22 2025-04-23' is not known; give it once."),
        (b"as_of=", "as_of '' is not known"),
        (b"as_of=2025-02-30", "as_of '2025-02-30' is not known"),
        (b"as_of=2025-04-22%00", "as_of '2025-04-22\0' is not known"),
        (b"party=%ff%fe", "party '��' is not known"),
        (b"party=\xff", "party '�' is not known"),
        (b"party=%zz", "party '%zz' is not known"),
        (b"=", "parameter '' is not known"),
        (b"%00", "parameter '\0' is not known"),
        (b"max_rung=5", "max_rung '5' is not known; choose 1 to 4"),
        (b"max_rung=%D9%A3", "max_rung '٣' is not known"),
        (b"view=gaps&view=overlap", "view 'gaps overlap' is not known; give it once."),
        (b"q=" + b"a" * 201, "search for at most 200 letters"),
        (b"<script>alert(1)</script>", "parameter '<script>alert(1)</script>' is not known"),
    ],
)
def test_nonsense_is_told_and_never_an_error_of_ours(alone: ASGIApp, query: bytes, named: str) -> None:
    assert named in told(ask(alone, "/api/v1/gaps.json", query), 422)["detail"]
    for address in ("/feed.atom", "/embed/gaps"):
        assert ask(alone, address, query).status == 422
    assert ask(alone, "/healthz", query).status == 200
    assert ask(alone, "/api/docs", query).status == 200
    assert ask(alone, "/oembed", query).status == 422
    assert ask(alone, "/oembed", b"url=http://talks.example/?" + query).status in {200, 404}


def test_a_query_can_be_too_long(alone: ASGIApp) -> None:
    for address in ("/api/v1/gaps.csv", "/embed/gaps", "/healthz"):
        assert told(ask(alone, address, b"q=" + b"a" * 8_000), 414)["detail"] == (
            "Ask with at most 8000 bytes after the '?'."
        )
    assert ask(alone, "/api/v1/gaps.csv", b"&" * 8_000).status == 200


def test_an_answer_is_never_much_longer_than_a_senseless_question(alone: ASGIApp) -> None:
    query = "&".join(f"a{n:03}" for n in range(1_000)).encode()

    for address in ("/api/v1/gaps.csv", "/feed.atom", "/api/v1/dataset.json"):
        answer = ask(alone, address, query)
        assert answer.status == 422
        assert len(answer.body) < 4 * len(query)
    assert "There are 980 more." in ask(alone, "/embed/gaps", query).text


BROKEN = ["/api/v1/gaps.csv", "/api/v1/dataset.json", "/feed.atom", "/healthz", "/api/openapi.json", "/api/docs"]


@pytest.mark.parametrize("content", ["{", None])
def test_without_a_record_every_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    path = tmp_path / "never.json"
    if content:
        path.write_text(content)
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    app = application.application()
    for address in [*BROKEN, "/oembed?url=http://talks.example/"]:
        answer = ask(app, address)

        assert told(answer, 503)["detail"] == "The record cannot be shown (1 problem); try again later."
        assert answer.headers["retry-after"] == "60"
        assert "never.json" not in answer.text
    page = ask(app, "/embed/gaps?lang=uk")
    assert page.status == 503
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["retry-after"] == "60"
    assert '<html lang="uk"' in page.text
    assert ask(app, "/embed/listen.js").status == 200, "it has nothing to do with the record"


def test_a_record_that_breaks_is_served_as_it_was_and_that_is_told(
    record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHECKED_EVERY", -1)
    app = application.application()
    good = {address: ask(app, address) for address in ("/api/v1/gaps.csv", "/embed/gaps")}
    record.write_text("{")

    assert ask(app, "/api/v1/gaps.csv") == good["/api/v1/gaps.csv"]
    assert ask(app, "/healthz").json["status"] == "last good record"
    broken = ask(app, "/embed/gaps")
    assert "This is the last good state of it." in broken.text
    assert broken.etag != good["/embed/gaps"].etag
    written(record.parent)
    assert ask(app, "/healthz").json["status"] == "ok"


def test_what_fails_is_told_in_the_one_shape_and_reaches_the_log(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **_named: object) -> bytes:
        raise RuntimeError("secret")

    monkeypatch.setattr(files, "content", fail)
    monkeypatch.setattr("positions.embed.page", fail)
    monkeypatch.setattr("positions.oembed.described", fail)
    app = application.application()
    for address in ("/api/v1/gaps.csv", "/oembed?url=http://talks.example/"):
        answer = ask(app, address)
        said = told(answer, 500)
        assert "secret" not in str(said)
        assert str(answer.failed) == "secret"
    page = ask(app, "/embed/gaps")
    assert page.status == 500
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert "secret" not in page.text
    assert str(page.failed) == "secret"
    assert ask(app, "/healthz").status == 200


# --- Settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [(framing.FRAME_ANCESTORS, "https://a; script-src *"), (reading.ADDRESS, "talks"), (reading.KEEP, "much")],
)
def test_a_setting_that_means_nothing_stops_the_start(
    record: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValueError, match=name):
        application.routes()


# --- What is kept -----------------------------------------------------------------------------------------------------


def test_a_read_is_made_once_and_kept(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    content = files.content

    def counted(*asked: Any) -> bytes:
        made.append(asked[2])
        return content(*asked)

    monkeypatch.setattr(files, "content", counted)
    app = application.application()
    for _ in range(3):
        ask(app, "/api/v1/gaps.csv?party=north&party=south")
        ask(app, "/api/v1/gaps.csv?party=south&party=north")

    assert made == ["gaps"]
