"""What stands above every view: views, controls, what is chosen and how to take it back."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs

from hypothesis import given

from positions import parameters, store
from positions.language import speaking
from positions.masthead import chips, masthead, notices, titles
from positions.parameters import Day, Kind, Only, Parameters, Theme, View
from positions.store import Record
from tests.records import dataset, record, two_opposed
from tests.test_parameters import choices

DAY = date(2025, 4, 30)
DATA = two_opposed()
RECORD = Record(DATA, (), store.version_of(DATA), "test.json")


def shown(**choice: Any) -> str:
    chosen = Parameters(as_of=DAY, **choice)
    return masthead(RECORD, chosen.matrix(RECORD.timeline), chosen)


def told(**choice: Any) -> list[str]:
    chosen = Parameters(as_of=DAY, **choice)
    return [line for one in notices(RECORD, chosen.matrix(RECORD.timeline), chosen, ()) for line in one.lines]


def test_every_view_has_a_tab_that_keeps_the_choice_and_the_current_one_says_so() -> None:
    html = shown(view=View.PARTY, party=("north", "south"))

    assert list(titles()) == [one for one in View if one != View.EMBED], "which is opened from what is shared"
    for view, title in titles().items():
        current = ' aria-current="page"' if view == View.PARTY else ""
        query = "" if view == View.GAPS else f"&amp;view={view}"
        assert f'href="?as_of=2025-04-30&amp;party=north&amp;party=south{query}" data-go{current}>{title}</a>' in html


@given(choices)
def test_each_chip_takes_back_what_it_names_and_nothing_else(chosen: Parameters) -> None:
    def query(address: str) -> dict[str, list[str]]:
        return parse_qs(address.removeprefix("?"))

    whole = {name: values for name, values in chosen.query().items() if name != "cell"}
    for _, address in chips(RECORD, chosen):
        left = query(address)
        lost = [(name, value) for name, values in whole.items() for value in values if value not in left.get(name, [])]

        assert len(lost) == 1
        assert parameters.read(left, DATA)[1] == []
    free = {"as_of", "view", "lang", "focus", "pair", "source", "theme", "frame", "kind", "day"}
    assert len(list(chips(RECORD, chosen))) == sum(len(values) for name, values in whole.items() if name not in free)


def test_without_a_choice_there_is_no_chip() -> None:
    assert list(chips(RECORD, Parameters(as_of=DAY))) == []
    assert "Clear all" not in shown()


def test_what_is_kept_by_the_form_is_what_it_does_not_show() -> None:
    html = shown(view=View.POSITIONS, focus="west", lang="uk", party=("north",), cell=("river", "north"))
    hidden = {part.split('"')[0] for part in html.split('<input type="hidden" name="')[1:]}

    assert hidden == {"view", "focus", "lang"}
    assert 'name="party" value="north" id="party-north" checked' in html


def test_the_link_to_the_latest_state_has_no_day() -> None:
    html = shown(view=View.POSITIONS)

    assert 'id="permalink" value="?as_of=2025-04-30&amp;view=positions"' in html
    assert 'id="latest" value="?view=positions"' in html


def test_the_embed_of_what_is_shown_is_built_from_the_share_menu_and_a_tab_leads_out_again() -> None:
    there = shown(view=View.SHEET, party=("north", "south"), pair=(("north", "south"),), cell=("river", "north"))
    built = shown(view=View.EMBED, frame=View.SHEET, kind=Kind.INTERACTIVE, day=Day.LATEST, theme=Theme.DARK)

    query = "?as_of=2025-04-30&amp;party=north&amp;party=south&amp;view=embed&amp;pair=north~south&amp;frame=sheet"
    assert f'<a class="build" href="{query}" data-go>Embed this view…</a>' in there
    assert 'class="build"' not in built
    assert 'href="?as_of=2025-04-30&amp;view=positions" data-go>Positions</a>' in built
    assert "North – South</a>" in built, "the pairs of the view that is framed"


def test_filters_are_cleared_without_a_word_of_what_is_built() -> None:
    html = shown(view=View.EMBED, frame=View.SHEET, kind=Kind.INTERACTIVE, party=("north", "south"), q="lake")
    cleared = html.split('class="chip all" href="')[1].split('"')[0]

    assert cleared == "?as_of=2025-04-30&amp;view=embed&amp;frame=sheet&amp;kind=interactive"


def test_what_is_left_out_is_told() -> None:
    assert told(party=("north",)) == ["Filtered; not shown: 2 parties."]
    assert told(party=("north", "south"), issue=("water",)) == ["Filtered; not shown: 1 party, 1 proposition."]
    assert told(cell=("river", "west"), party=("north", "south"))[0] == "The chosen cell is hidden by the filters."


def test_show_only_leaves_the_figure_of_all_propositions() -> None:
    figure = "0\u00a0%</strong>"

    assert figure in shown()
    assert figure in shown(only=(Only.UNANSWERED,))
    assert "1 of 2 comparable" in shown(only=(Only.UNANSWERED,))


def test_the_masthead_speaks_the_chosen_language_and_says_what_has_no_translation() -> None:
    chosen = Parameters(as_of=DAY, lang="uk")
    spoken = RECORD.spoken("uk")
    with speaking("uk"):
        html = masthead(spoken, chosen.matrix(spoken.timeline), chosen)

    assert "Станом на" in html
    assert "North [en]" in html
    assert "[en]" in "".join(html.split("notice")[1:])


def test_whatever_a_title_holds_breaks_out_of_neither_page_nor_style_sheet() -> None:
    nasty = '</style><img src=x onerror=alert(1)>"; } body { display: none } \\22 <b>'
    whole = record()
    data = dataset(dataset=whole["dataset"] | {"title": nasty})
    made, chosen = Record(data, (), store.version_of(data), "test.json"), Parameters(as_of=DAY)
    html = masthead(made, chosen.matrix(made.timeline), chosen)
    sheet = html.split("<style>")[1].split("</style>")[0]

    assert "<img" not in html
    assert "<b>" not in html
    assert html.count("</style>") == 1
    assert sheet.count('"') == 2, "one string, with no end of it within"
