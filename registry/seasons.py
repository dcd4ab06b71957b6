"""The round and who may judge in it: seasons, local windows, postponements, committees, review routes."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.committee import EvaluationCommittee
from domain.identity import committee_id, season_id
from domain.season import Arrangement, Season
from domain.standing import Expert
from domain.values import Level, OrganiserKind, Period, ReviewStep, Tier
from registry.basis import ReviewRoute, review_route_id
from registry.command import (
    Command,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Label,
    Reference,
    RegionCode,
    Role,
    SeriesCode,
    SpecialtyCode,
    Uscc,
    Words,
    Year,
)
from registry.committee_register import enter_committee
from registry.errors import AlreadyExists
from registry.standing import authority_of, season_of


class OpenSeason(DocumentedCommand):
    """Open the annual round; without dates 1 July, 30 November and 31 December."""

    year: Year
    open_date: date | None = Field(default=None, description="first day for senior declarations")
    senior_evaluation_deadline: date | None = Field(default=None, description="last day for senior meetings")
    approval_deadline: date | None = Field(default=None, description="last day for approvals")


class SetLocalWindow(DocumentedCommand):
    """Set the dates of an intermediate or junior committee."""

    year: Year
    committee_id: UUID
    submit_from: date
    submit_to: date
    evaluation_deadline: date


class GrantPostponement(DocumentedCommand):
    """Consent in writing that one committee finishes later."""

    year: Year
    committee_id: UUID
    new_deadline: date
    reason: Words


class SetArrangement(Command):
    """Announce how the year of one committee goes: acceptance, review and summary, preparation of the meeting."""

    year: Year
    committee_id: UUID
    accept_from: date
    accept_to: date
    reviewed_by: date
    prepared_by: date


class CloseEvaluation(Command):
    """End the declarations and meetings of the round."""

    year: Year


class CloseApproval(Command):
    """End the approvals of the round."""

    year: Year


class AttestAnnualData(Command):
    """Attest an organiser's data of the round."""

    year: Year
    checksum: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the data")


class Member(BaseModel):
    """An expert on a committee."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expert_id: str = Field(min_length=1, max_length=80, description="the expert's account")
    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412, 420, 434, 435]
    term_from: date
    term_to: date
    unit_uscc: Uscc | Literal[""] = Field(default="", description="where the expert works; recused for its applicants")


class FileCommittee(DocumentedCommand):
    """File an evaluation committee: one series, its levels, its members, three years at most."""

    code: Reference = Field(description="filing code; it identifies the committee for ever")
    committee_name: Label
    organiser_uscc: Uscc
    organiser_kind: OrganiserKind
    series_codes: tuple[SeriesCode, ...] = Field(
        min_length=1, max_length=27, description="exactly one; more are refused"
    )
    specialty_codes: tuple[SpecialtyCode, ...] = Field(default=(), max_length=50, description="none: the whole series")
    tier: Tier
    levels: tuple[Literal[411, 412, 420, 434, 435], ...] = Field(min_length=1, max_length=5)
    region_scope: RegionCode
    members: tuple[Member, ...] = Field(min_length=1, max_length=400)
    filed_from: date
    filed_to: date


class Step(BaseModel):
    """One level of review above the applicant's own unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step_name: Label
    unit_uscc: Uscc


class SetReviewRoute(Command):
    """Set the levels through which declarations reach a committee, for one unit or for all others."""

    committee_id: UUID
    unit_uscc: Uscc | Literal[""] = Field(default="", description="the applicants' unit; empty for every other unit")
    steps: tuple[Step, ...] = Field(max_length=8, description="levels above the unit, in order")


def open_season(command: OpenSeason, desk: Desk) -> Season:
    """Open a round, once a year."""
    if desk.work.find(Season, season_id(command.year)) is not None:
        raise AlreadyExists(f"the season {command.year}")
    season = Season.open(
        desk.act(command),
        command.year,
        open_date=command.open_date,
        senior_evaluation_deadline=command.senior_evaluation_deadline,
        approval_deadline=command.approval_deadline,
        policy=desk.policy,
    )
    return desk.work.add(season)


def set_local_window(command: SetLocalWindow, desk: Desk) -> Season:
    """Give an intermediate or junior committee its dates."""
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    desk.check_unit(committee.organiser_uscc)
    season = season_of(desk.work, command.year)
    season.set_local_window(
        desk.act(command),
        committee_id=committee.id,
        tier=committee.tier,
        submit=Period(command.submit_from, command.submit_to),
        evaluation_deadline=command.evaluation_deadline,
    )
    return season


def grant_postponement(command: GrantPostponement, desk: Desk) -> Season:
    """Record a written consent."""
    season = season_of(desk.work, command.year)
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    season.consent_postponement(
        desk.act(command), committee_id=committee.id, new_deadline=command.new_deadline, reason=command.reason
    )
    return season


def set_arrangement(command: SetArrangement, desk: Desk) -> Season:
    """By the committee's organiser."""
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    desk.check_unit(committee.organiser_uscc)
    season = season_of(desk.work, command.year)
    acceptance = Period(command.accept_from, command.accept_to)
    plan = Arrangement(acceptance, command.reviewed_by, command.prepared_by)
    season.set_arrangement(desk.act(command), committee_id=committee.id, plan=plan)
    return season


def close_evaluation(command: CloseEvaluation, desk: Desk) -> Season:
    """End declarations and meetings."""
    season = season_of(desk.work, command.year)
    season.close_evaluation(desk.act(command))
    return season


def close_approval(command: CloseApproval, desk: Desk) -> Season:
    """End approvals."""
    season = season_of(desk.work, command.year)
    season.close_approval(desk.act(command))
    return season


def attest_annual_data(command: AttestAnnualData, desk: Desk) -> Season:
    """Attest the data of the actor's own unit."""
    season = season_of(desk.work, command.year)
    unit = desk.actor.unit_uscc
    postponed = (desk.work.get(EvaluationCommittee, committee_id) for committee_id in season.consents)
    season.attest_annual_data(
        desk.act(command),
        organiser_uscc=unit,
        checksum=command.checksum,
        committees=[committee.id for committee in postponed if committee.organiser_uscc == unit],
    )
    return season


def file_committee(command: FileCommittee, desk: Desk) -> EvaluationCommittee:
    """File a committee under its code."""
    if desk.work.find(EvaluationCommittee, committee_id(command.code)) is not None:
        raise AlreadyExists(f"the committee {command.code}")
    for series_code in command.series_codes:
        for specialty_code in command.specialty_codes or ("",):
            desk.tables.check_series(series_code, specialty_code)
    desk.tables.check_region(command.region_scope, allow_synthetic=desk.settings.allow_synthetic, on=command.filed_from)
    committee = EvaluationCommittee.file(
        desk.act(command),
        code=command.code,
        name=command.committee_name,
        organiser_uscc=command.organiser_uscc,
        organiser_kind=command.organiser_kind,
        series_codes=command.series_codes,
        specialty_codes=command.specialty_codes,
        tier=command.tier,
        levels=[Level(level) for level in command.levels],
        region_scope=command.region_scope,
        members=[
            Expert(
                m.expert_id,
                m.series_code,
                m.specialty_code,
                Level(m.level),
                Period(m.term_from, m.term_to),
                m.unit_uscc,
            )
            for m in command.members
        ],
        filed=Period(command.filed_from, command.filed_to),
        authority=authority_of(desk.work, command.organiser_uscc, command.series_codes[0]),
        policy=desk.policy,
    )
    desk.work.add(committee)
    enter_committee(desk, command, committee)
    return committee


def set_review_route(command: SetReviewRoute, desk: Desk) -> ReviewRoute:
    """Set or change a route; declarations already submitted keep theirs."""
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    desk.check_unit(committee.organiser_uscc)
    steps = [ReviewStep(step.step_name, step.unit_uscc) for step in command.steps]
    act = desk.act(command)
    route = desk.work.find(ReviewRoute, review_route_id(committee.id, command.unit_uscc))
    if route is None:
        return desk.work.add(
            ReviewRoute.create(act, committee_id=committee.id, unit_uscc=command.unit_uscc, steps=steps)
        )
    route.change(act, steps)
    return route


_PHRSS = (Role.PHRSS_ADMIN,)
_ORGANISER = (Role.ORGANISER, Role.PHRSS_ADMIN)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(OpenSeason, open_season, _PHRSS, ("R-TIME-2",)),
        CommandSpec(SetLocalWindow, set_local_window, _ORGANISER, ("R-TIME-1", "R-TIME-2")),
        CommandSpec(GrantPostponement, grant_postponement, _PHRSS, ("R-TIME-4",)),
        CommandSpec(SetArrangement, set_arrangement, _ORGANISER, ("R-TIME-2",)),
        CommandSpec(CloseEvaluation, close_evaluation, _PHRSS),
        CommandSpec(CloseApproval, close_approval, _PHRSS),
        CommandSpec(AttestAnnualData, attest_annual_data, (Role.ORGANISER,), ("R-TIME-4",)),
        CommandSpec(
            FileCommittee, file_committee, _PHRSS, ("R-COMM-1", "R-COMM-2", "R-COMM-3", "R-COMM-4", "R-AUTH-2")
        ),
        CommandSpec(SetReviewRoute, set_review_route, _ORGANISER, ("R-STEP-1",)),
    )
}
