"""What a declaration needs of its applicant's continuing education, when it is handed in and when it is approved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from registry.errors import RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, APPROVER, CITY, EDUCATION, World, applicant, opened


def record(world: World, person: UUID, hours: Mapping[int, tuple[int, int]]) -> None:
    rows = [
        {
            "year": year,
            "topic": "1",
            "public_need_hours": public,
            "certificate_no": f"GX-{year}",
            "professional_hours": professional,
            "provider_uscc": CITY,
        }
        for year, (public, professional) in hours.items()
    ]
    world.do(EDUCATION, "record-education-years", person_id=person, years=rows)


def refused(world: World, person: UUID, declaration: UUID, **options: Any) -> tuple[str, str, str]:
    with pytest.raises(RuleRefused) as refusal:
        world.submit(person, declaration, **options)
    return refusal.value.code, refusal.value.rule_id, refusal.value.clause


@pytest.mark.covers("R-CE-1", "S2.5h")
def test_who_has_no_account_has_no_hours(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register(educated=False)
        declaration = world.draft(person)
        shown = world.ask(applicant(person), "show-declaration", declaration_id=declaration).findings
        (average,) = [f for f in shown if f.rule_id == "R-CE-1"]
        assert (average.outcome, average.facts["public_need"], average.facts["public_need_required"]) == (
            "FAILS",
            0,
            150,
        )
        assert refused(world, person, declaration) == ("rule_refused", "R-CE-1", "S2.5h")
        world.educate(person, range(2017, 2022))
        world.submit(person, declaration)


@pytest.mark.covers("SC-05", "R-CE-2", "S2.5i")
def test_hours_crammed_into_one_year_are_refused_and_an_empty_year_made_up_for_is_not(world: World) -> None:
    crammed = world.register(educated=False)
    record(world, crammed, {2021: (150, 300)})
    assert refused(world, crammed, world.draft(crammed)) == ("rule_refused", "R-CE-2", "S2.5i")
    made_up = world.register("李样本", "349900199003150028", educated=False)
    record(world, made_up, {2018: (60, 120), **dict.fromkeys(range(2019, 2022), (30, 60))})
    assert world.ask(ADMIN, "show-declaration", declaration_id=world.submitted(made_up)).flags == ()


@pytest.mark.covers("R-CE-2")
def test_four_fifths_in_one_year_are_flagged_for_everybody_who_reviews(world: World) -> None:
    person = world.register(educated=False)
    record(world, person, {2017: (40, 40), 2021: (110, 260)})
    declaration = world.submitted(person)
    for reader in (world.hr, ADMIN, applicant(person)):
        shown = world.ask(reader, "show-declaration", declaration_id=declaration)
        assert shown.flags == ("ce_single_year",)
        (spread,) = [f for f in shown.findings if f.rule_id == "R-CE-2"]
        assert (spread.outcome, spread.facts["ce_single_year"]) == ("HOLDS", True)
    assert "CONTINUING_EDUCATION" in shown.items


@pytest.mark.covers("R-CE-1")
def test_hours_voided_after_submission_stop_the_approval(world: World) -> None:
    person = world.register()
    declaration = world.evaluated(person)
    about = {"person_id": person, "entry_no": 2, "reason": "FALSE_RECORD"}
    world.do(EDUCATION, "void-hours", **about, **world.paper("虚构核查〔2022〕5号"))
    with pytest.raises(RuleRefused) as stopped:
        world.finish(declaration)
    assert stopped.value.rule_id == "R-CE-1"
    found = world.ask(APPROVER, "show-declaration", declaration_id=declaration).findings
    assert [f.rule_id for f in found if f.outcome == "FAILS"] == ["R-CE-1"]
    late = {"person_id": person, "completed_on": "2021-12-31", "hours": 60, "provider_uscc": CITY, "mode": "ONLINE"}
    world.do(EDUCATION, "record-professional-hours", **late)
    world.approve(declaration)


@pytest.mark.covers("R-CE-3")
def test_a_title_of_this_very_year_leaves_no_year_to_look_at(world: World) -> None:
    person = world.register()
    recent = {"series_code": "05", "level": 420, "grant_date": "2022-03-01", "document_ref": "虚构职改〔2022〕1号"}
    declaration = world.draft(person)
    with pytest.raises(RuleRefused) as unknown:
        world.do(applicant(person), "submit-declaration", declaration_id=declaration, outside_title=recent)
    assert (unknown.value.code, unknown.value.rule_id) == ("needs_human", "R-CE-3")
