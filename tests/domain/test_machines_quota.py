"""Posts and accounts of education under any order of acts: the sums hold, nothing is lost, replay agrees."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.ce_base import BaseState, CeBase
from domain.education import ContinuingEducationAccount, StudyMode, SubjectKind, VoidReason
from domain.post_quota import PostQuota, ReleaseReason
from domain.values import Level
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import act, day, named
from tests.domain.stories_quota import SCHOOL
from tests.domain.test_machines import tried

files = st.sampled_from([named(f"declaration {n}") for n in range(4)])
people = st.sampled_from([named(f"person {n}") for n in range(3)])
few, years = st.integers(0, 3), st.integers(2020, 2023)


class PostLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.posts = self.attested(None, 3, 1)

    @staticmethod
    def attested(existing: PostQuota | None, approved: int, occupied: int) -> PostQuota:
        figures: dict[str, Any] = {"approved": approved, "occupied": occupied}
        return PostQuota.attest(
            act("2022-06-01"), existing, uscc=SCHOOL, season=2022, level=Level.FULL_SENIOR, **figures
        )

    @rule(approved=few, occupied=few)
    def attest(self, approved: int, occupied: int) -> None:
        attempt(self.posts, lambda: self.attested(self.posts, approved, occupied))

    @rule(declaration=files, person=people, same_level=st.booleans())
    def reserve(self, declaration: Any, person: Any, same_level: bool) -> None:
        facts = {"declaration_id": declaration, "person_id": person, "same_level": same_level}
        attempt(self.posts, lambda: self.posts.reserve(act("2022-07-20"), **facts))

    @rule(declaration=files, reason=st.sampled_from(ReleaseReason))
    def release(self, declaration: Any, reason: ReleaseReason) -> None:
        attempt(self.posts, lambda: self.posts.release(act("2022-07-20"), declaration, reason))

    @rule(declaration=files, person=people)
    def occupy(self, declaration: Any, person: Any) -> None:
        facts = {"declaration_id": declaration, "person_id": person, "title_id": named("t")}
        attempt(self.posts, lambda: self.posts.occupy(act("2022-11-29"), **facts))

    @rule(person=people)
    def excuse(self, person: Any) -> None:
        attempt(self.posts, lambda: self.posts.grant_exception(act("2022-07-01"), person))

    @invariant()
    def no_post_is_given_twice(self) -> None:
        assert self.posts.occupied >= 0
        assert self.posts.occupied + self.posts.reserved <= self.posts.approved
        assert not set(self.posts.held) & set(self.posts.taken)

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.posts)


class LearnerLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.account = ContinuingEducationAccount.open(act("2022-01-05"), named("p"))
        self.topics: dict[int, str] = {}
        self.recorded = 0

    @rule(year=years, topic=st.sampled_from("12"))
    def choose(self, year: int, topic: str) -> None:
        attempt(self.account, lambda: self.account.choose_topic(act("2022-06-01"), year=year, topic=topic))

    @rule(year=years, hours=st.integers(0, 60))
    def learn(self, year: int, hours: int) -> None:
        attempt(self.account, lambda: self.account.learn_public_need(act("2022-06-01"), year=year, hours=hours))

    @rule(year=years, certificate=st.sampled_from(["", "GX"]))
    def sit(self, year: int, certificate: str) -> None:
        exam = {"year": year, "certificate_no": certificate}
        attempt(self.account, lambda: self.account.record_exam(act("2022-06-01"), **exam))  # type: ignore[arg-type]

    @rule(year=years, hours=st.integers(0, 60))
    def study(self, year: int, hours: int) -> None:
        study = {"year": year, "hours": hours, "provider_uscc": SCHOOL, "mode": StudyMode.ONLINE}
        attempt(self.account, lambda: self.account.record_professional(act("2022-06-01"), **study))  # type: ignore[arg-type]

    @rule(entry=st.integers(0, 6))
    def void(self, entry: int) -> None:
        attempt(
            self.account,
            lambda: self.account.void(act("2022-06-01"), entry_no=entry, reason=VoidReason.NOT_ATTENDED),
        )

    @rule(year=years)
    def close(self, year: int) -> None:
        attempt(self.account, lambda: self.account.close_year(act("2022-06-01"), year))

    @invariant()
    def a_topic_never_changes(self) -> None:
        assert self.topics.items() <= self.account.topics.items()
        self.topics = dict(self.account.topics)

    @invariant()
    def entries_only_grow_and_keep_their_number(self) -> None:
        assert len(self.account.entries) >= self.recorded
        assert [entry.number for entry in self.account.entries] == list(range(1, len(self.account.entries) + 1))
        self.recorded = len(self.account.entries)

    @invariant()
    def without_a_passed_exam_no_public_need_hour_counts(self) -> None:
        for year, hours in self.account.facts().years.items():
            counted = [e for e in self.account.entries if e.year == year and e.voided is None]
            learned = sum(e.hours for e in counted if e.kind is SubjectKind.PUBLIC_NEED)
            assert hours.public_need == (learned if year in self.account.certificates else 0)
            assert hours.credited <= sum(e.hours for e in counted)
            assert year <= 2022

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.account)


class BaseLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.today = day("2022-03-01")
        self.base = CeBase.add(act("2020-01-01"), code="AH-01", uscc=SCHOOL, base_name="虚构基地")

    @rule(days=st.sampled_from([1, 60, 366]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days)

    @rule(result=st.sampled_from(BaseState))
    def assess(self, result: BaseState) -> None:
        attempt(self.base, lambda: self.base.assess(self.act(), year=self.today.year, result=result))

    @rule()
    def order(self) -> None:
        attempt(self.base, lambda: self.base.order_rectification(self.act(), self.today + timedelta(30)))

    @rule(passed=st.booleans())
    def reassess(self, passed: bool) -> None:
        attempt(self.base, lambda: self.base.reassess(self.act(), passed=passed))

    @rule()
    def revoke(self) -> None:
        if attempt(self.base, lambda: self.base.revoke(self.act())):
            assert self.base.deadline is not None
            assert self.today > self.base.deadline

    @rule()
    def reward(self) -> None:
        if attempt(self.base, lambda: self.base.reward(self.act())):
            assert self.base.state is BaseState.EXCELLENT

    def act(self) -> Any:
        return act(self.today.isoformat())

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.base)


TestPostLife = pytest.mark.covers("R-POST-1")(tried(PostLife))
TestLearnerLife = pytest.mark.covers("S2.5d", "S2.5e")(tried(LearnerLife))
TestBaseLife = tried(BaseLife)
