"""Tables as people send them: encodings, quotation marks, merged cells, formulas, and what no table is."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import InvalidInput
from registry.bulk import reader
from registry.bulk.reader import read_table
from tests.support.tables import formula, number, write_csv, write_xlsx

pytestmark = pytest.mark.covers("S2.6d")

COLUMNS = ("key", "name")


def cells(path: Path) -> list[tuple[int, tuple[str, ...], str]]:
    return [(row.number, row.cells, row.problem.code if row.problem else "") for row in read_table(path, COLUMNS).rows]


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        list(read_table(path, COLUMNS, ("note",)).rows)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_utf_8_with_or_without_its_mark_and_gbk_read_alike(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "t.csv", [{"key": "1", "name": "张示例"}], COLUMNS, encoding=encoding)
    assert cells(path) == [(2, ("1", "张示例"), "")]


def test_a_rare_character_reads_in_utf_8_and_in_gb_18030(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        path = write_csv(tmp_path / "t.csv", [{"key": "1", "name": "𠮷·㛃"}], COLUMNS, encoding=encoding)
        assert cells(path) == [(2, ("1", "𠮷·㛃"), "")]


@pytest.mark.parametrize(
    "raw", ["key,name\n1,张".encode("utf-16"), b"key,name\n1,\xff\xff\n", "key,name\n1,ﾃ".encode("shift-jis")]
)
def test_another_encoding_is_said_at_once_and_nothing_is_read(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(raw)
    assert refusal(tmp_path / "t.csv") == "encoding_unknown"


def test_a_quotation_mark_left_open_costs_its_own_row_only(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes('key,name\r\n1,"张\r\n2,李\r\n3,"王,样"\r\n'.encode())
    assert cells(tmp_path / "t.csv") == [(2, (), "row_unreadable"), (3, ("2", "李"), ""), (4, ("3", "王,样"), "")]


def test_short_long_and_blank_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("name,key\n张\n,\n\n李,2,\n王,3,x\n".encode())
    assert cells(tmp_path / "t.csv") == [(2, ("张", ""), ""), (5, ("李", "2"), ""), (6, (), "cells_too_many")]


def test_a_cell_without_end_is_refused_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"key,name\n1,{'x' * 2001}\n2,李\n", "utf-8")
    assert [problem for _, _, problem in cells(tmp_path / "t.csv")] == ["cell_too_long", ""]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "heading_missing"),
        ("张,李\n", "heading_missing"),
        ("key\n1\n", "column_missing"),
        ("key,name,color\n1,2,3\n", "column_unknown"),
        ("key,name,key\n1,2,3\n", "column_twice"),
        ("key,name\n", "file_empty"),
        ("key,name\n,\n", "file_empty"),
        ("PK\x03\x04 no archive", "workbook_invalid"),
    ],
)
def test_what_is_no_table_is_said_with_a_code(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "t.csv").write_text(text, "utf-8")
    assert refusal(tmp_path / "t.csv") == code


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "file_unreadable"
    assert refusal(tmp_path) == "file_unreadable"


def test_more_rows_or_bytes_than_agreed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "t.csv", [{"key": str(n), "name": "张"} for n in range(4)], COLUMNS)
    monkeypatch.setattr(reader, "MAX_ROWS", 3)
    assert refusal(path) == "rows_too_many"
    monkeypatch.setattr(reader, "MAX_FILE_BYTES", 10)
    assert refusal(path) == "file_too_large"


def test_a_workbook_reads_as_its_writer_sees_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", [["Key", "Name "], [number("2015"), "张示例"], ["", ""], ["3", "李"]])
    assert cells(path) == [(2, ("2015", "张示例"), ""), (4, ("3", "李"), "")]


def test_rows_keep_their_numbers_where_the_first_rows_are_empty(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", [[], ["key", "name"], ["1", "张"], ["2", formula("A2&A3", "x")]])
    assert cells(path) == [(3, ("1", "张"), ""), (4, (), "cell_formula")]


def test_formulas_merged_cells_and_lost_digits_cost_their_own_rows_only(tmp_path: Path) -> None:
    rows = [
        ["key", "name"],
        ["1", formula("A1", "张")],
        ["2", "李"],
        ["3", "王"],
        ["4", "赵"],
        [number("349900198501010015"), "钱"],
        ["6", "孙"],
    ]
    path = write_xlsx(tmp_path / "t.xlsx", rows, merged=["B4:B5"])
    assert [problem for _, _, problem in cells(path)] == [
        "cell_formula",
        "",
        "cell_merged",
        "cell_merged",
        "number_lost_digits",
        "",
    ]


def test_a_workbook_with_two_filled_sheets_is_refused(tmp_path: Path) -> None:
    assert refusal(write_xlsx(tmp_path / "t.xlsx", [["key", "name"], ["1", "张"]], sheets=2)) == "sheets_several"


def test_a_workbook_longer_than_it_may_be_is_asked_for_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", [["key", "name"], ["1", "张"], ["2", "李"]])
    assert len(cells(path)) == 2
    monkeypatch.setattr(reader, "MAX_SHEET_ROWS", 1)
    assert refusal(path) == "rows_too_many"


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", [["key", "name"], ["1", "张" * 5000]])
    monkeypatch.setattr(reader, "MAX_UNPACKED_BYTES", 4000)
    assert refusal(path) == "file_too_large"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: b"key,name\n" + tail)))
def test_any_bytes_are_rows_or_a_refusal(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "t").write_bytes(raw)
    try:
        rows = list(read_table(tmp_path / "t", COLUMNS).rows)
    except InvalidInput as refused:
        assert refused.code  # noqa: PT017 - either answer is right
    else:
        assert all(row.problem or len(row.cells) == len(COLUMNS) for row in rows)
