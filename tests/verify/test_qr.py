import base64

import pytest
import qrcode
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from tests.vectors import demo
from verify import limits, qr
from verify.errors import Refused

PAGE = "https://zc.example.cn/v"
TOKEN = demo.token()


def read(text: str) -> bytes:
    return qr.unwrap(text, qr.form_of(text))


def version_of(text: str, level: int) -> int:
    """The version of the smallest symbol that holds the text in two segments."""
    symbol = qrcode.QRCode(error_correction=level)
    byte_part, digits = qr.split(text)
    symbol.add_data(QRData(byte_part.encode(), mode=MODE_8BIT_BYTE), optimize=0)
    symbol.add_data(QRData(digits.encode(), mode=MODE_NUMBER), optimize=0)
    symbol.make(fit=True)
    version: int = symbol.version
    return version


def test_an_ordinary_certificate_fits_a_symbol_of_version_11_at_level_m() -> None:
    assert version_of(qr.to_text(PAGE, TOKEN), qrcode.ERROR_CORRECT_M) <= 11


def test_the_two_segments_are_the_address_and_the_digits() -> None:
    byte_part, digits = qr.split(qr.to_text(PAGE, TOKEN))
    assert byte_part == PAGE + "#"
    assert digits.isdigit()
    assert int(digits).to_bytes(len(TOKEN) + 1) == b"\x01" + TOKEN


@pytest.mark.parametrize("text", ["", "#", "https://zc.example.cn/v", "https://zc.example.cn/v#", "a#b", "a#１"])
def test_a_text_without_digits_has_no_two_segments(text: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        qr.split(text)


@pytest.mark.parametrize(
    "token", [b"", b"\0", b"\0\0\0", b"\xff", TOKEN, bytes(limits.MAX_TOKEN_BYTES), b"\xff" * 1024]
)
def test_every_token_survives_its_digits_leading_zeros_included(token: bytes) -> None:
    assert read(qr.to_text(PAGE, token)) == token
    assert len(qr.split(qr.to_text(PAGE, token))[1]) <= limits.MAX_TOKEN_DIGITS


def test_the_bound_on_digits_is_that_of_the_largest_token_and_below_pythons() -> None:
    largest = str(int.from_bytes(b"\x01" + b"\xff" * limits.MAX_TOKEN_BYTES))
    assert len(largest) == limits.MAX_TOKEN_DIGITS < 4300


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")]
)
def test_base45_is_that_of_rfc_9285(data: bytes, text: str) -> None:
    assert qr.to_base45(data) == text
    assert qr.from_base45(text) == data


@pytest.mark.parametrize("text", ["GGW", ":::", "::", "A", "BB8A", "FGX"])
def test_base45_that_stands_for_no_bytes_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        qr.from_base45(text)


def test_base64url_has_one_text_for_each_token() -> None:
    text = base64.urlsafe_b64encode(b"\xd2").rstrip(b"=").decode()
    assert (text, read(text)) == ("0g", b"\xd2")
    for other in ("0h", "0i", "0v"):
        with pytest.raises(Refused):
            read(other)
