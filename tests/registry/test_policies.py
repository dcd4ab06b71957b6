"""The policy is changed by two persons and a document, is in force from its date, and shows what it rests on."""

from copy import deepcopy
from typing import Any

import pytest

from registry.errors import ConcurrencyConflict, Forbidden, InvalidInput, NotFound, RuleRefused
from registry.policy import load_policy
from registry.settings import Settings
from tests.support.office import ADMIN, AUDITOR, HR, SECOND_ADMIN, World, opened

pytestmark = pytest.mark.covers("R-REV-2", "S4.1")
NEW_DAYS = 7


def values(**changes: object) -> dict[str, Any]:
    """The shipped values with some changed; `publicity__working_days` stands for `publicity.working_days`."""
    shipped = deepcopy(load_policy().values.model_dump(mode="json", by_alias=True))
    for name, value in changes.items():
        shipped[name.replace("__", ".")]["value"] = value
    return shipped


def propose(world: World, **changes: object) -> str:
    """Proposes a policy and returns the hash of its document."""
    world.do(ADMIN, "propose-policy", values=values(**changes), reason="试行")
    return str(world.ask(ADMIN, "show-policy").versions[-1].document_sha256)


def adopt(world: World, number: int, digest: str, **paper: object) -> None:
    dated = {**world.paper("虚构人社发〔2022〕30号"), **paper}
    world.do(SECOND_ADMIN, "adopt-policy", number=number, document_sha256=digest, **dated)


def in_force(world: World, name: str) -> object:
    entries = {entry.parameter: entry for entry in world.ask(ADMIN, "show-policy").entries}
    return entries[name].value


def test_a_policy_is_proposed_by_one_and_adopted_by_another(each_store: Settings) -> None:
    with opened(each_store) as world:
        digest = propose(world, publicity__working_days=NEW_DAYS)
        assert in_force(world, "publicity.working_days") == 5
        with pytest.raises(RuleRefused) as alone:
            world.do(ADMIN, "adopt-policy", number=2, document_sha256=digest, **world.paper())
        assert alone.value.rule_id == "R-REV-2"
        adopt(world, 2, digest)
        assert in_force(world, "publicity.working_days") == NEW_DAYS
        shown = world.ask(AUDITOR, "show-policy")
        (version,) = shown.versions
        assert (shown.number, version.state, version.document_no) == (2, "ADOPTED", "虚构人社发〔2022〕30号")
        assert version.proposer_id == ADMIN.id
    with opened(each_store) as world:
        assert in_force(world, "publicity.working_days") == NEW_DAYS


def test_the_office_works_under_the_new_policy_and_every_event_names_it(world: World) -> None:
    adopt(world, 2, propose(world, publicity__working_days=NEW_DAYS))
    declaration = world.submitted(world.register())
    world.review_at_unit(declaration)
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    (notice,) = world.ask(HR, "show-notice-board").rows
    assert str(notice.last_day) == "2022-08-03"
    registry = world.office.rooms.registry
    (stored,) = list(registry.events.get(declaration))[-1:]
    assert vars(stored)["policy_version"] == 2


def test_an_act_dated_before_the_change_is_judged_by_the_policy_of_its_date(world: World) -> None:
    world.on("2022-07-25")
    adopt(world, 2, propose(world, integrity__years=5))
    person = world.register()
    for legal_date, last_day in (("2022-07-24", "2025-07-24"), ("2022-07-25", "2027-07-25")):
        world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="e")
        world.do(SECOND_ADMIN, "open-record", person_id=person, legal_date=legal_date, document_ref="决定书")
        records = world.ask(ADMIN, "show-integrity", person_id=person).records
        assert str(records[-1].last_day) == last_day


def test_no_version_is_in_force_before_the_one_before_it(world: World) -> None:
    adopt(world, 2, propose(world, integrity__years=4))
    digest = propose(world, integrity__years=5)
    with pytest.raises(RuleRefused) as early:
        adopt(world, 3, digest, legal_date="2022-07-01")
    assert early.value.code == "invalid_value"
    adopt(world, 3, digest)
    assert in_force(world, "integrity.years") == 5


def test_only_the_document_that_was_read_is_adopted(world: World) -> None:
    propose(world, integrity__years=4)
    with pytest.raises(RuleRefused) as other:
        adopt(world, 2, "ab" * 32)
    assert other.value.code == "invalid_value"
    with pytest.raises(NotFound):
        adopt(world, 9, "ab" * 32)


def test_one_proposal_is_open_at_a_time_and_a_dropped_one_changes_nothing(world: World) -> None:
    digest = propose(world, integrity__years=4)
    with pytest.raises(RuleRefused) as second:
        propose(world, integrity__years=5)
    assert second.value.code == "wrong_state"
    world.do(ADMIN, "drop-policy", number=2)
    with pytest.raises(RuleRefused):
        adopt(world, 2, digest)
    adopt(world, 3, propose(world, integrity__years=5))
    assert in_force(world, "integrity.years") == 5
    assert [version.state for version in world.ask(ADMIN, "show-policy").versions] == ["DROPPED", "ADOPTED"]
    assert world.ask(ADMIN, "show-policy", number=1).number == 1


def test_two_adoptions_of_one_version_collide(world: World) -> None:
    digest = propose(world, integrity__years=4)
    with pytest.raises(ConcurrencyConflict):
        world.do(SECOND_ADMIN, "adopt-policy", number=2, document_sha256=digest, expected_version=9, **world.paper())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("declaration__max_per_person_per_season", 2),
        ("season__cross_year_allowed", True),
        ("vote__allow_proxy", True),
        ("season__senior_open", "02-30"),
        ("integrity__years", 0),
        ("vote__quorum", [2, 0]),
        ("ce__single_year_flag_share", 1.5),
    ],
)
def test_what_the_law_fixes_or_no_rule_can_work_with_is_no_policy(world: World, name: str, value: object) -> None:
    with pytest.raises(ValueError, match="validation error"):
        propose(world, **{name: value})
    assert world.ask(ADMIN, "show-policy").versions == ()


def test_general_knowledge_is_marked_as_to_be_confirmed_and_only_for_those_who_administer(world: World) -> None:
    shown = world.ask(ADMIN, "show-policy")
    unconfirmed = {entry.parameter for entry in shown.entries if entry.to_be_confirmed}
    assert unconfirmed == {"vote.quorum", "vote.allow_proxy"}
    assert all(entry.clause for entry in shown.entries)
    with pytest.raises(Forbidden):
        world.ask(HR, "show-policy")


def test_a_policy_says_where_every_value_comes_from(world: World) -> None:
    bare = values()
    bare["integrity.years"]["tag"] = "HEARSAY"
    with pytest.raises(ValueError, match="tag"):
        world.do(ADMIN, "propose-policy", values=bare, reason="x")
    with pytest.raises(InvalidInput) as future:
        adopt(world, 2, propose(world, integrity__years=4), legal_date="2022-07-21")
    assert future.value.code == "legal_date_in_future"
