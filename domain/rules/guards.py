"""Which rules guard which step of a declaration. Approval asks again: the world may have changed since submission."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.finding import Finding
from domain.policy import NOTICE_2022, Policy
from domain.rules.authority import r_auth_2
from domain.rules.commitment import Commitment, r_cmt_1
from domain.rules.committee import r_comm_1, r_comm_2
from domain.rules.education import NO_CYCLE, SINGLE_YEAR, r_ce
from domain.rules.eligibility import RETIRED_AFTER_MEETING, r_elig_5, r_elig_5_at_approval
from domain.rules.integrity import r_int_1, r_int_1_identity
from domain.rules.level import r_level_1
from domain.rules.one import r_one_1, r_one_1_held, r_one_2
from domain.rules.post import r_post_1, r_post_1_held, r_post_2_attested, same_level
from domain.rules.publicity import r_pub_2
from domain.rules.route import ORDINARY, Claims, at_submission
from domain.rules.steps import Review, r_step_1_chain, r_step_2, r_step_3
from domain.rules.timing import r_time_1, r_time_2, r_time_3
from domain.rules.vote import r_vote_1, r_vote_3
from domain.standing import CommitteeFacts, PersonFacts, SeasonFacts, Standing
from domain.values import Level, ReviewStep, Tally

FLAGS = (RETIRED_AFTER_MEETING, SINGLE_YEAR, NO_CYCLE)
"""Facts that do not refuse, and that a human has to see: they stay on the declaration."""


def flags_in(findings: Iterable[Finding]) -> list[str]:
    """The flags that these findings raise."""
    raised = {name for finding in findings for name in finding.facts}
    return [flag for flag in FLAGS if flag in raised]


def submission(
    standing: Standing,
    on: date,
    *,
    declaration_id: UUID,
    specialty_code: str,
    level: Level,
    chain: Sequence[ReviewStep],
    commitment: Commitment | None,
    commitment_text: str,
    materials_hash: str,
    claims: Claims = ORDINARY,
    policy: Policy = NOTICE_2022,
) -> list[Finding]:
    """What must hold when a declaration is handed in."""
    applicant = str(standing.person.person_id)
    unit = chain[0].unit_uscc if chain else ""
    same = same_level(standing.current_title, level)
    return [
        r_one_2(barred=standing.slot_barred),
        r_one_1(standing.slot_holder, declaration_id),
        *r_elig_5(standing.person),
        r_int_1(standing.integrity, on, policy),
        r_int_1_identity(duplicate_pending=standing.duplicate_pending),
        r_level_1(level, standing.standard, standing.current_title, claims.direct_document),
        *r_ce(standing, level, policy),
        r_post_2_attested(standing.person, unit, standing.posts),
        r_post_1(standing.person, unit, standing.posts, same_level=same),
        r_cmt_1(commitment, applicant, commitment_text, materials_hash),
        r_time_1(standing.season, on),
        r_comm_1(standing.committee, standing.standard.series_code, specialty_code, level),
        *at_submission(claims, standing.committee, standing.person),
        r_step_1_chain(chain, standing.person),
    ]


def acceptance(
    standing: Standing,
    on: date,
    *,
    declaration_id: UUID,
    specialty_code: str,
    level: Level,
    acceptor: str,
    acceptor_uscc: str,
    policy: Policy = NOTICE_2022,
) -> list[Finding]:
    """What must hold when a committee office takes a file in."""
    applicant = str(standing.person.person_id)
    office = ReviewStep("committee office", standing.committee.organiser_uscc)
    return [
        r_one_2(barred=standing.slot_barred),
        r_one_1_held(standing.slot_holder, declaration_id),
        *r_elig_5(standing.person),
        r_int_1(standing.integrity, on, policy),
        r_int_1_identity(duplicate_pending=standing.duplicate_pending),
        r_comm_1(standing.committee, standing.standard.series_code, specialty_code, level),
        r_comm_2(standing.committee, on),
        r_auth_2(standing.committee, on),
        r_step_3(acceptor, acceptor_uscc, applicant, (), office),
    ]


def ballot(
    committee: CommitteeFacts, season: SeasonFacts, meeting_date: date, tally: Tally, policy: Policy = NOTICE_2022
) -> list[Finding]:
    """What must hold for a ballot to count at all; R-VOTE-2 then says how it went."""
    return [
        r_comm_2(committee, meeting_date),
        r_auth_2(committee, meeting_date),
        r_time_2(season, meeting_date),
        r_vote_3(tally, policy),
        r_vote_1(tally, committee.size, policy),
    ]


def approval(
    standing: Standing,
    on: date,
    *,
    at_meeting: PersonFacts,
    declaration_id: UUID,
    specialty_code: str,
    level: Level,
    chain: Sequence[ReviewStep],
    reviews: Sequence[Review],
    approver: str,
    posted_on: date | None,
    calendar: WorkingCalendar,
    claims: Claims = ORDINARY,
    policy: Policy = NOTICE_2022,
) -> list[Finding]:
    """What must hold when a result is approved (4.4, invariant iv)."""
    applicant = str(standing.person.person_id)
    unit = chain[0].unit_uscc if chain else ""
    return [
        r_step_2(chain, reviews, applicant),
        r_step_3(approver, "", applicant, reviews, None),
        r_pub_2(posted_on, on, calendar, policy),
        r_time_3(standing.season, on),
        r_one_2(barred=standing.slot_barred),
        r_one_1_held(standing.slot_holder, declaration_id),
        *r_elig_5_at_approval(standing.person, at_meeting),
        r_int_1(standing.integrity, on, policy),
        r_int_1_identity(duplicate_pending=standing.duplicate_pending),
        r_level_1(level, standing.standard, standing.current_title, claims.direct_document),
        *r_ce(standing, level, policy),
        r_post_2_attested(standing.person, unit, standing.posts),
        r_post_1_held(standing.person, unit, standing.posts),
        r_comm_1(standing.committee, standing.standard.series_code, specialty_code, level),
        r_comm_2(standing.committee, at_meeting.on),
        r_auth_2(standing.committee, on),
    ]
