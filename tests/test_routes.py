"""What the server answers beside the page: first sight, evidence, files; in a sentence where it cannot."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from positions import files, store
from positions.parameters import read
from positions.view.routes import ROUTES
from tests.records import party, proposition, statement, written

SHIPPED = store.read(Path(__file__).parents[1] / "data" / "positions.json")


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    path = written(
        tmp_path,
        parties=[party("north"), party("south"), party("west")],
        propositions=[proposition("river"), proposition("lake")],
        statements=[
            statement("north", "river", "demands", red_line=True),
            statement("south", "river", "rejects", red_line=True),
        ],
    )
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    return TestClient(Starlette(routes=ROUTES))


def body(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_the_first_sight_has_title_figure_matrix_and_the_page_that_takes_its_place(client: TestClient) -> None:
    page = body(client, "/")

    assert "<title>Test talks</title>" in page
    assert '<div id="first-sight"' in page
    assert 'data-cell="river~north~south"' in page
    assert "deadlock" in page
    assert '<div id="root">' in page
    assert re.search(r'import\(new URL\("\./static/js/index\.[^"]+\.js"', page), "Streamlit begins after it"
    assert '<script type="module" crossorigin' not in page


def test_the_first_sight_is_what_the_address_asks_for(client: TestClient) -> None:
    page = body(client, "/?view=positions&party=north&lang=uk&cell=river~north")

    assert '<html lang="uk">' in page
    assert "these very words" in page
    assert 'data-cell="river~north"' in page
    assert 'data-cell="river~south"' not in page


def test_what_an_address_asks_in_vain_does_not_stop_the_first_sight(client: TestClient) -> None:
    page = body(client, '/?view=<script>&party=nobody&utm_source=x"><b>')

    assert 'data-cell="river~north~south"' in page
    assert "<b>" not in page


def test_a_dark_or_embedded_page_is_so_from_the_beginning(client: TestClient) -> None:
    assert '<div id="first-sight" class="">' in body(client, "/")
    assert '<div id="first-sight" class="dark embedded">' in body(client, "/?embed=true&embed_options=dark_theme")


def test_a_record_that_cannot_be_shown_is_told_at_once(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    monkeypatch.setenv("POSITIONS_DATA", str(broken))

    assert "This record cannot be shown" in body(client, "/")
    assert client.get("/evidence?cell=river~north").status_code == 503
    answer = client.get("/files/gaps.csv")
    assert (answer.status_code, answer.text) == (503, "The record cannot be read now; the page says why.")


def test_the_evidence_of_a_cell_is_that_of_the_page(client: TestClient) -> None:
    told = body(client, "/evidence?cell=river~north~south")

    assert told in body(client, "/?cell=river~north~south")
    assert "North – South: deadlock" in told
    assert body(client, "/evidence") == ""


def test_the_evidence_of_a_source_is_what_rests_on_it(client: TestClient) -> None:
    assert "What rests on this source" in body(client, "/evidence?view=sources&source=paper")


def test_a_file_comes_with_its_kind_and_its_name(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSITIONS_DATA", SHIPPED.file)
    query = {"as_of": ["2025-04-22"], "party": ["russia", "ukraine"], "lang": ["ru"]}
    chosen = read(query, SHIPPED.dataset)[0]
    for name, form in (("gaps", "csv"), ("gaps", "xlsx"), ("sheet", "docx"), ("brief", "md"), ("overlap", "svg")):
        answer = client.get(f"/files/{name}.{form}", params=query)

        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == files.MEDIA_TYPES[form].split(";")[0]
        assert files.file_name(SHIPPED, chosen, name, form) in answer.headers["content-disposition"]
        assert answer.content == files.content(SHIPPED, chosen, name, form)


def test_a_file_that_does_not_exist_or_a_choice_that_means_nothing_is_told_in_a_sentence(client: TestClient) -> None:
    none = client.get("/files/nothing.csv")
    wrong = client.get("/files/gaps.csv?as_of=yesterday&party=nobody")

    assert (none.status_code, none.text) == (404, "There is no file nothing.csv; the page lists those that there are.")
    assert wrong.status_code == 422
    assert "as_of 'yesterday' is not known; write a day as YYYY-MM-DD" in wrong.text
    assert "party 'nobody' is not known" in wrong.text
