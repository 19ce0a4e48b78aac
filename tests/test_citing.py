"""How a cell is cited and challenged."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from positions import citing, store
from positions.grid import Cell
from positions.parameters import Parameters
from positions.store import Record
from tests.records import dataset, record, statement

DAY = date(2025, 4, 30)
SAID = [statement("north", "river", "demands", red_line=True), statement("south", "river", "rejects")]


def cited(*parties: str, **about: Any) -> tuple[Record, Parameters, list[Cell]]:
    whole = record()
    data = dataset(statements=SAID, dataset=whole["dataset"] | about)
    made = Record(data, (), store.version_of(data), "test.json")
    chosen = Parameters(as_of=DAY, cell=("river", *parties))
    cells = [cell for id_ in parties if (cell := chosen.matrix(made.timeline).cell("river", id_))]
    return made, chosen, cells


def test_a_cell_is_cited_with_what_it_says_the_day_the_version_and_where_it_stands() -> None:
    made, chosen, cells = cited("north")
    plain = dict(citing.of_cell(made, chosen, cells))["Plain"].replace("\u00a0", " ")

    assert "North: demands, red line (22 April 2025) — “The river is settled.”" in plain
    assert f"Test talks, data {made.version}, as of 30 April 2025" in plain
    assert f"{citing.ORIGIN}?as_of=2025-04-30&view=positions&cell=river~north" in plain


def test_a_pair_is_cited_by_its_relation_and_opens_among_the_gaps() -> None:
    forms = dict(citing.of_cell(*cited("north", "south")))

    assert "North – South: opposed — “The river is settled.”" in forms["Plain"]
    assert "view=" not in forms["Plain"], "gaps are what opens without a word"
    assert forms["BibTeX"].lstrip().startswith("@")
    assert forms["RIS"].startswith("TY  - ")


@pytest.mark.parametrize(
    ("contact", "name", "place"),
    [
        ("mailto:test@example.org", "subject", "test@example.org"),
        ("https://forge.example/issues/new", "title", "/issues/new"),
        ("https://forge.example/new?kind=cell", "title", "/new"),
    ],
)
def test_a_challenge_goes_to_the_contact_with_the_cell_its_day_and_its_data_filled_in(
    contact: str, name: str, place: str
) -> None:
    made, chosen, cells = cited("north", "south", contact=contact)
    address = urlsplit(citing.challenge(made, chosen, cells))
    query = parse_qs(address.query)

    assert address.path == place
    assert query[name] == ["Challenge to the cell river~north~south"]
    for part in ("river~north~south", "2025-04-30", made.version, "North – South: opposed"):
        assert part in query["body"][0]
    assert "+" not in address.query, "programs for mail take a plus for a plus"


def test_without_a_contact_that_can_be_followed_there_is_no_link() -> None:
    assert citing.challenge(*cited("north", contact="The desk, room 5")) == ""
