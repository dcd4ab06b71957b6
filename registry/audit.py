"""What the office remembers about being asked: commands refused, idempotency keys, and whose data it opened to whom.

No personal data and nothing of a command's body stand here, only names, ids, codes and rule ids.
"""

import json
from collections.abc import Sequence
from typing import Self
from uuid import UUID, uuid5

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.finding import Finding
from domain.identity import NAMESPACE


class Refusal(Aggregate):
    """A refused command, in a stream of its own: an attempted bypass is evidence."""

    TOPIC = "Refusal"

    class Event(Aggregate.Event):
        """A fact of this refusal."""

    class CommandRefused(Event, AggregateCreated):
        """The command changed nothing; `about` are the ids it named, `findings` JSON of what the rules found."""

        TOPIC = "CommandRefused"
        command: str
        code: str
        rule_id: str
        clause: str
        about: list[str]
        findings: str

    @event(CommandRefused)
    def __init__(self, *, command: str, code: str, rule_id: str, clause: str, about: list[str], findings: str) -> None:
        self.command = command
        self.code = code
        self.rule_id = rule_id
        self.clause = clause
        self.about = tuple(about)
        self.findings = findings

    @classmethod
    def record(
        cls,
        act: Act,
        refusal_id: UUID,
        *,
        command: str,
        code: str,
        rule_id: str,
        clause: str,
        about: Sequence[str],
        findings: Sequence[Finding] = (),
    ) -> Self:
        """The refusal of one command."""
        failed = [f for f in findings if not f.holds]
        return cls._begin(
            cls.CommandRefused,
            refusal_id,
            act,
            sorted({f.rule_id for f in failed} | ({rule_id} if rule_id else set())),
            command=command,
            code=code,
            rule_id=rule_id,
            clause=clause,
            about=list(about),
            findings=json.dumps([findings_as_json(f) for f in failed], ensure_ascii=False),
        )


def findings_as_json(finding: Finding) -> dict[str, object]:
    """A finding as people and programs read it."""
    return {
        "rule_id": finding.rule_id,
        "outcome": finding.outcome.value,
        "clause": finding.clause,
        "facts": dict(finding.facts),
    }


def receipt_id(actor_id: str, idempotency_key: str) -> UUID:
    """The stream of an actor's idempotency key: a second use collides in the store."""
    return uuid5(NAMESPACE, f"receipt:{len(actor_id)}:{actor_id}:{idempotency_key}")


class CommandReceipt(Aggregate):
    """The answer to a command with an idempotency key, stored in the same transaction as what the command did."""

    TOPIC = "CommandReceipt"

    class Event(Aggregate.Event):
        """A fact of this receipt."""

    class Given(Event, AggregateCreated):
        """The command was carried out; `request` is a keyed digest of all it said."""

        TOPIC = "CommandReceiptGiven"
        command: str
        request: str
        result_id: UUID
        result_version: int

    @event(Given)
    def __init__(self, command: str, request: str, result_id: UUID, result_version: int) -> None:
        self.command = command
        self.request = request
        self.result_id = result_id
        self.result_version = result_version

    @classmethod
    def give(cls, act: Act, stream: UUID, *, command: str, request: str, result: Aggregate) -> Self:
        """A receipt for what `result` has become; to be stored after it."""
        return cls._begin(
            cls.Given,
            stream,
            act,
            command=command,
            request=request,
            result_id=result.id,
            result_version=result.version,
        )


class Disclosure(Aggregate):
    """Personal data that an answer opened to somebody else; its persons may see it (R-PRIV-5)."""

    TOPIC = "Disclosure"

    class Event(Aggregate.Event):
        """A fact of this disclosure."""

    class Made(Event, AggregateCreated):
        """The answer of a query showed the actor something about these persons that is not public."""

        TOPIC = "PersonalDataDisclosed"
        query: str
        purpose: str
        person_ids: list[str]

    @event(Made)
    def __init__(self, query: str, purpose: str, person_ids: list[str]) -> None:
        self.query = query
        self.purpose = purpose
        self.person_ids = tuple(person_ids)

    @classmethod
    def make(cls, act: Act, disclosure_id: UUID, *, query: str, purpose: str, person_ids: Sequence[UUID]) -> Self:
        """The record of one answer."""
        people = [str(person_id) for person_id in person_ids]
        return cls._begin(cls.Made, disclosure_id, act, ["R-PRIV-5"], query=query, purpose=purpose, person_ids=people)
