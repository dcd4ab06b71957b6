"""One change of the policy: proposed with the whole document, adopted by a second person, in force from a legal date.

Which version applies to an act is decided by the act's own legal date, however late it is entered.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from itertools import count
from typing import Self
from uuid import UUID, uuid5

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.identity import NAMESPACE
from domain.policy import Policy
from domain.rules.revocation import r_rev_2
from registry.application import Reader
from registry.policy import PolicyDocument


class PolicyChangeState(StrEnum):
    """What became of the proposal."""

    PROPOSED = "PROPOSED"
    ADOPTED = "ADOPTED"
    DROPPED = "DROPPED"


def policy_change_id(n: int) -> UUID:
    """The n-th change, n = 1, 2, … without gaps."""
    return uuid5(NAMESPACE, f"policy-change:{n}")


class PolicyChange(Aggregate):
    """A version of the policy document; once adopted it stays, and only a later version replaces it."""

    TOPIC = "PolicyChange"

    class Event(Aggregate.Event):
        """A fact of this change."""

    class Proposed(Event, AggregateCreated):
        """Somebody proposed a whole new document."""

        TOPIC = "PolicyChangeProposed"
        n: int
        number: int
        document: str
        document_sha256: str
        reason: str

    class Adopted(Event):
        """A second person adopted it by a decision; it is in force from the decision's legal date."""

        TOPIC = "PolicyChangeAdopted"
        number: int
        document: str
        document_sha256: str

    class Dropped(Event):
        """It was not pursued."""

        TOPIC = "PolicyChangeDropped"

    @event(Proposed)
    def __init__(self, *, n: int, number: int, document: str, document_sha256: str, actor_id: str, reason: str) -> None:
        self.n = n
        self.number = number
        self.document = document
        self.document_sha256 = document_sha256
        self.proposer_id = actor_id
        self.reason = reason
        self.state = PolicyChangeState.PROPOSED
        self.in_force_from: date | None = None
        self.document_no = ""

    @classmethod
    def propose(cls, act: Act, *, n: int, number: int, document: str, reason: str) -> Self:
        """The n-th change, which would make `document` the policy with this version number."""
        digest = sha256(document.encode()).hexdigest()
        facts = {"n": n, "number": number, "document": document, "document_sha256": digest, "reason": reason}
        return cls._begin(cls.Proposed, policy_change_id(n), act, ["R-REV-2"], **facts)

    def adopt(self, act: Act, *, document_sha256: str, not_before: date | None) -> None:
        """Puts it in force from the act's legal date.

        Refused to whoever proposed it (R-REV-2), for a document other than the one that was read (`document_sha256`),
        and where it would precede the version before it (`not_before`).
        """
        self._must_be_open()
        act.with_document("R-REV-2", "S4.1")
        if document_sha256 != self.document_sha256:
            raise DomainError("invalid_value", "R-REV-2", "S4.1", "this is not the hash of the proposed document")
        if not_before is not None and act.legal_date < not_before:
            raise DomainError("invalid_value", "", "S4.1", f"the version before is in force from {not_before} only")
        grounds = require([r_rev_2(act.actor_id, self.proposer_id, "")])
        facts = {"number": self.number, "document": self.document, "document_sha256": self.document_sha256}
        self._record(self.Adopted, act, grounds, **facts)

    def refuse_another(self) -> None:
        """Raises `wrong_state` while this one is open: of two open documents nobody knows which is meant."""
        if self.state is PolicyChangeState.PROPOSED:
            raise wrong_state("the change of policy before", self.state, "ADOPTED or DROPPED")

    def drop(self, act: Act) -> None:
        """Ends the proposal without effect."""
        self._must_be_open()
        self._record(self.Dropped, act)

    def _must_be_open(self) -> None:
        if self.state is not PolicyChangeState.PROPOSED:
            raise wrong_state("the change of policy", self.state, "PROPOSED")

    @event(Adopted)
    def _adopted(self, legal_date: str, document_ref: str) -> None:
        self.state = PolicyChangeState.ADOPTED
        self.in_force_from = date.fromisoformat(legal_date)
        self.document_no = document_ref

    @event(Dropped)
    def _dropped(self) -> None:
        self.state = PolicyChangeState.DROPPED


def changes_of(work: Reader) -> Iterator[PolicyChange]:
    """All changes in the order in which they were proposed."""
    for n in count(1):
        change = work.find(PolicyChange, policy_change_id(n))
        if change is None:
            return
        yield change


def adopted_on(work: Reader, on: date) -> PolicyChange | None:
    """The newest change that is in force on a legal date; None before the first."""
    newest = None
    for change in changes_of(work):
        if change.in_force_from is not None and change.in_force_from <= on:
            newest = change
    return newest


def policy_on(work: Reader, shipped: PolicyDocument, on: date) -> Policy:
    """The thresholds that apply on a legal date; `shipped` is what the office began with."""
    change = adopted_on(work, on)
    return shipped.for_the_law() if change is None else _law(change.document)


def document_on(work: Reader, shipped: PolicyDocument, on: date) -> PolicyDocument:
    """The whole document that is in force on a legal date."""
    change = adopted_on(work, on)
    return shipped if change is None else PolicyDocument.model_validate_json(change.document)


@lru_cache(maxsize=64)
def _law(document: str) -> Policy:
    return PolicyDocument.model_validate_json(document).for_the_law()
