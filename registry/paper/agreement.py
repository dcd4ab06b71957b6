"""Whether the QR code of a page says what the page says. Whether either is true is for the verifier to decide."""

from collections.abc import Mapping
from typing import Any

from registry.paper.errors import PaperError
from verify import envelope, qr
from verify.certificate import decode_claims, parse_number
from verify.labels import SCOPES


def require_agreement(certificate: Mapping[str, Any], qr_text: str) -> None:
    """Raises PaperError `qr_of_another` unless the code carries this certificate: paper and code are one (R-CERT-4).

    A run of a thousand pages whose codes slipped by one place would look perfect. The signature is not looked at.
    """
    try:
        claims = decode_claims(envelope.parse(qr.unwrap(qr_text, qr.form_of(qr_text))).payload)
        number = parse_number(certificate["number"])
    except ValueError as error:
        raise PaperError(
            "qr_of_another", "The QR text or the certificate number is not one of this profile."
        ) from error
    carried = {
        "number": (claims.year, claims.series, claims.level, claims.serial),
        "version": claims.version,
        "holder_name": claims.holder_name,
        "title_name": claims.title_name,
        "grant_date": claims.grant_date.isoformat(),
        "series": claims.series,
        "specialty": claims.specialty,
        "level": claims.level,
        "scope": SCOPES[claims.scope],
        "region": claims.region,
        "authority": claims.authority,
    }
    printed = {key: _code(certificate[key]) for key in carried} | {"number": number[1:]}
    different = sorted(key for key in carried if carried[key] != printed[key])
    if different:
        raise PaperError("qr_of_another", f"The QR code belongs to another certificate: {', '.join(different)} differ.")


def _code(value: Any) -> Any:
    return value["code"] if isinstance(value, Mapping) else value
