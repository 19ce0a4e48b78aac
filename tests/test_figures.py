"""The picture of the overlap: what stands in its cells."""

from datetime import date

from positions.compare import overlaps
from positions.grid import Grid
from positions.timeline import Timeline
from positions.view.figures import heatmap
from tests.records import dataset, party, proposition, statement

DATA = dataset(
    parties=[party("east"), party("north"), party("south")],
    propositions=[proposition("lake"), proposition("river")],
    statements=[
        statement("north", "river", "demands"),
        statement("south", "river", "conditional"),
        statement("south", "lake", "rejects"),
    ],
)
MATRIX = Grid(Timeline(DATA), date(2025, 4, 30)).matrix()
FIGURE = heatmap(MATRIX.parties, overlaps(MATRIX))


def test_each_pair_stands_on_both_sides_of_the_diagonal_with_point_interval_and_n() -> None:
    text = FIGURE.data[0].text

    assert text[1][2] == text[2][1] == "<b>50\u00a0%</b><br>[25–75]<br>1 of 2"
    assert FIGURE.data[0].z[1][2] == FIGURE.data[0].z[2][1] == 0.5


def test_the_diagonal_is_empty() -> None:
    assert [FIGURE.data[0].z[i][i] for i in range(3)] == [None] * 3
    assert [FIGURE.data[0].text[i][i] for i in range(3)] == [""] * 3


def test_a_pair_without_a_figure_has_its_text_and_no_colour() -> None:
    assert FIGURE.data[0].z[0][1] is None
    beside_east = {("north", "east"), ("south", "east"), ("east", "north"), ("east", "south")}
    assert {(note.x, note.y) for note in FIGURE.layout.annotations} == beside_east
    assert {note.text for note in FIGURE.layout.annotations} == {"<b>n/a</b><br>[0–100]<br>0 of 2"}


def test_the_axes_name_the_parties_and_the_scale_runs_from_nought_to_one() -> None:
    assert list(FIGURE.layout.xaxis.ticktext) == list(FIGURE.layout.yaxis.ticktext) == ["East", "North", "South"]
    assert (FIGURE.data[0].zmin, FIGURE.data[0].zmax) == (0, 1)


def test_names_that_are_alike_or_look_like_numbers_or_tags_stay_apart_and_text() -> None:
    parties = tuple(
        party.model_copy(update={"short": short})
        for party, short in zip(MATRIX.parties, ("2", "2", "<b>"), strict=True)
    )
    drawn = heatmap(parties, overlaps(MATRIX))

    assert drawn.layout.xaxis.type == drawn.layout.yaxis.type == "category"
    assert len(set(drawn.data[0].x)) == 3
    assert list(drawn.layout.xaxis.ticktext) == ["2", "2", "&lt;b>"]
