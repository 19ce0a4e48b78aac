"""Documents as Markdown with the tables and footnotes of GitHub: https://github.github.com/gfm/.

Nothing in the record can break a table, become HTML or a link: every sign that Markdown reads is escaped.
"""

import re
from collections.abc import Sequence

from positions.check import is_web_address
from positions.language import _
from positions.paper import (
    CONFIRMED,
    Block,
    Bullets,
    Cell,
    Document,
    Entry,
    Heading,
    Line,
    Paragraph,
    Run,
    Table,
    printable,
)

_SIGNS = re.compile(r"([\\`*_\[\]<>|~&$])")
# A colon or full stop in the middle of a word could make an address or the name of a sign, a bare "www." too.
_JOINED = re.compile(r"(?<=\w)([:.])(?=/|[^\s\d])|(:)(?=\w)")
_FIRST = re.compile(r"^([#+\-=]|\d+(?=[.)]))")


def written(made: Document) -> str:
    """A document as text."""
    parts = [f"# {text(made.subject)}", f"**{text(made.title)}**", "  \n".join(map(start, made.facts))]
    for block in made.blocks:
        parts.append(_block(block))
    if made.legend or made.closing:
        parts.append(f"## {text(_('Signs and figures'))}")
    if made.legend:
        parts.append("\n".join(f"- **{text(sign)}**: {text(meaning)}" for sign, meaning in made.legend))
    parts += [start(line) for line in made.closing]
    if made.sources:
        parts += [f"## {text(_('Sources'))}", start(_(CONFIRMED))]
        parts += [_source(entry) for entry in made.sources]
    return "\n\n".join(parts) + "\n"


def text(words: str) -> str:
    r"""A text as Markdown that shows just this text, on one line.

    >>> print(text("a|b <i> [x](y) https://example.org =1"))
    a\|b \<i\> \[x\](y) https\://example\.org =1
    """
    return _JOINED.sub(lambda found: f"\\{found[0]}", _SIGNS.sub(r"\\\1", printable(words)))


def start(words: str) -> str:
    r"""The same at the beginning of a line, where some more signs would be read.

    >>> print(start("1. so"), start("# so"))
    1\. so \# so
    """
    return _FIRST.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", text(words))


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {text(block.text)}"
    if isinstance(block, Paragraph):
        return _line(block.line, first=True)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_line(item, first=True)}" for item in block.items)
    return _table(block)


def _line(line: Line, *, first: bool = False) -> str:
    return "".join(_run(run, first=first and n == 0) for n, run in enumerate(line))


def _run(run: Run, *, first: bool = False) -> str:
    core = (start if first else text)(run.text)
    around = "**" if run.bold else "*" if run.italic else ""
    # Spaces at the ends stay outside of the emphasis, or it would not be one.
    lead, tail = (" " if run.text[:1].isspace() else ""), (" " if run.text[-1:].isspace() and core else "")
    marked = f"{around}{core}{around}" if core else ""
    return f"{lead}{marked}{''.join(f'[^{number}]' for number in run.notes)}{tail}"


def _table(table: Table) -> str:
    rows = [_row([text(column) for column in table.columns]), _row(["---"] * len(table.columns))]
    for row in table.rows:
        cells = [_cell(cell) for cell in row.cells]
        rows.append(_row(cells + [""] * (len(table.columns) - len(cells))))
    return f"*{text(table.caption)}*\n\n" + "\n".join(rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(_line(line) for line in cell.lines)


def _source(entry: Entry) -> str:
    copy = f"; {text(_('archived copy'))} {_address(entry.archive_url)}" if entry.archive_url else ""
    told = f"{text(entry.publisher)}, “{text(entry.title)}”, {text(entry.day)}. {_address(entry.url)}"
    return f"[^{entry.number}]: {told}{copy}{text(entry.remarks)}"


def _address(url: str) -> str:
    """An http(s) address as a link, anything else as text."""
    if not is_web_address(url):
        return text(url)
    return f"<{re.sub('[<>]', lambda found: f'%{ord(found[0]):X}', url)}>"
