"""R-ONE: one declaration a person a year."""

import pytest

from domain.annual_slot import AnnualSlot
from domain.errors import DomainError
from domain.identity import annual_slot_id
from domain.values import Cause, Tally
from tests.domain.builders import Case, act, day, named

ONE, OTHER = named("mechanical"), named("electrical")


def slot(season: int = 2022) -> AnnualSlot:
    return AnnualSlot.claim(act("2022-07-20"), None, person_id=named("张示例"), season=season, declaration_id=ONE)


def claim(held: AnnualSlot, declaration: str = "electrical") -> AnnualSlot:
    return AnnualSlot.claim(
        act("2022-07-21"), held, person_id=held.person_id, season=held.season, declaration_id=named(declaration)
    )


@pytest.mark.covers("S3.6a", "S3.6b", "R-ONE-1")
def test_two_specialties_of_one_series_in_one_year_violate_the_rule() -> None:
    first = Case().submitted()
    second = Case(first.person, "electrical").signed()
    second.slot = first.slot
    with pytest.raises(DomainError) as refused:
        second.submitted()
    assert (refused.value.code, refused.value.rule_id) == ("rule_refused", "R-ONE-1")
    assert second.declaration.state == "DRAFT"


@pytest.mark.covers("S3.6a", "R-ONE-1")
def test_an_engineer_in_2022_may_be_an_economist_in_2023() -> None:
    person = named("张示例")
    assert annual_slot_id(person, 2022) != annual_slot_id(person, 2023)


@pytest.mark.covers("R-ONE-1")
def test_claiming_one_year_twice_writes_to_one_stream() -> None:
    # The store accepts version 1 of a stream once: the second of two sessions loses (SC-07).
    first, second = slot(), slot()
    assert (first.id, first.version) == (second.id, second.version)


@pytest.mark.covers("R-ONE-1")
def test_a_held_year_is_refused_and_its_own_declaration_is_not() -> None:
    held = slot()
    with pytest.raises(DomainError, match="another declaration"):
        claim(held)
    assert claim(held, "mechanical").version == held.version


@pytest.mark.covers("R-ONE-1")
def test_withdrawal_before_unit_acceptance_frees_the_year() -> None:
    case = Case().submitted()
    assert case.slot is not None
    case.declaration.withdraw(case.by("2022-07-21"))
    case.slot.release(case.by("2022-07-21"), case.declaration.id)
    again = Case(case.person, "again")
    again.slot = case.slot
    assert again.submitted("2022-07-22").declaration.state == "SUBMITTED"


@pytest.mark.covers("R-ONE-1")
def test_withdrawal_after_unit_acceptance_is_refused() -> None:
    case = Case().unit_reviewed()
    with pytest.raises(DomainError) as refused:
        case.declaration.withdraw(case.by("2022-07-25"))
    assert refused.value.code == "wrong_state"


def test_only_the_holder_releases_the_year() -> None:
    with pytest.raises(DomainError):
        slot().release(act("2022-07-21"), OTHER)


@pytest.mark.covers("R-ONE-1")
def test_failing_or_a_veto_does_not_free_the_year() -> None:
    failed = Case().evaluated(Tally(present=20, recused=0, yes=10, no=10, abstain=0))
    vetoed = Case().submitted()
    vetoed.declaration.veto(act("2022-07-25"), cause=Cause.PLAGIARISM)
    for case in (failed, vetoed):
        assert case.slot is not None
        with pytest.raises(DomainError, match="another declaration"):
            claim(case.slot, "next try")


@pytest.mark.covers("S3.6d", "S3.6e", "R-ONE-2")
def test_multiple_declaration_cancels_every_one_of_them_and_bars_the_season() -> None:
    one, other = Case().submitted(), Case(name="found later").submitted()
    for case in (one, other):
        case.declaration.cancel_for_multiple(act("2022-09-01"))
    assert {one.declaration.state, other.declaration.state} == {"CANCELLED"}
    assert one.slot is not None
    one.slot.bar(act("2022-09-01"))
    one.slot.bar(act("2022-09-01"))
    third = Case(one.person, "third").signed()
    third.slot = one.slot
    with pytest.raises(DomainError) as refused:
        third.submitted()
    assert refused.value.rule_id == "R-ONE-2"
    with pytest.raises(DomainError, match="barred"):
        claim(one.slot)


@pytest.mark.covers("R-ONE-1")
def test_an_approval_needs_the_year_to_be_held_by_this_declaration() -> None:
    case = Case().result_publicised()
    case.slot = AnnualSlot.claim(
        act("2022-07-20"), None, person_id=case.person.id, season=2022, declaration_id=named("another")
    )
    with pytest.raises(DomainError) as refused:
        case.approve()
    assert refused.value.rule_id == "R-ONE-1"
    assert day("2022-11-29").year == case.declaration.season
