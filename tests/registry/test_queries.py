"""Who may ask what, and what a question tells: whoever may not see a thing is told that it is not there."""

from uuid import UUID, uuid4

import pytest

from domain.identity import title_id_for
from registry.command import Actor, Role
from registry.errors import Forbidden, NotFound
from tests.support.office import (
    ADMIN,
    APPROVER,
    AUDITOR,
    CITY_REVIEWER,
    COMMITTEE_OFFICE,
    COUNTY_REVIEWER,
    HR,
    OTHER_FIRM,
    World,
    applicant,
)

STRANGERS = [
    Actor(id="hr-2", roles=frozenset({Role.EMPLOYER_HR}), unit_uscc=OTHER_FIRM),
    Actor(id="office-2", roles=frozenset({Role.COMMITTEE_OFFICE}), unit_uscc=OTHER_FIRM),
    Actor(id=str(uuid4()), roles=frozenset({Role.APPLICANT})),
]


@pytest.mark.covers("R-PRIV-1")
def test_a_declaration_is_shown_to_those_it_passes_and_to_nobody_else(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    for actor in (applicant(person), HR, COUNTY_REVIEWER, CITY_REVIEWER, COMMITTEE_OFFICE, ADMIN, APPROVER, AUDITOR):
        assert world.ask(actor, "show-declaration", declaration_id=declaration).person_name == "张示例"
    for actor in STRANGERS:
        with pytest.raises(NotFound):
            world.ask(actor, "show-declaration", declaration_id=declaration)


def queue(world: World, actor: Actor) -> list[tuple[UUID, str]]:
    return [(row.id, row.state) for row in world.ask(actor, "list-declarations").rows]


def test_the_queue_shows_a_declaration_to_the_unit_whose_turn_it_is(world: World) -> None:
    person = world.register()
    declaration = world.submitted(person)
    assert queue(world, HR) == [(declaration, "SUBMITTED")]
    assert queue(world, COUNTY_REVIEWER) == []
    world.review_at_unit(declaration)
    assert queue(world, HR) == [(declaration, "UNIT_REVIEWED")]
    assert queue(world, COUNTY_REVIEWER) == []
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    world.on("2022-08-02")
    world.do(HR, "complete-unit-publicity", declaration_id=declaration)
    assert queue(world, HR) == []
    assert queue(world, COUNTY_REVIEWER) == [(declaration, "UNIT_PUBLICISED")]
    world.do(
        COUNTY_REVIEWER, "pass-level-review", declaration_id=declaration, level_no=1, items=world.all_met(declaration)
    )
    assert queue(world, COUNTY_REVIEWER) == []
    world.do(
        CITY_REVIEWER, "pass-level-review", declaration_id=declaration, level_no=2, items=world.all_met(declaration)
    )
    assert queue(world, CITY_REVIEWER) == []
    assert queue(world, COMMITTEE_OFFICE) == [(declaration, "RECOMMENDED")]
    assert queue(world, applicant(person)) == [(declaration, "RECOMMENDED")]
    for actor in STRANGERS:
        assert queue(world, actor) == []


def test_a_list_can_be_narrowed_and_comes_in_pages(world: World) -> None:
    numbers = ("349900198501010015", "349900199003150028", "349900198402290031")
    people = [world.register("李样本", number) for number in numbers]
    for person in people:
        world.draft(person)
    world.submitted(world.register("钱援派", "349900198808080069"))
    assert len(world.ask(ADMIN, "list-declarations", state="DRAFT", season=2022).rows) == 3
    assert world.ask(ADMIN, "list-declarations", season=2021).rows == ()
    assert len(world.ask(ADMIN, "list-declarations", committee_id=world.committee_id).rows) == 4
    first = world.ask(ADMIN, "list-declarations", limit=3)
    second = world.ask(ADMIN, "list-declarations", limit=3, cursor=first.next_cursor)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 4
    assert second.next_cursor is None


def test_a_declaration_explains_what_its_next_step_will_find(world: World) -> None:
    person = world.register("赵退休", "349900195507070058")
    declaration = world.draft(person)
    me = applicant(person)
    assert {
        f.outcome
        for f in world.ask(me, "show-declaration", declaration_id=declaration).findings
        if f.rule_id != "R-LEVEL-1"
    } == {"HOLDS"}
    world.do(HR, "record-retirement", person_id=person, from_date="2015-07-31")
    findings = {f.rule_id: f for f in world.ask(me, "show-declaration", declaration_id=declaration).findings}
    assert (findings["R-ELIG-2"].outcome, findings["R-ELIG-2"].clause) == ("FAILS", "S1.3")
    assert findings["R-ELIG-2"].facts["retired"] is True
    assert findings["R-ONE-1"].outcome == "HOLDS"


def test_findings_are_shown_at_every_stage(world: World) -> None:
    declaration = world.evaluated(world.register())
    world.on("2022-11-21")
    world.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=declaration)
    rules = {f.rule_id for f in world.ask(APPROVER, "show-declaration", declaration_id=declaration).findings}
    assert rules == {"R-PUB-2", "R-PUB-4"}
    world.on("2022-11-29")
    world.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=declaration)
    findings = world.ask(APPROVER, "show-declaration", declaration_id=declaration).findings
    assert {"R-STEP-2", "R-TIME-3", "R-INT-1", "R-PUB-4"} <= {f.rule_id for f in findings}
    assert {f.outcome for f in findings} == {"HOLDS"}


@pytest.mark.covers("R-PUB-5")
def test_the_notice_board_shows_name_unit_and_declared_title_and_nothing_else(world: World) -> None:
    declaration = world.submitted(world.register())
    world.review_at_unit(declaration)
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    (notice,) = world.ask(applicant(uuid4()), "show-notice-board").rows
    assert set(notice.model_dump()) == {
        "declaration_id",
        "kind",
        "person_name",
        "unit_uscc",
        "series",
        "level",
        "title_names",
        "posted_on",
        "last_day",
    }
    assert (notice.person_name, notice.kind, notice.title_names) == ("张示例", "UNIT", ("高级工程师",))
    assert (str(notice.posted_on), str(notice.last_day)) == ("2022-07-25", "2022-08-01")
    for day, rows in (("2022-07-24", 0), ("2022-08-01", 1), ("2022-08-02", 0)):
        assert len(world.ask(HR, "show-notice-board", on=day).rows) == rows
    assert world.ask(HR, "show-notice-board", on="2022-07-26", kind="RESULT").rows == ()


def test_an_interrupted_posting_leaves_the_board_and_starts_from_zero(world: World) -> None:
    declaration = world.submitted(world.register())
    world.review_at_unit(declaration)
    world.on("2022-07-25")
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    world.on("2022-07-27")
    world.do(HR, "interrupt-publicity", declaration_id=declaration)
    assert world.ask(HR, "show-notice-board").rows == ()
    world.do(HR, "start-unit-publicity", declaration_id=declaration)
    (notice,) = world.ask(HR, "show-notice-board").rows
    assert str(notice.last_day) == "2022-08-03"


def test_an_employer_sees_its_own_people_only(world: World) -> None:
    ours, theirs = world.register(), world.register("李样本", "349900199003150028", firm=OTHER_FIRM)
    assert world.ask(HR, "show-person", person_id=ours).person_name == "张示例"
    with pytest.raises(NotFound):
        world.ask(HR, "show-person", person_id=theirs)
    with pytest.raises(NotFound):
        world.ask(applicant(ours), "show-person", person_id=theirs)


def test_a_holder_sees_the_own_titles_only(world: World) -> None:
    person = world.register()
    title_id = title_id_for(world.granted(person))
    assert world.ask(applicant(person), "show-title", title_id=title_id).title_name == "高级工程师"
    assert len(world.ask(applicant(person), "list-titles", person_id=person).rows) == 1
    stranger = applicant(uuid4())
    for name, about in (
        ("show-title", {"title_id": title_id}),
        ("list-titles", {"person_id": person}),
        ("show-integrity", {"person_id": person}),
    ):
        with pytest.raises(NotFound):
            world.ask(stranger, name, **about)


def test_what_is_not_there_is_not_found(world: World) -> None:
    for name, about in (
        ("show-declaration", {"declaration_id": uuid4()}),
        ("show-title", {"title_id": uuid4()}),
        ("show-person", {"person_id": uuid4()}),
        ("find-certificate", {"certificate_no": "AHZC-2022-05-412-000009-A"}),
    ):
        with pytest.raises(NotFound):
            world.ask(ADMIN, name, **about)


@pytest.mark.covers("R-REV-3")
def test_a_title_was_unknown_before_it_was_granted(world: World) -> None:
    before = world.clock.now()
    title_id = title_id_for(world.granted(world.register()))
    with pytest.raises(NotFound):
        world.ask(ADMIN, "show-title", title_id=title_id, known_at=before)


def test_a_role_that_a_query_does_not_name_is_refused(world: World) -> None:
    with pytest.raises(Forbidden) as refusal:
        world.ask(HR, "show-integrity", person_id=uuid4())
    assert refusal.value.code == "role_not_allowed"


@pytest.mark.covers("R-PRIV-1")
def test_committees_in_force_are_listed_without_their_members(world: World) -> None:
    (committee,) = world.ask(applicant(uuid4()), "list-committees", series_code="05").rows
    assert (committee.code, committee.levels) == ("机械高评委", (411, 412))
    assert "expert" not in committee.model_dump_json()
    assert world.ask(HR, "list-committees", on="2024-01-01").rows == ()
    assert world.ask(HR, "list-committees", series_code="19").rows == ()


def test_a_bearer_token_names_its_actor_until_it_expires(world: World) -> None:
    now = world.clock.now()
    token = world.office.issue_token("hr-1", [Role.EMPLOYER_HR], HR.unit_uscc, now.replace(hour=23))
    assert world.office.authenticate(token) == HR
    with pytest.raises(Forbidden) as forged:
        world.office.authenticate(token[:-4] + "AAAA")
    assert forged.value.code.startswith("token_")
    world.on("2022-07-22")
    with pytest.raises(Forbidden) as expired:
        world.office.authenticate(token)
    assert expired.value.code == "token_expired"
