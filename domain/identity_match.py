"""Entries that may be one natural person: they share name and birth date, and a human says whether they are (4.2)."""

from collections.abc import Collection
from itertools import product
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import wrong_state
from domain.identity import identity_match_id


class IdentityMatch(Aggregate):
    """Its stream id is the keyed index of name and birth date; a pair is pending until somebody decides about it."""

    TOPIC = "IdentityMatch"

    class Event(Aggregate.Event):
        """A fact of this match."""

    class Seen(Event, AggregateCreated):
        """Somebody was entered with this name and birth date for the first time."""

        TOPIC = "IdentityTraitsSeen"
        trait_index: str
        person_id: UUID

    class Shared(Event):
        """A further entry has the same name and birth date: perhaps the same person."""

        TOPIC = "PossibleDuplicateFound"
        person_id: UUID

    class Dismissed(Event):
        """By document: these are different people who share a name and a birth date."""

        TOPIC = "DuplicateDismissed"
        these: list[UUID]
        those: list[UUID]

    class Confirmed(Event):
        """These are one person; the merge stands in their own streams."""

        TOPIC = "DuplicateConfirmed"
        these: list[UUID]
        those: list[UUID]

    @event(Seen)
    def __init__(self, trait_index: str, person_id: UUID) -> None:
        self.trait_index = trait_index
        self.persons: tuple[UUID, ...] = (person_id,)
        self.settled: frozenset[frozenset[UUID]] = frozenset()

    @classmethod
    def see(cls, act: Act, existing: Self | None, *, trait_index: str, person_id: UUID) -> Self:
        """Enters a person under their traits; a second one is a pending duplicate of the first."""
        if existing is None:
            stream = identity_match_id(trait_index)
            return cls._begin(cls.Seen, stream, act, trait_index=trait_index, person_id=person_id)
        if person_id not in existing.persons:
            existing._record(cls.Shared, act, person_id=person_id)  # noqa: SLF001 - its own class
        return existing

    def pending(self, persons: Collection[UUID]) -> frozenset[UUID]:
        """Whoever may be the same person as these and is none of them, with nobody having decided."""
        others = (other for other in self.persons if other not in persons)
        return frozenset(
            other for other in others if any(self._open(one, other) for one in persons if one in self.persons)
        )

    def dismiss(self, act: Act, these: Collection[UUID], those: Collection[UUID]) -> None:
        """Decides by reasoned document that these and those are different people."""
        if not any(self._open(one, other) for one, other in product(these, those)):
            raise wrong_state("the match", "decided, or none", "a pending one", "R-ONE-1")
        act.with_document("R-ONE-1", "S3.6a")
        self._record(self.Dismissed, act, ["R-ONE-1"], these=sorted(these), those=sorted(those))

    def confirm(self, act: Act, these: Collection[UUID], those: Collection[UUID]) -> None:
        """Notes that these and those were merged."""
        self._record(self.Confirmed, act, ["R-ONE-1"], these=sorted(these), those=sorted(those))

    def _open(self, one: UUID, other: UUID) -> bool:
        known = one in self.persons and other in self.persons
        return known and one != other and frozenset({one, other}) not in self.settled

    def _settle(self, these: list[UUID], those: list[UUID]) -> None:
        self.settled = self.settled | {frozenset(pair) for pair in product(these, those)}

    @event(Shared)
    def _shared(self, person_id: UUID) -> None:
        self.persons = (*self.persons, person_id)

    @event(Dismissed)
    def _dismissed(self, these: list[UUID], those: list[UUID]) -> None:
        self._settle(these, those)

    @event(Confirmed)
    def _confirmed(self, these: list[UUID], those: list[UUID]) -> None:
        self._settle(these, those)
