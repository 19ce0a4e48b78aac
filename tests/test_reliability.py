"""The two codings of the record: what is told of their agreement is what the file gives, each difference is settled."""

import re
from pathlib import Path

from positions import store
from positions.model import Stance
from positions.timeline import VALUE
from tests import reliability

ROOT = Path(__file__).parents[1]
CODINGS = reliability.read()
DATA = store.read(ROOT / "data" / "positions.json").dataset
STANCE = {statement.id: statement.stance for statement in DATA.statements}


def coded(*pairs: tuple[Stance, Stance]) -> list[reliability.Coded]:
    return [reliability.Coded(str(n), a, b, a, "") for n, (a, b) in enumerate(pairs)]


def test_alpha_is_one_for_equal_codings_and_falls_with_each_difference() -> None:
    same = coded((Stance.DEMANDS, Stance.ACCEPTS), (Stance.REJECTS, Stance.OPPOSES), (Stance.CONDITIONAL,) * 2)
    near = [*same, *coded((Stance.DEMANDS, Stance.CONDITIONAL))]
    far = [*same, *coded((Stance.DEMANDS, Stance.REJECTS))]

    assert reliability.ordinal(same) == (1, 3)
    assert 1 > reliability.ordinal(near)[0] > reliability.ordinal(far)[0]


def test_a_stance_without_a_value_counts_as_a_class_and_not_on_the_scale() -> None:
    codings = coded((Stance.DEMANDS,) * 2, (Stance.REJECTS,) * 2, (Stance.AMBIGUOUS, Stance.DEMANDS))

    assert reliability.ordinal(codings) == (1, 2)
    assert reliability.classes(codings)[0] < 1
    assert reliability.classes(codings)[1] == 3


def test_the_codings_agree_as_well_as_figures_need() -> None:
    alpha, units = reliability.ordinal(CODINGS)

    assert alpha >= 0.8
    assert units >= 170


def test_most_statements_were_coded_twice() -> None:
    assert len({one.statement for one in CODINGS}) == len(CODINGS)
    assert len({one.statement for one in CODINGS if one.settled} & STANCE.keys()) >= 0.5 * len(STANCE)


def test_the_record_has_what_was_settled_on_and_each_difference_has_a_reason() -> None:
    assert [one.statement for one in CODINGS if STANCE.get(one.statement) != one.settled] == []
    assert [one.statement for one in reliability.apart(CODINGS) if len(one.why.split()) < 4] == []
    assert [one.statement for one in CODINGS if one.settled != one.first and not one.why] == []


def test_the_document_tells_the_figures_of_the_file() -> None:
    told = (ROOT / "docs" / "editorial.md").read_text()
    figures = [reliability.ordinal(CODINGS), reliability.classes(CODINGS), reliability.stances(CODINGS)]
    shown = re.findall(r"^\| .*? \| (0\.\d\d) \| (\d+) \|", told, re.MULTILINE)

    assert [(float(alpha), int(units)) for alpha, units in shown] == [(round(a, 2), n) for a, n in figures]
    assert f"{len(reliability.apart(CODINGS))} of {len(CODINGS)} statements" in told
    left_out = sum(one.settled is None for one in CODINGS)
    changed = sum(one.settled not in {None, one.first} for one in CODINGS)
    assert f"{left_out} of the statements were then left out or replaced and {changed} got another stance" in told


def test_the_document_lists_each_difference_as_the_file_has_it() -> None:
    told = (ROOT / "docs" / "editorial.md").read_text().split("| statement | first | second | settled | why |")[1]
    rows = [[part.strip(" `") for part in line.split("|")[1:-1]] for line in told.splitlines() if line.startswith("| ")]

    assert rows == [
        [one.statement, one.first, one.second, one.settled or "left out", one.why] for one in reliability.apart(CODINGS)
    ]


def test_every_value_of_the_scale_occurs_in_both_codings() -> None:
    for side in ("first", "second"):
        assert {VALUE[getattr(one, side)] for one in CODINGS} >= {0.0, 0.5, 1.0}
