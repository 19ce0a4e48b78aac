"""The API does what its OpenAPI description says, whatever is asked: schemathesis reads the one and asks the other."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from tests.conftest import of_everything
from tests.served import serving
from tests.stand_ins import get

SETTINGS: dict[str, Any] = {
    # The same questions every time, and what was once found is asked again only if it is in the code.
    "generation": {"deterministic": True, "database": "none", "no-shrink": True},
    "continue-on-failure": True,
    # How long it takes says nothing here.
    "suppress-health-check": ["all"],
    # https://oembed.com, section 2.3.4: a form that is not given is answered with 501. It is our only answer above 499
    # to a question; without a record, which there is here, it would be 503.
    "operations": [
        {"include-path": "/oembed", "checks": {"not_a_server_error": {"expected-statuses": ["2xx", "4xx", "501"]}}}
    ],
}
"""Every check is on. What does not apply is left out here and in `_is_a_fault`, as narrowly as it can be said."""


def _is_a_fault(_context: Any, failure: Failure, _case: Any, response: Response) -> bool:
    """Whether something that schemathesis has found is one.

    OpenAPI cannot say that one parameter depends on another, so a `since` after `as_of` is as described and is refused.
    Only this is left out, and only where nothing else is wrong with the same request.
    """
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code != 422:
        return True
    named = [(one["name"], one["remedy"]) for one in json.loads(response.content)["parameters"]]
    return not (len(named) == 1 and named[0][0] == "since" and named[0][1].startswith("choose a day up to "))


def found(address: str, phase: str, examples: int = 1) -> tuple[list[str], set[str]]:
    """What schemathesis says in one of its phases against the API, each with how to see it again; what was asked."""
    phases: dict[str, Any] = {name: {"enabled": False} for name in ("examples", "coverage", "fuzzing", "stateful")}
    generation = {"generation": {**SETTINGS["generation"], "max-examples": examples}} if phase == "fuzzing" else {}
    phases[phase] = {"enabled": True, **generation}
    config = SchemathesisConfig.from_dict({**SETTINGS, "phases": phases})
    schema: Any = schemathesis.openapi.from_url(f"{address}/api/openapi.json", config=config)
    schema.hook("filter_failure")(_is_a_fault)
    told: list[str] = []
    asked: set[str] = set()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            told.append(f"{event.label}: {event.value}")
        if isinstance(event, ScenarioFinished) and event.recorder.interactions:
            asked.add(event.recorder.label.removeprefix("GET "))
            failed = [one.failure_info for checks in event.recorder.checks.values() for one in checks]
            told += [f"{event.label}: {one.failure}\n{one.code_sample}" for one in failed if one]
    return told, asked


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the small record."""
    with serving(of_everything(tmp_path_factory.mktemp("conformance"))) as served:
        yield served.address


def test_every_read_answers_its_examples_as_described(address: str) -> None:
    told, asked = found(address, "examples")

    assert told == []
    assert len(asked) > 70


def test_every_read_answers_as_described_whatever_it_is_asked(address: str) -> None:
    told, asked = found(address, "fuzzing", examples=2)

    assert told == []
    assert asked == set(json.loads(get(address, "/api/openapi.json").body)["paths"])


def test_every_read_answers_as_described_at_the_edges_of_its_parameters_and_to_methods_it_has_not(address: str) -> None:
    told, asked = found(address, "coverage")

    assert told == []
    assert asked == set(json.loads(get(address, "/api/openapi.json").body)["paths"])
