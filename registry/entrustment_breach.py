"""An entrusted file that a committee accepted without its letter: the finding, and the first step to a void result."""

from dataclasses import replace
from uuid import UUID

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.declaration_events import DeclarationState as State
from domain.entrustment import EntrustmentLetter
from domain.entrustment_breach import EntrustmentBreach
from domain.errors import DomainError
from domain.finding import Finding
from domain.identity import entrustment_breach_id
from domain.values import Cause, Route
from registry.application import Reader
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Reference, Role
from registry.one_person import slots_of
from registry.proposals import Proposal, ProposalKind, proposal_id

ACCEPTED = frozenset(
    {State.ACCEPTED, State.EVALUATED_PASS, State.EVALUATED_FAIL, State.RESULT_PUBLICISED, State.APPROVED}
)
"""A committee has taken the file in and nothing has ended it."""


class FlagAcceptance(Command):
    """Find that a committee accepted an entrusted file without a letter; its result is proposed as void."""

    declaration_id: UUID
    evidence_ref: Reference


class LiftAcceptanceFlag(DocumentedCommand):
    """Take such a finding back: no letter was needed. An open proposal is dropped by a command of its own."""

    declaration_id: UUID


def flag_acceptance(command: FlagAcceptance, desk: Desk) -> EntrustmentBreach:
    """By an officer who found it, with or without a letter."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    if declaration.state not in ACCEPTED:
        raise DomainError("wrong_state", "R-ENT-4", "S2.4i", "no committee has accepted this declaration")
    return _flag(declaration, command, desk, command.evidence_ref, None)


def lift_acceptance_flag(command: LiftAcceptanceFlag, desk: Desk) -> EntrustmentBreach:
    """The finding is taken back."""
    breach = desk.work.get(EntrustmentBreach, entrustment_breach_id(command.declaration_id))
    breach.lift(desk.act(command))
    return breach


def breach_findings(work: Reader, declaration_id: UUID) -> list[Finding]:
    """R-ENT-4 for approving this declaration: nothing was found against its acceptance."""
    breach = work.find(EntrustmentBreach, entrustment_breach_id(declaration_id))
    return [breach.clear()] if breach is not None else []


def flag_late(letter: EntrustmentLetter, command: Command, desk: Desk, evidence_ref: str) -> None:
    """A letter for a file that was already accepted without one: it proves the breach and cures nothing."""
    covers = letter.covers
    for slot in slots_of(desk.work, covers.person_id, covers.season):
        held = desk.work.find(Declaration, slot.holder) if slot.holder is not None else None
        if held is None or held.route is Route.ENTRUSTED or held.state not in ACCEPTED:
            continue
        if (held.series_code, held.level) == (covers.series_code, covers.level):
            _flag(held, command, desk, evidence_ref, letter.id)


def _flag(
    declaration: Declaration, command: Command, desk: Desk, evidence_ref: str, letter_id: UUID | None
) -> EntrustmentBreach:
    """The finding, and the first of the two persons who declare the result void (R-INV-1, R-REV-2)."""
    act = replace(desk.act(command), legal_date=desk.clock.today())
    committee = desk.work.get(EvaluationCommittee, declaration.committee_id)
    breach = EntrustmentBreach.flag(
        act,
        desk.work.find(EntrustmentBreach, entrustment_breach_id(declaration.id)),
        declaration_id=declaration.id,
        committee_id=committee.id,
        organiser_uscc=committee.organiser_uscc,
        evidence_ref=evidence_ref,
        letter_id=letter_id,
    )
    desk.work.add(breach)
    existing = desk.work.find(Proposal, proposal_id(ProposalKind.INVALIDATION, declaration.id))
    if existing is None or not existing.open:
        desk.work.add(
            Proposal.make(
                act,
                existing,
                kind=ProposalKind.INVALIDATION,
                subject_id=declaration.id,
                cause=Cause.NOT_ENTRUSTED,
                evidence_ref=evidence_ref,
            )
        )
    return breach


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(FlagAcceptance, flag_acceptance, _PHRSS, ("R-ENT-4",)),
        CommandSpec(LiftAcceptanceFlag, lift_acceptance_flag, _PHRSS, ("R-ENT-4",)),
    )
}
