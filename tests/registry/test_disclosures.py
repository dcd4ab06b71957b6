"""Who looked somebody up: recorded before the answer is given, with what for, and shown to that person."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import OperationalError

from domain.identity import title_id_for
from registry.errors import Forbidden, NotFound, Unavailable
from registry.settings import Settings
from tests.support.office import ADMIN, APPROVER, AUDITOR, COUNTY_REVIEWER, HR, PHRSS, World, applicant, opened

pytestmark = pytest.mark.covers("R-PRIV-5")


def shown_to(world: World, person: Any) -> list[tuple[str, str, str, str]]:
    rows = world.ask(applicant(person), "list-disclosures", person_id=person).rows
    return [(row.actor_id, row.role, row.query, row.purpose) for row in rows]


def test_a_person_sees_who_opened_their_file_when_and_what_for(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register()
        file = world.draft(person)
        world.submit(person, file)
        assert shown_to(world, person) == []
        world.ask(HR, "show-declaration", declaration_id=file)
        world.ask(COUNTY_REVIEWER, "show-declaration", declaration_id=file)
        world.ask(ADMIN, "show-person", person_id=person, purpose="HOLDER_REQUEST")
        world.ask(APPROVER, "show-integrity", person_id=person)
        assert shown_to(world, person) == [
            (APPROVER.id, "APPROVER", "show-integrity", "APPROVAL"),
            (ADMIN.id, "PHRSS_ADMIN", "show-person", "HOLDER_REQUEST"),
            (COUNTY_REVIEWER.id, "LEVEL_REVIEWER", "show-declaration", "REVIEW"),
            (HR.id, "EMPLOYER_HR", "show-declaration", "REVIEW"),
        ]
        newest = world.ask(applicant(person), "list-disclosures", person_id=person, limit=1)
        (row,) = newest.rows
        assert (row.recorded_at, row.unit_uscc) == (datetime(2022, 7, 20, 4, tzinfo=UTC), PHRSS)
        older = world.ask(applicant(person), "list-disclosures", person_id=person, cursor=newest.next_cursor)
        assert len(older.rows) == 3


def test_a_title_and_a_certificate_number_lead_to_their_holder(world: World) -> None:
    person = world.register()
    title = title_id_for(world.granted(person))
    before = len(shown_to(world, person))
    world.ask(ADMIN, "show-title", title_id=title)
    world.ask(ADMIN, "list-titles", person_id=person)
    assert [query for _, _, query, _ in shown_to(world, person)[:-before]] == ["list-titles", "show-title"]


def test_looking_at_oneself_lists_and_what_hangs_in_public_is_no_disclosure(world: World) -> None:
    person = world.register()
    file = world.submitted(person)
    world.ask(applicant(person), "show-declaration", declaration_id=file)
    world.do(
        HR,
        "pass-unit-review",
        declaration_id=file,
        items=[{"item_id": i, "passed": True} for i in items(world, person, file)],
    )
    world.do(HR, "start-unit-publicity", declaration_id=file)
    world.ask(HR, "work-queue")
    world.ask(HR, "list-declarations")
    world.ask(HR, "show-notice-board")
    assert shown_to(world, person) == []


def items(world: World, person: Any, file: Any) -> tuple[str, ...]:
    answer: tuple[str, ...] = world.ask(applicant(person), "show-declaration", declaration_id=file).items
    return answer


def test_what_is_not_shown_is_not_recorded(world: World) -> None:
    person = world.register()
    with pytest.raises(NotFound):
        world.ask(HR, "show-declaration", declaration_id=uuid4())
    assert shown_to(world, person) == []


def test_nobody_but_the_auditor_sees_who_looked_up_somebody_else(world: World) -> None:
    person = world.register()
    world.ask(ADMIN, "show-person", person_id=person)
    with pytest.raises(NotFound):
        world.ask(applicant(uuid4()), "list-disclosures", person_id=person)
    with pytest.raises(Forbidden):
        world.ask(ADMIN, "list-disclosures", person_id=person)
    (row,) = world.ask(AUDITOR, "list-disclosures", person_id=person).rows
    assert row.actor_id == ADMIN.id


def test_nothing_is_shown_that_cannot_be_recorded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.register()

    def full(*_: object) -> None:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(world.office.rooms.registry.recorder, "insert_events", full)
        with pytest.raises(Unavailable):
            world.ask(ADMIN, "show-person", person_id=person)
    assert shown_to(world, person) == []


def test_who_looked_is_still_known_when_the_read_models_are_made_again(settings: Settings) -> None:
    with opened(settings) as world:
        person = world.register()
        world.ask(ADMIN, "show-person", person_id=person)
        world.office.rooms.projector.rebuild()
        assert len(shown_to(world, person)) == 1
