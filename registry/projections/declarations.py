"""Where each declaration stands, whose turn it is and what stops it: queues, dockets and lists are read from here.

The unit whose turn it is and the state a list shows are columns that the database computes: an index finds them.
"""

from typing import Any

import sqlalchemy as sa

from domain.declaration import Declaration
from domain.declaration_events import DeclarationEvents
from registry.projections.database import METADATA
from registry.projections.projector import ReadModel
from registry.projections.rows import Changes

NARROWED_BY = ("posted_until", "season", "series_code", "level")

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
    sa.Column("correction_deadline", sa.Text),
    sa.Column("standard_version", sa.Text),
    # The units of the review chain in their order, a space between: a credit code has 18 characters.
    sa.Column("chain", sa.Text),
    sa.Column("next_level", sa.Integer),
    sa.Column("levels", sa.Integer),
    sa.Column("submitted_on", sa.Text),
    # Last day of the posting that hangs now.
    sa.Column("posted_until", sa.Text),
    sa.Column("meeting_date", sa.Text),
    sa.Column("present", sa.Integer),
    sa.Column("recused", sa.Integer),
    sa.Column("yes", sa.Integer),
    sa.Column("no", sa.Integer),
    sa.Column("abstain", sa.Integer),
    sa.Column("cause", sa.Text),
    sa.Column("changed_on", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # A declaration is recommended when all levels have passed, which no single event says.
    sa.Column(
        "state_now",
        sa.Text,
        sa.Computed(
            "CASE WHEN correction_wanted THEN 'CORRECTION_WANTED'"
            " WHEN state = 'UNIT_PUBLICISED' AND next_level >= levels THEN 'RECOMMENDED' ELSE state END",
            persisted=True,
        ),
    ),
    sa.Column("unit_uscc", sa.Text, sa.Computed("substr(chain, 1, 18)", persisted=True)),
    # After the last level it is nobody's in the chain: the committee's, or the approver's.
    sa.Column(
        "turn_uscc",
        sa.Text,
        sa.Computed("CASE WHEN next_level < levels THEN substr(chain, next_level * 19 + 1, 18) END", persisted=True),
    ),
    sa.Index("declarations_season", "season", "id"),
    sa.Index("declarations_committee", "committee_id", "id"),
    # These begin with whoever is waited for, then what for, then since when: a page of a queue is one short range. What
    # a queue can be narrowed by stands there too, so that what does not fit is passed over without being read.
    sa.Index("declarations_turn", "turn_uscc", "state_now", "changed_on", "id", *NARROWED_BY),
    sa.Index("declarations_state", "state_now", "changed_on", "id", "committee_id", *NARROWED_BY),
)

objections = sa.Table(
    "objections",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("declaration_id", sa.Uuid, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Index("objections_of", "declaration_id", "state"),
    sa.Index("objections_open", "state", "declaration_id"),
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
    _moved(
        event,
        changes,
        standard_version=event.standard_version,
        chain=" ".join(step["unit_uscc"] for step in event.chain),
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


def _posted(event: Declaration.UnitPublicityStarted | Declaration.ResultPublicityStarted, changes: Changes) -> None:
    _moved(event, changes, posted_until=event.last_day)


def _taken_down(
    event: Declaration.ResultPublicityCompleted | Declaration.PublicityInterrupted, changes: Changes
) -> None:
    _moved(event, changes, posted_until=None)


def _unit_publicised(event: Declaration.UnitPublicityCompleted, changes: Changes) -> None:
    # Until its posting is over the file is the unit's business.
    _moved(event, changes, state="UNIT_PUBLICISED", next_level=1, posted_until=None)


def _objection_filed(event: Declaration.ObjectionFiled, changes: Changes) -> None:
    key = f"{event.originator_id}:{event.objection_id}"
    # One that was dismissed may be filed again.
    changes.replace(objections, key, declaration_id=event.originator_id, state="OPEN")
    _moved(event, changes)


def _objection_resolved(event: Declaration.ObjectionResolved, changes: Changes) -> None:
    key = f"{event.originator_id}:{event.objection_id}"
    changes.update(objections, key, state="UPHELD" if event.upheld else "DISMISSED")
    _moved(event, changes)


def _level_reviewed(event: Declaration.LevelReviewPassed, changes: Changes) -> None:
    _moved(event, changes, next_level=event.level_no + 1)


def _correction_requested(event: Declaration.CorrectionRequested, changes: Changes) -> None:
    changes.update(
        declarations,
        event.originator_id,
        correction_wanted=True,
        correction_deadline=event.deadline,
        changed_on=event.legal_date,
        version=event.originator_version,
    )


def _correction_supplied(event: Declaration.CorrectionSupplied, changes: Changes) -> None:
    _moved(event, changes, correction_wanted=False, correction_deadline=None)


def _met(event: Declaration.EvaluationPassed | Declaration.EvaluationNotPassed, changes: Changes) -> None:
    _moved(
        event,
        changes,
        meeting_date=event.meeting_date,
        present=event.present,
        recused=event.recused,
        yes=event.yes,
        no=event.no,
        abstain=event.abstain,
    )


def _ended_for_cause(
    event: Declaration.Vetoed | Declaration.Cancelled | Declaration.ResultInvalidated, changes: Changes
) -> None:
    _moved(event, changes, cause=event.cause)


DECLARATIONS = ReadModel(
    tables=(declarations, objections),
    handlers={
        Declaration.Drafted: _drafted,
        Declaration.MaterialsListed: _moved,
        Declaration.CommitmentSigned: _moved,
        Declaration.Submitted: _submitted,
        Declaration.Withdrawn: _moved,
        Declaration.UnitReviewPassed: _moved,
        Declaration.UnitReviewFailed: _moved,
        Declaration.UnitPublicityStarted: _posted,
        Declaration.UnitPublicityCompleted: _unit_publicised,
        Declaration.ResultPublicityStarted: _posted,
        Declaration.ResultPublicityCompleted: _taken_down,
        Declaration.PublicityInterrupted: _taken_down,
        Declaration.ObjectionFiled: _objection_filed,
        Declaration.ObjectionResolved: _objection_resolved,
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
