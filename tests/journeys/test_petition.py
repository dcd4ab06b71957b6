"""A petition over the office window: one responsible person, limits that dates alone decide, and a closed loop."""

from pathlib import Path

import pytest

from domain.identity import title_id_for
from registry import Actor, Role
from tests.support.office import ADMIN, AUDITOR, FIRM, PHRSS, SECOND_ADMIN
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

OFFICER = Actor(id="petition-1", roles=frozenset({Role.PETITION_OFFICER}), unit_uscc=PHRSS)
HANDLER = Actor(id="petition-2", roles=frozenset({Role.PETITION_OFFICER}), unit_uscc=PHRSS)
PETITIONER = "李举报"


@pytest.mark.covers("S2.7a", "S2.7b", "S2.7c", "S2.7d", "R-PRIV-5")
def test_a_petition_is_answered_by_one_person_in_time_and_closed_by_what_followed(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        title = title_id_for(world.granted(world.register()))
        world.on("2022-12-01")
        said = {"channel": "VISIT", "subject": "FRAUD", "received_on": "2022-12-01", "target_unit": FIRM}
        case = world.do(
            OFFICER,
            "register-petition",
            case_no="信访〔2022〕7号",
            petitioner=PETITIONER,
            statement="论文系购买。",
            **said,
        ).id
        _late_and_then_assigned(world, case)
        checks = ("facts_clear", "characterisation_accurate", "handling_proper", "procedure_complete")
        opinion = {"petition_id": case, "substantiated": True, "opinion": "属实。", **world.paper("信访意见7号")}
        with pytest.raises(HttpRefusedError) as unchecked:
            world.do(HANDLER, "issue-petition-opinion", **opinion, **dict.fromkeys(checks, True) | {checks[3]: False})
        assert (unchecked.value.problem["rule_id"], unchecked.value.problem["clause"]) == ("R-PET-4", "S2.7c")
        assert unchecked.value.problem["detail"]
        world.do(HANDLER, "issue-petition-opinion", **opinion, **dict.fromkeys(checks, True))
        world.do(OFFICER, "report-petition", petition_id=case, **world.paper("信访报告7号"))
        _revoke_and_close(world, case, str(title))
        assert world.ask(AUDITOR, "show-petition", petition_id=case).petitioner == PETITIONER
        assert world.ask(OFFICER, "show-petition", petition_id=case).petitioner is None


def _late_and_then_assigned(world: HttpWorld, case: str) -> None:
    """Nobody decides for sixteen days; the ledger says so by itself, and the case is still taken up."""
    assert world.ask(ADMIN, "list-petitions", overdue="true").rows == []
    world.on("2022-12-17")
    (late,) = world.ask(ADMIN, "list-petitions", overdue="true").rows
    assert (late.id, late.act_by) == (case, "2022-12-16")
    world.do(OFFICER, "accept-petition", petition_id=case)
    wanted = {"petition_id": case, "due_on": "2023-02-15", "handler_id": HANDLER.id}
    with pytest.raises(HttpRefusedError) as involved:
        world.do(OFFICER, "assign-petition", handler_unit=FIRM, **wanted)
    assert involved.value.problem["rule_id"] == "R-PET-2"
    world.do(OFFICER, "assign-petition", handler_unit=PHRSS, **wanted)
    assert world.ask(ADMIN, "list-petitions", overdue="true").rows == []
    world.do(HANDLER, "record-petition-finding", petition_id=case, finding="查证属实。")


def _revoke_and_close(world: HttpWorld, case: str, title: str) -> None:
    """The case stays open until the title that it was about has fallen."""
    loop = {"petition_id": case, "delivered_on": "2022-12-17", "resulting_ids": [title]}
    with pytest.raises(HttpRefusedError) as unfinished:
        world.do(HANDLER, "close-petition", **loop)
    assert unfinished.value.problem["rule_id"] == "R-PET-5"
    world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="信访〔2022〕7号")
    world.do(ADMIN, "record-statement", title_id=title, heard=True, **world.paper("笔录7号"))
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title, **world.paper("虚构人社撤〔2022〕17号"))
    world.do(HANDLER, "close-petition", **loop)
    (row,) = world.ask(ADMIN, "list-petitions", state="CLOSED").rows
    assert (row.id, row.act_by) == (case, None)
