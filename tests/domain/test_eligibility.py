"""The table under R-ELIG, each row a person of that description."""

from collections.abc import Callable

import pytest

from domain.finding import Outcome
from domain.person import Person
from domain.rules.eligibility import r_elig_1, r_elig_4, r_elig_5, r_elig_5_at_approval
from domain.values import Contract, DocumentKind, EmployerKind, Management, Period, PersonOrigin
from tests.domain.builders import FIRM, act, day, engineer, person

ON = "2022-07-20"
HOSPITAL, AGENCY = "129900000000000272", "12990000000000051J"


def employed(someone: Person, region: str = "340200", **changes: object) -> Person:
    facts: dict[str, object] = {
        "uscc": FIRM,
        "contract": Contract.LABOUR,
        "signed_on": day("2020-01-01"),
        "kind": EmployerKind.ENTERPRISE,
        "region": region,
        "professional_post": True,
        "from_date": day("2020-01-01"),
    }
    someone.start_employment(act("2020-01-01"), **{**facts, **changes})  # type: ignore[arg-type]
    return someone


def teacher() -> Person:
    return employed(person("李样本"), uscc=HOSPITAL, contract=Contract.EMPLOYMENT, kind=EmployerKind.PUBLIC_INSTITUTION)


def staff_of_a_reference_institution() -> Person:
    return engineer(kind=EmployerKind.PUBLIC_INSTITUTION, management=Management.REF_CIVIL_SERVICE)


def re_employed_surgeon() -> Person:
    retired = person("赵退休")
    retired.record_retirement(act("2020-07-07"), from_date=day("2020-07-07"))
    return employed(retired, from_date=day("2020-08-01"), signed_on=day("2020-08-01"), uscc=HOSPITAL)


def deferred_specialist() -> Person:
    someone = engineer("缓退")
    someone.record_retirement(act("2022-03-01"), from_date=day("2022-03-01"))
    someone.defer_retirement(act("2022-03-01"), period=Period(day("2022-03-01"), day("2025-02-28")))
    return someone


def freelancer(agency: str, region: str = "340100") -> Person:
    someone = person("孙自由")
    someone.record_freelancing(act("2021-01-01"), region=region, agency_uscc=agency, period=Period(day("2021-01-01")))
    return someone


def foreign_chemist(kind: DocumentKind, province: str = "") -> Person:
    someone = employed(person("外籍", PersonOrigin.FOREIGN))
    valid = Period(day("2021-01-01"), day("2025-12-31"))
    someone.add_document(
        act("2021-01-01"), kind=kind, sealed_number="s", blind_index="b1", valid=valid, issuer_province=province
    )
    return someone


ROWS: list[tuple[str, Callable[[], Person], str]] = [
    ("engineer in a private firm, labour contract", engineer, ""),
    ("teacher in an ordinary public school", teacher, ""),
    ("staff of a reference institution doing engineering work", staff_of_a_reference_institution, "R-ELIG-2"),
    ("surgeon, 62, retired, re-employed by the same hospital", re_employed_surgeon, "R-ELIG-2"),
    ("specialist whose retirement was formally deferred", deferred_specialist, ""),
    ("freelance translator registered with an agency in Hefei", lambda: freelancer(AGENCY), ""),
    ("freelancer practising in Nanjing, with an agency", lambda: freelancer(AGENCY, "320100"), "R-ELIG-1"),
    ("freelancer with no agency", lambda: freelancer(""), "R-ELIG-1"),
    ("Macao architect, contract with a Wuhu firm", lambda: employed(person("澳", PersonOrigin.MACAO), "340200"), ""),
    (
        "Taiwan resident living in Anhui, employed in Nanjing",
        lambda: employed(person("台", PersonOrigin.TAIWAN), "320100"),
        "R-ELIG-3",
    ),
    (
        "foreign chemist, work permit issued by Shanghai, posted in Anhui",
        lambda: foreign_chemist(DocumentKind.WORK_PERMIT, "31"),
        "R-ELIG-3",
    ),
    (
        "foreign chemist, work permit issued by Anhui",
        lambda: foreign_chemist(DocumentKind.WORK_PERMIT, "34"),
        "",
    ),
    (
        "foreign chemist, permanent residence, employed in Anhui",
        lambda: foreign_chemist(DocumentKind.PERMANENT_RESIDENCE),
        "",
    ),
    ("probationary worker with an oral agreement only", lambda: employed(person("口头"), signed_on=None), "R-ELIG-1"),
]


@pytest.mark.covers("S1.1", "S1.2", "S1.3", "R-ELIG-1", "R-ELIG-2", "R-ELIG-3")
@pytest.mark.parametrize(("who", "refused_by"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_table_of_eligibility(who: Callable[[], Person], refused_by: str) -> None:
    findings = r_elig_5(who().facts(day(ON)))
    first = next((f.rule_id for f in findings if f.outcome is Outcome.FAILS), "")
    assert first == refused_by


@pytest.mark.covers("S1.1", "R-ELIG-1")
def test_a_contract_counts_from_the_day_it_was_signed() -> None:
    someone = employed(person("新人"), signed_on=day("2022-07-20"), from_date=day("2022-07-01"))
    assert [r_elig_1(someone.facts(day(on))).holds for on in ("2022-07-19", "2022-07-20")] == [False, True]


@pytest.mark.covers("S1.3", "R-ELIG-2")
def test_a_civil_servant_is_excluded_only_while_being_one() -> None:
    someone = engineer()
    someone.record_civil_servant_status(act("2022-01-01"), period=Period(day("2019-01-01"), day("2021-12-31")))
    assert not all(f.holds for f in r_elig_5(someone.facts(day("2021-12-31"))))
    assert all(f.holds for f in r_elig_5(someone.facts(day("2022-01-01"))))


@pytest.mark.covers("R-ELIG-4")
def test_a_sanction_blocks_staff_of_public_institutions_through_its_last_day() -> None:
    someone = teacher()
    someone.record_disciplinary_period(act("2022-01-01"), period=Period(day("2022-01-01"), day("2022-07-20")))
    assert not r_elig_4(someone.facts(day("2022-07-20"))).holds
    assert r_elig_4(someone.facts(day("2022-07-21"))).holds


@pytest.mark.covers("S1.3", "R-ELIG-2")
def test_the_management_of_the_employer_counts_from_the_day_it_changed() -> None:
    someone = engineer()
    someone.change_employer_type(
        act("2022-08-01"), uscc=FIRM, management=Management.REF_CIVIL_SERVICE, from_date=day("2022-08-01")
    )
    assert all(f.holds for f in r_elig_5(someone.facts(day("2022-07-31"))))
    assert not all(f.holds for f in r_elig_5(someone.facts(day("2022-08-01"))))


@pytest.mark.covers("R-ELIG-5")
def test_who_retires_between_meeting_and_approval_is_let_pass_and_flagged() -> None:
    someone = engineer()
    someone.record_retirement(act("2022-11-25"), from_date=day("2022-11-25"))
    someone.end_employment(act("2022-11-25"), uscc=FIRM, last_day=day("2022-11-24"))
    findings = r_elig_5_at_approval(someone.facts(day("2022-11-29")), someone.facts(day("2022-11-18")))
    assert all(f.holds for f in findings)
    assert any(f.facts.get("retired_after_meeting") for f in findings)


@pytest.mark.covers("R-ELIG-5")
def test_retiring_after_the_meeting_hides_no_other_exclusion() -> None:
    someone = engineer()
    someone.record_retirement(act("2022-11-25"), from_date=day("2022-11-25"))
    someone.record_civil_servant_status(act("2022-11-20"), period=Period(day("2022-11-20")))
    findings = r_elig_5_at_approval(someone.facts(day("2022-11-29")), someone.facts(day("2022-11-18")))
    assert [f.rule_id for f in findings if not f.holds] == ["R-ELIG-2"]
