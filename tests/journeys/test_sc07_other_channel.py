"""SC-07, second half: a second declaration shows up on paper; nothing of that year stays but by reasoned document."""

from pathlib import Path
from uuid import UUID

import pytest

from domain.identity import title_id_for
from tests.support.office import ADMIN, APPROVER, AUDITOR, SECOND_ADMIN
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

pytestmark = pytest.mark.covers("SC-07", "S3.6b", "S3.6d", "S3.6e", "R-ONE-2", "R-REV-3")


def test_a_second_declaration_on_paper_ends_the_first_and_puts_an_obtained_title_up_for_revocation(
    each_home_of_2022: Path,
) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        waiting = world.register("李样本", "349900199003150028")
        under_way = world.submitted(waiting)
        holders = [world.register(), world.register("王闰日", "349900198402290031")]
        granted = [_granted(world, holder) for holder in holders]
        world.on("2022-12-01")
        titles = [title_id_for(declaration) for declaration in granted]
        number = world.issue(APPROVER, title_ids=[str(titles[0])]).rows[0].certificate_no
        for declaration in (under_way, *granted):
            paper = world.paper("线下申报核查1号")
            world.do(ADMIN, "cancel-for-multiple", declaration_ids=[str(declaration)], **paper)

        assert _state(world, under_way) == "CANCELLED"
        with pytest.raises(HttpRefusedError) as barred:
            world.submit(waiting, world.draft(waiting))
        assert barred.value.problem["rule_id"] == "R-ONE-2"
        assert [_title(world, title) for title in titles] == ["UNDER_REVOCATION"] * 2

        _decide(world, titles[0])
        world.do(SECOND_ADMIN, "drop-proposal", title_id=titles[1], **world.paper("虚构人社留〔2022〕1号"))
        assert [_title(world, title) for title in titles] == ["REVOKED", "GRANTED"]
        assert world.ask(ADMIN, "show-title", title_id=titles[0]).effective_from == "2022-11-29"
        (version,) = world.ask(ADMIN, "find-certificate", certificate_no=number).versions
        assert version.state == "REVOKED"
        for person in (waiting, *holders):
            assert world.ask(AUDITOR, "show-integrity", person_id=person).records == []


def _granted(world: HttpWorld, person: UUID) -> UUID:
    world.on("2022-07-20")
    return world.granted(person)


def _decide(world: HttpWorld, title: UUID) -> None:
    paper = {"title_id": title, **world.paper("虚构人社撤〔2022〕9号")}
    world.do(ADMIN, "record-statement", heard=True, **paper)
    with pytest.raises(HttpRefusedError) as alone:
        world.do(ADMIN, "decide-revocation", **paper)
    assert alone.value.problem["rule_id"] == "R-REV-2"
    world.do(SECOND_ADMIN, "decide-revocation", **paper)


def _state(world: HttpWorld, declaration: UUID) -> str:
    return str(world.ask(ADMIN, "show-declaration", declaration_id=declaration).state)


def _title(world: HttpWorld, title: UUID) -> str:
    return str(world.ask(ADMIN, "show-title", title_id=title).state)
