"""What time it is, for procedure only: the law and the verifier are told the time, they never ask.

Instants are UTC; legal dates are calendar dates in Asia/Shanghai.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

# China has had one offset and no daylight saving since 1991, so "today" needs no zone database on the machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock(Protocol):
    """Says the present instant and the present legal date."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""

    def today(self) -> date:
        """The calendar date in Asia/Shanghai."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The calendar date in Asia/Shanghai."""
        return self.now().astimezone(SHANGHAI).date()


@dataclass
class FixedClock:
    """Stands still until somebody sets `instant`: seasons of the past, demonstrations and tests."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was set to, in UTC."""
        return self.instant.astimezone(UTC)

    def today(self) -> date:
        """The calendar date in Asia/Shanghai."""
        return self.instant.astimezone(SHANGHAI).date()

    def set_date(self, day: date) -> None:
        """Noon of this day in Shanghai."""
        self.instant = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
