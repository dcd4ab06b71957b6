"""R-CE and the account of continuing education: what counts, in which year, and over which cycle."""

from typing import Any

import pytest

from domain.education import ContinuingEducationAccount, StudyMode, VoidReason
from domain.errors import DomainError
from domain.finding import Finding, Outcome
from domain.rules.education import NO_CYCLE, SINGLE_YEAR, r_ce, r_ce_1, r_ce_2, r_ce_3
from domain.standing import EducationFacts, Standing, TitleFacts, YearHours
from domain.values import Level
from tests.domain.builders import STANDARD, Case, act, day, intermediate, named
from tests.domain.replay import replayed
from tests.domain.stories_quota import SCHOOL

CYCLE = range(2017, 2022)


def hours(public: list[int], professional: list[int], first: int = 2017) -> EducationFacts:
    both = zip(public, professional, strict=True)
    return EducationFacts({first + n: YearHours(*pair) for n, pair in enumerate(both)})


def asked(education: EducationFacts, level: Level = Level.ASSOCIATE_SENIOR, **changes: Any) -> list[Finding]:
    standing = Case(level=level).standing("2022-07-20")
    return r_ce(Standing(**{**vars(standing), "education": education, **changes}), level)


def failed(findings: list[Finding]) -> list[str]:
    return [f.rule_id for f in findings if not f.holds]


@pytest.mark.covers("R-CE-1", "R-CE-2", "S2.5g", "S2.5h", "S2.5i")
@pytest.mark.parametrize(
    ("public", "professional", "fails"),
    [
        ([30] * 5, [60] * 5, []),
        ([0, 60, 30, 30, 30], [0, 120, 60, 60, 60], []),
        ([0, 0, 0, 0, 150], [0, 0, 0, 0, 300], ["R-CE-2"]),
        ([30, 30, 30, 30, 29], [60] * 5, ["R-CE-1"]),
        ([40] * 5, [60, 60, 60, 60, 59], ["R-CE-1"]),
        ([10, 10, 10, 10, 110], [20, 20, 20, 20, 220], []),
        ([30], [60], []),
    ],
)
def test_the_yearly_average_counts_and_not_all_of_it_lies_in_one_year(
    public: list[int], professional: list[int], fails: list[str]
) -> None:
    years, education = list(CYCLE)[: len(public)], hours(public, professional)
    answers = [r_ce_1(years, education), r_ce_2(years, education)]
    assert failed(answers) == fails
    assert not any(SINGLE_YEAR in answer.facts for answer in answers if answer.holds)


@pytest.mark.covers("S2.5e", "R-CE-1")
def test_public_need_hours_of_a_year_without_a_passed_exam_count_nothing() -> None:
    account = ContinuingEducationAccount.open(act("2022-01-05"), named("p"))
    for year in CYCLE:
        account.choose_topic(act("2022-01-05"), year=year, topic="1")
        account.learn_public_need(act("2022-01-05"), year=year, hours=30)
        professional(account, year, 60)
        if year != 2021:
            account.record_exam(act("2022-01-05"), year=year, certificate_no=f"GX-{year}")
    (short,) = [f for f in asked(account.facts()) if not f.holds]
    assert (short.rule_id, short.facts["public_need"], short.facts["public_need_required"]) == ("R-CE-1", 120, 150)
    account.record_exam(act("2022-01-06"), year=2021, certificate_no="GX-2021")
    assert failed(asked(account.facts())) == []


def professional(account: ContinuingEducationAccount, year: int, many: int, **more: Any) -> None:
    account.record_professional(
        act("2022-01-05"), year=year, hours=many, provider_uscc=SCHOOL, mode=StudyMode.ONLINE, **more
    )


@pytest.mark.covers("R-CE-2")
@pytest.mark.parametrize(("most", "flagged"), [(360, False), (361, True)])
def test_more_than_four_fifths_in_one_year_passes_with_a_flag_for_a_human(most: int, flagged: bool) -> None:
    rest = 450 - most
    education = hours([rest, 0, 0, 0, 150 - rest], [0, 0, 0, 0, most - (150 - rest)])
    answers = asked(education)
    assert [f for f in answers if SINGLE_YEAR in f.facts] == ([answers[-1]] if flagged else [])
    assert education.of(2021).credited == most
    assert answers[-1].holds


@pytest.mark.covers("R-CE-1")
def test_nobody_without_an_account_passes() -> None:
    answers = asked(EducationFacts())
    assert (failed(answers), answers[1].facts["public_need"]) == (["R-CE-1", "R-CE-2"], 0)


def title_of(year: int) -> TitleFacts:
    held = intermediate(Case().person)
    return TitleFacts(**{**vars(held), "grant_date": day(f"{year}-12-20")})


@pytest.mark.covers("R-CE-3", "S2.5h")
@pytest.mark.parametrize(
    ("obtained", "years"),
    [(2010, range(2017, 2022)), (2016, range(2017, 2022)), (2019, range(2019, 2022)), (2021, [2021])],
)
def test_the_cycle_is_the_tenure_before_the_season_cut_at_the_current_title(obtained: int, years: Any) -> None:
    cycle = r_ce_3(2022, Level.ASSOCIATE_SENIOR, STANDARD, title_of(obtained))
    assert (cycle.years, cycle.finding.holds) == (tuple(years), True)


@pytest.mark.covers("R-CE-3")
@pytest.mark.parametrize("obtained", [2022, 2023])
def test_a_title_of_the_seasons_own_year_leaves_no_year_and_goes_to_a_human(obtained: int) -> None:
    (only,) = asked(hours([30] * 5, [60] * 5), current_title=title_of(obtained))
    assert (only.rule_id, only.outcome) == ("R-CE-3", Outcome.UNKNOWN)


@pytest.mark.covers("R-CE-3")
def test_a_standard_that_says_no_tenure_goes_to_a_human() -> None:
    silent = type(STANDARD)(**{**vars(STANDARD), "tenure_years": {}})
    (only,) = asked(hours([30] * 5, [60] * 5), standard=silent)
    assert (only.rule_id, only.outcome) == ("R-CE-3", Outcome.UNKNOWN)


@pytest.mark.covers("R-CE-3")
def test_a_first_title_has_no_cycle_and_says_so_for_a_human() -> None:
    (only,) = asked(EducationFacts(), Level.ASSISTANT, current_title=None)
    assert (only.rule_id, only.outcome, only.facts[NO_CYCLE]) == ("R-CE-3", Outcome.HOLDS, True)


@pytest.mark.covers("R-CE-3")
def test_without_a_title_a_level_that_needs_one_asks_for_the_whole_tenure() -> None:
    cycle = r_ce_3(2022, Level.ASSOCIATE_SENIOR, STANDARD, None)
    assert cycle.years == tuple(CYCLE)


@pytest.mark.covers("R-CE-3")
def test_the_seasons_year_stands_in_for_the_earliest_once_its_hours_are_complete() -> None:
    without_2017 = {2018 + n: YearHours(30, 60) for n in range(4)}
    assert failed(asked(EducationFacts(without_2017))) == ["R-CE-1"]
    assert failed(asked(EducationFacts({**without_2017, 2022: YearHours(30, 59)}))) == ["R-CE-1"]
    assert failed(asked(EducationFacts({**without_2017, 2022: YearHours(30, 60)}))) == []


def refusal(what: Any) -> DomainError:
    with pytest.raises(DomainError) as refused:
        what()
    return refused.value


@pytest.mark.covers("S2.5d")
def test_a_learner_has_one_topic_a_year() -> None:
    account = ContinuingEducationAccount.open(act("2022-01-05"), named("p"))
    account.choose_topic(act("2022-01-05"), year=2022, topic="1")
    account.choose_topic(act("2022-01-06"), year=2022, topic="1")
    assert refusal(lambda: account.choose_topic(act("2022-01-06"), year=2022, topic="2")).clause == "S2.5d"
    assert account.topics == {2022: "1"}
    assert len(account.pending_events) == 2


@pytest.mark.covers("S2.5d", "S2.5e")
def test_hours_and_exam_need_the_topic_and_a_passed_exam_stays_passed() -> None:
    account = ContinuingEducationAccount.open(act("2022-01-05"), named("p"))
    assert refusal(lambda: account.learn_public_need(act("2022-01-05"), year=2022, hours=1)).clause == "S2.5d"
    assert refusal(lambda: account.record_exam(act("2022-01-05"), year=2022, certificate_no="x")).clause == "S2.5d"
    account.choose_topic(act("2022-01-05"), year=2022, topic="1")
    account.record_exam(act("2022-01-05"), year=2022, certificate_no="")
    account.record_exam(act("2022-01-06"), year=2022, certificate_no="GX-1")
    assert refusal(lambda: account.record_exam(act("2022-01-07"), year=2022, certificate_no="")).code == "wrong_state"


def test_hours_belong_to_the_calendar_year_of_their_completion() -> None:
    account = ContinuingEducationAccount.open(act("2022-01-05"), named("p"))
    for wrong in (
        lambda: professional(account, 2022, 10, completed_on=day("2021-12-31")),
        lambda: professional(account, 2022, 10, completed_on=day("2022-01-06")),
        lambda: professional(account, 2023, 10),
        lambda: professional(account, 2021, 0),
    ):
        assert refusal(wrong).code == "invalid_value"
    professional(account, 2021, 10, completed_on=day("2021-12-31"))
    assert (account.hours_of(2021).professional, account.hours_of(2022).professional) == (10, 0)


def test_voided_hours_stop_counting_and_stay_on_record() -> None:
    account = ContinuingEducationAccount.open(act("2022-01-05"), named("p"))
    professional(account, 2021, 60)
    professional(account, 2021, 40)
    account.close_year(act("2022-01-06"), 2021)
    account.void(act("2022-02-01"), entry_no=1, reason=VoidReason.FALSE_RECORD)
    assert account.hours_of(2021) == YearHours(0, 40)
    assert [(e.hours, e.voided) for e in account.entries] == [(60, VoidReason.FALSE_RECORD), (40, None)]
    for number in (0, 1, 3):
        refused = refusal(lambda n=number: account.void(act("2022-02-01"), entry_no=n, reason=VoidReason.DUPLICATE))
        assert refused.code == "wrong_state"
    nameless = act("2022-02-01", document="")
    assert refusal(lambda: account.void(nameless, entry_no=2, reason=VoidReason.DUPLICATE)).code == "rule_refused"


def test_a_year_is_closed_after_its_end_and_takes_nothing_more() -> None:
    account = ContinuingEducationAccount.open(act("2022-01-05"), named("p"))
    account.choose_topic(act("2022-01-05"), year=2022, topic="1")
    assert refusal(lambda: account.close_year(act("2022-12-31"), 2022)).code == "rule_refused"
    account.close_year(act("2023-01-01"), 2022)
    for late in (
        lambda: professional(account, 2022, 10),
        lambda: account.learn_public_need(act("2023-01-02"), year=2022, hours=30),
        lambda: account.record_exam(act("2023-01-02"), year=2022, certificate_no="x"),
        lambda: account.close_year(act("2023-01-02"), 2022),
    ):
        assert refusal(late).code == "wrong_state"


@pytest.mark.covers("R-CE-2")
def test_a_flag_stays_on_the_declaration_from_its_submission_to_its_approval() -> None:
    case = Case()
    case.education = hours([40, 0, 0, 0, 110], [40, 0, 0, 0, 260])
    declaration = case.approved().declaration
    assert declaration.flags == (SINGLE_YEAR,)
    assert declaration.pending_events[-1].flags == [SINGLE_YEAR]  # type: ignore[attr-defined]
    assert Case().approved().declaration.flags == ()


def test_a_submission_from_before_findings_were_kept_has_no_flags() -> None:
    declaration = Case().submitted().declaration
    for happened in declaration.pending_events:
        vars(happened).pop("grounds")
    assert replayed(declaration).flags == ()
