"""How a declaration ends against its applicant: veto, multiple declaration, a void result. Most need two persons."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.aggregate import Act
from domain.annual_slot import AnnualSlot
from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.declaration_events import UNDER_WAY, DeclarationState
from domain.errors import DomainError
from domain.identity import title_id_for
from domain.integrity import IntegrityRecord
from domain.title import Title
from domain.title_events import TitleState
from domain.values import Cause
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Reference, Role
from registry.errors import InvalidInput
from registry.one_person import ids_of, records_of, slots_of
from registry.proposals import Proposal, ProposalKind, proposal_id
from registry.revocation import passed_by, revoke_certificate

FraudCause = Literal[
    Cause.FRAUD,
    Cause.ACADEMIC_FRAUD,
    Cause.PLAGIARISM,
    Cause.RIGGING,
    Cause.ETHICS_BREACH,
    Cause.OTHER_IRREGULAR_MEANS,
]
InvalidityCause = Literal[Cause.PROCEDURE, Cause.CROSS_YEAR, Cause.OUT_OF_SCOPE, Cause.NOT_ENTRUSTED]


class ProposeVeto(Command):
    """Propose that an established fraud or breach of ethics ends a declaration."""

    declaration_id: UUID
    cause: FraudCause
    evidence_ref: Reference


class VetoDeclaration(DocumentedCommand):
    """Decide a proposed veto: the declaration ends, whatever the vote, and an integrity record opens (AMB-14)."""

    declaration_id: UUID


class ProposeInvalidation(Command):
    """Propose that recommendation and result of a declaration are void."""

    declaration_id: UUID
    cause: InvalidityCause
    evidence_ref: Reference


class InvalidateResult(DocumentedCommand):
    """Decide a proposed invalidation; a title already granted falls with it, without an integrity record."""

    declaration_id: UUID


class DropDecisionProposal(DocumentedCommand):
    """Drop a proposed veto, invalidation or record, by reasoned document."""

    kind: ProposalKind
    subject_id: UUID = Field(description="declaration, or person for a record")


class CancelForMultiple(DocumentedCommand):
    """End every declaration of a person's year; titles already obtained are proposed for revocation.

    One is enough where the other was made on paper or in another channel: the document says where.
    """

    declaration_ids: tuple[UUID, ...] = Field(min_length=1, max_length=10, description="all that this registry has")


def propose_veto(command: ProposeVeto, desk: Desk) -> Declaration:
    """The first of two persons."""
    return _propose(ProposalKind.VETO, command, desk)


def veto_declaration(command: VetoDeclaration, desk: Desk) -> Declaration:
    """The second of two persons; veto and record are stored together."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    proposal = desk.work.get(Proposal, proposal_id(ProposalKind.VETO, declaration.id))
    act = desk.act(command)
    proposal.carry(act)
    declaration.veto(act, cause=proposal.cause)
    desk.work.add(
        IntegrityRecord.open(
            act,
            person_id=declaration.person_id,
            n=len(records_of(desk.work, declaration.person_id)) + 1,
            cause=proposal.cause,
            proposer_id=proposal.proposer_id,
            policy=desk.policy,
        )
    )
    return declaration


def propose_invalidation(command: ProposeInvalidation, desk: Desk) -> Declaration:
    """The first of two persons."""
    return _propose(ProposalKind.INVALIDATION, command, desk)


def invalidate_result(command: InvalidateResult, desk: Desk) -> Declaration:
    """The second of two persons; result, title and certificate fall together (R-INV-1)."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    proposal = desk.work.get(Proposal, proposal_id(ProposalKind.INVALIDATION, declaration.id))
    act = desk.act(command)
    proposal.carry(act)
    void_result(desk, act, declaration, proposal.cause, proposal.proposer_id)
    return declaration


def void_result(desk: Desk, act: Act, declaration: Declaration, cause: Cause, proposer_id: str) -> None:
    """A result falls, and with it the title that rests on it and its certificate; a fallen title stays as it fell."""
    approved = declaration.state is DeclarationState.APPROVED
    declaration.invalidate(act, cause=cause, proposer_id=proposer_id)
    if not approved:
        return
    title = desk.work.get(Title, title_id_for(declaration.id))
    if title.effective:
        title.invalidate(act, cause=cause, proposer_id=proposer_id, passed_by=passed_by(title, desk))
        revoke_certificate(desk, act, title, cause)


def drop_decision_proposal(command: DropDecisionProposal, desk: Desk) -> Proposal:
    """Nothing follows from the proposal."""
    proposal = desk.work.get(Proposal, proposal_id(command.kind, command.subject_id))
    proposal.drop(desk.act(command))
    return proposal


def cancel_for_multiple(command: CancelForMultiple, desk: Desk) -> AnnualSlot:
    """Everything one natural person handed in for one season falls at once, named or not (R-ONE-2)."""
    named = [desk.work.get(Declaration, one) for one in command.declaration_ids]
    persons, seasons = {ids_of(desk.work, d.person_id) for d in named}, {d.season for d in named}
    if len(persons) != 1 or len(seasons) != 1:
        raise InvalidInput("these are declarations of several persons or seasons", code="not_of_one_person")
    slots = slots_of(desk.work, named[0].person_id, named[0].season)
    if not slots:
        raise DomainError("wrong_state", "R-ONE-2", "S3.6d", "none of these declarations was handed in")
    end_all(desk, desk.act(command), slots, [declaration.id for declaration in named])
    return slots[0]


def end_all(desk: Desk, act: Act, slots: Sequence[AnnualSlot], further: Sequence[UUID] = ()) -> None:
    """Bar the season; cancel what is under way, propose to revoke what was granted; what ended before stays ended."""
    for slot in slots:
        slot.bar(act)
    held = [slot.holder for slot in slots if slot.holder is not None]
    for one in dict.fromkeys([*held, *further]):
        declaration = desk.work.find(Declaration, one)
        if declaration is None:
            continue
        if declaration.state in UNDER_WAY:
            declaration.cancel_for_multiple(act)
        elif declaration.state is DeclarationState.APPROVED:
            _propose_to_revoke(desk, act, desk.work.get(Title, title_id_for(declaration.id)))


def _propose_to_revoke(desk: Desk, act: Act, title: Title) -> None:
    """In principle it is revoked; to keep it takes a reasoned document (S3.6e)."""
    if title.state is TitleState.GRANTED:
        title.propose_revocation(
            act,
            cause=Cause.MULTIPLE_DECLARATION,
            evidence_ref=act.document_ref,
            passed_by=passed_by(title, desk),
        )


def _propose(kind: ProposalKind, command: ProposeVeto | ProposeInvalidation, desk: Desk) -> Declaration:
    declaration = desk.work.get(Declaration, command.declaration_id)
    if desk.role is Role.ORGANISER:
        desk.check_unit(desk.work.get(EvaluationCommittee, declaration.committee_id).organiser_uscc)
    existing = desk.work.find(Proposal, proposal_id(kind, declaration.id))
    desk.work.add(
        Proposal.make(
            desk.act(command),
            existing,
            kind=kind,
            subject_id=declaration.id,
            cause=command.cause,
            evidence_ref=command.evidence_ref,
        )
    )
    return declaration


_PHRSS = (Role.PHRSS_ADMIN,)
_PROPOSERS = (Role.PHRSS_ADMIN, Role.ORGANISER)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(ProposeVeto, propose_veto, _PROPOSERS, ("R-REV-2",)),
        CommandSpec(
            VetoDeclaration,
            veto_declaration,
            _PHRSS,
            ("R-INT-1", "R-INT-2", "R-REV-2"),
            two_persons=True,
            publishes=True,
        ),
        CommandSpec(ProposeInvalidation, propose_invalidation, _PROPOSERS, ("R-REV-2",)),
        CommandSpec(
            InvalidateResult, invalidate_result, _PHRSS, ("R-INV-1", "R-REV-2"), two_persons=True, publishes=True
        ),
        CommandSpec(DropDecisionProposal, drop_decision_proposal, _PHRSS, ("R-REV-1", "R-REV-2")),
        CommandSpec(CancelForMultiple, cancel_for_multiple, _PHRSS, ("R-ONE-2",)),
    )
}
