"""Open declarations looked at again when something about their person changed (R-ELIG-5, SC-04, SC-08)."""

from collections.abc import Sequence
from uuid import UUID

from domain.aggregate import Act
from domain.declaration import Declaration
from domain.declaration_events import UNDER_WAY
from domain.identity import annual_slot_id
from registry.command import Command, Commands, CommandSpec, Desk, Role
from registry.one_person import records_about, slots_of
from registry.standing import applicant_on


class RecheckDeclaration(Command):
    """Look again at an open declaration; where its person is no longer eligible, or on record, it ends here."""

    declaration_id: UUID


def recheck_declaration(command: RecheckDeclaration, desk: Desk) -> Declaration:
    """The facts of today decide; a declaration that still stands is left as it is."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    recheck(desk, desk.act(command), declaration)
    return declaration


def recheck_person(desk: Desk, act: Act, person_id: UUID) -> None:
    """Every open declaration of this natural person, of this season or of the one before, which may be postponed."""
    for season in _open_seasons(desk):
        for slot in slots_of(desk.work, person_id, season):
            held = desk.work.find(Declaration, slot.holder) if slot.holder else None
            if held is not None and held.state in UNDER_WAY:
                recheck(desk, act, held)


def look_ahead(desk: Desk, persons: Sequence[UUID]) -> None:
    """Fetch many persons and what they hold by one question each, before they are rechecked one by one."""
    desk.work.look_ahead(persons)
    desk.work.look_ahead(annual_slot_id(one, season) for one in persons for season in _open_seasons(desk))


def _open_seasons(desk: Desk) -> tuple[int, int]:
    this_year = desk.clock.today().year
    return this_year - 1, this_year


def recheck(desk: Desk, act: Act, declaration: Declaration) -> bool:
    """Whether the declaration was cancelled for what is known of its person today."""
    meeting = declaration.meeting_date
    return declaration.recheck(
        act,
        applicant_on(desk.work, declaration, desk.clock.today()),
        applicant_on(desk.work, declaration, meeting) if meeting else None,
        integrity=[record.facts() for record in records_about(desk.work, declaration.person_id)],
        policy=desk.policy,
    )


COMMANDS: Commands = {
    RecheckDeclaration.name: CommandSpec(
        RecheckDeclaration,
        recheck_declaration,
        (Role.COMMITTEE_OFFICE, Role.APPROVER, Role.PHRSS_ADMIN),
        ("R-ELIG-1", "R-ELIG-2", "R-ELIG-3", "R-ELIG-4", "R-ELIG-5", "R-INT-1"),
    ),
}
