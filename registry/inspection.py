"""Inspections of delegated rights and committee offices: opened, what was found, and the circulars that tell of it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.authority import EvaluationAuthority
from domain.committee import EvaluationCommittee
from domain.identity import circular_id
from domain.inspection import Circular, Inspection, InspectionKind, Inspector
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Role, Uscc, Words
from registry.errors import AlreadyExists

Clause = Annotated[str, Field(pattern=r"^(S\d\.\d{1,2}[a-n]?|R-[A-Z]{2,6}-\d{1,2})$", description="clause or rule")]


class NamedInspector(BaseModel):
    """Who inspects, sent by which unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inspector_id: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00]+$", description="the inspector's account")
    unit_uscc: Uscc


class OpenInspection(DocumentedCommand):
    """Open an inspection of a delegated right or of a committee's office; several units may send inspectors."""

    kind: InspectionKind
    subject: Literal["AUTHORITY", "COMMITTEE"]
    subject_id: UUID
    inspectors: tuple[NamedInspector, ...] = Field(min_length=1, max_length=20)


class RecordFinding(Command):
    """Record what was found, without personal data; by an inspector of this inspection."""

    inspection_id: UUID
    offended_clause: Clause
    description: Words


class ProposeRectification(Command):
    """Propose that the findings are put right by a day."""

    inspection_id: UUID
    deadline: date


class CloseInspection(Command):
    """End an inspection; its findings stay."""

    inspection_id: UUID


class IssueCircular(DocumentedCommand):
    """Tell units what was found or decided."""

    units: tuple[Uscc, ...] = Field(min_length=1, max_length=500)
    text: Words


def open_inspection(command: OpenInspection, desk: Desk) -> Inspection:
    """Independent inspectors only."""
    inspectors = [Inspector(one.inspector_id, one.unit_uscc) for one in command.inspectors]
    act, new_id = desk.act(command), desk.new_id()
    if command.subject == "AUTHORITY":
        authority = desk.work.get(EvaluationAuthority, command.subject_id)
        opened = Inspection.open(
            act,
            new_id,
            kind=command.kind,
            inspected_uscc=authority.holder_uscc,
            inspectors=inspectors,
            authority_id=authority.id,
        )
    else:
        committee = desk.work.get(EvaluationCommittee, command.subject_id)
        opened = Inspection.open(
            act,
            new_id,
            kind=command.kind,
            inspected_uscc=committee.organiser_uscc,
            inspectors=inspectors,
            committee_id=committee.id,
            members=committee.members,
        )
    return desk.work.add(opened)


def record_finding(command: RecordFinding, desk: Desk) -> Inspection:
    """By one of its inspectors."""
    inspection = desk.work.get(Inspection, command.inspection_id)
    inspection.record_finding(desk.act(command), clause=command.offended_clause, description=command.description)
    return inspection


def propose_rectification(command: ProposeRectification, desk: Desk) -> Inspection:
    """By one of its inspectors; PHRSS orders."""
    inspection = desk.work.get(Inspection, command.inspection_id)
    inspection.propose_rectification(desk.act(command), deadline=command.deadline)
    return inspection


def close_inspection(command: CloseInspection, desk: Desk) -> Inspection:
    """Ends it."""
    inspection = desk.work.get(Inspection, command.inspection_id)
    inspection.close(desk.act(command))
    return inspection


def issue_circular(command: IssueCircular, desk: Desk) -> Circular:
    """Once a document."""
    if desk.work.find(Circular, circular_id(command.document_ref)) is not None:
        raise AlreadyExists(f"the circular {command.document_ref}")
    return desk.work.add(Circular.issue(desk.act(command), units=command.units, text=command.text))


_PHRSS = (Role.PHRSS_ADMIN,)
_ORDER = ("R-AUTH-1",)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(OpenInspection, open_inspection, _PHRSS, _ORDER),
        CommandSpec(RecordFinding, record_finding, (Role.INSPECTOR,), _ORDER),
        CommandSpec(ProposeRectification, propose_rectification, (Role.INSPECTOR,), _ORDER),
        CommandSpec(CloseInspection, close_inspection, _PHRSS, _ORDER),
        CommandSpec(IssueCircular, issue_circular, _PHRSS, _ORDER),
    )
}
