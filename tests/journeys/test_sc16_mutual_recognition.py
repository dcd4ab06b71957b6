"""SC-16: a neighbour's title counts inside one firm while the employment lasts, or in the province once decided."""

from pathlib import Path

import pytest

from registry import Press
from tests.support.founded import opened
from tests.support.office import ADMIN, APPROVER, FIRM, HR, applicant
from tests.support.recognition import PEER, answers, ask_department, confirm_inside, verify
from tests.support.running import HttpRefusedError, dated_office

pytestmark = pytest.mark.covers("SC-16", "S2.3a", "S2.3c", "S2.3d", "R-CONF-3", "R-CONF-5", "R-VER-4", "R-VER-5")


def test_a_neighbours_title_counts_inside_the_firm_and_in_the_province_only_by_decision(
    each_home_of_2022: Path,
) -> None:
    with dated_office(each_home_of_2022) as world:
        person = world.register()
        own = confirm_inside(world, person).id
        assert world.ask(applicant(person), "show-confirmation", confirmation_id=own).effect == "UNIT_INTERNAL"
        with pytest.raises(HttpRefusedError) as hidden:
            world.ask(ADMIN, "show-confirmation", confirmation_id=own)
        assert hidden.value.status == 404
        assert world.ask(ADMIN, "list-titles", person_id=person).rows == []

        request = ask_department(world, person).id
        asked = answers(world.ask(HR, "show-confirmation", confirmation_id=request))
        assert asked == {
            "R-CONF-1": "YES",
            "R-CONF-2": "YES",
            "R-CONF-3": "YES",
            "R-CONF-4": "UNKNOWN",
            "R-CONF-5": "UNKNOWN",
            "R-CONF-6": "NO",
        }
        verify(world, request)
        world.on("2022-07-25")
        paper = world.paper("虚构人社确〔2022〕3号")
        world.do(APPROVER, "grant-formal", confirmation_id=request, **paper)
        (title,) = world.ask(ADMIN, "list-titles", person_id=person).rows
        assert (title.grant_date, title.source_grant_date, title.source_authority) == ("2022-07-25", "2009-11-30", PEER)
        (row,) = world.issue(APPROVER, title_ids=[title.id]).rows
        assert row.state == "ISSUED"

        world.on("2022-08-01")
        world.do(HR, "end-employment", person_id=person, uscc=FIRM, last_day="2022-07-31")
        ended = world.ask(HR, "show-confirmation", confirmation_id=own)
        assert (ended.state, ended.effect) == ("LAPSED", "NONE")
        assert world.ask(ADMIN, "show-title", title_id=title.id).state == "GRANTED"
    with opened(each_home_of_2022) as office:
        Press(office).publish()
    # The public window reads these files and nothing else.
    published = b"".join(f.read_bytes() for f in (each_home_of_2022 / "published").rglob("*") if f.is_file())
    assert row.certificate_no.encode() in published
    for inside in (own, own.replace("-", ""), FIRM, "机械设计岗", "UNIT_INTERNAL"):
        assert inside.encode() not in published
