"""What can happen to a declaration: the facts of 4.4, most of them naming the state they lead to."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from domain.aggregate import Aggregate, AggregateCreated


class DeclarationState(StrEnum):
    """Where a declaration stands; states only move forward."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    UNIT_REVIEWED = "UNIT_REVIEWED"
    UNIT_PUBLICISED = "UNIT_PUBLICISED"
    RECOMMENDED = "RECOMMENDED"
    ACCEPTED = "ACCEPTED"
    EVALUATED_PASS = "EVALUATED_PASS"  # noqa: S105 - the vote passed, no secret
    EVALUATED_FAIL = "EVALUATED_FAIL"
    RESULT_PUBLICISED = "RESULT_PUBLICISED"
    APPROVED = "APPROVED"
    CORRECTION_WANTED = "CORRECTION_WANTED"
    DEEMED_WITHDRAWN = "DEEMED_WITHDRAWN"
    WITHDRAWN = "WITHDRAWN"
    REJECTED = "REJECTED"
    VETOED = "VETOED"
    CANCELLED = "CANCELLED"
    INVALIDATED = "INVALIDATED"


State = DeclarationState
UNDER_WAY = frozenset(
    {
        State.SUBMITTED,
        State.UNIT_REVIEWED,
        State.UNIT_PUBLICISED,
        State.RECOMMENDED,
        State.ACCEPTED,
        State.EVALUATED_PASS,
        State.RESULT_PUBLICISED,
        State.CORRECTION_WANTED,
    }
)
"""Submitted, not decided, not ended."""


def _without_items(state: dict[str, Any]) -> None:
    """A level once passed or rejected a file as a whole."""
    state["items"] = []


class DeclarationEvents:
    """The facts, as short names for `Declaration` to carry."""

    class Event(Aggregate.Event):
        """A fact of this declaration."""

        LEADS_TO: ClassVar[DeclarationState | None] = None

        def apply(self, aggregate: Any) -> None:
            """Moves the declaration to the state this fact leads to, if to any."""
            if self.LEADS_TO is not None:
                aggregate.state = self.LEADS_TO

    class Drafted(Event, AggregateCreated):
        """A person began a declaration."""

        TOPIC = "DeclarationDrafted"
        person_id: UUID
        season: int
        series_code: str
        specialty_code: str
        level: int
        committee_id: UUID
        route: str

    class MaterialsListed(Event):
        """The materials are these files, by kind and hash; a signature over others is worth nothing now."""

        TOPIC = "MaterialsListed"
        materials: list[dict[str, str]]
        materials_hash: str

    class DirectRouteGrounded(Event):
        """The applicant says why a level may be skipped, and by which document (R-LEVEL-1)."""

        TOPIC = "DirectRouteGrounded"
        ground: str
        ground_document: str
        evidence: str

    class PreferenceClaimed(Event):
        """The applicant claims a preferential tag by evidence and policy (S3.5)."""

        TOPIC = "PreferenceClaimed"
        tag: str
        evidence: str
        policy_ref: str

    class CommitmentSigned(Event):
        """The applicant answers for the truth of these materials (S3.4a)."""

        TOPIC = "CommitmentSigned"
        text_version: str
        materials_hash: str
        signature: str

    class Submitted(Event):
        """Handed in: person, series, specialty, level, season, standard and review chain are fixed."""

        TOPIC = "DeclarationSubmitted"
        LEADS_TO = State.SUBMITTED
        standard_version: str
        items: list[str]
        chain: list[dict[str, str]]

    class Withdrawn(Event):
        """Taken back before the unit accepted it."""

        TOPIC = "DeclarationWithdrawn"
        LEADS_TO = State.WITHDRAWN

    class UnitReviewPassed(Event):
        """The unit checked every condition and recommends."""

        TOPIC = "UnitReviewPassed"
        LEADS_TO = State.UNIT_REVIEWED
        items: list[dict[str, str | bool]]

    class UnitReviewFailed(Event):
        """The unit found a condition unmet."""

        TOPIC = "UnitReviewFailed"
        LEADS_TO = State.REJECTED
        items: list[dict[str, str | bool]]

    class UnitPublicityStarted(Event):
        """The unit posted name, unit and declared title."""

        TOPIC = "UnitPublicityStarted"
        posted_on: str
        last_day: str

    class UnitPublicityCompleted(Event):
        """Five working days have passed without an open objection; a chain of one level is complete by now."""

        TOPIC = "UnitPublicityCompleted"

    class ResultPublicityStarted(Event):
        """The result was posted."""

        TOPIC = "ResultPublicityStarted"
        posted_on: str
        last_day: str

    class ResultPublicityCompleted(Event):
        """Five working days have passed without an open objection."""

        TOPIC = "ResultPublicityCompleted"
        LEADS_TO = State.RESULT_PUBLICISED

    class PublicityInterrupted(Event):
        """The posting was interrupted; it restarts from zero."""

        TOPIC = "PublicityInterrupted"

    class ObjectionFiled(Event):
        """Somebody objected during the posting."""

        TOPIC = "ObjectionFiled"
        objection_id: UUID

    class ObjectionResolved(Event):
        """The objection was answered."""

        TOPIC = "ObjectionResolved"
        objection_id: UUID
        upheld: bool

    class LevelReviewPassed(Event):
        """One level of the chain checked every condition and passed it."""

        TOPIC = "LevelReviewPassed"
        class_version = 2
        level_no: int
        items: list[dict[str, str | bool]]

        upcast_v1_v2 = staticmethod(_without_items)

    class LevelReviewRejected(Event):
        """One level of the chain did not pass it."""

        TOPIC = "LevelReviewRejected"
        LEADS_TO = State.REJECTED
        class_version = 2
        level_no: int
        items: list[dict[str, str | bool]]

        upcast_v1_v2 = staticmethod(_without_items)

    class CorrectionRequested(Event):
        """A reviewing body told the applicant, once and completely, what to correct."""

        TOPIC = "CorrectionRequested"
        LEADS_TO = State.CORRECTION_WANTED
        items: list[str]
        deadline: str

    class CorrectionSupplied(Event):
        """The applicant corrected in time and signed again."""

        TOPIC = "CorrectionSupplied"

    class DeemedWithdrawn(Event):
        """The deadline for the correction passed."""

        TOPIC = "DeclarationDeemedWithdrawn"
        LEADS_TO = State.DEEMED_WITHDRAWN

    class Accepted(Event):
        """The committee office took the complete file in."""

        TOPIC = "DeclarationAccepted"
        LEADS_TO = State.ACCEPTED

    class EvaluationPassed(Event):
        """Two thirds of the experts present said yes."""

        TOPIC = "EvaluationPassed"
        LEADS_TO = State.EVALUATED_PASS
        meeting_date: str
        committee_size: int
        present: int
        recused: int
        yes: int
        no: int
        abstain: int
        proxies: int

    class EvaluationNotPassed(Event):
        """Fewer than two thirds said yes."""

        TOPIC = "EvaluationNotPassed"
        LEADS_TO = State.EVALUATED_FAIL
        meeting_date: str
        committee_size: int
        present: int
        recused: int
        yes: int
        no: int
        abstain: int
        proxies: int

    class ResultApproved(Event):
        """The result is approved; the title follows."""

        TOPIC = "ResultApproved"
        LEADS_TO = State.APPROVED
        flags: list[str]

    class Vetoed(Event):
        """An established fraud or breach of ethics ends it, whatever the vote (S3.4b)."""

        TOPIC = "DeclarationVetoed"
        LEADS_TO = State.VETOED
        cause: str

    class Cancelled(Event):
        """The person may not go on this year."""

        TOPIC = "DeclarationCancelled"
        LEADS_TO = State.CANCELLED
        cause: str

    class ResultInvalidated(Event):
        """The procedure failed; recommendation and result are void."""

        TOPIC = "ResultInvalidated"
        LEADS_TO = State.INVALIDATED
        cause: str
        proposer_id: str
