"""R-STEP: review goes level by level, each by a named person of that level's unit and by nobody twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.finding import Finding, found
from domain.standing import PersonFacts
from domain.values import ItemResult, ReviewStep


@dataclass(frozen=True)
class Review:
    """A passed review as the event recorded it."""

    level_no: int
    reviewer: str
    unit_uscc: str


def r_step_1_chain(chain: Sequence[ReviewStep], person: PersonFacts) -> Finding:
    """A chain begins with the applicant's own unit, for a freelancer the agency."""
    units = {person.agency_uscc, *(e.uscc for e in person.employments)} - {""}
    own = bool(chain) and chain[0].unit_uscc in units
    return found("R-STEP-1", "S3.1c", own, levels=len(chain), own_unit_first=own)


def r_step_1(chain: Sequence[ReviewStep], passed: Sequence[Review], level_no: int) -> Finding:
    """The next level of the chain and no other."""
    following = len(passed)
    return found("R-STEP-1", "S3.1c", level_no == following < len(chain), level=level_no, following=following)


def r_step_1_items(conditions: Sequence[str], results: Sequence[ItemResult], *, recommend: bool) -> Finding:
    """One result for every condition of the standard; all met to recommend, at least one unmet not to (S3.1a)."""
    complete = sorted(result.item_id for result in results) == sorted(conditions)
    unmet = sum(not result.passed for result in results)
    fits = complete and recommend is (unmet == 0)
    return found("R-STEP-1", "S3.1a", fits, conditions=len(conditions), each_has_one_result=complete, unmet=unmet)


def r_step_1_correction(*, asked_before: bool) -> Finding:
    """A body names everything to correct once and completely."""
    return found("R-STEP-1", "S3.1a", not asked_before, already_asked=asked_before)


def r_step_1_in_time(deadline: date, on: date) -> Finding:
    """A correction comes by 24:00 of its deadline."""
    return found("R-STEP-1", "S3.1a", on <= deadline, deadline=deadline.isoformat())


def r_step_1_lapsed(deadline: date, on: date) -> Finding:
    """A correction lapses from the day after its deadline."""
    return found("R-STEP-1", "S3.1a", on > deadline, deadline=deadline.isoformat())


def r_step_2(chain: Sequence[ReviewStep], passed: Sequence[Review], applicant: str) -> Finding:
    """The whole chain again, from events: every level once, in order, by its own unit, by different people."""
    in_order = [r.level_no for r in passed] == list(range(len(chain))) and bool(chain)
    authorised = in_order and all(r.unit_uscc == s.unit_uscc for r, s in zip(passed, chain, strict=True))
    reviewers = [r.reviewer for r in passed]
    separate = len(set(reviewers)) == len(reviewers) and applicant not in reviewers and "" not in reviewers
    holds = authorised and separate
    return found("R-STEP-2", "S3.1d", holds, complete=in_order, authorised=authorised, separate=separate)


def r_step_3(
    reviewer: str, unit_uscc: str, applicant: str, passed: Sequence[Review], step: ReviewStep | None
) -> Finding:
    """A named reviewer who is not the applicant, reviewed no other level, and acts for the unit of this level."""
    own = reviewer == applicant
    twice = any(r.reviewer == reviewer for r in passed)
    right_unit = step is None or step.unit_uscc == unit_uscc
    holds = bool(reviewer) and not own and not twice and right_unit
    return found("R-STEP-3", "S3.1b", holds, own_declaration=own, second_level=twice, right_unit=right_unit)
