"""R-REV and R-INV: two persons, a cause, a hearing, a document; and what was known when."""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.errors import DomainError
from domain.identity import title_id_for
from domain.rules.revocation import Effect, r_rev_3
from domain.title import Title
from domain.values import DEREGISTRATION_CAUSES, FRAUD_SET, INVALIDITY_CAUSES, Cause
from tests.domain.builders import Case, act, at, day, named, title

PANEL = frozenset({"expert-1", "expert-2"})


def proposed(cause: Cause = Cause.ACADEMIC_FRAUD, by: str = "proposer") -> Title:
    granted = title()
    granted.propose_revocation(act("2023-03-01", by), cause=cause, evidence_ref="evidence-1", passed_by=PANEL)
    return granted


def revoked(cause: Cause = Cause.ACADEMIC_FRAUD) -> Title:
    falling = proposed(cause)
    falling.record_statement(act("2023-03-20"), heard=True)
    falling.decide_revocation(act("2023-04-10", "decider"), passed_by=PANEL)
    return falling


def rule_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.rule_id


def test_granting_twice_is_one_title() -> None:
    assert title().id == title().id == title_id_for(named("declaration"))


@pytest.mark.covers("R-CERT-1")
def test_no_title_without_an_approved_result() -> None:
    with pytest.raises(DomainError) as refused:
        Case().result_publicised().declaration.approved_result()
    assert rule_of(refused) == "R-CERT-1"


@pytest.mark.covers("S3.4c", "R-REV-1")
@pytest.mark.parametrize("cause", sorted(set(Cause) - FRAUD_SET - {Cause.MULTIPLE_DECLARATION}))
def test_a_revocation_needs_a_listed_cause(cause: Cause) -> None:
    with pytest.raises(DomainError) as refused:
        proposed(cause)
    assert rule_of(refused) == "R-REV-1"


@pytest.mark.covers("R-REV-1")
def test_a_revocation_needs_evidence_a_hearing_and_a_document() -> None:
    with pytest.raises(DomainError) as refused:
        title().propose_revocation(act("2023-03-01"), cause=Cause.FRAUD, evidence_ref=" ")
    assert rule_of(refused) == "R-REV-1"
    unheard = proposed()
    with pytest.raises(DomainError, match="heard=False"):
        unheard.decide_revocation(act("2023-04-10", "decider"))
    unheard.record_statement(act("2023-03-20"), heard=False)
    with pytest.raises(DomainError, match="document=False"):
        unheard.decide_revocation(act("2023-04-10", "decider", document=""))


@pytest.mark.covers("R-REV-2")
def test_one_person_does_not_both_propose_and_decide() -> None:
    falling = proposed()
    falling.record_statement(act("2023-03-20"), heard=True)
    with pytest.raises(DomainError) as refused:
        falling.decide_revocation(act("2023-04-10", "proposer"))
    assert rule_of(refused) == "R-REV-2"
    assert falling.effective


@pytest.mark.covers("R-REV-2")
@pytest.mark.parametrize("involved", ["expert-1", str(named("张示例")), "complainant"])
def test_who_is_involved_does_not_decide(involved: str) -> None:
    falling = proposed()
    falling.record_statement(act("2023-03-20"), heard=True)
    with pytest.raises(DomainError) as refused:
        falling.decide_revocation(act("2023-04-10", involved), passed_by=PANEL, complainant="complainant")
    assert rule_of(refused) == "R-REV-2"


@pytest.mark.covers("R-REV-2")
@pytest.mark.parametrize("involved", ["expert-1", str(named("张示例"))])
def test_who_is_involved_does_not_propose(involved: str) -> None:
    with pytest.raises(DomainError) as refused:
        proposed(by=involved)
    assert rule_of(refused) == "R-REV-2"


def test_a_title_under_revocation_is_still_effective_and_may_be_kept_by_document() -> None:
    falling = proposed(Cause.MULTIPLE_DECLARATION)
    assert falling.effective
    with pytest.raises(DomainError):
        falling.drop_proposal(act("2023-03-10", document=""))
    falling.drop_proposal(act("2023-03-10"))
    assert falling.state == "GRANTED"


@pytest.mark.covers("R-REV-3")
@pytest.mark.parametrize("cause", sorted(FRAUD_SET | {Cause.MULTIPLE_DECLARATION}))
def test_fraud_and_multiple_declaration_work_from_the_grant(cause: Cause) -> None:
    fallen = revoked(cause)
    position = fallen.position(at("2023-04-10"))
    assert position is not None
    assert (position.state, position.effective_from) == ("REVOKED", day("2022-11-29"))
    assert position.decided_on == day("2023-04-10")


@pytest.mark.covers("R-REV-3")
def test_the_effect_of_each_family_of_causes() -> None:
    assert {r_rev_3(c) for c in FRAUD_SET | INVALIDITY_CAUSES} == {Effect.EX_TUNC}
    assert {r_rev_3(c) for c in DEREGISTRATION_CAUSES} == {Effect.EX_NUNC}


@pytest.mark.covers("R-REV-3")
def test_asked_today_it_never_held_and_asked_then_it_did() -> None:
    fallen = revoked()
    on = day("2023-02-01")
    assert fallen.effective_on(on, known_at=at("2023-02-01"))
    assert not fallen.effective_on(on, known_at=at("2023-04-10"))
    assert not fallen.effective_on(on, known_at=at("2022-11-01"))


@pytest.mark.covers("R-REV-3")
def test_a_deregistered_title_held_until_its_decision() -> None:
    ended = title()
    ended.deregister(act("2024-01-10"), cause=Cause.DUPLICATE_REGISTRATION)
    known = at("2024-06-01")
    assert ended.effective_on(day("2024-01-09"), known)
    assert not ended.effective_on(day("2024-01-10"), known)
    assert not ended.effective


def test_only_administrative_causes_deregister() -> None:
    with pytest.raises(DomainError) as refused:
        title().deregister(act("2024-01-10"), cause=Cause.FRAUD)
    assert rule_of(refused) == "R-REV-3"


@pytest.mark.covers("R-INV-1")
def test_invalidity_is_not_revocation_and_needs_two_persons_and_a_document() -> None:
    for who, document in (("proposer", "虚构1号"), ("decider", "")):
        with pytest.raises(DomainError):
            title().invalidate(act("2023-01-10", who, document=document), cause=Cause.PROCEDURE, proposer_id="proposer")
    void = title()
    void.invalidate(act("2023-01-10", "decider"), cause=Cause.PROCEDURE, proposer_id="proposer")
    assert void.state == "INVALIDATED"
    assert not void.effective_on(day("2022-12-15"), at("2023-01-10"))


@pytest.mark.covers("R-INV-1")
def test_invalidity_is_for_failures_of_procedure() -> None:
    with pytest.raises(DomainError) as refused:
        title().invalidate(act("2023-01-10", "decider"), cause=Cause.FRAUD, proposer_id="proposer")
    assert rule_of(refused) == "R-INV-1"


def test_revocation_is_terminal_except_for_rescission() -> None:
    fallen = revoked()
    tries: list[Callable[[], None]] = [
        lambda: fallen.propose_revocation(act("2023-05-01"), cause=Cause.FRAUD, evidence_ref="e"),
        lambda: fallen.decide_revocation(act("2023-05-01", "decider")),
        lambda: fallen.deregister(act("2023-05-01"), cause=Cause.DEATH),
        lambda: fallen.invalidate(act("2023-05-01", "d"), cause=Cause.PROCEDURE, proposer_id="p"),
    ]
    for again in tries:
        with pytest.raises(DomainError) as refused:
            again()
        assert refused.value.code == "wrong_state"
    fallen.rescind_revocation(act("2024-01-05"))
    assert fallen.effective
    assert fallen.effective_on(day("2023-06-01"), at("2024-01-05"))
    assert not fallen.effective_on(day("2023-06-01"), at("2023-07-01"))


@pytest.mark.covers("R-REV-6")
def test_revocation_is_possible_any_time_after_grant() -> None:
    old = title()
    old.propose_revocation(act("2052-11-29", "proposer"), cause=Cause.FRAUD, evidence_ref="e")
    assert old.state == "UNDER_REVOCATION"


def test_a_spelling_is_corrected_by_document_and_changes_nothing_else() -> None:
    misspelt = title()
    before = (misspelt.level, misspelt.series_code, misspelt.grant_date)
    misspelt.correct_descriptive_data(act("2023-01-10"), title_name="高级工程师 ")
    assert (misspelt.level, misspelt.series_code, misspelt.grant_date) == before
    with pytest.raises(DomainError):
        misspelt.correct_descriptive_data(act("2023-01-10", document=""), title_name="x")
    with pytest.raises(DomainError):
        misspelt.correct_descriptive_data(act("2023-01-10"), title_name=" ")


def test_the_title_keeps_who_it_came_from() -> None:
    granted = title()
    assert (granted.source_id, granted.person_id) == (named("declaration"), named("张示例"))
    assert isinstance(granted.committee_id, UUID)
