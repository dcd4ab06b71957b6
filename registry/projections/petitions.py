"""The petition ledger: every case with its responsible person and its next limit. It holds nothing that is sealed."""

import sqlalchemy as sa

from domain.petition import PetitionCase
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

petitions = sa.Table(
    "petitions",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("case_no", sa.Text, nullable=False, index=True),
    sa.Column("office_uscc", sa.Text, nullable=False, index=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("received_on", sa.Text, nullable=False),
    sa.Column("handler_id", sa.Text, nullable=False, index=True),
    # The last day for what must happen next; null where nothing is awaited.
    sa.Column("act_by", sa.Text, nullable=True, index=True),
    sa.Column("extended", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


def _registered(event: PetitionCase.Registered, changes: Changes) -> None:
    changes.insert(
        petitions,
        event.originator_id,
        case_no=event.case_no,
        office_uscc=event.unit_uscc,
        channel=event.channel,
        subject=event.subject,
        state="REGISTERED",
        received_on=event.received_on,
        handler_id="",
        act_by=event.decide_by,
        extended=False,
        version=event.originator_version,
    )


def _accepted(event: PetitionCase.Accepted, changes: Changes) -> None:
    _move(event, changes, state="ACCEPTED", act_by=event.handle_by)


def _not_accepted(event: PetitionCase.NotAccepted, changes: Changes) -> None:
    _move(event, changes, state="NOT_ACCEPTED", act_by=None)


def _assigned(event: PetitionCase.Assigned, changes: Changes) -> None:
    _move(event, changes, state="INVESTIGATING", act_by=event.due_on, handler_id=event.handler_id)


def _extended(event: PetitionCase.Extended, changes: Changes) -> None:
    _move(event, changes, act_by=event.due_on, extended=True)


def _concluded(event: PetitionCase.OpinionIssued, changes: Changes) -> None:
    _move(event, changes, state="OPINION_ISSUED", act_by=None)


def _reported(event: PetitionCase.Reported, changes: Changes) -> None:
    _move(event, changes, state="REPORTED")


def _closed(event: PetitionCase.Closed, changes: Changes) -> None:
    _move(event, changes, state="CLOSED")


def _reopened(event: PetitionCase.Reopened, changes: Changes) -> None:
    _move(event, changes, state="REOPENED", act_by=event.handle_by, handler_id="", extended=False)


def _move(event: PetitionCase.Event, changes: Changes, **columns: str | bool | None) -> None:
    changes.update(petitions, event.originator_id, version=event.originator_version, **columns)


PETITIONS = ReadModel(
    tables=(petitions,),
    handlers={
        PetitionCase.Registered: _registered,
        PetitionCase.Accepted: _accepted,
        PetitionCase.NotAccepted: _not_accepted,
        PetitionCase.Assigned: _assigned,
        PetitionCase.FindingRecorded: _move,
        PetitionCase.Extended: _extended,
        PetitionCase.OpinionIssued: _concluded,
        PetitionCase.Reported: _reported,
        PetitionCase.Closed: _closed,
        PetitionCase.Reopened: _reopened,
    },
)
