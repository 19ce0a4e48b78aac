"""The pieces that every document is put together from: what it stands on, and positions in short and in full."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from babel import Locale, UnknownLocaleError

from positions import phrases, words
from positions.compare import Measure, Relation
from positions.grid import Cell, Matrix
from positions.language import _, language, plural
from positions.marks import Told, in_reading_order, marks_of
from positions.model import Citation, Issue, Statement
from positions.paper import Block, Document, Line, Notes, Row, Run, cell, cited
from positions.parameters import Only, Parameters
from positions.store import Record


def signed(sign: words.Sign) -> str:
    """A sign with its word, which stay on one line."""
    return f"{sign.sign}\u00a0{sign.word}"


class Draft:
    """A document in the making: the record, the choice, what these show, and the numbers of the sources so far.

    `every_rung` tells that nothing is left out for the rung of its source.
    """

    def __init__(self, record: Record, chosen: Parameters, *, every_rung: bool = False) -> None:
        self.record, self.chosen, self.data = record, chosen, record.dataset
        self.max_rung = None if every_rung else chosen.max_rung
        self.matrix = chosen.matrix(record.timeline)
        self.notes = Notes(record.dataset)

    @cached_property
    def marks(self) -> Told:
        """Tells what is marked beside a position."""
        return marks_of(self.data, self.matrix, self.chosen)

    @property
    def own(self) -> str:
        """The language of the record's own texts, where it is not the one that is spoken."""
        return "" if self.data.dataset.language == language() else self.data.dataset.language

    def caption(self, what: str) -> str:
        """What a table shows, as of which day, from which sources and which data."""
        return words.caption(what, self.chosen.as_of, self.max_rung, self.record.version)

    def document(
        self,
        name: str,
        subject: str,
        blocks: Sequence[Block],
        signs: Iterable[words.Sign] = (),
        *,
        figures: Sequence[Measure] = (),
        landscape: bool = False,
    ) -> Document:
        """The document, with what must stand on each: day, data, signs, sources, and how figures are made.

        `figures` are the measures of those that it shows.
        """
        about, chosen = self.data.dataset, self.chosen
        contact = _("To challenge a cell: {contact}").format(contact=about.contact.removeprefix("mailto:"))
        footer = _("As of {day} · data version {version}")
        return Document(
            name=name,
            title=about.title,
            subject=subject,
            facts=tuple(_facts(self, figures)),
            blocks=tuple(blocks),
            sources=self.notes.listed(),
            legend=tuple((signed(sign), sign.meaning) for sign in dict.fromkeys(signs)),
            formula=tuple(
                f"{phrases.sentence(words.FORMULA[measure])}; {_(words.INTERVAL)}."
                for measure in figures or (chosen.measure,)
            ),
            method=(_(words.NOT_AN_OUTLOOK), contact),
            footer=footer.format(day=phrases.day(chosen.as_of), version=self.record.version),
            updated=about.updated,
            language=language(),
            shown=chosen,
            figures=bool(figures),
            landscape=landscape,
        )


def _facts(draft: Draft, figures: Sequence[Measure]) -> Iterable[str]:
    about, chosen = draft.data.dataset, draft.chosen
    yield _("As of {day}").format(day=phrases.day(chosen.as_of))
    if chosen.as_of > about.coverage_until:
        late = _("Nothing said after {day} was searched; a later silence is not a position")
        yield late.format(day=phrases.day(about.coverage_until))
    else:
        yield _("Coverage ends {day}").format(day=phrases.day(about.coverage_until))
    if draft.max_rung:
        yield _("Sources of rung {rung} or stronger").format(rung=draft.max_rung)
    if figures:
        names = ", ".join(words.MEASURE[measure] for measure in figures)
        yield _("Measure: {measure}").format(measure=names)
    if chosen.since:
        yield _("Compared with {day}").format(day=phrases.day(chosen.since))
    if chosen.party:
        yield _("Only these parties: {names}").format(names=", ".join(part.short for part in draft.matrix.parties))
    if chosen.issue:
        yield _("Only these issues: {names}").format(names=", ".join(part.title for part in draft.matrix.issues))
    yield _("Data version {version}").format(version=draft.record.version)
    yield _("Licence {licence}").format(licence=about.licence)


def filtered(chosen: Parameters) -> list[str]:
    """What was left out of a matrix, and how it is sorted, in sentences."""
    names = {
        Only.DEADLOCK: words.RELATION[Relation.DEADLOCK].word,
        Only.OPPOSED: words.RELATION[Relation.OPPOSED].word,
        Only.UNANSWERED: words.RELATION[Relation.UNANSWERED].word,
        Only.CHANGED: words.MOVED.word,
    }
    told = []
    if chosen.only:
        kept = ", ".join(names[only] for only in chosen.only)
        told.append(_("Only the propositions on which two of the parties stand so: {names}.").format(names=kept))
    if chosen.sort:
        told.append(_("The gravest come first."))
    return told


def group(issue: Issue, summary: str = "") -> Row:
    """The row above the propositions of an issue."""
    return Row((cell((Run(issue.title, bold=True), Run(f"  {summary}" if summary else ""))),), group=True)


def by_issue(matrix: Matrix) -> list[tuple[Issue, list[int]]]:
    """The issues of a matrix, each with the numbers of its rows."""
    issues = [part.issue for part in matrix.propositions]
    return [(issue, [n for n, id_ in enumerate(issues) if id_ == issue.id]) for issue in matrix.issues]


def position(draft: Draft, one: Cell) -> list[Line]:
    """A position in a few lines: sign and word, red line, day, number, marks."""
    lines = [cited(signed(words.sign_of(one)), draft.notes.of(one.cited), bold=True)]
    if one.red_line:
        lines.append((Run(_("red line"), bold=True),))
    lines += [(Run(text),) for text in _dated(one)]
    if one.range:
        lines.append((Run(phrases.range_text(one.range.min, one.range.max, one.proposition.unit)),))
    return lines + marked_lines(draft, one)


def marked_lines(draft: Draft, *cells: Cell) -> list[Line]:
    """The marks of a position, or of two, a line each."""
    return [(Run(f"{mark.sign}\u00a0{text}"),) for mark, text in draft.marks(*cells)]


def _dated(one: Cell) -> Iterable[str]:
    if one.statements:
        yield phrases.day(one.statements[0].date)
    elif one.begins:
        yield _("first: {day}").format(day=phrases.day(one.begins))
    elif one.absence and one.absence.searched_on:
        yield _("searched {day}").format(day=phrases.day(one.absence.searched_on))
    if one.red_line_before:
        yield _("called a red line {on_day}").format(on_day=phrases.on(one.red_line_before.date))


def in_full(draft: Draft, one: Cell) -> list[Line]:
    """A position with who said it when and where, the key quote and its translation; or what is known instead."""
    stance = signed(words.sign_of(one))
    stance = _("{position}, red line").format(position=stance) if one.red_line else stance
    lines: list[Line] = [(Run(stance, bold=True),)]
    if one.red_line_before:
        earlier = _("Called a red line {on_day}; the words now in force do not repeat that.")
        sources = draft.notes.of(citation.source for citation in one.red_line_before.citations)
        lines.append(cited(earlier.format(on_day=phrases.on(one.red_line_before.date)), sources))
    for statement in one.statements:
        lines += _said(draft, statement, one)
    if not one.statements:
        lines += _unknown(draft, one)
    if number := len(one.not_counted):
        weaker = plural(
            "{} statement of a weaker source is on record and not counted.",
            "{} statements of weaker sources are on record and not counted.",
            number,
        )
        lines.append((Run(weaker.format(number)),))
    return lines


def _said(draft: Draft, one: Statement, held: Cell) -> Iterable[Line]:
    """A statement: day, speaker, venue; summary, condition, number; the key quote in the original, its translation."""
    said = [] if held.stance else [words.STANCE[one.stance].word]
    said.append(phrases.day(one.date))
    said += [f"{one.speaker.name}, {one.speaker.role}"] if one.speaker else []
    said += [one.venue] if one.venue else []
    yield (Run(" · ".join(said)),)
    cites = in_reading_order(one)
    yield (Run(one.summary, language=draft.own, notes=draft.notes.of(dict.fromkeys(c.source for c in cites))),)
    if one.condition:
        yield (Run(_("Condition:") + " ", bold=True), Run(one.condition, language=draft.own))
    if one.range and (number := phrases.range_text(one.range.min, one.range.max, held.proposition.unit)):
        yield (Run(_("Number:") + " ", bold=True), Run(number))
    if quoted := next((citation for citation in cites if citation.quote), None):
        yield from _quote(draft, quoted)


def _quote(draft: Draft, one: Citation) -> Iterable[Line]:
    code = one.language or draft.data.source[one.source].language
    seen = "" if draft.data.confirmed(one) else "; " + _("words not confirmed on the page")
    named = Run(f" ({language_name(code)}{seen})", notes=draft.notes.of([one.source]))
    yield (Run(f"“{one.quote}”", italic=True, language=code), named)
    if one.translation:
        yield (Run(_("Translation:") + " ", bold=True), Run(f"“{one.translation}”", language=draft.own))


def _unknown(draft: Draft, one: Cell) -> Iterable[Line]:
    if one.begins:
        first = _("No statement that counts is on record up to this day; the first is of {day}.")
        yield (Run(first.format(day=phrases.day(one.begins))),)
        return
    absence = one.absence
    when = f" ({phrases.day(absence.searched_on)})" if absence and absence.searched_on else ""
    meaning = phrases.sentence(words.sign_of(one).meaning)
    yield cited(f"{meaning}{when}.", draft.notes.of(one.cited))
    if absence and absence.note:
        yield (Run(absence.note, language=draft.own),)
    if one.applicable:
        yield (Run(_("This is not a position.")),)


def language_name(code: str) -> str:
    """A language in the words of the one that is spoken; its code when there is no name for it.

    >>> language_name("ru"), language_name("xx-none")
    ('Russian', 'xx-none')
    """
    try:
        name = Locale.parse(code, sep="-").get_display_name(language())
    except (ValueError, UnknownLocaleError):
        name = None
    return name or code
