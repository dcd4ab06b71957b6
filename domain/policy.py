"""Thresholds of the notice, in one versioned place (domain model 5.18). No rule repeats a number that stands here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.values import Tier


@dataclass(frozen=True)
class Policy:
    """Configuration with the notice's values; fractions are (parts, whole), met when "at least"."""

    version: int = 1
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


NOTICE_2022 = Policy()
