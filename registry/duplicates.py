"""Whether two entries are one natural person: a human decides by document, and all of both then counts (SC-08)."""

from uuid import UUID

import sqlalchemy as sa

from domain.aggregate import Act
from domain.declaration import Declaration
from domain.declaration_events import UNDER_WAY
from domain.errors import wrong_state
from domain.identity import annual_slot_id, identity_match_id
from domain.identity_match import IdentityMatch
from domain.person import Person
from registry.cancellation import end_all
from registry.command import (
    Answer,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Page,
    Queries,
    QuerySpec,
    Role,
    Window,
)
from registry.one_person import ids_of, slots_of
from registry.projections.duplicates import match_members, settled_pairs
from registry.rechecks import recheck
from registry.sight import name_of

SEASONS = range(2000, 2101)


class MergePersons(DocumentedCommand):
    """Find that two entries are one natural person. Records, seasons and posts of both count from now on."""

    kept_person_id: UUID
    merged_person_id: UUID


class DismissDuplicate(DocumentedCommand):
    """Find that two entries with one name and birth date are different people; what was held goes on."""

    one_person_id: UUID
    other_person_id: UUID


def merge_persons(command: MergePersons, desk: Desk) -> Person:
    """The merge and all that follows from it, in one transaction."""
    kept = desk.work.get(Person, command.kept_person_id)
    merged = desk.work.get(Person, command.merged_person_id)
    these, those = ids_of(desk.work, kept.id), ids_of(desk.work, merged.id)
    act = desk.act(command)
    kept.merge(act, merged)
    for match in _matches(desk, (*these, *those)):
        if match.pending(these) & set(those):
            match.confirm(act, these, those)
    _count_together(desk, act, kept.id)
    return kept


def _count_together(desk: Desk, act: Act, person_id: UUID) -> None:
    """Two declarations of one season end both (R-ONE-2); a single one is looked at again (R-INT-1, R-ELIG-5)."""
    ids = ids_of(desk.work, person_id)
    desk.work.look_ahead(annual_slot_id(one, season) for one in ids for season in SEASONS)
    for season in SEASONS:
        slots = slots_of(desk.work, person_id, season)
        holders = {slot.holder for slot in slots} - {None}
        if len(holders) > 1:
            end_all(desk, act, slots)
            continue
        for holder in holders:
            held = desk.work.find(Declaration, holder) if holder else None
            if held is not None and held.state in UNDER_WAY:
                recheck(desk, act, held)


def dismiss_duplicate(command: DismissDuplicate, desk: Desk) -> IdentityMatch:
    """Both under all their ids: nobody has to say it twice."""
    these, those = ids_of(desk.work, command.one_person_id), ids_of(desk.work, command.other_person_id)
    for match in _matches(desk, these):
        if match.pending(these) & set(those):
            match.dismiss(desk.act(command), these, those)
            return match
    raise wrong_state("this pair", "settled, or no possible duplicate", "a pending one", "R-ONE-1")


def _matches(desk: Desk, ids: tuple[UUID, ...]) -> list[IdentityMatch]:
    indexes = {desk.work.get(Person, one).trait_index for one in ids} - {""}
    found = (desk.work.find(IdentityMatch, identity_match_id(index)) for index in sorted(indexes))
    return [match for match in found if match is not None]


class ListDuplicates(Page):
    """Entries that may be one natural person, for a human to decide; their declarations are held until then."""


class DuplicateRow(Answer):
    """One entry, and who else it may be."""

    person_id: UUID
    person_name: str | None
    may_also_be: tuple[UUID, ...]


class DuplicatesAnswer(Answer):
    """A page of entries."""

    rows: tuple[DuplicateRow, ...]
    next_cursor: UUID | None


def list_duplicates(query: ListDuplicates, window: Window) -> DuplicatesAnswer:
    """Everybody in a pair that nobody has settled, in the order of ids."""
    mine, theirs = match_members.alias("mine"), match_members.alias("theirs")
    settled = sa.select(sa.literal(1)).where(
        settled_pairs.c.one == mine.c.person_id, settled_pairs.c.other == theirs.c.person_id
    )
    pairs = (
        sa.select(mine.c.person_id.label("one"), theirs.c.person_id.label("other"))
        .join(theirs, sa.and_(theirs.c.match_id == mine.c.match_id, theirs.c.person_id != mine.c.person_id))
        .where(~settled.exists())
        .subquery()
    )
    wanted = sa.select(pairs.c.one).distinct().order_by(pairs.c.one).limit(query.limit)
    if query.cursor is not None:
        wanted = wanted.where(pairs.c.one > query.cursor)
    persons = list(window.read.execute(wanted).scalars())
    may_also_be: dict[UUID, list[UUID]] = {one: [] for one in persons}
    for one, other in window.read.execute(sa.select(pairs).where(pairs.c.one.in_(persons)).order_by(pairs.c.other)):
        may_also_be[one].append(other)
    return DuplicatesAnswer(
        rows=tuple(
            DuplicateRow(person_id=one, person_name=name_of(one, window), may_also_be=tuple(others))
            for one, others in may_also_be.items()
        ),
        next_cursor=persons[-1] if len(persons) == query.limit else None,
    )


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(
            MergePersons,
            merge_persons,
            _PHRSS,
            ("R-ONE-1", "R-ONE-2", "R-INT-1", "R-ELIG-5"),
            publishes=True,
        ),
        CommandSpec(DismissDuplicate, dismiss_duplicate, _PHRSS, ("R-ONE-1",)),
    )
}

QUERIES: Queries = {
    ListDuplicates.name: QuerySpec(ListDuplicates, list_duplicates, (*_PHRSS, Role.AUDITOR), DuplicatesAnswer),
}
