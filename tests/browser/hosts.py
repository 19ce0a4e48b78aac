"""Pages of other people that frame ours, and a dashboard under a path, each on a free port of this machine."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.browser import servers

LISTENING = '<script async src="{}/embed/listen.js"></script>'
"""What a page that frames an embed runs; to be completed with the address of the dashboard."""

DATAWRAPPER = """<script>window.addEventListener("message", (event) => {
  const heights = event.data["datawrapper-height"];
  for (const id in heights ?? {}) for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === event.source) frame.style.height = heights[id] + "px";
});</script>"""
"""A stand-in for the listener of Datawrapper: https://developer.datawrapper.de/docs/responsive-iframe."""

CHART = '<body style="margin:0"><script>parent.postMessage({"datawrapper-height": {"a1b2c": 333}}, "*")</script>'
"""A page as Datawrapper's charts are, which tells its height."""

TRACKING = """<script>
document.cookie = "made=here; SameSite=None; Secure";
let kept;
try { kept = localStorage.length >= 0; } catch { kept = false; }
document.write(`<p id="cookie">${document.cookie}</p><p id="storage">${kept}</p>`);
</script>"""
"""A page that tries to keep something in the browser, and says what came of it."""


def page(*frames: str, script: str = "", style: str = "") -> str:
    """A page with frames of these addresses, from top to bottom, between what else stands in such a page."""
    made = "".join(
        f'<iframe src="{address}" title="Embed {n}" width="100%" height="640" style="border:0;display:block"></iframe>'
        for n, address in enumerate(frames, 1)
    )
    return (
        '<!doctype html><html lang="en"><title>Briefing</title><link rel="icon" href="data:,">'
        f"<style>body {{ margin: 0 }} {style}</style><h1>Briefing</h1>{made}<p>After it.</p>{script}"
    )


@contextmanager
def host(pages: Mapping[str, str], name: str = "localhost") -> Iterator[str]:
    """Serve pages by their paths and give the address; `localhost` is another site than 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path.partition("?")[0])
            self.send_response(200 if body is not None else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            if body == TRACKING:
                self.send_header("set-cookie", "sent=there; SameSite=None; Secure")
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{name}:{server.server_port}"
    server.shutdown()
    server.server_close()


Hosting = Callable[[str], str]
"""Serves a page from another origin, and gives its address."""


@contextmanager
def dashboard_under(path: str, **environment: str) -> Iterator[str]:
    """Start a dashboard under a path and give its address, without "/" at its end."""
    address = f"http://127.0.0.1:{(port := servers.free_port())}/{path}"
    options = {"port": port, "address": "127.0.0.1", "headless": "true", "baseUrlPath": path}
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    server = subprocess.Popen(
        command,
        cwd=servers.ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not servers.answers(f"{address}/_stcore/health"):
            assert server.poll() is None, "the server ended"
        yield address
    finally:
        servers.stop(server)
