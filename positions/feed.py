"""What there is to tell of a record, as an Atom feed: https://www.rfc-editor.org/rfc/rfc4287.

The entries, their ids and their categories are told in docs/api.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID, uuid5

from positions import news, phrases, words
from positions.language import _, language, marked, speaking
from positions.model import Statement, last_day
from positions.news import Item, News
from positions.parameters import Parameters, View
from positions.rendering import render
from positions.store import Record

MEDIA_TYPE = "application/atom+xml"

LISTED = 40
"""Statements that an entry about many of them names; the rest is counted."""

# Any would do, but it must stay: with another one, every reader would take all entries for new.
_NAMESPACE = UUID("6f0c9a52-3d1e-4b7e-9c55-1f5f3c2b8a47")

# What https://www.w3.org/TR/xml/#charsets leaves out; it cannot stand in XML, not even by its number.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_KINDS = words.Texts(
    {
        "statement": marked("statement"),
        "change": marked("change of stance"),
        "correction": marked("correction of the record"),
        "not-counted": marked("on record, not counted"),
        "recoded": marked("recoded"),
        "edited": marked("edited"),
        "added": marked("added"),
        "withdrawn": marked("withdrawn"),
    }
)


def written(record: Record, chosen: Parameters, base: str, self_: str, earlier: Record | None = None) -> bytes:
    """The feed of a record, in UTF-8 and in the language of the choice.

    `base` is the address at which the page stands (the links of the entries are it with a query), `self_` that of the
    feed. What is told under which choice, and what `earlier` is for, says `positions.news.News`.

    The id of an entry is a UUID of version 5 (https://www.rfc-editor.org/rfc/rfc9562#section-5.5) of the id of the
    record, of "statement" or the kind of correction, and of the id of the statement; of a correction also of the
    coding that it arrived at. So it is the same on every host, in every language and data version, and whether or not
    the statement is a change of stance; a statement that is recoded once more has another correction. The id of a feed
    is made likewise, of its filters, so a feed of one party is another one than that of all.
    """
    with speaking(chosen.lang):
        told = News(record.spoken(chosen.lang), chosen, earlier.spoken(chosen.lang) if earlier else None)
        data, entries = told.record.dataset, told.items
        about = data.dataset
        shown = [part.short for part in data.parties if part.id in chosen.party]
        shown += [part.title for part in data.issues if part.id in chosen.issue]
        filters = (*sorted(chosen.party), "", *sorted(chosen.issue), "", str(chosen.max_rung), str(chosen.since or ""))
        text = render(
            "feed.atom.j2",
            about=about,
            chosen=chosen,
            version=record.version,
            spoken=language(),
            id=_id(about.id, ("feed", *filters)),
            title=f"{about.title} ({', '.join(shown)})" if shown else about.title,
            updated=max([about.updated, *(one.day for one in entries)]),
            base=base,
            itself=self_,
            entries=[(one, _id(about.id, one.key), list(_categories(told, one))) for one in entries],
            news=told,
            address=lambda one: base + _cell(told, one),
            value=lambda one, name: _value(told, one, name),
            kind_of=news.kind_of,
            stance_of=news.stance_of,
            most=LISTED,
        )
    return _FORBIDDEN.sub("", text).encode()


def _id(dataset: str, key: Iterable[str]) -> str:
    return uuid5(_NAMESPACE, "\n".join([dataset, *key])).urn


def _categories(told: News, item: Item) -> Iterator[tuple[str, str, str]]:
    """Scheme, term and words of each category; the scheme tells a kind from a party or an issue of the same id."""
    known = {kind.value: sign.word for kind, sign in words.KIND.items()} | dict(words.DETAIL) | dict(_KINDS)
    for kind in item.kinds:
        yield "kind", kind, known[kind]
    for id_ in dict.fromkeys(one.party for one in item.about):
        yield "party", id_, told.parties[id_].short
    titles = {part.id: part.title for part in told.record.dataset.issues}
    for id_ in dict.fromkeys(told.propositions[one.proposition].issue for one in item.about):
        yield "issue", id_, titles.get(id_, id_)


def _cell(told: News, one: Statement | None) -> str:
    """The query that opens the cell of a statement on its day; where the record has none, that of what changed."""
    chosen, lines = told.chosen, told.record.timeline
    shown = Parameters(chosen.as_of, measure=chosen.measure, max_rung=chosen.max_rung, lang=chosen.lang)
    if one is None or one.proposition not in lines.row or one.party not in lines.column:
        return shown.address(view=View.CHANGES)
    return shown.address(as_of=last_day(one.date), view=View.POSITIONS, cell=(one.proposition, one.party))


_VALUES: dict[str, Callable[[News, Statement], str]] = {
    "party": lambda told, one: told.parties[one.party].short,
    "proposition": lambda told, one: told.propositions[one.proposition].text,
    "stance": lambda told, one: words.STANCE[one.stance].word,
    "red_line": lambda told, one: _("yes") if one.red_line else _("no"),
    "date": lambda told, one: phrases.day(one.date),
    "rung": lambda told, one: f"{one.rung} ({words.RUNG[one.rung]})",
    "range": lambda told, one: (
        phrases.range_text(one.range.min, one.range.max, told.propositions[one.proposition].unit) if one.range else ""
    ),
    "speaker": lambda told, one: f"{one.speaker.name}, {one.speaker.role}" if one.speaker else "",
}
"""How a field of a statement is told; those that are not here are texts, or are only named."""


def _value(told: News, one: Statement, name: str) -> str:
    """A field of a statement in words; empty where it is not given."""
    return _VALUES[name](told, one) if name in _VALUES else getattr(one, name) or ""
