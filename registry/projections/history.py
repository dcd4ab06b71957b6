"""Historical titles on their way in: which file, which record, who evaluated, where each stands. Names stay sealed."""

from typing import Any

import sqlalchemy as sa

from domain.evaluating_body import EvaluatingBody
from domain.import_batch import ImportBatch
from domain.import_record import ImportRecord
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

import_batches = sa.Table(
    "import_batches",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("document_ref", sa.Text, nullable=False),
    sa.Column("opened_on", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    # Null until every row has its outcome.
    sa.Column("on_record", sa.Integer),
    sa.Column("in_conflict", sa.Integer),
    sa.Column("refused", sa.Integer),
)

import_records = sa.Table(
    "import_records",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("batch_id", sa.Uuid, nullable=False, index=True),
    sa.Column("source_key", sa.Text, nullable=False),
    sa.Column("body_uscc", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("title_name", sa.Text, nullable=False),
    sa.Column("series_code", sa.Text, nullable=False),
    sa.Column("specialty_code", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("grant_date", sa.Text, nullable=False),
    sa.Column("approval_document_no", sa.Text, nullable=False),
    sa.Column("original_no_index", sa.Text, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("person_id", sa.Uuid, index=True),
    sa.Column("conflict", sa.Text),
    sa.Column("conflict_title", sa.Uuid),
    sa.Column("title_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("import_records_queue", "body_uscc", "state", "year"),
)

evaluating_bodies = sa.Table(
    "evaluating_bodies",
    METADATA,
    sa.Column("uscc", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("body_name", sa.Text, nullable=False),
    sa.Column("first_year", sa.Integer, nullable=False),
    sa.Column("last_year", sa.Integer, nullable=False),
    # Who answers today: itself, or its legal successor.
    sa.Column("answering_uscc", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
)


def _opened(event: ImportBatch.Opened, changes: Changes) -> None:
    changes.insert(
        import_batches,
        event.originator_id,
        document_ref=event.document_ref,
        opened_on=event.legal_date,
        rows=event.rows,
    )


def _closed(event: ImportBatch.Closed, changes: Changes) -> None:
    changes.update(
        import_batches,
        event.originator_id,
        on_record=event.on_record,
        in_conflict=event.in_conflict,
        refused=event.refused,
    )


def _staged(event: ImportRecord.Staged, changes: Changes) -> None:
    changes.insert(
        import_records,
        event.originator_id,
        batch_id=event.batch_id,
        source_key=event.source_key,
        body_uscc=event.body_uscc,
        year=event.year,
        title_name=event.title_name,
        series_code=event.series_code,
        specialty_code=event.specialty_code,
        level=event.level,
        scope=event.scope,
        grant_date=event.grant_date,
        approval_document_no=event.approval_document_no,
        original_no_index=event.original_no_index,
        state="STAGED",
        version=event.originator_version,
    )


def _moved(event: ImportRecord.Event, changes: Changes, state: str, **columns: Any) -> None:
    changes.update(import_records, event.originator_id, state=state, version=event.originator_version, **columns)


def _matched(event: ImportRecord.Matched, changes: Changes) -> None:
    _moved(event, changes, "MATCHED", person_id=event.person_id)


def _conflict_found(event: ImportRecord.ConflictFound, changes: Changes) -> None:
    facts = {"person_id": event.person_id, "conflict": event.kind, "conflict_title": event.title_id}
    _moved(event, changes, "CONFLICT", **facts)


def _registered(event: ImportRecord.Registered, changes: Changes) -> None:
    _moved(event, changes, "REGISTERED", title_id=event.title_id)


def _recorded(event: EvaluatingBody.Recorded, changes: Changes) -> None:
    changes.insert(
        evaluating_bodies,
        event.uscc,
        id=event.originator_id,
        body_name=event.name,
        first_year=event.first_year,
        last_year=event.last_year,
        answering_uscc=event.uscc,
        version=event.originator_version,
    )


def _succeeded(event: EvaluatingBody.SuccessorNamed, changes: Changes) -> None:
    changes.update(evaluating_bodies, event.uscc, answering_uscc=event.successor_uscc, version=event.originator_version)


HISTORY = ReadModel(
    tables=(import_batches, import_records, evaluating_bodies),
    handlers={
        ImportBatch.Opened: _opened,
        ImportBatch.Closed: _closed,
        ImportRecord.Staged: _staged,
        ImportRecord.Matched: _matched,
        ImportRecord.ConflictFound: _conflict_found,
        ImportRecord.ConflictResolved: lambda event, changes: _moved(
            event, changes, "MATCHED", conflict=None, conflict_title=None
        ),
        ImportRecord.Rejected: lambda event, changes: _moved(event, changes, "REJECTED"),
        ImportRecord.Attested: lambda event, changes: _moved(event, changes, "ATTESTED"),
        ImportRecord.Registered: _registered,
        EvaluatingBody.Recorded: _recorded,
        EvaluatingBody.SuccessorNamed: _succeeded,
    },
)
