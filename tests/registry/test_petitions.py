"""The petition ledger at the office: who reads what, what is overdue, what closes a case."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.identity import title_id_for
from registry.command import Actor, Role
from registry.errors import AlreadyExists, Forbidden, InvalidInput, NotFound, RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, AUDITOR, FIRM, HR, OTHER_FIRM, PHRSS, SECOND_ADMIN, World, opened

OFFICER = Actor(id="petition-1", roles=frozenset({Role.PETITION_OFFICER}), unit_uscc=PHRSS)
HANDLER = Actor(id="petition-2", roles=frozenset({Role.PETITION_OFFICER}), unit_uscc=PHRSS)
ELSEWHERE = Actor(id="petition-9", roles=frozenset({Role.PETITION_OFFICER}), unit_uscc=OTHER_FIRM)
PETITIONER = "李举报，电话 13900000000"
STATEMENT = "其论文系购买。"
MET = dict.fromkeys(("facts_clear", "characterisation_accurate", "handling_proper", "procedure_complete"), True)


def register(world: World, case_no: str = "信访〔2022〕1号", **changes: Any) -> UUID:
    said = {"channel": "LETTER", "subject": "FRAUD", "received_on": "2022-07-20", **changes}
    receipt = world.do(
        OFFICER, "register-petition", case_no=case_no, petitioner=PETITIONER, statement=STATEMENT, **said
    )
    return UUID(receipt.id)


def handled(world: World, case: UUID, due_on: str = "2022-08-31") -> None:
    world.do(OFFICER, "accept-petition", petition_id=case)
    assigned = {"handler_id": HANDLER.id, "handler_unit": PHRSS, "due_on": due_on}
    world.do(OFFICER, "assign-petition", petition_id=case, **assigned)
    world.do(HANDLER, "record-petition-finding", petition_id=case, finding="论文由中介代写。")


def concluded(world: World, case: UUID, *, substantiated: bool = True) -> None:
    said = {"substantiated": substantiated, "opinion": "举报属实。", **MET}
    world.do(HANDLER, "issue-petition-opinion", petition_id=case, **said, **world.paper("信访意见1号"))


@pytest.mark.covers("S2.7a", "S2.7b", "S2.7c", "S2.7d")
def test_a_petition_goes_from_its_letter_to_a_closed_loop(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        title = title_id_for(world.granted(world.register()))
        case = register(world, received_on="2022-11-29")
        handled(world, case, "2022-12-20")
        concluded(world, case)
        world.do(ADMIN, "report-petition", petition_id=case, **world.paper("信访报告1号"))
        loop = {"petition_id": case, "delivered_on": "2022-11-29", "resulting_ids": [str(title)]}
        with pytest.raises(RuleRefused) as unfinished:
            world.do(HANDLER, "close-petition", **loop)
        assert unfinished.value.rule_id == "R-PET-5"
        world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="e")
        world.do(ADMIN, "record-statement", title_id=title, heard=True, **world.paper())
        world.do(SECOND_ADMIN, "decide-revocation", title_id=title, **world.paper())
        world.do(HANDLER, "close-petition", **loop)
        shown = world.ask(HANDLER, "show-petition", petition_id=case)
        assert (shown.state, shown.resulting_ids, shown.petitioner) == ("CLOSED", (title,), PETITIONER)
        assert shown.findings == ("论文由中介代写。",)
        (row,) = world.ask(OFFICER, "list-petitions", state="CLOSED").rows
        assert (row.id, row.handler_id, row.act_by, row.overdue) == (case, HANDLER.id, None, False)


@pytest.mark.covers("S2.7b", "R-PRIV-5")
def test_the_petitioner_is_read_by_the_handler_and_the_auditor_and_by_nobody_else(world: World) -> None:
    case = register(world)
    assert world.ask(OFFICER, "show-petition", petition_id=case).petitioner is None
    handled(world, case)
    for reader in (HANDLER, AUDITOR):
        shown = world.ask(reader, "show-petition", petition_id=case)
        assert (shown.petitioner, shown.statement) == (PETITIONER, STATEMENT)
    for reader in (OFFICER, ADMIN):
        shown = world.ask(reader, "show-petition", petition_id=case)
        assert {shown.petitioner, shown.statement, shown.findings, shown.opinion} == {None}
    with pytest.raises(NotFound):
        world.ask(ELSEWHERE, "show-petition", petition_id=case)
    with pytest.raises(Forbidden):
        world.ask(HR, "show-petition", petition_id=case)
    world.do(OFFICER, "assign-petition", petition_id=case, handler_id="petition-3", handler_unit=PHRSS,
             due_on="2022-08-31")  # fmt: skip
    assert world.ask(HANDLER, "show-petition", petition_id=case).petitioner is None


@pytest.mark.covers("S2.6e", "R-PRIV-1")
def test_no_word_of_a_petition_stands_in_clear_in_any_file(world: World, settings: Settings) -> None:
    case = register(world)
    handled(world, case)
    concluded(world, case)
    world.ask(HANDLER, "show-petition", petition_id=case)
    world.office.rooms.registry.recorder.select_notifications(1, 1)
    secrets = [PETITIONER, STATEMENT, "论文由中介代写。", "举报属实。", "13900000000"]
    for path in settings.home.rglob("*"):
        if path.is_file():
            stored = path.read_bytes()
            for secret in secrets:
                escaped = secret.encode("unicode_escape")
                assert secret.encode() not in stored, path
                assert escaped not in stored, path


@pytest.mark.covers("S2.7b", "R-PET-1", "R-PET-3")
def test_the_ledger_says_what_is_overdue_on_the_day_of_asking(world: World) -> None:
    waiting, running = register(world), register(world, "信访〔2022〕2号")
    handled(world, running)

    def overdue() -> set[UUID]:
        return {row.id for row in world.ask(ADMIN, "list-petitions", overdue=True).rows}

    for day, late in (
        ("2022-08-04", set()),
        ("2022-08-05", {waiting}),
        ("2022-08-31", {waiting}),
        ("2022-09-01", {waiting, running}),
    ):
        world.on(day)
        assert overdue() == late
        assert {row.id for row in world.ask(ADMIN, "list-petitions", overdue=False).rows} == {waiting, running} - late
    assert world.ask(ADMIN, "show-petition", petition_id=running).overdue
    assert [row.id for row in world.ask(ADMIN, "list-petitions", handler_id=HANDLER.id).rows] == [running]


@pytest.mark.covers("S2.7b", "R-PET-2")
def test_nobody_handles_a_case_against_themself_or_their_unit(world: World) -> None:
    case = register(world, target_id=HANDLER.id, target_unit=FIRM)
    world.do(OFFICER, "accept-petition", petition_id=case)
    for handler_id, unit in ((HANDLER.id, PHRSS), ("somebody", FIRM)):
        with pytest.raises(RuleRefused) as refusal:
            world.do(OFFICER, "assign-petition", petition_id=case, handler_id=handler_id, handler_unit=unit,
                     due_on="2022-08-31")  # fmt: skip
        assert (refusal.value.rule_id, refusal.value.clause) == ("R-PET-2", "S2.7b")
    with pytest.raises(RuleRefused):
        world.do(HANDLER, "refuse-petition", petition_id=case, reason="r")


def test_an_officer_of_another_office_touches_nothing(world: World) -> None:
    case = register(world)
    with pytest.raises(Forbidden) as refusal:
        world.do(ELSEWHERE, "accept-petition", petition_id=case)
    assert refusal.value.code == "other_unit"
    assert world.ask(ELSEWHERE, "list-petitions").rows == ()


@pytest.mark.covers("R-PET-5")
def test_what_followed_is_looked_up_and_not_believed(world: World) -> None:
    case = register(world)
    handled(world, case)
    concluded(world, case)
    close = {"petition_id": case, "delivered_on": "2022-07-20"}
    with pytest.raises(NotFound):
        world.do(HANDLER, "close-petition", resulting_ids=[uuid4()], **close)
    with pytest.raises(InvalidInput) as other:
        world.do(HANDLER, "close-petition", resulting_ids=[world.committee_id], **close)
    assert other.value.code == "not_a_consequence"
    world.do(HANDLER, "close-petition", no_action_reason="当事人已退出申报", **close)


@pytest.mark.covers("S2.7a")
def test_a_closed_case_is_reopened_by_document_and_assigned_anew(world: World) -> None:
    case = register(world)
    handled(world, case)
    concluded(world, case, substantiated=False)
    world.do(HANDLER, "close-petition", petition_id=case, delivered_on="2022-07-20")
    world.do(ADMIN, "reopen-petition", petition_id=case, **world.paper("信访复查1号"))
    (row,) = world.ask(ADMIN, "list-petitions", state="REOPENED").rows
    assert (row.handler_id, str(row.act_by)) == ("", "2022-09-18")
    world.do(OFFICER, "assign-petition", petition_id=case, handler_id=HANDLER.id, handler_unit=PHRSS,
             due_on="2022-09-18")  # fmt: skip
    world.do(HANDLER, "extend-petition", petition_id=case, reason="材料待查")
    assert str(world.ask(ADMIN, "show-petition", petition_id=case).due_on) == "2022-10-18"


def test_a_number_of_the_ledger_is_used_once_and_reception_lies_not_in_the_future(world: World) -> None:
    register(world)
    with pytest.raises(AlreadyExists):
        register(world)
    with pytest.raises(InvalidInput) as future:
        register(world, "信访〔2022〕3号", received_on="2022-07-21")
    assert future.value.code == "legal_date_in_future"


@pytest.mark.covers("S2.7b")
def test_a_petition_that_is_not_taken_up_says_why_to_its_readers(world: World) -> None:
    case = register(world)
    world.do(OFFICER, "refuse-petition", petition_id=case, reason="不属于职称事项")
    assert world.ask(AUDITOR, "show-petition", petition_id=case).reason == "不属于职称事项"
    assert world.ask(OFFICER, "list-petitions", state="NOT_ACCEPTED").rows[0].act_by is None
