"""What a reader takes away: every link of a view leads to a file of the right kind and name."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from positions import files, store
from positions.compare import Measure
from positions.parameters import Only, Parameters, View
from positions.pictures import Picture

SHIPPED = store.read(Path(__file__).parents[1] / "data" / "positions.json")
DAY = date(2025, 4, 22)
BEGINS = {"docx": b"PK", "xlsx": b"PK", "zip": b"PK", "png": b"\x89PNG", "svg": b"<svg"}


@pytest.mark.parametrize("view", View)
def test_every_view_offers_itself_as_workbook_markdown_and_word_and_a_brief_of_the_pair(view: View) -> None:
    chosen = Parameters(as_of=DAY, view=view)
    groups = files.takeaways(chosen, chosen.matrix(SHIPPED.timeline))
    offered = {name: [form for form, _ in links] for _, listed in groups for name, _, links in listed}

    assert {"XLSX", "MD", "DOCX"} <= set(offered[files.OF_VIEW[view][0]])
    assert offered["brief"] == ["MD", "DOCX"]
    assert set(offered["sheet"]) == {"DOCX", "XLSX", "MD"}
    assert offered["bibliography"] == ["BIB", "RIS", "CSL"]
    assert offered["package"] == ["ZIP"]


def test_a_link_to_a_file_carries_what_of_the_choice_the_file_takes_notice_of() -> None:
    chosen = Parameters(as_of=DAY, party=("russia",), cell=("neutrality", "russia"), lang="uk", stale_after=90)

    assert files.address("positions", "csv", chosen) == "api/v1/positions.csv?as_of=2025-04-22&party=russia"
    assert files.address("positions", "md", chosen) == (
        "api/v1/positions.md?as_of=2025-04-22&party=russia&stale_after=90&lang=uk"
    )


def test_from_a_view_of_one_pair_the_files_are_those_of_the_pair_that_it_shows() -> None:
    chosen = Parameters(as_of=DAY, view=View.BLOCKS, issue=("rights",))
    links = {
        (name, form): address
        for _, listed in files.takeaways(chosen, chosen.matrix(SHIPPED.timeline))
        for name, _, forms in listed
        for form, address in forms
    }

    assert links["blocks", "CSV"] == "api/v1/blocks.csv?as_of=2025-04-22&issue=rights&pair=russia~ukraine"
    assert links["package", "ZIP"] == "api/v1/package.zip?as_of=2025-04-22&issue=rights", "that is the whole choice"


def test_the_name_of_a_file_says_what_it_is_of() -> None:
    chosen = Parameters(as_of=DAY, since=date(2025, 1, 1), measure=Measure.EXACT, max_rung=2, only=(Only.DEADLOCK,))

    assert files.file_name(SHIPPED, chosen, "gaps", "csv") == (
        f"russia-ukraine-talks-gaps-2025-04-22-since-2025-01-01-rung-2-filtered-{SHIPPED.version}.csv"
    )
    assert files.file_name(SHIPPED, chosen, "changes", "csv") == (
        f"russia-ukraine-talks-changes-2025-04-22-since-2025-01-01-exact-rung-2-{SHIPPED.version}.csv"
    )


def test_files_of_other_contents_have_other_names() -> None:
    pairs = [(("russia", "ukraine"),), (("us", "europe"),), ()]
    choices = [Parameters(as_of=DAY, pair=pair, lang=lang) for pair in pairs for lang in ("en", "uk")]
    choices += [Parameters(as_of=DAY, focus=party) for party in ("us", "europe")]
    choices += [Parameters(as_of=DAY, stale_after=10), Parameters(as_of=DAY, only=(Only.OPPOSED,))]
    for name, form in (("sheet", "docx"), ("party", "md"), ("drift", "csv"), ("gaps", "md"), ("brief", "md")):
        names: dict[str, Parameters] = {}
        for chosen in choices:
            limited = chosen.limited(files.used(name, form))
            assert names.setdefault(files.file_name(SHIPPED, chosen, name, form), limited) == limited


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *(("gaps", "xlsx"), ("sheet", "docx"), ("overlap", "png"), ("overlap", "svg"), ("drift-russia~ukraine", "svg")),
        ("package", "zip"),
    ],
)
def test_a_file_is_of_the_kind_that_its_ending_says(name: str, form: str) -> None:
    assert files.content(SHIPPED, Parameters(as_of=DAY), name, form).startswith(BEGINS[form])


def test_a_document_is_in_the_language_of_the_choice_and_data_in_that_of_the_record() -> None:
    chosen = Parameters(as_of=DAY, lang="uk", party=("russia", "ukraine"))
    sheet = files.content(SHIPPED, chosen, "sheet", "md").decode()

    assert "Крим визнається" in sheet
    assert "станом на" in sheet.casefold()
    assert "Crimea is recognised" in files.content(SHIPPED, chosen, "gaps", "csv").decode()


def test_the_bibliography_has_the_sources_of_the_chosen_statements_alone() -> None:
    few = files.content(SHIPPED, Parameters(as_of=DAY, party=("russia",), issue=("rights",)), "bibliography", "bib")
    all_ = files.content(SHIPPED, Parameters(as_of=DAY), "bibliography", "bib")

    assert 0 < few.count(b"\n@") < all_.count(b"\n@")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *(("nothing", "csv"), ("gaps", "exe"), ("brief", "xlsx"), ("overlap-2", "png"), ("bibliography", "docx")),
        *(("package", "csv"), ("gaps", "zip")),
    ],
)
def test_what_does_not_exist_is_no_file(name: str, form: str) -> None:
    with pytest.raises(KeyError):
        files.content(SHIPPED, Parameters(as_of=DAY), name, form)


def test_the_package_is_the_whole_choice_from_a_view_of_one_pair_too() -> None:
    chosen = Parameters(as_of=DAY, issue=("rights",))
    shown = replace(chosen, view=View.BLOCKS)

    assert files.content(SHIPPED, shown, "package", "zip") == files.content(SHIPPED, chosen, "package", "zip")


def test_the_picture_of_a_file_is_that_of_the_view() -> None:
    made: list[Picture] = []
    for name in ("overlap", "drift-russia~us"):
        made.append(files.picture(SHIPPED, Parameters(as_of=DAY), name))

    assert [picture.name for picture in made] == ["overlap", "drift-russia~us"]
