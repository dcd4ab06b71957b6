"""The work queues: what waits for whom on a day, the longest wait first, and nothing of another unit or level."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from domain.identity import title_id_for
from registry.command import Actor, Role
from registry.messages import COMMANDS
from registry.settings import Settings
from registry.work import ISSUE, WORK
from tests.support.office import (
    ADMIN,
    APPROVER,
    AUDITOR,
    CITY_REVIEWER,
    COMMITTEE_OFFICE,
    COUNTY_REVIEWER,
    HR,
    ORGANISER,
    OTHER_FIRM,
    PHRSS,
    SECOND_ADMIN,
    World,
    applicant,
    opened,
)
from tests.support.tree import ROOT

CHAIR = Actor(id="chair-1", roles=frozenset({Role.CHAIR}), unit_uscc=ORGANISER)
ORGANISING = Actor(id="organiser-1", roles=frozenset({Role.ORGANISER}), unit_uscc=ORGANISER)
STRANGERS = [
    Actor(id=f"stranger-{role}", roles=frozenset({role}), unit_uscc=OTHER_FIRM)
    for role in (
        Role.EMPLOYER_HR,
        Role.AGENCY,
        Role.LEVEL_REVIEWER,
        Role.COMMITTEE_OFFICE,
        Role.CHAIR,
        Role.ORGANISER,
        Role.EXPERT,
        Role.AUDITOR,
        Role.APPLICANT,
    )
]
NUMBERS = ("349900198501010015", "349900199003150028", "349900198402290031", "349900198808080069")


def waiting(world: World, actor: Actor, **filters: object) -> list[tuple[str, UUID]]:
    return [(item.work, item.id) for item in world.ask(actor, "work-queue", **filters).rows]


def everybody_else_has_nothing(world: World, person: UUID, *busy: Actor) -> None:
    for actor in (HR, COUNTY_REVIEWER, CITY_REVIEWER, COMMITTEE_OFFICE, CHAIR, ORGANISING, APPROVER, applicant(person)):
        if actor not in busy:
            assert waiting(world, actor) == [], actor
    assert all(waiting(world, actor) == [] for actor in STRANGERS)


@pytest.mark.covers("S2.6b", "S3.1b", "S3.1c")
def test_a_declaration_waits_at_every_step_for_exactly_those_whose_turn_it_is(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register()
        me = applicant(person)
        file = world.draft(person)
        assert waiting(world, me) == [("submit-declaration", file)]
        everybody_else_has_nothing(world, person, me)
        world.submit(person, file)
        assert waiting(world, HR) == [("pass-unit-review", file)]
        everybody_else_has_nothing(world, person, HR)
        world.review_at_unit(file)
        world.on("2022-07-25")
        assert waiting(world, HR) == [("start-unit-publicity", file)]
        world.do(HR, "start-unit-publicity", declaration_id=file)
        world.on("2022-08-01")
        everybody_else_has_nothing(world, person)
        world.on("2022-08-02")
        assert waiting(world, HR) == [("complete-unit-publicity", file)]
        everybody_else_has_nothing(world, person, HR)
        world.do(HR, "complete-unit-publicity", declaration_id=file)
        for level_no, reviewer in enumerate((COUNTY_REVIEWER, CITY_REVIEWER), start=1):
            (item,) = world.ask(reviewer, "work-queue").rows
            assert (item.work, item.id, item.level_no) == ("pass-level-review", file, level_no)
            everybody_else_has_nothing(world, person, reviewer)
            items = world.all_met(file)
            world.do(reviewer, "pass-level-review", declaration_id=file, level_no=level_no, items=items)
        assert waiting(world, COMMITTEE_OFFICE) == [("accept-by-committee", file)]
        everybody_else_has_nothing(world, person, COMMITTEE_OFFICE)
        world.meet(file)
        assert waiting(world, COMMITTEE_OFFICE) == waiting(world, ORGANISING) == [("start-result-publicity", file)]
        everybody_else_has_nothing(world, person, COMMITTEE_OFFICE, ORGANISING)
        world.on("2022-11-21")
        world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=file)
        everybody_else_has_nothing(world, person)
        world.on("2022-11-29")
        assert waiting(world, COMMITTEE_OFFICE) == waiting(world, ORGANISING) == [("complete-result-publicity", file)]
        world.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=file)
        assert waiting(world, APPROVER) == [("approve-result", file)]
        world.approve(file)
        title = title_id_for(file)
        assert waiting(world, APPROVER) == waiting(world, ADMIN) == [("issue-certificates", title)]


def test_a_ballot_waits_for_the_office_and_the_chair_of_the_committee(world: World) -> None:
    file = world.recommended(world.register())
    world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=file)
    assert waiting(world, COMMITTEE_OFFICE) == waiting(world, CHAIR) == [("record-tally", file)]
    assert waiting(world, ORGANISING) == []


def test_a_correction_waits_for_the_applicant_until_its_deadline_and_then_for_whoever_asked(world: World) -> None:
    person = world.register()
    file = world.submitted(person)
    world.do(HR, "request-correction", declaration_id=file, items=["学历"], deadline="2022-07-25")
    (item,) = world.ask(applicant(person), "work-queue").rows
    assert (item.work, item.due) == ("supply-correction", date(2022, 7, 25))
    world.on("2022-07-25")
    assert waiting(world, HR) == []
    world.on("2022-07-26")
    assert waiting(world, applicant(person)) == []
    assert waiting(world, HR) == [("let-correction-lapse", file)]
    assert waiting(world, COMMITTEE_OFFICE) == waiting(world, COUNTY_REVIEWER) == []


def test_after_the_last_level_a_correction_lapses_at_the_committee(world: World) -> None:
    file = world.recommended(world.register())
    world.do(COMMITTEE_OFFICE, "request-correction", declaration_id=file, items=["论文"], deadline="2022-08-10")
    world.on("2022-08-11")
    assert waiting(world, COMMITTEE_OFFICE) == [("let-correction-lapse", file)]
    assert waiting(world, CITY_REVIEWER) == waiting(world, HR) == []


@pytest.mark.covers("R-PUB-4")
def test_an_objection_waits_for_an_answer_and_the_posting_waits_for_the_objection(world: World) -> None:
    file = world.submitted(world.register())
    world.review_at_unit(file)
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=file)
    objection = {"declaration_id": file, "objection_id": uuid4()}
    world.do(HR, "file-objection", **objection, **world.paper())
    world.on("2022-08-02")
    assert waiting(world, HR) == [("resolve-objection", file)]
    world.do(HR, "resolve-objection", **objection, upheld=False, **world.paper())
    assert waiting(world, HR) == [("complete-unit-publicity", file)]


@pytest.mark.covers("R-PUB-4")
def test_a_posting_with_an_upheld_objection_waits_for_nobody(world: World) -> None:
    file = world.submitted(world.register())
    world.review_at_unit(file)
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=file)
    objection = {"declaration_id": file, "objection_id": uuid4()}
    world.do(HR, "file-objection", **objection, **world.paper())
    world.do(HR, "resolve-objection", **objection, upheld=True, **world.paper())
    world.on("2022-08-02")
    assert waiting(world, HR) == []


@pytest.mark.covers("R-REV-2")
def test_a_revocation_waits_for_a_second_person_once_the_holder_was_heard(world: World) -> None:
    file = world.granted(world.register())
    title = title_id_for(file)
    world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="x")
    assert ("record-statement", title) in waiting(world, ADMIN)
    world.do(ADMIN, "record-statement", title_id=title, heard=True, **world.paper())
    assert waiting(world, ADMIN, work="decide-revocation") == []
    assert waiting(world, SECOND_ADMIN, work="decide-revocation") == [("decide-revocation", title)]
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title, **world.paper())
    assert waiting(world, SECOND_ADMIN) == []


@pytest.mark.covers("R-REV-2")
def test_a_proposal_waits_for_another_than_its_proposer(world: World) -> None:
    file = world.submitted(world.register())
    world.do(ADMIN, "propose-veto", declaration_id=file, cause="FRAUD", evidence_ref="x")
    assert waiting(world, ADMIN) == []
    (item,) = world.ask(SECOND_ADMIN, "work-queue").rows
    assert (item.work, item.subject, item.id) == ("veto-declaration", "proposal", file)
    world.do(SECOND_ADMIN, "veto-declaration", declaration_id=file, **world.paper())
    assert waiting(world, SECOND_ADMIN) == []


@pytest.mark.covers("S2.7b")
def test_a_petition_waits_for_its_office_and_then_for_the_person_responsible(world: World) -> None:
    officer = Actor(id="petition-1", roles=frozenset({Role.PETITION_OFFICER}), unit_uscc=PHRSS)
    handler = officer.model_copy(update={"id": "petition-2"})
    elsewhere = officer.model_copy(update={"unit_uscc": OTHER_FIRM})
    case = UUID(
        world.do(
            officer,
            "register-petition",
            case_no="信访〔2022〕1号",
            channel="LETTER",
            subject="FRAUD",
            received_on="2022-07-18",
            petitioner="李举报",
            statement="其论文系购买。",
        ).id
    )
    (item,) = world.ask(officer, "work-queue").rows
    assert (item.work, item.subject, item.id, item.since) == ("accept-petition", "petition", case, date(2022, 7, 18))
    assert item.due is not None
    assert waiting(world, elsewhere) == []
    world.do(officer, "accept-petition", petition_id=case)
    assert waiting(world, officer) == [("assign-petition", case)]
    assigned = {"handler_id": handler.id, "handler_unit": PHRSS, "due_on": "2022-08-31"}
    world.do(officer, "assign-petition", petition_id=case, **assigned)
    assert waiting(world, officer) == []
    assert waiting(world, handler) == [("issue-petition-opinion", case)]
    assert waiting(world, handler, season=2022) == []


def test_an_account_with_two_roles_has_the_work_of_both_and_nothing_twice(world: World) -> None:
    file = world.evaluated(world.register())
    both = COMMITTEE_OFFICE.model_copy(update={"roles": frozenset({Role.COMMITTEE_OFFICE, Role.ORGANISER, Role.CHAIR})})
    assert waiting(world, both) == [("start-result-publicity", file)]


def test_the_longest_wait_stands_first_and_pages_lose_and_repeat_nothing(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        files = []
        for day, number in zip(("2022-07-20", "2022-07-21", "2022-07-21", "2022-07-22"), NUMBERS, strict=True):
            world.on(day)
            files.append(world.submitted(world.register("李样本", number)))
        world.on("2022-08-01")
        world.review_at_unit(files[0])
        whole = waiting(world, HR)
        assert [work for work, _ in whole] == ["pass-unit-review"] * 3 + ["start-unit-publicity"]
        assert [file for _, file in whole] == [*sorted(files[1:3]), files[3], files[0]]
        paged, cursor = [], None
        while True:
            page = world.ask(HR, "work-queue", limit=1, cursor=cursor)
            paged += [(item.work, item.id) for item in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert paged == whole


def test_a_queue_can_be_narrowed(world: World) -> None:
    file = world.submitted(world.register())
    mine = [("pass-unit-review", file)]
    assert waiting(world, HR, season=2022, series_code="05", level=412, committee_id=world.committee_id) == mine
    assert waiting(world, HR, work="pass-unit-review") == mine
    for other in ({"season": 2021}, {"series_code": "19"}, {"level": 411}, {"committee_id": uuid4()}):
        assert waiting(world, HR, **other) == []
    assert waiting(world, HR, work="start-unit-publicity") == []


@pytest.mark.parametrize(
    "cursor", ["", "x", "2022-07-20", "2022-07-20.1.pass-unit-review", "2022-07-20." + "0" * 32 + "."]
)
def test_a_made_up_cursor_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(ValidationError):
        world.ask(HR, "work-queue", cursor=cursor)


@pytest.mark.covers("R-PRIV-1")
def test_a_queue_names_nobody(world: World) -> None:
    world.submitted(world.register())
    (item,) = world.ask(HR, "work-queue").rows
    assert "张示例" not in str(item.model_dump())
    assert {"person_id", "person_name"}.isdisjoint(item.model_dump())


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.command)
def test_whoever_has_work_may_do_it(work: object) -> None:
    command, roles = work.command, work.roles  # type: ignore[attr-defined]
    if command != ISSUE:
        assert set(roles) <= set(COMMANDS[command].roles)


def test_every_kind_of_work_stands_in_the_document() -> None:
    text = (ROOT / "docs" / "api-office.md").read_text("utf-8")
    assert [work.command for work in WORK if f"`{work.command}`" not in text] == []


def test_the_auditor_reads_and_has_nothing_to_do(world: World) -> None:
    world.submitted(world.register())
    assert waiting(world, AUDITOR) == []
