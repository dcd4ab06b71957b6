"""Gathers what the law asks of the world on one date: loads aggregates, wires their facts, decides nothing."""

from dataclasses import replace
from datetime import date
from itertools import count
from uuid import UUID

from domain.annual_slot import AnnualSlot
from domain.authority import EvaluationAuthority
from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.identity import annual_slot_id, authority_id, integrity_record_id, season_id
from domain.integrity import IntegrityRecord
from domain.person import Person
from domain.season import Season
from domain.standing import AuthorityFacts, PersonFacts, Standing, TitleFacts
from domain.title import Title
from domain.values import Route
from registry.application import Reader
from registry.basis import DeclarationBasis, declaration_basis_id
from registry.tables import Tables


def season_of(work: Reader, year: int) -> Season:
    """The season of a year; raises `NotFound` where it was never opened."""
    return work.get(Season, season_id(year))


def records_of(work: Reader, person_id: UUID) -> list[IntegrityRecord]:
    """All integrity records of a person, annulled and ended ones too."""
    records: list[IntegrityRecord] = []
    for n in count(1):
        record = work.find(IntegrityRecord, integrity_record_id(person_id, n))
        if record is None:
            return records
        records.append(record)
    return records


def current_title(work: Reader, declaration_id: UUID) -> TitleFacts | None:
    """The title on which a declaration builds, as it stands now."""
    basis = work.find(DeclarationBasis, declaration_basis_id(declaration_id))
    if basis is None:
        return None
    if basis.stated.title_id is None:
        return basis.stated
    return work.get(Title, basis.stated.title_id).facts()


def authority_of(work: Reader, organiser_uscc: str, series_code: str) -> AuthorityFacts | None:
    """The right of evaluation that an organiser was delegated for a series; None where there never was one."""
    authority = work.find(EvaluationAuthority, authority_id(organiser_uscc, series_code))
    return authority.facts() if authority else None


def applicant_on(work: Reader, declaration: Declaration, on: date) -> PersonFacts:
    """The applicant on a date; on the entrusted route the letter stands for the place of work (S2.4g)."""
    return replace(work.get(Person, declaration.person_id).facts(on), entrusted=declaration.route is Route.ENTRUSTED)


def standing_on(work: Reader, tables: Tables, declaration: Declaration, on: date) -> Standing:
    """Everything that submission, acceptance and approval of this declaration ask, on one legal date."""
    committee = work.get(EvaluationCommittee, declaration.committee_id)
    slot = work.find(AnnualSlot, annual_slot_id(declaration.person_id, declaration.season))
    return Standing(
        person=applicant_on(work, declaration, on),
        season=season_of(work, declaration.season).facts(committee.id, declaration.level.tier),
        committee=committee.facts(authority=authority_of(work, committee.organiser_uscc, committee.series_code)),
        standard=tables.standard(declaration.series_code),
        current_title=current_title(work, declaration.id),
        integrity=[record.facts() for record in records_of(work, declaration.person_id)],
        slot_holder=slot.holder if slot else None,
        slot_barred=slot.barred if slot else False,
    )
