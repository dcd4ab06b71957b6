"""Review level by level, each by a named person of that level's unit, and each body's one notice of corrections."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.values import ItemResult
from registry.command import Command, Commands, CommandSpec, Desk, Label, Role
from registry.intake import own_declaration


class Item(BaseModel):
    """The result of one condition of the standard."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_id: str = Field(pattern=r"^[A-Z_]{1,40}$")
    passed: bool


class PassUnitReview(Command):
    """Recommend: one result for each condition of the standard, all of them met."""

    declaration_id: UUID
    items: tuple[Item, ...] = Field(min_length=1, max_length=100)


class FailUnitReview(Command):
    """Do not recommend: one result for each condition, at least one unmet."""

    declaration_id: UUID
    items: tuple[Item, ...] = Field(min_length=1, max_length=100)


class PassLevelReview(Command):
    """Pass at the next level of the chain: one result for each condition, all of them met."""

    declaration_id: UUID
    level_no: int = Field(ge=1, le=20, description="number of the level; the unit is 0")
    items: tuple[Item, ...] = Field(min_length=1, max_length=100)


class RejectAtLevel(Command):
    """Do not pass at the next level of the chain: one result for each condition, at least one unmet."""

    declaration_id: UUID
    level_no: int = Field(ge=1, le=20)
    items: tuple[Item, ...] = Field(min_length=1, max_length=100)


class RequestCorrection(Command):
    """Name everything that must be corrected, once and completely."""

    declaration_id: UUID
    items: tuple[Label, ...] = Field(min_length=1, max_length=50)
    deadline: date


class SupplyCorrection(Command):
    """Hand the corrected and newly signed declaration in again."""

    declaration_id: UUID


class LetCorrectionLapse(Command):
    """End a declaration whose correction did not come in time."""

    declaration_id: UUID


def pass_unit_review(command: PassUnitReview, desk: Desk) -> Declaration:
    """The unit recommends."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    declaration.pass_unit_review(desk.act(command), _results(command.items))
    return declaration


def fail_unit_review(command: FailUnitReview, desk: Desk) -> Declaration:
    """The unit does not recommend."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    declaration.fail_unit_review(desk.act(command), _results(command.items))
    return declaration


def pass_level_review(command: PassLevelReview, desk: Desk) -> Declaration:
    """A level above the unit passes."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    declaration.pass_level_review(desk.act(command), command.level_no, _results(command.items))
    return declaration


def reject_at_level(command: RejectAtLevel, desk: Desk) -> Declaration:
    """A level above the unit does not pass."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    declaration.reject_at_level(desk.act(command), command.level_no, _results(command.items))
    return declaration


def request_correction(command: RequestCorrection, desk: Desk) -> Declaration:
    """The body whose turn it is asks for corrections."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    desk.check_unit(body_in_turn(declaration, desk))
    declaration.request_correction(desk.act(command), items=command.items, deadline=command.deadline)
    return declaration


def supply_correction(command: SupplyCorrection, desk: Desk) -> Declaration:
    """The applicant's own correction."""
    declaration = own_declaration(desk, command.declaration_id)
    declaration.supply_correction(desk.act(command))
    return declaration


def let_correction_lapse(command: LetCorrectionLapse, desk: Desk) -> Declaration:
    """The body that asked notes that nothing came."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    desk.check_unit(body_in_turn(declaration, desk))
    declaration.let_correction_lapse(desk.act(command))
    return declaration


def body_in_turn(declaration: Declaration, desk: Desk) -> str:
    """The unit whose turn it is: the next level of the chain, and after the last the committee's organiser."""
    following = len(declaration.reviews)
    if following < len(declaration.chain):
        return declaration.chain[following].unit_uscc
    return desk.work.get(EvaluationCommittee, declaration.committee_id).organiser_uscc


def _results(items: tuple[Item, ...]) -> list[ItemResult]:
    return [ItemResult(item.item_id, item.passed) for item in items]


_UNIT = (Role.EMPLOYER_HR, Role.AGENCY)
_LEVEL = (Role.LEVEL_REVIEWER,)
_BODIES = (Role.EMPLOYER_HR, Role.AGENCY, Role.LEVEL_REVIEWER, Role.COMMITTEE_OFFICE)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(PassUnitReview, pass_unit_review, _UNIT, ("R-STEP-1", "R-STEP-3")),
        CommandSpec(FailUnitReview, fail_unit_review, _UNIT, ("R-STEP-1", "R-STEP-3")),
        CommandSpec(PassLevelReview, pass_level_review, _LEVEL, ("R-STEP-1", "R-STEP-3")),
        CommandSpec(RejectAtLevel, reject_at_level, _LEVEL, ("R-STEP-1", "R-STEP-3")),
        CommandSpec(RequestCorrection, request_correction, _BODIES, ("R-STEP-1",)),
        CommandSpec(SupplyCorrection, supply_correction, (Role.APPLICANT,), ("R-STEP-1", "R-CMT-1")),
        CommandSpec(LetCorrectionLapse, let_correction_lapse, _BODIES, ("R-STEP-1",)),
    )
}
