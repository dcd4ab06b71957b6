"""Text that carries a token: the URL of a QR code, its digits alone, base64url, base45. Writer and reader.

The host of a URL is a convenience for cameras and never decides anything (R-VER-3).
"""

import base64
import re
from enum import Enum
from typing import Final

from . import limits
from .errors import Refused

_BASE45: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_BASE45_VALUES: Final = {character: value for value, character in enumerate(_BASE45)}


class Form(Enum):
    """How a text carries its token. The pattern is tried on the whole text, in this order."""

    URL = re.compile(r"https?://[!-\"$-~]+#[0-9]+", re.ASCII)
    DIGITS = re.compile(r"[0-9]+", re.ASCII)
    BASE64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
    BASE45 = re.compile(r"[0-9A-Z $%*+\-./:]+", re.ASCII)


def to_text(page_url: str, token: bytes) -> str:
    """Write the text of a QR code: `page_url`, "#" and the token as one decimal number."""
    # The 0x01 in front keeps leading zero bytes, which a number would lose.
    number = int.from_bytes(b"\x01" + token)
    return f"{page_url}#{number}"


def split(text: str) -> tuple[str, str]:
    """Cut a QR text into its byte-mode segment (through "#") and its numeric one. Raises ValueError for other texts."""
    url, hash_, digits = text.rpartition("#")
    if not hash_ or not Form.DIGITS.value.fullmatch(digits):
        raise ValueError("not a URL, '#' and digits")
    return url + hash_, digits


def form_of(text: str) -> Form:
    """Step 0 of the decision: say how a text carries a token. Raises `Refused`: too_long or alphabet."""
    if len(text) > limits.MAX_TEXT_CHARS:
        raise Refused("too_long", f"over {limits.MAX_TEXT_CHARS} characters")
    for form in Form:
        if form.value.fullmatch(text):
            return form
    raise Refused("alphabet", "not a URL with digits, digits, base64url or base45")


def unwrap(text: str, form: Form) -> bytes:
    """Step 1 of the decision: the token in a text of that form. Raises `Refused`: too_long or encoding."""
    if form is Form.URL:
        token = _from_digits(text.rpartition("#")[2])
    elif form is Form.DIGITS:
        token = _from_digits(text)
    elif form is Form.BASE64URL:
        token = _from_base64url(text)
    else:
        token = from_base45(text)
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise Refused("too_long", f"over {limits.MAX_TOKEN_BYTES} bytes")
    return token


def to_base45(data: bytes) -> str:
    """Write base45 (RFC 9285): two bytes in three characters, a last single byte in two."""
    text = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, 45)
            text.append(_BASE45[digit])
    return "".join(text)


def from_base45(text: str) -> bytes:
    """Read base45. Raises `Refused("encoding")` for a group that stands for no bytes."""
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        value = sum(_BASE45_VALUES.get(character, 256**2) * 45**place for place, character in enumerate(group))
        size = len(group) - 1
        if size == 0 or value >= 256**size:
            raise Refused("encoding", "not base45")
        data += value.to_bytes(size)
    return bytes(data)


def _from_digits(digits: str) -> bytes:
    if len(digits) > limits.MAX_TOKEN_DIGITS:
        raise Refused("too_long", f"over {limits.MAX_TOKEN_DIGITS} digits")
    number = int(digits)
    framed = number.to_bytes((number.bit_length() + 7) // 8)
    if digits[0] == "0" or framed[0] != 1:
        raise Refused("encoding", "not a number that starts with the byte 0x01")
    return framed[1:]


def _from_base64url(text: str) -> bytes:
    if len(text) % 4 == 1:
        raise Refused("encoding", "not base64url")
    token = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(token).rstrip(b"=").decode() != text:
        raise Refused("encoding", "bits are left over in the last character")
    return token
