"""Stand-ins for replicas behind a proxy, and what is read through it."""

from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import NamedTuple
from urllib.parse import urlsplit


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


def get(address: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """What is answered; raises when it is cut short."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


@dataclass
class StandIn:
    """Stands in for a replica: answers what it is told, and remembers what it was asked."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"whole"
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)
    answering: Event = field(default_factory=Event)
    gone: bool = False
    mute: bool = False

    def start(self, port: int = 0) -> str:
        stand_in = self
        self.answering.set()
        self.gone = False

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # An answer is sent in one piece.

            def handle(self) -> None:
                with suppress(ConnectionError):
                    super().handle()

            def do_GET(self) -> None:
                if stand_in.gone:
                    self.close_connection = True
                    return
                with stand_in.changed:
                    stand_in.asked.append((self.path, dict(self.headers)))
                    stand_in.changed.notify_all()
                stand_in.answering.wait(10)
                if stand_in.mute:
                    self.close_connection = True
                    return
                unchanged = "ETag" in stand_in.headers and self.headers["If-None-Match"] == stand_in.headers["ETag"]
                body = b"" if unchanged else stand_in.body
                self.send_response(304 if unchanged else stand_in.status)
                for name, value in stand_in.headers.items():
                    self.send_header(name, value)
                if not unchanged:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self.server = Server(("127.0.0.1", port), Handler)
        Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.gone = True
        self.server.shutdown()
        self.server.server_close()
