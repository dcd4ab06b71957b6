"""Letters of entrustment through the office, on both stores: one use, no back-dating, and what a breach leads to."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from domain.identity import title_id_for
from registry.errors import AlreadyExists, Forbidden, InvalidInput, RuleRefused
from registry.issuance import RowState
from registry.press import Press
from registry.settings import Settings
from tests.support.office import (
    ADMIN,
    AUDITOR,
    COMMITTEE_OFFICE,
    HR,
    SECOND_ADMIN,
    World,
    applicant,
    opened,
)
from tests.support.recognition import (
    CITY_BUREAU,
    INSPECTOR,
    OTHER_HR,
    PEER,
    PTO,
    designated_letter,
    entrusted,
    superiors_letter,
)

pytestmark = pytest.mark.covers("R-ENT-2", "R-ENT-3", "R-ENT-4", "S2.4b", "S2.4h", "S2.4i")


@pytest.fixture
def both(each_store: Settings) -> Iterator[World]:
    """An open office on each store."""
    with opened(each_store) as world:
        world.found()
        yield world


def refusal(world: World, *sent: object, **values: object) -> RuleRefused:
    with pytest.raises(RuleRefused) as refused:
        world.do(*sent, **values)  # type: ignore[arg-type]
    return refused.value


@pytest.mark.covers("SC-13")
def test_a_designated_letter_lets_the_committee_accept_and_is_used_with_it(both: World) -> None:
    person = both.register()
    (declaration,) = entrusted(both, person)
    assert refusal(both, COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration).rule_id == "R-ENT-2"
    letter = designated_letter(both, person, both.committee_id)
    before = both.office.rooms.registry.position()
    both.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration, letter_id=letter)
    stored = both.office.rooms.registry.recorder.select_notifications(before + 1, 100)
    assert {n.topic for n in stored} == {"DeclarationAccepted", "EntrustmentLetterUsed"}
    shown = both.ask(ADMIN, "show-letter", letter_id=letter)
    assert (shown.state, shown.used_by) == ("USED", declaration)
    (row,) = both.ask(COMMITTEE_OFFICE, "list-letters", committee_id=both.committee_id).rows
    assert row.id == UUID(letter)


def test_an_undesignated_letter_is_not_enough(world: World) -> None:
    person = world.register()
    (declaration,) = entrusted(world, person)
    letter = superiors_letter(world, person).id
    accept = {"declaration_id": declaration, "letter_id": letter}
    assert refusal(world, COMMITTEE_OFFICE, "accept-by-committee", **accept).rule_id == "R-ENT-4"
    world.do(PTO, "give-consent", letter_id=letter, **world.paper())
    assert refusal(world, COMMITTEE_OFFICE, "accept-by-committee", **accept).rule_id == "R-ENT-4"
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "RECOMMENDED"


def test_a_letter_for_another_committee_is_not_enough(world: World) -> None:
    person = world.register()
    (declaration,) = entrusted(world, person)
    letter = designated_letter(world, person, world.file_committee("另一高评委"))
    answer = refusal(world, COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration, letter_id=letter)
    assert answer.rule_id == "R-ENT-2"


def test_an_ordinary_declaration_takes_no_letter(world: World) -> None:
    person = world.register()
    declaration = world.recommended(person)
    letter = designated_letter(world, person, world.committee_id)
    with pytest.raises(InvalidInput) as refused:
        world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration, letter_id=letter)
    assert refused.value.code == "letter_not_needed"


def test_the_same_letter_is_not_registered_twice_however_its_number_is_written(world: World) -> None:
    person = world.register()
    superiors_letter(world, person, "虚构集团人函〔2022〕5号")
    for number in ("虚构集团人函〔2022〕5号", "虚构集团人函[2022] 5号"):
        with pytest.raises(AlreadyExists):
            superiors_letter(world, person, number)


@pytest.mark.covers("S2.4g")
def test_a_city_bureaus_letter_is_not_registered_and_a_provinces_is(world: World) -> None:
    person = world.register()
    province = {
        "kind": "INBOUND_PROVINCE",
        "issuer_province": "98",
        "committee_id": str(world.committee_id),
    }
    city = {**province, "issuer_uscc": CITY_BUREAU, "issuer_kind": "CITY_TITLE_DEPARTMENT"}
    with pytest.raises(RuleRefused) as refused:
        superiors_letter(world, person, **city)
    assert refused.value.rule_id == "R-ENT-3"
    whole = {**province, "issuer_uscc": PEER, "issuer_kind": "PROVINCIAL_TITLE_DEPARTMENT"}
    (declaration,) = entrusted(world, person)
    letter = superiors_letter(world, person, **whole).id
    world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration, letter_id=letter)
    assert world.ask(PTO, "show-letter", letter_id=letter).state == "USED"


@pytest.mark.covers("S2.4g")
def test_people_of_another_province_are_evaluated_here_on_a_letter_and_not_without(world: World) -> None:
    person = world.register()
    world.do(HR, "end-employment", person_id=person, uscc=HR.unit_uscc, last_day="2022-07-01")
    world.do(
        ADMIN,
        "start-employment",
        person_id=person,
        uscc=HR.unit_uscc,
        contract="LABOUR",
        signed_on="2022-07-02",
        employer_kind="ENTERPRISE",
        region_code="990000",
        professional_post=True,
        from_date="2022-07-02",
    )
    ordinary = world.draft(person)
    with pytest.raises(RuleRefused) as refused:
        world.submit(person, ordinary)
    assert refused.value.rule_id == "R-ELIG-1"
    (declaration,) = entrusted(world, person)
    letter = designated_letter(world, person, world.committee_id)
    world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=declaration, letter_id=letter)
    assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "ACCEPTED"


@pytest.mark.covers("SC-14")
def test_a_letter_after_acceptance_flags_it_and_two_persons_void_the_result(both: World) -> None:
    person = both.register()
    declaration = both.evaluated(person)
    both.on("2022-11-20")
    late = superiors_letter(both, person, legal_date="2022-07-01")
    shown = both.ask(ADMIN, "show-letter", letter_id=late.id)
    assert (str(shown.issued_on), str(shown.registered_on)) == ("2022-07-01", "2022-11-20")
    (finding,) = both.ask(INSPECTOR, "list-entrustment-breaches", committee_id=both.committee_id).rows
    assert (finding.declaration_id, finding.letter_id, finding.open) == (declaration, UUID(late.id), True)
    both.on("2022-11-21")
    both.do(COMMITTEE_OFFICE, "start-result-publicity", declaration_id=declaration)
    both.on("2022-11-29")
    both.do(COMMITTEE_OFFICE, "complete-result-publicity", declaration_id=declaration)
    with pytest.raises(RuleRefused) as unapproved:
        both.approve(declaration)
    assert unapproved.value.rule_id == "R-ENT-4"
    with pytest.raises(RuleRefused) as alone:
        both.do(ADMIN, "invalidate-result", declaration_id=declaration, **both.paper())
    assert alone.value.rule_id == "R-REV-2"
    both.do(SECOND_ADMIN, "invalidate-result", declaration_id=declaration, **both.paper())
    assert both.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "INVALIDATED"


@pytest.mark.covers("SC-14")
def test_a_granted_title_gets_no_certificate_once_its_acceptance_is_flagged(world: World) -> None:
    declaration = world.granted(world.register())
    world.do(ADMIN, "flag-acceptance", declaration_id=declaration, evidence_ref="巡查记录3号")
    (refused,) = Press(world.office).issue(ADMIN, [title_id_for(declaration)])
    assert (refused.state, refused.code) == (RowState.REFUSED, "rule_refused")
    assert "R-ENT-4" in refused.message
    world.do(ADMIN, "lift-acceptance-flag", declaration_id=declaration, **world.paper("核查结论2号"))
    assert world.ask(AUDITOR, "list-entrustment-breaches").rows[0].open is False


def test_only_an_accepted_declaration_is_flagged(world: World) -> None:
    declaration = world.recommended(world.register())
    with pytest.raises(RuleRefused) as refused:
        world.do(ADMIN, "flag-acceptance", declaration_id=declaration, evidence_ref="x")
    assert refused.value.code == "wrong_state"


@pytest.mark.covers("R-ENT-1", "S2.4a")
def test_a_letter_out_is_asked_for_only_where_no_committee_here_can(both: World) -> None:
    person = both.register()
    here = {"person_id": str(person), "season": 2022, "series_code": "05", "specialty_code": "MECHANICAL", "level": 411}
    answer = refusal(both, HR, "request-outbound", **here)
    assert (answer.rule_id, answer.clause) == ("R-ENT-1", "S2.4a")
    with pytest.raises(Forbidden) as foreign:
        both.do(OTHER_HR, "request-outbound", **here)
    assert foreign.value.code == "other_unit"
    letter = both.do(HR, "request-outbound", **{**here, "series_code": "20", "specialty_code": ""}).id
    both.do(
        ADMIN, "issue-letter", letter_id=letter, outside_committee="邻省虚构评委会", **both.paper("虚构委〔2022〕9号")
    )
    both.do(ADMIN, "use-outbound-letter", letter_id=letter, **both.paper("邻省受理通知1号"))
    with pytest.raises(RuleRefused) as taken:
        both.submitted(person)
    assert taken.value.rule_id == "R-ONE-1"


def test_without_any_committee_on_the_register_a_human_must_say(settings: Settings) -> None:
    with opened(settings) as world:
        world.do(ADMIN, "open-season", year=2022, **world.paper())
        wanted = {"person_id": str(world.register()), "season": 2022, "series_code": "20", "level": 411}
        assert refusal(world, HR, "request-outbound", **wanted).code == "needs_human"


def test_letters_end_unused_by_withdrawal_or_with_their_season(world: World) -> None:
    person = world.register()
    withdrawn = superiors_letter(world, person).id
    world.do(PTO, "withdraw-letter", letter_id=withdrawn, **world.paper())
    other = superiors_letter(world, person, "虚构集团人函〔2022〕6号").id
    assert refusal(world, ADMIN, "expire-letter", letter_id=other).rule_id == "R-ENT-2"
    world.on("2022-12-31")
    world.do(ADMIN, "close-evaluation", year=2022)
    world.do(ADMIN, "close-approval", year=2022)
    world.do(ADMIN, "expire-letter", letter_id=other)
    states = {row.state for row in world.ask(AUDITOR, "list-letters").rows}
    assert states == {"WITHDRAWN", "EXPIRED"}


def test_a_letter_is_shown_to_whom_it_concerns(world: World) -> None:
    person = world.register()
    letter = superiors_letter(world, person).id
    assert world.ask(applicant(person), "show-letter", letter_id=letter).person_id == person
    for stranger in (applicant(uuid4()), COMMITTEE_OFFICE):
        with pytest.raises(Exception, match="is not in the registry"):
            world.ask(stranger, "show-letter", letter_id=letter)
    with pytest.raises(Forbidden):
        world.ask(HR, "show-letter", letter_id=letter)
