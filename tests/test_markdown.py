"""Markdown: tables with the right number of cells whatever a text holds, footnotes, and no HTML or link but ours."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions import documents, markdown
from positions.paper import printable
from positions.parameters import Parameters
from tests.talks import nasty, talks

NOW = Parameters(as_of=date(2025, 4, 30))
RICH = "\\`*_[]<>|~&$#+-=.!:()\n {}"


def unescaped(sign: str, text: str) -> list[str]:
    """The places where a sign stands without a backslash that takes its meaning away."""
    return re.findall(rf"(?<!\\)(?:\\\\)*{re.escape(sign)}", text)


@pytest.mark.parametrize("name", documents.NAMES)
def test_every_row_of_a_table_has_as_many_cells_as_its_header(name: str) -> None:
    made = documents.written(name, nasty(), NOW, "md").decode()
    tables = re.findall(r"(?:^\|.*\|\n)+", made, re.M)

    for table in tables:
        assert len({len(unescaped("|", row)) for row in table.splitlines()}) == 1


@pytest.mark.parametrize("name", documents.NAMES)
def test_nothing_in_the_record_becomes_html_or_a_link(name: str) -> None:
    made = documents.written(name, nasty(), NOW, "md").decode()
    ours = re.sub(r"<br>|<https://example\.org/[^<>\s]*>|\[\^\d+\]", "", made)

    assert not unescaped("<", ours)
    assert not unescaped("[", ours)
    assert not unescaped("`", ours)
    assert "https://evil" not in ours
    assert "\x1b" not in made
    assert "\u202e" not in made


@given(st.text() | st.text(RICH))
def test_a_text_is_on_one_line_and_comes_back_when_the_backslashes_are_taken_off(text: str) -> None:
    made = markdown.text(text)

    assert "\n" not in made
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", made) == printable(text)
    assert not any(unescaped(sign, made) for sign in "`*_[]<>|~&$")


@given(st.text(RICH + "1", min_size=1))
def test_no_text_at_the_beginning_of_a_line_is_a_heading_a_list_or_a_line(text: str) -> None:
    assert not re.match(r"#|[-+*=>]|\d+[.)]|    ", markdown.start(text))


def test_a_footnote_has_publisher_title_day_address_copy_and_caveats() -> None:
    made = documents.written("gaps", talks(), NOW, "md").decode()
    notes = {note[:5]: note.replace("\u00a0", " ") for note in made.splitlines() if note.startswith("[^")}

    assert notes["[^1]:"] == (
        "[^1]: The Paper, “What paper wrote”, 2025. <https://example.org/paper>; "
        "archived copy <https://archive.example.org/paper>."
    )
    assert notes["[^2]:"] == (
        "[^2]: The Radio, “What radio wrote”, 2025. <https://example.org/radio>; not confirmed. Small outlet."
    )
    assert "**✕\u00a0deadlock**[^1][^2]" in made


def test_every_footnote_is_defined_once_and_referred_to() -> None:
    made = documents.written("sheet", talks(), NOW, "md").decode()
    defined = re.findall(r"^\[\^(\d+)\]:", made, re.M)

    assert defined == [str(n) for n in range(1, len(defined) + 1)]
    assert set(re.findall(r"\[\^(\d+)\](?!:)", made)) == set(defined)


def test_the_same_record_makes_the_same_text() -> None:
    assert documents.written("sheet", talks(), NOW, "md") == documents.written("sheet", talks(), NOW, "md")
