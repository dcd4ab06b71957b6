"""Delegated rights, inspections and circulars, as lists over many streams; what was found stands in the streams."""

from typing import Any

import sqlalchemy as sa

from domain.authority import EvaluationAuthority
from domain.inspection import Circular, Inspection
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

authorities = sa.Table(
    "authorities",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("holder_uscc", sa.Text, nullable=False, index=True),
    sa.Column("holder_kind", sa.Text, nullable=False),
    sa.Column("series_code", sa.Text, nullable=False),
    sa.Column("levels", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # The day by which something is to be put right; none where nothing is.
    sa.Column("deadline", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
)

inspections = sa.Table(
    "inspections",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("authority_id", sa.Uuid, index=True),
    sa.Column("committee_id", sa.Uuid, index=True),
    sa.Column("inspected_uscc", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("opened_on", sa.Text, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

circulars = sa.Table(
    "circulars",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("unit_uscc", sa.Text, nullable=False, index=True),
    sa.Column("document_ref", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)


def _delegated(event: EvaluationAuthority.Delegated, changes: Changes) -> None:
    changes.insert(
        authorities,
        event.originator_id,
        holder_uscc=event.holder_uscc,
        holder_kind=event.holder_kind,
        series_code=event.series_code,
        levels=event.levels,
        state="DELEGATED",
        version=event.originator_version,
    )


def _changed(event: EvaluationAuthority.Event, changes: Changes, **columns: Any) -> None:
    changes.update(authorities, event.originator_id, version=event.originator_version, **columns)


def _accepted(event: EvaluationAuthority.RectificationAccepted, changes: Changes) -> None:
    _changed(event, changes, deadline=None, **({"state": "DELEGATED"} if event.right_stands else {}))


def _opened(event: Inspection.Opened, changes: Changes) -> None:
    changes.insert(
        inspections,
        event.originator_id,
        authority_id=event.authority_id,
        committee_id=event.committee_id,
        inspected_uscc=event.inspected_uscc,
        kind=event.kind,
        opened_on=event.legal_date,
        closed=False,
        version=event.originator_version,
    )


def _grown(event: Inspection.Event, changes: Changes, **columns: Any) -> None:
    changes.update(inspections, event.originator_id, version=event.originator_version, **columns)


def _issued(event: Circular.Issued, changes: Changes) -> None:
    for unit in event.units:
        changes.insert(
            circulars,
            f"{event.originator_id}:{unit}",
            id=event.originator_id,
            unit_uscc=unit,
            document_ref=event.document_ref,
            issued_on=event.legal_date,
            text=event.text,
        )


_Right = EvaluationAuthority

AUTHORITIES = ReadModel(
    tables=(authorities, inspections, circulars),
    handlers={
        _Right.Delegated: _delegated,
        _Right.SigningKeyBound: _changed,
        _Right.RectificationOrdered: lambda event, changes: _changed(
            event, changes, state="RECTIFYING", deadline=event.deadline
        ),
        _Right.RectificationSubmitted: _changed,
        _Right.RectificationAccepted: _accepted,
        _Right.RectificationFailed: _changed,
        _Right.Suspended: lambda event, changes: _changed(event, changes, state="SUSPENDED", deadline=None),
        _Right.Resumed: lambda event, changes: _changed(event, changes, state="DELEGATED"),
        _Right.Withdrawn: lambda event, changes: _changed(event, changes, state="WITHDRAWN", deadline=None),
        Inspection.Opened: _opened,
        Inspection.FindingRecorded: _grown,
        Inspection.RectificationProposed: _grown,
        Inspection.Closed: lambda event, changes: _grown(event, changes, closed=True),
        Circular.Issued: _issued,
    },
)
