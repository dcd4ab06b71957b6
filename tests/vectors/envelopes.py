"""Vectors of lying envelopes, headers and signatures."""

import cbor2

from tests.vectors import demo, liars
from tests.vectors.cases import Case, VectorFile, forged, malformed, untrusted, valid
from tests.vectors.liars import HEADER, header, message
from verify import labels
from verify.envelope import protected_header, to_be_signed
from verify.qr import to_text

KEY = demo.CERTIFICATE_KEY
TOKEN = demo.token()


def envelopes() -> VectorFile:
    payload = liars.claims()
    signature = KEY.sign(to_be_signed(HEADER, payload))
    parts = [HEADER, {}, payload, signature]
    body = TOKEN[1:]

    def lie(name: str, presented: bytes) -> Case:
        return malformed(name, presented, 2, "envelope")

    return VectorFile(
        "envelopes",
        "What is not one tagged COSE_Sign1 in its one encoding. The signatures would hold.",
        demo.trust(),
        [
            valid("the liar's own hand can also write honestly", message()),
            lie("nothing at all", b""),
            lie("one byte missing at the end", TOKEN[:-1]),
            lie("one byte too many at the end", TOKEN + b"\x00"),
            lie("two tokens after one another", TOKEN + TOKEN),
            lie("no tag", body),
            lie("the tag of COSE_Mac0", b"\xd1" + body),
            lie("the tag of COSE_Sign", b"\xd8\x62" + body),
            lie("the tag of a CWT around the tag of COSE_Sign1", b"\xd8\x3d" + TOKEN),
            lie("the tag in a longer form", b"\xd8\x12" + body),
            lie("the tag that says self-described CBOR", b"\xd9\xd9\xf7" + TOKEN),
            lie("three parts", b"\xd2" + cbor2.dumps(parts[:3])),
            lie("five parts", b"\xd2" + cbor2.dumps([*parts, 0])),
            lie("a map of parts", b"\xd2" + cbor2.dumps(dict(enumerate(parts)))),
            lie("an array of indefinite length", message(opening=b"\x9f", closing=b"\xff")),
            lie("an array whose length has a longer form", message(opening=b"\x98\x04")),
            lie(
                "a payload of indefinite length",
                b"\xd2\x84" + liars.bstr(HEADER) + b"\xa0\x5f" + liars.bstr(payload) + b"\xff" + liars.bstr(signature),
            ),
            lie("a payload whose length has a longer form", liars.swapped(TOKEN, b"\x58\x7c", b"\x59\x00\x7c")),
            lie("a header that is a map instead of bytes", b"\xd2" + cbor2.dumps([{1: -7, 4: KEY.kid}, *parts[1:]])),
            lie("a payload that is elsewhere", b"\xd2" + cbor2.dumps([HEADER, {}, None, signature])),
            lie("a payload that is text", b"\xd2" + cbor2.dumps([HEADER, {}, "text", signature])),
            lie("an unprotected header that is no map", message(unprotected=b"\x80")),
            lie("an unprotected header of indefinite length", message(unprotected=b"\xbf\xff")),
            lie("a tag before the payload", b"\xd2\x84" + liars.bstr(HEADER) + b"\xa0\xd8\x18" + body[-192:]),
            lie("nested deeper than any of our formats", b"\xd2" + b"\x81" * 900),
            lie("a length that promises four gigabytes", b"\xd2\x84\x5a\xff\xff\xff\xff"),
            lie("a hundred thousand promised elements", b"\xd2\x9a\x00\x01\x86\xa0"),
            lie("a regular expression", b"\xd2\xd8\x23\x66(a+)+$"),
            lie("text instead of a token", b"AHZC-2022-05-412-000001-J"),
            lie("a JWT", b"eyJhbGciOiJub25lIn0.e30."),
        ],
    )


def headers() -> VectorFile:
    kid = KEY.kid

    def lie(name: str, presented: bytes, reason: str = "header") -> Case:
        return malformed(name, presented, 2, reason)

    return VectorFile(
        "headers",
        "A header that is not exactly {1: one of four algorithms, 4: eight bytes}. The signatures would hold.",
        demo.trust(),
        [
            lie("a kid in the unprotected header beside the protected one", message(unprotected=b"\xa1\x04\x48" + kid)),
            lie(
                "a kid in the unprotected header instead of the protected one",
                message(cbor2.dumps({1: -7}), unprotected=b"\xa1\x04\x48" + kid),
            ),
            lie("an algorithm in the unprotected header", message(cbor2.dumps({4: kid}), unprotected=b"\xa1\x01\x26")),
            lie("anything in the unprotected header", message(unprotected=b"\xa1\x18\x64\x00")),
            lie("no algorithm", header({4: kid}), "algorithm"),
            lie("the algorithm none, as text", header({1: "none", 4: kid}), "algorithm"),
            lie("the algorithm 0", header({1: 0, 4: kid}), "algorithm"),
            lie("a MAC with the public key as its secret", header({1: 5, 4: kid}), "algorithm"),
            lie("ES384", header({1: -35, 4: kid}), "algorithm"),
            lie("ES256K", header({1: -47, 4: kid}), "algorithm"),
            lie("ES256 by its name", header({1: "ES256", 4: kid}), "algorithm"),
            lie("an algorithm that is null", header({1: None, 4: kid}), "algorithm"),
            lie("no kid", header({1: -7})),
            lie("a kid of seven bytes", header({1: -7, 4: kid[:7]})),
            lie("a kid of nine bytes", header({1: -7, 4: kid + b"\0"})),
            lie("a kid that is text", header({1: -7, 4: kid.hex()[:8]})),
            lie("a critical header", header({1: -7, 2: [4], 4: kid})),
            lie("a content type", header({1: -7, 3: 0, 4: kid})),
            lie("a type", header({1: -7, 4: kid, 16: "application/cwt"})),
            lie("a public key in the header", header({1: -7, 4: kid, -1: b"x5chain"})),
            lie("the keys in another order", header({4: kid, 1: -7})),
            lie("the algorithm twice", header(raw=b"\xa3\x01\x26\x01\x26\x04\x48" + kid)),
            lie("the algorithm in a longer form", header(raw=b"\xa2\x01\x38\x06\x04\x48" + kid)),
            lie("a key of true instead of 1", header({True: -7, 4: kid})),
            lie("one byte after the map", header(raw=HEADER + b"\x00")),
            lie("an empty header", header(raw=b"")),
            lie("an empty map", header({}), "algorithm"),
            lie("an array", header(raw=cbor2.dumps([1, -7, 4, kid]))),
            lie("a status list presented as a certificate", demo.status_list({})),
        ],
    )


def signatures() -> VectorFile:
    payload = liars.claims()
    signature = TOKEN[-64:]
    twin = liars.high_s(TOKEN)
    other_context = cbor2.dumps(["Signature", HEADER, b"", b"", payload])
    r = signature[:32]
    order = demo.P256_ORDER.to_bytes(32)

    def signed(name: str, raw: bytes) -> Case:
        return forged(name, message(signature=raw))

    altered = liars.swapped(TOKEN, b"\x07\x19\x01\x9c", b"\x07\x19\x01\x9b")
    stranger = demo.token(demo.STRANGER_KEY)
    return VectorFile(
        "signatures",
        "Who signed, and what exactly. SC-12 is among them.",
        demo.trust(),
        [
            valid("the twin of an ECDSA signature holds too, hence a token's hash is no identity", twin),
            valid("ESP256, the fully specified name of the same algorithm", demo.token(alg=labels.ALG_ESP256)),
            forged("a QR in which 412 was changed to 411", to_text("https://zc.example.cn/v", altered)),
            untrusted(
                "a QR signed with an unknown key, on a look-alike site",
                to_text("https://zc.examp1e.cn/v", stranger),
                3,
                "unknown_key",
            ),
            forged("an unknown key under a known kid", demo.token(demo.STRANGER_KEY, kid=KEY.kid)),
            untrusted("a known key under an unknown kid", demo.token(kid=demo.STRANGER_KEY.kid), 3, "unknown_key"),
            untrusted(
                "the same key's kid with an algorithm of another curve",
                message(protected_header(labels.ALG_ED25519, KEY.kid)),
                3,
                "key_algorithm",
            ),
            untrusted(
                "the same key's kid with EdDSA",
                message(protected_header(labels.ALG_EDDSA, KEY.kid)),
                3,
                "key_algorithm",
            ),
            forged(
                "an algorithm swapped after signing", liars.swapped(TOKEN, b"\xa2\x01\x26\x04", b"\xa2\x01\x28\x04")
            ),
            forged("another certificate's signature", demo.token(serial=2)[:-64] + signature),
            signed("a signature of 63 bytes", signature[:-1]),
            signed("a signature of 65 bytes", signature + b"\0"),
            signed("no signature", b""),
            signed("a signature in DER", b"\x30\x44\x02\x20" + r + b"\x02\x20" + signature[32:]),
            signed("zeros", bytes(64)),
            signed("r of zero", bytes(32) + signature[32:]),
            signed("s of zero", r + bytes(32)),
            signed("r of the group's order", order + signature[32:]),
            signed("s of the group's order", r + order),
            signed("all bits set", b"\xff" * 64),
            signed("r and s exchanged", signature[32:] + r),
            signed("a signature made for another COSE structure", KEY.sign(other_context)),
            signed("a signature over the payload alone", KEY.sign(payload)),
            forged("a letter of the name changed", liars.swapped(TOKEN, "例".encode(), "列".encode())),
        ],
    )


FILES = [envelopes, headers, signatures]
