"""One natural person under every id they were ever entered with: R-ONE and R-INT look at all of it (domain.md 4.2)."""

from collections.abc import Collection
from datetime import date
from itertools import count
from uuid import UUID

from domain.annual_slot import AnnualSlot
from domain.identity import annual_slot_id, identity_match_id, integrity_record_id
from domain.identity_match import IdentityMatch
from domain.integrity import IntegrityRecord
from domain.person import Person
from domain.standing import PersonFacts
from registry.application import Reader


def ids_of(work: Reader, person_id: UUID) -> tuple[UUID, ...]:
    """Every id of this natural person, the one that is kept first; raises `NotFound`."""
    person = work.get(Person, person_id)
    while person.merged_into is not None:
        person = work.get(Person, person.merged_into)
    return person.id, *person.absorbed


def person_on(work: Reader, person_id: UUID, on: date) -> PersonFacts:
    """The natural person on a legal date, told under this id."""
    facts = work.get(Person, person_id).facts(on)
    for other in ids_of(work, person_id):
        if other != person_id:
            facts = facts.together_with(work.get(Person, other).facts(on))
    return facts


def records_of(work: Reader, person_id: UUID) -> list[IntegrityRecord]:
    """All integrity records under one id, annulled and ended ones too."""
    records: list[IntegrityRecord] = []
    for n in count(1):
        record = work.find(IntegrityRecord, integrity_record_id(person_id, n))
        if record is None:
            return records
        records.append(record)
    return records


def records_about(work: Reader, person_id: UUID) -> list[IntegrityRecord]:
    """All integrity records of the natural person."""
    return [record for one in ids_of(work, person_id) for record in records_of(work, one)]


def slots_of(work: Reader, person_id: UUID, season: int) -> list[AnnualSlot]:
    """What the natural person took of a season, under whichever id."""
    slots = (work.find(AnnualSlot, annual_slot_id(one, season)) for one in ids_of(work, person_id))
    return [slot for slot in slots if slot is not None]


def other_holder(slots: Collection[AnnualSlot], declaration_id: UUID) -> UUID | None:
    """Who holds the year: another declaration where there is one, else this one where it does."""
    holders = {slot.holder for slot in slots} - {None}
    return next((holder for holder in holders if holder != declaration_id), next(iter(holders), None))


def possible_duplicates(work: Reader, person_id: UUID) -> frozenset[UUID]:
    """Whoever may be the same natural person, with no human having decided."""
    ids = ids_of(work, person_id)
    indexes = {work.get(Person, one).trait_index for one in ids} - {""}
    matches = (work.find(IdentityMatch, identity_match_id(index)) for index in indexes)
    return frozenset[UUID]().union(*(match.pending(ids) for match in matches if match is not None))
