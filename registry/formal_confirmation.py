"""Confirmation by the department: verified by one person, decided by another, ended when its source falls."""

from uuid import UUID

from pydantic import Field

from domain.aggregate import Aggregate
from domain.confirmation import EmployerConfirmationState
from domain.errors import DomainError
from domain.formal_confirmation import FormalConfirmation, FormalConfirmationState
from domain.identity import title_id_for
from domain.rules.confirmation import SourceTitle
from domain.title import Title
from domain.values import Cause, Scope
from registry.command import (
    Command,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Reference,
    RegionCode,
    Role,
    Uscc,
    Words,
)
from registry.confirmation_sources import (
    Check,
    Source,
    check_of,
    confirmers_of,
    employer_confirmations,
    employment_with,
    formal_confirmations,
    source_of,
    under,
)
from registry.errors import Forbidden
from registry.granting import region_of_grant
from registry.revocation import revoke_certificate


class RequestFormal(Command):
    """Ask the department to confirm a title from elsewhere for the province."""

    person_id: UUID
    employer_uscc: Uscc
    source: Source


class VerifySource(DocumentedCommand):
    """Record what a check of the source title found. Its scope is what the source authority states."""

    confirmation_id: UUID
    check: Check
    scope: Scope | None = Field(default=None, description="none: the authority did not say")


class GrantFormal(DocumentedCommand):
    """Confirm, by document and as another person than the verifier; the title's date is the document's."""

    confirmation_id: UUID
    despite_scope: bool = Field(default=False, description="decide on a dual-directed or non-state title all the same")
    region_code: RegionCode | None = Field(default=None, description="region of the grant; the issuer's by default")


class RefuseFormal(DocumentedCommand):
    """Do not confirm, by document."""

    confirmation_id: UUID
    reason: Words


class ReportSourceRevoked(DocumentedCommand):
    """Record that a source authority took a title away. Employers' confirmations that rest on it fall at once."""

    person_id: UUID
    authority_uscc: Uscc
    certificate_no: Reference


class UpholdConfirmation(DocumentedCommand):
    """Take such a report back for one confirmation of the department: the source stands."""

    confirmation_id: UUID


class VoidConfirmation(DocumentedCommand):
    """Decide, as another person than the reporter, that a confirmation fell; its title and certificate fall with it."""

    confirmation_id: UUID


def request_formal(command: RequestFormal, desk: Desk) -> FormalConfirmation:
    """By the person or the employer; the rules' answers are shown from then on."""
    if desk.role is Role.APPLICANT:
        if command.person_id != desk.applicant_id():
            raise Forbidden("one asks for one's own title", code="not_own", rule_id="R-CONF-1", clause="S2.3d")
    else:
        desk.check_unit(command.employer_uscc)
    confirmation = FormalConfirmation.request(
        desk.act(command),
        person_id=command.person_id,
        n=len(under(desk.work, FormalConfirmation, command.person_id)) + 1,
        employer_uscc=command.employer_uscc,
        source=source_of(command.source, desk),
        confirmers=confirmers_of(desk.work, command.person_id),
    )
    return desk.work.add(confirmation)


def verify_source(command: VerifySource, desk: Desk) -> FormalConfirmation:
    """One of two persons."""
    confirmation = desk.work.get(FormalConfirmation, command.confirmation_id)
    confirmation.verify_source(
        desk.act(command),
        check_of(command.check, desk),
        scope=command.scope,
        evidence_sha256=command.check.evidence_sha256,
    )
    return confirmation


def grant_formal(command: GrantFormal, desk: Desk) -> FormalConfirmation:
    """The other person; confirmation and title are stored together."""
    confirmation = desk.work.get(FormalConfirmation, command.confirmation_id)
    act = desk.act(command)
    region_code = region_of_grant(command.region_code, desk)
    source = confirmation.grant(
        act,
        employment_with(desk.work, confirmation.person_id, confirmation.employer_uscc, act.legal_date),
        confirmers_of(desk.work, confirmation.person_id),
        despite_scope=command.despite_scope,
        policy=desk.policy,
    )
    desk.work.add(Title.grant_from(act, source, title_name=confirmation.source.title_name, region_code=region_code))
    return confirmation


def refuse_formal(command: RefuseFormal, desk: Desk) -> FormalConfirmation:
    """A reasoned document."""
    confirmation = desk.work.get(FormalConfirmation, command.confirmation_id)
    confirmation.refuse(desk.act(command), reason=command.reason)
    return confirmation


def report_source_revoked(command: ReportSourceRevoked, desk: Desk) -> Aggregate:
    """Every confirmation of the person that rests on this title, in one transaction."""
    act = desk.act(command)
    resting: list[Aggregate] = []
    for own in employer_confirmations(desk.work, command.person_id):
        if _rests(own.source, command) and own.state is not EmployerConfirmationState.VOIDED:
            own.void(act)
            resting.append(own)
    for request in formal_confirmations(desk.work, command.person_id):
        if _rests(request.source, command) and request.state in _OPEN:
            request.lose_basis(act)
            resting.append(request)
    if not resting:
        raise DomainError("wrong_state", "R-CONF-4", "S2.3d", "no confirmation of this person rests on that title")
    return resting[-1]


def uphold_confirmation(command: UpholdConfirmation, desk: Desk) -> FormalConfirmation:
    """The report was wrong."""
    confirmation = desk.work.get(FormalConfirmation, command.confirmation_id)
    confirmation.uphold(desk.act(command))
    return confirmation


def void_confirmation(command: VoidConfirmation, desk: Desk) -> FormalConfirmation:
    """Confirmation, title and certificate fall together: the title never had its basis."""
    confirmation = desk.work.get(FormalConfirmation, command.confirmation_id)
    act = desk.act(command)
    reporter = confirmation.reporter_id
    confirmation.void(act)
    title = desk.work.get(Title, title_id_for(confirmation.id))
    if title.effective:
        title.invalidate(act, cause=Cause.BASIS_LOST, proposer_id=reporter)
        revoke_certificate(desk, act, title, Cause.BASIS_LOST)
    return confirmation


def _rests(source: SourceTitle, command: ReportSourceRevoked) -> bool:
    return (source.authority_uscc, source.certificate_no) == (command.authority_uscc, command.certificate_no)


_OPEN = (
    FormalConfirmationState.REQUESTED,
    FormalConfirmationState.SOURCE_VERIFIED,
    FormalConfirmationState.GRANTED,
)
_PHRSS = (Role.PHRSS_ADMIN,)
_DECIDES = (Role.APPROVER, Role.PHRSS_ADMIN)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(RequestFormal, request_formal, (Role.APPLICANT, Role.EMPLOYER_HR), ("R-CONF-3",)),
        CommandSpec(VerifySource, verify_source, (Role.LEVEL_REVIEWER, *_PHRSS), ("R-CONF-2", "R-CONF-4", "R-STEP-3")),
        CommandSpec(
            GrantFormal,
            grant_formal,
            _DECIDES,
            ("R-CONF-1", "R-CONF-2", "R-CONF-3", "R-CONF-4", "R-CONF-5", "R-STEP-3"),
            two_persons=True,
        ),
        CommandSpec(RefuseFormal, refuse_formal, _DECIDES, ("R-CONF-5",)),
        CommandSpec(ReportSourceRevoked, report_source_revoked, _PHRSS, ("R-CONF-4",)),
        CommandSpec(UpholdConfirmation, uphold_confirmation, _PHRSS, ("R-CONF-4",)),
        CommandSpec(
            VoidConfirmation, void_confirmation, _PHRSS, ("R-CONF-4", "R-REV-2"), two_persons=True, publishes=True
        ),
    )
}
