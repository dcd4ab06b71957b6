"""Declaring a set of results invalid by two persons: every result, its title and its certificate in one transaction."""

from uuid import UUID

from pydantic import Field

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.declaration_events import DeclarationState
from domain.invalidity import InvalidResults
from registry.cancellation import InvalidityCause, void_result
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Reference, Role


class ProposeResultsInvalid(Command):
    """Propose that a set of results is void because the procedure failed; nothing changes until another decides."""

    declaration_ids: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    cause: InvalidityCause
    evidence_ref: Reference


class DeclareResultsInvalid(DocumentedCommand):
    """Declare the proposed set void: results, titles and certificates fall together, without integrity records."""

    decision_id: UUID


class DropResultsInvalid(DocumentedCommand):
    """Leave a proposed set as it is, by reasoned document."""

    decision_id: UUID


def propose_results_invalid(command: ProposeResultsInvalid, desk: Desk) -> InvalidResults:
    """The first of two persons; every declaration has to exist."""
    for declaration_id in command.declaration_ids:
        desk.work.get(Declaration, declaration_id)
    decision = InvalidResults.propose(
        desk.act(command),
        desk.new_id(),
        declaration_ids=command.declaration_ids,
        cause=command.cause,
        evidence_ref=command.evidence_ref,
    )
    return desk.work.add(decision)


def declare_results_invalid(command: DeclareResultsInvalid, desk: Desk) -> InvalidResults:
    """The second of two persons. What was declared void meanwhile is left as it is."""
    decision = desk.work.get(InvalidResults, command.decision_id)
    declarations = [desk.work.get(Declaration, one) for one in decision.declaration_ids]
    committees = {declaration.committee_id for declaration in declarations}
    members = frozenset[str]().union(*(desk.work.get(EvaluationCommittee, one).members for one in committees))
    act = desk.act(command)
    decision.declare(act, passed_by=members)
    for declaration in declarations:
        if declaration.state is not DeclarationState.INVALIDATED:
            void_result(desk, act, declaration, decision.cause, decision.proposer_id)
    return decision


def drop_results_invalid(command: DropResultsInvalid, desk: Desk) -> InvalidResults:
    """Nothing follows."""
    decision = desk.work.get(InvalidResults, command.decision_id)
    decision.drop(desk.act(command))
    return decision


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(
            ProposeResultsInvalid, propose_results_invalid, (Role.PHRSS_ADMIN, Role.APPROVER), ("R-INV-1", "R-REV-2")
        ),
        CommandSpec(
            DeclareResultsInvalid,
            declare_results_invalid,
            _PHRSS,
            ("R-INV-1", "R-REV-2"),
            two_persons=True,
            publishes=True,
        ),
        CommandSpec(DropResultsInvalid, drop_results_invalid, _PHRSS, ("R-INV-1",)),
    )
}
