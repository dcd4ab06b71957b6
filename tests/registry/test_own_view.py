"""A person's own file, a committee's docket and the register of titles: everything for those whom it concerns."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from domain.identity import title_id_for
from registry.command import Actor, Role
from registry.errors import Forbidden, NotFound
from registry.settings import Settings
from tests.support.office import (
    ADMIN,
    AUDITOR,
    CITY_REVIEWER,
    COMMITTEE_OFFICE,
    HR,
    ORGANISER,
    OTHER_FIRM,
    SECOND_ADMIN,
    World,
    applicant,
    opened,
)

ORGANISING = Actor(id="organiser-1", roles=frozenset({Role.ORGANISER}), unit_uscc=ORGANISER)
OTHER_ORGANISER = Actor(id="organiser-2", roles=frozenset({Role.ORGANISER}), unit_uscc=OTHER_FIRM)


@pytest.mark.covers("R-PRIV-1", "R-PRIV-5")
def test_a_person_sees_all_that_is_kept_about_them_and_who_was_shown_it(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register()
        file = world.granted(person)
        title = title_id_for(file)
        world.do(ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="x")
        world.do(SECOND_ADMIN, "open-record", person_id=person, **world.paper())
        world.ask(AUDITOR, "show-title", title_id=title)
        mine = world.ask(applicant(person), "show-own-file")
        assert mine.person.person_name == "张示例"
        assert [(row.id, row.state) for row in mine.declarations.rows] == [(file, "APPROVED")]
        assert [(row.id, row.title_name) for row in mine.titles.rows] == [(title, "高级工程师")]
        assert mine.integrity.on_record_until == date(2025, 11, 29)
        assert mine.waiting.rows == ()
        assert (mine.disclosures.rows[0].actor_id, mine.disclosures.rows[0].query) == (AUDITOR.id, "show-title")


def test_a_draft_waits_in_ones_own_file(world: World) -> None:
    person = world.register()
    file = world.draft(person)
    mine = world.ask(applicant(person), "show-own-file")
    assert [(item.work, item.id) for item in mine.waiting.rows] == [("submit-declaration", file)]


@pytest.mark.parametrize("account", ["admin-chen", "57737f68-090b-45be-9c85-8c3a34dc9b76"])
def test_an_account_without_a_person_has_no_file(world: World, account: str) -> None:
    world.draft(world.register())
    nobody = Actor(id=account, roles=frozenset({Role.APPLICANT}))
    with pytest.raises(NotFound):
        world.ask(nobody, "show-own-file")
    assert world.ask(nobody, "list-declarations").rows == ()
    assert world.ask(nobody, "work-queue").rows == ()


@pytest.mark.covers("R-PRIV-5")
def test_a_docket_shows_state_meeting_and_ballot_to_its_own_committee_alone(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register()
        file = world.evaluated(person, yes=15, no=5)
        world.draft(world.register("李样本", "349900199003150028"))
        for actor in (COMMITTEE_OFFICE, ORGANISING, ADMIN):
            (row,) = world.ask(actor, "committee-docket").rows
            assert (row.id, row.person_name, row.state, row.meeting_date) == (
                file,
                "张示例",
                "EVALUATED_PASS",
                date(2022, 11, 18),
            )
            assert (row.present, row.recused, row.yes, row.no, row.abstain) == (20, 0, 15, 5, 0)
        assert world.ask(OTHER_ORGANISER, "committee-docket").rows == ()
        for actor in (HR, CITY_REVIEWER, applicant(person)):
            with pytest.raises(Forbidden):
                world.ask(actor, "committee-docket")
        queries = [row.query for row in world.ask(applicant(person), "show-own-file").disclosures.rows]
        assert queries[:3] == ["committee-docket"] * 3


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"state": "EVALUATED_PASS", "season": 2022}, True),
        ({"met_on": "2022-11-18", "level": 412}, True),
        ({"met_on": "2022-11-19"}, False),
        ({"state": "ACCEPTED"}, False),
        ({"series_code": "19"}, False),
    ],
)
def test_a_docket_can_be_narrowed(world: World, filters: dict[str, Any], shown: bool) -> None:
    world.evaluated(world.register())
    assert bool(world.ask(COMMITTEE_OFFICE, "committee-docket", **filters).rows) == shown


def test_the_register_of_an_organiser_holds_the_titles_of_its_own_committees(world: World) -> None:
    title = title_id_for(world.granted(world.register()))
    for actor in (ORGANISING, ADMIN, AUDITOR):
        (row,) = world.ask(actor, "title-register", certified=False, granted_from="2022-11-29").rows
        assert (row.id, row.person_name, row.state) == (title, "张示例", "GRANTED")
    assert world.ask(OTHER_ORGANISER, "title-register").rows == ()
    for none in ({"certified": True}, {"granted_to": "2022-11-28"}, {"state": "REVOKED"}, {"committee_id": uuid4()}):
        assert world.ask(ADMIN, "title-register", **none).rows == ()


def test_an_erased_person_keeps_a_row_without_a_name(world: World) -> None:
    person = world.register()
    world.granted(person)
    world.do(ADMIN, "erase-personal-data", person_id=person, **world.paper())
    (row,) = world.ask(ADMIN, "title-register").rows
    assert (row.person_id, row.person_name) == (person, None)


def test_the_notice_board_can_be_narrowed(world: World) -> None:
    file = world.submitted(world.register())
    world.review_at_unit(file)
    world.do(HR, "start-unit-publicity", declaration_id=file)
    here = {"season": 2022, "series_code": "05", "level": 412, "committee_id": world.committee_id}
    assert len(world.ask(HR, "show-notice-board", unit_uscc=HR.unit_uscc, **here).rows) == 1
    for other in ({"season": 2021}, {"level": 411}, {"committee_id": uuid4()}, {"unit_uscc": OTHER_FIRM}):
        assert world.ask(HR, "show-notice-board", **other).rows == ()
