"""An inspection (巡查) before, during, after or across evaluation: who looked, at whom, and what was found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.identity import circular_id
from domain.rules.authority import r_auth_1_inspector


class InspectionKind(StrEnum):
    """The four kinds of S2.8c."""

    BEFORE = "BEFORE"
    DURING = "DURING"
    AFTER = "AFTER"
    COMPREHENSIVE = "COMPREHENSIVE"


@dataclass(frozen=True)
class Inspector:
    """An inspector's account and unit: of PHRSS, the education department, the health commission … (S2.8b)."""

    inspector_id: str
    unit_uscc: str


@dataclass(frozen=True)
class InspectionFinding:
    """One thing found: the clause it offends and what was seen, without personal data."""

    clause: str
    description: str
    on: date


class Inspection(Aggregate):
    """Looks at a delegated right, or at the office of a committee (S3.3c); findings are what an order may rest on."""

    TOPIC = "Inspection"

    class Event(Aggregate.Event):
        """A fact of this inspection."""

    class Opened(Event, AggregateCreated):
        """It was opened, with its inspectors."""

        TOPIC = "InspectionOpened"
        kind: str
        authority_id: UUID | None
        committee_id: UUID | None
        inspected_uscc: str
        inspectors: list[dict[str, str]]

    class FindingRecorded(Event):
        """An inspector found something."""

        TOPIC = "FindingRecorded"
        clause: str
        description: str

    class RectificationProposed(Event):
        """An inspector proposes that it is put right by a day; PHRSS orders."""

        TOPIC = "RectificationProposed"
        deadline: str

    class Closed(Event):
        """It is over."""

        TOPIC = "InspectionClosed"

    @event(Opened)
    def __init__(
        self,
        *,
        kind: str,
        authority_id: UUID | None,
        committee_id: UUID | None,
        inspected_uscc: str,
        inspectors: list[dict[str, str]],
    ) -> None:
        self.kind = InspectionKind(kind)
        self.authority_id = authority_id
        self.committee_id = committee_id
        self.inspected_uscc = inspected_uscc
        self.inspectors = {one["inspector_id"]: one["unit_uscc"] for one in inspectors}
        self.findings: tuple[InspectionFinding, ...] = ()
        self.proposed_deadline: date | None = None
        self.closed = False

    @classmethod
    def open(
        cls,
        act: Act,
        inspection_id: UUID,
        *,
        kind: InspectionKind,
        inspected_uscc: str,
        inspectors: Sequence[Inspector],
        authority_id: UUID | None = None,
        committee_id: UUID | None = None,
        members: Collection[str] = (),
    ) -> Self:
        """Opens an inspection by independent inspectors. `members`: who sits on an inspected committee."""
        if (authority_id is None) == (committee_id is None):
            raise DomainError("invalid_value", "R-AUTH-1", "S2.8a", "an inspection looks at one right or one committee")
        by_account = {one.inspector_id: one.unit_uscc for one in inspectors}
        if len(by_account) != len(inspectors):
            raise DomainError("invalid_value", "R-AUTH-1", "S2.8b", "an inspector is named once")
        return cls._begin(
            cls.Opened,
            inspection_id,
            act,
            require([r_auth_1_inspector(by_account, inspected_uscc, members)]),
            kind=kind.value,
            authority_id=authority_id,
            committee_id=committee_id,
            inspected_uscc=inspected_uscc,
            inspectors=[{"inspector_id": who, "unit_uscc": unit} for who, unit in by_account.items()],
        )

    def record_finding(self, act: Act, *, clause: str, description: str) -> None:
        """What one of the inspectors found, acting for the unit that sent them."""
        self._inspecting(act)
        self._record(self.FindingRecorded, act, ["R-AUTH-1"], clause=clause, description=description)

    def propose_rectification(self, act: Act, *, deadline: date) -> None:
        """An inspector's proposal, on findings of this inspection."""
        self._inspecting(act)
        if not self.findings or deadline < act.legal_date:
            raise DomainError("rule_refused", "R-AUTH-1", "S2.8d", "a proposal names findings and a day to come")
        self._record(self.RectificationProposed, act, ["R-AUTH-1"], deadline=deadline.isoformat())

    def close(self, act: Act) -> None:
        """Ends it; its findings stay."""
        self._open()
        self._record(self.Closed, act)

    def _inspecting(self, act: Act) -> None:
        self._open()
        if self.inspectors.get(act.actor_id) != act.unit_uscc:
            raise DomainError("rule_refused", "R-AUTH-1", "S2.8a", "only a named inspector of this inspection records")

    def _open(self) -> None:
        if self.closed:
            raise wrong_state("the inspection", "closed", "an open one", "R-AUTH-1")

    @event(FindingRecorded)
    def _finding_recorded(self, clause: str, description: str, legal_date: str) -> None:
        found = InspectionFinding(clause, description, date.fromisoformat(legal_date))
        self.findings = (*self.findings, found)

    @event(RectificationProposed)
    def _rectification_proposed(self, deadline: str) -> None:
        self.proposed_deadline = date.fromisoformat(deadline)

    @event(Closed)
    def _closed(self) -> None:
        self.closed = True


class Circular(Aggregate):
    """A notice (通报) by document to the units it names (S2.8e, S3.2c)."""

    TOPIC = "Circular"

    class Event(Aggregate.Event):
        """A fact of this circular."""

    class Issued(Event, AggregateCreated):
        """It was sent."""

        TOPIC = "CircularIssued"
        units: list[str]
        text: str

    @event(Issued)
    def __init__(self, *, units: list[str], text: str, document_ref: str) -> None:
        self.units = frozenset(units)
        self.text = text
        self.document_ref = document_ref

    @classmethod
    def issue(cls, act: Act, *, units: Sequence[str], text: str) -> Self:
        """Sends a circular; its document identifies it, so that it is sent once."""
        document = act.with_document("R-AUTH-1", "S2.8e")
        if not units or not text.strip():
            raise DomainError("invalid_value", "R-AUTH-1", "S2.8e", "a circular names its units and says something")
        return cls._begin(cls.Issued, circular_id(document), act, ["R-AUTH-1"], units=sorted(set(units)), text=text)
