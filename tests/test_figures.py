"""The drawings: what stands in the heatmap, in the steps of a drift, on the axis of numbers."""

import re
from datetime import date
from html import unescape
from typing import Any

from positions import pictures
from positions.changes import whole_drifts
from positions.compare import gap, overlaps
from positions.figures import Spec, drift, heatmap, ranges
from positions.grid import Grid, Matrix
from positions.language import speaking
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


def labels(spec: Spec) -> list[str]:
    """The words of a drawing."""
    drawn = pictures.drawn(pictures.Picture("p", "P", "C", "T", spec), "svg").decode()
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn)]


def drawn_drift(of: Matrix = MATRIX) -> Spec:
    line = next(one for one in whole_drifts(of) if (one.a.id, one.b.id) == ("north", "south"))
    return drift(line, DAY, date(2025, 4, 5))


def dots(spec: Spec) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec["layer"][4]["data"]["values"]
    return found


def test_a_drift_begins_before_the_first_statement_and_holds_on_to_the_day_looked_at() -> None:
    found = [(row["day"], row["until"], row["share"], row["lower"], row["upper"]) for row in values(drawn_drift())]

    assert found == [("2025-03-31", "2025-04-10", None, 0, 1), ("2025-04-10", "2025-04-30", 0.5, 0.25, 0.75)]


def test_a_drift_has_a_dot_for_each_day_that_moved_it_and_names_who_moved() -> None:
    (dot,) = dots(drawn_drift())

    assert (dot["day"], dot["said"], dot["at"]) == ("2025-04-10", "10\u00a0April\u00a02025", 0.5)
    assert dot["moved"] == "South first: The river is settled"
    assert dot["figure"].replace("\u00a0", " ") == "50 % [25–75 %], 1 of 2"


def test_a_drift_marks_the_day_to_compare_with() -> None:
    assert drawn_drift()["layer"][3]["data"]["values"] == [{"day": "2025-04-05"}]


GONE = matrix(
    statements=[
        statement("north", "river", "demands", "2025-04-01"),
        statement("south", "river", "demands", "2025-04-10"),
        statement("south", "river", "declined", "2025-04-20"),
    ]
)


def test_a_stretch_with_a_figure_is_drawn_to_its_end_also_when_none_follows() -> None:
    """What is drawn counts here and not what is asked for: the line is as wide as the ten days of thirty."""
    drawn = pictures.drawn(pictures.Picture("p", "P", "C", "T", drawn_drift(GONE)), "svg").decode()
    lines = re.findall(r'<line[^>]*transform="translate\(([\d.]+),([\d.]+)\)"[^>]*x2="(-?[\d.]+)" y2="0"[^>]*>', drawn)
    wide = [abs(float(width)) for _, _, width in lines if abs(float(width)) > 100]

    assert [row["share"] for row in values(drawn_drift(GONE))] == [None, 1, None]
    assert any(300 < width < 340 for width in wide), lines


def test_the_day_on_which_a_figure_ceases_has_its_dot_amid_the_interval() -> None:
    first, last = dots(drawn_drift(GONE))

    assert (first["at"], last["at"]) == (1, 0.5)
    assert last["figure"].startswith("n/a")


def test_days_are_drawn_in_universal_time_so_that_none_is_the_day_before() -> None:
    assert drawn_drift()["encoding"]["x"]["scale"] == {"type": "utc"}
    tooltip = drawn_drift()["layer"][4]["encoding"]["tooltip"]
    assert {told["type"] for told in tooltip} == {"nominal"}, "the day is told in words that were written here"


def test_a_short_record_names_days_on_its_axis_and_a_long_one_months() -> None:
    long = matrix(statements=[statement("north", "river", "demands", "2022-04-01")])

    assert "6 Apr 2025" in labels(drawn_drift())
    assert "Jan 2025" in labels(drawn_drift(long))


def test_the_axes_speak_the_language_of_the_page() -> None:
    with speaking("uk"):
        assert "6 квіт. 2025" in labels(drawn_drift())
        assert "1,5" in labels(number_line(north={"min": 0.5, "max": 1.25}, south={"min": 2.5}))


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
    (between,) = values(found, row="north~south")

    assert (between["from"], between["to"], between["kind"]) == (85, 250, "gap")
    assert between["text"] == "gap 165 boats"


def test_ranges_that_overlap_show_the_zone() -> None:
    (between,) = values(number_line(north={"min": 20, "max": 60}, south={"min": 30, "max": 90}), row="north~south")

    assert (between["from"], between["to"], between["kind"]) == (30, 60, "zone")


def test_an_end_that_was_not_stated_is_open_and_no_number_is_made_up_for_it() -> None:
    (north,) = values(number_line(north={"max": 85}, south={"min": 250}), row="north")

    assert (north["min"], north["max"], north["text"]) == (None, 85, "at most 85 boats")
    assert north["from"] < 85


def test_without_an_upper_end_on_either_side_there_is_no_row_for_the_pair() -> None:
    assert values(number_line(north={"min": 30}, south={"min": 14}), row="north~south") == []


def test_parties_with_the_same_short_name_keep_a_row_each() -> None:
    shown = matrix(
        parties=[party("north", short="X"), party("south", short="X")],
        propositions=[proposition("river", unit="boats")],
        statements=[
            statement("north", "river", "demands", range={"max": 85}),
            statement("south", "river", "demands", range={"min": 250}),
        ],
    )
    drawn = ranges(shown.rows[0], [gap(*shown.rows[0])])

    assert [row["row"] for row in values(drawn)] == ["north", "south", "north~south"]
    assert '"north": "X"' in drawn["encoding"]["y"]["axis"]["labelExpr"]


def test_a_single_number_is_drawn_where_it_stands() -> None:
    (north,) = values(number_line(north={"min": 7, "max": 7}), row="north")

    assert (north["from"], north["to"], north["text"]) == (7, 7, "7 boats")
