"""What may happen to a declaration besides going forward."""

from collections.abc import Callable

import pytest

from domain.annual_slot import AnnualSlot
from domain.declaration import Declaration
from domain.errors import DomainError
from domain.finding import found
from domain.values import FRAUD_SET, Cause, Management, Material, MaterialKind, Tally
from tests.domain.builders import (
    CALENDAR,
    CITY,
    COMMITMENT_TEXT,
    COUNTY,
    FIRM,
    ORGANISER,
    Case,
    act,
    day,
    named,
    person,
)

STAGES = ["submitted", "unit_reviewed", "unit_publicised", "recommended", "accepted", "evaluated", "result_publicised"]


def at_stage(stage: str) -> Case:
    case = Case()
    getattr(case, stage)()
    return case


@pytest.mark.covers("S3.1d")
def test_a_refused_submission_names_every_rule_that_fails_and_leaves_a_draft() -> None:
    case = Case().signed("2022-06-30")
    case.title = None
    with pytest.raises(DomainError) as refused:
        case.submitted("2022-06-30")
    failed = [f.rule_id for f in refused.value.findings if not f.holds]
    assert failed == ["R-LEVEL-1", "R-TIME-1"]
    assert (case.declaration.state, case.slot) == ("DRAFT", None)


def test_rules_of_later_families_join_the_decision() -> None:
    case = Case().signed()
    quota = found("R-POST-1", "S1.4", holds=False, approved=6, occupied=6)
    with pytest.raises(DomainError) as refused:
        case.declaration.submit(
            case.by("2022-07-20"),
            case.standing("2022-07-20"),
            chain=case.chain,
            commitment_text=COMMITMENT_TEXT,
            further=[quota],
        )
    assert (refused.value.rule_id, refused.value.clause) == ("R-POST-1", "S1.4")


@pytest.mark.covers("S4.1")
def test_what_nobody_knows_goes_to_a_human() -> None:
    case = Case().signed()
    with pytest.raises(DomainError) as refused:
        case.declaration.submit(
            case.by("2022-07-20"),
            case.standing("2022-07-20"),
            chain=case.chain,
            commitment_text=COMMITMENT_TEXT,
            further=[found("R-CE-3", "S2.5h", None)],
        )
    assert (refused.value.code, refused.value.rule_id) == ("needs_human", "R-CE-3")


def test_an_accepted_event_names_the_rules_it_rests_on() -> None:
    submitted = Case().submitted().declaration.pending_events[-1]
    assert {"R-ONE-1", "R-ELIG-1", "R-INT-1", "R-CMT-1", "R-TIME-1"} <= set(submitted.rule_ids)  # type: ignore[attr-defined]


@pytest.mark.covers("R-STEP-3")
def test_facts_of_somebody_else_decide_nothing() -> None:
    case = Case().signed()
    standing = case.standing("2022-07-20")
    for other in (Case(person("other")), Case(name="x")):
        other.declaration.committee_id = named("another committee")
        with pytest.raises(DomainError) as refused:
            other.declaration.submit(
                other.by("2022-07-20"), standing, chain=case.chain, commitment_text=COMMITMENT_TEXT
            )
        assert refused.value.code == "invalid_value"


@pytest.mark.covers("S3.4b", "R-INT-1")
@pytest.mark.parametrize("stage", STAGES)
def test_an_established_fraud_ends_it_at_every_stage_whatever_the_vote(stage: str) -> None:
    case = at_stage(stage)
    case.declaration.veto(act("2022-12-01"), cause=Cause.ACADEMIC_FRAUD)
    assert case.declaration.state == "VETOED"
    with pytest.raises(DomainError):
        case.approve("2022-12-01")


@pytest.mark.covers("R-INT-2")
def test_a_veto_needs_a_cause_of_the_fraud_set_and_evidence() -> None:
    for cause in set(Cause) - FRAUD_SET:
        with pytest.raises(DomainError):
            Case().submitted().declaration.veto(act("2022-12-01"), cause=cause)
    with pytest.raises(DomainError):
        Case().submitted().declaration.veto(act("2022-12-01", document=""), cause=Cause.FRAUD)


@pytest.mark.covers("S3.1d", "R-INV-1")
@pytest.mark.parametrize("stage", [*STAGES, "approved"])
def test_a_result_is_invalidated_at_every_stage_also_after_approval(stage: str) -> None:
    case = at_stage(stage)
    case.declaration.invalidate(act("2022-12-05", "decider"), cause=Cause.PROCEDURE, proposer_id="proposer")
    assert case.declaration.state == "INVALIDATED"
    with pytest.raises(DomainError):
        case.declaration.approved_result()


@pytest.mark.covers("R-REV-2")
def test_invalidation_is_no_one_persons_act() -> None:
    with pytest.raises(DomainError) as refused:
        at_stage("approved").declaration.invalidate(
            act("2022-12-05", "decider"), cause=Cause.PROCEDURE, proposer_id="decider"
        )
    assert refused.value.rule_id == "R-REV-2"


@pytest.mark.parametrize(
    "end",
    [
        lambda d: d.veto(act("2022-12-05"), cause=Cause.FRAUD),
        lambda d: d.cancel_for_multiple(act("2022-12-05")),
    ],
    ids=["veto", "cancel"],
)
def test_an_approved_declaration_is_history_and_only_its_title_falls(end: Callable[[Declaration], None]) -> None:
    with pytest.raises(DomainError) as refused:
        end(at_stage("approved").declaration)
    assert refused.value.code == "wrong_state"


@pytest.mark.covers("R-ELIG-5")
def test_who_is_no_longer_eligible_is_cancelled_and_others_are_left_alone() -> None:
    case = at_stage("recommended")
    assert case.declaration.recheck(act("2022-08-15"), case.person.facts(day("2022-08-15"))) is False
    case.person.change_employer_type(
        act("2022-08-16"), uscc=FIRM, management=Management.REF_CIVIL_SERVICE, from_date=day("2022-08-16")
    )
    assert case.declaration.recheck(act("2022-08-16"), case.person.facts(day("2022-08-16"))) is True
    assert case.declaration.state == "CANCELLED"


@pytest.mark.covers("R-ELIG-5")
@pytest.mark.parametrize("stage", ["accepted", "approved"])
def test_eligibility_is_asked_again_at_acceptance_and_approval(stage: str) -> None:
    case = at_stage("recommended" if stage == "accepted" else "result_publicised")
    case.person.end_employment(act("2022-08-20"), uscc=FIRM, last_day=day("2022-08-20"))
    with pytest.raises(DomainError) as refused:
        (case.accept if stage == "accepted" else case.approve)()
    assert refused.value.rule_id == "R-ELIG-1"


def test_an_approval_is_a_document_of_the_meetings_person() -> None:
    case = at_stage("result_publicised")
    with pytest.raises(DomainError):
        case.approve(document="")
    with pytest.raises(DomainError, match="on the meeting date"):
        case.declaration.approve(
            act("2022-11-29", "approver"),
            case.standing("2022-11-29"),
            at_meeting=case.person.facts(day("2022-11-17")),
            calendar=CALENDAR,
        )


@pytest.mark.covers("R-ELIG-5")
def test_who_retired_after_the_meeting_is_approved_with_a_flag() -> None:
    case = at_stage("result_publicised")
    case.person.record_retirement(act("2022-11-25"), from_date=day("2022-11-25"))
    case.approve()
    assert case.declaration.pending_events[-1].flags == ["retired_after_meeting"]  # type: ignore[attr-defined]


@pytest.mark.covers("R-ELIG-5")
def test_who_is_still_in_service_is_approved_without_a_flag() -> None:
    assert at_stage("approved").declaration.pending_events[-1].flags == []  # type: ignore[attr-defined]


def test_a_failed_ballot_leads_nowhere() -> None:
    case = Case().evaluated(Tally(present=20, recused=0, yes=10, no=10, abstain=0))
    with pytest.raises(DomainError):
        case.declaration.start_result_publicity(act("2022-11-21", "o", "COMMITTEE_OFFICE", ORGANISER), CALENDAR)


def wanted() -> Case:
    case = Case().submitted()
    case.declaration.request_correction(
        act("2022-07-21", "hr", "EMPLOYER_HR", FIRM), items=["tenure"], deadline=day("2022-07-28")
    )
    return case


def test_a_correction_is_supplied_in_time_and_signed_again() -> None:
    case = wanted()
    case.declaration.list_materials(case.by("2022-07-25"), [Material(MaterialKind.TECH_TRANSFER, "cc" * 32)])
    with pytest.raises(DomainError) as refused:
        case.declaration.supply_correction(case.by("2022-07-25"))
    assert refused.value.rule_id == "R-CMT-1"
    case.signed("2022-07-28")
    case.declaration.supply_correction(case.by("2022-07-28"))
    assert case.declaration.state == "SUBMITTED"


def test_a_body_asks_for_corrections_once_and_another_body_has_its_own_turn() -> None:
    case = wanted()
    case.declaration.supply_correction(case.by("2022-07-22"))
    with pytest.raises(DomainError, match="already_asked=True"):
        case.declaration.request_correction(
            act("2022-07-23", "hr2", "EMPLOYER_HR", FIRM), items=["x"], deadline=day("2022-07-28")
        )
    case.declaration.request_correction(
        act("2022-07-23", "c", "LEVEL_REVIEWER", COUNTY), items=["x"], deadline=day("2022-07-28")
    )
    assert case.declaration.state == "CORRECTION_WANTED"


def test_a_correction_names_its_items_and_a_deadline_to_come() -> None:
    for items, deadline in (([], "2022-07-28"), (["x"], "2022-07-20")):
        with pytest.raises(DomainError):
            Case().submitted().declaration.request_correction(
                act("2022-07-21", "c", "EMPLOYER_HR", CITY), items=items, deadline=day(deadline)
            )


def test_a_late_correction_lapses_and_the_year_stays_taken() -> None:
    case = wanted()
    with pytest.raises(DomainError):
        case.declaration.let_correction_lapse(act("2022-07-28"))
    with pytest.raises(DomainError):
        case.declaration.supply_correction(case.by("2022-07-29"))
    case.declaration.let_correction_lapse(act("2022-07-29"))
    assert case.declaration.state == "DEEMED_WITHDRAWN"
    assert case.slot is not None
    with pytest.raises(DomainError):
        AnnualSlot.claim(
            act("2022-07-29"), case.slot, person_id=case.person.id, season=2022, declaration_id=named("next")
        )


def test_a_declaration_may_be_withdrawn_while_its_unit_waits_for_a_correction_but_not_a_later_body() -> None:
    case = wanted()
    case.declaration.withdraw(case.by("2022-07-22"))
    assert case.declaration.state == "WITHDRAWN"
    later = Case().unit_publicised()
    later.declaration.request_correction(
        act("2022-08-03", "c", "LEVEL_REVIEWER", COUNTY), items=["x"], deadline=day("2022-08-09")
    )
    with pytest.raises(DomainError):
        later.declaration.withdraw(later.by("2022-08-04"))


def test_a_submitted_declaration_changes_no_material() -> None:
    case = Case().submitted()
    with pytest.raises(DomainError):
        case.declaration.list_materials(case.by("2022-07-21"), [])
