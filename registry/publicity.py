"""Five working days in public, twice: at the unit and for the result. A posting hangs from the day it is started."""

from uuid import UUID

from pydantic import Field

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.declaration_events import DeclarationState
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Role


class StartUnitPublicity(Command):
    """Post name, unit and declared title at the unit, today."""

    declaration_id: UUID


class CompleteUnitPublicity(Command):
    """End the unit's posting, from the day after its fifth working day."""

    declaration_id: UUID


class StartResultPublicity(Command):
    """Post the result, today."""

    declaration_id: UUID


class CompleteResultPublicity(Command):
    """End the posting of the result, from the day after its fifth working day."""

    declaration_id: UUID


class InterruptPublicity(Command):
    """Note that the posting came down; it starts again from zero."""

    declaration_id: UUID


class FileObjection(DocumentedCommand):
    """Enter an objection that came in during the posting; it stops this person only."""

    declaration_id: UUID
    objection_id: UUID = Field(description="id under which the objection is kept")


class ResolveObjection(DocumentedCommand):
    """Answer an objection by document; an upheld one keeps the declaration stopped."""

    declaration_id: UUID
    objection_id: UUID
    upheld: bool


def start_unit_publicity(command: StartUnitPublicity, desk: Desk) -> Declaration:
    """The applicant's own unit posts."""
    declaration = _at_unit(command.declaration_id, desk)
    declaration.start_unit_publicity(desk.act(command), desk.calendar, desk.policy)
    return declaration


def complete_unit_publicity(command: CompleteUnitPublicity, desk: Desk) -> Declaration:
    """The applicant's own unit ends its posting."""
    declaration = _at_unit(command.declaration_id, desk)
    declaration.complete_unit_publicity(desk.act(command), desk.calendar, desk.policy)
    return declaration


def start_result_publicity(command: StartResultPublicity, desk: Desk) -> Declaration:
    """The committee's organiser posts."""
    declaration = _at_organiser(command.declaration_id, desk)
    declaration.start_result_publicity(desk.act(command), desk.calendar, desk.policy)
    return declaration


def complete_result_publicity(command: CompleteResultPublicity, desk: Desk) -> Declaration:
    """The committee's organiser ends its posting."""
    declaration = _at_organiser(command.declaration_id, desk)
    declaration.complete_result_publicity(desk.act(command), desk.calendar, desk.policy)
    return declaration


def interrupt_publicity(command: InterruptPublicity, desk: Desk) -> Declaration:
    """Whoever posted it notes that it came down."""
    declaration = _at_poster(command.declaration_id, desk)
    declaration.interrupt_publicity(desk.act(command))
    return declaration


def file_objection(command: FileObjection, desk: Desk) -> Declaration:
    """An objection is entered by whoever posted, or by the petition office."""
    if desk.role is Role.PETITION_OFFICER:
        declaration = desk.work.get(Declaration, command.declaration_id)
    else:
        declaration = _at_poster(command.declaration_id, desk)
    declaration.file_objection(desk.act(command), command.objection_id, desk.calendar, desk.policy)
    return declaration


def resolve_objection(command: ResolveObjection, desk: Desk) -> Declaration:
    """An objection is answered by whoever posted."""
    declaration = _at_poster(command.declaration_id, desk)
    declaration.resolve_objection(desk.act(command), command.objection_id, upheld=command.upheld)
    return declaration


def _at_unit(declaration_id: UUID, desk: Desk) -> Declaration:
    declaration = desk.work.get(Declaration, declaration_id)
    if declaration.chain:
        desk.check_unit(declaration.chain[0].unit_uscc)
    return declaration


def _at_organiser(declaration_id: UUID, desk: Desk) -> Declaration:
    declaration = desk.work.get(Declaration, declaration_id)
    desk.check_unit(desk.work.get(EvaluationCommittee, declaration.committee_id).organiser_uscc)
    return declaration


def _at_poster(declaration_id: UUID, desk: Desk) -> Declaration:
    declaration = desk.work.get(Declaration, declaration_id)
    at_unit = declaration.state is DeclarationState.UNIT_REVIEWED
    return _at_unit(declaration_id, desk) if at_unit else _at_organiser(declaration_id, desk)


_UNIT = (Role.EMPLOYER_HR, Role.AGENCY)
_COMMITTEE = (Role.COMMITTEE_OFFICE, Role.ORGANISER)
_POSTERS = (*_UNIT, *_COMMITTEE)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(StartUnitPublicity, start_unit_publicity, _UNIT, ("R-PUB-1", "R-PUB-3")),
        CommandSpec(CompleteUnitPublicity, complete_unit_publicity, _UNIT, ("R-PUB-1", "R-PUB-2", "R-PUB-4")),
        CommandSpec(StartResultPublicity, start_result_publicity, _COMMITTEE, ("R-PUB-1", "R-PUB-3")),
        CommandSpec(CompleteResultPublicity, complete_result_publicity, _COMMITTEE, ("R-PUB-1", "R-PUB-2", "R-PUB-4")),
        CommandSpec(InterruptPublicity, interrupt_publicity, _POSTERS, ("R-PUB-4",)),
        CommandSpec(FileObjection, file_objection, (*_POSTERS, Role.PETITION_OFFICER), ("R-PUB-4",)),
        CommandSpec(ResolveObjection, resolve_objection, _POSTERS, ("R-PUB-4",)),
    )
}
