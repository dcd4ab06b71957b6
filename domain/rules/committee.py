"""R-COMM: which committee may judge what, and from when to when."""

from collections.abc import Sequence
from datetime import date

from domain.calendar import add_years
from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy
from domain.standing import CommitteeFacts, Expert
from domain.values import Level, Period, Tier


def r_comm_1_filing(series_codes: Sequence[str]) -> Finding:
    """A committee is filed for one series; a comprehensive jury is forbidden."""
    return found("R-COMM-1", "S3.2a", len(set(series_codes)) == 1, series=len(set(series_codes)))


def r_comm_1(committee: CommitteeFacts, series_code: str, specialty_code: str, level: Level) -> Finding:
    """The committee judges inside the series, specialties and levels it is filed for."""
    specialties = committee.specialty_codes
    in_scope = (
        committee.series_code == series_code
        and level in committee.levels
        and (not specialties or specialty_code in specialties)
    )
    return found("R-COMM-1", "S3.2a", in_scope, series=series_code, specialty=specialty_code, level=int(level))


def r_comm_2_filing(filed: Period, policy: Policy = NOTICE_2022) -> Finding:
    """A filing lasts three years at most."""
    limit = add_years(filed.first, policy.filing_max_years)
    kept = filed.last is not None and filed.first <= filed.last <= limit
    return found("R-COMM-2", "S3.2a", kept, limit=limit.isoformat())


def r_comm_2(committee: CommitteeFacts, on: date) -> Finding:
    """The filing covers the date of acceptance or meeting; otherwise the result is not recognised (R-AUTH-2: state)."""
    last = committee.filed.last.isoformat() if committee.filed.last else ""
    kept = committee.filed.covers(on)
    return found("R-COMM-2", "S3.2a", kept, on=on.isoformat(), filed_to=last)


def r_comm_3(size: int, tier: Tier, *, by_specialty: bool, policy: Policy = NOTICE_2022) -> Finding:
    """An odd number of members, and enough of them: senior 25 by series, 11 by specialty."""
    table = policy.minimum_members_by_specialty if by_specialty else policy.minimum_members_by_series
    odd = size % 2 == 1 or not policy.odd_members_required
    return found("R-COMM-3", "S3.2a", odd and size >= table[tier], size=size, minimum=table[tier])


def r_comm_4(
    expert: Expert, series_code: str, specialties: frozenset[str], level: Level, policy: Policy = NOTICE_2022
) -> Finding:
    """A term of three years at most, and a title of the series (of the specialty, where filed so) and level."""
    limit = add_years(expert.term.first, policy.expert_term_max_years)
    bounded = expert.term.last is not None and expert.term.first <= expert.term.last <= limit
    titled = (
        expert.series_code == series_code
        and expert.level.rank >= level.rank
        and (not specialties or expert.specialty_code in specialties)
    )
    return found("R-COMM-4", "S3.2a", bounded and titled, term=bounded, title=titled)
