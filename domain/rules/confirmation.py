"""R-CONF: when a title from elsewhere counts here, for one employer or for the province; unknown goes to a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy
from domain.rules.eligibility import ANHUI
from domain.standing import Employment
from domain.values import EmployerKind, Level, Period, Scope

CONFIRMING = frozenset(
    {
        EmployerKind.ENTERPRISE,
        EmployerKind.PUBLIC_INSTITUTION,
        EmployerKind.SOCIAL_ORGANISATION,
        EmployerKind.INDIVIDUAL_ECONOMIC,
    }
)
"""The employers of S2.3a, non-state ones among them: the exclusion is a property of the title (AMB-18)."""


class Track(StrEnum):
    """Who confirms: the employer for its own use (S2.3c), or the department for the province (S2.3d)."""

    EMPLOYER = "EMPLOYER"
    FORMAL = "FORMAL"


class AuthorityKind(StrEnum):
    """Who granted the source title; what an EMPLOYER gave is a confirmation for its own use, not a title."""

    PROVINCIAL_TITLE_DEPARTMENT = "PROVINCIAL_TITLE_DEPARTMENT"
    CITY_TITLE_DEPARTMENT = "CITY_TITLE_DEPARTMENT"
    CENTRAL_MINISTRY = "CENTRAL_MINISTRY"
    AUTONOMOUS_UNIT = "AUTONOMOUS_UNIT"
    EMPLOYER = "EMPLOYER"


class CheckedBy(StrEnum):
    """What shows that the source title is effective (R-CONF-4)."""

    CERTIFICATE = "CERTIFICATE"
    WRITTEN_REPLY = "WRITTEN_REPLY"
    NATIONAL_PLATFORM = "NATIONAL_PLATFORM"


@dataclass(frozen=True)
class SourceTitle:
    """A title as it was granted elsewhere. `province`: first two digits of GB/T 2260; `scope` None: not known."""

    province: str
    authority_kind: AuthorityKind
    authority_uscc: str
    title_name: str
    series_code: str
    specialty_code: str
    level: Level
    scope: Scope | None
    grant_date: date
    certificate_no: str


@dataclass(frozen=True)
class SourceCheck:
    """What was found out about the source title, how and when. `effective` None: it could not be told."""

    by: CheckedBy
    effective: bool | None
    checked_on: date


@dataclass(frozen=True)
class RecognitionAgreement:
    """Dated data: titles of these provinces hold here without confirmation. Empty series or levels: all of them."""

    name: str
    provinces: frozenset[str]
    series_codes: frozenset[str]
    levels: frozenset[Level]
    period: Period

    def covers(self, source: SourceTitle, on: date) -> bool:
        """Whether the agreement is in force that day between Anhui and the source's province, for this title."""
        parties = {ANHUI, source.province} <= self.provinces
        series = not self.series_codes or source.series_code in self.series_codes
        levels = not self.levels or source.level in self.levels
        return parties and series and levels and self.period.covers(on)


def r_conf_1(source: SourceTitle, employment: Employment | None) -> Finding:
    """Granted outside Anhui's authority (AMB-21), to somebody who then came to an employer in Anhui and works there.

    `employment`: the one in force on the day of asking; None where there is none.
    """
    outside = source.province != ANHUI or source.authority_kind is AuthorityKind.CENTRAL_MINISTRY
    if employment is None:
        return found("R-CONF-1", "S2.3a", holds=False, granted_outside=outside, employed=False)
    facts = {
        "granted_outside": outside,
        "employer_confirms": employment.kind in CONFIRMING,
        "in_anhui": employment.region.startswith(ANHUI),
        "moved_after_grant": source.grant_date <= employment.period.first,
    }
    return found("R-CONF-1", "S2.3a", all(facts.values()), employed=True, **facts)


def r_conf_2(source: SourceTitle, track: Track, policy: Policy = NOTICE_2022) -> Finding:
    """No dual-directed and no non-state-track title; an unknown scope is asked for, never assumed.

    On the department's track a restricted scope is for a person to decide.
    """
    if source.scope is None:
        return found("R-CONF-2", "S2.3b", None, scope="UNKNOWN")
    excluded = source.scope in policy.recognition_excluded_scopes
    holds = not excluded or (None if track is Track.FORMAL else False)
    return found("R-CONF-2", "S2.3b", holds, scope=source.scope.value)


def r_conf_3(level_used: Level, source: SourceTitle) -> Finding:
    """An employer uses no higher level than the source's."""
    within = level_used.rank <= source.level.rank
    return found("R-CONF-3", "S2.3c", within, level_used=int(level_used), source_level=int(source.level))


def r_conf_3_source(source: SourceTitle, employer_uscc: str, confirmers: Collection[str]) -> Finding:
    """What one unit confirmed for its own use is no source: not by its scope, its kind, or the unit behind it.

    `confirmers`: units that ever confirmed a title of this person for their own use.
    """
    internal = source.scope is Scope.UNIT_INTERNAL or source.authority_kind is AuthorityKind.EMPLOYER
    unit = source.authority_uscc == employer_uscc or source.authority_uscc in confirmers
    return found("R-CONF-3", "S2.3c", not internal and not unit, unit_internal=internal, by_a_confirming_unit=unit)


def r_conf_4(check: SourceCheck | None, on: date, policy: Policy = NOTICE_2022) -> Finding:
    """Shown to be effective on the day of confirmation; a certificate check grows stale like any other (R-VER-2)."""
    if check is None:
        return found("R-CONF-4", "S2.3d", None, checked=False)
    facts = {"checked": True, "by": check.by.value, "checked_on": check.checked_on.isoformat()}
    stale = check.by is CheckedBy.CERTIFICATE and on - check.checked_on > timedelta(days=policy.offline_max_age_days)
    if check.effective and (stale or check.checked_on > on):
        return found("R-CONF-4", "S2.3d", None, **facts, stale=True)
    return found("R-CONF-4", "S2.3d", check.effective, **facts)


def r_conf_5(document_ref: str) -> Finding:
    """The department decides by document on conditions that only a person can judge (2018 Measures, AMB-7)."""
    decided = bool(document_ref.strip())
    return found("R-CONF-5", "S2.3d", True if decided else None, decided_by_document=decided)


def r_conf_6(agreements: Sequence[RecognitionAgreement], source: SourceTitle, on: date) -> Finding:
    """An agreement in force lets the title hold without confirmation; without one it does not."""
    name = next((agreement.name for agreement in agreements if agreement.covers(source, on)), "")
    return found("R-CONF-6", "S2.3a", bool(name), agreement=name)
