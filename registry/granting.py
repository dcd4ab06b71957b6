"""Approval: every guard is asked again, and the title is granted in the same transaction, once."""

from datetime import date
from uuid import UUID

from pydantic import Field

from domain.declaration import Declaration
from domain.errors import DomainError
from domain.title import Title
from registry.command import Commands, CommandSpec, Desk, DocumentedCommand, RegionCode, Role
from registry.entrustment_breach import breach_findings
from registry.errors import InvalidInput
from registry.quota import occupy_post
from registry.standing import applicant_on, standing_on


class ApproveResult(DocumentedCommand):
    """Approve the result of the meeting; the person holds the title from the date of the document."""

    declaration_id: UUID
    title_name: str = Field(default="", max_length=40, description="official name; needed where the level has several")
    region_code: RegionCode | None = Field(default=None, description="region of the grant; the issuer's by default")


def approve_result(command: ApproveResult, desk: Desk) -> Declaration:
    """`ResultApproved`, `TitleGranted` and the post it occupies are stored together."""
    declaration = desk.work.get(Declaration, command.declaration_id)
    act = desk.act(command)
    title_name = _title_name(command.title_name, declaration, desk)
    region_code = region_of_grant(command.region_code, desk)
    standing = standing_on(desk.work, desk.tables, declaration, act.legal_date)
    declaration.approve(
        act,
        standing,
        at_meeting=applicant_on(desk.work, declaration, _meeting(declaration)),
        calendar=desk.calendar,
        further=breach_findings(desk.work, declaration.id),
        policy=desk.policy,
    )
    title = Title.grant(act, declaration.approved_result(), title_name=title_name, region_code=region_code)
    desk.work.add(title)
    occupy_post(desk.work, act, declaration, standing, title.id)
    return declaration


def _meeting(declaration: Declaration) -> date:
    if declaration.meeting_date is None:
        raise DomainError("wrong_state", "R-PUB-2", "S2.6b", "no meeting has passed this declaration")
    return declaration.meeting_date


def _title_name(name: str, declaration: Declaration, desk: Desk) -> str:
    official = desk.tables.series[int(declaration.series_code)].titles.get(int(declaration.level), ())
    if not name and len(official) == 1:
        return official[0]
    desk.tables.check_title_name(name, declaration.series_code, int(declaration.level))
    return name


def region_of_grant(region_code: str | None, desk: Desk) -> str:
    """The region named, or the issuer's own where none is; raises `InvalidInput`, code `region_unknown`."""
    if region_code is None:
        if desk.settings.issuer is None:
            raise InvalidInput("no issuer is set up: name the region of the grant", code="region_unknown")
        return f"{desk.settings.issuer.region:06d}"
    desk.tables.check_region(region_code, allow_synthetic=desk.settings.allow_synthetic, on=desk.clock.today())
    return region_code


COMMANDS: Commands = {
    ApproveResult.name: CommandSpec(
        ApproveResult,
        approve_result,
        (Role.APPROVER,),
        (
            "R-STEP-2",
            "R-STEP-3",
            "R-PUB-2",
            "R-PUB-4",
            "R-TIME-3",
            "R-ONE-1",
            "R-ELIG-1",
            "R-ELIG-2",
            "R-INT-1",
            "R-CE-1",
            "R-CE-2",
            "R-POST-1",
            "R-ENT-4",
        ),
    ),
}
