"""The builder of embeds: what is framed, the HTML to copy into another page, and the frame as it will look there.

Its choices are parameters like all others; filters, order and pair are those of the controls above every view.
"""

import gzip
from dataclasses import replace
from urllib.parse import urlencode

from positions import embed, files, masthead, oembed
from positions.citing import ORIGIN
from positions.language import LANGUAGES, _
from positions.parameters import Day, Kind, Parameters, Theme, View
from positions.phrases import grouped
from positions.rendering import render
from positions.store import Record

FIXED = 800
"""Height, in pixels, of a frame in a page that allows no script."""

_FIELDS = {"frame", "kind", "day", "theme", "lang"}


def framed(record: Record, chosen: Parameters) -> Parameters:
    """The choice that is framed: what the builder is asked for, without what only the builder has."""
    latest = record.dataset.dataset.coverage_until if chosen.day == Day.LATEST else chosen.as_of
    bare = Parameters(as_of=chosen.as_of)
    return replace(
        chosen,
        view=chosen.frame,
        since=chosen.since if chosen.since and chosen.since <= latest else None,
        cell=(),
        source="",
        q="",
        # Of single pairs or of one party are these views alone.
        pair=chosen.pair if chosen.frame in files.PAIRED else (),
        focus=chosen.focus if chosen.frame == View.PARTY else "",
        frame=bare.frame,
        kind=bare.kind,
        day=bare.day,
    )


def is_light(chosen: Parameters) -> bool:
    """Whether the light embed is built: it was chosen, and the view is one."""
    return chosen.kind == Kind.LIGHT and chosen.frame in embed.VIEWS


def address(record: Record, chosen: Parameters, base: str) -> str:
    """The address of the embed that is built; `base` is that of the dashboard, with "/" at its end, or empty."""
    return oembed.address(framed(record, chosen), base, pinned=chosen.day == Day.PINNED, light=is_light(chosen))


def snippet(record: Record, chosen: Parameters, base: str) -> str:
    """The HTML for another page: the frame, and the listener that gives it the height of its content."""
    listener = f'<script async src="{base}embed/listen.js"></script>'
    return f"{oembed.frame(address(record, chosen, base), oembed.title(record, chosen.frame))}\n{listener}"


def fixed(record: Record, chosen: Parameters, base: str) -> str:
    """The HTML for a page that allows no script: the frame has a height of its own, and scrolls within."""
    return oembed.frame(address(record, chosen, base), oembed.title(record, chosen.frame), FIXED)


def plain(record: Record, chosen: Parameters, base: str) -> str:
    """The address for systems that make the frame themselves, as oEmbed answers for it; empty where it would differ.

    oEmbed answers with the light embed wherever there is one.
    """
    if is_light(chosen):
        return address(record, chosen, base)
    if chosen.frame in embed.VIEWS:
        return ""
    return base + embed.query_text(embed.asked(framed(record, chosen), pinned=chosen.day == Day.PINNED))


def answered(record: Record, chosen: Parameters, base: str) -> str:
    """The address of what oEmbed answers for the embed that is built; empty where it would be another one."""
    asked = plain(record, chosen, base)
    return f"{base}oembed?{urlencode({'url': asked})}" if asked else ""


def form(record: Record, chosen: Parameters) -> str:
    """The choices, and everything that is copied. What only the reader's browser knows of addresses is put in there."""
    query = replace(chosen, cell=(), source="", q="").query()
    return render(
        "builder.html.j2",
        chosen=chosen,
        kept={name: values for name, values in query.items() if name not in _FIELDS},
        frames={
            True: [(view, name) for view, name in masthead.titles().items() if view in embed.VIEWS],
            False: [(view, name) for view, name in masthead.titles().items() if view not in embed.VIEWS],
        },
        framed=masthead.title_of(chosen.frame),
        light=is_light(chosen),
        both=chosen.frame in embed.VIEWS,
        themes={Theme.AUTO: _("as the reader’s system asks"), Theme.LIGHT: _("light"), Theme.DARK: _("dark")},
        languages=LANGUAGES,
        snippet=snippet(record, chosen, ORIGIN),
        fixed=fixed(record, chosen, ORIGIN),
        address=address(record, chosen, ""),
        back=chosen.address(view=chosen.frame, cell=(), **masthead.UNBUILT),
        plain=plain(record, chosen, ORIGIN),
        answered=answered(record, chosen, ORIGIN),
        size=_size(record, chosen) if is_light(chosen) else "",
    )


def preview(record: Record, chosen: Parameters) -> str:
    """The frame as it will look, in a box whose width can be that of a phone."""
    return render("preview.html.j2", address=address(record, chosen, ""), title=oembed.title(record, chosen.frame))


def _size(record: Record, chosen: Parameters) -> str:
    """What the light embed costs a reader, as it is sent."""
    page = embed.page(record, framed(record, chosen), ORIGIN, pinned=chosen.day == Day.PINNED)
    return _("{number} kB").format(number=grouped(round(len(gzip.compress(page.html.encode(), 6, mtime=0)) / 1000)))
