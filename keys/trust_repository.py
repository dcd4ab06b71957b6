"""The writer of the trust repository: signed TUF metadata over plain files (docs/formats/trust-repository.md).

A publication writes targets, then role metadata, then `timestamp.json`: until that last rename every reader sees the
old whole, after it the new whole. What is on disk is built upon only after its signatures were checked with our own
keys: whoever can write the published folder cannot get a forgery signed. It knows names and bytes, not what they mean.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from securesystemslib.exceptions import UnverifiedSignatureError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization import DeserializationError

from keys.errors import (
    RepositoryExists,
    RepositoryMissing,
    RepositoryTampered,
    RepositoryUnwritable,
    TargetNotAllowed,
)
from keys.files import flush_folder, replace_file
from keys.pruning import mark_superseded, prune
from keys.roles import OFFLINE_ROLES, Role
from keys.signers import tuf_key
from keys.strongroom import Strongroom

STATUS_NAME = re.compile(r"status/[A-Za-z0-9][A-Za-z0-9._-]{0,63}\.cwt|integrity\.cbor|history\.cbor")
STATUS_PATHS = ("status/*", "integrity.cbor", "history.cbor")
CODE_TARGETS = frozenset({"issuers.json", "codes.json", "recognition.json"})
OFFLINE_LIFE = timedelta(days=365)
ONLINE_LIFE = timedelta(days=8)
# Time left at which a person (offline) or the worker (online) has to act; a healthy worker publishes daily.
OFFLINE_MARGIN = timedelta(days=30)
ONLINE_MARGIN = timedelta(days=7)
PRUNE_EVERY = 32
"""Publications between two sweeps: a sweep reads the whole folder."""

S = TypeVar("S", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True)
class Expiry:
    """Until when one role's metadata are good, and from when on somebody has to renew them."""

    role: str
    version: int
    expires_at: datetime
    renew_from: datetime


class TrustRepository:
    """One folder, `metadata/` and `targets/` in it, that any web server can carry.

    Several processes may publish: a lock orders them and every version is given once. `write` replaces one file as
    `keys.files.replace_file` does; tests cut publications with it.
    """

    def __init__(
        self, folder: Path, strongroom: Strongroom, *, write: Callable[[Path, bytes], None] = replace_file
    ) -> None:
        self._folder = folder
        self._metadata = folder / "metadata"
        self._targets = folder / "targets"
        self._strongroom = strongroom
        self._write = write
        self._newest_seen = 0

    def create(self, issuers: bytes, codes: bytes, recognition: bytes, now: datetime) -> int:
        """Sign the first root and publish the three code targets; version 1. Needs the offline keys.

        A cut creation is taken up again with the root that was written first. Raises `RepositoryExists`, `KeyAway`.
        """
        contents = {"issuers.json": issuers, "codes.json": codes, "recognition.json": recognition}
        with self._alone(create=True):
            if (self._metadata / "timestamp.json").exists():
                raise RepositoryExists(f"{self._folder} holds a repository already; publish into it instead")
            if not (self._metadata / "1.root.json").exists():
                self._write(self._metadata / "1.root.json", self._signed(Role.ROOT, self._first_root(now)))
            self._newest_root()
            first = _Current(Timestamp(), Snapshot(), self._delegating(), Targets())
            for signed in (first.timestamp, first.snapshot, first.targets, first.status):
                signed.version = 0
            return self._commit(first, {Role.TARGETS: contents, Role.STATUS: {}}, now)

    def publish(self, status_targets: Mapping[str, bytes], now: datetime) -> int:
        """Publish these status targets beside the ones already there; the new version of the whole.

        Names are `status/NAME.cwt`, `integrity.cbor` and `history.cbor`; a target that is not named stays as it is.
        With nothing named it renews the online roles. Raises `TargetNotAllowed`, `RepositoryMissing`,
        `RepositoryTampered`, `RepositoryUnwritable`; whatever is raised, readers are served what was published last.
        """
        for name in status_targets:
            if not STATUS_NAME.fullmatch(name):
                raise TargetNotAllowed(f"the status key may not sign a target named {name!r}")
        with self._alone():
            return self._commit(self._read(), {Role.STATUS: status_targets}, now)

    def publish_codes(self, targets: Mapping[str, bytes], now: datetime) -> int:
        """Publish `issuers.json`, `codes.json` or `recognition.json` anew, the rest unchanged. Needs the targets key.

        With nothing named it renews the targets role. Raises `KeyAway` and as `publish`.
        """
        for name in targets:
            if name not in CODE_TARGETS:
                raise TargetNotAllowed(f"the targets key signs {', '.join(sorted(CODE_TARGETS))} only, not {name!r}")
        with self._alone():
            return self._commit(self._read(), {Role.TARGETS: targets}, now)

    def renew_root(self, now: datetime) -> int:
        """Sign the next root with the same keys and another year of life; its version. Needs the root key."""
        with self._alone():
            root = self._newest_root()
            root.version += 1
            root.expires = _expiry(Role.ROOT, now)
            self._write(self._metadata / f"{root.version}.root.json", self._signed(Role.ROOT, root))
            flush_folder(self._metadata)
            return root.version

    def first_root(self) -> bytes:
        """The bytes of `1.root.json`, whose SHA-256 is the fingerprint that people read aloud."""
        return self._bytes("1.root.json")

    def expiries(self) -> list[Expiry]:
        """Every role's expiry, the one to renew first in front."""
        with self._alone():
            current, root = self._read(), self._newest_root()
        roles: list[tuple[Role, Signed]] = [
            (Role.ROOT, root),
            (Role.TARGETS, current.targets),
            (Role.STATUS, current.status),
            (Role.SNAPSHOT, current.snapshot),
            (Role.TIMESTAMP, current.timestamp),
        ]
        found = [
            Expiry(role.value, signed.version, signed.expires, signed.expires - _margin(role)) for role, signed in roles
        ]
        return sorted(found, key=lambda expiry: expiry.renew_from)

    def expires_soon(self, now: datetime) -> list[Expiry]:
        """The roles that have to be renewed: a year's role 30 days ahead, an online role a day after it was signed."""
        return [expiry for expiry in self.expiries() if now >= expiry.renew_from]

    def next_due(self) -> datetime:
        """When the worker has to publish at the latest, even if nothing changes."""
        offline = {role.value for role in OFFLINE_ROLES}
        return min(expiry.renew_from for expiry in self.expiries() if expiry.role not in offline)

    @contextmanager
    def _alone(self, *, create: bool = False) -> Iterator[None]:
        """Hold the lock of this folder; the disk's refusals become `RepositoryUnwritable`."""
        try:
            if create:
                for folder in self._folders():
                    folder.mkdir(parents=True, exist_ok=True)
            elif not self._metadata.is_dir():
                raise self._nothing_here()
            descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
        except OSError as problem:
            raise RepositoryUnwritable(
                f"{self._folder} cannot be written ({problem.strerror}); what was published last is still served"
            ) from problem

    def _commit(self, current: "_Current", changed: Mapping[Role, Mapping[str, bytes]], now: datetime) -> int:
        """Take `current` one version on: targets, then metadata, then the timestamp that names them all."""
        before = self._files_of(current)
        if current.timestamp.version % PRUNE_EVERY == PRUNE_EVERY - 1:
            prune(self._folders(), before)
        for role, contents in changed.items():
            targets = current.targets if role is Role.TARGETS else current.status
            for name, content in contents.items():
                targets.targets[name] = self._put_target(name, content)
            _renew(role, targets, now)
            raw = self._signed(role, targets)
            self._write(self._metadata / f"{targets.version}.{role}.json", raw)
            current.snapshot.meta[f"{role}.json"] = _meta(targets, raw)
        _renew(Role.SNAPSHOT, current.snapshot, now)
        raw = self._signed(Role.SNAPSHOT, current.snapshot)
        self._write(self._metadata / f"{current.snapshot.version}.snapshot.json", raw)
        current.timestamp.snapshot_meta = _meta(current.snapshot, raw)
        _renew(Role.TIMESTAMP, current.timestamp, now)
        for folder in self._folders():
            flush_folder(folder)
        mark_superseded(before - self._files_of(current))
        self._write(self._metadata / "timestamp.json", self._signed(Role.TIMESTAMP, current.timestamp))
        flush_folder(self._metadata)
        self._newest_seen = current.timestamp.version
        return current.timestamp.version

    def _put_target(self, name: str, content: bytes) -> TargetFile:
        target = TargetFile.from_data(name, content)
        path = self._target_path(target)
        if not (path.exists() and path.read_bytes() == content):
            self._write(path, content)
        return target

    def _read(self) -> "_Current":
        """What is published now: the timestamp by our signature, all else by the hashes that hang on it."""
        timestamp = self._ours(Role.TIMESTAMP, self._bytes("timestamp.json"), Timestamp)
        if timestamp.version < self._newest_seen:
            raise RepositoryTampered(
                f"{self._folder} went back from version {self._newest_seen} to {timestamp.version}; "
                "somebody put an older copy there: readers would refuse what is built on it"
            )
        self._newest_seen = timestamp.version
        snapshot = self._linked("snapshot", timestamp.snapshot_meta, Snapshot)
        targets = self._linked("targets", snapshot.meta["targets.json"], Targets)
        status = self._linked("status", snapshot.meta["status.json"], Targets)
        return _Current(timestamp, snapshot, targets, status)

    def _linked(self, name: str, meta: MetaFile, kind: type[S]) -> S:
        raw = self._bytes(f"{meta.version}.{name}.json")
        try:
            meta.verify_length_and_hashes(raw)
        except RepositoryError as problem:
            raise self._altered(f"{meta.version}.{name}.json") from problem
        return self._parsed(name, raw, kind).signed

    def _newest_root(self) -> Root:
        numbers = [path.name.removesuffix(".root.json") for path in self._metadata.glob("*.root.json")]
        versions = [int(number) for number in numbers if number.isdecimal()]
        if not versions:
            raise self._nothing_here()
        return self._ours(Role.ROOT, self._bytes(f"{max(versions)}.root.json"), Root)

    def _ours(self, role: Role, raw: bytes, kind: type[S]) -> S:
        metadata = self._parsed(role, raw, kind)
        key = tuf_key(self._strongroom.public_key(role))
        try:
            key.verify_signature(metadata.signatures[key.keyid], metadata.signed_bytes)
        except (KeyError, UnverifiedSignatureError) as problem:
            raise self._altered(f"the {role} metadata") from problem
        return metadata.signed

    def _parsed(self, name: str, raw: bytes, kind: type[S]) -> Metadata[S]:
        try:
            metadata = Metadata[S].from_bytes(raw)
        except DeserializationError as problem:
            raise self._altered(f"the {name} metadata") from problem
        if not isinstance(metadata.signed, kind):
            raise self._altered(f"the {name} metadata")
        return metadata

    def _nothing_here(self) -> RepositoryMissing:
        return RepositoryMissing(f"nothing has been published in {self._folder}; create the repository first")

    def _altered(self, what: str) -> RepositoryTampered:
        return RepositoryTampered(
            f"{what} in {self._folder} is not what this strongroom signed last; "
            "restore the folder from a copy, and find out who wrote there"
        )

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._metadata / name).read_bytes()
        except FileNotFoundError as problem:
            if name in {"timestamp.json", "1.root.json"}:
                raise self._nothing_here() from problem
            raise self._altered(f"missing {name}") from problem

    def _first_root(self, now: datetime) -> Root:
        root = Root(expires=_expiry(Role.ROOT, now), consistent_snapshot=True)
        for role in (Role.ROOT, Role.TARGETS, Role.SNAPSHOT, Role.TIMESTAMP):
            root.add_key(tuf_key(self._strongroom.public_key(role)), role)
        return root

    def _delegating(self) -> Targets:
        key = tuf_key(self._strongroom.public_key(Role.STATUS))
        role = DelegatedRole(Role.STATUS, [key.keyid], 1, terminating=True, paths=list(STATUS_PATHS))
        return Targets(delegations=Delegations({key.keyid: key}, {Role.STATUS: role}))

    def _signed(self, role: Role, signed: S) -> bytes:
        metadata = Metadata(signed)
        metadata.sign(self._strongroom.tuf_signer(role))
        return metadata.to_bytes()

    def _target_path(self, target: TargetFile) -> Path:
        return self._targets / target.get_prefixed_paths()[0]

    def _files_of(self, current: "_Current") -> set[Path]:
        """Every file that these metadata name, and every root: a client walks them all from its own."""
        versions = {
            "snapshot": current.snapshot.version,
            "targets": current.targets.version,
            "status": current.status.version,
        }
        files = {self._metadata / f"{version}.{name}.json" for name, version in versions.items()}
        files |= {self._target_path(t) for role in (current.targets, current.status) for t in role.targets.values()}
        return files | {self._metadata / "timestamp.json"} | set(self._metadata.glob("*.root.json"))

    def _folders(self) -> tuple[Path, ...]:
        return self._targets, self._targets / "status", self._metadata


@dataclass(frozen=True)
class _Current:
    timestamp: Timestamp
    snapshot: Snapshot
    targets: Targets
    status: Targets


def _renew(role: Role, signed: Signed, now: datetime) -> None:
    signed.version += 1
    signed.expires = _expiry(role, now)


def _meta(signed: Signed, raw: bytes) -> MetaFile:
    return MetaFile.from_data(signed.version, raw, ["sha256"])


def _expiry(role: Role, now: datetime) -> datetime:
    return now.astimezone(UTC) + (OFFLINE_LIFE if role in OFFLINE_ROLES else ONLINE_LIFE)


def _margin(role: Role) -> timedelta:
    return OFFLINE_MARGIN if role in OFFLINE_ROLES else ONLINE_MARGIN
