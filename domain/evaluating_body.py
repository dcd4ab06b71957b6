"""A body that evaluated titles in the past: in which years, and who answers for it today (S2.6d: who evaluated)."""

from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError
from domain.identity import evaluating_body_id
from domain.standing import PastEvaluator


class EvaluatingBody(Aggregate):
    """PHRSS puts a body on record by document; nothing that a body says of itself makes it one (SC-17)."""

    TOPIC = "EvaluatingBody"

    class Event(Aggregate.Event):
        """A fact of this body."""

    class Recorded(Event, AggregateCreated):
        """The body evaluated titles from a first year through a last."""

        TOPIC = "EvaluatingBodyRecorded"
        uscc: str
        name: str
        first_year: int
        last_year: int

    class SuccessorNamed(Event):
        """Another body is its legal successor and answers for what it evaluated."""

        TOPIC = "LegalSuccessorNamed"
        uscc: str
        successor_uscc: str

    @event(Recorded)
    def __init__(self, uscc: str, name: str, first_year: int, last_year: int) -> None:
        self.uscc = uscc
        self.name = name
        self.first_year = first_year
        self.last_year = last_year
        self.successor_uscc = ""

    @classmethod
    def record(cls, act: Act, *, uscc: str, name: str, first_year: int, last_year: int) -> Self:
        """Puts a body on record by document; both years are included and none lies after the document's."""
        act.with_document("R-CERT-1", "S2.6d")
        if not first_year <= last_year <= act.legal_date.year:
            raise DomainError("invalid_value", "R-CERT-1", "S2.6d", "past years, from a first through a last")
        return cls._begin(
            cls.Recorded,
            evaluating_body_id(uscc),
            act,
            uscc=uscc,
            name=name,
            first_year=first_year,
            last_year=last_year,
        )

    def name_successor(self, act: Act, *, successor_uscc: str) -> None:
        """Names the legal successor by document; a later one takes its place."""
        act.with_document("R-CERT-1", "S2.6d")
        if successor_uscc in {self.uscc, self.successor_uscc}:
            raise DomainError("invalid_value", "R-CERT-1", "S2.6d", "a successor is another body than now")
        self._record(self.SuccessorNamed, act, uscc=self.uscc, successor_uscc=successor_uscc)

    def facts(self) -> PastEvaluator:
        """What R-CERT-1 reads when a record is attested."""
        return PastEvaluator(self.uscc, self.successor_uscc, self.first_year, self.last_year)

    @event(SuccessorNamed)
    def _successor_named(self, successor_uscc: str) -> None:
        self.successor_uscc = successor_uscc
