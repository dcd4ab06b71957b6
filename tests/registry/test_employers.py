"""SC-04: what an employer is managed as, a sanction, a retirement; whoever may not declare any more is stopped."""

from typing import Any
from uuid import UUID

import pytest

from registry.errors import RuleRefused
from registry.settings import Settings
from tests.support.office import (
    ADMIN,
    AUDITOR,
    COMMITTEE_OFFICE,
    FIRM,
    HR,
    OTHER_FIRM,
    World,
    opened,
)

PEOPLE = (("张示例", "349900198501010015"), ("李样本", "349900199003150028"), ("王闰日", "349900198402290031"))


def manage(world: World, management: str, from_date: str, *, uscc: str = FIRM) -> Any:
    return world.do(
        ADMIN, "change-employer-type", uscc=uscc, management=management, from_date=from_date, **world.paper()
    )


def state(world: World, declaration: UUID) -> str:
    return str(world.ask(ADMIN, "show-declaration", declaration_id=declaration).state)


@pytest.mark.covers("SC-04", "R-ELIG-2", "R-ELIG-5")
def test_a_change_of_management_reaches_every_open_declaration_of_the_employer_and_no_other(
    each_store: Settings,
) -> None:
    with opened(each_store) as world:
        world.found()
        staff = [world.register(*one) for one in PEOPLE[:2]]
        elsewhere = world.register(*PEOPLE[2], firm=OTHER_FIRM)
        open_ones = [world.submitted(person) for person in staff]
        untouched = world.submitted(elsewhere)
        receipt = manage(world, "REF_CIVIL_SERVICE", "2022-07-01")
        assert [state(world, one) for one in (*open_ones, untouched)] == ["CANCELLED", "CANCELLED", "SUBMITTED"]
        (reaction,) = world.ask(AUDITOR, "list-reactions", subject_id=receipt.id).rows
        assert reaction.cause.topic == "EmployerManagementStated"
        assert {e.subject_id for e in reaction.followed if e.topic == "DeclarationCancelled"} == set(open_ones)


@pytest.mark.covers("SC-04", "R-ELIG-2")
def test_an_employer_cannot_hide_by_what_its_own_staff_office_enters(world: World) -> None:
    manage(world, "REF_CIVIL_SERVICE", "2022-01-01")
    late = world.register(*PEOPLE[0])
    declaration = world.draft(late)
    with pytest.raises(RuleRefused) as refused:
        world.submit(late, declaration)
    assert refused.value.rule_id == "R-ELIG-2"
    (row,) = world.ask(AUDITOR, "list-refusals", rule_id="R-ELIG-2").rows
    assert row.about == (f"declaration_id={declaration}",)
    assert row.findings[0]["rule_id"] == "R-ELIG-2"
    assert row.findings[0]["facts"]["ref_civil_service"] is True


def test_a_change_that_is_yet_to_come_stops_nobody_before_its_day(world: World) -> None:
    person = world.register(*PEOPLE[0])
    declaration = world.submitted(person)
    manage(world, "REF_CIVIL_SERVICE", "2022-09-01")
    assert state(world, declaration) == "SUBMITTED"
    later = world.register(*PEOPLE[1])
    world.on("2022-09-01")
    world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)
    assert state(world, declaration) == "CANCELLED"
    with pytest.raises(RuleRefused) as refused:
        world.submit(later, world.draft(later))
    assert refused.value.rule_id == "R-ELIG-2"


def test_who_left_before_the_change_is_not_concerned(world: World) -> None:
    person = world.register(*PEOPLE[0])
    world.do(
        ADMIN,
        "start-employment",
        person_id=person,
        uscc=OTHER_FIRM,
        contract="LABOUR",
        signed_on="2022-05-01",
        employer_kind="ENTERPRISE",
        region_code="340100",
        professional_post=True,
        from_date="2022-05-01",
    )
    world.do(HR, "end-employment", person_id=person, uscc=FIRM, last_day="2022-06-30")
    declaration = world.submitted(person)
    manage(world, "REF_CIVIL_SERVICE", "2022-07-01")
    assert state(world, declaration) == "SUBMITTED"


@pytest.mark.covers("R-ELIG-5")
def test_a_retirement_stops_an_open_declaration_when_the_office_looks_again(world: World) -> None:
    person = world.register(*PEOPLE[0])
    declaration = world.submitted(person)
    world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)
    assert state(world, declaration) == "SUBMITTED"
    world.do(HR, "record-retirement", person_id=person, from_date="2022-07-20")
    world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)
    assert state(world, declaration) == "CANCELLED"
    with pytest.raises(RuleRefused) as ended:
        world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)
    assert ended.value.code == "wrong_state"


@pytest.mark.covers("R-ELIG-5", "R-ELIG-2")
def test_who_retires_after_the_meeting_is_left_to_the_approver(world: World) -> None:
    person = world.register(*PEOPLE[0])
    declaration = world.evaluated(person)
    world.on("2022-11-25")
    world.do(HR, "record-retirement", person_id=person, from_date="2022-11-25")
    world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)
    assert state(world, declaration) == "EVALUATED_PASS"


@pytest.mark.covers("R-INT-1")
def test_who_is_put_on_record_loses_an_open_declaration_when_the_office_looks_again(world: World) -> None:
    person = world.register(*PEOPLE[0])
    declaration = world.submitted(person)
    world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="证据1号")
    second = ADMIN.model_copy(update={"id": "admin-2"})
    world.do(second, "open-record", person_id=person, **world.paper("虚构人社撤〔2022〕9号"))
    world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)
    assert state(world, declaration) == "CANCELLED"
