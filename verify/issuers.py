"""issuers.json (docs/formats/trust-repository.md): who may sign what, since when, until when.

Answers which keys there are. Knows nothing about signatures on certificates or publications.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from . import envelope, labels, limits
from .errors import MalformedTrust

FORMAT: Final = "zhicheng-issuers/1"
ROLES: Final = frozenset({"certificate", "status"})
ALGORITHMS: Final = {
    "ES256": frozenset({labels.ALG_ES256, labels.ALG_ESP256}),
    "Ed25519": frozenset({labels.ALG_ED25519, labels.ALG_EDDSA}),
}
_KEY_FIELDS: Final = frozenset(
    {"kid", "role", "algorithm", "public_key", "not_before", "retired_at", "compromised_since", "authorities"}
)
_REGION_DIGITS: Final = 6
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Words:
    """One thing's name in Chinese and in English; None where nobody gave it one."""

    zh: str | None = None
    en: str | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """A department that signs certificates. `id` is its USCC, `region` a GB/T 2260 code."""

    id: str
    region: int
    name: Words
    number_prefix: str
    certificate_type: str
    status_prefix: str


@dataclass(frozen=True, slots=True)
class Key:
    """One public key of an issuer, for one role and one algorithm, with its life."""

    issuer: Issuer
    kid: bytes
    role: str
    algorithms: frozenset[int]
    public_key: envelope.PublicKey
    not_before: datetime
    retired_at: datetime | None
    compromised_since: datetime | None
    authorities: frozenset[int] | None

    def verifies(self, message: envelope.Sign1) -> bool:
        """Say whether the message's algorithm belongs to this key and its signature is this key's."""
        return message.alg in self.algorithms and envelope.signature_holds(
            self.public_key, envelope.to_be_signed(message.protected, message.payload), message.signature
        )


def parse_json(data: bytes, name: str, format_: str) -> dict[str, Any]:
    """Read a strict JSON object: UTF-8, no duplicate keys, no NaN, the stated format. Raises `MalformedTrust`."""
    if len(data) > limits.MAX_JSON_BYTES:
        raise MalformedTrust(f"{name}: over {limits.MAX_JSON_BYTES} bytes")
    try:
        tree = json.loads(data.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedTrust(f"{name}: not strict JSON") from error
    if not isinstance(tree, dict) or tree.get("format") != format_:
        raise MalformedTrust(f"{name}: not of format {format_}")
    return tree


def parse_issuers(data: bytes) -> tuple[list[Issuer], list[Key], list[str]]:
    """Read issuers.json. Raises `MalformedTrust` if the file or an issuer is malformed.

    A key's entry that is malformed, has unknown fields (they could narrow its use) or repeats another key is left out
    and named in the problems: its certificates are then of an unknown issuer, all others stay usable.
    """
    tree = parse_json(data, "issuers.json", FORMAT)
    issuers: list[Issuer] = []
    keys: list[Key] = []
    problems: list[str] = []
    seen: set[tuple[str, bytes]] = set()
    for entry in _list(tree.get("issuers"), "issuers.json: issuers"):
        issuer = _issuer(entry)
        _check_distinct(issuer, issuers)
        issuers.append(issuer)
        for position, fields in enumerate(_list(entry.get("keys"), f"issuers.json: keys of {issuer.id}")):
            try:
                key = _key(issuer, fields)
            except ValueError as error:
                problems.append(f"issuers.json: key {position} of {issuer.id} left out: {error}")
                continue
            point = key.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            if (key.role, point) in seen:
                problems.append(f"issuers.json: key {position} of {issuer.id} left out: listed twice")
                continue
            seen.add((key.role, point))
            keys.append(key)
    return issuers, keys, problems


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a duplicate key")
    return dict(pairs)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _list(value: Any, what: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise MalformedTrust(f"{what}: not a list of objects")
    return value


def _issuer(entry: Mapping[str, Any]) -> Issuer:
    name = entry.get("name")
    texts = {field: entry.get(field) for field in ("id", "number_prefix", "certificate_type", "status_prefix")}
    region = entry.get("region")
    if (
        not all(isinstance(text, str) and text for text in texts.values())
        or type(region) is not int
        or len(str(region)) != _REGION_DIGITS
        or not isinstance(name, dict)
        or not all(isinstance(word, str) for word in name.values())
    ):
        raise MalformedTrust(f"issuers.json: issuer {str(entry.get('id'))[:40]} is malformed")
    return Issuer(region=region, name=Words(name.get("zh"), name.get("en")), **texts)  # type: ignore[arg-type]


def _check_distinct(issuer: Issuer, others: list[Issuer]) -> None:
    for other in others:
        a, b = issuer.status_prefix, other.status_prefix
        if issuer.id == other.id or a.startswith(b) or b.startswith(a):
            # One issuer could otherwise publish the state of another's certificates.
            raise MalformedTrust(f"issuers.json: {issuer.id} and {other.id} share an id or a status prefix")


def _key(issuer: Issuer, fields: Mapping[str, Any]) -> Key:
    if frozenset(fields) != _KEY_FIELDS:
        raise ValueError(f"missing or unknown fields: {', '.join(sorted(frozenset(fields) ^ _KEY_FIELDS))[:80]}")
    role, algorithm = fields["role"], fields["algorithm"]
    if not isinstance(role, str) or not isinstance(algorithm, str) or role not in ROLES or algorithm not in ALGORITHMS:
        raise ValueError("an unknown role or algorithm")
    authorities = fields["authorities"]
    if authorities is not None and not (
        isinstance(authorities, list) and all(type(code) is int for code in authorities)
    ):
        raise ValueError("authorities are neither null nor integers")
    return Key(
        issuer=issuer,
        kid=_kid(fields["kid"]),
        role=role,
        algorithms=ALGORITHMS[algorithm],
        public_key=_public_key(fields["public_key"], algorithm),
        not_before=_instant(fields["not_before"]),
        retired_at=_instant_or_none(fields["retired_at"]),
        compromised_since=_instant_or_none(fields["compromised_since"]),
        authorities=None if authorities is None else frozenset(authorities),
    )


def _kid(text: Any) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-f]{16}", text, re.ASCII):
        raise ValueError("the kid is not 16 hexadecimal digits")
    return bytes.fromhex(text)


def _public_key(text: Any, algorithm: str) -> envelope.PublicKey:
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", text, re.ASCII):
        raise ValueError("the public key is not base64url")
    try:
        der = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("the public key is not base64url") from error
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("the public key cannot be read") from error
    if algorithm == "ES256" and isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if algorithm == "Ed25519" and isinstance(key, Ed25519PublicKey):
        return key
    raise ValueError(f"the public key is not one for {algorithm}")


def _instant(text: Any) -> datetime:
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise ValueError("a time is not YYYY-MM-DDTHH:MM:SSZ")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _instant_or_none(text: Any) -> datetime | None:
    return None if text is None else _instant(text)
