"""What the dashboard's server answers beside the page: its first sight, evidence, and all that `positions.web` has."""

import re
import sys
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import file_util
from streamlit.config import get_option

from positions import feed, markup, parameters, store, views
from positions.embed import query_text
from positions.language import speaking
from positions.parameters import Theme
from positions.problems import DatasetError
from positions.store import Record
from positions.web import application
from positions.web.answers import AsSent
from positions.web.framing import Framed
from positions.web.reading import base_of

Query = dict[str, list[str]]

# Chunks of Streamlit's front end that the first view needs and its page would ask for only after the server's answer.
_CHUNKS = ("BidiComponent.*.js", "recordbatch.*.js", "serialization.*.js", "_arrayReduce.*.js")

# What is chosen before the page is there opens with the page.
_CHOOSING = """<script>document.getElementById("first-sight").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-cell], button[data-close]");
  if (!button) return;
  const address = new URL(location.href);
  const name = button.closest("[data-chooses]").dataset.chooses;
  if (button.dataset.cell) address.searchParams.set(name, button.dataset.cell);
  else address.searchParams.delete(name);
  location.assign(address);
});</script>"""

# What tells a page around this one how high the content is, from the first sight on.
_FRAME = f"<script>{Path(__file__).with_name('frame.js').read_text(encoding='utf-8')}</script>"

# What in a frame leads to another view must stay one for frames; what opens outside of it is the whole page.
_LINK = re.compile(r'<a (?![^>]*target=)[^>]*?href="\?')
_FORM = re.compile(r"<form [^>]*data-form[^>]*>")

# Streamlit's program is fetched and begun when the first sight is painted, or it would come before the painting.
_ENTRY = re.compile(r'<script type="module" crossorigin src="(\./static/js/[^"]+)"></script>')
_CHUNK = re.compile(r'<link rel="modulepreload" [^>]*>')
_AFTER_PAINT = """<template id="chunks">{chunks}</template><script>
const begin = () => {{
  const chunks = document.getElementById("chunks");
  if (!chunks) return;
  document.head.append(chunks.content);
  chunks.remove();
  import(new URL("{entry}", document.baseURI).href);
}};
new PerformanceObserver(begin).observe({{ type: "paint", buffered: true }});
setTimeout(begin, 1000);  // A page in the background is not painted.
</script>"""


def _query(given: QueryParams) -> Query:
    return {name: given.getlist(name) for name in given}


async def first_sight(request: Request) -> Response:
    """Streamlit's page with the view already in it, so that it can be read before anything is set up in the browser.

    The page itself takes the place of what is sent here as soon as it is there (piece.js).
    """
    return await run_in_threadpool(_first_sight, _query(request.query_params), base_of(request.scope, _BASE))


async def evidence(request: Request) -> Response:
    """The evidence of a cell, for the page to show at once; the page's own answer, a little later, is the same."""
    return await run_in_threadpool(_evidence, _query(request.query_params))


def _evidence(query: Query) -> Response:
    try:
        record = store.latest(store.default_path())
    except DatasetError:
        return PlainTextResponse("", 503)
    chosen, _faults = parameters.read(query, record.dataset)
    with speaking(chosen.lang):
        return HTMLResponse(views.evidence(record.spoken(chosen.lang), chosen), headers={"Cache-Control": "no-cache"})


def _first_sight(query: Query, base: str) -> Response:
    options = query.get("embed_options", [])
    embedded = "true" in query.get("embed", ())
    if embedded and (wanted := _theme(query)) and wanted not in options:
        # Streamlit's program knows themes by a name of its own.
        asked_again = query | {"embed_options": [*options, wanted]}
        return RedirectResponse("?" + urlencode(asked_again, doseq=True, safe="~"), 307)
    asked = {name: values for name, values in query.items() if name in parameters.NAMES}
    try:
        record = store.latest(store.default_path())
        body, title, lang = _rendered(record, asked)
    except DatasetError as error:
        body, title, lang = markup.unshowable(error), "positions", "en"
    themes = [theme for theme in ("light", "dark") if f"{theme}_theme" in options]
    classes = " ".join([*themes, *(["embedded"] if embedded else [])])
    if embedded:
        body = _kept_embedded(body, {name: query[name] for name in ("embed", "embed_options") if name in query})
    sight = f'<div id="first-sight" class="{classes}"><div class="sight" role="main">{body}</div></div>'
    page = _frame()
    root = f'<html lang="{lang}"{" data-embedded" if embedded else ""}>'
    page = page.replace('<html lang="en">', root, 1)
    page = re.sub("<title>.*?</title>", lambda _: f"<title>{escape(title)}</title>", page, count=1)
    page = page.replace("</head>", f"{_found(query, base, title)}</head>", 1)
    page = page.replace("<body>", f"<body>{sight}{_FRAME}{_CHOOSING}", 1)
    return HTMLResponse(page, headers={"Cache-Control": "no-cache"})


def _found(query: Query, base: str, title: str) -> str:
    """What programs find of this page: how it is framed (https://oembed.com, section 4), and what is new in the record.

    `base` is the address under which the dashboard stands, with "/" at its end.
    """
    asked = {name: values for name, values in query.items() if name in parameters.NAMES}
    spoken = {name: values for name, values in asked.items() if name == "lang"}
    links = {
        "application/json+oembed": f"{base}oembed?{urlencode({'url': base + query_text(asked)})}",
        feed.MEDIA_TYPE: f"{base}feed.atom{query_text(spoken)}",
    }
    return "".join(
        f'<link rel="alternate" type="{type_}" href="{escape(address)}" title="{escape(title)}">'
        for type_, address in links.items()
    )


def _theme(query: Query) -> str:
    """The theme that a frame was asked to have, as Streamlit calls it; empty where it follows the reader's system."""
    asked = {theme for theme in query.get("theme", ()) if theme in {Theme.LIGHT, Theme.DARK}}
    return f"{asked.pop()}_theme" if len(asked) == 1 else ""


def _kept_embedded(body: str, options: Query) -> str:
    """The links and forms of a first sight with what makes the page one for frames."""
    link = escape(urlencode(options, doseq=True))
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name in options for value in options[name]
    )
    body = _LINK.sub(lambda found: f"{found[0]}{link}&amp;", body)
    return _FORM.sub(lambda found: found[0] + fields, body)


def _rendered(record: Record, query: Query) -> tuple[str, str, str]:
    """The first sight of the page, its title and its language."""
    chosen, _faults = parameters.read(query, record.dataset)
    spoken = record.spoken(chosen.lang)
    with speaking(chosen.lang):
        return views.first_sight(spoken, chosen), spoken.dataset.dataset.title, chosen.lang


@cache
def _frame() -> str:
    """Streamlit's own page, with our style sheet and the chunks that the first view needs asked for at once."""
    static = Path(file_util.get_static_dir())
    page = (static / "index.html").read_text(encoding="utf-8")
    chunks = [path.name for pattern in _CHUNKS for path in sorted((static / "static" / "js").glob(pattern))]
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in chunks]
    begun = _ENTRY.search(page)
    if begun:
        # Without such an entry this is another Streamlit, whose page stays as it is.
        links += _CHUNK.findall(page)
        page = _CHUNK.sub("", _ENTRY.sub("", page))
        page = page.replace("</body>", _AFTER_PAINT.format(chunks="".join(links), entry=begun[1]) + "</body>", 1)
    return page.replace("</head>", f"<style>{markup.style('page', 'board')}</style></head>", 1)


_BASE = f"/{base}" if (base := str(get_option("server.baseUrlPath")).strip("/")) else ""


def _others() -> list[BaseRoute]:
    try:
        return application.routes(_BASE)
    except ValueError as error:
        sys.exit(f"positions: {error}")


ROUTES = [*_others(), Route(f"{_BASE}/evidence", evidence), Route(f"{_BASE}/", first_sight)]
"""Before Streamlit's own routes, under the same base path: everything else is answered by Streamlit."""

MIDDLEWARE = [
    Middleware(Framed),
    Middleware(AsSent, paths=tuple(_BASE + path for path in application.UNDER)),
]
"""Around all of them: who may frame what is answered, what a browser may do with it; it is sent as it was made."""
