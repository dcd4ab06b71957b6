"""R-PUB: five working days in public, and an objection stops only the person it concerns."""

from datetime import date

from domain.calendar import WorkingCalendar
from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy


def r_pub_1(posted_on: date, calendar: WorkingCalendar, policy: Policy = NOTICE_2022) -> date:
    """The last day of a posting, to 24:00; raises `calendar_missing` where a year is not loaded (R-PUB-3)."""
    return calendar.working_day_after(posted_on, policy.publicity_working_days)


def r_pub_2(posted_on: date | None, on: date, calendar: WorkingCalendar, policy: Policy = NOTICE_2022) -> Finding:
    """The next step is allowed from the day after the last day of the posting."""
    if posted_on is None:
        return found("R-PUB-2", "S2.6b", holds=False, posted=False)
    last_day = r_pub_1(posted_on, calendar, policy)
    return found("R-PUB-2", "S2.6b", on > last_day, posted_on=posted_on.isoformat(), last_day=last_day.isoformat())


def r_pub_1_posted(posted_on: date, last_day: date) -> Finding:
    """A posting hangs through its last day, counted by the official calendar."""
    return found("R-PUB-1", "S2.6b", holds=True, posted_on=posted_on.isoformat(), last_day=last_day.isoformat())


def r_pub_4_filed(on: date, posted_on: date, last_day: date) -> Finding:
    """An objection is filed on a day of the posting, the first and the last included."""
    facts = {"posted_on": posted_on.isoformat(), "last_day": last_day.isoformat()}
    return found("R-PUB-4", "S2.6b", posted_on <= on <= last_day, **facts)


def r_pub_4(open_objections: int, upheld_objections: int) -> Finding:
    """No objection against this person is open or was upheld."""
    clear = open_objections == 0 and upheld_objections == 0
    return found("R-PUB-4", "S2.6b", clear, open=open_objections, upheld=upheld_objections)
