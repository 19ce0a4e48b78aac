"""Tables of the record in the words of a reader: names for ids, signs and words for codes, days, shares, sources."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from positions import export, phrases, tables, words
from positions.blocks import Support
from positions.changes import Answer, Trend
from positions.compare import Agreement, Measure
from positions.drafting import Draft, language_name, signed
from positions.grid import Status
from positions.language import _, marked
from positions.model import Dataset, SourceKind, Stance
from positions.paper import Block, Cell, Document, Notes, Paragraph, Row, Run, Table, cell, cited, counted
from positions.parameters import Parameters
from positions.store import Record

TITLES = {
    "statements": marked("Statements up to the day, of every rung"),
    "sources": marked("Sources of the statements"),
    "drift": marked("Agreement of stated positions over time"),
    "movement": marked("Movement of stated positions between two days"),
    "common-ground": marked("Propositions that none of the parties is against"),
    "conflicts": marked("Held together although they exclude each other"),
    "robustness": marked("Agreement of stated positions by source limit, measure and issue"),
    "reliance": marked("What rests on a source"),
}
"""The tables that are told here, each with what it shows."""

_COLUMNS: dict[str, dict[str, float]] = {
    "statements": {
        **{"date": 1.5, "party": 0.9, "proposition": 2.2, "stance": 1.1, "red_line": 0.6, "speaker": 1.2, "rung": 0.6},
        **{"summary": 3, "quote": 2.5, "source": 1.2},
    },
    "sources": {
        **{"title": 4, "publisher": 2, "published": 1.5, "kind": 1, "language": 1},
        **{"n_statements": 1, "retrieved": 1.3},
    },
    "drift": {"date": 1.2, "party_a": 1, "party_b": 1, "figure": 2, "statements": 1.5},
    "movement": {
        **{"party_a": 1, "party_b": 1, "trend": 1.2, "n_both": 1, "agreement_both_then": 1.1},
        **{"agreement_both_now": 1.1, "figure_then": 1.6, "figure_now": 1.6, "whole": 2},
    },
    "common-ground": {
        **{"proposition_text": 3, "support": 1.3, "for": 1.5, "conditional": 1.3, "unknown": 1.3, "sources": 1},
    },
    "conflicts": {
        **{"party": 1, "proposition_text_a": 2.2, "date_a": 1, "sources_a": 0.7},
        **{"proposition_text_b": 2.2, "date_b": 1, "sources_b": 0.7},
    },
    "robustness": {"measure": 1, "max_rung": 0.8, "without_issue": 1.5, "party_a": 1, "party_b": 1, "figure": 2},
    "reliance": {
        **{"source": 1.5, "party": 0.9, "proposition_text": 3, "falls": 0.9, "stance": 1.3, "without_stance": 1.3},
    },
}  # fmt: skip
"""The columns that a reader needs, with their widths; the rest is in the data."""

_HEADINGS = {
    "date": marked("Day"), "party": marked("Party"), "proposition": marked("Proposition"),
    "proposition_text": marked("Proposition"), "stance": marked("Stance"), "red_line": marked("Red line"),
    "speaker": marked("Speaker"), "rung": marked("Rung"), "summary": marked("Summary"), "quote": marked("Quote"),
    "source": marked("Source"), "sources": marked("Sources"), "title": marked("Title"),
    "publisher": marked("Publisher"), "published": marked("Published"), "kind": marked("Kind"),
    "language": marked("Language"), "n_statements": marked("Statements"), "retrieved": marked("Words seen on the page"),
    "party_a": marked("First party"), "party_b": marked("Second party"), "figure": marked("Agreement"),
    "statements": marked("Moved by"), "trend": marked("Movement"), "n_both": marked("Comparable on both days"),
    "agreement_both_then": marked("Agreement on these then"), "agreement_both_now": marked("Agreement on these now"),
    "figure_then": marked("Whole figure then"), "figure_now": marked("Whole figure now"),
    "whole": marked("For all N propositions"), "support": marked("How far"), "for": marked("For it"),
    "conditional": marked("Under a condition"), "unknown": marked("Not known"), "date_a": marked("Day"),
    "date_b": marked("Day"), "proposition_text_a": marked("One proposition"), "sources_a": marked("Sources"),
    "proposition_text_b": marked("The other"), "sources_b": marked("Sources"), "measure": marked("Measure"),
    "max_rung": marked("Weakest rung"), "without_issue": marked("Without"), "falls": marked("Changes without it"),
    "without_stance": marked("Without it"),
}  # fmt: skip

_KINDS = {
    SourceKind.OFFICIAL: marked("official"), SourceKind.TRANSCRIPT: marked("transcript"),
    SourceKind.NEWS: marked("news"), SourceKind.WIRE: marked("wire"), SourceKind.BROADCAST: marked("broadcast"),
    SourceKind.LEAK: marked("leak"),
}  # fmt: skip

_Row = Mapping[Any, Any]


def table(name: str, record: Record, chosen: Parameters) -> Document:
    """One of TITLES as a document."""
    draft, subject = Draft(record, chosen, every_rung="max_rung" not in tables.USED[name]), _(TITLES[name])
    tell = _Teller(record.dataset, draft.notes)
    columns = _COLUMNS[name]
    found = export.objects(tables.table(name, record, chosen))
    rows = tuple(Row(tuple(tell(row, column) for column in columns)) for row in found)
    headings = tuple(_(_HEADINGS[column]) for column in columns)
    widths = tuple(columns.values())
    made: Block = Table(phrases.sentence(name), draft.caption(subject), headings, rows, widths)
    if not rows:
        made = Paragraph((Run(_("There is nothing to list.")),))
    figures = list(Measure) if name == "robustness" else [chosen.measure] if name in {"drift", "movement"} else []
    return draft.document(name, subject, [made], figures=figures, landscape=len(columns) > 5)


class _Teller:
    """Tells a field of a row to a reader."""

    def __init__(self, data: Dataset, notes: Notes) -> None:
        self.data, self.notes = data, notes
        self.names = {part.id: part.short for part in data.parties}
        self.issues = {part.id: part.title for part in data.issues}
        self.propositions = {part.id: part.text for part in data.propositions}
        self.statements = {part.id: part for part in data.statements}
        self.told: dict[str, Callable[[Any], Cell]] = {
            **dict.fromkeys(("party", "for", "conditional", "unknown"), self._parties),
            **dict.fromkeys(("source", "sources"), self._sources),
            **dict.fromkeys(("date", "published", "retrieved"), lambda day: cell(phrases.day(day))),
            **dict.fromkeys(("falls", "red_line"), lambda flag: cell(_("yes") if flag else _("no"))),
            "agreement_both": _share,
            "without_issue": lambda id_: cell(self.issues[id_]),
            "proposition": lambda id_: cell(self.propositions[id_]),
            "trend": lambda code: cell(signed(words.TREND[Trend(code)])),
            "whole": lambda code: cell(words.ANSWER[Answer(code)]),
            "support": lambda code: cell(signed(words.SUPPORT[Support(code)])),
            "measure": lambda code: cell(words.MEASURE[Measure(code)]),
            "kind": lambda code: cell(_(_KINDS[SourceKind(code)])),
            "language": lambda code: cell(language_name(code)),
            "statements": self._moved_by,
        }

    def __call__(self, row: _Row, column: str) -> Cell:
        """The field, or what stands for it, as a cell."""
        base = re.sub("_(a|b|then|now)$", "", column)
        if base == "figure":
            return self._figure(row, column.removeprefix("figure"))
        if base in {"stance", "without_stance"}:
            return _stance(row, base.removesuffix("stance"))
        if (value := row[column]) is None:
            return cell()
        if base in {"quote", "title"}:
            return _quote(row) if base == "quote" else cell(cited(value, self.notes.of([row["source"]])))
        if base in self.told:
            return self.told[base](value)
        return counted(value) if isinstance(value, int) else cell(str(value))

    def _parties(self, ids: str) -> Cell:
        return cell(", ".join(self.names[id_] for id_ in ids.split()))

    def _sources(self, ids: str) -> Cell:
        listed = ids.split()
        return cell(cited(self.data.source[listed[0]].publisher if len(listed) == 1 else "", self.notes.of(listed)))

    def _moved_by(self, ids: str) -> Cell:
        said = [self.statements[id_] for id_ in ids.split()]
        sources = dict.fromkeys(citation.source for one in said for citation in one.citations)
        return cell(cited(", ".join(dict.fromkeys(self.names[one.party] for one in said)), self.notes.of(sources)))

    def _figure(self, row: _Row, when: str) -> Cell:
        n, share = row[f"n_comparable{when}"], row[f"agreement{when}"]
        # S is a sum of halves, so the share of six decimals gives it back exactly.
        total = round(2 * (share or 0) * n) / 2
        measure = Measure(row["measure"])
        return cell(words.figure(Agreement(measure, row[f"n_propositions{when}"], n, total)))


def _share(value: float) -> Cell:
    return cell(phrases.percent(value), number=value, share=True)


def _stance(row: _Row, prefix: str) -> Cell:
    if stance := row[f"{prefix}stance"]:
        return cell(signed(words.STANCE[Stance(stance)]), fill=stance)
    status = Status(row[f"{prefix}status"])
    return cell(signed(words.STATUS[status]), fill=status.value)


def _quote(row: _Row) -> Cell:
    original = Run(f"“{row['quote']}”", italic=True, language=row["quote_language"])
    named = Run(f" ({language_name(row['quote_language'])})")
    translated = (Run(_("Translation:") + f" “{row['quote_translation']}”"),) if row["quote_translation"] else ()
    return cell((original, named), translated)
