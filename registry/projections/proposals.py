"""What one person proposed and another must decide: vetoes, invalidations, integrity records and a new policy."""

import sqlalchemy as sa

from registry.policy_change import PolicyChange
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes
from registry.proposals import Proposal

proposals = sa.Table(
    "proposals",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("proposer_id", sa.Text, nullable=False),
    sa.Column("proposed_on", sa.Text, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("proposals_queue", "open", "proposed_on", "id"),
)


def _made(event: Proposal.Made, changes: Changes) -> None:
    changes.insert(
        proposals,
        event.originator_id,
        kind=event.kind,
        subject_id=event.subject_id,
        cause=event.cause,
        proposer_id=event.actor_id,
        proposed_on=event.legal_date,
        open=True,
        version=event.originator_version,
    )


def _made_again(event: Proposal.MadeAgain, changes: Changes) -> None:
    changes.update(
        proposals,
        event.originator_id,
        cause=event.cause,
        proposer_id=event.actor_id,
        proposed_on=event.legal_date,
        open=True,
        version=event.originator_version,
    )


def _policy_proposed(event: PolicyChange.Proposed, changes: Changes) -> None:
    changes.insert(
        proposals,
        event.originator_id,
        kind="POLICY",
        subject_id=event.originator_id,
        cause="",
        proposer_id=event.actor_id,
        proposed_on=event.legal_date,
        open=True,
        version=event.originator_version,
    )


def _ended(event: Proposal.Event | PolicyChange.Event, changes: Changes) -> None:
    changes.update(proposals, event.originator_id, open=False, version=event.originator_version)


PROPOSALS = ReadModel(
    tables=(proposals,),
    handlers={
        Proposal.Made: _made,
        Proposal.MadeAgain: _made_again,
        Proposal.Carried: _ended,
        Proposal.Dropped: _ended,
        PolicyChange.Proposed: _policy_proposed,
        PolicyChange.Adopted: _ended,
        PolicyChange.Dropped: _ended,
    },
)
