"""Small records for tests, built by functions with fields to override; nothing is shared or changed in place."""

import json
from pathlib import Path
from typing import Any

from positions import store
from positions.model import Dataset

Json = dict[str, Any]


def party(id_: str, **other: Any) -> Json:
    return {"id": id_, "name": id_.title(), "short": id_.title(), "description": f"The side called {id_}.", **other}


def issue(id_: str, **other: Any) -> Json:
    return {"id": id_, "title": id_.title(), "description": f"All about {id_}.", **other}


def proposition(id_: str, **other: Any) -> Json:
    return {"id": id_, "issue": "land", "text": f"The {id_} is settled.", **other}


def source(id_: str, **other: Any) -> Json:
    return {
        "id": id_,
        "kind": "news",
        "publisher": f"The {id_.title()}",
        "title": f"What {id_} wrote",
        "url": f"https://example.org/{id_}",
        "published": "2025",
        "language": "en",
        **other,
    }


def citation(source_: str = "paper", **other: Any) -> Json:
    return {"source": source_, "quote": "these very words", "form": "direct-speech", "rung": 2, **other}


def statement(
    party_: str, proposition_: str, stance: str, date: str = "2025-04-22", *, rung: int = 2, **other: Any
) -> Json:
    return {
        "id": f"{date}-{party_}-{proposition_}",
        "party": party_,
        "proposition": proposition_,
        "stance": stance,
        "date": date,
        "summary": f"{party_} spoke about {proposition_}.",
        "citations": [citation(rung=rung)],
        **other,
    }


def absence(party_: str, proposition_: str, kind: str = "not-found", **other: Any) -> Json:
    told = {"searched_on": "2025-05-01"} if kind == "not-found" else {}
    return {"party": party_, "proposition": proposition_, "kind": kind, "note": "All papers.", **told, **other}


def record(**parts: Any) -> Json:
    """A record of two parties, one issue and one proposition, with whatever parts are replaced."""
    return {
        "$schema": "schema.json",
        "schema_version": "1",
        "dataset": {
            "id": "test",
            "title": "Test talks",
            "description": "A record for tests.",
            "licence": "CC-BY-4.0",
            "updated": "2025-05-01",
            "coverage_until": "2025-04-30",
            "selection": "Chosen for tests.",
            "contact": "mailto:test@example.org",
        },
        "parties": [party("north"), party("south")],
        "issues": [issue("land")],
        "propositions": [proposition("river")],
        "sources": [source("paper")],
        "statements": [statement("north", "river", "demands")],
        "absences": [],
        **parts,
    }


def dataset(**parts: Any) -> Dataset:
    return Dataset.model_validate_json(json.dumps(record(**parts)))


def written(folder: Path, **parts: Any) -> Path:
    """A record in canonical form in a file of a folder."""
    path = folder / "positions.json"
    path.write_bytes(store.canonical(dataset(**parts)))
    return path


def two_opposed() -> Dataset:
    """Two parties opposed on one issue, a third one silent, and a second issue on which nobody has spoken."""
    return dataset(
        parties=[party("north"), party("south"), party("west")],
        issues=[issue("land"), issue("water")],
        propositions=[proposition("river"), proposition("lake", issue="water")],
        statements=[statement("north", "river", "demands"), statement("south", "river", "rejects")],
    )
