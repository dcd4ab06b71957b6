"""The office's own facts keep their names for ever, and what is replayed equals what was alive."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from domain.aggregate import Aggregate
from domain.identity import title_id_for
from registry import audit, basis, policy_change, proposals
from registry.errors import RegistryError
from registry.settings import Settings
from tests.support.office import ADMIN, HR, SECOND_ADMIN, World, applicant, opened

GOLDEN = {
    "CommandReceiptGiven",
    "CommandRefused",
    "DecisionProposalDropped",
    "DeclarationBasisStated",
    "PersonalDataDisclosed",
    "PolicyChangeAdopted",
    "PolicyChangeDropped",
    "PolicyChangeProposed",
    "ProposalCarried",
    "ProposalMade",
    "ProposalMadeAgain",
    "ReviewRouteChanged",
    "ReviewRouteSet",
}


def own_events() -> Iterator[type]:
    for module in (audit, basis, policy_change, proposals):
        for aggregate in vars(module).values():
            if isinstance(aggregate, type) and issubclass(aggregate, Aggregate) and aggregate is not Aggregate:
                yield from (e for e in vars(aggregate).values() if isinstance(e, type) and hasattr(e, "TOPIC"))


def test_the_topics_of_the_offices_own_events_never_change() -> None:
    assert {event.TOPIC for event in own_events()} == GOLDEN  # type: ignore[attr-defined]
    assert {getattr(event, "class_version", 1) for event in own_events()} == {1}


def test_what_is_replayed_from_the_store_equals_what_was_alive(each_store: Settings) -> None:
    with opened(each_store) as world:
        everything_once(world)
        registry = world.office.rooms.registry
        alive = {i: a for i, a in registry.cache._known.items() if a is not None}
        kinds = {type(aggregate).__name__ for aggregate in alive.values()}
        assert {"Declaration", "Person", "Title", "IntegrityRecord", "Proposal", "ReviewRoute", "AnnualSlot"} <= kinds
        for aggregate_id, aggregate in alive.items():
            replayed = registry.get(type(aggregate), aggregate_id)
            assert vars(replayed) == vars(aggregate), type(aggregate).__name__
            for name, value in vars(aggregate).items():
                assert type(vars(replayed)[name]) is type(value), f"{type(aggregate).__name__}.{name}"


def everything_once(world: World) -> None:
    world.found()
    world.do(ADMIN, "set-review-route", committee_id=world.committee_id, unit_uscc=HR.unit_uscc, steps=[])
    person = world.register()
    title_id = title_id_for(granted_without_levels(world))
    world.do(ADMIN, "propose-revocation", title_id=title_id, cause="FRAUD", evidence_ref="x")
    world.do(ADMIN, "record-statement", title_id=title_id, heard=True, **world.paper())
    with pytest.raises(RegistryError):
        world.do(ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, idempotency_key="once", **world.paper())
    for _ in range(2):
        world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="x")
        world.do(SECOND_ADMIN, "drop-decision-proposal", kind="RECORD", subject_id=person, **world.paper())
    world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="x")
    world.do(SECOND_ADMIN, "open-record", person_id=person, **world.paper())


def granted_without_levels(world: World) -> UUID:
    """The ordinary path of a unit whose route has no level above it; another unit's keeps the general one."""
    holder = world.register("李样本", "349900199003150028")
    declaration = world.submitted(holder)
    shown = world.ask(applicant(holder), "show-declaration", declaration_id=declaration)
    assert [step.unit_uscc for step in shown.chain] == [HR.unit_uscc]
    world.review_at_unit(declaration)
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    world.on("2022-08-02")
    world.do(HR, "complete-unit-publicity", declaration_id=declaration)
    world.meet(declaration)
    world.finish(declaration)
    return declaration
