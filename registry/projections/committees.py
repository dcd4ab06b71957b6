"""Filed committees and open seasons: what a declaration can be drafted for, and whose committee it is."""

import sqlalchemy as sa

from domain.committee import EvaluationCommittee
from domain.season import Season
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

committees = sa.Table(
    "committees",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("committee_name", sa.Text, nullable=False),
    sa.Column("organiser_uscc", sa.Text, nullable=False, index=True),
    sa.Column("series_code", sa.Text, nullable=False),
    sa.Column("specialty_codes", sa.JSON, nullable=False),
    sa.Column("tier", sa.Text, nullable=False),
    sa.Column("levels", sa.JSON, nullable=False),
    sa.Column("filed_from", sa.Text, nullable=False),
    sa.Column("filed_to", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)

seasons = sa.Table(
    "seasons",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("open_date", sa.Text, nullable=False),
    sa.Column("senior_evaluation_deadline", sa.Text, nullable=False),
    sa.Column("approval_deadline", sa.Text, nullable=False),
)


def _filed(event: EvaluationCommittee.Filed, changes: Changes) -> None:
    changes.insert(
        committees,
        event.originator_id,
        code=event.code,
        committee_name=event.name,
        organiser_uscc=event.organiser_uscc,
        series_code=event.series_code,
        specialty_codes=event.specialty_codes,
        tier=event.tier,
        levels=event.levels,
        filed_from=event.filed_from,
        filed_to=event.filed_to,
        state="FILED",
    )


def _opened(event: Season.Opened, changes: Changes) -> None:
    changes.insert(
        seasons,
        event.originator_id,
        year=event.year,
        state="OPEN",
        open_date=event.open_date,
        senior_evaluation_deadline=event.senior_evaluation_deadline,
        approval_deadline=event.approval_deadline,
    )


def _closed(state: str, event: Season.Event, changes: Changes) -> None:
    changes.update(seasons, event.originator_id, state=state)


def _standing(state: str, event: EvaluationCommittee.Event, changes: Changes) -> None:
    changes.update(committees, event.originator_id, state=state)


COMMITTEES = ReadModel(
    tables=(committees, seasons),
    handlers={
        EvaluationCommittee.Filed: _filed,
        EvaluationCommittee.Suspended: lambda event, changes: _standing("SUSPENDED", event, changes),
        EvaluationCommittee.Resumed: lambda event, changes: _standing("FILED", event, changes),
        EvaluationCommittee.Dissolved: lambda event, changes: _standing("DISSOLVED", event, changes),
        Season.Opened: _opened,
        Season.EvaluationClosed: lambda event, changes: _closed("EVALUATION_CLOSED", event, changes),
        Season.ApprovalClosed: lambda event, changes: _closed("APPROVAL_CLOSED", event, changes),
        Season.AnnualDataReported: lambda event, changes: _closed("REPORTED", event, changes),
    },
)
