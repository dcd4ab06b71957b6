"""Vectors of the texts that carry a token: URL with digits, digits, base64url, base45, and bytes."""

import base64

from tests.vectors import demo
from tests.vectors.cases import Case, VectorFile, malformed, valid
from verify.qr import to_base45, to_text

TOKEN = demo.token()
NUMBER = int.from_bytes(b"\x01" + TOKEN)
DIGITS = str(NUMBER)
URL = to_text("https://zc.example.cn/v", TOKEN)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def texts() -> VectorFile:
    b64, b45 = base64url(TOKEN), to_base45(TOKEN)

    def alphabet(name: str, presented: str) -> Case:
        return malformed(name, presented, 0, "alphabet")

    def encoding(name: str, presented: str) -> Case:
        return malformed(name, presented, 1, "encoding")

    def too_long(name: str, presented: str | bytes, step: int) -> Case:
        return malformed(name, presented, step, "too_long")

    return VectorFile(
        "texts",
        "The texts that carry a token, and what only looks like one.",
        demo.trust(),
        [
            valid("the text of a QR code", URL),
            valid("the text of a QR code at a look-alike site: the host decides nothing", URL.replace("zc.", "zc1.")),
            valid("the text of a QR code on a test server", to_text("http://127.0.0.1:8000/v", TOKEN)),
            valid("the digits alone", DIGITS),
            valid("base64url without padding", b64),
            valid("base45", b45),
            valid("the bytes themselves", TOKEN),
            alphabet("an empty text", ""),
            alphabet("a certificate number and its Chinese name", "AHZC-2022-05-412-000001-J 张示例"),
            alphabet("a line feed at the end", DIGITS + "\n"),
            alphabet("a space before the URL", " " + URL),
            alphabet("digits of another script", DIGITS.translate({48 + n: 0xFF10 + n for n in range(10)})),
            alphabet(
                "Arabic digits, which Python would read as numbers",
                DIGITS.translate({48 + n: 0x660 + n for n in range(10)}),
            ),
            alphabet("digits with underscores in a URL", URL[:-3] + "_" + URL[-3:]),
            alphabet("a URL without a fragment", "https://zc.example.cn/v?x=1"),
            alphabet("a URL with an empty fragment", "https://zc.example.cn/v#"),
            alphabet("a URL with two fragments", URL.replace("#", "#1#")),
            alphabet("a URL with letters in its fragment", "https://zc.example.cn/v#" + b64),
            alphabet("a URL of another scheme", URL.replace("https://", "ftp://")),
            alphabet("a URL without a host", "https://#" + DIGITS),
            alphabet("a script", "javascript:alert(1)#" + DIGITS),
            alphabet("a domain in Chinese characters", URL.replace("zc.example.cn", "证书.example.cn")),
            alphabet("base64url with padding", b64 + "="),
            alphabet("ordinary base64", base64.b64encode(TOKEN).decode() + "+/"),
            alphabet("a base45 text in small letters", b45.lower()),
            alphabet("a null character", "\x00"),
            encoding("a leading zero", "0" + DIGITS),
            encoding("a single zero", "0"),
            encoding("the number without its first byte", str(int.from_bytes(TOKEN))),
            encoding("the number with another first byte", str(int.from_bytes(b"\x02" + TOKEN))),
            encoding("base64url of an impossible length", b64[: len(b64) // 4 * 4 + 1]),
            encoding("base64url with bits left over", base64url(b"\xd2")[:1] + "h"),
            encoding("base45 with one character left over", to_base45(TOKEN[: len(TOKEN) // 2 * 2]) + ":"),
            encoding("base45 with a group over 65535", ":::" + b45[3:]),
            encoding("base45 with a last group over 255", to_base45(TOKEN[: len(TOKEN) // 2 * 2]) + "::"),
            malformed("the number of no bytes", "1", 2, "envelope"),
            malformed("a word that is base64url", "certificate-", 2, "envelope"),
            too_long("a text of 4 297 digits", "1" * 4297, 0),
            too_long("a number of 2 468 digits", "1" + "0" * 2467, 1),
            too_long("a token of 1 025 bytes", TOKEN + bytes(1025 - len(TOKEN)), 0),
            too_long("a token of 1 025 bytes as a number", str(int.from_bytes(b"\x01" + bytes(1025))), 1),
            too_long("a token of 1 025 bytes in base64url", base64url(bytes(1025)), 1),
            too_long("a token of 1 025 bytes in base45", to_base45((TOKEN * 5)[:1025]), 1),
            malformed("1 024 bytes that are no token", bytes(1024), 2, "envelope"),
        ],
    )


FILES = [texts]
