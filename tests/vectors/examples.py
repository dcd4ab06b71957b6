"""The worked examples in docs/formats, written by the same hands as the vectors. A test compares them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import ROOT
from tests.vectors import demo, ordinary
from verify import TrustSnapshot, decide, envelope
from verify.qr import to_text

FORMATS = ROOT / "docs" / "formats"
OPENING, CLOSING = "<!-- written by tests/vectors/make.py -->\n", "<!-- until here -->\n"
WIDTH = 96


def documents() -> Iterator[tuple[Path, str]]:
    """Every document of a format with the text it must have."""
    for name, text in (("zc1-certificate", certificate()), ("status", publications()), ("decision", verdict())):
        path = FORMATS / f"{name}.md"
        yield path, _replaced(path.read_text(encoding="utf-8"), text)


def certificate() -> str:
    token = demo.token()
    message = envelope.parse(token)
    return _blocks(
        ("public key of the example, SubjectPublicKeyInfo in base64url", demo.CERTIFICATE_KEY.spki),
        ("kid", message.kid.hex()),
        ("protected header", message.protected.hex()),
        ("payload", message.payload.hex()),
        ("bytes to sign", envelope.to_be_signed(message.protected, message.payload).hex()),
        ("signature, deterministic (RFC 6979)", message.signature.hex()),
        (f"token, {len(token)} bytes", token.hex()),
        ("QR text", to_text("https://zc.example.cn/v", token)),
    )


def publications() -> str:
    trust = ordinary.ORDINARY
    return _blocks(
        ("public key of the example, SubjectPublicKeyInfo in base64url", demo.STATUS_KEY.spki),
        ("status list, sub https://zc.example.cn/s/1", trust["status/1.cwt"].hex()),
        ("integrity register", trust["integrity.cbor"].hex()),
        ("history register", trust["history.cbor"].hex()),
    )


def verdict() -> str:
    token = demo.token(status_index=ordinary.REVOKED)
    answer = decide(token, TrustSnapshot.from_targets(ordinary.ORDINARY), demo.AT).to_dict()
    return (
        _blocks(("token of a revoked certificate, presented at 2022-12-02T00:00:00Z", token.hex()))
        + "verdict, with the publications of [status.md](status.md)\n\n```json\n"
        + json.dumps(answer, ensure_ascii=False, indent=2)
        + "\n```\n"
    )


def _blocks(*named: tuple[str, str]) -> str:
    return "".join(f"{name}\n\n```\n{_folded(text)}\n```\n\n" for name, text in named)


def _folded(text: str) -> str:
    return "\n".join(text[start : start + WIDTH] for start in range(0, len(text), WIDTH))


def _replaced(document: str, example: str) -> str:
    pattern = re.compile(re.escape(OPENING) + r".*?" + re.escape(CLOSING), re.DOTALL)
    replaced, count = pattern.subn(lambda _: f"{OPENING}\n{example.strip()}\n\n{CLOSING}", document)
    if count != 1:
        raise ValueError("a document of a format needs exactly one place for its example")
    return replaced
