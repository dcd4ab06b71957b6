"""Taking a title away by two persons: title, certificate and integrity record fall in one transaction."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.aggregate import Act
from domain.certificate import Certificate
from domain.committee import EvaluationCommittee
from domain.identity import certificate_id
from domain.integrity import IntegrityRecord
from domain.title import Title
from domain.values import FRAUD_SET, Cause
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Reference, Role
from registry.one_person import records_of

RevocationCause = Literal[
    Cause.FRAUD,
    Cause.ACADEMIC_FRAUD,
    Cause.PLAGIARISM,
    Cause.RIGGING,
    Cause.ETHICS_BREACH,
    Cause.OTHER_IRREGULAR_MEANS,
    Cause.MULTIPLE_DECLARATION,
]


class ProposeRevocation(Command):
    """Propose that a title is taken away; it stays effective, and the public sees nothing, until a decision."""

    title_id: UUID
    cause: RevocationCause
    evidence_ref: Reference


class RecordStatement(DocumentedCommand):
    """Note that the holder was heard, or that the time to be heard has passed."""

    title_id: UUID
    heard: bool = Field(description="false: the holder let the time pass")


class DropProposal(DocumentedCommand):
    """Keep the title, by reasoned document."""

    title_id: UUID


class DecideRevocation(DocumentedCommand):
    """Take the title away. Another person than the proposer; the document's date is the decision date."""

    title_id: UUID


class RescindRevocation(DocumentedCommand):
    """Restore a title whose revocation was overturned; its certificates stay revoked, a new version may be issued."""

    title_id: UUID
    annul_records: bool = Field(default=True, description="annul the integrity records of the overturned decision")


class DeregisterTitle(DocumentedCommand):
    """Take a title off the register without fault of its holder."""

    title_id: UUID
    cause: Literal[Cause.DUPLICATE_REGISTRATION, Cause.DATA_ERROR, Cause.DEATH]


class CorrectDescriptiveData(DocumentedCommand):
    """Correct the spelling of a title's name; level, series and date never change."""

    title_id: UUID
    title_name: str = Field(min_length=1, max_length=40)


def propose_revocation(command: ProposeRevocation, desk: Desk) -> Title:
    """The first of two persons."""
    title = desk.work.get(Title, command.title_id)
    members = passed_by(title, desk)
    title.propose_revocation(
        desk.act(command), cause=command.cause, evidence_ref=command.evidence_ref, passed_by=members
    )
    return title


def record_statement(command: RecordStatement, desk: Desk) -> Title:
    """The hearing."""
    title = desk.work.get(Title, command.title_id)
    title.record_statement(desk.act(command), heard=command.heard)
    return title


def drop_proposal(command: DropProposal, desk: Desk) -> Title:
    """The title stays."""
    title = desk.work.get(Title, command.title_id)
    title.drop_proposal(desk.act(command))
    return title


def decide_revocation(command: DecideRevocation, desk: Desk) -> Title:
    """The second of two persons. A certificate falls even when it was only prepared and never signed."""
    title = desk.work.get(Title, command.title_id)
    act = desk.act(command)
    title.decide_revocation(act, passed_by=passed_by(title, desk))
    cause = title.cause
    if cause is not None:
        revoke_certificate(desk, act, title, cause)
    if cause in FRAUD_SET:
        desk.work.add(
            IntegrityRecord.open(
                act,
                person_id=title.person_id,
                n=len(records_of(desk.work, title.person_id)) + 1,
                cause=cause,
                proposer_id=title.proposer_id,
                related_title_ids=[title.id],
                policy=desk.policy,
            )
        )
    return title


def rescind_revocation(command: RescindRevocation, desk: Desk) -> Title:
    """The title stands again; the records of the overturned decision never were (R-INT-6)."""
    title = desk.work.get(Title, command.title_id)
    act = desk.act(command)
    title.rescind_revocation(act)
    if command.annul_records:
        for record in records_of(desk.work, title.person_id):
            if title.id in record.related_title_ids and not record.annulled:
                record.annul(act)
    return title


def deregister_title(command: DeregisterTitle, desk: Desk) -> Title:
    """Off the register from the decision on."""
    title = desk.work.get(Title, command.title_id)
    act = desk.act(command)
    title.deregister(act, cause=command.cause)
    revoke_certificate(desk, act, title, command.cause)
    return title


def correct_descriptive_data(command: CorrectDescriptiveData, desk: Desk) -> Title:
    """An official name in place of a wrong one."""
    title = desk.work.get(Title, command.title_id)
    desk.tables.check_title_name(command.title_name, title.series_code, int(title.level))
    title.correct_descriptive_data(desk.act(command), title_name=command.title_name)
    return title


def revoke_certificate(desk: Desk, act: Act, title: Title, cause: Cause) -> None:
    """End every version of the title's certificate, if it has one."""
    if title.certificate_no:
        desk.work.get(Certificate, certificate_id(title.certificate_no)).revoke(act, cause=cause.value)


def passed_by(title: Title, desk: Desk) -> frozenset[str]:
    """The committee that passed the file: none of its members may propose or decide (R-REV-2)."""
    if title.committee_id is None:
        return frozenset()
    return desk.work.get(EvaluationCommittee, title.committee_id).members


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(ProposeRevocation, propose_revocation, (Role.PHRSS_ADMIN, Role.ORGANISER), ("R-REV-1", "R-REV-2")),
        CommandSpec(RecordStatement, record_statement, _PHRSS, ("R-REV-1",)),
        CommandSpec(DropProposal, drop_proposal, _PHRSS, ("R-REV-1",)),
        CommandSpec(
            DecideRevocation,
            decide_revocation,
            _PHRSS,
            ("R-REV-1", "R-REV-2", "R-REV-3", "R-INT-2", "R-INT-3"),
            two_persons=True,
            publishes=True,
        ),
        CommandSpec(RescindRevocation, rescind_revocation, _PHRSS, ("R-REV-1", "R-INT-6"), publishes=True),
        CommandSpec(DeregisterTitle, deregister_title, _PHRSS, ("R-REV-3",), publishes=True),
        CommandSpec(CorrectDescriptiveData, correct_descriptive_data, _PHRSS, ("R-CERT-3",)),
    )
}
