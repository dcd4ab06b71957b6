"""AMB-12 and the reactions: what rests on a fallen title waits for a human, and what followed from what can be seen."""

from uuid import UUID, uuid4

import pytest

from domain.aggregate import Act
from domain.identity import title_id_for
from domain.standing import ApprovedResult
from domain.title import Title
from domain.values import Cause, Level
from registry.application import UnitOfWork
from registry.basis import DeclarationBasis
from registry.errors import RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, APPROVER, AUDITOR, HOSPITAL, PHRSS, SECOND_ADMIN, World, opened


def build_on(world: World, base: UUID, level: int = 411) -> UUID:
    """A higher title of the same person, granted on a declaration that named this one as its base."""
    today, now = world.clock.today(), world.clock.now()
    act = Act(APPROVER.id, "APPROVER", PHRSS, today, now, "虚构人社批〔2023〕1号")

    def grant(work: UnitOfWork) -> UUID:
        facts = work.get(Title, base).facts()
        declaration = uuid4()
        work.add(DeclarationBasis.state(act, declaration, facts))
        result = ApprovedResult(
            declaration_id=declaration,
            person_id=facts.person_id,
            series_code=facts.series_code,
            specialty_code=facts.specialty_code,
            level=Level(level),
            committee_id=world.committee_id,
            evaluation_date=today,
            approved_on=today,
            approver_uscc=PHRSS,
            document_ref=act.document_ref,
        )
        return work.add(Title.grant(act, result, title_name="正高级工程师", region_code="349900")).id

    return world.office.transaction(grant)


def revoke(world: World, title: UUID) -> None:
    world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="查证1号")
    world.do(ADMIN, "record-statement", title_id=title, heard=True, **world.paper())
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title, **world.paper("虚构人社撤〔2023〕9号"))


def waiting(world: World) -> list[tuple[UUID, UUID]]:
    return [(row.title_id, row.rests_on) for row in world.ask(AUDITOR, "list-titles-on-review").rows]


@pytest.mark.covers("R-REV-5", "S3.4c")
def test_a_title_built_on_a_revoked_one_waits_for_a_human_and_stays_in_force_meanwhile(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        lower = title_id_for(world.granted(world.register()))
        world.on("2023-12-01")
        higher = build_on(world, lower)
        assert waiting(world) == []
        revoke(world, lower)
        (row,) = world.ask(ADMIN, "list-titles-on-review").rows
        assert (row.title_id, row.rests_on, row.state) == (higher, lower, "GRANTED")
        assert (row.base_state, row.base_cause, row.person_name) == ("REVOKED", "FRAUD", "张示例")
        world.do(ADMIN, "keep-title-after-review", title_id=higher, rests_on=lower, **world.paper("复核〔2023〕1号"))
        assert waiting(world) == []
        with pytest.raises(RuleRefused) as twice:
            world.do(ADMIN, "keep-title-after-review", title_id=higher, rests_on=lower, **world.paper())
        assert twice.value.rule_id == "R-REV-5"
        assert world.ask(ADMIN, "show-title", title_id=higher).state == "GRANTED"


@pytest.mark.covers("R-REV-5")
def test_the_other_way_out_of_the_review_is_a_revocation_of_its_own(world: World) -> None:
    lower = title_id_for(world.granted(world.register()))
    world.on("2023-12-01")
    higher = build_on(world, lower)
    revoke(world, lower)
    revoke(world, higher)
    assert waiting(world) == []
    assert world.ask(ADMIN, "show-title", title_id=higher).state == "REVOKED"


@pytest.mark.covers("R-REV-5")
def test_nothing_waits_for_review_whose_base_stands_again_or_ended_without_fault(world: World) -> None:
    lower = title_id_for(world.granted(world.register()))
    world.on("2023-12-01")
    higher = build_on(world, lower)
    revoke(world, lower)
    world.do(ADMIN, "rescind-revocation", title_id=lower, **world.paper("法院判决1号"))
    assert waiting(world) == []
    with pytest.raises(RuleRefused) as stands:
        world.do(ADMIN, "keep-title-after-review", title_id=higher, rests_on=lower, **world.paper())
    assert stands.value.rule_id == "R-REV-5"
    world.do(ADMIN, "deregister-title", title_id=lower, cause="DATA_ERROR", **world.paper())
    assert waiting(world) == []


def test_only_a_title_of_the_same_person_is_kept_for_it(world: World) -> None:
    lower = title_id_for(world.granted(world.register()))
    world.on("2022-07-20")
    other = title_id_for(world.granted(world.register("李样本", "349900199003150028")))
    revoke(world, lower)
    with pytest.raises(RuleRefused) as refused:
        world.do(ADMIN, "keep-title-after-review", title_id=other, rests_on=lower, **world.paper())
    assert refused.value.rule_id == "R-REV-5"


@pytest.mark.covers("S3.4c", "S3.4d")
def test_what_followed_from_a_revocation_is_seen_in_one_place(world: World) -> None:
    title = title_id_for(world.granted(world.register()))
    revoke(world, title)
    world.clock.set_date(world.clock.today().replace(day=30))
    world.do(ADMIN, "rescind-revocation", title_id=title, **world.paper("法院判决1号"))
    rescinded, revoked, proposed = world.ask(AUDITOR, "list-reactions", subject_id=title).rows
    assert (revoked.cause.topic, revoked.document_ref) == ("TitleRevoked", "虚构人社撤〔2023〕9号")
    assert [event.topic for event in revoked.followed] == ["IntegrityRecordOpened"]
    assert rescinded.cause.topic == "TitleRevocationRescinded"
    assert [event.topic for event in rescinded.followed] == ["IntegrityRecordAnnulled"]
    assert (proposed.cause.topic, proposed.followed) == ("TitleRevocationProposed", ())


@pytest.mark.covers("S3.1d", "R-INV-1")
def test_what_followed_from_an_invalid_result_is_seen_in_one_place(world: World) -> None:
    declaration = world.granted(world.register())
    world.do(
        ADMIN, "propose-invalidation", declaration_id=declaration, cause=Cause.PROCEDURE.value, evidence_ref="查证2号"
    )
    world.do(SECOND_ADMIN, "invalidate-result", declaration_id=declaration, **world.paper("虚构人社效〔2022〕1号"))
    (void,) = world.ask(AUDITOR, "list-reactions", subject_id=declaration).rows
    assert void.cause.topic == "ResultInvalidated"
    assert [event.topic for event in void.followed] == ["TitleInvalidated"]


@pytest.mark.covers("S3.2c", "R-INV-1")
def test_a_set_of_void_results_is_one_cause_of_all_that_fell_with_it(world: World) -> None:
    granted = world.granted(world.register())
    open_one = world.submitted(world.register("李样本", "349900199003150028"))
    proposal = {"declaration_ids": [granted, open_one], "cause": "PROCEDURE", "evidence_ref": "巡查1号"}
    decision = world.do(ADMIN, "propose-results-invalid", **proposal)
    world.do(SECOND_ADMIN, "declare-results-invalid", decision_id=decision.id, **world.paper("虚构人社效〔2022〕2号"))
    (void,) = world.ask(AUDITOR, "list-reactions", subject_id=title_id_for(granted)).rows
    assert (void.cause.topic, str(void.cause.subject_id)) == ("ResultsDeclaredInvalid", decision.id)
    assert {event.subject_id for event in void.followed} == {granted, open_one, title_id_for(granted)}


@pytest.mark.covers("S1.4", "R-POST-1")
def test_the_post_that_a_cancelled_declaration_held_is_among_what_followed(world: World) -> None:
    world.attest_posts(HOSPITAL, approved=1, occupied=0)
    document = {"kind": "RESIDENT_ID", "number": "349900199003150028", "valid_from": "2015-01-01"}
    person = world.do(ADMIN, "register-person", person_name="李样本", document=document).id
    world.do(
        ADMIN,
        "start-employment",
        person_id=person,
        uscc=HOSPITAL,
        contract="EMPLOYMENT",
        signed_on="2010-03-01",
        employer_kind="PUBLIC_INSTITUTION",
        region_code="340100",
        professional_post=True,
        from_date="2010-03-01",
    )
    world.educate(person, range(2017, 2022))
    declaration = world.submitted(UUID(person))
    change = {"uscc": HOSPITAL, "management": "REF_CIVIL_SERVICE", "from_date": "2022-07-01"}
    world.do(ADMIN, "change-employer-type", **change, **world.paper("参公登记1号"))
    (reaction,) = world.ask(AUDITOR, "list-reactions", subject_id=declaration).rows
    assert reaction.cause.topic == "EmployerManagementStated"
    assert [e.topic for e in reaction.followed] == ["EmployerTypeChanged", "DeclarationCancelled", "PostReleased"]
