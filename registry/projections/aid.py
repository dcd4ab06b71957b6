"""Aid postings by person, and where each season of theirs is evaluated."""

import sqlalchemy as sa

from domain.aid import AidEvaluation, AidPosting
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

aid_postings = sa.Table(
    "aid_postings",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("sending_unit_uscc", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
aid_evaluations = sa.Table(
    "aid_evaluations",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("posting_id", sa.Uuid, nullable=False, index=True),
    sa.Column("season", sa.Integer, nullable=False),
)


def _started(event: AidPosting.Started, changes: Changes) -> None:
    changes.insert(
        aid_postings,
        event.originator_id,
        person_id=event.person_id,
        sending_unit_uscc=event.sending_unit_uscc,
        version=event.originator_version,
    )


def _ended(event: AidPosting.Ended, changes: Changes) -> None:
    changes.update(aid_postings, event.originator_id, version=event.originator_version)


def _chosen(event: AidEvaluation.PlaceChosen, changes: Changes) -> None:
    changes.insert(aid_evaluations, event.originator_id, posting_id=event.posting_id, season=event.season)


AID = ReadModel(
    tables=(aid_postings, aid_evaluations),
    handlers={AidPosting.Started: _started, AidPosting.Ended: _ended, AidEvaluation.PlaceChosen: _chosen},
)
