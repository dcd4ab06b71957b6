"""One AES-256-GCM key per person, so that destroying a key erases the person from every copy of every log (R-PRIV-6).

The keys lie in their own SQLite file, each wrapped by a key of the strongroom. It does not know what is sealed. A copy
of this file brings destroyed keys back: keep its backups apart from those of the events, and for days, not years.
"""

import base64
import binascii
import fcntl
import hmac
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.errors import PersonKeyDestroyed, PersonKeyMissing, PersonKeysUnreadable, SealBroken, TracesRemain
from keys.guarded import FILE_MODE, refuse_others
from keys.strongroom import Strongroom

CACHED_KEYS = 10_000
"""Persons whose unwrapped key stays in memory, about 400 bytes each."""
BUSY_SECONDS = 5.0
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SEAL_FORMAT = b"\x01"

# Rows are appended and later zeroed in place, never deleted: a moved B-tree cell would leave a copy of the key behind.
FORMAT_VERSION = 1
SCHEMA = (
    "create table person_key (number integer primary key, person_id blob not null unique, wrapped blob not null)",
    "create table destroyed (number integer primary key, person_id blob not null unique, destroyed_at text not null)",
    "create table strongroom (proof blob not null)",
    f"pragma user_version = {FORMAT_VERSION}",
)


class PersonKeys:
    """Seals and opens personal fields. Several processes and threads may use one file.

    Open it in each process, never before a fork. A key destroyed in another process is refused here from the next call
    on: each call asks SQLite whether anybody wrote (`data_version`, about 3 us) before it trusts its cache.
    """

    def __init__(self, path: Path, strongroom: Strongroom) -> None:
        self._path = path
        self._wrapping = AESGCM(strongroom.derive("person keys"))
        self._cache: OrderedDict[UUID, AESGCM] = OrderedDict()
        self._lock = threading.RLock()
        self._last_destroyed = 0
        with self._answering():
            self._database = _connect(path, strongroom.derive("person keys proof"))
            self._version = self._data_version()
            self._forget_destroyed()

    def __repr__(self) -> str:
        return f"PersonKeys({str(self._path)!r})"

    def close(self) -> None:
        """Let go of the file and of every key in memory."""
        with self._lock:
            self._cache.clear()
            self._database.close()

    def create(self, person_id: UUID) -> None:
        """From now on this person has a key; one that exists is kept. Raises `PersonKeyDestroyed`."""
        self.create_many([person_id])

    def create_many(self, person_ids: Iterable[UUID]) -> None:
        """`create` for all of them in one transaction: all or none."""
        made: dict[UUID, bytes] = {}
        with self._answering(), self._lock:
            with self._transaction() as execute:
                for person_id in person_ids:
                    if execute("select 1 from destroyed where person_id = ?", (person_id.bytes,)).fetchone():
                        raise PersonKeyDestroyed(f"the key of person {person_id} was destroyed and is never made again")
                    key = os.urandom(KEY_BYTES)
                    inserted = execute(
                        "insert into person_key (person_id, wrapped) values (?, ?) on conflict do nothing",
                        (person_id.bytes, self._wrap(person_id, key)),
                    )
                    if inserted.rowcount:
                        made[person_id] = key
            # Only now: a key that was rolled back must not seal anything.
            for person_id, key in made.items():
                self._keep(person_id, AESGCM(key))

    def seal(self, person_id: UUID, field: str, plaintext: str | bytes) -> str:
        """The plaintext under the person's key, in base64url; it opens only as this field of this person.

        Raises `PersonKeyMissing`, `PersonKeyDestroyed`.
        """
        return _sealed(self._key(person_id), person_id, field, plaintext)

    def seal_all(self, person_id: UUID, fields: Mapping[str, str | bytes]) -> dict[str, str]:
        """`seal` for several fields of one person, for the price of one look whether the key still is."""
        key = self._key(person_id)
        return {field: _sealed(key, person_id, field, plaintext) for field, plaintext in fields.items()}

    def open(self, person_id: UUID, field: str, sealed: str) -> bytes:
        """What was sealed. Raises `PersonKeyMissing`, `PersonKeyDestroyed`, and `SealBroken` for everything altered."""
        key = self._key(person_id)
        try:
            raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as problem:
            raise _broken(person_id, field) from problem
        if raw[:1] != SEAL_FORMAT or len(raw) < 1 + NONCE_BYTES + TAG_BYTES:
            raise _broken(person_id, field)
        try:
            return key.decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], person_id.bytes + field.encode())
        except InvalidTag as problem:
            raise _broken(person_id, field) from problem

    def destroy(self, person_id: UUID) -> None:
        """Crypto-shredding: what was sealed for this person can never be opened again, here or in any other process.

        Doing it twice is the same as once. Raises `PersonKeyMissing` when there never was a key, and `TracesRemain`
        when another process kept the file's log busy: the key is gone for everyone, call again to clean the log.
        """
        with self._answering():
            with self._transaction() as execute:
                known = execute("select length(wrapped) from person_key where person_id = ?", (person_id.bytes,))
                row = known.fetchone()
                if row is None:
                    raise PersonKeyMissing(f"person {person_id} has no key here; there is nothing to destroy")
                execute("update person_key set wrapped = zeroblob(?) where person_id = ?", (row[0], person_id.bytes))
                execute(
                    "insert into destroyed (person_id, destroyed_at) values (?, ?) on conflict do nothing",
                    (person_id.bytes, datetime.now(UTC).isoformat(timespec="seconds")),
                )
                self._cache.pop(person_id, None)
            with self._lock:
                busy, _, _ = self._database.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            raise TracesRemain(f"the key of person {person_id} is destroyed, but traces may remain; destroy it again")

    def _key(self, person_id: UUID) -> AESGCM:
        with self._lock:
            try:
                version = self._data_version()
                if version != self._version:
                    self._forget_destroyed()
                    self._version = version
                key = self._cache.get(person_id)
                if key is None:
                    key = self._unwrap(person_id)
            except sqlite3.Error as problem:
                raise self._unreadable(problem) from problem
            self._keep(person_id, key)
            return key

    def _keep(self, person_id: UUID, key: AESGCM) -> None:
        self._cache[person_id] = key
        self._cache.move_to_end(person_id)
        if len(self._cache) > CACHED_KEYS:
            self._cache.popitem(last=False)

    def _wrap(self, person_id: UUID, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, person_id.bytes)

    def _unwrap(self, person_id: UUID) -> AESGCM:
        query = (
            "select wrapped, exists (select 1 from destroyed where destroyed.person_id = person_key.person_id)"
            " from person_key where person_id = ?"
        )
        row = self._database.execute(query, (person_id.bytes,)).fetchone()
        if row is None:
            raise PersonKeyMissing(f"person {person_id} never had a key here")
        wrapped, destroyed = row
        if destroyed:
            raise PersonKeyDestroyed(f"the key of person {person_id} was destroyed; nobody can read these data again")
        try:
            return AESGCM(self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], person_id.bytes))
        except InvalidTag as problem:
            raise SealBroken(
                f"the key of person {person_id} was altered; restore {self._path} from a copy"
            ) from problem

    def _data_version(self) -> int:
        version: int = self._database.execute("pragma data_version").fetchone()[0]
        return version

    def _forget_destroyed(self) -> None:
        news = self._database.execute(
            "select number, person_id from destroyed where number > ?", (self._last_destroyed,)
        )
        for number, raw in news.fetchall():
            self._cache.pop(UUID(bytes=raw), None)
            self._last_destroyed = max(self._last_destroyed, number)

    @contextmanager
    def _transaction(self) -> Iterator["_Execute"]:
        with self._lock:
            self._database.execute("begin immediate")
            try:
                yield self._database.execute
                self._database.execute("commit")
            except BaseException:
                # SQLite has rolled back by itself after some failures, a full disk for one.
                if self._database.in_transaction:
                    self._database.execute("rollback")
                raise

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise self._unreadable(problem) from problem

    def _unreadable(self, problem: sqlite3.Error) -> PersonKeysUnreadable:
        return PersonKeysUnreadable(f"the person keys in {self._path} cannot be read or written now: {problem}")


_Execute = Callable[[str, tuple[object, ...]], sqlite3.Cursor]


def _sealed(key: AESGCM, person_id: UUID, field: str, plaintext: str | bytes) -> str:
    nonce = os.urandom(NONCE_BYTES)
    content = plaintext.encode() if isinstance(plaintext, str) else plaintext
    sealed = SEAL_FORMAT + nonce + key.encrypt(nonce, content, person_id.bytes + field.encode())
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _connect(path: Path, proof: bytes) -> sqlite3.Connection:
    """Open the file, or make it with mode 0600; refuse one that another strongroom made."""
    try:
        parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as problem:
        raise PersonKeysUnreadable(f"there is no folder {path.parent} for the person keys; make it") from problem
    try:
        # One opener at a time: SQLite answers "locked" to a second one while the first turns on write-ahead logging.
        fcntl.flock(parent, fcntl.LOCK_EX)
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE))
        refuse_others(path.lstat(), path, FILE_MODE)
        database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _furnish(database, path, proof)
        except BaseException:
            database.close()
            raise
    finally:
        os.close(parent)
    return database


def _furnish(database: sqlite3.Connection, path: Path, proof: bytes) -> None:
    for pragma in ("journal_mode = wal", "synchronous = full", "secure_delete = on"):
        database.execute(f"pragma {pragma}")
    format_version = database.execute("pragma user_version").fetchone()[0]
    if format_version == 0:
        database.execute("begin immediate")
        for statement in SCHEMA:
            database.execute(statement)
        database.execute("insert into strongroom values (?)", (proof,))
        database.execute("commit")
    elif format_version != FORMAT_VERSION:
        raise PersonKeysUnreadable(f"{path} was written by another release; use that one")
    found = database.execute("select proof from strongroom").fetchone()
    if found is None or not hmac.compare_digest(found[0], proof):
        raise PersonKeysUnreadable(f"{path} belongs to another strongroom; put the two of one office together")


def _broken(person_id: UUID, field: str) -> SealBroken:
    return SealBroken(f"{field} of person {person_id} was altered or belongs elsewhere; restore it from a copy")
