"""SC-03: a public institution without a vacancy, over the office window; then the last post, wanted by two at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.office import ADMIN, HOSPITAL, HR, applicant
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

PEOPLE = {"李样本": "349900199003150028", "王闰日": "349900198402290031"}


@pytest.mark.covers("SC-03", "S1.4", "R-POST-1")
def test_without_a_vacancy_nobody_is_promoted_and_nobody_loses_their_year(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        world.hr = HR.model_copy(update={"id": "hr-2", "unit_uscc": HOSPITAL})
        world.attest_posts(HOSPITAL, approved=6, occupied=6)
        people = [world.register(*who, firm=HOSPITAL, kind="PUBLIC_INSTITUTION") for who in PEOPLE.items()]
        files = {person: world.draft(person) for person in people}
        for person, declaration in files.items():
            assert _told(world, person, declaration) == ("R-POST-1", "S1.4")
            assert world.ask(applicant(person), "show-declaration", declaration_id=declaration).state == "DRAFT"

        world.attest_posts(HOSPITAL, approved=7, occupied=6)
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(lambda file: _told(world, *file), files.items()))
        assert sorted(answers) == [("", ""), ("R-POST-1", "S1.4")]
        (row,) = world.ask(ADMIN, "show-posts", uscc=HOSPITAL, season=2022).rows
        assert (row.occupied, row.reserved, row.vacant) == (6, 1, 0)

        late = people[answers.index(("R-POST-1", "S1.4"))]
        posts = {"uscc": HOSPITAL, "season": 2022, "level": 412, "person_id": late}
        world.do(ADMIN, "grant-off-quota-exception", **posts, **world.paper("虚构超岗位〔2022〕1号"))
        assert _told(world, late, files[late]) == ("", "")


def _told(world: HttpWorld, person: UUID, declaration: UUID) -> tuple[str, str]:
    """Rule and clause of the refusal, as the applicant reads them; empty where the declaration was taken."""
    try:
        world.submit(person, declaration)
    except HttpRefusedError as refused:
        return str(refused.problem["rule_id"]), str(refused.problem["clause"])
    return "", ""
