"""What waits for an actor now: one row of `WORK` for each step that somebody must take.

It is read from the read models and today's date; no timer moves anything into a queue, and a queue names nobody.
"""

import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, Field

from registry.command import Answer, Queries, Query, QuerySpec, Role, SeriesCode, Window, Year
from registry.projections.committees import committees, seasons
from registry.projections.declarations import declarations, objections
from registry.projections.petitions import petitions
from registry.projections.proposals import proposals
from registry.projections.titles import titles
from registry.queries import EVERYBODY, FILTERS, TitleLevel
from registry.sight import own_person_id

Conditions = Sequence[sa.ColumnElement[bool]]
Waiting = Callable[[Window, str], Conditions]
Subject = Literal["declaration", "title", "proposal", "petition"]
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.([0-9a-f]{32})\.([a-z-]{1,40})", re.ASCII)


def _readable(cursor: str) -> str:
    if not _CURSOR.fullmatch(cursor):
        raise ValueError("not a cursor of this list")
    return cursor


class WorkQueue(Query):
    """What waits for this account now in all its roles, the longest wait first."""

    cursor: Annotated[str, AfterValidator(_readable)] | None = Field(
        default=None, max_length=90, description="`next_cursor` of the page before"
    )
    limit: int = Field(default=50, ge=1, le=200)
    work: str | None = Field(default=None, max_length=40, description="only this step, by the name of its command")
    season: Year | None = None
    series_code: SeriesCode | None = None
    level: TitleLevel | None = None
    committee_id: UUID | None = None


class WorkItem(Answer):
    """One thing to do. `work` is the command that does it, or one of those that may."""

    work: str
    subject: Subject
    id: UUID = Field(description="of the declaration, the title, the petition, or of what the proposal is about")
    version: int | None = Field(description="for If-Match; none where the proposal's subject is another stream")
    since: date = Field(description="legal date of the last step: how long it has waited")
    due: date | None = Field(description="last day in time, where there is one")
    level_no: int | None = Field(description="level of the review chain")
    season: int | None
    series_code: str | None
    specialty_code: str | None
    level: int | None
    committee_id: UUID | None


class WorkQueueAnswer(Answer):
    """A page of a work queue."""

    rows: tuple[WorkItem, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class Work:
    """One kind of step, and what must hold of a row for it to wait for this actor on this day."""

    command: str
    roles: tuple[Role, ...]
    waiting: Waiting
    table: sa.Table = declarations
    since: sa.Column[Any] = declarations.c.changed_on
    due: sa.Column[Any] | None = None


def _own(*conditions: sa.ColumnElement[bool]) -> Waiting:
    """Of the applicant's own files."""
    return lambda window, _today: (declarations.c.person_id == own_person_id(window), *conditions)


def _at_unit(*conditions: sa.ColumnElement[bool]) -> Waiting:
    """Of files whose turn is the actor's unit's: exactly its level of the chain."""
    return lambda window, _today: (declarations.c.turn_uscc == window.actor.unit_uscc, *conditions)


def _at_committee(*conditions: sa.ColumnElement[bool]) -> Waiting:
    """Of files before the committees that the actor's unit organises."""

    def waiting(window: Window, _today: str) -> Conditions:
        theirs = sa.select(committees.c.id).where(committees.c.organiser_uscc == window.actor.unit_uscc)
        return (declarations.c.committee_id.in_(theirs), *conditions)

    return waiting


def _everywhere(*conditions: sa.ColumnElement[bool]) -> Waiting:
    return lambda _window, _today: conditions


def _by_today(
    scope: Callable[..., Waiting],
    state: sa.ColumnElement[bool],
    condition: Callable[[str], Conditions],
) -> Waiting:
    """`scope` over a condition that depends on today's date."""
    return lambda window, today: scope(state, *condition(today))(window, today)


def _of_another(state: sa.ColumnElement[bool], proposer: sa.Column[Any]) -> Waiting:
    """Whoever proposed does not decide (R-REV-2): it does not wait for them."""
    return lambda window, _today: (state, proposer != window.actor.id)


def _proposed(kind: str) -> Waiting:
    return _of_another(sa.and_(proposals.c.open, proposals.c.kind == kind), proposals.c.proposer_id)


def _petition(*states: str) -> Waiting:
    """A case of the actor's own petition office."""
    return lambda window, _today: (petitions.c.office_uscc == window.actor.unit_uscc, petitions.c.state.in_(states))


def _handled(*states: str) -> Waiting:
    """A case for which this very account is responsible (S2.7b)."""
    return lambda window, _today: (petitions.c.handler_id == window.actor.id, petitions.c.state.in_(states))


def _in(state: str) -> sa.ColumnElement[bool]:
    return declarations.c.state_now == state


_UNDISPUTED = ~sa.exists(
    sa.select(sa.literal(1)).where(
        objections.c.declaration_id == declarations.c.id, objections.c.state.in_(("OPEN", "UPHELD"))
    )
)
# From the few objections to their files, not the other way round.
_TO_ANSWER = declarations.c.id.in_(sa.select(objections.c.declaration_id).where(objections.c.state == "OPEN"))


def _posted_long_enough(today: str) -> Conditions:
    # The next step is allowed from the day after the last (R-PUB-2), and not while somebody objects (R-PUB-4).
    return (declarations.c.posted_until < today, _UNDISPUTED)


def _too_late(today: str) -> Conditions:
    return (declarations.c.correction_deadline < today,)


def _in_time(today: str) -> Conditions:
    return (declarations.c.correction_deadline >= today,)


_NOT_POSTED = sa.and_(declarations.c.posted_until.is_(None), _UNDISPUTED)
_OPEN_SEASON = declarations.c.season.in_(sa.select(seasons.c.year).where(seasons.c.state == "OPEN"))
_BEYOND_CHAIN = declarations.c.turn_uscc.is_(None)
_EFFECTIVE = titles.c.state.in_(("GRANTED", "UNDER_REVOCATION"))
_NO_CERTIFICATE = sa.and_(titles.c.certificate_no.is_(None), _EFFECTIVE, titles.c.scope != "UNIT_INTERNAL")
_UNDER_REVOCATION = titles.c.state == "UNDER_REVOCATION"

_ME = (Role.APPLICANT,)
_UNIT = (Role.EMPLOYER_HR, Role.AGENCY)
_CHAIN = (*_UNIT, Role.LEVEL_REVIEWER)
_OFFICE = (Role.COMMITTEE_OFFICE,)
_POSTERS = (Role.COMMITTEE_OFFICE, Role.ORGANISER)
_PHRSS = (Role.PHRSS_ADMIN,)
_ISSUERS = (Role.PHRSS_ADMIN, Role.APPROVER)

_PETITIONS = (Role.PETITION_OFFICER,)
_RECEIVED = petitions.c.received_on

ISSUE = "issue-certificates"
"""Done at `/v1/certificates`; every other work is a command."""
_WAITS, _LAPSES = "supply-correction", "let-correction-lapse"
_POSTED, _RESULT = "UNIT_REVIEWED", "EVALUATED_PASS"
_DEADLINE, _LAST_DAY = declarations.c.correction_deadline, declarations.c.posted_until
_WANTED = _in("CORRECTION_WANTED")

WORK = (
    Work("submit-declaration", _ME, _own(_in("DRAFT"), _OPEN_SEASON)),
    Work(_WAITS, _ME, _by_today(_own, _WANTED, _in_time), due=_DEADLINE),
    Work("pass-unit-review", _UNIT, _at_unit(_in("SUBMITTED"))),
    Work("start-unit-publicity", _UNIT, _at_unit(_in(_POSTED), _NOT_POSTED)),
    Work("complete-unit-publicity", _UNIT, _by_today(_at_unit, _in(_POSTED), _posted_long_enough), due=_LAST_DAY),
    Work("resolve-objection", _UNIT, _at_unit(_in(_POSTED), _TO_ANSWER)),
    Work("pass-level-review", (Role.LEVEL_REVIEWER,), _at_unit(_in("UNIT_PUBLICISED"))),
    Work(_LAPSES, _CHAIN, _by_today(_at_unit, _WANTED, _too_late), due=_DEADLINE),
    Work("accept-by-committee", _OFFICE, _at_committee(_in("RECOMMENDED"))),
    Work(_LAPSES, _OFFICE, _by_today(_at_committee, sa.and_(_WANTED, _BEYOND_CHAIN), _too_late), due=_DEADLINE),
    Work("record-tally", (Role.COMMITTEE_OFFICE, Role.CHAIR), _at_committee(_in("ACCEPTED"))),
    Work("start-result-publicity", _POSTERS, _at_committee(_in(_RESULT), _NOT_POSTED)),
    Work(
        "complete-result-publicity",
        _POSTERS,
        _by_today(_at_committee, _in(_RESULT), _posted_long_enough),
        due=_LAST_DAY,
    ),
    Work("resolve-objection", _POSTERS, _at_committee(_in(_RESULT), _TO_ANSWER)),
    Work("approve-result", (Role.APPROVER,), _everywhere(_in("RESULT_PUBLICISED"))),
    Work(ISSUE, _ISSUERS, _everywhere(_NO_CERTIFICATE), titles, titles.c.grant_date),
    Work(
        "record-statement",
        _PHRSS,
        _everywhere(_UNDER_REVOCATION, titles.c.heard_on.is_(None)),
        titles,
        titles.c.proposed_on,
    ),
    Work(
        "decide-revocation",
        _PHRSS,
        _of_another(sa.and_(_UNDER_REVOCATION, titles.c.heard_on.is_not(None)), titles.c.proposer_id),
        titles,
        titles.c.heard_on,
    ),
    Work("veto-declaration", _PHRSS, _proposed("VETO"), proposals, proposals.c.proposed_on),
    Work("invalidate-result", _PHRSS, _proposed("INVALIDATION"), proposals, proposals.c.proposed_on),
    Work("open-record", _PHRSS, _proposed("RECORD"), proposals, proposals.c.proposed_on),
    Work("accept-petition", _PETITIONS, _petition("REGISTERED"), petitions, _RECEIVED, petitions.c.act_by),
    Work("assign-petition", _PETITIONS, _petition("ACCEPTED", "REOPENED"), petitions, _RECEIVED, petitions.c.act_by),
    Work("issue-petition-opinion", _PETITIONS, _handled("INVESTIGATING"), petitions, _RECEIVED, petitions.c.act_by),
    Work("close-petition", _PETITIONS, _handled("OPINION_ISSUED", "REPORTED"), petitions, _RECEIVED),
    Work("adopt-policy", _PHRSS, _proposed("POLICY"), proposals, proposals.c.proposed_on),
)


def work_queue(query: WorkQueue, window: Window) -> WorkQueueAnswer:
    """The oldest of all that waits: each kind gives at most a page of keys from its index, and the keys are merged."""
    today = window.clock.today().isoformat()
    pages = [
        _keys(work, query, window, today)
        for work in WORK
        if not window.actor.roles.isdisjoint(work.roles) and query.work in {None, work.command}
    ]
    found: list[_Key] = []
    for key in heapq.merge(*pages, key=_place):
        if not found or _place(found[-1]) != _place(key):  # an officer of two roles has it once
            found.append(key)
        if len(found) > query.limit:
            break
    shown = found[: query.limit]
    return WorkQueueAnswer(
        rows=tuple(_items(shown, window)),
        next_cursor=_cursor(shown[-1]) if len(found) > query.limit else None,
    )


def _keys(work: Work, query: WorkQueue, window: Window, today: str) -> list["_Key"]:
    named = {name: getattr(query, name) for name in FILTERS}
    filters = {name: value for name, value in named.items() if value is not None}
    columns = work.table.c
    if any(name not in columns for name in filters):
        return []
    wanted = (
        sa.select(work.since, columns.id)
        .where(*work.waiting(window, today), *(columns[name] == value for name, value in filters.items()))
        .order_by(work.since, columns.id)
        .limit(query.limit + 1)
    )
    if query.cursor is not None:
        wanted = wanted.where(_after(query.cursor, work))
    return [_Key(since, key, work) for since, key in window.read.execute(wanted)]


def _after(cursor: str, work: Work) -> sa.ColumnElement[bool]:
    since, key, command = cursor.split(".")
    columns = sa.tuple_(work.since, work.table.c.id)
    last = sa.tuple_(sa.literal(since, sa.Text), sa.literal(UUID(key), sa.Uuid))
    return columns > last if work.command <= command else columns >= last


class _Key(NamedTuple):
    """One thing that waits, not read yet."""

    since: str
    id: UUID
    work: Work


def _place(key: _Key) -> tuple[str, str, str]:
    return key.since, key.id.hex, key.work.command


def _cursor(key: _Key) -> str:
    return ".".join(_place(key))


def _items(keys: Sequence[_Key], window: Window) -> Iterator[WorkItem]:
    rows: dict[UUID, sa.RowMapping] = {}
    for table in {key.work.table for key in keys}:
        wanted = sa.select(table).where(table.c.id.in_([key.id for key in keys if key.work.table is table]))
        rows |= {row["id"]: row for row in window.read.execute(wanted).mappings()}
    for key in keys:
        yield _item(key.work, key.since, rows[key.id])


def _item(work: Work, since: str, row: sa.RowMapping) -> WorkItem:
    about_other = work.table is proposals
    return WorkItem.model_validate(
        {
            **{name: row.get(name) for name in (*FILTERS, "specialty_code")},
            "work": work.command,
            "subject": work.table.name.removesuffix("s"),
            "id": row["subject_id"] if about_other else row["id"],
            "version": None if about_other else row["version"],
            "since": since,
            "due": None if work.due is None else row[work.due.name],
            "level_no": row.get("next_level"),
        }
    )


QUERIES: Queries = {WorkQueue.name: QuerySpec(WorkQueue, work_queue, EVERYBODY, WorkQueueAnswer)}
