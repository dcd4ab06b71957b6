"""SC-05: 450 hours in one year are refused with the clause; an empty year that others make up for is not."""

from pathlib import Path

import pytest

from tests.support.office import CITY, EDUCATION, applicant
from tests.support.running import HttpRefusedError, dated_office

MADE_UP_FOR = {2018: (60, 120), **dict.fromkeys(range(2019, 2022), (30, 60))}


@pytest.mark.covers("SC-05", "R-CE-1", "R-CE-2", "S2.5h", "S2.5i")
def test_hours_crammed_into_one_year_are_refused_until_they_lie_in_more(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        person = world.register(educated=False)
        me, about = applicant(person), {"person_id": person}
        declaration = world.draft(person)
        full = {"topic": "1", "provider_uscc": CITY, "certificate_no": "GX"}
        crammed = {"year": 2021, "public_need_hours": 150, "professional_hours": 300, **full}
        world.do(EDUCATION, "record-education-years", **about, years=[crammed])
        with pytest.raises(HttpRefusedError) as refused:
            world.submit(person, declaration)
        problem = refused.value.problem
        assert (refused.value.status, problem["rule_id"], problem["clause"]) == (409, "R-CE-2", "S2.5i")
        assert "一个年度" in problem["detail"]

        for entry in (1, 2):
            voided = {"entry_no": entry, "reason": "RECORDING_ERROR", **world.paper()}
            world.do(EDUCATION, "void-hours", **about, **voided)
        study = {"provider_uscc": CITY, "mode": "FACE_TO_FACE"}
        world.do(EDUCATION, "record-public-need-hours", **about, completed_on="2021-05-01", hours=30)
        world.do(EDUCATION, "record-professional-hours", **about, completed_on="2021-05-01", hours=60, **study)
        years = [
            {"year": year, "public_need_hours": public, "professional_hours": professional, **full}
            for year, (public, professional) in MADE_UP_FOR.items()
            if year != 2021
        ]
        world.do(EDUCATION, "record-education-years", **about, years=years)
        world.submit(person, declaration)
        shown = world.ask(me, "show-declaration", declaration_id=declaration)
        assert (shown.state, shown.flags) == ("SUBMITTED", [])
        account = world.ask(me, "show-education", person_id=person)
        assert [(e.hours, e.why) for e in account.entries][:2] == [(150, "VOIDED"), (300, "VOIDED")]
        assert {row.year: (row.public_need, row.professional) for row in account.years} == MADE_UP_FOR
