"""A small record with something to say in every document, and with texts that would do harm if a writer let them."""

from typing import Any

from positions import store
from positions.store import Record
from tests.records import absence, citation, dataset, issue, party, proposition, source, statement

NASTY = (
    "pipe | tick ` <b onclick=x> [a](javascript:x) ![i](x) =1+1 *x* _y_ & $z$\nnext\u202eline\x1b https://evil.example"
)
"""Signs that tables, Markdown, HTML, XML and spreadsheets read."""


def record(**parts: Any) -> Record:
    """A record as the store gives it."""
    data = dataset(**parts)
    return Record(data, (), store.version_of(data), "test.json")


def talks(**parts: Any) -> Record:
    """Two parties on six propositions: a deadlock, a condition with a number, silences, an old and a moved position."""
    said = [
        statement(
            "north", "river", "demands", "2025-04-22", red_line=True, speaker={"name": "N. Ord", "role": "envoy"}
        ),
        statement("south", "river", "rejects", "2025-04-20", red_line=True, citations=[citation("radio")]),
        statement("north", "lake", "conditional", "2025-04-10", condition="If paid.", range={"max": 30}),
        statement(
            *("south", "lake", "accepts", "2025-04-11"),
            range={"min": 50},
            citations=[citation("wire", language="ru", quote="самі слова", translation="the words themselves")],
        ),
        statement("north", "mill", "demands", "2024-01-10"),
        statement("north", "ford", "accepts", "2025-03-01"),
        statement("south", "ford", "opposes", "2025-03-02"),
        statement("south", "ford", "accepts", "2025-04-02"),
        statement("south", "bank", "ambiguous", "2025-04-03"),
        statement("north", "well", "demands", "2025-04-05", rung=5),
    ]
    return record(
        **{
            "parties": [party("north", order=1), party("south", order=2)],
            "issues": [issue("land", order=1), issue("water", order=2)],
            "propositions": [
                proposition("river"),
                proposition("lake", issue="water", unit="boats", note="Both shores."),
                *(proposition(name) for name in ("mill", "ford", "bank", "well")),
            ],
            "sources": [
                source("paper", retrieved="2025-04-23", archive_url="https://archive.example.org/paper"),
                source("radio", caveats=["Small outlet."]),
                source("wire", language="ru"),
            ],
            "statements": said,
            "absences": [absence("south", "mill", searched_on="2025-04-29", sources=["radio"])],
            **parts,
        }
    )


def nasty() -> Record:
    """A record in which every free text is nasty."""
    return talks(
        parties=[party("north", name=NASTY, short=NASTY, description=NASTY), party("south")],
        issues=[issue("land", title=NASTY)],
        propositions=[
            proposition("river", text=NASTY, note=NASTY, unit="=2+2"),
            proposition("lake", text="שלום | עולם"),
        ],
        sources=[source("paper", publisher=NASTY, title=NASTY, caveats=[NASTY], url="https://example.org/<i>|a%20b")],
        statements=[
            statement(
                *("north", "river", "conditional"),
                summary=NASTY,
                condition='=HYPERLINK("https://evil.example","click")',
                venue=NASTY,
                speaker={"name": NASTY, "role": "@sum"},
                range={"min": 3},
                citations=[citation(quote=NASTY, translation=NASTY)],
                note=NASTY,
            ),
            statement("south", "river", "rejects", summary="+1"),
            statement("south", "lake", "demands", summary="-1", citations=[citation(quote="שלום")]),
        ],
        absences=[],
    )
