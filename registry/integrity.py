"""The integrity file beyond revocation: records opened by a decision of their own, reviewed, annulled."""

from uuid import UUID

from domain.integrity import IntegrityRecord
from domain.person import Person
from registry.cancellation import FraudCause
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Reference, Role
from registry.errors import Forbidden
from registry.one_person import records_of
from registry.proposals import Proposal, ProposalKind, proposal_id


class ProposeRecord(Command):
    """Propose that a person is put on the integrity file."""

    person_id: UUID
    cause: FraudCause
    evidence_ref: Reference


class OpenRecord(DocumentedCommand):
    """Decide a proposed record; it runs three years from the date of the document."""

    person_id: UUID


class RequestReview(Command):
    """Ask that one's own record is looked at again."""

    record_id: UUID


class UpholdRecord(DocumentedCommand):
    """End a review without change."""

    record_id: UUID


class AnnulRecord(DocumentedCommand):
    """Take a record away from its start, because its decision was overturned."""

    record_id: UUID


class MarkExpired(Command):
    """Note that a record's last day has passed; nothing depends on it."""

    record_id: UUID


def propose_record(command: ProposeRecord, desk: Desk) -> Proposal:
    """The first of two persons."""
    person = desk.work.get(Person, command.person_id)
    existing = desk.work.find(Proposal, proposal_id(ProposalKind.RECORD, person.id))
    proposal = Proposal.make(
        desk.act(command),
        existing,
        kind=ProposalKind.RECORD,
        subject_id=person.id,
        cause=command.cause,
        evidence_ref=command.evidence_ref,
    )
    return desk.work.add(proposal)


def open_record(command: OpenRecord, desk: Desk) -> IntegrityRecord:
    """The second of two persons."""
    person = desk.work.get(Person, command.person_id)
    proposal = desk.work.get(Proposal, proposal_id(ProposalKind.RECORD, person.id))
    act = desk.act(command)
    proposal.carry(act)
    record = IntegrityRecord.open(
        act,
        person_id=person.id,
        n=len(records_of(desk.work, person.id)) + 1,
        cause=proposal.cause,
        proposer_id=proposal.proposer_id,
        policy=desk.policy,
    )
    return desk.work.add(record)


def request_review(command: RequestReview, desk: Desk) -> IntegrityRecord:
    """The subject's own request."""
    record = desk.work.get(IntegrityRecord, command.record_id)
    if record.person_id != desk.applicant_id():
        raise Forbidden("this is the record of another person", code="not_own")
    record.request_review(desk.act(command))
    return record


def uphold_record(command: UpholdRecord, desk: Desk) -> IntegrityRecord:
    """The record stands."""
    record = desk.work.get(IntegrityRecord, command.record_id)
    record.uphold(desk.act(command))
    return record


def annul_record(command: AnnulRecord, desk: Desk) -> IntegrityRecord:
    """The record never was (R-INT-6)."""
    record = desk.work.get(IntegrityRecord, command.record_id)
    record.annul(desk.act(command))
    return record


def mark_expired(command: MarkExpired, desk: Desk) -> IntegrityRecord:
    """Bookkeeping."""
    record = desk.work.get(IntegrityRecord, command.record_id)
    record.mark_expired(desk.act(command))
    return record


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(ProposeRecord, propose_record, _PHRSS, ("R-REV-2",)),
        CommandSpec(
            OpenRecord, open_record, _PHRSS, ("R-INT-2", "R-INT-3", "R-REV-2"), two_persons=True, publishes=True
        ),
        CommandSpec(RequestReview, request_review, (Role.APPLICANT,)),
        CommandSpec(UpholdRecord, uphold_record, _PHRSS, ("R-INT-6",)),
        CommandSpec(AnnulRecord, annul_record, _PHRSS, ("R-INT-6",), publishes=True),
        CommandSpec(MarkExpired, mark_expired, _PHRSS, ("R-INT-5",)),
    )
}
