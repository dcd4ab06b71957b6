"""No empty boxes: rare names are printed whole or refused by name."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
import typst
from fontTools.ttLib import TTFont

from registry.paper import PaperError, certificate_pdf, fonts, fonts_report
from tests.support.paper import ISSUED_ON, ISSUER, certificate_view, qr_text_for

RARE_NAMES = ["𠮷㛃", "𬱖明", "龔錦灃", "迪丽热巴·阿卜杜热合曼", "𰻞𪚥", "\U0002b739\U000313bc", "José Ñandú"]
DPI = 100
INK = 110


def printed(name: str) -> bytes:
    view = certificate_view(holder_name=name)
    return certificate_pdf(view, ISSUER, qr_text_for(view), ISSUED_ON)


def raster(pdf: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=DPI / 72, grayscale=True).to_numpy()
    document.close()
    return np.asarray(image[:, :, 0] if image.ndim == 3 else image, np.uint8)


def shape(area: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    """The ink of an area, cut to its edges: equal for equal glyphs wherever they stand."""
    dark = area < INK
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    cut = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return bytes(cut.shape[1].to_bytes(2)) + np.packbits(cut).tobytes()


def name_shape(name: str) -> bytes:
    """What stands where the holder's name is printed: between 66 and 83 mm from the top."""
    top, bottom = (round(mm / 25.4 * DPI) for mm in (66, 83))
    return shape(raster(printed(name))[top:bottom, round(60 / 25.4 * DPI) : round(237 / 25.4 * DPI)])


def empty_box(family: str) -> bytes:
    """What `family` shows for a character it has not, in the size of a short name."""
    page = f'#set page(margin: 10mm)\n#set text(font: "{family}", fallback: false, size: 42pt)\n\U0010fffd'.encode()
    made = typst.Compiler(page, font_paths=fonts.shelf(), ignore_system_fonts=True).compile(format="pdf")
    assert isinstance(made, bytes)
    return shape(raster(made))


@pytest.mark.parametrize("name", RARE_NAMES)
def test_a_rare_name_is_printed_and_can_be_copied_from_the_page(name: str) -> None:
    document = pypdfium2.PdfDocument(printed(name))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert name in text.splitlines()


def test_no_rare_character_is_printed_as_an_empty_box() -> None:
    boxes = {empty_box("LXGW WenKai"), empty_box("Noto Serif CJK SC")}
    characters = sorted({character for name in RARE_NAMES for character in name if ord(character) > 0x3000})
    shapes = {character: name_shape(character) for character in characters}
    assert boxes.isdisjoint(shapes.values())
    assert len(set(shapes.values())) == len(characters)


@pytest.mark.parametrize(
    ("character", "named"),
    [
        ("\U00031350", "U+31350"),
        ("ཀ", "U+0F40 (TIBETAN LETTER KA)"),
        ("\ue000", "U+E000"),
        ("\u202e", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("\u200b", "U+200B (ZERO WIDTH SPACE)"),
        ("\ufe00", "U+FE00 (VARIATION SELECTOR-1)"),
        ("\U000e0100", "U+E0100 (VARIATION SELECTOR-17)"),
        ("\n", "U+000A"),
        ("\ud842", "U+D842"),
    ],
)
def test_a_character_that_cannot_be_printed_is_refused_by_name_with_what_to_do(character: str, named: str) -> None:
    with pytest.raises(PaperError) as refused:
        fonts.require_glyphs({"holder_name": f"王{character}明"})
    assert refused.value.code == "glyph_missing"
    assert f"{named}" in str(refused.value)
    assert "in holder_name" in str(refused.value)
    assert "correct it in the register" in str(refused.value)


def test_a_certificate_with_such_a_name_is_not_made() -> None:
    with pytest.raises(PaperError, match=r"U\+31350") as refused:
        printed("王\U00031350")
    assert refused.value.code == "glyph_missing"


def test_the_typesetter_refuses_an_empty_box_even_where_the_check_was_blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "require_glyphs", lambda _texts: None)
    with pytest.raises(PaperError) as refused:
        printed("王\U00031350")
    assert refused.value.code == "not_typeset"


def test_the_words_of_the_template_can_all_be_printed() -> None:
    template = (Path(fonts.__file__).parent / "certificate.typ").read_text("utf-8")
    words = "".join(re.findall(r"[^\x00-\x7f]+", template))
    assert "职称证书" in words
    fonts.require_glyphs({"template": words})


def test_every_font_of_the_chain_is_the_face_it_is_called() -> None:
    for face in fonts.CHAIN:
        with TTFont(fonts.FONTS / face.file, fontNumber=face.index, lazy=True) as font:
            assert font["name"].getDebugName(1) == face.family
    assert {face.family for face in fonts.CHAIN} <= set(fonts.shelf().families())


def test_the_report_says_which_fonts_are_there() -> None:
    report = fonts_report()
    assert list(report.found) == ["LXGW WenKai", "Noto Serif CJK SC", "HanaMinA", "HanaMinB"]
    assert report.missing == {}
    assert report.advice is None


def test_missing_fonts_are_reported_with_the_command_that_installs_them(tmp_path: Path) -> None:
    there = tmp_path / fonts.CHAIN[0].file
    there.parent.mkdir(parents=True)
    there.touch()
    report = fonts_report(tmp_path)
    assert report.found == {"LXGW WenKai": there}
    assert report.advice == "apt-get install fonts-hanazono fonts-noto-cjk"
    with pytest.raises(PaperError, match="apt-get install fonts-hanazono fonts-noto-cjk") as refused:
        fonts.require_glyphs({"holder_name": "张示例"}, tmp_path)
    assert refused.value.code == "fonts_missing"
