"""Matrix to semantic HTML: the same tables for the page and for everything that leaves it.

Every value is escaped by the template environment, and only http(s) addresses become links.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from positions import compare, phrases, words
from positions.blocks import conflicts
from positions.census import census
from positions.changes import changes, movements
from positions.check import is_contact, is_web_address
from positions.compare import Gap, gap, overlaps
from positions.grid import Cell, Grid, Matrix, displayed
from positions.model import Citation, Source, Statement
from positions.parameters import Parameters
from positions.problems import DatasetError
from positions.quotes import deep_link
from positions.store import Record
from positions.timeline import MAX_RUNG


@dataclass(frozen=True)
class Board:
    """A view ready to be shown: the table, the evidence of the chosen cell (or nothing), the numbered sources."""

    table: str
    evidence: str
    sources: str


_WORDS = (
    *("STANCE", "STATUS", "RELATION", "FORM", "RUNG", "MEASURE"),
    *("KIND", "DETAIL", "TREND", "ANSWER", "OBSTACLE", "SUPPORT"),
    *("figure", "interval", "position_text", "sign_of", "zone_text"),
)
_PHRASES = (
    *("count", "day", "day_span", "fields", "grouped", "on", "one_line"),
    *("percent", "points", "range_text", "sentence", "step"),
)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("positions"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {name: getattr(words, name) for name in _WORDS}
    made.globals |= {name: getattr(phrases, name) for name in _PHRASES}
    made.globals |= {
        "safe": is_web_address,
        "STALE": words.STALE,
        "is_contact": is_contact,
        "deep_link": deep_link,
        "cited_pair": cited_pair,
        "entry": _entry,
        "source_links": _source_links,
        "in_reading_order": _in_reading_order,
    }
    return made


def render(template: str, **values: Any) -> str:
    """A template with its values, all of them escaped."""
    return _environment().get_template(template).render(**values)


def gaps(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """Proposition × pair of parties, with the relation of each two cells."""
    rows = compare.gaps(matrix)
    numbers = numbered(id_ for row in rows for one in row for id_ in cited_pair(one))
    groups = [
        (issue, words.relations([one.relation for row in part for one in row]), [(r[0].a.proposition, r) for r in part])
        for issue, part in _grouped(matrix, rows, lambda row: row[0].a.proposition.issue if row else "")
    ]
    told = marks_of(record, matrix, chosen)
    shown = dict.fromkeys(one.relation for row in rows for one in row)
    table = render(
        "gaps.html.j2",
        caption=caption_of("Relation of stated positions, by proposition and pair of parties", record, matrix),
        pairs=[(matrix.parties[a], matrix.parties[b]) for a, b in matrix.pairs],
        groups=groups,
        numbers=numbers,
        signs=[sign for relation, sign in words.RELATION.items() if relation in shown] + _marks_shown(matrix, told),
        told=told,
    )
    return Board(table, *evidence_of(record, matrix, chosen, numbers))


def positions(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """Proposition × party, with the position of each."""
    numbers = numbered(id_ for row in matrix.rows for cell in row for id_ in cell.cited)
    groups = [
        (issue, _known(part), [(row[0].proposition, row) for row in part])
        for issue, part in _grouped(matrix, matrix.rows, lambda row: row[0].proposition.issue)
    ]
    told = marks_of(record, matrix, chosen)
    shown = dict.fromkeys(words.sign_of(cell).word for row in matrix.rows for cell in row)
    table = render(
        "positions.html.j2",
        caption=caption_of("Stated positions, by proposition and party", record, matrix),
        parties=matrix.parties,
        groups=groups,
        numbers=numbers,
        signs=[sign for sign in (*words.STANCE.values(), *words.STATUS.values()) if sign.word in shown]
        + _marks_shown(matrix, told),
        told=told,
    )
    return Board(table, *evidence_of(record, matrix, chosen, numbers))


@cache
def style() -> str:
    """The style sheet of everything made here, as an element."""
    sheet = (Path(__file__).parent / "templates" / "board.css").read_text()
    return f"<style>{sheet}</style>"


def header(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    """Title, dates, counts, the figure of the first pair shown (and what it was), and how much of it all is old."""
    shown = chosen.focused(matrix).pairs(matrix)[:1]
    pairs = [overlaps(matrix, chosen.measure)[matrix.pairs.index(pair)] for pair in shown]
    before = movements(matrix, chosen.since, chosen.measure) if chosen.since else []
    ages = [cell.stale(chosen.stale_after) for row in matrix.rows for cell in row if cell.statements]
    return render(
        "header.html.j2",
        record=record,
        data=record.dataset,
        matrix=matrix,
        first=pairs[0] if pairs else None,
        moved=before[matrix.pairs.index(shown[0])] if before and shown else None,
        since=chosen.since,
        stated=len(ages),
        stale=sum(ages),
        after=chosen.stale_after,
    )


def figure_caption(text: str) -> str:
    """What stands below a picture: formula, n of N, day, data version, source."""
    return render("caption.html.j2", text=text)


def formula() -> str:
    """What stands behind an agreement figure, in a paragraph; the whole of it is in `about`."""
    return render("formula.html.j2", outlook=words.NOT_AN_OUTLOOK)


def about(record: Record) -> str:
    """How the figures are made, what the signs and rungs mean, and what the record covers."""
    data = record.dataset
    held = census(data)
    in_order = Grid(record.timeline, data.dataset.coverage_until).matrix().propositions
    return render(
        "about.html.j2",
        record=record,
        about=data.dataset,
        outlook=words.NOT_AN_OUTLOOK,
        parties=[part for _, part in displayed(data.parties)],
        census=held,
        marks=[words.stale_sign(), words.UNCONFIRMED],
        propositions=[(part.text, held.propositions[part.id]) for part in in_order],
    )


def notice(title: str, lines: Sequence[str]) -> str:
    """A notice above the matrix; the lines may hold anything that a reader typed, and stay text."""
    return render("notice.html.j2", title=title, lines=lines)


def broken(error: DatasetError) -> str:
    """What is wrong with a record, and how to mend it, as a table."""
    return render("broken.html.j2", error=error)


@lru_cache(maxsize=4096)
def _entry(source: Source) -> Markup:
    """A source in the list below; kept, since lists of hundreds are shown again on every choice of the reader."""
    return Markup(render("entry.html.j2", source=source))  # noqa: S704  # rendered, so escaped


def _source_links(ids: Sequence[str], numbers: Mapping[str, int]) -> Markup:
    """The numbers of sources as links to the list below."""
    made = "".join(_mark(numbers[id_]) for id_ in ids)
    return Markup(f'<span class="marks">{made}</span>' if made else "")  # noqa: S704  # numbers alone


@cache
def _mark(number: int) -> str:
    return f'<a href="#source-{number}" aria-label="source {number}">{number}</a>'


def _in_reading_order(statement: Statement) -> list[Citation]:
    """The citations with the strongest first and, of equal ones, those first that need no translation."""
    return sorted(statement.citations, key=lambda citation: (citation.rung, citation.translation is not None))


def cited_pair(one: Gap) -> tuple[str, ...]:
    """Ids of the sources behind both cells of a gap."""
    return tuple(dict.fromkeys(one.a.cited + one.b.cited))


def numbered(ids: Iterable[str]) -> dict[str, int]:
    """A number for each source, in the order in which they first occur."""
    return {id_: n for n, id_ in enumerate(dict.fromkeys(ids), 1)}


def _grouped(matrix: Matrix, rows: Sequence[Any], issue_of: Any) -> list[tuple[Any, list[Any]]]:
    return [(issue, [row for row in rows if issue_of(row) == issue.id]) for issue in matrix.issues]


def _known(rows: Sequence[Sequence[Cell]]) -> str:
    cells = [cell for row in rows for cell in row]
    known = sum(cell.value is not None for cell in cells)
    red = sum(cell.red_line for cell in cells)
    return f"{known} of {len(cells)} positions known, {phrases.count(red, 'red line')}"


Told = Callable[..., list[tuple[words.Sign, str]]]


def marks_of(record: Record, matrix: Matrix, chosen: Parameters) -> Told:
    """A function that tells the marks of a cell, or of the cells of a gap: moved, old, not confirmed."""
    data = record.dataset
    found = changes(matrix, chosen.since) if chosen.since else []
    moved = {(one.proposition.id, one.party.id) for one in found if one.moved}
    tests: tuple[tuple[words.Sign, Callable[[Cell], bool]], ...] = (
        (words.moved_sign(chosen.start), lambda cell: _place(cell) in moved),
        (words.stale_sign(chosen.stale_after), lambda cell: cell.stale(chosen.stale_after)),
        (
            words.UNCONFIRMED,
            lambda cell: bool(quoted := _counting_quotes(cell)) and not any(map(data.confirmed, quoted)),
        ),
    )
    # A cell stands in several gaps, so its marks are found once.
    carried = {_place(cell): [sign for sign, test in tests if test(cell)] for row in matrix.rows for cell in row}

    def told(*cells: Cell) -> list[tuple[words.Sign, str]]:
        found = ((sign, [cell for cell in cells if sign in carried[_place(cell)]]) for sign, _ in tests)
        return [(sign, words.of_which(sign, cells, marked)) for sign, marked in found if marked]

    return told


def _place(cell: Cell) -> tuple[str, str]:
    return cell.proposition.id, cell.party.id


def _counting_quotes(cell: Cell) -> list[Citation]:
    """The quotes that a position rests on; those of unnamed sources and leaks prove nothing."""
    return [c for said in cell.statements for c in said.citations if c.quote and c.rung <= MAX_RUNG]


def _marks_shown(matrix: Matrix, told: Told) -> list[words.Sign]:
    """The marks that occur in a matrix, for the legend."""
    return list(dict.fromkeys(sign for row in matrix.rows for cell in row for sign, _ in told(cell)))


def caption_of(what: str, record: Record, matrix: Matrix) -> str:
    """What a table shows, as of which day, from which sources and which data."""
    day = phrases.day(matrix.as_of)
    return f"{what}, as of {day}, sources of rung {matrix.max_rung} or stronger, data {record.version}"


def evidence_of(record: Record, matrix: Matrix, chosen: Parameters, numbers: dict[str, int]) -> tuple[str, str]:
    """The evidence of the chosen cell, and the sources in the order of their numbers."""
    data = record.dataset
    sources = sources_of(record, numbers)
    cells = [cell for party in chosen.cell[1:] if (cell := matrix.cell(chosen.cell[0], party))]
    if not chosen.cell or len(cells) != len(chosen.cell) - 1:
        return "", sources
    return render(
        "evidence.html.j2",
        proposition=cells[0].proposition,
        cells=cells,
        gap=gap(cells[0], cells[1]) if len(cells) == 2 else None,
        data=data,
        numbers={source.id: numbers.get(source.id) for source in data.sources},
        after=chosen.stale_after,
        clashes={cell.party.id: _clashes(matrix, cell) for cell in cells},
    ), sources


def _clashes(matrix: Matrix, cell: Cell) -> list[Cell]:
    """The positions of the party, shown or not, that cannot hold together with this one: it is for both."""
    of_party = conflicts(matrix.grid.matrix([cell.party.id]))
    pairs = [(one.cells, [part.proposition for part in one.cells]) for one in of_party]
    return [other for cells, about in pairs if cell.proposition in about for other in cells if other != cell]


def sources_of(record: Record, numbers: dict[str, int]) -> str:
    """The list of sources in the order of their numbers."""
    return render("sources.html.j2", listed=[record.dataset.source[id_] for id_ in numbers], numbers=numbers)
