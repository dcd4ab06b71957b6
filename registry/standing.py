"""Gathers what the law asks of the world on one date: loads aggregates, wires their facts, decides nothing."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.authority import EvaluationAuthority
from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.education import ContinuingEducationAccount
from domain.identity import authority_id, education_account_id, season_id
from domain.season import Season
from domain.standing import AuthorityFacts, EducationFacts, PersonFacts, Standing, TitleFacts
from domain.title import Title
from domain.values import Route
from registry.application import Reader
from registry.basis import DeclarationBasis, declaration_basis_id
from registry.one_person import ids_of, other_holder, person_on, possible_duplicates, records_about, slots_of
from registry.quota import posts_of
from registry.standards import standard_of
from registry.tables import Tables


def season_of(work: Reader, year: int) -> Season:
    """The season of a year; raises `NotFound` where it was never opened."""
    return work.get(Season, season_id(year))


def current_title(work: Reader, declaration_id: UUID) -> TitleFacts | None:
    """The title on which a declaration builds, as it stands now."""
    basis = work.find(DeclarationBasis, declaration_basis_id(declaration_id))
    if basis is None:
        return None
    if basis.stated.title_id is None:
        return basis.stated
    # Whichever id of the person the title was granted to, it was this declaration's person who named it.
    return replace(work.get(Title, basis.stated.title_id).facts(), person_id=basis.stated.person_id)


def authority_of(work: Reader, organiser_uscc: str, series_code: str) -> AuthorityFacts | None:
    """The right of evaluation that an organiser was delegated for a series; None where there never was one."""
    authority = work.find(EvaluationAuthority, authority_id(organiser_uscc, series_code))
    return authority.facts() if authority else None


def applicant_on(work: Reader, declaration: Declaration, on: date) -> PersonFacts:
    """The applicant on a date; on the entrusted route the letter stands for the place of work (S2.4g)."""
    return replace(person_on(work, declaration.person_id, on), entrusted=declaration.route is Route.ENTRUSTED)


def units_of(person: PersonFacts) -> list[str]:
    """The units through which a person can declare: each professional post, and a freelancer's agency."""
    posts = [employment.uscc for employment in person.employments if employment.professional_post]
    agency = [person.agency_uscc] if person.freelancer and person.agency_uscc else []
    return list(dict.fromkeys((*posts, *agency)))


def education_of(work: Reader, person_id: UUID) -> EducationFacts:
    """The hours of the natural person that count, under whichever id they were recorded; no account is no hours."""
    facts = EducationFacts()
    for one in ids_of(work, person_id):
        account = work.find(ContinuingEducationAccount, education_account_id(one))
        facts = facts.together_with(account.facts()) if account else facts
    return facts


def standing_on(work: Reader, tables: Tables, declaration: Declaration, on: date, *, unit: str = "") -> Standing:
    """Everything that submission, acceptance and approval of this declaration ask, on one legal date.

    `unit`: through which a draft will be handed in; from submission on the review chain says it.
    """
    committee = work.get(EvaluationCommittee, declaration.committee_id)
    slots = slots_of(work, declaration.person_id, declaration.season)
    posts = posts_of(work, declaration, unit)
    return Standing(
        person=applicant_on(work, declaration, on),
        season=season_of(work, declaration.season).facts(committee.id, declaration.level.tier),
        committee=committee.facts(authority=authority_of(work, committee.organiser_uscc, committee.series_code)),
        standard=standard_of(work, tables, declaration, on),
        current_title=current_title(work, declaration.id),
        integrity=[record.facts() for record in records_about(work, declaration.person_id)],
        slot_holder=other_holder(slots, declaration.id),
        slot_barred=any(slot.barred for slot in slots),
        duplicate_pending=bool(possible_duplicates(work, declaration.person_id)),
        posts=posts.facts(declaration.id, declaration.person_id) if posts else None,
        education=education_of(work, declaration.person_id),
    )
