"""Questions about declarations: the file with its findings, the work queue, the notice board, what one signs."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.declaration import Declaration
from registry.audit import findings_as_json
from registry.command import (
    Answer,
    Page,
    PersonalQuery,
    Queries,
    Query,
    QuerySpec,
    Role,
    SeriesCode,
    Uscc,
    Window,
    Year,
)
from registry.errors import PersonErased
from registry.findings import findings_now
from registry.projections.committees import committees, seasons
from registry.projections.declarations import declarations
from registry.projections.notices import notices
from registry.projections.persons import persons
from registry.sight import COMMITTEE_STAFF, REVIEWS, SEES_ALL, concerning, must_concern, name_of
from registry.standards import standard_of

EVERYBODY = tuple(Role)
FILTERS = ("season", "series_code", "level", "committee_id")
TitleLevel = Annotated[int, Field(ge=400, le=499, description="GB/T 12407, such as 412")]
CONCERNED = (*sorted(SEES_ALL), *sorted(REVIEWS), *sorted(COMMITTEE_STAFF), Role.APPLICANT)


class FindingAnswer(Answer):
    """One rule's answer on the day of asking."""

    rule_id: str
    outcome: Literal["HOLDS", "FAILS", "UNKNOWN"]
    clause: str
    facts: dict[str, str | int | bool]


class ReviewAnswer(Answer):
    """One level of the chain, and who passed it."""

    level_no: int
    step_name: str
    unit_uscc: str
    reviewer: str | None


class ShowDeclaration(PersonalQuery):
    """One declaration with its chain and what the rules of its next step find today."""

    declaration_id: UUID


class DeclarationAnswer(Answer):
    """The file of a declaration."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str | None = Field(description="none once the person was erased")
    season: int
    series_code: str
    specialty_code: str
    level: int
    committee_id: UUID
    state: str
    materials_hash: str
    commitment_signed: bool
    route: str
    tags: tuple[str, ...] = Field(description="preferential tags that are claimed")
    standard_version: str = Field(description="evaluation standard; fixed once the declaration is handed in")
    items: tuple[str, ...]
    chain: tuple[ReviewAnswer, ...]
    posted_on: date | None
    open_objections: tuple[UUID, ...]
    correction_deadline: date | None
    meeting_date: date | None
    flags: tuple[str, ...] = Field(description="what did not refuse it, and a human has to see")
    findings: tuple[FindingAnswer, ...]


class ListDeclarations(Page):
    """Declarations: one's own, those before the actor's unit or committees, or all of them for the department."""

    season: Year | None = None
    state: str | None = Field(default=None, max_length=40)
    series_code: SeriesCode | None = None
    level: TitleLevel | None = None
    committee_id: UUID | None = None


class DeclarationRow(Answer):
    """A declaration in a list."""

    id: UUID
    version: int
    person_id: UUID
    season: int
    series_code: str
    specialty_code: str
    level: int
    committee_id: UUID
    state: str
    changed_on: date


class DeclarationsAnswer(Answer):
    """A page of declarations."""

    rows: tuple[DeclarationRow, ...]
    next_cursor: UUID | None


def show_declaration(query: ShowDeclaration, window: Window) -> DeclarationAnswer:
    """The file, from the events themselves."""
    declaration = window.look.get(Declaration, query.declaration_id)
    must_concern(declaration, window)
    standard = standard_of(window.look, window.tables, declaration, window.clock.today())
    passed = {review.level_no: review.reviewer for review in declaration.reviews}
    return DeclarationAnswer(
        id=declaration.id,
        version=declaration.version,
        person_id=declaration.person_id,
        person_name=name_of(declaration.person_id, window),
        season=declaration.season,
        series_code=declaration.series_code,
        specialty_code=declaration.specialty_code,
        level=int(declaration.level),
        committee_id=declaration.committee_id,
        state=declaration.state.value,
        materials_hash=declaration.materials_hash,
        commitment_signed=declaration.commitment is not None,
        route=declaration.route.value,
        tags=tuple(sorted(tag.value for tag in declaration.claims.tags)),
        standard_version=standard.version,
        items=declaration.items or standard.items_for(declaration.claims.tags),
        chain=tuple(
            ReviewAnswer(level_no=n, step_name=step.name, unit_uscc=step.unit_uscc, reviewer=passed.get(n))
            for n, step in enumerate(declaration.chain)
        ),
        posted_on=declaration.posted_on,
        open_objections=tuple(sorted(declaration.open_objections)),
        correction_deadline=declaration.correction_deadline,
        meeting_date=declaration.meeting_date,
        flags=declaration.flags,
        findings=tuple(
            FindingAnswer.model_validate(findings_as_json(finding)) for finding in findings_now(declaration, window)
        ),
    )


def narrowed(wanted: sa.Select[Any], query: Query) -> sa.Select[Any]:
    """Only declarations of the season, series, level and committee that the query names."""
    named = {name: getattr(query, name) for name in FILTERS}
    return wanted.where(*(declarations.c[name] == value for name, value in named.items() if value is not None))


def list_declarations(query: ListDeclarations, window: Window) -> DeclarationsAnswer:
    """A page in the order of ids."""
    wanted = sa.select(declarations).order_by(declarations.c.id).limit(query.limit)
    if query.cursor is not None:
        wanted = wanted.where(declarations.c.id > query.cursor)
    if query.state is not None:
        wanted = wanted.where(declarations.c.state_now == query.state)
    wanted = narrowed(wanted, query)
    rows = window.read.execute(concerning(wanted, window)).mappings().all()
    return DeclarationsAnswer(
        rows=tuple(DeclarationRow.model_validate({**row, "state": row["state_now"]}) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


class ShowNoticeBoard(Page):
    """What hangs on the notice board on a day."""

    on: date | None = Field(default=None, description="today by default")
    kind: Literal["UNIT", "RESULT"] | None = None
    season: Year | None = None
    series_code: SeriesCode | None = None
    level: TitleLevel | None = None
    committee_id: UUID | None = None
    unit_uscc: Uscc | None = None


class Notice(Answer):
    """A posting: name, unit and declared title, nothing else (R-PUB-5)."""

    declaration_id: UUID
    kind: Literal["UNIT", "RESULT"]
    person_name: str
    unit_uscc: str | None
    series: str
    level: str
    title_names: tuple[str, ...]
    posted_on: date
    last_day: date


class NoticesAnswer(Answer):
    """A page of the notice board."""

    rows: tuple[Notice, ...]
    next_cursor: UUID | None


def show_notice_board(query: ShowNoticeBoard, window: Window) -> NoticesAnswer:
    """Postings that hang on that day; an erased person's is not shown."""
    on = (query.on or window.clock.today()).isoformat()
    wanted = (
        sa.select(notices, declarations.c.person_id, declarations.c.series_code, declarations.c.level)
        .add_columns(declarations.c.unit_uscc, persons.c.sealed_name)
        .join(declarations, declarations.c.id == notices.c.declaration_id)
        .join(persons, persons.c.id == declarations.c.person_id)
        .where(notices.c.posted_on <= on, notices.c.last_day >= on, notices.c.state != "INTERRUPTED")
        .order_by(notices.c.declaration_id)
        .limit(query.limit)
    )
    wanted = narrowed(wanted, query)
    if query.kind is not None:
        wanted = wanted.where(notices.c.kind == query.kind)
    if query.unit_uscc is not None:
        wanted = wanted.where(declarations.c.unit_uscc == query.unit_uscc)
    if query.cursor is not None:
        wanted = wanted.where(notices.c.declaration_id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    posted = (_notice(row, window) for row in rows)
    return NoticesAnswer(
        rows=tuple(notice for notice in posted if notice is not None),
        next_cursor=rows[-1]["declaration_id"] if len(rows) == query.limit else None,
    )


def _notice(row: sa.RowMapping, window: Window) -> Notice | None:
    try:
        name = window.privacy.open(row["person_id"], "name", row["sealed_name"])
    except PersonErased:
        return None
    series = window.tables.series[int(row["series_code"])]
    return Notice(
        declaration_id=row["declaration_id"],
        kind=row["kind"],
        person_name=name,
        unit_uscc=row["unit_uscc"],
        series=series.zh,
        level=window.tables.levels[row["level"]].zh,
        title_names=series.titles.get(row["level"], ()),
        posted_on=row["posted_on"],
        last_day=row["last_day"],
    )


class ListCommittees(Page):
    """Committees filed on a day, for one to choose where to declare."""

    on: date | None = Field(default=None, description="today by default")
    series_code: str | None = Field(default=None, pattern=r"^[0-9]{2}$")


class CommitteeRow(Answer):
    """A filed committee; who sits on it is not listed."""

    id: UUID
    code: str
    committee_name: str
    organiser_uscc: str
    series_code: str
    specialty_codes: tuple[str, ...]
    tier: str
    levels: tuple[int, ...]
    filed_from: date
    filed_to: date


class CommitteesAnswer(Answer):
    """A page of committees."""

    rows: tuple[CommitteeRow, ...]
    next_cursor: UUID | None


def list_committees(query: ListCommittees, window: Window) -> CommitteesAnswer:
    """Committees whose filing covers that day, without those that are suspended or dissolved."""
    on = (query.on or window.clock.today()).isoformat()
    wanted = (
        sa.select(committees)
        .where(committees.c.filed_from <= on, committees.c.filed_to >= on, committees.c.state == "FILED")
        .order_by(committees.c.id)
        .limit(query.limit)
    )
    if query.series_code is not None:
        wanted = wanted.where(committees.c.series_code == query.series_code)
    if query.cursor is not None:
        wanted = wanted.where(committees.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return CommitteesAnswer(
        rows=tuple(CommitteeRow.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


class ListSeasons(Query):
    """All rounds, newest first."""


class SeasonRow(Answer):
    """A round with its dates."""

    id: UUID
    year: int
    state: str
    open_date: date
    senior_evaluation_deadline: date
    approval_deadline: date


class SeasonsAnswer(Answer):
    """All rounds."""

    rows: tuple[SeasonRow, ...]


def list_seasons(_query: ListSeasons, window: Window) -> SeasonsAnswer:
    """A round a year: the list needs no pages."""
    rows = window.read.execute(sa.select(seasons).order_by(seasons.c.year.desc())).mappings()
    return SeasonsAnswer(rows=tuple(SeasonRow.model_validate(dict(row)) for row in rows))


class ShowCommitment(Query):
    """The text an applicant signs now."""


class CommitmentAnswer(Answer):
    """The commitment text and its version."""

    version: str
    zh: str
    en: str


def show_commitment(_query: ShowCommitment, window: Window) -> CommitmentAnswer:
    """The current text."""
    text = window.tables.commitment
    return CommitmentAnswer(version=text.version, zh=text.zh, en=text.en)


QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ShowDeclaration, show_declaration, CONCERNED, DeclarationAnswer),
        QuerySpec(ListDeclarations, list_declarations, CONCERNED, DeclarationsAnswer),
        QuerySpec(ShowNoticeBoard, show_notice_board, EVERYBODY, NoticesAnswer),
        QuerySpec(ListCommittees, list_committees, EVERYBODY, CommitteesAnswer),
        QuerySpec(ListSeasons, list_seasons, EVERYBODY, SeasonsAnswer),
        QuerySpec(ShowCommitment, show_commitment, EVERYBODY, CommitmentAnswer),
    )
}
