"""When something could not be used: periods by legal date, the last one open while it goes on."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.values import Period


@dataclass(frozen=True)
class Stoppage:
    """Begun on a day it covers that day; lifted on a day it no longer covers it."""

    periods: tuple[Period, ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether the last stoppage has no end."""
        return bool(self.periods) and self.periods[-1].last is None

    def begun(self, on: date) -> "Stoppage":
        """Stopped from this day on; one that is under way goes on."""
        return self if self.under_way else Stoppage((*self.periods, Period(on)))

    def lifted(self, on: date) -> "Stoppage":
        """Free again from this day on; what began on this very day stopped nothing."""
        if not self.under_way:
            return self
        if self.periods[-1].first == on:
            return Stoppage(self.periods[:-1])
        return Stoppage((*self.periods[:-1], replace(self.periods[-1], last=on - timedelta(days=1))))
