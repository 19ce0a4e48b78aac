"""What the API says of itself: its OpenAPI description, held against what it does, and the page made of that."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.types import ASGIApp

from positions import embed, files, store, tables
from positions.web import api, application, operations
from positions.web.reading import Reader
from tests.addresses import EVERY, FILES, PATHS, WHOLE, path_of
from tests.asgi import ask
from tests.records import party, written

SHIPPED = Path(__file__).parents[1] / "data" / "positions.json"


# --- The description --------------------------------------------------------------------------------------------------


@pytest.fixture
def described(alone: ASGIApp) -> Any:
    return ask(alone, "/api/openapi.json").json


def test_everything_that_can_be_read_is_described(described: Any) -> None:
    paths = set(described["paths"])

    assert paths == {*PATHS, *WHOLE, "/oembed", "/feed.atom", "/healthz", "/embed/{view}", *PICTURES}
    assert [path for path, told in described["paths"].items() if set(told) != {"get"}] == []


PICTURES = ["/api/v1/pictures/{name}.{form}"]


def test_the_description_names_itself_its_record_and_its_place(described: Any) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["info"]["summary"] == "Test talks"
    assert described["info"]["license"]["name"] == "CC-BY-4.0"
    assert described["servers"] == [{"url": "http://talks.example"}]


def test_parameters_have_the_values_of_the_record(described: Any) -> None:
    known = described["components"]["parameters"]

    assert known["party"]["schema"]["items"]["enum"] == ["north", "south", "west"]
    assert known["pair"]["schema"]["items"]["enum"] == ["north~south", "north~west", "south~west"]
    assert known["source"]["schema"]["enum"] == ["paper", "wire"]
    assert known["as_of"]["example"] == "2025-04-30"
    assert known["since"]["example"] < known["as_of"]["example"]


def test_a_read_lists_the_parameters_that_it_takes_notice_of(described: Any) -> None:
    for name, form in FILES:
        listed = {
            one["$ref"].rpartition("/")[2] for one in described["paths"][path_of(name, form)]["get"]["parameters"]
        }
        assert listed == files.used(name, form)


def test_every_column_is_described_in_its_order(described: Any) -> None:
    for name, (columns, _) in tables.TABLES.items():
        row = described["components"]["schemas"][f"{name}-row"]
        assert list(row["properties"]) == list(columns) == row["required"]
        assert all(column["description"] for column in row["properties"].values())


def test_reads_have_names_of_their_own(described: Any) -> None:
    names = [told["get"]["operationId"] for told in described["paths"].values()]

    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[\w-]+", name) for name in names)


def test_the_examples_of_the_description_are_read(alone: ASGIApp, described: Any) -> None:
    for path, told in described["paths"].items():
        for sample in told["get"].get("x-codeSamples", ()):
            (address,) = re.findall(r'"(http[^"]+)"', sample["source"])
            assert address.startswith(f"http://talks.example{path}?")
            assert ask(alone, address.removeprefix("http://talks.example")).status == 200
        if path.endswith(".csv"):
            assert [sample["label"] for sample in told["get"]["x-codeSamples"]] == ["curl", "pandas"]


def test_every_answer_has_an_example_that_is_as_described_or_an_address_that_gives_one(
    alone: ASGIApp, described: Any
) -> None:
    for path, told in described["paths"].items():
        assert told["get"]["description"] != told["get"]["summary"]
        for status, answer in told["get"]["responses"].items():
            for media_type, content in answer.get("content", {}).items():
                if "example" in content:
                    schema = content["schema"] | {"components": described["components"]}
                    jsonschema.validate(content["example"], schema)
                    assert content["example"] != ""
                elif status == "200":
                    address = content["examples"]["address"]["externalValue"].removeprefix("http://talks.example")
                    given = ask(alone, address)
                    assert (given.status, given.headers["content-type"].partition(";")[0]) == (200, media_type)
                else:
                    assert media_type == "text/html", f"{path} says in words what {status} is"


def test_the_examples_are_what_is_answered(alone: ASGIApp, described: Any) -> None:
    def example(path: str, media_type: str) -> Any:
        return described["paths"][path]["get"]["responses"]["200"]["content"][media_type]["example"]

    rows = ask(alone, "/api/v1/gaps.json?as_of=2025-04-30").json
    assert example("/api/v1/gaps.json", "application/json") == rows[:1]
    assert ask(alone, "/api/v1/gaps.csv").text.startswith(example("/api/v1/gaps.csv", "text/csv"))
    assert ask(alone, "/api/v1/brief.md").text.startswith(example("/api/v1/brief.md", "text/markdown"))
    assert example("/healthz", "application/json") == ask(alone, "/healthz").json
    asked = ask(alone, "/oembed?url=http://talks.example/embed/gaps")
    assert example("/oembed", "application/json") == asked.json
    wrong = described["paths"]["/api/v1/gaps.csv"]["get"]["responses"]["422"]["content"]["application/problem+json"]
    assert wrong["example"] == ask(alone, "/api/v1/gaps.csv?max_rung=9").json
    foreign = described["paths"]["/oembed"]["get"]["responses"]["404"]["content"]["application/problem+json"]
    assert foreign["example"] == ask(alone, "/oembed?url=https://example.org/").json


def test_what_the_description_calls_the_same_is_the_same_in_every_process(small: Path) -> None:
    one, other = (api.application(Reader()) for _ in range(2))
    made = store.read(small)

    assert json.dumps(api.description(made, one, "b")) == json.dumps(api.description(made, other, "b"))


def test_a_record_that_has_next_to_nothing_can_be_described_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: dict[str, Any] = {
        name: [] for name in ("parties", "issues", "propositions", "sources", "statements", "absences")
    }
    monkeypatch.setenv("POSITIONS_DATA", str(written(tmp_path, **nothing)))
    app = application.application()
    known = ask(app, "/api/openapi.json").json["components"]["parameters"]

    assert known["party"]["schema"]["maxItems"] == 0
    assert known["source"]["schema"] == {"not": {}}
    for address in EVERY:
        if "pictures" not in address:
            assert ask(app, address).status == 200, address


# --- The page of the description --------------------------------------------------------------------------------------


def test_the_page_of_the_api_loads_and_runs_nothing(alone: ASGIApp) -> None:
    answer = ask(alone, "/api/docs")
    style = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)

    assert "<script" not in answer.text
    assert not re.search(r'\b(src|srcset)=|url\(|@import|rel="stylesheet"', answer.text)
    assert f"style-src {embed.hashed(style[0])};" in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert len(style) == 1


def test_the_page_of_the_api_has_everything_of_the_description_once(alone: ASGIApp, described: Any) -> None:
    page = ask(alone, "/api/docs").text
    headings = re.findall(r"<h3 [^>]*><code>([\w-]+)</code>", page)
    links = re.findall(r'href="http://talks\.example(/[^"#]*)"', page)

    assert len(headings) == len(set(headings)), "CSV and JSON of a table are one entry"
    assert {*tables.TABLES, "sheet", "brief", "party", "dataset", "embed", "pictures"} <= set(headings)
    assert {path for path in described["paths"] if "{" not in path} <= set(links)
    for name, one in described["components"]["parameters"].items():
        assert f'<tr id="parameter-{name}">' in page
        assert all(f"<code>{value}</code>" in page for value in one["schema"].get("enum", ())[:12])
    for column in tables.TABLES["gaps"][0]:
        assert f"<code>{column}</code>" in page
    assert "pandas.read_csv(&#34;http://talks.example/api/v1/gaps.csv?as_of=2025-04-30" in page
    assert "curl --compressed --output gaps.csv" in page


def test_every_link_within_the_page_of_the_api_leads_somewhere(alone: ASGIApp) -> None:
    page = ask(alone, "/api/docs").text
    ids = re.findall(r'\bid="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_headings_of_the_page_of_the_api_go_down_step_by_step(alone: ASGIApp) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", ask(alone, "/api/docs").text)]

    assert levels.count(1) == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


def test_what_a_record_says_becomes_no_markup_in_the_page_of_the_api(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, parties=[party("north"), party("south")])
    told = json.loads(path.read_text())
    told["dataset"]["title"] = "<b>`**Talks**`"
    path.write_text(json.dumps(told))
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    page = ask(application.application(), "/api/docs").text

    assert "&lt;b&gt;`**Talks**`" in page
    assert "<b>" not in page


def test_names_and_forms_of_pictures_are_as_described(alone: ASGIApp, described: Any) -> None:
    told = described["paths"][PICTURES[0]]["get"]

    assert all(name in told["description"] for name in operations.PICTURES)
    assert next(one for one in told["parameters"] if one.get("name") == "form")["schema"]["enum"] == ["png", "svg"]


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_row_is_as_the_description_has_it(shipped: ASGIApp, name: str) -> None:
    described = ask(shipped, "/api/openapi.json").json
    shape = {"items": {"$ref": f"#/components/schemas/{name}-row"}, "components": described["components"]}

    for query in ("", "?party=russia&measure=exact", "?as_of=2022-01-01"):
        rows = ask(shipped, f"/api/v1/{name}.json{query}").json
        assert list(jsonschema.Draft202012Validator(shape).iter_errors(rows)) == []


def test_the_record_is_as_the_description_has_it(shipped: ASGIApp) -> None:
    described = ask(shipped, "/api/openapi.json").json
    shape = {"$ref": "#/components/schemas/record", "components": described["components"]}

    assert list(jsonschema.Draft202012Validator(shape).iter_errors(ask(shipped, "/api/v1/dataset.json").json)) == []
