"""Legal dates in Asia/Shanghai: working days from the official notices, years counted as the Civil Code counts them.

It never guesses a calendar: a year that was not loaded is refused (R-PUB-3).
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from domain.errors import DomainError

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_SATURDAY = 5


def legal_day(instant: datetime) -> date:
    """The calendar day in Asia/Shanghai at an aware instant."""
    if instant.tzinfo is None:
        raise DomainError("invalid_value", message="an instant needs a time zone")
    return instant.astimezone(SHANGHAI).date()


def add_years(day: date, years: int) -> date:
    """Same month and day `years` later; where that day does not exist, the month's last day (Civil Code art. 202)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


@dataclass(frozen=True)
class YearCalendar:
    """One year's official notice: days off, and make-up working Saturdays and Sundays."""

    holidays: frozenset[date]
    makeup: frozenset[date]


@dataclass(frozen=True)
class WorkingCalendar:
    """The official working-day calendars that have been loaded, by year."""

    years: Mapping[int, YearCalendar]

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`; raises DomainError `calendar_missing` for a year that is not loaded."""
        year = self.years.get(day.year)
        if year is None:
            raise DomainError(
                "calendar_missing", "R-PUB-3", "S2.6b", f"no working-day calendar is loaded for {day.year}"
            )
        if day in year.makeup:
            return True
        return day.weekday() < _SATURDAY and day not in year.holidays

    def working_day_after(self, posted: date, count: int) -> date:
        """The `count`-th working day after `posted`, which itself does not count (Civil Code art. 201)."""
        day = posted
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day
