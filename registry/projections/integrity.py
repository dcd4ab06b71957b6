"""Integrity records with their last day. Whether one is active is computed from dates when asked, never stored."""

import sqlalchemy as sa

from domain.integrity import IntegrityRecord
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

integrity_records = sa.Table(
    "integrity_records",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("decision_document", sa.Text, nullable=False),
    sa.Column("start", sa.Text, nullable=False),
    sa.Column("last_day", sa.Text, nullable=False, index=True),
    sa.Column("annulled", sa.Boolean, nullable=False),
    sa.Column("under_review", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


def _opened(event: IntegrityRecord.Opened, changes: Changes) -> None:
    changes.insert(
        integrity_records,
        event.originator_id,
        person_id=event.person_id,
        cause=event.cause,
        decision_document=event.document_ref,
        start=event.start,
        last_day=event.last_day,
        annulled=False,
        under_review=False,
        version=event.originator_version,
    )


def _review_requested(event: IntegrityRecord.ReviewRequested, changes: Changes) -> None:
    changes.update(integrity_records, event.originator_id, under_review=True, version=event.originator_version)


def _upheld(event: IntegrityRecord.Upheld, changes: Changes) -> None:
    changes.update(integrity_records, event.originator_id, under_review=False, version=event.originator_version)


def _annulled(event: IntegrityRecord.Annulled, changes: Changes) -> None:
    changes.update(
        integrity_records, event.originator_id, annulled=True, under_review=False, version=event.originator_version
    )


def _grown(event: IntegrityRecord.Event, changes: Changes) -> None:
    changes.update(integrity_records, event.originator_id, version=event.originator_version)


INTEGRITY = ReadModel(
    tables=(integrity_records,),
    handlers={
        IntegrityRecord.Opened: _opened,
        IntegrityRecord.ReviewRequested: _review_requested,
        IntegrityRecord.Upheld: _upheld,
        IntegrityRecord.Annulled: _annulled,
        IntegrityRecord.Expired: _grown,
    },
)
