"""Pages, oEmbed, the feed and the health of the process: what is asked for by browsers, readers and machines."""

import asyncio
import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from positions import builder, embed, feed, oembed, store
from positions.language import DEFAULT, LANGUAGES, _, marked, speaking
from positions.parameters import Day, Fault, Parameters, Theme, View
from positions.problems import DatasetError
from positions.store import Record
from positions.web import framing
from positions.web.answers import Answer, tag
from positions.web.reading import Query, Reader, base_of, chosen_by, problem, query_of, told, wrong

EARLIER = "POSITIONS_EARLIER"
"""The setting: the file of an earlier state of the record, whose corrections the feed tells of; without it, none."""

FILTERS = ("party", "issue", "max_rung", "measure", "as_of", "since", "lang")
"""The parameters that the feed takes notice of."""

ELSEWHERE = marked("This server has embeds, data and the feed. The page itself is not here.")
"""What is said to those who ask for the page of a server that has none."""

_NO_RECORD = marked("The record cannot be shown now. Try again in a minute.")
_FAILED = marked("This should not happen, and the server’s log says why. Please tell the address.")


class Embeds:
    """The light embeds as an ASGI application: `/embed/gaps` and its like, and the listener of the page around them.

    It is no function that takes a request, so that a page that is kept costs no more than finding it.
    """

    def __init__(self, reader: Reader, prefix: str = "") -> None:
        self.reader, self.prefix, self.folder = reader, prefix, f"{prefix}/embed/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a read: 404 for what is no embed, 422, 500 or 503 for what cannot be shown, in a readable page."""
        try:
            answer = await self._answer(scope)
        except DatasetError:
            answer = refused(query_of(scope), 503, _NO_RECORD, **{"retry-after": "60"})
        except Exception:
            await refused(query_of(scope), 500, _FAILED)(scope, receive, send)
            # For the server's log.
            raise
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        name = scope["path"].removeprefix(self.folder)
        if name == "listen.js":
            return await self.reader.answer(name, _listener)
        record = await self.reader.record()
        base = base_of(scope, self.prefix)
        key = (name, scope["query_string"], base, record.version, record.broken is None)
        found = self.reader.kept.get(key)
        if found is not None:
            return found
        query = query_of(scope)
        chosen, faults = _embedded(name, query, record)
        if faults:
            return refused(query, 422 if name in embed.VIEWS else 404, *told(faults))
        return await self.reader.answer(key, _embed, record, chosen, base, "as_of" in query)


def _embedded(name: str, query: Query, record: Record) -> tuple[Parameters, list[Fault]]:
    """The choice of an embed: the view is that of the path, and the address must not say another one."""
    if name not in embed.VIEWS:
        return Parameters(as_of=date.min), [Fault("embed", name, f"choose from {', '.join(embed.VIEWS)}")]
    said = [value for value in query.get("view", ()) if value != name]
    chosen, faults = chosen_by({**query, "view": [name]}, record)
    return chosen.limited(embed.USED | {"view"}), [
        *(Fault("view", value, f"the path says {name}") for value in said),
        *faults,
    ]


def _embed(record: Record, chosen: Parameters, base: str, pinned: bool) -> Answer:
    made = embed.page(record, chosen, base, pinned)
    distinct = tag(record.version, "embed", chosen.address(), base, str(pinned), str(record.broken is None))
    return Answer(made.html.encode(), "text/html", tag=distinct, policy=made.policy)


def _listener() -> Answer:
    return Answer(embed.listener(), "text/javascript", tag=tag("listen"), policy=framing.NOTHING)


def refused(query: Query, status: int, *lines: str, **headers: str) -> Response:
    """A page that says why there is nothing to show, in the language that the query asks for."""
    lang = next((value for value in query.get("lang", ()) if value in LANGUAGES), DEFAULT)
    theme = next((value for value in query.get("theme", ()) if value in [*Theme]), Theme.AUTO)
    with speaking(lang):
        # What means nothing is told in English everywhere, as the API does.
        told = [(said := _(line), DEFAULT if said == line else lang) for line in lines]
        page = embed.refused(told, lang, theme)
    sent = {"cache-control": "no-store", "access-control-allow-origin": "*", **framing.headers(embed.policy())}
    return HTMLResponse(page, status, sent | headers)


async def about_embedding(request: Request, reader: Reader, prefix: str = "") -> Response:
    """OEmbed (https://oembed.com): how the page or the embed of an address of ours is framed.

    404 for an address that is not ours or shows nothing, 422 without an address or with a size that is none, 501 for
    XML. Consumers add parameters of their own, and so do those who share addresses; unknown ones are left alone.
    """
    query = query_of(request.scope)
    asked = {name: values[-1] for name, values in query.items()}
    if (form := asked.get("format", "json")) != "json":
        return only_json(form)
    faults = [Fault(name, asked[name], "give a number of pixels") for name in oembed.SIZES if not _size(asked, name)]
    faults += [
        Fault(name, " ".join(query[name]), "give it once")
        for name in ("url", *oembed.SIZES)
        if len(query.get(name, ())) > 1
    ]
    if "url" not in asked:
        faults.append(Fault("url", "", "give the address of a page or an embed"))
    if faults:
        return wrong(faults)
    record = await reader.record()
    base = base_of(request.scope, prefix)
    place = _place(asked["url"], base)
    if place is None:
        return foreign(asked["url"], base)
    view, query = place
    chosen, faults = chosen_by(query, record) if view is None else _embedded(view, query, record)
    if faults := [fault for fault in faults if fault.name != "parameter"]:
        return problem(404, "Not found", " ".join(told(faults)), faults)
    building = chosen.view == View.EMBED
    shown = builder.framed(record, chosen) if building else chosen
    pinned = "as_of" in query and not (building and chosen.day == Day.LATEST)
    sizes = {name: int(asked[name]) for name in oembed.SIZES if name in asked}
    body = oembed.described(record, shown, base, pinned=pinned, **sizes)
    distinct = ("oembed", base, chosen.address(), str(pinned), json.dumps(sizes, sort_keys=True))
    written = (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()
    return Answer(written, "application/json", tag=tag(record.version, *distinct), policy=framing.NOTHING)


def foreign(url: str, base: str) -> Response:
    """404 for an address that is none of ours."""
    return problem(404, "Not found", f"'{url}' is no page and no embed of {base}.")


def only_json(form: str) -> Response:
    """501 for oEmbed in another form."""
    return problem(501, "Not implemented", f"oEmbed is answered as JSON only, not as '{form}'.")


def _size(asked: Mapping[str, str], name: str) -> bool:
    value = asked.get(name, "1")
    return value.isascii() and value.isdigit() and len(value) < 9 and int(value) > 0


def _place(url: str, base: str) -> tuple[str | None, dict[str, list[str]]] | None:
    """The view that the path of an address of ours names, if it names one, and its query; nothing for any other."""
    try:
        asked, ours = urlsplit(url), urlsplit(base)
        if asked.scheme not in _PORTS or _host(asked) != _host(ours):
            return None
    except ValueError:
        return None
    query = of_page(parse_qs(asked.query, keep_blank_values=True))
    if asked.path.rstrip("/") == ours.path.rstrip("/"):
        return None, query
    named = {f"{ours.path}embed/{view}": view for view in embed.VIEWS}
    return (named[asked.path], query) if asked.path in named else None


def of_page(query: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What the query of a page's address chooses, without how Streamlit is to frame it (`embed`, `embed_options`)."""
    return {name: values for name, values in query.items() if not name.startswith("embed")}


_PORTS = {"http": 80, "https": 443}


def _host(address: SplitResult) -> tuple[str | None, int]:
    """Host and port, so that the port may be said or not, and http is the same place as https."""
    port = address.port or _PORTS[address.scheme]
    return address.hostname, 80 if port == _PORTS["https"] else port


async def news(request: Request, reader: Reader, prefix: str = "") -> Response:
    """The feed of the record. 422 for parameters that mean nothing."""
    record = await reader.record()
    query = query_of(request.scope)
    chosen, faults = chosen_by(query, record)
    if faults:
        return wrong(faults)
    base = base_of(request.scope, prefix)
    kept = {name: values for name, values in chosen.query().items() if name in FILTERS}
    address = f"{base}feed.atom{embed.query_text(kept, without=() if 'as_of' in query else {'as_of'})}"
    before = await asyncio.to_thread(earlier)
    key = ("feed", address, record.version, before.version if before else "")
    return await reader.answer(key, _feed, record, chosen, base, address, before)


def earlier() -> Record | None:
    """The earlier state that the setting names, if there is one that can be compared.

    One that cannot is no reason to tell nothing, once the server has begun (`check_earlier`).
    """
    try:
        return store.latest(Path(named)) if (named := os.environ.get(EARLIER)) else None
    except DatasetError:
        return None


def check_earlier() -> None:
    """Raise ValueError, with the remedy, when there is no comparing with the state that the setting names."""
    if (named := os.environ.get(EARLIER)) and earlier() is None:
        raise ValueError(f"{EARLIER}: '{named}' cannot be compared; 'positions check {named}' says why")


def _feed(record: Record, chosen: Parameters, base: str, address: str, before: Record | None) -> Answer:
    written = feed.written(record, chosen, base, address, before)
    distinct = tag(record.version, "feed", address, before.version if before else "")
    return Answer(written, feed.MEDIA_TYPE, tag=distinct, policy=framing.NOTHING)


async def health(reader: Reader) -> Response:
    """Whether this process can answer: 200 with the state of the record, 503 when there is none."""
    told = state(await reader.record())
    headers = {"cache-control": "no-store", "access-control-allow-origin": "*", **framing.headers(framing.NOTHING)}
    return Response(json.dumps(told, indent=1) + "\n", 200, headers, "application/json")


def state(record: Record) -> dict[str, str]:
    """With which record a process answers."""
    about = record.dataset.dataset
    return {
        "status": "ok" if record.broken is None else "last good record",
        "data_version": record.version,
        "updated": about.updated.isoformat(),
        "coverage_until": about.coverage_until.isoformat(),
    }
