import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.quotes import deep_link, folded, locate, word_count

PAGE = "He said: ‘Ukraine does not legally recognise Crimea as Russian’ – it is outside our Constitution… End."


@pytest.mark.parametrize(
    "quote",
    [
        "'Ukraine does not legally recognise Crimea as Russian'",
        "Russian' - it is outside",
        "Ukraine does not\u00a0legally",
        "Ukraine ... Crimea ... Constitution",
    ],
)
def test_typography_may_differ_between_quote_and_page(quote: str) -> None:
    assert locate(quote, PAGE) is not None


@pytest.mark.parametrize(
    "quote",
    [
        "ukraine does not legally",
        "Ukraine does legally recognise",
        "Crimea as Russian ... Ukraine does not",
        "[Ukraine] does not",
        "Ukraine did not",
    ],
)
def test_words_case_and_order_may_not_differ(quote: str) -> None:
    assert locate(quote, PAGE) is None


def test_a_place_names_the_words_in_the_folded_page() -> None:
    found = locate("legally recognise", PAGE)

    assert found is not None
    assert folded(PAGE)[found[0] : found[1]] == "legally recognise"


@given(st.text(min_size=1), st.text(), st.text())
def test_whatever_is_cut_out_of_a_text_is_found_in_it(quote: str, before: str, after: str) -> None:
    text = f"{before} {quote} {after}"

    assert locate(quote, text) is not None or not folded(quote).strip(". ")


@given(st.text())
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(("quote", "words"), [("one two three", 3), ("one – two", 2), ("", 0), ("30-day truce", 2)])
def test_words_are_counted_as_a_reader_counts_them(quote: str, words: int) -> None:
    assert word_count(quote) == words


@pytest.mark.parametrize(
    ("url", "quote", "link"),
    [
        ("https://a.org/x", None, "https://a.org/x"),
        ("https://a.org/x", "yes, no & well-known", "https://a.org/x#:~:text=yes%2C%20no%20%26%20well%2Dknown"),
        ("https://a.org/x#part", "so", "https://a.org/x#part:~:text=so"),
        ("https://a.org/x", "Крым", "https://a.org/x#:~:text=%D0%9A%D1%80%D1%8B%D0%BC"),
        ("https://a.org/x", "a b c d e f g h i j", "https://a.org/x#:~:text=a%20b%20c%20d,g%20h%20i%20j"),
        ("https://a.org/x", "first ... second", "https://a.org/x#:~:text=first"),
        ("https://a.org/x", "first… second", "https://a.org/x#:~:text=first"),
    ],
)
def test_a_link_opens_the_page_at_the_words(url: str, quote: str | None, link: str) -> None:
    assert deep_link(url, quote) == link
