"""A real nginx with the configuration that is shipped; run as a command by `make test`, which gets one if need be."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from urllib.request import Request, urlopen

from tests.browser import servers
from tests.programs import Program, debian_as_root, run

SHIPPED = Path(__file__).parents[1] / "deploy" / "nginx.conf"

# Debian's package is unpacked here and not installed: installing it would start a server on port 80.
_UNPACKED = Path(sys.prefix) / "nginx"


def _elsewhere() -> tuple[str | Path, ...]:
    return "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx", _UNPACKED / "usr" / "sbin" / "nginx"


def _install() -> None:
    if not shutil.which("apt-get"):
        return
    if debian_as_root():
        run("apt-get", "update")
    _UNPACKED.mkdir(exist_ok=True)
    if run("apt-get", "download", "nginx", folder=_UNPACKED):
        for package in _UNPACKED.glob("nginx_*.deb"):
            run("dpkg", "--extract", str(package), str(_UNPACKED))


NGINX = Program(
    name="nginx",
    tests="The tests of the deployment",
    commands=("nginx",),
    variable="POSITIONS_NGINX",
    elsewhere=_elsewhere,
    install=_install,
)

# nginx makes these whatever the configuration says, in folders that may not be ours.
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def configuration(folder: Path, port: int, replicas: tuple[str, str]) -> Path:
    """The shipped configuration with other addresses, folders and user, and all else as it is.

    Raises ValueError when a text that is to be replaced is not there as often as it should be.
    """
    text = SHIPPED.read_text()
    for times, shipped, here in (
        # Only root can become another user, and must not here, where the folder is its own; others stay who they are.
        (1, "user www-data;", "user root;"),
        (1, "pid /run/nginx.pid;", f"pid {folder}/nginx.pid;"),
        (1, "error_log /var/log/nginx/error.log;", f"error_log {folder}/error.log;"),
        (1, "access_log /var/log/nginx/access.log reads;", f"access_log {folder}/access.log reads;"),
        (1, "proxy_cache_path /var/cache/positions ", f"proxy_cache_path {folder}/cache "),
        (1, "        listen 80;\n        listen [::]:80;\n", f"        listen 127.0.0.1:{port};\n"),
        (3, "127.0.0.1:8501", replicas[0].removeprefix("http://")),
        (3, "127.0.0.1:8502", replicas[1].removeprefix("http://")),
        (1, "root /srv/positions;", f"root {folder};"),
        (1, "http {\n", "http {\n" + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in _TEMPORARY)),
    ):
        if (found := text.count(shipped)) != times:
            raise ValueError(f"deploy/nginx.conf has {shipped!r} {found} times, and not {times}")
        text = text.replace(shipped, here)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def before(folder: Path, *replicas: str) -> tuple[str, subprocess.Popen[bytes]]:
    """Start nginx before two replicas and wait until it answers; its address, and the process to stop.

    What it writes goes into the folder. Raises RuntimeError with what it printed when it ends instead.
    """
    first, second = replicas
    port = servers.free_port()
    configured = configuration(folder, port, (first, second))
    command = [NGINX.needed(), "-c", str(configured), "-p", str(folder), "-g", "daemon off;"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not _listens(port):
        if server.poll() is not None:
            raise RuntimeError(f"nginx ended: {server.communicate()[1].decode()}")
    return f"http://127.0.0.1:{port}", server


class Read(NamedTuple):
    """A read as nginx logged it: the replicas that were asked for it one after the other, and what the cache had."""

    path: str
    replicas: tuple[str, ...]
    kept: str


def reads(folder: Path, times: int = 0) -> list[Read]:
    """The reads that an nginx has logged, which it does after it has answered; waits until there are so many."""
    log, end = folder / "access.log", monotonic() + 30
    while log.read_text().count("\n") < times:
        if monotonic() > end:
            raise TimeoutError(f"fewer than {times} reads were logged")
    found = re.findall(r'^\S+ \d+ "\S+ (\S+)".* cache=(\S+) from=\[(.*?)\]', log.read_text(), re.MULTILINE)
    return [Read(path, tuple(f"http://{one}" for one in replicas.split(", ")), kept) for path, kept, replicas in found]


def browsers_at(replica: str, address: str, folder: Path) -> Iterator[str]:
    """Names of browsers (User-Agent) whose page nginx takes to a replica, out of all that there may be."""
    for number in count():
        browser = f"Browser/{number}"
        logged = len(reads(folder))
        urlopen(Request(f"{address}/_stcore/health", headers={"User-Agent": browser})).close()  # noqa: S310  # our own
        if reads(folder, logged + 1)[-1].replicas == (replica,):
            yield browser


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(NGINX.make_ready())
