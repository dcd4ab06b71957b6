"""Persons, their documents, and what changes over a life of work. Names and numbers are stored sealed."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.aggregate import Act
from domain.annual_slot import AnnualSlot
from domain.declaration import Declaration
from domain.declaration_events import UNDER_WAY
from domain.identity import annual_slot_id, identity_reservation_id
from domain.identity_reservation import IdentityReservation
from domain.person import Person
from domain.values import Contract, DocumentKind, EmployerKind, Management, Period, PersonOrigin
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, RegionCode, Role, Uscc
from registry.errors import AlreadyExists, InvalidInput, RuleRefused
from registry.privacy import birth_date_of, check_name, check_number
from registry.standing import applicant_on, records_of


class Document(BaseModel):
    """An identity document as it was shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: DocumentKind
    number: str = Field(min_length=5, max_length=20, description="number as printed; stored sealed")
    issuer_province: str = Field(default="", pattern=r"^(\d{2})?$", description="province code; work permits need it")
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


class StartEmployment(Command):
    """Record an employment; without `signed_on` there is only an oral agreement."""

    person_id: UUID
    uscc: Uscc
    contract: Contract
    signed_on: date | None = None
    employer_kind: EmployerKind
    management: Management = Management.NORMAL
    region_code: RegionCode
    professional_post: bool
    from_date: date


class EndEmployment(Command):
    """Record the last day of an employment."""

    person_id: UUID
    uscc: Uscc
    last_day: date


class ChangeEmployerType(DocumentedCommand):
    """Record how an employer is managed from a date on; the person's open declaration is checked again."""

    person_id: UUID
    uscc: Uscc
    management: Management
    from_date: date


class RecordRetirement(Command):
    """Record that a person is retired from a day on."""

    person_id: UUID
    from_date: date


class DeferRetirement(DocumentedCommand):
    """Record a formal deferral of retirement."""

    person_id: UUID
    from_date: date
    last_day: date


class RecordCivilServantStatus(DocumentedCommand):
    """Record that a person is or was a civil servant; the open declaration is checked again."""

    person_id: UUID
    from_date: date
    last_day: date | None = None


class RecordDisciplinaryPeriod(DocumentedCommand):
    """Record a sanction of demerit or heavier."""

    person_id: UUID
    from_date: date
    last_day: date


class RecordFreelancing(Command):
    """Record freelance practice in a region, through an agency."""

    person_id: UUID
    region_code: RegionCode
    agency_uscc: Uscc | Literal[""] = ""
    from_date: date
    last_day: date | None = None


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
    )
    desk.work.add(person)
    _add_document(person, command.document, number, act, desk)
    return person


def add_identity_document(command: AddIdentityDocument, desk: Desk) -> Person:
    """A further document; one that belongs to somebody else is refused (SC-08)."""
    person = desk.work.get(Person, command.person_id)
    number = _checked(command.document, desk)
    _refuse_known(command.document.kind, number, desk)
    _add_document(person, command.document, number, desk.act(command), desk)
    return person


def start_employment(command: StartEmployment, desk: Desk) -> Person:
    """An employment, entered by the employer itself, the agency or the department."""
    if desk.role is Role.EMPLOYER_HR:
        desk.check_unit(command.uscc)
    desk.tables.check_region(command.region_code, allow_synthetic=desk.settings.allow_synthetic)
    person = desk.work.get(Person, command.person_id)
    person.start_employment(
        desk.act(command),
        uscc=command.uscc,
        contract=command.contract,
        signed_on=command.signed_on,
        kind=command.employer_kind,
        management=command.management,
        region=command.region_code,
        professional_post=command.professional_post,
        from_date=command.from_date,
    )
    return person


def end_employment(command: EndEmployment, desk: Desk) -> Person:
    """The end of an employment."""
    if desk.role is Role.EMPLOYER_HR:
        desk.check_unit(command.uscc)
    person = desk.work.get(Person, command.person_id)
    person.end_employment(desk.act(command), uscc=command.uscc, last_day=command.last_day)
    return person


def change_employer_type(command: ChangeEmployerType, desk: Desk) -> Person:
    """A change of management; an open declaration that no longer stands is cancelled with it."""
    act = desk.act(command)
    person = desk.work.get(Person, command.person_id)
    person.change_employer_type(act, uscc=command.uscc, management=command.management, from_date=command.from_date)
    _recheck(person, act, desk)
    return person


def record_retirement(command: RecordRetirement, desk: Desk) -> Person:
    """Retirement; an open declaration is looked at again at acceptance and approval (AMB-3)."""
    person = desk.work.get(Person, command.person_id)
    person.record_retirement(desk.act(command), from_date=command.from_date)
    return person


def defer_retirement(command: DeferRetirement, desk: Desk) -> Person:
    """A formal deferral."""
    person = desk.work.get(Person, command.person_id)
    person.defer_retirement(desk.act(command), period=Period(command.from_date, command.last_day))
    return person


def record_civil_servant_status(command: RecordCivilServantStatus, desk: Desk) -> Person:
    """Civil service; an open declaration that no longer stands is cancelled with it."""
    act = desk.act(command)
    person = desk.work.get(Person, command.person_id)
    person.record_civil_servant_status(act, period=Period(command.from_date, command.last_day))
    _recheck(person, act, desk)
    return person


def record_disciplinary_period(command: RecordDisciplinaryPeriod, desk: Desk) -> Person:
    """A sanction."""
    person = desk.work.get(Person, command.person_id)
    person.record_disciplinary_period(desk.act(command), period=Period(command.from_date, command.last_day))
    return person


def record_freelancing(command: RecordFreelancing, desk: Desk) -> Person:
    """Freelance practice."""
    desk.tables.check_region(command.region_code, allow_synthetic=desk.settings.allow_synthetic)
    person = desk.work.get(Person, command.person_id)
    person.record_freelancing(
        desk.act(command),
        region=command.region_code,
        agency_uscc=command.agency_uscc,
        period=Period(command.from_date, command.last_day),
    )
    return person


def erase_personal_data(command: ErasePersonalData, desk: Desk) -> Person:
    """Erasure, once no integrity record needs the data any longer. Repeating it finishes what a crash left undone."""
    person = desk.work.get(Person, command.person_id)
    if any(record.active(desk.clock.today()) for record in records_of(desk.work, person.id)):
        raise RuleRefused(
            "an integrity record is active; its minimum is kept until it ends",
            code="rule_refused",
            rule_id="R-PRIV-6",
            clause="S3.4e",
        )
    person.note_key_destroyed(desk.act(command))
    desk.after_commit(lambda: desk.privacy.erase(person.id))
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


def _recheck(person: Person, act: Act, desk: Desk) -> None:
    """Look again at the person's open declaration of this year (R-ELIG-5, SC-04)."""
    today = desk.clock.today()
    slot = desk.work.find(AnnualSlot, annual_slot_id(person.id, today.year))
    if slot is None or slot.holder is None:
        return
    declaration = desk.work.find(Declaration, slot.holder)
    if declaration is not None and declaration.state in UNDER_WAY:
        meeting = declaration.meeting_date
        at_meeting = applicant_on(desk.work, declaration, meeting) if meeting else None
        declaration.recheck(act, applicant_on(desk.work, declaration, today), at_meeting)


_UNIT = (Role.EMPLOYER_HR, Role.AGENCY, Role.PHRSS_ADMIN)
_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(RegisterPerson, register_person, _UNIT),
        CommandSpec(AddIdentityDocument, add_identity_document, _UNIT, ("R-ELIG-3",)),
        CommandSpec(StartEmployment, start_employment, _UNIT, ("R-ELIG-1",)),
        CommandSpec(EndEmployment, end_employment, _UNIT, ("R-ELIG-1",)),
        CommandSpec(ChangeEmployerType, change_employer_type, _PHRSS, ("R-ELIG-2",)),
        CommandSpec(RecordRetirement, record_retirement, _UNIT, ("R-ELIG-2",)),
        CommandSpec(DeferRetirement, defer_retirement, _UNIT, ("R-ELIG-2",)),
        CommandSpec(RecordCivilServantStatus, record_civil_servant_status, _PHRSS, ("R-ELIG-2",)),
        CommandSpec(RecordDisciplinaryPeriod, record_disciplinary_period, _UNIT, ("R-ELIG-4",)),
        CommandSpec(RecordFreelancing, record_freelancing, (Role.AGENCY, Role.PHRSS_ADMIN), ("R-ELIG-1",)),
        CommandSpec(ErasePersonalData, erase_personal_data, _PHRSS, ("R-PRIV-6",), publishes=True),
    )
}
