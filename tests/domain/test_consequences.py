"""The table of domain.md 5.10: what each cause does to a declaration, to a title, and whether a record follows."""

import pytest

from domain.errors import DomainError
from domain.integrity import IntegrityRecord
from domain.rules.revocation import Effect, r_rev_3
from domain.values import DEREGISTRATION_CAUSES, FRAUD_SET, INVALIDITY_CAUSES, Cause
from tests.domain.builders import Case, act, at, day, named, title

ENDED_BY = {
    **dict.fromkeys(FRAUD_SET, "VETOED"),
    Cause.MULTIPLE_DECLARATION: "CANCELLED",
    **dict.fromkeys(INVALIDITY_CAUSES, "INVALIDATED"),
}


def end(case: Case, cause: Cause) -> None:
    match ENDED_BY[cause]:
        case "VETOED":
            case.declaration.veto(act("2022-11-20"), cause=cause)
        case "CANCELLED":
            case.declaration.cancel_for_multiple(act("2022-11-20"))
        case _:
            case.declaration.invalidate(act("2022-11-20", "decider"), cause=cause, proposer_id="proposer")


@pytest.mark.covers("S3.4b", "S3.1d", "S3.6d", "R-INT-1", "R-INV-1", "R-ONE-2")
@pytest.mark.parametrize("cause", list(ENDED_BY))
def test_a_cause_ends_a_declaration_under_way_in_its_own_way_and_in_no_other(cause: Cause) -> None:
    case = Case().evaluated()
    end(case, cause)
    assert case.declaration.state == ENDED_BY[cause]
    wrong = Case().evaluated().declaration
    if cause not in FRAUD_SET:
        with pytest.raises(DomainError):
            wrong.veto(act("2022-11-20"), cause=cause)
    if cause not in INVALIDITY_CAUSES:
        with pytest.raises(DomainError):
            wrong.invalidate(act("2022-11-20", "decider"), cause=cause, proposer_id="proposer")
    assert wrong.state == "EVALUATED_PASS"


@pytest.mark.covers("S3.4c", "S3.6e", "S3.2c", "R-REV-1", "R-REV-3", "R-INV-1")
@pytest.mark.parametrize("cause", list(ENDED_BY))
def test_a_title_so_obtained_never_had_effect_and_its_state_says_whose_fault_it_was(cause: Cause) -> None:
    granted = title()
    if cause in INVALIDITY_CAUSES:
        granted.invalidate(act("2023-08-15", "decider"), cause=cause, proposer_id="proposer")
    else:
        granted.propose_revocation(act("2023-08-01", "proposer"), cause=cause, evidence_ref="e")
        granted.record_statement(act("2023-08-02"), heard=True)
        granted.decide_revocation(act("2023-08-15", "decider"))
    assert granted.state == ("INVALIDATED" if cause in INVALIDITY_CAUSES else "REVOKED")
    assert not granted.effective_on(day("2022-12-01"), at("2023-08-16"))
    assert granted.effective_on(day("2022-12-01"), at("2023-08-14"))


@pytest.mark.covers("R-REV-3")
@pytest.mark.parametrize("cause", list(DEREGISTRATION_CAUSES))
def test_an_end_without_fault_works_from_its_decision(cause: Cause) -> None:
    granted = title()
    granted.deregister(act("2023-08-15"), cause=cause)
    assert r_rev_3(cause) is Effect.EX_NUNC
    assert granted.effective_on(day("2023-08-14"), at("2023-08-16"))
    assert not granted.effective_on(day("2023-08-15"), at("2023-08-16"))


@pytest.mark.covers("S3.4d", "R-INT-2")
@pytest.mark.parametrize("cause", [*ENDED_BY, *DEREGISTRATION_CAUSES])
def test_a_record_follows_from_fraud_and_breach_and_from_nothing_else(cause: Cause) -> None:
    def opened() -> IntegrityRecord:
        return IntegrityRecord.open(
            act("2023-08-15", "decider"), person_id=named("p"), n=1, cause=cause, proposer_id="proposer"
        )

    if cause in FRAUD_SET:
        assert opened().last_day == day("2026-08-15")
    else:
        with pytest.raises(DomainError) as refused:
            opened()
        assert refused.value.rule_id == "R-INT-2"


@pytest.mark.covers("S3.4c")
def test_only_the_title_so_obtained_falls_and_another_of_the_person_stands() -> None:
    obtained_by_fraud, honest = title("bought"), title("earned")
    obtained_by_fraud.propose_revocation(act("2023-08-01", "proposer"), cause=Cause.FRAUD, evidence_ref="e")
    obtained_by_fraud.record_statement(act("2023-08-02"), heard=True)
    obtained_by_fraud.decide_revocation(act("2023-08-15", "decider"))
    assert obtained_by_fraud.person_id == honest.person_id
    assert (obtained_by_fraud.state, honest.state) == ("REVOKED", "GRANTED")


@pytest.mark.covers("R-REV-5")
def test_an_officer_keeps_only_an_effective_title_whose_base_fell_and_only_once() -> None:
    base, higher = title("base"), title("higher")
    with pytest.raises(DomainError) as stands:
        higher.keep_after_review(act("2023-08-20"), base.facts())
    assert stands.value.rule_id == "R-REV-5"
    base.invalidate(act("2023-08-15", "decider"), cause=Cause.PROCEDURE, proposer_id="proposer")
    with pytest.raises(DomainError):
        higher.keep_after_review(act("2023-08-20", document=""), base.facts())
    higher.keep_after_review(act("2023-08-20"), base.facts())
    with pytest.raises(DomainError) as again:
        higher.keep_after_review(act("2023-08-21"), base.facts())
    assert again.value.code == "wrong_state"
    fallen = title("fallen")
    fallen.deregister(act("2023-08-15"), cause=Cause.DEATH)
    with pytest.raises(DomainError):
        fallen.keep_after_review(act("2023-08-20"), base.facts())
