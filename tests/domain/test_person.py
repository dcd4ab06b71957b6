import pytest

from domain.errors import DomainError
from domain.person import Person
from domain.values import Contract, DocumentKind, EmployerKind, Management, Period
from tests.domain.builders import FIRM, act, day, engineer, person

OTHER = "91990000MA0000023K"


def start(someone: Person, uscc: str = FIRM) -> None:
    someone.start_employment(
        act("2022-01-01"),
        uscc=uscc,
        contract=Contract.LABOUR,
        signed_on=day("2022-01-01"),
        kind=EmployerKind.ENTERPRISE,
        region="340100",
        professional_post=True,
        from_date=day("2022-01-01"),
    )


def test_facts_show_one_day_and_nothing_else() -> None:
    someone = engineer()
    someone.end_employment(act("2022-06-30"), uscc=FIRM, last_day=day("2022-06-30"))
    start(someone, OTHER)
    assert [e.uscc for e in someone.facts(day("2021-12-31")).employments] == [FIRM]
    assert [e.uscc for e in someone.facts(day("2022-06-30")).employments] == [FIRM, OTHER]
    assert [e.uscc for e in someone.facts(day("2022-07-01")).employments] == [OTHER]


def test_ending_one_employment_leaves_the_others_as_they_are() -> None:
    someone = engineer()
    someone.end_employment(act("2019-12-31"), uscc=FIRM, last_day=day("2019-12-31"))
    start(someone)
    start(someone, OTHER)
    someone.end_employment(act("2022-06-30"), uscc=FIRM, last_day=day("2022-06-30"))
    assert [e.period.last for e in someone.employments] == [day("2019-12-31"), day("2022-06-30"), None]


def test_one_employer_is_not_started_twice_and_may_come_again() -> None:
    someone = engineer()
    with pytest.raises(DomainError, match="already running"):
        start(someone)
    someone.end_employment(act("2021-12-31"), uscc=FIRM, last_day=day("2021-12-31"))
    start(someone)
    assert len(someone.facts(day("2022-02-01")).employments) == 1


def test_an_employment_that_is_not_running_is_not_ended() -> None:
    for uscc, last in ((OTHER, "2022-01-01"), (FIRM, "2010-01-01")):
        with pytest.raises(DomainError):
            engineer().end_employment(act("2022-01-01"), uscc=uscc, last_day=day(last))


def test_the_latest_of_two_changes_of_management_on_one_day_counts() -> None:
    someone = engineer()
    for management in (Management.REF_CIVIL_SERVICE, Management.NORMAL):
        someone.change_employer_type(act("2022-08-01"), uscc=FIRM, management=management, from_date=day("2022-08-01"))
    assert someone.facts(day("2022-08-02")).employments[0].management is Management.NORMAL
    with pytest.raises(DomainError, match="never worked"):
        someone.change_employer_type(
            act("2022-08-01"), uscc=OTHER, management=Management.NORMAL, from_date=day("2022-08-01")
        )


@pytest.mark.covers("S1.2", "R-ELIG-3")
def test_a_work_permit_needs_its_province_and_its_end() -> None:
    for province, last in (("", "2025-01-01"), ("34", "")):
        with pytest.raises(DomainError) as refused:
            person().add_document(
                act("2022-01-01"),
                kind=DocumentKind.WORK_PERMIT,
                sealed_number="s",
                blind_index="b",
                valid=Period(day("2022-01-01"), day(last) if last else None),
                issuer_province=province,
            )
        assert refused.value.rule_id == "R-ELIG-3"


@pytest.mark.covers("R-ELIG-3")
def test_an_expired_permit_proves_nothing() -> None:
    someone = person()
    someone.add_document(
        act("2022-01-01"),
        kind=DocumentKind.WORK_PERMIT,
        sealed_number="s",
        blind_index="b",
        valid=Period(day("2021-01-01"), day("2022-06-30")),
        issuer_province="34",
    )
    assert someone.facts(day("2022-06-30")).work_permit_provinces == {"34"}
    assert someone.facts(day("2022-07-01")).work_permit_provinces == frozenset()


def test_deferring_retirement_needs_its_document() -> None:
    with pytest.raises(DomainError):
        person().defer_retirement(act("2022-01-01", document=""), period=Period(day("2022-01-01"), day("2023-01-01")))


@pytest.mark.covers("R-PRIV-6")
def test_the_destruction_of_the_person_key_is_noted_once() -> None:
    someone = person()
    someone.note_key_destroyed(act("2022-01-01"))
    someone.note_key_destroyed(act("2022-01-02"))
    assert (someone.erased, someone.version) == (True, 2)
