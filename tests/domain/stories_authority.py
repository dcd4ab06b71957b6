"""Lives of committees, delegated rights, inspections and the decisions that follow from them."""

from collections.abc import Iterator
from datetime import date

from domain.aggregate import Aggregate
from domain.authority import EvaluationAuthority
from domain.committee import EvaluationCommittee
from domain.exception_policy import ExceptionPolicy
from domain.inspection import Circular, Inspection, InspectionKind, Inspector
from domain.invalidity import InvalidResults
from domain.season import Arrangement
from domain.values import Cause, Level, OrganiserKind, Period, Relation, Tally
from tests.domain.builders import ORGANISER, PHRSS, act, committee, day, engineer, named, season

HOSPITAL = "129900000000000272"
HEALTH_COMMISSION = "11990000000000H01"
SEED = "5eed" * 8
INSPECTOR = Inspector("inspector", HEALTH_COMMISSION)


def authority(holder: str = HOSPITAL, kind: OrganiserKind = OrganiserKind.AUTONOMOUS_UNIT) -> EvaluationAuthority:
    """Delegated on 1 March 2021 for the senior levels of series 05."""
    return EvaluationAuthority.delegate(
        act("2021-03-01"),
        holder_uscc=holder,
        holder_kind=kind,
        series_code="05",
        levels=[Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR],
    )


def inspection(of: EvaluationAuthority | None = None, kind: InspectionKind = InspectionKind.DURING) -> Inspection:
    """Two units look at a hospital, on 1 August 2022."""
    return Inspection.open(
        act("2022-08-01"),
        named("inspection"),
        kind=kind,
        inspected_uscc=HOSPITAL,
        inspectors=[INSPECTOR, Inspector("clerk", PHRSS)],
        authority_id=(of or authority()).id,
    )


def ordered(right: EvaluationAuthority, on: str = "2022-08-20", deadline: date = day("2022-09-30")) -> None:  # noqa: B008 - frozen
    """Two findings are to be put right."""
    right.order_rectification(act(on), inspection_id=named("inspection"), findings=2, deadline=deadline)


def authorities() -> Iterator[Aggregate]:
    right = authority()
    right.bind_signing_key(act("2021-03-02"), kid="aa" * 8, announced_by=HOSPITAL, purpose="certificate")
    ordered(right)
    right.submit_rectification(act("2022-09-20", unit=HOSPITAL), report_ref="整改报告1号")
    right.accept_rectification(act("2022-09-25"))
    ordered(right, "2022-10-08", day("2022-10-20"))
    right.fail_rectification(act("2022-10-21"), reason="nothing came", quality_assured=False)
    right.submit_rectification(act("2022-11-01", unit=HOSPITAL), report_ref="整改报告2号")
    right.accept_rectification(act("2022-11-05"))
    right.resume(act("2022-11-06"))
    right.suspend(act("2023-01-05"), especially_serious="虚构认定1号")
    right.withdraw(act("2023-02-01"))
    yield right


def committees() -> Iterator[EvaluationCommittee]:
    filed = committee()
    filed.draw_experts(act("2022-09-01"), season=2022, seats=25, seed_hex=SEED, conflicts={})
    declaration = named("declaration")
    filed.recuse(act("2022-10-01"), declaration_id=declaration, expert_id="expert-1", relation=Relation.KIN)
    attending = [f"expert-{n}" for n in range(1, 21)]
    filed.record_attendance(
        act("2022-11-18"),
        declaration_id=declaration,
        season=2022,
        meeting_date=day("2022-11-18"),
        tally=Tally(present=20, recused=1, yes=15, no=4, abstain=0),
        applicant=engineer().facts(day("2022-11-18")),
        attending=attending,
    )
    filed.suspend(act("2022-12-01"))
    filed.resume(act("2022-12-10"))
    filed.dissolve(act("2022-12-20"))
    yield filed


def decisions() -> Iterator[Aggregate]:
    looked = inspection()
    looked.record_finding(
        act("2022-08-02", "inspector", "INSPECTOR", HEALTH_COMMISSION), clause="S3.1c", description="x"
    )
    looked.propose_rectification(
        act("2022-08-03", "inspector", "INSPECTOR", HEALTH_COMMISSION), deadline=day("2022-09-30")
    )
    looked.close(act("2022-08-04"))
    yield looked
    yield Circular.issue(act("2022-08-05"), units=[HOSPITAL, ORGANISER], text="通报")
    for end in ("declare", "drop"):
        proposed = InvalidResults.propose(
            act("2022-12-01", "proposer"),
            named(end),
            declaration_ids=[named("d1"), named("d2")],
            cause=Cause.PROCEDURE,
            evidence_ref="巡查1号",
        )
        getattr(proposed, end)(act("2022-12-02", "decider"))
        yield proposed
    policy = ExceptionPolicy.approve(
        act("2022-06-01"),
        holder_uscc=HOSPITAL,
        series_code="05",
        text="单独政策",
        valid=Period(day("2022-06-01"), day("2022-12-31")),
    )
    policy.apply(act("2022-07-01"), declaration_id=named("d1"), organiser_uscc=HOSPITAL, series_code="05")
    yield policy
    planned = season()
    plan = Arrangement(Period(day("2022-07-01"), day("2022-09-30")), day("2022-10-15"), day("2022-11-10"))
    planned.set_arrangement(act("2022-06-25"), committee_id=committee().id, plan=plan)
    yield planned


def authority_lives() -> list[Aggregate]:
    return [*authorities(), *committees(), *decisions()]
