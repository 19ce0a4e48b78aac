"""Finding propositions, statements and sources by words that stand in them."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from positions.grid import displayed
from positions.model import Dataset, Proposition, Source, Statement, last_day
from positions.parameters import Parameters


@dataclass(frozen=True)
class Found:
    """What a search found: propositions in the order of display, statements the newest first, sources likewise.

    `later` counts the statements that match and were made after the day looked at.
    """

    propositions: tuple[Proposition, ...] = ()
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    later: int = 0

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.propositions or self.statements or self.sources)


def search(data: Dataset, chosen: Parameters) -> Found:
    """What matches `q` among the chosen parties and issues: every word of it begins a word of the text.

    Case, accents and apostrophes do not matter. A statement is found by its speaker, party, place, summary, condition,
    note and quotes, a source by publisher, title, authors and caveats.
    """
    matches = _matcher(chosen.q)
    issue = {part.id: part.issue for part in data.propositions}
    party = {part.id: part.name for part in data.parties}
    issues = {part.id: part.title for part in data.issues}

    def shown(proposition: str) -> bool:
        return not chosen.issue or issue[proposition] in chosen.issue

    said = [
        one
        for one in data.statements
        if (not chosen.party or one.party in chosen.party)
        and shown(one.proposition)
        and matches(_of_statement(one, party[one.party]))
    ]
    past = [one for one in said if last_day(one.date) <= chosen.as_of]
    return Found(
        tuple(
            part
            for _, part in displayed(data.propositions)
            if shown(part.id) and matches([part.text, part.note, issues[part.issue]])
        ),
        tuple(sorted(past, key=lambda one: (last_day(one.date), one.id), reverse=True)),
        tuple(
            sorted(
                (
                    one
                    for one in data.sources
                    if matches([one.publisher, one.title, *one.authors, *one.caveats, one.url])
                ),
                key=lambda one: (last_day(one.published), one.id),
                reverse=True,
            )
        ),
        len(said) - len(past),
    )


def _of_statement(one: Statement, party: str) -> list[str | None]:
    speaker = (one.speaker.name, one.speaker.role) if one.speaker else ()
    quotes = [text for citation in one.citations for text in (citation.quote, citation.translation)]
    return [party, *speaker, one.venue, one.summary, one.condition, one.note, *quotes]


def _matcher(q: str) -> Callable[[Iterable[str | None]], bool]:
    patterns = [re.compile(rf"\b{re.escape(word)}") for word in folded(q).split()]

    def matches(texts: Iterable[str | None]) -> bool:
        whole = folded(" ".join(text for text in texts if text))
        return bool(patterns) and all(pattern.search(whole) for pattern in patterns)

    return matches


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """A text for comparison: no case, accents or apostrophes, anything but letters and digits a space.

    >>> folded("L\u2019Élysée, Zelens\u2019kyi")
    'lelysee zelenskyi'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return re.sub(r"[\W_]+", " ", re.sub("['\u2018\u2019\u02bc`]", "", bare)).strip()
