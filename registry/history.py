"""Historical titles after they were staged: the body that evaluated attests, humans settle conflicts (4.13).

Staging itself is a bulk job and lives in `registry/bulk`.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy import Connection

from domain.aggregate import Act
from domain.errors import DomainError, require
from domain.evaluating_body import EvaluatingBody
from domain.identity import evaluating_body_id
from domain.import_batch import ImportBatch
from domain.import_record import ImportRecord
from domain.person import Person
from domain.rules.history import r_cert_1_attester
from domain.standing import PastEvaluator, TitleFacts, TitleSource
from domain.title import Title
from domain.values import TitleOrigin
from registry.application import UnitOfWork
from registry.command import Commands, CommandSpec, Desk, DocumentedCommand, Label, Role, Uscc, Words
from registry.errors import AlreadyExists, PersonErased
from registry.one_person import ids_of
from registry.privacy import Privacy
from registry.projections.titles import titles

AT_ONCE = 500
"""Records that one command may attest."""


class RecordEvaluatingBody(DocumentedCommand):
    """Put on record that a body evaluated titles in past years; without it nobody attests for that body."""

    uscc: Uscc
    body_name: Label
    first_year: int = Field(ge=1949, le=2100)
    last_year: int = Field(ge=1949, le=2100)


class NameLegalSuccessor(DocumentedCommand):
    """Name the body that answers today for what another one evaluated."""

    uscc: Uscc
    successor_uscc: Uscc


class AttestRecords(DocumentedCommand):
    """Answer for historical titles that one's own body evaluated; each becomes a title, or waits where one stands."""

    record_ids: tuple[UUID, ...] = Field(min_length=1, max_length=AT_ONCE)


class ResolveImportConflict(DocumentedCommand):
    """Find that a record in conflict is right: another title, or the right person under another name."""

    record_id: UUID


class RejectImportRecord(DocumentedCommand):
    """End a record that is not to be registered."""

    record_id: UUID
    reason: Words


def record_evaluating_body(command: RecordEvaluatingBody, desk: Desk) -> EvaluatingBody:
    """A body of the past, once."""
    if desk.work.find(EvaluatingBody, evaluating_body_id(command.uscc)) is not None:
        raise AlreadyExists(f"the evaluating body {command.uscc}")
    body = EvaluatingBody.record(
        desk.act(command),
        uscc=command.uscc,
        name=command.body_name,
        first_year=command.first_year,
        last_year=command.last_year,
    )
    return desk.work.add(body)


def name_legal_successor(command: NameLegalSuccessor, desk: Desk) -> EvaluatingBody:
    """Who answers from now on."""
    body = desk.work.get(EvaluatingBody, evaluating_body_id(command.uscc))
    body.name_successor(desk.act(command), successor_uscc=command.successor_uscc)
    return body


def attest_records(command: AttestRecords, desk: Desk) -> ImportBatch:
    """All of these or none; a conflict that has arisen meanwhile stops its own record alone."""
    wanted = dict.fromkeys(command.record_ids)
    desk.work.look_ahead(wanted)
    records = [desk.work.get(ImportRecord, record_id) for record_id in wanted]
    person_ids = {record.person_id for record in records if record.person_id is not None}
    desk.work.look_ahead(person_ids)
    with desk.searching() as read:
        held = titles_held(desk.work, read, person_ids)
    act = desk.act(command)
    region = f"{desk.settings.the_issuer().region:06d}"
    for record in records:
        person_id = _holder(desk, record)
        if record.attest(act, _body(desk, record), held[person_id]):
            title = desk.work.add(_title(act, record, person_id, region))
            held[person_id].append(title.facts())
    return desk.work.get(ImportBatch, records[0].batch_id)


def resolve_import_conflict(command: ResolveImportConflict, desk: Desk) -> ImportRecord:
    """A human's finding."""
    record = desk.work.get(ImportRecord, command.record_id)
    record.resolve_conflict(desk.act(command))
    return record


def reject_import_record(command: RejectImportRecord, desk: Desk) -> ImportRecord:
    """By the department, or by the body that would have to attest."""
    record = desk.work.get(ImportRecord, command.record_id)
    if desk.role is Role.ATTESTER:
        require([r_cert_1_attester(_body(desk, record), desk.actor.unit_uscc, record.year)])
    record.reject(desk.act(command), reason=command.reason)
    return record


def original_no_index(privacy: Privacy, body_uscc: str, original_no: str) -> str:
    """The keyed index under which an old certificate number is found again; empty for none."""
    return privacy.fingerprint(f"certificate of {body_uscc}: {original_no}") if original_no else ""


def titles_held(work: UnitOfWork, read: Connection, person_ids: Iterable[UUID]) -> dict[UUID, list[TitleFacts]]:
    """Every title that each person holds or held, under other ids too: found by `read`, as it stands now."""
    people = {person_id: ids_of(work, person_id) for person_id in person_ids}
    all_ids = {one for ids in people.values() for one in ids}
    found = read.execute(sa.select(titles.c.id, titles.c.person_id).where(titles.c.person_id.in_(all_ids))).all()
    work.look_ahead([title_id for title_id, _ in found])
    held: dict[UUID, list[TitleFacts]] = {}
    for title_id, holder in found:
        held.setdefault(holder, []).append(work.get(Title, title_id).facts())
    return {person_id: [title for one in ids for title in held.get(one, ())] for person_id, ids in people.items()}


def _holder(desk: Desk, record: ImportRecord) -> UUID:
    if record.person_id is None:
        raise DomainError("wrong_state", "R-CERT-1", "S2.6d", "the record is matched to nobody")
    if desk.work.get(Person, record.person_id).erased:
        raise PersonErased
    return record.person_id


def _body(desk: Desk, record: ImportRecord) -> PastEvaluator | None:
    body = desk.work.find(EvaluatingBody, evaluating_body_id(record.body_uscc))
    return body.facts() if body is not None else None


def _title(act: Act, record: ImportRecord, person_id: UUID, region: str) -> Title:
    """The title, dated as it was granted; the old certificate's number stays sealed with the record."""
    claimed = record.claimed
    source = TitleSource(
        origin=TitleOrigin.HISTORICAL_IMPORT,
        source_id=record.id,
        person_id=person_id,
        series_code=claimed.series_code,
        specialty_code=claimed.specialty_code,
        level=claimed.level,
        scope=claimed.scope,
        grant_date=claimed.grant_date,
        source_region=region,
        source_authority=record.body_uscc,
        source_grant_date=claimed.grant_date,
        source_certificate_no="",
    )
    historical = replace(act, legal_date=claimed.grant_date, document_ref=claimed.approval_document_no)
    return Title.grant_from(historical, source, title_name=claimed.title_name, region_code=region)


_PHRSS = (Role.PHRSS_ADMIN,)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(RecordEvaluatingBody, record_evaluating_body, _PHRSS, ("R-CERT-1",)),
        CommandSpec(NameLegalSuccessor, name_legal_successor, _PHRSS, ("R-CERT-1",)),
        CommandSpec(AttestRecords, attest_records, (Role.ATTESTER,), ("R-CERT-1",)),
        CommandSpec(ResolveImportConflict, resolve_import_conflict, _PHRSS, ("R-CERT-1",)),
        CommandSpec(RejectImportRecord, reject_import_record, (Role.ATTESTER, *_PHRSS), ("R-CERT-1",)),
    )
}
