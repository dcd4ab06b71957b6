"""The versioned policy document: every threshold of the rules with the clause it rests on and how well that is known.

Which number applies is policy; what it means is the law (`domain`). Events carry `policy_version`.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from typing_extensions import TypeAliasType

from domain.policy import MonthDay as DomainMonthDay
from domain.policy import Policy
from domain.values import Scope, Tier
from registry.tables import DATA, read_document

T = TypeVar("T")


def _in_every_year(month_day: str) -> str:
    date.fromisoformat(f"2023-{month_day}")
    return month_day


# How well a value is known: said by the notice, seen (P) or second-hand (P2), general knowledge, our decision.
Tag = Annotated[str, Field(pattern=r"^(S|P-\d+|P2-\d+|GKU|D)$")]
# Named types, so that the document's schema reads as this file does.
Part = TypeAliasType("Part", Annotated[int, Field(ge=1, le=100)])
Fraction = TypeAliasType("Fraction", tuple[Part, Part])
Years = TypeAliasType("Years", Annotated[int, Field(ge=1, le=10)])
Days = TypeAliasType("Days", Annotated[int, Field(ge=1, le=366)])
WorkingDays = TypeAliasType("WorkingDays", Annotated[int, Field(ge=1, le=60)])
Hours = TypeAliasType("Hours", Annotated[int, Field(ge=0, le=1000)])
PublishingHours = TypeAliasType("PublishingHours", Annotated[int, Field(ge=1, le=168)])
OfflineDays = TypeAliasType("OfflineDays", Annotated[int, Field(ge=1, le=31)])
Members = TypeAliasType("Members", Annotated[int, Field(ge=1, le=399)])
Province = TypeAliasType("Province", Annotated[int, Field(ge=11, le=82)])
# Hundredths, so that the law compares whole numbers.
Share = TypeAliasType(
    "Share",
    Annotated[
        Decimal,
        Field(gt=0, le=1, decimal_places=2),
        WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
    ],
)
MonthDay = TypeAliasType("MonthDay", Annotated[str, Field(pattern=r"^\d{2}-\d{2}$"), AfterValidator(_in_every_year)])


class Entry(BaseModel, Generic[T]):
    """One value, its clause and its evidence tag."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: T
    clause: str = Field(min_length=3)
    tag: Tag


class PolicyValues(BaseModel):
    """The parameters of domain.md 5.18; a missing or unknown one is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    senior_open: Entry[MonthDay] = Field(alias="season.senior_open")
    senior_evaluation_deadline: Entry[MonthDay] = Field(alias="season.senior_evaluation_deadline")
    approval_deadline: Entry[MonthDay] = Field(alias="season.approval_deadline")
    cross_year_allowed: Entry[Literal[False]] = Field(alias="season.cross_year_allowed")
    max_per_person_per_season: Entry[Literal[1]] = Field(alias="declaration.max_per_person_per_season")
    public_need_hours_per_year: Entry[Hours] = Field(alias="ce.public_need_hours_per_year")
    professional_hours_per_year: Entry[Hours] = Field(alias="ce.professional_hours_per_year")
    min_active_years: Entry[Years] = Field(alias="ce.min_active_years")
    single_year_flag_share: Entry[Share] = Field(alias="ce.single_year_flag_share")
    integrity_years: Entry[Years] = Field(alias="integrity.years")
    integrity_start: Entry[Literal["DECISION_DATE"]] = Field(alias="integrity.start")
    integrity_blocks_declaration: Entry[bool] = Field(alias="integrity.blocks_declaration")
    publicity_working_days: Entry[WorkingDays] = Field(alias="publicity.working_days")
    filing_max_years: Entry[Years] = Field(alias="committee.filing_max_years")
    expert_term_max_years: Entry[Years] = Field(alias="expert.term_max_years")
    min_size_senior_series: Entry[Members] = Field(alias="committee.min_size.senior_series")
    min_size_senior_specialty: Entry[Members] = Field(alias="committee.min_size.senior_specialty")
    min_size_intermediate_series: Entry[Members] = Field(alias="committee.min_size.intermediate_series")
    min_size_intermediate_specialty: Entry[Members] = Field(alias="committee.min_size.intermediate_specialty")
    min_size_junior: Entry[Members] = Field(alias="committee.min_size.junior")
    odd_required: Entry[bool] = Field(alias="committee.odd_required")
    vote_quorum: Entry[Fraction] = Field(alias="vote.quorum")
    vote_pass: Entry[Fraction] = Field(alias="vote.pass")
    vote_allow_proxy: Entry[Literal[False]] = Field(alias="vote.allow_proxy")
    aid_min_years: Entry[Years] = Field(alias="aid.min_years")
    aid_regions: Entry[tuple[Province, ...]] = Field(alias="aid.regions")
    recognition_excluded_scopes: Entry[tuple[Scope, ...]] = Field(alias="recognition.excluded_scopes")
    petition_accept_days: Entry[Days] = Field(alias="petition.accept_days")
    petition_handle_days: Entry[Days] = Field(alias="petition.handle_days")
    petition_extension_days: Entry[Days] = Field(alias="petition.extension_days")
    status_list_max_interval_hours: Entry[PublishingHours] = Field(alias="status_list.max_interval_hours")
    offline_max_age_days: Entry[OfflineDays] = Field(alias="offline.max_age_days")


class PolicyDocument(BaseModel):
    """One version of the policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1)
    values: PolicyValues

    def for_the_law(self) -> Policy:
        """The thresholds that the rules of `domain` take as an argument."""
        v = self.values
        return Policy(
            version=self.version,
            senior_open=_month_day(v.senior_open.value),
            senior_evaluation_deadline=_month_day(v.senior_evaluation_deadline.value),
            approval_deadline=_month_day(v.approval_deadline.value),
            ce_public_need_hours_per_year=v.public_need_hours_per_year.value,
            ce_professional_hours_per_year=v.professional_hours_per_year.value,
            ce_min_active_years=v.min_active_years.value,
            ce_single_year_flag_share=(int(v.single_year_flag_share.value * 100), 100),
            integrity_years=v.integrity_years.value,
            integrity_blocks_declaration=v.integrity_blocks_declaration.value,
            publicity_working_days=v.publicity_working_days.value,
            filing_max_years=v.filing_max_years.value,
            expert_term_max_years=v.expert_term_max_years.value,
            odd_members_required=v.odd_required.value,
            minimum_members_by_series={
                Tier.SENIOR: v.min_size_senior_series.value,
                Tier.INTERMEDIATE: v.min_size_intermediate_series.value,
                Tier.JUNIOR: v.min_size_junior.value,
            },
            minimum_members_by_specialty={
                Tier.SENIOR: v.min_size_senior_specialty.value,
                Tier.INTERMEDIATE: v.min_size_intermediate_specialty.value,
                Tier.JUNIOR: v.min_size_junior.value,
            },
            vote_quorum=v.vote_quorum.value,
            vote_pass=v.vote_pass.value,
            proxy_votes_allowed=v.vote_allow_proxy.value,
            aid_min_years=v.aid_min_years.value,
            aid_regions=frozenset(v.aid_regions.value),
            recognition_excluded_scopes=frozenset(v.recognition_excluded_scopes.value),
            petition_accept_days=v.petition_accept_days.value,
            petition_handle_days=v.petition_handle_days.value,
            petition_extension_days=v.petition_extension_days.value,
            status_list_max_interval_hours=v.status_list_max_interval_hours.value,
            offline_max_age_days=v.offline_max_age_days.value,
        )


def _month_day(text: str) -> DomainMonthDay:
    month, day = text.split("-")
    return int(month), int(day)


def load_policy(path: Path | None = None) -> PolicyDocument:
    """The policy in `path`, else the one that is shipped; raises `ConfigurationError`, code `table_invalid`."""
    return read_document(path or DATA / "policy.json", PolicyDocument)
