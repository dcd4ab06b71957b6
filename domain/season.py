"""One annual round: when it opens, until when committees meet and results are approved, and who may be late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.calendar import legal_day
from domain.errors import DomainError, require, wrong_state
from domain.identity import season_id
from domain.policy import NOTICE_2022, Policy
from domain.rules.timing import r_time_4
from domain.standing import SeasonFacts
from domain.values import Period, Tier


class SeasonState(StrEnum):
    """Where the round stands."""

    OPEN = "OPEN"
    EVALUATION_CLOSED = "EVALUATION_CLOSED"
    APPROVAL_CLOSED = "APPROVAL_CLOSED"
    REPORTED = "REPORTED"


@dataclass(frozen=True)
class LocalWindow:
    """The dates of an intermediate or junior committee (S3.8d)."""

    submit: Period
    evaluation_deadline: date


@dataclass(frozen=True)
class Arrangement:
    """An organiser's own plan for one committee (S3.8e): acceptance, review and summary, preparation of the meeting."""

    acceptance: Period
    reviewed_by: date
    prepared_by: date


class Season(Aggregate):
    """Deadlines lie in the season's year; only a written consent carries one committee beyond (S3.8f, g)."""

    TOPIC = "Season"

    class Event(Aggregate.Event):
        """A fact of this season."""

    class Opened(Event, AggregateCreated):
        """PHRSS opened the round."""

        TOPIC = "SeasonOpened"
        year: int
        open_date: str
        senior_evaluation_deadline: str
        approval_deadline: str

    class LocalWindowSet(Event):
        """An intermediate or junior committee has its dates."""

        TOPIC = "LocalWindowSet"
        committee_id: UUID
        submit_from: str
        submit_to: str
        evaluation_deadline: str

    class PostponementConsented(Event):
        """PHRSS consented in writing that one committee finishes later."""

        TOPIC = "PostponementConsented"
        committee_id: UUID
        new_deadline: str
        reason: str

    class ArrangementSet(Event):
        """An organiser announced how the year of one committee goes."""

        TOPIC = "AnnualArrangementSet"
        committee_id: UUID
        accept_from: str
        accept_to: str
        reviewed_by: str
        prepared_by: str

    class EvaluationClosed(Event):
        """No more declarations and meetings, save where postponed."""

        TOPIC = "EvaluationClosed"

    class ApprovalClosed(Event):
        """No more approvals."""

        TOPIC = "ApprovalClosed"

    class AnnualDataReported(Event):
        """An organiser attested its annual data."""

        TOPIC = "AnnualDataReported"
        organiser_uscc: str
        checksum: str

    @event(Opened)
    def __init__(self, year: int, open_date: str, senior_evaluation_deadline: str, approval_deadline: str) -> None:
        self.year = year
        self.open_date = date.fromisoformat(open_date)
        self.senior_evaluation_deadline = date.fromisoformat(senior_evaluation_deadline)
        self.approval_deadline = date.fromisoformat(approval_deadline)
        self.state = SeasonState.OPEN
        self.windows: dict[UUID, LocalWindow] = {}
        self.consents: dict[UUID, date] = {}
        self.arrangements: dict[UUID, Arrangement] = {}
        self.evaluation_closed_on: date | None = None
        self.reported: frozenset[str] = frozenset()

    @classmethod
    def open(
        cls,
        act: Act,
        year: int,
        *,
        open_date: date | None = None,
        senior_evaluation_deadline: date | None = None,
        approval_deadline: date | None = None,
        policy: Policy = NOTICE_2022,
    ) -> Self:
        """Opens a round; by default on the policy's days: 1 July, 30 November, 31 December (AMB-1, S3.8b, S3.8c)."""
        opens = open_date or date(year, *policy.senior_open)
        evaluated = senior_evaluation_deadline or date(year, *policy.senior_evaluation_deadline)
        approved = approval_deadline or date(year, *policy.approval_deadline)
        if not opens <= evaluated <= approved or {opens.year, evaluated.year, approved.year} != {year}:
            raise DomainError("rule_refused", "R-TIME-2", "S3.8f", "a season's dates follow each other inside its year")
        return cls._begin(
            cls.Opened,
            season_id(year),
            act,
            year=year,
            open_date=opens.isoformat(),
            senior_evaluation_deadline=evaluated.isoformat(),
            approval_deadline=approved.isoformat(),
        )

    def set_local_window(
        self, act: Act, *, committee_id: UUID, tier: Tier, submit: Period, evaluation_deadline: date
    ) -> None:
        """Dates of an intermediate or junior committee, inside the season's year (S3.8d, AMB-25)."""
        self._in_state(SeasonState.OPEN)
        if tier is Tier.SENIOR:
            raise DomainError("rule_refused", "R-TIME-1", "S3.8d", "senior dates are the season's own")
        if submit.last is None or not submit.first <= submit.last <= evaluation_deadline:
            raise DomainError("invalid_value", "R-TIME-1", "S3.8d", "a window ends by its evaluation deadline")
        if {submit.first.year, evaluation_deadline.year} != {self.year}:
            raise DomainError("rule_refused", "R-TIME-2", "S3.8f", "a window lies inside the season's year")
        self._record(
            self.LocalWindowSet,
            act,
            committee_id=committee_id,
            submit_from=submit.first.isoformat(),
            submit_to=submit.last.isoformat(),
            evaluation_deadline=evaluation_deadline.isoformat(),
        )

    def consent_postponement(self, act: Act, *, committee_id: UUID, new_deadline: date, reason: str) -> None:
        """PHRSS lets one committee finish by `new_deadline`. Document and legal date are those of the consent.

        Refused without a document and a reason; a consent dated or recorded after the original deadline needs a human
        (R-TIME-4).
        """
        original = self._evaluation_deadline(committee_id)
        if new_deadline <= original:
            raise DomainError("invalid_value", "R-TIME-4", "S3.8g", "the new deadline is later than the old one")
        rule = r_time_4(act.document_ref, reason, act.legal_date, legal_day(act.recorded_at), original)
        facts = {"committee_id": committee_id, "new_deadline": new_deadline.isoformat(), "reason": reason}
        self._record(self.PostponementConsented, act, require([rule]), **facts)

    def set_arrangement(self, act: Act, *, committee_id: UUID, plan: Arrangement) -> None:
        """Announces the year of one committee: its steps follow each other, by the evaluation deadline (S3.8e)."""
        self._in_state(SeasonState.OPEN)
        first, last = plan.acceptance.first, plan.acceptance.last
        deadline = max(self._evaluation_deadline(committee_id), self.consents.get(committee_id, date.min))
        if last is None or not self.open_date <= first <= last <= plan.reviewed_by <= plan.prepared_by <= deadline:
            raise DomainError("invalid_value", "R-TIME-2", "S3.8e", "the steps of a year follow each other to its end")
        self._record(
            self.ArrangementSet,
            act,
            committee_id=committee_id,
            accept_from=first.isoformat(),
            accept_to=last.isoformat(),
            reviewed_by=plan.reviewed_by.isoformat(),
            prepared_by=plan.prepared_by.isoformat(),
        )

    def close_evaluation(self, act: Act) -> None:
        """Ends the declarations and meetings of the round, save for committees with a consent."""
        self._in_state(SeasonState.OPEN)
        self._record(self.EvaluationClosed, act)

    def close_approval(self, act: Act) -> None:
        """Ends the approvals of the round, save for committees with a consent."""
        self._in_state(SeasonState.EVALUATION_CLOSED)
        self._record(self.ApprovalClosed, act)

    def attest_annual_data(
        self, act: Act, *, organiser_uscc: str, checksum: str, committees: Collection[UUID] = ()
    ) -> None:
        """An organiser attests its data after all its decisions (S2.6c); once each.

        Approvals are closed, and no consent lets one of its `committees` decide on or after this day.
        """
        self._in_state(SeasonState.APPROVAL_CLOSED, SeasonState.REPORTED)
        open_until = [end for one in committees if (end := self.consents.get(one)) and end >= act.legal_date]
        if open_until:
            message = f"a postponed committee may decide through {max(open_until)}"
            raise DomainError("rule_refused", "R-TIME-4", "S2.6c", message)
        if organiser_uscc in self.reported:
            raise DomainError("wrong_state", clause="S2.6c", message="this organiser has already reported")
        self._record(self.AnnualDataReported, act, organiser_uscc=organiser_uscc, checksum=checksum)

    def facts(self, committee_id: UUID, tier: Tier) -> SeasonFacts:
        """The season as it binds one committee; a lower tier without a local window has no dates to submit in."""
        window = self.windows.get(committee_id)
        submit = Period(self.open_date) if tier is Tier.SENIOR else window.submit if window else None
        return SeasonFacts(
            year=self.year,
            open=self.state is SeasonState.OPEN,
            submit_from=submit.first if submit else None,
            submit_to=submit.last if submit else None,
            evaluation_deadline=self._evaluation_deadline(committee_id),
            approval_deadline=self.approval_deadline,
            consented_until=self.consents.get(committee_id),
            approval_closed=self.state in (SeasonState.APPROVAL_CLOSED, SeasonState.REPORTED),
            evaluation_closed_on=self.evaluation_closed_on,
        )

    def _in_state(self, *states: SeasonState) -> None:
        if self.state not in states:
            raise wrong_state("the season", self.state, " or ".join(states))

    def _evaluation_deadline(self, committee_id: UUID) -> date:
        window = self.windows.get(committee_id)
        return window.evaluation_deadline if window else self.senior_evaluation_deadline

    @event(LocalWindowSet)
    def _local_window_set(self, committee_id: UUID, submit_from: str, submit_to: str, evaluation_deadline: str) -> None:
        window = LocalWindow(Period.from_text(submit_from, submit_to), date.fromisoformat(evaluation_deadline))
        self.windows = {**self.windows, committee_id: window}

    @event(PostponementConsented)
    def _postponement_consented(self, committee_id: UUID, new_deadline: str) -> None:
        self.consents = {**self.consents, committee_id: date.fromisoformat(new_deadline)}

    @event(ArrangementSet)
    def _arrangement_set(
        self, committee_id: UUID, accept_from: str, accept_to: str, reviewed_by: str, prepared_by: str
    ) -> None:
        acceptance = Period.from_text(accept_from, accept_to)
        plan = Arrangement(acceptance, date.fromisoformat(reviewed_by), date.fromisoformat(prepared_by))
        self.arrangements = {**self.arrangements, committee_id: plan}

    @event(EvaluationClosed)
    def _evaluation_closed(self, legal_date: str) -> None:
        self.state = SeasonState.EVALUATION_CLOSED
        self.evaluation_closed_on = date.fromisoformat(legal_date)

    @event(ApprovalClosed)
    def _approval_closed(self) -> None:
        self.state = SeasonState.APPROVAL_CLOSED

    @event(AnnualDataReported)
    def _annual_data_reported(self, organiser_uscc: str) -> None:
        self.state = SeasonState.REPORTED
        self.reported = self.reported | {organiser_uscc}
