"""A fictitious province with fixed keys, for vectors.

Anyone can compute these private keys: they must never be trusted.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from verify import labels
from verify.certificate import CertificateClaims, encode_certificate
from verify.status import encode_history, encode_integrity, encode_status_list
from verify.trust import kid_of

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
HOME = "11990000000000019A"
NEIGHBOUR = "1198000000000006X9"
PREFIX = "https://zc.example.cn/s/"
NEIGHBOUR_PREFIX = "https://neighbour.example.cn/s/"
SIGNED_AT = datetime(2022, 11, 30, 2, tzinfo=UTC)
LIST_AT = datetime(2022, 12, 1, tzinfo=UTC)
AT = datetime(2022, 12, 2, tzinfo=UTC)
WEEK = timedelta(days=7)

CLAIMS = CertificateClaims(
    year=2022,
    serial=1,
    version=1,
    holder_name="张示例",
    title_name="高级工程师",
    series=5,
    specialty=1,
    level=412,
    scope=0,
    grant_date=date(2022, 11, 29),
    region=349900,
    authority=1,
    signed_at=SIGNED_AT,
    status_uri=PREFIX + "1",
    status_index=5,
)


@dataclass(frozen=True)
class DemoKey:
    """A private key that everyone knows, computed from its name. Signs deterministically (RFC 6979, RFC 8032)."""

    name: str
    ed25519: bool = False

    @property
    def _seed(self) -> bytes:
        return hashlib.sha256(f"zhicheng demonstration key, never to be trusted: {self.name}".encode()).digest()

    @property
    def _private(self) -> ec.EllipticCurvePrivateKey | Ed25519PrivateKey:
        if self.ed25519:
            return Ed25519PrivateKey.from_private_bytes(self._seed)
        return ec.derive_private_key(int.from_bytes(self._seed) % (P256_ORDER - 1) + 1, ec.SECP256R1())

    @property
    def alg(self) -> int:
        return labels.ALG_ED25519 if self.ed25519 else labels.ALG_ES256

    @property
    def kid(self) -> bytes:
        return kid_of(self._private.public_key())

    @property
    def spki(self) -> str:
        der = self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.urlsafe_b64encode(der).rstrip(b"=").decode()

    def sign(self, message: bytes) -> bytes:
        private = self._private
        if isinstance(private, Ed25519PrivateKey):
            return private.sign(message)
        r, s = decode_dss_signature(private.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(32) + s.to_bytes(32)

    def entry(self, role: str, **changes: Any) -> dict[str, Any]:
        """Write this key's entry of issuers.json."""
        return {
            "kid": self.kid.hex(),
            "role": role,
            "algorithm": "Ed25519" if self.ed25519 else "ES256",
            "public_key": self.spki,
            "not_before": "2022-01-01T00:00:00Z",
            "retired_at": None,
            "compromised_since": None,
            "authorities": None,
            **changes,
        }


CERTIFICATE_KEY = DemoKey("home certificate")
STATUS_KEY = DemoKey("home status")
NEIGHBOUR_CERTIFICATE_KEY = DemoKey("neighbour certificate")
NEIGHBOUR_STATUS_KEY = DemoKey("neighbour status")
STRANGER_KEY = DemoKey("stranger")


def token(key: DemoKey = CERTIFICATE_KEY, *, alg: int | None = None, kid: bytes | None = None, **changes: Any) -> bytes:
    """Sign a certificate of 张示例, with some claims changed."""
    return encode_certificate(
        replace(CLAIMS, **changes), key.alg if alg is None else alg, key.kid if kid is None else kid, key.sign
    )


def home(keys: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """Write the home province's entry of issuers.json."""
    return {
        "id": HOME,
        "region": 349900,
        "name": {"zh": "虚构省人力资源和社会保障厅", "en": "Fictitious Province Human Resources Department"},
        "number_prefix": "AHZC",
        "certificate_type": "11990000000000019A901",
        "status_prefix": PREFIX,
        "keys": keys if keys is not None else [CERTIFICATE_KEY.entry("certificate"), STATUS_KEY.entry("status")],
        **changes,
    }


def neighbour(keys: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Write the neighbouring province's entry of issuers.json."""
    return {
        "id": NEIGHBOUR,
        "region": 359800,
        "name": {"zh": "邻省虚构人力资源和社会保障厅", "en": "Neighbouring Fictitious Province"},
        "number_prefix": "LSZC",
        "certificate_type": "1198000000000006X9901",
        "status_prefix": NEIGHBOUR_PREFIX,
        "keys": keys
        if keys is not None
        else [NEIGHBOUR_CERTIFICATE_KEY.entry("certificate"), NEIGHBOUR_STATUS_KEY.entry("status")],
    }


def issuers_json(*issuers: dict[str, Any]) -> bytes:
    return _json({"format": "zhicheng-issuers/1", "issuers": list(issuers)})


def codes_json() -> bytes:
    """Write words for most codes of the demonstration; specialty 2 has none on purpose."""
    return _json(
        {
            "format": "zhicheng-codes/1",
            "series": {"5": {"zh": "工程技术人员", "en": "Engineering"}},
            "levels": {
                "411": {"zh": "正高级", "en": "full senior"},
                "412": {"zh": "副高级", "en": "associate senior"},
                "420": {"zh": "中级", "en": "intermediate"},
            },
            "scopes": {
                "0": {"code": "GENERAL", "zh": "通用", "en": "general"},
                "2": {"code": "DUAL_DIRECTED", "zh": "双定向", "en": "dual-directed"},
                "3": {"code": "NON_STATE", "zh": "非国有", "en": "non-state"},
            },
            "regions": {
                "349900": {"zh": "虚构省", "en": "Fictitious Province"},
                "359800": {"zh": "邻省", "en": "Neighbouring Province"},
            },
            "issuers": {
                HOME: {
                    "specialties": {"1": {"code": "MECHANICAL", "zh": "机械工程", "en": "mechanical engineering"}},
                    "authorities": {
                        "1": {
                            "uscc": HOME,
                            "zh": "虚构省人力资源和社会保障厅",
                            "en": "Fictitious Province HR Department",
                        }
                    },
                }
            },
        }
    )


def status_list(
    statuses: Mapping[int, int],
    key: DemoKey = STATUS_KEY,
    *,
    uri: str = PREFIX + "1",
    number: int = 12,
    issued_at: datetime = LIST_AT,
    life: timedelta = WEEK,
) -> bytes:
    return encode_status_list(uri, statuses, number, issued_at, issued_at + life, 300, key.alg, key.kid, key.sign)


def integrity(
    entries: Mapping[int, date],
    key: DemoKey = STATUS_KEY,
    *,
    prefix: str = PREFIX,
    number: int = 12,
    issued_at: datetime = LIST_AT,
    life: timedelta = WEEK,
) -> bytes:
    """Write an integrity register for the first list of a prefix."""
    by_list = {prefix + "1": entries} if entries else {}
    return encode_integrity(
        prefix + "integrity", by_list, number, issued_at, issued_at + life, key.alg, key.kid, key.sign
    )


def history(
    entries: Mapping[int, tuple[int, date, date]],
    key: DemoKey = STATUS_KEY,
    *,
    prefix: str = PREFIX,
    number: int = 12,
    issued_at: datetime = LIST_AT,
    life: timedelta = WEEK,
) -> bytes:
    """Write a history register for the first list of a prefix."""
    by_list = {prefix + "1": entries} if entries else {}
    return encode_history(prefix + "history", by_list, number, issued_at, issued_at + life, key.alg, key.kid, key.sign)


def trust(*issuers: dict[str, Any], **targets: bytes | None) -> dict[str, bytes]:
    """Gather the targets of a repository in which nothing bad is published.

    Keyword names: `list_1` for "status/1.cwt", `integrity`, `history`, `codes`. None leaves a target out.
    """
    named: dict[str, bytes | None] = {
        "codes": codes_json(),
        "list_1": status_list({}),
        "integrity": integrity({}),
        "history": history({}),
        **targets,
    }
    names = {"codes": "codes.json", "integrity": "integrity.cbor", "history": "history.cbor"}
    found = {"issuers.json": issuers_json(*(issuers or (home(),)))}
    for name, data in named.items():
        if data is not None:
            found[names.get(name) or f"status/{name.removeprefix('list_')}.cwt"] = data
    return found


def _json(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
