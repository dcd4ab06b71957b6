"""Titles taken away by two persons, with all that follows, in one transaction (SC-09, R-REV, R-INT)."""

from uuid import UUID

import pytest

from domain.aggregate import Act
from domain.certificate import Certificate
from domain.identity import title_id_for
from domain.title import Title
from registry.application import UnitOfWork
from registry.errors import Forbidden, NotFound, RuleRefused
from tests.support.office import ADMIN, AUDITOR, ORGANISER, SECOND_ADMIN, World, applicant

NUMBER = "AHZC-2022-05-412-000001-J"


def certify(world: World, title_id: UUID) -> None:
    """A certificate that was prepared and never signed."""
    act = Act("issuer-1", "PHRSS_ADMIN", "", world.clock.today(), world.clock.now())

    def prepare(work: UnitOfWork) -> None:
        title = work.get(Title, title_id)
        title.assign_certificate(act, certificate_no=NUMBER, version=1)
        work.add(
            Certificate.prepare(
                act, title.facts(), certificate_no=NUMBER, status_list=1, status_index=77, sealed_body="sealed"
            )
        )

    world.office.transaction(prepare)


def propose(world: World, title_id: UUID, cause: str = "ACADEMIC_FRAUD") -> None:
    world.do(ADMIN, "propose-revocation", title_id=title_id, cause=cause, evidence_ref="调查报告1号")
    world.do(ADMIN, "record-statement", title_id=title_id, heard=True, **world.paper("陈述笔录1号"))


@pytest.mark.covers("S3.4c", "S3.4d", "R-REV-2", "R-REV-4")
def test_two_persons_take_a_title_its_certificate_and_open_the_record_at_once(world: World) -> None:
    person = world.register()
    title_id = title_id_for(world.granted(person))
    certify(world, title_id)
    world.on("2023-08-15")
    propose(world, title_id)
    before = world.office.rooms.registry.position()
    receipt = world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, **world.paper("虚构人社撤〔2023〕9号"))
    stored = world.office.rooms.registry.recorder.select_notifications(before + 1, 100)
    assert [n.topic for n in stored] == ["TitleRevoked", "CertificateRevoked", "IntegrityRecordOpened"]
    assert receipt.position == before + 3
    title = world.ask(ADMIN, "show-title", title_id=title_id)
    assert (title.state, str(title.effective_from), str(title.decided_on)) == ("REVOKED", "2022-11-29", "2023-08-15")
    certificate = world.ask(ADMIN, "find-certificate", certificate_no=NUMBER)
    assert [(v.state, v.status_index) for v in certificate.versions] == [("REVOKED", 77)]
    record = world.ask(ADMIN, "show-integrity", person_id=person)
    assert str(record.on_record_until) == "2026-08-15"


@pytest.mark.covers("R-REV-1", "R-REV-2")
def test_who_proposes_does_not_decide_and_nobody_decides_unheard(world: World) -> None:
    title_id = title_id_for(world.granted(world.register()))
    world.do(ADMIN, "propose-revocation", title_id=title_id, cause="FRAUD", evidence_ref="调查报告1号")
    with pytest.raises(RuleRefused) as unheard:
        world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    assert unheard.value.rule_id == "R-REV-1"
    world.do(ADMIN, "record-statement", title_id=title_id, heard=False, **world.paper())
    with pytest.raises(RuleRefused) as alone:
        world.do(ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    assert alone.value.rule_id == "R-REV-2"
    assert world.ask(ADMIN, "show-title", title_id=title_id).state == "UNDER_REVOCATION"


@pytest.mark.covers("R-REV-2")
def test_a_member_of_the_committee_that_passed_the_file_neither_proposes_nor_decides(world: World) -> None:
    title_id = title_id_for(world.granted(world.register()))
    member = ADMIN.model_copy(update={"id": "机械高评委-expert-3"})
    with pytest.raises(RuleRefused) as proposing:
        world.do(member, "propose-revocation", title_id=title_id, cause="FRAUD", evidence_ref="x")
    assert proposing.value.rule_id == "R-REV-2"
    propose(world, title_id)
    with pytest.raises(RuleRefused) as deciding:
        world.do(member, "decide-revocation", title_id=title_id, **world.paper())
    assert deciding.value.rule_id == "R-REV-2"


@pytest.mark.covers("S3.6e", "R-ONE-2")
def test_multiple_declaration_revokes_without_a_record(world: World) -> None:
    person = world.register()
    title_id = title_id_for(world.granted(person))
    propose(world, title_id, "MULTIPLE_DECLARATION")
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    assert world.ask(AUDITOR, "show-integrity", person_id=person).records == ()


@pytest.mark.covers("S3.4e", "R-INT-5")
def test_the_record_ends_by_its_date_and_stays_with_the_auditor(world: World) -> None:
    person = world.register()
    title_id = title_id_for(world.granted(person))
    world.on("2022-12-15")
    propose(world, title_id)
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    for day, shown in (("2025-12-15", 1), ("2025-12-16", 0)):
        world.on(day)
        assert len(world.ask(ADMIN, "show-integrity", person_id=person).records) == shown
        assert len(world.ask(applicant(person), "show-integrity", person_id=person).records) == shown
    (kept,) = world.ask(AUDITOR, "show-integrity", person_id=person).records
    assert (kept.active, kept.annulled) == (False, False)
    assert world.ask(ADMIN, "show-title", title_id=title_id).state == "REVOKED"


@pytest.mark.covers("R-INT-1")
def test_a_person_on_record_cannot_submit_until_the_day_after(world: World) -> None:
    person = world.register()
    declaration = world.draft(person)
    world.do(ADMIN, "propose-record", person_id=person, cause="PLAGIARISM", evidence_ref="x")
    world.do(
        SECOND_ADMIN, "open-record", person_id=person, legal_date="2019-07-20", document_ref="虚构人社撤〔2019〕9号"
    )
    with pytest.raises(RuleRefused) as refusal:
        world.submit(person, declaration)
    assert (refusal.value.rule_id, refusal.value.facts["findings"][0]["last_day"]) == ("R-INT-1", "2022-07-20")  # type: ignore[index]
    world.on("2022-07-21")
    world.submit(person, declaration)


@pytest.mark.covers("R-INT-6")
def test_a_rescinded_revocation_restores_the_title_not_the_certificate_and_annuls_the_record(world: World) -> None:
    person = world.register()
    title_id = title_id_for(world.granted(person))
    certify(world, title_id)
    propose(world, title_id)
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    world.do(ADMIN, "rescind-revocation", title_id=title_id, **world.paper("虚构法院〔2023〕1号"))
    title = world.ask(ADMIN, "show-title", title_id=title_id)
    assert (title.state, title.effective_from) == ("GRANTED", None)
    assert world.ask(ADMIN, "find-certificate", certificate_no=NUMBER).versions[0].state == "REVOKED"
    assert world.ask(ADMIN, "show-integrity", person_id=person).on_record_until is None
    assert world.ask(AUDITOR, "show-integrity", person_id=person).records[0].annulled is True


@pytest.mark.covers("R-REV-3")
def test_what_was_known_before_the_decision_is_still_answered(world: World) -> None:
    title_id = title_id_for(world.granted(world.register()))
    before = world.clock.now()
    world.on("2023-08-15")
    propose(world, title_id)
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    then = world.ask(ADMIN, "show-title", title_id=title_id, known_at=before)
    assert (then.state, then.effective_from) == ("GRANTED", None)
    assert world.ask(ADMIN, "show-title", title_id=title_id, known_at=world.clock.now()).state == "REVOKED"


@pytest.mark.covers("R-INV-1")
def test_a_void_result_takes_the_title_without_a_record(world: World) -> None:
    person = world.register()
    declaration = world.granted(person)
    certify(world, title_id_for(declaration))
    world.do(ADMIN, "propose-invalidation", declaration_id=declaration, cause="PROCEDURE", evidence_ref="巡查1号")
    with pytest.raises(RuleRefused) as alone:
        world.do(ADMIN, "invalidate-result", declaration_id=declaration, **world.paper())
    assert alone.value.rule_id == "R-REV-2"
    world.do(SECOND_ADMIN, "invalidate-result", declaration_id=declaration, **world.paper())
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "INVALIDATED"
    assert world.ask(ADMIN, "show-title", title_id=title_id_for(declaration)).state == "INVALIDATED"
    assert world.ask(ADMIN, "find-certificate", certificate_no=NUMBER).versions[0].state == "REVOKED"
    assert world.ask(AUDITOR, "show-integrity", person_id=person).records == ()


@pytest.mark.covers("S3.4b", "R-INT-2")
def test_a_veto_ends_the_declaration_and_opens_a_record_by_two_persons(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    with pytest.raises(NotFound):
        world.do(SECOND_ADMIN, "veto-declaration", declaration_id=declaration, **world.paper())
    world.do(ADMIN, "propose-veto", declaration_id=declaration, cause="ETHICS_BREACH", evidence_ref="举报1号")
    with pytest.raises(RuleRefused) as alone:
        world.do(ADMIN, "veto-declaration", declaration_id=declaration, **world.paper())
    assert alone.value.rule_id == "R-REV-2"
    world.do(SECOND_ADMIN, "veto-declaration", declaration_id=declaration, **world.paper())
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "VETOED"
    assert str(world.ask(ADMIN, "show-integrity", person_id=person).on_record_until) == "2025-07-20"


def test_a_dropped_proposal_leaves_everything_and_may_be_made_again(world: World) -> None:
    declaration = world.submitted(world.register())
    for _ in range(2):
        world.do(ADMIN, "propose-veto", declaration_id=declaration, cause="FRAUD", evidence_ref="举报1号")
        world.do(
            SECOND_ADMIN, "drop-decision-proposal", kind="VETO", subject_id=declaration, **world.paper("不予立案1号")
        )
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "SUBMITTED"


@pytest.mark.covers("S3.6e", "R-ONE-2")
def test_a_title_obtained_in_a_cancelled_year_is_proposed_and_can_be_kept_by_document(world: World) -> None:
    person = world.register()
    granted = world.granted(person)
    title_id = title_id_for(granted)
    world.do(ADMIN, "cancel-for-multiple", declaration_ids=[granted], **world.paper())
    assert world.ask(ADMIN, "show-title", title_id=title_id).state == "UNDER_REVOCATION"
    world.do(SECOND_ADMIN, "drop-proposal", title_id=title_id, **world.paper("保留意见1号"))
    assert world.ask(ADMIN, "show-title", title_id=title_id).state == "GRANTED"


@pytest.mark.covers("R-REV-3")
def test_a_deregistered_title_falls_from_the_decision_on_with_its_certificate(world: World) -> None:
    title_id = title_id_for(world.granted(world.register()))
    certify(world, title_id)
    world.on("2023-02-01")
    world.do(ADMIN, "deregister-title", title_id=title_id, cause="DUPLICATE_REGISTRATION", **world.paper())
    title = world.ask(ADMIN, "show-title", title_id=title_id)
    assert (title.state, str(title.effective_from)) == ("DEREGISTERED", "2023-02-01")
    assert world.ask(ADMIN, "find-certificate", certificate_no=NUMBER).versions[0].state == "REVOKED"


def test_an_organiser_proposes_only_about_its_own_committee(world: World) -> None:
    declaration = world.submitted(world.register())
    organiser = ADMIN.model_copy(
        update={"id": "organiser-1", "roles": frozenset({"ORGANISER"}), "unit_uscc": ORGANISER}
    )
    foreign = organiser.model_copy(update={"unit_uscc": "91990000MA0000023K"})
    with pytest.raises(Forbidden, match="another unit"):
        world.do(foreign, "propose-veto", declaration_id=declaration, cause="FRAUD", evidence_ref="x")
    world.do(organiser, "propose-veto", declaration_id=declaration, cause="FRAUD", evidence_ref="x")
