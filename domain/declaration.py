"""A declaration (申报) from draft to approval or to one of its ends. The facts of the world arrive as arguments."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from domain.aggregate import Act, event
from domain.calendar import WorkingCalendar
from domain.declaration_ends import EndingDeclaration
from domain.declaration_events import DeclarationEvents as Happened
from domain.declaration_events import DeclarationState as State
from domain.errors import DomainError, require
from domain.finding import Finding, from_text
from domain.policy import NOTICE_2022, Policy
from domain.rules import guards
from domain.rules.commitment import Commitment
from domain.rules.route import Stage, unanswered
from domain.rules.steps import Review
from domain.rules.vote import r_vote_2
from domain.standing import ApprovedResult, CommitteeFacts, PersonFacts, SeasonFacts, Standing
from domain.values import (
    DirectGround,
    Level,
    Material,
    MaterialKind,
    Preference,
    PreferenceTag,
    ReviewStep,
    Route,
    Tally,
)


class Declaration(EndingDeclaration):
    """One person, one series, specialty and level, one season, one committee."""

    TOPIC = "Declaration"

    @classmethod
    def draft(
        cls,
        act: Act,
        declaration_id: UUID,
        *,
        person_id: UUID,
        season: int,
        series_code: str,
        specialty_code: str,
        level: Level,
        committee_id: UUID,
        route: Route = Route.ORDINARY,
    ) -> Self:
        """A draft, which takes no slot; what its route needs is asked at submission and acceptance."""
        return cls._begin(
            cls.Drafted,
            declaration_id,
            act,
            person_id=person_id,
            season=season,
            series_code=series_code,
            specialty_code=specialty_code,
            level=int(level),
            committee_id=committee_id,
            route=route.value,
        )

    def submit(
        self,
        act: Act,
        standing: Standing,
        *,
        chain: Sequence[ReviewStep],
        commitment_text: str,
        further: Sequence[Finding] = (),
        policy: Policy = NOTICE_2022,
    ) -> None:
        """Hands the declaration in and fixes its review chain. Saved in one transaction with the annual slot.

        `commitment_text`: the season's current text version. `further`: findings of rules this file does not know.
        """
        self._in_state(State.DRAFT)
        self._about(standing)
        findings = guards.submission(
            standing,
            act.legal_date,
            declaration_id=self.id,
            specialty_code=self.specialty_code,
            level=self.level,
            chain=chain,
            commitment=self.commitment,
            commitment_text=commitment_text,
            materials_hash=self.materials_hash,
            claims=self.claims,
            policy=policy,
        )
        self._record(
            self.Submitted,
            act,
            require([*findings, *further, *unanswered(self.route, Stage.SUBMISSION, further)]),
            standard_version=standing.standard.version,
            items=list(standing.standard.items_for(self.claims.tags)),
            chain=[{"name": s.name, "unit_uscc": s.unit_uscc} for s in chain],
        )

    def accept_by_committee(
        self, act: Act, standing: Standing, *, further: Sequence[Finding] = (), policy: Policy = NOTICE_2022
    ) -> None:
        """The committee office takes the file in: chain complete, filing in force and in scope, person eligible."""
        self._in_state(State.RECOMMENDED, rule_id="R-STEP-1")
        self._about(standing)
        findings = guards.acceptance(
            standing,
            act.legal_date,
            declaration_id=self.id,
            specialty_code=self.specialty_code,
            level=self.level,
            acceptor=act.actor_id,
            acceptor_uscc=act.unit_uscc,
            policy=policy,
        )
        asked = unanswered(self.route, Stage.ACCEPTANCE, further)
        self._record(self.Accepted, act, require([self.review_chain(), *findings, *further, *asked]))

    def record_tally(
        self,
        act: Act,
        *,
        meeting_date: date,
        tally: Tally,
        committee: CommitteeFacts,
        season: SeasonFacts,
        further: Sequence[Finding] = (),
        policy: Policy = NOTICE_2022,
    ) -> None:
        """Records the signed ballot of one meeting, once. Refused where it does not count; else R-VOTE-2 decides."""
        self._in_state(State.ACCEPTED, rule_id="R-VOTE-3")
        self._theirs(committee, season)
        if meeting_date > act.legal_date:
            raise DomainError("invalid_value", "R-TIME-2", "S3.8b", "a ballot is recorded after its meeting")
        rules = require([*guards.ballot(committee, season, meeting_date, tally, policy), *further])
        passing = r_vote_2(tally, policy)
        outcome = self.EvaluationPassed if passing.holds else self.EvaluationNotPassed
        self._record(
            outcome,
            act,
            rules.and_also(passing),
            meeting_date=meeting_date.isoformat(),
            committee_size=committee.size,
            present=tally.present,
            recused=tally.recused,
            yes=tally.yes,
            no=tally.no,
            abstain=tally.abstain,
            proxies=tally.proxies,
        )

    def approve(
        self,
        act: Act,
        standing: Standing,
        *,
        at_meeting: PersonFacts,
        calendar: WorkingCalendar,
        further: Sequence[Finding] = (),
        policy: Policy = NOTICE_2022,
    ) -> None:
        """Approves by document, every guard asked again (4.4, iv). `at_meeting`: the person on the meeting date."""
        self._in_state(State.RESULT_PUBLICISED, rule_id="R-PUB-2")
        act.with_document("R-CERT-1", "S3.8c")
        self._about(standing)
        if at_meeting.on != self.meeting_date or at_meeting.person_id != self.person_id:
            raise DomainError("invalid_value", message="the facts are not of the applicant on the meeting date")
        findings = guards.approval(
            standing,
            act.legal_date,
            at_meeting=at_meeting,
            declaration_id=self.id,
            specialty_code=self.specialty_code,
            level=self.level,
            chain=self.chain,
            reviews=self.reviews,
            approver=act.actor_id,
            posted_on=self.posted_on,
            calendar=calendar,
            claims=self.claims,
            policy=policy,
        )
        rules = require([*findings, self._undisputed(), *further])
        self._record(self.ResultApproved, act, rules, flags=guards.flags_in(rules.findings))

    def approved_result(self) -> ApprovedResult:
        """What the title is granted from; raises R-CERT-1 unless the result is approved."""
        if self.state is not State.APPROVED or self.result is None:
            raise DomainError("rule_refused", "R-CERT-1", "S2.6f", "the result is not approved")
        return self.result

    @event(Happened.MaterialsListed)
    def _materials_listed(self, materials: list[dict[str, str]], materials_hash: str) -> None:
        self.materials = tuple(Material(MaterialKind(m["kind"]), m["sha256"]) for m in materials)
        self.materials_hash = materials_hash

    @event(Happened.DirectRouteGrounded)
    def _direct_route_grounded(self, ground: str, ground_document: str, evidence: str) -> None:
        self.ground = DirectGround(ground)
        self.ground_document = ground_document
        self.ground_evidence = evidence

    @event(Happened.PreferenceClaimed)
    def _preference_claimed(self, tag: str, evidence: str, policy_ref: str) -> None:
        claimed = Preference(PreferenceTag(tag), evidence, policy_ref)
        self.preferences = (*(p for p in self.preferences if p.tag is not claimed.tag), claimed)

    @event(Happened.CommitmentSigned)
    def _commitment_signed(self, actor_id: str, text_version: str, materials_hash: str) -> None:
        self.commitment = Commitment(actor_id, text_version, materials_hash)

    @event(Happened.Submitted)
    def _submitted(
        self, standard_version: str, items: list[str], chain: list[dict[str, str]], grounds: str = ""
    ) -> None:
        self.flags = tuple(guards.flags_in(from_text(grounds)))
        self.standard_version = standard_version
        self.items = tuple(items)
        self.chain = tuple(ReviewStep(step["name"], step["unit_uscc"]) for step in chain)

    @event(Happened.UnitReviewPassed)
    def _unit_review_passed(self, actor_id: str, unit_uscc: str) -> None:
        self.reviews = (*self.reviews, Review(0, actor_id, unit_uscc))

    @event(Happened.UnitPublicityStarted)
    def _unit_publicity_started(self, posted_on: str) -> None:
        self.posted_on = date.fromisoformat(posted_on)

    @event(Happened.UnitPublicityCompleted)
    def _unit_publicity_completed(self) -> None:
        self.posted_on = None
        self.state = State.UNIT_PUBLICISED
        self._recommend_when_complete()

    @event(Happened.ResultPublicityStarted)
    def _result_publicity_started(self, posted_on: str) -> None:
        self.posted_on = date.fromisoformat(posted_on)

    @event(Happened.PublicityInterrupted)
    def _publicity_interrupted(self) -> None:
        self.posted_on = None

    @event(Happened.ObjectionFiled)
    def _objection_filed(self, objection_id: UUID) -> None:
        self.open_objections = self.open_objections | {objection_id}

    @event(Happened.ObjectionResolved)
    def _objection_resolved(self, objection_id: UUID, upheld: bool) -> None:
        self.open_objections = self.open_objections - {objection_id}
        self.upheld_objections = self.upheld_objections | ({objection_id} if upheld else set())

    @event(Happened.LevelReviewPassed)
    def _level_review_passed(self, level_no: int, actor_id: str, unit_uscc: str) -> None:
        self.reviews = (*self.reviews, Review(level_no, actor_id, unit_uscc))
        self._recommend_when_complete()

    @event(Happened.CorrectionRequested)
    def _correction_requested(self, unit_uscc: str, deadline: str) -> None:
        self.correcting_bodies = self.correcting_bodies | {unit_uscc}
        self.correction_deadline = date.fromisoformat(deadline)
        self.resumes_at = self.state

    @event(Happened.CorrectionSupplied)
    def _correction_supplied(self) -> None:
        self.state = self.resumes_at or self.state
        self.resumes_at = None

    @event(Happened.EvaluationPassed)
    def _evaluation_passed(self, meeting_date: str) -> None:
        self.meeting_date = date.fromisoformat(meeting_date)

    @event(Happened.EvaluationNotPassed)
    def _evaluation_not_passed(self, meeting_date: str) -> None:
        self.meeting_date = date.fromisoformat(meeting_date)

    @event(Happened.ResultApproved)
    def _result_approved(self, legal_date: str, unit_uscc: str, document_ref: str, flags: list[str]) -> None:
        self.flags = tuple(dict.fromkeys((*self.flags, *flags)))
        approved_on = date.fromisoformat(legal_date)
        self.result = ApprovedResult(
            self.id,
            self.person_id,
            self.series_code,
            self.specialty_code,
            self.level,
            self.committee_id,
            self.meeting_date or approved_on,
            approved_on,
            unit_uscc,
            document_ref,
        )

    def _recommend_when_complete(self) -> None:
        if len(self.reviews) == len(self.chain):
            self.state = State.RECOMMENDED
