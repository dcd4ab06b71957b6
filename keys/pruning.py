"""Which published files may go. A reader in the middle of a walk still finds what it was promised a day ago.

Ages are the machine's own, not the office's: they are about readers that are on the line now.
"""

import os
import time
from collections.abc import Collection, Iterable
from pathlib import Path

GRACE_SECONDS = 86_400
"""How long a file stays after the last publication that named it: a slow mirror, a cached `timestamp.json`."""


def mark_superseded(paths: Iterable[Path]) -> None:
    """Let the grace of these files begin now; done before they are replaced, so that a cut can only lengthen it."""
    for path in paths:
        if path.exists():
            os.utime(path)


def prune(folders: Iterable[Path], keep: Collection[Path]) -> int:
    """Delete what is neither in `keep` nor in its grace, left-overs of cut publications included; how many went."""
    oldest = time.time() - GRACE_SECONDS
    gone = 0
    for folder in folders:
        for entry in os.scandir(folder):
            path = Path(entry.path)
            if entry.is_file(follow_symlinks=False) and path not in keep and entry.stat().st_mtime < oldest:
                path.unlink()
                gone += 1
    return gone
