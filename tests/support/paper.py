"""A certificate as the verifier shows it, and a QR text that carries it with a signature that paper never looks at."""

import hashlib
from datetime import date, datetime
from typing import Any

from verify.certificate import CertificateClaims, encode_certificate, parse_number
from verify.labels import ALG_ES256, SCOPES
from verify.qr import to_text

PAGE_URL = "https://zc.example.cn/v"
STATUS_URI = "https://zc.example.cn/s/1"
ISSUED_ON = date(2022, 11, 30)
_SCOPE_CODES = {name: code for code, name in SCOPES.items()}

ISSUER: dict[str, Any] = {
    "id": "11990000000000019A",
    "region": 349900,
    "name": {
        "zh": "虚构省人力资源和社会保障厅",
        "en": "Department of Human Resources and Social Security, Fictional Province",
    },
    "kid": "0011223344556677",
}


def certificate_view(**changes: Any) -> dict[str, Any]:
    """The reference certificate of docs/formats/decision.md, changed as told."""
    return {
        "number": "AHZC-2022-05-412-000001-J",
        "version": 1,
        "ecert_id": "1.2.156.3005.2.11990000000000019A901.11990000000000019A.AHZC202205412000001.001.I",
        "holder_name": "张示例",
        "title_name": "高级工程师",
        "grant_date": "2022-11-29",
        "signed_at": "2022-11-30T02:00:00Z",
        "series": {"code": 5, "zh": "工程技术人员", "en": "engineering"},
        "specialty": {"code": 1, "zh": "电气工程", "en": "electrical engineering"},
        "level": {"code": 412, "zh": "副高级", "en": "associate senior"},
        "scope": {"code": "GENERAL", "zh": "全省通用", "en": "general"},
        "region": {"code": 349900, "zh": "虚构省", "en": "Fictional Province"},
        "authority": {
            "code": 1,
            "zh": "虚构省工程系列高级评审委员会",
            "en": "Fictional Province, senior committee for engineering",
        },
    } | changes


def token_for(view: dict[str, Any]) -> bytes:
    """The token that carries this view."""
    number = parse_number(view["number"])
    claims = CertificateClaims(
        year=number.year,
        serial=number.serial,
        version=view["version"],
        holder_name=view["holder_name"],
        title_name=view["title_name"],
        series=view["series"]["code"],
        specialty=view["specialty"]["code"],
        level=view["level"]["code"],
        scope=_SCOPE_CODES[view["scope"]["code"]],
        grant_date=date.fromisoformat(view["grant_date"]),
        region=view["region"]["code"],
        authority=view["authority"]["code"],
        signed_at=datetime.fromisoformat(view["signed_at"]),
        status_uri=STATUS_URI,
        status_index=130_000,
    )
    return encode_certificate(
        claims, ALG_ES256, bytes.fromhex(ISSUER["kid"]), lambda data: hashlib.sha512(data).digest()
    )


def qr_text_for(view: dict[str, Any]) -> str:
    """The QR text that carries this view."""
    return to_text(PAGE_URL, token_for(view))
