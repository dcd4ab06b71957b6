"""The answer of `decide`: one frozen verdict with separate facts (docs/formats/decision.md).

It says what was proved, as of when, and where the decision stopped. It refuses to be used as a boolean.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NoReturn

from . import labels
from .certificate import CertificateClaims, CertificateNumber, ecert_id, format_number
from .codes import CodeTable, word
from .issuers import Issuer, Key, Words
from .status import StatusList


class Outcome(StrEnum):
    """All answers there are, worst first. There is no plain "valid"."""

    MALFORMED = "MALFORMED"
    FORGED = "FORGED"
    UNTRUSTED_ISSUER = "UNTRUSTED_ISSUER"
    REVOKED = "REVOKED"
    INVALIDATED = "INVALIDATED"
    DEREGISTERED = "DEREGISTERED"
    SUSPENDED = "SUSPENDED"
    SUPERSEDED = "SUPERSEDED"
    STALE = "STALE"
    VALID_AS_OF = "VALID_AS_OF"


class Fact(StrEnum):
    """One thing that was proved, disproved, or neither."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class IntegrityState(StrEnum):
    """Whether the holder is on the integrity file on the day of checking (R-VER-6)."""

    CLEAR = "CLEAR"
    ON_RECORD = "ON_RECORD"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Integrity:
    """The holder's integrity: through which day a record runs, and as of when that is known."""

    state: IntegrityState
    last_day: date | None = None
    as_of: datetime | None = None


INTEGRITY_UNKNOWN = Integrity(IntegrityState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the caller demands: how old a list may be, and how far two clocks may differ."""

    max_age: timedelta = timedelta(days=7)
    skew: timedelta = timedelta(seconds=300)

    def __post_init__(self) -> None:
        if self.max_age < timedelta(0) or self.skew < timedelta(0):
            raise ValueError("a policy's durations are not negative")


@dataclass(frozen=True, slots=True)
class Ended:
    """Since when a certificate does not hold, and when that was decided."""

    effective_from: date
    decided_on: date


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with its words, where the issuer gave it any."""

    code: int | str
    words: Words

    def to_dict(self) -> dict[str, Any]:
        """Show code and words side by side."""
        return {"code": self.code, "zh": self.words.zh, "en": self.words.en}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an intact and trusted certificate says, in words where there are words."""

    number: str
    version: int
    ecert_id: str
    holder_name: str
    title_name: str
    grant_date: date
    signed_at: datetime
    series: Coded
    specialty: Coded
    level: Coded
    scope: Coded
    region: Coded
    authority: Coded

    def to_dict(self) -> dict[str, Any]:
        """Show the certificate as JSON does."""
        return {
            "number": self.number,
            "version": self.version,
            "ecert_id": self.ecert_id,
            "holder_name": self.holder_name,
            "title_name": self.title_name,
            "grant_date": self.grant_date.isoformat(),
            "signed_at": instant_text(self.signed_at),
            "series": self.series.to_dict(),
            "specialty": self.specialty.to_dict(),
            "level": self.level.to_dict(),
            "scope": self.scope.to_dict(),
            "region": self.region.to_dict(),
            "authority": self.authority.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer. `step` is the step that decided it, 9 when nothing stopped the decision before.

    `intact`: the content is what the key signed. `trusted`: a key in trust, alive, and entitled to sign that.
    `current`: it holds, by a list that is fresh enough. Each may be unknown.
    """

    outcome: Outcome
    step: int
    reasons: tuple[str, ...]
    checked_at: datetime
    intact: Fact
    trusted: Fact
    current: Fact = Fact.UNKNOWN
    integrity: Integrity = INTEGRITY_UNKNOWN
    status_list: StatusList | None = None
    ended: Ended | None = None
    key: Key | None = None
    claims: CertificateClaims | None = None
    codes: CodeTable | None = field(default=None, repr=False)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "A verdict is not true or false: compare verdict.outcome with Outcome.VALID_AS_OF, and mind verdict.as_of."
        )

    @property
    def as_of(self) -> datetime | None:
        """When the status list was made that the answer rests on."""
        return None if self.status_list is None else self.status_list.issued_at

    @property
    def issuer(self) -> Issuer | None:
        """Who signed; None unless the certificate is intact and trusted."""
        return None if self.key is None else self.key.issuer

    @property
    def certificate(self) -> Certificate | None:
        """What the certificate says; None unless it is intact and trusted."""
        if self.key is None or self.claims is None or self.codes is None:
            return None
        return _certificate(self.claims, self.key.issuer, self.codes)

    def to_dict(self) -> dict[str, Any]:
        """Show the verdict exactly as docs/formats/decision.md documents it."""
        certificate = self.certificate
        return {
            "outcome": self.outcome.value,
            "step": self.step,
            "reasons": list(self.reasons),
            "checked_at": instant_text(self.checked_at),
            "as_of": _or_none(self.as_of),
            "facts": {"intact": self.intact.value, "trusted": self.trusted.value, "current": self.current.value},
            "integrity": {
                "state": self.integrity.state.value,
                "last_day": None if self.integrity.last_day is None else self.integrity.last_day.isoformat(),
                "as_of": _or_none(self.integrity.as_of),
            },
            "status": self._status(),
            "ended": None
            if self.ended is None
            else {
                "effective_from": self.ended.effective_from.isoformat(),
                "decided_on": self.ended.decided_on.isoformat(),
            },
            "issuer": None
            if self.key is None
            else {
                "id": self.key.issuer.id,
                "region": self.key.issuer.region,
                "name": {"zh": self.key.issuer.name.zh, "en": self.key.issuer.name.en},
                "kid": self.key.kid.hex(),
            },
            "certificate": None if certificate is None else certificate.to_dict(),
        }

    def _status(self) -> dict[str, Any] | None:
        if self.claims is None:
            return None
        known = self.status_list
        return {
            "uri": self.claims.status_uri,
            "index": self.claims.status_index,
            "number": None if known is None else known.number,
            "issued_at": None if known is None else instant_text(known.issued_at),
            "expires_at": None if known is None else instant_text(known.expires_at),
        }


@lru_cache(maxsize=1024)  # Most instants in a verdict are those of the publications.
def instant_text(instant: datetime) -> str:
    """Write an instant as YYYY-MM-DDTHH:MM:SSZ."""
    return instant.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _or_none(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)


def _certificate(claims: CertificateClaims, issuer: Issuer, codes: CodeTable) -> Certificate:
    number = CertificateNumber(issuer.number_prefix, claims.year, claims.series, claims.level, claims.serial)
    return Certificate(
        number=format_number(*number),
        version=claims.version,
        ecert_id=ecert_id(issuer.certificate_type, issuer.id, number, claims.version),
        holder_name=claims.holder_name,
        title_name=claims.title_name,
        grant_date=claims.grant_date,
        signed_at=claims.signed_at,
        series=Coded(claims.series, word(codes.series, claims.series)),
        specialty=Coded(claims.specialty, codes.specialty(issuer.id, claims.specialty)),
        level=Coded(claims.level, word(codes.levels, claims.level)),
        scope=Coded(labels.SCOPES[claims.scope], word(codes.scopes, claims.scope)),
        region=Coded(claims.region, word(codes.regions, claims.region)),
        authority=Coded(claims.authority, codes.authority(issuer.id, claims.authority)),
    )
