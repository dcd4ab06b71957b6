"""Titles from before the registry: only who evaluated attests, nothing that fell is revived (4.13, R-CERT-1)."""

import pytest

from domain.errors import DomainError
from domain.evaluating_body import EvaluatingBody
from domain.finding import Outcome
from domain.import_batch import ImportBatch
from domain.import_record import Match, RecordState
from domain.rules.history import ConflictKind, conflict_with, r_cert_1_attester
from domain.standing import HistoricalTitle, PastEvaluator, TitleFacts
from domain.values import Level, Scope
from tests.domain.builders import ORGANISER, PHRSS, act, day, named
from tests.domain.stories_history import BODY, ENGINEER, body, holding, matched, staged

pytestmark = pytest.mark.covers("S2.6d", "R-CERT-1", "SC-20")

EVALUATED = PastEvaluator(BODY, "", 2010, 2021)
SUCCEEDED = PastEvaluator(BODY, ORGANISER, 2010, 2021)


@pytest.mark.parametrize(
    ("evaluator", "unit", "year", "outcome"),
    [
        (EVALUATED, BODY, 2010, Outcome.HOLDS),
        (EVALUATED, BODY, 2021, Outcome.HOLDS),
        (EVALUATED, BODY, 2009, Outcome.FAILS),
        (EVALUATED, BODY, 2022, Outcome.FAILS),
        (EVALUATED, ORGANISER, 2015, Outcome.FAILS),
        (EVALUATED, "", 2015, Outcome.FAILS),
        (SUCCEEDED, ORGANISER, 2015, Outcome.HOLDS),
        (SUCCEEDED, BODY, 2015, Outcome.FAILS),
        (None, BODY, 2015, Outcome.UNKNOWN),
    ],
)
def test_only_the_body_that_evaluated_that_year_or_its_successor_attests(
    evaluator: PastEvaluator | None, unit: str, year: int, outcome: Outcome
) -> None:
    assert r_cert_1_attester(evaluator, unit, year).outcome is outcome


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        ([], None),
        ([holding()], ConflictKind.SAME_TITLE),
        ([holding(on="2016-12-01")], ConflictKind.OTHER_FACTS),
        ([holding(scope=Scope.DUAL_DIRECTED)], ConflictKind.OTHER_FACTS),
        ([holding(effective=False)], ConflictKind.TITLE_FALLEN),
        ([holding(effective=False, on="2016-12-01"), holding()], ConflictKind.TITLE_FALLEN),
    ],
)
def test_what_the_person_holds_or_held_stands_against_a_record(
    held: list[TitleFacts], kind: ConflictKind | None
) -> None:
    found = conflict_with(ENGINEER, held, frozenset())
    assert (found[0] if found else None) is kind


def test_a_title_of_another_level_stands_against_nothing() -> None:
    other = HistoricalTitle("工程师", "05", "MECHANICAL", Level.INTERMEDIATE, Scope.GENERAL, day("2010-12-01"), "文号")
    assert conflict_with(other, [holding(), holding(effective=False)], frozenset()) is None


def test_an_attested_record_registers_one_title_under_its_own_id() -> None:
    record = matched()
    assert record.attest(act("2022-07-22", unit=BODY), EVALUATED, [])
    assert record.state is RecordState.REGISTERED
    with pytest.raises(DomainError) as again:
        record.attest(act("2022-07-23", unit=BODY), EVALUATED, [])
    assert again.value.code == "wrong_state"


@pytest.mark.parametrize(("evaluator", "unit"), [(EVALUATED, ORGANISER), (SUCCEEDED, BODY)])
def test_another_bodys_attestation_is_refused_and_leaves_the_record_unattested(
    evaluator: PastEvaluator, unit: str
) -> None:
    record = matched()
    with pytest.raises(DomainError) as refused:
        record.attest(act("2022-07-22", unit=unit), evaluator, [])
    assert (refused.value.code, refused.value.rule_id, refused.value.clause) == ("rule_refused", "R-CERT-1", "S2.6d")
    assert record.state is RecordState.MATCHED


@pytest.mark.covers("SC-17")
def test_a_body_nobody_put_on_record_goes_to_a_human_whatever_it_says_of_itself() -> None:
    record = matched()
    with pytest.raises(DomainError) as refused:
        record.attest(act("2022-07-22", unit=BODY), None, [])
    assert refused.value.code == "needs_human"


@pytest.mark.covers("SC-17")
def test_a_units_own_confirmation_is_never_taken_in() -> None:
    inside = HistoricalTitle(
        "高级工程师", "05", "", Level.ASSOCIATE_SENIOR, Scope.UNIT_INTERNAL, day("2015-12-01"), "x"
    )
    with pytest.raises(DomainError) as refused:
        staged(claimed=inside)
    assert refused.value.clause == "S2.3c"


def test_a_title_without_its_approval_document_or_of_the_future_is_not_taken_in() -> None:
    for changed in (
        HistoricalTitle("高级工程师", "05", "", Level.ASSOCIATE_SENIOR, Scope.GENERAL, day("2015-12-01"), " "),
        HistoricalTitle("高级工程师", "05", "", Level.ASSOCIATE_SENIOR, Scope.GENERAL, day("2022-07-21"), "文号"),
    ):
        with pytest.raises(DomainError):
            staged(claimed=changed)


def test_a_title_that_fell_meanwhile_stops_an_attestation_and_waits_for_a_human() -> None:
    record = matched()
    assert not record.attest(act("2022-07-22", unit=BODY), EVALUATED, [holding(effective=False)])
    assert (record.state, record.conflict) == (RecordState.CONFLICT, ConflictKind.TITLE_FALLEN)


@pytest.mark.parametrize("fallen", [True, False])
def test_a_human_can_only_reject_what_fell_or_stands_already(fallen: bool) -> None:
    record = staged()
    record.match(act("2022-07-20"), person_id=named("p"), by=Match.KNOWN, held=[holding(effective=not fallen)])
    with pytest.raises(DomainError) as refused:
        record.resolve_conflict(act("2022-07-21"))
    assert refused.value.rule_id == "R-CERT-1"
    record.reject(act("2022-07-21"), reason="已撤销")
    assert record.state is RecordState.REJECTED


def test_a_cleared_conflict_no_longer_stops_the_attestation() -> None:
    record = staged()
    other = holding(on="2014-12-01")
    record.match(act("2022-07-20"), person_id=named("p"), by=Match.KNOWN, held=[other])
    assert record.conflict is ConflictKind.OTHER_FACTS
    record.resolve_conflict(act("2022-07-21"))
    assert record.attest(act("2022-07-22", unit=BODY), EVALUATED, [other])


def test_a_document_of_somebody_with_another_name_waits_for_a_human() -> None:
    record = staged()
    record.match(act("2022-07-20"), person_id=named("p"), by=Match.KNOWN, same_name=False)
    assert record.conflict is ConflictKind.NAME_DIFFERS
    record.resolve_conflict(act("2022-07-21"))
    assert (record.state, record.person_id) == (RecordState.MATCHED, named("p"))


def test_deciding_about_a_record_needs_a_document() -> None:
    undocumented = act("2022-07-21", document="")
    with pytest.raises(DomainError):
        matched().reject(undocumented, reason="重复")
    with pytest.raises(DomainError):
        body().name_successor(undocumented, successor_uscc=ORGANISER)


def test_a_body_is_on_record_for_past_years_only_and_succeeded_by_another() -> None:
    for first, last in ((2015, 2014), (2015, 2023)):
        with pytest.raises(DomainError):
            EvaluatingBody.record(act("2022-07-01", unit=PHRSS), uscc=BODY, name="x", first_year=first, last_year=last)
    with pytest.raises(DomainError):
        body().name_successor(act("2022-07-02"), successor_uscc=BODY)


def test_a_batch_needs_a_letter_and_closes_once_with_an_outcome_for_every_row() -> None:
    with pytest.raises(DomainError):
        ImportBatch.open(act("2022-07-20", document=""), file_digest="f" * 64, rows=3)
    batch = ImportBatch.open(act("2022-07-20"), file_digest="f" * 64, rows=3)
    with pytest.raises(DomainError):
        batch.close(act("2022-07-20"), on_record=1, in_conflict=0, refused=1)
    batch.close(act("2022-07-20"), on_record=2, in_conflict=1, refused=1)
    with pytest.raises(DomainError):
        batch.close(act("2022-07-20"), on_record=2, in_conflict=1, refused=1)
