"""Vectors of an issuer whose keys are Ed25519."""

from tests.vectors import demo
from tests.vectors.cases import Case, VectorFile, forged, untrusted, valid
from tests.vectors.demo import DemoKey
from tests.vectors.liars import message
from verify import labels
from verify.envelope import protected_header

CERTIFICATE, STATUS = DemoKey("Ed25519 certificate", ed25519=True), DemoKey("Ed25519 status", ed25519=True)


def ed25519() -> VectorFile:
    token = demo.token(CERTIFICATE)
    header = protected_header(labels.ALG_ED25519, CERTIFICATE.kid)
    order = 2**252 + 27742317777372353535851937790883648493

    def signed(name: str, raw: bytes) -> Case:
        return forged(name, message(header, signature=raw))

    s = int.from_bytes(token[-32:], "little")
    return VectorFile(
        "ed25519",
        "Ed25519 keys for certificates and for publications (RFC 8032, RFC 9864).",
        demo.trust(
            demo.home([CERTIFICATE.entry("certificate"), STATUS.entry("status")]),
            list_1=demo.status_list({6: 1}, STATUS),
            integrity=demo.integrity({}, STATUS),
            history=demo.history({}, STATUS),
        ),
        [
            valid("Ed25519 by its own number", token),
            valid("Ed25519 under the older number of EdDSA", demo.token(CERTIFICATE, alg=labels.ALG_EDDSA)),
            Case("an invalid one", demo.token(CERTIFICATE, status_index=6), "INVALIDATED", 7, ("history_missing",)),
            untrusted("ES256 under the kid of an Ed25519 key", demo.token(kid=CERTIFICATE.kid), 3, "key_algorithm"),
            signed("a signature of zeros", bytes(64)),
            signed("a signature of 63 bytes", token[-64:-1]),
            signed("a signature of 65 bytes", token[-64:] + b"\0"),
            signed("a signature whose s is not reduced", token[-64:-32] + (s + order).to_bytes(32, "little")),
            signed("the neutral element as r, and s of zero", b"\x01" + bytes(63)),
            forged("another key's signature", demo.token(DemoKey("stranger", ed25519=True), kid=CERTIFICATE.kid)),
        ],
    )


FILES = [ed25519]
