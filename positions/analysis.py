"""The analysis as documents: what stands between two parties and what is shared, and what each party changed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from positions import blocks as blocking
from positions import changes as moving
from positions import phrases, words
from positions.blocks import Block as Obstruction
from positions.blocks import Obstacle
from positions.compare import Overlap, overlaps
from positions.drafting import Draft, position, signed
from positions.grid import Status
from positions.kinds import Detail
from positions.language import _, plural
from positions.marks import in_reading_order
from positions.model import Party, Statement
from positions.paper import (
    Block,
    Bullets,
    Document,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    Table,
    cell,
    cited,
    counted,
    plain,
    unstopped,
)
from positions.parameters import Parameters
from positions.store import Record


def blocks(record: Record, chosen: Parameters) -> Document:
    """For each chosen pair its ranked list of what stands between the two; then common ground and conflicts."""
    draft = Draft(record, chosen)
    matrix = draft.matrix
    figures = dict(zip(matrix.pairs, overlaps(matrix, chosen.measure), strict=True))
    made: list[Block] = []
    for pair in chosen.pairs(matrix):
        made += _between(draft, figures[pair], blocking.blocks(matrix, *pair))
    made += _shared(draft)
    made += _conflicts(draft)
    subject = _("What stands between the parties, and what they share")
    signs = [*words.OBSTACLE.values(), *words.SUPPORT.values()]
    return draft.document("blocks", subject, made, signs, landscape=True)


def _between(draft: Draft, pair: Overlap, found: list[Obstruction]) -> Iterable[Block]:
    a, b = pair.a, pair.b
    yield Heading(_("What stands between {a} and {b}").format(a=a.name, b=b.name))
    yield Paragraph((Run(counts(found, pair)),))
    if not found:
        return
    what = _("Deadlocks, oppositions, unanswered positions and conditions of {a} and {b}").format(a=a.short, b=b.short)
    rows = tuple(
        Row(
            (
                counted(rank),
                cell(one.gap.a.proposition.text),
                cell(*obstacle(one), fill=one.gap.relation.value),
                cell(phrases.day(one.since)),
                cell(*position(draft, one.gap.a)),
                cell(*position(draft, one.gap.b)),
            )
        )
        for rank, one in enumerate(found, 1)
    )
    order = _("Deadlocks first, then oppositions, demands without an answer, other positions without one, conditions.")
    yield Paragraph((Run(order),))
    columns = (_("No."), _("Proposition"), _("What"), _("So since"), a.short, b.short)
    yield Table(f"{a.short} – {b.short}", draft.caption(what), columns, rows, (0.4, 2.6, 1.7, 1, 1.5, 1.5))


def counts(found: Sequence[Obstruction], pair: Overlap) -> str:
    """What stands between two parties in numbers."""
    relations = words.relations(Counter(pair.counts).elements())
    whole = plural("Of {n} proposition: {counts}.", "Of {n} propositions: {counts}.", pair.n_propositions)
    told = whole.format(n=pair.n_propositions, counts=relations)
    demands = sum(one.obstacle == Obstacle.UNANSWERED_DEMAND for one in found)
    more = plural("{} of the unanswered is a demand.", "{} of the unanswered are demands.", demands).format(demands)
    return f"{told} {more}" if demands else told


def obstacle(one: Obstruction) -> list[Line]:
    """What an obstacle is, in a few lines."""
    lines: list[Line] = [(Run(signed(words.OBSTACLE[one.obstacle]), bold=True),)]
    if one.both_red:
        lines.append((Run(_("both have called it a red line")),))
    if one.gap.zone:
        lines.append((Run(words.zone_text(one.gap.zone, one.gap.a.proposition.unit)),))
    return lines


def _shared(draft: Draft) -> Iterable[Block]:
    matrix = draft.matrix
    names = ", ".join(part.short for part in matrix.parties)
    yield Heading(_("Common ground of {names}").format(names=names))
    if not (found := blocking.common_ground(matrix)):
        yield Paragraph((Run(_("There is no proposition that two of them have spoken about and none is against.")),))
        return
    rows = tuple(
        Row(
            (
                cell(one.proposition.text),
                cell((Run(signed(words.SUPPORT[one.support]), bold=True),)),
                *(cell(*position(draft, held), fill=(held.stance or held.status).value) for held in one.cells),
            )
        )
        for one in found
    )
    what = _("Propositions that no party of this coalition is against, and on which at least two have spoken")
    columns = (_("Proposition"), _("How far"), *(part.short for part in matrix.parties))
    widths = (2.4, 1.3, *(1.2 for _party in matrix.parties))
    yield Table(_("Common ground"), draft.caption(what), columns, rows, widths)


def _conflicts(draft: Draft) -> Iterable[Block]:
    yield Heading(_("Held together although they exclude each other"))
    found = blocking.conflicts(draft.matrix)
    if not found:
        none = _("No party is, in its latest words, for two propositions that are declared to exclude each other.")
        yield Paragraph((Run(none),))
        return
    yield Bullets(
        tuple(
            (
                Run(_("{party} is for both:").format(party=one.party.name), bold=True),
                *(
                    Run(
                        f" “{held.proposition.text}” ({phrases.day(held.statements[0].date)})",
                        notes=draft.notes.of(held.cited),
                    )
                    for held in one.cells
                ),
            )
            for one in found
        )
    )


def changes(record: Record, chosen: Parameters) -> Document:
    """What each party changed between two days, the newest first."""
    draft = Draft(record, chosen)
    matrix = draft.matrix
    found = moving.changes(matrix, chosen.start, chosen.measure)[::-1]
    span = phrases.day_span(chosen.start, matrix.as_of)
    made: list[Block] = [Bullets(tuple(_summary(party, found) for party in matrix.parties))]
    moved, same = [one for one in found if one.moved], [one for one in found if not one.moved]
    subject = _("Changes of position {span}").format(span=span)
    for name, listed in ((_("Moved"), moved), (_("Said again without a move"), same)):
        if listed:
            made += [Heading(name), change_table(draft, name, subject, listed)]
    if not found:
        none = _("No statement that counts came into force in this time. That is not a sign of agreement.")
        made.append(Paragraph((Run(none),)))
    return draft.document("changes", subject, made, words.KIND.values(), figures=[chosen.measure], landscape=True)


def _summary(party: Party, found: Sequence[moving.Change]) -> Line:
    kinds = words.kinds(one.kind for one in found if one.party.id == party.id)
    return Run(f"{party.short}: ", bold=True), Run(kinds or _("nothing"))


def change_table(draft: Draft, name: str, what: str, found: Sequence[moving.Change]) -> Table:
    """Changes with what was said before and after, and what they did to the agreement of each pair."""
    rows = tuple(
        Row(
            (
                cell(phrases.day(one.day)),
                cell((Run(one.party.short, bold=True),), one.proposition.text),
                cell(*kind(one)),
                cell(*_side(draft, one.before)),
                cell(*_side(draft, one.after), *_summaries(draft, one.after)),
                cell(*(_effect(effect) for effect in one.effects)),
            )
        )
        for one in found
    )
    columns = (_("Day"), _("Party and proposition"), _("Change"), _("Before"), _("After"), _("Effect on agreement"))
    return Table(name, draft.caption(what), columns, rows, (1.1, 2, 1.1, 1.2, 2.6, 2.3))


def kind(one: moving.Change) -> list[Line]:
    """The kind of a change, and what else there is to say of it."""
    sign = words.KIND[one.kind]
    if one.detail == Detail.STILL_UNCLEAR:
        return [(Run(f"{sign.sign}\u00a0{words.DETAIL[one.detail]}"),)]
    lines: list[Line] = [(Run(signed(sign), bold=one.moved),)]
    return [*lines, (Run(words.DETAIL[one.detail]),)] if one.detail else lines


def _side(draft: Draft, statements: Sequence[Statement]) -> Iterable[Line]:
    stance = moving.stance_of(statements)
    if not statements:
        yield (Run(_("nothing on record before")),)
        return
    sign = words.STANCE[stance] if stance else words.STATUS[Status.CONTRADICTORY]
    told = signed(sign)
    if stance and statements[0].red_line:
        told = _("{position}, red line").format(position=told)
    sources = dict.fromkeys(citation.source for one in statements for citation in one.citations)
    yield cited(told, draft.notes.of(sources), bold=True)
    speaker = statements[0].speaker
    yield (Run(", ".join([phrases.day(statements[0].date), *([speaker.name] if stance and speaker else [])])),)


def _summaries(draft: Draft, statements: Sequence[Statement]) -> Iterable[Line]:
    return ((Run(one.summary, language=draft.own),) for one in statements)


def _effect(one: moving.Effect) -> str:
    moved = f"{phrases.percent(one.before.point)} → {words.figure(one.after)}"
    return _("with {party}: {figures}").format(party=one.other.short, figures=moved)


def strongest(draft: Draft, statements: Sequence[Statement]) -> tuple[int, ...]:
    """The number of the strongest source of each statement."""
    return draft.notes.of(dict.fromkeys(in_reading_order(one)[0].source for one in statements))


def move(draft: Draft, one: moving.Change) -> Line:
    """A change on one line: proposition, day, party, kind, what was said."""
    told = ", ".join(plain(line) for line in kind(one))
    said = " ".join(statement.summary for statement in one.after)
    return (
        Run(f"{unstopped(one.proposition.text)}. ", bold=True),
        Run(f"{phrases.day(one.day)}, {one.party.short}, {told}: "),
        Run(said, language=draft.own, notes=strongest(draft, one.after)),
    )
