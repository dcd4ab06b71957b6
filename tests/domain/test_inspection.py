"""What surrounds a right: separate policies, inspections, circulars, and results declared void as a set."""

from collections.abc import Callable

import pytest

from domain.errors import DomainError
from domain.exception_policy import ExceptionPolicy
from domain.inspection import Circular, Inspection, InspectionKind, Inspector
from domain.invalidity import InvalidResults
from domain.rules.authority import r_auth_4
from domain.values import Cause, Period
from tests.domain.builders import PHRSS, act, committee, day, named
from tests.domain.stories_authority import HEALTH_COMMISSION, HOSPITAL, INSPECTOR, inspection


def refused(what: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(DomainError) as error:
        what()
    return error.value.code, error.value.rule_id


@pytest.mark.covers("R-AUTH-4", "S3.2b")
@pytest.mark.parametrize(
    ("approved", "used", "lawful"),
    [
        (None, "2022-07-01", False),
        ("2022-07-02", "2022-07-01", False),
        ("2022-07-01", "2022-07-01", False),
        ("2022-06-30", "2022-07-01", True),
    ],
)
def test_a_separate_policy_is_approved_before_it_is_used(approved: str | None, used: str, lawful: bool) -> None:
    assert r_auth_4(day(approved) if approved else None, day(used)).holds is lawful


@pytest.mark.covers("R-AUTH-4", "S3.2b")
@pytest.mark.parametrize(
    ("on", "unit", "series"),
    [("2022-06-01", HOSPITAL, "05"), ("2023-01-01", HOSPITAL, "05"), ("2022-07-01", PHRSS, "05"),
     ("2022-07-01", HOSPITAL, "06")],
)  # fmt: skip
def test_a_separate_policy_serves_its_unit_series_and_time_only(on: str, unit: str, series: str) -> None:
    policy = ExceptionPolicy.approve(
        act("2022-06-01"),
        holder_uscc=HOSPITAL,
        series_code="05",
        text="t",
        valid=Period(day("2022-06-01"), day("2022-12-31")),
    )
    use = {"declaration_id": named("d"), "organiser_uscc": unit, "series_code": series}
    assert refused(lambda: policy.apply(act(on), **use))[1] == "R-AUTH-4"  # type: ignore[arg-type]


@pytest.mark.covers("S2.8c")
@pytest.mark.parametrize("kind", list(InspectionKind))
def test_an_inspection_is_of_one_of_four_kinds(kind: InspectionKind) -> None:
    assert inspection(kind=kind).kind is kind


@pytest.mark.covers("S2.8a", "S2.8b", "S3.3c")
@pytest.mark.parametrize(
    "inspectors",
    [[], [Inspector("i", HOSPITAL)], [INSPECTOR, Inspector("i", HOSPITAL)], [Inspector("expert-1", PHRSS)],
     [INSPECTOR, INSPECTOR], [Inspector("i", "")]],
)  # fmt: skip
def test_inspectors_are_named_once_and_belong_to_neither_the_unit_nor_the_committee(
    inspectors: list[Inspector],
) -> None:
    def open_it() -> None:
        Inspection.open(
            act("2022-08-01"),
            named("i"),
            kind=InspectionKind.BEFORE,
            inspected_uscc=HOSPITAL,
            inspectors=inspectors,
            committee_id=committee().id,
            members=committee().members,
        )

    assert refused(open_it)[1] == "R-AUTH-1"


@pytest.mark.covers("S2.8a")
def test_only_a_named_inspector_acting_for_the_sending_unit_records_a_finding() -> None:
    looked = inspection()
    for who, unit in (("stranger", HEALTH_COMMISSION), ("inspector", HOSPITAL), ("inspector", PHRSS)):
        by = act("2022-08-02", who, "INSPECTOR", unit)
        assert refused(lambda: looked.record_finding(by, clause="S3.1c", description="x"))[1] == "R-AUTH-1"  # noqa: B023
    by = act("2022-08-02", "inspector", "INSPECTOR", HEALTH_COMMISSION)
    assert refused(lambda: looked.propose_rectification(by, deadline=day("2022-09-30")))[1] == "R-AUTH-1"
    looked.record_finding(by, clause="S3.1c", description="a level was skipped")
    looked.propose_rectification(by, deadline=day("2022-09-30"))
    looked.close(act("2022-08-31"))
    assert refused(lambda: looked.record_finding(by, clause="S3.1c", description="x"))[0] == "wrong_state"
    assert (len(looked.findings), looked.proposed_deadline) == (1, day("2022-09-30"))


@pytest.mark.covers("S2.8e", "S3.2c")
def test_a_circular_is_a_document_that_names_its_units() -> None:
    assert Circular.issue(act("2022-08-05"), units=[HOSPITAL], text="t").units == {HOSPITAL}
    assert refused(lambda: Circular.issue(act("2022-08-05", document=""), units=[HOSPITAL], text="t"))
    for units, text in (([], "t"), ([HOSPITAL], " ")):
        assert refused(lambda: Circular.issue(act("2022-08-05"), units=units, text=text))[0] == "invalid_value"  # noqa: B023


@pytest.mark.covers("S3.2c", "R-INV-1", "R-REV-2")
def test_results_are_declared_invalid_by_two_persons_as_a_fixed_set() -> None:
    def proposed(cause: Cause = Cause.CROSS_YEAR, evidence: str = "e") -> InvalidResults:
        return InvalidResults.propose(
            act("2022-12-01", "proposer"),
            named("set"),
            declaration_ids=[named("a"), named("b")],
            cause=cause,
            evidence_ref=evidence,
        )

    assert refused(lambda: proposed(Cause.FRAUD))[1] == "R-INV-1"
    assert refused(lambda: proposed(evidence=" "))[1] == "R-INV-1"
    decision = proposed()
    assert refused(lambda: decision.declare(act("2022-12-02", "proposer")))[1] == "R-REV-2"
    assert refused(lambda: decision.declare(act("2022-12-02", "member"), passed_by=["member"]))[1] == "R-REV-2"
    assert refused(lambda: decision.declare(act("2022-12-02", "decider", document="")))[1] == "R-INV-1"
    decision.declare(act("2022-12-02", "decider"))
    assert refused(lambda: decision.drop(act("2022-12-03")))[0] == "wrong_state"
