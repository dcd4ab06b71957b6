"""What a declaration does to the posts of a public institution: taken once, freed by every end, kept by the title."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.annual_slot import AnnualSlot
from domain.identity import annual_slot_id
from registry.errors import RuleRefused
from registry.settings import Settings
from tests.registry.test_races import at_once
from tests.support.office import (
    ADMIN,
    AUDITOR,
    COUNTY_REVIEWER,
    FIRM,
    HOSPITAL,
    HR,
    SECOND_ADMIN,
    World,
    applicant,
    opened,
)

pytestmark = pytest.mark.covers("S1.4", "R-POST-1")
HOSPITAL_HR = HR.model_copy(update={"id": "hr-2", "unit_uscc": HOSPITAL})
SECOND = ("李样本", "349900199003150028")


def staff(world: World, *who: str) -> UUID:
    """Somebody in a professional post of the hospital, whose own HR acts from now on."""
    world.hr = HOSPITAL_HR
    return world.register(*who, firm=HOSPITAL, kind="PUBLIC_INSTITUTION")


def attest(world: World, approved: int = 6, occupied: int = 5) -> None:
    world.attest_posts(HOSPITAL, approved=approved, occupied=occupied)


def figures(world: World) -> tuple[int, int]:
    (row,) = world.ask(ADMIN, "show-posts", uscc=HOSPITAL, season=2022).rows
    return row.occupied, row.reserved


@pytest.mark.covers("SC-03", "R-ONE-1")
def test_without_a_vacancy_nothing_is_taken_not_even_the_year(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        attest(world, 6, 6)
        person = staff(world)
        declaration = world.draft(person)
        with pytest.raises(RuleRefused) as refused:
            world.submit(person, declaration)
        assert (refused.value.code, refused.value.rule_id, refused.value.clause) == ("rule_refused", "R-POST-1", "S1.4")
        assert world.office.rooms.registry.get_many([annual_slot_id(person, 2022)]) == {}
        assert figures(world) == (6, 0)
        (row,) = world.ask(AUDITOR, "list-refusals", rule_id="R-POST-1").rows
        assert (row.command, row.actor_id) == ("submit-declaration", str(person))
        attest(world, 7, 6)
        world.submit(person, declaration)
        assert figures(world) == (6, 1)


@pytest.mark.covers("R-POST-2")
def test_a_draft_shows_the_vacancy_and_what_nobody_attested_goes_to_a_human(world: World) -> None:
    person = staff(world)
    declaration = world.draft(person)
    shown = {
        f.rule_id: f for f in world.ask(applicant(person), "show-declaration", declaration_id=declaration).findings
    }
    assert (shown["R-POST-2"].outcome, shown["R-POST-1"].outcome) == ("UNKNOWN", "UNKNOWN")
    with pytest.raises(RuleRefused) as unknown:
        world.submit(person, declaration)
    assert (unknown.value.code, unknown.value.rule_id) == ("needs_human", "R-POST-2")
    attest(world)
    shown = {
        f.rule_id: f for f in world.ask(applicant(person), "show-declaration", declaration_id=declaration).findings
    }
    assert shown["R-POST-1"].facts == {"approved": 6, "occupied": 5, "reserved": 0}


def test_a_firm_has_no_posts_to_count(world: World) -> None:
    world.submitted(world.register())
    assert world.ask(ADMIN, "show-posts", uscc=FIRM, season=2022).rows == ()


def test_whoever_declares_past_their_institution_needs_a_human(world: World) -> None:
    attest(world)
    person = staff(world)
    _employ(world, person, FIRM)
    declaration = world.draft(person)
    with pytest.raises(RuleRefused) as refused:
        world.submit(person, declaration, unit_uscc=FIRM)
    assert (refused.value.code, refused.value.rule_id) == ("needs_human", "R-POST-1")
    world.submit(person, declaration, unit_uscc=HOSPITAL)
    assert figures(world) == (5, 1)


def _employ(world: World, person: UUID, firm: str) -> None:
    world.do(
        ADMIN,
        "start-employment",
        person_id=person,
        uscc=firm,
        contract="LABOUR",
        signed_on="2020-01-01",
        employer_kind="ENTERPRISE",
        region_code="340100",
        professional_post=True,
        from_date="2020-01-01",
    )


def _withdrawn(world: World, declaration: UUID, person: UUID) -> None:
    world.do(applicant(person), "withdraw-declaration", declaration_id=declaration)


def _failed_at_the_unit(world: World, declaration: UUID, _person: UUID) -> None:
    items = world.ask(ADMIN, "show-declaration", declaration_id=declaration).items
    results = [{"item_id": item, "passed": False} for item in items]
    world.do(HOSPITAL_HR, "fail-unit-review", declaration_id=declaration, items=results)


def _lapsed(world: World, declaration: UUID, _person: UUID) -> None:
    wanted = {"items": ["学历证明不清"], "deadline": "2022-07-30"}
    world.do(HOSPITAL_HR, "request-correction", declaration_id=declaration, **wanted)
    world.on("2022-07-31")
    world.do(HOSPITAL_HR, "let-correction-lapse", declaration_id=declaration)


def _vetoed(world: World, declaration: UUID, _person: UUID) -> None:
    about: dict[str, Any] = {"declaration_id": declaration}
    world.do(ADMIN, "propose-veto", cause="PLAGIARISM", evidence_ref="核查1号", **about)
    world.do(SECOND_ADMIN, "veto-declaration", **about, **world.paper())


def _cancelled(world: World, declaration: UUID, _person: UUID) -> None:
    world.do(ADMIN, "cancel-for-multiple", declaration_ids=[declaration], **world.paper())


def _eligibility_lost(world: World, _declaration: UUID, person: UUID) -> None:
    since = {"person_id": person, "from_date": "2022-07-01"}
    world.do(ADMIN, "record-civil-servant-status", **since, **world.paper())


def _invalidated(world: World, declaration: UUID, _person: UUID) -> None:
    about: dict[str, Any] = {"declaration_id": declaration}
    world.do(ADMIN, "propose-invalidation", cause="PROCEDURE", evidence_ref="巡查1号", **about)
    world.do(SECOND_ADMIN, "invalidate-result", **about, **world.paper())


End = Callable[[World, UUID, UUID], None]
ENDS = [_withdrawn, _failed_at_the_unit, _lapsed, _vetoed, _cancelled, _eligibility_lost, _invalidated]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__.strip("_"))
def test_however_a_declaration_ends_its_post_is_free_again(world: World, end: End) -> None:
    attest(world)
    person = staff(world)
    declaration = world.submitted(person)
    assert figures(world) == (5, 1)
    end(world, declaration, person)
    assert figures(world) == (5, 0)


def test_who_fails_the_vote_frees_the_post_for_another_while_the_season_takes_declarations(world: World) -> None:
    attest(world)
    first, second = staff(world), staff(world, *SECOND)
    waiting = world.draft(second)
    declaration = world.recommended(first)
    with pytest.raises(RuleRefused) as taken:
        world.submit(second, waiting)
    assert taken.value.rule_id == "R-POST-1"
    world.meet(declaration, yes=13, no=7)
    assert figures(world) == (5, 0)
    world.submit(second, waiting)
    assert figures(world) == (5, 1)
    world.do(applicant(second), "withdraw-declaration", declaration_id=waiting)
    late = world.draft(second)
    world.do(ADMIN, "close-evaluation", year=2022)
    with pytest.raises(RuleRefused) as closed:
        world.submit(second, late)
    assert closed.value.rule_id == "R-TIME-1"


def test_a_granted_title_occupies_its_post_until_its_result_turns_out_void(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        attest(world)
        person = staff(world)
        declaration = world.granted(person)
        assert figures(world) == (6, 0)
        _invalidated(world, declaration, person)
        assert figures(world) == (5, 0)


def test_a_post_that_was_abolished_stops_approval_unless_an_exception_stands(world: World) -> None:
    attest(world)
    person = staff(world)
    declaration = world.evaluated(person)
    posts = {"uscc": HOSPITAL, "season": 2022, "level": 412}
    world.do(COUNTY_REVIEWER, "release-post", **posts, declaration_id=declaration, **world.paper())
    with pytest.raises(RuleRefused) as refused:
        world.finish(declaration)
    assert refused.value.rule_id == "R-POST-1"
    world.do(COUNTY_REVIEWER, "grant-off-quota-exception", **posts, person_id=person, **world.paper())
    world.approve(declaration)
    assert figures(world) == (5, 0)


def test_who_left_for_a_firm_before_approval_frees_the_post_and_keeps_the_title(world: World) -> None:
    attest(world)
    person = staff(world)
    declaration = world.evaluated(person)
    _employ(world, person, FIRM)
    world.do(HOSPITAL_HR, "end-employment", person_id=person, uscc=HOSPITAL, last_day="2022-11-20")
    world.finish(declaration)
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "APPROVED"
    assert figures(world) == (5, 0)


def _submit(world: World, person: UUID, declaration: UUID) -> str:
    world.submit(person, declaration)
    return "submitted"


def test_of_two_staff_at_the_same_second_one_gets_the_last_post(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        attest(world)
        people = [staff(world), staff(world, *SECOND)]
        files = [(person, world.draft(person)) for person in people]
    answers = at_once(each_store, *((_submit, file) for file in files))
    assert sorted(answers) == ["R-POST-1", "submitted"]
    with opened(each_store) as world:
        assert figures(world) == (5, 1)
        slots = world.office.rooms.registry.get_many([annual_slot_id(person, 2022) for person in people])
        assert len(slots) == 1
        assert all(isinstance(slot, AnnualSlot) for slot in slots.values())
