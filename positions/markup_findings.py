"""The analysis as semantic HTML: overlap and its robustness, what moved, what blocks, what rests on a source."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from positions import blocks as blocking
from positions import changes as moving
from positions import phrases, robustness, words
from positions.compare import Agreement, Gap, Measure, Overlap, Relation, gaps, overlaps
from positions.diff import Difference
from positions.grid import Matrix
from positions.language import _
from positions.marks import marks_of
from positions.markup import Board
from positions.model import Party, Source, Statement
from positions.parameters import WINDOW, Parameters
from positions.rendering import caption_of, numbered, render, sources_of
from positions.store import Record


def overlap(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """Pair of parties × figures by both measures and counts of relations; then how far the figures can be leant on."""
    measures = sorted(Measure, key=lambda measure: measure != chosen.measure)
    by_measure = [overlaps(matrix, measure) for measure in measures]
    numbers = numbered(id_ for row in matrix.rows for cell in row for id_ in cell.cited if cell.statements)
    counted = [relation for relation in words.RELATION if relation != Relation.NOT_APPLICABLE]
    before = moving.movements(matrix, chosen.since, chosen.measure) if chosen.since else []
    table = render(
        "overlap.html.j2",
        caption=caption_of(_("Agreement of stated positions, by pair of parties"), record, matrix),
        version=record.version,
        chosen=chosen,
        measures=measures,
        rows=list(zip(*by_measure, strict=True)),
        relations=counted,
        signs=[words.RELATION[relation] for relation in counted],
        sources_of=[sorted(_sources_of(matrix, pair), key=numbers.__getitem__) for pair in by_measure[0]],
        gaps_of=_by_pair(matrix) if chosen.proves else [],
        numbers=numbers,
        since=chosen.since,
        before=before,
        n_of=words.n_of,
        outlook=_(words.NOT_AN_OUTLOOK),
    )
    if chosen.proves:
        return Board(table, "", numbers)
    return Board(table + _robustness(record, matrix, chosen), sources_of(record, numbers), numbers)


def _by_pair(matrix: Matrix) -> list[list[Gap]]:
    """The gaps of each pair, in the order of the legend."""
    order = list(words.RELATION)
    return [sorted(column, key=lambda one: order.index(one.relation)) for column in zip(*gaps(matrix), strict=True)]


def _sources_of(matrix: Matrix, pair: Overlap) -> set[str]:
    return {id_ for row in matrix.rows for c in row if c.statements and c.party in (pair.a, pair.b) for id_ in c.cited}


def _robustness(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    pairs = overlaps(matrix, chosen.measure)
    if not any(one.n_comparable for one in pairs):
        return ""
    without = _("Without one issue: agreement over the propositions of all the others, {measure}")
    return render(
        "robustness.html.j2",
        caption=caption_of(without.format(measure=words.MEASURE[chosen.measure]), record, matrix),
        pairs=pairs,
        reversed=robustness.reversed_orders(matrix),
        ranked=sum(one.agreement.point is not None for one in pairs) > 1,
        tied=robustness.tied_orders(matrix),
        as_of=matrix.as_of,
        version=record.version,
        measure=words.MEASURE[chosen.measure],
        settled=robustness.settled_orders(pairs),
        rungs=list(robustness.by_rung(matrix, chosen.measure).items()),
        issues=robustness.without_issues(matrix, chosen.measure) if len(matrix.issues) > 1 else [],
        n_of=words.n_of,
    )


def movement(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    """Whether the stated positions of each pair grew more alike between two days, and where the record cannot tell."""
    return render(
        "movement.html.j2",
        caption=_agreement_caption(record, matrix, chosen),
        since=chosen.start,
        until=matrix.as_of,
        default=chosen.since is None,
        window=WINDOW,
        moved=moving.movements(matrix, chosen.start, chosen.measure),
        comparable=words.comparable,
        outlook=_(words.NOT_AN_OUTLOOK),
    )


def _agreement_caption(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    what = _("Agreement of stated positions, {measure}").format(measure=words.MEASURE[chosen.measure])
    return caption_of(what, record, matrix)


def drift(record: Record, matrix: Matrix, chosen: Parameters, line: moving.Drift) -> str:
    """The days on which a statement moved the agreement of a pair, the newest first."""
    return render(
        "drift.html.j2",
        caption=_agreement_caption(record, matrix, chosen),
        line=line,
        points=line.points[:0:-1],
        n_of=words.n_of,
        data=record.dataset,
    )


def changes(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """What each party changed between two days, the newest first, with both statements and what it did to the pairs."""
    found = moving.changes(matrix, chosen.start, chosen.measure)[::-1]
    said = (statement for change in found for statement in (*change.after, *change.before))
    numbers = numbered(id_ for statement in said for id_ in _cited(statement))
    what = _("Changes of position {time}").format(time=phrases.day_span(chosen.start, matrix.as_of))
    nothing = _("nothing")
    table = render(
        "changes.html.j2",
        chosen=chosen,
        caption=caption_of(what, record, matrix),
        changes=found,
        counts=[
            (party, words.kinds(change.kind for change in found if change.party is party) or nothing)
            for party in matrix.parties
        ],
        cited=_cited,
        pair_name=_pair_name(matrix),
        now=_now,
        name_of_change=_("{party} on “{proposition}”: {word}. Show the evidence."),
        numbers=numbers,
        measure=chosen.measure,
        own_language=record.dataset.dataset.language,
    )
    return Board(table, sources_of(record, numbers, matrix), numbers)


def _pair_name(matrix: Matrix) -> Callable[[Party, Party], str]:
    """A function that names two parties in the order of display, whichever of them moved."""
    order = {part.id: n for n, part in enumerate(matrix.parties)}
    return lambda one, other: " – ".join(part.short for part in sorted((one, other), key=lambda part: order[part.id]))


def _cited(statement: Statement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.source for citation in statement.citations))


def _now(agreement: Agreement) -> str:
    return _("now {interval}, {n} of {all}").format(
        interval=words.interval(agreement), n=agreement.n_comparable, all=agreement.n_propositions
    )


def blocks(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """What stands between the parties of each chosen pair, the gravest first; then what is shared, and conflicts."""
    every = dict(zip(matrix.pairs, overlaps(matrix, chosen.measure), strict=True))
    what = _("Deadlocks, oppositions, unanswered positions and conditions of {a} and {b}")
    listed = [
        (
            one.a,
            one.b,
            blocking.blocks(matrix, a, b),
            one.unknown,
            one.n_propositions,
            caption_of(what.format(a=one.a.short, b=one.b.short), record, matrix),
        )
        for (a, b), one in ((pair, every[pair]) for pair in chosen.pairs(matrix))
    ]
    ground = blocking.common_ground(matrix)
    conflicts = blocking.conflicts(matrix)
    cells = [cell for _, _, found, *_ in listed for block in found for cell in (block.gap.a, block.gap.b)]
    cells += [cell for one in ground for cell in one.cells]
    cells += [cell for one in conflicts for cell in one.cells]
    numbers = numbered(id_ for cell in cells for id_ in cell.cited)
    table = render(
        "blocks.html.j2",
        chosen=chosen,
        captions={
            "ground": caption_of(
                _("Propositions that no party of this coalition is against, and on which at least two have spoken"),
                record,
                matrix,
            ),
            "coalitions": caption_of(
                _("Number of propositions that no party is against, by coalition"), record, matrix
            ),
        },
        listed=listed,
        # Filled in for every cell, which the templates' own way with messages is slow at.
        said=_("said {}"),
        searched=_("searched {}"),
        name_of_block=_("{word}: “{proposition}”. Show the evidence."),
        name_of_position=_("{party}: {word} on “{proposition}”. Show the evidence."),
        ground=ground,
        coalitions=blocking.coalitions(matrix) if ground and len(matrix.parties) > 2 else [],
        told=marks_of(record.dataset, matrix, chosen),
        conflicts=conflicts,
        parties=matrix.parties,
        together=phrases.listed([party.short for party in matrix.parties]),
        numbers=numbers,
        signs=list(dict.fromkeys(words.OBSTACLE[block.obstacle] for _, _, found, *_ in listed for block in found)),
        outlook=_(words.NOT_AN_OUTLOOK),
    )
    return Board(table, sources_of(record, numbers, matrix), numbers)


@dataclass
class _Held:
    """Positions in force that cite a source, those that it carries alone; its best rung; statements of the record."""

    cells: int = 0
    alone: int = 0
    rung: int = 6
    statements: int = 0


def sources(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """The sources behind the positions in force, those first that carry most alone."""
    data = record.dataset
    held: defaultdict[str, _Held] = defaultdict(_Held)
    for cell in (cell for row in matrix.rows for cell in row if cell.statements):
        counting = {c.source for said in cell.statements for c in said.citations if c.rung <= matrix.max_rung}
        for id_ in cell.cited:
            held[id_].cells += 1
            held[id_].alone += counting == {id_}
    for statement in data.statements:
        for citation in statement.citations:
            held[citation.source].rung = min(held[citation.source].rung, citation.rung)
        for id_ in _cited(statement):
            held[id_].statements += 1
    listed: list[tuple[Source, _Held]] = sorted(
        ((data.source[id_], one) for id_, one in held.items() if one.cells),
        key=lambda item: (-item[1].alone, -item[1].cells, item[0].id),
    )
    numbers = {source.id: n for n, (source, _) in enumerate(listed, 1)}
    table = render(
        "source_list.html.j2",
        chosen=chosen,
        caption=caption_of(_("Sources behind the positions in force"), record, matrix),
        listed=listed,
        others=len(data.sources) - len(listed),
        numbers=numbers,
        own=data.dataset.language,
        show=_("{publisher}, {title}: show what rests on it"),
        statements=len(data.statements),
    )
    return Board(table, sources_of(record, numbers), numbers)


def reliance(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    """What rests on the chosen source; empty when none is chosen."""
    if not chosen.source:
        return ""
    return render(
        "reliance.html.j2",
        source=record.dataset.source[chosen.source],
        found=robustness.reliances(matrix, chosen.source),
        as_of=matrix.as_of,
        own_language=record.dataset.dataset.language,
    )


def diff(found: Difference, old: Record, new: Record, chosen: Parameters) -> str:
    """What distinguishes two states of a record, and what that does to the figures."""
    return render("diff.html.j2", found=found, old=old, new=new, measure=chosen.measure, part=words.PART)


def diff_text(found: Difference, old: Record, new: Record, chosen: Parameters) -> str:
    """The same for a terminal, a line for each difference."""
    return render("diff.txt.j2", found=found, old=old, new=new, measure=chosen.measure, max_rung=chosen.max_rung)
