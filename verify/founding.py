"""How a person comes to trust a root, and what a check on this machine is judged by: which trust, at which instant.

A root is trusted because someone handed it over, or because its fingerprint was compared; a source never vouches for
itself. The clock is believed forward only.
"""

import dataclasses
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from . import sync
from .errors import RootNeeded, TrustError
from .store import root_fingerprint
from .trust import TrustSnapshot


def home() -> Path:
    """The folder that keeps this person's trust, where the platform keeps such things."""
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "zhicheng-verify"


class Unproven(RootNeeded):
    """A root that nobody has vouched for: `compare` its `fingerprint`, or it `differs` from the one expected."""

    def __init__(self, words: str, fingerprint: str) -> None:
        super().__init__(f"The source offers the root {fingerprint}.")
        self.words = words
        self.fingerprint = fingerprint


def clock() -> datetime:
    """Now, by this machine."""
    return datetime.now(UTC)


@dataclasses.dataclass(frozen=True)
class Grounds:
    """What a check is judged by. `forgetful` says why the clock could not be noted in the folder, if it could not."""

    trust: TrustSnapshot
    at: datetime
    forgetful: TrustError | None = None


def grounds(
    folder: Path,
    *,
    pack: Path | None = None,
    root: Path | None = None,
    fingerprint: str | None = None,
    at: datetime | None = None,
) -> Grounds:
    """The folder's trust, or a pack's for this once, and the instant to judge by: `at`, else the clock.

    Without `at` the trust also knows how late it has already been on this machine. A clock set back is then seen, and
    what it would have made young again is stale (SC-11). Raises `TrustError`.
    """
    instant = at or clock()
    if pack:
        with _lent(folder) as lent:
            trust = sync.refresh(pack, lent, root=founding_root(pack, lent, root, fingerprint), at=instant)
            known_good = sync.last_known_good(lent)
    else:
        trust, known_good = sync.load(folder), sync.last_known_good(folder)
    if at:
        return Grounds(trust, at)
    forgetful = None
    if (folder / "known.json").exists():
        try:
            sync.remember(folder, instant)
        except TrustError as error:
            forgetful = error
    trust = dataclasses.replace(trust, known_at=max(known_good, trust.known_at or known_good))
    return Grounds(trust, instant, forgetful)


def founding_root(source: str | Path, folder: Path, root: Path | None, fingerprint: str | None) -> bytes | None:
    """The root to found the folder on, None when it is founded already.

    Raises `Unproven` when a root is offered that nobody has vouched for, `TrustError` when it cannot be read.
    """
    if root:
        try:
            offered = root.read_bytes()
        except OSError as error:
            raise TrustError(f"{root} cannot be read: {error.strerror}.", "unreachable") from error
    elif (folder / "root.json").exists():
        return None
    else:
        offered = sync.fetch_root(source)
        if fingerprint is None:
            raise Unproven("compare", root_fingerprint(offered))
    if fingerprint is not None and root_fingerprint(offered) != re.sub(r"[\s:]", "", fingerprint).lower():
        raise Unproven("differs", root_fingerprint(offered))
    return offered


@contextmanager
def _lent(folder: Path) -> Iterator[Path]:
    """A copy of the trust folder, so that a pack is compared with what was seen and nothing of it is kept."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-verify-") as place:
        lent = Path(place) / "trust"
        if (folder / "known.json").exists():
            shutil.copytree(folder, lent, symlinks=True)
        yield lent
