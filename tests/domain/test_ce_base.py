"""Continuing-education bases: rewarded or rectified, and revoked only when they fail again after the deadline."""

from collections.abc import Callable

import pytest

from domain.ce_base import ASSESSMENTS, BaseState, CeBase
from domain.errors import DomainError
from tests.domain.builders import act, day
from tests.domain.stories_quota import SCHOOL


def base(result: BaseState | None = None) -> CeBase:
    added = CeBase.add(act("2020-01-01"), code="AH-01", uscc=SCHOOL, base_name="虚构基地")
    if result is not None:
        added.assess(act("2022-03-01"), year=2022, result=result)
    return added


def rectifying() -> CeBase:
    failed = base(BaseState.UNQUALIFIED)
    failed.order_rectification(act("2022-03-02"), day("2022-06-30"))
    return failed


def refused(what: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refusal:
        what()
    return refusal.value.code


@pytest.mark.covers("S2.5j")
@pytest.mark.parametrize("result", sorted(ASSESSMENTS))
def test_an_assessment_gives_one_of_three_results(result: BaseState) -> None:
    assert base(result).state is result
    assert refused(lambda: base().assess(act("2022-03-01"), year=2022, result=BaseState.REVOKED)) == "invalid_value"


@pytest.mark.covers("S2.5k")
def test_an_excellent_base_is_rewarded_once_for_its_assessment() -> None:
    assert refused(lambda: base(BaseState.QUALIFIED).reward(act("2022-04-01"))) == "wrong_state"
    excellent = base(BaseState.EXCELLENT)
    excellent.reward(act("2022-04-01"))
    assert refused(lambda: excellent.reward(act("2022-04-02"))) == "wrong_state"
    excellent.assess(act("2023-03-01"), year=2023, result=BaseState.EXCELLENT)
    excellent.reward(act("2023-04-01"))


@pytest.mark.covers("S2.5j")
def test_a_year_is_assessed_once_and_not_before_it_begins() -> None:
    assessed = base(BaseState.QUALIFIED)
    for year in (2021, 2022, 2023):
        again = lambda y=year: assessed.assess(act("2022-12-01"), year=y, result=BaseState.EXCELLENT)  # noqa: E731
        assert refused(again) == "invalid_value"


@pytest.mark.covers("S2.5l")
def test_a_failed_base_may_rectify_until_the_last_day_of_its_deadline() -> None:
    failed = rectifying()
    assert refused(lambda: failed.reassess(act("2022-06-30"), passed=False)) == "rule_refused"
    failed.reassess(act("2022-06-30"), passed=True)
    assert failed.state is BaseState.QUALIFIED


@pytest.mark.covers("S2.5m", "S2.5n")
def test_a_base_that_fails_again_is_revoked_and_only_then_replaced() -> None:
    failed = rectifying()
    assert refused(lambda: failed.revoke(act("2022-07-01"))) == "rule_refused"

    def replacement() -> CeBase:
        return CeBase.add(act("2022-08-01"), code="AH-51", uscc=SCHOOL, base_name="新基地", replaced=failed)

    assert refused(replacement) == "wrong_state"
    failed.reassess(act("2022-07-01"), passed=False)
    failed.revoke(act("2022-07-10"))
    assert (failed.state, replacement().replaces) == (BaseState.REVOKED, failed.id)
    assert refused(lambda: failed.assess(act("2022-09-01"), year=2023, result=BaseState.QUALIFIED)) == "wrong_state"


@pytest.mark.covers("S2.5l")
def test_only_a_failed_base_is_sent_to_rectify_and_a_deadline_lies_ahead() -> None:
    assert refused(lambda: base().order_rectification(act("2022-03-02"), day("2022-06-30"))) == "wrong_state"
    failed = base(BaseState.UNQUALIFIED)
    assert refused(lambda: failed.order_rectification(act("2022-03-02"), day("2022-03-02"))) == "invalid_value"


@pytest.mark.parametrize(
    "step",
    [
        lambda b: b.assess(act("2022-03-01", document=""), year=2022, result=BaseState.QUALIFIED),
        lambda b: b.add(act("2020-01-01", document=""), code="x", uscc=SCHOOL, base_name="x"),
    ],
)
def test_every_act_about_a_base_rests_on_a_document(step: Callable[[CeBase], object]) -> None:
    assert refused(lambda: step(base())) == "rule_refused"
