"""What changes over a life of work: employments and employers, retirement, civil service, sanctions, freelancing."""

from datetime import date
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from domain.employer import Employer
from domain.identity import employer_id
from domain.person import Person
from domain.values import Contract, EmployerKind, Management, Period
from registry.command import Command, Commands, CommandSpec, Desk, DocumentedCommand, RegionCode, Role, Uscc
from registry.employer_confirmation import lapse_confirmations
from registry.projections.persons import employments
from registry.rechecks import look_ahead, recheck_person


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
    """Record how an employer is managed from a date on; all open declarations of its staff are checked again."""

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
    """Record that a person is or was a civil servant; open declarations are checked again."""

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


def start_employment(command: StartEmployment, desk: Desk) -> Person:
    """An employment; how the employer is managed the department says, where it has said so (SC-04)."""
    if desk.role is Role.EMPLOYER_HR:
        desk.check_unit(command.uscc)
    desk.tables.check_region(command.region_code, allow_synthetic=desk.settings.allow_synthetic, on=command.from_date)
    person = desk.work.get(Person, command.person_id)
    known = desk.work.find(Employer, employer_id(command.uscc))
    stated = known.management_on(command.from_date) if known else None
    act = desk.act(command)
    person.start_employment(
        act,
        uscc=command.uscc,
        contract=command.contract,
        signed_on=command.signed_on,
        kind=command.employer_kind,
        management=stated or command.management,
        region=command.region_code,
        professional_post=command.professional_post,
        from_date=command.from_date,
    )
    for since, management in known.changes if known else ():
        if since > command.from_date:
            person.change_employer_type(act, uscc=command.uscc, management=management, from_date=since)
    return person


def end_employment(command: EndEmployment, desk: Desk) -> Person:
    """The end of an employment, and with it of the employer's own confirmations (R-CONF-3)."""
    if desk.role is Role.EMPLOYER_HR:
        desk.check_unit(command.uscc)
    person = desk.work.get(Person, command.person_id)
    person.end_employment(desk.act(command), uscc=command.uscc, last_day=command.last_day)
    lapse_confirmations(desk, command, person.id, command.uscc, command.last_day)
    return person


def change_employer_type(command: ChangeEmployerType, desk: Desk) -> Employer:
    """One place for all: whoever works there is managed so from that date on, and their open declarations follow."""
    act = desk.act(command)
    existing = desk.work.find(Employer, employer_id(command.uscc))
    employer = Employer.state(
        act, existing, uscc=command.uscc, management=command.management, from_date=command.from_date
    )
    desk.work.add(employer)
    staff = staff_since(desk, command.uscc, command.from_date)
    look_ahead(desk, staff)
    for person_id in staff:
        person = desk.work.get(Person, person_id)
        person.change_employer_type(act, uscc=command.uscc, management=command.management, from_date=command.from_date)
        recheck_person(desk, act, person_id)
    return employer


def staff_since(desk: Desk, uscc: str, since: date) -> list[UUID]:
    """Everybody who was employed there on that day or later."""
    wanted = sa.select(employments.c.person_id).distinct().where(employments.c.uscc == uscc)
    wanted = wanted.where(sa.or_(employments.c.last_day.is_(None), employments.c.last_day >= since.isoformat()))
    with desk.searching() as read:
        return sorted(read.execute(wanted).scalars())


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
    recheck_person(desk, act, person.id)
    return person


def record_disciplinary_period(command: RecordDisciplinaryPeriod, desk: Desk) -> Person:
    """A sanction; an open declaration that no longer stands is cancelled with it."""
    act = desk.act(command)
    person = desk.work.get(Person, command.person_id)
    person.record_disciplinary_period(act, period=Period(command.from_date, command.last_day))
    recheck_person(desk, act, person.id)
    return person


def record_freelancing(command: RecordFreelancing, desk: Desk) -> Person:
    """Freelance practice."""
    desk.tables.check_region(command.region_code, allow_synthetic=desk.settings.allow_synthetic, on=command.from_date)
    person = desk.work.get(Person, command.person_id)
    person.record_freelancing(
        desk.act(command),
        region=command.region_code,
        agency_uscc=command.agency_uscc,
        period=Period(command.from_date, command.last_day),
    )
    return person


_UNIT = (Role.EMPLOYER_HR, Role.AGENCY, Role.PHRSS_ADMIN)
_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(StartEmployment, start_employment, _UNIT, ("R-ELIG-1",)),
        CommandSpec(EndEmployment, end_employment, _UNIT, ("R-ELIG-1", "R-CONF-3")),
        CommandSpec(ChangeEmployerType, change_employer_type, _PHRSS, ("R-ELIG-2", "R-ELIG-5")),
        CommandSpec(RecordRetirement, record_retirement, _UNIT, ("R-ELIG-2",)),
        CommandSpec(DeferRetirement, defer_retirement, _UNIT, ("R-ELIG-2",)),
        CommandSpec(RecordCivilServantStatus, record_civil_servant_status, _PHRSS, ("R-ELIG-2", "R-ELIG-5")),
        CommandSpec(RecordDisciplinaryPeriod, record_disciplinary_period, _UNIT, ("R-ELIG-4", "R-ELIG-5")),
        CommandSpec(RecordFreelancing, record_freelancing, (Role.AGENCY, Role.PHRSS_ADMIN), ("R-ELIG-1",)),
    )
}
