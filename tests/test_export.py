import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions import export

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["=1+1", "+1", "-5 percent", "@sum", "\tx", "\rx", "'=1", "''=1", "'quoted'", "\0x", '"', "a\r\nb", "x,y", "n/a"]
)


@given(texts)
def test_a_guarded_text_is_no_formula_and_comes_back_whole(text: str) -> None:
    guarded = export.guarded(text)

    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
    assert export.unguarded(guarded) == text


@given(st.lists(texts.filter(bool), min_size=1))
def test_csv_read_by_another_reader_gives_the_texts_back(values: list[str]) -> None:
    frame = pd.DataFrame({"text": values}).astype("string")
    read = list(csv.DictReader(io.StringIO(export.csv(frame), newline="")))

    assert [export.unguarded(row["text"]) for row in read] == values


def test_numbers_are_never_guarded() -> None:
    frame = pd.DataFrame({"n": [-5.5, None], "text": ["-5.5", None]}).astype({"n": "Float64", "text": "string"})

    assert export.csv(frame) == "n,text\r\n-5.5,'-5.5\r\n,\r\n"


def test_flags_are_written_in_small_letters() -> None:
    frame = pd.DataFrame({"flag": [True, False, None]}).astype("boolean")

    assert export.csv(frame).split() == ["flag", "true", "false", '""']


def test_json_has_null_for_what_is_missing_and_keeps_every_script() -> None:
    frame = pd.DataFrame({"n": [1, None], "text": ["Крым", None]}).astype({"n": "Int64", "text": "string"})
    made = export.json_rows(frame)

    assert json.loads(made) == [{"n": 1, "text": "Крым"}, {"n": None, "text": None}]
    assert "Крым" in made


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown format 'pdf'"):
        export.serialise(pd.DataFrame(), "pdf")
