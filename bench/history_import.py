"""Import of historical titles from a CSV file into SQLite, one process, against the bare inserts of the same events."""

import csv
import gc
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from stdnum.cn import ric

from bench.offices import empty_folder, founded
from bench.row import Row, peak_memory_mb
from registry.bootstrap import open_office
from registry.bulk.outcome import Done
from registry.bulk.staging import TOGETHER, Staging, TitlesFile
from registry.bulk.titles import COLUMNS
from registry.command import Actor, Role
from registry.commands.founding import DEMO_ISSUER
from registry.settings import Settings

ROWS = 200_000
DIRTY = 20  # one row in so many has a check character that is wrong
RATE, MEGABYTES = 3_000, 500
ARCHIVIST = Actor(id="bench", roles=frozenset({Role.ARCHIVIST}))
LETTER = "虚构函〔2022〕1号"
FIRST_BIRTHDAY = date(1950, 1, 1)
A_DAY = 900  # people born on one day
SURNAMES = "张李王赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施孔曹"


def run(rows: int = ROWS) -> list[Row]:
    """Seconds from opening the file to the last durable batch; then the same file again."""
    with empty_folder() as folder:
        settings, table = founded(folder), _table(folder / "titles.csv", rows)
        # As `zhicheng import titles` does.
        with open_office(settings.model_copy(update={"aggregate_cache": 0})) as office:
            gc.freeze()
            begun = time.perf_counter()
            first = Counter(one.done for one in Staging(office, ARCHIVIST).stage(TitlesFile(table), LETTER))
            taken = time.perf_counter() - begun
            memory, position = peak_memory_mb(), office.rooms.registry.position()
            begun = time.perf_counter()
            again = Counter(one.done for one in Staging(office, ARCHIVIST).stage(TitlesFile(table), LETTER))
            second = time.perf_counter() - begun
            added = office.rooms.registry.position() - position
        bare = _bare(settings, folder / "bare.sqlite")
    assert first == {Done.ADDED: rows - rows // DIRTY, Done.REFUSED: rows // DIRTY}
    assert again == {Done.ALREADY: first[Done.ADDED], Done.REFUSED: first[Done.REFUSED]}
    return [
        Row(
            f"import of {rows:,} historical titles, {100 // DIRTY} % dirty, durable SQLite, one process",
            f"{rows / taken:,.0f} rows/s, {taken / bare:.1f}x; again {rows / second:,.0f} rows/s, {added} events added",
            f"bare inserts of the same {position:,} events, {bare:.1f} s",
            f"{RATE:,} rows/s, under {MEGABYTES} MB, the second run adds nothing",
            rows / taken >= RATE and memory < MEGABYTES and not added,
            memory,
        )
    ]


def _table(path: Path, rows: int) -> Path:
    """People of one title each, born and named apart, over twenty years."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for n in range(rows):
            year = 2002 + n % 20
            number = _number(n, sound=n % DIRTY != 0)
            name = SURNAMES[n % len(SURNAMES)] + chr(0x4E00 + n * 7 % 20_000) + chr(0x4E00 + n // 20_000)
            granted = f"{year}年12月1日" if n % 3 else f"{year}-12-01"
            about = (name, "RESIDENT_ID", number, "高级工程师", "05", "MECHANICAL", 412, granted)
            table.writerow(
                (f"{year}-{n}", DEMO_ISSUER.uscc, year, *about, f"虚构职改〔{year}〕{n % 90}号", f"ZC{n:08}")
            )
    return path


def _number(n: int, *, sound: bool) -> str:
    born = FIRST_BIRTHDAY + timedelta(days=n // A_DAY)
    body = f"349900{born:%Y%m%d}{n % A_DAY:03}"
    check = ric.calc_check_digit(body + "0")
    return body + (check if sound else "0" if check != "0" else "1")


def _bare(settings: Settings, path: Path) -> float:
    """Seconds to insert what was stored into an empty file, as durably and in transactions as large."""
    with closing(sqlite3.connect(settings.events_file)) as source, closing(sqlite3.connect(path)) as target:
        (events,) = source.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name LIKE '%events'"
        ).fetchone()
        (name,) = source.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%events'"
        ).fetchone()
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA synchronous = FULL")
        target.execute(events)
        seconds = 0.0
        stored = source.execute(f"SELECT * FROM {name} ORDER BY rowid")  # noqa: S608
        while some := stored.fetchmany(6 * TOGETHER):
            begun = time.perf_counter()
            marks = ", ".join("?" * len(some[0]))
            target.executemany(f"INSERT INTO {name} VALUES ({marks})", some)  # noqa: S608
            target.commit()
            seconds += time.perf_counter() - begun
    return seconds
