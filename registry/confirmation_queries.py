"""Questions about titles from elsewhere: what each rule of recognition says, and who relies on a source title.

An employer's own confirmation is answered to that employer, the holder and the auditor (R-VER-5); to the department
only where a source has fallen and whoever relies on it must be told.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.confirmation import EmployerConfirmation, rules_for
from domain.finding import Finding
from domain.formal_confirmation import FormalConfirmation
from domain.rules.confirmation import (
    AuthorityKind,
    CheckedBy,
    SourceCheck,
    SourceTitle,
    Track,
    r_conf_1,
    r_conf_2,
    r_conf_3,
    r_conf_3_source,
    r_conf_4,
    r_conf_5,
    r_conf_6,
)
from domain.values import Level, Scope
from registry.command import (
    Answer,
    Page,
    ProvinceCode,
    Queries,
    Query,
    QuerySpec,
    Reference,
    Role,
    SeriesCode,
    Uscc,
    Window,
)
from registry.confirmation_sources import confirmers_of, employment_with
from registry.errors import NotFound
from registry.projections.confirmations import confirmations
from registry.projections.titles import titles
from registry.recognition import RuleAnswer, told
from registry.sight import must_be_about_self

_DEPARTMENT = (Role.PHRSS_ADMIN, Role.APPROVER, Role.LEVEL_REVIEWER)


class ShowConfirmation(Query):
    """One confirmation of either track, with what each rule of recognition says today."""

    confirmation_id: UUID


class ConfirmationAnswer(Answer):
    """A confirmation. A title, and with it a certificate, follows from the track FORMAL alone."""

    id: UUID
    version: int
    track: Track
    state: str
    person_id: UUID
    employer_uscc: str
    province: str
    authority_kind: str
    authority_uscc: str
    title_name: str
    level: int
    scope: str = Field(description="of the source title; UNKNOWN where its authority has not said")
    source_grant_date: date
    certificate_no: str
    effect: Literal["UNIT_INTERNAL", "PROVINCE", "NONE"] = Field(description="where it can be used today")
    level_used: int | None = Field(description="inside the unit; none on the track FORMAL")
    confirmed_on: date | None
    ended_on: date | None
    rules: tuple[RuleAnswer, ...]
    title_id: UUID | None


class ListConfirmations(Page):
    """The confirmations of a person that the actor may see."""

    person_id: UUID


class ConfirmationRow(Answer):
    """A confirmation in a list."""

    id: UUID
    version: int
    track: Track
    state: str
    person_id: UUID
    employer_uscc: str
    title_id: UUID | None


class ConfirmationsAnswer(Answer):
    """A page of confirmations."""

    rows: tuple[ConfirmationRow, ...]
    next_cursor: UUID | None


class ListRightsOnSource(Page):
    """Everybody who relies on one source title, to be told when it falls."""

    authority_uscc: Uscc
    certificate_no: Reference


class RightAnswer(ConfirmationRow):
    """One right that rests on the source, with the title and certificate that came of it."""

    title_state: str | None
    title_certificate_no: str | None


class RightsAnswer(Answer):
    """A page of rights."""

    rows: tuple[RightAnswer, ...]
    next_cursor: UUID | None


class CheckRecognition(Query):
    """Whether a title from elsewhere counts here: each rule answers yes, no or unknown, and nothing is recorded."""

    person_id: UUID
    employer_uscc: Uscc
    track: Track
    province: ProvinceCode
    authority_kind: AuthorityKind
    authority_uscc: Uscc
    series_code: SeriesCode
    level: Literal["411", "412", "420", "434", "435"]
    level_used: Literal["411", "412", "420", "434", "435"] | None = Field(default=None, description="as the source's")
    scope: Scope | None = Field(default=None, description="none: not known")
    grant_date: date
    checked_by: CheckedBy | None = Field(default=None, description="none: not checked yet")
    effective: bool | None = Field(default=None, description="what the check found; none: it could not tell")
    checked_on: date | None = None


class RecognitionAnswer(Answer):
    """Every rule's answer; UNKNOWN is for a person to find out. R-CONF-6 says yes where no confirmation is needed."""

    track: Track
    on: date
    rules: tuple[RuleAnswer, ...]


def show_confirmation(query: ShowConfirmation, window: Window) -> ConfirmationAnswer:
    """To the employer and the holder; the department sees its own track."""
    own = window.look.find(EmployerConfirmation, query.confirmation_id)
    if own is not None:
        _must_rely(own.person_id, own.employer_uscc, Track.EMPLOYER, query.confirmation_id, window)
        return _of_employer(own, window)
    formal = window.look.get(FormalConfirmation, query.confirmation_id)
    _must_rely(formal.person_id, formal.employer_uscc, Track.FORMAL, query.confirmation_id, window)
    return _of_department(formal, window)


def list_confirmations(query: ListConfirmations, window: Window) -> ConfirmationsAnswer:
    """A page in the order of ids."""
    must_be_about_self(query.person_id, window)
    wanted = sa.select(confirmations).where(confirmations.c.person_id == query.person_id)
    if window.role is Role.EMPLOYER_HR:
        wanted = wanted.where(confirmations.c.employer_uscc == window.actor.unit_uscc)
    elif window.role in _DEPARTMENT:
        wanted = wanted.where(confirmations.c.track == Track.FORMAL.value)
    rows = window.read.execute(_paged(wanted, query)).mappings().all()
    return ConfirmationsAnswer(
        rows=tuple(ConfirmationRow.model_validate({name: row[name] for name in _ROW}) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def list_rights_on_source(query: ListRightsOnSource, window: Window) -> RightsAnswer:
    """Both tracks: whoever relies on it is told that it fell."""
    wanted = (
        sa.select(confirmations, titles.c.state.label("title_state"))
        .add_columns(titles.c.certificate_no.label("title_certificate_no"))
        .outerjoin(titles, titles.c.id == confirmations.c.title_id)
        .where(confirmations.c.authority_uscc == query.authority_uscc)
        .where(confirmations.c.certificate_no == query.certificate_no)
    )
    rows = window.read.execute(_paged(wanted, query)).mappings().all()
    names = (*_ROW, "title_state", "title_certificate_no")
    return RightsAnswer(
        rows=tuple(RightAnswer.model_validate({name: row[name] for name in names}) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def check_recognition(query: CheckRecognition, window: Window) -> RecognitionAnswer:
    """Nothing is stored; a person asks for themself, an employer for its own unit."""
    must_be_about_self(query.person_id, window)
    if window.role is Role.EMPLOYER_HR and query.employer_uscc != window.actor.unit_uscc:
        raise NotFound(f"employer {query.employer_uscc}")
    today = window.clock.today()
    source = SourceTitle(
        query.province,
        query.authority_kind,
        query.authority_uscc,
        "",
        query.series_code,
        "",
        Level(int(query.level)),
        query.scope,
        query.grant_date,
        "",
    )
    check = None
    if query.checked_by is not None and query.checked_on is not None:
        check = SourceCheck(query.checked_by, query.effective, query.checked_on)
    findings = [
        r_conf_1(source, employment_with(window.look, query.person_id, query.employer_uscc, today)),
        r_conf_2(source, query.track, window.policy),
        r_conf_3_source(source, query.employer_uscc, confirmers_of(window.look, query.person_id)),
        *([r_conf_3(Level(int(query.level_used or query.level)), source)] if query.track is Track.EMPLOYER else []),
        r_conf_4(check, today, window.policy),
        *([r_conf_5("")] if query.track is Track.FORMAL else []),
        r_conf_6(window.tables.agreements, source, today),
    ]
    return RecognitionAnswer(track=query.track, on=today, rules=told(findings))


def _must_rely(person_id: UUID, employer_uscc: str, track: Track, confirmation_id: UUID, window: Window) -> None:
    sees = {
        Role.AUDITOR: True,
        Role.APPLICANT: window.actor.id == str(person_id),
        Role.EMPLOYER_HR: window.actor.unit_uscc == employer_uscc,
    }
    if not sees.get(window.role, track is Track.FORMAL):
        raise NotFound(f"confirmation {confirmation_id}")


def _of_employer(own: EmployerConfirmation, window: Window) -> ConfirmationAnswer:
    today = window.clock.today()
    employment = employment_with(window.look, own.person_id, own.employer_uscc, today)
    findings = rules_for(
        own.source,
        employment,
        own.check,
        employer_uscc=own.employer_uscc,
        level_used=own.level_used,
        confirmers=frozenset(),
        on=own.first_day,
        policy=window.policy,
    )
    return _answer(
        own,
        Track.EMPLOYER,
        findings,
        window,
        state=own.state.value,
        effect="UNIT_INTERNAL" if own.in_force(today) and employment is not None else "NONE",
        level_used=int(own.level_used),
        confirmed_on=own.first_day,
        ended_on=own.last_day,
        title_id=None,
    )


def _of_department(formal: FormalConfirmation, window: Window) -> ConfirmationAnswer:
    today = window.clock.today()
    employment = employment_with(window.look, formal.person_id, formal.employer_uscc, today)
    confirmers = confirmers_of(window.look, formal.person_id)
    row = window.read.execute(sa.select(titles).where(titles.c.source_id == formal.id)).mappings().one_or_none()
    stands = row is not None and row["state"] in {"GRANTED", "UNDER_REVOCATION"}
    return _answer(
        formal,
        Track.FORMAL,
        formal.findings(employment, confirmers, today, document_ref=formal.document_ref, policy=window.policy),
        window,
        state=formal.state.value,
        effect="PROVINCE" if stands else "NONE",
        level_used=None,
        confirmed_on=formal.granted_on,
        ended_on=row["decided_on"] if row is not None and not stands else None,
        title_id=row["id"] if row is not None else None,
    )


def _answer(
    one: EmployerConfirmation | FormalConfirmation,
    track: Track,
    findings: list[Finding],
    window: Window,
    **facts: object,
) -> ConfirmationAnswer:
    source = one.source
    agreed = r_conf_6(window.tables.agreements, source, window.clock.today())
    said = {
        "id": one.id,
        "version": one.version,
        "track": track,
        "person_id": one.person_id,
        "employer_uscc": one.employer_uscc,
        "province": source.province,
        "authority_kind": source.authority_kind.value,
        "authority_uscc": source.authority_uscc,
        "title_name": source.title_name,
        "level": int(source.level),
        "scope": source.scope.value if source.scope else "UNKNOWN",
        "source_grant_date": source.grant_date,
        "certificate_no": source.certificate_no,
        "rules": told([*findings, agreed]),
        **facts,
    }
    return ConfirmationAnswer.model_validate(said)


def _paged(wanted: sa.Select[tuple[object, ...]], query: Page) -> sa.Select[tuple[object, ...]]:
    if query.cursor is not None:
        wanted = wanted.where(confirmations.c.id > query.cursor)
    return wanted.order_by(confirmations.c.id).limit(query.limit)


_ROW = ("id", "version", "track", "state", "person_id", "employer_uscc", "title_id")
_ASKING = (Role.EMPLOYER_HR, *_DEPARTMENT, Role.AUDITOR, Role.APPLICANT)

QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ShowConfirmation, show_confirmation, _ASKING, ConfirmationAnswer),
        QuerySpec(ListConfirmations, list_confirmations, _ASKING, ConfirmationsAnswer),
        QuerySpec(ListRightsOnSource, list_rights_on_source, (Role.PHRSS_ADMIN, Role.AUDITOR), RightsAnswer),
        QuerySpec(CheckRecognition, check_recognition, _ASKING, RecognitionAnswer),
    )
}
