"""SC-06: five working days in public over National Day, counted by the official calendar and by no other."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.support.office import ADMIN, COMMITTEE_OFFICE
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

pytestmark = pytest.mark.covers("SC-06", "R-PUB-1", "R-PUB-2", "R-PUB-3", "S2.6b")


def test_a_result_hangs_through_the_tenth_of_october_and_without_a_calendar_it_is_not_posted(
    each_home_of_2022: Path,
) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        early, late = (
            world.register(name, number)
            for name, number in (("张示例", "349900198501010015"), ("李样本", "349900199003150028"))
        )
        files = [world.submitted(person) for person in (early, late)]
        world.recommend(*files)
        for file in files:
            world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=file)
        world.on("2022-09-20")
        for file in files:
            ballot = {"meeting_date": "2022-09-20", "present": 20, "yes": 15, "no": 5, **world.paper()}
            world.do(COMMITTEE_OFFICE, "record-tally", declaration_id=file, **ballot)
        _over_national_day(world, files[0])
        _into_a_year_without_a_calendar(world, files[1])


def _over_national_day(world: HttpWorld, file: UUID) -> None:
    """The holidays count for nothing, the exchanged weekends of 8 and 9 October do."""
    world.on("2022-09-28")
    world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=file)
    for day in ("2022-10-05", "2022-10-10"):
        world.on(day)
        assert _refused(world, "complete-result-publicity", file)["rule_id"] == "R-PUB-2"
        with pytest.raises(HttpRefusedError) as unapproved:
            world.approve(file)
        assert unapproved.value.problem["rule_id"] == "R-PUB-2"
        assert world.ask(ADMIN, "show-declaration", declaration_id=file).state == "EVALUATED_PASS"
    world.on("2022-10-11")
    world.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=file)
    world.approve(file)
    assert world.ask(ADMIN, "show-declaration", declaration_id=file).state == "APPROVED"


def _into_a_year_without_a_calendar(world: HttpWorld, file: UUID) -> None:
    """Five working days from 29 December end in a year of which no calendar was published: nothing is guessed."""
    world.on("2023-12-29")
    problem = _refused(world, "start-result-publicity", file)
    assert (problem["code"], problem["rule_id"]) == ("calendar_missing", "R-PUB-3")
    assert world.ask(ADMIN, "show-declaration", declaration_id=file).state == "EVALUATED_PASS"


def _refused(world: HttpWorld, name: str, file: UUID) -> dict[str, str]:
    with pytest.raises(HttpRefusedError) as refused:
        world.do(COMMITTEE_OFFICE, name, declaration_id=file)
    return refused.value.problem
