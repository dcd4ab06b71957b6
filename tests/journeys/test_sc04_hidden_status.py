"""SC-04: a hidden civil-service employer, a retiree with a fresh contract, and an employer that changes under way."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.support.office import (
    ADMIN,
    AUDITOR,
    CITY,
    COMMITTEE_OFFICE,
    COUNTY_REVIEWER,
    FIRM,
    HR,
    OTHER_FIRM,
    applicant,
)
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

pytestmark = pytest.mark.covers("SC-04", "S1.1", "S1.3", "R-ELIG-2", "R-ELIG-5")

HIDDEN_HR = HR.model_copy(update={"id": "hr-hidden", "unit_uscc": CITY})


def test_whoever_may_not_declare_is_found_behind_what_they_show_and_stopped_when_it_comes_out(
    each_home_of_2022: Path,
) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        _the_hidden_and_the_retired_are_refused(world)
        _a_later_change_ends_every_open_declaration_of_the_employer(world)


def _the_hidden_and_the_retired_are_refused(world: HttpWorld) -> None:
    _manage(world, CITY, "2022-01-01")
    hidden = _entered(world, "孙掩护", "349900198201010013")
    _employ(world, HIDDEN_HR, hidden, CITY, employer_kind="PUBLIC_INSTITUTION", management="NORMAL")
    retired = _entered(world, "赵退休", "349900195507070058")
    world.do(ADMIN, "record-retirement", person_id=retired, from_date="2015-07-07")
    _employ(world, HR, retired, FIRM, signed_on="2022-07-01", from_date="2022-07-01")
    for person in (hidden, retired):
        world.educate(person, range(2017, 2022))
        declaration = world.draft(person)
        with pytest.raises(HttpRefusedError) as refused:
            world.submit(person, declaration)
        assert refused.value.problem["rule_id"] == "R-ELIG-2"
        assert refused.value.problem["clause"] == "S1.3"
        assert world.ask(applicant(person), "show-declaration", declaration_id=declaration).state == "DRAFT"
    told = {row.actor_id: row.findings[0].facts for row in world.ask(AUDITOR, "list-refusals", rule_id="R-ELIG-2").rows}
    assert told[str(hidden)].ref_civil_service is True
    assert told[str(retired)].retired is True


def _a_later_change_ends_every_open_declaration_of_the_employer(world: HttpWorld) -> None:
    early = world.recommended(world.register())
    late = world.submitted(world.register("李样本", "349900199003150028"))
    elsewhere = world.submitted(world.register("王闰日", "349900198402290031", firm=OTHER_FIRM))
    world.on("2022-09-01")
    employer = _manage(world, FIRM, "2022-09-01").id
    assert [_state(world, one) for one in (early, late, elsewhere)] == ["CANCELLED", "CANCELLED", "SUBMITTED"]
    (reaction,) = world.ask(AUDITOR, "list-reactions", subject_id=employer).rows
    cancelled = {event.subject_id for event in reaction.followed if event.topic == "DeclarationCancelled"}
    assert cancelled == {str(early), str(late)}
    for actor, name, more in (
        (COMMITTEE_OFFICE, "accept-by-committee", {"declaration_id": early}),
        (COUNTY_REVIEWER, "pass-level-review", {"declaration_id": late, "level_no": 1, "items": world.all_met(late)}),
    ):
        with pytest.raises(HttpRefusedError):
            world.do(actor, name, **more)


def _state(world: HttpWorld, declaration: UUID) -> str:
    return str(world.ask(ADMIN, "show-declaration", declaration_id=declaration).state)


def _manage(world: HttpWorld, uscc: str, from_date: str) -> Any:
    values = {"uscc": uscc, "management": "REF_CIVIL_SERVICE", "from_date": from_date}
    return world.do(ADMIN, "change-employer-type", **values, **world.paper("参公登记1号"))


def _entered(world: HttpWorld, name: str, number: str) -> UUID:
    document = {"kind": "RESIDENT_ID", "number": number, "valid_from": "2015-01-01"}
    return UUID(world.do(ADMIN, "register-person", person_name=name, document=document).id)


def _employ(world: HttpWorld, actor: Any, person: UUID, uscc: str, **changes: Any) -> None:
    employment = {
        "uscc": uscc,
        "contract": "LABOUR",
        "signed_on": "2012-03-01",
        "employer_kind": "ENTERPRISE",
        "region_code": "340100",
        "professional_post": True,
        "from_date": "2012-03-01",
        **changes,
    }
    world.do(actor, "start-employment", person_id=person, **employment)
