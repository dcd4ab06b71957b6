"""A row of historical titles: every kind of dirt has its own code, and two notations of the same facts are one row."""

from datetime import date

import pytest

from domain.values import Level, PersonOrigin, Scope
from registry import InvalidInput
from registry.bulk.titles import TitleRow, TitleRows
from registry.tables import Tables
from tests.support.tables import row

pytestmark = pytest.mark.covers("S2.6d")

ROWS = TitleRows(Tables(), today=date(2022, 7, 20), allow_synthetic=True)


def wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def checked(**changes: str) -> TitleRow:
    return ROWS.checked(2, row(**changes))


def test_a_clean_row_is_read_as_it_stands() -> None:
    read = checked()
    assert (read.name, read.year, read.origin) == ("张示例", 2015, PersonOrigin.MAINLAND)
    assert read.birth_date == date(1985, 1, 1)
    assert (read.claimed.level, read.claimed.scope) == (Level.ASSOCIATE_SENIOR, Scope.GENERAL)


@pytest.mark.parametrize(
    "changes",
    [
        {"grant_date": "2015年12月1日"},
        {"grant_date": "2015/12/1"},
        {"id_number": wide("349900198501010015")},
        {"year": wide("2015"), "level_code": wide("412")},
        {"series_code": "5"},
        {"specialty": "机械工程"},
        {"name": " 张示例 "},
        {"scope": "general"},
        {"birth_date": "1985-01-01"},
    ],
)
def test_another_notation_of_the_same_facts_is_the_same_row(changes: dict[str, str]) -> None:
    assert checked(**changes).canonical() == checked().canonical()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"source_key": ""}, "cell_empty"),
        ({"approval_document_no": " "}, "cell_empty"),
        ({"source_key": "k" * 121}, "cell_too_long"),
        ({"source_key": "2015-349900198501010015"}, "source_key_personal"),
        ({"source_key": "=1"}, "cell_formula"),
        ({"name": "张"}, "name_invalid"),
        ({"name": "张3"}, "name_invalid"),
        ({"name": "张\ufffd例"}, "character_lost"),
        ({"name": "张\ue000例"}, "name_invalid"),
        ({"id_type": "身份证"}, "id_type_unknown"),
        ({"id_type": "WORK_PERMIT", "id_number": "AB123456"}, "id_type_not_importable"),
        ({"id_number": "349900850101001"}, "identity_number_old"),
        ({"id_number": "349900198501010014"}, "identity_number_invalid"),
        ({"id_number": "349900198502290012"}, "identity_number_invalid"),
        ({"id_number": "3.49900198501E+17"}, "identity_number_invalid"),
        ({"body_uscc": "129900000000000866"}, "uscc_invalid"),
        ({"series_code": "五"}, "code_invalid"),
        ({"series_code": "99"}, "series_unknown"),
        ({"specialty": "ALCHEMY"}, "specialty_unknown"),
        ({"level_code": "410"}, "level_unknown"),
        ({"title_name": "国家一级演员"}, "title_name_unknown"),
        ({"title_name": "中级工程师", "level_code": "420"}, "title_name_unknown"),
        ({"year": "15"}, "year_invalid"),
        ({"year": "2017"}, "year_invalid"),
        ({"year": "2013"}, "year_invalid"),
        ({"grant_date": "2015-12"}, "date_invalid"),
        ({"grant_date": "2022-07-21", "year": "2022"}, "grant_date_impossible"),
        ({"grant_date": "1980-12-01", "year": "1980"}, "grant_date_impossible"),
        ({"scope": "EVERYWHERE"}, "scope_unknown"),
        ({"scope": "UNIT_INTERNAL"}, "scope_not_importable"),
        ({"birth_date": "1985-01-02"}, "birth_date_invalid"),
        ({"id_type": "PASSPORT", "id_number": "E12345678"}, "birth_date_invalid"),
    ],
)
def test_each_kind_of_dirt_has_its_own_code(changes: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(**changes)
    assert refused.value.code == code


def test_a_refusal_repeats_neither_name_nor_number() -> None:
    for changes in ({"name": "张3"}, {"id_number": "349900198501010014"}, {"source_key": "2015-349900198501010015"}):
        with pytest.raises(InvalidInput) as refused:
            checked(**changes)
        assert not any(value in str(refused.value) for value in changes.values())


@pytest.mark.parametrize("name", ["阿依古丽·样本", "阿依古丽•样本", "𠮷示例", "㛃示例", "John O'Sample"])
def test_rare_and_minority_names_come_in(name: str) -> None:
    assert checked(name=name).name == name.replace("•", "·")


@pytest.mark.parametrize(
    ("id_type", "number", "origin"),
    [
        ("HMT_RESIDENCE_PERMIT", "810000198707010016", PersonOrigin.HK),
        ("HMT_RESIDENCE_PERMIT", "830000198610100035", PersonOrigin.TAIWAN),
        ("PERMANENT_RESIDENCE", "93499919820505001X", PersonOrigin.FOREIGN),
        ("PASSPORT", "E12345678", PersonOrigin.FOREIGN),
        ("TRAVEL_PERMIT", "M12345678", PersonOrigin.MACAO),
    ],
)
def test_the_document_says_where_somebody_comes_from(id_type: str, number: str, origin: PersonOrigin) -> None:
    needs = {} if id_type == "HMT_RESIDENCE_PERMIT" else {"birth_date": "1982-05-05"}
    assert checked(id_type=id_type, id_number=number, **needs).origin is origin
