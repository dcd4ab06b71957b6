"""A season through the command layer, one durable commit a command, beside as many bare commits; then the rebuild.

The season is the demo's: the same procedure, more people. Both run in this process, on the same disk, in turns.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.offices import empty_folder, founded
from bench.row import Row, peak_memory_mb, quantile
from registry.bootstrap import Office, open_office
from registry.clock import FixedClock
from registry.command import Receipt
from registry.demo.story import play

PEOPLE = 10_000
TOGETHER = 1_000  # commands after which the bare commits have their turn
EVENTS_A_COMMAND, EVENT_BYTES = 2, 700
RATE, FACTOR, LONGEST = 600, 4.0, 0.060
REBUILT_RATE = 20_000
TABLE = """
CREATE TABLE events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
                     PRIMARY KEY (originator_id, originator_version))
"""


class _Watch:
    """Stands before an office and times its commands; every so often the bare store does as many commits."""

    def __init__(self, office: Office, bare: "_BareStore") -> None:
        self._office = office
        self._bare = bare
        self.seconds: list[float] = []

    def __getattr__(self, name: str) -> Any:
        """Everything else is the office's own."""
        return getattr(self._office, name)

    def execute(self, *given: Any, **named: Any) -> Receipt:
        """The office's own `execute`, timed."""
        begun = time.perf_counter()
        try:
            return self._office.execute(*given, **named)
        finally:
            self.seconds.append(time.perf_counter() - begun)
            if len(self.seconds) % TOGETHER == 0:
                self._bare.commit_some()


class _BareStore:
    """SQLite with the office's settings, told two rows a transaction: what any store must pay for a durable command."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = wal", "synchronous = full"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(TABLE)
        self.seconds = 0.0
        self.commits = 0

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def commit_some(self) -> None:
        """A fifth as many commits as commands since last time."""
        state = b"x" * EVENT_BYTES
        begun = time.perf_counter()
        for n in range(self.commits, self.commits + TOGETHER // 5):
            self._database.execute("BEGIN IMMEDIATE")
            for version in range(EVENTS_A_COMMAND):
                row = (f"{hash((n, 1)) & 0xFFFFFFFFFFFFFFFF:032x}", version, "DeclarationSubmitted", state)
                self._database.execute("INSERT INTO events VALUES (?, ?, ?, ?)", row)
            self._database.execute("COMMIT")
        self.seconds += time.perf_counter() - begun
        self.commits += TOGETHER // 5


def run() -> list[Row]:
    """Commands a second over the whole season, their 99th percentile, and events a second of a rebuild."""
    with _season() as (office, watch, bare):
        commands, bare_rate = len(watch.seconds), bare.commits / bare.seconds
        rate, slowest = commands / sum(watch.seconds), quantile(watch.seconds, 0.99)
        begun = time.perf_counter()
        office.rooms.projector.rebuild()
        rebuilt, events = time.perf_counter() - begun, office.rooms.registry.position()
        memory = peak_memory_mb()
    return [
        Row(
            f"a season of {PEOPLE:,} declarations, {commands:,} commands, SQLite, one durable commit each",
            f"{rate:,.0f} commands/s, {bare_rate / rate:.1f}x; p99 {slowest * 1000:.0f} ms",
            f"bare SQLite commits of {EVENTS_A_COMMAND} rows, {bare_rate:,.0f}/s",
            f"{RATE} commands/s, within {FACTOR:g}x, p99 under {LONGEST * 1000:.0f} ms",
            rate >= RATE and bare_rate / rate <= FACTOR and slowest < LONGEST,
            memory,
        ),
        Row(
            f"rebuild of all read models from {events:,} events",
            f"{events / rebuilt:,.0f} events/s",
            "–",
            f"{REBUILT_RATE:,} events/s",
            events / rebuilt >= REBUILT_RATE,
            memory,
        ),
    ]


@contextmanager
def _season() -> Iterator[tuple[Office, _Watch, _BareStore]]:
    clock = FixedClock(datetime(2022, 6, 1, tzinfo=UTC))
    with (
        empty_folder() as folder,
        closing(_BareStore(folder / "bare.sqlite")) as bare,
        open_office(founded(folder), clock=clock) as office,
    ):
        bare.commit_some()
        watch = _Watch(office, bare)
        play(watch, clock, PEOPLE, lambda _n: None)  # type: ignore[arg-type]
        yield office, watch, bare
