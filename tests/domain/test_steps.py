"""R-STEP: level by level, by the right unit, by different people; and once more from events at approval."""

from dataclasses import replace

import pytest

from domain.declaration import Declaration
from domain.errors import DomainError
from domain.rules.steps import Review, r_step_1, r_step_2
from domain.values import ItemResult, ReviewStep
from tests.domain.builders import ALL_MET, CHAIN, CITY, COUNTY, FIRM, ITEMS, ORGANISER, REVIEWERS, Case, act

PASSED = [ItemResult(item, passed=True) for item in ITEMS]
COMPLETE = [Review(n, REVIEWERS[n], step.unit_uscc) for n, step in enumerate(CHAIN)]


def refused_by(case: Case, level_no: int, reviewer: str, unit: str) -> str:
    with pytest.raises(DomainError) as refused:
        case.declaration.pass_level_review(act("2022-08-10", reviewer, "LEVEL_REVIEWER", unit), level_no, ALL_MET)
    return refused.value.rule_id


@pytest.mark.covers("S3.1c", "R-STEP-1")
def test_a_level_cannot_be_skipped() -> None:
    assert refused_by(Case().unit_publicised(), 2, "city-reviewer", CITY) == "R-STEP-1"


@pytest.mark.covers("R-STEP-1")
def test_a_level_cannot_be_repeated() -> None:
    case = Case().unit_publicised()
    case.declaration.pass_level_review(act("2022-08-10", "county-reviewer", "LEVEL_REVIEWER", COUNTY), 1, ALL_MET)
    assert refused_by(case, 1, "another", COUNTY) == "R-STEP-1"


@pytest.mark.covers("S3.1c", "R-STEP-3")
def test_the_county_step_recorded_by_a_city_account_on_behalf_is_refused() -> None:
    assert refused_by(Case().unit_publicised(), 1, "city-reviewer", CITY) == "R-STEP-3"


def test_after_the_last_level_there_is_no_further_one() -> None:
    assert r_step_1(CHAIN, COMPLETE[:3], 3).holds
    assert not r_step_1(CHAIN, COMPLETE, 4).holds


@pytest.mark.covers("R-STEP-3")
def test_one_person_reviews_at_one_level_only() -> None:
    assert refused_by(Case().unit_publicised(), 1, "hr", COUNTY) == "R-STEP-3"


@pytest.mark.covers("R-STEP-3")
def test_nobody_reviews_their_own_declaration() -> None:
    case = Case().submitted()
    with pytest.raises(DomainError) as refused:
        case.declaration.pass_unit_review(act("2022-07-22", case.applicant, "EMPLOYER_HR", FIRM), PASSED)
    assert refused.value.rule_id == "R-STEP-3"


def test_a_review_of_the_levels_waits_for_the_units_publicity() -> None:
    assert refused_by(Case().unit_reviewed(), 1, "county-reviewer", COUNTY) == "R-STEP-1"


@pytest.mark.covers("S3.1a")
def test_every_condition_of_the_standard_needs_a_result() -> None:
    case = Case().submitted()
    with pytest.raises(DomainError) as refused:
        case.declaration.pass_unit_review(act("2022-07-22", "hr", "EMPLOYER_HR", FIRM), PASSED[:2])
    assert refused.value.clause == "S3.1a"


def test_a_unit_cannot_pass_an_unmet_condition_nor_fail_a_clean_file() -> None:
    unmet = [*PASSED[:2], ItemResult(ITEMS[2], passed=False)]
    hr = act("2022-07-22", "hr", "EMPLOYER_HR", FIRM)
    with pytest.raises(DomainError):
        Case().submitted().declaration.pass_unit_review(hr, unmet)
    with pytest.raises(DomainError):
        Case().submitted().declaration.fail_unit_review(hr, PASSED)


def test_a_failed_unit_review_ends_the_declaration() -> None:
    case = Case().submitted()
    unmet = [*PASSED[:2], ItemResult(ITEMS[2], passed=False)]
    case.declaration.fail_unit_review(act("2022-07-22", "hr", "EMPLOYER_HR", FIRM), unmet)
    assert case.declaration.state == "REJECTED"


def test_a_level_may_reject() -> None:
    case = Case().unit_publicised()
    unmet = [*PASSED[:2], ItemResult(ITEMS[2], passed=False)]
    case.declaration.reject_at_level(act("2022-08-10", "county-reviewer", "LEVEL_REVIEWER", COUNTY), 1, unmet)
    assert case.declaration.state == "REJECTED"


def test_a_chain_of_the_unit_alone_is_recommended_when_its_posting_ends() -> None:
    case = Case()
    case.chain = CHAIN[:1]
    assert case.unit_publicised().declaration.state == "RECOMMENDED"


@pytest.mark.covers("R-STEP-1")
def test_a_chain_begins_with_the_applicants_own_unit() -> None:
    case = Case()
    case.chain = (ReviewStep("unit", "another unit"), *CHAIN[1:])
    with pytest.raises(DomainError, match="R-STEP-1"):
        case.submitted()


@pytest.mark.covers("R-STEP-2")
def test_the_complete_chain_holds_when_verified_from_events() -> None:
    assert Case().recommended().declaration.review_chain().holds
    assert r_step_2(CHAIN, COMPLETE, "applicant").holds


@pytest.mark.covers("S3.1d", "R-STEP-2")
@pytest.mark.parametrize(
    ("reviews", "why"),
    [
        ([COMPLETE[0], *COMPLETE[2:]], "a level is missing"),
        ([*COMPLETE[:2], COMPLETE[3], COMPLETE[2]], "the order is wrong"),
        ([COMPLETE[0], replace(COMPLETE[1], unit_uscc=CITY), *COMPLETE[2:]], "a city account stood in for the county"),
        ([*COMPLETE[:3], replace(COMPLETE[3], reviewer="hr")], "one person reviewed twice"),
        ([replace(COMPLETE[0], reviewer="applicant"), *COMPLETE[1:]], "the applicant reviewed"),
        ([], "nobody reviewed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_chain_is_found_from_events(reviews: list[Review], why: str) -> None:
    assert not r_step_2(CHAIN, reviews, "applicant").holds, why


@pytest.mark.covers("R-STEP-3")
def test_the_approver_has_reviewed_at_no_level() -> None:
    case = Case().result_publicised()
    with pytest.raises(DomainError) as refused:
        case.approve(actor="city-reviewer")
    assert refused.value.rule_id == "R-STEP-3"


@pytest.mark.covers("R-STEP-3")
def test_the_committee_office_that_accepts_belongs_to_the_organiser() -> None:
    case = Case().recommended()
    with pytest.raises(DomainError) as refused:
        case.declaration.accept_by_committee(
            act("2022-09-01", "office", "COMMITTEE_OFFICE", CITY), case.standing("2022-09-01")
        )
    assert refused.value.rule_id == "R-STEP-3"
    assert ORGANISER != CITY


@pytest.mark.covers("S3.1a", "R-STEP-1")
@pytest.mark.parametrize(
    "items", [[], PASSED[:2], [*PASSED, PASSED[0]], [*PASSED[:2], ItemResult("other", passed=True)]]
)
def test_every_level_gives_one_result_for_every_condition(items: list[ItemResult]) -> None:
    case = Case().unit_publicised()
    county = act("2022-08-10", "county-reviewer", "LEVEL_REVIEWER", COUNTY)
    for review in (case.declaration.pass_level_review, case.declaration.reject_at_level):
        with pytest.raises(DomainError) as refused:
            review(county, 1, items)
        assert (refused.value.rule_id, refused.value.clause) == ("R-STEP-1", "S3.1a")
    assert case.declaration.state == "UNIT_PUBLICISED"


@pytest.mark.covers("S3.1a")
def test_a_level_passes_only_what_meets_every_condition_and_rejects_only_what_does_not() -> None:
    case = Case().unit_publicised()
    county = act("2022-08-10", "county-reviewer", "LEVEL_REVIEWER", COUNTY)
    with pytest.raises(DomainError, match="unmet=1"):
        case.declaration.pass_level_review(county, 1, [*PASSED[:2], ItemResult(ITEMS[2], passed=False)])
    with pytest.raises(DomainError, match="unmet=0"):
        case.declaration.reject_at_level(county, 1, PASSED)


@pytest.mark.covers("S3.1a", "S3.1b")
def test_the_result_of_every_condition_stays_with_the_person_and_unit_that_gave_it() -> None:
    told = Case().recommended().declaration.pending_events
    reviews = [vars(event) for event in told if isinstance(event, Declaration.LevelReviewPassed)]
    assert [(review["level_no"], review["actor_id"], review["unit_uscc"]) for review in reviews] == [
        (n, REVIEWERS[n], CHAIN[n].unit_uscc) for n in (1, 2, 3)
    ]
    assert all({item["item_id"] for item in review["items"]} == set(ITEMS) for review in reviews)


def test_a_review_stored_before_results_were_kept_by_level_still_replays() -> None:
    state: dict[str, object] = {"level_no": 1}
    Declaration.LevelReviewPassed.upcast_v1_v2(state)
    assert state == {"level_no": 1, "items": []}
