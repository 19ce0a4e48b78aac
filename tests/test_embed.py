"""The light embed: one page of HTML that needs no script, with the evidence in it; what it says when it cannot."""

import base64
import gzip
import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.types import ASGIApp

from positions import embed, store
from positions.compare import Measure
from positions.language import LANGUAGES
from positions.parameters import Only, Parameters, Theme, View, read
from positions.problems import DatasetError
from positions.store import Record
from positions.web import application
from tests.asgi import Answered, ask
from tests.records import Json, absence, citation, dataset, party, proposition, source, statement

SHIPPED = store.read(Path(__file__).parents[1] / "data" / "positions.json")
BASE = "https://talks.example/of/"
VIEWS = list(embed.VIEWS)
VOID = {"meta", "link", "br", "input", "hr", "img", "wbr"}


class Read(HTMLParser):
    """Elements of a page in their order, each with its attributes and the text in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[tuple[str, int]] = []
        self.feed(page)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")
        if tag not in VOID:
            self._open.append((tag, len(self.elements) - 1))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _tag, place in self._open:
            self.texts[place] += data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag and attributes.items() <= found.items()]

    def text(self, tag: str, **attributes: str) -> list[str]:
        return [
            " ".join(text.split())  # no-break spaces as well
            for (name, found), text in zip(self.elements, self.texts, strict=True)
            if name == tag and attributes.items() <= found.items()
        ]


def record(**parts: Any) -> Record:
    data = dataset(**parts)
    return Record(data, (), store.version_of(data), "positions.json")


TALKS: Json = {
    "parties": [party("north"), party("south")],
    "propositions": [proposition("river"), proposition("lake"), proposition("hill")],
    "sources": [source("paper"), source("wire", language="uk")],
    "statements": [
        statement(
            "north",
            "river",
            "demands",
            red_line=True,
            speaker={"name": "Ann Archer", "role": "Minister"},
            citations=[
                citation(),
                citation("wire", quote="саме ці слова", language="uk", translation="these very words", rung=4),
            ],
        ),
        statement("south", "river", "rejects", red_line=True),
        statement("north", "lake", "accepts"),
    ],
    "absences": [absence("south", "lake")],
}


def page(made: Record | None = None, view: View = View.GAPS, pinned: bool = True, **chosen: Any) -> embed.Page:
    return embed.page(
        made or record(**TALKS), Parameters(**{"as_of": date(2025, 4, 30), "view": view, **chosen}), BASE, pinned
    )


def shown(**given: Any) -> Read:
    return Read(page(**given).html)


# --- One page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("view", "lang", "theme"), [*product(VIEWS, LANGUAGES, Theme)])
def test_it_is_a_whole_page_of_its_language_and_theme(view: View, lang: str, theme: Theme) -> None:
    read_ = shown(view=view, lang=lang, theme=theme)

    assert read_.all("html") == [{"lang": lang, "data-theme": theme}]
    assert len(read_.all("h1")) == len(read_.all("main")) == len(read_.all("title")) == 1
    assert read_.all("meta", charset="utf-8")
    assert read_.all("meta", name="viewport", content="width=device-width")
    ids = [found["id"] for _tag, found in read_.elements if "id" in found]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("view", VIEWS)
def test_the_only_script_and_style_are_those_that_the_policy_knows(view: View) -> None:
    made = page(view=view)
    (script,) = re.findall(r"<script>(.*?)</script>", made.html, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", made.html, re.DOTALL)
    policy = dict(part.strip().split(" ", 1) for part in made.policy.split(";"))

    assert policy == {
        "default-src": "'none'",
        "script-src": digest(script),
        "style-src": digest(style),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert made.html.count("<script") == made.html.count("<style") == 1


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_loaded_and_nothing_runs_on_its_own(view: View) -> None:
    made = page(SHIPPED, view, as_of=SHIPPED.dataset.dataset.coverage_until)
    read_ = Read(made.html)
    attributes = {name for _tag, found in read_.elements for name in found}

    assert not {name for name in attributes if name.startswith("on")} | (attributes & {"src", "srcset", "style"})
    assert not {tag for tag, _ in read_.elements} & {"img", "iframe", "object", "embed", "form", "base", "button"}
    assert {found["rel"] for found in read_.all("link")} == {"canonical", "alternate"}
    assert not re.search(r"url\(|@import|@font-face", embed.style())


@pytest.mark.parametrize("view", VIEWS)
def test_the_default_view_of_the_shipped_record_is_light(view: View) -> None:
    made = page(SHIPPED, view, pinned=False, as_of=SHIPPED.dataset.dataset.coverage_until)

    assert len(gzip.compress(made.html.encode(), 6, mtime=0)) <= 60_000


def test_the_same_choice_gives_the_same_bytes() -> None:
    assert page() == page()


@pytest.mark.parametrize("view", [view for view in View if view not in embed.VIEWS])
def test_other_views_are_no_embeds(view: View) -> None:
    with pytest.raises(KeyError):
        page(view=view)


# --- What it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_it_says_what_it_is_of_which_day_data_and_licence(view: View) -> None:
    made = record(**TALKS)
    read_ = shown(made=made, view=view, as_of=date(2025, 4, 22))
    facts = read_.text("p", **{"class": "facts"})[0]

    assert read_.text("h1")[0].startswith("Test talks: ")
    assert "As of 22 April 2025" in facts
    assert "coverage ends 30 April 2025" in facts
    assert f"data {made.version}" in facts
    assert "CC-BY-4.0" in facts
    assert "22 April 2025" in read_.text("title")[0]


def test_the_figure_comes_with_measure_interval_n_of_n_and_formula() -> None:
    figure = shown().text("div", **{"class": "figure"})[0]

    for told in ("North – South", "0 % agreement of stated positions, city-block", "1 of 3 comparable", "1 deadlock"):
        assert told in figure
    assert "S / n" in figure


def test_what_is_chosen_is_told() -> None:
    facts = shown(party=("north", "south"), max_rung=2, measure=Measure.EXACT, sort="severity").text(
        "p", **{"class": "facts"}
    )

    assert facts[1] == (
        "Party: North · Party: South · Order: the gravest first (all pairs) · Measure: exact match · "
        "Sources of rung 2 or stronger"
    )


@pytest.mark.parametrize("view", VIEWS)
def test_its_links_lead_to_the_live_view_the_data_and_the_contact(view: View) -> None:
    read_ = shown(view=view, party=("north", "south"), max_rung=2, theme=Theme.DARK)
    links = {text: found["href"] for text, found in zip(read_.text("a"), read_.all("a"), strict=True)}
    asked = {"as_of": ["2025-04-30"], "party": ["north", "south"], "max_rung": ["2"]}
    live = urlsplit(links["Open the live page: search, history, all sources"])

    assert f"{live.scheme}://{live.netloc}{live.path}" == BASE
    assert parse_qs(live.query) == asked | ({"view": [view]} if view != View.GAPS else {})
    for form in ("csv", "json"):
        data = urlsplit(links[form.upper()])
        assert data.path == f"/of/api/v1/{view}.{form}"
        assert parse_qs(data.query) == asked
    assert links["challenge a cell"] == "mailto:test@example.org"
    outside = [found for found in read_.all("a") if not found["href"].startswith(("#", "gaps", "positions", "overlap"))]
    assert all(found["target"] == "_blank" and "noopener" in found["rel"] for found in outside)


def test_with_a_day_its_links_stay_at_it_and_without_they_go_on() -> None:
    for view, pinned in product(VIEWS, (True, False)):
        read_ = shown(view=view, pinned=pinned)
        leaving = [found["href"] for _tag, found in read_.elements if found.get("href", "").startswith(BASE)]

        assert len(leaving) == 5
        assert {"2025-04-30" in href for href in leaving} == {pinned}


def test_in_an_embed_that_goes_on_with_the_record_other_embeds_do_too() -> None:
    for pinned in (True, False):
        near = [
            one["href"] for one in shown(view=View.OVERLAP, pinned=pinned).all("a") if one["href"].startswith("gaps?")
        ]

        assert near
        assert {"as_of=2025-04-30" in href for href in near} == {pinned}


def test_after_the_end_of_coverage_it_says_that_nothing_was_searched() -> None:
    warning = "Nothing said after 30 April 2025 was searched. A later silence is not a position."

    assert warning in shown(as_of=date(2025, 5, 1)).text("p", **{"class": "facts late"})
    assert not shown().all("p", **{"class": "facts late"})


def test_with_a_day_to_compare_with_it_says_what_the_figure_was() -> None:
    facts = shown(since=date(2025, 4, 1)).text("p", **{"class": "facts"})

    assert any(re.match(r"On 1.April.2025: .* comparable\.", fact) for fact in facts)
    assert not any("comparable." in fact for fact in shown().text("p", **{"class": "facts"}))


@pytest.mark.parametrize("view", VIEWS)
def test_programs_find_its_address_and_how_it_is_framed(view: View) -> None:
    read_ = shown(view=view, pinned=False, party=("north", "south"), theme=Theme.DARK)
    canonical = f"{BASE}embed/{view}?party=north&party=south&theme=dark"
    oembed = urlsplit(read_.all("link", type="application/json+oembed")[0]["href"])

    assert read_.all("link", rel="canonical")[0]["href"] == canonical
    assert oembed.path == "/of/oembed"
    assert parse_qs(oembed.query) == {"url": [canonical]}


def test_a_cell_leads_to_its_evidence_in_the_page() -> None:
    read_ = shown()
    opening = [found["href"] for found in read_.all("a") if found["href"].startswith("#")]
    proofs = {found["id"] for found in read_.all("div") if "proofs" in found.get("class", "")}

    assert set(opening) == {"#river", "#lake", "#hill"} == {f"#{id_}" for id_ in proofs}
    assert len(read_.all("details")) == 4, "one for each proposition, one for the formula"
    assert not [found for found in read_.all("details") if "open" in found]


def test_a_chosen_cell_is_open_from_the_beginning() -> None:
    html = page(cell=("river", "north", "south")).html

    assert re.findall(r'<details open><summary[^>]*>Evidence</summary>\s*<div class="proofs" id="(\w+)"', html) == [
        "river"
    ]


@pytest.mark.parametrize("view", [View.GAPS, View.POSITIONS])
def test_the_evidence_has_words_speaker_day_source_rung_and_link(view: View) -> None:
    read_ = shown(view=view)
    north, south = read_.text("section")[-2:]

    for told in (
        *("North: ++ demands", "red line", "22 April 2025, Ann Archer, Minister", "north spoke about river."),
        *("these very words", "The Paper, 2025", "direct speech, rung 2", "The Wire, 2025"),
    ):
        assert told in north
    assert "South: −− rejects" in south
    links = {found["href"].partition("#")[0] for found in read_.all("a")}
    assert {"https://example.org/paper", "https://example.org/wire"} <= links
    assert read_.all("q", lang="en")


def test_a_quote_in_another_language_says_so_and_has_its_translation() -> None:
    said = [
        statement(
            "north",
            "river",
            "demands",
            citations=[citation("wire", quote="саме ці слова", language="uk", translation="these very words")],
        )
    ]
    read_ = shown(made=record(**TALKS | {"statements": said}))

    assert read_.text("q", lang="uk") == ["саме ці слова"]
    assert read_.text("q", lang="en") == ["these very words"]


def test_without_a_statement_it_says_what_was_searched_and_that_this_is_no_position() -> None:
    sections = shown().text("section")

    assert any(
        one.startswith("South: ") and "(1 May 2025)" in one and "This is not a position." in one for one in sections
    )


def test_the_overlap_has_every_pair_with_its_interval() -> None:
    read_ = shown(view=View.OVERLAP)
    text = " ".join(read_.text("main"))

    assert "North" in text
    assert "1 of 3" in text


def test_only_and_order_choose_rows_and_touch_no_figure() -> None:
    whole, few = shown(), shown(only=(Only.DEADLOCK,), sort="severity")

    assert [found["id"] for found in few.all("div") if "proofs" in found.get("class", "")] == ["river"]
    assert few.text("p", **{"class": "facts"})[1].startswith("Only: deadlocks")
    assert whole.text("div", **{"class": "figure"}) == few.text("div", **{"class": "figure"})


def test_a_choice_that_leaves_nothing_says_so() -> None:
    for view in (View.GAPS, View.POSITIONS):
        read_ = shown(view=view, only=(Only.CHANGED,), since=date(2025, 4, 30))

        assert not read_.all("table")
        assert "Only: changed after" in read_.text("p", **{"class": "facts"})[1]
        assert len(read_.text("div", **{"class": "view"})[0]) > 20


EMPTY: list[Json] = [
    {"statements": [], "absences": []},
    {"parties": [party("north")], "statements": [], "absences": []},
    {name: [] for name in ("parties", "issues", "propositions", "sources", "statements", "absences")},
]


@pytest.mark.parametrize(("view", "parts"), [*product(VIEWS, EMPTY)])
def test_a_record_with_nothing_in_it_is_a_page_all_the_same(view: View, parts: Json) -> None:
    read_ = shown(made=record(**TALKS | parts), view=view)

    assert "As of 30 April 2025" in read_.text("p", **{"class": "facts"})[0]
    assert read_.text("div", **{"class": "view"})[0]


def test_a_broken_file_is_told_above_the_last_good_state() -> None:
    made = record(**TALKS)
    broken = Record(made.dataset, (), made.version, made.file, DatasetError("f", []))

    assert "The file of the record is broken now." in " ".join(shown(made=broken).text("div"))


def test_what_a_record_says_becomes_no_markup_and_no_address_that_runs() -> None:
    evil = '"><script>alert(1)</script>&amp;'
    parts = TALKS | {
        "parties": [party("north", name=evil, short=evil), party("south")],
        "propositions": [proposition("river", text=evil)],
        "sources": [source("paper", publisher=evil, url="javascript:alert(1)"), source("wire")],
        "statements": [statement("north", "river", "demands", summary=evil, citations=[citation(quote=evil)])],
        "absences": [],
    }
    for view in VIEWS:
        read_ = shown(made=record(**parts), view=view)

        assert len(read_.all("script")) == 1
        assert not [found for _tag, found in read_.elements if "javascript:" in found.get("href", "")]
        assert evil in " ".join(read_.text("main"))


# --- Over HTTP --------------------------------------------------------------------------------------------------------


def told(answer: Answered, status: int) -> list[str]:
    """What a page says that has nothing to show."""
    assert answer.status == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == f"{embed.policy()}; frame-ancestors *"
    read_ = Read(answer.text)
    assert read_.all("meta", name="robots", content="noindex")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert digest(style) in answer.headers["content-security-policy"]
    return read_.text("li")


@pytest.mark.parametrize("view", VIEWS)
def test_the_address_of_an_embed_gives_its_page(alone: ASGIApp, small: Path, view: View) -> None:
    query = "party=north&party=south&as_of=2025-04-22&lang=uk&theme=dark"
    answer = ask(alone, f"/embed/{view}?{query}")
    known = store.read(small)
    chosen, _ = read({**parse_qs(query), "view": [view]}, known.dataset)
    made = embed.page(known, chosen, "http://talks.example/")

    assert answer.text == made.html
    assert answer.headers["content-security-policy"] == f"{made.policy}; frame-ancestors *"


def test_what_means_nothing_is_named_in_a_page_with_its_remedy(alone: ASGIApp) -> None:
    lines = told(ask(alone, "/embed/gaps?as_of=soon&<b>=north&lang=uk"), 422)

    assert len(lines) == 2
    assert lines[0].startswith("parameter '<b>' is not known; the parameters are as_of, since, party")
    assert lines[1] == "as_of 'soon' is not known; write a day as YYYY-MM-DD."
    assert '<html lang="uk"' in ask(alone, "/embed/gaps?as_of=soon&lang=uk").text


def test_what_cannot_be_shown_is_said_in_the_asked_theme_with_its_height_and_to_any_origin(alone: ASGIApp) -> None:
    answer = ask(alone, "/embed/gaps?as_of=soon&theme=dark")

    assert '<html lang="en" data-theme="dark">' in answer.text
    assert f"<script>{embed.script()}</script>" in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert 'data-theme="auto"' in ask(alone, "/embed/gaps?theme=blue").text


def test_a_parameter_of_which_an_embed_takes_no_notice_changes_nothing_of_it(alone: ASGIApp) -> None:
    plain = ask(alone, "/embed/gaps?party=north&party=south")
    for other in (
        "q=river",
        "pair=north~south",
        "source=wire",
        "focus=west",
        "frame=sheet",
        "kind=light",
        "day=latest",
    ):
        answer = ask(alone, f"/embed/gaps?party=north&party=south&{other}")
        assert (answer.headers, answer.body) == (plain.headers, plain.body), other


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("view=gaps", []),
        ("view=overlap", ["view 'overlap' is not known; the path says gaps."]),
        ("view=gaps&view=overlap", ["view 'overlap' is not known; the path says gaps."]),
        ("view=gaps&view=gaps", []),
    ],
)
def test_the_view_is_that_of_the_path(alone: ASGIApp, query: str, lines: list[str]) -> None:
    answer = ask(alone, f"/embed/gaps?{query}")

    assert (told(answer, 422) if lines else []) == lines
    assert (answer.status == 200) == (not lines)


@pytest.mark.parametrize("path", ["/embed", "/embed/", "/embed/about", "/embed/gaps/", "/embed/gaps/x", "/embed/%00"])
def test_what_is_no_embed_is_told_in_a_page(alone: ASGIApp, path: str) -> None:
    (line,) = told(ask(alone, path), 404)

    assert line.endswith("is not known; choose from gaps, positions, overlap.")


def test_what_cannot_be_shown_is_told_in_the_language_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSITIONS_DATA", str(tmp_path / "none.json"))
    app = application.application()

    assert told(ask(app, "/embed/gaps"), 503) == ["The record cannot be shown now. Try again in a minute."]
    assert '<html lang="uk"' in ask(app, "/embed/gaps?lang=uk").text
    assert told(ask(app, "/embed/gaps?lang=klingon&party=nobody"), 503)


def test_the_listener_is_a_script_that_any_page_may_load(alone: ASGIApp) -> None:
    answer = ask(alone, "/embed/listen.js")

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "positions-height" in answer.text


def test_without_a_day_the_page_goes_on_with_the_record(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("positions.web.reading.CHECKED_EVERY", -1)
    app = application.application()
    before = ask(app, "/embed/gaps"), ask(app, "/embed/gaps?as_of=2025-04-22")
    made = store.read(record).dataset
    later = made.dataset.model_copy(update={"coverage_until": date(2025, 5, 1)})
    record.write_bytes(store.canonical(made.model_copy(update={"dataset": later})))
    after = ask(app, "/embed/gaps"), ask(app, "/embed/gaps?as_of=2025-04-22")

    days = [Read(one.text).text("strong")[0] for one in (*before, *after)]
    assert days == ["30 April 2025", "22 April 2025", "1 May 2025", "22 April 2025"]
    assert before[1].etag != after[1].etag, "the data version is in it"
