"""The strongroom: one folder with every private key of an office, closed by one passphrase.

`strongroom.json` lists the keys and holds a symmetric secret; each key is an encrypted PKCS#8 file beside it. The
passphrase is stretched once by scrypt; from the result come one password per file and the key that seals the secret,
with the whole index as associated data: nobody without the passphrase can swap, add or rename a key unseen.
It does not know what is signed, and never logs.
"""

import base64
import fcntl
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from securesystemslib.signer import Signer

from keys.errors import (
    KeyAway,
    StrongroomExists,
    StrongroomMissing,
    StrongroomTampered,
    StrongroomUnwritable,
    WeakPassphrase,
    WrongPassphrase,
)
from keys.files import flush_folder, replace_file
from keys.guarded import FILE_MODE, FOLDER_MODE, GuardedFolder, refuse_source_tree
from keys.roles import OFFLINE_ROLES, Role
from keys.signers import (
    ES256,
    CoseSigner,
    algorithm_of,
    cose_signer,
    file_of,
    generate,
    load_public,
    open_signer,
    seal_pem,
    spki_of,
)
from verify.envelope import PublicKey
from verify.trust import kid_of

INDEX = "strongroom.json"
FORMAT = "zhicheng-strongroom/1"
MIN_PASSPHRASE_BYTES = 12
SECRET_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
CHECK_BYTES = 16
# 64 MiB and a quarter of a second for every guess; the parameters belong to the format, an index cannot lower them.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**16, 8, 1


@dataclass(frozen=True)
class KeyInfo:
    """What may be told about a key: all public."""

    role: Role
    kid: str
    """16 hexadecimal digits."""
    algorithm: str
    created_at: datetime
    public_key: str
    """SubjectPublicKeyInfo, DER, base64url without padding."""
    where: str
    """URI of the key, or `away` for an offline key that was carried off."""


class Strongroom:
    """An open strongroom. Signers stay inside it; nothing gives a private key out."""

    def __init__(self, folder: Path, keys: Mapping[Role, "_Key"], secret: bytes) -> None:
        self._folder = folder
        self._keys = keys
        self._secret = secret

    def __repr__(self) -> str:
        return f"Strongroom({str(self._folder)!r}, {len(self._keys)} keys)"

    @classmethod
    def create(
        cls, folder: Path, passphrase: bytes, *, now: datetime, algorithms: Mapping[Role, str] | None = None
    ) -> "Strongroom":
        """Make a key for every role and the secret; all of it appears at once or not at all.

        Keys are ES256 unless `algorithms` says `Ed25519`. Raises `StrongroomExists`, `InsideSourceTree`,
        `WeakPassphrase`, `StrongroomUnwritable`.
        """
        if len(passphrase) < MIN_PASSPHRASE_BYTES:
            raise WeakPassphrase(f"a passphrase has at least {MIN_PASSPHRASE_BYTES} bytes; choose a longer one")
        try:
            refuse_source_tree(folder)
            if folder.is_symlink() or (folder.exists() and any(folder.iterdir())):
                raise StrongroomExists(f"{folder} is not empty; keys are never overwritten, choose another folder")
            folder.parent.mkdir(parents=True, exist_ok=True)
            master = _build_whole(folder, passphrase, now, algorithms or {})
        except OSError as problem:
            raise StrongroomUnwritable(f"{folder} cannot be created: {problem.strerror}") from problem
        return cls._enter(folder, lambda _: master)

    @classmethod
    def open(cls, folder: Path, passphrase: bytes) -> "Strongroom":
        """Check owner, modes and seal, then decrypt every key that is present; about a third of a second.

        Raises `StrongroomMissing`, `LaxPermissions`, `ForeignOwner`, `SymbolicLink`, `InsideSourceTree`,
        `WrongPassphrase`, `StrongroomTampered`, `UnknownSigner`.
        """
        return cls._enter(folder, lambda salt: _stretch(passphrase, salt))

    @classmethod
    def _enter(cls, folder: Path, stretch: Callable[[bytes], bytes]) -> "Strongroom":
        with GuardedFolder(folder) as guarded:
            try:
                index = _parse(guarded.read(INDEX))
            except FileNotFoundError as problem:
                raise StrongroomMissing(f"{folder} holds no {INDEX}; create it with 'zhicheng keys init'") from problem
            contents = {entry.role: _read_key(guarded, entry) for entry in index.entries}
        master = stretch(index.salt)
        if _derive(master, b"check", CHECK_BYTES) != index.check:
            raise WrongPassphrase(f"this passphrase does not open {folder}; use the one it was created with")
        try:
            secret = AESGCM(_derive(master, b"secret")).decrypt(
                index.sealed_secret[:NONCE_BYTES], index.sealed_secret[NONCE_BYTES:], index.body
            )
        except InvalidTag as problem:
            raise StrongroomTampered(f"{INDEX} was altered: restore {folder} from the sealed copy") from problem
        keys = {entry.role: _open_key(entry, contents[entry.role], master) for entry in index.entries}
        return cls(folder, keys, secret)

    def tuf_signer(self, role: Role) -> Signer:
        """The signer of a role for TUF metadata; raises `KeyAway` while an offline key is carried off."""
        key = self._keys[role]
        if key.signer is None:
            raise KeyAway(f"the {role} key is not in {self._folder}; bring its file back for this act")
        return key.signer

    def cose_signer(self, role: Role) -> CoseSigner:
        """The signer of a role for COSE and JWS; raises `KeyAway`."""
        return cose_signer(self._keys[role].public_key, self.tuf_signer(role))

    def public_key(self, role: Role) -> PublicKey:
        """The public half, also of a key that is away."""
        return self._keys[role].public_key

    def derive(self, purpose: str) -> bytes:
        """A 32-byte symmetric key for one purpose (HKDF-SHA-256, RFC 5869); equal purposes give equal keys."""
        return _derive(self._secret, purpose.encode())

    def keys(self) -> list[KeyInfo]:
        """Every key, in the order of the roles."""
        return [key.info for key in self._keys.values()]


@dataclass(frozen=True)
class _Entry:
    role: Role
    created_at: datetime
    uri: str
    public_key: PublicKey


@dataclass(frozen=True)
class _Key:
    info: KeyInfo
    public_key: PublicKey
    signer: Signer | None


@dataclass(frozen=True)
class _Index:
    salt: bytes
    check: bytes
    sealed_secret: bytes
    body: bytes
    entries: list[_Entry]


def _build_whole(folder: Path, passphrase: bytes, now: datetime, algorithms: Mapping[Role, str]) -> bytes:
    """Furnish a hidden folder beside, then rename it; a cut leaves only what the next try sweeps away."""
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    parent = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(parent, fcntl.LOCK_EX)
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=FOLDER_MODE)
        master = _furnish(unfinished, passphrase, now, algorithms)
        try:
            unfinished.rename(folder)
        except OSError as problem:
            raise StrongroomExists(f"{folder} was made by somebody else meanwhile; open that one") from problem
        os.fsync(parent)
    finally:
        os.close(parent)
    return master


def _furnish(folder: Path, passphrase: bytes, now: datetime, algorithms: Mapping[Role, str]) -> bytes:
    salt = os.urandom(SALT_BYTES)
    master = _stretch(passphrase, salt)
    entries = []
    for role in Role:
        private_key = generate(algorithms.get(role, ES256))
        name = f"{role}.pem"
        replace_file(folder / name, seal_pem(private_key, _pem_password(master, name)), FILE_MODE)
        entries.append(
            {
                "role": role.value,
                "created_at": now.astimezone(UTC).isoformat(timespec="seconds"),
                "uri": f"file:{name}",
                "public_key": _text(spki_of(private_key.public_key())),
            }
        )
    index: dict[str, Any] = {
        "format": FORMAT,
        "salt": salt.hex(),
        "check": _derive(master, b"check", CHECK_BYTES).hex(),
        "keys": entries,
    }
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_derive(master, b"secret")).encrypt(nonce, os.urandom(SECRET_BYTES), _body(index))
    index["secret"] = _text(nonce + sealed)
    replace_file(folder / INDEX, json.dumps(index, indent=1).encode() + b"\n", FILE_MODE)
    flush_folder(folder)
    return master


def _parse(content: bytes) -> _Index:
    try:
        index = json.loads(content)
        if index["format"] != FORMAT:
            raise StrongroomTampered(f"{INDEX} has another format than {FORMAT}; use the release that wrote it")
        sealed = _bytes(index.pop("secret"))
        entries = [
            _Entry(
                Role(key["role"]),
                datetime.fromisoformat(key["created_at"]),
                str(key["uri"]),
                load_public(_bytes(key["public_key"])),
            )
            for key in index["keys"]
        ]
        salt, check = bytes.fromhex(index["salt"]), bytes.fromhex(index["check"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise StrongroomTampered(f"{INDEX} is damaged: restore the folder from the sealed copy") from problem
    if sorted(entry.role for entry in entries) != sorted(Role):
        raise StrongroomTampered(f"{INDEX} does not list each role once: restore the folder from the sealed copy")
    return _Index(salt, check, sealed, _body(index), entries)


def _read_key(guarded: GuardedFolder, entry: _Entry) -> bytes | None:
    """The key's file; None for an offline key that is away."""
    name = file_of(entry.uri)
    try:
        return guarded.read(name)
    except FileNotFoundError as problem:
        if entry.role in OFFLINE_ROLES:
            return None
        raise StrongroomTampered(f"the key file {name} is gone: restore it from the sealed copy") from problem


def _open_key(entry: _Entry, content: bytes | None, master: bytes) -> _Key:
    signer = None
    if content is not None:
        signer = open_signer(entry.uri, content, _pem_password(master, file_of(entry.uri)), entry.public_key)
    info = KeyInfo(
        role=entry.role,
        kid=kid_of(entry.public_key).hex(),
        algorithm=algorithm_of(entry.public_key),
        created_at=entry.created_at,
        public_key=_text(spki_of(entry.public_key)),
        where="away" if signer is None else entry.uri,
    )
    return _Key(info, entry.public_key, signer)


def _stretch(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P).derive(passphrase)


def _derive(key: bytes, purpose: bytes, length: int = 32) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"zhicheng strongroom: " + purpose).derive(key)


def _pem_password(master: bytes, name: str) -> bytes:
    return base64.b64encode(_derive(master, b"file " + name.encode()))


def _body(index: Mapping[str, Any]) -> bytes:
    return json.dumps(index, sort_keys=True, separators=(",", ":")).encode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
