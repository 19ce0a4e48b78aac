"""What several test modules share: a small record with something of everything, and what serves it."""

from pathlib import Path

import pytest
from starlette.types import ASGIApp

from tests.records import absence, citation, issue, party, proposition, source, statement, written


def of_everything(folder: Path) -> Path:
    """A small record with something of everything, in a file of a folder."""
    return written(
        folder,
        parties=[party("north"), party("south"), party("west")],
        issues=[issue("land"), issue("trade")],
        propositions=[proposition("river"), proposition("lake"), proposition("tariff", issue="trade", unit="percent")],
        sources=[source("paper"), source("wire", authors=["Ann O’Nym"])],
        statements=[
            statement("north", "river", "accepts", "2025-01-07"),
            statement("north", "river", "demands", red_line=True, citations=[citation(), citation("wire")]),
            statement("south", "river", "rejects", red_line=True, summary="=South spoke."),
            statement("north", "tariff", "conditional", range={"min": 5, "max": 9}),
            statement("south", "tariff", "conditional", range={"max": 2}),
            statement("west", "lake", "accepts", rung=4),
        ],
        absences=[absence("south", "lake"), absence("west", "tariff", "not-applicable")],
    )


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small record, in a file that a test may change."""
    path = of_everything(tmp_path)
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    return path


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ASGIApp]:
    from positions.web import application  # noqa: PLC0415  # most tests can do without it

    return of_everything(tmp_path_factory.mktemp("record")), application.application()


@pytest.fixture
def alone(_kept: tuple[Path, ASGIApp], monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """What `positions serve` serves, on the small record; the same for all tests that only read."""
    path, app = _kept
    monkeypatch.setenv("POSITIONS_DATA", str(path))
    return app


@pytest.fixture
def small(_kept: tuple[Path, ASGIApp]) -> Path:
    """The file of the record that `alone` reads."""
    return _kept[0]


@pytest.fixture(scope="session")
def _kept_shipped() -> ASGIApp:
    from positions.web import application  # noqa: PLC0415  # as above

    return application.application()


@pytest.fixture
def shipped(_kept_shipped: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """What `positions serve` serves, on the record that is shipped; the same for all tests that only read."""
    monkeypatch.setenv("POSITIONS_DATA", str(Path(__file__).parents[1] / "data" / "positions.json"))
    return _kept_shipped
