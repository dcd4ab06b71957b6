"""Which fonts draw a certificate, where they are, and whether they can draw a given text.

It answers before anything is drawn, so that no name is ever printed with an empty box in it. It knows no layout.
How fonts arrive: docs/adr/0003-fonts.md.
"""

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from registry.paper.errors import PaperError

FONTS = Path("/usr/share/fonts")
_CODE_POINTS = 0x110000
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories that leave no mark, or none that everyone reads alike. Unassigned (Cn) is not one of them: fonts
may know newer characters than this Python's table."""
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
"""They leave no mark either, though HanaMinA maps them."""


@dataclass(frozen=True)
class Face:
    """One font file of the chain, as its Debian package installs it below /usr/share/fonts."""

    family: str
    package: str
    file: str
    index: int = -1
    """Number of the face in a collection, -1 for a plain file."""


# Every text style of the template ends in these four families, in one order or another.
CHAIN = (
    Face("LXGW WenKai", "fonts-lxgw-wenkai", "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"),
    Face("Noto Serif CJK SC", "fonts-noto-cjk", "opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    Face("HanaMinA", "fonts-hanazono", "truetype/hanazono/HanaMinA.ttf"),
    Face("HanaMinB", "fonts-hanazono", "truetype/hanazono/HanaMinB.ttf"),
)


@dataclass(frozen=True)
class FontsReport:
    """Families found with their files, families missing with their packages, the one command that installs those."""

    found: Mapping[str, Path]
    missing: Mapping[str, str]
    advice: str | None


def fonts_report(folder: Path = FONTS) -> FontsReport:
    """Says whether this machine can print certificates; reads no font, so it is cheap to ask."""
    found = {face.family: folder / face.file for face in CHAIN if (folder / face.file).is_file()}
    missing = {face.family: face.package for face in CHAIN if face.family not in found}
    packages = " ".join(sorted(set(missing.values())))
    return FontsReport(found, missing, f"apt-get install {packages}" if packages else None)


def require_fonts(folder: Path = FONTS) -> None:
    """Raises PaperError `fonts_missing`, with the command that helps, unless the whole chain is there."""
    report = fonts_report(folder)
    if report.advice:
        raise PaperError(
            "fonts_missing", f"Certificates need the fonts {', '.join(report.missing)}. Run: {report.advice}"
        )


@functools.cache
def shelf(folder: Path = FONTS) -> typst.Fonts:
    """The fonts for typst, scanned once a process: about 100 ms that would otherwise be paid for each page."""
    require_fonts(folder)
    folders = sorted({(folder / face.file).parent for face in CHAIN})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))


def require_glyphs(texts: Mapping[str, str], folder: Path = FONTS) -> None:
    """Raises PaperError `glyph_missing` for the first character that no font of the chain can draw.

    `texts` is what will be printed, by the name of its field. A character that leaves no mark (a control, a direction
    override, a private code point) is refused too: what cannot be seen cannot be checked by a reader.
    """
    covered = _coverage(folder)
    for field, text in texts.items():
        for character in text:
            if not covered[ord(character)]:
                raise _refusal(field, character)


def _refusal(field: str, character: str) -> PaperError:
    category = unicodedata.category(character)
    shown = f"{character} " if category[0] in "LNPS" else ""
    name = unicodedata.name(character, f"no name, category {category}")
    return PaperError(
        "glyph_missing",
        f"No font of the chain can print {shown}U+{ord(character):04X} ({name}) in {field}. If it is a private, "
        "invisible or damaged character, correct it in the register; if it is right, a font that has it must join the "
        "chain (docs/adr/0003-fonts.md).",
    )


@functools.cache
def _coverage(folder: Path) -> bytearray:
    """One byte a code point, 1 where a font of the chain has a glyph and the character is visible."""
    require_fonts(folder)
    covered = bytearray(_CODE_POINTS)
    for face in CHAIN:
        with TTFont(folder / face.file, fontNumber=face.index, lazy=True) as font:
            for code_point in font["cmap"].getBestCmap():
                covered[code_point] = 1
    for code_point in range(_CODE_POINTS):
        if unicodedata.category(chr(code_point)) in _INVISIBLE or code_point in _VARIATION_SELECTORS:
            covered[code_point] = 0
    return covered
