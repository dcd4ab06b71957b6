"""What one person proposes so that another may decide (R-REV-2), where the law's own aggregate keeps no proposal."""

from enum import StrEnum
from typing import Self
from uuid import UUID, uuid5

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, wrong_state
from domain.identity import NAMESPACE
from domain.values import Cause


class ProposalKind(StrEnum):
    """What is proposed."""

    VETO = "VETO"
    INVALIDATION = "INVALIDATION"
    RECORD = "RECORD"


def proposal_id(kind: ProposalKind, subject_id: UUID) -> UUID:
    """The stream of all proposals of one kind about one subject, one after another."""
    return uuid5(NAMESPACE, f"proposal:{kind.value}:{subject_id}")


class Proposal(Aggregate):
    """Open, then carried or dropped; afterwards the same may be proposed again."""

    TOPIC = "Proposal"

    class Event(Aggregate.Event):
        """A fact of this proposal."""

    class Made(Event, AggregateCreated):
        """Somebody proposed it for the first time."""

        TOPIC = "ProposalMade"
        kind: str
        subject_id: UUID
        cause: str
        evidence_ref: str

    class MadeAgain(Event):
        """Somebody proposed it after an earlier proposal had ended."""

        TOPIC = "ProposalMadeAgain"
        cause: str
        evidence_ref: str

    class Carried(Event):
        """A second person decided as proposed."""

        TOPIC = "ProposalCarried"

    class Dropped(Event):
        """It was not pursued, by reasoned document."""

        TOPIC = "DecisionProposalDropped"

    @event(Made)
    def __init__(self, kind: str, subject_id: UUID, cause: str, evidence_ref: str, actor_id: str) -> None:
        self.kind = ProposalKind(kind)
        self.subject_id = subject_id
        self._open(cause, evidence_ref, actor_id)

    @classmethod
    def make(
        cls, act: Act, existing: Self | None, *, kind: ProposalKind, subject_id: UUID, cause: Cause, evidence_ref: str
    ) -> Self:
        """A proposal by the acting person; raises R-REV-2 where one is open already."""
        if existing is None:
            return cls._begin(
                cls.Made,
                proposal_id(kind, subject_id),
                act,
                ["R-REV-2"],
                kind=kind.value,
                subject_id=subject_id,
                cause=cause.value,
                evidence_ref=evidence_ref,
            )
        if existing.open:
            raise wrong_state("the proposal", "open", "a carried or dropped one", "R-REV-2")
        existing._record(cls.MadeAgain, act, ["R-REV-2"], cause=cause.value, evidence_ref=evidence_ref)  # noqa: SLF001 - its own class
        return existing

    def carry(self, act: Act) -> None:
        """Ends it as decided; the decider is another person than the proposer."""
        self._must_be_open()
        if act.actor_id == self.proposer_id:
            raise DomainError("rule_refused", "R-REV-2", "S3.4c", "who proposes does not decide")
        self._record(self.Carried, act, ["R-REV-2"])

    def drop(self, act: Act) -> None:
        """Ends it without effect, by document."""
        self._must_be_open()
        act.with_document("R-REV-1", "S3.6e")
        self._record(self.Dropped, act, ["R-REV-1"])

    def _must_be_open(self) -> None:
        if not self.open:
            raise wrong_state("the proposal", "ended", "an open one", "R-REV-2")

    def _open(self, cause: str, evidence_ref: str, proposer_id: str) -> None:
        self.open = True
        self.cause = Cause(cause)
        self.evidence_ref = evidence_ref
        self.proposer_id = proposer_id

    @event(MadeAgain)
    def _made_again(self, cause: str, evidence_ref: str, actor_id: str) -> None:
        self._open(cause, evidence_ref, actor_id)

    @event(Carried)
    def _carried(self) -> None:
        self.open = False

    @event(Dropped)
    def _dropped(self) -> None:
        self.open = False
