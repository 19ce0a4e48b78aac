"""What the server does beside the page: it is warm before the first visitor, and the garbage collector stays quick.

Streamlit collects garbage after every run of a page (`ScriptRunner._on_script_finished`, on unless the setting
`runner.postScriptGC` is off), and so does Python itself now and then. Each time the collector walks over whatever
lives, which here is modules, a record and sessions, and next to no garbage. `gc.freeze` takes them out of its sight
(https://docs.python.org/3/library/gc.html#gc.freeze).
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from positions import store, views
from positions.parameters import Parameters
from positions.problems import DatasetError

PERIOD = 20.0
"""Seconds between two passes over everything that lives; a pass takes some 0.1 s, with 1,000 sessions 0.6 s."""

FILES = 65_536
"""Open files that are enough for any number of sessions that one process can serve."""


@asynccontextmanager
async def lifespan(_app: object, period: float = PERIOD) -> AsyncIterator[None]:
    """What goes on as long as the server runs (`lifespan` of `st.App`): ready before it answers, frozen while it does.

    Nothing that is garbage stays frozen for longer than `period` seconds, since each pass thaws and collects first.
    """
    allow_many_sessions()
    warm()
    freeze()
    passes = asyncio.create_task(_freeze_every(period))
    try:
        yield
    finally:
        passes.cancel()
        await asyncio.wait([passes])
        gc.unfreeze()


def allow_many_sessions() -> None:
    """Let the process have as many files open as the system allows, up to FILES.

    A session holds four of them: its connection, and three of the event loop that Streamlit gives its script. Many
    systems stop a process at 1,024 unless it asks for more, which is less than 250 sessions.
    """
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # there is none on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            # macOS has a lower limit of its own, which it tells only by refusing; the one we came with then stays.
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def warm() -> None:
    """Do once what the first visitor would wait for: read the record, and compile the templates of the first view."""
    # A record that cannot be read stops no server, the page tells what is wrong with it.
    with suppress(DatasetError):
        record = store.latest(store.default_path())
        views.first_sight(record, Parameters(as_of=record.dataset.dataset.coverage_until))


def freeze() -> None:
    """Collect all garbage, and leave whatever else lives out of the collections to come."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def _freeze_every(period: float) -> None:
    while True:
        await asyncio.sleep(period)
        freeze()
