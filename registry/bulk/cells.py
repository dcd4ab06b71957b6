"""What a cell says, whatever notation its writer chose; and what is never guessed. It knows no column and no rule.

Digits and letters typed full-width are read as ordinary ones in codes, numbers and dates, never in names and titles.
"""

import math
import re
import unicodedata
from datetime import date, datetime

from registry.errors import InvalidInput

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins so (CSV injection)."""
_MARKED = {*FORMULA_SIGNS, "'"}
NAME_DOT = "\u00b7"
_DOTS = str.maketrans(dict.fromkeys("\u2022\u2027\u2219\u22c5\u30fb\uff65\u25cf\u0387", NAME_DOT))
_EXACT_INTEGERS = 2**53
_NUMBER = r"(\d{4})%s(\d{1,2})%s(\d{1,2})%s"
_DATES = tuple(
    re.compile(_NUMBER % marks, re.ASCII)
    for marks in (("-", "-", ""), ("/", "/", ""), (r"\.", r"\.", ""), ("年", "月", "日"))
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def refused(code: str, message: str) -> InvalidInput:
    """The refusal of a row."""
    return InvalidInput(message, code=code)


def cell_text(value: object) -> str:
    """A spreadsheet's cell as the text its writer saw; raises `InvalidInput`.

    `number_lost_digits`: a number too long for a spreadsheet, whose last digits are gone. `cell_type`: a time of day, a
    duration or an error where text was due.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        raise refused("cell_type", "a yes-or-no cell stands where text was due")
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise refused("cell_type", "a number that is none")
        if value != int(value):
            return repr(value)
        if abs(value) >= _EXACT_INTEGERS:
            raise refused("number_lost_digits", "a number of more than 15 digits: enter it as text, its end is lost")
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise refused("cell_type", "a time of day or a duration stands where text was due")


def plain(text: str) -> str:
    """A cell as text: outer spaces gone, and the apostrophe that our own exports put before a formula sign.

    Raises `InvalidInput`: `cell_formula` for what a spreadsheet would run, `character_lost` where an earlier
    conversion left U+FFFD, `character_forbidden` for control characters.
    """
    text = text.strip()
    if text.isascii() and text.isalnum():
        return text
    if text.startswith("="):
        raise refused("cell_formula", "a cell begins with =: paste values, not formulas")
    if text[:1] == "'" and text[1:2] in _MARKED:
        text = text[1:]
    if "\ufffd" in text:
        raise refused("character_lost", "a character was lost in an earlier conversion (U+FFFD)")
    if not text.isprintable() and any(unicodedata.category(c) == "Cc" for c in text):
        raise refused("character_forbidden", "a cell holds a control character or a line break")
    return text


def code_text(text: str) -> str:
    """Digits, Latin letters and marks in their ordinary width: a code, a number, a year."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def name_text(text: str) -> str:
    """A name in one spelling: composed, and with the dot U+00B7 wherever a look-alike was typed."""
    return unicodedata.normalize("NFC", text).translate(_DOTS)


def day(text: str) -> date:
    """A date: 2015-12-01, 2015/12/1, 2015.12.1, 2015年12月1日 or 20151201; raises `InvalidInput`, `date_invalid`.

    Month and day alone, two-digit years and day-first notations are refused, never guessed.
    """
    text = code_text(text).replace(" ", "")
    for notation in (*_DATES, _COMPACT):
        written = notation.fullmatch(text)
        if written is not None:
            try:
                return date(*map(int, written.groups()))
            except ValueError:
                break
    raise refused("date_invalid", "not a date: write YYYY-MM-DD, YYYY/M/D or YYYY年M月D日")


def neutral(text: str) -> str:
    """A cell that no spreadsheet runs; `plain` reads it back as it was."""
    return f"'{text}" if text[:1] in _MARKED else text
