"""What follows from what: the review list of titles whose base fell (AMB-12), and the reactions to any decision."""

from datetime import date, datetime
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.title import Title
from registry.command import (
    Answer,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Page,
    Queries,
    Query,
    QuerySpec,
    Role,
    Window,
)
from registry.projections.follow_ups import CAUSES, kept_titles, linked_events, stated_bases, title_bases
from registry.projections.titles import titles
from registry.sight import name_of

_CAUSE_TOPICS = frozenset(kind.TOPIC for kind in CAUSES)
# No subject of a decision has more acts than this behind it; the newest are shown.
MOST_ACTS = 200


class KeepTitleAfterReview(DocumentedCommand):
    """Keep a title whose base fell, by reasoned document; the other way is to propose its revocation."""

    title_id: UUID
    rests_on: UUID = Field(description="the title that fell")


def keep_title_after_review(command: KeepTitleAfterReview, desk: Desk) -> Title:
    """An officer has looked; nothing falls by itself (R-REV-5)."""
    title = desk.work.get(Title, command.title_id)
    title.keep_after_review(desk.act(command), desk.work.get(Title, command.rests_on).facts())
    return title


class ListTitlesOnReview(Page):
    """Effective titles that were built on one that was revoked or invalidated, and that nobody has decided about."""


class ReviewedTitle(Answer):
    """A title, and the one below it that fell."""

    title_id: UUID
    person_id: UUID
    person_name: str | None
    title_name: str
    level: int
    grant_date: date
    state: str
    rests_on: UUID
    base_state: str
    base_cause: str | None
    base_decided_on: date | None


class TitlesOnReviewAnswer(Answer):
    """A page of the review list."""

    rows: tuple[ReviewedTitle, ...]
    next_cursor: UUID | None


def list_titles_on_review(query: ListTitlesOnReview, window: Window) -> TitlesOnReviewAnswer:
    """A title rests on one base, so a page goes by the title's id."""
    base = titles.alias("base")
    kept = sa.select(sa.literal(1)).where(kept_titles.c.title_id == titles.c.id, kept_titles.c.rests_on == base.c.id)
    wanted = (
        sa.select(
            titles.c.id.label("title_id"),
            titles.c.person_id,
            titles.c.title_name,
            titles.c.level,
            titles.c.grant_date,
            titles.c.state,
            base.c.id.label("rests_on"),
            base.c.state.label("base_state"),
            base.c.cause.label("base_cause"),
            base.c.decided_on.label("base_decided_on"),
        )
        .select_from(
            base.join(stated_bases, stated_bases.c.rests_on == base.c.id)
            .join(title_bases, title_bases.c.basis_id == stated_bases.c.basis_id)
            .join(titles, titles.c.id == title_bases.c.title_id)
        )
        .where(base.c.state.in_(("REVOKED", "INVALIDATED")), titles.c.state.in_(("GRANTED", "UNDER_REVOCATION")))
        .where(~kept.exists())
        .order_by(titles.c.id)
        .limit(query.limit)
    )
    if query.cursor is not None:
        wanted = wanted.where(titles.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return TitlesOnReviewAnswer(
        rows=tuple(
            ReviewedTitle.model_validate({**row, "person_name": name_of(row["person_id"], window)}) for row in rows
        ),
        next_cursor=rows[-1]["title_id"] if len(rows) == query.limit else None,
    )


class ListReactions(Query):
    """What followed, in the same transaction, from each decision that touched this subject."""

    subject_id: UUID = Field(description="title, declaration, person, employer, certificate or record")


class LinkedEvent(Answer):
    """One event, by its stored name, and the stream it belongs to."""

    topic: str
    subject_id: UUID


class Reaction(Answer):
    """A decision and what followed from it."""

    cause: LinkedEvent
    recorded_at: datetime
    legal_date: date
    document_ref: str
    followed: tuple[LinkedEvent, ...]


class ReactionsAnswer(Answer):
    """The newest decisions first."""

    rows: tuple[Reaction, ...]


def list_reactions(query: ListReactions, window: Window) -> ReactionsAnswer:
    """Every act in which the subject has a part, whole."""
    mine = (
        sa.select(linked_events.c.act, sa.func.max(linked_events.c.position).label("last"))
        .where(linked_events.c.subject_id == query.subject_id)
        .group_by(linked_events.c.act)
        .order_by(sa.desc("last"))
        .limit(MOST_ACTS)
        .cte("mine")
    )
    wanted = sa.select(linked_events).join(mine, mine.c.act == linked_events.c.act)
    rows = window.read.execute(wanted.order_by(mine.c.last.desc(), linked_events.c.position)).mappings().all()
    acts = [list(events) for _, events in groupby(rows, key=lambda row: row["act"])]
    return ReactionsAnswer(rows=tuple(_reaction(events) for events in acts))


def _reaction(events: list[sa.RowMapping]) -> Reaction:
    cause = next((event for event in events if event["topic"] in _CAUSE_TOPICS), events[0])
    return Reaction(
        cause=LinkedEvent(topic=cause["topic"], subject_id=cause["subject_id"]),
        recorded_at=cause["recorded_at"],
        legal_date=cause["legal_date"],
        document_ref=cause["document_ref"],
        followed=tuple(
            LinkedEvent(topic=event["topic"], subject_id=event["subject_id"]) for event in events if event is not cause
        ),
    )


_PHRSS = (Role.PHRSS_ADMIN,)
_DEPARTMENT = (Role.PHRSS_ADMIN, Role.APPROVER, Role.AUDITOR)

COMMANDS: Commands = {
    KeepTitleAfterReview.name: CommandSpec(KeepTitleAfterReview, keep_title_after_review, _PHRSS, ("R-REV-5",)),
}

QUERIES: Queries = {
    ListTitlesOnReview.name: QuerySpec(ListTitlesOnReview, list_titles_on_review, _DEPARTMENT, TitlesOnReviewAnswer),
    ListReactions.name: QuerySpec(ListReactions, list_reactions, _DEPARTMENT, ReactionsAnswer),
}
