"""What the office relies on in its event store, on SQLite and on PostgreSQL alike."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.aggregate import Act
from domain.annual_slot import AnnualSlot
from domain.identity import annual_slot_id
from registry.application import Registry, UnitOfWork, open_registry
from registry.errors import ConcurrencyConflict, ConfigurationError, NotFound
from registry.settings import Settings, load_settings

ACT = Act("someone", "APPLICANT", "", date(2022, 7, 20), datetime(2022, 7, 20, tzinfo=UTC))
WRITERS = 4
COMMITS_EACH = 60


def slot(person: UUID, season: int = 2022) -> AnnualSlot:
    return AnnualSlot.claim(ACT, None, person_id=person, season=season, declaration_id=uuid4())


@pytest.fixture
def registry(store_settings: Settings) -> Iterator[Registry]:
    with open_registry(store_settings) as opened:
        yield opened


def test_what_was_saved_together_is_read_back_together(registry: Registry) -> None:
    work = UnitOfWork(registry)
    first, second = work.add(slot(uuid4())), work.add(slot(uuid4()))
    position = work.commit()
    assert position == registry.position() == 2
    assert registry.get(AnnualSlot, first.id).holder == first.holder
    assert registry.get(AnnualSlot, second.id).version == 1


def test_a_conflict_in_one_stream_stores_nothing_of_the_others(registry: Registry) -> None:
    person = uuid4()
    UnitOfWork(registry).commit()
    winner = UnitOfWork(registry)
    winner.add(slot(person))
    winner.commit()
    loser = UnitOfWork(registry)
    innocent = loser.add(slot(uuid4()))
    loser.add(slot(person))
    with pytest.raises(ConcurrencyConflict):
        loser.commit()
    with pytest.raises(NotFound):
        registry.get(AnnualSlot, innocent.id)


def test_a_forgotten_change_is_not_seen_by_the_next_command(registry: Registry) -> None:
    person = uuid4()
    begun = UnitOfWork(registry)
    declaration = begun.add(slot(person)).holder
    begun.commit()
    assert declaration is not None
    abandoned = UnitOfWork(registry)
    abandoned.get(AnnualSlot, annual_slot_id(person, 2022)).release(ACT, declaration)
    abandoned.forget()
    assert UnitOfWork(registry).get(AnnualSlot, annual_slot_id(person, 2022)).holder == declaration


def test_a_cached_aggregate_sees_what_another_process_stored(registry: Registry, store_settings: Settings) -> None:
    person = uuid4()
    begun = UnitOfWork(registry)
    declaration = begun.add(slot(person)).holder
    begun.commit()
    assert declaration is not None
    with open_registry(store_settings) as other:
        elsewhere = UnitOfWork(other)
        elsewhere.get(AnnualSlot, annual_slot_id(person, 2022)).release(ACT, declaration)
        elsewhere.commit()
    assert UnitOfWork(registry).get(AnnualSlot, annual_slot_id(person, 2022)).holder is None


def test_an_id_of_another_kind_is_not_found(registry: Registry) -> None:
    with pytest.raises(NotFound):
        registry.get(AnnualSlot, uuid4())
    assert UnitOfWork(registry).find(AnnualSlot, uuid4()) is None


def test_the_position_of_a_stored_event_can_be_asked(registry: Registry) -> None:
    work = UnitOfWork(registry)
    ids = [work.add(slot(uuid4())).id for _ in range(3)]
    work.commit()
    assert [registry.position_of(i, 1) for i in ids] == [1, 2, 3]
    with pytest.raises(NotFound):
        registry.position_of(ids[0], 2)


def _write(settings: Settings, go: "multiprocessing.synchronize.Event") -> None:
    with open_registry(settings) as registry:
        go.wait()
        for _ in range(COMMITS_EACH):
            work = UnitOfWork(registry)
            work.add(slot(uuid4()))
            work.commit()


def test_a_reader_that_tails_four_writing_processes_misses_nothing(store_settings: Settings) -> None:
    spawn = multiprocessing.get_context("spawn")
    go = spawn.Event()
    with open_registry(store_settings) as registry:
        writers = [spawn.Process(target=_write, args=(store_settings, go)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        go.set()
        seen: list[int] = []
        streams: set[object] = set()
        while True:
            still_writing = any(writer.is_alive() for writer in writers)
            found = registry.recorder.select_notifications(start=(seen[-1] + 1) if seen else 1, limit=7)
            seen += [n.id for n in found]
            streams |= {n.originator_id for n in found}
            if not found and not still_writing:
                break
        for writer in writers:
            writer.join()
        assert [writer.exitcode for writer in writers] == [0] * WRITERS
        assert seen == sorted(seen)
        assert len(streams) == len(seen) == WRITERS * COMMITS_EACH == registry.position()


@pytest.mark.parametrize("switch", ["POSTGRES_ENABLE_DB_FUNCTIONS", "REGISTRY_POSTGRES_ENABLE_DB_FUNCTIONS"])
@pytest.mark.parametrize("value", ["y", "Yes", "true", "1", "on"])
def test_the_office_does_not_open_with_the_switch_that_loses_events(
    store_settings: Settings, monkeypatch: pytest.MonkeyPatch, switch: str, value: str
) -> None:
    monkeypatch.setenv(switch, value)
    with pytest.raises(ConfigurationError) as refusal:
        open_registry(store_settings)
    assert refusal.value.code == "postgres_db_functions"


def test_the_process_environment_does_not_move_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLITE_DBNAME", str(tmp_path / "elsewhere.sqlite"))
    monkeypatch.setenv("REGISTRY_SQLITE_DBNAME", str(tmp_path / "elsewhere.sqlite"))
    monkeypatch.setenv("PERSISTENCE_MODULE", "eventsourcing.popo")
    with open_registry(load_settings(tmp_path / "home")) as registry:
        work = UnitOfWork(registry)
        work.add(slot(uuid4()))
        work.commit()
    assert not (tmp_path / "elsewhere.sqlite").exists()
    assert (tmp_path / "home" / "events.sqlite").exists()


def test_sqlite_is_synchronised_at_every_commit_and_private_to_its_owner(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home")
    with open_registry(settings):
        pass
    with sqlite3.connect(settings.events_file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert settings.home.stat().st_mode & 0o077 == 0


def test_a_store_that_cannot_be_opened_is_a_clear_refusal(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "events.sqlite").write_bytes(b"this is no database, however long one reads" * 100)
    with pytest.raises(ConfigurationError) as refusal:
        open_registry(load_settings(tmp_path / "home"))
    assert refusal.value.code == "store_unusable"
