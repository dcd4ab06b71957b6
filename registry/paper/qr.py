"""Draws the text of a QR code as PNG or SVG, and reads each drawing back before it leaves.

It knows modules and pixels. What the text means, and whether it is true, is `verify`'s business.
"""

import io
from typing import Literal

import qrcode
import zxingcpp
from PIL import Image, ImageOps
from qrcode import constants, exceptions, util

from registry.paper.errors import PaperError
from verify.qr import split

Level = Literal["M", "Q"]
Matrix = list[list[bool]]

QUIET_ZONE = 4
"""Modules of white on every side (ISO/IEC 18004)."""
MASK = 3
"""One mask for every code: choosing the best of eight takes four times as long and decodes no better."""
_READ_BACK_SCALE = 3
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_CORRECTION = {"M": constants.ERROR_CORRECT_M, "Q": constants.ERROR_CORRECT_Q}


def qr_png(text: str, level: Level = "M", scale: int = 8) -> bytes:
    """A 1-bit PNG, `scale` pixels a module. Raises PaperError `qr_malformed`, `qr_too_long`, `qr_unreadable`."""
    image = _image(_matrix(text, level), scale)
    _read_back(image, text)
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def qr_svg(text: str, level: Level = "M") -> bytes:
    """An SVG of one path, one unit a module. Raises PaperError as `qr_png` does."""
    matrix = _matrix(text, level)
    _read_back(_image(matrix, _READ_BACK_SCALE), text)
    side = len(matrix) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{_outline(matrix)}"/></svg>'
    ).encode("ascii")


def modules(svg: bytes) -> int:
    """How many modules wide a drawing of `qr_svg` is, its quiet zone left out."""
    return int(svg.split(b'viewBox="0 0 ', 1)[1].split(b" ", 1)[0]) - 2 * QUIET_ZONE


def _matrix(text: str, level: Level) -> Matrix:
    prefix, digits = _segments(text)
    code = qrcode.QRCode(error_correction=_CORRECTION[level], mask_pattern=MASK, border=0)
    code.add_data(util.QRData(prefix, mode=util.MODE_8BIT_BYTE), optimize=0)
    code.add_data(util.QRData(digits, mode=util.MODE_NUMBER), optimize=0)
    try:
        code.make(fit=True)
    except (exceptions.DataOverflowError, ValueError) as error:  # the library asks for a version 41 first
        raise PaperError("qr_too_long", f"{len(text)} characters fit no QR code at level {level}.") from error
    return [[bool(dark) for dark in row] for row in code.modules]


def _segments(text: str) -> tuple[bytes, bytes]:
    try:
        prefix, digits = split(text)
        return prefix.encode("ascii"), digits.encode("ascii")
    except ValueError as error:
        raise PaperError("qr_malformed", "A certificate's QR text is an address in ASCII, '#' and digits.") from error


def _image(matrix: Matrix, scale: int) -> Image.Image:
    pixels = bytes(0 if dark else 255 for row in matrix for dark in row)
    symbol = ImageOps.expand(Image.frombytes("L", (len(matrix), len(matrix)), pixels), QUIET_ZONE, fill=255)
    side = symbol.width * scale
    return symbol.resize((side, side), Image.Resampling.NEAREST).convert("1")


def _read_back(image: Image.Image, text: str) -> None:
    found = zxingcpp.read_barcodes(image.convert("L"), formats=_QR)
    if [code.text for code in found] != [text]:
        raise PaperError(
            "qr_unreadable", "The QR code that was drawn does not read back as its text; nothing was handed out."
        )


def _outline(matrix: Matrix) -> str:
    """Runs of dark modules, row by row, each a rectangle placed relative to the one before it."""
    parts: list[str] = []
    last_x = last_y = 0
    for y, row in enumerate(matrix, QUIET_ZONE):
        for x, length in _runs(row):
            parts.append(f"m{x + QUIET_ZONE - last_x} {y - last_y}h{length}v1h-{length}z")
            last_x, last_y = x + QUIET_ZONE, y
    return "".join(parts)


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each stretch of dark modules."""
    edges = [x for x in range(len(row) + 1) if (x < len(row) and row[x]) != (x > 0 and row[x - 1])]
    return [(start, end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]
