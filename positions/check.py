"""Rules across the record: each a function from a Dataset to the problems it finds. No rule reads a file."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from positions import evidence
from positions.model import Dataset, Statement, days, last_day
from positions.problems import Path, Problem, problem
from positions.quotes import MAX_WORDS, word_count
from positions.timeline import MAX_RUNG, VALUE, standing


def unknown_ids(data: Dataset) -> Iterator[Problem]:
    """P101 to P105: every reference must point to something that the record declares."""
    declared = {
        "party": {part.id for part in data.parties},
        "proposition": {part.id for part in data.propositions},
        "source": {part.id for part in data.sources},
        "issue": {part.id for part in data.issues},
        "statement": {part.id for part in data.statements},
    }
    lists = {"party": "parties", "proposition": "propositions", "source": "sources", "issue": "issues"}
    codes = {"party": "P101", "proposition": "P102", "source": "P103", "issue": "P104", "statement": "P105"}

    def missing(kind: str, value: str, path: Path) -> Iterator[Problem]:
        if value not in declared[kind]:
            place = lists.get(kind, "statements")
            yield problem(
                codes[kind],
                path,
                f"unknown {kind} '{value}'",
                f'declare it under "{place}" or correct the id',
            )

    for i, proposition in enumerate(data.propositions):
        yield from missing("issue", proposition.issue, ("propositions", i, "issue"))
        for k, other in enumerate(proposition.excludes):
            yield from missing("proposition", other, ("propositions", i, "excludes", k))
    for i, statement in enumerate(data.statements):
        yield from missing("party", statement.party, ("statements", i, "party"))
        yield from missing("proposition", statement.proposition, ("statements", i, "proposition"))
        for k, citation in enumerate(statement.citations):
            yield from missing("source", citation.source, ("statements", i, "citations", k, "source"))
        if statement.supersedes is not None:
            yield from missing("statement", statement.supersedes, ("statements", i, "supersedes"))
    for i, absence in enumerate(data.absences):
        yield from missing("party", absence.party, ("absences", i, "party"))
        yield from missing("proposition", absence.proposition, ("absences", i, "proposition"))
        for k, source in enumerate(absence.sources):
            yield from missing("source", source, ("absences", i, "sources", k))


def repeated_ids(data: Dataset) -> Iterator[Problem]:
    """P106: an id stands once in its list, an absence once for its cell."""
    for name in ("parties", "issues", "propositions", "sources", "statements"):
        yield from _repeated(name, [part.id for part in getattr(data, name)], "id")
    yield from _repeated("absences", [f"{part.proposition}~{part.party}" for part in data.absences], "proposition")


def _repeated(name: str, ids: list[str], field: str) -> Iterator[Problem]:
    if len(set(ids)) == len(ids):
        return
    seen: set[str] = set()
    for i, value in enumerate(ids):
        if value in seen:
            yield problem("P106", (name, i, field), f"'{value}' stands twice in {name}", "rename or remove one of them")
        seen.add(value)


def addresses(data: Dataset) -> Iterator[Problem]:
    """P107: an address is http or https with a host, since it becomes a link."""
    for i, source in enumerate(data.sources):
        for field, url in (("url", source.url), ("archive_url", source.archive_url)):
            if url is not None and not is_web_address(url):
                yield problem(
                    "P107",
                    ("sources", i, field),
                    f"'{url}' is not an http(s) address",
                    "give the full address, beginning with https://",
                )


def is_web_address(url: str) -> bool:
    """Whether a text is an absolute http or https address without white space."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, url))


def contact(data: Dataset) -> Iterator[Problem]:
    """P209: readers can write to the contact, since it becomes a link."""
    if not is_contact(data.dataset.contact):
        yield problem(
            "P209",
            ("dataset", "contact"),
            f"'{data.dataset.contact}' is neither a web address nor a mailto address",
            "give an address that begins with https:// or mailto:",
        )


def is_contact(text: str) -> bool:
    """Whether a text is a web address or a mailto address."""
    mail = text.removeprefix("mailto:")
    return is_web_address(text) or (mail != text and "@" in mail and not any(map(str.isspace, mail)))


def long_quotes(data: Dataset) -> Iterator[Problem]:
    """P201: a quote has at most 25 words."""
    for i, statement in enumerate(data.statements):
        for k, citation in enumerate(statement.citations):
            # Not every run of signs is a word, so most quotes are known to be short before their words are counted.
            if citation.quote is None or len(citation.quote.split()) <= MAX_WORDS:
                continue
            if (count := word_count(citation.quote)) > MAX_WORDS:
                yield problem(
                    "P201",
                    ("statements", i, "citations", k, "quote"),
                    f"the quote has {count} words",
                    f"shorten it to the key phrase, at most {MAX_WORDS} words",
                )


def future_dates(data: Dataset, today: date) -> Iterator[Problem]:
    """P202: nothing is dated after today; a partial date counts from its first possible day here."""

    def future(value: date | str | None, path: Path) -> Iterator[Problem]:
        if value is not None and (days(value)[0] if isinstance(value, str) else value) > today:
            yield problem("P202", path, f"{value} lies in the future", f"correct it (today is {today})")

    yield from future(data.dataset.updated, ("dataset", "updated"))
    yield from future(data.dataset.coverage_until, ("dataset", "coverage_until"))
    for i, source in enumerate(data.sources):
        yield from future(source.published, ("sources", i, "published"))
        yield from future(source.retrieved, ("sources", i, "retrieved"))
    for i, statement in enumerate(data.statements):
        yield from future(statement.date, ("statements", i, "date"))
    for i, absence in enumerate(data.absences):
        yield from future(absence.searched_on, ("absences", i, "searched_on"))


def after_coverage(data: Dataset) -> Iterator[Problem]:
    """P203: no statement counts from a day after the end of coverage."""
    until = data.dataset.coverage_until
    for i, statement in enumerate(data.statements):
        if last_day(statement.date) > until:
            yield problem(
                "P203",
                ("statements", i, "date"),
                f"{statement.date} counts from {last_day(statement.date)}, after coverage ends on {until}",
                'correct the date or move "coverage_until"',
            )


def contradictions(data: Dataset) -> Iterator[Problem]:
    """P204: two statements of one party on one proposition on one day, one for and one against, neither superseding.

    Only statements that can count (rungs 1 to 4), so that the problem is told just where a cell is contradictory.
    """
    days_of: dict[tuple[str, str, date], list[tuple[int, Statement]]] = defaultdict(list)
    for i, statement in standing(data.statements):
        days_of[statement.party, statement.proposition, last_day(statement.date)].append((i, statement))
    for group in days_of.values():
        if len(group) == 1:
            continue
        first = next(((i, s) for i, s in group if VALUE[s.stance] == 1), None)
        second = next(((i, s) for i, s in group if VALUE[s.stance] == 0), None)
        if first and second:
            (_, earlier), (i, later) = sorted((first, second), key=lambda pair: pair[0])
            yield problem(
                "P204",
                ("statements", i, "stance"),
                f"'{later.id}' ({later.stance}) contradicts '{earlier.id}' ({earlier.stance}) of the same day",
                'say which holds with "supersedes", or correct one of them',
            )


def supersessions(data: Dataset) -> Iterator[Problem]:
    """P205: a statement supersedes another one of the same cell, not later than itself, and not in a circle."""
    by_id = {statement.id: statement for statement in data.statements}

    def circle(start: Statement) -> bool:
        seen, other = {start.id}, by_id.get(start.supersedes or "")
        while other is not None and other.id not in seen:
            seen.add(other.id)
            other = by_id.get(other.supersedes or "")
        return other is not None and other.id == start.id

    for i, statement in enumerate(data.statements):
        other = by_id.get(statement.supersedes or "")
        if other is None:
            continue
        if other.id == statement.id:
            why = "itself"
        elif (other.party, other.proposition) != (statement.party, statement.proposition):
            why = f"'{other.id}', which is about another cell"
        elif last_day(other.date) > last_day(statement.date):
            why = f"'{other.id}', which is later"
        elif circle(statement):
            why = f"'{other.id}', which supersedes it in turn"
        else:
            continue
        yield problem(
            "P205",
            ("statements", i, "supersedes"),
            f"'{statement.id}' supersedes {why}",
            "name an earlier statement of the same party on the same proposition, or leave the field out",
        )


def ranges(data: Dataset) -> Iterator[Problem]:
    """P206 and P207: a range has an end, its ends are in order, and its proposition has a unit."""
    units = {proposition.id: proposition.unit for proposition in data.propositions}
    for i, statement in enumerate(data.statements):
        if statement.range is None:
            continue
        low, high = statement.range.min, statement.range.max
        path: Path = ("statements", i, "range")
        if low is None and high is None:
            yield problem("P206", path, "the range has no end", 'give "min", "max" or both, or leave the range out')
        if low is not None and high is not None and low > high:
            yield problem("P206", path, f"min {low} is above max {high}", "exchange or correct them")
        if units.get(statement.proposition, "") is None:
            yield problem(
                "P207",
                path,
                f"proposition '{statement.proposition}' has no unit",
                'give the proposition a "unit" or leave the range out',
            )


def absent_and_stated(data: Dataset) -> Iterator[Problem]:
    """P208: a cell that is called absent has no statement that could count (rungs 1 to 4)."""
    stated = {(s.party, s.proposition) for s in data.statements if s.rung <= MAX_RUNG}
    for i, absence in enumerate(data.absences):
        if (absence.party, absence.proposition) in stated:
            yield problem(
                "P208",
                ("absences", i),
                f"'{absence.proposition}~{absence.party}' is called {absence.kind} but has a statement",
                "remove the absence",
            )


def unused_sources(data: Dataset) -> Iterator[Problem]:
    """P301: every source is cited by a statement or named as searched by an absence."""
    used = Counter(citation.source for statement in data.statements for citation in statement.citations)
    used.update(source for absence in data.absences for source in absence.sources)
    for i, source in enumerate(data.sources):
        if source.id not in used:
            yield problem("P301", ("sources", i, "id"), f"nothing cites '{source.id}'", "cite it or remove it")


RULES: tuple[Callable[[Dataset], Iterable[Problem]], ...] = (
    unknown_ids,
    repeated_ids,
    addresses,
    contact,
    long_quotes,
    after_coverage,
    contradictions,
    supersessions,
    ranges,
    absent_and_stated,
    unused_sources,
    *evidence.RULES,
)


def problems_of(data: Dataset, today: date) -> list[Problem]:
    """Every problem that the rules find, not yet placed in the file.

    `today` is the day against which "in the future" is judged.
    """
    return [found for rule in RULES for found in rule(data)] + list(future_dates(data, today))
