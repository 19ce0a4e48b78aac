"""What the server answers beside the page: its first sight and evidence; in a sentence where it cannot."""

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from positions.view.routes import ROUTES
from tests.records import party, proposition, statement, written


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


@pytest.mark.parametrize(
    ("setting", "value"), [("POSITIONS_FRAME_ANCESTORS", "self"), ("POSITIONS_EARLIER", "none.json")]
)
def test_a_setting_that_means_nothing_ends_the_dashboard_with_a_sentence(setting: str, value: str) -> None:
    command = [sys.executable, "-c", "import positions.view.routes"]
    ended = subprocess.run(command, env=os.environ | {setting: value}, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(f"positions: {setting}: '{value}'")
    assert "Traceback" not in ended.stderr


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


def test_programs_find_how_the_page_is_framed_and_what_is_new(client: TestClient) -> None:
    page = body(client, "/?view=positions&party=north&lang=uk&utm_source=letter")
    found = {type_: unescape(to) for type_, to in re.findall(r'<link rel="alternate" type="(.*?)" href="(.*?)"', page)}

    framed = client.get(found["application/json+oembed"]).json()
    assert 'src="http://testserver/embed/positions?party=north&amp;lang=uk"' in framed["html"]
    assert found["application/atom+xml"] == "http://testserver/feed.atom?lang=uk"
    assert client.get(found["application/atom+xml"]).status_code == 200


def test_a_record_that_cannot_be_shown_is_told_at_once(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    monkeypatch.setenv("POSITIONS_DATA", str(broken))

    assert "This record cannot be shown" in body(client, "/")
    assert client.get("/evidence?cell=river~north").status_code == 503


def test_the_evidence_of_a_cell_is_that_of_the_page(client: TestClient) -> None:
    told = body(client, "/evidence?cell=river~north~south")

    assert told in body(client, "/?cell=river~north~south")
    assert "North – South: deadlock" in told
    assert body(client, "/evidence") == ""


def test_the_evidence_of_a_source_is_what_rests_on_it(client: TestClient) -> None:
    assert "What rests on this source" in body(client, "/evidence?view=sources&source=paper")
