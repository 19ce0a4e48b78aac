"""Pictures as files: they open, and what they are of is burnt in."""

import io
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from positions import pictures, store
from positions.changes import whole_drifts
from positions.parameters import Parameters
from positions.pictures import Picture

SHIPPED = store.read(Path(__file__).parents[1] / "data" / "positions.json")
CHOSEN = Parameters(as_of=date(2025, 12, 30), pair=(("russia", "ukraine"),), since=date(2025, 4, 22))
MATRIX = CHOSEN.matrix(SHIPPED.timeline)


def drift_picture() -> Picture:
    """That of the one chosen pair."""
    every = dict(zip(MATRIX.pairs, whole_drifts(MATRIX), strict=True))
    return pictures.drift_picture(SHIPPED, MATRIX, CHOSEN, every[CHOSEN.pairs(MATRIX)[0]])


def all_pictures() -> list[Picture]:
    return [
        pictures.overlap_picture(SHIPPED, MATRIX, CHOSEN),
        drift_picture(),
        *pictures.range_pictures(SHIPPED, MATRIX, CHOSEN),
    ]


def words_in(svg: bytes) -> str:
    """The words of a picture; a caption is broken into lines, each a text of its own."""
    found = " ".join(unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode()))
    return found.replace("\u00a0", " ")


def test_there_is_a_picture_of_the_overlap_of_each_chosen_pair_and_of_each_number_named() -> None:
    names = [picture.name for picture in all_pictures()]

    assert names[:2] == ["overlap", "drift-russia~ukraine"]
    assert "ranges-us-guarantees" in names


@pytest.mark.parametrize("picture", all_pictures(), ids=lambda picture: picture.name)
def test_every_picture_says_what_of_which_day_of_which_data_and_by_which_formula(picture: Picture) -> None:
    told = words_in(pictures.drawn(picture, "svg"))

    assert picture.title.split(":")[0] in told
    for part in ("30 December 2025", f"data {SHIPPED.version}", SHIPPED.dataset.dataset.title, "rung 4 or stronger"):
        assert part in told
    assert "not a reservation point" in told
    formula = "highest minimum" if picture.name.startswith("ranges") else "[S/N, (S + N − n)/N]"
    assert formula in told


def test_the_picture_of_a_pair_has_its_figure_interval_and_n_of_n() -> None:
    told = words_in(pictures.drawn(drift_picture(), "svg"))

    assert re.search(r"now \d+ % \[\d+–\d+ %\], \d+ of 43 comparable", told)
    assert "Dashed: 22 April 2025" in told


@pytest.mark.parametrize("picture", all_pictures()[:3], ids=lambda picture: picture.name)
def test_a_png_is_wide_enough_for_print_and_not_empty(picture: Picture) -> None:
    with Image.open(io.BytesIO(pictures.drawn(picture, "png"))) as image:
        assert image.format == "PNG"
        assert image.width >= 1900
        assert len(image.getcolors(1 << 24) or []) > 10


def test_a_measure_with_another_formula_says_so() -> None:
    exact = Parameters(as_of=date(2025, 12, 30), measure="exact")  # type: ignore[arg-type]  # as the address has it
    told = pictures.overlap_picture(SHIPPED, MATRIX, exact).caption

    assert "Exact match: S/n, S = number of equal values" in told
