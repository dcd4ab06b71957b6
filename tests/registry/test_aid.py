"""Aid postings through the office, on both stores: the place, the order of steps, and the recognised title."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from registry.errors import AlreadyExists, Forbidden, InvalidInput, NotFound, RuleRefused
from registry.issuance import RowState
from registry.press import Press
from registry.settings import Settings
from tests.support.office import ADMIN, AUDITOR, FIRM, HR, World, applicant, opened
from tests.support.recognition import HEAD_OF_HR, OTHER_HR, PEER, answers, obtained_there, returned, sent_to_tibet

pytestmark = pytest.mark.covers("S2.4c", "S2.4d", "S2.4e", "R-AID-1", "R-AID-2", "R-AID-3")


@pytest.fixture
def both(each_store: Settings) -> Iterator[World]:
    """An open office on each store."""
    with opened(each_store) as world:
        world.found()
        yield world


@pytest.mark.covers("SC-15", "S2.4f", "R-AID-4")
def test_recognition_and_title_are_stored_together_without_a_document(both: World) -> None:
    person = both.register()
    posting = sent_to_tibet(both, person)
    evaluation = obtained_there(both, posting)
    returned(both, posting)
    before = both.office.rooms.registry.position()
    both.do(HEAD_OF_HR, "recognise-aid-title", evaluation_id=evaluation)
    stored = both.office.rooms.registry.recorder.select_notifications(before + 1, 100)
    assert {n.topic for n in stored} == {"AidTitleRecognised", "TitleGranted", "TitleSourceCited"}
    (title,) = both.ask(ADMIN, "list-titles", person_id=person).rows
    assert (title.origin, title.approval_document_no, title.state) == ("AID_RECOGNITION", "", "GRANTED")
    assert (title.source_authority, title.source_certificate_no) == (PEER, "XZ-2021-0007")
    assert str(title.grant_date) == "2021-12-20"
    (row,) = Press(both.office).issue(ADMIN, [title.id])
    assert row.state is RowState.REFUSED
    assert "R-CERT-1" in row.message
    shown = both.ask(HR, "show-aid-evaluation", evaluation_id=evaluation)
    assert (shown.state, shown.outcome, shown.title_id) == ("RECOGNISED", "RECOGNISED", title.id)
    assert answers(shown) == {"R-AID-1": "YES", "R-AID-2": "YES", "R-AID-3": "YES"}
    with pytest.raises(RuleRefused):
        both.do(HEAD_OF_HR, "recognise-aid-title", evaluation_id=evaluation)


def test_a_day_short_of_a_year_asks_for_formal_confirmation(world: World) -> None:
    posting = sent_to_tibet(world, world.register(), planned_end="2022-02-27")
    evaluation = obtained_there(world, posting)
    returned(world, posting, "2022-02-27")
    with pytest.raises(RuleRefused) as refused:
        world.do(HEAD_OF_HR, "recognise-aid-title", evaluation_id=evaluation)
    assert refused.value.rule_id == "R-AID-3"
    assert refused.value.facts["findings"][0]["outcome"] == "FORMAL_CONFIRMATION"  # type: ignore[index]
    shown = world.ask(AUDITOR, "show-aid-evaluation", evaluation_id=evaluation)
    assert (shown.outcome, answers(shown)["R-AID-3"], shown.title_id) == ("FORMAL_CONFIRMATION", "NO", None)


def test_while_the_posting_runs_recognition_is_pending(world: World) -> None:
    posting = sent_to_tibet(world, world.register(), planned_end="2024-02-28")
    evaluation = obtained_there(world, posting)
    with pytest.raises(RuleRefused) as refused:
        world.do(HEAD_OF_HR, "recognise-aid-title", evaluation_id=evaluation)
    assert (refused.value.code, refused.value.rule_id) == ("wrong_state", "R-AID-3")
    shown = world.ask(HR, "show-aid-evaluation", evaluation_id=evaluation)
    assert (shown.outcome, answers(shown)["R-AID-3"]) == ("PENDING", "UNKNOWN")


@pytest.mark.covers("R-ONE-1")
def test_the_receiving_place_takes_the_year_and_a_declaration_here_bars_it(both: World) -> None:
    one = both.register()
    posting = sent_to_tibet(both, one, planned_end="2023-02-28")
    both.do(applicant(one), "choose-place", posting_id=posting, season=2022, place="RECEIVING")
    with pytest.raises(RuleRefused) as refused:
        both.submitted(one)
    assert refused.value.rule_id == "R-ONE-1"
    other = both.register("李样本", "349900199003150028")
    there = sent_to_tibet(both, other, planned_end="2023-02-28")
    both.submitted(other)
    with pytest.raises(RuleRefused) as late:
        both.do(applicant(other), "choose-place", posting_id=there, season=2022, place="RECEIVING")
    assert late.value.rule_id == "R-ONE-1"


def test_the_place_is_chosen_once_a_season_by_the_person(world: World) -> None:
    person = world.register()
    posting = sent_to_tibet(world, person, planned_end="2023-02-28")
    world.do(applicant(person), "choose-place", posting_id=posting, season=2022, place="SENDING")
    with pytest.raises(RuleRefused) as refused:
        world.do(applicant(person), "choose-place", posting_id=posting, season=2022, place="RECEIVING")
    assert refused.value.rule_id == "R-AID-1"
    world.submitted(person)
    stranger = world.register("李样本", "349900199003150028")
    with pytest.raises(Forbidden) as not_own:
        world.do(applicant(stranger), "choose-place", posting_id=posting, season=2021, place="RECEIVING")
    assert not_own.value.code == "not_own"


def test_acceptance_there_needs_the_approval_of_the_sending_unit_first(world: World) -> None:
    posting = sent_to_tibet(world, world.register())
    evaluation = world.do(HR, "choose-place", posting_id=posting, season=2021, place="RECEIVING").id
    accepted = {
        "evaluation_id": evaluation,
        "authority_uscc": PEER,
        "legal_date": "2021-09-10",
        "document_ref": "受理通知1号",
    }
    with pytest.raises(RuleRefused) as refused:
        world.do(HR, "record-aid-acceptance", **accepted)
    assert refused.value.rule_id == "R-AID-2"


def test_a_unit_speaks_for_its_own_people(world: World) -> None:
    person = world.register()
    posting = sent_to_tibet(world, person)
    with pytest.raises(Forbidden) as refused:
        returned_by_stranger(world, posting)
    assert refused.value.code == "other_unit"
    assert world.ask(OTHER_HR, "list-aid-postings", person_id=person).rows == ()
    (shown,) = world.ask(HR, "list-aid-postings", person_id=person).rows
    assert (shown.id, shown.sending_unit_uscc) == (UUID(posting), FIRM)
    evaluation = world.do(HR, "choose-place", posting_id=posting, season=2021, place="SENDING").id
    with pytest.raises(NotFound):
        world.ask(OTHER_HR, "show-aid-evaluation", evaluation_id=evaluation)


def returned_by_stranger(world: World, posting: str) -> None:
    ended = {"last_day": "2022-02-28", "returned_on_expiry": True, **world.paper()}
    world.do(OTHER_HR, "end-aid-posting", posting_id=posting, **ended)


def test_what_lies_in_the_future_or_stands_already_is_not_recorded(world: World) -> None:
    person = world.register()
    posting = sent_to_tibet(world, person, planned_end="2022-12-31")
    with pytest.raises(AlreadyExists):
        sent_to_tibet(world, person)
    with pytest.raises(InvalidInput) as refused:
        returned(world, posting, "2022-12-31")
    assert refused.value.code == "legal_date_in_future"
