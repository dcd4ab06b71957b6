"""How much a verifier is willing to look at. Every bound is here, with its unit and the reason for its size."""

from typing import Final

MAX_TEXT_CHARS: Final = 4296
"""Characters of presented text: what the largest QR symbol holds in alphanumeric mode (version 40-L)."""

MAX_TOKEN_BYTES: Final = 1024
"""Bytes of a certificate: five times an ordinary one. Longer names fit; a flood does not."""

MAX_TOKEN_DIGITS: Final = 2467
"""Decimal digits of the largest token with its leading 0x01; below the 4 300 at which Python refuses to convert."""

MAX_CBOR_DEPTH: Final = 4
"""Nested containers in any of our formats: claims, claim, map, entry."""

SIGNATURE_BYTES: Final = 64
"""Bytes of an ES256 signature (r and s) and of an Ed25519 one. Checked before r and s are split."""

KID_BYTES: Final = 8
"""Bytes of a key id: the start of SHA-256 over the public key."""

MAX_INSTANT: Final = 253_402_300_799
"""Seconds since 1970: the last second of the year 9999, the last that Python and JavaScript both can show."""

MIN_DAY: Final = -36_525
MAX_DAY: Final = 47_482
"""Days since 1970-01-01, 1870-01-01 to 2100-01-01: no living person's title is older, no promise reaches further."""

LIST_SIZE: Final = 131_072
"""Positions of a status list: large enough to hide one certificate among many, 32 KiB when unpacked."""

LIST_BYTES: Final = 32_768
"""Bytes of an unpacked status list: LIST_SIZE positions of two bits. Unpacking stops one byte later."""

MAX_LIST_DOCUMENT_BYTES: Final = 65_536
"""Bytes of a signed status list: twice what a list of random positions compresses to."""

MAX_REGISTER_BYTES: Final = 16_777_216
"""Bytes of a signed integrity or history register: the largest member of an offline pack."""

MAX_JSON_BYTES: Final = 16_777_216
"""Bytes of issuers.json or codes.json: the largest member of an offline pack."""

MAX_PUBLICATION_NUMBER: Final = 2**53 - 1
"""Publications of one issuer: the largest integer that JavaScript keeps exact."""
