"""Questions about committees at work: the draw of a season, who stands aside at the next meeting, a season's dates."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.declaration_events import DeclarationState
from domain.values import Tier
from registry.command import Answer, Page, Queries, Query, QuerySpec, Role, Window, Year
from registry.errors import NotFound
from registry.projections.declarations import declarations
from registry.sight import COMMITTEE_STAFF
from registry.standing import applicant_on, season_of

_STAFF = (Role.PHRSS_ADMIN, Role.AUDITOR, *sorted(COMMITTEE_STAFF))


class ShowDraw(Query):
    """Who ballots in a season, and how the lot fell: never public."""

    committee_id: UUID
    year: Year


class DrawAnswer(Answer):
    """The experts of a season."""

    committee_id: UUID
    year: int
    drawn: bool = Field(description="false: no lot was drawn, and everybody who is filed ballots")
    experts: tuple[str, ...]
    seed_hex: str = Field(description="empty where no lot was drawn; the order is the SHA-256 of seed, space, account")
    quorum: int = Field(description="experts who have to ballot (R-VOTE-1)")


class ShowRecusals(Page):
    """Files that a committee has accepted and not yet balloted, with who has to stand aside for each."""

    committee_id: UUID
    year: Year


class RecusalRow(Answer):
    """A file of the next meeting."""

    declaration_id: UUID
    specialty_code: str
    level: int
    recused: tuple[str, ...] = Field(description="accounts of experts who stand aside (R-VOTE-4)")


class RecusalsAnswer(Answer):
    """A page of files."""

    rows: tuple[RecusalRow, ...]
    next_cursor: UUID | None


class ShowSeason(Query):
    """One round; with a committee also the dates that bind that committee."""

    year: Year
    committee_id: UUID | None = None


class CommitteeDates(Answer):
    """What binds one committee in a round."""

    committee_id: UUID
    submit_from: date | None = Field(description="none: no local window is set")
    submit_to: date | None
    evaluation_deadline: date
    approval_deadline: date
    consented_until: date | None
    accept_from: date | None = Field(
        description="from the organiser's own arrangement (S3.8e); none where there is none"
    )
    accept_to: date | None
    reviewed_by: date | None
    prepared_by: date | None


class SeasonAnswer(Answer):
    """A round."""

    id: UUID
    version: int
    year: int
    state: str
    open_date: date
    senior_evaluation_deadline: date
    approval_deadline: date
    reported: tuple[str, ...] = Field(description="organisers that attested their data")
    committee: CommitteeDates | None


def show_draw(query: ShowDraw, window: Window) -> DrawAnswer:
    """From the events themselves."""
    committee = _own_committee(query.committee_id, window)
    draw = committee.draws.get(query.year)
    seated = committee.seated(query.year)
    parts, whole = window.policy.vote_quorum
    return DrawAnswer(
        committee_id=committee.id,
        year=query.year,
        drawn=draw is not None,
        experts=draw.experts if draw else tuple(sorted(seated)),
        seed_hex=draw.seed_hex if draw else "",
        quorum=-(-parts * len(seated) // whole),
    )


def show_recusals(query: ShowRecusals, window: Window) -> RecusalsAnswer:
    """A page in the order of ids."""
    committee = _own_committee(query.committee_id, window)
    wanted = (
        sa.select(declarations.c.id)
        .where(declarations.c.committee_id == committee.id, declarations.c.season == query.year)
        .where(declarations.c.state == DeclarationState.ACCEPTED.value)
        .order_by(declarations.c.id)
        .limit(query.limit)
    )
    if query.cursor is not None:
        wanted = wanted.where(declarations.c.id > query.cursor)
    ids = window.read.execute(wanted).scalars().all()
    return RecusalsAnswer(
        rows=tuple(_standing_aside(window.look.get(Declaration, one), committee, window) for one in ids),
        next_cursor=ids[-1] if len(ids) == query.limit else None,
    )


def show_season(query: ShowSeason, window: Window) -> SeasonAnswer:
    """From the events themselves."""
    season = season_of(window.look, query.year)
    return SeasonAnswer(
        id=season.id,
        version=season.version,
        year=season.year,
        state=season.state.value,
        open_date=season.open_date,
        senior_evaluation_deadline=season.senior_evaluation_deadline,
        approval_deadline=season.approval_deadline,
        reported=tuple(sorted(season.reported)),
        committee=_dates(query.committee_id, query.year, window) if query.committee_id else None,
    )


def _dates(committee_id: UUID, year: int, window: Window) -> CommitteeDates:
    season = season_of(window.look, year)
    tier: Tier = window.look.get(EvaluationCommittee, committee_id).tier
    facts, plan = season.facts(committee_id, tier), season.arrangements.get(committee_id)
    return CommitteeDates(
        committee_id=committee_id,
        submit_from=facts.submit_from,
        submit_to=facts.submit_to,
        evaluation_deadline=facts.evaluation_deadline,
        approval_deadline=facts.approval_deadline,
        consented_until=facts.consented_until,
        accept_from=plan.acceptance.first if plan else None,
        accept_to=plan.acceptance.last if plan else None,
        reviewed_by=plan.reviewed_by if plan else None,
        prepared_by=plan.prepared_by if plan else None,
    )


def _standing_aside(declaration: Declaration, committee: EvaluationCommittee, window: Window) -> RecusalRow:
    applicant = applicant_on(window.look, declaration, window.clock.today())
    aside = committee.conflicted(declaration.id, applicant) & committee.seated(declaration.season)
    return RecusalRow(
        declaration_id=declaration.id,
        specialty_code=declaration.specialty_code,
        level=int(declaration.level),
        recused=tuple(sorted(aside)),
    )


def _own_committee(committee_id: UUID, window: Window) -> EvaluationCommittee:
    committee = window.look.get(EvaluationCommittee, committee_id)
    if window.role in COMMITTEE_STAFF and window.actor.unit_uscc != committee.organiser_uscc:
        raise NotFound(f"EvaluationCommittee {committee_id}")
    return committee


QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ShowDraw, show_draw, _STAFF, DrawAnswer),
        QuerySpec(ShowRecusals, show_recusals, _STAFF, RecusalsAnswer),
        QuerySpec(ShowSeason, show_season, tuple(Role), SeasonAnswer),
    )
}
