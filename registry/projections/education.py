"""Continuing-education bases and where each stands; an account of education is read from its own stream."""

from typing import Any

import sqlalchemy as sa

from domain.ce_base import BaseState, CeBase
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

ce_bases = sa.Table(
    "ce_bases",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("uscc", sa.Text, nullable=False),
    sa.Column("base_name", sa.Text, nullable=False),
    sa.Column("replaces", sa.Uuid),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("assessed_year", sa.Integer),
    sa.Column("rewarded_year", sa.Integer),
    sa.Column("deadline", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
)


def _added(event: CeBase.Added, changes: Changes) -> None:
    changes.insert(
        ce_bases,
        event.originator_id,
        code=event.code,
        uscc=event.uscc,
        base_name=event.base_name,
        replaces=event.replaces,
        state=BaseState.APPROVED.value,
        version=event.originator_version,
    )


def _changed(event: CeBase.Event, changes: Changes, **columns: Any) -> None:
    changes.update(ce_bases, event.originator_id, version=event.originator_version, **columns)


def _assessed(event: CeBase.Assessed, changes: Changes) -> None:
    _changed(event, changes, state=event.result, assessed_year=event.year)


def _rewarded(event: CeBase.Rewarded, changes: Changes) -> None:
    _changed(event, changes, rewarded_year=event.year)


def _rectifying(event: CeBase.RectificationOrdered, changes: Changes) -> None:
    _changed(event, changes, state=BaseState.RECTIFYING.value, deadline=event.deadline)


def _reassessed(event: CeBase.Reassessed, changes: Changes) -> None:
    _changed(event, changes, **({"state": BaseState.QUALIFIED.value} if event.passed else {}))


def _revoked(event: CeBase.Revoked, changes: Changes) -> None:
    _changed(event, changes, state=BaseState.REVOKED.value)


EDUCATION = ReadModel(
    tables=(ce_bases,),
    handlers={
        CeBase.Added: _added,
        CeBase.Assessed: _assessed,
        CeBase.Rewarded: _rewarded,
        CeBase.RectificationOrdered: _rectifying,
        CeBase.Reassessed: _reassessed,
        CeBase.Revoked: _revoked,
    },
)
