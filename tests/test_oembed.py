"""oEmbed as a client library that is not ours reads it, from a real server: https://oembed.com."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import micawber  # type: ignore[import-untyped]
import pytest
from starlette.types import ASGIApp

from tests.asgi import Json, ask
from tests.conftest import of_everything
from tests.served import serving
from tests.test_builder import Elements


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the small record."""
    with serving(of_everything(tmp_path_factory.mktemp("oembed"))) as served:
        yield served.address


@pytest.fixture(scope="module")
def provider(server: str) -> micawber.Provider:
    return micawber.Provider(f"{server}/oembed", timeout=30)


def framed(answer: dict[str, Any]) -> dict[str, str]:
    """The attributes of the one frame that is to be put into another page."""
    (frame,) = Elements("iframe", answer["html"]).found
    return frame


def body(address: str) -> str:
    with urlopen(address, timeout=30) as answer:  # noqa: S310  # an address of this machine
        told: str = answer.read().decode()
        return told


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/embed/gaps", "/embed/gaps"),
        ("/embed/positions?as_of=2025-04-20&party=north", "/embed/positions?as_of=2025-04-20&party=north"),
        ("/embed/overlap?measure=exact&theme=dark&lang=uk", "/embed/overlap?measure=exact&lang=uk&theme=dark"),
        ("/", "/embed/gaps"),
        ("", "/embed/gaps"),
        ("/?view=overlap&as_of=2025-04-20", "/embed/overlap?as_of=2025-04-20"),
        ("/?view=blocks&theme=dark", "/?embed=true&view=blocks&embed_options=dark_theme"),
        (
            "/?view=sheet&pair=north~south&as_of=2025-04-20&lang=ru",
            "/?embed=true&as_of=2025-04-20&view=sheet&pair=north~south&lang=ru",
        ),
        ("/?embed=true&view=changes&embed_options=dark_theme", "/?embed=true&view=changes"),
        ("/?utm_source=letter&view=about", "/?embed=true&view=about"),
        ("/?view=embed&frame=overlap&kind=light&day=latest", "/embed/overlap"),
        (
            "/?view=embed&frame=overlap&day=latest&theme=dark&party=north&party=south",
            "/embed/overlap?party=north&party=south&theme=dark",
        ),
        ("/?view=embed&frame=gaps&kind=light&as_of=2025-04-20", "/embed/gaps?as_of=2025-04-20"),
        ("/?view=embed&frame=party&focus=south&kind=interactive&day=latest", "/?embed=true&view=party&focus=south"),
    ],
)
def test_a_client_gets_the_frame_of_what_the_address_shows(
    server: str, provider: micawber.Provider, asked: str, shown: str
) -> None:
    answer = provider.request(server + asked)

    assert framed(answer)["src"] == server + shown
    assert (answer["type"], answer["version"]) == ("rich", "1.0")
    # A record without translations says so by its own language.
    named = "Test talks [en]" if "lang=" in asked else "Test talks"
    assert (answer["provider_name"], answer["provider_url"]) == (named, f"{server}/")
    assert answer["title"].startswith(f"{named}: ")
    assert framed(answer)["title"] == answer["title"]
    if shown.startswith("/embed/"):
        assert "<table" in body(framed(answer)["src"]), "a frame that shows something"


def test_a_day_that_the_builder_pins_stays_and_latest_goes_on(server: str, provider: micawber.Provider) -> None:
    """The builder's address has the day that its reader looked at, also when the embed is to show the latest."""
    building = f"{server}/?view=embed&frame=gaps&as_of=2025-04-20"

    assert framed(provider.request(building))["src"] == f"{server}/embed/gaps?as_of=2025-04-20"
    assert framed(provider.request(f"{building}&day=latest"))["src"] == f"{server}/embed/gaps"


@pytest.mark.parametrize(
    ("wanted", "size"),
    [
        ({}, (800, 640)),
        ({"maxwidth": 480, "maxheight": 300}, (480, 300)),
        ({"maxwidth": 4000, "maxheight": 4000}, (800, 640)),
        ({"maxheight": 200}, (800, 200)),
        ({"maxwidth": 1, "maxheight": 1}, (1, 1)),
    ],
)
@pytest.mark.parametrize("shown", ["/embed/gaps", "/?view=blocks"])
def test_a_frame_is_never_greater_than_is_wanted(
    server: str, provider: micawber.Provider, shown: str, wanted: dict[str, int], size: tuple[int, int]
) -> None:
    answer = provider.request(server + shown, **wanted)

    assert (answer["width"], answer["height"]) == size
    assert framed(answer)["height"] == str(size[1])
    assert framed(answer)["width"] == "100%", "as wide as there is room"
    limit = f";max-width:{wanted['maxwidth']}px" if "maxwidth" in wanted else ""
    assert framed(answer)["style"] == f"border:0{limit}"


def test_a_client_that_knows_only_a_pattern_puts_the_frame_into_a_text(
    server: str, provider: micawber.Provider
) -> None:
    known = micawber.ProviderRegistry()
    known.register(rf"{server}/.*", provider)
    text = known.parse_text(f"See\n\n{server}/embed/gaps?party=north&party=south\n\nand judge.")

    assert framed({"html": text})["src"] == f"{server}/embed/gaps?party=north&party=south"


@pytest.mark.parametrize("page", ["/embed/gaps", "/embed/positions?as_of=2025-04-20&party=north&lang=uk"])
def test_a_client_finds_by_itself_how_an_embed_is_framed(server: str, provider: micawber.Provider, page: str) -> None:
    links = Elements("link", body(server + page)).found
    (link,) = [one["href"] for one in links if one.get("type") == "application/json+oembed"]
    answer = provider.handle_response(provider.fetch(link), server + page)

    assert framed(answer)["src"] == server + page
    assert answer["html"] == provider.request(server + page)["html"], "whether it was found or known"


def refused(provider: micawber.Provider, **asked: str) -> tuple[int, Json]:
    """The status and what was said when a client is refused."""
    with pytest.raises(micawber.ProviderException) as raised:
        provider.fetch(f"{provider.endpoint}?{urlencode(asked)}")
    error = raised.value.__cause__
    assert isinstance(error, HTTPError)
    with error:
        assert error.headers["content-type"] == "application/problem+json"
        assert error.headers["access-control-allow-origin"] == "*"
        said: Json = json.loads(error.read())
    assert said["status"] == error.code
    return error.code, said


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/embed/gaps",
        "{server}/embed/nothing",
        "{server}/api/v1/gaps.csv",
        "{server}/embed/gaps/",
        "{server}/embed/gaps?party=nobody",
        "{server}/embed/gaps?as_of=yesterday",
        "{server}/?view=nothing",
        "{server}/embed/gaps?view=overlap",
        "ftp://127.0.0.1/embed/gaps",
        "http://[/embed/gaps",
        "http://127.0.0.1:99999/embed/gaps",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_shows_nothing_here_is_not_found(server: str, provider: micawber.Provider, url: str) -> None:
    code, said = refused(provider, url=url.format(server=server))

    assert (code, said["title"]) == (404, "Not found")
    assert said["detail"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, ["url"]),
        ({"url": "{server}/", "maxwidth": "wide"}, ["maxwidth"]),
        ({"url": "{server}/", "maxwidth": "0", "maxheight": "-3"}, ["maxwidth", "maxheight"]),
        ({"url": "{server}/", "maxheight": "٣"}, ["maxheight"]),
    ],
)
def test_a_question_that_cannot_be_one_is_told_with_its_remedy(
    server: str, provider: micawber.Provider, asked: dict[str, str], named: list[str]
) -> None:
    code, said = refused(provider, **{name: value.format(server=server) for name, value in asked.items()})

    assert code == 422
    assert [one["name"] for one in said["parameters"]] == named
    assert all(one["remedy"].startswith("give ") for one in said["parameters"])


@pytest.mark.parametrize("twice", ["url=http://talks.example/", "maxwidth=300", "maxheight=300"])
def test_what_is_asked_twice_is_no_question(alone: ASGIApp, twice: str) -> None:
    answer = ask(alone, f"/oembed?url=http://talks.example/&maxwidth=100&maxheight=100&{twice}")

    assert answer.status == 422
    assert [(one["name"], one["remedy"]) for one in answer.json["parameters"]] == [
        (twice.partition("=")[0], "give it once")
    ]


def test_xml_is_not_given(server: str, provider: micawber.Provider) -> None:
    code, said = refused(provider, url=f"{server}/embed/gaps", format="xml")

    assert code == 501
    assert said["detail"] == "oEmbed is answered as JSON only, not as 'xml'."
