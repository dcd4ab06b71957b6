"""Random histories of delegated rights, committees and seasons, whatever order people try things in."""

from datetime import date, timedelta
from unittest import TestCase

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.aggregate import Act
from domain.authority import AuthorityState
from domain.rules.authority import r_auth_2
from domain.rules.timing import r_time_2, r_time_3
from domain.season import Arrangement
from domain.values import OrganiserKind, Period, Relation, Tally, Tier
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import act, committee, day, engineer, named, season
from tests.domain.stories_authority import authority

pytestmark = pytest.mark.covers("R-AUTH-1", "R-AUTH-2")

EXPERTS = st.sampled_from([f"expert-{n}" for n in (1, 2, 3, 26)])
FILES = st.sampled_from([named("a"), named("b")])
PEOPLE = [f"expert-{n}" for n in range(1, 21)]


class Dated(RuleBasedStateMachine):
    """Time passes by whole days; some acts are dated a little earlier than today."""

    def __init__(self) -> None:
        super().__init__()
        self.today = day("2022-07-01")

    @rule(days=st.sampled_from([1, 5, 40]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    def act(self, back: int = 0, document: str = "d") -> Act:
        return act((self.today - timedelta(days=back)).isoformat(), document=document)


class RightLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.right = authority()
        self.seen = [self.right.state]

    @rule(findings=st.integers(0, 2), ahead=st.integers(-1, 10))
    def order(self, findings: int, ahead: int) -> None:
        deadline = self.today + timedelta(days=ahead)
        attempt(
            self.right,
            lambda: self.right.order_rectification(
                self.act(), inspection_id=named("i"), findings=findings, deadline=deadline
            ),
        )

    @rule(step=st.sampled_from(["accept_rectification", "resume"]), back=st.integers(0, 3))
    def step(self, step: str, back: int) -> None:
        attempt(self.right, lambda: getattr(self.right, step)(self.act(back)))

    @rule()
    def submit(self) -> None:
        attempt(self.right, lambda: self.right.submit_rectification(self.act(), report_ref="r"))

    @rule(assured=st.booleans())
    def fail(self, assured: bool) -> None:
        attempt(self.right, lambda: self.right.fail_rectification(self.act(), reason="x", quality_assured=assured))

    @rule(
        step=st.sampled_from(["suspend", "withdraw"]),
        serious=st.sampled_from(["", "", "s"]),
        document=st.sampled_from(["", "d"]),
    )
    def stop(self, step: str, serious: str, document: str) -> None:
        before, failed = self.right.state, self.right.failed
        done = attempt(self.right, lambda: getattr(self.right, step)(self.act(0, document), especially_serious=serious))
        if done and not serious:
            assert document
            assert before is AuthorityState.SUSPENDED if step == "withdraw" else failed

    @invariant()
    def only_a_delegated_right_lets_anybody_judge_today(self) -> None:
        filed = committee()
        filed.organiser_kind = OrganiserKind.AUTONOMOUS_UNIT
        may = r_auth_2(filed.facts(authority=self.right.facts()), self.today).holds
        assert may is (self.right.state is AuthorityState.DELEGATED)

    @invariant()
    def what_is_withdrawn_stays_withdrawn(self) -> None:
        if self.right.state is not self.seen[-1]:
            self.seen.append(self.right.state)
        assert AuthorityState.WITHDRAWN not in self.seen[:-1]
        assert (self.right.withdrawn_at is not None) is (self.right.state is AuthorityState.WITHDRAWN)

    @invariant()
    def periods_of_suspension_follow_each_other(self) -> None:
        periods = self.right.stoppage.periods
        assert all(period.last is not None for period in periods[:-1])
        assert [p.first for p in periods] == sorted(p.first for p in periods)

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.right)


class CommitteeLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.committee = committee()
        self.applicant = engineer().facts(day("2022-07-01"))

    @rule(seats=st.sampled_from([23, 24, 25]), conflicts=st.sets(EXPERTS, max_size=1), seed=st.sampled_from("ab"))
    def draw(self, seats: int, conflicts: set[str], seed: str) -> None:
        attempt(
            self.committee,
            lambda: self.committee.draw_experts(
                self.act(),
                season=self.today.year,
                seats=seats,
                seed_hex=seed * 32,
                conflicts=dict.fromkeys(conflicts, Relation.KIN),
            ),
        )

    @rule(file=FILES, expert=EXPERTS)
    def recuse(self, file: object, expert: str) -> None:
        attempt(
            self.committee,
            lambda: self.committee.recuse(
                self.act(),
                declaration_id=file,  # type: ignore[arg-type]
                expert_id=expert,
                relation=Relation.KIN,
            ),
        )

    @rule(file=FILES, recused=st.integers(0, 3), named_ones=st.booleans())
    def ballot(self, file: object, recused: int, named_ones: bool) -> None:
        aside = self.committee.conflicted(file, self.applicant)  # type: ignore[arg-type]
        tally = Tally(present=20, recused=recused, yes=20 - recused, no=0, abstain=0)
        if attempt(
            self.committee,
            lambda: self.committee.record_attendance(
                self.act(),
                declaration_id=file,  # type: ignore[arg-type]
                season=2022,
                meeting_date=self.today,
                tally=tally,
                applicant=self.applicant,
                attending=PEOPLE if named_ones else None,
            ),
        ):
            assert recused == len(aside & set(PEOPLE)) if named_ones else not aside and not recused

    @rule(step=st.sampled_from(["suspend", "resume", "dissolve"]), dice=st.integers(1, 3))
    def change(self, step: str, dice: int) -> None:
        if dice == 1 or step != "dissolve":
            attempt(self.committee, lambda: getattr(self.committee, step)(self.act()))

    @invariant()
    def only_a_filed_committee_judges_today(self) -> None:
        assert r_auth_2(self.committee.facts(), self.today).holds is (self.committee.state == "FILED")

    @invariant()
    def a_draw_seats_members_only_and_never_fewer_than_prescribed(self) -> None:
        for drawn in self.committee.draws.values():
            assert len(set(drawn.experts)) == 25
            assert set(drawn.experts) <= self.committee.members

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.committee)


class SeasonLife(Dated):
    """One committee of each tier; whatever is set, nobody decides in another year without a consent."""

    def __init__(self) -> None:
        super().__init__()
        self.season = season()
        self.ids = {tier: named(tier.value) for tier in Tier}

    @rule(tier=st.sampled_from(list(Tier)), first=st.integers(-20, 200), length=st.integers(-1, 60))
    def window(self, tier: Tier, first: int, length: int) -> None:
        begin = day("2022-07-01") + timedelta(days=first)
        end = begin + timedelta(days=length)
        attempt(
            self.season,
            lambda: self.season.set_local_window(
                self.act(),
                committee_id=self.ids[tier],
                tier=tier,
                submit=Period(begin, end),
                evaluation_deadline=end + timedelta(days=20),
            ),
        )

    @rule(tier=st.sampled_from(list(Tier)), ahead=st.integers(0, 200), document=st.sampled_from(["", "d"]))
    def consent(self, tier: Tier, ahead: int, document: str) -> None:
        deadline = self.season.facts(self.ids[tier], tier).evaluation_deadline
        if attempt(
            self.season,
            lambda: self.season.consent_postponement(
                self.act(0, document),
                committee_id=self.ids[tier],
                new_deadline=deadline + timedelta(days=ahead),
                reason="疫情",
            ),
        ):
            assert document
            assert self.today <= deadline

    @rule(step=st.sampled_from(["close_evaluation", "close_approval"]), dice=st.integers(1, 3))
    def close(self, step: str, dice: int) -> None:
        if dice == 1:
            attempt(self.season, lambda: getattr(self.season, step)(self.act()))

    @rule(mine=st.sets(st.sampled_from(list(Tier))))
    def attest(self, mine: set[Tier]) -> None:
        committees = [self.ids[tier] for tier in mine]
        unit = "-".join(sorted(mine))
        if attempt(
            self.season,
            lambda: self.season.attest_annual_data(
                self.act(), organiser_uscc=unit, checksum="c", committees=committees
            ),
        ):
            assert not any(r_time_3(self.season.facts(self.ids[tier], tier), self.today).holds for tier in mine)

    @rule(first=st.integers(-5, 200), steps=st.lists(st.integers(0, 60), min_size=3, max_size=3))
    def arrange(self, first: int, steps: list[int]) -> None:
        begin = day("2022-07-01") + timedelta(days=first)
        days: list[date] = [begin := begin + timedelta(days=n) for n in (0, *steps)]
        plan = Arrangement(Period(days[0], days[1]), days[2], days[3])
        attempt(
            self.season,
            lambda: self.season.set_arrangement(self.act(), committee_id=self.ids[Tier.SENIOR], plan=plan),
        )

    @invariant()
    def nobody_meets_or_approves_in_another_year_without_a_consent(self) -> None:
        for tier, one in self.ids.items():
            facts = self.season.facts(one, tier)
            for later in (day("2023-01-01"), day("2023-06-01")):
                consented = facts.consented_until is not None and later <= facts.consented_until
                assert r_time_2(facts, later).holds is consented
                assert r_time_3(facts, later).holds is consented
            assert not r_time_2(facts, day("2021-12-31")).holds

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.season)


def tried(machine: type[RuleBasedStateMachine]) -> type[TestCase]:
    machine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
    return machine.TestCase


TestRightLife = tried(RightLife)
TestCommitteeLife = tried(CommitteeLife)
TestSeasonLife = tried(SeasonLife)
