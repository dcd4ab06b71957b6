"""Letters of entrustment by committee and person, and what was found about acceptances without one."""

import sqlalchemy as sa

from domain.entrustment import EntrustmentLetter
from domain.entrustment_breach import EntrustmentBreach
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

letters = sa.Table(
    "letters",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("season", sa.Integer, nullable=False),
    sa.Column("committee_id", sa.Uuid, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
breaches = sa.Table(
    "entrustment_breaches",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("declaration_id", sa.Uuid, nullable=False),
    sa.Column("committee_id", sa.Uuid, nullable=False, index=True),
    sa.Column("organiser_uscc", sa.Text, nullable=False),
    sa.Column("letter_id", sa.Uuid),
    sa.Column("evidence_ref", sa.Text, nullable=False),
    sa.Column("found_on", sa.Text, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


def _opened(state: str, event: EntrustmentLetter.Requested | EntrustmentLetter.Received, changes: Changes) -> None:
    changes.insert(
        letters,
        event.originator_id,
        kind=event.kind,
        person_id=event.person_id,
        season=event.season,
        committee_id=event.committee_id,
        state=state,
        version=event.originator_version,
    )


def _moved(state: str, event: EntrustmentLetter.Event, changes: Changes) -> None:
    changes.update(letters, event.originator_id, state=state, version=event.originator_version)


def _designated(event: EntrustmentLetter.CommitteeDesignated, changes: Changes) -> None:
    changes.update(
        letters,
        event.originator_id,
        state="COMMITTEE_DESIGNATED",
        committee_id=event.committee_id,
        version=event.originator_version,
    )


def _flagged(event: EntrustmentBreach.Flagged, changes: Changes) -> None:
    changes.insert(
        breaches,
        event.originator_id,
        declaration_id=event.declaration_id,
        committee_id=event.committee_id,
        organiser_uscc=event.organiser_uscc,
        letter_id=event.letter_id,
        evidence_ref=event.evidence_ref,
        found_on=event.legal_date,
        open=True,
        version=event.originator_version,
    )


def _flagged_again(event: EntrustmentBreach.FlaggedAgain, changes: Changes) -> None:
    changes.update(
        breaches,
        event.originator_id,
        letter_id=event.letter_id,
        evidence_ref=event.evidence_ref,
        found_on=event.legal_date,
        open=True,
        version=event.originator_version,
    )


def _lifted(event: EntrustmentBreach.Lifted, changes: Changes) -> None:
    changes.update(breaches, event.originator_id, open=False, version=event.originator_version)


ENTRUSTMENT = ReadModel(
    tables=(letters, breaches),
    handlers={
        EntrustmentLetter.Requested: lambda event, changes: _opened("REQUESTED", event, changes),
        EntrustmentLetter.Received: lambda event, changes: _opened("RECEIVED", event, changes),
        EntrustmentLetter.Issued: lambda event, changes: _moved("ISSUED", event, changes),
        EntrustmentLetter.Consented: lambda event, changes: _moved("CONSENTED", event, changes),
        EntrustmentLetter.CommitteeDesignated: _designated,
        EntrustmentLetter.Used: lambda event, changes: _moved("USED", event, changes),
        EntrustmentLetter.Expired: lambda event, changes: _moved("EXPIRED", event, changes),
        EntrustmentLetter.Withdrawn: lambda event, changes: _moved("WITHDRAWN", event, changes),
        EntrustmentBreach.Flagged: _flagged,
        EntrustmentBreach.FlaggedAgain: _flagged_again,
        EntrustmentBreach.Lifted: _lifted,
    },
)
