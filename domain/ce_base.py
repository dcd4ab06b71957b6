"""A provincial continuing-education base (继续教育基地): assessed, rewarded, sent to rectify, revoked and replaced."""

from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, wrong_state
from domain.identity import ce_base_id


class BaseState(StrEnum):
    """Where a base stands."""

    APPROVED = "APPROVED"
    EXCELLENT = "EXCELLENT"
    QUALIFIED = "QUALIFIED"
    UNQUALIFIED = "UNQUALIFIED"
    RECTIFYING = "RECTIFYING"
    REVOKED = "REVOKED"


ASSESSMENTS = frozenset({BaseState.EXCELLENT, BaseState.QUALIFIED, BaseState.UNQUALIFIED})
"""What an assessment can say (S2.5k)."""
IN_USE = frozenset({BaseState.APPROVED, BaseState.EXCELLENT, BaseState.QUALIFIED})
"""A base that may be assessed; the others wait for rectification or are gone."""


class CeBase(Aggregate):
    """Failed means: rectify within a deadline; still failing after it means: revoked, and another one in its place."""

    TOPIC = "CeBase"

    class Event(Aggregate.Event):
        """A fact of this base."""

    class Added(Event, AggregateCreated):
        """Approved by document, in the place of a revoked one where `replaces` names it."""

        TOPIC = "BaseAdded"
        code: str
        uscc: str
        base_name: str
        replaces: UUID | None

    class Assessed(Event):
        """The assessment of one year."""

        TOPIC = "BaseAssessed"
        year: int
        result: str

    class Rewarded(Event):
        """An excellent base was rewarded."""

        TOPIC = "BaseRewarded"
        year: int

    class RectificationOrdered(Event):
        """A failed base has until the deadline, 24:00 of its day."""

        TOPIC = "BaseRectificationOrdered"
        deadline: str

    class Reassessed(Event):
        """Looked at again after rectification."""

        TOPIC = "BaseReassessed"
        passed: bool

    class Revoked(Event):
        """Still failing: no longer a base."""

        TOPIC = "BaseRevoked"

    @event(Added)
    def __init__(self, *, code: str, uscc: str, base_name: str, replaces: UUID | None) -> None:
        self.code = code
        self.uscc = uscc
        self.base_name = base_name
        self.replaces = replaces
        self.state = BaseState.APPROVED
        self.assessed_year = 0
        self.rewarded_year = 0
        self.deadline: date | None = None
        self.failed_again = False

    @classmethod
    def add(cls, act: Act, *, code: str, uscc: str, base_name: str, replaced: Self | None = None) -> Self:
        """Approves a base by document; one that replaces another comes only after that one was revoked (S2.5n)."""
        _documented(act, "S2.5n")
        if replaced is not None and replaced.state is not BaseState.REVOKED:
            raise wrong_state("the base to replace", replaced.state, BaseState.REVOKED)
        replaces = replaced.id if replaced else None
        return cls._begin(
            cls.Added, ce_base_id(code), act, code=code, uscc=uscc, base_name=base_name, replaces=replaces
        )

    def assess(self, act: Act, *, year: int, result: BaseState) -> None:
        """The result of a year's assessment, each year once and in order."""
        _documented(act, "S2.5j")
        self._in_state(*IN_USE)
        if result not in ASSESSMENTS:
            raise DomainError("invalid_value", "", "S2.5j", f"{result.value} is no result of an assessment")
        if not self.assessed_year < year <= act.legal_date.year:
            raise DomainError("invalid_value", "", "S2.5j", "a year is assessed once, in order, and not before it")
        self._record(self.Assessed, act, year=year, result=result.value)

    def reward(self, act: Act) -> None:
        """Rewards an excellent base, once for its assessment (S2.5k)."""
        _documented(act, "S2.5k")
        self._in_state(BaseState.EXCELLENT)
        if self.rewarded_year == self.assessed_year:
            raise wrong_state("the base", "rewarded for this assessment", "a new one")
        self._record(self.Rewarded, act, year=self.assessed_year)

    def order_rectification(self, act: Act, deadline: date) -> None:
        """A failed base rectifies within a deadline (S2.5l)."""
        _documented(act, "S2.5l")
        self._in_state(BaseState.UNQUALIFIED)
        if deadline <= act.legal_date:
            raise DomainError("invalid_value", "", "S2.5l", "a deadline lies after the day of its order")
        self._record(self.RectificationOrdered, act, deadline=deadline.isoformat())

    def reassess(self, act: Act, *, passed: bool) -> None:
        """Passed at any time; failed only once the deadline has passed, since until then the base may still rectify."""
        _documented(act, "S2.5l")
        self._in_state(BaseState.RECTIFYING)
        if not passed and self.deadline is not None and act.legal_date <= self.deadline:
            raise DomainError("rule_refused", "", "S2.5l", f"the deadline is {self.deadline}")
        self._record(self.Reassessed, act, passed=passed)

    def revoke(self, act: Act) -> None:
        """Takes the standing of a base that failed again (S2.5m)."""
        _documented(act, "S2.5m")
        self._in_state(BaseState.RECTIFYING)
        if not self.failed_again:
            raise DomainError(
                "rule_refused", "", "S2.5m", "only a base that failed again after its deadline is revoked"
            )
        self._record(self.Revoked, act)

    def _in_state(self, *states: BaseState) -> None:
        if self.state not in states:
            raise wrong_state("the base", self.state, " or ".join(states))

    @event(Assessed)
    def _assessed(self, year: int, result: str) -> None:
        self.assessed_year = year
        self.state = BaseState(result)

    @event(Rewarded)
    def _rewarded(self, year: int) -> None:
        self.rewarded_year = year

    @event(RectificationOrdered)
    def _rectification_ordered(self, deadline: str) -> None:
        self.deadline = date.fromisoformat(deadline)
        self.failed_again = False
        self.state = BaseState.RECTIFYING

    @event(Reassessed)
    def _reassessed(self, passed: bool) -> None:
        self.failed_again = not passed
        self.state = BaseState.QUALIFIED if passed else self.state

    @event(Revoked)
    def _revoked(self) -> None:
        self.state = BaseState.REVOKED


def _documented(act: Act, clause: str) -> None:
    act.with_document("", clause)
