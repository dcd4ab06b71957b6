"""When a part does not answer the office says so, stores nothing half, and goes on when the part is back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from registry import application
from registry.errors import ConfigurationError, Unavailable
from registry.projections import database
from registry.settings import Settings, load_settings
from tests.support.office import ADMIN, make_home, opened


def test_a_locked_event_store_is_unavailable_and_then_available_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "LOCK_TIMEOUT_SECONDS", 1)
    with opened(settings) as world:
        with closing(sqlite3.connect(settings.events_file, isolation_level=None)) as intruder:
            intruder.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable) as refusal:
                world.do(ADMIN, "open-season", year=2022, **world.paper())
            assert refusal.value.code == "store_unavailable"
            intruder.execute("ROLLBACK")
        world.do(ADMIN, "open-season", year=2022, **world.paper())
        assert world.office.rooms.registry.position() == 1


def test_locked_read_models_are_unavailable_while_commands_go_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_TIMEOUT_MILLISECONDS", 50)
    with opened(settings) as world:
        with closing(sqlite3.connect(settings.read_file, isolation_level=None)) as intruder:
            intruder.execute("BEGIN IMMEDIATE")
            world.do(ADMIN, "open-season", year=2022, **world.paper())
            with pytest.raises(Unavailable) as refusal:
                world.ask(ADMIN, "list-seasons")
            assert refusal.value.code == "read_model_unavailable"
            intruder.execute("ROLLBACK")
        assert [row.year for row in world.ask(ADMIN, "list-seasons").rows] == [2022]


def test_a_restarted_postgres_is_found_again(home_template: Path, tmp_path: Path, postgres_url: str) -> None:
    shutil.copytree(home_template, tmp_path / "home")
    settings = load_settings(
        tmp_path / "home", database_url=postgres_url, passphrase_file=tmp_path / "home" / "passphrase"
    )
    with opened(settings) as world:
        world.do(ADMIN, "open-season", year=2022, **world.paper())
        world.ask(ADMIN, "list-seasons")
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        world.do(ADMIN, "open-season", year=2023, **world.paper())
        assert [row.year for row in world.ask(ADMIN, "list-seasons").rows] == [2023, 2022]


def test_the_office_does_not_open_with_another_passphrase(settings: Settings) -> None:
    (settings.home / "passphrase").write_text("another passphrase altogether\n")
    with pytest.raises(ConfigurationError) as refusal, opened(settings):
        pass
    assert refusal.value.code == "wrong_passphrase"


def test_the_office_does_not_open_with_person_keys_of_another_strongroom(settings: Settings, tmp_path: Path) -> None:
    with opened(settings) as world:
        world.register()
    other = make_home(tmp_path / "other")
    with opened(other):
        pass
    shutil.copy(settings.person_keys_file, other.person_keys_file)
    for beside in ("-wal", "-shm"):
        other.person_keys_file.with_name(other.person_keys_file.name + beside).unlink(missing_ok=True)
    with pytest.raises(ConfigurationError) as refusal, opened(other):
        pass
    assert refusal.value.code == "person_keys_unreadable"


@pytest.mark.parametrize(
    ("name", "code"), [("events.sqlite", "store_unusable"), ("read.sqlite", "read_models_unusable")]
)
def test_a_file_that_is_no_database_is_named(settings: Settings, name: str, code: str) -> None:
    (settings.home / name).write_bytes(b"this is no database, however long one reads" * 100)
    with pytest.raises(ConfigurationError) as refusal, opened(settings):
        pass
    assert refusal.value.code == code


def test_a_closed_office_leaves_no_file_open(settings: Settings) -> None:
    with opened(settings) as world:
        world.register()
        world.ask(ADMIN, "list-seasons")
    held = [path.resolve() for path in Path("/proc/self/fd").iterdir() if path.exists()]
    assert [path for path in held if settings.home in path.parents] == []
