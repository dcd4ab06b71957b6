"""Questions about aid postings: what was served, and how far the title of each season has come."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.aid import AidEvaluation, AidPosting
from domain.identity import title_id_for
from domain.rules.aid import AidOutcome, aid_outcome
from registry.command import Answer, Page, Queries, Query, QuerySpec, Role, Window
from registry.errors import NotFound
from registry.projections.aid import aid_evaluations, aid_postings
from registry.recognition import RuleAnswer, told
from registry.sight import must_be_about_self


class AidPostingAnswer(Answer):
    """A posting as it was served."""

    id: UUID
    version: int
    person_id: UUID
    sending_unit_uscc: str
    province: str
    start: date
    planned_end: date
    last_day: date | None
    returned_on_expiry: bool
    evaluations: tuple[UUID, ...]


class ListAidPostings(Page):
    """The aid postings of a person."""

    person_id: UUID


class AidPostingsAnswer(Answer):
    """A page of postings."""

    rows: tuple[AidPostingAnswer, ...]
    next_cursor: UUID | None


class ShowAidEvaluation(Query):
    """One season of a person on an aid posting, with what each rule of recognition says today."""

    evaluation_id: UUID


class AidEvaluationAnswer(Answer):
    """A season. `outcome`: what becomes here of the title obtained there; none while there is no title."""

    id: UUID
    version: int
    posting_id: UUID
    person_id: UUID
    season: int
    place: str
    state: str
    approved_on: date | None
    accepted_on: date | None
    title_name: str | None
    certificate_no: str | None
    obtained_on: date | None
    outcome: AidOutcome | None
    rules: tuple[RuleAnswer, ...]
    title_id: UUID | None


def list_aid_postings(query: ListAidPostings, window: Window) -> AidPostingsAnswer:
    """A page in the order of ids; a unit sees the postings on which it sent people."""
    must_be_about_self(query.person_id, window)
    wanted = sa.select(aid_postings.c.id).where(aid_postings.c.person_id == query.person_id)
    if window.role is Role.EMPLOYER_HR:
        wanted = wanted.where(aid_postings.c.sending_unit_uscc == window.actor.unit_uscc)
    if query.cursor is not None:
        wanted = wanted.where(aid_postings.c.id > query.cursor)
    ids = window.read.execute(wanted.order_by(aid_postings.c.id).limit(query.limit)).scalars().all()
    return AidPostingsAnswer(
        rows=tuple(_posting(one, window) for one in ids),
        next_cursor=ids[-1] if len(ids) == query.limit else None,
    )


def show_aid_evaluation(query: ShowAidEvaluation, window: Window) -> AidEvaluationAnswer:
    """To the department, the sending unit and the person."""
    evaluation = window.look.get(AidEvaluation, query.evaluation_id)
    posting = window.look.get(AidPosting, evaluation.posting_id)
    must_be_about_self(evaluation.person_id, window)
    if window.role is Role.EMPLOYER_HR and posting.sending_unit_uscc != window.actor.unit_uscc:
        raise NotFound(f"aid evaluation {query.evaluation_id}")
    title = evaluation.title
    return AidEvaluationAnswer(
        id=evaluation.id,
        version=evaluation.version,
        posting_id=posting.id,
        person_id=evaluation.person_id,
        season=evaluation.season,
        place=evaluation.place.value,
        state=evaluation.state.value,
        approved_on=evaluation.approved_on,
        accepted_on=evaluation.accepted_on,
        title_name=title.title_name if title else None,
        certificate_no=title.certificate_no if title else None,
        obtained_on=title.obtained_on if title else None,
        outcome=aid_outcome(posting.service, title.obtained_on, window.policy) if title else None,
        rules=told(evaluation.findings(posting.service, window.policy)),
        title_id=title_id_for(evaluation.id) if evaluation.state.value == "RECOGNISED" else None,
    )


def _posting(posting_id: UUID, window: Window) -> AidPostingAnswer:
    posting = window.look.get(AidPosting, posting_id)
    seasons = sa.select(aid_evaluations.c.id).where(aid_evaluations.c.posting_id == posting_id)
    service = posting.service
    return AidPostingAnswer(
        id=posting.id,
        version=posting.version,
        person_id=posting.person_id,
        sending_unit_uscc=posting.sending_unit_uscc,
        province=service.province,
        start=service.start,
        planned_end=service.planned_end,
        last_day=service.last_day,
        returned_on_expiry=service.returned_on_expiry,
        evaluations=tuple(window.read.execute(seasons.order_by(aid_evaluations.c.season)).scalars()),
    )


_ASKING = (Role.EMPLOYER_HR, Role.PHRSS_ADMIN, Role.APPROVER, Role.AUDITOR, Role.APPLICANT)

QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ListAidPostings, list_aid_postings, _ASKING, AidPostingsAnswer),
        QuerySpec(ShowAidEvaluation, show_aid_evaluation, _ASKING, AidEvaluationAnswer),
    )
}
