"""What rests on what, and what happened in one act: titles and their bases, events and those that followed at once."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from domain.annual_slot import AnnualSlot
from domain.certificate import Certificate
from domain.confirmation import EmployerConfirmation
from domain.declaration import Declaration
from domain.employer import Employer
from domain.formal_confirmation import FormalConfirmation
from domain.integrity import IntegrityRecord
from domain.invalidity import InvalidResults
from domain.person import Person
from domain.post_quota import PostQuota
from domain.title import Title
from domain.values import TitleOrigin
from registry.basis import DeclarationBasis, declaration_basis_id
from registry.projections.database import METADATA
from registry.projections.projector import Handler, ReadModel
from registry.projections.rows import Changes

title_bases = sa.Table(
    "title_bases",
    METADATA,
    sa.Column("title_id", sa.Uuid, primary_key=True),
    sa.Column("basis_id", sa.Uuid, nullable=False, index=True),
)

stated_bases = sa.Table(
    "stated_bases",
    METADATA,
    sa.Column("basis_id", sa.Uuid, primary_key=True),
    sa.Column("rests_on", sa.Uuid, nullable=False, index=True),
)

kept_titles = sa.Table(
    "kept_titles",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("title_id", sa.Uuid, nullable=False, index=True),
    sa.Column("rests_on", sa.Uuid, nullable=False),
)

linked_events = sa.Table(
    "linked_events",
    METADATA,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False, index=True),
    # Events of one transaction share instant, actor and document.
    sa.Column("act", sa.Text, nullable=False, index=True),
    sa.Column("legal_date", sa.Text, nullable=False),
    sa.Column("document_ref", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.Text, nullable=False),
)

CAUSES: tuple[Any, ...] = (
    Title.Revoked,
    Title.RevocationRescinded,
    Title.Deregistered,
    Declaration.Vetoed,
    InvalidResults.Declared,
    Declaration.ResultInvalidated,
    AnnualSlot.Barred,
    Person.Merged,
    Person.CivilServantStatusRecorded,
    Person.DisciplinaryPeriodRecorded,
    Person.EmploymentEnded,
    Employer.ManagementStated,
    Employer.ManagementChanged,
)
FOLLOWING: tuple[Any, ...] = (
    Title.Invalidated,
    Title.RevocationProposed,
    Certificate.Revoked,
    IntegrityRecord.Opened,
    IntegrityRecord.Annulled,
    EmployerConfirmation.Lapsed,
    EmployerConfirmation.Voided,
    FormalConfirmation.BasisLost,
    PostQuota.Released,
    Declaration.Cancelled,
    Person.MergedInto,
    Person.EmployerTypeChanged,
)


def _granted(event: Title.Granted, changes: Changes) -> None:
    if event.origin == TitleOrigin.EVALUATION:
        changes.insert(title_bases, event.originator_id, basis_id=declaration_basis_id(event.source_id))


def _stated(event: DeclarationBasis.Stated, changes: Changes) -> None:
    if event.title_id is not None:
        changes.insert(stated_bases, event.originator_id, rests_on=event.title_id)


def _kept(event: Title.KeptAfterReview, changes: Changes) -> None:
    key = f"{event.originator_id} {event.rests_on}"
    changes.replace(kept_titles, key, title_id=event.originator_id, rests_on=event.rests_on)


def _linked(topic: str) -> Callable[[Any, Changes], None]:
    def remember(event: Any, changes: Changes) -> None:
        recorded_at = event.timestamp.isoformat()
        changes.insert(
            linked_events,
            changes.position,
            topic=topic,
            subject_id=event.originator_id,
            act=f"{recorded_at} {event.actor_id} {event.document_ref}",
            legal_date=event.legal_date,
            document_ref=event.document_ref,
            recorded_at=recorded_at,
        )

    return remember


LINKED: dict[type, Handler] = {kind: _linked(kind.TOPIC) for kind in (*CAUSES, *FOLLOWING)}

FOLLOW_UPS = ReadModel(
    tables=(title_bases, stated_bases, kept_titles, linked_events),
    handlers={Title.Granted: _granted, DeclarationBasis.Stated: _stated, Title.KeptAfterReview: _kept, **LINKED},
)
