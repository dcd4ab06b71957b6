"""The claims of a ZC1 certificate (docs/formats/zc1-certificate.md): writer and reader side by side.

Answers what a title's certificate says. Knows nothing about who signed it or whether it still holds.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

import cbor2

from . import canonical, envelope, labels, limits
from .errors import Refused

_EPOCH: Final = date(1970, 1, 1)
_EPOCH_ORDINAL: Final = _EPOCH.toordinal()
_SERIALS_PER_YEAR: Final = 1_000_000
_CHECK_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHECK_STEPS: Final = [
    {character: ((product + value) % 36 or 36) * 2 % 37 for value, character in enumerate(_CHECK_ALPHABET)}
    for product in range(37)
]
"""The running product after each character: a verdict computes two check characters."""
_NUMBER_PATTERN: Final = re.compile(r"([A-Z]{1,8})-([1-9][0-9]{3})-([0-9]{2})-([0-9]{3})-([0-9]{6})-([0-9A-Z])")
_ECERT_ROOT: Final = "1.2.156.3005.2"


@dataclass(frozen=True, slots=True)
class CertificateClaims:
    """What one certificate says. `signed_at` is an instant in whole seconds, `grant_date` a day in Asia/Shanghai."""

    year: int
    serial: int
    version: int
    holder_name: str
    title_name: str
    series: int
    specialty: int
    level: int
    scope: int
    grant_date: date
    region: int
    authority: int
    signed_at: datetime
    status_uri: str
    status_index: int


class CertificateNumber(NamedTuple):
    """The parts of a certificate number; its check character has been checked."""

    prefix: str
    year: int
    series: int
    level: int
    serial: int


def encode_certificate(claims: CertificateClaims, alg: int, kid: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Write one token. `sign` turns the bytes to sign into a raw 64-byte signature.

    Raises `Refused("claims")`, a ValueError, if no reader would accept the claims.
    """
    payload = encode_claims(claims)
    if decode_claims(payload) != claims:
        raise Refused("claims", "the instant of signing must be in whole seconds, UTC")
    return envelope.sign1(envelope.protected_header(alg, kid), payload, sign)


def encode_claims(claims: CertificateClaims) -> bytes:
    """Write the payload, its map keys in deterministic order. Ranges are the reader's to judge."""
    return cbor2.dumps(
        {
            labels.CLAIM_IAT: int(claims.signed_at.timestamp()),
            labels.CLAIM_STATUS: {"status_list": {"idx": claims.status_index, "uri": claims.status_uri}},
            labels.CLAIM_TITLE: {
                labels.TITLE_NUMBER: claims.year * _SERIALS_PER_YEAR + claims.serial,
                labels.TITLE_VERSION: claims.version,
                labels.TITLE_HOLDER_NAME: claims.holder_name,
                labels.TITLE_NAME: claims.title_name,
                labels.TITLE_SERIES: claims.series,
                labels.TITLE_SPECIALTY: claims.specialty,
                labels.TITLE_LEVEL: claims.level,
                labels.TITLE_SCOPE: claims.scope,
                labels.TITLE_GRANT_DATE: claims.grant_date.toordinal() - _EPOCH_ORDINAL,
                labels.TITLE_REGION: claims.region,
                labels.TITLE_AUTHORITY: claims.authority,
            },
        }
    )


def decode_claims(payload: bytes) -> CertificateClaims:
    """Read a payload that is exactly what `encode_claims` writes for its content. Raises `Refused("claims")`.

    The comparison catches what cbor2 lets pass: trailing bytes, longer forms, another key order, unknown keys.
    """
    tree = canonical.load(payload, "claims")
    try:
        reference = tree[labels.CLAIM_STATUS]["status_list"]
        title = tree[labels.CLAIM_TITLE]
        number = _integer(title[labels.TITLE_NUMBER], 1_900_000_001, 9_999_999_999)
        claims = CertificateClaims(
            year=number // _SERIALS_PER_YEAR,
            serial=_integer(number % _SERIALS_PER_YEAR, 1, 999_999),
            version=_integer(title[labels.TITLE_VERSION], 1, 999),
            holder_name=_text(title[labels.TITLE_HOLDER_NAME], 50),
            title_name=_text(title[labels.TITLE_NAME], 40),
            series=_integer(title[labels.TITLE_SERIES], 1, 99),
            specialty=_integer(title[labels.TITLE_SPECIALTY], 0, 9999),
            level=_member(title[labels.TITLE_LEVEL], labels.LEVELS),
            scope=_member(title[labels.TITLE_SCOPE], labels.SCOPES),
            grant_date=date.fromordinal(
                _EPOCH_ORDINAL + _integer(title[labels.TITLE_GRANT_DATE], limits.MIN_DAY, limits.MAX_DAY)
            ),
            region=_integer(title[labels.TITLE_REGION], 100_000, 999_999),
            authority=_integer(title[labels.TITLE_AUTHORITY], 0, 9999),
            signed_at=datetime.fromtimestamp(_integer(tree[labels.CLAIM_IAT], 0, limits.MAX_INSTANT), UTC),
            status_uri=_text(reference["uri"], limits.MAX_TOKEN_BYTES),
            status_index=_integer(reference["idx"], 0, limits.LIST_SIZE - 1),
        )
    except (KeyError, IndexError, TypeError) as error:
        raise Refused("claims", "a claim is missing, or a map is none") from error
    if encode_claims(claims) != payload:
        raise Refused("claims", "unknown claims, or not the deterministic encoding of the content")
    return claims


def format_number(prefix: str, year: int, series: int, level: int, serial: int) -> str:
    """Write `PREFIX-YYYY-SS-LLL-NNNNNN-C`, the number as people read it (domain 6.1)."""
    check = check_character(_serial_text(prefix, year, series, level, serial))
    return f"{prefix}-{year:04}-{series:02}-{level:03}-{serial:06}-{check}"


def parse_number(text: str) -> CertificateNumber:
    """Read a number as people write it. Raises ValueError for another form or a wrong check character."""
    match = _NUMBER_PATTERN.fullmatch(text)
    if match is None:
        raise ValueError("not of the form PREFIX-YYYY-SS-LLL-NNNNNN-C")
    prefix, year, series, level, serial, check = match.groups()
    number = CertificateNumber(prefix, int(year), int(series), int(level), int(serial))
    if check_character(_serial_text(*number)) != check:
        raise ValueError("the check character does not fit")
    return number


def ecert_id(certificate_type: str, issuer_id: str, number: CertificateNumber, version: int) -> str:
    """Write the electronic-certificate identifier of GB/T 36904."""
    serial = _serial_text(*number)
    check = check_character(f"{certificate_type}{issuer_id}{serial}{version:03}")
    return f"{_ECERT_ROOT}.{certificate_type}.{issuer_id}.{serial}.{version:03}.{check}"


def check_character(text: str) -> str:
    """Compute the ISO 7064 MOD 37,36 check character over digits and capital letters. Raises ValueError for others."""
    product = 36
    try:
        for character in text:
            product = _CHECK_STEPS[product][character]
    except KeyError as error:
        raise ValueError("neither a digit nor a capital letter") from error
    return _CHECK_ALPHABET[(37 - product) % 36]


def day_number(day: date) -> int:
    """Count the days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Turn days since 1970-01-01 into a date."""
    return _EPOCH + timedelta(days=number)


def _serial_text(prefix: str, year: int, series: int, level: int, serial: int) -> str:
    return f"{prefix}{year:04}{series:02}{level:03}{serial:06}"


def _integer(value: Any, low: int, high: int) -> int:
    # A boolean is an int to Python and would survive the re-encoding: only the exact type counts.
    if type(value) is not int or not low <= value <= high:
        raise Refused("claims", f"{value!r:.40} is not an integer from {low} to {high}")
    return value


def _member(value: Any, allowed: Any) -> int:
    if type(value) is not int or value not in allowed:
        raise Refused("claims", f"{value!r:.40} is none of {sorted(allowed)}")
    return value


def _text(value: Any, longest: int) -> str:
    if type(value) is not str or not 1 <= len(value) <= longest:
        raise Refused("claims", f"not a text of 1 to {longest} characters")
    return value
