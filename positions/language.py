"""The language of what is shown: words of the interface by gettext catalogues, and what of the record is translated.

The sources of the catalogues are `positions/locale/*.po`; `make messages` brings them up to date with the code. The
language is one for a run of the page, an answer or a file, and is told by `speak` or `speaking`.
"""

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "uk": "Українська", "ru": "Русский"}
"""Languages of the interface by their codes, each in its own words."""

DEFAULT = "en"
"""The language of the interface unless another is chosen; the messages in the code are written in it."""

_LOCALE = Path(__file__).parent / "locale"
_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def language() -> str:
    """The code of the language that is spoken now."""
    return _current.get()


def speak(code: str) -> None:
    """Speak a language of LANGUAGES from here on, in this thread or task."""
    _current.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language of LANGUAGES for a while."""
    before = _current.set(code)
    try:
        yield
    finally:
        _current.reset(before)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == DEFAULT:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with (_LOCALE / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(message: str) -> str:
    """A message of the interface in the language that is spoken."""
    return _catalogue(language()).gettext(message) if message else ""


def plural(one: str, many: str, number: float) -> str:
    """The form of a message that goes with a number, in the language that is spoken; the number is not put in.

    >>> plural("{} party", "{} parties", 2).format(2)
    '2 parties'
    """
    return _catalogue(language()).ngettext(one, many, int(number))


def marked(message: str) -> str:
    """The message itself: marks it for the catalogues where it is declared, to be translated where it is shown."""
    return message
