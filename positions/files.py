"""The files that a reader takes away from each view: which there are, what they are called, and their bytes."""

from urllib.parse import quote

from positions import bibliography, citing, documents, export, package, pictures, tables
from positions.changes import whole_drifts
from positions.compare import Measure
from positions.grid import STALE_AFTER, Matrix
from positions.language import DEFAULT, _, speaking
from positions.parameters import Parameters, View
from positions.pictures import Picture
from positions.store import Record
from positions.timeline import MAX_RUNG

BIBLIOGRAPHY = "bibliography"
PACKAGE = "package"

FOLDER = "api/v1"
"""Where the page's links to files lead, seen from the page."""

MEDIA_TYPES = (
    export.MEDIA_TYPES | documents.MEDIA_TYPES | pictures.FORMATS | bibliography.MEDIA_TYPES | package.MEDIA_TYPES
)

USED = {**tables.USED, BIBLIOGRAPHY: tables.USED["sources"], PACKAGE: package.USED}
"""The parameters that each file of data takes notice of."""

OF_VIEW: dict[View, tuple[str, ...]] = {
    View.GAPS: ("gaps", "changes"),
    View.POSITIONS: ("positions", "statements", "changes"),
    View.OVERLAP: ("overlap", "robustness", "movement"),
    View.BLOCKS: ("blocks", "common-ground", "conflicts"),
    View.SHEET: ("sheet", "brief", "gaps"),
    View.PARTY: ("party", "positions", "changes"),
    View.CHANGES: ("changes", "movement", "drift"),
    View.SOURCES: ("sources", "reliance"),
    View.ABOUT: ("statements", "sources"),
    View.EMBED: ("gaps", "positions", "overlap"),
}
"""What is behind each view, the one that it shows first."""

PAIRED = {View.BLOCKS, View.CHANGES, View.SHEET}
"""The views that show single pairs: those chosen or, without a choice, the first."""


def forms(name: str) -> tuple[str, ...]:
    """The forms in which something can be had, the plainest first; none for what does not exist."""
    if name == BIBLIOGRAPHY:
        return bibliography.FORMATS
    if name == PACKAGE:
        return package.FORMATS
    if name not in documents.NAMES:
        return ()
    return (export.FORMATS if name in tables.TABLES else ()) + documents.forms(name)


def used(name: str, form: str) -> frozenset[str]:
    """The parameters that a file takes notice of, those that choose the wider set of its rows included."""
    if form in pictures.FORMATS:
        return pictures.USED
    found = documents.USED[name] | {"lang"} if form in documents.FORMATS else USED[name]
    return found | ({"since"} if "only" in found else set())


def names() -> dict[str, str]:
    """What can be taken away, in words."""
    return {
        "gaps": _("Gaps"),
        "positions": _("Positions with evidence"),
        "overlap": _("Overlap"),
        "statements": _("Statements"),
        "sources": _("Sources"),
        "changes": _("Changes"),
        "drift": _("Drift of the chosen pairs"),
        "movement": _("Movement between two days"),
        "blocks": _("What blocks"),
        "common-ground": _("Common ground"),
        "conflicts": _("Conflicts within a party"),
        "robustness": _("Robustness of the figures"),
        "reliance": _("What rests on which source"),
        "sheet": _("Four-column sheet"),
        "brief": _("Short brief"),
        "party": _("This party on a page"),
        BIBLIOGRAPHY: _("Bibliography"),
        PACKAGE: _("Data package"),
    }


def takeaways(chosen: Parameters, matrix: Matrix) -> list[tuple[str, list[tuple[str, str, list[tuple[str, str]]]]]]:
    """What can be downloaded from a view, in groups: heading, then (id, words, [(form in words, address)]).

    From a view of single pairs they are those of the pairs that it shows.
    """
    shown = chosen.focused(matrix) if chosen.view in PAIRED else chosen
    own = OF_VIEW[chosen.view]
    pair = tuple(name for name in ("sheet", "brief") if name not in own)
    groups = [(_("This view"), own), (_("A pair, for a briefing"), pair), (_("The record"), (BIBLIOGRAPHY, PACKAGE))]
    told = names()

    def links(name: str) -> list[tuple[str, str]]:
        return [
            (form.upper(), address(name, form, shown if name in documents.NAMES else chosen)) for form in forms(name)
        ]

    return [(heading, [(name, told[name], links(name)) for name in listed]) for heading, listed in groups if listed]


def address(name: str, form: str, chosen: Parameters) -> str:
    """The link to a file, seen from the page."""
    return f"{FOLDER}/{quote(name)}.{bibliography.suffix(form)}{chosen.limited(used(name, form)).address()}"


def file_name(record: Record, chosen: Parameters, name: str, form: str) -> str:
    """What a file is called: record, content, day, whatever else was chosen that changes it, data version."""
    chosen = chosen.limited(used(name, form))
    told = [
        f"since-{chosen.since}" if chosen.since else "",
        chosen.measure if chosen.measure != Measure.CITY_BLOCK else "",
        f"rung-{chosen.max_rung}" if chosen.max_rung != MAX_RUNG else "",
        f"stale-{chosen.stale_after}" if chosen.stale_after != STALE_AFTER else "",
        "filtered" if chosen.party or chosen.issue or chosen.only else "",
        "sorted" if chosen.sort else "",
        *("~".join(pair) for pair in chosen.pair),
        chosen.focus,
        f"without-{chosen.source}" if chosen.source else "",
        chosen.lang if chosen.lang != DEFAULT else "",
    ]
    parts = (record.dataset.dataset.id, name, str(chosen.as_of), *filter(None, told), record.version)
    return f"{'-'.join(parts)}.{form}"


def content(record: Record, chosen: Parameters, name: str, form: str) -> bytes:
    """The bytes of a file, by the parameters that it takes notice of (`used`).

    Raises KeyError when there is nothing of this name and form.
    """
    if form not in pictures.FORMATS and form not in forms(name):
        raise KeyError(form)
    chosen = chosen.limited(used(name, form))
    with speaking(chosen.lang):
        if form in pictures.FORMATS:
            return pictures.drawn(picture(record.spoken(chosen.lang), chosen, name), form)
        if name == BIBLIOGRAPHY:
            return citing.of_sources(record, chosen, form).encode()
        if name == PACKAGE:
            return package.written(record, chosen)
        if form in export.FORMATS:
            return export.serialise(tables.table(name, record, chosen), form).encode()
        return documents.written(name, record.spoken(chosen.lang), chosen, form)


def picture(record: Record, chosen: Parameters, name: str) -> Picture:
    """The picture of a name as the views show it. Raises KeyError when there is none."""
    matrix = chosen.matrix(record.timeline)
    if name == "overlap":
        return pictures.overlap_picture(record, matrix, chosen)
    drifts = (pictures.drift_picture(record, matrix, chosen, line) for line in whole_drifts(matrix, chosen.measure))
    every = [*drifts, *pictures.range_pictures(record, matrix, chosen)]
    return {picture.name: picture for picture in every}[name]
