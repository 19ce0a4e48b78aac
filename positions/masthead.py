"""What stands above every view: title, figure, views, controls, active choices, notices; and what can be taken away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from markupsafe import Markup

from positions import citing, files, phrases, words
from positions.changes import movements
from positions.compare import Measure, overlaps
from positions.grid import STALE_AFTER, Matrix, displayed
from positions.language import DEFAULT, LANGUAGES, _, plural
from positions.markup import WIDE, broken, formula
from positions.model import Party, last_day
from positions.parameters import LONGEST, SEVERITY, Day, Fault, Kind, Only, Parameters, Theme, View
from positions.rendering import render
from positions.store import Record
from positions.timeline import MAX_RUNG


@dataclass(frozen=True)
class Notice:
    """Something that the reader must know before the figures: `kind` is "warning" or "note"."""

    kind: str
    title: str
    lines: tuple[str, ...]


def titles() -> dict[View, str]:
    """The views by what their tabs say, in the order of the tabs."""
    return {
        View.GAPS: _("Gaps"),
        View.POSITIONS: _("Positions"),
        View.OVERLAP: _("Overlap"),
        View.BLOCKS: _("What blocks"),
        View.SHEET: _("Side by side"),
        View.PARTY: _("Party"),
        View.CHANGES: _("Changes"),
        View.SOURCES: _("Sources"),
        View.ABOUT: _("About"),
    }


def title_of(view: View) -> str:
    """What a view is called, also the one that has no tab: it builds embeds and is opened from what is shared."""
    return _("Embed") if view == View.EMBED else titles()[view]


def masthead(record: Record, matrix: Matrix, chosen: Parameters, faults: Sequence[Fault] = ()) -> str:
    """Everything above a view; `faults` are told as what was ignored in the address."""
    data = record.dataset
    shown = chosen.focused(matrix).pairs(matrix)[:1]
    pairs = [overlaps(matrix, chosen.measure)[matrix.pairs.index(pair)] for pair in shown]
    ages = [cell.stale(chosen.stale_after) for row in matrix.rows for cell in row if cell.statements]
    active = list(chips(record, chosen))
    first = min((last_day(one.date) for one in data.statements), default=data.dataset.coverage_until)
    title = _("Search results") if chosen.q else title_of(chosen.view)
    return render(
        "masthead.html.j2",
        record=record,
        data=data,
        matrix=matrix,
        chosen=chosen,
        languages=LANGUAGES,
        first=pairs[0] if pairs else None,
        formula=_html(formula()),
        moved_text=moved(matrix, chosen, shown[0]) if shown else "",
        stale_text=_stale(sum(ages), len(ages), chosen.stale_after) if any(ages) else "",
        views=[(view, name, chosen.address(view=view, cell=(), q="", **UNBUILT)) for view, name in titles().items()],
        kept=_kept(chosen),
        days={
            "first": min(first, chosen.as_of),
            "begin": min(date(first.year, 1, 1), chosen.since or first),
            "last": max(data.dataset.coverage_until, chosen.as_of),
        },
        chips=active,
        filters=len(active) - bool(chosen.q) - bool(chosen.since),
        cleared=replace(_bare(chosen), as_of=chosen.as_of).address(),
        choices=list(_choices(record, matrix, chosen)),
        choices_of=_("Party") if chosen.subject == View.PARTY else _("Pairs"),
        parties=[part for _n, part in displayed(data.parties)],
        issues=[part for _n, part in displayed(data.issues)],
        only=_only(chosen),
        sorts=_sorts(matrix),
        sorted_by=chosen.sort if isinstance(chosen.sort, str) else "~".join(chosen.sort),
        rungs=range(1, MAX_RUNG + 1),
        longest=LONGEST,
        takeaways=files.takeaways(chosen, matrix),
        latest=_latest(chosen),
        building=chosen.address(view=View.EMBED, frame=chosen.subject, cell=(), q="", source=""),
        cite_view=citing.of_view(record, chosen, title),
        notices=[(one.kind, one.title, one.lines) for one in notices(record, matrix, chosen, faults)],
        problems=_html(broken(record.broken)) if record.broken else "",
    )


def _html(rendered: str) -> Markup:
    return Markup(rendered)  # noqa: S704  # rendered, so escaped


def moved(matrix: Matrix, chosen: Parameters, pair: tuple[int, int]) -> str:
    """What the figure of a pair was on the day to compare with, if there is one, and what both days can compare."""
    if not chosen.since:
        return ""
    one = movements(matrix, chosen.since, chosen.measure)[matrix.pairs.index(pair)]
    then = _("On {day}: {figure} comparable.").format(day=phrases.day(chosen.start), figure=words.figure(one.then))
    if not one.n_both:
        return f"{then} {phrases.sentence(words.TREND[one.trend].meaning)}."
    both = _(
        "On what both days can compare ({propositions}): {before} → {after}, {trend}; for all {number}: {answer}."
    ).format(
        propositions=phrases.count(one.n_both, "proposition"),
        before=phrases.percent(one.then_both / one.n_both),
        after=phrases.percent(one.now_both / one.n_both),
        trend=words.TREND[one.trend].word,
        number=one.now.n_propositions,
        answer=words.ANSWER[one.whole],
    )
    return f"{then} {both}"


def _stale(number: int, stated: int, after: int) -> str:
    told = plural(
        "{number} of {cells} with a statement is stale: the statement in force is more than {days} older than this "
        "date.",
        "{number} of {cells} with a statement are stale: the statement in force is more than {days} older than this "
        "date.",
        number,
    )
    return told.format(number=number, cells=phrases.count(stated, "cell"), days=phrases.count(after, "day"))


def _bare(chosen: Parameters) -> Parameters:
    """The same view with nothing chosen but the language, and what embed is built."""
    return Parameters(
        as_of=chosen.as_of,
        view=chosen.view,
        lang=chosen.lang,
        focus=chosen.focus,
        pair=chosen.pair,
        theme=chosen.theme,
        frame=chosen.frame,
        kind=chosen.kind,
        day=chosen.day,
    )


UNBUILT: dict[str, Any] = {"frame": View.GAPS, "kind": Kind.LIGHT, "day": Day.PINNED, "theme": Theme.AUTO}
"""What is chosen where an embed is built, and means nothing in any other view."""

_IN_FORM = {"as_of", "since", "q", "party", "issue", "only", "sort", "measure", "max_rung", "stale_after"}


def _kept(chosen: Parameters) -> dict[str, list[str]]:
    """What the form hands on without showing it; the chosen cell is kept by the page."""
    query = replace(chosen, cell=()).query()
    return {name: values for name, values in query.items() if name not in _IN_FORM}


def _latest(chosen: Parameters) -> str:
    """The address of the view without its day, so that it goes on with the record."""
    day = f"as_of={chosen.as_of.isoformat()}"
    parts = chosen.address(cell=()).removeprefix("?").split("&")
    return "?" + "&".join(part for part in parts if part != day)


def _only(chosen: Parameters) -> dict[Only, str]:
    return {
        Only.DEADLOCK: _("deadlocks"),
        Only.OPPOSED: _("opposed, deadlocks included"),
        Only.UNANSWERED: _("unanswered"),
        Only.CHANGED: _("changed after {}").format(phrases.day(chosen.start)),
    }


def _sorts(matrix: Matrix) -> list[tuple[str, str]]:
    told = _("the gravest first: {}")
    return [
        (SEVERITY, told.format(_("all pairs"))),
        *((f"{a.id}~{b.id}", told.format(f"{a.short} – {b.short}")) for _ids, (a, b) in _pairs(matrix)),
    ]


def _choices(record: Record, matrix: Matrix, chosen: Parameters) -> Iterator[tuple[str, str, bool]]:
    """What a view of single pairs or of one party can be about: in words, its address, whether it is chosen."""
    if chosen.q:
        return
    if chosen.subject == View.PARTY and record.dataset.parties:
        on = chosen.focused_party(record.dataset)
        for _n, part in displayed(record.dataset.parties):
            yield part.name, chosen.address(focus=part.id, cell=()), part.id == on.id
    if chosen.subject in files.PAIRED:
        shown = chosen.focused(matrix)
        told = {"~".join(pair): " – ".join(part.short for part in parts) for pair, parts in _pairs(matrix)}
        for (pair, _parts), name in zip(_pairs(matrix), phrases.labels(told).values(), strict=True):
            on_now = pair in shown.pair
            others = tuple(one for one in shown.pair if one != pair)
            wanted = (pair,) if chosen.subject == View.SHEET else others if on_now else (*others, pair)
            yield name, chosen.address(pair=wanted, cell=()), on_now


def _pairs(matrix: Matrix) -> list[tuple[tuple[str, str], tuple[Party, Party]]]:
    parts = [(matrix.parties[a], matrix.parties[b]) for a, b in matrix.pairs]
    return [((a.id, b.id), (a, b)) for a, b in parts]


def chips(record: Record, chosen: Parameters) -> Iterator[tuple[str, str]]:
    """What is chosen beside view, day and language: in words, and the address that takes it back."""
    data = record.dataset
    party = {part.id: part.short for part in data.parties}
    issue = {part.id: part.title for part in data.issues}

    def back(**changes: Any) -> str:
        return chosen.address(cell=(), **changes)

    if chosen.q:
        yield _("Search: {}").format(chosen.q), back(q="")
    for id_ in chosen.party:
        yield _("Party: {}").format(party[id_]), back(party=tuple(one for one in chosen.party if one != id_))
    for id_ in chosen.issue:
        yield _("Issue: {}").format(issue[id_]), back(issue=tuple(one for one in chosen.issue if one != id_))
    for value in chosen.only:
        left = tuple(one for one in chosen.only if one != value)
        yield _("Only: {}").format(_only(chosen)[value]), back(only=left)
    if chosen.since:
        yield _("Compared with {}").format(phrases.day(chosen.since)), back(since=None)
    if chosen.sort:
        names = _("all pairs") if isinstance(chosen.sort, str) else " – ".join(party[id_] for id_ in chosen.sort)
        yield _("Order: the gravest first ({})").format(names), back(sort="")
    if chosen.measure != Measure.CITY_BLOCK:
        yield _("Measure: {}").format(words.MEASURE[chosen.measure]), back(measure=Measure.CITY_BLOCK)
    if chosen.max_rung != MAX_RUNG:
        yield _("Sources of rung {} or stronger").format(chosen.max_rung), back(max_rung=MAX_RUNG)
    if chosen.stale_after != STALE_AFTER:
        told = _("Stale after {}").format(phrases.count(chosen.stale_after, "day"))
        yield told, back(stale_after=STALE_AFTER)


def notices(record: Record, matrix: Matrix, chosen: Parameters, faults: Sequence[Fault]) -> Iterator[Notice]:
    """Ignored parameters, a broken file, a hidden cell, rows that are left out."""
    data = record.dataset
    if faults:
        yield Notice("warning", _("Ignored in the address:"), tuple(f"{fault}." for fault in faults))
    if record.broken:
        yield Notice("warning", _("The file of the record is broken now. This is the last good state of it."), ())
    if chosen.cell and not all(matrix.cell(chosen.cell[0], party) for party in chosen.cell[1:]):
        yield Notice("note", "", (_("The chosen cell is hidden by the filters."),))
    if chosen.subject in files.PAIRED and chosen.pair and matrix.pairs and not chosen.pairs(matrix):
        first = _pairs(matrix)[0][1]
        told = _("The chosen pairs are hidden by the filters. Shown is {}.")
        yield Notice("note", "", (told.format(" – ".join(part.short for part in first)),))
    hidden = (
        (len(data.parties) - len(matrix.parties), "party"),
        (len(data.propositions) - len(matrix.row_indices), "proposition"),
    )
    told = ", ".join(phrases.count(number, noun) for number, noun in hidden if number)
    if told:
        yield Notice("note", "", (_("Filtered; not shown: {}.").format(told),))
    if chosen.view == View.GAPS and len(matrix.pairs) > WIDE:
        told = _("{} side by side. Choose parties to see fewer.")
        yield Notice("note", "", (told.format(phrases.count(len(matrix.pairs), "pair")),))
    if chosen.lang not in {DEFAULT, data.dataset.language, *data.dataset.translations}:
        told = _("Headings marked [{}] have no translation in this record.")
        yield Notice("note", "", (told.format(data.dataset.language),))
