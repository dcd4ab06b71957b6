"""SC-10: records decided on the last day of February end on the day the civil code counts, and the next one is free."""

from pathlib import Path

import pytest

from tests.support.office import ADMIN, COUNTY, SECOND_ADMIN
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

pytestmark = pytest.mark.covers("SC-10", "R-INT-1", "R-INT-3")


def test_the_day_after_the_last_day_is_the_first_on_which_one_declares(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022, "2022-07-01") as world:
        for decided, name, number, last_day, free_from in (
            ("2021-02-28", "张示例", "349900198501010015", "2024-02-28", "2024-02-29"),
            ("2024-02-29", "李样本", "349900199003150028", "2027-02-28", "2027-03-01"),
        ):
            world.on(max(decided, "2022-07-01"))
            person = world.register(name=name, number=number)
            world.do(ADMIN, "propose-record", person_id=person, cause="PLAGIARISM", evidence_ref="证据1号")
            world.do(SECOND_ADMIN, "open-record", person_id=person, legal_date=decided, document_ref="诚信1号")
            season = int(last_day[:4])
            _open(world, season)
            world.on(last_day)
            assert world.ask(ADMIN, "show-integrity", person_id=person).on_record_until == last_day
            world.educate(person, range(max(season - 5, int(decided[:4]) if decided > "2022" else 2022), season))
            declaration = world.draft(person, season=season)
            with pytest.raises(HttpRefusedError) as barred:
                world.submit(person, declaration)
            assert barred.value.problem["rule_id"] == "R-INT-1"
            assert barred.value.problem["findings"][0]["last_day"] == last_day
            world.on(free_from)
            assert world.ask(ADMIN, "show-integrity", person_id=person).on_record_until is None
            world.submit(person, declaration)


def _open(world: HttpWorld, season: int) -> None:
    """A season that takes files from January on, and a committee for it."""
    world.on(f"{season}-01-02")
    world.do(ADMIN, "open-season", year=season, open_date=f"{season}-01-01", **world.paper())
    world.committee_id = world.file_committee(f"机械高评委{season}", since=season)
    steps = [{"step_name": "county", "unit_uscc": COUNTY}]
    world.do(ADMIN, "set-review-route", committee_id=world.committee_id, steps=steps)
