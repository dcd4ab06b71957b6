"""Writes `lookup.sqlite` (docs/formats/lookup.md): what anyone may see who knows a certificate's number (R-PRIV-4).

A tail of the event store with its own position in the file: rows and position in one transaction. It is the only place
where a name is masked for the public, and no full name is ever written there.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from domain.certificate import Certificate
from domain.person import Person
from registry.application import Registry
from registry.errors import PersonErased, Unavailable
from registry.issuance import sealed_field, token_bytes
from registry.privacy import Privacy
from verify import envelope
from verify.certificate import decode_claims

BATCH = 2_000  # events a transaction: a reader waits for one at most
BUSY_SECONDS = 30
SCHEMA = """
CREATE TABLE IF NOT EXISTS certificate (
  number      TEXT PRIMARY KEY,
  version     INTEGER NOT NULL CHECK (version BETWEEN 1 AND 999),
  masked_name TEXT NOT NULL CHECK (masked_name GLOB '*[*]*'),
  title_name  TEXT NOT NULL,
  level       INTEGER NOT NULL,
  series      INTEGER NOT NULL,
  grant_date  TEXT NOT NULL CHECK (grant_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  issuer_id   TEXT NOT NULL,
  list_uri    TEXT NOT NULL,
  idx         INTEGER NOT NULL CHECK (idx BETWEEN 0 AND 131071)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS written (position INTEGER NOT NULL);
INSERT INTO written SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM written);
PRAGMA user_version = 1;
"""
PUT = "INSERT OR REPLACE INTO certificate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def mask(name: str) -> str:
    """The first character, and the last of three or more; a `*` for each other (R-PRIV-4): 张*, 王*明, 欧**华."""
    if len(name) < 3:  # noqa: PLR2004 - a name of two keeps its first character only
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


class LookupWriter:
    """Keeps the file up to date with the registry. Several processes may do so; SQLite orders them."""

    def __init__(
        self,
        registry: Registry,
        privacy: Privacy,
        *,
        issuer_id: str,
        path: Path,
        numbers_of: Callable[[UUID], Iterable[str]],
    ) -> None:
        """`numbers_of` gives a person's certificate numbers, from a read model that is up to date."""
        self._registry = registry
        self._privacy = privacy
        self._issuer_id = issuer_id
        self._path = path
        self._numbers_of = numbers_of

    def catch_up(self) -> None:
        """Write every certificate issued until now, and take out every person erased until now.

        Raises `Unavailable`, code `lookup_unwritable`, with the file as it was.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # No write-ahead log: the public window may read from a folder in which it cannot write.
            with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
                database.executescript(SCHEMA)
                while self._step(database):
                    pass
        except (sqlite3.Error, OSError) as problem:
            raise Unavailable(f"{self._path} cannot be written: {problem}", code="lookup_unwritable") from problem

    def _step(self, database: sqlite3.Connection) -> int:
        with _transaction(database):
            (position,) = database.execute("SELECT position FROM written").fetchone()
            notifications = self._registry.recorder.select_notifications(start=position + 1, limit=BATCH)
            if not notifications:
                return 0
            streams = self._registry.get_many(
                cast("UUID", one.originator_id) for one in notifications if one.topic == Certificate.Issued.TOPIC
            )
            for notification in notifications:
                if notification.topic == Certificate.Issued.TOPIC:
                    issued: Any = self._registry.mapper.to_domain_event(notification)
                    self._put(database, streams[issued.originator_id], issued)
                elif notification.topic == Person.DataKeyDestroyed.TOPIC:
                    erased = self._registry.mapper.to_domain_event(notification)
                    numbers = [(number,) for number in self._numbers_of(erased.originator_id)]
                    database.executemany("DELETE FROM certificate WHERE number = ?", numbers)
            database.execute("UPDATE written SET position = ?", (notifications[-1].id,))
        return len(notifications)

    def _put(self, database: sqlite3.Connection, stream: Any, issued: Any) -> None:
        field = sealed_field("token", stream.certificate_no, issued.version)
        try:
            token = token_bytes(self._privacy.open(stream.person_id, field, issued.sealed_token))
        except PersonErased:
            return
        claims = decode_claims(envelope.parse(token).payload)
        row = (
            stream.certificate_no,
            claims.version,
            mask(claims.holder_name),
            claims.title_name,
            claims.level,
            claims.series,
            claims.grant_date.isoformat(),
            self._issuer_id,
            claims.status_uri,
            claims.status_index,
        )
        database.execute(PUT, row)


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
