"""SC-14: a committee accepts without a letter; one that comes later, whatever its date, is evidence and no cure."""

import threading
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.office import ADMIN, APPROVER, COMMITTEE_OFFICE, SECOND_ADMIN
from tests.support.recognition import INSPECTOR, superiors_letter
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

pytestmark = pytest.mark.covers("SC-14", "R-ENT-2", "R-ENT-4", "S2.4b", "S2.4i", "R-INV-1", "R-REV-2")


def test_a_letter_registered_after_acceptance_cures_nothing(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        person = world.register()
        declaration = world.recommended(person)
        world.on("2022-08-10")
        world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=str(declaration))
        assert world.ask(INSPECTOR, "list-entrustment-breaches").rows == []

        world.on("2022-10-12")
        with pytest.raises(HttpRefusedError) as future:
            superiors_letter(world, person, legal_date="2022-10-13")
        assert future.value.problem["code"] == "legal_date_in_future"
        scan = superiors_letter(world, person, "虚构集团人函〔2022〕5号", legal_date="2022-08-01").id
        honest = superiors_letter(world, person, "虚构集团人函〔2022〕6号", legal_date="2022-09-01").id
        for letter in (scan, honest):
            assert world.ask(ADMIN, "show-letter", letter_id=letter).registered_on == "2022-10-12"
        (finding,) = world.ask(INSPECTOR, "list-entrustment-breaches", committee_id=world.committee_id).rows
        assert (finding.declaration_id, finding.letter_id, finding.found_on) == (str(declaration), scan, "2022-10-12")

        _evaluate(world, declaration)
        with pytest.raises(HttpRefusedError) as unapproved:
            world.approve(declaration)
        assert unapproved.value.problem["rule_id"] == "R-ENT-4"
        assert _voided_once(world, declaration) == 1
        assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "INVALIDATED"
        with pytest.raises(HttpRefusedError):
            world.approve(declaration)
        assert world.ask(ADMIN, "list-titles", person_id=person).rows == []


def test_a_title_granted_before_the_letter_came_gets_no_certificate_and_falls(home_of_2022: Path) -> None:
    with dated_office(home_of_2022) as world:
        world.found()
        person = world.register()
        declaration = world.granted(person)
        (title,) = world.ask(ADMIN, "list-titles", person_id=person).rows
        superiors_letter(world, person, legal_date="2022-07-01")
        (row,) = world.issue(APPROVER, title_ids=[title.id]).rows
        assert (row.state, row.code) == ("REFUSED", "rule_refused")
        assert "R-ENT-4" in row.message
        world.do(SECOND_ADMIN, "invalidate-result", declaration_id=str(declaration), **world.paper())
        shown = world.ask(ADMIN, "show-title", title_id=title.id)
        assert (shown.state, shown.cause) == ("INVALIDATED", "NOT_ENTRUSTED")
        assert world.issue(APPROVER, title_ids=[title.id]).rows[0].state == "REFUSED"


def _evaluate(world: HttpWorld, declaration: UUID) -> None:
    """The meeting and the posting go on: only approval asks again."""
    world.on("2022-11-18")
    counts = {"meeting_date": "2022-11-18", "present": 20, "yes": 15, "no": 5, **world.paper("会议纪要〔2022〕3号")}
    world.do(COMMITTEE_OFFICE, "record-tally", declaration_id=str(declaration), **counts)
    world.on("2022-11-21")
    world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=str(declaration))
    world.on("2022-11-29")
    world.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=str(declaration))


def _voided_once(world: HttpWorld, declaration: UUID) -> int:
    """How often it was voided: who registered the letter proposed it and may not decide, two others decide at once."""
    paper = {"declaration_id": str(declaration), **world.paper("虚构人社无效〔2022〕1号")}
    with pytest.raises(HttpRefusedError) as alone:
        world.do(ADMIN, "invalidate-result", **paper)
    assert alone.value.problem["rule_id"] == "R-REV-2"
    world.bearer(SECOND_ADMIN)
    decided: list[str] = []
    late: set[str] = set()

    def decide() -> None:
        try:
            decided.append(world.do(SECOND_ADMIN, "invalidate-result", **paper).id)
        except HttpRefusedError as refused:
            late.add(refused.problem["code"])

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert late <= {"wrong_state", "concurrent_change"}
    return len(decided)
