"""A committee at work through the office: the lot and who stands aside; and a season to its last report."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from domain.drawing import drawn
from registry.command import Actor, Role
from registry.errors import Forbidden, NotFound, RuleRefused
from registry.settings import Settings
from tests.support.office import (
    ADMIN,
    APPROVER,
    CITY,
    COMMITTEE_OFFICE,
    COUNTY,
    FIRM,
    HR,
    ORGANISER,
    World,
    opened,
)

CODE = "抽签高评委"
HOLDER = Actor(id="holder-1", roles=frozenset({Role.ORGANISER}), unit_uscc=ORGANISER)
CHECKSUM = "ab" * 32


def expert(n: int) -> str:
    return f"{CODE}-expert-{n}"


@pytest.fixture
def pool(each_store: Settings) -> Iterator[World]:
    """A committee with a pool of 31, of whom expert 0 works at the applicants' firm; on each store."""
    with opened(each_store) as world:
        world.do(ADMIN, "open-season", year=2022, **world.paper())
        world.committee_id = world.file_committee(CODE, members=members())
        steps = [{"step_name": "county", "unit_uscc": COUNTY}, {"step_name": "city", "unit_uscc": CITY}]
        world.do(ADMIN, "set-review-route", committee_id=world.committee_id, steps=steps)
        yield world


def members() -> list[dict[str, Any]]:
    titled = {"series_code": "05", "specialty_code": "MECHANICAL", "level": 411}
    term = {"term_from": "2021-01-01", "term_to": "2023-12-31"}
    units = {0: FIRM}
    return [{"expert_id": expert(n), "unit_uscc": units.get(n, ""), **titled, **term} for n in range(31)]


def accepted(world: World) -> UUID:
    declaration_id = world.recommended(world.register())
    world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration_id)
    return declaration_id


def ballot(world: World, declaration_id: UUID, attending: list[str] | None, **counts: int) -> None:
    world.do(
        COMMITTEE_OFFICE,
        "record-tally",
        declaration_id=declaration_id,
        meeting_date="2022-11-18",
        **counts,
        **({} if attending is None else {"attending": attending}),
        **world.paper("会议纪要〔2022〕3号"),
    )


@pytest.mark.covers("R-COMM-3", "R-VOTE-1")
def test_the_lot_is_drawn_once_and_whoever_may_see_it_can_repeat_it(pool: World) -> None:
    committee = {"committee_id": pool.committee_id, "year": 2022}
    assert pool.ask(COMMITTEE_OFFICE, "show-draw", **committee).drawn is False
    with pytest.raises(RuleRefused) as even:
        pool.do(COMMITTEE_OFFICE, "draw-experts", seats=12, **committee)
    assert even.value.rule_id == "R-COMM-3"
    conflicts = [{"expert_id": expert(1), "relation": "APPLICANT"}]
    pool.do(COMMITTEE_OFFICE, "draw-experts", seats=25, conflicts=conflicts, **committee)
    shown = pool.ask(COMMITTEE_OFFICE, "show-draw", **committee)
    candidates = [expert(n) for n in range(31) if n != 1]
    assert shown.experts == drawn(candidates, 25, shown.seed_hex)
    assert (shown.drawn, shown.quorum) == (True, 17)
    with pytest.raises(RuleRefused):
        pool.do(COMMITTEE_OFFICE, "draw-experts", seats=25, **committee)
    for stranger in (HR, COMMITTEE_OFFICE.model_copy(update={"unit_uscc": COUNTY})):
        with pytest.raises((Forbidden, NotFound)):
            pool.ask(stranger, "show-draw", **committee)
    with pytest.raises(Forbidden) as foreign:
        pool.do(COMMITTEE_OFFICE.model_copy(update={"unit_uscc": COUNTY}), "draw-experts", seats=25, **committee)
    assert foreign.value.code == "other_unit"


@pytest.mark.covers("R-VOTE-4", "R-VOTE-3", "R-VOTE-1")
def test_the_next_meeting_names_who_stands_aside_and_the_count_has_to_agree(pool: World) -> None:
    declaration = accepted(pool)
    himself = Actor(id=expert(2), roles=frozenset({Role.EXPERT}), unit_uscc="")
    aside = {"declaration_id": declaration, "relation": "KIN"}
    with pytest.raises(Forbidden):
        pool.do(himself, "recuse-expert", expert_id=expert(3), **aside)
    pool.do(himself, "recuse-expert", expert_id=expert(2), **aside)
    pool.do(COMMITTEE_OFFICE, "recuse-expert", expert_id=expert(3), **aside)
    aside_now = pool.ask(COMMITTEE_OFFICE, "show-recusals", committee_id=pool.committee_id, year=2022)
    (row,) = aside_now.rows
    assert (row.declaration_id, row.recused) == (declaration, (expert(0), expert(2), expert(3)))
    pool.on("2022-11-18")
    with pytest.raises(RuleRefused) as unnamed:
        ballot(pool, declaration, None, present=26, recused=3, yes=23, no=0)
    assert (unnamed.value.code, unnamed.value.rule_id) == ("needs_human", "R-VOTE-4")
    room = [expert(n) for n in range(26)]
    with pytest.raises(RuleRefused) as hidden:
        ballot(pool, declaration, room, present=26, recused=2, yes=24, no=0)
    assert hidden.value.rule_id == "R-VOTE-4"
    small = [expert(n) for n in range(23)]
    with pytest.raises(RuleRefused) as quorum:
        ballot(pool, declaration, small, present=23, recused=3, yes=20, no=0)
    assert quorum.value.rule_id == "R-VOTE-1"
    ballot(pool, declaration, room, present=26, recused=3, yes=16, no=7)
    assert pool.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "EVALUATED_PASS"
    assert pool.ask(COMMITTEE_OFFICE, "show-recusals", committee_id=pool.committee_id, year=2022).rows == ()
    with pytest.raises(RuleRefused) as signed:
        pool.do(COMMITTEE_OFFICE, "recuse-expert", expert_id=expert(4), **aside)
    assert (signed.value.code, signed.value.rule_id) == ("wrong_state", "R-VOTE-4")
    with pytest.raises(RuleRefused) as again:
        ballot(pool, declaration, room, present=26, recused=3, yes=23, no=0)
    assert again.value.rule_id == "R-VOTE-3"


@pytest.mark.covers("S3.8a", "S3.8b", "S3.8c", "S3.8d", "S3.8e", "S3.8f", "S3.8g", "S2.6c", "R-TIME-4")
def test_a_season_is_planned_postponed_closed_and_reported(world: World) -> None:
    one = {"year": 2022, "committee_id": world.committee_id}
    plan = {"accept_from": "2022-07-20", "accept_to": "2022-09-30", "reviewed_by": "2022-10-20"}
    world.do(HOLDER, "set-arrangement", prepared_by="2022-11-10", **plan, **one)
    with pytest.raises(RuleRefused) as late:
        world.do(HOLDER, "set-arrangement", prepared_by="2022-12-10", **plan, **one)
    assert late.value.clause == "S3.8e"
    window = {"submit_from": "2022-08-01", "submit_to": "2022-08-31", "evaluation_deadline": "2022-09-30"}
    with pytest.raises(RuleRefused) as senior:
        world.do(HOLDER, "set-local-window", **window, **one, **world.paper())
    assert senior.value.clause == "S3.8d"
    world.on("2022-11-25")
    world.do(ADMIN, "grant-postponement", new_deadline="2023-01-20", reason="疫情", **one, **world.paper("同意函1号"))
    dates = world.ask(HR, "show-season", **one).committee
    assert [
        str(d) for d in (dates.submit_from, dates.evaluation_deadline, dates.consented_until, dates.prepared_by)
    ] == [
        "2022-07-01",
        "2022-11-30",
        "2023-01-20",
        "2022-11-10",
    ]
    world.on("2022-12-01")
    world.do(ADMIN, "close-evaluation", year=2022)
    world.on("2022-12-31")
    world.do(ADMIN, "close-approval", year=2022)
    assert world.ask(HR, "list-seasons").rows[0].state == "APPROVAL_CLOSED"
    world.on("2023-01-20")
    with pytest.raises(RuleRefused) as open_still:
        world.do(HOLDER, "attest-annual-data", year=2022, checksum=CHECKSUM)
    assert (open_still.value.rule_id, open_still.value.clause) == ("R-TIME-4", "S2.6c")
    world.on("2023-01-21")
    world.do(HOLDER, "attest-annual-data", year=2022, checksum=CHECKSUM)
    with pytest.raises(RuleRefused):
        world.do(HOLDER, "attest-annual-data", year=2022, checksum=CHECKSUM)
    shown = world.ask(APPROVER, "show-season", year=2022)
    assert (shown.state, shown.reported, shown.committee) == ("REPORTED", (ORGANISER,), None)


@pytest.mark.covers("S2.1d")
def test_the_association_for_science_organises_the_evaluation_of_science_communication(world: World) -> None:
    committee = world.file_committee(
        "省科协科学传播高评委", series="03", specialty="SCI_COMM", organiser_uscc=COUNTY, organiser_kind="ASSOCIATION"
    )
    listed = world.ask(HR, "list-committees", series_code="03").rows
    assert [(row.id, row.organiser_uscc, row.specialty_codes) for row in listed] == [(committee, COUNTY, ("SCI_COMM",))]
