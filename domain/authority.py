"""A delegated right of evaluation (评审权): who holds it for which series; how it is corrected, suspended, withdrawn.

What an inspection found is `domain.inspection`; whether earlier results fall is decided result by result (AMB-10).
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.finding import Finding, Grounds
from domain.identity import authority_id
from domain.rules.authority import r_auth_1_failure, r_auth_1_order, r_auth_1_suspension, r_auth_1_withdrawal
from domain.standing import AuthorityFacts
from domain.stoppage import Stoppage
from domain.values import Level, OrganiserKind


class AuthorityState(StrEnum):
    """Where a right stands. R-AUTH-2: only DELEGATED allows acceptance, meeting and approval."""

    DELEGATED = "DELEGATED"
    RECTIFYING = "RECTIFYING"
    SUSPENDED = "SUSPENDED"
    WITHDRAWN = "WITHDRAWN"


class EvaluationAuthority(Aggregate):
    """One unit and one series. Dates follow each other; a deadline that passes changes nothing by itself (R-AUTH-2)."""

    TOPIC = "EvaluationAuthority"

    class Event(Aggregate.Event):
        """A fact of this right."""

    class Delegated(Event, AggregateCreated):
        """PHRSS delegated the right by document."""

        TOPIC = "AuthorityDelegated"
        holder_uscc: str
        holder_kind: str
        series_code: str
        levels: list[int]

    class SigningKeyBound(Event):
        """Certificates of this right's titles are signed by that key of its holder."""

        TOPIC = "AuthoritySigningKeyBound"
        kid: str

    class RectificationOrdered(Event):
        """What an inspection found is to be put right by a day."""

        TOPIC = "RectificationOrdered"
        inspection_id: UUID
        findings: int
        deadline: str

    class RectificationSubmitted(Event):
        """The holder reports what was done."""

        TOPIC = "RectificationSubmitted"
        report_ref: str

    class RectificationAccepted(Event):
        """PHRSS is satisfied; the right stands again unless it is suspended."""

        TOPIC = "RectificationAccepted"
        right_stands: bool

    class RectificationFailed(Event):
        """It was not put right, or not in time."""

        TOPIC = "RectificationFailed"
        reason: str
        quality_assured: bool

    class Suspended(Event):
        """No acceptance, meeting or approval from that day on."""

        TOPIC = "EvaluationSuspended"
        especially_serious: str

    class Resumed(Event):
        """The right may be used again from that day on."""

        TOPIC = "EvaluationResumed"

    class Withdrawn(Event):
        """The right is gone; titles granted before stand (AMB-10)."""

        TOPIC = "EvaluationRightWithdrawn"
        especially_serious: str

    @event(Delegated)
    def __init__(
        self, *, holder_uscc: str, holder_kind: str, series_code: str, levels: list[int], legal_date: str
    ) -> None:
        self.holder_uscc = holder_uscc
        self.holder_kind = OrganiserKind(holder_kind)
        self.series_code = series_code
        self.levels = frozenset(Level(level) for level in levels)
        self.since = self.changed_on = date.fromisoformat(legal_date)
        self.state = AuthorityState.DELEGATED
        self.stoppage = Stoppage()
        self.kids: tuple[str, ...] = ()
        self.inspection_id: UUID | None = None
        self.deadline: date | None = None
        self.report_ref = ""
        self.failed = False
        self.rectified = False
        self.withdrawn_at: datetime | None = None

    @classmethod
    def delegate(
        cls, act: Act, *, holder_uscc: str, holder_kind: OrganiserKind, series_code: str, levels: Sequence[Level]
    ) -> Self:
        """Delegates by document the evaluation of one series at these levels (S2.8a). PHRSS holds its right already."""
        act.with_document("R-AUTH-2", "S2.8a")
        if holder_kind is OrganiserKind.PHRSS or not levels:
            raise DomainError(
                "invalid_value", "R-AUTH-2", "S2.8a", "a right names a holder beside PHRSS and its levels"
            )
        return cls._begin(
            cls.Delegated,
            authority_id(holder_uscc, series_code),
            act,
            ["R-AUTH-2"],
            holder_uscc=holder_uscc,
            holder_kind=holder_kind.value,
            series_code=series_code,
            levels=sorted({int(level) for level in levels}),
        )

    def bind_signing_key(self, act: Act, *, kid: str, announced_by: str, purpose: str) -> None:
        """Names a certificate key that the holder announced; withdrawal ends it, and never the key of another."""
        self._in_state(AuthorityState.DELEGATED, rule_id="R-AUTH-3")
        if announced_by != self.holder_uscc or purpose != "certificate":
            message = "a right is bound to a certificate key that its own holder announced"
            raise DomainError("rule_refused", "R-AUTH-3", "S2.8f", message)
        if kid in self.kids:
            raise DomainError("wrong_state", "R-AUTH-3", "S2.8f", "this key is bound already")
        self._record(self.SigningKeyBound, act, ["R-AUTH-3"], kid=kid)

    def order_rectification(self, act: Act, *, inspection_id: UUID, findings: int, deadline: date) -> None:
        """Orders that the findings are put right by a day; also again after a failure with quality assured (S2.8d)."""
        if not (self.state is AuthorityState.RECTIFYING and self.failed):
            self._in_state(AuthorityState.DELEGATED)
        self._in_order(act)
        facts = {"inspection_id": inspection_id, "findings": findings, "deadline": deadline.isoformat()}
        self._record(
            self.RectificationOrdered, act, require([r_auth_1_order(findings, deadline, act.legal_date)]), **facts
        )

    def submit_rectification(self, act: Act, *, report_ref: str) -> None:
        """The holder's report: by 24:00 of the deadline, or any time while suspended."""
        self._in_state(AuthorityState.RECTIFYING, AuthorityState.SUSPENDED)
        self._in_order(act)
        late = self.deadline is not None and act.legal_date > self.deadline
        if self.state is AuthorityState.RECTIFYING and (late or self.failed):
            raise DomainError("rule_refused", "R-AUTH-1", "S2.8d", f"the deadline was {self.deadline}")
        self._record(self.RectificationSubmitted, act, ["R-AUTH-1"], report_ref=report_ref)

    def accept_rectification(self, act: Act) -> None:
        """Ends the order; a suspended right still needs to be resumed."""
        self._in_state(AuthorityState.RECTIFYING, AuthorityState.SUSPENDED)
        self._in_order(act)
        if not self.report_ref or (self.failed and self.state is AuthorityState.RECTIFYING):
            raise DomainError("wrong_state", "R-AUTH-1", "S2.8d", "nothing that could be accepted was submitted")
        stands = self.state is AuthorityState.RECTIFYING
        self._record(self.RectificationAccepted, act, ["R-AUTH-1"], right_stands=stands)

    def fail_rectification(self, act: Act, *, reason: str, quality_assured: bool) -> None:
        """Finds the rectification ineffective; where quality is not assured the right is suspended with it (S2.8f)."""
        self._in_state(AuthorityState.RECTIFYING)
        self._in_order(act)
        if self.failed or self.deadline is None:
            raise DomainError("wrong_state", "R-AUTH-1", "S2.8f", "this rectification has failed already")
        act.with_document("R-AUTH-1", "S2.8f")
        failure = r_auth_1_failure(self.deadline, act.legal_date, submitted=bool(self.report_ref))
        rules = require([failure])
        self._record(self.RectificationFailed, act, rules, reason=reason, quality_assured=quality_assured)
        if not quality_assured:
            self._record(self.Suspended, act, rules, especially_serious="")

    def suspend(self, act: Act, *, especially_serious: str = "") -> None:
        """Stops the right by document, from its date. `especially_serious`: the document of S3.2d, to do so at once."""
        self._in_state(AuthorityState.DELEGATED, AuthorityState.RECTIFYING)
        rules = self._decided(act, r_auth_1_suspension(especially_serious, failed=self.failed))
        self._record(self.Suspended, act, rules, especially_serious=especially_serious)

    def resume(self, act: Act) -> None:
        """Gives a suspended right back, once its rectification is accepted."""
        self._in_state(AuthorityState.SUSPENDED)
        self._in_order(act)
        act.with_document("R-AUTH-1", "S2.8f")
        if not self.rectified:
            raise DomainError("rule_refused", "R-AUTH-1", "S2.8f", "the rectification is not accepted")
        self._record(self.Resumed, act, ["R-AUTH-1"])

    def withdraw(self, act: Act, *, especially_serious: str = "") -> None:
        """Takes the right away by document: from suspension, else only by the document of S3.2d (R-AUTH-1)."""
        self._in_state(AuthorityState.DELEGATED, AuthorityState.RECTIFYING, AuthorityState.SUSPENDED)
        suspended = self.state is AuthorityState.SUSPENDED
        rules = self._decided(act, r_auth_1_withdrawal(especially_serious, suspended=suspended))
        self._record(self.Withdrawn, act, rules, especially_serious=especially_serious)

    def facts(self) -> AuthorityFacts:
        """What R-AUTH-2 reads."""
        return AuthorityFacts(self.id, self.levels, self.since, self.stoppage.periods)

    def _decided(self, act: Act, finding: Finding) -> Grounds:
        self._in_order(act)
        act.with_document("R-AUTH-1", "S2.8f")
        return require([finding])

    def _in_order(self, act: Act) -> None:
        if act.legal_date < self.changed_on:
            message = f"the last step was dated {self.changed_on}; nothing is dated before it"
            raise DomainError("invalid_value", "R-AUTH-1", "S2.8f", message)

    def _in_state(self, *states: AuthorityState, rule_id: str = "R-AUTH-1") -> None:
        if self.state not in states:
            raise wrong_state("the right of evaluation", self.state, " or ".join(states), rule_id)

    def _move(self, state: AuthorityState, legal_date: str) -> None:
        self.state = state
        self.changed_on = date.fromisoformat(legal_date)
        if state is AuthorityState.DELEGATED:
            self.stoppage = self.stoppage.lifted(self.changed_on)
        else:
            self.stoppage = self.stoppage.begun(self.changed_on)

    @event(SigningKeyBound)
    def _signing_key_bound(self, kid: str) -> None:
        self.kids = (*self.kids, kid)

    @event(RectificationOrdered)
    def _rectification_ordered(self, inspection_id: UUID, deadline: str, legal_date: str) -> None:
        self._move(AuthorityState.RECTIFYING, legal_date)
        self.inspection_id = inspection_id
        self.deadline = date.fromisoformat(deadline)
        self.report_ref = ""
        self.failed = self.rectified = False

    @event(RectificationSubmitted)
    def _rectification_submitted(self, report_ref: str, legal_date: str) -> None:
        self.report_ref = report_ref
        self.changed_on = date.fromisoformat(legal_date)

    @event(RectificationAccepted)
    def _rectification_accepted(self, right_stands: bool, legal_date: str) -> None:
        self.rectified = True
        self.failed = False
        if right_stands:
            self._move(AuthorityState.DELEGATED, legal_date)
        self.changed_on = date.fromisoformat(legal_date)

    @event(RectificationFailed)
    def _rectification_failed(self, legal_date: str) -> None:
        self.failed = True
        self.changed_on = date.fromisoformat(legal_date)

    @event(Suspended)
    def _suspended(self, legal_date: str) -> None:
        self._move(AuthorityState.SUSPENDED, legal_date)
        self.report_ref = ""
        self.rectified = False

    @event(Resumed)
    def _resumed(self, legal_date: str) -> None:
        self._move(AuthorityState.DELEGATED, legal_date)

    @event(Withdrawn)
    def _withdrawn(self, timestamp: datetime, legal_date: str) -> None:
        self._move(AuthorityState.WITHDRAWN, legal_date)
        self.withdrawn_at = timestamp
