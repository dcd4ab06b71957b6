"""Accounts of education and bases through the office, on both stores: what counts and why, nothing twice."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from registry.command import Actor, Role
from registry.errors import AlreadyExists, Forbidden, InvalidInput, NotFound, RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, EDUCATION, FIRM, HOSPITAL, HR, OTHER_FIRM, World, applicant, opened


def newcomer(world: World) -> UUID:
    """A registered person without a single hour."""
    document = {"kind": "RESIDENT_ID", "number": "349900199003150028", "valid_from": "2015-01-01"}
    return UUID(world.do(ADMIN, "register-person", person_name="李样本", document=document).id)


def year(number: int, **changes: Any) -> dict[str, Any]:
    full = {"topic": "1", "public_need_hours": 30, "certificate_no": f"GX-{number}", "professional_hours": 60}
    return {"year": number, "provider_uscc": HOSPITAL, **full, **changes}


def counted(world: World, person: UUID) -> dict[int, tuple[int, int]]:
    shown = world.ask(applicant(person), "show-education", person_id=person)
    return {row.year: (row.public_need, row.professional) for row in shown.years}


@pytest.mark.covers("S2.5e", "S2.5g", "R-CE-1")
def test_an_account_shows_what_counts_and_why_the_rest_does_not(each_store: Settings) -> None:
    with opened(each_store) as world:
        person = newcomer(world)
        assert counted(world, person) == {}
        about = {"person_id": person}
        world.do(applicant(person), "choose-topic", **about, year=2022, topic="3")
        world.do(EDUCATION, "record-public-need-hours", **about, completed_on="2022-03-01", hours=30)
        world.do(EDUCATION, "record-public-need-exam", **about, year=2022, certificate_no="")
        study = {"hours": 40, "provider_uscc": HOSPITAL, "mode": "FACE_TO_FACE"}
        for day in ("2021-12-31", "2022-01-01"):
            world.do(EDUCATION, "record-professional-hours", **about, completed_on=day, **study)
        assert counted(world, person) == {2021: (0, 40), 2022: (0, 40)}
        void = {"entry_no": 3, "reason": "NOT_ATTENDED", **world.paper()}
        world.do(EDUCATION, "void-hours", **about, **void)
        shown = world.ask(ADMIN, "show-education", person_id=person)
        assert [(e.hours, e.why) for e in shown.entries] == [(30, "EXAM_NOT_PASSED"), (40, "COUNTED"), (40, "VOIDED")]
        world.do(EDUCATION, "record-public-need-exam", **about, year=2022, certificate_no="GX-2022-7")
    with opened(each_store) as world:
        assert counted(world, person) == {2021: (0, 40), 2022: (30, 0)}


def test_whole_years_are_recorded_at_once_and_never_twice(world: World) -> None:
    person = newcomer(world)
    world.do(EDUCATION, "record-education-years", person_id=person, years=[year(2020), year(2021)])
    with pytest.raises(AlreadyExists) as twice:
        world.do(EDUCATION, "record-education-years", person_id=person, years=[year(2019), year(2021)])
    assert twice.value.facts == {"year": 2021}
    with pytest.raises(AlreadyExists):
        world.do(EDUCATION, "record-education-years", person_id=person, years=[year(2018), year(2018)])
    assert counted(world, person) == {2020: (30, 60), 2021: (30, 60)}


def test_a_closed_year_takes_nothing_more_and_a_year_to_come_nothing_yet(world: World) -> None:
    person = newcomer(world)
    world.do(EDUCATION, "record-education-years", person_id=person, years=[year(2021)])
    world.do(EDUCATION, "close-education-year", person_id=person, year=2021)
    late = {"person_id": person, "hours": 1, "provider_uscc": HOSPITAL, "mode": "ONLINE"}
    with pytest.raises(RuleRefused) as closed:
        world.do(EDUCATION, "record-professional-hours", **late, completed_on="2021-06-01")
    assert closed.value.code == "wrong_state"
    for day in ("2022-07-21", "2100-01-01"):
        with pytest.raises(RuleRefused) as future:
            world.do(EDUCATION, "record-professional-hours", **late, completed_on=day)
        assert future.value.code == "invalid_value"
    assert world.ask(ADMIN, "show-education", person_id=person).years[0].closed


@pytest.mark.covers("S2.5d")
def test_a_topic_is_one_of_the_years_list_and_one_a_year(world: World) -> None:
    person = newcomer(world)
    with pytest.raises(InvalidInput) as unknown:
        world.do(applicant(person), "choose-topic", person_id=person, year=2022, topic="8")
    assert unknown.value.code == "topic_unknown"
    world.do(applicant(person), "choose-topic", person_id=person, year=2022, topic="7")
    with pytest.raises(RuleRefused) as second:
        world.do(applicant(person), "choose-topic", person_id=person, year=2022, topic="1")
    assert second.value.clause == "S2.5d"


def test_an_account_is_the_learners_their_units_and_the_departments(world: World) -> None:
    person = world.register()
    for actor in (applicant(person), HR, EDUCATION, ADMIN):
        assert world.ask(actor, "show-education", person_id=person).years
    for actor in (applicant(uuid4()), HR.model_copy(update={"unit_uscc": OTHER_FIRM})):
        with pytest.raises(NotFound):
            world.ask(actor, "show-education", person_id=person)
    with pytest.raises(Forbidden) as other:
        world.do(applicant(uuid4()), "choose-topic", person_id=person, year=2022, topic="1")
    assert other.value.code == "not_own"
    with pytest.raises(NotFound):
        world.do(EDUCATION, "record-education-years", person_id=uuid4(), years=[year(2021)])
    with pytest.raises(NotFound):
        world.ask(ADMIN, "show-education", person_id=uuid4())


@pytest.mark.covers("S2.5j", "S2.5k", "S2.5l", "S2.5m", "S2.5n")
def test_a_base_lives_from_its_approval_to_its_replacement(each_store: Settings) -> None:
    with opened(each_store) as world:
        manager = Actor(id="education-1", roles=frozenset({Role.CE_MANAGER}))
        named = {"uscc": FIRM, "base_name": "虚构基地"}
        base = world.do(ADMIN, "add-base", code="AH-01", **named, **world.paper()).id
        with pytest.raises(AlreadyExists):
            world.do(ADMIN, "add-base", code="AH-01", **named, **world.paper())
        about = {"base_id": base}
        world.do(manager, "assess-base", **about, year=2021, result="EXCELLENT", **world.paper())
        world.do(ADMIN, "reward-base", **about, **world.paper())
        world.do(manager, "assess-base", **about, year=2022, result="UNQUALIFIED", **world.paper())
        world.do(manager, "order-base-rectification", **about, deadline="2022-08-31", **world.paper())
        with pytest.raises(RuleRefused):
            world.do(ADMIN, "add-base", code="AH-51", replaces=base, **named, **world.paper())
        world.on("2022-09-01")
        world.do(manager, "reassess-base", **about, passed=False, **world.paper())
        world.do(ADMIN, "revoke-base", **about, **world.paper())
        other = world.do(ADMIN, "add-base", code="AH-51", replaces=base, **named, **world.paper()).id
        rows = {str(row.id): row for row in world.ask(manager, "list-bases").rows}
        assert (rows[base].state, rows[base].rewarded_year, rows[base].deadline) == ("REVOKED", 2021, "2022-08-31")
        assert (rows[other].state, str(rows[other].replaces)) == ("APPROVED", base)
        assert [str(row.id) for row in world.ask(manager, "list-bases", state="REVOKED").rows] == [base]
