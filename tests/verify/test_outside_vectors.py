"""What others published: Wycheproof for signatures, the COSE working group for the envelope, the IETF for lists."""

import base64
import json
import zlib
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.support.vectors import OUTSIDE
from tests.vectors import demo
from verify import envelope
from verify.envelope import PublicKey, signature_holds
from verify.errors import Refused
from verify.status import Status, StatusList, pack, unpack


def read(path: str) -> Any:
    return json.loads((OUTSIDE / path).read_text(encoding="utf-8"))


def p256(x: bytes, y: bytes) -> PublicKey:
    return ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1()).public_key()


def p256_group(group: dict[str, Any]) -> PublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), bytes.fromhex(group["publicKey"]["uncompressed"])
    )


def ed25519_group(group: dict[str, Any]) -> PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))


@pytest.mark.parametrize(
    ("name", "key_of", "at_least"),
    [("ecdsa_secp256r1_sha256_p1363", p256_group, 262), ("ed25519", ed25519_group, 151)],
)
def test_every_verdict_of_wycheproof_is_ours(name: str, key_of: Any, at_least: int) -> None:
    wrong, seen = [], 0
    for group in read(f"wycheproof/{name}_test.json")["testGroups"]:
        key = key_of(group)
        for test in group["tests"]:
            seen += 1
            holds = signature_holds(key, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
            if test["result"] != "acceptable" and holds != (test["result"] == "valid"):
                wrong.append((test["tcId"], test["comment"]))
    assert wrong == []
    assert seen >= at_least


# All messages of the working group are refused whole, because each carries something that our profile does not have.
REFUSED = {
    "sign1-tests/sign-fail-01": "envelope",  # tag 998
    "sign1-tests/sign-fail-02": "header",  # a kid in the unprotected header, here and below
    "sign1-tests/sign-fail-03": "header",
    "sign1-tests/sign-fail-04": "header",
    "sign1-tests/sign-fail-06": "header",
    "sign1-tests/sign-fail-07": "header",
    "sign1-tests/sign-pass-01": "header",  # the algorithm there too
    "sign1-tests/sign-pass-02": "header",
    "sign1-tests/sign-pass-03": "envelope",  # no tag
    "ecdsa-examples/ecdsa-sig-01": "header",
    "ecdsa-examples/ecdsa-sig-02": "header",
    "ecdsa-examples/ecdsa-sig-03": "header",
    "ecdsa-examples/ecdsa-sig-04": "header",
    "eddsa-examples/eddsa-sig-01": "header",
    "eddsa-examples/eddsa-sig-02": "header",
    "CWT/A_3": "header",  # no kid at all
    "CWT/A_4": "envelope",  # a MAC
    "CWT/A_5": "envelope",  # encrypted
    "CWT/A_6": "envelope",  # encrypted
    "CWT/A_7": "envelope",  # a MAC
}
# Whether the signature itself holds, once those refusals of ours are set aside.
SIGNATURES = {
    "sign1-tests/sign-fail-02": False,
    "sign1-tests/sign-fail-03": False,
    "sign1-tests/sign-fail-04": False,
    "sign1-tests/sign-fail-06": False,
    "sign1-tests/sign-fail-07": False,
    "sign1-tests/sign-pass-03": True,
    "ecdsa-examples/ecdsa-sig-01": True,
    "eddsa-examples/eddsa-sig-01": True,
    "CWT/A_3": True,
}
# Signatures that we do not compute at all, by policy.
OUTSIDE_OUR_PROFILE = {
    "sign1-tests/sign-fail-01": "only its tag is wrong",
    "sign1-tests/sign-pass-01": "an empty protected header, written as a map of nothing",
    "sign1-tests/sign-pass-02": "external data is signed too",
    "ecdsa-examples/ecdsa-sig-02": "P-384",
    "ecdsa-examples/ecdsa-sig-03": "P-521",
    "ecdsa-examples/ecdsa-sig-04": "P-256 with SHA-512: the algorithm does not belong to the curve",
    "eddsa-examples/eddsa-sig-02": "Ed448",
    "CWT/A_4": "a MAC",
    "CWT/A_5": "encrypted",
    "CWT/A_6": "encrypted",
    "CWT/A_7": "a MAC",
}


def cose_key(jwk: dict[str, str]) -> PublicKey:
    if jwk["kty"] == "OKP":
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(jwk["x_hex"]))
    x, y = (
        bytes.fromhex(jwk[f"{part}_hex"])
        if f"{part}_hex" in jwk
        else base64.urlsafe_b64decode(jwk[part] + "=" * (-len(jwk[part]) % 4))
        for part in "xy"
    )
    return p256(x, y)


def test_the_tables_name_every_message_of_the_working_group_once() -> None:
    published = {f"{path.parent.name}/{path.stem}" for path in (OUTSIDE / "cose-wg").rglob("*.json")}
    assert published == set(REFUSED) == set(SIGNATURES) | set(OUTSIDE_OUR_PROFILE)
    assert not set(SIGNATURES) & set(OUTSIDE_OUR_PROFILE)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items(), ids=REFUSED)
def test_a_message_of_the_working_group_is_refused_by_our_policy(name: str, reason: str) -> None:
    message = bytes.fromhex(read(f"cose-wg/{name}.json")["output"]["cbor"])
    with pytest.raises(Refused) as refused:
        envelope.parse(message)
    assert refused.value.code == reason


@pytest.mark.parametrize(("name", "holds"), SIGNATURES.items(), ids=SIGNATURES)
def test_a_signature_of_the_working_group_holds_where_they_say_so(name: str, holds: bool) -> None:
    vector = read(f"cose-wg/{name}.json")
    parts = cbor2.loads(bytes.fromhex(vector["output"]["cbor"]))
    protected, _, payload, signature = parts.value if isinstance(parts, cbor2.CBORTag) else parts
    signed = envelope.to_be_signed(protected, payload)
    assert signature_holds(cose_key(vector["input"]["sign0"]["key"]), signed, signature) is holds
    assert holds is not vector.get("fail", False)
    if holds:
        assert signed.hex().upper() == vector["intermediates"]["ToBeSign_hex"].upper()


@pytest.mark.parametrize(
    "vector", read("status-list/encoding-1-and-2-bits.json"), ids=lambda vector: f"{vector['bits']} bits"
)
def test_a_published_status_list_unpacks_to_its_positions(vector: dict[str, Any]) -> None:
    """Ours are always of two bits; the list of one bit is read by its bits to show that zlib and bit order agree."""
    bits, entries = vector["bits"], vector["entries"]
    packed = unpack(base64.urlsafe_b64decode(vector["lst"] + "=" * (-len(vector["lst"]) % 4)), entries * bits // 8)
    per_byte, mask = 8 // bits, 2**bits - 1
    found = {
        str(byte * per_byte + place): value >> place * bits & mask
        for byte, value in enumerate(packed)
        if value
        for place in range(per_byte)
        if value >> place * bits & mask
    }
    assert found == vector["status"]


def test_our_reader_and_writer_agree_with_the_published_list_of_two_bits() -> None:
    (vector,) = (vector for vector in read("status-list/encoding-1-and-2-bits.json") if vector["bits"] == 2)
    statuses = {int(index): status for index, status in vector["status"].items()}
    packed = pack(statuses, vector["entries"])
    stream = base64.urlsafe_b64decode(vector["lst"] + "=" * (-len(vector["lst"]) % 4))
    assert packed == zlib.decompress(stream)
    read_back = StatusList("", 0, demo.LIST_AT, demo.LIST_AT, ttl=0, bits=packed)
    assert all(read_back.at(index) is Status(status) for index, status in statuses.items())
    assert read_back.at(1) is Status.VALID
