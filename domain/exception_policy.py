"""A separate policy (单独政策): approved by PHRSS before anybody uses it, and every use of it on record (S3.2b)."""

from datetime import date
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require
from domain.identity import exception_policy_id
from domain.rules.authority import r_auth_4
from domain.values import Period


class ExceptionPolicy(Aggregate):
    """Known by its approval document. It loosens no rule by itself: what it changes, officers decide on its ground."""

    TOPIC = "ExceptionPolicy"

    class Event(Aggregate.Event):
        """A fact of this policy."""

    class Approved(Event, AggregateCreated):
        """PHRSS approved it for a unit and a time."""

        TOPIC = "ExceptionPolicyApproved"
        holder_uscc: str
        series_code: str
        text: str
        valid_from: str
        valid_to: str

    class Applied(Event):
        """A declaration is judged under it."""

        TOPIC = "ExceptionPolicyApplied"
        declaration_id: UUID

    @event(Approved)
    def __init__(
        self, *, holder_uscc: str, series_code: str, text: str, valid_from: str, valid_to: str, legal_date: str
    ) -> None:
        self.holder_uscc = holder_uscc
        self.series_code = series_code
        self.text = text
        self.valid = Period.from_text(valid_from, valid_to)
        self.approved_on = date.fromisoformat(legal_date)
        self.applied_to: frozenset[UUID] = frozenset()

    @classmethod
    def approve(cls, act: Act, *, holder_uscc: str, series_code: str, text: str, valid: Period) -> Self:
        """Approves by document; legal date and document are those of the approval."""
        document = act.with_document("R-AUTH-4", "S3.2b")
        if valid.last is None or valid.last < valid.first or not text.strip():
            raise DomainError("invalid_value", "R-AUTH-4", "S3.2b", "a separate policy says what it is, and until when")
        return cls._begin(
            cls.Approved,
            exception_policy_id(document),
            act,
            ["R-AUTH-4"],
            holder_uscc=holder_uscc,
            series_code=series_code,
            text=text,
            valid_from=valid.first.isoformat(),
            valid_to=valid.last.isoformat(),
        )

    def apply(self, act: Act, *, declaration_id: UUID, organiser_uscc: str, series_code: str) -> None:
        """Notes that a declaration is judged under it: by its own unit, in its series, in its time, after approval."""
        if (organiser_uscc, series_code) != (self.holder_uscc, self.series_code):
            raise DomainError("rule_refused", "R-AUTH-4", "S3.2b", "the policy was approved for another unit or series")
        if not self.valid.covers(act.legal_date):
            raise DomainError("rule_refused", "R-AUTH-4", "S3.2b", "the policy is not in force on this date")
        if declaration_id in self.applied_to:
            raise DomainError("wrong_state", "R-AUTH-4", "S3.2b", "this use is on record already")
        rules = require([r_auth_4(self.approved_on, act.legal_date)])
        self._record(self.Applied, act, rules, declaration_id=declaration_id)

    @event(Applied)
    def _applied(self, declaration_id: UUID) -> None:
        self.applied_to = self.applied_to | {declaration_id}
