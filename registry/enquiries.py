"""Questions about people and what they hold: titles, certificates, integrity records; and about refused commands."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import AwareDatetime, Field

from domain.person import Person
from domain.title import Title
from registry.command import Answer, Page, PersonalQuery, Queries, Query, QuerySpec, Role, Window
from registry.errors import NotFound
from registry.one_person import ids_of
from registry.projections.certificates import certificate_versions, certificates
from registry.projections.integrity import integrity_records
from registry.projections.persons import persons
from registry.projections.refusals import refusals
from registry.projections.titles import titles
from registry.sight import REVIEWS, SEES_ALL, must_be_about_self, name_of

_DEPARTMENT = tuple(sorted(SEES_ALL))
_TITLES = (*_DEPARTMENT, Role.ORGANISER, Role.APPLICANT)


class ShowPerson(PersonalQuery):
    """A registered person; the name is opened for those whom the person concerns."""

    person_id: UUID


class PersonAnswer(Answer):
    """A person as staff see them: no number, no birth date."""

    id: UUID
    version: int
    person_name: str | None
    origin: str
    unit_uscc: str | None
    merged_into: UUID | None = Field(description="the entry under which this natural person acts now")
    erased: bool


def show_person(query: ShowPerson, window: Window) -> PersonAnswer:
    """One's own entry, or one of the actor's unit, or anyone's for the department."""
    must_be_about_self(query.person_id, window)
    row = window.read.execute(sa.select(persons).where(persons.c.id == query.person_id)).mappings().one_or_none()
    if row is None or (window.role in REVIEWS and row["unit_uscc"] != window.actor.unit_uscc):
        raise NotFound(f"person {query.person_id}")
    return PersonAnswer(
        id=row["id"],
        version=row["version"],
        person_name=name_of(row["id"], window),
        origin=row["origin"],
        unit_uscc=row["unit_uscc"],
        merged_into=row["merged_into"],
        erased=row["erased"],
    )


def _everyone(person_id: UUID, window: Window) -> tuple[UUID, ...]:
    """Every id of this natural person; an id that nobody has is nobody's."""
    return ids_of(window.look, person_id) if window.look.find(Person, person_id) else (person_id,)


class ShowTitle(PersonalQuery):
    """One title; with `known_at`, what the registry knew at that instant (two time axes)."""

    title_id: UUID
    known_at: AwareDatetime | None = None


class TitleAnswer(Answer):
    """A title and its position."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str | None
    title_name: str
    series_code: str
    specialty_code: str
    level: int
    scope: str
    grant_date: date
    approval_document_no: str
    origin: str = Field(description="EVALUATION, or where it came from: CONFIRMATION, AID_RECOGNITION, …")
    source_authority: str | None = Field(description="for a title from elsewhere: whose it was")
    source_grant_date: date | None = Field(description="since when it was held there; tenure is for a person to judge")
    source_certificate_no: str | None
    state: str
    cause: str | None
    effective_from: date | None = Field(description="for a fallen title: since when it has no effect")
    decided_on: date | None
    certificate_no: str | None
    certificate_version: int | None


class ListTitles(Page, PersonalQuery):
    """All titles of a person."""

    person_id: UUID


class TitlesAnswer(Answer):
    """A page of titles."""

    rows: tuple[TitleAnswer, ...]
    next_cursor: UUID | None


def show_title(query: ShowTitle, window: Window) -> TitleAnswer:
    """A title by its id."""
    row = window.read.execute(sa.select(titles).where(titles.c.id == query.title_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"title {query.title_id}")
    must_be_about_self(row["person_id"], window)
    if query.known_at is None:
        return _title(row, window)
    position = window.look.get(Title, query.title_id).position(query.known_at)
    if position is None:
        raise NotFound(f"title {query.title_id}")
    fell = position.state.value not in {"GRANTED", "UNDER_REVOCATION"}
    dates = {"effective_from": position.effective_from, "decided_on": position.decided_on} if fell else {}
    then = {"state": position.state.value, "cause": None, "effective_from": None, "decided_on": None, **dates}
    return _title({**row, **then}, window)


def list_titles(query: ListTitles, window: Window) -> TitlesAnswer:
    """The titles of a person in the order of ids."""
    must_be_about_self(query.person_id, window)
    mine = titles.c.person_id.in_(_everyone(query.person_id, window))
    wanted = sa.select(titles).where(mine).order_by(titles.c.id).limit(query.limit)
    if query.cursor is not None:
        wanted = wanted.where(titles.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return TitlesAnswer(
        rows=tuple(_title(row, window) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def _title(row: Any, window: Window) -> TitleAnswer:
    return TitleAnswer.model_validate({**row, "person_name": name_of(row["person_id"], window)})


class FindCertificate(PersonalQuery):
    """A certificate by its number."""

    certificate_no: str = Field(min_length=10, max_length=40)


class CertificateVersionAnswer(Answer):
    """One version and its place on a status list."""

    certificate_version: int
    state: str
    status_list: int
    status_index: int
    kid: str | None
    signed_at: datetime | None
    ended_on: date | None


class CertificateAnswer(Answer):
    """A certificate with its versions and its title."""

    id: UUID
    version: int
    certificate_no: str
    versions: tuple[CertificateVersionAnswer, ...]
    title: TitleAnswer


def find_certificate(query: FindCertificate, window: Window) -> CertificateAnswer:
    """A certificate with everything that became of it."""
    wanted = sa.select(certificates).where(certificates.c.certificate_no == query.certificate_no)
    row = window.read.execute(wanted).mappings().one_or_none()
    if row is None:
        raise NotFound(f"certificate {query.certificate_no}")
    must_be_about_self(row["person_id"], window)
    versions = window.read.execute(
        sa.select(certificate_versions)
        .where(certificate_versions.c.certificate_id == row["id"])
        .order_by(certificate_versions.c.certificate_version)
    ).mappings()
    title = window.read.execute(sa.select(titles).where(titles.c.id == row["title_id"])).mappings().one()
    return CertificateAnswer(
        id=row["id"],
        version=row["version"],
        certificate_no=row["certificate_no"],
        versions=tuple(CertificateVersionAnswer.model_validate(dict(version)) for version in versions),
        title=_title(title, window),
    )


class ShowIntegrity(PersonalQuery):
    """A person's active integrity records; the auditor also sees those that ended or were annulled."""

    person_id: UUID


class RecordAnswer(Answer):
    """An integrity record."""

    id: UUID
    version: int
    cause: str
    decision_document: str
    start: date
    last_day: date
    active: bool
    annulled: bool
    under_review: bool


class IntegrityAnswer(Answer):
    """A person's records, and through which day the person is on file."""

    person_id: UUID
    on_record_until: date | None
    records: tuple[RecordAnswer, ...]


def show_integrity(query: ShowIntegrity, window: Window) -> IntegrityAnswer:
    """Computed from dates on the day of asking (R-INT-3, R-INT-5)."""
    must_be_about_self(query.person_id, window)
    window.opened.add(query.person_id)
    today = window.clock.today().isoformat()
    wanted = sa.select(integrity_records).where(integrity_records.c.person_id.in_(_everyone(query.person_id, window)))
    rows = window.read.execute(wanted.order_by(integrity_records.c.start)).mappings().all()
    records = [
        RecordAnswer.model_validate({**row, "active": not row["annulled"] and row["start"] <= today <= row["last_day"]})
        for row in rows
    ]
    active = [record for record in records if record.active]
    return IntegrityAnswer(
        person_id=query.person_id,
        on_record_until=max((record.last_day for record in active), default=None),
        records=tuple(records if window.role is Role.AUDITOR else active),
    )


class ListRefusals(Query):
    """Refused commands, by rule or by actor, the newest first."""

    cursor: int | None = Field(default=None, ge=1, le=2**63 - 1, description="`next_cursor` of the page before")
    limit: int = Field(default=50, ge=1, le=200)
    rule_id: str | None = Field(default=None, max_length=20)
    actor_id: str | None = Field(default=None, max_length=80)


class RefusalAnswer(Answer):
    """A refused command."""

    id: UUID
    recorded_at: datetime
    command: str
    code: str
    rule_id: str
    clause: str
    actor_id: str
    actor_roles: str
    unit_uscc: str
    about: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]


class RefusalsAnswer(Answer):
    """A page of refusals."""

    rows: tuple[RefusalAnswer, ...]
    next_cursor: int | None


def list_refusals(query: ListRefusals, window: Window) -> RefusalsAnswer:
    """A page, going back in time."""
    wanted = sa.select(refusals).order_by(refusals.c.position.desc()).limit(query.limit)
    if query.cursor is not None:
        wanted = wanted.where(refusals.c.position < query.cursor)
    if query.rule_id is not None:
        wanted = wanted.where(refusals.c.rule_id == query.rule_id)
    if query.actor_id is not None:
        wanted = wanted.where(refusals.c.actor_id == query.actor_id)
    rows = window.read.execute(wanted).mappings().all()
    return RefusalsAnswer(
        rows=tuple(RefusalAnswer.model_validate({**row, "findings": json.loads(row["findings"])}) for row in rows),
        next_cursor=rows[-1]["position"] if len(rows) == query.limit else None,
    )


QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ShowPerson, show_person, (*_DEPARTMENT, *sorted(REVIEWS), Role.APPLICANT), PersonAnswer),
        QuerySpec(ShowTitle, show_title, _TITLES, TitleAnswer),
        QuerySpec(ListTitles, list_titles, _TITLES, TitlesAnswer),
        QuerySpec(FindCertificate, find_certificate, _TITLES, CertificateAnswer),
        QuerySpec(
            ShowIntegrity,
            show_integrity,
            (Role.AUDITOR, Role.PHRSS_ADMIN, Role.APPROVER, Role.APPLICANT),
            IntegrityAnswer,
        ),
        QuerySpec(ListRefusals, list_refusals, (Role.AUDITOR,), RefusalsAnswer),
    )
}
