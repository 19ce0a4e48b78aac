"""Rules of evidence: what a citation may claim, and what must be said beside it. docs/editorial.md has the reasons."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from positions.model import AbsenceKind, Citation, Dataset, Form, Source, SourceKind, Stance, Statement, days, last_day
from positions.problems import Problem, problem
from positions.timeline import MAX_RUNG, VALUE, standing

STATE_MEDIA, AGGREGATOR = "State media", "Aggregator"
MACHINE_REWRITTEN, MACHINE_TRANSLATED = "Machine-rewritten", "Machine-translated"
"""Words with which a caveat begins that a rule takes notice of; all other caveats are for readers only."""

OWN_TEXT = {SourceKind.OFFICIAL, SourceKind.TRANSCRIPT}
SECOND_HAND = {Form.REPORTED, Form.CHARACTERISATION}
WORDS = {Form.DIRECT_SPEECH, Form.DOCUMENT}


def marked(source: Source, *marks: str) -> bool:
    """Whether a caveat of the source begins with one of the marks.

    The mark ends where the caveat ends or goes on with a sign, so that "State mediation" is no mark.
    """
    return any(_begins(text, *marks) for text in source.caveats)


def grave_caveats(source: Source) -> list[str]:
    """The caveats of a source that a rule takes notice of, in its own order."""
    marks = (STATE_MEDIA, AGGREGATOR, MACHINE_REWRITTEN, MACHINE_TRANSLATED)
    return [text for text in source.caveats if _begins(text, *marks)]


def _begins(caveat: str, *marks: str) -> bool:
    return any(caveat.startswith(mark) and not caveat[len(mark) : len(mark) + 1].isalpha() for mark in marks)


def _cited(data: Dataset) -> Iterator[tuple[int, Statement, int, Citation, Source]]:
    """Each citation of the record with its places and its source; undeclared sources are P103's business."""
    for i, statement in enumerate(data.statements):
        for k, citation in enumerate(statement.citations):
            source = data.source.get(citation.source)
            if source is not None:
                yield i, statement, k, citation, source


def exclusions(data: Dataset) -> Iterator[Problem]:
    """P210: propositions that cannot hold together name each other, and none names itself."""
    names = {part.id: part.excludes for part in data.propositions}
    for i, part in enumerate(data.propositions):
        for k, other in enumerate(part.excludes):
            path = ("propositions", i, "excludes", k)
            if other == part.id:
                yield problem("P210", path, f"'{part.id}' excludes itself", "remove it")
            elif part.id not in names.get(other, (part.id,)):
                remedy = f"name '{part.id}' there too, or remove '{other}' here"
                yield problem("P210", path, f"'{other}' does not exclude '{part.id}' in turn", remedy)


def exclusive_stances(data: Dataset) -> Iterator[Problem]:
    """P211: no party is, on one day, for two propositions that cannot hold together.

    On different days it may be, since the later word does not take the earlier one back; the page then tells of it.
    """
    excludes = {frozenset((part.id, other)) for part in data.propositions for other in part.excludes}
    said: dict[tuple[str, date], list[tuple[int, Statement]]] = defaultdict(list)
    for i, statement in standing(data.statements):
        if VALUE[statement.stance] == 1:
            said[statement.party, last_day(statement.date)].append((i, statement))
    for same_day in said.values():
        for (_, one), (i, other) in combinations(same_day, 2):
            if one.proposition != other.proposition and {one.proposition, other.proposition} in excludes:
                yield problem(
                    "P211",
                    ("statements", i, "stance"),
                    f"'{other.id}' and '{one.id}' are for propositions that exclude each other",
                    'correct one of the stances (a part of it is "conditional"), or remove the exclusion',
                )


def rungs(data: Dataset) -> Iterator[Problem]:
    """P212: a citation does not stand on a stronger rung than its source and its form can bear."""
    of_source = {id_: _strongest_of_source(source) for id_, source in data.source.items()}
    of_form = {form: _strongest_of_form(form) for form in Form}
    for i, _, k, citation, source in _cited(data):
        least, why = max(of_source[source.id], of_form[citation.form])
        if citation.rung < least:
            place = ("statements", i, "citations", k, "rung")
            yield problem("P212", place, f"rung {citation.rung} is too strong: {why}", f"give rung {least} or weaker")


def _strongest_of_source(source: Source) -> tuple[int, str]:
    """The strongest rung that a source can bear, and why it is no stronger one."""
    bounds = (
        (1, True, ""),
        (2, source.kind not in OWN_TEXT, f"a source of kind '{source.kind}' is not the party's own text"),
        (3, marked(source, STATE_MEDIA, AGGREGATOR), f"'{source.id}' has the caveat of state media or an aggregator"),
        (MAX_RUNG + 1, source.kind == SourceKind.LEAK, f"'{source.id}' is a leak"),
    )
    return max((least, why) for least, holds, why in bounds if holds)


def _strongest_of_form(form: Form) -> tuple[int, str]:
    """The strongest rung that a form can bear, and why it is no stronger one."""
    return (3, f"form '{form}' does not give the party's own words") if form in SECOND_HAND else (1, "")


def reasons(data: Dataset) -> Iterator[Problem]:
    """P213: a conditional stance names its condition, an ambiguous one says why, an absence what was searched."""
    needed = {Stance.CONDITIONAL: "condition", Stance.AMBIGUOUS: "note"}
    for i, statement in enumerate(data.statements):
        field = needed.get(statement.stance)
        if field and getattr(statement, field) is None:
            remedy = f'add "{field}" with one sentence'
            yield problem("P213", ("statements", i), f"'{statement.stance}' without a {field}", remedy)
    for i, absence in enumerate(data.absences):
        if absence.kind == AbsenceKind.NOT_FOUND and absence.searched_on is None:
            remedy = 'add "searched_on" with the day of the search'
            yield problem("P213", ("absences", i), "'not-found' without the day of the search", remedy)
        if absence.note is None and not (absence.kind == AbsenceKind.NOT_FOUND and absence.sources):
            remedy = 'add "note" with what was searched, or why it does not apply'
            yield problem("P213", ("absences", i), f"'{absence.kind}' without a note", remedy)


def words_quoted(data: Dataset) -> Iterator[Problem]:
    """P214: speech and documents are cited by their words."""
    for i, _, k, citation, _ in _cited(data):
        if citation.form in WORDS and citation.quote is None:
            yield problem(
                "P214",
                ("statements", i, "citations", k),
                f"form '{citation.form}' without a quote",
                'add "quote" with the key phrase, or correct the form',
            )


def machine_pages(data: Dataset) -> Iterator[Problem]:
    """P215: what someone said is never quoted from a page that a machine rewrote."""
    rewritten = {id_ for id_, source in data.source.items() if marked(source, MACHINE_REWRITTEN)}
    for i, _, k, citation, source in _cited(data):
        if citation.form == Form.DIRECT_SPEECH and source.id in rewritten:
            yield problem(
                "P215",
                ("statements", i, "citations", k, "source"),
                f"speech quoted from '{source.id}', which a machine rewrote",
                "cite a page that carries the words as they were said",
            )


def lone_aggregators(data: Dataset) -> Iterator[Problem]:
    """P216: an aggregator or a machine translation is cited only beside an independent witness."""
    marks = (AGGREGATOR, MACHINE_REWRITTEN, MACHINE_TRANSLATED)
    dependent = {id_ for id_, source in data.source.items() if marked(source, *marks)}
    for i, statement in enumerate(data.statements):
        counting = {citation.source for citation in statement.citations if citation.rung <= MAX_RUNG}
        if counting and counting <= dependent:
            yield problem(
                "P216",
                ("statements", i, "citations"),
                f"'{statement.id}' rests on aggregators or machine-made text alone",
                "add an independent source, or remove the statement",
            )


def days_of_sources(data: Dataset) -> Iterator[Problem]:
    """P217: nothing is printed before it is said, nor read before it is printed.

    A day is allowed for, since it can be the next day where the words were spoken.
    """
    for i, source in enumerate(data.sources):
        if source.retrieved is not None and (days(source.published)[0] - source.retrieved).days > 1:
            yield problem(
                "P217",
                ("sources", i, "retrieved"),
                f"read on {source.retrieved}, before it was published ({source.published})",
                "correct one of the days",
            )
    for i, statement, k, _, source in _cited(data):
        if (days(statement.date)[0] - last_day(source.published)).days > 1:
            yield problem(
                "P217",
                ("statements", i, "citations", k, "source"),
                f"'{source.id}' was published on {source.published}, before {statement.date}",
                "correct the day of the statement or of the source",
            )


RULES = (
    exclusions,
    exclusive_stances,
    rungs,
    reasons,
    words_quoted,
    machine_pages,
    lone_aggregators,
    days_of_sources,
)
