"""R-AID: where a person on an aid posting is evaluated, and when the title obtained there holds after the return."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import add_years
from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy


class Place(StrEnum):
    """Where the person is evaluated in a season (S2.4c)."""

    SENDING = "SENDING"
    RECEIVING = "RECEIVING"


class AidOutcome(StrEnum):
    """What becomes here of a title that was obtained there."""

    RECOGNISED = "RECOGNISED"
    PENDING = "PENDING"
    FORMAL_CONFIRMATION = "FORMAL_CONFIRMATION"
    NOT_RECOGNISED = "NOT_RECOGNISED"


@dataclass(frozen=True)
class AidService:
    """A posting as it was served. `province`: first two digits of GB/T 2260; `last_day` None while it goes on."""

    province: str
    start: date
    planned_end: date
    last_day: date | None = None
    returned_on_expiry: bool = False


def service_year_end(start: date, years: int) -> date:
    """The last day of so many years of service, the first day counted (AMB-15); from 29 February: 28 February."""
    anniversary = add_years(start, years)
    return anniversary if anniversary.day < start.day else anniversary - timedelta(days=1)


def aid_outcome(service: AidService, obtained_on: date, policy: Policy = NOTICE_2022) -> AidOutcome:
    """The table of 5.13: recognised at once, at the end of the posting, by formal confirmation, or not."""
    end = service.last_day or service.planned_end
    if int(service.province) not in policy.aid_regions or not service.start <= obtained_on <= end:
        return AidOutcome.NOT_RECOGNISED
    if service.last_day is None:
        return AidOutcome.PENDING
    long_enough = service.last_day >= service_year_end(service.start, policy.aid_min_years)
    return AidOutcome.RECOGNISED if long_enough and service.returned_on_expiry else AidOutcome.FORMAL_CONFIRMATION


def r_aid_1(place: Place, wanted: Place) -> Finding:
    """The place was chosen once for the season, and this is it."""
    return found("R-AID-1", "S2.4c", place is wanted, chosen=place.value, wanted=wanted.value)


def r_aid_2(approved_on: date | None, accepted_on: date) -> Finding:
    """The sending unit approved the materials no later than the receiving committee accepted them."""
    in_time = approved_on is not None and approved_on <= accepted_on
    facts = {"approved_on": approved_on.isoformat() if approved_on else "", "accepted_on": accepted_on.isoformat()}
    return found("R-AID-2", "S2.4d", in_time, **facts)


def r_aid_3(service: AidService, obtained_on: date, policy: Policy = NOTICE_2022) -> Finding:
    """Obtained during an aid posting of at least a year that ended on expiry; unknown while the posting goes on."""
    outcome = aid_outcome(service, obtained_on, policy)
    holds = None if outcome is AidOutcome.PENDING else outcome is AidOutcome.RECOGNISED
    return found("R-AID-3", "S2.4e", holds, outcome=outcome.value)
