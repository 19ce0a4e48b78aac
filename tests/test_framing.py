"""Who may frame what is served: the setting, and the headers on whatever is answered without them."""

from typing import Any

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from positions.web import framing
from positions.web.framing import FRAME_ANCESTORS, NOTHING, Framed, ancestors, headers
from tests.asgi import Answered, ask, run

GOOD = [
    "*",
    "'self'",
    "'none'",
    "https:",
    "example.org",
    "https://example.org",
    "HTTPS://Example.org:8443",
    "https://*.example.org https://example.net/of/peace",
    "http://localhost:* http://[::1]:8080 'self'",
]
BAD = {
    "https://example.org; script-src *": "https://example.org;",
    "https://example.org, https://example.net": "https://example.org,",
    "https://a..example": "https://a..example",
    "'unsafe-inline'": "'unsafe-inline'",
    "https://exämple.org": "https://exämple.org",
    "https://example.org/ä": "https://example.org/ä",
    "https://": "https://",
    "<script>": "<script>",
    "self": "self",
    "https://example.org NONE": "NONE",
    "https://example.org/\x07": "https://example.org/\x07",
}


@pytest.mark.parametrize("told", GOOD)
def test_origins_that_are_some_are_taken_as_they_are(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FRAME_ANCESTORS, f" {told}  ")

    assert ancestors() == told
    assert headers(NOTHING)["content-security-policy"] == f"default-src 'none'; frame-ancestors {told}"
    assert headers("")["content-security-policy"] == f"frame-ancestors {told}"


@pytest.mark.parametrize(("told", "wrong"), BAD.items())
def test_what_is_no_origin_is_told_with_its_remedy(told: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FRAME_ANCESTORS, told)

    with pytest.raises(ValueError, match="POSITIONS_FRAME_ANCESTORS: ") as raised:
        ancestors()
    assert f"'{wrong}' is no origin; write origins such as https://example.org" in str(raised.value)


def test_none_and_somebody_contradict_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FRAME_ANCESTORS, "'none' https://example.org")

    with pytest.raises(ValueError, match="'none' stands alone"):
        ancestors()


@pytest.mark.parametrize("told", [None, "", "  "])
def test_without_the_setting_any_page_may_frame(told: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if told is not None:
        monkeypatch.setenv(FRAME_ANCESTORS, told)

    assert ancestors() == "*"


def framed(answer: ASGIApp) -> Answered:
    return ask(Framed(answer), "/")


def test_a_page_gets_the_policy_of_the_dashboard_and_what_is_no_page_says_only_who_may_frame_it() -> None:
    page, data = framed(HTMLResponse("<p>")), framed(JSONResponse({}))

    assert page.headers["content-security-policy"] == f"{framing.PAGE}; frame-ancestors *"
    assert data.headers["content-security-policy"] == "frame-ancestors *"
    for one in (page, data):
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_headers_that_are_there_stay() -> None:
    own = {"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer"}
    one = framed(HTMLResponse("<p>", headers=own))

    assert one.headers["content-security-policy"] == "default-src 'none'"
    assert one.headers["referrer-policy"] == "no-referrer"
    assert one.headers["x-content-type-options"] == "nosniff"


def test_the_same_answer_is_not_changed_by_being_framed() -> None:
    kept = Response("x")
    before = list(kept.raw_headers)
    framed(kept)

    assert kept.raw_headers == before


def test_what_is_no_request_passes() -> None:
    seen: list[Any] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept", "scope": scope["type"]})

    async def nothing() -> Any:
        raise NotImplementedError

    async def send(message: Any) -> None:
        seen.append(message)

    run(Framed(app)({"type": "websocket"}, nothing, send))

    assert seen == [{"type": "websocket.accept", "scope": "websocket"}]
