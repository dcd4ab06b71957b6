"""Delegated rights of evaluation: delegation, rectification by a day, suspension, withdrawal, separate policies."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.authority import EvaluationAuthority
from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.errors import DomainError
from domain.exception_policy import ExceptionPolicy
from domain.identity import authority_id, exception_policy_id, signing_key_id
from domain.inspection import Inspection
from domain.signing_key import KeyState, SigningKey
from domain.values import Level, OrganiserKind, Period
from registry.command import (
    Command,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Reference,
    Role,
    SeriesCode,
    Uscc,
    Words,
)
from registry.errors import AlreadyExists

HolderKind = Literal[
    OrganiserKind.CITY,
    OrganiserKind.INDUSTRY_DEPT,
    OrganiserKind.AUTONOMOUS_UNIT,
    OrganiserKind.SOCIALISED_BODY,
    OrganiserKind.ASSOCIATION,
]
Kid = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="key id, 16 hexadecimal digits")]
EspeciallySerious = Annotated[
    str, Field(max_length=120, description="number of the document that finds it especially serious (S3.2d)")
]


class DelegateAuthority(DocumentedCommand):
    """Delegate the evaluation of one series at some levels to a place or unit; once a unit and series."""

    holder_uscc: Uscc
    holder_kind: HolderKind
    series_code: SeriesCode
    levels: tuple[Literal[411, 412, 420, 434, 435], ...] = Field(min_length=1, max_length=5)


class BindSigningKey(Command):
    """Name a key, announced by the holder of a right, that signs the certificates of its titles."""

    authority_id: UUID
    kid: Kid


class OrderRectification(DocumentedCommand):
    """Order that what an inspection found is put right by a day."""

    inspection_id: UUID
    deadline: date = Field(description="last day, to 24:00")


class SubmitRectification(Command):
    """Report what was put right; by the deadline, or any time while suspended."""

    authority_id: UUID
    report_ref: Reference


class AcceptRectification(DocumentedCommand):
    """Accept what was put right; a suspended right still has to be resumed."""

    authority_id: UUID


class FailRectification(DocumentedCommand):
    """Find that it was not put right; where quality is not assured the right is suspended with it."""

    authority_id: UUID
    reason: Words
    quality_assured: bool


class SuspendEvaluation(DocumentedCommand):
    """Suspend a right: after a failed rectification, or at once by the document that finds it especially serious."""

    authority_id: UUID
    especially_serious: EspeciallySerious = ""


class ResumeEvaluation(DocumentedCommand):
    """Give a suspended right back, once its rectification is accepted."""

    authority_id: UUID


class WithdrawAuthority(DocumentedCommand):
    """Take a right away for good: from suspension, or at once by the document that finds it especially serious.

    Its keys sign nothing from that instant; titles granted before stand, and their certificates verify.
    """

    authority_id: UUID
    especially_serious: EspeciallySerious = ""


class ApproveExceptionPolicy(DocumentedCommand):
    """Approve a separate policy of a unit, for one series and a time; the document identifies it."""

    holder_uscc: Uscc
    series_code: SeriesCode
    text: Words
    valid_from: date
    valid_to: date


class ApplyExceptionPolicy(Command):
    """Note that a declaration is judged under a separate policy, approved before this day."""

    policy_document: Reference = Field(description="number of the document that approved the policy")
    declaration_id: UUID


def delegate_authority(command: DelegateAuthority, desk: Desk) -> EvaluationAuthority:
    """A right that did not exist; a withdrawn one is not delegated again."""
    if desk.work.find(EvaluationAuthority, authority_id(command.holder_uscc, command.series_code)) is not None:
        raise AlreadyExists(f"the right of {command.holder_uscc} for series {command.series_code}")
    desk.tables.check_series(command.series_code, "")
    authority = EvaluationAuthority.delegate(
        desk.act(command),
        holder_uscc=command.holder_uscc,
        holder_kind=command.holder_kind,
        series_code=command.series_code,
        levels=[Level(level) for level in command.levels],
    )
    return desk.work.add(authority)


def bind_signing_key(command: BindSigningKey, desk: Desk) -> EvaluationAuthority:
    """Only a key that the holder itself announced: nobody's withdrawal may end the key of another."""
    authority = desk.work.get(EvaluationAuthority, command.authority_id)
    key = desk.work.get(SigningKey, signing_key_id(command.kid))
    authority.bind_signing_key(desk.act(command), kid=key.kid, announced_by=key.unit_uscc, purpose=key.purpose)
    return authority


def order_rectification(command: OrderRectification, desk: Desk) -> EvaluationAuthority:
    """The right that was inspected, and the findings of that inspection."""
    inspection = desk.work.get(Inspection, command.inspection_id)
    if inspection.authority_id is None:
        message = "this inspection looked at the office of a committee, not at a delegated right"
        raise DomainError("rule_refused", "R-AUTH-1", "S2.8d", message)
    authority = desk.work.get(EvaluationAuthority, inspection.authority_id)
    authority.order_rectification(
        desk.act(command),
        inspection_id=inspection.id,
        findings=len(inspection.findings),
        deadline=command.deadline,
    )
    return authority


def submit_rectification(command: SubmitRectification, desk: Desk) -> EvaluationAuthority:
    """By the holder."""
    authority = desk.work.get(EvaluationAuthority, command.authority_id)
    desk.check_unit(authority.holder_uscc)
    authority.submit_rectification(desk.act(command), report_ref=command.report_ref)
    return authority


def accept_rectification(command: AcceptRectification, desk: Desk) -> EvaluationAuthority:
    """By PHRSS."""
    authority = desk.work.get(EvaluationAuthority, command.authority_id)
    authority.accept_rectification(desk.act(command))
    return authority


def fail_rectification(command: FailRectification, desk: Desk) -> EvaluationAuthority:
    """By PHRSS."""
    authority = desk.work.get(EvaluationAuthority, command.authority_id)
    authority.fail_rectification(desk.act(command), reason=command.reason, quality_assured=command.quality_assured)
    return authority


def suspend_evaluation(command: SuspendEvaluation, desk: Desk) -> EvaluationAuthority:
    """Nothing is accepted, balloted or approved under it from the document's date on."""
    authority = desk.work.get(EvaluationAuthority, command.authority_id)
    authority.suspend(desk.act(command), especially_serious=command.especially_serious)
    return authority


def resume_evaluation(command: ResumeEvaluation, desk: Desk) -> EvaluationAuthority:
    """From the document's date on."""
    authority = desk.work.get(EvaluationAuthority, command.authority_id)
    authority.resume(desk.act(command))
    return authority


def withdraw_authority(command: WithdrawAuthority, desk: Desk) -> EvaluationAuthority:
    """The right and its keys end in one transaction, at one instant (R-AUTH-3)."""
    authority = desk.work.get(EvaluationAuthority, command.authority_id)
    act = desk.act(command)
    authority.withdraw(act, especially_serious=command.especially_serious)
    for kid in authority.kids:
        key = desk.work.get(SigningKey, signing_key_id(kid))
        if key.state in (KeyState.ANNOUNCED, KeyState.ACTIVE):
            key.retire(act)
    return authority


def approve_exception_policy(command: ApproveExceptionPolicy, desk: Desk) -> ExceptionPolicy:
    """By PHRSS, before anybody uses it."""
    if desk.work.find(ExceptionPolicy, exception_policy_id(command.document_ref)) is not None:
        raise AlreadyExists(f"the policy approved by {command.document_ref}")
    desk.tables.check_series(command.series_code, "")
    policy = ExceptionPolicy.approve(
        desk.act(command),
        holder_uscc=command.holder_uscc,
        series_code=command.series_code,
        text=command.text,
        valid=Period(command.valid_from, command.valid_to),
    )
    return desk.work.add(policy)


def apply_exception_policy(command: ApplyExceptionPolicy, desk: Desk) -> ExceptionPolicy:
    """By the unit for which it was approved."""
    policy = desk.work.get(ExceptionPolicy, exception_policy_id(command.policy_document))
    declaration = desk.work.get(Declaration, command.declaration_id)
    committee = desk.work.get(EvaluationCommittee, declaration.committee_id)
    desk.check_unit(committee.organiser_uscc)
    policy.apply(
        desk.act(command),
        declaration_id=declaration.id,
        organiser_uscc=committee.organiser_uscc,
        series_code=declaration.series_code,
    )
    return policy


_PHRSS = (Role.PHRSS_ADMIN,)
_ORDER = ("R-AUTH-1",)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(DelegateAuthority, delegate_authority, _PHRSS, ("R-AUTH-2",)),
        CommandSpec(BindSigningKey, bind_signing_key, (Role.PHRSS_ADMIN,), ("R-AUTH-3",)),
        CommandSpec(OrderRectification, order_rectification, _PHRSS, _ORDER),
        CommandSpec(SubmitRectification, submit_rectification, (Role.ORGANISER,), _ORDER),
        CommandSpec(AcceptRectification, accept_rectification, _PHRSS, _ORDER),
        CommandSpec(FailRectification, fail_rectification, _PHRSS, _ORDER),
        CommandSpec(SuspendEvaluation, suspend_evaluation, _PHRSS, _ORDER),
        CommandSpec(ResumeEvaluation, resume_evaluation, _PHRSS, _ORDER),
        CommandSpec(WithdrawAuthority, withdraw_authority, _PHRSS, ("R-AUTH-1", "R-AUTH-3")),
        CommandSpec(ApproveExceptionPolicy, approve_exception_policy, _PHRSS, ("R-AUTH-4",)),
        CommandSpec(
            ApplyExceptionPolicy, apply_exception_policy, (Role.COMMITTEE_OFFICE, Role.ORGANISER), ("R-AUTH-4",)
        ),
    )
}
