"""The list of every committee ever filed, so that "no committee here can evaluate it" is a known fact (R-ENT-1)."""

from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.identity import committee_register_id


class CommitteeRegister(Aggregate):
    """One stream; it names committees and says nothing about them: whether one is in force, the committee knows."""

    TOPIC = "CommitteeRegister"

    class Event(Aggregate.Event):
        """A fact of this list."""

    class Opened(Event, AggregateCreated):
        """The first committee was filed."""

        TOPIC = "CommitteeRegisterOpened"
        committee_id: UUID

    class Entered(Event):
        """A further committee was filed."""

        TOPIC = "CommitteeEntered"
        committee_id: UUID

    @event(Opened)
    def __init__(self, committee_id: UUID) -> None:
        self.committee_ids: tuple[UUID, ...] = (committee_id,)

    @classmethod
    def enter(cls, act: Act, existing: Self | None, committee_id: UUID) -> Self:
        """The list with this committee on it."""
        if existing is None:
            return cls._begin(cls.Opened, committee_register_id(), act, ["R-ENT-1"], committee_id=committee_id)
        existing._record(cls.Entered, act, ["R-ENT-1"], committee_id=committee_id)  # noqa: SLF001 - its own class
        return existing

    @event(Entered)
    def _entered(self, committee_id: UUID) -> None:
        self.committee_ids = (*self.committee_ids, committee_id)
