"""Folders and files that take their place in one step, so that whoever reads them never sees a part.

What is there already stays when something fails; what is not ours is never written over.
"""

import errno
import filecmp
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from positions import store

if sys.platform != "win32":
    import fcntl

# Bytes of a file in which the mark of ours stands.
_BEGINNING = 8_192

# What to do about what the system says.
_REMEDY = {
    errno.ENOSPC: "make room there, or name a folder elsewhere",
    errno.EDQUOT: "make room there, or name a folder elsewhere",
    errno.EACCES: "name a folder in which you may write",
    errno.EPERM: "name a folder in which you may write",
    errno.EROFS: "name a folder in which you may write",
    errno.ENOTDIR: "name another folder",
}

# How folders and files begin that have not taken their place yet, as tempfile names them.
_UNFINISHED = re.compile(r"\.(.+)\.[a-z0-9_]{8}")


def refuse_foreign(folder: Path, name: str, marks: Mapping[str, str]) -> None:
    """Refuse to write over what is not ours, or to make a folder where something else is.

    Raises FileExistsError. `marks` has, by the ending of its name, what stands at the beginning of each file of ours.
    """
    path = folder / name
    for above in path.relative_to(folder).parents[:-1]:
        if os.path.lexists(folder / above) and not (folder / above).is_dir():
            raise in_the_way(folder / above, "is no folder")
    if not os.path.lexists(path):
        return
    if not path.is_file():
        raise in_the_way(path, "is no file")
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING).decode(errors="replace")
    if marks[path.suffix] not in beginning:
        raise in_the_way(path, "was not written by a snapshot")


def in_the_way(path: Path, why: str) -> FileExistsError:
    """What is said of something that stands where a file of ours should."""
    told = f"{why}, and is left as it is; move it away, or name another folder"
    return FileExistsError(errno.EEXIST, told, str(path))


@contextmanager
def advised(folder: Path) -> Iterator[None]:
    """Say where it was that the system failed, and what to do about it."""
    try:
        yield
    except OSError as error:
        if error.errno not in _REMEDY or error.strerror is None or "; " in error.strerror:
            raise
        told = f"{error.strerror}; {_REMEDY[error.errno]}"
        raise OSError(error.errno, told, error.filename or str(folder)) from None


def room(folder: Path) -> None:
    """Make a folder, and those above it, that whoever serves them may read, though the curator's own are private."""
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        room(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """The folder, made if it is not there; if what is to stand in it fails, it goes again."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is no folder; name one, or a place where one can be made", str(folder))
    new = not folder.exists()
    room(folder)
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep other runs from writing below the folder meanwhile; the lock goes with the process, however it ends.

    Windows and some file systems of other machines have no such lock. Then it is false: nothing is known to be of a
    run that has ended.
    """
    if sys.platform == "win32":
        yield False
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except BlockingIOError:
            told = "another snapshot is being written there; wait for its end"
            raise BlockingIOError(errno.EWOULDBLOCK, told, str(folder)) from None
        except OSError:
            alone = False
        yield alone
    finally:
        os.close(held)


def tidy(folder: Path, above: Iterable[str], editions: re.Pattern[str], mark: str) -> None:
    """Take away what a run left that was killed; an edition that it had moved aside comes back to its place.

    `editions` is how the names of editions look, `mark` the file that a whole one has.
    """
    names = {Path(path).name for path in above}
    for place in sorted({(folder / path).parent for path in above}):
        for path in list(place.iterdir()) if place.is_dir() else []:
            match = _UNFINISHED.fullmatch(path.name)
            if not match:
                continue
            if match[1] in names and path.is_file():
                path.unlink()
            elif place == folder and editions.fullmatch(match[1]) and path.is_dir():
                kept = path / match[1]
                if (kept / mark).is_file() and not (folder / match[1]).exists():
                    kept.rename(folder / match[1])
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def beside(place: Path) -> Iterator[Path]:
    """A new folder beside a place, gone in the end if it did not move; what fails within is told of the place."""
    made = None
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        made.chmod(0o755)
        yield made
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from None
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)


def put(path: Path, content: bytes) -> None:
    """Write a file of the new folder, which nobody sees yet."""
    room(path.parent)
    path.write_bytes(content)
    path.chmod(0o644)


def take(place: Path, made: Path) -> str:
    """Let a new folder take its place, and say what that did."""
    if not place.exists():
        _settled(made).rename(place)
        return "written"
    if _same(place, made):
        return "unchanged"
    aside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    old = place.rename(aside / place.name)
    try:
        _settled(made).rename(place)
    except BaseException:
        old.rename(place)
        aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)
    return "replaced"


def _settled(made: Path) -> Path:
    """The folder when all of it is on the disk, so that a machine that stops leaves no edition of empty files."""
    if hasattr(os, "sync"):
        os.sync()
    return made


def _same(one: Path, other: Path) -> bool:
    names = [{path.relative_to(top) for path in top.rglob("*") if path.is_file()} for top in (one, other)]
    return names[0] == names[1] and all(filecmp.cmp(one / name, other / name, shallow=False) for name in names[0])


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step, unless it says so already."""
    if not path.is_file() or path.read_bytes() != content:
        room(path.parent)
        store.write(path, content)
