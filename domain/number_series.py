"""Serial numbers of certificates: handed out once, in batches, never again (R-CERT-2)."""

from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError
from domain.identity import number_series_id
from domain.values import Level

LAST_SERIAL = 999_999
"""Six digits of the certificate number."""


class NumberSeries(Aggregate):
    """The counter of one year, series and level."""

    TOPIC = "NumberSeries"

    class Event(Aggregate.Event):
        """A fact of this series."""

    class Opened(Event, AggregateCreated):
        """The series was opened; its first serial is 1."""

        TOPIC = "NumberSeriesOpened"
        year: int
        series_code: str
        level: int

    class Reserved(Event):
        """Consecutive serials were handed out, used or not."""

        TOPIC = "NumbersReserved"
        first: int
        count: int

    @event(Opened)
    def __init__(self, year: int, series_code: str, level: int) -> None:
        self.year = year
        self.series_code = series_code
        self.level = Level(level)
        self.next_serial = 1

    @classmethod
    def open(cls, act: Act, *, year: int, series_code: str, level: Level) -> Self:
        """A series that has handed out nothing yet."""
        stream = number_series_id(year, series_code, level)
        return cls._begin(cls.Opened, stream, act, year=year, series_code=series_code, level=int(level))

    def reserve(self, act: Act, count: int = 1) -> int:
        """The first of `count` consecutive serials that nobody else gets; raises `numbers_exhausted`."""
        if count < 1:
            raise DomainError("invalid_value", message="count is at least 1")
        first = self.next_serial
        if first + count - 1 > LAST_SERIAL:
            raise DomainError("numbers_exhausted", "R-CERT-2", "", f"{LAST_SERIAL + 1 - first} serials are left")
        self._record(self.Reserved, act, ["R-CERT-2"], first=first, count=count)
        return first

    @event(Reserved)
    def _reserved(self, first: int, count: int) -> None:
        self.next_serial = first + count
