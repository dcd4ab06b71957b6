"""SC-17: a dual-directed title is offered to an employer, to the department and as history; none launders it."""

import csv
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from registry import Actor, Role
from tests.support.command_line import zhicheng
from tests.support.office import ADMIN, APPROVER, FIRM, OTHER_FIRM, applicant
from tests.support.recognition import answers, confirm_inside, neighbours_title
from tests.support.running import HttpRefusedError, HttpWorld, office_window
from tests.support.tables import row, write_csv

pytestmark = pytest.mark.covers("SC-17", "S2.3b", "S2.3c", "R-CONF-2", "R-CONF-3", "S2.6d")

EMPLOYER_X = Actor(id="x-attester", roles=frozenset({Role.ATTESTER}), unit_uscc=FIRM)


def test_a_dual_directed_title_is_laundered_by_nobody(each_home: Path, tmp_path: Path) -> None:
    with office_window(each_home) as world:
        person = world.register()
        with pytest.raises(HttpRefusedError) as step_one:
            confirm_inside(world, person, source=neighbours_title(scope="DUAL_DIRECTED"))
        assert (step_one.value.problem["rule_id"], step_one.value.problem["clause"]) == ("R-CONF-2", "S2.3b")

        for forged in (
            {"scope": "UNIT_INTERNAL", "authority_kind": "EMPLOYER", "authority_uscc": FIRM},
            {"scope": "GENERAL", "authority_kind": "EMPLOYER", "authority_uscc": FIRM},
            {"scope": "GENERAL", "authority_kind": "AUTONOMOUS_UNIT", "authority_uscc": FIRM},
        ):
            assert _asked(world, person, FIRM, forged) == "R-CONF-3"
        confirm_inside(world, person)
        laundered = {"authority_kind": "AUTONOMOUS_UNIT", "authority_uscc": FIRM, "province": "98"}
        assert _asked(world, person, OTHER_FIRM, laundered) == "R-CONF-3"

        honest = _request(world, person, FIRM, {"scope": "DUAL_DIRECTED"}).id
        assert answers(world.ask(ADMIN, "show-confirmation", confirmation_id=honest))["R-CONF-2"] == "UNKNOWN"

        record = _staged(each_home, tmp_path)
        with pytest.raises(HttpRefusedError) as attested:
            world.do(EMPLOYER_X, "attest-records", record_ids=[record], **world.paper())
        assert attested.value.problem["clause"] == "S2.6d"
        assert world.ask(ADMIN, "list-titles", person_id=person).rows == []
        (refused,) = world.issue(APPROVER, title_ids=[record]).rows
        assert refused.state == "REFUSED"


def _request(world: HttpWorld, person: UUID, employer: str, source: dict[str, str]) -> Any:
    """The holder asks the department with this as the source."""
    wanted = {"person_id": str(person), "employer_uscc": employer, "source": neighbours_title(**source)}
    return world.do(applicant(person), "request-formal", **wanted)


def _asked(world: HttpWorld, person: UUID, employer: str, source: dict[str, str]) -> str:
    """The rule that refuses such a request."""
    with pytest.raises(HttpRefusedError) as refused:
        _request(world, person, employer, source)
    return str(refused.value.problem["rule_id"])


def _staged(home: Path, folder: Path) -> str:
    """Employer X's confirmation dressed as a title that X once evaluated."""
    file, report = write_csv(folder / "titles.csv", [row(body_uscc=FIRM)]), folder / "report.csv"
    zhicheng(home, "import", "titles", file, "--document", "虚构函〔2022〕1号", "--report", report)
    with report.open(encoding="utf-8-sig", newline="") as text:
        (only,) = csv.DictReader(text)
    return only["id"]
