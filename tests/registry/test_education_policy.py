"""What the education notice of a year sets is configuration: the hours asked for, and how subjects are taken."""

from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from registry import COMMANDS
from registry.errors import RuleRefused
from registry.policy import load_policy
from tests.support.office import ADMIN, EDUCATION, HOSPITAL, SECOND_ADMIN, World, applicant


def _ask_for(world: World, **changed: int) -> None:
    values: dict[str, Any] = deepcopy(load_policy().values.model_dump(mode="json", by_alias=True))
    for name, hours in changed.items():
        values[f"ce.{name}"]["value"] = hours
    world.do(ADMIN, "propose-policy", values=values, reason="继续教育通知〔2022〕60号")
    digest = world.ask(ADMIN, "show-policy").versions[-1].document_sha256
    adopted = {"number": 2, "document_sha256": digest}
    world.do(SECOND_ADMIN, "adopt-policy", **adopted, **world.paper("虚构人社发〔2022〕60号"))


@pytest.mark.covers("S2.5a", "S2.5g", "R-CE-1")
def test_the_hours_asked_for_are_those_of_the_notice_in_force(world: World) -> None:
    person = world.register()
    declaration = world.draft(person)
    _ask_for(world, public_need_hours_per_year=31)
    with pytest.raises(RuleRefused) as refusal:
        world.submit(person, declaration)
    assert refusal.value.rule_id == "R-CE-1"
    assert [f.outcome for f in _findings(world, person, declaration) if f.rule_id == "R-CE-1"] == ["FAILS"]


@pytest.mark.covers("S2.5a")
def test_the_hours_of_the_notice_of_2022_are_enough_under_it(world: World) -> None:
    person = world.register()
    declaration = world.draft(person)
    assert [f.outcome for f in _findings(world, person, declaration) if f.rule_id == "R-CE-1"] == ["HOLDS"]
    world.submit(person, declaration)


def _findings(world: World, person: UUID, declaration: UUID) -> Any:
    return world.ask(applicant(person), "explain-declaration", declaration_id=declaration).next


@pytest.mark.covers("S2.5b")
def test_public_need_subjects_are_taken_online_and_in_no_other_way() -> None:
    hours = {"person_id": UUID(int=1), "completed_on": "2022-03-01", "hours": 30}
    COMMANDS["record-public-need-hours"].command.model_validate(hours)
    with pytest.raises(ValidationError):
        COMMANDS["record-public-need-hours"].command.model_validate({**hours, "mode": "FACE_TO_FACE"})


@pytest.mark.covers("S2.5f")
@pytest.mark.parametrize("mode", ["ONLINE", "FACE_TO_FACE"])
def test_professional_subjects_count_online_and_face_to_face_alike(world: World, mode: str) -> None:
    person = world.register(educated=False)
    study = {"completed_on": "2022-03-01", "hours": 40, "provider_uscc": HOSPITAL, "mode": mode}
    world.do(EDUCATION, "record-professional-hours", person_id=person, **study)
    (year,) = world.ask(ADMIN, "show-education", person_id=person).years
    assert (year.year, year.professional) == (2022, 40)
