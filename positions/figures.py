"""The figures as Vega-Lite specifications: one drawing for the page and for the file. No words but the labels."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from positions import phrases, words
from positions.changes import Change, Drift
from positions.compare import Agreement, Gap, Overlap
from positions.grid import Cell
from positions.language import _, plural
from positions.model import Party, Range

Spec = dict[str, Any]

# Distinguishable without red or green; in the manner of Paul Tol's diverging schemes (https://personal.sron.nl/~pault/).
APART, BETWEEN, TOGETHER = "#e0822f", "#f7f0e8", "#3f7fbf"
_BLANK, _INK = "#eeeeee", "#111111"


def heatmap(parties: Sequence[Party], pairs: Sequence[Overlap]) -> Spec:
    """Party × party: agreement in colour, orange apart to blue together, with point, interval and n of N in each cell.

    The diagonal is empty, since both its sides are one party. A pair without a figure has its text and no colour.
    """
    cells = [
        {
            "row": row.id,
            "column": column.id,
            "share": pair.agreement.point,
            "point": phrases.percent(pair.agreement.point),
            "interval": words.interval(pair.agreement),
            "whole": words.n_of(pair.agreement),
        }
        for pair in pairs
        for row, column in ((pair.a, pair.b), (pair.b, pair.a))
    ]
    ids = [party.id for party in parties]
    axis = {
        "labelExpr": _named({party.id: party.short for party in parties}),
        "title": None,
        "labelFontSize": 14,
        "domain": False,
        "ticks": False,
    }
    colour = {"domain": [0, 0.5, 1], "range": [APART, BETWEEN, TOGETHER], "interpolate": "rgb"}
    known = {"test": "datum.share !== null", "field": "share", "type": "quantitative", "scale": colour, "legend": None}

    def text(field: str, dy: int, size: int, **style: Any) -> Spec:
        mark = {"type": "text", "dy": dy, "fontSize": size, "color": _INK, **style}
        return {"mark": mark, "encoding": {"text": {"field": field, "type": "nominal"}}}

    return {
        "data": {"values": cells},
        "height": max(240, 84 * len(ids)),
        "encoding": {
            "x": {"field": "column", "type": "nominal", "scale": {"domain": ids}, "axis": axis | _TOP},
            "y": {"field": "row", "type": "nominal", "scale": {"domain": ids}, "axis": axis},
        },
        "layer": [
            {"mark": {"type": "rect", "tooltip": None}, "encoding": {"color": {"condition": known, "value": _BLANK}}},
            text("point", -15, 17, fontWeight="bold"),
            text("interval", 4, 13),
            text("whole", 21, 13),
        ],
    }


_TOP = {"orient": "top", "labelAngle": 0}


def _named(names: Mapping[str, str]) -> str:
    """An expression that writes a name for its id, so that equal names stay apart."""
    return json.dumps(names) + "[datum.value]"


def drift(line: Drift, until: date, since: date) -> Spec:
    """Agreement of a pair as steps over time, the interval as a band, a dot for each day on which something moved it.

    A rule marks the day from which changes are told. Where nothing is comparable there is a band and no line. Each step
    is drawn by itself, so that one beside a stretch without a figure is seen to its end.
    """
    ends = [*(point.day for point in line.points[1:]), until]
    before = [None, *(point.agreement.point for point in line.points)]
    steps = [
        {
            "day": point.day.isoformat(),
            "until": end.isoformat(),
            "share": point.agreement.point,
            "before": was if point.agreement.point is not None else None,
            "lower": point.agreement.lower,
            "upper": point.agreement.upper,
            "few": point.agreement.n_comparable * 2 < point.agreement.n_propositions,
        }
        for point, end, was in zip(line.points, ends, before, strict=False)
    ]
    dots = [
        {
            "day": point.day.isoformat(),
            "at": _middle(point.agreement) if point.agreement.point is None else point.agreement.point,
            "said": phrases.day(point.day),
            "figure": words.figure(point.agreement),
            "moved": _movers(point.changes),
        }
        for point in line.points
        if point.changes
    ]
    several_years = (until - line.points[0].day).days > 366
    axis: Spec = {"labelExpr": _month(), "labelOverlap": True}
    if not several_years:
        axis |= {"labelExpr": f"utcdate(datum.value) + ' ' + {_month()}", "tickCount": 6}
    # In universal time, like the days themselves: elsewhere a browser would show the day before.
    day = {"field": "day", "type": "temporal", "title": None, "axis": axis, "scale": {"type": "utc"}}
    share = {
        "type": "quantitative",
        "axis": {"format": "%", "title": None, "values": [0, 0.25, 0.5, 0.75, 1]},
        "scale": {"domain": [0, 1]},
    }
    told = [
        {"field": "said", "type": "nominal", "title": _("From")},
        {"field": "figure", "type": "nominal", "title": _("Agreement")},
        {"field": "moved", "type": "nominal", "title": _("Moved by")},
    ]
    stroke = {"type": "rule", "color": TOGETHER, "strokeWidth": 2.5, "tooltip": None}
    dash = {"strokeDash": {"condition": {"test": "datum.few", "value": [2, 3]}, "value": [1, 0]}}
    return {
        "data": {"values": steps},
        "height": 300,
        "encoding": {"x": day},
        "layer": [
            {
                "mark": {"type": "rect", "color": TOGETHER, "opacity": 0.22, "tooltip": None},
                "encoding": {"x2": {"field": "until"}, "y": {"field": "lower", **share}, "y2": {"field": "upper"}},
            },
            {
                "transform": [{"filter": "datum.share !== null"}],
                "mark": stroke,
                "encoding": {"x2": {"field": "until"}, "y": {"field": "share", **share}, **dash},
            },
            {
                "transform": [{"filter": "datum.before !== null"}],
                "mark": stroke,
                "encoding": {"y": {"field": "before", **share}, "y2": {"field": "share"}, **dash},
            },
            {
                "data": {"values": [{"day": since.isoformat()}]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": APART, "strokeWidth": 1.5, "tooltip": None},
            },
            {
                "data": {"values": dots},
                "mark": {"type": "circle", "size": 60, "color": TOGETHER, "opacity": 1, "stroke": "white"},
                "encoding": {"y": {"field": "at", **share}, "tooltip": told},
            },
        ],
    }


def _month() -> str:
    """An expression that writes month and year, since the library that draws knows the names of one language only."""
    return f"{json.dumps(phrases.months())}[utcmonth(datum.value)] + ' ' + utcyear(datum.value)"


_TOLD = 2
"""Changes that a label by the pointer has room for; the list below the picture has all."""


def _movers(found: Sequence[Change]) -> str:
    told = [
        _("{party} {change}: {proposition}").format(
            party=one.party.short, change=words.KIND[one.kind].word, proposition=one.proposition.text.rstrip(".")
        )
        for one in found[:_TOLD]
    ]
    if (more := len(found) - _TOLD) > 0:
        told.append(plural("and {} more", "and {} more", more).format(more))
    return "; ".join(told)


def _middle(agreement: Agreement) -> float:
    """Where a day without a figure has its dot: amid the interval."""
    return ((agreement.lower or 0) + (1 if agreement.upper is None else agreement.upper)) / 2


def ranges(cells: Sequence[Cell], between: Sequence[Gap]) -> Spec:
    """The numbers that parties named for one proposition on one axis, and below them what lies between each pair.

    The cells are those with a number. A row for each party: a bar from its minimum to its maximum, a tick for a single
    number, an arrow where an end was not stated. A row for each pair that named numbers: blue the zone of stated
    positions, orange the gap.
    """
    unit = cells[0].proposition.unit or ""
    said = [(cell.party, cell.range) for cell in cells if cell.range]
    names = {party.id: party.short for party, _ in said}
    ends = [end for _, named in said for end in (named.min, named.max) if end is not None]
    margin = (max(ends) - min(ends)) * 0.15 or max(abs(ends[0]) * 0.1, 1)
    low, high = min(ends) - margin, max(ends) + margin
    rows = [_bar(party.id, named, low, high, phrases.range_text(named.min, named.max, unit)) for party, named in said]
    for one in between:
        if (zone := one.zone) is not None and zone.gap is not None and zone.low is not None and zone.high is not None:
            within = Range(min=min(zone.low, zone.high), max=max(zone.low, zone.high))
            if zone.gap:
                kind, told = "gap", _("gap {}").format(phrases.measured(zone.gap, unit))
            else:
                kind, told = "zone", _("zone {}").format(phrases.range_text(zone.low, zone.high, unit))
            pair = f"{one.a.party.id}~{one.b.party.id}"
            names[pair] = f"{one.a.party.short} – {one.b.party.short}"
            rows.append(_bar(pair, within, low, high, told) | {"kind": kind})
    axis = {"title": unit, "tickCount": 6, "labelExpr": _grouped()}
    bounds = {"scale": {"domain": [low, high], "nice": False, "zero": False}, "axis": axis}
    kinds = {"domain": ["stated", "zone", "gap"], "range": ["#5b6472", TOGETHER, APART]}
    y = {
        "field": "row",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelFontSize": 14, "labelLimit": 240, "labelExpr": _named(names)},
    }
    colour = {"field": "kind", "type": "nominal", "scale": kinds, "legend": None}
    open_end: dict[str, Any] = {"type": "point", "filled": True, "size": 130}
    return {
        "data": {"values": rows},
        # In the page the axis takes its room from the height.
        "height": 46 * len(rows) + 70,
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 14, "tooltip": {"content": "data"}},
                "encoding": {
                    "color": colour,
                    "x": {"field": "from", "type": "quantitative", **bounds},
                    "x2": {"field": "to"},
                    "tooltip": {"field": "text", "type": "nominal"},
                },
            },
            {
                "transform": [{"filter": "datum.from === datum.to"}],
                "mark": {"type": "tick", "thickness": 4, "height": 22},
                "encoding": {"color": colour, "x": {"field": "from", "type": "quantitative", **bounds}},
            },
            *(
                {
                    "transform": [{"filter": f"datum.{end} === null"}],
                    "mark": open_end | {"shape": shape},
                    "encoding": {"color": colour, "x": {"field": place, "type": "quantitative", **bounds}},
                }
                for end, shape, place in (("min", "triangle-left", "from"), ("max", "triangle-right", "to"))
            ),
            *(
                {
                    "transform": [{"filter": f"datum.from {side} {(low + high) / 2}"}],
                    "mark": {"type": "text", "align": align, "dy": -15, "fontSize": 12},
                    "encoding": {
                        "x": {"field": place, "type": "quantitative", **bounds},
                        "text": {"field": "text", "type": "nominal"},
                    },
                }
                for side, align, place in (("<=", "left", "from"), (">", "right", "to"))
            ),
        ],
    }


def _grouped() -> str:
    """An expression that writes a number as `phrases.grouped` does."""
    decimal = phrases.grouped(0.5)[1]
    whole = "replace(format(datum.value, ',~f'), regexp(',', 'g'), '\u202f')"
    return f"replace(abs(datum.value) >= 10000 ? {whole} : format(datum.value, '~f'), '.', '{decimal}')"


def _bar(id_: str, one: Range, low: float, high: float, text: str) -> Spec:
    start, end = (low if one.min is None else one.min), (high if one.max is None else one.max)
    return {"row": id_, "from": start, "to": end, "min": one.min, "max": one.max, "text": text, "kind": "stated"}
