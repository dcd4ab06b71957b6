"""Random histories of letters, aid evaluations and confirmations, whatever order people try things in."""

from datetime import timedelta
from unittest import TestCase

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.aggregate import Act
from domain.aid import AidEvaluation, AidEvaluationState
from domain.entrustment import EntrustmentLetter
from domain.formal_confirmation import FormalConfirmationState
from domain.rules.aid import Place
from domain.rules.entrustment import LetterState
from domain.standing import TitleSource
from domain.values import Level, Scope
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import PHRSS, act, committee, day, named, season
from tests.domain.stories_recognition import (
    PEER,
    asked,
    checked,
    confirmed_by_firm,
    file,
    flagged,
    hired,
    neighbours_title,
    outbound_letter,
    posting,
    provinces_letter,
    superiors_letter,
)

WHO = st.sampled_from(["one", "two", str(named("张示例"))])
COMMITTEE = committee().facts()
ENDS = {LetterState.USED, LetterState.WITHDRAWN, LetterState.EXPIRED}


class Dated(RuleBasedStateMachine):
    """Time passes by whole days."""

    def __init__(self) -> None:
        super().__init__()
        self.today = day("2022-07-01")

    @rule(days=st.sampled_from([1, 40]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    def act(self, actor: str = "officer", document: str = "虚构1号") -> Act:
        return act(self.today.isoformat(), actor, unit=PHRSS, document=document)


class LetterLife(Dated):
    @initialize(kind=st.sampled_from(["superior", "province", "outbound"]))
    def begin(self, kind: str) -> None:
        made = {"superior": superiors_letter, "province": provinces_letter, "outbound": outbound_letter}
        self.letter: EntrustmentLetter = made[kind]()
        self.uses = 0
        self.ended: LetterState | None = None

    @rule(step=st.sampled_from(["consent", "withdraw"]))
    def step(self, step: str) -> None:
        attempt(self.letter, lambda: getattr(self.letter, step)(self.act()))

    @rule()
    def designate(self) -> None:
        attempt(self.letter, lambda: self.letter.designate(self.act(), COMMITTEE))

    @rule()
    def issue(self) -> None:
        attempt(self.letter, lambda: self.letter.issue(self.act(), outside_committee="邻省虚构评委会"))

    @rule(level=st.sampled_from([Level.ASSOCIATE_SENIOR, Level.FULL_SENIOR]), year=st.sampled_from([2022, 2023]))
    def use(self, level: Level, year: int) -> None:
        if attempt(self.letter, lambda: self.letter.use(self.act(), file(level, year=year), named("d"))):
            self.uses += 1
            assert (level, year) == (Level.ASSOCIATE_SENIOR, 2022)

    @rule()
    def use_outside(self) -> None:
        self.uses += attempt(self.letter, lambda: self.letter.use_outside(self.act()))

    @rule()
    def expire(self) -> None:
        over = season()
        over.close_evaluation(self.act())
        over.close_approval(self.act())
        attempt(self.letter, lambda: self.letter.expire(self.act(), over.facts(COMMITTEE.committee_id, COMMITTEE.tier)))

    @invariant()
    def it_is_used_at_most_once_and_an_end_is_an_end(self) -> None:
        if not hasattr(self, "letter"):
            return
        assert self.uses <= 1
        assert (self.uses == 1) is (self.letter.state is LetterState.USED)
        assert self.ended in (None, self.letter.state)
        self.ended = self.letter.state if self.letter.state in ENDS else None

    @invariant()
    def replaying_agrees(self) -> None:
        if hasattr(self, "letter"):
            assert_replay_agrees(self.letter)


class AidLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.today = day("2021-08-01")
        self.posting = posting()
        self.evaluation = AidEvaluation.choose(self.act(), None, self.posting, season=2021, place=Place.RECEIVING)

    @rule()
    def approve(self) -> None:
        attempt(self.evaluation, lambda: self.evaluation.approve_materials(self.act()))

    @rule()
    def accept(self) -> None:
        attempt(self.evaluation, lambda: self.evaluation.record_acceptance(self.act(), authority_uscc=PEER))

    @rule(scope=st.sampled_from(list(Scope)))
    def obtain(self, scope: Scope) -> None:
        attempt(
            self.evaluation,
            lambda: self.evaluation.record_title(
                self.act("recorder"),
                title_name="高级工程师",
                series_code="05",
                specialty_code="",
                level=Level.ASSOCIATE_SENIOR,
                scope=scope,
                certificate_no="ZZ-1",
                document_sha256="ab" * 32,
            ),
        )

    @rule(last_day=st.sampled_from(["2022-02-28", "2022-02-27"]), on_expiry=st.booleans())
    def end(self, last_day: str, on_expiry: bool) -> None:
        attempt(
            self.posting,
            lambda: self.posting.end(self.act(), last_day=day(last_day), returned_on_expiry=on_expiry),
        )

    @rule(who=st.sampled_from(["recorder", "another"]))
    def recognise(self, who: str) -> None:
        if attempt(self.evaluation, lambda: self.evaluation.recognise(self.act(who, document=""), self.posting)):
            assert who == "another"
            service, title = self.posting.service, self.evaluation.title
            assert service.last_day == day("2022-02-28")
            assert service.returned_on_expiry
            assert title is not None
            assert service.start <= title.obtained_on <= service.last_day
            assert title.scope is not Scope.UNIT_INTERNAL

    @invariant()
    def nothing_is_accepted_before_it_was_approved(self) -> None:
        e = self.evaluation
        if e.accepted_on is not None:
            assert e.approved_on is not None
            assert e.approved_on <= e.accepted_on
        assert (e.title is not None) is (e.state in {AidEvaluationState.OBTAINED, AidEvaluationState.RECOGNISED})

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.evaluation)
        assert_replay_agrees(self.posting)


class FormalLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.today = day("2022-10-01")
        self.request = asked(neighbours_title(None))
        self.verifier = ""
        self.reporter = ""

    @rule(who=WHO, good=st.sampled_from([True, False, None]), scope=st.sampled_from([None, *Scope]))
    def verify(self, who: str, good: bool | None, scope: Scope | None) -> None:
        found = checked(self.today.isoformat(), good=good)
        if attempt(
            self.request,
            lambda: self.request.verify_source(self.act(who), found, scope=scope, evidence_sha256="ab" * 32),
        ):
            self.verifier = who

    @rule(who=WHO, despite=st.booleans())
    def grant(self, who: str, despite: bool) -> None:
        granted: list[TitleSource] = []
        if attempt(
            self.request,
            lambda: granted.append(self.request.grant(self.act(who), hired(), frozenset(), despite_scope=despite)),
        ):
            assert who not in {self.verifier, str(named("张示例"))}
            assert granted[0].scope is self.request.source.scope is not Scope.UNIT_INTERNAL
            assert despite or granted[0].scope is Scope.GENERAL

    @rule(who=WHO)
    def report(self, who: str) -> None:
        if attempt(self.request, lambda: self.request.lose_basis(self.act(who))):
            self.reporter = who

    @rule(who=WHO)
    def void(self, who: str) -> None:
        if attempt(self.request, lambda: self.request.void(self.act(who))):
            assert who != self.reporter
            assert self.request.granted_on is not None

    @rule()
    def refuse(self) -> None:
        attempt(self.request, lambda: self.request.refuse(self.act(), reason="x"))

    @rule()
    def uphold(self) -> None:
        attempt(self.request, lambda: self.request.uphold(self.act()))

    @invariant()
    def a_refused_request_never_granted_anything(self) -> None:
        if self.request.state is FormalConfirmationState.REFUSED:
            assert self.request.granted_on is None

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.request)


class UnitLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.today = day("2022-10-02")
        self.own = confirmed_by_firm()
        self.breach = flagged("2022-10-01")

    @rule()
    def lapse(self) -> None:
        attempt(self.own, lambda: self.own.lapse(self.act(), last_day=self.today))

    @rule(document=st.sampled_from(["", "虚构1号"]))
    def void(self, document: str) -> None:
        attempt(self.own, lambda: self.own.void(self.act(document=document)))

    @rule(document=st.sampled_from(["", "虚构1号"]))
    def lift(self, document: str) -> None:
        attempt(self.breach, lambda: self.breach.lift(self.act(document=document)))

    @rule()
    def flag(self) -> None:
        attempt(self.breach, lambda: flagged(self.today.isoformat(), self.breach))

    @invariant()
    def dates_alone_end_it(self) -> None:
        standing = self.own.state.value != "VOIDED"
        ended = self.own.last_day is not None and self.today > self.own.last_day
        assert self.own.in_force(self.today) is (standing and not ended)

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.own)
        assert_replay_agrees(self.breach)


def tried(machine: type[RuleBasedStateMachine]) -> type[TestCase]:
    machine.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
    return machine.TestCase


TestLetterLife = tried(LetterLife)
TestAidLife = tried(AidLife)
TestFormalLife = tried(FormalLife)
TestUnitLife = tried(UnitLife)
