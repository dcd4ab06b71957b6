"""One natural person, one person id: a document, known by its keyed blind index, belongs to exactly one person."""

from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.identity import identity_reservation_id


class IdentityReservation(Aggregate):
    """Its stream id is the blind index; a second claim of the same document collides in the store."""

    TOPIC = "IdentityReservation"

    class Event(Aggregate.Event):
        """A fact of this reservation."""

    class Reserved(Event, AggregateCreated):
        """The document was claimed for a person."""

        TOPIC = "IdentityReserved"
        blind_index: str
        person_id: UUID

    @event(Reserved)
    def __init__(self, blind_index: str, person_id: UUID) -> None:
        self.blind_index = blind_index
        self.person_id = person_id

    @classmethod
    def reserve(cls, act: Act, *, blind_index: str, person_id: UUID) -> Self:
        """Claims a document (its blind index in hex) for a person."""
        stream = identity_reservation_id(blind_index)
        return cls._begin(cls.Reserved, stream, act, blind_index=blind_index, person_id=person_id)
