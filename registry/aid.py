"""Aid postings: who was sent where, where they are evaluated each season, and the title that holds after the return.

Nobody confirms such a title and no certificate follows: the rules recognise it, the entry cites its own (S2.4f).
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.aid import AidEvaluation, AidPosting
from domain.identity import aid_evaluation_id, aid_posting_id
from domain.rules.aid import Place
from domain.title import Title
from domain.values import Level, Scope
from registry.command import (
    Command,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Label,
    ProvinceCode,
    Reference,
    Role,
    SeriesCode,
    Sha256,
    SpecialtyCode,
    Uscc,
    Year,
)
from registry.errors import AlreadyExists, Forbidden
from registry.one_person import ids_of, person_on
from registry.year_elsewhere import take_year


class StartAidPosting(DocumentedCommand):
    """Record that a unit sent a person on an aid posting."""

    person_id: UUID
    sending_unit_uscc: Uscc
    province: ProvinceCode = Field(description="54 Tibet, 63 Qinghai, 65 Xinjiang")
    start: date = Field(description="first day; it counts as served")
    planned_end: date = Field(description="day on which the posting expires; it counts as served")


class EndAidPosting(DocumentedCommand):
    """Record the last day of an aid posting."""

    posting_id: UUID
    last_day: date
    returned_on_expiry: bool = Field(description="false: recalled, or stayed there")


class ChoosePlace(Command):
    """Choose where to be evaluated this season: once, and the receiving place takes the person's year."""

    posting_id: UUID
    season: Year
    place: Place


class ApproveAidMaterials(DocumentedCommand):
    """Approve the materials, as the sending unit, before the receiving committee accepts them."""

    evaluation_id: UUID


class RecordAidAcceptance(DocumentedCommand):
    """Record when a committee at the receiving place accepted the file; the document is its notice."""

    evaluation_id: UUID
    authority_uscc: Uscc = Field(description="the body that evaluates at the receiving place")


class RecordAidTitle(DocumentedCommand):
    """Record the title of the receiving place: date and number of the document are the grant's."""

    evaluation_id: UUID
    title_name: Label
    series_code: SeriesCode
    specialty_code: SpecialtyCode = ""
    level: Literal[411, 412, 420, 434, 435]
    scope: Literal[Scope.GENERAL, Scope.DUAL_DIRECTED, Scope.NON_STATE]
    certificate_no: Reference
    document_sha256: Sha256


class RecogniseAidTitle(Command):
    """Ask for recognition after the return; the rules decide, without a document. Not by who recorded the title."""

    evaluation_id: UUID


def start_aid_posting(command: StartAidPosting, desk: Desk) -> AidPosting:
    """A posting of one of the sending unit's own people."""
    desk.check_unit(command.sending_unit_uscc)
    desk.check_not_future(command.start)
    if desk.work.find(AidPosting, aid_posting_id(command.person_id, command.start)) is not None:
        raise AlreadyExists("an aid posting of this person from this day")
    posting = AidPosting.begin(
        desk.act(command),
        person_on(desk.work, command.person_id, command.start),
        sending_unit_uscc=command.sending_unit_uscc,
        province=command.province,
        planned_end=command.planned_end,
        policy=desk.policy,
    )
    return desk.work.add(posting)


def end_aid_posting(command: EndAidPosting, desk: Desk) -> AidPosting:
    """The end, when it has come."""
    desk.check_not_future(command.last_day)
    posting = _own_posting(command.posting_id, desk)
    posting.end(desk.act(command), last_day=command.last_day, returned_on_expiry=command.returned_on_expiry)
    return posting


def choose_place(command: ChoosePlace, desk: Desk) -> AidEvaluation:
    """By the person, or by the unit for them; whoever the person was entered as, the season has one choice."""
    posting = desk.work.get(AidPosting, command.posting_id)
    if desk.role is not Role.APPLICANT:
        desk.check_unit(posting.sending_unit_uscc)
    elif posting.person_id != desk.applicant_id():
        raise Forbidden("this is the posting of another person", code="not_own", rule_id="R-AID-1", clause="S2.4c")
    chosen = (
        desk.work.find(AidEvaluation, aid_evaluation_id(one, command.season))
        for one in ids_of(desk.work, posting.person_id)
    )
    act = desk.act(command)
    existing = next((one for one in chosen if one is not None), None)
    evaluation = AidEvaluation.choose(act, existing, posting, season=command.season, place=command.place)
    if command.place is Place.RECEIVING:
        take_year(desk, act, person_id=posting.person_id, season=command.season, holder=evaluation.id)
    return desk.work.add(evaluation)


def approve_aid_materials(command: ApproveAidMaterials, desk: Desk) -> AidEvaluation:
    """S2.4d, the first half."""
    evaluation = _own_evaluation(command.evaluation_id, desk)
    evaluation.approve_materials(desk.act(command))
    return evaluation


def record_aid_acceptance(command: RecordAidAcceptance, desk: Desk) -> AidEvaluation:
    """S2.4d, the second half; no letter of entrustment is asked for."""
    evaluation = _own_evaluation(command.evaluation_id, desk)
    evaluation.record_acceptance(desk.act(command), authority_uscc=command.authority_uscc)
    return evaluation


def record_aid_title(command: RecordAidTitle, desk: Desk) -> AidEvaluation:
    """What the receiving place granted, by an official name."""
    desk.tables.check_series(command.series_code, command.specialty_code)
    desk.tables.check_title_name(command.title_name, command.series_code, command.level)
    evaluation = _own_evaluation(command.evaluation_id, desk)
    evaluation.record_title(
        desk.act(command),
        title_name=command.title_name,
        series_code=command.series_code,
        specialty_code=command.specialty_code,
        level=Level(command.level),
        scope=command.scope,
        certificate_no=command.certificate_no,
        document_sha256=command.document_sha256,
    )
    return evaluation


def recognise_aid_title(command: RecogniseAidTitle, desk: Desk) -> AidEvaluation:
    """Recognition and title are stored together; the title's id follows from the evaluation's."""
    evaluation = _own_evaluation(command.evaluation_id, desk)
    posting = desk.work.get(AidPosting, evaluation.posting_id)
    act = desk.act(command)
    source = evaluation.recognise(act, posting, desk.policy)
    name = evaluation.title.title_name if evaluation.title else ""
    desk.work.add(Title.grant_from(act, source, title_name=name, region_code=f"{posting.service.province}0000"))
    return evaluation


def _own_posting(posting_id: UUID, desk: Desk) -> AidPosting:
    posting = desk.work.get(AidPosting, posting_id)
    desk.check_unit(posting.sending_unit_uscc)
    return posting


def _own_evaluation(evaluation_id: UUID, desk: Desk) -> AidEvaluation:
    evaluation = desk.work.get(AidEvaluation, evaluation_id)
    _own_posting(evaluation.posting_id, desk)
    return evaluation


_UNIT = (Role.EMPLOYER_HR, Role.PHRSS_ADMIN)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(StartAidPosting, start_aid_posting, _UNIT, ("R-AID-1", "R-AID-3")),
        CommandSpec(EndAidPosting, end_aid_posting, _UNIT, ("R-AID-3",)),
        CommandSpec(ChoosePlace, choose_place, (Role.APPLICANT, *_UNIT), ("R-AID-1", "R-ONE-1")),
        CommandSpec(ApproveAidMaterials, approve_aid_materials, (Role.EMPLOYER_HR,), ("R-AID-1", "R-AID-2")),
        CommandSpec(RecordAidAcceptance, record_aid_acceptance, _UNIT, ("R-AID-1", "R-AID-2")),
        CommandSpec(RecordAidTitle, record_aid_title, _UNIT, ("R-AID-2", "R-AID-4")),
        CommandSpec(RecogniseAidTitle, recognise_aid_title, _UNIT, ("R-AID-1", "R-AID-2", "R-AID-3", "R-STEP-3")),
    )
}
