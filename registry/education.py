"""Accounts of continuing education: topics, hours, exams, what was voided, and years in bulk from the platform."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.education import ContinuingEducationAccount, StudyMode, VoidReason
from domain.identity import education_account_id
from domain.person import Person
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, Label, Role, Uscc, Year
from registry.errors import AlreadyExists, Forbidden

Hours = Annotated[int, Field(ge=1, le=1000, description="class hours")]
HoursOrNone = Annotated[int, Field(ge=0, le=1000, description="class hours; 0 for none")]
CompletedOn = Annotated[
    date,
    Field(ge=date(2000, 1, 1), description="day of completion, from 2000 on; the hours belong to its calendar year"),
]
CertificateNo = Annotated[str, Field(max_length=60, description="number of the exam's certificate; empty: not passed")]


class ChooseTopic(Command):
    """Pick the one public-need topic of a year."""

    person_id: UUID
    year: Year
    topic: Label


class RecordPublicNeedHours(Command):
    """Record public-need hours; they count once the year's exam is passed."""

    person_id: UUID
    completed_on: CompletedOn
    hours: Hours


class RecordPublicNeedExam(Command):
    """Record the outcome of a year's public-need exam."""

    person_id: UUID
    year: Year
    certificate_no: CertificateNo


class RecordProfessionalHours(Command):
    """Record hours in professional subjects."""

    person_id: UUID
    completed_on: CompletedOn
    hours: Hours
    provider_uscc: Uscc
    mode: StudyMode


class EducationYear(BaseModel):
    """One calendar year as the platform of continuing education attests it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: Year
    topic: Label
    public_need_hours: HoursOrNone = 0
    certificate_no: CertificateNo = ""
    professional_hours: HoursOrNone = 0
    provider_uscc: Uscc
    mode: StudyMode = StudyMode.ONLINE


class RecordEducationYears(Command):
    """Record whole years of one person at once; a year that already has hours refuses them all."""

    person_id: UUID
    years: tuple[EducationYear, ...] = Field(min_length=1, max_length=20)


class VoidHours(DocumentedCommand):
    """Say that recorded hours do not count; they stay on record."""

    person_id: UUID
    entry_no: int = Field(ge=1, le=10_000, description="number of the entry, as the account shows it")
    reason: VoidReason


class CloseEducationYear(Command):
    """End the recording of a person's hours for a calendar year that is over."""

    person_id: UUID
    year: Year


def choose_topic(command: ChooseTopic, desk: Desk) -> ContinuingEducationAccount:
    """The learner's own choice, or one the platform reports."""
    if desk.role is Role.APPLICANT and command.person_id != desk.applicant_id():
        raise Forbidden("this is the account of another person", code="not_own", rule_id="R-CE-1", clause="S2.5d")
    desk.tables.check_topic(command.year, command.topic)
    account = _account(command.person_id, command, desk)
    account.choose_topic(desk.act(command), year=command.year, topic=command.topic)
    return account


def record_public_need_hours(command: RecordPublicNeedHours, desk: Desk) -> ContinuingEducationAccount:
    """Hours in the topic of their year."""
    account = _account(command.person_id, command, desk)
    done = command.completed_on
    account.learn_public_need(desk.act(command), year=done.year, hours=command.hours, completed_on=done)
    return account


def record_public_need_exam(command: RecordPublicNeedExam, desk: Desk) -> ContinuingEducationAccount:
    """Passed or failed."""
    account = _account(command.person_id, command, desk)
    account.record_exam(desk.act(command), year=command.year, certificate_no=command.certificate_no)
    return account


def record_professional_hours(command: RecordProfessionalHours, desk: Desk) -> ContinuingEducationAccount:
    """Hours at a provider."""
    account = _account(command.person_id, command, desk)
    account.record_professional(
        desk.act(command),
        year=command.completed_on.year,
        hours=command.hours,
        provider_uscc=command.provider_uscc,
        mode=command.mode,
        completed_on=command.completed_on,
    )
    return account


def record_education_years(command: RecordEducationYears, desk: Desk) -> ContinuingEducationAccount:
    """All of these years or none: a list that is sent twice doubles nothing."""
    account = _account(command.person_id, command, desk)
    act = desk.act(command)
    recorded = {entry.year for entry in account.entries}
    for row in command.years:
        if row.year in recorded:
            raise AlreadyExists(f"the education of {row.year}", facts={"year": row.year})
        recorded.add(row.year)
        desk.tables.check_topic(row.year, row.topic)
        account.choose_topic(act, year=row.year, topic=row.topic)
        if row.public_need_hours:
            account.learn_public_need(act, year=row.year, hours=row.public_need_hours)
        if row.certificate_no:
            account.record_exam(act, year=row.year, certificate_no=row.certificate_no)
        if row.professional_hours:
            account.record_professional(
                act, year=row.year, hours=row.professional_hours, provider_uscc=row.provider_uscc, mode=row.mode
            )
    return account


def void_hours(command: VoidHours, desk: Desk) -> ContinuingEducationAccount:
    """An entry that does not count."""
    account = desk.work.get(ContinuingEducationAccount, education_account_id(command.person_id))
    account.void(desk.act(command), entry_no=command.entry_no, reason=command.reason)
    return account


def close_education_year(command: CloseEducationYear, desk: Desk) -> ContinuingEducationAccount:
    """No more for this year."""
    account = _account(command.person_id, command, desk)
    account.close_year(desk.act(command), command.year)
    return account


def _account(person_id: UUID, command: Command, desk: Desk) -> ContinuingEducationAccount:
    """The person's account, opened with the first thing that is recorded."""
    account = desk.work.find(ContinuingEducationAccount, education_account_id(person_id))
    if account is not None:
        return account
    person = desk.work.get(Person, person_id)
    return desk.work.add(ContinuingEducationAccount.open(desk.act(command), person.id))


_MANAGER = (Role.CE_MANAGER,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(ChooseTopic, choose_topic, (Role.APPLICANT, Role.CE_MANAGER), ("R-CE-1",)),
        CommandSpec(RecordPublicNeedHours, record_public_need_hours, _MANAGER, ("R-CE-1",)),
        CommandSpec(RecordPublicNeedExam, record_public_need_exam, _MANAGER, ("R-CE-1",)),
        CommandSpec(RecordProfessionalHours, record_professional_hours, _MANAGER, ("R-CE-1",)),
        CommandSpec(RecordEducationYears, record_education_years, _MANAGER, ("R-CE-1",)),
        CommandSpec(VoidHours, void_hours, _MANAGER, ("R-CE-1",)),
        CommandSpec(CloseEducationYear, close_education_year, _MANAGER, ("R-CE-1",)),
    )
}
