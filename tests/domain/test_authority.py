"""R-AUTH: a delegated right is inspected, corrected, suspended and withdrawn in its order, and dates decide."""

from collections.abc import Callable

import pytest

from domain.authority import AuthorityState, EvaluationAuthority
from domain.errors import DomainError
from domain.finding import Outcome
from domain.rules.authority import r_auth_2, r_auth_2_filing
from domain.signing_key import KeyState, SigningKey
from domain.standing import CommitteeFacts
from domain.stoppage import Stoppage
from domain.values import Level, OrganiserKind
from tests.domain.builders import GOOD_TALLY, ORGANISER, PHRSS, Case, act, at, committee, day, named
from tests.domain.stories_authority import HOSPITAL, authority, ordered

SERIOUS = "虚构认定〔2022〕1号"


def rectifying() -> EvaluationAuthority:
    right = authority()
    ordered(right)
    return right


def failed(*, quality_assured: bool = False) -> EvaluationAuthority:
    right = rectifying()
    right.fail_rectification(act("2022-10-01"), reason="nothing was done", quality_assured=quality_assured)
    return right


def suspended() -> EvaluationAuthority:
    return failed()


def withdrawn() -> EvaluationAuthority:
    right = suspended()
    right.withdraw(act("2022-11-01"))
    return right


def run_by(
    kind: OrganiserKind, right: EvaluationAuthority | None, levels: frozenset[Level] | None = None
) -> CommitteeFacts:
    """A committee of such an organiser under this right."""
    filed = committee()
    filed.organiser_kind = kind
    filed.levels = levels or filed.levels
    return filed.facts(authority=right.facts() if right else None)


def refused(what: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(DomainError) as error:
        what()
    return error.value.code, error.value.rule_id


@pytest.mark.covers("R-AUTH-1", "S2.8d", "S2.8f")
def test_the_whole_order_from_finding_to_withdrawal() -> None:
    right = authority()
    states = [right.state]
    ordered(right)
    states.append(right.state)
    right.fail_rectification(act("2022-10-01"), reason="two findings stand", quality_assured=False)
    states.append(right.state)
    right.withdraw(act("2022-11-01"))
    states.append(right.state)
    assert states == list(AuthorityState)
    told = [type(event).TOPIC for event in right.pending_events]  # type: ignore[attr-defined]
    assert told[1:] == [
        "RectificationOrdered",
        "RectificationFailed",
        "EvaluationSuspended",
        "EvaluationRightWithdrawn",
    ]


@pytest.mark.covers("R-AUTH-1", "S2.8f", "S3.2d")
@pytest.mark.parametrize(
    ("begin", "serious", "may_suspend", "may_withdraw"),
    [
        (authority, "", False, False),
        (authority, SERIOUS, True, True),
        (authority, "  ", False, False),
        (rectifying, "", False, False),
        (rectifying, SERIOUS, True, True),
        (lambda: failed(quality_assured=True), "", True, False),
        (lambda: failed(quality_assured=True), SERIOUS, True, True),
        (suspended, "", False, True),
        (withdrawn, SERIOUS, False, False),
    ],
)
def test_suspension_and_withdrawal_follow_the_order_or_a_document_that_finds_it_especially_serious(
    begin: Callable[[], EvaluationAuthority], serious: str, may_suspend: bool, may_withdraw: bool
) -> None:
    for may, step in ((may_suspend, "suspend"), (may_withdraw, "withdraw")):
        right = begin()
        if may:
            getattr(right, step)(act("2022-12-01"), especially_serious=serious)
        else:
            assert refused(lambda: getattr(right, step)(act("2022-12-01"), especially_serious=serious))[1] == "R-AUTH-1"  # noqa: B023 - called at once


@pytest.mark.covers("R-AUTH-1")
@pytest.mark.parametrize("step", ["suspend", "withdraw", "resume"])
def test_no_step_is_taken_without_a_document(step: str) -> None:
    right = suspended()
    if step == "suspend":
        right = failed(quality_assured=True)
    assert refused(lambda: getattr(right, step)(act("2022-12-01", document="")))[1] == "R-AUTH-1"


@pytest.mark.covers("S2.8d")
@pytest.mark.parametrize(
    ("findings", "deadline", "lawful"), [(0, "2022-09-30", False), (1, "2022-08-19", False), (1, "2022-08-20", True)]
)
def test_an_order_rests_on_a_finding_and_a_day_to_come(findings: int, deadline: str, lawful: bool) -> None:
    right = authority()

    def order() -> None:
        right.order_rectification(
            act("2022-08-20"), inspection_id=named("inspection"), findings=findings, deadline=day(deadline)
        )

    if lawful:
        order()
    else:
        assert refused(order) == ("rule_refused", "R-AUTH-1")


@pytest.mark.covers("S2.8d", "R-AUTH-2")
@pytest.mark.parametrize(
    ("on", "submitted", "may_fail"),
    [("2022-09-30", False, False), ("2022-10-01", False, True), ("2022-09-30", True, True)],
)
def test_a_deadline_passes_at_midnight_of_its_day_and_changes_nothing_by_itself(
    on: str, submitted: bool, may_fail: bool
) -> None:
    right = rectifying()
    if submitted:
        right.submit_rectification(act("2022-09-20", unit=HOSPITAL), report_ref="整改报告1号")
    assert right.state == "RECTIFYING"
    if may_fail:
        right.fail_rectification(act(on), reason="not effective", quality_assured=True)
    else:
        assert refused(lambda: right.fail_rectification(act(on), reason="x", quality_assured=True))[1] == "R-AUTH-1"


@pytest.mark.covers("S2.8d")
def test_a_report_comes_by_the_deadline_and_an_accepted_one_gives_the_right_back() -> None:
    right = rectifying()
    late = act("2022-10-01", unit=HOSPITAL)
    assert refused(lambda: right.submit_rectification(late, report_ref="r"))[1] == "R-AUTH-1"
    assert refused(lambda: right.accept_rectification(act("2022-09-20")))[1] == "R-AUTH-1"
    right.submit_rectification(act("2022-09-30", unit=HOSPITAL), report_ref="r")
    right.accept_rectification(act("2022-10-02"))
    assert right.state == "DELEGATED"
    assert [(p.first, p.last) for p in right.stoppage.periods] == [(day("2022-08-20"), day("2022-10-01"))]


@pytest.mark.covers("S2.8f")
def test_a_suspended_right_is_resumed_only_after_its_rectification_was_accepted() -> None:
    right = suspended()
    assert refused(lambda: right.resume(act("2022-11-01"))) == ("rule_refused", "R-AUTH-1")
    assert refused(lambda: right.accept_rectification(act("2022-11-01")))[1] == "R-AUTH-1"
    right.submit_rectification(act("2022-11-01", unit=HOSPITAL), report_ref="r")
    right.accept_rectification(act("2022-11-02"))
    assert right.state == "SUSPENDED"
    right.resume(act("2022-11-03"))
    assert right.state == "DELEGATED"


@pytest.mark.covers("S2.8d")
def test_after_a_failure_with_quality_assured_another_day_may_be_set() -> None:
    right = failed(quality_assured=True)
    assert right.state == "RECTIFYING"
    ordered(right, "2022-10-10", day("2022-10-31"))
    right.submit_rectification(act("2022-10-20", unit=HOSPITAL), report_ref="r")
    right.accept_rectification(act("2022-10-21"))
    assert right.state == "DELEGATED"


@pytest.mark.covers("R-AUTH-1")
def test_no_step_is_dated_before_the_step_it_follows() -> None:
    right = suspended()
    assert refused(lambda: right.withdraw(act("2022-09-30"))) == ("invalid_value", "R-AUTH-1")


@pytest.mark.covers("R-AUTH-2", "S2.8a", "S2.8f")
@pytest.mark.parametrize(
    ("kind", "begin", "on", "outcome"),
    [
        (OrganiserKind.PHRSS, None, "2022-09-01", Outcome.HOLDS),
        (OrganiserKind.CITY, None, "2022-09-01", Outcome.HOLDS),
        (OrganiserKind.INDUSTRY_DEPT, None, "2022-09-01", Outcome.HOLDS),
        (OrganiserKind.ASSOCIATION, None, "2022-09-01", Outcome.HOLDS),
        (OrganiserKind.AUTONOMOUS_UNIT, None, "2022-09-01", Outcome.FAILS),
        (OrganiserKind.SOCIALISED_BODY, None, "2022-09-01", Outcome.FAILS),
        (OrganiserKind.AUTONOMOUS_UNIT, authority, "2021-02-28", Outcome.FAILS),
        (OrganiserKind.AUTONOMOUS_UNIT, authority, "2021-03-01", Outcome.HOLDS),
        (OrganiserKind.AUTONOMOUS_UNIT, rectifying, "2022-08-20", Outcome.FAILS),
        (OrganiserKind.AUTONOMOUS_UNIT, suspended, "2022-10-01", Outcome.FAILS),
        (OrganiserKind.AUTONOMOUS_UNIT, suspended, "2022-08-19", Outcome.UNKNOWN),
        (OrganiserKind.SOCIALISED_BODY, withdrawn, "2023-09-01", Outcome.FAILS),
        (OrganiserKind.CITY, suspended, "2022-10-01", Outcome.FAILS),
        (OrganiserKind.CITY, authority, "2022-10-01", Outcome.HOLDS),
    ],
)
def test_acceptance_meeting_and_approval_need_a_right_that_stands_on_their_date(
    kind: OrganiserKind, begin: Callable[[], EvaluationAuthority] | None, on: str, outcome: Outcome
) -> None:
    assert r_auth_2(run_by(kind, begin() if begin else None), day(on)).outcome is outcome


@pytest.mark.covers("R-AUTH-2")
def test_a_right_covers_its_levels_and_leaves_other_levels_of_a_city_alone() -> None:
    lower = frozenset({Level.INTERMEDIATE})
    on = day("2022-10-01")
    assert not r_auth_2(run_by(OrganiserKind.AUTONOMOUS_UNIT, authority(), lower), on).holds
    assert r_auth_2(run_by(OrganiserKind.CITY, suspended(), lower), on).holds


@pytest.mark.covers("R-AUTH-2")
@pytest.mark.parametrize(
    ("step", "on", "outcome"),
    [
        ("suspend", "2022-09-01", Outcome.FAILS),
        ("suspend", "2022-08-31", Outcome.UNKNOWN),
        ("dissolve", "2022-09-02", Outcome.FAILS),
    ],
)
def test_a_suspended_or_dissolved_committee_judges_nothing(step: str, on: str, outcome: Outcome) -> None:
    filed = committee()
    getattr(filed, step)(act("2022-09-01"))
    assert r_auth_2(filed.facts(), day(on)).outcome is outcome
    assert not filed.facts().in_force


@pytest.mark.covers("R-AUTH-2")
def test_a_resumed_committee_judges_again_and_its_suspension_stays_known() -> None:
    filed = committee()
    filed.suspend(act("2022-09-01"))
    filed.resume(act("2022-09-10"))
    outcomes = [r_auth_2(filed.facts(), day(d)).outcome for d in ("2022-08-31", "2022-09-09", "2022-09-10")]
    assert outcomes == [Outcome.HOLDS, Outcome.FAILS, Outcome.HOLDS]


@pytest.mark.covers("R-AUTH-2")
@pytest.mark.parametrize(
    ("kind", "begin", "levels", "outcome"),
    [
        (OrganiserKind.CITY, None, [412], Outcome.HOLDS),
        (OrganiserKind.AUTONOMOUS_UNIT, None, [412], Outcome.FAILS),
        (OrganiserKind.AUTONOMOUS_UNIT, authority, [412], Outcome.HOLDS),
        (OrganiserKind.AUTONOMOUS_UNIT, authority, [412, 420], Outcome.FAILS),
        (OrganiserKind.SOCIALISED_BODY, suspended, [412], Outcome.FAILS),
    ],
)
def test_who_acts_by_delegation_files_a_committee_inside_a_right_that_stands(
    kind: OrganiserKind, begin: Callable[[], EvaluationAuthority] | None, levels: list[int], outcome: Outcome
) -> None:
    right = begin().facts() if begin else None
    assert r_auth_2_filing(kind, right, [Level(one) for one in levels], day("2022-12-01")).outcome is outcome


def vote(case: Case, on: str) -> None:
    case.declaration.record_tally(
        act(on, "office", "COMMITTEE_OFFICE", ORGANISER),
        meeting_date=day(on),
        tally=GOOD_TALLY,
        committee=case.committee.facts(),
        season=case.season.facts(case.committee.id, case.committee.tier),
    )


@pytest.mark.covers("R-AUTH-2")
def test_acceptance_meeting_and_approval_ask_for_the_committee_and_the_right() -> None:
    unauthorised = Case()
    unauthorised.committee.organiser_kind = OrganiserKind.AUTONOMOUS_UNIT
    assert refused(unauthorised.accepted) == ("rule_refused", "R-AUTH-2")
    dissolved = Case().accepted()
    dissolved.committee.dissolve(act("2022-11-01"))
    assert refused(lambda: vote(dissolved, "2022-11-18")) == ("rule_refused", "R-AUTH-2")
    suspended_late = Case().result_publicised()
    suspended_late.committee.suspend(act("2022-11-28"))
    assert refused(suspended_late.approve) == ("rule_refused", "R-AUTH-2")


@pytest.mark.covers("R-AUTH-2")
def test_nobody_records_a_meeting_dated_before_a_suspension_that_still_runs() -> None:
    case = Case().accepted()
    case.committee.suspend(act("2022-11-10"))
    assert refused(lambda: vote(case, "2022-11-09")) == ("needs_human", "R-AUTH-2")


@pytest.mark.covers("R-AUTH-3")
def test_a_key_is_bound_to_the_right_of_the_unit_that_announced_it() -> None:
    right = authority()
    for by, purpose in ((PHRSS, "certificate"), (HOSPITAL, "status")):
        what = {"kid": "aa" * 8, "announced_by": by, "purpose": purpose}
        assert refused(lambda: right.bind_signing_key(act("2021-03-02"), **what))[1] == "R-AUTH-3"  # noqa: B023
    right.bind_signing_key(act("2021-03-02"), kid="aa" * 8, announced_by=HOSPITAL, purpose="certificate")
    assert right.kids == ("aa" * 8,)


@pytest.mark.covers("R-AUTH-3")
def test_a_retired_key_signs_nothing_and_what_it_signed_before_is_not_asked_again() -> None:
    key = SigningKey.announce(
        act("2021-03-01", unit=HOSPITAL), kid="aa" * 8, algorithm=-7, public_key="k", purpose="certificate",
        region="340000", authority=2,
    )  # fmt: skip
    key.activate(act("2021-03-01"))
    key.check_alive(at("2022-10-31"))
    key.retire(act("2022-11-01"))
    assert key.state is KeyState.RETIRED
    key.check_alive(at("2022-10-31"))
    assert refused(lambda: key.check_alive(at("2022-11-01"))) == ("rule_refused", "R-AUTH-3")


def test_a_right_is_delegated_by_document_to_somebody_else_and_for_some_level() -> None:
    def delegate(kind: OrganiserKind = OrganiserKind.CITY, levels: tuple[Level, ...] = (Level.INTERMEDIATE,)) -> None:
        EvaluationAuthority.delegate(
            act("2021-03-01"), holder_uscc=HOSPITAL, holder_kind=kind, series_code="05", levels=levels
        )

    delegate()
    assert refused(lambda: delegate(OrganiserKind.PHRSS))[0] == "invalid_value"
    assert refused(lambda: delegate(levels=()))[0] == "invalid_value"


def test_a_stop_that_is_lifted_on_its_own_day_stopped_nothing_on_the_first_day_of_all_too() -> None:
    first = day("0001-01-01")
    assert Stoppage().begun(first).lifted(first) == Stoppage()
    assert Stoppage().lifted(first) == Stoppage()
