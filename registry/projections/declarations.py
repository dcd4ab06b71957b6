"""Where each declaration stands, and whose turn it is: the queues of reviewers, committee offices and approvers."""

from typing import Any

import sqlalchemy as sa

from domain.declaration import Declaration
from domain.declaration_events import DeclarationEvents
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

declarations = sa.Table(
    "declarations",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, nullable=False, index=True),
    sa.Column("season", sa.Integer, nullable=False),
    sa.Column("series_code", sa.Text, nullable=False),
    sa.Column("specialty_code", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("committee_id", sa.Uuid, nullable=False),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # The state before a correction stays in `state`, because the correction leads back to it.
    sa.Column("correction_wanted", sa.Boolean, nullable=False),
    sa.Column("standard_version", sa.Text),
    sa.Column("next_level", sa.Integer),
    sa.Column("levels", sa.Integer),
    sa.Column("submitted_on", sa.Text),
    sa.Column("meeting_date", sa.Text),
    sa.Column("cause", sa.Text),
    sa.Column("changed_on", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("declarations_queue", "season", "state"),
)

declaration_steps = sa.Table(
    "declaration_steps",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("declaration_id", sa.Uuid, nullable=False, index=True),
    sa.Column("level_no", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("unit_uscc", sa.Text, nullable=False, index=True),
)

# A declaration is recommended when all levels have passed, which no single event says.
state_now = sa.case(
    (declarations.c.correction_wanted, "CORRECTION_WANTED"),
    (
        sa.and_(declarations.c.state == "UNIT_PUBLICISED", declarations.c.next_level >= declarations.c.levels),
        "RECOMMENDED",
    ),
    else_=declarations.c.state,
)


def _drafted(event: Declaration.Drafted, changes: Changes) -> None:
    changes.insert(
        declarations,
        event.originator_id,
        person_id=event.person_id,
        season=event.season,
        series_code=event.series_code,
        specialty_code=event.specialty_code,
        level=event.level,
        committee_id=event.committee_id,
        route=event.route,
        state="DRAFT",
        correction_wanted=False,
        changed_on=event.legal_date,
        version=event.originator_version,
    )


def _submitted(event: Declaration.Submitted, changes: Changes) -> None:
    for number, step in enumerate(event.chain):
        changes.replace(
            declaration_steps,
            f"{event.originator_id}:{number}",
            declaration_id=event.originator_id,
            level_no=number,
            name=step["name"],
            unit_uscc=step["unit_uscc"],
        )
    _moved(
        event,
        changes,
        standard_version=event.standard_version,
        next_level=0,
        levels=len(event.chain),
        submitted_on=event.legal_date,
    )


def _moved(event: DeclarationEvents.Event, changes: Changes, **columns: Any) -> None:
    if event.LEADS_TO is not None:
        columns |= {"state": event.LEADS_TO.value, "correction_wanted": False}
    changes.update(
        declarations,
        event.originator_id,
        changed_on=event.legal_date,
        version=event.originator_version,
        **columns,
    )


def _unit_publicised(event: Declaration.UnitPublicityCompleted, changes: Changes) -> None:
    # Until its posting is over the file is the unit's business.
    _moved(event, changes, state="UNIT_PUBLICISED", next_level=1)


def _level_reviewed(event: Declaration.LevelReviewPassed, changes: Changes) -> None:
    _moved(event, changes, next_level=event.level_no + 1)


def _correction_requested(event: Declaration.CorrectionRequested, changes: Changes) -> None:
    changes.update(
        declarations,
        event.originator_id,
        correction_wanted=True,
        changed_on=event.legal_date,
        version=event.originator_version,
    )


def _correction_supplied(event: Declaration.CorrectionSupplied, changes: Changes) -> None:
    _moved(event, changes, correction_wanted=False)


def _met(event: Declaration.EvaluationPassed | Declaration.EvaluationNotPassed, changes: Changes) -> None:
    _moved(event, changes, meeting_date=event.meeting_date)


def _ended_for_cause(
    event: Declaration.Vetoed | Declaration.Cancelled | Declaration.ResultInvalidated, changes: Changes
) -> None:
    _moved(event, changes, cause=event.cause)


DECLARATIONS = ReadModel(
    tables=(declarations, declaration_steps),
    handlers={
        Declaration.Drafted: _drafted,
        Declaration.MaterialsListed: _moved,
        Declaration.CommitmentSigned: _moved,
        Declaration.Submitted: _submitted,
        Declaration.Withdrawn: _moved,
        Declaration.UnitReviewPassed: _moved,
        Declaration.UnitReviewFailed: _moved,
        Declaration.UnitPublicityStarted: _moved,
        Declaration.UnitPublicityCompleted: _unit_publicised,
        Declaration.ResultPublicityStarted: _moved,
        Declaration.ResultPublicityCompleted: _moved,
        Declaration.PublicityInterrupted: _moved,
        Declaration.ObjectionFiled: _moved,
        Declaration.ObjectionResolved: _moved,
        Declaration.LevelReviewPassed: _level_reviewed,
        Declaration.LevelReviewRejected: _moved,
        Declaration.CorrectionRequested: _correction_requested,
        Declaration.CorrectionSupplied: _correction_supplied,
        Declaration.DeemedWithdrawn: _moved,
        Declaration.Accepted: _moved,
        Declaration.EvaluationPassed: _met,
        Declaration.EvaluationNotPassed: _met,
        Declaration.ResultApproved: _moved,
        Declaration.Vetoed: _ended_for_cause,
        Declaration.Cancelled: _ended_for_cause,
        Declaration.ResultInvalidated: _ended_for_cause,
    },
)
