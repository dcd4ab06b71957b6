"""COSE_Sign1 (RFC 9052, 4.2), strict: tag 18, nothing unprotected, a known algorithm, an 8-byte key id, one encoding.

Answers which bytes were signed, by which key id, with which algorithm. Knows nothing of trust or claims.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from . import canonical, labels, limits
from .errors import Refused

PublicKey = ec.EllipticCurvePublicKey | Ed25519PublicKey

_TAG = bytes([0xC0 | labels.TAG_SIGN1])
_HALF = limits.SIGNATURE_BYTES // 2
_ECDSA = ec.ECDSA(SHA256())


class Sign1(NamedTuple):
    """The parts of one well-formed message. Nothing here is verified yet."""

    alg: int
    kid: bytes
    type: str | None
    protected: bytes
    payload: bytes
    signature: bytes


def sign1(protected: bytes | Mapping[int, int | bytes | str], payload: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Write a tagged COSE_Sign1. `sign` gets the bytes to sign and returns the raw 64-byte signature."""
    if not isinstance(protected, bytes):
        protected = canonical.encode(dict(protected))
    return _write(protected, payload, sign(to_be_signed(protected, payload)))


def protected_header(alg: int, kid: bytes, type_: str | None = None) -> bytes:
    """Write `{1: alg, 4: kid}`, with `16: type_` for the signed publications."""
    header: dict[int, int | bytes | str] = {labels.HEADER_ALG: alg, labels.HEADER_KID: kid}
    if type_ is not None:
        header[labels.HEADER_TYPE] = type_
    return cbor2.dumps(header)


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Write the Sig_structure (RFC 9052, 4.4) without external data."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def parse(message: bytes) -> Sign1:
    """Read one message that equals its own re-encoding. Raises `Refused`: envelope, header or algorithm."""
    if message[:1] != _TAG:
        raise Refused("envelope", "not a message with tag 18")
    match canonical.load(message[1:], "envelope"):
        case [bytes() as protected, dict() as unprotected, bytes() as payload, bytes() as signature]:
            pass
        case _:
            raise Refused("envelope", "not the four parts of a COSE_Sign1")
    if unprotected:
        # Whatever stands there is not signed: a kid or an algorithm in it would be the attacker's.
        raise Refused("header", "the unprotected header is not empty")
    if _write(protected, payload, signature) != message:
        raise Refused("envelope", "not the deterministic encoding of its content")
    alg, kid, type_ = _parse_header(protected)
    return Sign1(alg, kid, type_, protected, payload, signature)


def signature_holds(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Say whether `key` made this raw 64-byte signature over `message`: ES256 for P-256 keys, Ed25519 for Ed25519 keys.

    Both twins of an ECDSA signature, s and n - s, hold; hence a token's hash is never its identity.
    """
    if len(signature) != limits.SIGNATURE_BYTES:
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
            key.verify(encode_dss_signature(r, s), message, _ECDSA)
    except InvalidSignature:
        return False
    return True


def _write(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return _TAG + cbor2.dumps([protected, {}, payload, signature])


@lru_cache(maxsize=256)  # All certificates of one key share their header.
def _parse_header(protected: bytes) -> tuple[int, bytes, str | None]:
    header = canonical.load(protected, "header")
    if type(header) is not dict:
        raise Refused("header", "the protected header is no map")
    alg, kid, type_ = (header.get(label) for label in (labels.HEADER_ALG, labels.HEADER_KID, labels.HEADER_TYPE))
    if type(alg) is not int or alg not in labels.ALGORITHMS:
        raise Refused("algorithm", "an algorithm outside the four of this profile")
    if type(kid) is not bytes or len(kid) != limits.KID_BYTES:
        raise Refused("header", "the key id is not 8 bytes")
    if type_ is not None and type(type_) is not str:
        raise Refused("header", "the type is no text")
    if protected_header(alg, kid, type_) != protected:
        raise Refused("header", "other keys than 1, 4 and 16, or not their deterministic encoding")
    return alg, kid, type_
