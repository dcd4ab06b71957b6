"""Questions about letters of entrustment, and about acceptances that lacked one."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.committee import EvaluationCommittee
from domain.entrustment import EntrustmentLetter
from registry.command import Answer, Page, Queries, Query, QuerySpec, Role, Window
from registry.errors import NotFound
from registry.projections.committees import committees
from registry.projections.entrustment import breaches, letters
from registry.sight import COMMITTEE_STAFF

_DEPARTMENT = (Role.PHRSS_ADMIN, Role.PHRSS_PTO, Role.APPROVER, Role.AUDITOR)


class ShowLetter(Query):
    """One letter with everything that became of it."""

    letter_id: UUID


class LetterAnswer(Answer):
    """A letter. `issued_on` is its own date, `registered_on` the day on which it arrived here: both must be in time."""

    id: UUID
    version: int
    kind: str
    state: str
    letter_no: str = Field(description="empty until PHRSS has issued a requested letter")
    issuer_uscc: str
    issuer_kind: str
    person_id: UUID
    series_code: str
    specialty_code: str
    level: int
    season: int
    committee_id: UUID | None
    outside_committee: str
    issued_on: date
    registered_on: date
    consented_on: date | None
    designated_on: date | None
    used_by: UUID | None = Field(description="the declaration that used it; none for a committee outside")


class ListLetters(Page):
    """The letters to a committee, or all of them for the department."""

    committee_id: UUID | None = None


class LettersAnswer(Answer):
    """A page of letters."""

    rows: tuple[LetterAnswer, ...]
    next_cursor: UUID | None


class ListEntrustmentBreaches(Page):
    """Findings against committees: files that they accepted without the letter they needed."""

    committee_id: UUID | None = None


class BreachAnswer(Answer):
    """One finding; `letter_id` names a letter that came too late."""

    id: UUID
    version: int
    declaration_id: UUID
    committee_id: UUID
    organiser_uscc: str
    letter_id: UUID | None
    evidence_ref: str
    found_on: date
    open: bool


class BreachesAnswer(Answer):
    """A page of findings."""

    rows: tuple[BreachAnswer, ...]
    next_cursor: UUID | None


def show_letter(query: ShowLetter, window: Window) -> LetterAnswer:
    """To the department, to the committee it names, and to the person it is about."""
    letter = window.look.get(EntrustmentLetter, query.letter_id)
    if window.role not in _DEPARTMENT and not _concerns(letter, window):
        raise NotFound(f"letter {query.letter_id}")
    return _letter(letter)


def list_letters(query: ListLetters, window: Window) -> LettersAnswer:
    """A page in the order of ids; a committee's staff see their own committees' letters."""
    wanted = sa.select(letters.c.id).order_by(letters.c.id).limit(query.limit)
    if query.cursor is not None:
        wanted = wanted.where(letters.c.id > query.cursor)
    if query.committee_id is not None:
        wanted = wanted.where(letters.c.committee_id == query.committee_id)
    if window.role in COMMITTEE_STAFF:
        own = committees.c.organiser_uscc == window.actor.unit_uscc
        wanted = wanted.join(committees, committees.c.id == letters.c.committee_id).where(own)
    ids = window.read.execute(wanted).scalars().all()
    return LettersAnswer(
        rows=tuple(_letter(window.look.get(EntrustmentLetter, one)) for one in ids),
        next_cursor=ids[-1] if len(ids) == query.limit else None,
    )


def list_entrustment_breaches(query: ListEntrustmentBreaches, window: Window) -> BreachesAnswer:
    """A page in the order of ids; an organiser sees what was found about its own committees."""
    wanted = sa.select(breaches).order_by(breaches.c.id).limit(query.limit)
    if query.cursor is not None:
        wanted = wanted.where(breaches.c.id > query.cursor)
    if query.committee_id is not None:
        wanted = wanted.where(breaches.c.committee_id == query.committee_id)
    if window.role is Role.ORGANISER:
        wanted = wanted.where(breaches.c.organiser_uscc == window.actor.unit_uscc)
    rows = window.read.execute(wanted).mappings().all()
    return BreachesAnswer(
        rows=tuple(BreachAnswer.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def _concerns(letter: EntrustmentLetter, window: Window) -> bool:
    if window.role is Role.APPLICANT:
        return window.actor.id == str(letter.covers.person_id)
    committee = (
        window.look.find(EvaluationCommittee, letter.covers.committee_id) if letter.covers.committee_id else None
    )
    return committee is not None and committee.organiser_uscc == window.actor.unit_uscc


def _letter(letter: EntrustmentLetter) -> LetterAnswer:
    return LetterAnswer(
        id=letter.id,
        version=letter.version,
        kind=letter.kind.value,
        state=letter.state.value,
        letter_no=letter.letter_no,
        issuer_uscc=letter.issuer_uscc,
        issuer_kind=letter.issuer_kind.value,
        person_id=letter.covers.person_id,
        series_code=letter.covers.series_code,
        specialty_code=letter.covers.specialty_code,
        level=int(letter.covers.level),
        season=letter.covers.season,
        committee_id=letter.covers.committee_id,
        outside_committee=letter.outside_committee,
        issued_on=letter.issued_on,
        registered_on=letter.registered_on,
        consented_on=letter.consented_on,
        designated_on=letter.designated_on,
        used_by=letter.used_by,
    )


QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ShowLetter, show_letter, (*_DEPARTMENT, *sorted(COMMITTEE_STAFF), Role.APPLICANT), LetterAnswer),
        QuerySpec(ListLetters, list_letters, (*_DEPARTMENT, *sorted(COMMITTEE_STAFF)), LettersAnswer),
        QuerySpec(
            ListEntrustmentBreaches,
            list_entrustment_breaches,
            (Role.PHRSS_ADMIN, Role.INSPECTOR, Role.AUDITOR, Role.ORGANISER),
            BreachesAnswer,
        ),
    )
}
