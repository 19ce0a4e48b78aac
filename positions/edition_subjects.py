"""What only an edition has a page of: a proposition with all its evidence, a source with all that rests on it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from positions import citing
from positions.blocks import conflicts
from positions.changes import Change, beginning, changes
from positions.compare import gap
from positions.drafting import language_name
from positions.edition import Page
from positions.grid import STALE_AFTER, Cell, Matrix
from positions.language import _, language
from positions.model import Absence, Citation, Statement, last_day
from positions.parameters import Parameters
from positions.rendering import caption_of, render
from positions.robustness import Reliance
from positions.store import Record


class Subjects:
    """The bodies of these pages for the positions of a matrix, in the language that is spoken.

    `held` says what rests on each source; its cells may be those of the record in another language.
    """

    def __init__(self, record: Record, matrix: Matrix, held: Mapping[str, Sequence[Reliance]]) -> None:
        self.record, self.matrix, self.held = record, matrix, held
        self.data = record.dataset
        self.own = self.data.dataset.language
        self.rows = {row[0].proposition.id: row for row in matrix.rows if row}
        self.text = {part.id: part.text for part in self.data.propositions}
        self.issue = {part.id: part.title for part in self.data.issues}

    def proposition(self, page: Page, picture: str) -> str:
        """The position of each party with its evidence, how each two stand to each other, and what changed."""
        row = self.rows[page.cell[0]]
        about = row[0].proposition
        names = list(self.rows)
        here = names.index(about.id)
        return render(
            "edition_proposition.html.j2",
            proposition=about,
            issue=self.issue[about.issue],
            excluded=[(id_, self.text[id_]) for id_ in about.excludes if id_ in self.text],
            caption=caption_of(_("Relation of two positions"), self.record, self.matrix),
            gaps=[gap(row[a], row[b]) for a, b in self.matrix.pairs],
            cells=row,
            changes=self._changes[about.id],
            picture=picture,
            neighbours=[names[n] for n in (here - 1, here + 1) if 0 <= n < len(names)],
            text=self.text,
            chosen=page,
            data=self.data,
            own=self.own,
            spoken=language(),
            after=STALE_AFTER,
            clashes={cell.party.id: self._clashes[about.id, cell.party.id] for cell in row},
            challenge={cell.party.id: self._challenge(page, cell) for cell in row},
        )

    def _challenge(self, page: Page, cell: Cell) -> str:
        chosen = Parameters(page.as_of, cell=(cell.proposition.id, cell.party.id), lang=page.lang)
        return citing.challenge(self.record, chosen, [cell])

    @cached_property
    def _changes(self) -> Mapping[str, list[Change]]:
        """What moved on each proposition since the record begins, the newest first."""
        found: defaultdict[str, list[Change]] = defaultdict(list)
        for one in reversed(changes(self.matrix, beginning(self.matrix))):
            if one.moved:
                found[one.proposition.id].append(one)
        return found

    @cached_property
    def _clashes(self) -> Mapping[tuple[str, str], list[Cell]]:
        """For each cell, the positions of its party that cannot hold together with it."""
        found: defaultdict[tuple[str, str], list[Cell]] = defaultdict(list)
        for one in conflicts(self.matrix):
            for cell, other in (one.cells, one.cells[::-1]):
                found[cell.proposition.id, cell.party.id].append(other)
        return found

    def source(self, page: Page) -> str:
        """What is known of a source, what rests on it, and every statement that cites it."""
        source = self.data.source[page.source]
        found = [Reliance(self._here(one.cell), self._here(one.without)) for one in self.held[source.id]]
        return render(
            "edition_source.html.j2",
            source=source,
            language_name=language_name(source.language),
            falling=[one for one in found if one.falls],
            standing=[one for one in found if not one.falls],
            said=self._said[source.id],
            searched=[(self.text[one.proposition], one) for one in self._searched[source.id]],
            text=self.text,
            party={part.id: part.name for part in self.data.parties},
            in_force=self._in_force,
            chosen=page,
            as_of=self.matrix.as_of,
            data=self.data,
            own=self.own,
            spoken=language(),
        )

    def _here(self, cell: Cell) -> Cell:
        """The same cell with the names of this language."""
        mine = self.matrix.cell(cell.proposition.id, cell.party.id) or cell
        return replace(cell, proposition=mine.proposition, party=mine.party)

    @cached_property
    def _said(self) -> Mapping[str, list[tuple[Statement, list[Citation]]]]:
        """The statements that cite each source, the newest first, with what they cite of it."""
        found: defaultdict[str, list[tuple[Statement, list[Citation]]]] = defaultdict(list)
        for one in sorted(self.data.statements, key=lambda one: (last_day(one.date), one.id), reverse=True):
            for id_ in dict.fromkeys(citation.source for citation in one.citations):
                found[id_].append((one, [citation for citation in one.citations if citation.source == id_]))
        return found

    @cached_property
    def _searched(self) -> Mapping[str, list[Absence]]:
        """The cells without a statement for which each source was searched."""
        found: defaultdict[str, list[Absence]] = defaultdict(list)
        for one in self.data.absences:
            for id_ in one.sources:
                found[id_].append(one)
        return found

    @cached_property
    def _in_force(self) -> frozenset[str]:
        return frozenset(one.id for row in self.matrix.rows for cell in row for one in cell.statements)
