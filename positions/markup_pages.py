"""Pages of their own as semantic HTML: one party, a pair side by side, what a search found, another record."""

from collections import Counter

from positions import changes as moving
from positions import compare, words
from positions.blocks import conflicts
from positions.grid import Matrix
from positions.language import _
from positions.listing import listed
from positions.marks import marks_of
from positions.markup import Board, signs_of
from positions.parameters import Parameters
from positions.rendering import caption_of, numbered, render, sources_of
from positions.search import Found, search
from positions.store import Record

MOST = 60
"""Statements and sources of a search that are listed; the rest is counted."""


def party(record: Record, chosen: Parameters) -> Board:
    """One party on a page: how it stands, its red lines, its positions by issue, what it changed, its silences."""
    about = chosen.focused_party(record.dataset)
    matrix = chosen.matrix(record.timeline).grid.matrix([about.id], chosen.issue)
    cells = [row[0] for row in matrix.rows]
    changed = [one for one in moving.changes(matrix, chosen.start, chosen.measure)[::-1] if one.moved]
    numbers = numbered(id_ for cell in cells for id_ in cell.cited)
    told = marks_of(record.dataset, matrix, chosen)
    groups = [
        (issue, words.known(part), part)
        for issue in matrix.issues
        if (part := [cell for cell in cells if cell.proposition.issue == issue.id])
    ]
    table = render(
        "party.html.j2",
        caption=caption_of(_("Positions of {}").format(about.name), record, matrix),
        chosen=chosen,
        party=about,
        own=record.dataset.dataset.language,
        counts=[(sign, n) for sign, n in Counter(map(words.sign_of, cells)).most_common()],
        red=[cell for cell in cells if cell.red_line],
        once_red=[cell for cell in cells if cell.red_line_before],
        groups=groups,
        changed=changed,
        since=chosen.start,
        silent=[cell for cell in cells if cell.value is None],
        conflicts=conflicts(matrix),
        data=record.dataset,
        numbers=numbers,
        told=told,
        signs=signs_of(cells),
    )
    return Board(table, sources_of(record, numbers, matrix), numbers)


def sheet(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """The four-column sheet of a pair: proposition, either position, how they stand to each other; with the words."""
    a, b = chosen.pairs(matrix)[0]
    first, second = matrix.parties[a], matrix.parties[b]
    rows = listed(matrix.grid.matrix([first.id, second.id], chosen.issue), chosen)
    gaps = [compare.gap(*row) for row in rows.rows]
    numbers = numbered(id_ for one in gaps for cell in (one.a, one.b) for id_ in cell.cited)
    groups = [
        (issue, words.relations(one.relation for one in part), part)
        for issue in rows.issues
        if (part := [one for one in gaps if one.a.proposition.issue == issue.id])
    ]
    relations = dict.fromkeys(one.relation for one in gaps)
    what = _("{a} and {b} side by side").format(a=first.name, b=second.name)
    table = render(
        "sheet.html.j2",
        caption=caption_of(what, record, matrix),
        chosen=chosen,
        parties=(first, second),
        groups=groups,
        data=record.dataset,
        own=record.dataset.dataset.language,
        numbers=numbers,
        told=marks_of(record.dataset, matrix, chosen),
        signs=[sign for relation, sign in words.RELATION.items() if relation in relations],
    )
    return Board(table, sources_of(record, numbers, rows), numbers)


def results(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """What a search found; each proposition and statement opens the evidence of its cell."""
    data = record.dataset
    found: Found = search(data, chosen)
    text = {part.id: part.text for part in data.propositions}
    name = {part.id: part.short for part in data.parties}
    table = render(
        "results.html.j2",
        chosen=chosen,
        found=found,
        most=MOST,
        text=text,
        name=name,
        own=data.dataset.language,
        cells=[(part, [matrix.cell(part.id, p.id) for p in matrix.parties]) for part in found.propositions],
    )
    return Board(table, "", {})


def comparison(difference: str, problems: str) -> str:
    """Where the reader gives another state of the record, and what distinguishes it from this one."""
    return render("comparison.html.j2", difference=difference, problems=problems)
