import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.vectors import demo, liars
from verify import envelope, labels
from verify.errors import Refused

TOKEN = demo.token()
KEY = ec.derive_private_key(7, ec.SECP256R1()).public_key()


def test_what_is_written_is_read_again() -> None:
    message = envelope.parse(TOKEN)
    assert (message.alg, message.kid, message.type) == (labels.ALG_ES256, demo.CERTIFICATE_KEY.kid, None)
    assert envelope.sign1(message.protected, message.payload, lambda _: message.signature) == TOKEN
    assert envelope.sign1({1: -7, 4: message.kid}, message.payload, lambda _: message.signature) == TOKEN


def test_the_signer_gets_the_structure_of_rfc_9052() -> None:
    seen: list[bytes] = []

    def sign(signed: bytes) -> bytes:
        seen.append(signed)
        return bytes(64)

    envelope.sign1(b"\xa0", b"payload", sign)
    assert seen == [b"\x84\x6aSignature1\x41\xa0\x40\x47payload"]


def test_an_algorithm_belongs_to_the_four_before_anything_else_is_asked() -> None:
    with pytest.raises(Refused) as refused:
        envelope.parse(liars.header({1: -257, 4: b"too short"}))
    assert refused.value.code == "algorithm"


@pytest.mark.parametrize("length", [0, 1, 63, 65, 128])
def test_a_signature_of_another_length_than_64_never_reaches_the_arithmetic(length: int) -> None:
    assert not envelope.signature_holds(KEY, b"message", bytes(length))


def test_every_prefix_of_a_token_is_refused() -> None:
    for end in range(len(TOKEN)):
        with pytest.raises(Refused):
            envelope.parse(TOKEN[:end])
