"""The petition ledger with what is overdue, and one case: its words are for its handler and the auditor only."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.petition import PetitionCase
from domain.petition_events import PetitionState
from registry.command import Answer, Page, Queries, Query, QuerySpec, Role, Window
from registry.errors import NotFound, PersonErased
from registry.petitions import finding_field
from registry.projections.petitions import petitions

_READERS = (Role.AUDITOR, Role.PHRSS_ADMIN, Role.PETITION_OFFICER)


class ListPetitions(Page):
    """The ledger: cases of the actor's own office, or of all offices for the department."""

    state: PetitionState | None = None
    handler_id: str | None = Field(default=None, max_length=80)
    overdue: bool | None = Field(default=None, description="true: only cases whose next limit has passed today")


class PetitionRow(Answer):
    """One line of the ledger."""

    id: UUID
    version: int
    case_no: str
    office_uscc: str
    channel: str
    subject: str
    state: str
    received_on: date
    handler_id: str = Field(description="the responsible person; empty before assignment")
    act_by: date | None = Field(description="last day for what must happen next; none where nothing is awaited")
    overdue: bool = Field(description="computed from today's date")
    extended: bool


class PetitionsAnswer(Answer):
    """A page of the ledger."""

    rows: tuple[PetitionRow, ...]
    next_cursor: UUID | None


class ShowPetition(Query):
    """One case; its words are opened for its handler and for the auditor, and for nobody else."""

    petition_id: UUID


class PetitionAnswer(Answer):
    """A case of the ledger. What is null is sealed for this reader, or was erased."""

    id: UUID
    version: int
    case_no: str
    state: str
    channel: str
    subject: str
    received_on: date
    decide_by: date
    due_on: date | None
    overdue: bool
    handler_id: str
    substantiated: bool
    resulting_ids: tuple[UUID, ...]
    no_action_reason: str
    petitioner: str | None
    statement: str | None
    reason: str | None = Field(description="why it was not taken up")
    findings: tuple[str, ...] | None
    opinion: str | None


def list_petitions(query: ListPetitions, window: Window) -> PetitionsAnswer:
    """A page in the order of ids; what is overdue follows from dates, whether or not anybody looked."""
    today = window.clock.today().isoformat()
    late = sa.and_(petitions.c.act_by.is_not(None), petitions.c.act_by < today)
    wanted = sa.select(petitions, late.label("overdue")).order_by(petitions.c.id).limit(query.limit)
    if window.role is Role.PETITION_OFFICER:
        wanted = wanted.where(petitions.c.office_uscc == window.actor.unit_uscc)
    if query.state is not None:
        wanted = wanted.where(petitions.c.state == query.state.value)
    if query.handler_id is not None:
        wanted = wanted.where(petitions.c.handler_id == query.handler_id)
    if query.overdue is not None:
        wanted = wanted.where(late if query.overdue else sa.not_(late))
    if query.cursor is not None:
        wanted = wanted.where(petitions.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return PetitionsAnswer(
        rows=tuple(PetitionRow.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def show_petition(query: ShowPetition, window: Window) -> PetitionAnswer:
    """From the events themselves."""
    case = window.look.get(PetitionCase, query.petition_id)
    if window.role is Role.PETITION_OFFICER and window.actor.unit_uscc != case.office_uscc:
        raise NotFound(f"petition {query.petition_id}")
    told = _opener(case, window)
    findings = [told(finding_field(n), sealed) for n, sealed in enumerate(case.sealed_findings, 1)]
    return PetitionAnswer(
        id=case.id,
        version=case.version,
        case_no=case.case_no,
        state=case.state.value,
        channel=case.channel.value,
        subject=case.subject.value,
        received_on=case.received_on,
        decide_by=case.decide_by,
        due_on=case.due_on,
        overdue=case.overdue(window.clock.today()),
        handler_id=case.handler_id,
        substantiated=case.substantiated,
        resulting_ids=case.resulting_ids,
        no_action_reason=case.no_action_reason,
        petitioner=told("petitioner", case.sealed_petitioner),
        statement=told("statement", case.sealed_statement),
        reason=told("reason", case.sealed_reason),
        findings=None if None in findings else tuple(finding for finding in findings if finding is not None),
        opinion=told("opinion", case.sealed_opinion),
    )


def _opener(case: PetitionCase, window: Window) -> Callable[[str, str], str | None]:
    """Opens a sealed field for whom the case's words are meant; anybody else gets None."""
    meant = window.role is Role.AUDITOR or (bool(case.handler_id) and window.actor.id == case.handler_id)

    def told(field: str, sealed: str) -> str | None:
        if not meant:
            return None
        try:
            return window.privacy.open(case.petitioner_id, field, sealed)
        except PersonErased:
            return None

    return told


QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ListPetitions, list_petitions, _READERS, PetitionsAnswer),
        QuerySpec(ShowPetition, show_petition, _READERS, PetitionAnswer),
    )
}
