"""R-AID: the printed table, the choice of place, approval before acceptance, recognition by rules alone."""

import pytest

from domain.aid import AidEvaluation, AidPosting
from domain.errors import DomainError
from domain.policy import Policy
from domain.rules.aid import AidOutcome, AidService, Place, aid_outcome, r_aid_2, r_aid_3, service_year_end
from domain.title import Title
from domain.values import Scope, TitleOrigin
from tests.domain.builders import FIRM, act, day, engineer, named
from tests.domain.stories_recognition import PEER, obtained, posting

pytestmark = pytest.mark.covers("S2.4c", "S2.4d", "S2.4e", "R-AID-1", "R-AID-2", "R-AID-3")


def served(start: str, planned_end: str, last_day: str | None, *, on_expiry: bool = True) -> AidService:
    ended = day(last_day) if last_day else None
    return AidService("54", day(start), day(planned_end), ended, on_expiry and ended is not None)


@pytest.mark.parametrize(
    ("service", "obtained_on", "outcome"),
    [
        (served("2021-03-01", "2022-02-28", "2022-02-28"), "2021-12-20", AidOutcome.RECOGNISED),
        (served("2021-03-01", "2022-02-27", "2022-02-27"), "2021-12-20", AidOutcome.FORMAL_CONFIRMATION),
        (served("2020-02-29", "2021-02-28", "2021-02-28"), "2020-12-01", AidOutcome.RECOGNISED),
        (served("2020-02-29", "2021-02-27", "2021-02-27"), "2020-12-01", AidOutcome.FORMAL_CONFIRMATION),
        (served("2021-08-01", "2024-07-31", None), "2022-12-15", AidOutcome.PENDING),
        (served("2021-08-01", "2024-07-31", "2024-07-31"), "2024-09-01", AidOutcome.NOT_RECOGNISED),
        (
            served("2021-08-01", "2024-07-31", "2022-03-31", on_expiry=False),
            "2022-01-20",
            AidOutcome.FORMAL_CONFIRMATION,
        ),
        (served("2021-03-01", "2022-02-28", "2022-02-28"), "2021-03-01", AidOutcome.RECOGNISED),
        (served("2021-03-01", "2022-02-28", "2022-02-28"), "2022-02-28", AidOutcome.RECOGNISED),
        (served("2021-03-01", "2022-02-28", "2022-02-28"), "2021-02-28", AidOutcome.NOT_RECOGNISED),
        (
            served("2021-03-01", "2023-02-28", "2023-02-28", on_expiry=False),
            "2021-12-20",
            AidOutcome.FORMAL_CONFIRMATION,
        ),
    ],
    ids=[
        "exactly one year",
        "a day short",
        "from 29 February",
        "from 29 February, a day short",
        "still running",
        "after expiry",
        "recalled after eight months",
        "on the first day",
        "on the last day",
        "the day before it began",
        "long enough, and stayed there",
    ],
)
def test_the_table_of_aid_postings(service: AidService, obtained_on: str, outcome: AidOutcome) -> None:
    assert aid_outcome(service, day(obtained_on)) is outcome
    expected = None if outcome is AidOutcome.PENDING else outcome is AidOutcome.RECOGNISED
    answer = r_aid_3(service, day(obtained_on))
    assert (answer.holds, answer.facts["outcome"]) == (expected is True, outcome.value)


@pytest.mark.parametrize("province", ["54", "63", "65"])
def test_the_three_destinations(province: str) -> None:
    service = AidService(province, day("2021-03-01"), day("2022-02-28"), day("2022-02-28"), returned_on_expiry=True)
    assert aid_outcome(service, day("2021-12-20")) is AidOutcome.RECOGNISED
    elsewhere = AidService("53", service.start, service.planned_end, service.last_day, returned_on_expiry=True)
    assert aid_outcome(elsewhere, day("2021-12-20")) is AidOutcome.NOT_RECOGNISED


def test_the_year_of_service_is_policy() -> None:
    service = served("2021-03-01", "2022-02-28", "2022-02-28")
    assert aid_outcome(service, day("2021-12-20"), Policy(aid_min_years=2)) is AidOutcome.FORMAL_CONFIRMATION
    assert service_year_end(day("2021-03-01"), 1) == day("2022-02-28")
    assert service_year_end(day("2020-02-29"), 4) == day("2024-02-28")


@pytest.mark.parametrize(
    ("approved", "accepted", "holds"),
    [("2021-09-01", "2021-09-01", True), ("2021-09-02", "2021-09-01", False), (None, "2021-09-01", False)],
)
def test_the_sending_unit_approves_first(approved: str | None, accepted: str, holds: bool) -> None:
    assert r_aid_2(day(approved) if approved else None, day(accepted)).holds is holds


@pytest.mark.covers("S2.4f", "R-AID-4", "SC-15")
def test_after_the_return_the_title_is_recognised_without_a_document_and_cites_its_source() -> None:
    sent = posting()
    there = obtained(sent)
    sent.end(act("2022-03-01"), last_day=day("2022-02-28"), returned_on_expiry=True)
    source = there.recognise(act("2022-03-05", document=""), sent)
    title = Title.grant_from(act("2022-03-05", document=""), source, title_name="高级工程师", region_code="540000")
    assert (title.origin, title.grant_date) == (TitleOrigin.AID_RECOGNITION, day("2021-12-20"))
    assert (title.source_authority, title.source_certificate_no) == (PEER, "ZZ-2021-7")
    assert there.state == "RECOGNISED"


@pytest.mark.covers("SC-15")
def test_a_posting_a_day_short_is_answered_with_formal_confirmation() -> None:
    sent = posting(planned_end="2022-02-27")
    there = obtained(sent)
    sent.end(act("2022-03-01"), last_day=day("2022-02-27"), returned_on_expiry=True)
    with pytest.raises(DomainError) as refused:
        there.recognise(act("2022-03-05"), sent)
    assert refused.value.rule_id == "R-AID-3"
    (answer,) = [f for f in refused.value.findings if f.rule_id == "R-AID-3"]
    assert answer.facts["outcome"] == "FORMAL_CONFIRMATION"


def test_while_the_posting_goes_on_recognition_waits() -> None:
    sent = posting()
    with pytest.raises(DomainError) as refused:
        obtained(sent).recognise(act("2022-01-05"), sent)
    assert (refused.value.code, refused.value.rule_id) == ("wrong_state", "R-AID-3")


def test_the_scope_of_the_title_there_is_the_scope_here() -> None:
    sent = posting()
    there = obtained(sent, scope=Scope.DUAL_DIRECTED)
    sent.end(act("2022-03-01"), last_day=day("2022-02-28"), returned_on_expiry=True)
    assert there.recognise(act("2022-03-05"), sent).scope is Scope.DUAL_DIRECTED


@pytest.mark.covers("R-STEP-3")
@pytest.mark.parametrize("who", ["recorder", str(named("张示例"))])
def test_who_recorded_the_title_does_not_recognise_it_nor_does_the_holder(who: str) -> None:
    sent = posting()
    there = obtained(sent)
    sent.end(act("2022-03-01"), last_day=day("2022-02-28"), returned_on_expiry=True)
    with pytest.raises(DomainError) as refused:
        there.recognise(act("2022-03-05", who), sent)
    assert refused.value.rule_id == "R-STEP-3"


def test_one_place_a_season_and_only_a_season_of_the_posting() -> None:
    sent = posting()
    chosen = AidEvaluation.choose(act("2021-08-01"), None, sent, season=2021, place=Place.SENDING)
    for again in Place:
        with pytest.raises(DomainError) as refused:
            AidEvaluation.choose(act("2021-08-02"), chosen, sent, season=2021, place=again)
        assert refused.value.rule_id == "R-AID-1"
    with pytest.raises(DomainError):
        AidEvaluation.choose(act("2021-08-01"), None, sent, season=2023, place=Place.RECEIVING)


def test_who_chose_the_sending_place_is_not_evaluated_at_the_receiving_one() -> None:
    chosen = AidEvaluation.choose(act("2021-08-01"), None, posting(), season=2021, place=Place.SENDING)
    with pytest.raises(DomainError) as refused:
        chosen.approve_materials(act("2021-09-01"))
    assert refused.value.rule_id == "R-AID-1"


def test_acceptance_before_approval_and_a_title_before_acceptance_are_refused() -> None:
    there = AidEvaluation.choose(act("2021-08-01"), None, posting(), season=2021, place=Place.RECEIVING)
    with pytest.raises(DomainError) as unapproved:
        there.record_acceptance(act("2021-09-01"), authority_uscc=PEER)
    assert unapproved.value.rule_id == "R-AID-2"
    there.approve_materials(act("2021-09-05"))
    with pytest.raises(DomainError) as too_early:
        there.record_acceptance(act("2021-09-04"), authority_uscc=PEER)
    assert too_early.value.rule_id == "R-AID-2"


@pytest.mark.parametrize(
    ("last_day", "on_expiry"), [("2021-02-28", False), ("2022-03-01", False), ("2022-02-27", True)]
)
def test_a_posting_ends_inside_its_time_and_expires_on_its_planned_day(last_day: str, on_expiry: bool) -> None:
    with pytest.raises(DomainError):
        posting().end(act("2022-03-05"), last_day=day(last_day), returned_on_expiry=on_expiry)


def test_only_ones_own_people_are_sent_and_only_to_the_three_destinations() -> None:
    facts = engineer().facts(day("2021-03-01"))
    for unit, province in (("91990000MA0000023K", "54"), (FIRM, "53")):
        with pytest.raises(DomainError):
            AidPosting.begin(
                act("2021-03-01"), facts, sending_unit_uscc=unit, province=province, planned_end=day("2022-02-28")
            )
