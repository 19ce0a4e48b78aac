"""The analysis as semantic HTML: overlap and its robustness, what moved, what blocks, what rests on a source."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from positions import blocks as blocking
from positions import changes as moving
from positions import phrases, robustness, words
from positions.compare import Measure, Overlap, Relation, overlaps
from positions.diff import Difference
from positions.grid import Matrix
from positions.kinds import Kind
from positions.markup import Board, caption_of, evidence_of, marks_of, numbered, render, sources_of
from positions.model import Party, Source, Statement
from positions.parameters import WINDOW, Parameters
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
        caption=caption_of("Agreement of stated positions, by pair of parties", record, matrix),
        measures=measures,
        rows=list(zip(*by_measure, strict=True)),
        relations=counted,
        signs=[words.RELATION[relation] for relation in counted],
        sources_of=[sorted(_sources_of(matrix, pair), key=numbers.__getitem__) for pair in by_measure[0]],
        numbers=numbers,
        since=chosen.since,
        before=before,
        outlook=words.NOT_AN_OUTLOOK,
    )
    # A pair's evidence is its gaps, one choice away; the chosen cell of another view has no place here.
    return Board(table + _robustness(record, matrix, chosen), "", sources_of(record, numbers))


def _sources_of(matrix: Matrix, pair: Overlap) -> set[str]:
    return {id_ for row in matrix.rows for c in row if c.statements and c.party in (pair.a, pair.b) for id_ in c.cited}


def _robustness(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    pairs = overlaps(matrix, chosen.measure)
    if not any(one.n_comparable for one in pairs):
        return ""
    return render(
        "robustness.html.j2",
        caption=lambda what: caption_of(f"{what}, {words.MEASURE[chosen.measure]}", record, matrix),
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
    )


def movement(record: Record, matrix: Matrix, chosen: Parameters) -> str:
    """Whether the stated positions of each pair grew more alike between two days, and where the record cannot tell."""
    return render(
        "movement.html.j2",
        caption=caption_of(f"Agreement of stated positions, {words.MEASURE[chosen.measure]}", record, matrix),
        since=chosen.start,
        until=matrix.as_of,
        default=chosen.since is None,
        window=WINDOW,
        moved=moving.movements(matrix, chosen.start, chosen.measure),
        outlook=words.NOT_AN_OUTLOOK,
    )


def drift(record: Record, matrix: Matrix, chosen: Parameters, line: moving.Drift) -> str:
    """The days on which a statement moved the agreement of a pair, the newest first."""
    return render(
        "drift.html.j2",
        caption=caption_of(f"Agreement of stated positions, {words.MEASURE[chosen.measure]}", record, matrix),
        line=line,
        points=line.points[:0:-1],
        data=record.dataset,
    )


def changes(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """What each party changed between two days, the newest first, with both statements and what it did to the pairs."""
    found = moving.changes(matrix, chosen.start, chosen.measure)[::-1]
    said = (statement for change in found for statement in (*change.after, *change.before))
    numbers = numbered(id_ for statement in said for id_ in _cited(statement))
    table = render(
        "changes.html.j2",
        caption=caption_of(f"Changes of position {phrases.day_span(chosen.start, matrix.as_of)}", record, matrix),
        changes=found,
        counts=[(party, _kinds(change for change in found if change.party is party)) for party in matrix.parties],
        cited=_cited,
        pair_name=_pair_name(matrix),
        numbers=numbers,
        measure=chosen.measure,
    )
    evidence, sources = evidence_of(record, matrix, chosen, numbers)
    return Board(table, evidence, sources)


def _pair_name(matrix: Matrix) -> Callable[[Party, Party], str]:
    """A function that names two parties in the order of display, whichever of them moved."""
    order = {part.id: n for n, part in enumerate(matrix.parties)}
    return lambda one, other: " – ".join(part.short for part in sorted((one, other), key=lambda part: order[part.id]))


def _cited(statement: Statement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.source for citation in statement.citations))


def _kinds(found: Iterable[moving.Change]) -> dict[Kind, int]:
    listed = [change.kind for change in found]
    return {kind: listed.count(kind) for kind in Kind}


def blocks(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """What stands between the parties of each chosen pair, the gravest first; then what is shared, and conflicts."""
    every = dict(zip(matrix.pairs, overlaps(matrix, chosen.measure), strict=True))
    listed = [
        (one.a, one.b, blocking.blocks(matrix, a, b), one.unknown, one.n_propositions)
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
        caption=lambda what: caption_of(what, record, matrix),
        listed=listed,
        ground=ground,
        coalitions=blocking.coalitions(matrix) if ground and len(matrix.parties) > 2 else [],
        told=marks_of(record, matrix, chosen),
        conflicts=conflicts,
        parties=matrix.parties,
        numbers=numbers,
        signs=list(dict.fromkeys(words.OBSTACLE[block.obstacle] for _, _, found, *_ in listed for block in found)),
        outlook=words.NOT_AN_OUTLOOK,
    )
    evidence, sources = evidence_of(record, matrix, chosen, numbers)
    return Board(table, evidence, sources)


@dataclass
class _Held:
    """How many positions in force cite a source, and how many of them it carries alone."""

    cells: int = 0
    alone: int = 0


def sources(record: Record, matrix: Matrix, chosen: Parameters) -> Board:
    """The sources behind the positions in force, those first that carry most alone; what rests on the chosen one."""
    data = record.dataset
    held: defaultdict[str, _Held] = defaultdict(_Held)
    for cell in (cell for row in matrix.rows for cell in row if cell.statements):
        counting = {c.source for said in cell.statements for c in said.citations if c.rung <= matrix.max_rung}
        for id_ in cell.cited:
            held[id_].cells += 1
            held[id_].alone += counting == {id_}
    listed: list[tuple[Source, _Held]] = sorted(
        ((data.source[id_], one) for id_, one in held.items()),
        key=lambda item: (-item[1].alone, -item[1].cells, item[0].id),
    )
    numbers = {source.id: n for n, (source, _) in enumerate(listed, 1)}
    table = render(
        "source_list.html.j2",
        caption=caption_of("Sources behind the positions in force", record, matrix),
        listed=listed,
        others=len(data.sources) - len(listed),
        numbers=numbers,
    )
    evidence = ""
    if chosen.source:
        evidence = render(
            "reliance.html.j2",
            source=data.source[chosen.source],
            found=robustness.reliances(matrix, chosen.source),
            as_of=matrix.as_of,
        )
    return Board(table, evidence, sources_of(record, numbers))


def diff(found: Difference, old: Record, new: Record, chosen: Parameters) -> str:
    """What distinguishes two states of a record, and what that does to the figures."""
    return render("diff.html.j2", found=found, old=old, new=new, measure=chosen.measure)


def diff_text(found: Difference, old: Record, new: Record, chosen: Parameters) -> str:
    """The same for a terminal, a line for each difference."""
    return render("diff.txt.j2", found=found, old=old, new=new, measure=chosen.measure, max_rung=chosen.max_rung)
