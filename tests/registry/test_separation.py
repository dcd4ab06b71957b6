"""What a role may not do although it comes near: each row of docs/roles.md that no other test proves, tried."""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.identity import title_id_for
from registry import COMMANDS, QUERIES
from registry.command import Actor, Role
from registry.errors import Forbidden, RuleRefused
from tests.support.office import (
    ADMIN,
    APPROVER,
    CITY,
    COMMITTEE_OFFICE,
    COUNTY_REVIEWER,
    FIRM,
    HR,
    PHRSS,
    World,
)

# Commands of two persons whose own tests try the proposer alone.
ELSEWHERE = {
    "declare-results-invalid",  # tests/registry/test_authority.py
    "grant-formal",  # another person verified the source: tests/domain/test_confirmation.py
    "void-confirmation",  # likewise
    "adopt-policy",  # tests/registry/test_policies.py
}


@pytest.mark.covers("R-STEP-3", "S3.1b")
@pytest.mark.parametrize("role", [Role.EMPLOYER_HR, Role.AGENCY])
def test_whoever_works_at_the_unit_does_not_review_their_own_declaration(world: World, role: Role) -> None:
    person = world.register()
    declaration = world.submitted(person)
    themself = Actor(id=str(person), roles=frozenset({role}), unit_uscc=FIRM)
    with pytest.raises(RuleRefused) as refusal:
        world.do(themself, "pass-unit-review", declaration_id=declaration, items=world.all_met(declaration))
    assert refusal.value.rule_id == "R-STEP-3"


@pytest.mark.covers("R-STEP-3")
def test_one_account_does_not_review_at_two_levels(world: World) -> None:
    declaration = world.submitted(world.register())
    world.review_at_unit(declaration)
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    world.on("2022-08-02")
    world.do(HR, "complete-unit-publicity", declaration_id=declaration)
    items = world.all_met(declaration)
    world.do(COUNTY_REVIEWER, "pass-level-review", declaration_id=declaration, level_no=1, items=items)
    again = COUNTY_REVIEWER.model_copy(update={"unit_uscc": CITY})
    with pytest.raises(RuleRefused) as refusal:
        world.do(again, "pass-level-review", declaration_id=declaration, level_no=2, items=items)
    assert refusal.value.rule_id == "R-STEP-3"


@pytest.mark.covers("R-VOTE-3")
def test_no_ballot_is_counted_by_proxy_nor_after_the_tally(world: World) -> None:
    declaration = world.recommended(world.register())
    world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration)
    world.on("2022-11-18")
    chair = COMMITTEE_OFFICE.model_copy(update={"id": "chair-1", "roles": frozenset({Role.CHAIR})})
    ballot = {"declaration_id": declaration, "meeting_date": "2022-11-18", "present": 20, "yes": 15, "no": 5}
    paper = world.paper("会议纪要〔2022〕3号")
    with pytest.raises(RuleRefused) as proxy:
        world.do(COMMITTEE_OFFICE, "record-tally", proxies=1, **ballot, **paper)
    assert proxy.value.rule_id == "R-VOTE-3"
    world.do(chair, "record-tally", **ballot, **paper)
    with pytest.raises(RuleRefused) as later:
        world.do(chair, "record-tally", **{**ballot, "yes": 14, "no": 6}, **paper)
    assert (later.value.rule_id, later.value.code) == ("R-VOTE-3", "wrong_state")


def _ready_for_approval(world: World) -> UUID:
    declaration = world.evaluated(world.register())
    world.on("2022-11-21")
    world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=declaration)
    world.on("2022-11-29")
    world.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=declaration)
    return declaration


@pytest.mark.covers("R-STEP-3")
def test_a_reviewer_does_not_approve_what_they_reviewed(world: World) -> None:
    declaration = _ready_for_approval(world)
    wanted = {"declaration_id": declaration, "title_name": "高级工程师", **world.paper("虚构人社批〔2022〕1号")}
    reviewer = Actor(id=COUNTY_REVIEWER.id, roles=frozenset({Role.APPROVER}), unit_uscc=PHRSS)
    with pytest.raises(RuleRefused) as refusal:
        world.do(reviewer, "approve-result", **wanted)
    assert refusal.value.rule_id == "R-STEP-3"
    world.do(APPROVER, "approve-result", **wanted)


def test_no_employer_agency_or_committee_grants_a_title(world: World) -> None:
    declaration = _ready_for_approval(world)
    wanted = {"declaration_id": declaration, "title_name": "高级工程师", **world.paper("虚构人社批〔2022〕1号")}
    for actor in (HR, HR.model_copy(update={"roles": frozenset({Role.AGENCY})}), COMMITTEE_OFFICE):
        with pytest.raises(Forbidden) as refusal:
            world.do(actor, "approve-result", **wanted)
        assert refusal.value.code == "role_not_allowed"
    # `recognise-aid-title` is asked for by the unit and decided by rules alone (S2.4f, SC-15).
    granting = {"approve-result", "grant-formal", "attest-records", "rescind-revocation"}
    near = {Role.EMPLOYER_HR, Role.AGENCY, Role.COMMITTEE_OFFICE, Role.EXPERT, Role.CHAIR}
    assert {name for name in granting if near & set(COMMANDS[name].roles)} == set()


def _veto(world: World, declaration: UUID) -> tuple[str, dict[str, object]]:
    world.do(ADMIN, "propose-veto", declaration_id=declaration, cause="FRAUD", evidence_ref="e")
    return "veto-declaration", {"declaration_id": declaration}


def _invalidation(world: World, declaration: UUID) -> tuple[str, dict[str, object]]:
    world.do(ADMIN, "propose-invalidation", declaration_id=declaration, cause="PROCEDURE", evidence_ref="e")
    return "invalidate-result", {"declaration_id": declaration}


def _record(world: World, declaration: UUID) -> tuple[str, dict[str, object]]:
    person = world.ask(ADMIN, "show-declaration", declaration_id=declaration).person_id
    world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="e")
    return "open-record", {"person_id": person}


def _revocation(world: World, declaration: UUID) -> tuple[str, dict[str, object]]:
    world.recommend(declaration)
    world.meet(declaration)
    world.finish(declaration)
    title = title_id_for(declaration)
    world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="e")
    world.do(ADMIN, "record-statement", title_id=title, heard=True, **world.paper())
    return "decide-revocation", {"title_id": title}


PROPOSALS = {
    "veto-declaration": _veto,
    "invalidate-result": _invalidation,
    "open-record": _record,
    "decide-revocation": _revocation,
}


@pytest.mark.covers("R-REV-2")
@pytest.mark.parametrize("name", PROPOSALS)
def test_no_command_for_two_persons_is_decided_by_its_proposer(world: World, name: str) -> None:
    propose: Callable[[World, UUID], tuple[str, dict[str, object]]] = PROPOSALS[name]
    decided, wanted = propose(world, world.submitted(world.register()))
    with pytest.raises(RuleRefused) as alone:
        world.do(ADMIN, decided, **wanted, **world.paper())
    assert alone.value.rule_id == "R-REV-2"


def test_every_command_for_two_persons_is_tried_by_one() -> None:
    assert {name for name, spec in COMMANDS.items() if spec.two_persons} == {*PROPOSALS, *ELSEWHERE}


def test_the_auditor_has_no_command() -> None:
    assert [name for name, spec in COMMANDS.items() if Role.AUDITOR in spec.roles] == []


def test_every_query_refuses_a_role_that_it_does_not_name_before_it_looks_at_the_question(world: World) -> None:
    for name, spec in QUERIES.items():
        others = frozenset(Role) - set(spec.roles)
        if not others:
            continue
        empty = spec.query.model_construct()
        with pytest.raises(Forbidden) as refusal:
            world.office.ask(empty, ADMIN.model_copy(update={"roles": others}))
        assert refusal.value.code == "role_not_allowed", name
