"""Random histories of a petition, whatever order people try things in."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.aggregate import Act
from domain.petition_events import PetitionState
from domain.rules.petition import Consequence, FourChecks
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import FIRM, PHRSS, act, day, named
from tests.domain.stories_petition import HANDLER, TARGET, petition

WHO = st.sampled_from(["officer", HANDLER, TARGET])
REASON = st.sampled_from(["", "reasoned"])
OPEN = {PetitionState.ACCEPTED, PetitionState.INVESTIGATING, PetitionState.REOPENED}


class PetitionLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.today = day("2022-08-01")
        self.case = petition()
        self.finished = True

    def by(self, who: str) -> Act:
        return act(self.today.isoformat(), who, "PETITION_OFFICER", PHRSS)

    @rule(days=st.sampled_from([1, 20]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(who=WHO, late=st.booleans())
    def decide(self, who: str, late: bool) -> None:
        if late:
            attempt(self.case, lambda: self.case.refuse(self.by(who), sealed_reason="s"))
        else:
            attempt(self.case, lambda: self.case.accept(self.by(who)))

    @rule(who=WHO, handler=WHO, unit=st.sampled_from([PHRSS, FIRM]), days=st.integers(-1, 95))
    def assign(self, who: str, handler: str, unit: str, days: int) -> None:
        due_on = self.today + timedelta(days=days)
        if attempt(
            self.case,
            lambda: self.case.assign(self.by(who), handler_id=handler, handler_unit=unit, due_on=due_on),
        ):
            assert handler != TARGET
            assert unit != FIRM
            assert who != TARGET

    @rule(who=WHO)
    def find(self, who: str) -> None:
        if attempt(self.case, lambda: self.case.record_finding(self.by(who), sealed_finding="s")):
            assert who == self.case.handler_id

    @rule(who=WHO)
    def extend(self, who: str) -> None:
        before = self.case.extended
        if attempt(self.case, lambda: self.case.extend(self.by(who), reason="r")):
            assert not before

    @rule(who=WHO, substantiated=st.booleans(), handled=st.booleans())
    def conclude(self, who: str, substantiated: bool, handled: bool) -> None:
        checks = FourChecks(facts=True, characterisation=True, handling=handled, procedure=True)
        if attempt(
            self.case,
            lambda: self.case.issue_opinion(
                self.by(who), substantiated=substantiated, checks=checks, sealed_opinion="s"
            ),
        ):
            assert handled
            assert self.case.sealed_findings

    @rule(who=WHO)
    def report(self, who: str) -> None:
        attempt(self.case, lambda: self.case.report(self.by(who)))

    @rule(who=WHO, finished=st.one_of(st.none(), st.booleans()), reason=REASON)
    def close(self, who: str, finished: bool | None, reason: str) -> None:
        followed = [] if finished is None else [Consequence(named("t"), finished)]
        if attempt(
            self.case,
            lambda: self.case.close(self.by(who), delivered_on=self.today, followed=followed, no_action_reason=reason),
        ):
            assert finished is not False
            assert not self.case.substantiated or bool(followed) != bool(reason)

    @rule(who=WHO)
    def reopen(self, who: str) -> None:
        attempt(self.case, lambda: self.case.reopen(self.by(who)))

    @invariant()
    def an_open_case_has_a_limit_that_dates_alone_decide(self) -> None:
        limit = self.case.decide_by if self.case.state is PetitionState.REGISTERED else self.case.handle_by
        if self.case.state in OPEN:
            assert (self.case.due_on or limit) <= limit
            assert self.case.overdue(limit + timedelta(days=1))

    @invariant()
    def somebody_is_responsible_for_what_is_investigated(self) -> None:
        if self.case.state is PetitionState.INVESTIGATING:
            assert self.case.handler_id not in {"", TARGET}

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.case)


TestPetitionLife = PetitionLife.TestCase
TestPetitionLife.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
