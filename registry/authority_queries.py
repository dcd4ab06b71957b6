"""Questions about delegated rights, inspections and circulars."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.authority import AuthorityState, EvaluationAuthority
from domain.inspection import Inspection
from registry.command import Answer, Page, Queries, Query, QuerySpec, Role, Uscc, Window
from registry.errors import NotFound
from registry.projections.authorities import authorities, circulars, inspections
from registry.sight import SEES_ALL

_DEPARTMENT = tuple(sorted(SEES_ALL))
_INSPECTING = (*_DEPARTMENT, Role.INSPECTOR, Role.ORGANISER, Role.COMMITTEE_OFFICE)


class ListAuthorities(Page):
    """Delegated rights, by holder, state or the day by which something is to be put right."""

    holder_uscc: Uscc | None = None
    state: Literal["DELEGATED", "RECTIFYING", "SUSPENDED", "WITHDRAWN"] | None = None
    due_by: date | None = Field(default=None, description="with a deadline on or before this day")


class AuthorityRow(Answer):
    """A delegated right."""

    id: UUID
    version: int
    holder_uscc: str
    holder_kind: str
    series_code: str
    levels: tuple[int, ...]
    state: str
    deadline: date | None = Field(description="day by which findings are to be put right; none where nothing is due")


class AuthoritiesAnswer(Answer):
    """A page of rights."""

    rows: tuple[AuthorityRow, ...]
    next_cursor: UUID | None


class ShowAuthority(Query):
    """One delegated right with its inspections, findings, deadline and periods of suspension."""

    authority_id: UUID


class FindingRow(Answer):
    """One thing that was found."""

    clause: str
    description: str
    found_on: date


class InspectionAnswer(Answer):
    """An inspection with what it found."""

    id: UUID
    version: int
    kind: str
    authority_id: UUID | None
    committee_id: UUID | None
    inspected_uscc: str
    inspecting_units: tuple[str, ...]
    findings: tuple[FindingRow, ...]
    proposed_deadline: date | None
    closed: bool


class StoppedPeriod(Answer):
    """When the right could not be used; without an end it cannot be used now."""

    first: date
    last: date | None


class AuthorityAnswer(AuthorityRow):
    """A right and everything that happened to it."""

    since: date
    report_ref: str = Field(description="the last report on what was put right; empty where none was submitted")
    rectification_failed: bool
    stopped: tuple[StoppedPeriod, ...]
    withdrawn_at: datetime | None
    kids: tuple[str, ...] = Field(description="keys that sign the certificates of its titles")
    inspections: tuple[InspectionAnswer, ...]


class ShowInspection(Query):
    """One inspection."""

    inspection_id: UUID


class ListInspections(Page):
    """Inspections of one unit, or all of them."""

    inspected_uscc: Uscc | None = None


class InspectionRow(Answer):
    """An inspection in a list."""

    id: UUID
    version: int
    kind: str
    authority_id: UUID | None
    committee_id: UUID | None
    inspected_uscc: str
    opened_on: date
    closed: bool


class InspectionsAnswer(Answer):
    """A page of inspections."""

    rows: tuple[InspectionRow, ...]
    next_cursor: UUID | None


class ListCirculars(Page):
    """Circulars to the actor's unit; the department sees them by unit."""

    unit_uscc: Uscc | None = None


class CircularRow(Answer):
    """A circular as one unit received it."""

    id: UUID
    unit_uscc: str
    document_ref: str
    issued_on: date
    text: str


class CircularsAnswer(Answer):
    """A page of circulars."""

    rows: tuple[CircularRow, ...]
    next_cursor: UUID | None


def list_authorities(query: ListAuthorities, window: Window) -> AuthoritiesAnswer:
    """A page in the order of ids; a holder sees its own."""
    wanted = sa.select(authorities).order_by(authorities.c.id).limit(query.limit)
    if window.role not in (*SEES_ALL, Role.INSPECTOR):
        wanted = wanted.where(authorities.c.holder_uscc == window.actor.unit_uscc)
    if query.holder_uscc is not None:
        wanted = wanted.where(authorities.c.holder_uscc == query.holder_uscc)
    if query.state is not None:
        wanted = wanted.where(authorities.c.state == query.state)
    if query.due_by is not None:
        wanted = wanted.where(authorities.c.deadline <= query.due_by.isoformat())
    if query.cursor is not None:
        wanted = wanted.where(authorities.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return AuthoritiesAnswer(
        rows=tuple(AuthorityRow.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def show_authority(query: ShowAuthority, window: Window) -> AuthorityAnswer:
    """From the events themselves; the list of its inspections from the read model."""
    authority = window.look.get(EvaluationAuthority, query.authority_id)
    _must_concern(authority.holder_uscc, f"EvaluationAuthority {authority.id}", window)
    mine = sa.select(inspections.c.id).where(inspections.c.authority_id == authority.id)
    looked = window.read.execute(mine.order_by(inspections.c.opened_on, inspections.c.id)).scalars()
    rectifying = authority.state is AuthorityState.RECTIFYING
    return AuthorityAnswer(
        id=authority.id,
        version=authority.version,
        holder_uscc=authority.holder_uscc,
        holder_kind=authority.holder_kind.value,
        series_code=authority.series_code,
        levels=tuple(sorted(int(level) for level in authority.levels)),
        state=authority.state.value,
        deadline=authority.deadline if rectifying else None,
        since=authority.since,
        report_ref=authority.report_ref,
        rectification_failed=authority.failed,
        stopped=tuple(StoppedPeriod(first=p.first, last=p.last) for p in authority.stoppage.periods),
        withdrawn_at=authority.withdrawn_at,
        kids=authority.kids,
        inspections=tuple(_shown(window.look.get(Inspection, one)) for one in looked),
    )


def show_inspection(query: ShowInspection, window: Window) -> InspectionAnswer:
    """One inspection, for the department, its inspectors and the unit that was inspected."""
    inspection = window.look.get(Inspection, query.inspection_id)
    _must_concern(inspection.inspected_uscc, f"Inspection {inspection.id}", window)
    return _shown(inspection)


def list_inspections(query: ListInspections, window: Window) -> InspectionsAnswer:
    """A page in the order of ids; a unit sees its own."""
    wanted = sa.select(inspections).order_by(inspections.c.id).limit(query.limit)
    if window.role not in (*SEES_ALL, Role.INSPECTOR):
        wanted = wanted.where(inspections.c.inspected_uscc == window.actor.unit_uscc)
    if query.inspected_uscc is not None:
        wanted = wanted.where(inspections.c.inspected_uscc == query.inspected_uscc)
    if query.cursor is not None:
        wanted = wanted.where(inspections.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return InspectionsAnswer(
        rows=tuple(InspectionRow.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def list_circulars(query: ListCirculars, window: Window) -> CircularsAnswer:
    """A page in the order of ids, one row for each unit that received it."""
    department = window.role in SEES_ALL
    unit = query.unit_uscc if department else window.actor.unit_uscc
    wanted = sa.select(circulars).order_by(circulars.c.id, circulars.c.unit_uscc).limit(query.limit)
    if unit is not None:
        wanted = wanted.where(circulars.c.unit_uscc == unit)
    else:
        first = sa.select(sa.func.min(circulars.c.key)).group_by(circulars.c.id)
        wanted = wanted.where(circulars.c.key.in_(first))
    if query.cursor is not None:
        wanted = wanted.where(circulars.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return CircularsAnswer(
        rows=tuple(CircularRow.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def _must_concern(unit_uscc: str, what: str, window: Window) -> None:
    if window.role not in (*SEES_ALL, Role.INSPECTOR) and window.actor.unit_uscc != unit_uscc:
        raise NotFound(what)


def _shown(inspection: Inspection) -> InspectionAnswer:
    return InspectionAnswer(
        id=inspection.id,
        version=inspection.version,
        kind=inspection.kind.value,
        authority_id=inspection.authority_id,
        committee_id=inspection.committee_id,
        inspected_uscc=inspection.inspected_uscc,
        inspecting_units=tuple(sorted(set(inspection.inspectors.values()))),
        findings=tuple(
            FindingRow(clause=one.clause, description=one.description, found_on=one.on) for one in inspection.findings
        ),
        proposed_deadline=inspection.proposed_deadline,
        closed=inspection.closed,
    )


QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ListAuthorities, list_authorities, _INSPECTING, AuthoritiesAnswer),
        QuerySpec(ShowAuthority, show_authority, _INSPECTING, AuthorityAnswer),
        QuerySpec(ShowInspection, show_inspection, _INSPECTING, InspectionAnswer),
        QuerySpec(ListInspections, list_inspections, _INSPECTING, InspectionsAnswer),
        QuerySpec(ListCirculars, list_circulars, tuple(Role), CircularsAnswer),
    )
}
