"""Both tracks of confirmation through the office, on both stores: who may use it where; nothing is laundered."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.identity import title_id_for
from registry.errors import Forbidden, NotFound, RuleRefused
from registry.press import Press
from registry.settings import Settings
from tests.support.office import (
    ADMIN,
    APPROVER,
    AUDITOR,
    FIRM,
    HR,
    OTHER_FIRM,
    SECOND_ADMIN,
    World,
    applicant,
    opened,
)
from tests.support.recognition import (
    OTHER_HR,
    PEER,
    VERIFIER,
    answers,
    ask_department,
    checked,
    confirm_inside,
    neighbours_title,
    verify,
)

pytestmark = pytest.mark.covers("R-CONF-1", "R-CONF-2", "R-CONF-3", "R-CONF-4")


@pytest.fixture
def both(each_store: Settings) -> Iterator[World]:
    """An open office on each store."""
    with opened(each_store) as world:
        yield world


@pytest.fixture
def office(settings: Settings) -> Iterator[World]:
    """An open office."""
    with opened(settings) as world:
        yield world


def refusal(world: World, *sent: object, **values: object) -> RuleRefused:
    with pytest.raises(RuleRefused) as refused:
        world.do(*sent, **values)  # type: ignore[arg-type]
    return refused.value


def grant(world: World, confirmation_id: str, **changes: object) -> str:
    world.do(
        APPROVER, "grant-formal", confirmation_id=confirmation_id, **world.paper("虚构人社确〔2022〕3号"), **changes
    )
    return str(title_id_for(UUID(confirmation_id)))


@pytest.mark.covers("S2.3c", "SC-16", "R-VER-5")
def test_an_employers_confirmation_ends_with_the_employment_in_its_transaction(both: World) -> None:
    person = both.register()
    own = confirm_inside(both, person).id
    shown = both.ask(HR, "show-confirmation", confirmation_id=own)
    assert (shown.effect, shown.level_used, shown.title_id) == ("UNIT_INTERNAL", 412, None)
    assert both.ask(ADMIN, "list-titles", person_id=person).rows == ()
    both.on("2022-08-01")
    before = both.office.rooms.registry.position()
    both.do(HR, "end-employment", person_id=person, uscc=FIRM, last_day="2022-07-31")
    stored = both.office.rooms.registry.recorder.select_notifications(before + 1, 100)
    assert {"EmploymentEnded", "EmployerConfirmationLapsed"} <= {n.topic for n in stored}
    ended = both.ask(applicant(person), "show-confirmation", confirmation_id=own)
    assert (ended.state, ended.effect, str(ended.ended_on)) == ("LAPSED", "NONE", "2022-07-31")


@pytest.mark.covers("R-VER-5")
def test_only_that_employer_the_holder_and_the_auditor_see_an_employers_confirmation(office: World) -> None:
    person = office.register()
    own = confirm_inside(office, person).id
    for who in (HR, applicant(person), AUDITOR):
        assert office.ask(who, "show-confirmation", confirmation_id=own).track == "EMPLOYER"
        assert len(office.ask(who, "list-confirmations", person_id=person).rows) == 1
    for who in (OTHER_HR, ADMIN, APPROVER, VERIFIER):
        with pytest.raises(NotFound):
            office.ask(who, "show-confirmation", confirmation_id=own)
        assert office.ask(who, "list-confirmations", person_id=person).rows == ()


def test_a_new_employer_confirms_anew(office: World) -> None:
    person = office.register()
    confirm_inside(office, person)
    office.do(HR, "end-employment", person_id=person, uscc=FIRM, last_day="2022-07-20")
    office.on("2022-08-01")
    assert refusal(office, HR, "record-employer-confirmation", **inside(office, person)).rule_id == "R-CONF-1"
    office.do(
        ADMIN,
        "start-employment",
        person_id=person,
        uscc=OTHER_FIRM,
        contract="LABOUR",
        signed_on="2022-08-01",
        employer_kind="ENTERPRISE",
        region_code="340100",
        professional_post=True,
        from_date="2022-08-01",
    )
    confirm_inside(office, person, OTHER_HR)
    rows = office.ask(AUDITOR, "list-confirmations", person_id=person).rows
    assert sorted(row.state for row in rows) == ["LAPSED", "RECORDED"]


def inside(world: World, person: UUID, **source: object) -> dict[str, object]:
    return {
        "person_id": str(person),
        "source": neighbours_title(**source),
        "check": checked(world),
        "level_used": 412,
        "post": "岗",
    }


@pytest.mark.covers("S2.3b", "SC-17")
def test_a_restricted_title_is_never_confirmed_by_an_employer_nor_laundered_by_the_department(office: World) -> None:
    person = office.register()
    restricted = inside(office, person, scope="DUAL_DIRECTED")
    assert refusal(office, HR, "record-employer-confirmation", **restricted).rule_id == "R-CONF-2"
    unknown = refusal(office, HR, "record-employer-confirmation", **inside(office, person, scope=None))
    assert (unknown.code, unknown.rule_id) == ("needs_human", "R-CONF-2")
    for trick in (
        {"scope": "UNIT_INTERNAL"},
        {"authority_kind": "EMPLOYER", "authority_uscc": OTHER_FIRM},
        {"authority_kind": "AUTONOMOUS_UNIT", "authority_uscc": FIRM},
    ):
        wanted = {"person_id": str(person), "employer_uscc": FIRM, "source": neighbours_title(**trick)}
        assert refusal(office, HR, "request-formal", **wanted).rule_id == "R-CONF-3"


@pytest.mark.covers("SC-17")
def test_a_unit_that_once_confirmed_is_no_source_for_this_person(office: World) -> None:
    person = office.register()
    confirm_inside(office, person)
    laundered = neighbours_title(authority_kind="AUTONOMOUS_UNIT", authority_uscc=FIRM)
    wanted = {"person_id": str(person), "employer_uscc": OTHER_FIRM, "source": laundered}
    assert refusal(office, applicant(person), "request-formal", **wanted).rule_id == "R-CONF-3"


@pytest.mark.covers("S2.3d", "R-CONF-5", "SC-16")
def test_the_department_confirms_by_two_persons_and_the_title_is_certifiable(both: World) -> None:
    person = both.register()
    request = ask_department(both, person).id
    asked = answers(both.ask(HR, "show-confirmation", confirmation_id=request))
    assert asked == {
        "R-CONF-1": "YES",
        "R-CONF-2": "YES",
        "R-CONF-3": "YES",
        "R-CONF-4": "UNKNOWN",
        "R-CONF-5": "UNKNOWN",
        "R-CONF-6": "NO",
    }
    verify(both, request)
    both.on("2022-07-25")
    title = grant(both, request)
    shown = both.ask(ADMIN, "show-title", title_id=title)
    assert (shown.origin, shown.scope, str(shown.grant_date)) == ("CONFIRMATION", "GENERAL", "2022-07-25")
    assert (str(shown.source_grant_date), shown.source_authority) == ("2009-11-30", PEER)
    assert both.ask(HR, "show-confirmation", confirmation_id=request).effect == "PROVINCE"


def test_who_verified_does_not_grant(office: World) -> None:
    request = ask_department(office, office.register()).id
    office.do(
        ADMIN,
        "verify-source",
        confirmation_id=request,
        check=checked(office, by="NATIONAL_PLATFORM"),
        scope="GENERAL",
        **office.paper("平台记录1号"),
    )
    paper = office.paper("虚构人社确〔2022〕3号")
    assert refusal(office, ADMIN, "grant-formal", confirmation_id=request, **paper).rule_id == "R-STEP-3"
    office.do(SECOND_ADMIN, "grant-formal", confirmation_id=request, **paper)


def test_a_stale_certificate_check_does_not_carry_a_grant(office: World) -> None:
    request = ask_department(office, office.register()).id
    verify(office, request)
    other = ask_department(office, office.register("李样本", "349900199003150028")).id
    office.do(
        VERIFIER,
        "verify-source",
        confirmation_id=other,
        check=checked(office),
        scope="GENERAL",
        **office.paper("核验记录1号"),
    )
    office.on("2022-08-20")
    grant(office, request)
    paper = office.paper("虚构人社确〔2022〕4号")
    stale = refusal(office, APPROVER, "grant-formal", confirmation_id=other, **paper)
    assert (stale.code, stale.rule_id) == ("needs_human", "R-CONF-4")
    office.do(APPROVER, "refuse-formal", confirmation_id=other, reason="核验已过期", **paper)
    assert office.ask(HR, "show-confirmation", confirmation_id=other).state == "REFUSED"


@pytest.mark.covers("S2.3b")
def test_a_restricted_title_keeps_its_scope_when_a_person_grants_it_all_the_same(office: World) -> None:
    request = ask_department(office, office.register(), scope="DUAL_DIRECTED").id
    assert answers(office.ask(ADMIN, "show-confirmation", confirmation_id=request))["R-CONF-2"] == "UNKNOWN"
    verify(office, request, scope="DUAL_DIRECTED")
    paper = office.paper("虚构人社确〔2022〕3号")
    assert refusal(office, APPROVER, "grant-formal", confirmation_id=request, **paper).code == "needs_human"
    title = grant(office, request, despite_scope=True)
    assert office.ask(ADMIN, "show-title", title_id=title).scope == "DUAL_DIRECTED"


def test_when_the_source_falls_everybody_who_relies_on_it_is_found_and_falls_with_it(both: World) -> None:
    person = both.register()
    own = confirm_inside(both, person).id
    request = ask_department(both, person).id
    verify(both, request)
    title = grant(both, request)
    source = {"authority_uscc": PEER, "certificate_no": "ZS-2009-0001"}
    rights = both.ask(ADMIN, "list-rights-on-source", **source).rows
    assert {(str(row.id), row.track) for row in rights} == {(own, "EMPLOYER"), (request, "FORMAL")}
    assert {row.employer_uscc for row in rights} == {FIRM}
    both.do(ADMIN, "report-source-revoked", person_id=str(person), **source, **both.paper("邻省撤销通报1号"))
    assert both.ask(HR, "show-confirmation", confirmation_id=own).state == "VOIDED"
    assert both.ask(ADMIN, "show-title", title_id=title).state == "GRANTED"
    paper = both.paper("虚构人社撤〔2022〕5号")
    assert refusal(both, ADMIN, "void-confirmation", confirmation_id=request, **paper).rule_id == "R-REV-2"
    both.do(SECOND_ADMIN, "void-confirmation", confirmation_id=request, **paper)
    fallen = both.ask(ADMIN, "show-title", title_id=title)
    assert (fallen.state, fallen.cause) == ("INVALIDATED", "BASIS_LOST")
    assert both.ask(HR, "show-confirmation", confirmation_id=request).effect == "NONE"
    (row,) = Press(both.office).issue(ADMIN, [UUID(title)])
    assert row.state == "REFUSED"


def test_a_report_about_a_title_nobody_relies_on_is_refused_and_a_wrong_one_taken_back(office: World) -> None:
    person = office.register()
    source = {"person_id": str(person), "authority_uscc": PEER, "certificate_no": "ZS-2009-0001", **office.paper()}
    assert refusal(office, ADMIN, "report-source-revoked", **source).code == "wrong_state"
    request = ask_department(office, person).id
    verify(office, request)
    grant(office, request)
    office.do(ADMIN, "report-source-revoked", **source)
    office.do(ADMIN, "uphold-confirmation", confirmation_id=request, **office.paper("更正1号"))
    assert office.ask(HR, "show-confirmation", confirmation_id=request).state == "GRANTED"


@pytest.mark.covers("R-VER-4", "R-CONF-6", "SC-16")
def test_a_mutual_recognition_check_lists_every_rule_and_records_nothing(office: World) -> None:
    person = office.register()
    before = office.office.rooms.registry.position()
    wanted = {
        "person_id": str(person),
        "employer_uscc": FIRM,
        "track": "EMPLOYER",
        "province": "98",
        "authority_kind": "PROVINCIAL_TITLE_DEPARTMENT",
        "authority_uscc": PEER,
        "series_code": "05",
        "level": "412",
        "grant_date": "2009-11-30",
    }
    first = answers(office.ask(HR, "check-recognition", **wanted))
    assert first == {
        "R-CONF-1": "YES",
        "R-CONF-2": "UNKNOWN",
        "R-CONF-3": "YES",
        "R-CONF-4": "UNKNOWN",
        "R-CONF-6": "NO",
    }
    known = {"scope": "GENERAL", "checked_by": "CERTIFICATE", "effective": True, "checked_on": "2022-07-20"}
    told = answers(office.ask(applicant(person), "check-recognition", **{**wanted, **known}))
    assert (told["R-CONF-2"], told["R-CONF-4"]) == ("YES", "YES")
    with pytest.raises(NotFound):
        office.ask(OTHER_HR, "check-recognition", **wanted)
    assert office.office.rooms.registry.position() == before


@pytest.mark.parametrize(
    "trick", [{"province": "３４"}, {"series_code": "０５"}, {"certificate_no": "ZS\0"}, {"province": "٩٨"}]
)
def test_digits_of_other_scripts_and_hidden_characters_are_no_source(office: World, trick: dict[str, str]) -> None:
    person = str(office.register())
    wanted = {"person_id": person, "employer_uscc": FIRM, "source": neighbours_title(**trick)}
    with pytest.raises(ValidationError):
        office.do(HR, "request-formal", **wanted)


def test_nobody_asks_in_anothers_name(office: World) -> None:
    one, other = office.register(), office.register("李样本", "349900199003150028")
    wanted = {"person_id": str(one), "employer_uscc": FIRM, "source": neighbours_title()}
    with pytest.raises(Forbidden) as not_own:
        office.do(applicant(other), "request-formal", **wanted)
    assert not_own.value.code == "not_own"
    with pytest.raises(Forbidden) as other_unit:
        office.do(OTHER_HR, "request-formal", **wanted)
    assert other_unit.value.code == "other_unit"
