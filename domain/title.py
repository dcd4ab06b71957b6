"""A professional title (职称): granted, perhaps taken away by two persons for cause, never deleted, never expiring."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, event
from domain.errors import DomainError, require, wrong_state
from domain.finding import found
from domain.identity import title_id_for
from domain.rules.certification import r_cert_1, r_cert_2
from domain.rules.revocation import Effect, r_inv_1, r_rev_1, r_rev_1_decision, r_rev_2, r_rev_3, r_rev_5
from domain.standing import ApprovedResult, TitleFacts, TitleSource
from domain.title_events import TitleEvents as Happened
from domain.title_events import TitleState
from domain.values import DEREGISTRATION_CAUSES, Cause, Level, Scope, TitleOrigin

EFFECTIVE = frozenset({TitleState.GRANTED, TitleState.UNDER_REVOCATION})


@dataclass(frozen=True)
class Position:
    """What the registry knew from an instant on: the state, and since which legal date a fallen title has no effect."""

    known_from: datetime
    state: TitleState
    effective_from: date
    decided_on: date


class Title(Happened, Aggregate):
    """Its id follows from the declaration, so granting twice is one title."""

    TOPIC = "Title"

    @event(Happened.Granted)
    def __init__(
        self,
        *,
        person_id: UUID,
        origin: str,
        source_id: UUID,
        title_name: str,
        series_code: str,
        specialty_code: str,
        level: int,
        scope: str,
        grant_date: str,
        committee_id: UUID | None,
        region_code: str,
        timestamp: datetime,
    ) -> None:
        self.person_id = person_id
        self.origin = TitleOrigin(origin)
        self.source_id = source_id
        self.title_name = title_name
        self.series_code = series_code
        self.specialty_code = specialty_code
        self.level = Level(level)
        self.scope = Scope(scope)
        self.grant_date = date.fromisoformat(grant_date)
        self.committee_id = committee_id
        self.region_code = region_code
        self.state = TitleState.GRANTED
        self.cause: Cause | None = None
        self.proposer_id = ""
        self.heard = False
        self.certificate_no = ""
        self.certificate_version = 0
        self.source_authority = ""
        self.source_certificate_no = ""
        self.source_grant_date: date | None = None
        self.reviewed: frozenset[UUID] = frozenset()
        self.positions = [Position(timestamp, self.state, self.grant_date, self.grant_date)]

    @classmethod
    def grant(
        cls, act: Act, result: ApprovedResult, *, title_name: str, region_code: str, scope: Scope = Scope.GENERAL
    ) -> Self:
        """The title an approved declaration grants, from its approval date (R-CERT-1)."""
        if not title_name.strip():
            raise DomainError("invalid_value", message="a title needs its official name")
        return cls._begin(
            cls.Granted,
            title_id_for(result.declaration_id),
            act,
            ["R-CERT-1"],
            person_id=result.person_id,
            origin=TitleOrigin.EVALUATION.value,
            source_id=result.declaration_id,
            title_name=title_name,
            series_code=result.series_code,
            specialty_code=result.specialty_code,
            level=int(result.level),
            scope=scope.value,
            grant_date=result.approved_on.isoformat(),
            evaluation_date=result.evaluation_date.isoformat(),
            committee_id=result.committee_id,
            approving_body_uscc=result.approver_uscc,
            approval_document_no=result.document_ref,
            region_code=region_code,
        )

    @classmethod
    def grant_from(cls, act: Act, source: TitleSource, *, title_name: str, region_code: str) -> Self:
        """The title that a source other than an approved declaration grants, and what it rests on (4.5).

        Its scope is the source's, never wider; what holds inside one unit, or names no authority, grants nothing.
        """
        if source.origin is TitleOrigin.EVALUATION:
            raise DomainError("rule_refused", "R-CERT-1", "S2.6f", "an evaluated title rests on its approved result")
        if source.scope is Scope.UNIT_INTERNAL:
            raise DomainError("rule_refused", "R-CONF-3", "S2.3c", "what holds inside one unit is no source of a title")
        if not title_name.strip() or not source.source_authority.strip():
            raise DomainError("invalid_value", message="a title needs its official name and the authority behind it")
        recognised = source.origin is TitleOrigin.AID_RECOGNITION
        title = cls._begin(
            cls.Granted,
            title_id_for(source.source_id),
            act,
            source.rule_ids,
            person_id=source.person_id,
            origin=source.origin.value,
            source_id=source.source_id,
            title_name=title_name,
            series_code=source.series_code,
            specialty_code=source.specialty_code,
            level=int(source.level),
            scope=source.scope.value,
            grant_date=source.grant_date.isoformat(),
            evaluation_date=source.source_grant_date.isoformat(),
            committee_id=None,
            approving_body_uscc=source.source_authority if recognised else act.unit_uscc,
            approval_document_no=act.document_ref,
            region_code=region_code,
        )
        title._record(  # noqa: SLF001 - its own class
            cls.SourceCited,
            act,
            source.rule_ids,
            source_region=source.source_region,
            source_authority=source.source_authority,
            source_grant_date=source.source_grant_date.isoformat(),
            source_certificate_no=source.source_certificate_no,
        )
        return title

    @property
    def effective(self) -> bool:
        """Whether the title has effect as known now."""
        return self.state in EFFECTIVE

    def facts(self) -> TitleFacts:
        """What rules read about this title."""
        return TitleFacts(
            self.id,
            self.person_id,
            self.series_code,
            self.specialty_code,
            self.level,
            self.scope,
            self.grant_date,
            self.effective,
            origin=self.origin,
        )

    def position(self, known_at: datetime) -> Position | None:
        """What was known at an instant; None before the grant was recorded (two time axes, 4.0)."""
        return next((p for p in reversed(self.positions) if p.known_from <= known_at), None)

    def effective_on(self, on: date, known_at: datetime) -> bool:
        """Whether the title held on a legal date, as known at an instant: revoked ex tunc, it never did (R-REV-3)."""
        known = self.position(known_at)
        if known is None or on < self.grant_date:
            return False
        return known.state in EFFECTIVE or on < known.effective_from

    def propose_revocation(self, act: Act, *, cause: Cause, evidence_ref: str, passed_by: Collection[str] = ()) -> None:
        """Opens a proposal. `passed_by`: the committee members that passed the file; none of them may act (R-REV-2)."""
        if self.state is not TitleState.GRANTED:
            raise wrong_state("the title", self.state, "GRANTED", "R-REV-1")
        rules = [r_rev_1(cause, evidence_ref), r_rev_2("", act.actor_id, str(self.person_id), passed_by)]
        self._record(self.RevocationProposed, act, require(rules), cause=cause.value, evidence_ref=evidence_ref)

    def record_statement(self, act: Act, *, heard: bool) -> None:
        """Notes that the holder spoke (`heard`) or that the time to be heard has passed."""
        self._under_revocation()
        self._record(self.StatementRecorded, act, ["R-REV-1"], heard=heard)

    def drop_proposal(self, act: Act) -> None:
        """Keeps the title, by a reasoned document (R-ONE-2: "in principle")."""
        self._under_revocation()
        act.with_document("R-REV-1", "S3.6e")
        self._record(self.ProposalDropped, act, ["R-REV-1"])

    def decide_revocation(self, act: Act, *, passed_by: Collection[str] = (), complainant: str = "") -> None:
        """Takes the title away. The act's document and legal date are those of the decision (R-REV-1..3)."""
        cause = self._under_revocation()
        holder = str(self.person_id)
        rules = require(
            [
                r_rev_1_decision(act.document_ref, heard=self.heard),
                r_rev_2(act.actor_id, self.proposer_id, holder, passed_by, complainant),
            ]
        )
        effect = r_rev_3(cause)
        self._record(
            self.Revoked,
            act,
            rules.and_also(found("R-REV-3", "S3.4c", holds=True, effect=effect.value)),
            cause=cause.value,
            decision_date=act.legal_date.isoformat(),
            effect=effect.value,
            effective_from=self._void_from(effect, act.legal_date),
        )

    def rescind_revocation(self, act: Act) -> None:
        """Restores the title after re-examination, reconsideration or a court's decision; certificates stay revoked."""
        if self.state not in (TitleState.REVOKED, TitleState.INVALIDATED):
            raise wrong_state("the title", self.state, "REVOKED or INVALIDATED", "R-REV-1")
        act.with_document("R-REV-1", "S3.4c")
        self._record(self.RevocationRescinded, act, ["R-REV-1"])

    def invalidate(self, act: Act, *, cause: Cause, proposer_id: str, passed_by: Collection[str] = ()) -> None:
        """Follows an invalidated result: the title never had effect, and no record follows (R-INV-1)."""
        if not self.effective:
            raise wrong_state("the title", self.state, "GRANTED or UNDER_REVOCATION", "R-INV-1")
        holder = str(self.person_id)
        rules = [r_inv_1(cause, act.document_ref), r_rev_2(act.actor_id, proposer_id, holder, passed_by)]
        self._record(
            self.Invalidated,
            act,
            require(rules),
            cause=cause.value,
            proposer_id=proposer_id,
            decision_date=act.legal_date.isoformat(),
            effective_from=self._void_from(r_rev_3(cause), act.legal_date),
        )

    def deregister(self, act: Act, *, cause: Cause) -> None:
        """Takes the title off the register from the decision date on, without fault of the holder."""
        if self.state is not TitleState.GRANTED:
            raise wrong_state("the title", self.state, "GRANTED", "R-REV-3")
        if cause not in DEREGISTRATION_CAUSES:
            raise DomainError("rule_refused", "R-REV-3", "S3.4c", f"{cause.value} is no cause of deregistration")
        act.with_document("R-REV-3", "S3.4c")
        self._record(
            self.Deregistered,
            act,
            ["R-REV-3"],
            cause=cause.value,
            decision_date=act.legal_date.isoformat(),
            effective_from=self._void_from(r_rev_3(cause), act.legal_date),
        )

    def correct_descriptive_data(self, act: Act, *, title_name: str) -> None:
        """Corrects a spelling by document; level, series and date never change."""
        act.with_document("R-CERT-3", "S2.6f")
        if not title_name.strip():
            raise DomainError("invalid_value", message="a title needs its official name")
        self._record(self.DataCorrected, act, ["R-CERT-3"], title_name=title_name)

    def keep_after_review(self, act: Act, base: TitleFacts) -> None:
        """Keeps a title whose base fell, by reasoned document: an officer decides, never a rule (R-REV-5, AMB-12)."""
        if not self.effective:
            raise wrong_state("the title", self.state, "GRANTED or UNDER_REVOCATION", "R-REV-5")
        act.with_document("R-REV-5", "S3.4c")
        rules = require([r_rev_5(base, self.person_id)])
        if base.title_id in self.reviewed:
            raise wrong_state("the review", "decided", "one that waits", "R-REV-5")
        self._record(self.KeptAfterReview, act, rules, rests_on=base.title_id)

    def assign_certificate(self, act: Act, *, certificate_no: str, version: int) -> None:
        """Binds a certificate version to the effective title, in the transaction that prepares it (R-CERT-1, 2)."""
        numbered = r_cert_2(self.certificate_no, self.certificate_version, certificate_no, version)
        rules = require((r_cert_1(self.facts()), numbered))
        self._record(self.CertificateAssigned, act, rules, certificate_no=certificate_no, version=version)

    def _under_revocation(self) -> Cause:
        if self.state is not TitleState.UNDER_REVOCATION or self.cause is None:
            raise wrong_state("the title", self.state, "UNDER_REVOCATION", "R-REV-1")
        return self.cause

    def _void_from(self, effect: Effect, decided_on: date) -> str:
        return (self.grant_date if effect is Effect.EX_TUNC else decided_on).isoformat()

    def _fall(self, state: TitleState, known_from: datetime, effective_from: str, decided_on: str) -> None:
        self.state = state
        void_from, decided = date.fromisoformat(effective_from), date.fromisoformat(decided_on)
        self.positions = [*self.positions, Position(known_from, state, void_from, decided)]

    @event(Happened.SourceCited)
    def _source_cited(self, source_authority: str, source_grant_date: str, source_certificate_no: str) -> None:
        self.source_authority = source_authority
        self.source_grant_date = date.fromisoformat(source_grant_date)
        self.source_certificate_no = source_certificate_no

    @event(Happened.RevocationProposed)
    def _revocation_proposed(self, cause: str, actor_id: str) -> None:
        self.state = TitleState.UNDER_REVOCATION
        self.cause = Cause(cause)
        self.proposer_id = actor_id
        self.heard = False

    @event(Happened.StatementRecorded)
    def _statement_recorded(self) -> None:
        self.heard = True

    @event(Happened.ProposalDropped)
    def _proposal_dropped(self) -> None:
        self.state = TitleState.GRANTED
        self.cause = None
        self.proposer_id = ""

    @event(Happened.Revoked)
    def _revoked(self, timestamp: datetime, effective_from: str, decision_date: str) -> None:
        self._fall(TitleState.REVOKED, timestamp, effective_from, decision_date)

    @event(Happened.RevocationRescinded)
    def _revocation_rescinded(self, timestamp: datetime, legal_date: str) -> None:
        self._fall(TitleState.GRANTED, timestamp, self.grant_date.isoformat(), legal_date)
        self.cause = None
        self.proposer_id = ""

    @event(Happened.Invalidated)
    def _invalidated(self, timestamp: datetime, cause: str, effective_from: str, decision_date: str) -> None:
        self._fall(TitleState.INVALIDATED, timestamp, effective_from, decision_date)
        self.cause = Cause(cause)

    @event(Happened.Deregistered)
    def _deregistered(self, timestamp: datetime, cause: str, effective_from: str, decision_date: str) -> None:
        self._fall(TitleState.DEREGISTERED, timestamp, effective_from, decision_date)
        self.cause = Cause(cause)

    @event(Happened.DataCorrected)
    def _data_corrected(self, title_name: str) -> None:
        self.title_name = title_name

    @event(Happened.KeptAfterReview)
    def _kept_after_review(self, rests_on: UUID) -> None:
        self.reviewed = self.reviewed | {rests_on}

    @event(Happened.CertificateAssigned)
    def _certificate_assigned(self, certificate_no: str, version: int) -> None:
        self.certificate_no = certificate_no
        self.certificate_version = version
