"""The one notice of corrections of each body, and a freelancer whose agency does what a unit does."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from registry import Actor, Role
from registry.errors import Forbidden, RuleRefused
from tests.support.office import (
    ADMIN,
    CITY,
    CITY_REVIEWER,
    COMMITTEE_OFFICE,
    COUNTY_REVIEWER,
    HOSPITAL,
    HR,
    World,
    applicant,
)

AGENCY = Actor(id="agency-1", roles=frozenset({Role.AGENCY}), unit_uscc=HOSPITAL)


def ask(world: World, actor: Actor, declaration: UUID, *, items: Sequence[str] = ("学历证明不清", "缺获奖证书")) -> Any:
    deadline = str(world.clock.today().replace(day=30))
    return world.do(actor, "request-correction", declaration_id=declaration, items=items, deadline=deadline)


def correct(world: World, person: UUID, declaration: UUID, file: str) -> None:
    """Other materials, signed again, handed in again."""
    me = applicant(person)
    materials = [{"kind": "DEGREE", "sha256": "ee" * 32}, {"kind": "COMPETITION", "sha256": file * 32}]
    world.do(me, "list-materials", declaration_id=declaration, materials=materials)
    with pytest.raises(RuleRefused) as unsigned:
        world.do(me, "supply-correction", declaration_id=declaration)
    assert unsigned.value.rule_id == "R-CMT-1"
    world.do(
        me,
        "sign-commitment",
        declaration_id=declaration,
        text_version=world.ask(me, "show-commitment").version,
        materials_hash=world.ask(me, "show-declaration", declaration_id=declaration).materials_hash,
        signature="signed again",
    )
    world.do(me, "supply-correction", declaration_id=declaration)


@pytest.mark.covers("S3.1a", "R-CMT-1")
def test_each_body_asks_once_in_its_turn_and_the_file_goes_on_where_it_was(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    with pytest.raises(Forbidden):
        ask(world, COUNTY_REVIEWER, declaration)
    _once(world, HR, person, declaration, "SUBMITTED")
    world.review_at_unit(declaration)
    world.on("2022-07-21")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    world.on("2022-08-02")
    world.do(HR, "complete-unit-publicity", declaration_id=declaration)
    _once(world, COUNTY_REVIEWER, person, declaration, "UNIT_PUBLICISED")
    items = world.all_met(declaration)
    world.do(COUNTY_REVIEWER, "pass-level-review", declaration_id=declaration, level_no=1, items=items)
    _once(world, CITY_REVIEWER, person, declaration, "UNIT_PUBLICISED")
    world.do(CITY_REVIEWER, "pass-level-review", declaration_id=declaration, level_no=2, items=items)
    _once(world, COMMITTEE_OFFICE, person, declaration, "RECOMMENDED")
    world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration)


def _once(world: World, body: Actor, person: UUID, declaration: UUID, state: str) -> None:
    ask(world, body, declaration)
    with pytest.raises(RuleRefused):
        ask(world, body, declaration)
    correct(
        world, person, declaration, {HR.id: "a1", COUNTY_REVIEWER.id: "a2", CITY_REVIEWER.id: "a3"}.get(body.id, "a4")
    )
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == state
    with pytest.raises(RuleRefused) as twice:
        ask(world, body, declaration)
    assert (twice.value.rule_id, twice.value.clause) == ("R-STEP-1", "S3.1a")


@pytest.mark.covers("S3.1a", "S3.6a")
def test_a_correction_that_does_not_come_ends_the_declaration_and_the_year_stays_taken(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    ask(world, HR, declaration)
    world.on("2022-07-30")
    with pytest.raises(RuleRefused):
        world.do(HR, "let-correction-lapse", declaration_id=declaration)
    world.on("2022-07-31")
    with pytest.raises(RuleRefused) as late:
        world.do(applicant(person), "supply-correction", declaration_id=declaration)
    assert late.value.facts["findings"][0]["deadline"] == "2022-07-30"  # type: ignore[index]
    with pytest.raises(Forbidden):
        world.do(CITY_REVIEWER, "let-correction-lapse", declaration_id=declaration)
    world.do(HR, "let-correction-lapse", declaration_id=declaration)
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "DEEMED_WITHDRAWN"
    with pytest.raises(RuleRefused) as taken:
        world.submit(person, world.draft(person))
    assert taken.value.rule_id == "R-ONE-1"


@pytest.mark.covers("S1.1", "R-ELIG-1", "R-STEP-1")
def test_a_freelancer_is_reviewed_and_posted_by_the_agency(world: World) -> None:
    document = {"kind": "RESIDENT_ID", "number": "34990019930401007X", "valid_from": "2015-01-01"}
    person = UUID(world.do(ADMIN, "register-person", person_name="孙自由", document=document).id)
    world.educate(person, range(2017, 2022))
    freelance = {"person_id": person, "region_code": "340100", "from_date": "2015-01-01"}
    world.do(ADMIN, "record-freelancing", **freelance, last_day="2022-06-30")
    declaration = world.draft(person)
    with pytest.raises(RuleRefused) as alone:
        world.submit(person, declaration)
    assert alone.value.rule_id == "R-ELIG-1"
    world.do(AGENCY, "record-freelancing", **{**freelance, "from_date": "2022-07-01"}, agency_uscc=HOSPITAL)
    world.submit(person, declaration)
    items = world.all_met(declaration)
    with pytest.raises(RuleRefused) as foreign:
        world.do(HR, "pass-unit-review", declaration_id=declaration, items=items)
    assert foreign.value.rule_id == "R-STEP-3"
    world.do(AGENCY, "pass-unit-review", declaration_id=declaration, items=items)
    world.do(AGENCY, "start-unit-publicity", declaration_id=declaration)
    (notice,) = world.ask(AGENCY, "show-notice-board").rows
    assert (notice.person_name, notice.unit_uscc) == ("孙自由", HOSPITAL)
    assert CITY not in str(notice)
