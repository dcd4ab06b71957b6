"""Pictures and PDF files to the texts of the QR codes that a person can see in them.

What a file is follows from its first bytes, never from its name. It answers nothing about truth: its texts go to
`decide`. PDF pages are drawn and looked at like paper; text inside a PDF is never read. A PDF is drawn in a process of
its own, which is ended when it takes too long: no hostile file can hang or crash the caller.
"""

import io
import json
import os
import struct
import subprocess
import sys
import warnings
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from . import limits
from .errors import ScanError

PAGE_DPI = (200, 400)  # first look, second look when nothing was found

_PDF_HEADER_BYTES = 1024  # readers accept %PDF- anywhere in the first kilobyte
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SIDE = 65_535  # pixels; the longest side any of these formats carries
_POINTS_PER_INCH = 72
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, TypeError, KeyError, struct.error)


def read(path_or_bytes: Path | str | bytes, *, name: str = "") -> list[str]:
    """Return the texts of the QR codes in a PNG, JPEG, WebP or PDF file, in reading order, each once; never empty.

    `name` is how messages call the file. Raises `ScanError`: `unreadable` for a damaged file, another kind of file or
    one that takes too long; `too_large` and `too_many_pages` beyond the bounds of `limits`; `no_code` when there is
    nothing to find.
    """
    name = name or ("this file" if isinstance(path_or_bytes, bytes) else Path(path_or_bytes).name)
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else _bytes_of(Path(path_or_bytes), name)
    if len(data) > limits.SCAN_BYTES:
        raise ScanError(
            "too_large", f"{name} is larger than {limits.SCAN_BYTES // 2**20} MiB. Photograph the code alone."
        )
    texts = _texts_of_pdf(data, name) if b"%PDF-" in data[:_PDF_HEADER_BYTES] else _texts_of_picture(data, name)
    if not texts:
        raise ScanError("no_code", f"No QR code can be read in {name}. Take a sharper, closer picture.")
    return list(dict.fromkeys(texts))[: limits.SCAN_CODES]


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise ScanError("unreadable", f"{name} is not there, or is no file.")
        with path.open("rb") as file:
            return file.read(limits.SCAN_BYTES + 1)
    except OSError as error:
        raise ScanError("unreadable", f"{name} cannot be opened: {error.strerror}.") from error


def _texts_of_picture(data: bytes, name: str) -> list[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a damaged EXIF block is worth a warning to Pillow and nothing to us
            picture = _open_picture(data, name)
            picture.load()
        return _texts_in(_on_white(picture))
    except _DAMAGE as error:
        raise ScanError("unreadable", f"{name} is damaged or cut short ({error}). Save or copy it again.") from error
    except (MemoryError, Image.DecompressionBombError) as error:
        raise ScanError("too_large", f"{name} unpacks to more than fits. Photograph the code alone.") from error


def _open_picture(data: bytes, name: str) -> ImageFile.ImageFile:
    """Open by content. The plugins are called directly, so that size is judged here, before anything is unpacked."""
    file = io.BytesIO(data)
    picture: ImageFile.ImageFile
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        picture = PngImagePlugin.PngImageFile(file)
    elif data.startswith(b"\xff\xd8\xff"):
        picture = JpegImagePlugin.JpegImageFile(file)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        _refuse_large(_webp_size(data), name)  # its decoder takes memory for the whole canvas when it is opened
        picture = WebPImagePlugin.WebPImageFile(file)
    else:
        raise ScanError("unreadable", f"{name} is no PNG, JPEG, WebP or PDF file.")
    _refuse_large(picture.size, name)
    return picture


def _refuse_large(size: tuple[int, int], name: str) -> None:
    if max(size) > _SIDE or size[0] * size[1] > limits.SCAN_PIXELS:
        raise ScanError("too_large", f"{name} has {size[0]} x {size[1]} pixels. Photograph the code alone.")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height from the first chunk's header (RFC 9649, 2.5 to 2.7)."""
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _on_white(picture: Image.Image) -> Image.Image:
    """Grey, with what is transparent white: a black code on a transparent ground would else be black on black."""
    if not picture.has_transparency_data:
        return picture.convert("L")
    layer = picture.convert("LA")
    ground = Image.new("L", layer.size, 255)
    ground.paste(layer.getchannel("L"), mask=layer.getchannel("A"))
    return ground


def _texts_in(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=_QR)
    return [code.text for code in found if code.valid and code.text]


def _texts_of_pdf(data: bytes, name: str) -> list[str]:
    """Draw in a child process: PDFium has no way to stop once it parses, and a document decides how long that takes."""
    home = str(Path(__file__).resolve().parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, by this interpreter
            [sys.executable, "-P", "-m", __name__],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.PDF_SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
    except subprocess.TimeoutExpired as error:
        raise ScanError("unreadable", f"{name} takes too long to draw. Photograph the code instead.") from error
    try:
        answer: dict[str, list[str] | str] = json.loads(child.stdout)
    except ValueError as error:  # the child was killed, for memory or by PDFium
        raise ScanError("unreadable", f"{name} cannot be drawn. Photograph the code instead.") from error
    if isinstance(code := answer.get("code"), str):
        raise ScanError(code, _PDF_REFUSALS[code].format(name=name, pages=limits.PDF_PAGES))
    return list(answer["texts"])


_PDF_REFUSALS = {
    "unreadable": "{name} is damaged, or locked with a password. Photograph the code instead.",
    "too_many_pages": "{name} has more than {pages} pages. Give only the certificate's page.",
}


def _draw(data: bytes) -> dict[str, list[str] | str]:
    """In the child: every page drawn and searched; a second, finer look when the first found nothing."""
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > limits.PDF_PAGES:
            return {"code": "too_many_pages"}
        for dpi in PAGE_DPI:
            texts = [text for page in document for text in _texts_in(_page(page, dpi))]
            if texts:
                return {"texts": texts[: limits.SCAN_CODES]}
    except pypdfium2.PdfiumError:
        return {"code": "unreadable"}
    return {"texts": []}


def _page(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    width, height = (max(1.0, side) for side in page.get_size())
    scale = min(dpi / _POINTS_PER_INCH, (limits.PDF_PAGE_PIXELS / (width * height)) ** 0.5, _SIDE / max(width, height))
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def _child() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - exists on POSIX only

        # The time on the processor is bounded here too, for the case that whoever waits is killed first.
        for kind, wanted in (
            (resource.RLIMIT_AS, limits.PDF_MEMORY_BYTES),
            (resource.RLIMIT_CPU, int(limits.PDF_SECONDS) + 1),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(kind)
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(kind, (most, most))
    sys.stdout.write(json.dumps(_draw(sys.stdin.buffer.read(limits.SCAN_BYTES))))


if __name__ == "__main__":
    _child()
