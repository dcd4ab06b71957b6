"""Sets a certificate on one A4 page: a function of stored bytes that signs nothing.

The same certificate, issuer, QR text and date give the same bytes. The layout is certificate.typ; this file decides
what is printed and refuses what cannot be printed truthfully. Why so: docs/adr/0004-paper.md.
"""

import functools
import json
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from registry.paper import fonts, qr
from registry.paper.agreement import require_agreement
from registry.paper.errors import PaperError

_TEMPLATE = Path(__file__).with_name("certificate.typ")
_STANDARDS: "list[typst.PDFStandard]" = ["a-3b", "ua-1"]
"""Archival and accessible. PDF/A also makes the typesetter refuse a glyph that no font has: a second guard."""
_SYMBOL_MM = 36.0
"""Width of a QR symbol on paper, quiet zone left out."""
_MODULE_MM = 0.4
"""No module is printed smaller: a long name makes a larger symbol, not a finer one."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CODED = ("series", "specialty", "level", "scope", "region", "authority")
_press = threading.Lock()


def certificate_pdf(certificate: Mapping[str, Any], issuer: Mapping[str, Any], qr_text: str, issued_on: date) -> bytes:
    """A PDF/A-3b page for `certificate` and `issuer` as docs/formats/decision.md shows them.

    `issued_on` is the day printed as the date of issue and the date of the document. The page says that electronic and
    paper certificates have the same effect (S2.6g); whether a title still stands only its QR code can tell (R-VER-2).
    Raises PaperError `certificate_incomplete`, `qr_of_another`, `fonts_missing`, `glyph_missing`, `not_typeset`, and
    what `qr_svg` raises.
    """
    try:
        page = _page(certificate, issuer, issued_on)
    except (KeyError, TypeError, ValueError) as error:
        raise PaperError("certificate_incomplete", f"A fact that must be printed is missing: {error}") from error
    require_agreement(certificate, qr_text)
    fonts.require_glyphs(dict(_strings(page)))
    page["qr"] = _qr(qr_text, f"QR {certificate['number']}")
    return _typeset(page, datetime.combine(issued_on, time(), UTC))


def _page(certificate: Mapping[str, Any], issuer: Mapping[str, Any], issued_on: date) -> dict[str, Any]:
    authority = _words(issuer["name"], issuer["id"])
    number, version = certificate["number"], certificate["version"]
    holder, title = _present("holder_name", certificate), _present("title_name", certificate)
    return {
        "holder_name": holder,
        "title_name": title,
        "facts": _facts(certificate),
        "number": number,
        "version": f"第 {version} 版 · version {version}",
        "ecert_id": certificate["ecert_id"],
        "issuer": authority,
        "issued": _day(issued_on),
        "document": {
            "title": f"职称证书 {number}",
            "author": authority["zh"],
            "description": f"{holder} · {title}",
            "year": issued_on.year,
            "month": issued_on.month,
            "day": issued_on.day,
        },
    }


def _facts(certificate: Mapping[str, Any]) -> list[dict[str, str]]:
    """What stands beside the name and the title, in the order of printing."""
    coded = {key: _words(certificate[key], f"代码 {certificate[key]['code']}") for key in _CODED}
    labelled = [
        ("系列", "Series", coded["series"]),
        ("专业", "Specialty", coded["specialty"]),
        ("级别", "Level", coded["level"]),
        ("授予日期", "Date of grant", _day(date.fromisoformat(certificate["grant_date"]))),
        ("适用范围", "Scope", coded["scope"]),
        ("地区", "Region", coded["region"]),
        ("批准机构", "Approved by", coded["authority"]),
    ]
    return [{"label_zh": zh, "label_en": en, **words} for zh, en, words in labelled]


def _present(field: str, certificate: Mapping[str, Any]) -> str:
    text: str = certificate[field]
    if not text.strip():
        raise ValueError(field)
    return text


def _words(named: Mapping[str, str | None], otherwise: str) -> dict[str, str]:
    """What a thing is called in both languages; a thing without a word is printed as its code, in one."""
    chinese, english = named["zh"], named["en"]
    return {"zh": chinese or english or otherwise, "en": english or ""}


def _day(day: date) -> dict[str, str]:
    return {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {_MONTHS[day.month - 1]} {day.year}"}


def _strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text on the page with the name of its place, for the check of glyphs."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _strings(item, f"{path}.{position}")


def _qr(text: str, alternative: str) -> dict[str, Any]:
    svg = qr.qr_svg(text, "Q")
    width = qr.modules(svg)
    side = (width + 2 * qr.QUIET_ZONE) * max(_SYMBOL_MM / width, _MODULE_MM)
    return {"svg": svg.decode("ascii"), "side_mm": round(side, 3), "alt": alternative}


@functools.cache
def _ornament() -> str:
    typesetter = typst.Compiler(_TEMPLATE.with_name("ornament.typ"), root=_TEMPLATE.parent, ignore_system_fonts=True)
    return _single(typesetter.compile(format="svg")).decode("utf-8")


@functools.cache
def _typesetter() -> typst.Compiler:
    return typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=fonts.shelf(), ignore_system_fonts=True)


def _typeset(page: dict[str, Any], made_at: datetime) -> bytes:
    try:
        with _press:  # a typesetter takes one page at a time
            inputs = {"certificate": json.dumps(page, ensure_ascii=False), "ornament": _ornament()}
            made = _typesetter().compile(sys_inputs=inputs, format="pdf", pdf_standards=_STANDARDS, timestamp=made_at)
    except typst.TypstError as error:
        raise PaperError(
            "not_typeset", "The typesetter refused the page; its reason is the cause of this error."
        ) from error
    return _single(made)


def _single(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise PaperError("not_typeset", "The page could not be set: it is not one page.")
    return made
