"""The shape of the record: parties, issues, propositions, sources, statements, absences.

Only shape lives here. What one part of the record says about another (an unknown id, a date after the end of
coverage) is the business of `positions.check`.
"""

import calendar
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Stance(StrEnum):
    """What a statement says about a proposition; defined with an example each in docs/editorial.md."""

    DEMANDS = "demands"
    ACCEPTS = "accepts"
    CONDITIONAL = "conditional"
    OPPOSES = "opposes"
    REJECTS = "rejects"
    AMBIGUOUS = "ambiguous"
    DECLINED = "declined"


class SourceKind(StrEnum):
    """What sort of publication a source is."""

    OFFICIAL = "official"
    TRANSCRIPT = "transcript"
    NEWS = "news"
    WIRE = "wire"
    BROADCAST = "broadcast"
    LEAK = "leak"


class Form(StrEnum):
    """How the cited page carries the statement."""

    DIRECT_SPEECH = "direct-speech"
    DOCUMENT = "document"
    REPORTED = "reported"
    CHARACTERISATION = "characterisation"


class AbsenceKind(StrEnum):
    """Why a cell has no statement."""

    NOT_FOUND = "not-found"
    NOT_APPLICABLE = "not-applicable"


def days(text: str) -> tuple[date, date]:
    """First and last possible day of a date that may be partial.

    >>> days("2025-04")
    (datetime.date(2025, 4, 1), datetime.date(2025, 4, 30))

    Raises ValueError when the text is not YYYY, YYYY-MM or YYYY-MM-DD, or names a day that does not exist.
    """
    if len(text) == 10:
        day = date.fromisoformat(text)
        return day, day
    if len(text) == 7 and text[4] == "-":
        year, month = int(text[:4]), int(text[5:])
        first = date(year, month, 1)
        return first, date(year, month, calendar.monthrange(year, month)[1])
    if len(text) == 4:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    raise ValueError("expected YYYY, YYYY-MM or YYYY-MM-DD")


def last_day(text: str) -> date:
    """The day from which a date counts: its last possible day."""
    return days(text)[1]


def _checked_date(text: str) -> str:
    days(text)
    return text


# "~" joins ids in the `cell` parameter, so it is not allowed inside one.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=120)]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
PartialDate = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"), AfterValidator(_checked_date)
]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
# Far beyond any condition of a negotiation, and safely within what a float can hold.
Number = Annotated[int | float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Translations = dict[Language, dict[str, Text]]


_GIVEN: dict[frozenset[str], set[str]] = {}


class Part(BaseModel):
    """Common ground of every part of the record: immutable, and no field beyond the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def model_post_init(self, _context: object) -> None:
        """Share the names of the given fields among the parts that were given the same ones.

        Pydantic keeps a set of them in every part; in a large record these would take more memory than the texts.
        """
        given = self.model_fields_set
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN.setdefault(frozenset(given), given))


class About(Part):
    """What the record as a whole is, and how far it reaches."""

    id: Id
    title: Text
    description: Text
    licence: Text
    updated: date
    coverage_until: date = Field(description="Last day that was searched for statements.")
    selection: Text = Field(description="How the propositions were chosen.")
    contact: Text = Field(description="URL or mailto address for challenges to a cell.")
    language: Language = Field(default="en", description="Language of every text that is not a quote.")
    translations: Translations = {}


class Party(Part):
    """A side whose public statements are recorded."""

    id: Id
    name: Text
    short: Text
    description: Text
    order: int | None = Field(default=None, description="Place in displays; parties without one follow by id.")
    translations: Translations = {}


class Issue(Part):
    """A heading that groups propositions."""

    id: Id
    title: Text
    description: Text
    order: int | None = Field(default=None, description="Place in displays; issues without one follow by id.")
    translations: Translations = {}


class Proposition(Part):
    """One sentence that a party can accept or reject."""

    id: Id
    issue: Id
    text: Text
    note: Text | None = None
    unit: Text | None = Field(default=None, description="Unit of numeric conditions, for example 'soldiers'.")
    excludes: tuple[Id, ...] = Field(default=(), description="Propositions that cannot hold together with this one.")
    order: int | None = Field(default=None, description="Place in displays; propositions without one follow by id.")
    translations: Translations = {}


class Source(Part):
    """A publication that citations point to.

    `retrieved` is set only when the text of the page was read on that day and every phrase that the record quotes
    from it stood there.
    """

    id: Id
    kind: SourceKind
    publisher: Text
    title: Text
    authors: tuple[Text, ...] = ()
    url: Text
    archive_url: Text | None = None
    published: PartialDate
    retrieved: date | None = None
    language: Language
    caveats: tuple[Text, ...] = ()


class Citation(Part):
    """Where a statement stands: the source, the words that prove it, how the source carries them, and its rung.

    `rung` is the source ladder of docs/method.md: 1 the party's own official text … 6 a leaked draft.
    """

    source: Id
    quote: Text | None = None
    language: Language | None = None
    translation: Text | None = None
    locator: Text | None = None
    form: Form
    rung: int = Field(ge=1, le=6)
    origin: Text | None = Field(default=None, description="Agency or transcript that several outlets share.")


class Speaker(Part):
    """Who spoke, and in which office."""

    name: Text
    role: Text


class Range(Part):
    """Ends of a numeric condition, in the unit of the proposition; an end that was not stated is left out."""

    min: Number | None = None
    max: Number | None = None


class Statement(Part):
    """A dated, attributed, cited act: on this day, this party said this about this proposition.

    Read: "On 22 April 2025 Zelensky said, for Ukraine, that X; it rejects the proposition; the proof is the quoted
    phrase in source S." A statement is not a position: the position of a party is the statement in force as of a
    date, which `positions.grid` derives.
    """

    id: Id
    party: Id
    proposition: Id
    stance: Stance
    red_line: bool = Field(default=False, description="The party or the cited source calls the stance non-negotiable.")
    date: PartialDate
    speaker: Speaker | None = None
    venue: Text | None = None
    summary: Text
    condition: Text | None = None
    range: Range | None = None
    citations: tuple[Citation, ...] = Field(min_length=1)
    supersedes: Id | None = None
    note: Text | None = None

    @property
    def rung(self) -> int:
        """The best (lowest) rung among the citations."""
        return min(citation.rung for citation in self.citations)


class Absence(Part):
    """A cell that was looked at and has no statement, with what was searched and when."""

    party: Id
    proposition: Id
    kind: AbsenceKind
    searched_on: date | None = None
    sources: tuple[Id, ...] = ()
    note: Text | None = None


def _id(part: Party | Issue | Proposition | Source | Statement) -> str:
    return part.id


_Translated = TypeVar("_Translated", About, Party, Issue, Proposition)


def _translations_sorted(part: _Translated) -> _Translated:
    if not part.translations:
        return part
    ordered = {language: dict(sorted(texts.items())) for language, texts in sorted(part.translations.items())}
    return part.model_copy(update={"translations": ordered})


TRANSLATED = ("name", "short", "title", "text", "note", "unit", "description", "selection")
"""Fields of a part that `translations` may hold."""


def _spoken(part: _Translated, language: str, own: str) -> _Translated:
    told = part.translations.get(language, {})
    texts = {name: text for name in TRANSLATED if (text := getattr(part, name, None))}
    return part.model_copy(update={name: told.get(name, f"{text} [{own}]") for name, text in texts.items()})


class Dataset(Part):
    """The whole record."""

    schema_: str | None = Field(default=None, alias="$schema")
    schema_version: Literal["1"]
    dataset: About
    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    propositions: tuple[Proposition, ...]
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    absences: tuple[Absence, ...] = ()

    @cached_property
    def source(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.sources}

    def confirmed(self, citation: Citation) -> bool:
        """Whether the quoted words were seen on the page: see `Source.retrieved`."""
        return citation.quote is not None and self.source[citation.source].retrieved is not None

    def spoken(self, language: str) -> Self:
        """The record with what it can translate of itself in a language; the rest names the language that it is in."""
        return self.model_copy(
            update={
                "dataset": _spoken(self.dataset, language, self.dataset.language),
                "parties": tuple(_spoken(part, language, self.dataset.language) for part in self.parties),
                "issues": tuple(_spoken(part, language, self.dataset.language) for part in self.issues),
                "propositions": tuple(_spoken(part, language, self.dataset.language) for part in self.propositions),
            }
        )

    def in_canonical_order(self) -> Self:
        """The same record with every list in its canonical order.

        Parts that have an id go by id, absences by cell, citations by rung (strongest first), references by id.
        Authors and caveats keep the order they were given in, because it carries meaning.
        """

        def citations(statement: Statement) -> Statement:
            given = [(c.rung, c.source, c.quote or "") for c in statement.citations]
            if all(one < other for one, other in pairwise(given)):
                # No two are alike in these three, so that what else a citation says cannot change the order.
                return statement
            ordered = tuple(
                sorted(statement.citations, key=lambda c: (c.rung, c.source, c.quote or "", c.model_dump_json()))
            )
            return statement.model_copy(update={"citations": ordered})

        return self.model_copy(
            update={
                "dataset": _translations_sorted(self.dataset),
                "parties": tuple(_translations_sorted(part) for part in sorted(self.parties, key=_id)),
                "issues": tuple(_translations_sorted(part) for part in sorted(self.issues, key=_id)),
                "propositions": tuple(
                    _translations_sorted(part).model_copy(update={"excludes": tuple(sorted(part.excludes))})
                    for part in sorted(self.propositions, key=_id)
                ),
                "sources": tuple(sorted(self.sources, key=_id)),
                "statements": tuple(citations(s) for s in sorted(self.statements, key=_id)),
                "absences": tuple(
                    part.model_copy(update={"sources": tuple(sorted(part.sources))})
                    for part in sorted(self.absences, key=lambda part: (part.proposition, part.party))
                ),
            }
        )
