"""The register of titles: every title with its holder, its state and its certificate, for those who answer for it."""

from datetime import date
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from registry.command import Answer, Page, PersonalQuery, Queries, QuerySpec, Role, SeriesCode, Window
from registry.projections.committees import committees
from registry.projections.persons import persons
from registry.projections.titles import titles
from registry.queries import TitleLevel
from registry.sight import SEES_ALL, opened_name


class TitleRegister(Page, PersonalQuery):
    """All titles; for an organiser those that its own committees evaluated."""

    granted_from: date | None = None
    granted_to: date | None = None
    series_code: SeriesCode | None = None
    level: TitleLevel | None = None
    committee_id: UUID | None = None
    state: Literal["GRANTED", "UNDER_REVOCATION", "REVOKED", "INVALIDATED", "DEREGISTERED"] | None = None
    certified: bool | None = Field(default=None, description="false: only titles without a certificate")


class RegisterRow(Answer):
    """A title in the register."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str | None = Field(description="none once the person was erased")
    title_name: str
    series_code: str
    specialty_code: str
    level: int
    scope: str
    origin: str
    grant_date: date
    approval_document_no: str
    committee_id: UUID | None
    state: str
    effective_from: date | None = Field(description="for a fallen title: since when it has no effect")
    decided_on: date | None
    certificate_no: str | None
    certificate_version: int | None


class RegisterAnswer(Answer):
    """A page of the register."""

    rows: tuple[RegisterRow, ...]
    next_cursor: UUID | None


def title_register(query: TitleRegister, window: Window) -> RegisterAnswer:
    """Titles in the order of ids."""
    named = {name: getattr(query, name) for name in ("series_code", "level", "committee_id", "state")}
    wanted = (
        sa.select(titles, persons.c.sealed_name)
        .join(persons, persons.c.id == titles.c.person_id)
        .where(*(titles.c[name] == value for name, value in named.items() if value is not None))
        .order_by(titles.c.id)
        .limit(query.limit)
    )
    if query.cursor is not None:
        wanted = wanted.where(titles.c.id > query.cursor)
    if query.granted_from is not None:
        wanted = wanted.where(titles.c.grant_date >= query.granted_from.isoformat())
    if query.granted_to is not None:
        wanted = wanted.where(titles.c.grant_date <= query.granted_to.isoformat())
    if query.certified is not None:
        wanted = wanted.where(titles.c.certificate_no.is_not(None) == query.certified)
    if window.role not in SEES_ALL:
        theirs = sa.select(committees.c.id).where(committees.c.organiser_uscc == window.actor.unit_uscc)
        wanted = wanted.where(titles.c.committee_id.in_(theirs))
    rows = window.read.execute(wanted).mappings().all()
    return RegisterAnswer(
        rows=tuple(
            RegisterRow.model_validate(
                {**row, "person_name": opened_name(row["person_id"], row["sealed_name"], window)}
            )
            for row in rows
        ),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


QUERIES: Queries = {
    TitleRegister.name: QuerySpec(TitleRegister, title_register, (*sorted(SEES_ALL), Role.ORGANISER), RegisterAnswer)
}
