"""Tails the event store and keeps the read models: rows and position in one transaction, nothing twice, nothing missed.

Whoever needs a fresh answer may do the work: several processes can project at once, and only one of them moves the
position.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.application import Registry
from registry.errors import Unavailable
from registry.projections.database import METADATA, exclusively
from registry.projections.rows import Changes

BATCH = 5_000  # events a transaction
# Raised by hand where a read model changes what it stores without changing a column.
LOGIC_VERSION = 1

Handler = Callable[[Any, Changes], None]
Progress = Callable[[int, int], None]

POSITION = sa.Table(
    "position",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("shape", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class ReadModel:
    """One file of this folder: its tables, and by event class what that event does to them."""

    tables: Sequence[sa.Table]
    handlers: Mapping[type, Handler]


class Projector:
    """Keeps a set of read models up to date with one registry."""

    def __init__(self, registry: Registry, engine: sa.Engine, models: Sequence[ReadModel]) -> None:
        self._registry = registry
        self._engine = engine
        self._tables = [table for model in models for table in model.tables]
        self._by_topic: dict[str, list[Handler]] = {}
        for model in models:
            for event_class, handler in model.handlers.items():
                self._by_topic.setdefault(event_class.TOPIC, []).append(handler)  # type: ignore[attr-defined]
        self._shape = _shape(self._tables)
        self._open()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Turn a database that does not answer into `Unavailable` (code `read_model_unavailable`)."""
        try:
            yield
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as problem:
            raise Unavailable("the read models do not answer; ask again", code="read_model_unavailable") from problem

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to ask the read models with; all answers are of one moment."""
        with self._answering(), self._engine.connect() as connection:
            yield connection

    def position(self) -> int:
        """The notification id up to which the read models show everything."""
        with self._answering(), self._engine.connect() as connection:
            return int(connection.execute(sa.select(POSITION.c.position)).scalar_one())

    def step(self) -> int:
        """Project the next batch; returns how many events there were to project, 0 when all is done."""
        before = self.position()
        notifications = self._registry.recorder.select_notifications(start=before + 1, limit=BATCH)
        if not notifications:
            return 0
        changes = Changes(self._tables)
        for notification in notifications:
            handlers = self._by_topic.get(notification.topic)
            if handlers:
                event = self._registry.mapper.to_domain_event(notification)
                changes.position = notification.id
                for handler in handlers:
                    handler(event, changes)
        moved = sa.update(POSITION).where(POSITION.c.position == before).values(position=notifications[-1].id)
        with self._answering(), self._engine.begin() as connection:
            # The position is moved first: it takes the write lock, and a slower twin finds nothing to move.
            if connection.execute(moved).rowcount == 1:
                changes.write(connection)
        return len(notifications)

    def catch_up(self, progress: Progress | None = None) -> None:
        """Project until nothing is left; `progress(done, total)` counts events."""
        total = self._registry.position()
        while self.step():
            if progress is not None:
                progress(min(self.position(), total), total)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Drop every read model and project the whole history again."""
        with exclusively(self._engine) as connection:
            self._recreate(connection)
        self.catch_up(progress)

    def wait_for(self, position: int, timeout: float) -> None:
        """Return when the read models show everything up to `position`, doing the work where nobody else has.

        `timeout` in seconds. Raises `Unavailable` (code `read_model_behind`).
        """
        deadline = time.monotonic() + timeout
        while self.position() < position:
            nothing_left = self.step() == 0
            if (nothing_left and self.position() < position) or time.monotonic() > deadline:
                raise Unavailable(
                    f"the read models have not reached position {position} yet; ask again", code="read_model_behind"
                )

    def _open(self) -> None:
        """Make the tables, or make them anew where an older release left another shape."""
        with exclusively(self._engine) as connection:
            METADATA.create_all(connection, tables=[POSITION])
            shape = connection.execute(sa.select(POSITION.c.shape)).scalar_one_or_none()
            if shape != self._shape:
                self._recreate(connection)

    def _recreate(self, connection: sa.Connection) -> None:
        METADATA.drop_all(connection, tables=[POSITION, *self._tables])
        METADATA.create_all(connection, tables=[POSITION, *self._tables])
        connection.execute(sa.insert(POSITION).values(name=self._registry.name, position=0, shape=self._shape))


def _shape(tables: Sequence[sa.Table]) -> str:
    statements = [str(sa.schema.CreateTable(table)) for table in tables]
    statements += sorted(str(sa.schema.CreateIndex(index)) for table in tables for index in table.indexes)
    return hashlib.sha256("\n".join([str(LOGIC_VERSION), *statements]).encode()).hexdigest()
