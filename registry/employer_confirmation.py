"""An employer's own confirmation of a title from elsewhere: recorded by the employer, ended with the employment.

It stays inside the unit: no certificate, no public answer, no source of anything (R-CONF-3).
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.confirmation import EmployerConfirmation, EmployerConfirmationState
from domain.values import Level
from registry.command import Command, Commands, CommandSpec, Desk, Label, Role
from registry.confirmation_sources import (
    Check,
    Source,
    check_of,
    confirmers_of,
    employer_confirmations,
    employment_with,
    source_of,
    under,
)


class RecordEmployerConfirmation(Command):
    """Confirm, as the employer, a title from elsewhere for use inside this unit alone."""

    person_id: UUID
    source: Source
    check: Check
    level_used: Literal[411, 412, 420, 434, 435] = Field(description="by post and actual level; not above the source's")
    post: Label


def record_employer_confirmation(command: RecordEmployerConfirmation, desk: Desk) -> EmployerConfirmation:
    """By the employer itself, of its own people."""
    act = desk.act(command)
    confirmation = EmployerConfirmation.record(
        act,
        person_id=command.person_id,
        n=len(under(desk.work, EmployerConfirmation, command.person_id)) + 1,
        employment=employment_with(desk.work, command.person_id, act.unit_uscc, act.legal_date),
        source=source_of(command.source, desk),
        check=check_of(command.check, desk),
        evidence_sha256=command.check.evidence_sha256,
        level_used=Level(command.level_used),
        post=command.post,
        confirmers=confirmers_of(desk.work, command.person_id),
        policy=desk.policy,
    )
    return desk.work.add(confirmation)


def lapse_confirmations(desk: Desk, command: Command, person_id: UUID, uscc: str, last_day: date) -> None:
    """An employer's confirmations end with the employment, in its transaction (R-CONF-3)."""
    for confirmation in employer_confirmations(desk.work, person_id):
        if confirmation.employer_uscc == uscc and confirmation.state is EmployerConfirmationState.RECORDED:
            confirmation.lapse(desk.act(command), last_day=last_day)


COMMANDS: Commands = {
    RecordEmployerConfirmation.name: CommandSpec(
        RecordEmployerConfirmation,
        record_employer_confirmation,
        (Role.EMPLOYER_HR,),
        ("R-CONF-1", "R-CONF-2", "R-CONF-3", "R-CONF-4"),
    ),
}
