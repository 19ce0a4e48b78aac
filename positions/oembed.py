"""What oEmbed says of a view: https://oembed.com, section 2.3.4.4, type "rich"."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from positions import embed, masthead
from positions.language import speaking
from positions.parameters import Parameters, Theme, View
from positions.store import Record

SIZES = ("maxwidth", "maxheight")
"""The sizes that a consumer may give, in pixels."""

WIDTH, HEIGHT = 800, 640
"""Of a frame, in pixels, where nothing smaller is asked for; the page around it may give it its whole height."""

CACHED = 3600
"""Seconds for which a consumer should keep what it was told."""


def described(
    record: Record, chosen: Parameters, base: str, *, pinned: bool, maxwidth: int | None = None, maxheight: int = HEIGHT
) -> dict[str, Any]:
    """The oEmbed response for a choice, with the light embed where the view is one, else with the page in a frame.

    `base` is the address under which the dashboard stands, with "/" at its end.
    """
    with speaking(chosen.lang):
        about = record.spoken(chosen.lang).dataset.dataset
        named = title(record.spoken(chosen.lang), chosen.view)
        width, height = min(WIDTH, maxwidth or WIDTH), min(HEIGHT, maxheight)
        return {
            "version": "1.0",
            "type": "rich",
            "title": named,
            "provider_name": about.title,
            "provider_url": base,
            "cache_age": CACHED,
            "width": width,
            "height": height,
            "html": frame(address(chosen, base, pinned=pinned), named, height, maxwidth),
        }


def title(record: Record, view: View) -> str:
    """What a screen reader says of a frame, in the language that is spoken."""
    return f"{record.dataset.dataset.title}: {masthead.title_of(view)}"


def address(chosen: Parameters, base: str, *, pinned: bool, light: bool = True) -> str:
    """The address of the embed of a choice: the light one where there is one and it is wanted, else the page's own."""
    if light and chosen.view in embed.VIEWS:
        return embed.address(chosen, base, pinned)
    dark = {"embed_options": [f"{chosen.theme}_theme"]} if chosen.theme != Theme.AUTO else {}
    framed: Mapping[str, list[str]] = {"embed": ["true"], **embed.asked(chosen, pinned), **dark}
    return base + embed.query_text(framed, without={"theme"})


def frame(source: str, title: str, height: int = HEIGHT, maxwidth: int | None = None) -> str:
    """The HTML of a frame as wide as there is room, up to `maxwidth` pixels, to be put into another page."""
    style = "border:0" + (f";max-width:{maxwidth}px" if maxwidth else "")
    made = Markup('<iframe src="{}" title="{}" width="100%" height="{}" style="{}" loading="lazy"></iframe>')
    return str(made.format(source, title, height, style))
