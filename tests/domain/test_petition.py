"""Petitions: who may handle them, until when, on which checks, and what closes the loop (4.11, S2.7)."""

from datetime import timedelta

import pytest

from domain.errors import DomainError
from domain.petition import PetitionCase
from domain.petition_events import Channel, PetitionState, Subject
from domain.policy import Policy
from domain.rules.petition import Consequence, FourChecks, handle_by, r_pet_4
from tests.domain.builders import FIRM, PHRSS, day, named
from tests.domain.stories_petition import HANDLER, MET, TARGET, by, concluded, investigated, petition

DONE = Consequence(named("title"), finished=True)
PENDING = Consequence(named("other title"), finished=False)


def refused(rule_id: str) -> "pytest.RaisesExc[DomainError]":
    return pytest.RaisesExc(DomainError, check=lambda error: error.rule_id == rule_id)


@pytest.mark.covers("S2.7b", "R-PET-1")
@pytest.mark.parametrize(
    ("received", "last_day"),
    [("2022-08-01", "2022-08-16"), ("2022-02-14", "2022-03-01"), ("2024-02-14", "2024-02-29")],
)
def test_acceptance_is_decided_within_fifteen_calendar_days_of_receipt(received: str, last_day: str) -> None:
    case = PetitionCase.register(
        by("2024-06-01"),
        case_no="c",
        channel=Channel.CALL,
        subject=Subject.OTHER,
        received_on=day(received),
        petitioner_id=named("petitioner"),
        sealed_petitioner="s",
        sealed_statement="s",
    )
    assert case.decide_by == day(last_day)
    assert not case.overdue(day(last_day))
    assert case.overdue(day(last_day) + timedelta(days=1))


@pytest.mark.covers("S2.7b", "R-PET-1")
def test_a_late_acceptance_is_still_taken_and_recorded_as_late() -> None:
    case = petition()
    case.accept(by("2022-08-17"))
    accepted = case.pending_events[-1]
    assert isinstance(accepted, PetitionCase.Accepted)
    assert accepted.late
    in_time = petition()
    in_time.refuse(by("2022-08-16"), sealed_reason="s")
    assert isinstance(refusal := in_time.pending_events[-1], PetitionCase.NotAccepted)
    assert not refusal.late


@pytest.mark.covers("S2.7b", "R-PET-3")
@pytest.mark.parametrize(
    ("due_on", "allowed"), [("2022-08-11", True), ("2022-10-09", True), ("2022-10-10", False), ("2022-08-10", False)]
)
def test_a_case_has_a_handler_and_a_day_inside_sixty_days_of_acceptance(due_on: str, allowed: bool) -> None:
    case = petition()
    case.accept(by("2022-08-10"))
    if allowed:
        case.assign(by("2022-08-11"), handler_id=HANDLER, handler_unit=PHRSS, due_on=day(due_on))
        assert (case.handler_id, case.due_on) == (HANDLER, day(due_on))
        assert case.overdue(day(due_on) + timedelta(days=1))
    else:
        with refused("R-PET-3"):
            case.assign(by("2022-08-11"), handler_id=HANDLER, handler_unit=PHRSS, due_on=day(due_on))


@pytest.mark.covers("S2.7b", "R-PET-2")
@pytest.mark.parametrize(("handler", "unit"), [(TARGET, PHRSS), ("somebody", FIRM)])
def test_neither_the_target_nor_anybody_of_its_unit_handles_the_case(handler: str, unit: str) -> None:
    case = petition()
    case.accept(by("2022-08-10"))
    with refused("R-PET-2"):
        case.assign(by("2022-08-11"), handler_id=handler, handler_unit=unit, due_on=day("2022-09-01"))


@pytest.mark.covers("R-PET-2")
def test_the_target_decides_nothing_about_the_case() -> None:
    case = petition()
    with refused("R-PET-2"):
        case.accept(by("2022-08-10", TARGET))
    with refused("R-PET-2"):
        case.refuse(by("2022-08-10", TARGET), sealed_reason="s")
    with refused("R-PET-2"):
        PetitionCase.register(
            by("2022-08-10", TARGET),
            case_no="c",
            channel=Channel.VISIT,
            subject=Subject.OTHER,
            received_on=day("2022-08-10"),
            petitioner_id=named("petitioner"),
            sealed_petitioner="s",
            sealed_statement="s",
            target_id=TARGET,
        )


@pytest.mark.covers("S2.7b", "R-PET-2")
def test_only_the_handler_investigates_concludes_and_closes() -> None:
    case = investigated()
    with refused("R-PET-2"):
        case.record_finding(by("2022-08-21"), sealed_finding="s")
    with refused("R-PET-2"):
        case.issue_opinion(by("2022-08-21"), substantiated=False, checks=MET, sealed_opinion="s")
    finished = concluded(substantiated=False)
    with refused("R-PET-2"):
        finished.close(by("2022-10-01"), delivered_on=day("2022-10-01"))


@pytest.mark.covers("R-PET-3")
def test_the_time_is_extended_once_by_thirty_days_and_before_it_is_over() -> None:
    case = investigated()
    case.extend(by("2022-09-30"), reason="r")
    assert case.due_on == day("2022-11-08")
    with refused("R-PET-3"):
        case.extend(by("2022-10-01"), reason="r")
    late = investigated()
    with refused("R-PET-3"):
        late.extend(by("2022-10-01"), reason="r")


@pytest.mark.covers("R-PET-3")
def test_the_limits_are_policy() -> None:
    shorter = Policy(petition_accept_days=1, petition_handle_days=2, petition_extension_days=3)
    case = petition()
    case.accept(by("2022-08-10"), shorter)
    assert case.handle_by == day("2022-08-12")
    assert handle_by(day("2022-08-10"), shorter, extended=True) == day("2022-08-15")


@pytest.mark.covers("S2.7c", "R-PET-4")
@pytest.mark.parametrize("missing", ["facts", "characterisation", "handling", "procedure"])
def test_an_opinion_needs_every_one_of_the_four_checks(missing: str) -> None:
    checks = FourChecks(**{**vars(MET), missing: False})
    assert not r_pet_4(checks).holds
    case = investigated()
    with refused("R-PET-4"):
        case.issue_opinion(by("2022-09-20", HANDLER), substantiated=True, checks=checks, sealed_opinion="s")


@pytest.mark.covers("S2.7c", "R-PET-4")
def test_an_opinion_rests_on_a_finding_and_a_document() -> None:
    case = petition()
    case.accept(by("2022-08-10"))
    case.assign(by("2022-08-11"), handler_id=HANDLER, handler_unit=PHRSS, due_on=day("2022-09-01"))
    with refused("R-PET-4"):
        case.issue_opinion(by("2022-08-12", HANDLER), substantiated=False, checks=MET, sealed_opinion="s")


@pytest.mark.covers("S2.7a", "R-PET-5")
@pytest.mark.parametrize(
    ("substantiated", "followed", "reason", "closes"),
    [
        (True, [DONE], "", True),
        (True, [], "已过处理时限且无实际影响", True),
        (True, [], "", False),
        (True, [], "   ", False),
        (True, [DONE, PENDING], "", False),
        (True, [DONE], "two answers at once", False),
        (False, [], "", True),
        (False, [PENDING], "", False),
    ],
)
def test_a_case_is_closed_when_its_loop_is_closed(
    substantiated: bool, followed: list[Consequence], reason: str, closes: bool
) -> None:
    case = concluded(substantiated=substantiated)
    if closes:
        case.close(
            by("2022-10-01", HANDLER), delivered_on=day("2022-09-30"), followed=followed, no_action_reason=reason
        )
        assert case.state is PetitionState.CLOSED
        assert case.resulting_ids == tuple(one.reference for one in followed)
        assert not case.overdue(day("2030-01-01"))
    else:
        with refused("R-PET-5"):
            case.close(
                by("2022-10-01", HANDLER), delivered_on=day("2022-09-30"), followed=followed, no_action_reason=reason
            )


@pytest.mark.covers("R-PET-5")
def test_nothing_is_closed_before_its_opinion_was_delivered() -> None:
    with refused("R-PET-5"):
        investigated().close(by("2022-09-01", HANDLER), delivered_on=day("2022-09-01"))
    with refused("R-PET-5"):
        concluded(substantiated=False).close(by("2022-10-01", HANDLER), delivered_on=day("2022-10-02"))


@pytest.mark.covers("S2.7d")
def test_result_and_opinion_are_reported_by_document_before_the_case_is_closed() -> None:
    case = concluded(substantiated=False)
    case.report(by("2022-09-25"))
    assert case.state is PetitionState.REPORTED
    case.close(by("2022-10-01", HANDLER), delivered_on=day("2022-10-01"))
    with refused("R-PET-5"):
        case.report(by("2022-10-02"))


@pytest.mark.covers("S2.7a")
def test_a_reopened_case_is_assigned_anew_and_its_time_begins_anew() -> None:
    case = concluded(substantiated=False)
    case.close(by("2022-10-01", HANDLER), delivered_on=day("2022-10-01"))
    case.reopen(by("2022-12-01"))
    assert (case.state, case.handler_id, case.handle_by) == (PetitionState.REOPENED, "", day("2023-01-30"))
    with refused("R-PET-5"):
        case.record_finding(by("2022-12-02", HANDLER), sealed_finding="s")
    case.assign(by("2022-12-02"), handler_id="another", handler_unit=PHRSS, due_on=day("2023-01-30"))
    case.extend(by("2022-12-03"), reason="r")
    assert case.due_on == day("2023-03-01")
    assert case.overdue(day("2023-03-02"))
