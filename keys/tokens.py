"""Bearer tokens of the office: compact JWS (RFC 7515) with JWT claims (RFC 7519), signed by the strongroom's token key.

The header is one constant string: whatever differs from it is refused before anything is parsed, so that no token can
choose its own algorithm or key. No JOSE library, because the key sits behind a signer that libraries cannot call;
the tests let one read and forge these tokens. It does not know who may log in, nor which token was withdrawn.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from keys.errors import (
    TokenAlgorithm,
    TokenExpired,
    TokenForged,
    TokenMalformed,
    TokenNotYetValid,
    TokenTooLong,
    TokenUnknownKey,
)
from keys.roles import Role
from keys.signers import algorithm_of
from keys.strongroom import Strongroom
from verify.envelope import signature_holds

MAX_TOKEN_CHARACTERS = 2048
TOKEN_ID_BYTES = 16
SKEW = timedelta(seconds=60)
"""How far in the future `iat` may lie: two machines' clocks."""


@dataclass(frozen=True)
class Claims:
    """What a token of ours says; whether it was withdrawn (`token_id`) is the office's business."""

    subject: str
    roles: tuple[str, ...]
    unit: str | None
    token_id: str
    issued_at: datetime
    expires_at: datetime


class TokenSigner:
    """Issues and verifies bearer tokens of one strongroom."""

    def __init__(self, strongroom: Strongroom) -> None:
        self._sign = strongroom.cose_signer(Role.TOKEN)
        self._algorithm = algorithm_of(self._sign.public_key)
        self._kid = self._sign.kid.hex()
        self._header = _encode(_compact({"alg": self._algorithm, "kid": self._kid, "typ": "JWT"}))

    def issue(self, subject: str, roles: Iterable[str], unit: str | None, expires: datetime, *, now: datetime) -> str:
        """A token good until `expires` (whole seconds, exclusive). Raises `TokenTooLong` past 2 048 characters."""
        claims = {
            "sub": subject,
            "roles": sorted(set(roles)),
            "unit": unit,
            "iat": int(now.timestamp()),
            "exp": int(expires.timestamp()),
            "jti": secrets.token_urlsafe(TOKEN_ID_BYTES),
        }
        signed = f"{self._header}.{_encode(_compact(claims))}"
        token = f"{signed}.{_encode(self._sign(signed.encode()))}"
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise TokenTooLong(f"subject, roles and unit are too long for a token of {MAX_TOKEN_CHARACTERS} characters")
        return token

    def verify(self, token: str, now: datetime) -> Claims:
        """What the token says, if it is ours and its time is not over; raises a subclass of `TokenRefused`."""
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise TokenTooLong(f"a bearer token has at most {MAX_TOKEN_CHARACTERS} characters")
        header, body, signature = _three_parts(token)
        if header != self._header:
            raise self._wrong_header(header)
        if not signature_holds(self._sign.public_key, f"{header}.{body}".encode(), _decode(signature)):
            raise TokenForged("the bearer token was not signed by this office")
        claims = _claims(_decode(body))
        if now >= claims.expires_at:
            raise TokenExpired("the bearer token has expired; log in again")
        if claims.issued_at > now + SKEW:
            raise TokenNotYetValid("the bearer token comes from the future; set the clocks right")
        return claims

    def _wrong_header(self, header: str) -> TokenMalformed | TokenAlgorithm | TokenUnknownKey:
        found = _object(_decode(header))
        if found.get("alg") != self._algorithm:
            return TokenAlgorithm(f"bearer tokens of this office are signed with {self._algorithm} only")
        if found.get("kid") != self._kid:
            return TokenUnknownKey("the bearer token names a key that is not this office's; log in again")
        return TokenMalformed("the bearer token's header is not the one this office writes")


def _three_parts(token: str) -> tuple[str, str, str]:
    parts = token.split(".")
    if len(parts) != 3 or not token.isascii():  # noqa: PLR2004 - header, payload, signature (RFC 7515, 7.1)
        raise TokenMalformed("the bearer token is no compact JWS")
    return parts[0], parts[1], parts[2]


def _claims(body: bytes) -> Claims:
    found = _object(body)
    match found:
        case {
            "sub": str(subject),
            "roles": [*names],
            "unit": str() | None as unit,
            "jti": str(token_id),
            "iat": int(issued),
            "exp": int(expires),
            **rest,
        } if not rest and len(roles := [name for name in names if isinstance(name, str)]) == len(names):
            return Claims(subject, tuple(roles), unit, token_id, _instant(issued), _instant(expires))
        case _:
            raise TokenMalformed("the bearer token's claims are not the ones this office writes")


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as problem:
        raise TokenMalformed("the bearer token names an impossible time") from problem


def _object(raw: bytes) -> dict[str, object]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        raise TokenMalformed("a part of the bearer token is no JSON") from problem
    if not isinstance(found, dict):
        raise TokenMalformed("a part of the bearer token is no JSON object")
    return found


def _compact(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise TokenMalformed("a part of the bearer token is no base64url") from problem
    if _encode(raw) != text:
        raise TokenMalformed("a part of the bearer token is base64url in another spelling")
    return raw
