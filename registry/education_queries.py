"""Questions about continuing education: an account with what counts and why, and the bases."""

from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.education import ContinuingEducationAccount, Entry, SubjectKind
from domain.identity import education_account_id
from registry.command import Answer, Page, Queries, Query, QuerySpec, Role, Window
from registry.errors import NotFound
from registry.projections.education import ce_bases
from registry.projections.persons import persons
from registry.sight import SEES_ALL, must_be_about_self

Why = Literal["COUNTED", "EXAM_NOT_PASSED", "VOIDED"]
_UNITS = (Role.EMPLOYER_HR, Role.AGENCY)


class ShowEducation(Query):
    """A person's continuing education: every entry, whether it counts, and the sum of each year."""

    person_id: UUID


class EducationEntry(Answer):
    """Hours as they were recorded."""

    number: int
    year: int
    kind: str
    hours: int
    provider_uscc: str
    why: Why = Field(description="COUNTED, or why the hours count nothing")
    void_reason: str | None


class EducationYearAnswer(Answer):
    """One calendar year."""

    year: int
    topic: str | None
    certificate_no: str | None = Field(description="of the passed exam; none: public-need hours count 0")
    closed: bool
    public_need: int = Field(description="hours that count")
    professional: int = Field(description="hours that count")


class EducationAnswer(Answer):
    """An account; a person without one has no hours."""

    person_id: UUID
    version: int | None
    years: tuple[EducationYearAnswer, ...]
    entries: tuple[EducationEntry, ...]


class ListBases(Page):
    """Continuing-education bases and where each stands."""

    state: str | None = Field(default=None, max_length=40)


class BaseRow(Answer):
    """A base."""

    id: UUID
    version: int
    code: str
    uscc: str
    base_name: str
    replaces: UUID | None
    state: str
    assessed_year: int | None
    rewarded_year: int | None
    deadline: str | None = Field(description="last day to rectify, included")


class BasesAnswer(Answer):
    """A page of bases."""

    rows: tuple[BaseRow, ...]
    next_cursor: UUID | None


def show_education(query: ShowEducation, window: Window) -> EducationAnswer:
    """One's own account, one of the actor's unit, or anyone's for the department and its manager of education."""
    must_be_about_self(query.person_id, window)
    row = window.read.execute(sa.select(persons.c.unit_uscc).where(persons.c.id == query.person_id)).one_or_none()
    if row is None or (window.role in _UNITS and row.unit_uscc != window.actor.unit_uscc):
        raise NotFound(f"person {query.person_id}")
    account = window.look.find(ContinuingEducationAccount, education_account_id(query.person_id))
    if account is None:
        return EducationAnswer(person_id=query.person_id, version=None, years=(), entries=())
    known = {entry.year for entry in account.entries} | set(account.topics) | account.closed_years
    return EducationAnswer(
        person_id=query.person_id,
        version=account.version,
        years=tuple(_year(account, year) for year in sorted(known)),
        entries=tuple(_entry(account, entry) for entry in account.entries),
    )


def _year(account: ContinuingEducationAccount, year: int) -> EducationYearAnswer:
    hours = account.hours_of(year)
    return EducationYearAnswer(
        year=year,
        topic=account.topics.get(year),
        certificate_no=account.certificates.get(year),
        closed=year in account.closed_years,
        public_need=hours.public_need,
        professional=hours.professional,
    )


def _entry(account: ContinuingEducationAccount, entry: Entry) -> EducationEntry:
    waiting = entry.kind is SubjectKind.PUBLIC_NEED and entry.year not in account.certificates
    why: Why = "VOIDED" if entry.voided else "EXAM_NOT_PASSED" if waiting else "COUNTED"
    return EducationEntry(
        number=entry.number,
        year=entry.year,
        kind=entry.kind.value,
        hours=entry.hours,
        provider_uscc=entry.provider_uscc,
        why=why,
        void_reason=entry.voided.value if entry.voided else None,
    )


def list_bases(query: ListBases, window: Window) -> BasesAnswer:
    """A page in the order of ids."""
    wanted = sa.select(ce_bases).order_by(ce_bases.c.id).limit(query.limit)
    if query.state is not None:
        wanted = wanted.where(ce_bases.c.state == query.state)
    if query.cursor is not None:
        wanted = wanted.where(ce_bases.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return BasesAnswer(
        rows=tuple(BaseRow.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


_SEES = (*sorted(SEES_ALL), Role.CE_MANAGER, *_UNITS, Role.APPLICANT)

QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ShowEducation, show_education, _SEES, EducationAnswer),
        QuerySpec(ListBases, list_bases, tuple(Role), BasesAnswer),
    )
}
