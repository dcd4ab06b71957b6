"""Who was shown something about whom: a row for each person of each answer."""

from uuid import UUID

import sqlalchemy as sa

from registry.audit import Disclosure
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

disclosures = sa.Table(
    "disclosures",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False),
    # In the event store: the order in which answers were given.
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("recorded_at", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit_uscc", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Index("disclosures_of", "person_id", "position"),
)


def _made(event: Disclosure.Made, changes: Changes) -> None:
    for person_id in event.person_ids:
        changes.insert(
            disclosures,
            f"{changes.position}:{person_id}",
            person_id=UUID(person_id),
            position=changes.position,
            recorded_at=event.timestamp.isoformat(),
            actor_id=event.actor_id,
            role=event.actor_role,
            unit_uscc=event.unit_uscc,
            query=event.query,
            purpose=event.purpose,
        )


DISCLOSURES = ReadModel(tables=(disclosures,), handlers={Disclosure.Made: _made})
