"""Letters of entrustment: who may be evaluated where, on whose letter.

A letter is registered at the server's own time; the date it bears is only one of the two that count.
"""

from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.committee import EvaluationCommittee
from domain.declaration import Declaration
from domain.entrustment import EntrustmentLetter
from domain.finding import Finding
from domain.identity import entrustment_letter_id
from domain.person import Person
from domain.rules.entrustment import EntrustedFile, IssuerKind, LetterKind, entrusted_acceptance, r_ent_1
from domain.values import Level, Route
from registry.command import (
    Command,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Label,
    ProvinceCode,
    Role,
    SeriesCode,
    Sha256,
    SpecialtyCode,
    Uscc,
    Year,
)
from registry.committee_register import filed_committees
from registry.entrustment_breach import flag_late
from registry.errors import AlreadyExists, Forbidden, InvalidInput
from registry.one_person import person_on
from registry.standing import season_of, units_of
from registry.year_elsewhere import take_year


class RequestOutbound(Command):
    """Ask PHRSS to entrust a committee outside Anhui, because none here can evaluate the title."""

    person_id: UUID
    season: Year
    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412]


class IssueLetter(DocumentedCommand):
    """Issue a requested letter; date and number of the document are the letter's."""

    letter_id: UUID
    outside_committee: Label = Field(description="the committee outside Anhui, by name")


class RegisterInbound(DocumentedCommand):
    """Register a letter from outside; date and number of the document are the letter's.

    It counts from now, whatever date it bears. Where the person's file was accepted before without a letter, the
    acceptance is flagged and its result proposed as void (S2.4i).
    """

    kind: Literal[LetterKind.INBOUND_PROVINCE, LetterKind.INBOUND_SUPERIOR]
    person_id: UUID
    season: Year
    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412, 420, 434, 435]
    committee_id: UUID | None = Field(default=None, description="for another province's letter: the committee it names")
    issuer_uscc: Uscc
    issuer_kind: IssuerKind
    issuer_province: ProvinceCode | Literal[""] = Field(default="", description="province of the issuing department")
    document_sha256: Sha256


class GiveConsent(DocumentedCommand):
    """Consent, as the professional-technical office, to a superior's letter."""

    letter_id: UUID


class DesignateCommittee(DocumentedCommand):
    """Designate the committee that accepts on a superior's letter."""

    letter_id: UUID
    committee_id: UUID


class UseOutboundLetter(DocumentedCommand):
    """Note that the committee outside accepted, by its notice; the person's year is taken with it."""

    letter_id: UUID


class WithdrawLetter(DocumentedCommand):
    """Take back a letter that was not used."""

    letter_id: UUID


class ExpireLetter(Command):
    """Note that the season of an unused letter is over; nothing depends on it."""

    letter_id: UUID


def request_outbound(command: RequestOutbound, desk: Desk) -> EntrustmentLetter:
    """R-ENT-1 is asked of every committee that was ever filed."""
    desk.tables.check_series(command.series_code, command.specialty_code)
    act = desk.act(command)
    person = person_on(desk.work, command.person_id, act.legal_date)
    if desk.role is not Role.PHRSS_ADMIN and desk.actor.unit_uscc not in units_of(person):
        raise Forbidden("this is a person of another unit", code="other_unit", rule_id="R-STEP-3", clause="S3.1b")
    season = season_of(desk.work, command.season)
    file = EntrustedFile(
        person.person_id, command.series_code, command.specialty_code, Level(command.level), season.year, None
    )
    none_able = r_ent_1(filed_committees(desk.work), file, act.legal_date)
    return desk.work.add(EntrustmentLetter.request_outbound(act, desk.new_id(), file, none_able))


def issue_letter(command: IssueLetter, desk: Desk) -> EntrustmentLetter:
    """The letter of PHRSS."""
    letter = desk.work.get(EntrustmentLetter, command.letter_id)
    letter.issue(desk.act(command), outside_committee=command.outside_committee)
    return letter


def register_inbound(command: RegisterInbound, desk: Desk) -> EntrustmentLetter:
    """One letter, registered once however its number is written."""
    desk.tables.check_series(command.series_code, command.specialty_code)
    stream = entrustment_letter_id(command.issuer_uscc, command.document_ref)
    if desk.work.find(EntrustmentLetter, stream) is not None:
        raise AlreadyExists("this letter", facts={"letter_id": str(stream)})
    if command.committee_id is not None:
        desk.work.get(EvaluationCommittee, command.committee_id)
    file = EntrustedFile(
        desk.work.get(Person, command.person_id).id,
        command.series_code,
        command.specialty_code,
        Level(command.level),
        season_of(desk.work, command.season).year,
        command.committee_id,
    )
    letter = EntrustmentLetter.receive(
        desk.act(command),
        stream,
        file,
        kind=command.kind,
        issuer_uscc=command.issuer_uscc,
        issuer_kind=command.issuer_kind,
        issuer_province=command.issuer_province,
        document_sha256=command.document_sha256,
    )
    desk.work.add(letter)
    flag_late(letter, command, desk, command.document_ref)
    return letter


def give_consent(command: GiveConsent, desk: Desk) -> EntrustmentLetter:
    """S2.4h, the first half."""
    letter = desk.work.get(EntrustmentLetter, command.letter_id)
    letter.consent(desk.act(command))
    return letter


def designate_committee(command: DesignateCommittee, desk: Desk) -> EntrustmentLetter:
    """S2.4h, the second half."""
    letter = desk.work.get(EntrustmentLetter, command.letter_id)
    letter.designate(desk.act(command), desk.work.get(EvaluationCommittee, command.committee_id).facts())
    return letter


def use_outbound_letter(command: UseOutboundLetter, desk: Desk) -> EntrustmentLetter:
    """The letter's one use takes the annual slot: a declaration elsewhere is one of the year (R-ONE-1)."""
    letter = desk.work.get(EntrustmentLetter, command.letter_id)
    act = desk.act(command)
    letter.use_outside(act)
    take_year(desk, act, person_id=letter.covers.person_id, season=letter.covers.season, holder=letter.id)
    return letter


def withdraw_letter(command: WithdrawLetter, desk: Desk) -> EntrustmentLetter:
    """It ends unused."""
    letter = desk.work.get(EntrustmentLetter, command.letter_id)
    letter.withdraw(desk.act(command))
    return letter


def expire_letter(command: ExpireLetter, desk: Desk) -> EntrustmentLetter:
    """Bookkeeping."""
    letter = desk.work.get(EntrustmentLetter, command.letter_id)
    committee = letter.covers.committee_id or letter.id
    letter.expire(
        desk.act(command), season_of(desk.work, letter.covers.season).facts(committee, letter.covers.level.tier)
    )
    return letter


def letter_for(desk: Desk, declaration: Declaration, letter_id: UUID | None) -> EntrustmentLetter | None:
    """The letter named for an acceptance; only the entrusted route takes one (code `letter_not_needed`)."""
    if letter_id is None:
        return None
    if declaration.route is not Route.ENTRUSTED:
        raise InvalidInput("this declaration is not on the entrusted route", code="letter_not_needed")
    return desk.work.get(EntrustmentLetter, letter_id)


def letter_findings(declaration: Declaration, letter: EntrustmentLetter | None, desk: Desk) -> list[Finding]:
    """R-ENT-2..4 for accepting this declaration today; nothing on another route."""
    if declaration.route is not Route.ENTRUSTED:
        return []
    facts = letter.facts() if letter is not None else None
    return entrusted_acceptance(facts, file_of(declaration), desk.clock.today())


def file_of(declaration: Declaration) -> EntrustedFile:
    """What a letter for this declaration must cover."""
    return EntrustedFile(
        declaration.person_id,
        declaration.series_code,
        declaration.specialty_code,
        declaration.level,
        declaration.season,
        declaration.committee_id,
    )


_PHRSS = (Role.PHRSS_ADMIN,)
_PTO = (Role.PHRSS_PTO,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(RequestOutbound, request_outbound, (Role.EMPLOYER_HR, Role.AGENCY, *_PHRSS), ("R-ENT-1",)),
        CommandSpec(IssueLetter, issue_letter, _PHRSS, ("R-ENT-1", "R-ENT-3")),
        CommandSpec(RegisterInbound, register_inbound, (*_PHRSS, *_PTO), ("R-ENT-3", "R-ENT-4")),
        CommandSpec(GiveConsent, give_consent, _PTO, ("R-ENT-3",)),
        CommandSpec(DesignateCommittee, designate_committee, _PTO, ("R-ENT-3", "R-COMM-1", "R-COMM-2")),
        CommandSpec(UseOutboundLetter, use_outbound_letter, _PHRSS, ("R-ENT-2", "R-ENT-4", "R-ONE-1")),
        CommandSpec(WithdrawLetter, withdraw_letter, (*_PHRSS, *_PTO), ("R-ENT-4",)),
        CommandSpec(ExpireLetter, expire_letter, _PHRSS, ("R-ENT-2",)),
    )
}
