"""Lists as tables for people: the rows of a query, page by page, as CSV or XLSX, with the rights of that query.

What a spreadsheet would run as a formula is written as text; `registry/bulk` reads it back as it was.
"""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any, get_args

import xlsxwriter
from pydantic import BaseModel

from registry.bootstrap import Office
from registry.bulk.cells import neutral
from registry.command import Actor, Query, QuerySpec
from registry.errors import InvalidInput
from registry.messages import QUERIES

ROWS_A_PAGE = 200
MOST_SHEET_ROWS = 1_048_575
COLUMN_WIDTH = 18
# With a byte order mark Excel reads the rest as UTF-8.
BOM = "\ufeff"

EXPORTS = {
    "declarations": "list-declarations",
    "work-queue": "work-queue",
    "committee-docket": "committee-docket",
    "notice-board": "show-notice-board",
    "titles": "title-register",
    "committees": "list-committees",
    "petitions": "list-petitions",
}
"""Name of the table and the query whose rows it holds."""

HEADINGS = {
    "abstain": "弃权",
    "act_by": "下一步期限",
    "approval_document_no": "批准文号",
    "case_no": "信访编号",
    "certificate_no": "证书编号",
    "certificate_version": "证书版本",
    "changed_on": "最近办理日期",
    "channel": "来访渠道",
    "code": "评委会代码",
    "committee_id": "评委会ID",
    "committee_name": "评委会名称",
    "decided_on": "决定日期",
    "declaration_id": "申报ID",
    "due": "期限",
    "effective_from": "失效起算日期",
    "extended": "已延期",
    "filed_from": "备案起",
    "filed_to": "备案止",
    "grant_date": "取得日期",
    "handler_id": "承办人",
    "id": "ID",
    "kind": "公示类型",
    "last_day": "公示截止日期",
    "level": "级别",
    "level_no": "审核层级",
    "levels": "评审级别",
    "meeting_date": "评审会日期",
    "no": "反对",
    "office_uscc": "承办单位代码",
    "organiser_uscc": "组建单位代码",
    "origin": "取得方式",
    "overdue": "已超期",
    "person_id": "人员ID",
    "person_name": "姓名",
    "posted_on": "公示日期",
    "posted_until": "公示截止日期",
    "present": "到会人数",
    "received_on": "收到日期",
    "recused": "回避人数",
    "route": "申报途径",
    "scope": "使用范围",
    "season": "年度",
    "series": "系列",
    "series_code": "系列代码",
    "since": "等待起始日期",
    "specialty_code": "专业代码",
    "specialty_codes": "专业代码",
    "state": "状态",
    "subject": "对象",
    "submitted_on": "提交日期",
    "tier": "层次",
    "title_name": "职称名称",
    "title_names": "申报职称",
    "unit_uscc": "单位代码",
    "version": "版本",
    "work": "待办事项",
    "yes": "赞成",
}
"""What stands above a column, by the field it holds."""


class Export:
    """One export, opened: its first page has been asked, so whatever refuses has refused."""

    def __init__(self, office: Office, name: str, query: Query, actor: Actor) -> None:
        """Asks the first page; raises what `Office.ask` raises."""
        self._office = office
        self._actor = actor
        self._query = query.model_copy(update={"limit": ROWS_A_PAGE})
        self._page: Any = office.ask(self._query, actor)
        self.fields = fields_of(name)

    def heading(self) -> list[str]:
        """The first row."""
        return [HEADINGS[field] for field in self.fields]

    def pages(self) -> Iterator[list[list[str | int]]]:
        """The rows, a page at a time; each page is as fresh as the moment in which it is asked."""
        while True:
            yield [[_cell(getattr(row, field)) for field in self.fields] for row in self._page.rows]
            if self._page.next_cursor is None:
                return
            self._query = self._query.model_copy(update={"cursor": self._page.next_cursor})
            self._page = self._office.ask(self._query, self._actor)

    def csv(self) -> Iterator[bytes]:
        """The table as CSV (RFC 4180), UTF-8 with a byte order mark, a chunk a page."""
        yield (BOM + _lines([self.heading()])).encode()
        for page in self.pages():
            yield _lines(page).encode()

    def xlsx(self) -> IO[bytes]:
        """The table as a workbook of one sheet, in a temporary file that its reader closes; memory holds one page.

        Raises `InvalidInput`, code `rows_too_many`, where a sheet cannot hold it.
        """
        file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to whoever sends it
        try:
            with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
                self._fill(book.add_worksheet())
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def _fill(self, sheet: Any) -> None:
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(self.fields) - 1, COLUMN_WIDTH)
        _write(sheet, 0, self.heading())
        written = 0
        for page in self.pages():
            if written + len(page) > MOST_SHEET_ROWS:
                raise InvalidInput("a sheet holds 1 048 575 rows; narrow it or take CSV", code="rows_too_many")
            for row in page:
                written += 1
                _write(sheet, written, row)


def export_query(name: str) -> QuerySpec[Any]:
    """The query behind an export."""
    return QUERIES[EXPORTS[name]]


def fields_of(name: str) -> tuple[str, ...]:
    """The columns of an export: the fields of one row of its query's answer."""
    row: type[BaseModel] = get_args(export_query(name).answer.model_fields["rows"].annotation)[0]
    return tuple(row.model_fields)


def _cell(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return "；".join(str(part) for part in value)
    return str(value)


def _lines(rows: Sequence[Sequence[str | int]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue()


def _write(sheet: Any, number: int, row: Sequence[str | int]) -> None:
    for column, cell in enumerate(row):
        # Never `write`, which takes a text that begins with = for a formula.
        if isinstance(cell, int):
            sheet.write_number(number, column, cell)
        elif cell:
            sheet.write_string(number, column, cell)
