"""One natural person, one person: merged entries, namesakes, employers that say one thing and are another (4.2)."""

import pytest

from domain.employer import Employer
from domain.errors import DomainError
from domain.finding import Outcome
from domain.identity_match import IdentityMatch
from domain.person import Person
from domain.rules.eligibility import r_elig_5
from domain.rules.integrity import r_int_1_identity
from domain.standing import IntegrityFacts
from domain.values import Contract, DocumentKind, EmployerKind, Management, Period, PersonOrigin
from tests.domain.builders import FIRM, Case, act, day, engineer, named, person

RECORD = IntegrityFacts(named("record"), Period(day("2022-08-15"), day("2025-08-15")))


def foreign(name: str, kind: DocumentKind | None = None) -> Person:
    someone = person(name, PersonOrigin.FOREIGN)
    if kind is not None:
        someone.add_document(
            act("2022-01-01"), kind=kind, sealed_number="s", blind_index=name, valid=Period(day("2022-01-01"))
        )
    return someone


def test_a_merge_is_by_document_between_two_entries_that_stand_for_themselves() -> None:
    kept, other, third = person("kept"), person("other"), person("third")
    for one, merged, document in ((kept, other, ""), (kept, kept, "d")):
        with pytest.raises(DomainError):
            one.merge(act("2022-07-01", document=document), merged)
    kept.merge(act("2022-07-01"), other)
    assert (kept.absorbed, other.merged_into) == ((other.id,), kept.id)
    for one, merged in ((kept, other), (other, third), (third, other)):
        with pytest.raises(DomainError) as refused:
            one.merge(act("2022-07-02"), merged)
        assert refused.value.code == "wrong_state"
    third.merge(act("2022-07-03"), kept)
    assert third.absorbed == (kept.id, other.id)


@pytest.mark.covers("S1.2", "S1.3", "R-ELIG-5")
def test_what_holds_of_either_entry_holds_of_the_person() -> None:
    employed, hidden = engineer("employed"), person("hidden")
    hidden.record_civil_servant_status(act("2022-01-01"), period=Period(day("2022-01-01")))
    alone = employed.facts(day("2022-07-20"))
    together = alone.together_with(hidden.facts(day("2022-07-20")))
    assert all(finding.holds for finding in r_elig_5(alone))
    assert [finding.rule_id for finding in r_elig_5(together) if not finding.holds] == ["R-ELIG-2"]
    assert (together.person_id, together.employments) == (alone.person_id, alone.employments)


@pytest.mark.parametrize(
    ("status", "fact"),
    [
        (lambda p: p.record_retirement(act("2022-01-01"), from_date=day("2022-01-01")), "retired"),
        (lambda p: p.record_disciplinary_period(act("2022-01-01"), period=Period(day("2022-01-01"))), "sanctioned"),
        (
            lambda p: p.record_freelancing(
                act("2022-01-01"), region="340100", agency_uscc="a", period=Period(day("2022-01-01"))
            ),
            "freelancer",
        ),
    ],
)
def test_every_standing_is_taken_from_both_sides(status: object, fact: str) -> None:
    plain, other = person("plain"), person("other")
    status(other)  # type: ignore[operator]
    one, two = plain.facts(day("2022-07-20")), other.facts(day("2022-07-20"))
    assert not getattr(one, fact)
    assert getattr(one.together_with(two), fact)
    assert getattr(two.together_with(one), fact)


@pytest.mark.covers("S1.2", "R-ELIG-3")
def test_a_document_that_gave_way_proves_nothing_after_its_last_day() -> None:
    someone = foreign("expert", DocumentKind.PERMANENT_RESIDENCE)
    someone.supersede_document(act("2022-07-02"), blind_index="expert", last_day=day("2022-06-30"))
    assert someone.facts(day("2022-06-30")).permanent_residence
    assert not someone.facts(day("2022-07-01")).permanent_residence
    for index, last in (("unknown", "2022-06-30"), ("expert", "2021-12-31")):
        with pytest.raises(DomainError):
            someone.supersede_document(act("2022-07-02"), blind_index=index, last_day=day(last))


def test_a_document_never_lasts_longer_for_having_been_superseded() -> None:
    someone = person("expert", PersonOrigin.FOREIGN)
    valid = Period(day("2021-01-01"), day("2022-03-31"))
    someone.add_document(
        act("2022-01-01"),
        kind=DocumentKind.PERMANENT_RESIDENCE,
        sealed_number="s",
        blind_index="b",
        valid=valid,
    )
    someone.supersede_document(act("2022-07-02"), blind_index="b", last_day=day("2022-06-30"))
    assert someone.documents[0].valid == valid


def match(*names: str) -> IdentityMatch:
    seen = IdentityMatch.see(act("2022-07-01"), None, trait_index="t", person_id=named(names[0]))
    for name in names[1:]:
        IdentityMatch.see(act("2022-07-01"), seen, trait_index="t", person_id=named(name))
    return seen


def test_whoever_shares_the_traits_is_pending_until_a_document_settles_the_pair() -> None:
    shared = match("a", "b", "c")
    assert shared.pending([named("a")]) == {named("b"), named("c")}
    assert shared.pending([named("a"), named("b")]) == {named("c")}
    with pytest.raises(DomainError):
        shared.dismiss(act("2022-07-02", document=""), [named("a")], [named("b")])
    shared.dismiss(act("2022-07-02"), [named("a")], [named("b")])
    assert shared.pending([named("a")]) == {named("c")}
    assert shared.pending([named("b")]) == {named("c")}
    with pytest.raises(DomainError) as again:
        shared.dismiss(act("2022-07-03"), [named("b")], [named("a")])
    assert again.value.code == "wrong_state"
    shared.confirm(act("2022-07-03"), [named("a")], [named("c")])
    assert shared.pending([named("a")]) == frozenset()


def test_being_seen_again_is_nothing_new() -> None:
    shared = match("a", "a")
    assert (shared.version, shared.persons) == (1, (named("a"),))


@pytest.mark.covers("R-INT-1", "S4.1")
def test_as_long_as_nobody_knows_who_it_is_nothing_is_submitted_accepted_or_approved() -> None:
    assert r_int_1_identity(duplicate_pending=True).outcome is Outcome.UNKNOWN
    assert r_int_1_identity(duplicate_pending=False).holds


@pytest.mark.covers("SC-08", "R-INT-1")
def test_a_record_that_a_merge_brings_to_light_cancels_and_says_until_when() -> None:
    case = Case().recommended()
    facts = case.person.facts(day("2022-09-01"))
    assert case.declaration.recheck(act("2022-09-01"), facts, integrity=[RECORD])
    cancelled = case.declaration.pending_events[-1]
    assert (cancelled.cause, cancelled.rule_ids) == ("INTEGRITY_RECORD", ["R-INT-1"])  # type: ignore[attr-defined]
    assert "2025-08-15" in cancelled.grounds  # type: ignore[attr-defined]
    late = Case().recommended()
    assert not late.declaration.recheck(act("2022-09-01"), late.person.facts(day("2025-08-16")), integrity=[RECORD])


@pytest.mark.covers("SC-04", "R-ELIG-2")
def test_how_an_employer_is_managed_is_known_from_the_first_date_that_was_stated() -> None:
    employer = Employer.state(
        act("2022-06-01"), None, uscc=FIRM, management=Management.NORMAL, from_date=day("2020-01-01")
    )
    for since, management in (("2022-09-01", Management.REF_CIVIL_SERVICE), ("2022-08-01", Management.NORMAL)):
        Employer.state(act("2022-06-02"), employer, uscc=FIRM, management=management, from_date=day(since))
    assert employer.management_on(day("2019-12-31")) is None
    assert employer.management_on(day("2022-08-31")) is Management.NORMAL
    assert employer.management_on(day("2022-09-01")) is Management.REF_CIVIL_SERVICE
    with pytest.raises(DomainError):
        Employer.state(
            act("2022-06-02", document=""),
            employer,
            uscc=FIRM,
            management=Management.NORMAL,
            from_date=day("2023-01-01"),
        )


@pytest.mark.covers("S1.1", "R-ELIG-1", "R-STEP-1")
def test_the_agency_of_a_freelancer_performs_the_steps_of_a_unit() -> None:
    someone = person("孙自由")
    someone.record_freelancing(act("2021-01-01"), region="340100", agency_uscc=FIRM, period=Period(day("2021-01-01")))
    assert Case(someone).recommended().declaration.state == "RECOMMENDED"
    alone = person("无代理")
    alone.record_freelancing(act("2021-01-01"), region="340100", period=Period(day("2021-01-01")))
    with pytest.raises(DomainError) as refused:
        Case(alone).submitted()
    assert refused.value.rule_id == "R-ELIG-1"


@pytest.mark.covers("R-ELIG-5")
@pytest.mark.parametrize("lost", ["employment", "civil service", "permit"])
def test_a_status_that_is_lost_under_way_ends_the_declaration(lost: str) -> None:
    someone = engineer() if lost != "permit" else foreign("expert", DocumentKind.PERMANENT_RESIDENCE)
    if lost == "permit":
        someone.start_employment(
            act("2022-01-04"),
            uscc=FIRM,
            contract=Contract.LABOUR,
            signed_on=day("2022-01-04"),
            kind=EmployerKind.ENTERPRISE,
            region="340100",
            professional_post=True,
            from_date=day("2022-01-04"),
        )
    case = Case(someone).recommended()
    assert not case.declaration.recheck(act("2022-08-20"), someone.facts(day("2022-08-20")))
    if lost == "employment":
        someone.end_employment(act("2022-08-20"), uscc=FIRM, last_day=day("2022-08-20"))
    elif lost == "civil service":
        someone.record_civil_servant_status(act("2022-08-20"), period=Period(day("2022-08-21")))
    else:
        someone.supersede_document(act("2022-08-20"), blind_index="expert", last_day=day("2022-08-20"))
    assert case.declaration.recheck(act("2022-08-21"), someone.facts(day("2022-08-21")))
    assert case.declaration.state == "CANCELLED"
