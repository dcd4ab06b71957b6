"""The offline pack: the trust repository's current files in one bounded ZIP (docs/formats/trust-repository.md).

A pack proves nothing by itself. This file answers which bytes stand under which name, and refuses a ZIP that is built
to exhaust or to escape its reader; whether the bytes are true is judged in `sync.py`.
"""

import json
import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from . import limits
from .errors import MalformedTrust, TooLarge, Unreachable

_NAME = re.compile(r"(metadata|targets)(/[0-9A-Za-z][0-9A-Za-z._-]{0,159}){1,3}")
_END = struct.Struct("<4s4H2IH")  # the ZIP's end record, APPNOTE 4.3.16
_LOCATOR_BYTES = 20  # bytes before the end record where a ZIP64 would hide a second, larger directory
_UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1  # flag bit 0, APPNOTE 4.4.4


class Pack:
    """A pack opened for reading; a context manager.

    Raises `MalformedTrust` or `TooLarge` before anything is unpacked when the ZIP is outside the format, `Unreachable`
    when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            _check_end(path)
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise Unreachable(f"{path} cannot be read: {error.strerror}.") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise MalformedTrust(f"{path.name} is no offline pack ({error}). Ask for a .zcpack file.") from error
        try:
            self._members = _members(self._zip.infolist())
        except (MalformedTrust, TooLarge):
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member's bytes, never more than its directory entry declares. Raises `MalformedTrust`."""
        try:
            with self._zip.open(self._members[name]) as member:
                while chunk := member.read(limits.CHUNK_BYTES):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise MalformedTrust(f"The pack is damaged at {name} ({error}). Copy it again.") from error


def _check_end(path: Path) -> None:
    """Bound the ZIP's directory before a library reads it: no comment, no ZIP64, no oversized directory."""
    size = path.stat().st_size
    if size > limits.PACK_BYTES:
        raise TooLarge(f"{path.name} has {size} bytes, a pack has at most {limits.PACK_BYTES}. Ask for a proper pack.")
    with path.open("rb") as file:
        file.seek(max(0, size - _END.size - _LOCATOR_BYTES))
        tail = file.read()
    if not tail[-_END.size :].startswith(b"PK\x05\x06"):
        raise MalformedTrust(f"{path.name} is no offline pack, or was cut short. Copy it again.")
    if tail.startswith(b"PK\x06\x07"):
        raise MalformedTrust(f"{path.name} is a ZIP64, which a pack never needs. Ask for a proper pack.")
    _, disk, first_disk, here, members, directory, start, comment = _END.unpack(tail[-_END.size :])
    if members > limits.PACK_MEMBERS or directory > limits.PACK_DIRECTORY_BYTES:
        raise TooLarge(f"{path.name} has more than {limits.PACK_MEMBERS} members. Ask for a proper pack.")
    if disk or first_disk or comment or here != members or start + directory + _END.size != size:
        raise MalformedTrust(f"{path.name} is no plain ZIP of one part. Ask for a proper pack.")


def _members(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        if entry.is_dir():
            continue
        if not _NAME.fullmatch(entry.filename) or entry.orig_filename != entry.filename or entry.filename in members:
            raise MalformedTrust(f"The pack holds {entry.orig_filename!r}, which has no place in one. Do not use it.")
        if entry.compress_type not in _UNPACKED or entry.flag_bits & _ENCRYPTED:
            raise MalformedTrust(f"The pack holds {entry.filename} neither stored nor deflated. Do not use it.")
        if entry.file_size > limits.PACK_MEMBER_BYTES:
            raise TooLarge(
                f"{entry.filename} has {entry.file_size} bytes, at most {limits.PACK_MEMBER_BYTES} are read."
            )
        members[entry.filename] = entry
    if len(members) > limits.PACK_MEMBERS or sum(entry.file_size for entry in members.values()) > limits.PACK_BYTES:
        raise TooLarge(f"The pack unpacks to more than {limits.PACK_BYTES} bytes. Do not use it.")
    return members


def write_pack(repository: Path, pack: Path) -> None:
    """Write the repository's current files into one pack, beside its place and then renamed.

    `repository` holds `metadata/` and `targets/`. The same repository gives the same bytes. Raises `Unreachable`
    when a file that the repository names is absent, `TooLarge` when the pack would pass its bounds.
    """
    names = [*_current_metadata(repository), *_current_targets(repository)]
    sizes = [_existing(repository, name).stat().st_size for name in names]
    if len(names) > limits.PACK_MEMBERS or max(sizes) > limits.PACK_MEMBER_BYTES or sum(sizes) > limits.PACK_BYTES:
        raise TooLarge(f"{len(names)} files of {sum(sizes)} bytes are more than one pack may hold.")
    handle, beside = tempfile.mkstemp(dir=pack.parent, prefix=f".{pack.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in sorted(names):
                    member = zipfile.ZipInfo(name)  # dated 1980: the same repository gives the same pack
                    member.compress_type = zipfile.ZIP_DEFLATED
                    member.external_attr = 0o644 << 16
                    archive.writestr(member, (repository / name).read_bytes())
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(pack)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _signed(repository: Path, name: str) -> dict[str, dict[str, dict[str, object]]]:
    try:
        signed = json.loads(_existing(repository, name).read_bytes())["signed"]
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedTrust(f"{name} is no TUF metadata. Publish the repository again.") from error
    if not isinstance(signed, dict):
        raise MalformedTrust(f"{name} is no TUF metadata. Publish the repository again.")
    return signed


def _existing(repository: Path, name: str) -> Path:
    path = repository / name
    if not path.is_file():
        raise Unreachable(f"The repository names {name} and does not hold it. Publish it again.")
    return path


def _current_metadata(repository: Path) -> list[str]:
    roots = sorted((repository / "metadata").glob("*.root.json"))
    snapshot = _signed(repository, "metadata/timestamp.json")["meta"]["snapshot.json"]["version"]
    delegates = _signed(repository, f"metadata/{snapshot}.snapshot.json")["meta"]
    return [
        *(f"metadata/{root.name}" for root in roots),
        "metadata/timestamp.json",
        f"metadata/{snapshot}.snapshot.json",
        *(f"metadata/{meta['version']}.{name}" for name, meta in delegates.items()),
    ]


def _current_targets(repository: Path) -> Iterator[str]:
    for metadata in _current_metadata(repository):
        if metadata.endswith((".root.json", ".snapshot.json", "timestamp.json")):
            continue
        for name, target in _signed(repository, metadata)["targets"].items():
            hashes = target["hashes"]
            folder, slash, base = name.rpartition("/")
            if not isinstance(hashes, dict):
                raise MalformedTrust(f"{metadata} gives no hash of {name}. Publish the repository again.")
            yield f"targets/{folder}{slash}{next(iter(hashes.values()))}.{base}"
