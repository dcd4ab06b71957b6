"""The one declaration a person may make in a season (R-ONE-1): a reservation whose stream id is the rule."""

from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError
from domain.identity import annual_slot_id


class AnnualSlot(Aggregate):
    """Held by at most one declaration; failing or a veto does not free it, withdrawal before unit acceptance does."""

    TOPIC = "AnnualSlot"

    class Event(Aggregate.Event):
        """A fact of this slot."""

    class Taken(Event, AggregateCreated):
        """The first declaration of the season took the slot."""

        TOPIC = "AnnualSlotTaken"
        person_id: UUID
        season: int
        declaration_id: UUID

    class Retaken(Event):
        """A freed slot was taken again."""

        TOPIC = "AnnualSlotRetaken"
        declaration_id: UUID

    class Released(Event):
        """The declaration was withdrawn in time (AMB-4)."""

        TOPIC = "AnnualSlotReleased"
        declaration_id: UUID

    class Barred(Event):
        """Multiple declaration: nothing more in this season (R-ONE-2)."""

        TOPIC = "AnnualSlotBarred"

    @event(Taken)
    def __init__(self, person_id: UUID, season: int, declaration_id: UUID) -> None:
        self.person_id = person_id
        self.season = season
        self.holder: UUID | None = declaration_id
        self.barred = False

    @classmethod
    def claim(cls, act: Act, existing: Self | None, *, person_id: UUID, season: int, declaration_id: UUID) -> Self:
        """The slot, held by this declaration: a new stream or the freed one. Raises where it is held or barred."""
        if existing is None:
            return cls._begin(
                cls.Taken, annual_slot_id(person_id, season), act, ["R-ONE-1"],
                person_id=person_id, season=season, declaration_id=declaration_id,
            )  # fmt: skip
        if existing.barred:
            raise DomainError("rule_refused", "R-ONE-2", "S3.6d", "barred for the rest of the season")
        if existing.holder == declaration_id:
            return existing
        if existing.holder is not None:
            raise DomainError("rule_refused", "R-ONE-1", "S3.6a", "another declaration holds this year")
        existing._record(cls.Retaken, act, ["R-ONE-1"], declaration_id=declaration_id)  # noqa: SLF001 - its own class
        return existing

    def release(self, act: Act, declaration_id: UUID) -> None:
        """Frees the year again after a withdrawal that came before the unit's acceptance."""
        if self.holder != declaration_id:
            raise DomainError("wrong_state", "R-ONE-1", "S3.6a", "this declaration does not hold the slot")
        self._record(self.Released, act, ["R-ONE-1"], declaration_id=declaration_id)

    def bar(self, act: Act) -> None:
        """Bars the person for the rest of the season (R-ONE-2); again is nothing."""
        if not self.barred:
            self._record(self.Barred, act, ["R-ONE-2"])

    @event(Retaken)
    def _retaken(self, declaration_id: UUID) -> None:
        self.holder = declaration_id

    @event(Released)
    def _released(self) -> None:
        self.holder = None

    @event(Barred)
    def _barred(self) -> None:
        self.barred = True
