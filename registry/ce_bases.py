"""Provincial continuing-education bases: approved, assessed, rewarded or rectified, revoked and replaced (S2.5j-n)."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.ce_base import BaseState, CeBase
from domain.identity import ce_base_id
from registry.command import Commands, CommandSpec, Desk, DocumentedCommand, Label, Reference, Role, Uscc, Year
from registry.errors import AlreadyExists


class AddBase(DocumentedCommand):
    """Approve a base, in the place of a revoked one where there is one."""

    code: Reference = Field(description="code of the base; it identifies the base for ever")
    uscc: Uscc
    base_name: Label
    replaces: UUID | None = Field(default=None, description="the revoked base whose place it takes")


class AssessBase(DocumentedCommand):
    """Record the result of a year's assessment."""

    base_id: UUID
    year: Year
    result: Literal[BaseState.EXCELLENT, BaseState.QUALIFIED, BaseState.UNQUALIFIED]


class RewardBase(DocumentedCommand):
    """Reward an excellent base."""

    base_id: UUID


class OrderBaseRectification(DocumentedCommand):
    """Have a failed base rectify within a deadline."""

    base_id: UUID
    deadline: date


class ReassessBase(DocumentedCommand):
    """Look at a rectifying base again; it fails only once its deadline has passed."""

    base_id: UUID
    passed: bool


class RevokeBase(DocumentedCommand):
    """Take the standing of a base that failed again."""

    base_id: UUID


def add_base(command: AddBase, desk: Desk) -> CeBase:
    """A base, once for each code."""
    if desk.work.find(CeBase, ce_base_id(command.code)) is not None:
        raise AlreadyExists(f"the base {command.code}")
    replaced = desk.work.get(CeBase, command.replaces) if command.replaces is not None else None
    base = CeBase.add(
        desk.act(command), code=command.code, uscc=command.uscc, base_name=command.base_name, replaced=replaced
    )
    return desk.work.add(base)


def assess_base(command: AssessBase, desk: Desk) -> CeBase:
    """One of three results."""
    base = desk.work.get(CeBase, command.base_id)
    base.assess(desk.act(command), year=command.year, result=command.result)
    return base


def reward_base(command: RewardBase, desk: Desk) -> CeBase:
    """Once for an assessment."""
    base = desk.work.get(CeBase, command.base_id)
    base.reward(desk.act(command))
    return base


def order_base_rectification(command: OrderBaseRectification, desk: Desk) -> CeBase:
    """A deadline, 24:00 of its day."""
    base = desk.work.get(CeBase, command.base_id)
    base.order_rectification(desk.act(command), command.deadline)
    return base


def reassess_base(command: ReassessBase, desk: Desk) -> CeBase:
    """After rectification."""
    base = desk.work.get(CeBase, command.base_id)
    base.reassess(desk.act(command), passed=command.passed)
    return base


def revoke_base(command: RevokeBase, desk: Desk) -> CeBase:
    """The end of a base."""
    base = desk.work.get(CeBase, command.base_id)
    base.revoke(desk.act(command))
    return base


_ASSESSORS = (Role.CE_MANAGER, Role.PHRSS_ADMIN)
_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(AddBase, add_base, _PHRSS),
        CommandSpec(AssessBase, assess_base, _ASSESSORS),
        CommandSpec(RewardBase, reward_base, _PHRSS),
        CommandSpec(OrderBaseRectification, order_base_rectification, _ASSESSORS),
        CommandSpec(ReassessBase, reassess_base, _ASSESSORS),
        CommandSpec(RevokeBase, revoke_base, _PHRSS),
    )
}
