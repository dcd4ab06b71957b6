"""The folder that keeps what was brought in: where things stand in it, and how it changes all at once or not at all.

    root.json            the root that the folder was founded on
    known.json           which generation counts, the last known good instant, the highest number of every publication
    generation-xxxx/     metadata/ as the TUF client keeps it, targets/ under their own names
    lock                 held by the one process that writes

Replacing known.json makes a refresh real. It answers what is kept; whether that is true is judged in `sync.py`.
"""

import hashlib
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from . import limits
from .errors import MalformedTrust, RootNeeded, TrustError

_FORMAT = "zhicheng-known/1"
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_GENERATION = re.compile(r"generation-\w+")


@dataclass(frozen=True)
class Known:
    """known.json: what the folder has seen. None of it ever falls."""

    generation: str
    instant: datetime  # the latest instant known to have passed
    horizon: datetime  # the last expiry that any stored publication carries
    numbers: Mapping[str, int]  # sub -> the highest publication number


def generations(folder: Path) -> Iterator[Path]:
    """Every generation in the folder: the one that counts, and what a crash may have left."""
    return folder.glob("generation-*")


def new_generation(folder: Path) -> Path:
    """An empty generation that does not count yet."""
    return Path(tempfile.mkdtemp(prefix="generation-", dir=folder))


def root_fingerprint(root: bytes) -> str:
    """SHA-256 of a root file, in hexadecimal: what two people compare over another channel."""
    return hashlib.sha256(root).hexdigest()


def anchor_of(folder: Path, root: bytes | None) -> bytes:
    """The root that the folder was founded on; `root` founds a new one.

    Raises `RootNeeded` when there is neither, `TrustError` (`root_differs`) when there are two that differ.
    """
    kept = folder / "root.json"
    if not kept.exists():
        if root is None:
            raise RootNeeded(f"{folder} trusts nobody yet. Give the root, or its fingerprint, that you were handed.")
        return root
    anchor = kept.read_bytes()
    if root is not None and root != anchor:
        raise TrustError(
            f"{folder} was founded on the root {root_fingerprint(anchor)}. Use an empty folder for another.",
            "root_differs",
        )
    return anchor


def read_known(folder: Path) -> Known:
    """Raises `RootNeeded` when the folder was never filled, `MalformedTrust` when known.json is damaged."""
    try:
        text = (folder / "known.json").read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise RootNeeded(f"{folder} holds no trust yet. Run sync once, with the root that you were handed.") from error
    try:
        fields = json.loads(text)
        known = Known(
            fields["generation"],
            datetime.strptime(fields["instant"], _INSTANT).replace(tzinfo=UTC),
            datetime.strptime(fields["horizon"], _INSTANT).replace(tzinfo=UTC),
            {sub: int(number) for sub, number in fields["numbers"].items()},
        )
        sound = fields["format"] == _FORMAT and _GENERATION.fullmatch(known.generation)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedTrust(f"{folder}/known.json is damaged ({error}). Delete the folder and sync again.") from error
    if not sound:
        raise MalformedTrust(f"{folder}/known.json has another format. Use the program that wrote it.")
    return known


def commit(folder: Path, known: Known) -> None:
    """Make `known`, and the generation it names, what counts from now on."""
    fields = {
        "format": _FORMAT,
        "generation": known.generation,
        "instant": known.instant.strftime(_INSTANT),
        "horizon": known.horizon.strftime(_INSTANT),
        "numbers": dict(sorted(known.numbers.items())),
    }
    replace(folder / "known.json", json.dumps(fields, indent=1).encode())


def replace(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a reader sees the old file or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time, over processes: SQLite's file lock is in the standard library and ends with its process."""
    try:
        lock = sqlite3.connect(folder / "lock", timeout=limits.LOCK_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise TrustError(
            f"{folder} cannot be locked ({error}). Choose a folder you may write.", "unwritable"
        ) from error
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise TrustError(f"{folder} is in use or not writable ({error}). Try again.", "unwritable") from error
        yield
