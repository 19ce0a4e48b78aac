"""Positions in full: the four-column sheet of two parties, as officials write it, and all that one party has said."""

from collections.abc import Iterable
from dataclasses import replace

from positions import changes as moving
from positions import phrases, words
from positions.analysis import move, obstacle
from positions.blocks import Block as Obstruction
from positions.blocks import blocks
from positions.compare import Gap, Relation, gap, overlaps
from positions.drafting import Draft, by_issue, group, in_full, marked_lines, signed
from positions.grid import Cell as Position
from positions.grid import Status
from positions.language import _
from positions.listing import listed
from positions.paper import Block, Bullets, Document, Heading, Line, Paragraph, Row, Run, Table, cell, cited, unstopped
from positions.parameters import Parameters
from positions.store import Record


def of_pair(record: Record, chosen: Parameters) -> Parameters | None:
    """The choice narrowed to its first pair of parties; None when it leaves fewer than two."""
    matrix = chosen.matrix(record.timeline)
    for a, b in chosen.focused(matrix).pairs(matrix)[:1]:
        return replace(chosen, party=(matrix.parties[a].id, matrix.parties[b].id), pair=())
    return None


def nothing(record: Record, chosen: Parameters, name: str) -> Document:
    """What stands in place of a document about parties when there are not enough."""
    told = Paragraph((Run(_("The choice leaves fewer parties than this needs.")),))
    return Draft(record, chosen).document(name, _("Not enough parties"), [told])


def sheet(record: Record, chosen: Parameters) -> Document:
    """Proposition | position of one | position of the other | relation and evidence, for the first chosen pair."""
    if (pair := of_pair(record, chosen)) is None:
        return nothing(record, chosen, "sheet")
    draft = Draft(record, pair)
    a, b = draft.matrix.parties
    found = {one.gap.a.proposition.id: one for one in blocks(draft.matrix, 0, 1)}
    shown = listed(draft.matrix, pair)
    rows: list[Row] = []
    for issue, numbers in by_issue(shown):
        gaps = [gap(*shown.rows[n]) for n in numbers]
        rows.append(group(issue, words.relations([one.relation for one in gaps])))
        rows += [_row(draft, one, found.get(one.a.proposition.id)) for one in gaps]
    subject = _("{a} and {b}: stated positions side by side").format(a=a.name, b=b.name)
    columns = (_("Proposition"), a.name, b.name, _("Relation and evidence"))
    table = Table(f"{a.short} – {b.short}", draft.caption(subject), columns, tuple(rows), (1.5, 3, 3, 1.8))
    agreement = overlaps(draft.matrix, pair.measure)[0].agreement
    what = _("Agreement of stated positions, {measure}:").format(measure=words.MEASURE[pair.measure])
    figure = Paragraph((Run(f"{what} ", bold=True), Run(f"{words.figure(agreement)}.")))
    cells = [one for row in shown.rows for one in row]
    stances = dict.fromkeys(words.sign_of(one) for one in cells)
    relations = dict.fromkeys(words.RELATION[gap(*row).relation] for row in shown.rows)
    signs = [*stances, *relations, *(sign for one in cells for sign, _text in draft.marks(one))]
    return draft.document("sheet", subject, [figure, table], signs, figures=[pair.measure], landscape=True)


def _row(draft: Draft, one: Gap, block: Obstruction | None) -> Row:
    about = one.a.proposition
    note: Line = (Run(about.note, italic=True),) if about.note else ()
    return Row(
        (
            cell((Run(about.text, bold=True),), note),
            cell(*in_full(draft, one.a)),
            cell(*in_full(draft, one.b)),
            cell(*_relation(draft, one, block), fill=one.relation.value),
        )
    )


def _relation(draft: Draft, one: Gap, block: Obstruction | None) -> Iterable[Line]:
    if block:
        yield from obstacle(block)
    else:
        yield (Run(signed(words.RELATION[one.relation]), bold=True),)
        if one.zone:
            yield (Run(words.zone_text(one.zone, one.a.proposition.unit)),)
    if block and one.relation in {Relation.DEADLOCK, Relation.OPPOSED}:
        yield (Run(_("so since {day}").format(day=phrases.day(block.since))),)
    for held in (one.a, one.b):
        yield from _evidence(draft, held)
    yield from marked_lines(draft, one.a, one.b)


def _evidence(draft: Draft, one: Position) -> Iterable[Line]:
    """What a position rests on: its strongest rung, how many origins, which sources."""
    if not one.statements:
        return
    rung = min(statement.rung for statement in one.statements)
    origins = phrases.count(one.corroboration, "distinct origin")
    told = _("{party}: rung {rung}, {origins}").format(party=one.party.short, rung=rung, origins=origins)
    yield cited(told, draft.notes.of(one.cited))


def party(record: Record, chosen: Parameters, party_id: str) -> Document:
    """One party: its red lines, all its positions in full, where it is silent, what it changed since the day."""
    draft = Draft(record, replace(chosen, party=(party_id,), pair=()))
    who = draft.matrix.parties[0]
    held = [row[0] for row in draft.matrix.rows]
    red, silent = [one for one in held if one.red_line], [one for one in held if one.value is None]
    made: list[Block] = [Paragraph((Run(who.description),)), Paragraph((Run(f"{words.known(held)}."),))]
    if red:
        made += [Heading(_("Red lines")), Bullets(tuple(_red_line(draft, one) for one in red))]
    rows: list[Row] = []
    for issue, numbers in by_issue(draft.matrix):
        rows.append(group(issue))
        rows += [_own_row(draft, held[n]) for n in numbers]
    subject = _("{party}: stated positions").format(party=who.name)
    made.append(Heading(_("Positions")))
    columns = (_("Proposition"), _("Position"), _("Words"))
    made.append(Table(who.short, draft.caption(subject), columns, tuple(rows), (1.6, 1, 3.6)))
    if silent:
        made += [Heading(_("No clear position")), Bullets(tuple(_silence(draft, one) for one in silent))]
    made += _changes(draft)
    signs = [*(words.sign_of(one) for one in held), *(sign for one in held for sign, _text in draft.marks(one))]
    return draft.document("party", subject, made, signs)


def _red_line(draft: Draft, one: Position) -> Line:
    said = f"{words.sign_of(one).word} ({phrases.day(one.statements[0].date)})"
    return cited(f"{unstopped(one.proposition.text)}: {said}", draft.notes.of(one.cited))


def _own_row(draft: Draft, one: Position) -> Row:
    stance, *said = in_full(draft, one)
    held = cell(stance, *marked_lines(draft, one), fill=(one.stance or one.status).value)
    return Row((cell((Run(one.proposition.text, bold=True),)), held, cell(*said)))


def _silence(draft: Draft, one: Position) -> Line:
    day = ""
    if one.absence and one.absence.searched_on and one.status == Status.NOT_FOUND:
        day = ", " + _("searched {day}").format(day=phrases.day(one.absence.searched_on))
    elif one.statements:
        day = f", {phrases.day(one.statements[0].date)}"
    said = f"{unstopped(one.proposition.text)}: {signed(words.sign_of(one))}{day}"
    return cited(said, draft.notes.of(one.cited))


def _changes(draft: Draft) -> Iterable[Block]:
    moved = [one for one in reversed(moving.changes(draft.matrix, draft.chosen.start)) if one.moved]
    span = phrases.day_span(draft.chosen.start, draft.matrix.as_of)
    yield Heading(_("What it changed {span}").format(span=span))
    if moved:
        yield Bullets(tuple(move(draft, one) for one in moved))
    else:
        yield Paragraph((Run(_("No position of it moved in this time.")),))
