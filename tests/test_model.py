import json
from datetime import date

import jsonschema
import pytest
from pydantic import ValidationError

from positions import store
from positions.model import Dataset, days, last_day
from tests.records import citation, dataset, party, record, source, statement


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-04-22", date(2025, 4, 22), date(2025, 4, 22)),
        ("2025-04", date(2025, 4, 1), date(2025, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_partial_date_spans_its_possible_days_and_counts_from_the_last(text: str, first: date, last: date) -> None:
    assert days(text) == (first, last)
    assert last_day(text) == last


@pytest.mark.parametrize("text", ["2025-13", "2025-02-30", "April 2025", "25-04-22", "2025-4-2", "", "2025-W17-2"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        dataset(statements=[statement("north", "river", "demands", text)])


def test_a_record_cannot_be_changed_in_memory() -> None:
    data = dataset()

    with pytest.raises(ValidationError, match="frozen"):
        data.parties[0].name = "Other"  # type: ignore[misc]  # the assignment is what is refused


def test_the_rung_of_a_statement_is_that_of_its_strongest_citation() -> None:
    data = dataset(statements=[statement("north", "river", "demands", citations=[citation(rung=4), citation(rung=1)])])

    assert data.statements[0].rung == 1


def test_a_quote_is_confirmed_only_when_its_source_was_retrieved() -> None:
    cited = [citation("paper"), citation("wire"), citation("wire", quote=None)]
    data = dataset(
        sources=[source("paper"), source("wire", retrieved="2025-04-23")],
        statements=[statement("north", "river", "demands", citations=cited)],
    )

    assert [data.confirmed(one) for one in data.statements[0].citations] == [False, True, False]


def test_the_canonical_order_sorts_ids_and_puts_the_strongest_citation_first() -> None:
    data = dataset(
        parties=[party("south"), party("north")],
        statements=[statement("north", "river", "demands", citations=[citation(rung=4), citation(rung=1)])],
    ).in_canonical_order()

    assert [part.id for part in data.parties] == ["north", "south"]
    assert [one.rung for one in data.statements[0].citations] == [1, 4]


def test_the_json_schema_accepts_what_the_model_accepts_and_refuses_what_it_refuses() -> None:
    schema = store.schema()
    good = record()
    jsonschema.validate(good, schema)
    Dataset.model_validate_json(json.dumps(good))

    for bad in (record(statements=[statement("north", "river", "wants")]), record(surplus=1)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)
        with pytest.raises(ValidationError):
            Dataset.model_validate_json(json.dumps(bad))


def test_what_was_given_for_one_part_is_not_changed_by_a_copy_of_another() -> None:
    north, south = dataset().parties
    assert north.model_fields_set == {"id", "name", "short", "description"}

    assert north.model_copy(update={"order": 1}).model_fields_set == north.model_fields_set | {"order"}
    assert south.model_fields_set == {"id", "name", "short", "description"}


def test_a_statement_whose_citations_stand_in_order_is_not_copied() -> None:
    cited = [citation(rung=2), citation("wire", rung=2), citation(rung=3)]
    data = dataset(statements=[statement("north", "river", "demands", citations=cited)])

    assert data.in_canonical_order().statements[0] is data.statements[0]
