"""A committee's docket: the files before it, how far each is, when it met over them and how the ballot went."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from registry.command import Answer, Page, PersonalQuery, Queries, QuerySpec, SeriesCode, Window, Year
from registry.projections.declarations import declarations
from registry.projections.persons import persons
from registry.queries import TitleLevel, narrowed
from registry.sight import COMMITTEE_STAFF, SEES_ALL, concerning, opened_name


class CommitteeDocket(Page, PersonalQuery):
    """The files before the committees of the actor's unit, or before any for the department."""

    season: Year | None = None
    series_code: SeriesCode | None = None
    level: TitleLevel | None = None
    committee_id: UUID | None = None
    state: str | None = Field(default=None, max_length=40)
    met_on: date | None = Field(default=None, description="only files of the meeting on this day")


class DocketRow(Answer):
    """One file. Its votes are the committee's and the department's to see, and nobody else's (R-PRIV-5)."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str | None = Field(description="none once the person was erased")
    unit_uscc: str | None
    committee_id: UUID
    season: int
    series_code: str
    specialty_code: str
    level: int
    route: str
    state: str
    submitted_on: date | None
    meeting_date: date | None
    present: int | None
    recused: int | None
    yes: int | None
    no: int | None
    abstain: int | None
    posted_until: date | None = Field(description="last day of the posting that hangs now")
    changed_on: date


class DocketAnswer(Answer):
    """A page of a docket."""

    rows: tuple[DocketRow, ...]
    next_cursor: UUID | None


def committee_docket(query: CommitteeDocket, window: Window) -> DocketAnswer:
    """Submitted files in the order of ids."""
    wanted = (
        sa.select(declarations, persons.c.sealed_name)
        .join(persons, persons.c.id == declarations.c.person_id)
        .where(declarations.c.submitted_on.is_not(None))
        .order_by(declarations.c.id)
        .limit(query.limit)
    )
    if query.cursor is not None:
        wanted = wanted.where(declarations.c.id > query.cursor)
    if query.state is not None:
        wanted = wanted.where(declarations.c.state_now == query.state)
    if query.met_on is not None:
        wanted = wanted.where(declarations.c.meeting_date == query.met_on.isoformat())
    rows = window.read.execute(concerning(narrowed(wanted, query), window)).mappings().all()
    return DocketAnswer(
        rows=tuple(
            DocketRow.model_validate(
                {
                    **row,
                    "state": row["state_now"],
                    "person_name": opened_name(row["person_id"], row["sealed_name"], window),
                }
            )
            for row in rows
        ),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


QUERIES: Queries = {
    CommitteeDocket.name: QuerySpec(
        CommitteeDocket, committee_docket, (*sorted(SEES_ALL), *sorted(COMMITTEE_STAFF)), DocketAnswer
    )
}
