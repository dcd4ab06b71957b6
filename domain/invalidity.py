"""A decision that a set of results is void (S3.2c): proposed by one person, declared by another, then one by one."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.rules.revocation import r_inv_1, r_rev_2
from domain.values import INVALIDITY_CAUSES, Cause


class InvalidityState(StrEnum):
    """Where a decision stands."""

    PROPOSED = "PROPOSED"
    DECLARED = "DECLARED"
    DROPPED = "DROPPED"


class InvalidResults(Aggregate):
    """The set and its cause are fixed by the proposal: nobody adds a name between the two persons."""

    TOPIC = "InvalidResults"

    class Event(Aggregate.Event):
        """A fact of this decision."""

    class Proposed(Event, AggregateCreated):
        """Somebody proposed that these results are void."""

        TOPIC = "ResultsInvalidityProposed"
        declaration_ids: list[UUID]
        cause: str
        evidence_ref: str

    class Declared(Event):
        """A second person declared them void; one `ResultInvalidated` follows for each, in the same transaction."""

        TOPIC = "ResultsDeclaredInvalid"
        declaration_ids: list[UUID]
        cause: str
        proposer_id: str

    class Dropped(Event):
        """Nothing follows, by reasoned document."""

        TOPIC = "ResultsInvalidityDropped"

    @event(Proposed)
    def __init__(self, *, declaration_ids: list[UUID], cause: str, evidence_ref: str, actor_id: str) -> None:
        self.declaration_ids = tuple(declaration_ids)
        self.cause = Cause(cause)
        self.evidence_ref = evidence_ref
        self.proposer_id = actor_id
        self.state = InvalidityState.PROPOSED

    @classmethod
    def propose(
        cls, act: Act, decision_id: UUID, *, declaration_ids: Sequence[UUID], cause: Cause, evidence_ref: str
    ) -> Self:
        """Proposes a set; a cause about the person instead of the procedure is refused (R-INV-1)."""
        if cause not in INVALIDITY_CAUSES or not evidence_ref.strip():
            raise DomainError("rule_refused", "R-INV-1", "S3.2c", "a void result has a procedural cause and evidence")
        if not declaration_ids or len(set(declaration_ids)) != len(declaration_ids):
            raise DomainError("invalid_value", "R-INV-1", "S3.2c", "a set names every result once")
        return cls._begin(
            cls.Proposed,
            decision_id,
            act,
            ["R-INV-1"],
            declaration_ids=list(declaration_ids),
            cause=cause.value,
            evidence_ref=evidence_ref,
        )

    def declare(self, act: Act, *, passed_by: Collection[str] = ()) -> None:
        """Declares by document. `passed_by`: members of the committees that passed the files (R-REV-2)."""
        self._proposed()
        rules = require([r_inv_1(self.cause, act.document_ref), r_rev_2(act.actor_id, self.proposer_id, "", passed_by)])
        self._record(
            self.Declared,
            act,
            rules,
            declaration_ids=list(self.declaration_ids),
            cause=self.cause.value,
            proposer_id=self.proposer_id,
        )

    def drop(self, act: Act) -> None:
        """Leaves the results as they are, by reasoned document."""
        self._proposed()
        act.with_document("R-INV-1", "S3.2c")
        self._record(self.Dropped, act, ["R-INV-1"])

    def _proposed(self) -> None:
        if self.state is not InvalidityState.PROPOSED:
            raise wrong_state("the decision", self.state, "PROPOSED", "R-INV-1")

    @event(Declared)
    def _declared(self) -> None:
        self.state = InvalidityState.DECLARED

    @event(Dropped)
    def _dropped(self) -> None:
        self.state = InvalidityState.DROPPED
