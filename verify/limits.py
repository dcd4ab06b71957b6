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

PACK_BYTES: Final = 67_108_864
"""Bytes of an offline pack, packed and unpacked: what an old office computer holds in memory."""

PACK_MEMBER_BYTES: Final = 16_777_216
"""Bytes of one unpacked file: the largest register or JSON file."""

PACK_MEMBERS: Final = 4096
"""Files in a pack: a province of a hundred million certificates has under 1 000 lists."""

PACK_DIRECTORY_BYTES: Final = 2_097_152
"""Bytes of the ZIP's own directory: 46 and a name for every member, generously."""

CHUNK_BYTES: Final = 65_536
"""Bytes read at a time, so that no bound is passed by more than this."""

ROOT_BYTES: Final = 512_000
"""Bytes of one TUF root: python-tuf's own bound."""

ROOT_ROTATIONS: Final = 64
"""Roots followed in one refresh: one a year is usual."""

SOCKET_SECONDS: Final = 10.0
"""Seconds to connect, and between two pieces of an answer: beyond it a mobile network is down."""

FILE_SECONDS: Final = 60.0
"""Seconds for an answer's headers, and for one whole file: 16 MiB at 2 Mbit/s."""

LOCK_SECONDS: Final = 30.0
"""Seconds to wait for another process that is refreshing the same trust folder."""

SCAN_BYTES: Final = 33_554_432
"""Bytes of a picture or a PDF: a scanner's page at 600 dpi has less."""

SCAN_PIXELS: Final = 50_000_000
"""Pixels of a picture: telephones make up to 48 million unless told otherwise."""

SCAN_CODES: Final = 64
"""Texts taken from one file."""

PDF_PAGES: Final = 20
"""Pages of a PDF: a certificate has one or two."""

PDF_PAGE_PIXELS: Final = 16_000_000
"""Pixels of one drawn page: A4 at 400 dpi."""

PDF_SECONDS: Final = 20.0
"""Seconds for a whole PDF: an honest one takes two on a slow machine, a hostile one can keep PDFium busy for ever."""

PDF_MEMORY_BYTES: Final = 2_147_483_648
"""Bytes of address space for drawing one PDF, where the system can bound it."""

LINE_BYTES: Final = 65_536
"""Bytes of one line on standard input: the longest text a verdict looks at has MAX_TEXT_CHARS characters."""
