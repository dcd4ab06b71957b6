"""A table from a CSV or XLSX file: its heading and its rows as text, each with the row number its writer sees.

What is wrong with the whole file is said at once and nothing is read; what is wrong with one row is kept with that row.
"""

import codecs
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from registry.bulk.cells import cell_text
from registry.errors import InvalidInput

MAX_ROWS = 1_000_000
MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_SHEET_ROWS = 200_000
"""A workbook is unpacked in memory, about 2 KB a row; a longer table comes as CSV."""
MAX_CELL_CHARACTERS = 2_000
_PIECE = 1 << 20
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# A cell with its formula, as any writer of the format puts it; `r` is its place.
_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?>\s*<(?:\w+:)?f[\s>/]")
_PLACE = re.compile(rb'\br="[A-Z]{1,3}(\d+)"')


@dataclass(frozen=True)
class Row:
    """One row; `problem` where it cannot be read as cells."""

    number: int
    cells: tuple[str, ...]
    problem: InvalidInput | None = None


@dataclass(frozen=True)
class Table:
    """The heading, and the rows below it that are not blank, read once. `digest`: SHA-256 of the file."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    digest: str


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The table in a file, columns in any order; raises `InvalidInput` for a file that is none, here or from `rows`.

    Codes: `file_unreadable`, `file_too_large`, `encoding_unknown`, `workbook_invalid`, `workbook_formulas`,
    `sheets_several`, `heading_missing`, `column_missing`, `column_unknown`, `column_twice`, `rows_too_many`,
    `file_empty`.
    """
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError as problem:
        raise InvalidInput(f"{path} cannot be read: {problem.strerror}", code="file_unreadable") from problem
    if size > MAX_FILE_BYTES:
        raise InvalidInput(f"{path} is larger than {MAX_FILE_BYTES >> 20} MiB: split it", code="file_too_large")
    rows = _workbook(raw) if raw.startswith(b"PK") else _text(raw)
    first = next((row for row in rows if row.problem is not None or any(map(str.strip, row.cells))), None)
    if first is None:
        raise InvalidInput("the file has no heading", code="heading_missing")
    columns = _heading(first, required, optional)
    return Table(columns, _body(rows, len(columns)), hashlib.sha256(raw).hexdigest())


def _heading(first: Row, required: Sequence[str], optional: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip().lower() for cell in first.cells)
    while columns and not columns[-1]:
        columns = columns[:-1]
    known = {*required, *optional}
    if first.problem is not None or not known.intersection(columns):
        raise InvalidInput(f"the first row names no column; they are {', '.join(required)}", code="heading_missing")
    for name in columns:
        if name not in known:
            raise InvalidInput(f"column {name[:40]!r} is not known; remove it", code="column_unknown")
        if columns.count(name) > 1:
            raise InvalidInput(f"column {name} stands twice", code="column_twice")
    missing = [name for name in required if name not in columns]
    if missing:
        raise InvalidInput(f"missing columns: {', '.join(missing)}", code="column_missing")
    return columns


def _body(rows: Iterator[Row], width: int) -> Iterator[Row]:
    count = 0
    for row in rows:
        if row.problem is None and not any(map(str.strip, row.cells)):
            continue
        count += 1
        if count > MAX_ROWS:
            raise InvalidInput(f"more than {MAX_ROWS:,} rows: split the file", code="rows_too_many")
        yield row if row.problem is not None or len(row.cells) == width else _fitted(row, width)
    if not count:
        raise InvalidInput("the file has no row below its heading", code="file_empty")


def _fitted(row: Row, width: int) -> Row:
    """A row as wide as the heading: empty cells at its end do not count."""
    if any(map(str.strip, row.cells[width:])):
        wide = InvalidInput("the row has more cells than the heading", code="cells_too_many")
        return Row(row.number, (), wide)
    return Row(row.number, (*row.cells[:width], *("",) * (width - len(row.cells))))


def _text(raw: bytes) -> Iterator[Row]:
    """CSV, a row a line, in UTF-8, with or without its mark, or in GBK (read as GB 18030, which contains it)."""
    if not raw.startswith(_UTF_16):
        for encoding in ("utf-8-sig", "gb18030"):
            if _decodes(raw, encoding):
                return _lines(io.TextIOWrapper(io.BytesIO(raw), encoding))
    raise InvalidInput("the file is neither UTF-8 nor GBK: save it as CSV UTF-8", code="encoding_unknown")


def _decodes(raw: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(raw), _PIECE):
            decoder.decode(raw[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(text: io.TextIOWrapper) -> Iterator[Row]:
    """Line by line, so that a quotation mark left open costs its own row and none of those below it."""
    for number, written in enumerate(text, start=1):
        line = written.removesuffix("\n")
        if '"' not in line:
            cells = line.split(",")
        else:
            try:
                cells = next(csv.reader([line], strict=True))
            except csv.Error:
                yield Row(number, (), InvalidInput("the quotation marks do not match", code="row_unreadable"))
                continue
        too_long = len(line) > MAX_CELL_CHARACTERS and any(len(cell) > MAX_CELL_CHARACTERS for cell in cells)
        yield Row(number, (), _too_long()) if too_long else Row(number, tuple(cells))


def _too_long() -> InvalidInput:
    return InvalidInput(f"a cell is longer than {MAX_CELL_CHARACTERS} characters", code="cell_too_long")


def _workbook(raw: bytes) -> Iterator[Row]:
    """The one sheet of a workbook that holds something; rows with a formula or a merged cell come with that problem."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise InvalidInput("the workbook unpacks to more than it may", code="file_too_large")
            with_formulas = _formula_rows(archive)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except (zipfile.BadZipFile, CalamineError, NotImplementedError) as problem:
        raise InvalidInput("the file is no readable XLSX workbook", code="workbook_invalid") from problem
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) > 1:
        raise InvalidInput("more than one sheet holds something: keep one", code="sheets_several")
    if not filled:
        raise InvalidInput("the workbook is empty", code="heading_missing")
    (sheet,) = filled
    if sheet.height > MAX_SHEET_ROWS + 1:
        raise InvalidInput(f"more than {MAX_SHEET_ROWS:,} rows in a workbook: save as CSV", code="rows_too_many")
    merged = {
        number for (top, _), (bottom, _) in sheet.merged_cell_ranges or () for number in range(top + 1, bottom + 2)
    }
    return _sheet_rows(sheet.iter_rows(), lambda number: _touched(number, with_formulas, merged))


def _touched(number: int, with_formulas: set[int], merged: set[int]) -> InvalidInput | None:
    if number in with_formulas:
        return InvalidInput("a cell of this row holds a formula: paste values", code="cell_formula")
    if number in merged:
        return InvalidInput("this row shares a merged cell: split it and fill every row", code="cell_merged")
    return None


def _sheet_rows(rows: Iterable[Sequence[object]], touched: Callable[[int], InvalidInput | None]) -> Iterator[Row]:
    for number, values in enumerate(rows, start=1):
        problem = touched(number)
        cells: tuple[str, ...] = ()
        if problem is None:
            try:
                cells = tuple(map(cell_text, values))
            except InvalidInput as wrong:
                problem = wrong
        if any(len(cell) > MAX_CELL_CHARACTERS for cell in cells):
            problem = _too_long()
        yield Row(number, cells if problem is None else (), problem)


def _formula_rows(archive: zipfile.ZipFile) -> set[int]:
    """Rows in which some cell holds a formula: the reader of values gives only what the formula once came to."""
    numbers: set[int] = set()
    for entry in archive.infolist():
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            with archive.open(entry) as stream:
                before = b""
                while piece := stream.read(_PIECE):
                    for cell in _FORMULA.finditer(before + piece):
                        place = _PLACE.search(cell.group())
                        if place is None:
                            raise InvalidInput("a formula stands somewhere: paste values", code="workbook_formulas")
                        numbers.add(int(place[1]))
                    before = piece[-400:]
    return numbers
