"""Tables for imports: CSV in any encoding, XLSX as small as the format admits, and rows of historical titles."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from registry.bulk.titles import COLUMNS
from tests.domain.stories_history import BODY

PLAIN: dict[str, str] = {
    "source_key": "2015-1",
    "body_uscc": BODY,
    "year": "2015",
    "name": "张示例",
    "id_type": "RESIDENT_ID",
    "id_number": "349900198501010015",
    "title_name": "高级工程师",
    "series_code": "05",
    "specialty": "MECHANICAL",
    "level_code": "412",
    "grant_date": "2015-12-01",
    "approval_document_no": "虚构职改〔2015〕12号",
    "original_certificate_no": "ZC2015000001",
}
"""A row with which nothing is wrong."""


def row(**changes: str) -> dict[str, str]:
    """That row, with some cells changed."""
    return {**PLAIN, **changes}


def write_csv(
    path: Path, rows: Iterable[Mapping[str, str]], columns: Sequence[str] = COLUMNS, *, encoding: str = "utf-8-sig"
) -> Path:
    """A CSV file of these rows."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, columns, extrasaction="raise")
    table.writeheader()
    table.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[str]], *, merged: Sequence[str] = (), sheets: int = 1) -> Path:
    """A workbook. A cell is the XML of a `c` element without its place, or plain text."""
    body = "".join(
        f'<row r="{number}">'
        + "".join(_cell(f"{_letters(column)}{number}", cell) for column, cell in enumerate(cells))
        + "</row>"
        for number, cells in enumerate(rows, start=1)
    )
    merging = f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{one}{chr(34)}/>' for one in merged)}</mergeCells>"
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{merging if merged else ""}</worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types(sheets))
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("xl/workbook.xml", _workbook(sheets))
        archive.writestr("xl/_rels/workbook.xml.rels", _sheet_rels(sheets))
        for n in range(1, sheets + 1):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
    return path


def formula(text: str, value: str) -> str:
    """A cell that computes."""
    return f'<c t="str"><f>{escape(text)}</f><v>{escape(value)}</v></c>'


def number(value: str) -> str:
    """A cell that holds a number."""
    return f"<c><v>{value}</v></c>"


def _cell(place: str, cell: str) -> str:
    if cell.startswith("<c"):
        return cell.replace("<c", f'<c r="{place}"', 1)
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def _letters(column: int) -> str:
    return chr(ord("A") + column)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)


def _types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{kind}.sheet.main+xml"/>{parts}</Types>'
    )


def _workbook(sheets: int) -> str:
    named = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>'


def _sheet_rels(sheets: int) -> str:
    parts = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{parts}</Relationships>'
