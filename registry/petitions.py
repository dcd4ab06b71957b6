"""Petitions on title matters (信访): received, taken up, given to one responsible person, concluded, closed.

Who petitions, and every free word about the case, is sealed under a key made for this case alone.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.aggregate import Aggregate
from domain.authority import AuthorityState, EvaluationAuthority
from domain.declaration import Declaration
from domain.declaration_events import DeclarationState
from domain.identity import petition_id
from domain.integrity import IntegrityRecord
from domain.petition import PetitionCase
from domain.petition_events import Channel, Subject
from domain.rules.petition import Consequence, FourChecks
from domain.title import EFFECTIVE, Title
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Reference, Role, Uscc, Words
from registry.errors import AlreadyExists, InvalidInput, NotFound

Account = Field(min_length=1, max_length=80, description="account, or person id of an applicant")


class RegisterPetition(Command):
    """Enter a petition into the ledger; who sent it and what it says are sealed at once."""

    case_no: Reference = Field(description="number in the ledger; it identifies the case for ever")
    channel: Channel
    subject: Subject = Field(description="what it is about, in one word that names nobody")
    received_on: date = Field(description="day on which it came in, Asia/Shanghai")
    petitioner: Words = Field(description="who petitions, and how to reach them")
    statement: Words = Field(description="what the petition says")
    target_id: str = Field(default="", max_length=80, description="account or person id that it is about, if any")
    target_unit: Uscc | Literal[""] = Field(default="", description="unit that it is about, if any")


class AcceptPetition(Command):
    """Take a petition up; its time of handling begins."""

    petition_id: UUID


class RefusePetition(Command):
    """Do not take a petition up, for a reason that the petitioner is told."""

    petition_id: UUID
    reason: Words


class AssignPetition(Command):
    """Make one person responsible for a petition until a day."""

    petition_id: UUID
    handler_id: str = Account
    handler_unit: Uscc
    due_on: date


class RecordPetitionFinding(Command):
    """Note what was found; only the handler may."""

    petition_id: UUID
    finding: Words


class ExtendPetition(Command):
    """Extend the time of handling, once and before it is over."""

    petition_id: UUID
    reason: Words = Field(description="why; without names, since it is not sealed")


class IssuePetitionOpinion(DocumentedCommand):
    """Conclude a petition: each of the four checks is answered, and all must be met."""

    petition_id: UUID
    substantiated: bool
    facts_clear: bool
    characterisation_accurate: bool
    handling_proper: bool
    procedure_complete: bool
    opinion: Words


class ReportPetition(DocumentedCommand):
    """Note that result and opinion went to the provincial department."""

    petition_id: UUID


class ClosePetition(Command):
    """Close a petition: its opinion was delivered, and what followed is finished."""

    petition_id: UUID
    delivered_on: date
    resulting_ids: tuple[UUID, ...] = Field(
        default=(), max_length=20, description="declarations, titles, integrity records or rights of evaluation"
    )
    no_action_reason: str = Field(default="", max_length=2000, description="where a substantiated case led to nothing")


class ReopenPetition(DocumentedCommand):
    """Look at a closed petition, or one that was not taken up, again; it is assigned anew."""

    petition_id: UUID


def register_petition(command: RegisterPetition, desk: Desk) -> PetitionCase:
    """Once a number."""
    if desk.work.find(PetitionCase, petition_id(command.case_no)) is not None:
        raise AlreadyExists(f"the petition {command.case_no}")
    desk.check_not_future(command.received_on)
    petitioner = desk.new_id()
    desk.privacy.admit(petitioner)
    case = PetitionCase.register(
        desk.act(command),
        case_no=command.case_no,
        channel=command.channel,
        subject=command.subject,
        received_on=command.received_on,
        petitioner_id=petitioner,
        sealed_petitioner=desk.privacy.seal(petitioner, "petitioner", command.petitioner),
        sealed_statement=desk.privacy.seal(petitioner, "statement", command.statement),
        target_id=command.target_id,
        target_unit=command.target_unit,
        policy=desk.policy,
    )
    return desk.work.add(case)


def accept_petition(command: AcceptPetition, desk: Desk) -> PetitionCase:
    """Taken up, late or in time."""
    case = _case(command.petition_id, desk)
    case.accept(desk.act(command), desk.policy)
    return case


def refuse_petition(command: RefusePetition, desk: Desk) -> PetitionCase:
    """Not taken up."""
    case = _case(command.petition_id, desk)
    case.refuse(desk.act(command), sealed_reason=desk.privacy.seal(case.petitioner_id, "reason", command.reason))
    return case


def assign_petition(command: AssignPetition, desk: Desk) -> PetitionCase:
    """One responsible person."""
    case = _case(command.petition_id, desk)
    case.assign(
        desk.act(command), handler_id=command.handler_id, handler_unit=command.handler_unit, due_on=command.due_on
    )
    return case


def record_petition_finding(command: RecordPetitionFinding, desk: Desk) -> PetitionCase:
    """The handler's note."""
    case = _case(command.petition_id, desk)
    field = finding_field(len(case.sealed_findings) + 1)
    case.record_finding(desk.act(command), sealed_finding=desk.privacy.seal(case.petitioner_id, field, command.finding))
    return case


def extend_petition(command: ExtendPetition, desk: Desk) -> PetitionCase:
    """The one extension."""
    case = _case(command.petition_id, desk)
    case.extend(desk.act(command), reason=command.reason, policy=desk.policy)
    return case


def issue_petition_opinion(command: IssuePetitionOpinion, desk: Desk) -> PetitionCase:
    """The handler's conclusion."""
    case = _case(command.petition_id, desk)
    case.issue_opinion(
        desk.act(command),
        substantiated=command.substantiated,
        checks=FourChecks(
            facts=command.facts_clear,
            characterisation=command.characterisation_accurate,
            handling=command.handling_proper,
            procedure=command.procedure_complete,
        ),
        sealed_opinion=desk.privacy.seal(case.petitioner_id, "opinion", command.opinion),
    )
    return case


def report_petition(command: ReportPetition, desk: Desk) -> PetitionCase:
    """Reported to the province."""
    case = _case(command.petition_id, desk)
    case.report(desk.act(command))
    return case


def close_petition(command: ClosePetition, desk: Desk) -> PetitionCase:
    """The closed loop: every consequence is looked up, none is believed."""
    desk.check_not_future(command.delivered_on)
    case = _case(command.petition_id, desk)
    case.close(
        desk.act(command),
        delivered_on=command.delivered_on,
        followed=[_consequence(one, desk) for one in dict.fromkeys(command.resulting_ids)],
        no_action_reason=command.no_action_reason,
    )
    return case


def reopen_petition(command: ReopenPetition, desk: Desk) -> PetitionCase:
    """Again from the assignment on."""
    case = _case(command.petition_id, desk)
    case.reopen(desk.act(command), desk.policy)
    return case


def finding_field(n: int) -> str:
    """The name under which the n-th finding is sealed, so that none can be put in another's place."""
    return f"finding-{n}"


def _case(case_id: UUID, desk: Desk) -> PetitionCase:
    case = desk.work.get(PetitionCase, case_id)
    desk.check_unit(case.office_uscc)
    return case


def _consequence(reference: UUID, desk: Desk) -> Consequence:
    match desk.work.find(Aggregate, reference):
        case None:
            raise NotFound(f"consequence {reference}")
        case Declaration() as declaration:
            ended = {DeclarationState.VETOED, DeclarationState.CANCELLED, DeclarationState.INVALIDATED}
            return Consequence(reference, declaration.state in ended)
        case Title() as title:
            return Consequence(reference, title.state not in EFFECTIVE)
        case IntegrityRecord() as record:
            return Consequence(reference, not record.annulled)
        case EvaluationAuthority() as authority:
            return Consequence(reference, authority.rectified or authority.state is AuthorityState.WITHDRAWN)
        case _:
            raise InvalidInput(
                "a petition leads to a veto, a revocation, an invalidation, a record or a rectification",
                code="not_a_consequence",
            )


_OFFICER = (Role.PETITION_OFFICER,)
_LEADING = (Role.PETITION_OFFICER, Role.PHRSS_ADMIN)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(RegisterPetition, register_petition, _OFFICER, ("R-PET-1", "R-PET-2")),
        CommandSpec(AcceptPetition, accept_petition, _OFFICER, ("R-PET-2",)),
        CommandSpec(RefusePetition, refuse_petition, _OFFICER, ("R-PET-2",)),
        CommandSpec(AssignPetition, assign_petition, _LEADING, ("R-PET-2", "R-PET-3")),
        CommandSpec(RecordPetitionFinding, record_petition_finding, _OFFICER, ("R-PET-2",)),
        CommandSpec(ExtendPetition, extend_petition, _LEADING, ("R-PET-2", "R-PET-3")),
        CommandSpec(IssuePetitionOpinion, issue_petition_opinion, _OFFICER, ("R-PET-2", "R-PET-4")),
        CommandSpec(ReportPetition, report_petition, _LEADING, ("R-PET-2", "R-PET-5")),
        CommandSpec(ClosePetition, close_petition, _OFFICER, ("R-PET-2", "R-PET-5")),
        CommandSpec(ReopenPetition, reopen_petition, _LEADING, ("R-PET-2",)),
    )
}
