"""SC-08 between two processes: a merge and a submission at the same moment; nothing of it is ever accepted."""

from uuid import UUID

import pytest

from registry.errors import RuleRefused
from registry.settings import Settings
from tests.registry.test_one_person import CARD_2017, PASSPORT, foreigner, merge, put_on_record
from tests.registry.test_races import at_once
from tests.support.office import ADMIN, COMMITTEE_OFFICE, World, opened

pytestmark = pytest.mark.covers("SC-08", "R-INT-1")


def _submit(world: World, person: UUID, declaration: UUID) -> str:
    world.submit(person, declaration)
    return "submitted"


def _merge(world: World, kept: UUID, merged: UUID) -> str:
    merge(world, kept, merged)
    return "merged"


def test_whichever_is_first_a_person_on_record_gets_no_further(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        world.do(ADMIN, "set-review-route", committee_id=world.committee_id, steps=[])
        vetoed, again = foreigner(world, PASSPORT), foreigner(world, CARD_2017, name="安娜·穆斯特")
        put_on_record(world, vetoed)
        declaration = world.draft(again)
    answers = at_once(each_store, (_submit, (again, declaration)), (_merge, (again, vetoed)))
    assert answers in (["submitted", "merged"], ["R-INT-1", "merged"])
    with opened(each_store) as world:
        state = world.ask(ADMIN, "show-declaration", declaration_id=declaration).state
        if state == "SUBMITTED":  # neither saw the other: the next who looks does
            world.do(COMMITTEE_OFFICE, "recheck-declaration", declaration_id=declaration)
            state = world.ask(ADMIN, "show-declaration", declaration_id=declaration).state
        assert state == ("CANCELLED" if answers[0] == "submitted" else "DRAFT")
        with pytest.raises(RuleRefused):
            world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration)
