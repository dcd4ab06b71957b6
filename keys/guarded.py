"""Folders and files that only their owner can touch. Refuses what others could read, swap or commit by accident."""

import os
import stat
from pathlib import Path
from typing import Self

from keys.errors import (
    ForeignOwner,
    InsideSourceTree,
    LaxPermissions,
    PassphraseMissing,
    StrongroomMissing,
    StrongroomTampered,
    SymbolicLink,
)

FOLDER_MODE = 0o700
FILE_MODE = 0o600
MAX_FILE_BYTES = 65_536
SOURCE_TREE_MARKS = (".git", "pyproject.toml")


def refuse_source_tree(folder: Path) -> None:
    """Raises `InsideSourceTree` when the folder, or any folder above it, is a source tree."""
    real = folder.resolve()
    for place in (real, *real.parents):
        for mark in SOURCE_TREE_MARKS:
            if (place / mark).exists():
                raise InsideSourceTree(
                    f"{folder} lies inside the source tree {place} (it has {mark}), from where keys get committed; "
                    "choose a folder outside it"
                )


class GuardedFolder:
    """An open folder of mode 0700 that is ours. Files are read relative to it, so it cannot be swapped meanwhile."""

    def __init__(self, path: Path) -> None:
        try:
            refuse_source_tree(path)
            self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except FileNotFoundError as problem:
            raise StrongroomMissing(
                f"there is no strongroom in {path}; create it with 'zhicheng keys init'"
            ) from problem
        except PermissionError as problem:
            raise ForeignOwner(f"{path} may not be opened by this user; run as the user that owns it") from problem
        except OSError as problem:
            raise SymbolicLink(f"{path} is a link or no folder; name the folder itself") from problem
        self._path = path
        try:
            refuse_others(os.fstat(self._descriptor), path, FOLDER_MODE)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._descriptor)

    def read(self, name: str) -> bytes:
        """The bytes of a file of mode 0600; raises as `read_guarded` and `FileNotFoundError`."""
        return read_guarded(self._path / name, name, self._descriptor)


def read_guarded(path: Path, name: str | None = None, folder: int | None = None) -> bytes:
    """The bytes of a plain file that only its owner may touch.

    Raises `SymbolicLink`, `LaxPermissions`, `ForeignOwner`, `StrongroomTampered` (over 64 KiB), `FileNotFoundError`.
    """
    # O_NONBLOCK: a planted FIFO must be refused, not waited for.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(name or path, flags, dir_fd=folder)
    except FileNotFoundError:
        raise
    except PermissionError as problem:
        raise ForeignOwner(f"{path} may not be opened by this user; run as the user that owns it") from problem
    except OSError as problem:
        raise SymbolicLink(f"{path} is a link or no plain file; put the file itself there") from problem
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise SymbolicLink(f"{path} is no plain file")
        refuse_others(found, path, FILE_MODE)
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise StrongroomTampered(f"{path} is over {MAX_FILE_BYTES} bytes; no file of a strongroom is")
    return content


def read_passphrase(path: Path) -> bytes:
    """The first line of a passphrase file; raises `PassphraseMissing` and as `read_guarded`."""
    try:
        lines = read_guarded(path).splitlines()
    except FileNotFoundError as problem:
        raise PassphraseMissing(
            f"there is no passphrase file {path}; write the passphrase into it, mode 0600"
        ) from problem
    if not lines or not lines[0]:
        raise PassphraseMissing(f"the first line of {path} is empty; write the passphrase there")
    return lines[0]


def refuse_others(found: os.stat_result, path: Path, wanted: int) -> None:
    """Raises `ForeignOwner` unless it is ours, `LaxPermissions` unless its mode is within `wanted`."""
    if found.st_uid != os.geteuid():
        raise ForeignOwner(f"{path} belongs to user {found.st_uid}, not to this one ({os.geteuid()}); chown it")
    mode = stat.S_IMODE(found.st_mode)
    if mode & ~wanted:
        raise LaxPermissions(f"{path} has mode {mode:04o}, others could reach it; run: chmod {wanted:o} {path}")
