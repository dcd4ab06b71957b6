"""An employer as the department knows it: how it is managed from which date on, whatever its staff's entries say."""

from datetime import date
from operator import itemgetter
from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.identity import employer_id
from domain.values import Management


class Employer(Aggregate):
    """Its stream follows from the code; the change reaches every person who works there (SC-04)."""

    TOPIC = "Employer"

    class Event(Aggregate.Event):
        """A fact of this employer."""

    class ManagementStated(Event, AggregateCreated):
        """The department stated for the first time how it is managed."""

        TOPIC = "EmployerManagementStated"
        uscc: str
        management: str
        from_date: str

    class ManagementChanged(Event):
        """It is managed differently from a date on."""

        TOPIC = "EmployerManagementChanged"
        management: str
        from_date: str

    @event(ManagementStated)
    def __init__(self, uscc: str, management: str, from_date: str) -> None:
        self.uscc = uscc
        self.changes: tuple[tuple[date, Management], ...] = ((date.fromisoformat(from_date), Management(management)),)

    @classmethod
    def state(cls, act: Act, existing: Self | None, *, uscc: str, management: Management, from_date: date) -> Self:
        """How an employer is managed from a date on, by document."""
        act.with_document("R-ELIG-2", "S1.3")
        facts = {"management": management.value, "from_date": from_date.isoformat()}
        if existing is None:
            return cls._begin(cls.ManagementStated, employer_id(uscc), act, ["R-ELIG-2"], uscc=uscc, **facts)
        existing._record(cls.ManagementChanged, act, ["R-ELIG-2"], **facts)  # noqa: SLF001 - its own class
        return existing

    def management_on(self, on: date) -> Management | None:
        """How it is managed on a day; None before the first date that was stated."""
        begun = [change for change in self.changes if change[0] <= on]
        return max(reversed(begun), key=itemgetter(0))[1] if begun else None

    @event(ManagementChanged)
    def _management_changed(self, management: str, from_date: str) -> None:
        self.changes = (*self.changes, (date.fromisoformat(from_date), Management(management)))
