"""Number to masked row, from the published `lookup.sqlite` (docs/formats/lookup.md). No list, no search (R-PRIV-4)."""

import sqlite3
import threading
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LOCKED_SECONDS = 1.0
"""How long a look-up waits for the registry to finish writing."""

_QUERY = """
SELECT number, version, masked_name, title_name, level, series, grant_date, issuer_id, list_uri, idx
FROM certificate WHERE number = ?
"""


class Row(BaseModel):
    """What anyone who knows a number may see, and where its status stands. A name that is not masked is no row."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    number: str
    version: int
    masked_name: str = Field(pattern=r"\*")
    title_name: str
    level: int
    series: int
    grant_date: date
    issuer_id: str
    list_uri: str
    idx: int


class LookupUnavailableError(Exception):
    """The file is missing, locked, damaged or no look-up file."""


class Lookup:
    """Opened for reading only, and opened again when the file was replaced by another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, int], sqlite3.Connection] | None = None

    def find(self, number: str) -> Row | None:
        """The row of a number, or None. One query whatever the text, so that its time tells nothing.

        Raises `LookupUnavailableError`.
        """
        with self._lock:
            try:
                found = self._connection().execute(_QUERY, (number,)).fetchone()
                return None if found is None else Row(**found)
            except (sqlite3.Error, OSError, ValidationError) as error:
                self._forget()
                raise LookupUnavailableError(type(error).__name__) from None

    def close(self) -> None:
        """Closes the file; the next look-up opens it again."""
        with self._lock:
            self._forget()

    def _connection(self) -> sqlite3.Connection:
        place = self._path.stat()
        identity = (place.st_dev, place.st_ino)
        if self._opened is None or self._opened[0] != identity:
            self._forget()
            connection = sqlite3.connect(
                f"{self._path.resolve().as_uri()}?mode=ro",
                uri=True,
                timeout=LOCKED_SECONDS,
                check_same_thread=False,
                isolation_level=None,
            )
            connection.row_factory = sqlite3.Row
            self._opened = (identity, connection)
        return self._opened[1]

    def _forget(self) -> None:
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None
