"""The integrity file (诚信档案): one record a decision, three years from its date, ended by the calendar alone."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.finding import found
from domain.identity import integrity_record_id
from domain.policy import NOTICE_2022, Policy
from domain.rules.integrity import r_int_2, r_int_3
from domain.rules.revocation import r_rev_2
from domain.standing import IntegrityFacts
from domain.values import Cause, Period


class SubjectType(StrEnum):
    """Whose record it is; the notice knows applicants."""

    APPLICANT = "APPLICANT"
    EXPERT = "EXPERT"
    STAFF = "STAFF"
    UNIT = "UNIT"


class IntegrityRecord(Aggregate):
    """`last_day` is fixed at opening; only annulment takes the record away, from its start (R-INT-6)."""

    TOPIC = "IntegrityRecord"

    class Event(Aggregate.Event):
        """A fact of this record."""

    class Opened(Event, AggregateCreated):
        """A decision put the person on record."""

        TOPIC = "IntegrityRecordOpened"
        person_id: UUID
        n: int
        subject_type: str
        cause: str
        proposer_id: str
        start: str
        last_day: str
        period_rule_version: int
        related_title_ids: list[UUID]

    class ReviewRequested(Event):
        """The subject asked for a review."""

        TOPIC = "IntegrityReviewRequested"

    class Upheld(Event):
        """The review left the record standing."""

        TOPIC = "IntegrityRecordUpheld"

    class Annulled(Event):
        """The decision was overturned: there never was a record."""

        TOPIC = "IntegrityRecordAnnulled"

    class Expired(Event):
        """Bookkeeping after the last day; nothing depends on it."""

        TOPIC = "IntegrityRecordExpired"

    @event(Opened)
    def __init__(
        self,
        *,
        person_id: UUID,
        n: int,
        subject_type: str,
        cause: str,
        start: str,
        last_day: str,
        related_title_ids: list[UUID],
    ) -> None:
        self.person_id = person_id
        self.n = n
        self.subject_type = SubjectType(subject_type)
        self.cause = Cause(cause)
        self.period = Period.from_text(start, last_day)
        self.related_title_ids = tuple(related_title_ids)
        self.annulled = False
        self.expiry_noted = False
        self.under_review = False

    @classmethod
    def open(
        cls,
        act: Act,
        *,
        person_id: UUID,
        n: int,
        cause: Cause,
        proposer_id: str,
        related_title_ids: Sequence[UUID] = (),
        subject_type: SubjectType = SubjectType.APPLICANT,
        policy: Policy = NOTICE_2022,
    ) -> Self:
        """Opens the person's n-th record. The act's document is the decision, its legal date the decision's (R-INT-3).

        Raises R-INT-2 for a cause outside the fraud set and R-REV-2 where the proposer also decides.
        """
        act.with_document("R-INT-2", "S3.4d")
        rules = require([r_int_2(cause), r_rev_2(act.actor_id, proposer_id, str(person_id))])
        start, last_day = r_int_3(act.legal_date, policy)
        period = found("R-INT-3", "S3.4e", holds=True, start=start.isoformat(), last_day=last_day.isoformat())
        facts = {"person_id": person_id, "n": n, "subject_type": subject_type.value, "cause": cause.value}
        return cls._begin(
            cls.Opened,
            integrity_record_id(person_id, n),
            act,
            rules.and_also(period),
            **facts,
            proposer_id=proposer_id,
            start=start.isoformat(),
            last_day=last_day.isoformat(),
            period_rule_version=policy.version,
            related_title_ids=list(related_title_ids),
        )

    def facts(self) -> IntegrityFacts:
        """What R-INT-1 reads."""
        return IntegrityFacts(self.id, self.period, self.annulled)

    @property
    def last_day(self) -> date:
        """The last day of effect, included, to 24:00 Asia/Shanghai."""
        return self.period.last or self.period.first

    def active(self, on: date) -> bool:
        """Whether the record has effect on this legal date; an annulled one never had."""
        return self.facts().active(on)

    def request_review(self, act: Act) -> None:
        """The subject asks PHRSS to look again."""
        if self.annulled or self.under_review:
            raise wrong_state("the record", "annulled or under review", "a standing record")
        self._record(self.ReviewRequested, act)

    def uphold(self, act: Act) -> None:
        """The review ends and changes nothing."""
        if not self.under_review:
            raise wrong_state("the record", "not under review", "a requested review")
        act.with_document("R-INT-6", "S3.4d")
        self._record(self.Upheld, act, ["R-INT-6"])

    def annul(self, act: Act) -> None:
        """The decision was overturned, by document; also after expiry (R-INT-6)."""
        if self.annulled:
            raise wrong_state("the record", "annulled", "a standing record", "R-INT-6")
        act.with_document("R-INT-6", "S3.4d")
        self._record(self.Annulled, act, ["R-INT-6"])

    def mark_expired(self, act: Act) -> None:
        """Bookkeeping: notes that the last day has passed."""
        if self.annulled or self.expiry_noted:
            raise wrong_state("the record", "annulled or noted as expired", "an open record", "R-INT-5")
        if act.legal_date <= self.last_day:
            raise DomainError("rule_refused", "R-INT-5", "S3.4e", f"active through {self.last_day}")
        self._record(self.Expired, act, ["R-INT-5"])

    @event(ReviewRequested)
    def _review_requested(self) -> None:
        self.under_review = True

    @event(Upheld)
    def _upheld(self) -> None:
        self.under_review = False

    @event(Annulled)
    def _annulled(self) -> None:
        self.annulled = True
        self.under_review = False

    @event(Expired)
    def _expired(self) -> None:
        self.expiry_noted = True
