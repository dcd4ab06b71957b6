"""Posts of a public institution, from the attested figure to the title, on both stores."""

from typing import Any
from uuid import UUID

import pytest

from registry.command import Actor, Role
from registry.errors import Forbidden, RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, COUNTY, COUNTY_REVIEWER, HOSPITAL, HR, World, opened

HOSPITAL_HR = HR.model_copy(update={"id": "hr-2", "unit_uscc": HOSPITAL})


def attest(world: World, approved: int, occupied: int, actor: Actor = COUNTY_REVIEWER) -> Any:
    posts: dict[str, Any] = {"uscc": HOSPITAL, "season": 2022, "level": 412, "approved": approved, "occupied": occupied}
    return world.do(actor, "set-approved-posts", **posts, **world.paper("虚构岗位核定〔2022〕3号"))


def figures(world: World) -> tuple[int, int, int, int]:
    (row,) = world.ask(HOSPITAL_HR, "show-posts", uscc=HOSPITAL, season=2022).rows
    return row.approved, row.occupied, row.reserved, row.vacant


@pytest.mark.covers("R-POST-2")
def test_the_figure_is_attested_from_above_and_again_by_the_same_authority(each_store: Settings) -> None:
    with opened(each_store) as world:
        first = attest(world, 6, 5)
        assert figures(world) == (6, 5, 0, 1)
        (shown,) = world.ask(ADMIN, "show-posts", uscc=HOSPITAL, season=2022).rows
        assert (str(shown.id), shown.level, shown.attester_uscc, shown.off_quota) == (first.id, 412, COUNTY, 0)
        own = Actor(id="own", roles=frozenset({Role.LEVEL_REVIEWER}), unit_uscc=HOSPITAL)
        with pytest.raises(Forbidden) as other:
            attest(world, 9, 0, own)
        assert other.value.code == "other_unit"
        attest(world, 7, 5, ADMIN)
        assert figures(world) == (7, 5, 0, 2)
    with opened(each_store) as world:
        assert figures(world) == (7, 5, 0, 2)


@pytest.mark.covers("R-POST-2")
def test_a_unit_attests_nothing_about_itself(world: World) -> None:
    own = Actor(id="own", roles=frozenset({Role.LEVEL_REVIEWER}), unit_uscc=HOSPITAL)
    with pytest.raises(RuleRefused) as refused:
        attest(world, 6, 0, own)
    assert (refused.value.rule_id, refused.value.clause) == ("R-POST-2", "S1.4")
    with pytest.raises(Forbidden):
        attest(world, 6, 0, HOSPITAL_HR)
    assert world.ask(ADMIN, "show-posts", uscc=HOSPITAL, season=2022).rows == ()


def test_an_employer_sees_its_own_posts_alone(world: World) -> None:
    attest(world, 6, 5)
    with pytest.raises(Forbidden) as other:
        world.ask(HR, "show-posts", uscc=HOSPITAL, season=2022)
    assert other.value.code == "other_unit"


def test_an_exception_rests_on_a_document_and_stands_once(world: World) -> None:
    attest(world, 6, 6)
    person: UUID = world.register()
    wanted = {"uscc": HOSPITAL, "season": 2022, "level": 412, "person_id": person}
    with pytest.raises(RuleRefused):
        world.do(COUNTY_REVIEWER, "release-post", **{**_without(wanted), "declaration_id": person}, **world.paper())
    world.do(COUNTY_REVIEWER, "grant-off-quota-exception", **wanted, **world.paper())
    with pytest.raises(RuleRefused) as again:
        world.do(COUNTY_REVIEWER, "grant-off-quota-exception", **wanted, **world.paper())
    assert again.value.code == "wrong_state"
    assert world.ask(ADMIN, "show-posts", uscc=HOSPITAL, season=2022).rows[0].off_quota == 1


def _without(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if name != "person_id"}
