"""What a cell says: every notation of one day is that day, full-width digits are digits, and nothing is guessed."""

import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry import InvalidInput
from registry.bulk.cells import FORMULA_SIGNS, cell_text, code_text, day, name_text, neutral, plain

pytestmark = pytest.mark.covers("S2.6d")

FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(ord("!"), ord("~") + 1)}
ANY_DAY = st.dates(date(1949, 10, 1), date(2100, 12, 31))
NOTATIONS = (
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}{0.month:02}{0.day:02}",
)


def code_of(work: object, *words: object) -> str:
    with pytest.raises(InvalidInput) as refused:
        work(*words)  # type: ignore[operator]
    return refused.value.code


@given(ANY_DAY, st.sampled_from(NOTATIONS), st.booleans())
def test_every_notation_of_a_day_is_that_day_in_full_width_too(on: date, notation: str, wide: bool) -> None:
    text = notation.format(on)
    assert day(text.translate(FULL_WIDTH) if wide else text) == on


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2015",
        "2015-12",
        "2015年12月",
        "12/1/2015",
        "1-12-15",
        "2015-13-01",
        "2015-02-30",
        "2015/12-01",
        "44531",
        "-",
    ],
)
def test_what_is_no_whole_date_is_refused_and_never_guessed(text: str) -> None:
    assert code_of(day, text) == "date_invalid"


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_a_refusal(text: str) -> None:
    try:
        assert isinstance(day(text), date)
    except InvalidInput as refused:
        assert refused.code == "date_invalid"  # noqa: PT017 - either answer is right


@given(st.text("0123456789XABC-/.", min_size=1, max_size=30))
def test_full_width_and_ordinary_characters_are_one_code(text: str) -> None:
    assert code_text(text.translate(FULL_WIDTH)) == text


@given(st.text(max_size=30))
def test_a_cell_that_passes_holds_no_control_character_and_no_outer_space(text: str) -> None:
    try:
        read = plain(text)
    except InvalidInput as refused:
        assert refused.code in {"cell_formula", "character_lost", "character_forbidden"}  # noqa: PT017 - see above
    else:
        assert read == read.strip() or text.strip().startswith("'")
        assert not any(unicodedata.category(c) == "Cc" for c in read)


@example("'")
@example("'=1")
@example("''1")
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd"), max_size=30))
def test_what_an_export_writes_no_spreadsheet_runs_and_the_import_reads_as_it_was(text: str) -> None:
    text = text.strip()
    written = neutral(text)
    assert not written.startswith(FORMULA_SIGNS)
    assert plain(written) == text


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", " =HYPERLINK(1)"])
def test_a_formula_in_a_csv_cell_is_refused(text: str) -> None:
    assert code_of(plain, text) == "cell_formula"


@pytest.mark.parametrize(("text", "code"), [("张\ufffd", "character_lost"), ("张\n示例", "character_forbidden")])
def test_a_lost_or_forbidden_character_is_named(text: str, code: str) -> None:
    assert code_of(plain, text) == code


@pytest.mark.parametrize("dot", "\u00b7\u2022\u2027\u30fb\uff65\u22c5")
def test_every_dot_in_a_name_is_the_one_dot(dot: str) -> None:
    assert name_text(f"买买提{dot}示例") == "买买提\u00b7示例"


@pytest.mark.parametrize("name", ["𠮷示例", "㛃示例", "阿依古丽·样本", "Ǧulnar"])
def test_rare_and_minority_names_stay_as_they_are(name: str) -> None:
    assert name_text(plain(name)) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("文", "文"),
        (2015.0, "2015"),
        (412, "412"),
        (1.5, "1.5"),
        (date(2015, 12, 1), "2015-12-01"),
        (datetime(2015, 12, 1), "2015-12-01"),  # noqa: DTZ001 - a spreadsheet knows no zone
    ],
)
def test_a_spreadsheets_cell_is_the_text_its_writer_saw(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (349900198501010015.0, "number_lost_digits"),
        (float("nan"), "cell_type"),
        (float("inf"), "cell_type"),
        (True, "cell_type"),
        (time(9), "cell_type"),
        (timedelta(hours=9), "cell_type"),
        (datetime(2015, 12, 1, 9), "cell_type"),  # noqa: DTZ001 - see above
    ],
)
def test_a_cell_whose_text_is_lost_is_refused(value: object, code: str) -> None:
    assert code_of(cell_text, value) == code


@given(
    st.one_of(
        st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.text()
    )
)
def test_any_cell_is_text_or_a_refusal(value: object) -> None:
    try:
        assert isinstance(cell_text(value), str)
    except InvalidInput as refused:
        assert refused.code in {"number_lost_digits", "cell_type"}  # noqa: PT017 - either answer is right
