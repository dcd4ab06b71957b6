"""R-ENT: whose letter lets whom be evaluated where, once, and that no later date cures an acceptance without one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.committee_register import CommitteeRegister
from domain.entrustment import EntrustmentLetter
from domain.errors import DomainError
from domain.finding import Outcome
from domain.identity import entrustment_letter_id
from domain.rules.eligibility import r_elig_1
from domain.rules.entrustment import (
    EntrustedFile,
    IssuerKind,
    LetterKind,
    entrusted_acceptance,
    r_ent_1,
    r_ent_2,
    r_ent_3,
    r_ent_3_issuer,
    r_ent_4,
    r_ent_4_clear,
)
from domain.values import Level, Period
from tests.domain.builders import act, committee, day, engineer, named
from tests.domain.stories_recognition import (
    PEER,
    file,
    flagged,
    outbound_letter,
    provinces_letter,
    superiors_letter,
)

pytestmark = pytest.mark.covers("S2.4a", "S2.4b", "S2.4g", "S2.4h", "R-ENT-2", "R-ENT-3", "R-ENT-4")


def designated() -> EntrustmentLetter:
    letter = superiors_letter()
    letter.consent(act("2022-07-05", "pto", "PHRSS_PTO"))
    letter.designate(act("2022-07-06", "pto", "PHRSS_PTO"), committee().facts())
    return letter


def refused(what: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as error:
        what()
    return error.value


@pytest.mark.parametrize(
    ("changed", "accepted_on", "holds"),
    [
        ({}, "2022-09-01", True),
        ({"level": Level.FULL_SENIOR}, "2022-09-01", False),
        ({"season": 2022}, "2023-01-10", True),
        ({"season": 2023}, "2023-09-01", False),
        ({"person_id": named("李样本")}, "2022-09-01", False),
        ({"series_code": "20"}, "2022-09-01", False),
        ({"specialty_code": "0502"}, "2022-09-01", False),
        ({"committee_id": named("another committee")}, "2022-09-01", False),
        ({}, "2022-06-30", False),
    ],
    ids=[
        "covered",
        "the letter is for associate senior, the declaration for full senior",
        "postponed with consent into January: the season is still 2022",
        "the next season",
        "another person",
        "another series",
        "another specialty",
        "another committee",
        "accepted before the letter's date",
    ],
)
def test_a_letter_covers_exactly_what_it_names(changed: dict[str, object], accepted_on: str, holds: bool) -> None:
    wanted = replace(file(), **changed)  # type: ignore[arg-type]
    assert r_ent_2(provinces_letter().facts(), wanted, day(accepted_on)).holds is holds


def test_a_letter_for_the_whole_series_covers_its_specialties() -> None:
    whole = replace(provinces_letter().facts(), covers=replace(file(), specialty_code=""))
    assert r_ent_2(whole, file(), day("2022-09-01")).holds


def test_no_letter_is_no_entrustment() -> None:
    (only,) = entrusted_acceptance(None, file(), day("2022-09-01"))
    assert (only.rule_id, only.outcome) == ("R-ENT-2", Outcome.FAILS)


@pytest.mark.covers("S2.4i", "SC-14")
def test_a_letter_that_arrived_later_counts_from_its_arrival_whatever_date_it_bears() -> None:
    scanned = replace(provinces_letter().facts(), issued_on=day("2022-08-01"), registered_on=day("2022-10-12"))
    answer = r_ent_2(scanned, file(), day("2022-08-10"))
    assert not answer.holds
    assert (answer.facts["issued_before"], answer.facts["registered_before"]) == (True, False)
    dated_later = replace(scanned, issued_on=day("2022-09-01"), registered_on=day("2022-09-01"))
    assert not r_ent_2(dated_later, file(), day("2022-08-10")).holds


def test_the_day_of_registration_is_the_servers() -> None:
    late = EntrustmentLetter.receive(
        replace(act("2022-10-12"), legal_date=day("2022-08-01")),
        named("late"),
        file(),
        kind=LetterKind.INBOUND_PROVINCE,
        issuer_uscc=PEER,
        issuer_kind=IssuerKind.PROVINCIAL_TITLE_DEPARTMENT,
        issuer_province="98",
        document_sha256="ab" * 32,
    )
    assert (late.issued_on, late.registered_on) == (day("2022-08-01"), day("2022-10-12"))


@pytest.mark.parametrize(
    ("kind", "issuer", "province", "right"),
    [
        (LetterKind.OUTBOUND, IssuerKind.PHRSS, "", True),
        (LetterKind.OUTBOUND, IssuerKind.PROVINCIAL_TITLE_DEPARTMENT, "98", False),
        (LetterKind.INBOUND_PROVINCE, IssuerKind.PROVINCIAL_TITLE_DEPARTMENT, "98", True),
        (LetterKind.INBOUND_PROVINCE, IssuerKind.CITY_TITLE_DEPARTMENT, "98", False),
        (LetterKind.INBOUND_PROVINCE, IssuerKind.PROVINCIAL_TITLE_DEPARTMENT, "34", False),
        (LetterKind.INBOUND_PROVINCE, IssuerKind.PROVINCIAL_TITLE_DEPARTMENT, "", False),
        (LetterKind.INBOUND_SUPERIOR, IssuerKind.SUPERIOR_WITH_PERSONNEL_AUTHORITY, "", True),
        (LetterKind.INBOUND_SUPERIOR, IssuerKind.OTHER, "", False),
        (LetterKind.INBOUND_SUPERIOR, IssuerKind.PROVINCIAL_TITLE_DEPARTMENT, "98", False),
    ],
)
def test_each_kind_has_its_issuer_and_a_city_bureau_is_not_enough(
    kind: LetterKind, issuer: IssuerKind, province: str, right: bool
) -> None:
    assert r_ent_3_issuer(kind, issuer, province).holds is right


def test_a_city_bureaus_letter_is_not_registered() -> None:
    error = refused(
        lambda: EntrustmentLetter.receive(
            act("2022-07-01"),
            named("city"),
            file(),
            kind=LetterKind.INBOUND_PROVINCE,
            issuer_uscc=PEER,
            issuer_kind=IssuerKind.CITY_TITLE_DEPARTMENT,
            issuer_province="98",
            document_sha256="ab" * 32,
        )
    )
    assert error.rule_id == "R-ENT-3"


@pytest.mark.covers("SC-13")
def test_a_superiors_letter_needs_consent_and_then_a_designated_committee() -> None:
    letter = superiors_letter()
    on = day("2022-09-01")
    assert not r_ent_3(letter.facts(), on).holds
    assert refused(lambda: letter.designate(act("2022-07-06"), committee().facts())).code == "wrong_state"
    letter.consent(act("2022-07-05", "pto", "PHRSS_PTO"))
    assert not r_ent_3(letter.facts(), on).holds
    letter.designate(act("2022-07-06", "pto", "PHRSS_PTO"), committee().facts())
    assert r_ent_3(letter.facts(), on).holds
    assert not r_ent_3(letter.facts(), day("2022-07-05")).holds
    letter.use(act("2022-09-01"), file(), named("declaration"))
    assert (letter.state, letter.used_by) == ("USED", named("declaration"))


def test_issued_consented_designated_follow_each_other() -> None:
    letter = superiors_letter("2022-07-04")
    assert refused(lambda: letter.consent(act("2022-07-03"))).rule_id == "R-ENT-3"
    letter.consent(act("2022-07-05"))
    assert refused(lambda: letter.designate(act("2022-07-04"), committee().facts())).rule_id == "R-ENT-3"


@pytest.mark.parametrize(
    ("of", "rule"),
    [
        (committee("ELSE", series="20"), "R-COMM-1"),
        (committee("OVER", filed=Period(day("2019-01-01"), day("2021-12-31"))), "R-COMM-2"),
    ],
    ids=["out of scope", "filing lapsed"],
)
def test_only_a_filed_committee_in_scope_is_designated(of: object, rule: str) -> None:
    letter = superiors_letter()
    letter.consent(act("2022-07-05"))
    assert refused(lambda: letter.designate(act("2022-07-06"), of.facts())).rule_id == rule  # type: ignore[attr-defined]


def test_a_letter_serves_once() -> None:
    letter = designated()
    letter.use(act("2022-09-01"), file(), named("declaration"))
    assert not r_ent_4(letter.facts()).holds
    assert refused(lambda: letter.use(act("2022-09-02"), file(), named("another"))).rule_id == "R-ENT-4"
    assert refused(lambda: letter.withdraw(act("2022-09-02"))).rule_id == "R-ENT-4"


def test_a_withdrawn_letter_serves_nobody() -> None:
    letter = provinces_letter()
    letter.withdraw(act("2022-08-01"))
    assert refused(lambda: letter.use(act("2022-09-01"), file(), named("declaration"))).rule_id == "R-ENT-4"


def test_one_letter_is_one_however_its_number_is_written() -> None:
    forms = ["虚构人社委托〔2022〕第001号", "虚构人社委托[2022]第001号", " 虚构人社委托（２０２２）第001号 "]
    assert len({entrustment_letter_id(PEER, form) for form in forms}) == 1
    assert entrustment_letter_id(PEER, forms[0]) != entrustment_letter_id(PEER, "虚构人社委托〔2022〕第002号")
    assert entrustment_letter_id(PEER, "—") != entrustment_letter_id(PEER, "…")


@pytest.mark.covers("R-ENT-1", "S2.4a")
@pytest.mark.parametrize(
    ("committees", "level", "outcome"),
    [
        ([], Level.FULL_SENIOR, Outcome.HOLDS),
        ([committee()], Level.FULL_SENIOR, Outcome.FAILS),
        ([committee("OVER", filed=Period(day("2019-01-01"), day("2021-12-31")))], Level.FULL_SENIOR, Outcome.HOLDS),
        ([committee("ELSE", series="20")], Level.ASSOCIATE_SENIOR, Outcome.HOLDS),
        ([], Level.INTERMEDIATE, Outcome.FAILS),
        (None, Level.FULL_SENIOR, Outcome.UNKNOWN),
    ],
    ids=["none", "one that can", "one whose filing lapsed", "one of another series", "not senior", "not known"],
)
def test_out_only_where_nobody_here_can_evaluate(committees: object, level: Level, outcome: Outcome) -> None:
    known = None if committees is None else [c.facts() for c in committees]  # type: ignore[attr-defined]
    assert r_ent_1(known, file(level, here=False), day("2022-07-01")).outcome is outcome


def test_phrss_issues_what_was_requested_and_the_outside_committee_uses_it_once_and_not_before() -> None:
    letter = outbound_letter()
    assert refused(lambda: letter.use_outside(act("2022-08-01"))).rule_id == "R-ENT-4"
    letter.issue(act("2022-07-10", document="虚构人社委托〔2022〕第009号"), outside_committee="邻省虚构评委会")
    assert letter.letter_no == "虚构人社委托〔2022〕第009号"
    assert refused(lambda: letter.use_outside(act("2022-07-09"))).rule_id == "R-ENT-2"
    assert refused(lambda: letter.use(act("2022-08-01"), file(), named("d"))).rule_id == "R-ENT-2"
    letter.use_outside(act("2022-08-01"))
    assert refused(lambda: letter.use_outside(act("2022-08-02"))).rule_id == "R-ENT-4"


@pytest.mark.covers("S2.4i", "SC-14")
def test_a_finding_stays_until_a_document_lifts_it() -> None:
    breach = flagged("2022-10-12")
    assert not breach.clear().holds
    assert flagged("2022-10-13", breach) is breach
    assert len(breach.pending_events) == 1
    with pytest.raises(DomainError):
        breach.lift(act("2022-10-14", document=""))
    breach.lift(act("2022-10-14"))
    assert breach.clear().holds
    assert r_ent_4_clear(flagged=True).rule_id == "R-ENT-4"


@pytest.mark.covers("S2.4g")
def test_on_an_entrusted_file_the_post_may_lie_in_another_province_and_needs_a_contract_all_the_same() -> None:
    elsewhere = engineer(region="320100").facts(day("2022-07-01"))
    assert not r_elig_1(elsewhere).holds
    assert r_elig_1(replace(elsewhere, entrusted=True)).holds
    oral = engineer(region="320100", signed_on=None).facts(day("2022-07-01"))
    assert not r_elig_1(replace(oral, entrusted=True)).holds


def test_the_register_names_every_committee_once_filed() -> None:
    register = CommitteeRegister.enter(act("2022-01-01"), None, named("a"))
    assert CommitteeRegister.enter(act("2022-01-02"), register, named("b")).committee_ids == (named("a"), named("b"))


def test_a_superiors_letter_names_no_committee_and_a_provinces_does() -> None:
    for kind, issuer, here in (
        (LetterKind.INBOUND_SUPERIOR, IssuerKind.SUPERIOR_WITH_PERSONNEL_AUTHORITY, True),
        (LetterKind.INBOUND_PROVINCE, IssuerKind.PROVINCIAL_TITLE_DEPARTMENT, False),
    ):
        said: EntrustedFile = file(here=here)
        error = refused(
            lambda kind=kind, issuer=issuer, said=said: EntrustmentLetter.receive(  # type: ignore[misc]
                act("2022-07-01"),
                named("x"),
                said,
                kind=kind,
                issuer_uscc=PEER,
                issuer_kind=issuer,
                issuer_province="98",
                document_sha256="ab" * 32,
            )
        )
        assert error.code == "invalid_value"
