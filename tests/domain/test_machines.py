"""Random histories of titles, certificates, records and declarations, whatever order people try things in."""

from collections.abc import Callable
from datetime import timedelta
from unittest import TestCase

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.aggregate import Act
from domain.certificate import Certificate, CertificateState
from domain.declaration_events import DeclarationState
from domain.integrity import IntegrityRecord
from domain.title import EFFECTIVE
from domain.title_events import TitleState
from domain.values import Cause, Tally
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import (
    ALL_MET,
    CALENDAR,
    CHAIN,
    ORGANISER,
    PHRSS,
    REVIEWERS,
    Case,
    act,
    at,
    day,
    named,
    title,
)

STAGES = {
    "signed": "2022-07-20",
    "submitted": "2022-07-22",
    "unit_reviewed": "2022-07-25",
    "unit_publicised": "2022-08-10",
    "recommended": "2022-09-01",
    "accepted": "2022-11-01",
    "evaluated": "2022-11-19",
    "result_publicised": "2022-11-29",
}
PEOPLE = ["proposer", "decider", "expert-1", str(named("张示例"))]
CAUSES = list(Cause)
NO = "AHZC-2022-05-412-000001-J"
who, cause = st.sampled_from(PEOPLE), st.sampled_from(CAUSES)


class Dated(RuleBasedStateMachine):
    """Time passes by whole days."""

    def __init__(self) -> None:
        super().__init__()
        self.today = day("2023-01-01")

    @rule(days=st.sampled_from([1, 8]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    def act(self, actor: str = "officer", unit: str = PHRSS) -> Act:
        return act(self.today.isoformat(), actor, unit=unit)


class TitleLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.title = title()
        self.granted = (self.title.level, self.title.grant_date, self.title.scope, self.title.person_id)

    @rule(actor=who, cause=cause)
    def propose(self, actor: str, cause: Cause) -> None:
        attempt(
            self.title,
            lambda: self.title.propose_revocation(
                self.act(actor), cause=cause, evidence_ref="e", passed_by=["expert-1"]
            ),
        )

    @rule(heard=st.booleans())
    def hear(self, heard: bool) -> None:
        attempt(self.title, lambda: self.title.record_statement(self.act(), heard=heard))

    @rule(actor=who)
    def decide(self, actor: str) -> None:
        proposer = self.title.proposer_id
        if attempt(self.title, lambda: self.title.decide_revocation(self.act(actor), passed_by=["expert-1"])):
            assert actor != proposer
            assert actor == {"proposer": "decider", "decider": "proposer"}[proposer]

    @rule()
    def drop(self) -> None:
        attempt(self.title, lambda: self.title.drop_proposal(self.act()))

    @rule()
    def rescind(self) -> None:
        attempt(self.title, lambda: self.title.rescind_revocation(self.act()))

    @rule(actor=who, cause=cause)
    def invalidate(self, actor: str, cause: Cause) -> None:
        attempt(self.title, lambda: self.title.invalidate(self.act(actor), cause=cause, proposer_id="proposer"))

    @rule(cause=cause)
    def deregister(self, cause: Cause) -> None:
        attempt(self.title, lambda: self.title.deregister(self.act(), cause=cause))

    @rule(version=st.integers(1, 3))
    def assign(self, version: int) -> None:
        effective = self.title.effective
        if attempt(self.title, lambda: self.title.assign_certificate(self.act(), certificate_no=NO, version=version)):
            assert effective

    @invariant()
    def what_was_granted_stays(self) -> None:
        assert (self.title.level, self.title.grant_date, self.title.scope, self.title.person_id) == self.granted

    @invariant()
    def the_last_position_is_the_state(self) -> None:
        last = self.title.positions[-1]
        assert last.state == self.title.state or {last.state, self.title.state} <= EFFECTIVE
        assert self.title.effective_on(self.today, at(self.today.isoformat())) is self.title.effective

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.title)


class CertificateLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.title = title()
        self.index = 100
        self.ever_revoked: set[int] = set()
        self.certificate = Certificate.prepare(
            self.act(), self.title.facts(), certificate_no=NO, status_list=1, status_index=99, sealed_body="b"
        )

    @rule(fresh=st.booleans())
    def prepare_reissue(self, fresh: bool) -> None:
        self.index += fresh
        attempt(
            self.certificate,
            lambda: self.certificate.prepare_reissue(
                self.act(), self.title.facts(), status_list=1, status_index=self.index, sealed_body="b", reason="LOST"
            ),
        )

    @rule(version=st.integers(1, 6))
    def issue(self, version: int) -> None:
        instant = at(self.today.isoformat())
        attempt(
            self.certificate,
            lambda: self.certificate.issue(
                self.act(), self.title.facts(), version=version, sealed_token="t", kid="aa" * 8, signed_at=instant
            ),
        )

    @rule(version=st.one_of(st.none(), st.integers(1, 6)))
    def revoke(self, version: int | None) -> None:
        attempt(self.certificate, lambda: self.certificate.revoke(self.act(), cause="FRAUD", version=version))

    @rule()
    def revoke_the_title(self) -> None:
        if self.title.state is TitleState.GRANTED:
            self.title.propose_revocation(self.act("proposer"), cause=Cause.FRAUD, evidence_ref="e")
            self.title.record_statement(self.act(), heard=True)
            self.title.decide_revocation(self.act("decider"))
        else:
            self.title.rescind_revocation(self.act())

    @invariant()
    def at_most_one_version_is_issued(self) -> None:
        issued = [v for v in self.certificate.versions.values() if v.state is CertificateState.ISSUED]
        assert len(issued) <= 1
        assert all(v.sealed_token for v in issued)

    @invariant()
    def versions_are_dense_and_indexes_unique(self) -> None:
        versions = self.certificate.versions
        assert list(versions) == list(range(1, len(versions) + 1))
        assert len({v.status_index for v in versions.values()}) == len(versions)

    @invariant()
    def what_was_revoked_stays_revoked(self) -> None:
        revoked = {n for n, v in self.certificate.versions.items() if v.state is CertificateState.REVOKED}
        assert self.ever_revoked <= revoked
        self.ever_revoked = revoked

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.certificate)


class RecordLife(Dated):
    def __init__(self) -> None:
        super().__init__()
        self.record = IntegrityRecord.open(
            act("2023-01-01", "decider"), person_id=named("p"), n=1, cause=Cause.FRAUD, proposer_id="proposer"
        )

    @rule(step=st.sampled_from(["request_review", "uphold", "annul", "mark_expired"]))
    def step(self, step: str) -> None:
        attempt(self.record, lambda: getattr(self.record, step)(self.act()))

    @rule()
    def wait_a_year(self) -> None:
        self.today += timedelta(days=365)

    @invariant()
    def the_period_never_moves(self) -> None:
        assert self.record.last_day == day("2026-01-01")

    @invariant()
    def only_dates_and_annulment_decide(self) -> None:
        assert self.record.active(self.today) is (not self.record.annulled and self.today <= day("2026-01-01"))

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.record)


ORDER = {state: place for place, state in enumerate(DeclarationState)}
ENDS = {"REJECTED", "WITHDRAWN", "DEEMED_WITHDRAWN", "VETOED", "CANCELLED", "INVALIDATED", "EVALUATED_FAIL"}


class DeclarationLife(Dated):
    @initialize(stage=st.sampled_from(list(reversed(STAGES))))
    def begin(self, stage: str) -> None:
        self.case = Case()
        getattr(self.case, stage)()
        self.declaration = self.case.declaration
        self.today = day(STAGES[stage])
        self.seen = [self.declaration.state]

    def do(self, what: Callable[[], object]) -> None:
        attempt(self.declaration, what)
        if self.declaration.state != self.seen[-1]:
            self.seen.append(self.declaration.state)

    @rule()
    def submit(self) -> None:
        self.do(lambda: self.case.submitted(self.today.isoformat()))

    @rule(level_no=st.integers(0, 4), n=st.integers(0, 3))
    def review(self, level_no: int, n: int) -> None:
        reviewer = self.act(REVIEWERS[n], CHAIN[n].unit_uscc)
        if level_no == 0:
            self.do(lambda: self.declaration.pass_unit_review(reviewer, ALL_MET))
        else:
            self.do(lambda: self.declaration.pass_level_review(reviewer, level_no, ALL_MET))

    @rule(
        step=st.sampled_from(
            ["start_unit_publicity", "complete_unit_publicity", "start_result_publicity", "complete_result_publicity"]
        )
    )
    def publicise(self, step: str) -> None:
        self.do(lambda: getattr(self.declaration, step)(self.act(), CALENDAR))

    @rule(upheld=st.booleans(), new=st.booleans())
    def dispute(self, upheld: bool, new: bool) -> None:
        if new:
            self.do(lambda: self.declaration.file_objection(self.act(), named("o"), CALENDAR))
        else:
            self.do(lambda: self.declaration.resolve_objection(self.act(), named("o"), upheld=upheld))

    @rule()
    def correct(self) -> None:
        deadline = self.today + timedelta(days=3)
        self.do(lambda: self.declaration.request_correction(self.act("hr"), items=["x"], deadline=deadline))
        self.do(lambda: self.declaration.supply_correction(self.act(self.case.applicant)))

    @rule()
    def accept(self) -> None:
        office = self.act("office", ORGANISER)
        self.do(lambda: self.declaration.accept_by_committee(office, self.case.standing(self.today.isoformat())))

    @rule(yes=st.integers(10, 20))
    def vote(self, yes: int) -> None:
        case, tally = self.case, Tally(20, 0, yes, 20 - yes, 0)
        season = case.season.facts(case.committee.id, case.committee.tier)
        self.do(
            lambda: self.declaration.record_tally(
                self.act(), meeting_date=self.today, tally=tally, committee=case.committee.facts(), season=season
            )
        )

    @rule()
    def approve(self) -> None:
        self.do(lambda: self.case.approve(self.today.isoformat()))

    @rule()
    def go_on(self) -> None:
        """The right next step by the right person: chance alone rarely walks the whole path."""
        level = len(self.declaration.reviews)
        which = {DeclarationState.UNIT_REVIEWED: "unit", DeclarationState.EVALUATED_PASS: "result"}
        match self.declaration.state:
            case DeclarationState.DRAFT:
                self.submit()
            case DeclarationState.SUBMITTED | DeclarationState.UNIT_PUBLICISED:
                self.review(level, level)
            case DeclarationState.UNIT_REVIEWED | DeclarationState.EVALUATED_PASS as state:
                step = "start" if self.declaration.posted_on is None else "complete"
                self.publicise(f"{step}_{which[state]}_publicity")
            case DeclarationState.RECOMMENDED:
                self.accept()
            case DeclarationState.ACCEPTED:
                self.vote(20)
            case DeclarationState.RESULT_PUBLICISED:
                self.approve()

    @rule(end=st.sampled_from(["withdraw", "veto", "cancel", "invalidate"]), dice=st.integers(1, 6))
    def end(self, end: str, dice: int) -> None:
        ways: dict[str, Callable[[], object]] = {
            "withdraw": lambda: self.declaration.withdraw(self.act(self.case.applicant)),
            "veto": lambda: self.declaration.veto(self.act(), cause=Cause.FRAUD),
            "cancel": lambda: self.declaration.cancel_for_multiple(self.act()),
            "invalidate": lambda: self.declaration.invalidate(
                self.act("decider"), cause=Cause.PROCEDURE, proposer_id="proposer"
            ),
        }
        if dice == 1:
            self.do(ways[end])

    @invariant()
    def states_only_move_forward(self) -> None:
        steps = [ORDER[s] for s in self.seen if s != DeclarationState.CORRECTION_WANTED and s not in ENDS]
        assert steps == sorted(steps)
        assert all(s not in ENDS for s in self.seen[:-1]) or self.seen[-1] in {"INVALIDATED", "VETOED"}

    @invariant()
    def nothing_is_approved_without_its_whole_path(self) -> None:
        if self.declaration.state != DeclarationState.APPROVED:
            return
        told = [type(event).__name__ for event in self.declaration.pending_events]
        assert {"CommitmentSigned", "UnitPublicityCompleted", "ResultPublicityCompleted", "EvaluationPassed"} <= set(
            told
        )
        assert self.declaration.review_chain().holds
        assert not self.declaration.open_objections | self.declaration.upheld_objections

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.declaration)


def tried(machine: type[RuleBasedStateMachine]) -> type[TestCase]:
    machine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
    return machine.TestCase


TestTitleLife = tried(TitleLife)
TestCertificateLife = tried(CertificateLife)
TestRecordLife = tried(RecordLife)
TestDeclarationLife = tried(DeclarationLife)
