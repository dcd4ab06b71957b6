"""Refused commands are evidence: recorded with rule and ids, without personal data, and shown to the auditor alone."""

import pytest
from pydantic import ValidationError

from registry import COMMANDS, Press
from registry.errors import Forbidden, InvalidInput, RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, AUDITOR, HR, World, applicant, opened


def test_a_refusal_of_the_law_is_recorded_with_its_rule_and_findings(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register("赵退休", "349900195507070058")
        declaration = world.draft(person)
        world.do(HR, "record-retirement", person_id=person, from_date="2015-07-31")
        with pytest.raises(RuleRefused) as refusal:
            world.submit(person, declaration)
        assert (refusal.value.rule_id, refusal.value.clause) == ("R-ELIG-2", "S1.3")
        (row,) = world.ask(AUDITOR, "list-refusals").rows
        assert (row.command, row.code, row.rule_id, row.clause) == (
            "submit-declaration",
            "rule_refused",
            "R-ELIG-2",
            "S1.3",
        )
        assert (row.actor_id, row.actor_roles) == (str(person), "APPLICANT")
        assert row.about == (f"declaration_id={declaration}",)
        assert row.findings[0]["facts"]["retired"] is True


def test_a_refused_role_is_recorded(world: World) -> None:
    with pytest.raises(Forbidden):
        world.do(HR, "open-season", year=2023, **world.paper())
    (row,) = world.ask(AUDITOR, "list-refusals", actor_id="hr-1").rows
    assert (row.command, row.code, row.unit_uscc) == ("open-season", "role_not_allowed", HR.unit_uscc)


def test_a_mistake_in_a_form_is_not_recorded(world: World) -> None:
    with pytest.raises(ValidationError):
        COMMANDS["open-season"].command.model_validate({"year": "soon"})
    with pytest.raises(InvalidInput):
        world.do(ADMIN, "open-season", year=2023, legal_date="2030-01-01", document_ref="x")
    assert world.ask(AUDITOR, "list-refusals").rows == ()


def test_a_refused_command_changes_nothing_else(world: World) -> None:
    person = world.register()
    declaration = world.draft(person)
    world.on("2022-06-30")
    before = world.office.rooms.registry.position()
    with pytest.raises(RuleRefused):
        world.submit(person, declaration)
    stored = world.office.rooms.registry.recorder.select_notifications(before + 1, 100)
    assert [n.topic for n in stored] == ["CommandRefused"]
    assert world.ask(applicant(person), "show-declaration", declaration_id=declaration).state == "DRAFT"


@pytest.mark.covers("R-PRIV-1")
def test_a_refusal_holds_no_personal_datum(world: World) -> None:
    document = {"kind": "RESIDENT_ID", "number": "349900198501010015", "valid_from": "2015-01-01"}
    with pytest.raises(Forbidden):
        world.do(AUDITOR, "register-person", person_name="张示例", document=document)
    before = world.office.rooms.registry.position()
    (stored,) = world.office.rooms.registry.recorder.select_notifications(before, 1)
    assert stored.topic == "CommandRefused"
    assert "张".encode() not in stored.state
    assert b"\\u5f20" not in stored.state
    assert b"3499001985" not in stored.state


def test_only_the_auditor_reads_refusals(world: World) -> None:
    for actor in (ADMIN, HR):
        with pytest.raises(Forbidden) as refusal:
            world.ask(actor, "list-refusals")
        assert refusal.value.code == "role_not_allowed"


def test_refusals_come_in_pages_the_newest_first(world: World) -> None:
    for day in range(21, 26):
        world.on(f"2022-07-{day}")
        with pytest.raises(Forbidden):
            world.do(HR, "open-season", year=2023, **world.paper())
    seen = []
    cursor = None
    while True:
        page = world.ask(AUDITOR, "list-refusals", limit=2, cursor=cursor)
        seen += [row.recorded_at.day for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [25, 24, 23, 22, 21]


def test_an_attempt_to_issue_without_the_role_is_recorded_too(world: World) -> None:
    with pytest.raises(Forbidden):
        Press(world.office).issue(AUDITOR, [])
    (row,) = world.ask(AUDITOR, "list-refusals", actor_id=AUDITOR.id).rows
    assert (row.command, row.code) == ("issue-certificates", "role_not_allowed")
