"""The decision (docs/formats/decision.md): what a presented text proves, given what is trusted, at an instant.

Pure: no clock, no network, no file. The steps are numbered as in the documentation, in the page's JavaScript and in the
vectors. What each prevents:

0, 1  a flood, and two readings of one text        5  a key that vouches beyond its region or its authority
2     two readings of one token                    6  a key used before its life, after it, or by a thief
3     a key, a role or an algorithm of the         7  a certificate taken back, and an answer older than it looks
      attacker's choice                            8  a record that outlives its last day, or ends before it
4     a changed letter                             9  a caller who needs a fresher answer than the issuer promises
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from . import certificate, envelope, limits, qr
from .certificate import CertificateClaims, day_number
from .envelope import Sign1, signature_holds, to_be_signed
from .errors import Refused
from .issuers import Key
from .status import HistoryOutcome, Status, StatusList
from .trust import Standing, TrustSnapshot
from .verdict import INTEGRITY_UNKNOWN, Ended, Fact, Integrity, IntegrityState, Outcome, Policy, Verdict

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_SHANGHAI: Final = timedelta(hours=8)
_DEFAULT_POLICY: Final = Policy()
_PROVINCE: Final = 10_000  # The first two digits of a GB/T 2260 code.
_NO_ENTRIES: Final[Mapping[int, date]] = {}

_UNTRUSTED: Final = frozenset(
    {
        "unknown_key",
        "key_algorithm",
        "key_region",
        "key_authority",
        "key_not_yet_valid",
        "key_retired",
        "key_compromised",
    }
)
_BY_HISTORY: Final = {
    HistoryOutcome.REVOKED: (Outcome.REVOKED, "status_revoked"),
    HistoryOutcome.INVALIDATED: (Outcome.INVALIDATED, "status_invalidated"),
    HistoryOutcome.DEREGISTERED: (Outcome.DEREGISTERED, "status_deregistered"),
    HistoryOutcome.SUPERSEDED: (Outcome.SUPERSEDED, "status_superseded"),
    HistoryOutcome.SUSPENDED: (Outcome.SUSPENDED, "status_suspended"),
}
_BY_LIST: Final = {
    Status.INVALID: (Outcome.INVALIDATED, "history_missing"),
    Status.SUSPENDED: (Outcome.SUSPENDED, "status_suspended"),
    Status.SUPERSEDED: (Outcome.SUPERSEDED, "status_superseded"),
}
_TAKEN_BACK: Final = frozenset({HistoryOutcome.REVOKED, HistoryOutcome.INVALIDATED, HistoryOutcome.DEREGISTERED})
_SEVERITY: Final = {outcome: place for place, outcome in enumerate(Outcome)}
_CURRENT: Final = {Outcome.VALID_AS_OF: Fact.YES, Outcome.STALE: Fact.UNKNOWN}


class StatusAnswer(NamedTuple):
    """What the publications make of one position: the outcome, the step and the reason that decided it."""

    outcome: Outcome
    step: int
    reason: str | None
    ended: Ended | None


_HOLDS: Final = StatusAnswer(Outcome.VALID_AS_OF, 9, None, None)


def decide(presented: str | bytes, trust: TrustSnapshot, at: datetime, policy: Policy = _DEFAULT_POLICY) -> Verdict:
    """Decide what a QR text (or the bytes of a token) proves at the instant `at`.

    Never raises on anything presented. Raises ValueError if `at` is naive: an instant without a zone is a mistake of
    the program, not of the certificate. Fractions of a second are cut off.
    """
    at = _whole_seconds(at)
    step = 0
    try:
        # 0. Length and alphabet of what was presented.
        if isinstance(presented, bytes):
            _check_length(presented)
            step, token = 1, presented
        else:
            form = qr.form_of(presented)
            # 1. Unwrap: QR text, digits, base64url or base45 to token bytes.
            step = 1
            token = qr.unwrap(presented, form)
        # 2. Strict envelope.
        step = 2
        message = envelope.parse(token)
        _check_header(message)
        # 3. Key: by kid, role certificate, algorithm of the key.
        step = 3
        keys = _keys(message, trust)
        # 4. Signature.
        step = 4
        key = _signer(message, keys)
        # 5. Claims, strict; region and authority inside the key's.
        step = 5
        claims = certificate.decode_claims(message.payload)
        _check_entitled(key, claims)
        # 6. Signed within the key's life. In the future: only a good answer is held back for it, in step 7.
        step = 6
        _check_alive(key, claims)
    except Refused as refusal:
        return _refused(step, refusal.code, at)
    # 7. Status, from the newest authentic list of the same issuer.
    standing = trust.standing(key.issuer.id, claims.status_uri, claims.status_index)
    answer = answer_status(standing, trust.known_at, at, policy, signed_at=claims.signed_at)
    # 8. Integrity of the holder, on the day of `at` in Asia/Shanghai.
    integrity, remark = _integrity(trust, key, claims, at, policy)
    # 9. The caller's policy.
    answer = apply_policy(answer, standing, at, policy)
    return Verdict(
        outcome=answer.outcome,
        step=answer.step,
        reasons=_reasons(answer.reason, remark),
        checked_at=at,
        intact=Fact.YES,
        trusted=Fact.YES,
        current=_CURRENT.get(answer.outcome, Fact.NO),
        integrity=integrity,
        status_list=standing.status_list,
        ended=answer.ended,
        key=key,
        claims=claims,
        codes=trust.codes,
    )


def answer_status(
    standing: Standing, known_at: datetime | None, at: datetime, policy: Policy, *, signed_at: datetime | None = None
) -> StatusAnswer:
    """Step 7 of the decision. Also for questions that come with a number: then nothing tells `signed_at`.

    The worst wins: an old list that says revoked still says so, because a certificate is never un-revoked.
    """
    found = [_BY_LIST[standing.status]] if standing.status else []
    entry = standing.history
    if entry is not None:
        found.append(_BY_HISTORY[entry.outcome])
        if standing.status is Status.INVALID and entry.outcome in _TAKEN_BACK:
            del found[0]  # The register says which kind of invalid it is, and that may be the milder one.
    if found:
        outcome, reason = min(found, key=lambda pair: _SEVERITY[pair[0]])
        explained = entry is not None and _BY_HISTORY[entry.outcome] == (outcome, reason)
        ended = Ended(entry.effective_from, entry.decided_on) if entry is not None and explained else None
        return StatusAnswer(outcome, 7, reason, ended)
    if signed_at is not None and signed_at - at > policy.skew:
        return StatusAnswer(Outcome.STALE, 6, "clock_behind", None)
    doubt = _doubt(standing.status_list, known_at, at, policy, signed_at)
    return StatusAnswer(Outcome.STALE, 7, doubt, None) if doubt else _HOLDS


def _doubt(
    status_list: StatusList | None, known_at: datetime | None, at: datetime, policy: Policy, signed_at: datetime | None
) -> str | None:
    if known_at is not None and known_at - at > policy.skew:
        return "clock_behind"
    if status_list is None:
        return "status_missing"
    if signed_at is not None and status_list.issued_at < signed_at:
        return "status_predates_certificate"
    if at >= status_list.expires_at:
        return "status_too_old"
    return None


def apply_policy(answer: StatusAnswer, standing: Standing, at: datetime, policy: Policy) -> StatusAnswer:
    """Step 9 of the decision: a caller may demand a fresher list than the issuer's own expiry does."""
    known = standing.status_list
    if answer is _HOLDS and known is not None and at - known.issued_at > policy.max_age:
        return StatusAnswer(Outcome.STALE, 9, "status_too_old", None)
    return answer


def _integrity(
    trust: TrustSnapshot, key: Key, claims: CertificateClaims, at: datetime, policy: Policy
) -> tuple[Integrity, str | None]:
    """Compare dates, never timers: on record through the last day inclusive, with no act by anyone (R-VER-6)."""
    newest = claims.signed_at if trust.known_at is None else max(trust.known_at, claims.signed_at)
    if newest - at > policy.skew:
        return INTEGRITY_UNKNOWN, "clock_behind"
    register = trust.publications[key.issuer.id].integrity
    if register is None:
        return INTEGRITY_UNKNOWN, "integrity_missing"
    last_day = register.entries.get(claims.status_uri, _NO_ENTRIES).get(claims.status_index)
    if last_day is not None and day_number(last_day) >= (at - _EPOCH + _SHANGHAI) // _DAY:
        return Integrity(IntegrityState.ON_RECORD, last_day, register.issued_at), None
    if at >= register.expires_at or at - register.issued_at > policy.max_age:
        return Integrity(IntegrityState.UNKNOWN, None, register.issued_at), "integrity_too_old"
    return Integrity(IntegrityState.CLEAR, None, register.issued_at), None


def _reasons(*codes: str | None) -> tuple[str, ...]:
    return tuple(code for code in dict.fromkeys(codes) if code is not None) if any(codes) else ()


def _whole_seconds(at: datetime) -> datetime:
    if at.tzinfo is UTC and not at.microsecond:
        return at
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("`at` needs a time zone: an instant without one names 24 different hours")
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError("`at` is outside the years 1 to 9999") from error


def _check_length(token: bytes) -> None:
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise Refused("too_long", f"over {limits.MAX_TOKEN_BYTES} bytes")


def _check_header(message: Sign1) -> None:
    if message.type is not None:
        # A publication is no certificate, whoever signed it.
        raise Refused("header", "a certificate's header has no type")


def _keys(message: Sign1, trust: TrustSnapshot) -> list[Key]:
    listed = trust.certificate_keys.get(message.kid)
    if not listed:
        raise Refused("unknown_key")
    usable = [key for key in listed if message.alg in key.algorithms]
    if not usable:
        raise Refused("key_algorithm")
    return usable


def _signer(message: Sign1, keys: list[Key]) -> Key:
    signed = to_be_signed(message.protected, message.payload)
    for key in keys:
        if signature_holds(key.public_key, signed, message.signature):
            return key
    raise Refused("signature")


def _check_entitled(key: Key, claims: CertificateClaims) -> None:
    if claims.region // _PROVINCE != key.issuer.region // _PROVINCE:
        raise Refused("key_region")
    if key.authorities is not None and claims.authority not in key.authorities:
        raise Refused("key_authority")


def _check_alive(key: Key, claims: CertificateClaims) -> None:
    if claims.signed_at < key.not_before:
        raise Refused("key_not_yet_valid")
    if key.compromised_since is not None and claims.signed_at >= key.compromised_since:
        raise Refused("key_compromised")
    if key.retired_at is not None and claims.signed_at >= key.retired_at:
        raise Refused("key_retired")


def _refused(step: int, reason: str, at: datetime) -> Verdict:
    outcome = Outcome.MALFORMED
    intact = trusted = Fact.UNKNOWN
    if reason == "signature":
        outcome, intact = Outcome.FORGED, Fact.NO
    elif reason in _UNTRUSTED:
        outcome, trusted = Outcome.UNTRUSTED_ISSUER, Fact.NO
    if step >= 5:  # noqa: PLR2004 - the signature held
        intact = Fact.YES
    return Verdict(outcome, step, (reason,), at, intact, trusted)
