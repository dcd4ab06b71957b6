"""Whose data an answer opened to whom, and what for: recorded before it is given, shown to that person (R-PRIV-5)."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from pydantic import Field

from domain.aggregate import Act
from registry.audit import Disclosure
from registry.command import Answer, PersonalQuery, Purpose, Queries, Query, QuerySpec, Role, Window
from registry.one_person import ids_of
from registry.projections.disclosures import disclosures
from registry.sight import must_be_about_self

TASKS: dict[Role, Purpose] = {
    Role.EMPLOYER_HR: "REVIEW",
    Role.AGENCY: "REVIEW",
    Role.LEVEL_REVIEWER: "REVIEW",
    Role.COMMITTEE_OFFICE: "EVALUATION",
    Role.EXPERT: "EVALUATION",
    Role.CHAIR: "EVALUATION",
    Role.ORGANISER: "EVALUATION",
    Role.APPROVER: "APPROVAL",
    Role.PETITION_OFFICER: "PETITION",
    Role.INSPECTOR: "INSPECTION",
    Role.AUDITOR: "AUDIT",
}
"""What a role opens a file for; every other role supervises."""


def disclosure_of(query: Query, window: Window) -> Disclosure | None:
    """The record of an answer that has just been made; None where it showed nothing about anybody else."""
    people = sorted(person_id for person_id in window.opened if str(person_id) != window.actor.id)
    if not people:
        return None
    stated = query.purpose if isinstance(query, PersonalQuery) else None
    act = Act(
        actor_id=window.actor.id,
        actor_role=window.role.value,
        unit_uscc=window.actor.unit_uscc,
        legal_date=window.clock.today(),
        recorded_at=window.clock.now(),
        policy_version=window.policy.version,
    )
    purpose = stated or TASKS.get(window.role, "SUPERVISION")
    return Disclosure.make(act, uuid4(), query=query.name, purpose=purpose, person_ids=people)


class ListDisclosures(Query):
    """Who was shown something about a person, when and what for, the newest first."""

    person_id: UUID
    cursor: int | None = Field(default=None, ge=1, le=2**63 - 1, description="`next_cursor` of the page before")
    limit: int = Field(default=50, ge=1, le=200)


class DisclosureRow(Answer):
    """One answer that showed something about the person."""

    recorded_at: datetime
    actor_id: str
    role: Role
    unit_uscc: str
    query: str
    purpose: Purpose


class DisclosuresAnswer(Answer):
    """A page of disclosures."""

    rows: tuple[DisclosureRow, ...]
    next_cursor: int | None


def list_disclosures(query: ListDisclosures, window: Window) -> DisclosuresAnswer:
    """A page, going back in time; one's own, or anybody's for the auditor."""
    must_be_about_self(query.person_id, window)
    wanted = (
        sa.select(disclosures)
        .where(disclosures.c.person_id.in_(ids_of(window.look, query.person_id)))
        .order_by(disclosures.c.position.desc())
        .limit(query.limit)
    )
    if query.cursor is not None:
        wanted = wanted.where(disclosures.c.position < query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return DisclosuresAnswer(
        rows=tuple(DisclosureRow.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["position"] if len(rows) == query.limit else None,
    )


QUERIES: Queries = {
    ListDisclosures.name: QuerySpec(
        ListDisclosures, list_disclosures, (Role.APPLICANT, Role.AUDITOR), DisclosuresAnswer
    )
}
