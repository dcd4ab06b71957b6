"""The trust this window answers from: taken over by the same check as at any verifier, the moment it is published.

A publication that fails the check changes nothing but `failure`: the last good trust goes on answering, and ages.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.problems import Problem
from api.public.metrics import Metrics
from api.public.settings import PublicSettings
from verify import TrustSnapshot
from verify.errors import TrustError
from verify.sync import load, refresh

Mark = tuple[int, int, int] | None


class Reader:
    """Holds one snapshot. A request that finds `timestamp.json` changed waits until that publication is judged."""

    def __init__(
        self, settings: PublicSettings, metrics: Metrics, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._elapsed = elapsed
        self._trust = settings.published / "trust"
        self._timestamp = self._trust / "metadata" / "timestamp.json"
        self._alone = asyncio.Lock()
        self._judged: Mark = None
        self._try_again_at = 0.0
        self.snapshot: TrustSnapshot | None = None
        self.failure: str | None = "root_needed"
        """The code of why the newest publication was not taken over; None when it was."""
        self.targets: Mapping[str, tuple[Path, str]] = {}
        """Of the publication taken over last: where each target stands, and its SHA-256."""
        metrics.watch(
            "trust_known_timestamp_seconds",
            "The newest signed instant the window has seen; 0 before any.",
            lambda: known.timestamp() if self.snapshot and (known := self.snapshot.known_at) else 0.0,
        )
        metrics.watch(
            "trust_refused",
            "1 while the newest publication could not be taken over.",
            lambda: float(self.failure is not None),
        )

    async def current(self) -> TrustSnapshot:
        """The newest trust that holds. Raises `Problem("no_trust")` while there has never been any."""
        if self._is_new(mark := self._mark()):
            async with self._alone:
                if self._is_new(mark := self._mark()):
                    await self._take_over(mark)
        if self.snapshot is None:
            raise Problem("no_trust", headers={"Retry-After": "5"})
        return self.snapshot

    async def start(self) -> None:
        """Takes over what is published; failing that, takes up what was good before the restart."""
        async with self._alone:
            await self._take_over(self._mark())
            if self.snapshot is None:
                try:
                    self.snapshot = await asyncio.to_thread(load, self._settings.state)
                except TrustError:
                    self.snapshot = None  # `failure` says why the publication was no help either

    def _mark(self) -> Mark:
        try:
            found = self._timestamp.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _is_new(self, mark: Mark) -> bool:
        return mark != self._judged or (self.failure is not None and self._elapsed() >= self._try_again_at)

    async def _take_over(self, mark: Mark) -> None:
        try:
            self.snapshot, self.targets = await asyncio.to_thread(self._refresh)
            self.failure = None
        except TrustError as error:
            self.failure = error.code
        except OSError:
            self.failure = "unreachable"
        except (ValueError, KeyError):
            self.failure = "malformed"  # replaced between the check and the reading of its places
        # Whatever it was, the same publication is not judged again with every request.
        self._judged = mark
        self._try_again_at = self._elapsed() + self._settings.retry_seconds
        self._metrics.refresh(self.failure or "taken")

    def _refresh(self) -> tuple[TrustSnapshot, dict[str, tuple[Path, str]]]:
        root = self._settings.root.read_bytes()
        snapshot = refresh(self._trust, self._settings.state, root=root, at=datetime.now(UTC))
        return snapshot, _targets_of(self._trust)


def _targets_of(trust: Path) -> dict[str, tuple[Path, str]]:
    """Where the newest metadata say each target stands. Their signatures were checked by `refresh` a moment ago."""

    def signed(name: str) -> Any:
        return json.loads((trust / "metadata" / name).read_bytes())["signed"]

    snapshot = signed("timestamp.json")["meta"]["snapshot.json"]["version"]
    places = {}
    for role, meta in signed(f"{snapshot}.snapshot.json")["meta"].items():
        for name, described in signed(f"{meta['version']}.{role}")["targets"].items():
            sha256 = described["hashes"]["sha256"]
            folder, slash, base = name.rpartition("/")
            places[name] = (trust / "targets" / f"{folder}{slash}{sha256}.{base}", sha256)
    return places
