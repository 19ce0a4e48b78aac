"""The drawings: what stands in the heatmap, in the steps of a drift, on the axis of numbers."""

from datetime import date
from typing import Any

from positions.changes import changes, drifts, start_of
from positions.compare import gap, overlaps
from positions.figures import Spec, drift, heatmap, ranges
from positions.grid import Grid, Matrix
from positions.timeline import Timeline
from tests.records import dataset, party, proposition, statement

DAY = date(2025, 4, 30)


def matrix(**parts: Any) -> Matrix:
    return Grid(Timeline(dataset(**parts)), DAY).matrix()


MATRIX = matrix(
    parties=[party("east"), party("north"), party("south")],
    propositions=[proposition("lake"), proposition("river")],
    statements=[
        statement("north", "river", "demands", "2025-04-01"),
        statement("south", "river", "conditional", "2025-04-10"),
        statement("south", "lake", "rejects", "2025-04-20"),
    ],
)
FIGURE = heatmap(MATRIX.parties, overlaps(MATRIX))


def values(spec: Spec, **wanted: Any) -> list[dict[str, Any]]:
    """The data behind a drawing that have the wanted fields."""
    found = spec["data"]["values"]
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def test_each_pair_stands_on_both_sides_of_the_diagonal_with_point_interval_and_n() -> None:
    for row, column in (("north", "south"), ("south", "north")):
        (cell,) = values(FIGURE, row=row, column=column)
        shown = [cell[name].replace("\u00a0", " ") for name in ("point", "interval", "whole")]

        assert cell["share"] == 0.5
        assert shown == ["50 %", "[25–75 %]", "1 of 2"]


def test_the_diagonal_is_empty() -> None:
    assert [cell for cell in values(FIGURE) if cell["row"] == cell["column"]] == []
    assert len(values(FIGURE)) == 6


def test_a_pair_without_a_figure_has_its_text_and_no_colour_of_the_scale() -> None:
    (cell,) = values(FIGURE, row="east", column="north")
    colour = FIGURE["layer"][0]["encoding"]["color"]

    assert (cell["share"], cell["point"]) == (None, "n/a")
    assert colour["condition"]["test"] == "datum.share !== null"
    assert colour["value"] not in colour["condition"]["scale"]["range"]


def test_the_scale_of_colours_runs_from_nought_to_one_and_the_axes_name_the_parties() -> None:
    assert FIGURE["layer"][0]["encoding"]["color"]["condition"]["scale"]["domain"] == [0, 0.5, 1]
    for axis in ("x", "y"):
        assert FIGURE["encoding"][axis]["scale"]["domain"] == ["east", "north", "south"]
        assert '"north": "North"' in FIGURE["encoding"][axis]["axis"]["labelExpr"]


def test_parties_with_the_same_short_name_stay_apart() -> None:
    alike = tuple(part.model_copy(update={"short": "2"}) for part in MATRIX.parties)

    assert heatmap(alike, overlaps(MATRIX))["encoding"]["x"]["scale"]["domain"] == ["east", "north", "south"]


def drawn_drift() -> Spec:
    start = start_of(MATRIX.grid.timeline)
    found = changes(MATRIX, start)
    line = next(one for one in drifts(MATRIX, start, found) if (one.a.id, one.b.id) == ("north", "south"))
    return drift(line, DAY, date(2025, 4, 5))


def test_a_drift_begins_before_the_first_statement_and_holds_on_to_the_day_looked_at() -> None:
    found = [(row["day"], row["share"], row["lower"], row["upper"]) for row in values(drawn_drift())]

    assert found == [
        ("2025-03-31", None, 0, 1),
        ("2025-04-10", 0.5, 0.25, 0.75),
        ("2025-04-30", 0.5, 0.25, 0.75),
    ]


def test_a_drift_has_a_dot_for_each_day_that_moved_it_and_names_who_moved() -> None:
    (dot,) = drawn_drift()["layer"][3]["data"]["values"]

    assert (dot["day"], dot["moved"]) == ("2025-04-10", "South: first. The river is settled.")
    assert dot["figure"].replace("\u00a0", " ") == "50 % [25–75 %], 1 of 2"


def test_a_drift_marks_the_day_to_compare_with() -> None:
    assert drawn_drift()["layer"][2]["data"]["values"] == [{"day": "2025-04-05"}]


def number_line(**numbers: dict[str, float]) -> Spec:
    shown = matrix(
        parties=[party(id_) for id_ in sorted(numbers)],
        propositions=[proposition("river", unit="boats")],
        statements=[statement(id_, "river", "demands", range=ends) for id_, ends in numbers.items()],
    )
    (row,) = shown.rows
    return ranges(row, [gap(row[a], row[b]) for a, b in shown.pairs])


def test_ranges_that_leave_a_gap_show_it_between_them_in_the_unit() -> None:
    found = number_line(north={"max": 85}, south={"min": 250})
    (between,) = values(found, row="North – South")

    assert (between["from"], between["to"], between["kind"]) == (85, 250, "gap")
    assert between["text"] == "gap 165 boats"


def test_ranges_that_overlap_show_the_zone() -> None:
    (between,) = values(number_line(north={"min": 20, "max": 60}, south={"min": 30, "max": 90}), row="North – South")

    assert (between["from"], between["to"], between["kind"]) == (30, 60, "zone")


def test_an_end_that_was_not_stated_is_open_and_no_number_is_made_up_for_it() -> None:
    (north,) = values(number_line(north={"max": 85}, south={"min": 250}), row="North")

    assert (north["min"], north["max"], north["text"]) == (None, 85, "at most 85 boats")
    assert north["from"] < 85


def test_without_an_upper_end_on_either_side_there_is_no_row_for_the_pair() -> None:
    assert values(number_line(north={"min": 30}, south={"min": 14}), row="North – South") == []


def test_a_single_number_is_drawn_where_it_stands() -> None:
    (north,) = values(number_line(north={"min": 7, "max": 7}), row="North")

    assert (north["from"], north["to"], north["text"]) == (7, 7, "7 boats")
