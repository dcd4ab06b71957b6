"""What both tracks of confirmation share: a title from elsewhere, what was found out about it, and what rests on it."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.aggregate import Aggregate
from domain.confirmation import EmployerConfirmation
from domain.formal_confirmation import FormalConfirmation
from domain.identity import employer_confirmation_id, formal_confirmation_id
from domain.rules.confirmation import AuthorityKind, CheckedBy, SourceCheck, SourceTitle
from domain.standing import Employment
from domain.values import Level, Scope
from registry.application import Reader
from registry.command import Desk, Label, ProvinceCode, Reference, SeriesCode, Sha256, SpecialtyCode, Uscc
from registry.one_person import ids_of, person_on

A = TypeVar("A", bound=Aggregate)


class Source(BaseModel):
    """A title as it was granted elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    province: ProvinceCode = Field(description="where it was granted: first two digits of GB/T 2260")
    authority_kind: AuthorityKind = Field(description="who granted it; what an employer gave is no source")
    authority_uscc: Uscc
    title_name: Label
    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412, 420, 434, 435]
    scope: Scope | None = Field(default=None, description="none: not known; it is then asked for, never assumed")
    grant_date: date
    certificate_no: Reference


class Check(BaseModel):
    """What was found out about the source title."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: CheckedBy = Field(description="certificate read by the verifier, written reply, or national platform record")
    effective: bool | None = Field(description="none: it could not be told")
    checked_on: date
    evidence_sha256: Sha256 = Field(description="of the verifier's decision, the reply, or the record")


def source_of(source: Source, desk: Desk) -> SourceTitle:
    """The title as rules read it; raises `InvalidInput` for a series, specialty or name that does not exist."""
    desk.check_not_future(source.grant_date)
    desk.tables.check_series(source.series_code, source.specialty_code)
    desk.tables.check_title_name(source.title_name, source.series_code, source.level)
    return SourceTitle(
        source.province,
        source.authority_kind,
        source.authority_uscc,
        source.title_name,
        source.series_code,
        source.specialty_code,
        Level(source.level),
        source.scope,
        source.grant_date,
        source.certificate_no,
    )


def check_of(check: Check, desk: Desk) -> SourceCheck:
    """The check as rules read it."""
    desk.check_not_future(check.checked_on)
    return SourceCheck(check.by, check.effective, check.checked_on)


def employment_with(work: Reader, person_id: UUID, uscc: str, on: date) -> Employment | None:
    """The natural person's employment with this employer on a date."""
    return next((e for e in person_on(work, person_id, on).employments if e.uscc == uscc), None)


def employer_confirmations(work: Reader, person_id: UUID) -> list[EmployerConfirmation]:
    """All confirmations of the natural person by employers for their own use."""
    return [one for same in ids_of(work, person_id) for one in under(work, EmployerConfirmation, same)]


def formal_confirmations(work: Reader, person_id: UUID) -> list[FormalConfirmation]:
    """All requests of the natural person to the department."""
    return [one for same in ids_of(work, person_id) for one in under(work, FormalConfirmation, same)]


def confirmers_of(work: Reader, person_id: UUID) -> frozenset[str]:
    """Units that ever confirmed a title of this person for their own use: none of them is a source authority."""
    return frozenset(confirmation.employer_uscc for confirmation in employer_confirmations(work, person_id))


def under(work: Reader, kind: type[A], person_id: UUID) -> list[A]:
    """All streams of one track under one id of a person, in order and without gaps."""
    found: list[A] = []
    for n in count(1):
        confirmation = work.find(kind, _STREAM[kind](person_id, n))
        if confirmation is None:
            return found
        found.append(confirmation)
    return found


_STREAM: dict[type[Aggregate], Callable[[UUID, int], UUID]] = {
    EmployerConfirmation: employer_confirmation_id,
    FormalConfirmation: formal_confirmation_id,
}
