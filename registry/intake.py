"""A declaration from draft to submission, by the applicant in person; submitting takes the annual slot with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.annual_slot import AnnualSlot
from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.finding import Finding, found
from domain.identity import annual_slot_id
from domain.person import Person
from domain.standing import TitleFacts
from domain.title import Title
from domain.values import Level, Material, MaterialKind, ReviewStep, Route, Scope
from registry.basis import DeclarationBasis, ReviewRoute, declaration_basis_id, review_route_id
from registry.command import (
    Command,
    Commands,
    CommandSpec,
    Desk,
    Reference,
    Role,
    SeriesCode,
    Sha256,
    SpecialtyCode,
    Uscc,
    Year,
)
from registry.errors import Forbidden, InvalidInput
from registry.one_person import ids_of, person_on
from registry.quota import reserve_post
from registry.standing import season_of, standing_on, units_of

OWN_UNIT = "own unit"


class DraftDeclaration(Command):
    """Begin a declaration; a draft binds nobody and takes no place."""

    season: Year
    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412, 420, 434, 435]
    committee_id: UUID
    route: Route = Route.ORDINARY


class Evidence(BaseModel):
    """One material: its kind and the hash of its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: MaterialKind
    sha256: Sha256


class ListMaterials(Command):
    """State the complete list of materials; a commitment signed before no longer counts."""

    declaration_id: UUID
    materials: tuple[Evidence, ...] = Field(max_length=200)


class SignCommitment(Command):
    """Sign for the truth of exactly these materials, in person."""

    declaration_id: UUID
    text_version: Reference = Field(description="version of the commitment text that was shown")
    materials_hash: Sha256 = Field(description="hash over the list of materials, as the declaration shows it")
    signature: str = Field(min_length=1, max_length=4000, description="reference to, or bytes of, the signature")


class OutsideTitle(BaseModel):
    """A current title from outside this registry; it rests on a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412, 420, 434, 435]
    scope: Scope = Scope.GENERAL
    grant_date: date
    document_ref: Reference


class SubmitDeclaration(Command):
    """Hand the declaration in: one a year, and from now on nothing of it changes but by correction."""

    declaration_id: UUID
    title_id: UUID | None = Field(default=None, description="current title, where it is in this registry")
    outside_title: OutsideTitle | None = Field(default=None, description="current title, where it is from outside")
    unit_uscc: Uscc | None = Field(default=None, description="the unit that reviews first, for a person with several")


class WithdrawDeclaration(Command):
    """Take the declaration back before the unit has accepted it; the year is free again."""

    declaration_id: UUID


def draft_declaration(command: DraftDeclaration, desk: Desk) -> Declaration:
    """A draft of the acting person."""
    desk.tables.check_series(command.series_code, command.specialty_code)
    person = desk.work.get(Person, desk.applicant_id())
    refuse_merged(person)
    season = season_of(desk.work, command.season)
    committee = desk.work.get(EvaluationCommittee, command.committee_id)
    declaration = Declaration.draft(
        desk.act(command),
        desk.new_id(),
        person_id=person.id,
        season=season.year,
        series_code=command.series_code,
        specialty_code=command.specialty_code,
        level=Level(command.level),
        committee_id=committee.id,
        route=command.route,
    )
    return desk.work.add(declaration)


def list_materials(command: ListMaterials, desk: Desk) -> Declaration:
    """The materials of one's own declaration."""
    declaration = own_declaration(desk, command.declaration_id)
    declaration.list_materials(desk.act(command), [Material(m.kind, m.sha256) for m in command.materials])
    return declaration


def sign_commitment(command: SignCommitment, desk: Desk) -> Declaration:
    """The applicant's own signature."""
    declaration = own_declaration(desk, command.declaration_id)
    declaration.sign_commitment(
        desk.act(command),
        text_version=command.text_version,
        materials_hash=command.materials_hash,
        signature=command.signature,
    )
    return declaration


def submit_declaration(command: SubmitDeclaration, desk: Desk) -> Declaration:
    """Everything is asked, and `Submitted` is stored together with the annual slot and the post it takes."""
    declaration = own_declaration(desk, command.declaration_id)
    refuse_merged(desk.work.get(Person, declaration.person_id))
    act = desk.act(command)
    _state_basis(command, declaration, desk)
    chain, further = _chain(command, declaration, desk)
    unit = chain[0].unit_uscc if chain else ""
    standing = standing_on(desk.work, desk.tables, declaration, act.legal_date, unit=unit)
    declaration.submit(
        act,
        standing,
        chain=chain,
        commitment_text=desk.tables.commitment.version,
        further=further,
        policy=desk.policy,
    )
    reserve_post(desk.work, act, declaration, standing)
    existing = desk.work.find(AnnualSlot, annual_slot_id(declaration.person_id, declaration.season))
    desk.work.add(
        AnnualSlot.claim(
            act,
            existing,
            person_id=declaration.person_id,
            season=declaration.season,
            declaration_id=declaration.id,
        )
    )
    return declaration


def withdraw_declaration(command: WithdrawDeclaration, desk: Desk) -> Declaration:
    """A withdrawal in time, which frees the year (AMB-4)."""
    declaration = own_declaration(desk, command.declaration_id)
    act = desk.act(command)
    declaration.withdraw(act)
    slot = desk.work.find(AnnualSlot, annual_slot_id(declaration.person_id, declaration.season))
    if slot is not None and slot.holder == declaration.id:
        slot.release(act, declaration.id)
    return declaration


def own_declaration(desk: Desk, declaration_id: UUID) -> Declaration:
    """The applicant's own declaration; raises `Forbidden` (code `not_own`) for anybody else's."""
    declaration = desk.work.get(Declaration, declaration_id)
    if declaration.person_id != desk.applicant_id():
        raise Forbidden("this is the declaration of another person", code="not_own", rule_id="R-CMT-1", clause="S3.4a")
    return declaration


def refuse_merged(person: Person) -> None:
    """Raise `Forbidden` (code `person_merged`) for an entry that was found to be another's: they act under that one."""
    if person.merged_into is not None:
        raise Forbidden(
            f"this entry was merged into {person.merged_into}: declare under that id",
            code="person_merged",
            rule_id="R-ONE-1",
            clause="S3.6a",
        )


def _state_basis(command: SubmitDeclaration, declaration: Declaration, desk: Desk) -> None:
    """Remember the title the declaration builds on, so that approval finds the same one."""
    if desk.work.find(DeclarationBasis, declaration_basis_id(declaration.id)) is not None:
        return
    if command.title_id is not None and command.outside_title is not None:
        raise InvalidInput("name one current title: of this registry or from outside", code="two_titles")
    act = desk.act(command)
    if command.title_id is not None:
        title = desk.work.get(Title, command.title_id).facts()
        if title.person_id not in ids_of(desk.work, declaration.person_id):
            raise Forbidden("this is the title of another person", code="not_own", rule_id="R-LEVEL-1")
        own = replace(title, person_id=declaration.person_id)
        desk.work.add(DeclarationBasis.state(act, declaration.id, own))
    elif command.outside_title is not None:
        outside = command.outside_title
        title = TitleFacts(
            None,
            declaration.person_id,
            outside.series_code,
            outside.specialty_code,
            Level(outside.level),
            outside.scope,
            outside.grant_date,
            effective=True,
            document_ref=outside.document_ref,
        )
        desk.work.add(DeclarationBasis.state(act, declaration.id, title))


def _chain(
    command: SubmitDeclaration, declaration: Declaration, desk: Desk
) -> tuple[list[ReviewStep], Sequence[Finding]]:
    """Own unit first, then the route its committee set; where no route is set a human must say (S4.1)."""
    unit = _own_unit(command, declaration, desk)
    if not unit:
        return [], ()
    route = desk.work.find(ReviewRoute, review_route_id(declaration.committee_id, unit)) or desk.work.find(
        ReviewRoute, review_route_id(declaration.committee_id, "")
    )
    first = ReviewStep(OWN_UNIT, unit)
    if route is None:
        return [first], [found("R-STEP-1", "S3.1c", None, route_set=False)]
    return [first, *route.steps], ()


def _own_unit(command: SubmitDeclaration, declaration: Declaration, desk: Desk) -> str:
    facts = person_on(desk.work, declaration.person_id, desk.clock.today())
    units = units_of(facts)
    if command.unit_uscc is not None:
        return command.unit_uscc
    if len(units) > 1:
        raise InvalidInput("this person has several units: name the one that reviews first", code="unit_ambiguous")
    return units[0] if units else ""


_APPLICANT = (Role.APPLICANT,)
_SUBMISSION_RULES = (
    "R-ONE-1",
    "R-ONE-2",
    "R-ELIG-1",
    "R-ELIG-2",
    "R-ELIG-3",
    "R-ELIG-4",
    "R-INT-1",
    "R-LEVEL-1",
    "R-CE-1",
    "R-CE-2",
    "R-CE-3",
    "R-POST-1",
    "R-POST-2",
    "R-CMT-1",
    "R-TIME-1",
    "R-COMM-1",
    "R-STEP-1",
)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(DraftDeclaration, draft_declaration, _APPLICANT, ("R-STEP-1",)),
        CommandSpec(ListMaterials, list_materials, _APPLICANT),
        CommandSpec(SignCommitment, sign_commitment, _APPLICANT, ("R-CMT-1",)),
        CommandSpec(SubmitDeclaration, submit_declaration, _APPLICANT, _SUBMISSION_RULES),
        CommandSpec(WithdrawDeclaration, withdraw_declaration, _APPLICANT, ("R-ONE-1",)),
    )
}
