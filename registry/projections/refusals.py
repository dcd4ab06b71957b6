"""Refused commands, for the auditor: who wanted what, when, and which rule said no."""

import sqlalchemy as sa

from registry.audit import Refusal
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

refusals = sa.Table(
    "refusals",
    METADATA,
    # The position in the event store: the order in which commands were refused.
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("recorded_at", sa.Text, nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("rule_id", sa.Text, nullable=False, index=True),
    sa.Column("clause", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False, index=True),
    sa.Column("actor_roles", sa.Text, nullable=False),
    sa.Column("unit_uscc", sa.Text, nullable=False),
    sa.Column("about", sa.JSON, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),
)


def _refused(event: Refusal.CommandRefused, changes: Changes) -> None:
    changes.insert(
        refusals,
        changes.position,
        id=event.originator_id,
        recorded_at=event.timestamp.isoformat(),
        command=event.command,
        code=event.code,
        rule_id=event.rule_id,
        clause=event.clause,
        actor_id=event.actor_id,
        actor_roles=event.actor_role,
        unit_uscc=event.unit_uscc,
        about=event.about,
        findings=event.findings,
    )


REFUSALS = ReadModel(tables=(refusals,), handlers={Refusal.CommandRefused: _refused})
