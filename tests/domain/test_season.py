"""R-TIME and the annual round."""

from datetime import UTC, datetime

import pytest

from domain.calendar import legal_day
from domain.errors import DomainError
from domain.finding import Outcome
from domain.rules.timing import r_time_1, r_time_2, r_time_3, r_time_4
from domain.season import Arrangement, Season
from domain.standing import SeasonFacts
from domain.values import Period, Tier
from tests.domain.builders import Case, act, committee, day, named, season

C = committee().id


def consented(on: str = "2022-11-25", until: str = "2023-01-20") -> Season:
    round_2022 = season()
    round_2022.consent_postponement(act(on), committee_id=C, new_deadline=day(until), reason="疫情")
    return round_2022


def senior(of: Season) -> SeasonFacts:
    return of.facts(C, Tier.SENIOR)


@pytest.mark.covers("S3.8a")
def test_a_season_opens_on_1_july_by_default_and_on_another_day_when_told() -> None:
    assert not r_time_1(senior(season()), day("2022-06-30")).holds
    assert r_time_1(senior(season()), day("2022-07-01")).holds
    early = Season.open(act("2022-06-01"), 2022, open_date=day("2022-06-15"))
    assert r_time_1(senior(early), day("2022-06-15")).holds


@pytest.mark.covers("S3.8f")
def test_the_dates_of_a_season_lie_in_order_inside_its_year() -> None:
    for wrong in ({"approval_deadline": day("2023-01-31")}, {"open_date": day("2022-12-01")}):
        with pytest.raises(DomainError) as refused:
            Season.open(act("2022-06-01"), 2022, **wrong)  # type: ignore[arg-type]
        assert refused.value.clause == "S3.8f"


def test_evaluation_may_end_on_the_day_approval_ends() -> None:
    last = day("2022-12-31")
    tight = Season.open(act("2022-06-01"), 2022, senior_evaluation_deadline=last, approval_deadline=last)
    assert r_time_2(senior(tight), last).holds


@pytest.mark.covers("S3.8b", "R-TIME-2")
def test_a_meeting_at_half_past_eleven_on_the_last_evening_is_in_time() -> None:
    assert r_time_2(senior(season()), legal_day(datetime(2022, 11, 30, 15, 30, tzinfo=UTC))).holds


@pytest.mark.covers("S3.8b", "S3.8g", "R-TIME-2")
@pytest.mark.parametrize(
    ("meeting", "without", "with_consent"),
    [
        ("2022-11-30", True, True),
        ("2022-12-01", False, True),
        ("2023-01-06", False, True),
        ("2023-01-21", False, False),
        ("2021-12-31", False, False),
    ],
)
def test_meetings_end_with_november_unless_consented(meeting: str, without: bool, with_consent: bool) -> None:
    assert r_time_2(senior(season()), day(meeting)).holds is without
    assert r_time_2(senior(consented()), day(meeting)).holds is with_consent


@pytest.mark.covers("S3.8g", "R-TIME-2")
def test_a_postponed_meeting_keeps_its_season() -> None:
    facts = senior(consented())
    assert (facts.year, facts.consented_until) == (2022, day("2023-01-20"))


@pytest.mark.covers("R-TIME-4")
def test_a_consent_covers_its_own_committee_only() -> None:
    other = consented().facts(named("another committee"), Tier.SENIOR)
    assert not r_time_2(other, day("2022-12-01")).holds


@pytest.mark.covers("S3.8c", "R-TIME-3")
@pytest.mark.parametrize(
    ("on", "without", "with_consent"),
    [("2022-12-31", True, True), ("2023-01-03", False, True), ("2023-01-21", False, False)],
)
def test_approval_ends_with_the_year_unless_consented(on: str, without: bool, with_consent: bool) -> None:
    assert r_time_3(senior(season()), day(on)).holds is without
    assert r_time_3(senior(consented()), day(on)).holds is with_consent


@pytest.mark.covers("S3.8g", "R-TIME-4")
def test_a_consent_after_the_missed_deadline_goes_to_a_human() -> None:
    with pytest.raises(DomainError) as refused:
        consented(on="2022-12-05")
    assert (refused.value.code, refused.value.rule_id) == ("needs_human", "R-TIME-4")


@pytest.mark.covers("S3.8g", "R-TIME-4")
def test_a_consent_that_is_dated_in_time_and_recorded_late_goes_to_a_human() -> None:
    finding = r_time_4("letter", "reason", day("2022-11-25"), day("2022-12-05"), day("2022-11-30"))
    assert finding.outcome is Outcome.UNKNOWN


@pytest.mark.covers("S3.8g", "R-TIME-4")
def test_a_note_without_document_or_reason_is_no_consent() -> None:
    for document, reason in (("", "疫情"), ("letter", " ")):
        with pytest.raises(DomainError) as refused:
            season().consent_postponement(
                act("2022-11-25", document=document), committee_id=C, new_deadline=day("2023-01-20"), reason=reason
            )
        assert (refused.value.code, refused.value.rule_id) == ("rule_refused", "R-TIME-4")


def test_a_consent_moves_the_deadline_forward() -> None:
    with pytest.raises(DomainError, match="later than the old one"):
        consented(until="2022-11-30")


@pytest.mark.covers("S3.8d", "R-TIME-1")
def test_lower_tiers_declare_inside_their_local_window() -> None:
    round_2022 = season()
    assert not r_time_1(round_2022.facts(C, Tier.INTERMEDIATE), day("2022-08-01")).holds
    round_2022.set_local_window(
        act("2022-07-01"),
        committee_id=C,
        tier=Tier.INTERMEDIATE,
        submit=Period(day("2022-08-01"), day("2022-08-31")),
        evaluation_deadline=day("2022-12-15"),
    )
    facts = round_2022.facts(C, Tier.INTERMEDIATE)
    assert [r_time_1(facts, day(d)).holds for d in ("2022-07-31", "2022-08-01", "2022-08-31", "2022-09-01")] == [
        False,
        True,
        True,
        False,
    ]
    assert r_time_2(facts, day("2022-12-15")).holds
    assert not r_time_2(facts, day("2022-12-16")).holds


def test_a_local_window_may_be_one_day_and_end_with_its_deadline() -> None:
    round_2022, one = season(), day("2022-08-01")
    round_2022.set_local_window(
        act("2022-07-01"), committee_id=C, tier=Tier.JUNIOR, submit=Period(one, one), evaluation_deadline=one
    )
    assert r_time_1(round_2022.facts(C, Tier.JUNIOR), one).holds


@pytest.mark.covers("S3.8d", "S3.8f", "R-TIME-1")
@pytest.mark.parametrize(
    ("tier", "submit", "deadline", "rule"),
    [
        (Tier.SENIOR, Period(day("2022-08-01"), day("2022-08-31")), "2022-12-15", "R-TIME-1"),
        (Tier.JUNIOR, Period(day("2022-08-01")), "2022-12-15", "R-TIME-1"),
        (Tier.JUNIOR, Period(day("2022-08-01"), day("2022-12-31")), "2023-01-15", "R-TIME-2"),
    ],
)
def test_a_local_window_is_for_lower_tiers_has_an_end_and_stays_in_the_year(
    tier: Tier, submit: Period, deadline: str, rule: str
) -> None:
    with pytest.raises(DomainError) as refused:
        season().set_local_window(
            act("2022-07-01"), committee_id=C, tier=tier, submit=submit, evaluation_deadline=day(deadline)
        )
    assert refused.value.rule_id == rule


def test_a_closed_season_takes_no_declarations_and_then_no_approvals() -> None:
    closed = season()
    closed.close_evaluation(act("2022-12-01"))
    assert not r_time_1(senior(closed), day("2022-12-01")).holds
    assert r_time_3(senior(closed), day("2022-12-20")).holds
    closed.close_approval(act("2022-12-31"))
    assert not r_time_3(senior(closed), day("2022-12-31")).holds


@pytest.mark.covers("S2.6c")
def test_each_organiser_reports_once_after_all_approvals() -> None:
    closed = season()
    with pytest.raises(DomainError):
        closed.attest_annual_data(act("2022-12-01"), organiser_uscc="u", checksum="c")
    closed.close_evaluation(act("2022-12-01"))
    closed.close_approval(act("2022-12-31"))
    closed.attest_annual_data(act("2023-01-10"), organiser_uscc="u", checksum="c")
    closed.attest_annual_data(act("2023-01-10"), organiser_uscc="v", checksum="c")
    with pytest.raises(DomainError, match="already reported"):
        closed.attest_annual_data(act("2023-01-10"), organiser_uscc="u", checksum="c")


@pytest.mark.covers("S3.8a", "S3.8f", "R-TIME-1", "R-TIME-2")
def test_a_declaration_before_the_opening_and_a_meeting_in_december_are_refused() -> None:
    with pytest.raises(DomainError) as early:
        Case().signed("2022-06-30").submitted("2022-06-30")
    assert early.value.rule_id == "R-TIME-1"
    with pytest.raises(DomainError) as late:
        Case().evaluated(on="2022-12-01")
    assert late.value.rule_id == "R-TIME-2"


@pytest.mark.covers("R-TIME-2", "S3.8f")
def test_after_closing_only_a_committee_with_a_consent_meets_and_approves() -> None:
    for round_2022, allowed in ((season(), False), (consented(), True)):
        round_2022.close_evaluation(act("2022-11-20"))
        assert r_time_2(senior(round_2022), day("2022-11-20")).holds
        assert r_time_2(senior(round_2022), day("2022-11-21")).holds is allowed
        round_2022.close_approval(act("2022-12-31"))
        assert r_time_3(senior(round_2022), day("2023-01-10")).holds is allowed


@pytest.mark.covers("S2.6c", "S3.8g")
@pytest.mark.parametrize(
    ("on", "mine", "lawful"), [("2023-01-20", True, False), ("2023-01-21", True, True), ("2023-01-10", False, True)]
)
def test_an_organiser_attests_after_the_last_day_on_which_its_committees_may_decide(
    on: str, mine: bool, lawful: bool
) -> None:
    closed = consented()
    closed.close_evaluation(act("2022-12-01"))
    closed.close_approval(act("2022-12-31"))

    def attest() -> None:
        closed.attest_annual_data(act(on), organiser_uscc="u", checksum="c", committees=[C] if mine else [])

    if lawful:
        attest()
        assert closed.state == "REPORTED"
    else:
        with pytest.raises(DomainError) as refused:
            attest()
        assert (refused.value.rule_id, refused.value.clause) == ("R-TIME-4", "S2.6c")


def arranged(accept: tuple[str, str], reviewed: str, prepared: str) -> Arrangement:
    return Arrangement(Period(day(accept[0]), day(accept[1])), day(reviewed), day(prepared))


@pytest.mark.covers("S3.8e")
@pytest.mark.parametrize(
    ("plan", "lawful"),
    [
        (arranged(("2022-07-01", "2022-09-30"), "2022-10-15", "2022-11-30"), True),
        (arranged(("2022-06-30", "2022-09-30"), "2022-10-15", "2022-11-10"), False),
        (arranged(("2022-07-01", "2022-09-30"), "2022-09-29", "2022-11-10"), False),
        (arranged(("2022-07-01", "2022-09-30"), "2022-10-15", "2022-10-14"), False),
        (arranged(("2022-07-01", "2022-09-30"), "2022-10-15", "2022-12-01"), False),
        (Arrangement(Period(day("2022-07-01")), day("2022-10-15"), day("2022-11-10")), False),
    ],
)
def test_an_organiser_plans_its_year_in_order_and_inside_the_season(plan: Arrangement, lawful: bool) -> None:
    round_2022 = season()
    if lawful:
        round_2022.set_arrangement(act("2022-06-25"), committee_id=C, plan=plan)
        assert round_2022.arrangements == {C: plan}
    else:
        with pytest.raises(DomainError) as refused:
            round_2022.set_arrangement(act("2022-06-25"), committee_id=C, plan=plan)
        assert refused.value.clause == "S3.8e"


@pytest.mark.covers("S3.8e", "S3.8g")
def test_a_postponed_committee_plans_through_its_new_deadline() -> None:
    late = consented()
    plan = arranged(("2022-07-01", "2022-10-31"), "2022-12-10", "2023-01-10")
    late.set_arrangement(act("2022-11-26"), committee_id=C, plan=plan)
    assert late.arrangements[C].prepared_by == day("2023-01-10")


@pytest.mark.covers("R-TIME-1", "S3.8a", "S3.8d")
@pytest.mark.parametrize(
    ("tier", "submitted", "lawful"),
    [
        (Tier.SENIOR, "2022-06-30", False),
        (Tier.SENIOR, "2022-07-01", True),
        (Tier.JUNIOR, "2022-07-01", False),
    ],
)
def test_senior_files_come_from_july_on_and_lower_ones_never_without_a_window(
    tier: Tier, submitted: str, lawful: bool
) -> None:
    assert r_time_1(season().facts(C, tier), day(submitted)).holds is lawful
