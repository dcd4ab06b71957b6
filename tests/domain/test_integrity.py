"""R-INT: the printed table, and a record that ends by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.calendar import legal_day
from domain.errors import DomainError
from domain.identity import integrity_record_id
from domain.integrity import IntegrityRecord
from domain.policy import Policy
from domain.rules.integrity import r_int_1, r_int_2, r_int_3
from domain.values import FRAUD_SET, Cause
from tests.domain.builders import Case, act, day, named

WHO = named("张示例")


def record(decided: str = "2022-08-15", n: int = 1, cause: Cause = Cause.PLAGIARISM) -> IntegrityRecord:
    return IntegrityRecord.open(act(decided, "decider"), person_id=WHO, n=n, cause=cause, proposer_id="proposer")


@pytest.mark.covers("S3.4e", "R-INT-3")
@pytest.mark.parametrize(
    ("decided", "last_day", "again_from"),
    [
        ("2022-08-15", "2025-08-15", "2025-08-16"),
        ("2022-12-31", "2025-12-31", "2026-01-01"),
        ("2024-02-29", "2027-02-28", "2027-03-01"),
        ("2021-02-28", "2024-02-28", "2024-02-29"),
        ("2025-03-01", "2028-03-01", "2028-03-02"),
    ],
)
def test_the_table_of_periods(decided: str, last_day: str, again_from: str) -> None:
    opened = record(decided)
    assert opened.last_day == day(last_day)
    assert opened.active(day(decided))
    assert opened.active(day(last_day))
    assert not opened.active(day(again_from))
    assert not opened.active(day(decided) - timedelta(days=1))
    assert not r_int_1([opened.facts()], day(last_day)).holds
    assert r_int_1([opened.facts()], day(again_from)).holds


@pytest.mark.covers("R-INT-3")
def test_a_decision_at_half_past_four_utc_is_of_the_next_day_in_beijing() -> None:
    decided = legal_day(datetime(2022, 8, 15, 16, 30, tzinfo=UTC))
    assert r_int_3(decided) == (day("2022-08-16"), day("2025-08-16"))


@pytest.mark.covers("S3.4d", "R-INT-2")
@pytest.mark.parametrize("cause", list(Cause))
def test_only_the_fraud_set_opens_a_record(cause: Cause) -> None:
    assert r_int_2(cause).holds is (cause in FRAUD_SET)


@pytest.mark.covers("R-INT-2")
def test_multiple_declaration_opens_no_record() -> None:
    with pytest.raises(DomainError) as refused:
        record(cause=Cause.MULTIPLE_DECLARATION)
    assert refused.value.rule_id == "R-INT-2"


@pytest.mark.covers("R-REV-2")
def test_who_proposes_a_record_does_not_open_it_nor_does_its_subject() -> None:
    for proposer in ("decider", str(WHO)):
        with pytest.raises(DomainError) as refused:
            IntegrityRecord.open(
                act("2022-08-15", "decider"), person_id=WHO, n=1, cause=Cause.FRAUD, proposer_id=proposer
            )
        assert refused.value.rule_id == "R-REV-2"


@pytest.mark.covers("R-INT-4")
def test_overlapping_records_run_independently() -> None:
    records = [record("2022-08-15").facts(), record("2024-01-10", 2).facts()]
    assert not r_int_1(records, day("2025-08-16")).holds
    assert r_int_1(records, day("2027-01-11")).holds
    assert integrity_record_id(WHO, 1) != integrity_record_id(WHO, 2)


@pytest.mark.covers("R-INT-6")
def test_annulment_works_from_the_start_and_also_after_expiry() -> None:
    for when in ("2023-01-01", "2026-01-01"):
        opened = record()
        opened.annul(act(when))
        assert not opened.active(day("2022-08-16"))
        with pytest.raises(DomainError):
            opened.annul(act(when))


def test_a_review_may_uphold_the_record_and_never_moves_its_last_day() -> None:
    opened = record()
    with pytest.raises(DomainError):
        opened.uphold(act("2022-10-01"))
    opened.request_review(act("2022-09-01", str(WHO), "APPLICANT"))
    opened.uphold(act("2022-10-01"))
    assert opened.last_day == day("2025-08-15")
    opened.request_review(act("2022-11-01", str(WHO), "APPLICANT"))


@pytest.mark.covers("R-INT-5")
def test_expiry_is_bookkeeping_after_the_last_day() -> None:
    opened = record()
    with pytest.raises(DomainError, match="active through 2025-08-15"):
        opened.mark_expired(act("2025-08-15"))
    opened.mark_expired(act("2025-08-16"))
    assert not opened.active(day("2025-08-16"))
    with pytest.raises(DomainError):
        opened.mark_expired(act("2025-08-17"))


def test_the_bar_is_a_switch_for_seasons_before_2024() -> None:
    policy = Policy(integrity_blocks_declaration=False)
    assert r_int_1([record().facts()], day("2023-01-01"), policy).holds


@pytest.mark.covers("R-INT-1")
@pytest.mark.parametrize("step", ["submitted", "accepted", "approved"])
def test_an_active_record_stops_submission_acceptance_and_approval(step: str) -> None:
    case = Case()
    if step == "accepted":
        case.recommended()
    if step == "approved":
        case.result_publicised()
    case.records = [record("2022-06-01").facts()]
    with pytest.raises(DomainError) as refused:
        {"submitted": case.submitted, "accepted": case.accept, "approved": case.approve}[step]()
    assert refused.value.rule_id == "R-INT-1"
