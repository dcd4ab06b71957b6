"""What the public window takes and answers, as OpenAPI shows it; the verdict is docs/formats/decision.md's."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.public.limits import MAX_BATCH
from verify import Fact, IntegrityState, Outcome

INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"


class Source(StrEnum):
    """How a certificate came in."""

    TEXT = "text"
    FILE = "file"
    BATCH = "batch"


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class VerifyRequest(_Request):
    """One certificate, as text."""

    text: str = Field(description="What the QR code says; or the digits alone; or the token in base64url or base45.")


class BatchRequest(_Request):
    """Many certificates, as texts."""

    items: list[str] = Field(max_length=MAX_BATCH, description="Texts as in `/v1/verify`.")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Answer):
    """A coded thing and its words; both null where the issuer's code table has none."""

    code: int | str
    zh: str | None
    en: str | None


class Facts(_Answer):
    """Three questions of their own: unaltered, signed by a key that may, status known and good."""

    intact: Fact
    trusted: Fact
    current: Fact


class IntegrityAnswer(_Answer):
    """Whether the holder is on the integrity file on the day of checking (R-VER-6). Never why."""

    state: IntegrityState
    last_day: date | None
    as_of: datetime | None


class StatusAnswer(_Answer):
    """Where the status stands, and the list that was used; nulls where there is no authentic one."""

    uri: str
    index: int
    number: int | None
    issued_at: datetime | None
    expires_at: datetime | None


class Ended(_Answer):
    """Since when a certificate has not held, and when that was decided."""

    effective_from: date
    decided_on: date


class IssuerName(_Answer):
    """A name in both languages."""

    zh: str | None
    en: str | None


class IssuerAnswer(_Answer):
    """Whose key signed."""

    id: str
    region: int
    name: IssuerName
    kid: str


class CertificateAnswer(_Answer):
    """What the certificate says; shown only when it is intact and trusted."""

    number: str
    version: int
    ecert_id: str
    holder_name: str
    title_name: str
    grant_date: date
    signed_at: datetime
    series: Words
    specialty: Words
    level: Words
    scope: Words
    region: Words
    authority: Words


class VerdictAnswer(_Answer):
    """A verdict. There is no plain "valid": the best outcome is `VALID_AS_OF`, and `as_of` says as of when."""

    model_config = ConfigDict(title="Verdict")

    outcome: Outcome
    step: int = Field(ge=0, le=9)
    reasons: list[str]
    checked_at: datetime
    as_of: datetime | None
    facts: Facts
    integrity: IntegrityAnswer
    status: StatusAnswer | None
    ended: Ended | None
    issuer: IssuerAnswer | None
    certificate: CertificateAnswer | None
    source: Source


class VerdictsAnswer(_Answer):
    """Verdicts in the order of what was presented; of a file, one for each code in it."""

    model_config = ConfigDict(title="Verdicts")

    verdicts: list[VerdictAnswer]


class LookupIssuer(_Answer):
    """Whose number it is."""

    id: str
    name: IssuerName


class LookupStatus(_Answer):
    """What has become of the certificate, from the newest authentic status list."""

    outcome: Literal["VALID_AS_OF", "STALE", "SUPERSEDED", "SUSPENDED", "DEREGISTERED", "INVALIDATED", "REVOKED"]
    reasons: list[str]
    as_of: datetime | None
    ended: Ended | None


class LookupAnswer(_Answer):
    """What anyone who knows a number may see (R-PRIV-4). The number proves nothing about a paper: check its QR code."""

    model_config = ConfigDict(title="Lookup")

    number: str
    version: int
    masked_name: Annotated[str, StringConstraints(pattern=r"\*")]
    title_name: str
    level: Words
    series: Words
    grant_date: date
    issuer: LookupIssuer
    status: LookupStatus
    checked_at: datetime


class Health(_Answer):
    """The process answers."""

    status: Literal["ok"]


class Ready(_Answer):
    """The window can answer from fresh trust."""

    status: Literal["ready"]
    known_at: datetime
    problems: list[str] = Field(description="Signed publications that were refused and are treated as absent.")
