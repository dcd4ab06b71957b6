"""Where the read models live: their own SQLite file, or the schema `read` in PostgreSQL. They may be dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from registry.settings import Settings

METADATA = sa.MetaData()

SCHEMA = "read"
# Any number that nobody else uses in this database.
SCHEMA_LOCK = 0x7A68_6963
LOCK_TIMEOUT_MILLISECONDS = 30_000


def open_database(settings: Settings) -> sa.Engine:
    """An engine on the read models' database; tables are made by the projector."""
    if settings.database_url:
        url = sa.make_url(settings.database_url).set(drivername="postgresql+psycopg")
        translate = {"schema_translate_map": {None: SCHEMA}}
        return sa.create_engine(url, pool_pre_ping=True, execution_options=translate)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{settings.read_file}")
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would begin too late; we begin by ourselves below.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    # Rows and position are one transaction, so losing the last ones in a power cut only means projecting them again.
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def exclusively(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that no other process has at the same moment: two offices may open a new home together."""
    with engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SCHEMA_LOCK)))
            connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
        yield connection
