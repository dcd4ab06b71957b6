"""What a filed committee does beside judging: its draw, who stands aside, and its suspension or end."""

import secrets
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.values import Relation
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Role, Year
from registry.errors import Forbidden

SEED_BYTES = 16


class Conflict(BaseModel):
    """An expert who takes no part in a season."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expert_id: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00]+$", description="the expert's account")
    relation: Relation


class DrawExperts(Command):
    """Draw the experts of a season by lot from the filed pool, without those in conflict; once a season.

    The seed is made here and kept: whoever has it can repeat the draw, and nobody could choose it.
    """

    committee_id: UUID
    year: Year
    seats: int = Field(ge=1, le=400, description="an odd number, and at least the prescribed one")
    conflicts: tuple[Conflict, ...] = Field(default=(), max_length=400)


class RecuseExpert(Command):
    """Note that an expert stands aside for one declaration; an expert says so for themself."""

    declaration_id: UUID
    expert_id: str = Field(min_length=1, max_length=80, description="the expert's account")
    relation: Relation


class SuspendCommittee(DocumentedCommand):
    """Stop a committee from the document's date on."""

    committee_id: UUID


class ResumeCommittee(DocumentedCommand):
    """Let a suspended committee work again."""

    committee_id: UUID


class DissolveCommittee(DocumentedCommand):
    """End a committee; its earlier results stand."""

    committee_id: UUID


def draw_experts(command: DrawExperts, desk: Desk) -> EvaluationCommittee:
    """By the committee's own office."""
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    desk.check_unit(committee.organiser_uscc)
    committee.draw_experts(
        desk.act(command),
        season=command.year,
        seats=command.seats,
        seed_hex=secrets.token_hex(SEED_BYTES),
        conflicts={one.expert_id: one.relation for one in command.conflicts},
        policy=desk.policy,
    )
    return committee


def recuse_expert(command: RecuseExpert, desk: Desk) -> EvaluationCommittee:
    """An expert for themself, the committee's office for any of its experts."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    committee = desk.work.get(EvaluationCommittee, declaration.committee_id)
    if desk.role is Role.EXPERT and desk.actor.id != command.expert_id:
        raise Forbidden("an expert speaks for themself", code="not_own", rule_id="R-VOTE-4", clause="S3.2a")
    if desk.role is Role.COMMITTEE_OFFICE:
        desk.check_unit(committee.organiser_uscc)
    committee.recuse(
        desk.act(command),
        declaration_id=declaration.id,
        expert_id=command.expert_id,
        relation=command.relation,
        balloted=declaration.meeting_date is not None,
    )
    return committee


def suspend_committee(command: SuspendCommittee, desk: Desk) -> EvaluationCommittee:
    """By PHRSS (S3.3c)."""
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    committee.suspend(desk.act(command))
    return committee


def resume_committee(command: ResumeCommittee, desk: Desk) -> EvaluationCommittee:
    """By PHRSS."""
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    committee.resume(desk.act(command))
    return committee


def dissolve_committee(command: DissolveCommittee, desk: Desk) -> EvaluationCommittee:
    """By PHRSS."""
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    committee.dissolve(desk.act(command))
    return committee


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(DrawExperts, draw_experts, (Role.COMMITTEE_OFFICE,), ("R-COMM-2", "R-COMM-3")),
        CommandSpec(RecuseExpert, recuse_expert, (Role.EXPERT, Role.COMMITTEE_OFFICE), ("R-VOTE-4",)),
        CommandSpec(SuspendCommittee, suspend_committee, _PHRSS, ("R-AUTH-2",)),
        CommandSpec(ResumeCommittee, resume_committee, _PHRSS, ("R-AUTH-2",)),
        CommandSpec(DissolveCommittee, dissolve_committee, _PHRSS, ("R-AUTH-2",)),
    )
}
