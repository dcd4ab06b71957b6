"""Thresholds of the notice, in one versioned place (domain model 5.18). No rule repeats a number that stands here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.values import Scope, Tier

MonthDay = tuple[int, int]


@dataclass(frozen=True)
class Policy:
    """Configuration with the notice's values; fractions are (parts, whole), met when "at least".

    Days are calendar days unless a name says working days; `aid_regions` are the first two digits of GB/T 2260.
    """

    version: int = 1
    senior_open: MonthDay = (7, 1)
    senior_evaluation_deadline: MonthDay = (11, 30)
    approval_deadline: MonthDay = (12, 31)
    ce_public_need_hours_per_year: int = 30
    ce_professional_hours_per_year: int = 60
    ce_min_active_years: int = 2
    ce_single_year_flag_share: tuple[int, int] = (80, 100)
    integrity_years: int = 3
    integrity_blocks_declaration: bool = True
    publicity_working_days: int = 5
    filing_max_years: int = 3
    expert_term_max_years: int = 3
    odd_members_required: bool = True
    minimum_members_by_series: Mapping[Tier, int] = field(
        default_factory=lambda: {Tier.SENIOR: 25, Tier.INTERMEDIATE: 15, Tier.JUNIOR: 7}
    )
    minimum_members_by_specialty: Mapping[Tier, int] = field(
        default_factory=lambda: {Tier.SENIOR: 11, Tier.INTERMEDIATE: 7, Tier.JUNIOR: 7}
    )
    vote_quorum: tuple[int, int] = (2, 3)
    vote_pass: tuple[int, int] = (2, 3)
    proxy_votes_allowed: bool = False
    aid_min_years: int = 1
    aid_regions: frozenset[int] = frozenset({54, 63, 65})
    recognition_excluded_scopes: frozenset[Scope] = frozenset({Scope.DUAL_DIRECTED, Scope.NON_STATE})
    petition_accept_days: int = 15
    petition_handle_days: int = 60
    petition_extension_days: int = 30
    status_list_max_interval_hours: int = 24
    offline_max_age_days: int = 7


NOTICE_2022 = Policy()
