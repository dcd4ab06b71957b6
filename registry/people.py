"""Persons and their documents. Names and numbers are checked, then stored sealed; the life of work is `employment`."""

from datetime import date
from functools import partial
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.aggregate import Act
from domain.identity import identity_match_id, identity_reservation_id
from domain.identity_match import IdentityMatch
from domain.identity_reservation import IdentityReservation
from domain.person import Person
from domain.values import DocumentKind, Period, PersonOrigin
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Role
from registry.errors import AlreadyExists, InvalidInput, RuleRefused
from registry.one_person import ids_of, records_about
from registry.privacy import birth_date_of, check_name, check_number, check_origin


class Document(BaseModel):
    """An identity document as it was shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: DocumentKind
    number: str = Field(min_length=5, max_length=20, description="number as printed; stored sealed")
    issuer_province: str = Field(
        default="", pattern=r"^([0-9]{2})?$", description="province code; work permits need it"
    )
    valid_from: date
    valid_to: date | None = Field(default=None, description="last day; none for a document without end")


class RegisterPerson(Command):
    """Register a natural person, once; the data are sealed under the person's own key."""

    person_name: str = Field(min_length=1, max_length=100, description="2 to 50 characters; stored sealed")
    origin: PersonOrigin = PersonOrigin.MAINLAND
    gender: Literal["1", "2", "9"] = Field(default="9", description="GB/T 2261.1: 1 male, 2 female, 9 not stated")
    birth_date: date | None = Field(default=None, description="needed where the document number does not carry it")
    document: Document


class AddIdentityDocument(Command):
    """Add a further document of a registered person."""

    person_id: UUID
    document: Document


class SupersedeIdentityDocument(Command):
    """Put a further document in the place of one that ended; both numbers stay this person's."""

    person_id: UUID
    superseded_kind: DocumentKind
    superseded_number: str = Field(min_length=5, max_length=20, description="number of the document that ended")
    last_day: date = Field(description="last day of the document that ended")
    document: Document


class ErasePersonalData(DocumentedCommand):
    """Destroy the person's key: name, numbers and certificates can never be read again; what happened stays."""

    person_id: UUID


def register_person(command: RegisterPerson, desk: Desk) -> Person:
    """A person with one document; a number that is already known is refused with the person it belongs to."""
    name = check_name(command.person_name)
    number = _checked(command.document, desk)
    born = birth_date_of(command.document.kind, number) or command.birth_date
    if born is None or (command.birth_date is not None and command.birth_date != born):
        raise InvalidInput("the birth date is missing, or is not the one in the number", code="birth_date_invalid")
    check_origin(command.document.kind, number, command.origin)
    _refuse_known(command.document.kind, number, desk)
    person_id = desk.new_id()
    desk.privacy.admit(person_id)
    act = desk.act(command)
    person = Person.register(
        act,
        person_id,
        origin=command.origin,
        sealed_name=desk.privacy.seal(person_id, "name", name),
        sealed_birth_date=desk.privacy.seal(person_id, "birth_date", born.isoformat()),
        sealed_gender=desk.privacy.seal(person_id, "gender", command.gender),
        trait_index=desk.privacy.trait_index(name, born),
    )
    desk.work.add(person)
    _add_document(person, command.document, number, act, desk)
    enter_traits(person, act, desk)
    return person


def enter_traits(person: Person, act: Act, desk: Desk) -> None:
    """Enter a new person under name and birth date: whoever shares both is held until a human has decided (4.2)."""
    existing = desk.work.find(IdentityMatch, identity_match_id(person.trait_index))
    desk.work.add(IdentityMatch.see(act, existing, trait_index=person.trait_index, person_id=person.id))


def add_identity_document(command: AddIdentityDocument, desk: Desk) -> Person:
    """A further document; one that belongs to somebody else is refused (SC-08)."""
    person = desk.work.get(Person, command.person_id)
    number = _checked(command.document, desk)
    _refuse_known(command.document.kind, number, desk)
    _add_document(person, command.document, number, desk.act(command), desk)
    return person


def supersede_identity_document(command: SupersedeIdentityDocument, desk: Desk) -> Person:
    """Passport to residence card, an old card to a new one: one person all the time."""
    person = desk.work.get(Person, command.person_id)
    number = _checked(command.document, desk)
    _refuse_known(command.document.kind, number, desk)
    act = desk.act(command)
    old = check_number(
        command.superseded_kind,
        command.superseded_number,
        today=desk.clock.today(),
        allow_synthetic=desk.settings.allow_synthetic,
    )
    index = desk.privacy.index_of(command.superseded_kind, old)
    person.supersede_document(act, blind_index=index, last_day=command.last_day)
    _add_document(person, command.document, number, act, desk)
    return person


def erase_personal_data(command: ErasePersonalData, desk: Desk) -> Person:
    """Erasure under every id, once no integrity record needs the data. Repeating it finishes what a crash left."""
    person = desk.work.get(Person, command.person_id)
    if any(record.active(desk.clock.today()) for record in records_about(desk.work, person.id)):
        raise RuleRefused(
            "an integrity record is active; its minimum is kept until it ends",
            code="rule_refused",
            rule_id="R-PRIV-6",
            clause="S3.4e",
        )
    act = desk.act(command)
    for entry in [desk.work.get(Person, one) for one in ids_of(desk.work, person.id)]:
        entry.note_key_destroyed(act)
        desk.after_commit(partial(desk.privacy.erase, entry.id))
    return person


def _checked(document: Document, desk: Desk) -> str:
    return check_number(
        document.kind,
        document.number,
        today=desk.clock.today(),
        allow_synthetic=desk.settings.allow_synthetic,
    )


def _refuse_known(kind: DocumentKind, number: str, desk: Desk) -> None:
    stream = identity_reservation_id(desk.privacy.index_of(kind, number))
    known = desk.work.find(IdentityReservation, stream)
    if known is not None:
        raise AlreadyExists(
            "a person with this document", code="identity_taken", facts={"person_id": str(known.person_id)}
        )


def _add_document(person: Person, document: Document, number: str, act: Act, desk: Desk) -> None:
    index = desk.privacy.index_of(document.kind, number)
    desk.work.add(IdentityReservation.reserve(act, blind_index=index, person_id=person.id))
    person.add_document(
        act,
        kind=document.kind,
        sealed_number=desk.privacy.seal(person.id, f"document:{index}", number),
        blind_index=index,
        valid=Period(document.valid_from, document.valid_to),
        issuer_province=document.issuer_province,
    )


_UNIT = (Role.EMPLOYER_HR, Role.AGENCY, Role.PHRSS_ADMIN)
_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(RegisterPerson, register_person, _UNIT),
        CommandSpec(AddIdentityDocument, add_identity_document, _UNIT, ("R-ELIG-3",)),
        CommandSpec(SupersedeIdentityDocument, supersede_identity_document, _UNIT, ("R-ELIG-3",)),
        CommandSpec(ErasePersonalData, erase_personal_data, _PHRSS, ("R-PRIV-6",), publishes=True),
    )
}
