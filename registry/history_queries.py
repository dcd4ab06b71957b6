"""Questions about historical titles: what waits for whom, and what an old certificate number is worth (S2.6e)."""

import re
from datetime import date
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from domain.import_record import RecordState
from registry.command import Answer, Page, Queries, Query, QuerySpec, Reference, Role, Uscc, Window
from registry.errors import InvalidInput
from registry.history import original_no_index
from registry.lookup import mask
from registry.projections.history import evaluating_bodies, import_batches, import_records
from registry.projections.titles import titles
from registry.sight import REVIEWS, name_of

_SEES_NAMES = frozenset({Role.ATTESTER, Role.PHRSS_ADMIN})
_IDENTITY_NUMBER = re.compile(r"\d{15}|\d{17}[\dXx]")


class ListImportRecords(Page):
    """Historical titles that came in; attesters see those for which their own body answers."""

    state: RecordState | None = None
    batch_id: UUID | None = None
    year: int | None = Field(default=None, ge=1949, le=2100)


class ImportRecordAnswer(Answer):
    """A record; the name is opened for those who attest and decide."""

    id: UUID
    version: int
    batch_id: UUID
    source_key: str
    body_uscc: str
    year: int
    person_id: UUID | None
    person_name: str | None
    title_name: str
    series_code: str
    specialty_code: str
    level: int
    scope: str
    grant_date: date
    approval_document_no: str
    state: str
    conflict: str | None = Field(description="why it waits for a human")
    conflict_title: UUID | None = Field(description="the title that stands against it")
    title_id: UUID | None


class ImportRecordsAnswer(Answer):
    """A page of records in the order of ids."""

    rows: tuple[ImportRecordAnswer, ...]
    next_cursor: UUID | None


def list_import_records(query: ListImportRecords, window: Window) -> ImportRecordsAnswer:
    """A page, restricted to what the actor answers for."""
    wanted = sa.select(import_records).order_by(import_records.c.id).limit(query.limit)
    if window.role is Role.ATTESTER:
        answers_for = sa.select(evaluating_bodies.c.uscc).where(
            evaluating_bodies.c.answering_uscc == window.actor.unit_uscc
        )
        wanted = wanted.where(import_records.c.body_uscc.in_(answers_for))
    for column in ("state", "batch_id", "year"):
        value = getattr(query, column)
        if value is not None:
            wanted = wanted.where(import_records.c[column] == value)
    if query.cursor is not None:
        wanted = wanted.where(import_records.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return ImportRecordsAnswer(
        rows=tuple(_record(row, window) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


def _record(row: Any, window: Window) -> ImportRecordAnswer:
    opened = window.role in _SEES_NAMES and row["person_id"] is not None
    name = name_of(row["person_id"], window) if opened else None
    return ImportRecordAnswer.model_validate({**row, "person_name": name})


class ListImportBatches(Page):
    """Files of historical titles that were read."""


class ImportBatchAnswer(Answer):
    """A file and what became of its rows; no figures while it is being read or after an interruption."""

    id: UUID
    document_ref: str
    opened_on: date
    rows: int
    on_record: int | None
    in_conflict: int | None
    refused: int | None


class ImportBatchesAnswer(Answer):
    """A page of batches in the order of ids."""

    rows: tuple[ImportBatchAnswer, ...]
    next_cursor: UUID | None


def list_import_batches(query: ListImportBatches, window: Window) -> ImportBatchesAnswer:
    """A page."""
    wanted = sa.select(import_batches).order_by(import_batches.c.id).limit(query.limit)
    if query.cursor is not None:
        wanted = wanted.where(import_batches.c.id > query.cursor)
    rows = window.read.execute(wanted).mappings().all()
    return ImportBatchesAnswer(
        rows=tuple(ImportBatchAnswer.model_validate(dict(row)) for row in rows),
        next_cursor=rows[-1]["id"] if len(rows) == query.limit else None,
    )


class VerifyHistoricalTitle(Query):
    """What an old certificate number of a body is worth; unknown and unattested numbers get one and the same answer."""

    body_uscc: Uscc
    original_certificate_no: Reference


class HistoricalTitleAnswer(Answer):
    """NOT_VERIFIED says nothing for or against the holder; REGISTERED comes with the state of the title."""

    outcome: Literal["NOT_VERIFIED", "REGISTERED"]
    title_state: str | None = None
    effective_from: date | None = Field(default=None, description="for a fallen title: since when it has no effect")
    masked_name: str | None = None
    title_name: str | None = None
    series_code: str | None = None
    level: int | None = None
    scope: str | None = None
    grant_date: date | None = None
    certificate_no: str | None = Field(default=None, description="today's certificate, which anyone can check")


def verify_historical_title(query: VerifyHistoricalTitle, window: Window) -> HistoricalTitleAnswer:
    """From the registered title alone: a record that nobody attested answers as one that is not there (4.13)."""
    if _IDENTITY_NUMBER.fullmatch(query.original_certificate_no):
        raise InvalidInput("an identity number never stands in an address", code="original_no_personal")
    index = original_no_index(window.privacy, query.body_uscc, query.original_certificate_no)
    wanted = (
        sa.select(titles)
        .join(import_records, import_records.c.title_id == titles.c.id)
        .where(import_records.c.original_no_index == index, import_records.c.state == RecordState.REGISTERED)
    )
    found = window.read.execute(wanted).mappings().all()
    name = name_of(found[0]["person_id"], window) if len(found) == 1 else None
    # Two titles under one number, or an erased holder: nothing that could be told apart.
    if name is None:
        return HistoricalTitleAnswer(outcome="NOT_VERIFIED")
    (row,) = found
    shown = "GRANTED" if row["state"] == "UNDER_REVOCATION" else row["state"]
    return HistoricalTitleAnswer.model_validate(
        {**row, "outcome": "REGISTERED", "title_state": shown, "masked_name": mask(name)}
    )


_OFFICE = (Role.ARCHIVIST, Role.PHRSS_ADMIN, Role.AUDITOR)

QUERIES: Queries = {
    spec.query.name: spec
    for spec in (
        QuerySpec(ListImportRecords, list_import_records, (Role.ATTESTER, *_OFFICE), ImportRecordsAnswer),
        QuerySpec(ListImportBatches, list_import_batches, _OFFICE, ImportBatchesAnswer),
        QuerySpec(
            VerifyHistoricalTitle,
            verify_historical_title,
            (Role.PHRSS_ADMIN, Role.APPROVER, Role.AUDITOR, Role.ATTESTER, *sorted(REVIEWS)),
            HistoricalTitleAnswer,
        ),
    )
}
