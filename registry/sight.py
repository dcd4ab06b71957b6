"""Who may see what. Whoever may not see a thing is told that it is not there."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.person import Person
from registry.command import Role, Window
from registry.errors import NotFound, PersonErased
from registry.one_person import ids_of
from registry.projections.committees import committees
from registry.projections.declarations import declarations

SEES_ALL = frozenset({Role.PHRSS_ADMIN, Role.APPROVER, Role.AUDITOR})
REVIEWS = frozenset({Role.EMPLOYER_HR, Role.AGENCY, Role.LEVEL_REVIEWER})
COMMITTEE_STAFF = frozenset({Role.COMMITTEE_OFFICE, Role.ORGANISER, Role.CHAIR})


def must_concern(declaration: Declaration, window: Window) -> None:
    """Raise `NotFound` unless the declaration is the actor's own or passes the actor's unit."""
    unit = window.actor.unit_uscc
    if window.role in SEES_ALL or declaration.person_id in own_ids(window):
        return
    if window.role in REVIEWS and unit in {step.unit_uscc for step in declaration.chain}:
        return
    if window.role in COMMITTEE_STAFF:
        committee = window.look.get(EvaluationCommittee, declaration.committee_id)
        if unit == committee.organiser_uscc:
            return
    raise NotFound(f"Declaration {declaration.id}")


def concerning(wanted: sa.Select[Any], window: Window) -> sa.Select[Any]:
    """The same restriction for a list of declarations; reviewing units see those whose turn is theirs."""
    unit = window.actor.unit_uscc
    if window.role in SEES_ALL:
        return wanted
    if window.role is Role.APPLICANT:
        return wanted.where(declarations.c.person_id.in_(own_ids(window)))
    if window.role in REVIEWS:
        return wanted.where(declarations.c.turn_uscc == unit)
    return wanted.join(committees, committees.c.id == declarations.c.committee_id).where(
        committees.c.organiser_uscc == unit
    )


def own_person_id(window: Window) -> UUID | None:
    """The person as whom the actor is registered; None for an account of staff."""
    try:
        return UUID(window.actor.id)
    except ValueError:
        return None


def own_ids(window: Window) -> tuple[UUID, ...]:
    """Every id under which the actor was entered, also one that a merge brought together; none for staff."""
    own = own_person_id(window)
    if own is None or window.look.find(Person, own) is None:
        return ()
    return ids_of(window.look, own)


def must_be_about_self(person_id: UUID, window: Window) -> None:
    """Raise `NotFound` where an applicant asks about somebody else."""
    if window.role is Role.APPLICANT and person_id not in own_ids(window):
        raise NotFound(f"person {person_id}")


def name_of(person_id: UUID, window: Window) -> str | None:
    """The person's name in clear; None once the person was erased. The person will see who was shown it."""
    return opened_name(person_id, window.look.get(Person, person_id).sealed_name, window)


def opened_name(person_id: UUID, sealed_name: str, window: Window) -> str | None:
    """The same for a list, whose rows carry the sealed names."""
    window.opened.add(person_id)
    try:
        return window.privacy.open(person_id, "name", sealed_name)
    except PersonErased:
        return None
