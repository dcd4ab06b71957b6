"""Acceptance scenarios of the domain model, as far as the law alone can play them."""

from copy import deepcopy
from datetime import timedelta

import pytest

from domain.calendar import WorkingCalendar
from domain.certificate import Certificate
from domain.declaration import Declaration
from domain.errors import DomainError
from domain.integrity import IntegrityRecord
from domain.rules.integrity import r_int_1
from domain.standing import ApprovedResult
from domain.title import Title
from domain.values import Cause, EmployerKind, Level, Management, Period
from tests.domain.builders import (
    CALENDAR,
    FIRM,
    ORGANISER,
    PHRSS,
    Case,
    act,
    at,
    day,
    engineer,
    named,
    person,
    title,
)
from tests.domain.replay import replayed

NO = "AHZC-2022-05-412-000001-J"


@pytest.mark.covers("SC-01")
def test_sc_01_the_ordinary_path_ends_in_a_title_and_its_first_certificate() -> None:
    case = Case().approved()
    result = case.declaration.approved_result()
    granted = Title.grant(act("2022-11-29"), result, title_name="高级工程师", region_code="340000")
    assert (granted.title_name, granted.level) == ("高级工程师", Level.ASSOCIATE_SENIOR)
    assert (granted.grant_date, result.evaluation_date) == (day("2022-11-29"), day("2022-11-18"))
    granted.assign_certificate(act("2022-12-01"), certificate_no=NO, version=1)
    certificate = Certificate.prepare(
        act("2022-12-01"), granted.facts(), certificate_no=NO, status_list=1, status_index=4711, sealed_body="body"
    )
    certificate.issue(
        act("2022-12-01"), granted.facts(), version=1, sealed_token="token", kid="aa" * 8, signed_at=at("2022-12-01")
    )
    assert certificate.issued is not None
    assert certificate.issued.version == granted.certificate_version == 1


@pytest.mark.covers("SC-04", "S1.3")
def test_sc_04_a_hidden_status_is_found_behind_the_registered_kind() -> None:
    hidden = engineer("hidden", kind=EmployerKind.PUBLIC_INSTITUTION, management=Management.REF_CIVIL_SERVICE)
    retired = person("赵退休")
    retired.record_retirement(act("2017-07-07"), from_date=day("2017-07-07"))
    retired.start_employment(
        act("2022-01-04"),
        uscc=FIRM,
        contract=hidden.employments[0].contract,
        signed_on=day("2022-01-04"),
        kind=EmployerKind.ENTERPRISE,
        region="340100",
        professional_post=True,
        from_date=day("2022-01-04"),
    )
    for someone in (hidden, retired):
        with pytest.raises(DomainError) as refused:
            Case(someone).submitted()
        assert refused.value.rule_id == "R-ELIG-2"
        assert any(f.facts.get("ref_civil_service") or f.facts.get("retired") for f in refused.value.findings)


@pytest.mark.covers("SC-06", "R-PUB-2")
def test_sc_06_publicity_over_national_day() -> None:
    case = Case().evaluated(on="2022-09-20")
    office = ("office", "COMMITTEE_OFFICE", ORGANISER)
    with pytest.raises(DomainError) as missing:
        case.declaration.start_result_publicity(act("2022-09-28", *office), WorkingCalendar({}))
    assert missing.value.code == "calendar_missing"
    case.declaration.start_result_publicity(act("2022-09-28", *office), CALENDAR)
    for early in ("2022-10-05", "2022-10-10"):
        with pytest.raises(DomainError) as refused:
            case.declaration.complete_result_publicity(act(early, *office), CALENDAR)
        assert refused.value.rule_id == "R-PUB-2"
        with pytest.raises(DomainError):
            case.approve(early)
    case.declaration.complete_result_publicity(act("2022-10-11", *office), CALENDAR)
    case.approve("2022-10-11")
    assert case.declaration.state == "APPROVED"


@pytest.mark.covers("SC-07", "R-ONE-1")
def test_sc_07_two_declarations_at_the_same_second_meet_in_one_stream() -> None:
    engineering, economics = Case(name="A").submitted(), Case(name="B").submitted()
    assert engineering.slot is not None
    assert economics.slot is not None
    taken = [slot.pending_events[0] for slot in (engineering.slot, economics.slot)]
    assert len({(e.originator_id, e.originator_version) for e in taken}) == 1
    assert replayed(engineering.slot).holder == engineering.declaration.id
    late = Case(name="C").signed()
    late.slot = engineering.slot
    with pytest.raises(DomainError) as refused:
        late.submitted()
    assert refused.value.rule_id == "R-ONE-1"


@pytest.mark.covers("SC-07", "R-ONE-2")
def test_sc_07_a_second_declaration_from_another_channel_cancels_both_and_puts_the_title_in_question() -> None:
    first, second = Case(name="online").approved(), Case(name="offline").submitted()
    granted = Title.grant(
        act("2022-11-29"), first.declaration.approved_result(), title_name="高级工程师", region_code="340000"
    )
    second.declaration.cancel_for_multiple(act("2022-12-10"))
    granted.propose_revocation(
        act("2022-12-10", "proposer"), cause=Cause.MULTIPLE_DECLARATION, evidence_ref="offline file 3"
    )
    assert (second.declaration.state, granted.state) == ("CANCELLED", "UNDER_REVOCATION")


@pytest.mark.covers("SC-09", "S3.4c")
def test_sc_09_a_bought_paper_costs_the_title_for_ever_and_three_years() -> None:
    result = ApprovedResult(
        named("d"), named("p"), "05", "0501", Level.ASSOCIATE_SENIOR, named("c"), day("2021-11-18"), day("2021-12-20"),
        PHRSS, "虚构人社审〔2021〕7号",
    )  # fmt: skip
    granted = Title.grant(act("2021-12-20"), result, title_name="高级工程师", region_code="340000")
    granted.propose_revocation(act("2022-06-01", "proposer"), cause=Cause.ACADEMIC_FRAUD, evidence_ref="paper")
    granted.record_statement(act("2022-06-20"), heard=True)
    decision = act("2022-08-15", "decider", document="虚构人社撤〔2022〕9号")
    granted.decide_revocation(decision)
    record = IntegrityRecord.open(
        decision,
        person_id=granted.person_id,
        n=1,
        cause=Cause.ACADEMIC_FRAUD,
        proposer_id="proposer",
        related_title_ids=[granted.id],
    )
    assert record.last_day == day("2025-08-15")
    assert not r_int_1([record.facts()], day("2025-08-15")).holds
    assert r_int_1([record.facts()], day("2025-08-16")).holds
    asked_in_2026 = granted.position(at("2026-01-15"))
    assert asked_in_2026 is not None
    assert (asked_in_2026.state, asked_in_2026.effective_from) == ("REVOKED", day("2021-12-20"))
    assert granted.effective_on(day("2022-01-01"), known_at=at("2022-01-01"))


@pytest.mark.covers("SC-09", "R-INT-1")
def test_sc_09_submitting_is_refused_on_the_last_day_and_allowed_on_the_next() -> None:
    def declare(on: str) -> str:
        case = Case()
        case.records = [
            IntegrityRecord.open(
                act("2019-07-20", "decider"),
                person_id=case.person.id,
                n=1,
                cause=Cause.PLAGIARISM,
                proposer_id="proposer",
            ).facts()
        ]
        try:
            return str(case.submitted(on).declaration.state)
        except DomainError as refused:
            return refused.rule_id

    assert (declare("2022-07-20"), declare("2022-07-21")) == ("R-INT-1", "SUBMITTED")


@pytest.mark.covers("SC-10", "R-INT-3")
@pytest.mark.parametrize(
    ("decided", "last_day"), [("2024-02-29", "2027-02-28"), ("2021-02-28", "2024-02-28")], ids=["leap", "before leap"]
)
def test_sc_10_leap_day(decided: str, last_day: str) -> None:
    record = IntegrityRecord.open(
        act(decided, "decider"), person_id=named("p"), n=1, cause=Cause.FRAUD, proposer_id="proposer"
    )
    assert record.last_day == day(last_day)
    assert not record.active(day(last_day) + timedelta(days=1))


@pytest.mark.covers("SC-19", "R-REV-4")
def test_sc_19_a_revocation_and_an_issue_at_once_collide_on_the_titles_sequence() -> None:
    granted = title()
    granted.propose_revocation(act("2023-03-01", "proposer"), cause=Cause.FRAUD, evidence_ref="e")
    granted.record_statement(act("2023-03-02"), heard=True)
    granted.collect_events()
    clicking, deciding = deepcopy(granted), deepcopy(granted)
    clicking.assign_certificate(act("2023-03-03"), certificate_no=NO, version=1)
    deciding.decide_revocation(act("2023-03-03", "decider"))
    one, other = clicking.pending_events[0], deciding.pending_events[0]
    assert (one.originator_id, one.originator_version) == (other.originator_id, other.originator_version)


@pytest.mark.covers("SC-19", "R-STEP-2")
def test_sc_19_an_approval_inserted_into_the_log_has_no_review_chain_and_is_invalidated() -> None:
    case = Case().submitted()
    genuine = Case(name="genuine").approved().declaration.collect_events()[-1]
    events = list(case.declaration.collect_events())
    forged = Declaration.ResultApproved(
        **{
            **vars(genuine),
            "originator_id": case.declaration.id,
            "originator_version": events[-1].originator_version + 1,
        }
    )
    tampered = replayed(case.declaration, [*events, forged])
    assert tampered.state == "APPROVED"
    finding = tampered.review_chain()
    assert (finding.rule_id, finding.holds) == ("R-STEP-2", False)
    tampered.invalidate(act("2022-12-05", "decider"), cause=Cause.PROCEDURE, proposer_id="auditor")
    assert tampered.state == "INVALIDATED"


@pytest.mark.covers("S3.8g", "R-TIME-3")
def test_a_consented_postponement_carries_one_season_into_january() -> None:
    case = Case()
    case.season.consent_postponement(
        act("2022-11-25"), committee_id=case.committee.id, new_deadline=day("2023-02-28"), reason="疫情"
    )
    case.evaluated(on="2023-01-06")
    case.declaration.start_result_publicity(act("2023-01-09", "o", "COMMITTEE_OFFICE", ORGANISER), CALENDAR)
    case.declaration.complete_result_publicity(act("2023-01-17", "o", "COMMITTEE_OFFICE", ORGANISER), CALENDAR)
    case.approve("2023-01-17")
    assert (case.declaration.season, case.declaration.approved_result().approver_uscc) == (2022, PHRSS)
    assert Period(day("2021-01-01"), day("2023-12-31")).covers(day("2023-01-06"))
