"""Why a piece of paper could not be made. Paper that might mislead is refused, never printed in part."""

from typing import Literal

PaperCode = Literal[
    "qr_malformed",
    "qr_too_long",
    "qr_unreadable",
    "qr_of_another",
    "fonts_missing",
    "glyph_missing",
    "certificate_incomplete",
    "not_typeset",
]


class PaperError(Exception):
    """Nothing was drawn. `code` is stable; the message says what is wrong and what to do about it, and names nobody."""

    def __init__(self, code: PaperCode, message: str) -> None:
        super().__init__(message)
        self.code: PaperCode = code
