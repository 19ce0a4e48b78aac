"""The languages of the interface: whole catalogues, words that follow the language, no English left on a page."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from threading import Barrier

import pytest
from babel.messages.catalog import Message

from positions import language, markup, markup_findings, markup_pages, masthead, phrases, pictures, store, words
from positions.changes import whole_drifts
from positions.compare import Measure, Relation
from positions.diff import PARTS, difference
from positions.grid import Matrix
from positions.language import speak, speaking
from positions.model import Stance, Statement
from positions.parameters import Parameters, View
from positions.problems import DatasetError
from positions.store import Record
from tests import catalogues
from tests.catalogues import TRANSLATIONS
from tests.records import dataset, issue, party, proposition

SHIPPED = store.read(Path(__file__).parents[1] / "data" / "positions.json")


# The catalogues.


@cache
def told_in(code: str) -> tuple[Message, ...]:
    return tuple(message for message in catalogues.catalogue(code) if message.id)


def forms(texts: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The one form of a message, or the forms that go with numbers."""
    return tuple(texts) if isinstance(texts, list | tuple) else (texts or "",)


def each_translation() -> list[tuple[str, str]]:
    """A message and a form of its translation; that of a plural stands for all its forms."""
    return [
        (forms(message.id)[-1], form)
        for code in TRANSLATIONS
        for message in told_in(code)
        for form in forms(message.string)
        if form
    ]


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_catalogue_has_every_message_of_the_code_and_nothing_else(code: str) -> None:
    """When it does not: `make messages`."""
    wanted = {message.id for message in catalogues.messages() if message.id}

    assert {message.id for message in told_in(code)} == wanted


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_catalogue_is_written_as_make_messages_writes_it(code: str, tmp_path: Path) -> None:
    made = tmp_path / "made.po"
    catalogues.write(made, code, catalogues.updated(code, catalogues.messages()))

    assert catalogues.path(code).read_text() == made.read_text()


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_message_is_untranslated_or_guessed_and_every_form_that_goes_with_a_number_is_there(code: str) -> None:
    missing = [message.id for message in told_in(code) if not all(forms(message.string)) or message.fuzzy]

    assert missing == []


def test_a_translation_has_the_blanks_of_its_message() -> None:
    def blanks(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w*\}|%\(\w+\)s|%%", text))

    assert [pair for pair in each_translation() if blanks(pair[0]) != blanks(pair[1])] == []


def test_a_message_with_several_blanks_names_them_since_their_order_is_that_of_a_language() -> None:
    every = [form for message in catalogues.messages() for form in forms(message.id)]

    assert [text for text in every if text.count("{}") > 1] == []


def test_a_translation_has_the_tags_of_its_message_and_nothing_that_would_end_an_attribute() -> None:
    def markup_in(text: str) -> list[str]:
        return sorted(re.findall(r"<[^>]*>?|&|\"", text))

    assert [pair for pair in each_translation() if markup_in(pair[0]) != markup_in(pair[1])] == []


def test_a_translation_begins_and_ends_like_its_message() -> None:
    """White space and the mark at the end of a sentence: other words follow them."""

    def ends(text: str) -> tuple[str, str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text.rstrip()[-1:]

    def alike(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
        return one[:2] == other[:2] and (one[2] == ".") == (other[2] == ".")

    assert [pair for pair in each_translation() if not alike(ends(pair[0]), ends(pair[1]))] == []


def test_what_is_said_of_a_field_or_part_that_differs_has_a_word_for_each() -> None:
    for name in {*Statement.model_fields} - {"id"} | {"rung"}:
        assert phrases.fields((name,))
    assert {*words.PART} == {"dataset", *PARTS}


# What follows the language.


def test_words_follow_the_language_and_come_back_after_it() -> None:
    def told() -> tuple[str, ...]:
        return (
            words.STANCE[Stance.DEMANDS].word,
            words.RELATION[Relation.UNKNOWN].meaning,
            words.MEASURE[Measure.EXACT],
            words.relations([Relation.DEADLOCK]),
            markup.formula(),
        )

    english = told()
    spoken = []
    for code in TRANSLATIONS:
        with speaking(code):
            spoken.append(told())

    assert told() == english
    for one in zip(english, *spoken, strict=True):
        assert len({*one}) == len(one), "each language has words of its own"


def test_two_threads_speak_different_languages_at_once() -> None:
    both = Barrier(2)

    def told(code: str) -> tuple[str, str]:
        speak(code)
        both.wait(timeout=10)
        return language.language(), phrases.day("2025-04-22").replace("\u00a0", " ")

    with ThreadPoolExecutor(2) as threads:
        assert [*threads.map(told, TRANSLATIONS)] == [("uk", "22 квітня 2025"), ("ru", "22 апреля 2025")]
    assert language.language() == "en", "another thread changes nothing here"


@pytest.mark.parametrize(
    ("code", "day", "month", "number", "share"),
    [("uk", "22 квітня 2025", "квітень 2025", "2,5", "17 %"), ("ru", "22 апреля 2025", "апрель 2025", "2,5", "17 %")],
)
def test_days_and_numbers_are_written_as_the_language_does(
    code: str, day: str, month: str, number: str, share: str
) -> None:
    with speaking(code):
        told = (phrases.day(date(2025, 4, 22)), phrases.day("2025-04"), phrases.grouped(2.5), phrases.percent(0.17))

    assert tuple(text.replace("\u00a0", " ") for text in told) == (day, month, number, share)


@pytest.mark.parametrize(
    ("code", "forms"), [("uk", ("день", "дні", "днів", "днів", "день", "дні", "днів")),
                        ("ru", ("день", "дня", "дней", "дней", "день", "дня", "дней"))]
)  # fmt: skip
def test_a_number_has_the_form_of_the_noun_that_goes_with_it(code: str, forms: tuple[str, ...]) -> None:
    numbers = (1, 2, 5, 11, 21, 22, 25)
    with speaking(code):
        told = [phrases.count(number, "day") for number in numbers]

    assert told == [f"{number} {noun}" for number, noun in zip(numbers, forms, strict=True)]


def test_a_heading_of_the_record_without_a_translation_says_which_language_it_is_in() -> None:
    data = dataset(
        parties=[party("north", translations={"uk": {"name": "Північ"}}), party("south")],
        issues=[issue("land", translations={"uk": {"title": "Земля"}})],
        propositions=[proposition("river")],
    )
    record = Record(data, (), store.version_of(data), "test.json")
    told = record.spoken("uk")

    assert [part.name for part in told.dataset.parties] == ["Північ", "South [en]"]
    assert [part.title for part in told.dataset.issues] == ["Земля"]
    assert [part.text for part in told.dataset.propositions] == ["The river is settled. [en]"]
    assert told.version == record.version
    assert record.spoken("en") is record


# What a page says.


SAID = ("aria-label", "title", "alt", "placeholder", "data-pair")
# What is cited, and files to copy.
NOT_OURS = {"cite", "bdi", "code", "textarea", "style", "script"}
VOID = {"br", "hr", "img", "input", "link", "meta"}


class Page(HTMLParser):
    """Collects what a page says in its own language: texts, and attributes that are read out or shown."""

    def __init__(self, html: str, code: str) -> None:
        super().__init__()
        self.code = code
        self.skipped = [False]
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        skipped = self.skipped[-1] or tag in NOT_OURS or given.get("lang", self.code) != self.code
        if not skipped:
            self.said += [text for name in SAID if (text := given.get(name))]
        if tag not in VOID:
            self.skipped.append(skipped)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.skipped.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped[-1]:
            self.said.append(data)


# Names of formats and of a hash, and what is not of a language: addresses, data versions.
_FORMATS = r"BIB|BibTeX|RIS|CSL|CSV|DOCX|HTML|JSON|Markdown|PDF|PNG|SVG|XLSX|ZIP|SHA-256"
_NOT_WORDS = re.compile(rf"https?://\S+|\S+@\S+\.\S+|\b[0-9a-f]{{12}}\b|\b(?:{_FORMATS})\b")
# A label has no parts that could be told apart, so the names of sources are known there by themselves.
_SOURCES = sorted({name for one in SHIPPED.dataset.sources for name in (one.publisher, one.title)}, key=len)[::-1]


def english(texts: list[str]) -> list[str]:
    """The texts in which words in Latin letters are left."""
    return [text.strip() for text in dict.fromkeys(texts) if _has_words(text) and _has_words(_without_sources(text))]


def _has_words(text: str) -> bool:
    return re.search("[A-Za-z]{3}", _NOT_WORDS.sub("", text)) is not None


def _without_sources(text: str) -> str:
    for name in _SOURCES:
        text = text.replace(name, "")
    return text


def chosen_for(code: str) -> Parameters:
    """A day with much on it, compared with another one."""
    return Parameters(as_of=date(2025, 12, 30), since=date(2025, 4, 22), lang=code)


Shown = Callable[[Record, Matrix, Parameters], str]


def whole(board: markup.Board) -> str:
    return board.table + board.sources


def evidence(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    """That of some cells alone and in pairs: the signs that differ, with and without earlier statements."""
    seen = {(words.sign_of(cell), cell.red_line, bool(cell.earlier)): cell for row in matrix.rows for cell in row}
    cells = [(cell.proposition.id, cell.party.id) for cell in seen.values()]
    pairs = [(cell[0], "russia", "ukraine") for cell in cells]
    return "".join(markup.evidence(record, matrix, replace(chosen, cell=cell), {}) for cell in cells + pairs)


def masthead_of_each_view(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    return "".join(masthead.masthead(record, matrix, replace(chosen, view=view)) for view in View)


def drifts(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    return "".join(markup_findings.drift(record, matrix, chosen, line) for line in whole_drifts(matrix))


def captions(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    """What stands around the pictures, and the labels by the pointer."""
    made = [
        pictures.overlap_picture(record, matrix, chosen),
        *pictures.range_pictures(record, matrix, chosen),
        *(pictures.drift_picture(record, matrix, chosen, line) for line in whole_drifts(matrix)),
    ]
    return "".join(
        markup.heading(picture.title) + markup.heading(picture.text) + markup.figure_caption(picture, chosen)
        for picture in made
    )


def reliance(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    cited = sorted({id_ for row in matrix.rows for cell in row for id_ in cell.cited if cell.statements})
    rested = (markup_findings.reliance(record, matrix, replace(chosen, source=source)) for source in cited[:5])
    return whole(markup_findings.sources(record, matrix, chosen)) + "".join(rested)


def other_state(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    """The record beside one of which some statements differ and some are gone."""
    data, turned = record.dataset, {Stance.REJECTS: Stance.ACCEPTS}
    fewer = data.model_copy(
        update={
            "statements": tuple(
                one.model_copy(update={"stance": turned.get(one.stance, one.stance)}) for one in data.statements[5:]
            ),
            "sources": tuple(one.model_copy(update={"title": "Other"}) for one in data.sources),
        }
    )
    old = Record(fewer, (), "0" * 12, "old.json")
    found = difference(old.timeline, record.timeline, matrix.as_of)
    return markup_pages.comparison(markup_findings.diff(found, old, record, chosen), "")


def broken(record: Record, _matrix: Matrix, _chosen: Parameters) -> str:
    path = Path(__file__).parent / "cases" / "bad"
    with pytest.raises(DatasetError) as error:
        store.read(next(iter(sorted(path.glob("P1*.json")))), record.dataset.dataset.updated)
    return markup.unshowable(error.value)


PAGES: dict[str, Shown] = {
    "masthead": masthead_of_each_view,
    "gaps": lambda *given: whole(markup.gaps(*given)),
    "positions": lambda *given: whole(markup.positions(*given)),
    "evidence": evidence,
    "overlap": lambda *given: whole(markup_findings.overlap(*given)),
    "blocks": lambda *given: whole(markup_findings.blocks(*given)),
    "sheet": lambda record, matrix, chosen: whole(markup_pages.sheet(record, matrix, chosen.focused(matrix))),
    "party": lambda record, _matrix, chosen: whole(markup_pages.party(record, chosen)),
    "search": lambda record, matrix, chosen: whole(markup_pages.results(record, matrix, replace(chosen, q="НАТО"))),
    "movement": markup_findings.movement,
    "drifts": drifts,
    "changes": lambda *given: whole(markup_findings.changes(*given)),
    "sources": reliance,
    "difference": other_state,
    "foot": lambda record, _matrix, chosen: markup.foot(record, chosen),
    "nothing": lambda record, _matrix, chosen: markup.nothing_to_show(
        replace(chosen, party=("us",)).matrix(record.timeline), chosen
    ),
    "about": lambda record, _matrix, chosen: markup.about(record, chosen),
    "formula": lambda *_given: markup.formula(),
    "pictures": captions,
    "broken": broken,
}


@pytest.mark.parametrize("code", TRANSLATIONS)
@pytest.mark.parametrize("name", PAGES)
def test_no_english_word_is_left_on_a_page_in_another_language(name: str, code: str) -> None:
    """Texts that the record has in one language only, titles of sources, names and ids are not words of the page."""
    chosen = chosen_for(code)
    record = SHIPPED.spoken(code)
    with speaking(code):
        made = PAGES[name](record, chosen.matrix(record.timeline), chosen)

    assert english(Page(made, code).said) == []
