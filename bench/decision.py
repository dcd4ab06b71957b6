"""One offline decision against the one signature check that is in it; warm trust, one core."""

import random

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bench.issuer import AT, CLAIMS, PAGE_URL, SmallIssuer
from bench.row import Row, peak_memory_mb, side_by_side
from verify import Outcome, decide, envelope
from verify.limits import LIST_SIZE
from verify.qr import to_text

TIMES = 400
ROUNDS = 15
TEXT_FACTOR, TOKEN_FACTOR = 2.0, 1.6


def run() -> list[Row]:
    """From the QR text and from the token, each as a multiple of `cryptography`'s verification."""
    others = [index for index in range(LIST_SIZE) if index != CLAIMS.status_index]
    issuer = SmallIssuer(set(random.Random(2022).sample(others, LIST_SIZE // 100)))  # noqa: S311 - a fixed load
    trust, token = issuer.trust(), issuer.token()
    text = to_text(PAGE_URL, token)
    assert decide(text, trust, AT).outcome is Outcome.VALID_AS_OF
    parts = envelope.parse(token)
    signed = envelope.to_be_signed(parts.protected, parts.payload)
    half = len(parts.signature) // 2
    signature = encode_dss_signature(int.from_bytes(parts.signature[:half]), int.from_bytes(parts.signature[half:]))
    key, algorithm = issuer.signer.public_key, ec.ECDSA(SHA256())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    raw, from_text, from_token = side_by_side(
        lambda: key.verify(signature, signed, algorithm),
        lambda: decide(text, trust, AT),
        lambda: decide(token, trust, AT),
        times=TIMES,
        rounds=ROUNDS,
    )
    memory = peak_memory_mb()
    return [
        _row("one decision from the QR text, offline", from_text, raw, TEXT_FACTOR, memory),
        _row("one decision from the token's bytes, offline", from_token, raw, TOKEN_FACTOR, memory),
    ]


def _row(what: str, taken: float, raw: float, factor: float, memory: int) -> Row:
    return Row(
        what,
        f"{taken * 1e6:.0f} µs, {taken / raw:.2f}x",
        f"raw P-256 verification of the same signature, {raw * 1e6:.0f} µs",
        f"within {factor:g}x",
        taken <= factor * raw,
        memory,
    )
