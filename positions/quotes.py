"""Quoted phrases: whether they stand in a text, how long they are, and links that open a page at them.

Matching is deterministic (docs/method.md, section 6): typography may be folded, but words, digits, case and order
may not.
"""

import re
import unicodedata
from urllib.parse import quote as percent_encode

MAX_WORDS = 25

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u0060\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
        "\u2026": "...",
    }
)


def folded(text: str) -> str:
    """Text with its typography folded: quote marks, dashes, spaces, ellipsis, Unicode NFC.

    >>> folded("‘Silence\u00a0– at  last’")
    "'Silence - at last'"
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_FOLDED)).strip()


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a text: start and end in the folded text, or None.

    Three dots join parts, each of which must stand after the one before. Square brackets are literal, since in
    negotiation texts they mark words that are not agreed.

    >>> locate("a clear answer", "we expect a clear\u00a0answer from Moscow")
    (10, 24)
    """
    parts = [part for part in (folded(part) for part in folded(quote).split("...")) if part]
    haystack = folded(text)
    start = end = -1
    for part in parts:
        found = haystack.find(part, max(end, 0))
        if found < 0:
            return None
        start = found if start < 0 else start
        end = found + len(part)
    return (start, end) if parts else None


def word_count(quote: str) -> int:
    """Number of words, counted as runs without white space that hold a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in quote.split())


def deep_link(url: str, quote: str | None) -> str:
    """The address with a text fragment, so that a browser opens the page at the quoted words.

    Long quotes are given as first and last words. Syntax: https://wicg.github.io/scroll-to-text-fragment/ (draft of
    a community group; a browser that does not know it opens the page at its top).

    >>> deep_link("https://example.org/a", "non–entry, at all")
    'https://example.org/a#:~:text=non%E2%80%93entry%2C%20at%20all'
    """
    if not quote:
        return url
    words = re.split(r"\.\.\.|…", quote)[0].split() or quote.split()
    terms = [words] if len(words) <= 8 else [words[:4], words[-4:]]
    text = ",".join(percent_encode(" ".join(term), safe="").replace("-", "%2D") for term in terms)
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"
