"""Short lives that leave every event of a petition."""

from collections.abc import Iterator

from domain.aggregate import Act, Aggregate
from domain.petition import PetitionCase
from domain.petition_events import Channel, Subject
from domain.rules.petition import Consequence, FourChecks
from tests.domain.builders import FIRM, PHRSS, act, day, named

HANDLER, TARGET = "handler", "clerk-of-the-firm"
MET = FourChecks(facts=True, characterisation=True, handling=True, procedure=True)


def by(on: str, who: str = "officer") -> Act:
    return act(on, who, "PETITION_OFFICER", PHRSS)


def petition(on: str = "2022-08-01", case_no: str = "信访〔2022〕1号") -> PetitionCase:
    """Received on 1 August about a clerk of the firm."""
    return PetitionCase.register(
        by(on),
        case_no=case_no,
        channel=Channel.LETTER,
        subject=Subject.FRAUD,
        received_on=day("2022-08-01"),
        petitioner_id=named("petitioner"),
        sealed_petitioner="sealed who",
        sealed_statement="sealed what",
        target_id=TARGET,
        target_unit=FIRM,
    )


def investigated(due_on: str = "2022-09-30") -> PetitionCase:
    """Taken up on 10 August, so that its handling ends by 9 October."""
    case = petition()
    case.accept(by("2022-08-10"))
    case.assign(by("2022-08-11"), handler_id=HANDLER, handler_unit=PHRSS, due_on=day(due_on))
    case.record_finding(by("2022-08-20", HANDLER), sealed_finding="sealed finding")
    return case


def concluded(*, substantiated: bool = True) -> PetitionCase:
    case = investigated()
    case.issue_opinion(
        by("2022-09-20", HANDLER), substantiated=substantiated, checks=MET, sealed_opinion="sealed opinion"
    )
    return case


def petition_lives() -> Iterator[Aggregate]:
    case = investigated()
    case.extend(by("2022-09-01"), reason="材料待查")
    case.issue_opinion(by("2022-10-20", HANDLER), substantiated=True, checks=MET, sealed_opinion="sealed opinion")
    case.report(by("2022-10-21"))
    followed = [Consequence(named("title"), finished=True)]
    case.close(by("2022-10-25", HANDLER), delivered_on=day("2022-10-24"), followed=followed)
    case.reopen(by("2022-11-01"))
    yield case
    refused = petition(case_no="信访〔2022〕2号")
    refused.refuse(by("2022-08-05"), sealed_reason="sealed reason")
    yield refused
