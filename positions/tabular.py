"""The matrices as documents: gaps, positions, overlap."""

from positions import compare, phrases, words
from positions.compare import Measure, Relation, overlaps
from positions.drafting import Draft, by_issue, filtered, group, marked_lines, position, signed
from positions.grid import Cell as Position
from positions.grid import Matrix
from positions.language import _
from positions.listing import listed
from positions.marks import cited_pair
from positions.paper import Block, Cell, Document, Paragraph, Row, Run, Table, cell, cited, counted
from positions.parameters import Parameters
from positions.store import Record


def gaps(record: Record, chosen: Parameters) -> Document:
    """Proposition × pair of parties, with the relation of each two positions."""
    draft = Draft(record, chosen)
    matrix = listed(draft.matrix, chosen)
    found = compare.gaps(matrix)
    rows: list[Row] = []
    for issue, numbers in by_issue(matrix):
        rows.append(group(issue, words.relations([one.relation for n in numbers for one in found[n]])))
        rows += [Row((cell(matrix.propositions[n].text), *(_gap(draft, one) for one in found[n]))) for n in numbers]
    pairs = tuple(f"{matrix.parties[a].short} – {matrix.parties[b].short}" for a, b in matrix.pairs)
    subject = _("Relation of stated positions, by proposition and pair of parties")
    table = Table(
        _("Gaps"),
        draft.caption(subject),
        (_("Proposition"), *pairs),
        tuple(rows),
        (2.2, *(1 for _pair in pairs)),
    )
    shown = {one.relation for row in found for one in row}
    signs = [sign for relation, sign in words.RELATION.items() if relation in shown]
    blocks, signs = _matrix(table, chosen), signs + _marks(draft, matrix)
    return draft.document("gaps", subject, blocks, signs, landscape=True)


def _gap(draft: Draft, one: compare.Gap) -> Cell:
    return cell(
        cited(signed(words.RELATION[one.relation]), draft.notes.of(cited_pair(one)), bold=True),
        words.zone_text(one.zone, one.a.proposition.unit) if one.zone else "",
        *marked_lines(draft, one.a, one.b),
        fill=one.relation.value,
    )


def positions(record: Record, chosen: Parameters) -> Document:
    """Proposition × party, with the position of each."""
    draft = Draft(record, chosen)
    matrix = listed(draft.matrix, chosen)
    rows: list[Row] = []
    for issue, numbers in by_issue(matrix):
        rows.append(group(issue, words.known([one for n in numbers for one in matrix.rows[n]])))
        rows += [
            Row((cell(matrix.propositions[n].text), *(_position(draft, one) for one in matrix.rows[n])))
            for n in numbers
        ]
    subject = _("Stated positions, by proposition and party")
    parties = tuple(part.name for part in matrix.parties)
    table = Table(
        _("Positions"),
        draft.caption(subject),
        (_("Proposition"), *parties),
        tuple(rows),
        (1.8, *(1 for _party in parties)),
    )
    shown = {words.sign_of(one).word for row in matrix.rows for one in row}
    signs = [sign for sign in (*words.STANCE.values(), *words.STATUS.values()) if sign.word in shown]
    blocks, signs, wide = _matrix(table, chosen), signs + _marks(draft, matrix), len(parties) > 3
    return draft.document("positions", subject, blocks, signs, landscape=wide)


def _position(draft: Draft, one: Position) -> Cell:
    return cell(*position(draft, one), fill=(one.stance or one.status).value)


def _matrix(table: Table, chosen: Parameters) -> list[Block]:
    told: list[Block] = [Paragraph((Run(sentence),)) for sentence in filtered(chosen)]
    if not table.rows:
        return [*told, Paragraph((Run(_("No proposition is left.")),))]
    return [*told, table]


def _marks(draft: Draft, matrix: Matrix) -> list[words.Sign]:
    return [sign for row in matrix.rows for one in row for sign, _text in draft.marks(one)]


def overlap(record: Record, chosen: Parameters) -> Document:
    """Pair of parties × figures by both measures and counts of relations."""
    draft = Draft(record, chosen)
    matrix = draft.matrix
    measures = sorted(Measure, key=lambda measure: measure != chosen.measure)
    signs = [words.RELATION[relation] for relation in words.RELATION if relation != Relation.NOT_APPLICABLE]
    rows = [
        Row(
            (
                cell((Run(f"{pairs[0].a.short} – {pairs[0].b.short}", bold=True),)),
                *(made for one in pairs for made in _figure(one)),
                cell(words.n_of(pairs[0].agreement)),
                *(counted(pairs[0].counts[relation]) for relation in words.RELATION if relation in pairs[0].counts),
            )
        )
        for pairs in zip(*(overlaps(matrix, measure) for measure in measures), strict=True)
    ]
    figures = [
        heading
        for measure in measures
        for heading in (_("Agreement, {measure}").format(measure=words.MEASURE[measure]), _("Interval"))
    ]
    columns = (_("Pair"), *figures, _("Comparable"), *map(signed, signs))
    subject = _("Agreement of stated positions, by pair of parties")
    widths = (1.6, *(0.2 + 0.1 * max(9, *map(len, heading.split(" "))) for heading in columns[1:]))
    table = Table(_("Overlap"), draft.caption(subject), columns, tuple(rows), widths)
    behind = _("The positions behind these figures, with their sources, stand in the documents of positions and gaps.")
    blocks: list[Block] = [table, Paragraph((Run(behind),))]
    return draft.document("overlap", subject, blocks, signs, figures=measures, landscape=True)


def _figure(one: compare.Overlap) -> tuple[Cell, Cell]:
    agreement = one.agreement
    return (
        cell((Run(phrases.percent(agreement.point), bold=True),), number=agreement.point, share=True),
        cell(words.interval(agreement)),
    )
