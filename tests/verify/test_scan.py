"""What can be read from pictures and PDF files, honest and hostile."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
import qrcode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from verify import limits, scan
from verify.errors import ScanError

TEXT = "https://zc.example.cn/v#1234567890123456789012345678901234567890"


def picture(text: str = TEXT, mode: str = "L") -> Image.Image:
    drawn: Image.Image = qrcode.make(text).get_image()
    return drawn.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(ScanError) as refused:
        scan.read(data)
    assert len(str(refused.value)) > len(refused.value.code)
    return refused.value.code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "PDF"])
def test_a_code_is_read_from_every_kind_of_file(kind: str) -> None:
    assert scan.read(encoded(picture(), kind)) == [TEXT]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_a_code_is_read_in_every_kind_of_colour(mode: str) -> None:
    if mode == "I;16":
        grey = picture()
        image = Image.frombytes("I;16", grey.size, b"".join(bytes((value, value)) for value in grey.tobytes()))
    else:
        image = picture(mode="L").convert(mode)
    assert scan.read(encoded(image, "PNG")) == [TEXT]


def test_a_black_code_on_a_transparent_ground_is_read() -> None:
    grey = picture()
    image = Image.new("RGBA", grey.size)
    image.putalpha(grey.point(lambda value: 255 - value))
    assert scan.read(encoded(image, "PNG")) == [TEXT]


def test_the_content_decides_what_a_file_is_and_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(encoded(picture(), "PNG"))
    assert scan.read(path) == [TEXT]
    assert scan.read(str(path)) == [TEXT]


def test_the_same_code_twice_is_one_text_and_two_codes_are_two() -> None:
    one, two = picture("first"), picture("second")
    sheet = Image.new("L", (one.width * 2, one.height * 2), 255)
    for place, code in (((0, 0), one), ((one.width, 0), one), ((0, one.height), two)):
        sheet.paste(code, place)
    assert sorted(scan.read(encoded(sheet, "PNG"))) == ["first", "second"]


def test_every_page_of_a_pdf_is_looked_at() -> None:
    pages = [picture(f"page {number}") for number in range(3)]
    data = encoded(pages[0], "PDF", save_all=True, append_images=pages[1:])
    assert scan.read(data) == ["page 0", "page 1", "page 2"]


def test_a_code_that_is_small_on_a_large_page_is_found_at_the_second_look() -> None:
    page = Image.new("L", (4960, 7016), 255)  # A3 at 424 dpi
    page.paste(picture().resize((120, 120), Image.Resampling.NEAREST), (2000, 3000))
    assert scan.read(encoded(page, "PDF", resolution=424)) == [TEXT]


def test_a_picture_without_a_code_says_so() -> None:
    assert code_of(encoded(Image.new("L", (200, 200), 255), "PNG")) == "no_code"
    assert code_of(encoded(Image.new("L", (200, 200), 255), "PDF")) == "no_code"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "PDF"])
def test_a_file_cut_short_is_unreadable(kind: str) -> None:
    data = encoded(picture(mode="RGB"), kind)
    assert code_of(data[: len(data) // 2]) in {"unreadable", "no_code"}
    assert code_of(data[:40]) == "unreadable"


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"GIF89a" + bytes(50), b"BM" + bytes(100), b"%PDF-1.7", b"%PDF-" * 200]
)
def test_what_is_no_picture_is_unreadable(data: bytes) -> None:
    assert code_of(data) == "unreadable"


def test_a_telephones_broken_notes_do_not_spoil_the_picture() -> None:
    assert scan.read(encoded(picture(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05")) == [TEXT]


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.png", tmp_path):
        with pytest.raises(ScanError) as refused:
            scan.read(path)
        assert refused.value.code == "unreadable"
        assert path.name in str(refused.value)


def test_a_file_beyond_the_bound_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(10 * limits.SCAN_BYTES)
    with pytest.raises(ScanError) as refused:
        scan.read(path)
    assert refused.value.code == "too_large"


def test_a_decompression_bomb_is_refused_by_its_announced_size() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(2**20), 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert code_of(png) == "too_large"
    webp = b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\x00" * 2
    assert code_of(webp + bytes(20)) == "too_large"


def test_a_pdf_of_more_pages_than_a_certificate_can_have_is_refused() -> None:
    page = Image.new("1", (8, 8), 1)
    data = encoded(page, "PDF", save_all=True, append_images=[page] * limits.PDF_PAGES)
    assert code_of(data) == "too_many_pages"


def pdf(*objects: str, trailer: str = "/Root 1 0 R") -> bytes:
    """A PDF with these objects, numbered from 1, and a truthful cross-reference table."""
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010} 00000 n \n" for place in places
    )
    return data + f"{table}trailer <</Size {len(objects) + 1} {trailer}>>\nstartxref\n{len(data)}\n%%EOF".encode()


def stream(content: str, entries: str = "") -> str:
    return f"<</Length {len(content)} {entries}>>\nstream\n{content}\nendstream"


CATALOG = "<</Type /Catalog /Pages 2 0 R>>"
PAGES = "<</Type /Pages /Kids [3 0 R] /Count 1>>"


def hostile() -> Iterator[tuple[str, bytes]]:
    yield "pages whose parent is their child", pdf(CATALOG, "<</Type /Pages /Kids [2 0 R] /Count 1>>")
    yield "a catalogue that is its own pages", pdf("<</Type /Catalog /Pages 1 0 R>>")
    yield "a table of contents that points at itself", pdf(CATALOG, PAGES, trailer="/Root 1 0 R /Prev 9")
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources <</XObject <</A 5 0 R>>>>>>"
    form = "/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources <</XObject <</A 5 0 R>>>>"
    yield "a drawing that draws itself", pdf(CATALOG, PAGES, page, stream("/A Do"), stream("/A Do /A Do", form))
    big = page.replace("100 100", "99999999 99999999")
    yield "a page as large as a country", pdf(CATALOG, PAGES, big, stream(""))
    yield "a page of no size", pdf(CATALOG, PAGES, page.replace("100 100", "0 0"), stream(""))
    yield "a length that refers to itself", pdf(CATALOG, PAGES, page, "<</Length 4 0 R>>\nstream\n\nendstream")
    yield "arrays nested without end", pdf(CATALOG, PAGES, page, "[" * 100_000)
    yield "a billion pages announced", pdf(CATALOG, PAGES.replace("Count 1", "Count 1000000000"))


HOSTILE = dict(hostile())


@pytest.mark.parametrize(("story", "data"), list(HOSTILE.items()), ids=list(HOSTILE))
def test_a_hostile_pdf_ends_in_an_error_and_never_hangs(
    story: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PDF_SECONDS", 3.0)
    started = monotonic()
    assert code_of(data) in {"unreadable", "no_code", "too_many_pages"}, story
    assert monotonic() - started < 2 * limits.PDF_SECONDS


def test_a_pdf_that_takes_too_long_to_draw_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources <</XObject <</A 5 0 R>>>>>>"
    # Nine forms, each drawing the next one twelve times: five thousand million drawings from two kilobytes.
    forms = [
        stream(
            "/A Do " * 12,
            f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</A {number + 1} 0 R>>>>",
        )
        for number in range(5, 14)
    ]
    last = stream("0 0 9 9 re f", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    monkeypatch.setattr(limits, "PDF_SECONDS", 2.0)
    assert code_of(pdf(CATALOG, PAGES, page, stream("/A Do"), *forms, last)) == "unreadable"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(["PNG", "JPEG", "WEBP"]),
    damage=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=20),
    cut=st.integers(0, 4000),
)
def test_no_damage_to_a_picture_raises_anything_but_a_scan_error(
    kind: str, damage: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(SAMPLES[kind])
    for place, value in damage:
        data[place % len(data)] = value
    try:
        texts = scan.read(bytes(data[: max(20, len(data) - cut)]))
    except ScanError as error:
        texts = [error.code]
    assert texts[0] in {TEXT, "unreadable", "too_large", "no_code"}


SAMPLES = {kind: encoded(picture(mode="RGB"), kind) for kind in ("PNG", "JPEG", "WEBP")}
