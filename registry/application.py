"""The door to the event store: one application, one unit of work per command, one transaction per unit of work.

The process environment has no say here (the library would let it override everything), and the switch that makes
tailing readers lose events on PostgreSQL is refused.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

import psycopg
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.sqlite import SQLiteApplicationRecorder
from eventsourcing.utils import Environment, EnvType
from psycopg.conninfo import conninfo_to_dict

from domain.aggregate import Aggregate
from registry.aggregate_cache import AggregateCache
from registry.errors import ConcurrencyConflict, ConfigurationError, NotFound, Unavailable
from registry.settings import Settings

A = TypeVar("A", bound=Aggregate)

LOCK_TIMEOUT_SECONDS = 30
# Any number that nobody else uses in this database.
OPENING_LOCK = 0x7A68_6964
# What the library takes from a connection string by itself; the rest (sslmode, …) is handed to the driver.
_LIBRARY_OPTIONS = frozenset({"dbname", "host", "port", "user", "password"})


class Registry(Application[UUID]):
    """The event store of the office."""

    name = "registry"

    def __init__(self, env: EnvType, *, cached: int = 0, connection_options: Mapping[str, str] | None = None) -> None:
        self._connection_options = dict(connection_options or {})
        super().__init__(env)
        self.cache = AggregateCache(self, cached)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what was given: the library would mix in the process environment."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """The library's factory, with the connection options it would drop (TLS among them)."""
        factory = super().construct_factory(env)
        if isinstance(factory, PostgresFactory):
            pool_options = factory.datastore.pool.kwargs
            if not isinstance(pool_options, dict):
                raise ConfigurationError("the pool takes no options", code="store_unusable")
            pool_options.update(self._connection_options)
        return factory

    def get(self, kind: type[A], aggregate_id: UUID) -> A:
        """A private copy of what is stored now; raises `NotFound`, also where the id is of another kind."""
        try:
            aggregate: object = self.repository.get(aggregate_id)
        except AggregateNotFoundError:
            raise NotFound(f"{kind.__name__} {aggregate_id}") from None
        if not isinstance(aggregate, kind):
            raise NotFound(f"{kind.__name__} {aggregate_id}")
        return aggregate

    def get_many(self, aggregate_ids: Iterable[UUID]) -> dict[UUID, Aggregate]:
        """Private copies of those of these that exist, by one question to the store however many they are."""
        found: dict[UUID, Any] = {}
        for stored in self._events_of(aggregate_ids):
            event: Any = self.mapper.to_domain_event(stored)
            found[event.originator_id] = event.mutate(found.get(event.originator_id))
        return found

    def _events_of(self, aggregate_ids: Iterable[UUID]) -> list[StoredEvent]:
        recorder = self.recorder
        ids: dict[object, UUID]
        if isinstance(recorder, SQLiteApplicationRecorder):
            ids = {one.hex: one for one in aggregate_ids}
            some, given = "IN (SELECT value FROM json_each(?))", json.dumps(list(ids))
        elif isinstance(recorder, PostgresApplicationRecorder):
            ids = {one: one for one in aggregate_ids}
            some, given = "= ANY(%s)", cast("str", list(ids))
        else:
            raise ConfigurationError("this store answers one question a stream", code="store_unusable")
        statement = (
            f"SELECT originator_id, originator_version, topic, state FROM {recorder.events_table_name}"  # noqa: S608
            f" WHERE originator_id {some} ORDER BY originator_id, originator_version"
        )
        with recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, (given,))
            return [
                StoredEvent(
                    originator_id=ids[row["originator_id"]],
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=bytes(row["state"]),
                )
                for row in cursor.fetchall()
            ]

    def append(self, aggregates: Iterable[Aggregate]) -> list[int]:
        """Store what is new in these in one transaction; the positions of the events.

        Not `save`: its checks by protocol cost more than the storing, and nobody subscribes to what it announces.
        """
        to_stored = self.mapper.to_stored_event
        events = [to_stored(event) for aggregate in aggregates for event in aggregate.collect_events()]
        return list(self.recorder.insert_events(events) or ())

    def position(self) -> int:
        """The position of the newest stored event, 0 in an empty store."""
        return self.recorder.max_notification_id() or 0

    def position_of(self, aggregate_id: UUID, version: int) -> int:
        """The notification id of a stored event: the position to which a read model must have got to show it."""
        recorder = self.recorder
        if isinstance(recorder, SQLiteApplicationRecorder):
            statement, key = "SELECT rowid AS position", aggregate_id.hex
            mark = "?"
        elif isinstance(recorder, PostgresApplicationRecorder):
            statement, key = "SELECT notification_id AS position", cast("str", aggregate_id)
            mark = "%s"
        else:
            raise ConfigurationError("this store keeps no positions", code="store_unusable")
        statement += f" FROM {recorder.events_table_name} WHERE originator_id = {mark} AND originator_version = {mark}"
        with recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, (key, version))
            row = cursor.fetchone()
        if row is None:
            raise NotFound("this event")
        return int(row["position"])


class Reader(Protocol):
    """Whoever can fetch aggregates: a unit of work, or a look at what is stored."""

    def get(self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate; raises `NotFound`."""

    def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """The aggregate, or None where its stream does not exist yet."""


class Look:
    """Reads aggregates as they are stored now, each once, for one query; it can change nothing."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._seen: dict[UUID, Aggregate] = {}

    def get(self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate; raises `NotFound`."""
        seen = self._seen.get(aggregate_id)
        if isinstance(seen, kind):
            return seen
        aggregate = self._registry.get(kind, aggregate_id)
        self._seen[aggregate_id] = aggregate
        return aggregate

    def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """The aggregate, or None where its stream does not exist yet."""
        try:
            return self.get(kind, aggregate_id)
        except NotFound:
            return None

    def history(self, aggregate_id: UUID) -> "list[Aggregate.Event]":
        """Every event of one stream, the oldest first; none where it does not exist."""
        return [event for event in self._registry.events.get(aggregate_id) if isinstance(event, Aggregate.Event)]


class UnitOfWork:
    """Everything one command reads and changes: saved in one transaction, or forgotten.

    Aggregates come from a cache without copies. That is safe because commands of one process take turns (`Office`), and
    because whatever a failed command touched is thrown out of the cache.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._held: dict[UUID, Aggregate] = {}
        self._versions: dict[UUID, int] = {}
        self._ahead: dict[UUID, Aggregate | None] = {}
        registry.cache.refresh()

    def look_ahead(self, aggregate_ids: Iterable[UUID]) -> None:
        """Fetch these by one question to the store; `get` and `find` then give them, or tell that they do not exist."""
        self._ahead |= self._registry.cache.fetch_many(list(aggregate_ids))

    def get(self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate; raises `NotFound`, also where the id is of another kind."""
        found = self.find(kind, aggregate_id)
        if found is None:
            raise NotFound(f"{kind.__name__} {aggregate_id}")
        return found

    def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """The aggregate, or None where there is none of this kind."""
        found = self._held.get(aggregate_id) or self._ahead.get(aggregate_id)
        if found is None and aggregate_id not in self._ahead:
            found = self._registry.cache.fetch(aggregate_id)
        if not isinstance(found, kind):
            return None
        if aggregate_id not in self._held:
            self._held[aggregate_id] = found
            self._versions[aggregate_id] = found.version
        return found

    def add(self, aggregate: A) -> A:
        """Take a new aggregate into this unit of work; one that it holds already stays as it is."""
        if self._held.get(aggregate.id) is not aggregate:
            self._held[aggregate.id] = aggregate
            self._versions[aggregate.id] = 0
        return aggregate

    def version_before(self, aggregate_id: UUID) -> int:
        """The version at which this unit of work found the aggregate; 0 where it is new."""
        return self._versions[aggregate_id]

    def changed(self) -> list[Aggregate]:
        """What carries events that are not stored yet."""
        return [aggregate for aggregate in self._held.values() if aggregate.pending_events]

    def commit(self) -> int:
        """Store all new events in one transaction and return the position of the last (0 where there was none).

        Raises `ConcurrencyConflict` where a stream has grown meanwhile, `Unavailable` where the store does not answer.
        """
        changed = self.changed()
        try:
            positions = self._registry.append(changed)
        except IntegrityError as conflict:
            raise ConcurrencyConflict from conflict
        self._registry.cache.stored(changed, positions)
        return positions[-1] if positions else 0

    def forget(self) -> None:
        """Throw all that was touched out of the cache: it may carry changes that were never stored."""
        self._registry.cache.forget(self._held)


@contextmanager
def answering() -> Iterator[None]:
    """Turn a store that does not answer into `Unavailable` (code `store_unavailable`); a conflict stays a conflict."""
    try:
        yield
    except PersistenceError as problem:
        message = "the event store does not answer; nothing was stored"
        raise Unavailable(message, code="store_unavailable") from problem


def refuse_db_functions(environment: Mapping[str, str]) -> None:
    """Raise `ConfigurationError` (code `postgres_db_functions`) where the stored-procedure switch is on.

    With it, eventsourcing 9.5 appends without a table lock: ids become visible out of order and tailing readers miss
    events for ever (measured: 1 %).
    """
    for key in ("POSTGRES_ENABLE_DB_FUNCTIONS", "REGISTRY_POSTGRES_ENABLE_DB_FUNCTIONS"):
        if environment.get(key, "").strip().lower() not in {"", "n", "no", "f", "false", "off", "0"}:
            raise ConfigurationError(
                f"{key} is on: read models would lose events without a trace. Unset it to open the office",
                code="postgres_db_functions",
            )


def open_registry(settings: Settings) -> Registry:
    """Open the event store that the settings name, creating its table where needed.

    Raises `ConfigurationError`: `postgres_db_functions`, `store_unusable`, `store_not_durable`.
    """
    refuse_db_functions(os.environ)
    try:
        return _postgres(settings, settings.database_url) if settings.database_url else _sqlite(settings)
    except (PersistenceError, sqlite3.Error, psycopg.Error, OSError) as problem:
        raise ConfigurationError(f"the event store cannot be opened: {problem}", code="store_unusable") from problem


def _sqlite(settings: Settings) -> Registry:
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(settings.events_file),
        "SQLITE_LOCK_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
    }
    registry = Registry(env, cached=settings.aggregate_cache)
    recorder = registry.recorder
    if isinstance(recorder, SQLiteApplicationRecorder):
        _check_durable(recorder)
    return registry


def _check_durable(recorder: SQLiteApplicationRecorder) -> None:
    """An acknowledged command must survive a power cut: write-ahead log, and a synchronisation at each commit."""
    with recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        synchronous = cursor.fetchone()[0]
    full = 2
    if mode != "wal" or synchronous < full:
        raise ConfigurationError(
            f"SQLite {sqlite3.sqlite_version} opened the event store with journal {mode}, synchronous {synchronous}; "
            "it must be a write-ahead log with full synchronisation on a local disk",
            code="store_not_durable",
        )


def _postgres(settings: Settings, database_url: str) -> Registry:
    options = {k: str(v) for k, v in conninfo_to_dict(database_url).items() if v is not None}
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": options.get("dbname", "zhicheng"),
        "POSTGRES_HOST": options.get("host", "127.0.0.1"),
        "POSTGRES_PORT": options.get("port", "5432"),
        "POSTGRES_USER": options.get("user", "zhicheng"),
        "POSTGRES_PASSWORD": options.get("password", ""),
        "POSTGRES_POOL_SIZE": "2",
        "POSTGRES_MAX_OVERFLOW": "8",
        "POSTGRES_LOCK_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
        "POSTGRES_PRE_PING": "yes",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "no",
    }
    further = {k: v for k, v in options.items() if k not in _LIBRARY_OPTIONS}
    with psycopg.connect(database_url, autocommit=True) as gate:
        # The library makes its table without a lock, and two offices that open at the same moment would collide.
        gate.execute("SELECT pg_advisory_lock(%s)", (OPENING_LOCK,))
        return Registry(env, cached=settings.aggregate_cache, connection_options=further)
