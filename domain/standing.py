"""What is known at one legal date, as small frozen facts that aggregates make and rules read.

A handler loads aggregates, asks each for its facts and wires them; it decides nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import UUID

from domain.values import (
    Contract,
    DocumentKind,
    EmployerKind,
    Level,
    Management,
    OrganiserKind,
    Period,
    PersonOrigin,
    PersonStatus,
    PreferenceTag,
    Scope,
    Tier,
    TitleOrigin,
)


@dataclass(frozen=True)
class Employment:
    """One employment; `signed_on` is None where no contract was signed."""

    uscc: str
    contract: Contract
    signed_on: date | None
    kind: EmployerKind
    management: Management
    region: str
    professional_post: bool
    period: Period

    def managed(self, management: Management) -> Self:
        """The same employment under another management."""
        return replace(self, management=management)

    def ended(self, last_day: date) -> Self:
        """The same employment through a last day."""
        return replace(self, period=Period(self.period.first, last_day))


@dataclass(frozen=True)
class IdentityDocument:
    """An identity document without its number."""

    kind: DocumentKind
    valid: Period
    issuer_province: str
    blind_index: str

    def ended(self, last_day: date) -> Self:
        """The same document through a last day, or through its own where that comes first."""
        own = self.valid.last
        return replace(self, valid=Period(self.valid.first, last_day if own is None else min(own, last_day)))


@dataclass(frozen=True)
class StatusPeriod:
    """A standing of a person over a period; region and agency only for freelancers."""

    status: PersonStatus
    period: Period
    region: str = ""
    agency_uscc: str = ""


@dataclass(frozen=True)
class PersonFacts:
    """A person on a date: only what is in force that day. `entrusted`: evaluated here while employed elsewhere."""

    person_id: UUID
    on: date
    origin: PersonOrigin
    employments: tuple[Employment, ...] = ()
    civil_servant: bool = False
    retired: bool = False
    sanctioned: bool = False
    freelancer: bool = False
    freelance_region: str = ""
    agency_uscc: str = ""
    permanent_residence: bool = False
    work_permit_provinces: frozenset[str] = frozenset()
    entrusted: bool = False

    def together_with(self, other: Self) -> Self:
        """The same natural person known under another id too: what holds of either holds of them (4.2)."""
        return replace(
            self,
            employments=(*self.employments, *other.employments),
            civil_servant=self.civil_servant or other.civil_servant,
            retired=self.retired or other.retired,
            sanctioned=self.sanctioned or other.sanctioned,
            freelancer=self.freelancer or other.freelancer,
            freelance_region=self.freelance_region or other.freelance_region,
            agency_uscc=self.agency_uscc or other.agency_uscc,
            permanent_residence=self.permanent_residence or other.permanent_residence,
            work_permit_provinces=self.work_permit_provinces | other.work_permit_provinces,
        )


@dataclass(frozen=True)
class SeasonFacts:
    """A season as it binds one committee and tier. None: not set."""

    year: int
    open: bool
    submit_from: date | None
    submit_to: date | None
    evaluation_deadline: date
    approval_deadline: date
    consented_until: date | None = None
    approval_closed: bool = False
    evaluation_closed_on: date | None = None


@dataclass(frozen=True)
class Expert:
    """A member of a committee: the title they hold and their term. `expert_id` is an account, never a name.

    An expert of the applicant's own `unit_uscc` is recused for that applicant (R-VOTE-4); empty where it is not known.
    """

    expert_id: str
    series_code: str
    specialty_code: str
    level: Level
    term: Period
    unit_uscc: str = ""


@dataclass(frozen=True)
class AuthorityFacts:
    """A delegated right of evaluation. `stopped`: when it may not be used; the last is open while that goes on."""

    authority_id: UUID
    levels: frozenset[Level]
    since: date
    stopped: tuple[Period, ...] = ()


@dataclass(frozen=True)
class CommitteeFacts:
    """A filed committee. Empty `specialty_codes`: filed for the whole series.

    `size`: the seats that ballot, as drawn for the season or as filed; `members`: everybody who is filed. `stopped`:
    when it was suspended or dissolved. `authority`: the right that its organiser was delegated, where there is one.
    """

    committee_id: UUID
    organiser_uscc: str
    organiser_kind: OrganiserKind
    series_code: str
    specialty_codes: frozenset[str]
    tier: Tier
    levels: frozenset[Level]
    size: int
    members: frozenset[str]
    filed: Period
    stopped: tuple[Period, ...] = ()
    authority: AuthorityFacts | None = None

    @property
    def in_force(self) -> bool:
        """Whether it is neither suspended nor dissolved now."""
        return all(period.last is not None for period in self.stopped)


@dataclass(frozen=True)
class Standard:
    """The evaluation standard a declaration is pinned to: data of the series, not code (S2.1c).

    `first_levels`: levels a person without a title may start at. `items`: the conditions that are reviewed one by one.
    `waived`: by preferential tag, the conditions that do not apply.
    `tenure_years`: years in the current title by declared level; `first_title_years`: years of work before a first one.
    """

    version: str
    series_code: str
    levels: frozenset[Level]
    first_levels: frozenset[Level]
    items: tuple[str, ...]
    related_series: frozenset[str] = frozenset()
    waived: Mapping[PreferenceTag, frozenset[str]] = field(default_factory=dict)

    def items_for(self, tags: Collection[PreferenceTag]) -> tuple[str, ...]:
        """The conditions for somebody with these preferential tags; without one, all of them (R-PREF-1)."""
        waived = frozenset[str]().union(*(self.waived.get(tag, frozenset()) for tag in tags))
        return tuple(item for item in self.items if item not in waived)

    tenure_years: Mapping[Level, int] = field(default_factory=dict)
    first_title_years: Mapping[Level, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TitleFacts:
    """A title as rules see it. A title from outside the registry has no id and rests on a document."""

    title_id: UUID | None
    person_id: UUID
    series_code: str
    specialty_code: str
    level: Level
    scope: Scope
    grant_date: date
    effective: bool
    document_ref: str = ""
    origin: TitleOrigin = TitleOrigin.EVALUATION


@dataclass(frozen=True)
class TitleSource:
    """What grants a title that no committee of ours evaluated: a confirmation, an aid recognition, an attested import.

    `source_id` is the stream that decided it and gives the title its id; `source_…` is of the title as it was granted
    elsewhere, kept apart from our own grant date (R-CONF-5).
    """

    origin: TitleOrigin
    source_id: UUID
    person_id: UUID
    series_code: str
    specialty_code: str
    level: Level
    scope: Scope
    grant_date: date
    source_region: str
    source_authority: str
    source_grant_date: date
    source_certificate_no: str
    rule_ids: Sequence[str] = ("R-CERT-1",)


@dataclass(frozen=True)
class IntegrityFacts:
    """One integrity record of a person (R-INT-3)."""

    record_id: UUID
    period: Period
    annulled: bool = False

    def active(self, on: date) -> bool:
        """Whether the record has effect on this legal date, both ends included."""
        return not self.annulled and self.period.covers(on)


@dataclass(frozen=True)
class PostFacts:
    """The posts of one level at one unit as one declaration finds them; `reserved` leaves out those outside the sum.

    `held`: this declaration holds one of them. `excused`: its applicant is taken outside the ratio by document.
    """

    approved: int
    occupied: int
    reserved: int
    held: bool = False
    excused: bool = False


@dataclass(frozen=True)
class YearHours:
    """Class hours of one calendar year that count: public-need ones are 0 until the exam is passed (S2.5e)."""

    public_need: int = 0
    professional: int = 0

    @property
    def credited(self) -> int:
        """Hours of both kinds."""
        return self.public_need + self.professional

    def fuller(self, other: Self) -> Self:
        """Of each kind the larger number."""
        public = max(self.public_need, other.public_need)
        return replace(self, public_need=public, professional=max(self.professional, other.professional))


@dataclass(frozen=True)
class EducationFacts:
    """A person's continuing education by calendar year; a year that is not there has no hours."""

    years: Mapping[int, YearHours] = field(default_factory=dict)

    def of(self, year: int) -> YearHours:
        """The hours of a year."""
        return self.years.get(year, YearHours())

    def together_with(self, other: Self) -> Self:
        """The same person's account under another id: the fuller of each, since the same hours may stand in both."""
        years = self.years.keys() | other.years.keys()
        return replace(self, years={year: self.of(year).fuller(other.of(year)) for year in years})


@dataclass(frozen=True)
class Standing:
    """What submission, acceptance and approval ask of the world on one date; `integrity` is every record.

    `posts`: those of the declaring unit, None where nobody has attested any. No account of education is no hours.
    """

    person: PersonFacts
    season: SeasonFacts
    committee: CommitteeFacts
    standard: Standard
    current_title: TitleFacts | None = None
    integrity: Sequence[IntegrityFacts] = ()
    slot_holder: UUID | None = None
    slot_barred: bool = False
    duplicate_pending: bool = False
    posts: PostFacts | None = None
    education: EducationFacts = EducationFacts()


@dataclass(frozen=True)
class ApprovedResult:
    """What an approved declaration grants; only an approved one yields it (R-CERT-1)."""

    declaration_id: UUID
    person_id: UUID
    series_code: str
    specialty_code: str
    level: Level
    committee_id: UUID
    evaluation_date: date
    approved_on: date
    approver_uscc: str
    document_ref: str


@dataclass(frozen=True)
class HistoricalTitle:
    """A title from before the registry, as a row states it (4.13)."""

    title_name: str
    series_code: str
    specialty_code: str
    level: Level
    scope: Scope
    grant_date: date
    approval_document_no: str


@dataclass(frozen=True)
class PastEvaluator:
    """A body that evaluated from a first year through a last. Empty `successor_uscc`: it still answers itself."""

    uscc: str
    successor_uscc: str
    first_year: int
    last_year: int
