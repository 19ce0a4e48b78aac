"""The command line: reads arguments, calls the library, says what happened.

Exit codes: 0 good, 1 problems found, 2 could not run.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from positions import (
    bibliography,
    documents,
    export,
    files,
    markup_findings,
    package,
    parameters,
    snapshot,
    store,
    tables,
)
from positions.check import is_web_address
from positions.diff import difference
from positions.files import BIBLIOGRAPHY, PACKAGE
from positions.grid import STALE_AFTER
from positions.parameters import Only, Parameters
from positions.problems import DatasetError, Problem
from positions.store import Record

GOOD, PROBLEMS, COULD_NOT_RUN = 0, 1, 2
INTERRUPTED = 130
"""By the reader, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every failure that can be foreseen is told in one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a letter gets its number instead of no answer at all.
            stream.reconfigure(errors="backslashreplace")
    asked = _parser().parse_args(arguments)
    if sys.stdout is None:
        return COULD_NOT_RUN
    try:
        code: int = asked.run(asked)
        sys.stdout.flush()
    except DatasetError as error:
        _tell(error.problems, error.file)
        return COULD_NOT_RUN
    except BrokenPipeError:
        # The reader of our output went away (for example `| head`): nothing to tell, and nobody to tell it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        print(f"positions: {error.filename or 'output'}: {error.strerror or error}", file=sys.stderr)
        return COULD_NOT_RUN
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="positions", description="A cited record of stated positions.")
    parser.add_argument("--data", type=Path, help="the record (default: $POSITIONS_DATA, else data/positions.json)")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    check = commands.add_parser("check", parents=[shared], help="list every problem of a record")
    check.add_argument("file", nargs="?", type=Path, help="the record (default: as --data)")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    what = "write a table, a document, the bibliography or a data package"
    exporting = commands.add_parser("export", parents=[shared], help=what)
    exporting.add_argument("table", choices=(*documents.NAMES, BIBLIOGRAPHY, PACKAGE))
    every = (*export.FORMATS, *documents.FORMATS, *bibliography.FORMATS, *package.FORMATS)
    exporting.add_argument("--format", choices=every, help="default: the first that there is")
    exporting.add_argument("-o", "--output", default="-", help="a file, or - for standard output (default)")
    for name in ("as_of", "since", "measure", "max_rung", "stale_after", "sort", "lang"):
        exporting.add_argument(f"--{name.replace('_', '-')}", dest=name, action="append", help=_HELP[name])
    for name in ("party", "issue", "pair", "source"):
        exporting.add_argument(f"--{name}", action="append", metavar="ID", help=_HELP[name])
    exporting.add_argument("--only", action="append", choices=[*Only], help=_HELP["only"])
    exporting.set_defaults(run=_export)

    comparing = commands.add_parser("diff", help="compare two states of a record")
    comparing.add_argument("old", type=Path, help="the earlier record")
    comparing.add_argument("new", type=Path, help="the later record")
    comparing.add_argument("--format", choices=("text", *export.FORMATS), default="text")
    comparing.add_argument("-o", "--output", default="-", help="a file, or - for standard output (default)")
    for name in ("as_of", "measure", "max_rung"):
        comparing.add_argument(f"--{name.replace('_', '-')}", dest=name, action="append", help=_HELP[name])
    comparing.set_defaults(run=_diff)

    fmt = commands.add_parser("fmt", parents=[shared], help="write a record in its canonical form")
    fmt.add_argument("file", nargs="?", type=Path, help="the record (default: as --data)")
    fmt.set_defaults(run=_fmt)

    serving = commands.add_parser("serve", parents=[shared], help="serve embeds, API and feed, without the dashboard")
    serving.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    serving.add_argument("--port", type=int, default=8600, help="the port to listen on (default: 8600; 0: a free one)")
    serving.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: 1)")
    kept = "answers that each of them keeps (default: $POSITIONS_KEEP_MB, else 64)"
    serving.add_argument("--keep", type=int, metavar="MB", help=kept)
    serving.set_defaults(run=_serve)

    schema = commands.add_parser("schema", parents=[shared], help="print the JSON Schema of a record")
    schema.add_argument("-o", "--output", default="-", help="a file, or - for standard output (default)")
    schema.set_defaults(run=_schema)

    still = commands.add_parser("snapshot", parents=[shared], help="write the whole record as a static site")
    still.add_argument("folder", type=Path, metavar="DIR", help="where editions stand, each under its data version")
    still.add_argument("--url", default="", help="the address under which DIR will stand, for links that must be whole")
    still.set_defaults(run=_snapshot)
    return parser


_HELP = {
    "as_of": "the day to look at, YYYY-MM-DD (default: the end of coverage)",
    "since": f"the day to compare with, YYYY-MM-DD (default: {parameters.WINDOW} days before --as-of; drift: all)",
    "measure": "formula of the agreement: city-block (default) or exact",
    "max_rung": "weakest rung of the source ladder that counts, 1 to 4 (default)",
    "stale_after": f"days after which a document marks a position as stale (default: {STALE_AFTER})",
    "party": "only this party (repeat for more)",
    "issue": "only this issue (repeat for more)",
    "pair": "only this pair of parties, as PARTY~PARTY (repeat for more)",
    "source": "only the cells that rest on this source",
    "only": "only propositions on which a pair stands so, or a party moved (repeat for more: either of them)",
    "sort": "severity, or PARTY~PARTY: the gravest propositions first, over all pairs or for this one",
    "lang": "language of a document: en (default), uk or ru",
}


def _file(asked: argparse.Namespace) -> Path:
    return getattr(asked, "file", None) or asked.data or store.default_path()


def _check(asked: argparse.Namespace) -> int:
    path = _file(asked)
    try:
        _, found = store.examine(path, date.today())
        code = PROBLEMS if found else GOOD
    except DatasetError as error:
        found, code = list(error.problems), COULD_NOT_RUN
    if asked.format == "json":
        problems = [item.as_dict() for item in found]
        print(json.dumps({"file": str(path), "count": len(found), "problems": problems}, ensure_ascii=False, indent=1))
    elif found:
        _tell(found, str(path), sys.stdout)
    else:
        print(f"{path}: no problems")
    return code


def _export(asked: argparse.Namespace) -> int:
    name, forms = asked.table, files.forms(asked.table)
    form = asked.format or forms[0]
    if form not in forms:
        listed = " or ".join(filter(None, (", ".join(forms[:-1]), forms[-1])))
        print(f"positions: '{name}' is not written as {form}; choose --format {listed}", file=sys.stderr)
        return COULD_NOT_RUN
    record = store.read(_file(asked))
    chosen = _chosen(asked, record)
    if chosen is None:
        return COULD_NOT_RUN
    if told := _lacking(name, record, chosen):
        print(f"positions: {told}", file=sys.stderr)
        return COULD_NOT_RUN
    _tell_coverage(chosen, record)
    _tell_choice(asked, form, record, chosen)
    _put(asked.output, files.content(record, chosen, name, form))
    return GOOD


def _lacking(name: str, record: Record, chosen: Parameters) -> str:
    """What is missing for a document about a pair or a party, with the remedy; empty when nothing is."""
    matrix = chosen.matrix(record.timeline)
    if name in {"sheet", "brief"} and not matrix.pairs:
        return f"a {name} needs two parties; give --pair PARTY~PARTY, or --party twice or not at all"
    if name in {"sheet", "brief"} and not chosen.pairs(matrix):
        return "--party leaves none of the chosen pairs; choose another --pair"
    if name == "party" and len(chosen.party) != 1:
        return "the document is about one party; give --party once"
    return ""


def _tell_choice(asked: argparse.Namespace, form: str, record: Record, chosen: Parameters) -> None:
    """What a reader should know of the choice: what it does not change, and what was taken without one."""
    name, document = asked.table, form in documents.FORMATS
    used = documents.USED[name] | {"lang"} if document else files.USED[name]
    if Only.CHANGED in chosen.only and "only" in used:
        used |= {"since"}
    what = f"the table '{name}'" if name in tables.TABLES and not document else f"'{name}' as {form}"
    for option in sorted(_query(asked).keys() - used):
        print(f"positions: --{option.replace('_', '-')} changes nothing in {what}", file=sys.stderr)
    matrix = chosen.matrix(record.timeline)
    if chosen.pair and "pair" in used and not chosen.pairs(matrix):
        print("positions: --party leaves none of the chosen pairs", file=sys.stderr)
    if name in {"sheet", "brief"} and len(chosen.pairs(matrix)) > 1:
        one, other = (matrix.parties[k].id for k in chosen.pairs(matrix)[0])
        print(f"positions: {name} of {one}~{other}; choose another pair with --pair", file=sys.stderr)
    if name in {"changes", "movement", "brief", "party"} and not chosen.since:
        print(f"positions: changes after {chosen.start}; choose another day with --since", file=sys.stderr)


def _query(asked: argparse.Namespace) -> dict[str, list[str]]:
    return {name: values for name in parameters.NAMES if (values := getattr(asked, name, None))}


def _chosen(asked: argparse.Namespace, record: Record) -> Parameters | None:
    """What the options choose in a record; None, after telling why, when one of them means nothing there."""
    chosen, faults = parameters.read(_query(asked), record.dataset)
    for fault in faults:
        print(
            f"positions: --{fault.name.replace('_', '-')} '{fault.value}' is not known; {fault.remedy}", file=sys.stderr
        )
    return None if faults else chosen


def _tell_coverage(chosen: Parameters, record: Record) -> None:
    until = record.dataset.dataset.coverage_until
    if chosen.as_of > until:
        print(f"positions: coverage ends on {until}; nothing later was searched", file=sys.stderr)


def _diff(asked: argparse.Namespace) -> int:
    old, new = store.read(asked.old), store.read(asked.new)
    chosen = _chosen(asked, new)
    if chosen is None:
        return COULD_NOT_RUN
    _tell_coverage(chosen, new)
    found = difference(old.timeline, new.timeline, chosen.as_of, chosen.max_rung, chosen.measure)
    if asked.format == "text":
        told = markup_findings.diff_text(found, old, new, chosen)
    else:
        told = export.difference(found, old, new, chosen, asked.format)
    _put(asked.output, told.encode())
    return GOOD


def _fmt(asked: argparse.Namespace) -> int:
    path = _file(asked)
    data, found = store.examine(path, date.today())
    if data is None or any(item.code == "P003" for item in found):
        raise DatasetError(str(path), found)
    formatted = store.canonical(data)
    if formatted == path.read_bytes():
        print(f"{path}: already in canonical form")
    else:
        store.write(path, formatted)
        print(f"{path}: written in canonical form")
    return GOOD


def _serve(asked: argparse.Namespace) -> int:
    from positions.web import server  # noqa: PLC0415  # brings in the whole of the web, which no other command needs

    path = _file(asked)
    record = store.read(path)
    print(f"positions: {record.dataset.dataset.title}, data {record.version}", file=sys.stderr)
    try:
        server.run(path, asked.host, asked.port, asked.workers, asked.keep)
    except ValueError as error:
        print(f"positions: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    except SystemExit as ended:
        return COULD_NOT_RUN if ended.code else GOOD
    return GOOD


def _schema(asked: argparse.Namespace) -> int:
    _put(asked.output, store.schema_json())
    return GOOD


def _snapshot(asked: argparse.Namespace) -> int:
    if asked.url and (not is_web_address(asked.url) or {*"?#&<>\"'\\"} & {*asked.url}):
        told = "is no address of a folder, as https://example.org/x; signs such as & are written %26"
        print(f"positions: --url '{asked.url}' {told}", file=sys.stderr)
        return COULD_NOT_RUN
    record = store.read(_file(asked))
    made = snapshot.write(record, asked.folder, asked.url)
    print(f"{made.folder}: edition {record.version} {made.done}, {made.pages} pages, {made.size} bytes")
    return GOOD


def _put(output: str, content: bytes) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
    else:
        store.write(Path(output), content)


def _tell(problems: Sequence[Problem], file: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stderr
    for item in problems:
        print(item.text(file), file=stream)
    print(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}", file=stream)
