"""The one door to the event-sourcing library: base aggregate, base event and its envelope, the act behind an event.

Nothing here reads a clock or makes an id: both arrive with the act.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NoReturn, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated, AggregateEvent, BaseAggregate, CanInitAggregate, event

from domain.calendar import legal_day
from domain.errors import DomainError
from domain.finding import Grounds

__all__ = ["Act", "Aggregate", "AggregateCreated", "event"]


@dataclass(frozen=True)
class Act:
    """Who does something, in which role and for which unit, on which legal date, by which document.

    `legal_date` is an Asia/Shanghai date from the document, never later than `recorded_at`: the server's aware instant,
    which no user can set. An actor who is a registered person acts under that person's id (R-STEP-3, R-REV-2).
    """

    actor_id: str
    actor_role: str
    unit_uscc: str
    legal_date: date
    recorded_at: datetime
    document_ref: str = ""
    policy_version: int = 1

    def __post_init__(self) -> None:
        if self.recorded_at.tzinfo is None:
            raise DomainError("invalid_value", message="recorded_at needs a time zone")
        if self.legal_date > legal_day(self.recorded_at):
            raise DomainError("invalid_value", message="nothing is recorded before its legal date")
        if not self.actor_id or not self.actor_role:
            raise DomainError("invalid_value", clause="S3.1b", message="every act names its actor and role")

    def with_document(self, rule_id: str, clause: str) -> str:
        """The document's reference; raises DomainError where an act without a document has no effect."""
        if not self.document_ref.strip():
            raise DomainError("rule_refused", rule_id, clause, "this act needs a document")
        return self.document_ref


class Aggregate(BaseAggregate[UUID]):
    """An aggregate of the registry: public methods decide, decorated private ones evolve and only assign."""

    class Event(AggregateEvent):
        """A fact with its envelope; `timestamp` is the instant of recording, `legal_date` ISO text.

        `grounds` is what the rules found (`domain.finding.from_text`); empty where the act rests on no finding, and in
        events from before it was kept.
        """

        actor_id: str
        actor_role: str
        unit_uscc: str
        legal_date: str
        document_ref: str
        rule_ids: list[str]
        policy_version: int
        grounds: str = field(default="", kw_only=True)

        @staticmethod
        def create_timestamp() -> NoReturn:
            """Refuses: an event takes its time from the act, never from a clock of the domain."""
            raise TypeError("an event takes its time from the act")

    @classmethod
    def _begin(
        cls,
        born: type[CanInitAggregate[UUID]],
        aggregate_id: UUID,
        act: Act,
        rule_ids: Sequence[str] = (),
        **facts: Any,
    ) -> Self:
        return cls._create(born, id=aggregate_id, **_envelope(act, rule_ids), **facts)

    def _record(self, what: type[Event], act: Act, rule_ids: Sequence[str] = (), **facts: Any) -> None:
        self.trigger_event(what, **_envelope(act, rule_ids), **facts)


def _envelope(act: Act, rule_ids: Sequence[str]) -> dict[str, Any]:
    return {
        "timestamp": act.recorded_at,
        "actor_id": act.actor_id,
        "actor_role": act.actor_role,
        "unit_uscc": act.unit_uscc,
        "legal_date": act.legal_date.isoformat(),
        "document_ref": act.document_ref,
        "rule_ids": list(rule_ids),
        "policy_version": act.policy_version,
        "grounds": rule_ids.as_text() if isinstance(rule_ids, Grounds) else "",
    }
