"""A small honest trust repository made with python-tuf, and the servers and sources that lie about it.

One fictitious issuer with one certificate key and one status key, everything dated from `START`. Keys are new in every
world and never written down.
"""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    T,
    TargetFile,
    Targets,
    Timestamp,
)

from verify.certificate import CertificateClaims, encode_certificate
from verify.qr import to_text
from verify.status import encode_history, encode_integrity, encode_status_list
from verify.trust import kid_of

START = datetime(2022, 12, 1, tzinfo=UTC)
ISSUER = "11990000000000019A"
STATUS_PREFIX = "https://zc.example.cn/s/"
LIST = f"{STATUS_PREFIX}1"
PAGE = "https://zc.example.cn/v"
ES256 = -7

CODES = {
    "format": "zhicheng-codes/1",
    "series": {"5": {"zh": "工程技术人员", "en": "Engineering"}},
    "levels": {"412": {"zh": "副高级", "en": "associate senior"}},
    "scopes": {"0": {"code": "GENERAL", "zh": "通用", "en": "general"}},
    "regions": {"349900": {"zh": "虚构省", "en": "Fictitious Province"}},
    "issuers": {
        ISSUER: {
            "specialties": {"1": {"code": "MECHANICAL", "zh": "机械工程", "en": "mechanical engineering"}},
            "authorities": {"1": {"uscc": ISSUER, "zh": "虚构省人力资源和社会保障厅", "en": "Fictitious HR"}},
        }
    },
}


class CoseKey:
    """A P-256 key that signs COSE messages: raw r and s."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = self._key.public_key()
        self.kid = kid_of(self.public_key)

    def __call__(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def entry(self, role: str) -> dict[str, Any]:
        spki = self.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {
            "kid": self.kid.hex(),
            "role": role,
            "algorithm": "ES256",
            "public_key": base64.urlsafe_b64encode(spki).rstrip(b"=").decode(),
            "not_before": "2022-01-01T00:00:00Z",
            "retired_at": None,
            "compromised_since": None,
            "authorities": None,
        }


class TrustWorld:
    """An issuer and its repository in `folder`. `publish` brings out a new version of everything that changes."""

    def __init__(self, folder: Path, at: datetime = START) -> None:
        self.folder = folder
        self.certificate_key, self.status_key = CoseKey(), CoseKey()
        # Ed25519: signatures of one length, so that a file put in another's place differs in nothing but what it says.
        self.signers = {role: CryptoSigner.generate_ed25519() for role in ("root", "targets", "online")}
        self.number = 0
        self.online_version = 0
        self.offline_version = 1
        (folder / "metadata").mkdir(parents=True)
        (folder / "targets" / "status").mkdir(parents=True)
        self.root_version = 0
        self.rotate_root(at)
        self.root = (folder / "metadata" / "1.root.json").read_bytes()
        self._publish_offline(at)

    def rotate_root(self, at: datetime, life: timedelta = timedelta(days=365)) -> None:
        """Write the next root, with a new key for itself from the second one on."""
        old = self.signers["root"]
        self.root_version += 1
        if self.root_version > 1:
            self.signers["root"] = CryptoSigner.generate_ed25519()
        root = Root(version=self.root_version, expires=at + life, consistent_snapshot=True)
        for role, by in (("root", "root"), ("targets", "targets"), ("snapshot", "online"), ("timestamp", "online")):
            root.add_key(self.signers[by].public_key, role)
        metadata = Metadata(root)
        for signer in {old, self.signers["root"]}:
            metadata.sign(signer, append=True)
        metadata.to_file(str(self.folder / "metadata" / f"{self.root_version}.root.json"))

    def _publish_offline(self, at: datetime) -> None:
        issuers = {
            "format": "zhicheng-issuers/1",
            "issuers": [
                {
                    "id": ISSUER,
                    "region": 349900,
                    "name": {
                        "zh": "虚构省人力资源和社会保障厅",
                        "en": "Fictitious Province Human Resources Department",
                    },
                    "number_prefix": "AHZC",
                    "certificate_type": "11990000000000019A901",
                    "status_prefix": STATUS_PREFIX,
                    "keys": [self.certificate_key.entry("certificate"), self.status_key.entry("status")],
                }
            ],
        }
        recognition = {"format": "zhicheng-recognition/1", "agreements": []}
        targets = Targets(version=1, expires=at + timedelta(days=365))
        for name, tree in (("issuers.json", issuers), ("codes.json", CODES), ("recognition.json", recognition)):
            self.add_target(targets, name, json.dumps(tree, ensure_ascii=False).encode())
        online = self.signers["online"].public_key
        role = DelegatedRole(
            "status", [online.keyid], 1, terminating=True, paths=["status/*", "integrity.cbor", "history.cbor"]
        )
        targets.delegations = Delegations({online.keyid: online}, {"status": role})
        self.write(targets, "1.targets.json", "targets")

    def publish(
        self,
        at: datetime = START,
        *,
        number: int | None = None,
        statuses: Mapping[int, int] | None = None,
        history: Mapping[int, tuple[int, date, date]] | None = None,
        records: Mapping[int, date] | None = None,
        life: timedelta = timedelta(days=7),
        more: Mapping[str, bytes] | None = None,
    ) -> None:
        """Publish one list and both registers made at `at`; `number` lies about the publication's number."""
        self.number = self.number + 1 if number is None else number
        self.online_version += 1
        dates = (self.number, at, at + life)
        signed = (ES256, self.status_key.kid, self.status_key)
        documents = {
            "status/1.cwt": encode_status_list(LIST, statuses or {}, *dates, 300, *signed),
            "integrity.cbor": encode_integrity(f"{STATUS_PREFIX}integrity", {LIST: records or {}}, *dates, *signed),
            "history.cbor": encode_history(f"{STATUS_PREFIX}history", {LIST: history or {}}, *dates, *signed),
            **(more or {}),
        }
        expires = at + timedelta(days=8)
        status = Targets(version=self.online_version, expires=expires)
        for name, data in documents.items():
            self.add_target(status, name, data)
        self.write_online(status, expires)

    def write_online(self, status: Targets, expires: datetime) -> None:
        """Sign `status`, then the snapshot and the timestamp that lead to it."""
        version = self.online_version
        meta = {
            "targets.json": self._metafile(
                self.folder / "metadata" / f"{self.offline_version}.targets.json", self.offline_version
            ),
            "status.json": self._metafile(self.write(status, f"{version}.status.json", "online"), version),
        }
        snapshot = Snapshot(version=version, expires=expires, meta=meta)
        path = self.write(snapshot, f"{version}.snapshot.json", "online")
        timestamp = Timestamp(version=version, expires=expires, snapshot_meta=self._metafile(path, version))
        self.write(timestamp, "timestamp.json", "online")

    def add_target(self, role: Targets, name: str, data: bytes) -> None:
        """Write one target under its hash and list it in `role`."""
        role.targets[name] = TargetFile.from_data(name, data, ["sha256"])
        place, slash, base = name.rpartition("/")
        path = self.folder / "targets" / f"{place}{slash}{sha256(data).hexdigest()}.{base}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def write(self, signed: T, name: str, by: str) -> Path:
        """Sign one piece of metadata with the key of `by` and put it in its place."""
        metadata = Metadata(signed)
        metadata.sign(self.signers[by])
        path = self.folder / "metadata" / name
        metadata.to_file(str(path))
        return path

    @staticmethod
    def _metafile(path: Path, version: int) -> MetaFile:
        return MetaFile.from_data(version, path.read_bytes(), ["sha256"])

    def token(self, index: int = 5, key: CoseKey | None = None, **changed: Any) -> bytes:
        """Sign one certificate, by the issuer's key unless another is given."""
        facts: dict[str, Any] = {
            "year": 2022,
            "serial": 1,
            "version": 1,
            "holder_name": "张示例",
            "title_name": "高级工程师",
            "series": 5,
            "specialty": 1,
            "level": 412,
            "scope": 0,
            "grant_date": date(2022, 11, 29),
            "region": 349900,
            "authority": 1,
            "signed_at": datetime(2022, 11, 30, 2, tzinfo=UTC),
            "status_uri": LIST,
            "status_index": index,
        }
        signer = key or self.certificate_key
        return encode_certificate(CertificateClaims(**(facts | changed)), ES256, signer.kid, signer)

    def qr_text(self, index: int = 5) -> str:
        """The text of the QR code on that certificate."""
        return to_text(PAGE, self.token(index))


class LyingServer(ThreadingHTTPServer):
    """Serves a folder over loopback, and lies where it is told to.

    `lies` maps a path to the bytes to send instead; `endless` names paths whose answer never ends, `silent` paths that
    are never answered, `dripping` paths whose headers come slowly and never end, `trickling` those
    whose content does. `seen` counts the requests by path.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.lies: dict[str, bytes] = {}
        self.endless: set[str] = set()
        self.silent: set[str] = set()
        self.dripping: set[str] = set()
        self.trickling: set[str] = set()
        self.seen: dict[str, int] = {}
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(SimpleHTTPRequestHandler):
    server: LyingServer

    def do_GET(self) -> None:
        self.server.seen[self.path] = self.server.seen.get(self.path, 0) + 1
        if self.path in self.server.silent:
            self.server.closing.wait()
        elif self.path in self.server.endless:
            self._send_without_end()
        elif self.path in self.server.dripping:
            self._drip(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        elif self.path in self.server.trickling:
            self._drip(b"HTTP/1.0 200 OK\r\n\r\n")
        elif (lie := self.server.lies.get(self.path)) is not None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(lie)))
            self.end_headers()
            self.wfile.write(lie)
        else:
            super().do_GET()

    def _send_without_end(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.closing.is_set():
                self.wfile.write(b" " * 4096)
        except ConnectionError:
            self.close_connection = True  # the reader has had enough, which is the point

    def _drip(self, beginning: bytes) -> None:
        self.wfile.write(beginning)
        try:
            while not self.server.closing.wait(0.05):
                self.wfile.write(b".")
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Tests read no access log."""


@contextmanager
def serving(folder: Path) -> Iterator[LyingServer]:
    """Serve `folder` until the block ends."""
    server = LyingServer(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
