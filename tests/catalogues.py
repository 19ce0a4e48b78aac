"""Bring the catalogues of the interface up to date with the code: `python -m tests.catalogues`.

Messages that are new come in without a translation, those that the code no longer has go. A message that was changed
is a new one: nothing is guessed. The files are written so that the same messages give the same bytes.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from positions.language import DEFAULT, LANGUAGES

PACKAGE = Path(__file__).parents[1] / "positions"
TRANSLATIONS = [code for code in LANGUAGES if code != DEFAULT]
"""The languages that have a catalogue."""

_METHODS = [("**.py", "python"), ("templates/**.j2", "jinja2.ext.babel_extract")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None, "plural": (1, 2)}
# As the environment of positions/markup.py is set up; a template that cannot be read is an error.
_OPTIONS = {"templates/**.j2": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}

# Of Babel's own header, only what a reader of the file needs: it has dates and addresses besides.
_HEADER = """\
# {name}: the words of the interface. `make messages` brings this file up to date with the code.
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def path(code: str) -> Path:
    """The file of the catalogue of a language."""
    return PACKAGE / "locale" / f"{code}.po"


def catalogue(code: str) -> Catalog:
    """The catalogue of a language as it is."""
    with path(code).open("rb") as file:
        return read_po(file, locale=code)


def messages() -> Catalog:
    """Every message of the code, without translations."""
    found = Catalog()
    extracted = extract_from_dir(PACKAGE, _METHODS, _OPTIONS, _KEYWORDS, comment_tags=("For translators:",))
    for file, line, message, comments, context in extracted:
        found.add(message, locations=[(f"positions/{file}", line)], auto_comments=comments, context=context)
    return found


def updated(code: str, wanted: Catalog) -> Catalog:
    """The wanted messages with the translations that the catalogue of a language has of them."""
    before, made = catalogue(code), Catalog(locale=code)
    for message in wanted:
        if message.id:
            known = before.get(message.id)
            kept = known.string if known and known.id == message.id and not known.fuzzy else ""
            made.add(message.id, kept or None, message.locations, auto_comments=message.auto_comments)
    return made


def untranslated(found: Catalog) -> int:
    """How many messages of a catalogue lack a translation, or one of its forms."""
    said = (message.string for message in found if message.id)
    return sum(not all(one) if isinstance(one, tuple) else not one for one in said)


def write(to: Path, code: str, found: Catalog) -> None:
    """Write a catalogue in the order of the code."""
    with to.open("wb") as file:
        header = {"name": LANGUAGES[code], "code": code, "plural_forms": found.plural_forms}
        file.write(_HEADER.format(**header).encode())
        write_po(file, found, width=110, omit_header=True, sort_by_file=True, include_lineno=False)


def main() -> None:
    """Write every catalogue anew, and tell how many messages still want a translation."""
    wanted = messages()
    for code in TRANSLATIONS:
        found = updated(code, wanted)
        write(path(code), code, found)
        print(f"{path(code).name}: {len(found)} messages, {untranslated(found)} untranslated")  # noqa: T201


if __name__ == "__main__":
    main()
