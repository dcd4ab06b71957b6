"""A title obtained elsewhere, confirmed by the department for the whole province (S2.3d).

What the 2018 Measures demand is not computed: a person decides, by document (AMB-7).
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.confirmation import check_from, check_text, source_from, source_text
from domain.errors import DomainError, require, wrong_state
from domain.finding import Finding, found
from domain.identity import formal_confirmation_id
from domain.policy import NOTICE_2022, Policy
from domain.rules.confirmation import (
    SourceCheck,
    SourceTitle,
    Track,
    r_conf_1,
    r_conf_2,
    r_conf_3_source,
    r_conf_4,
    r_conf_5,
)
from domain.rules.revocation import r_rev_2
from domain.standing import Employment, TitleSource
from domain.values import Scope, TitleOrigin


class FormalConfirmationState(StrEnum):
    """Where a request stands; BASIS_LOST: the source fell, and a second person has yet to decide."""

    REQUESTED = "REQUESTED"
    SOURCE_VERIFIED = "SOURCE_VERIFIED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    BASIS_LOST = "BASIS_LOST"
    VOIDED = "VOIDED"


class FormalConfirmation(Aggregate):
    """Track FORMAL (4.12): verified by one person, decided by another; what it grants is a title of its own."""

    TOPIC = "FormalConfirmation"

    class Event(Aggregate.Event):
        """A fact of this request."""

    class Requested(Event, AggregateCreated):
        """The person or the employer asked."""

        TOPIC = "FormalConfirmationRequested"
        person_id: UUID
        n: int
        employer_uscc: str
        source: dict[str, str]

    class SourceVerified(Event):
        """The source was found effective, with the scope that its authority states."""

        TOPIC = "SourceTitleVerified"
        check: dict[str, str]
        scope: str
        evidence_sha256: str

    class SourceNotVerified(Event):
        """The source was not found effective, or nothing could be told."""

        TOPIC = "SourceTitleNotVerified"
        check: dict[str, str]
        evidence_sha256: str

    class Granted(Event):
        """The department confirms; the title's grant date is this event's legal date (R-CONF-5)."""

        TOPIC = "FormalConfirmationGranted"

    class Refused(Event):
        """The department does not confirm."""

        TOPIC = "FormalConfirmationRefused"
        reason: str

    class BasisLost(Event):
        """The source authority took the source title away."""

        TOPIC = "ConfirmationBasisLost"

    class Upheld(Event):
        """The report was wrong: the source stands."""

        TOPIC = "ConfirmationUpheld"
        state: str

    class Voided(Event):
        """A second person decided that the confirmation fell with its source."""

        TOPIC = "ConfirmationVoided"
        reporter_id: str

    @event(Requested)
    def __init__(self, person_id: UUID, n: int, employer_uscc: str, source: dict[str, str]) -> None:
        self.person_id = person_id
        self.n = n
        self.employer_uscc = employer_uscc
        self.source = source_from(source)
        self.check: SourceCheck | None = None
        self.verifier_id = ""
        self.reporter_id = ""
        self.granted_on: date | None = None
        self.document_ref = ""
        self.state = FormalConfirmationState.REQUESTED

    @classmethod
    def request(
        cls,
        act: Act,
        *,
        person_id: UUID,
        n: int,
        employer_uscc: str,
        source: SourceTitle,
        confirmers: frozenset[str],
    ) -> Self:
        """The n-th request of a person. Refused at once only where the source is a unit's own confirmation."""
        rules = require([r_conf_3_source(source, employer_uscc, confirmers)])
        return cls._begin(
            cls.Requested,
            formal_confirmation_id(person_id, n),
            act,
            rules,
            person_id=person_id,
            n=n,
            employer_uscc=employer_uscc,
            source=source_text(source),
        )

    def verify_source(self, act: Act, check: SourceCheck, *, scope: Scope | None, evidence_sha256: str) -> None:
        """Records what a check found; only an effective source of known scope is verified. It may be tried again."""
        self._in_state(FormalConfirmationState.REQUESTED)
        act.with_document("R-CONF-4", "S2.3d")
        if str(self.person_id) == act.actor_id:
            raise DomainError("rule_refused", "R-STEP-3", "S3.1b", "nobody verifies their own title")
        facts = {"check": check_text(check), "evidence_sha256": evidence_sha256}
        if check.effective and scope is not None:
            self._record(self.SourceVerified, act, ["R-CONF-2", "R-CONF-4"], scope=scope.value, **facts)
        else:
            self._record(self.SourceNotVerified, act, ["R-CONF-4"], **facts)

    def findings(
        self,
        employment: Employment | None,
        confirmers: frozenset[str],
        on: date,
        *,
        document_ref: str = "",
        policy: Policy = NOTICE_2022,
    ) -> list[Finding]:
        """Every rule of this track on a date; R-CONF-5 stays unknown until a person decides by document."""
        return [
            r_conf_3_source(self.source, self.employer_uscc, confirmers),
            r_conf_1(self.source, employment),
            r_conf_2(self.source, Track.FORMAL, policy),
            r_conf_4(self.check, on, policy),
            r_conf_5(document_ref),
        ]

    def grant(
        self,
        act: Act,
        employment: Employment | None,
        confirmers: frozenset[str],
        *,
        despite_scope: bool = False,
        policy: Policy = NOTICE_2022,
    ) -> TitleSource:
        """Confirms by document, and says what the title rests on: its scope is the source's, its date this one's.

        A source of restricted scope is for a person to decide: without `despite_scope` it is refused as `needs_human`.
        """
        self._in_state(FormalConfirmationState.SOURCE_VERIFIED)
        act.with_document("R-CONF-5", "S2.3d")
        findings = self.findings(employment, confirmers, act.legal_date, document_ref=act.document_ref, policy=policy)
        decided = [f for f in findings if not (despite_scope and f.rule_id == "R-CONF-2")]
        apart = act.actor_id not in (self.verifier_id, str(self.person_id))
        rules = require([*decided, found("R-STEP-3", "S3.1b", apart, another_than_the_verifier=apart)])
        if self.source.scope is None:
            raise DomainError("needs_human", "R-CONF-2", "S2.3b", "the scope of the source is not known")
        self._record(self.Granted, act, rules.and_also(*(f for f in findings if f not in decided)))
        return TitleSource(
            origin=TitleOrigin.CONFIRMATION,
            source_id=self.id,
            person_id=self.person_id,
            series_code=self.source.series_code,
            specialty_code=self.source.specialty_code,
            level=self.source.level,
            scope=self.source.scope,
            grant_date=act.legal_date,
            source_region=self.source.province,
            source_authority=self.source.authority_uscc,
            source_grant_date=self.source.grant_date,
            source_certificate_no=self.source.certificate_no,
            rule_ids=rules,
        )

    def refuse(self, act: Act, *, reason: str) -> None:
        """Does not confirm, by document; also where the source fell before it was confirmed."""
        if self.granted_on is not None:
            raise wrong_state("the confirmation", self.state, "one not yet granted", "R-CONF-5")
        self._in_state(
            FormalConfirmationState.REQUESTED,
            FormalConfirmationState.SOURCE_VERIFIED,
            FormalConfirmationState.BASIS_LOST,
        )
        act.with_document("R-CONF-5", "S2.3d")
        self._record(self.Refused, act, ["R-CONF-5"], reason=reason)

    def lose_basis(self, act: Act) -> None:
        """The source fell, by its authority's document: from now on a second person decides."""
        self._in_state(
            FormalConfirmationState.REQUESTED,
            FormalConfirmationState.SOURCE_VERIFIED,
            FormalConfirmationState.GRANTED,
        )
        act.with_document("R-CONF-4", "S2.3d")
        self._record(self.BasisLost, act, ["R-CONF-4"])

    def uphold(self, act: Act) -> None:
        """The report was wrong, by document: a granted confirmation stands; a request must be verified again."""
        self._in_state(FormalConfirmationState.BASIS_LOST)
        act.with_document("R-CONF-4", "S2.3d")
        state = FormalConfirmationState.GRANTED if self.granted_on else FormalConfirmationState.REQUESTED
        self._record(self.Upheld, act, ["R-CONF-4"], state=state.value)

    def void(self, act: Act) -> None:
        """Ends a granted confirmation whose source fell; another person than the one who reported it (R-REV-2)."""
        self._in_state(FormalConfirmationState.BASIS_LOST)
        if self.granted_on is None:
            raise wrong_state("the confirmation", "not granted", "one that was granted", "R-CONF-4")
        act.with_document("R-CONF-4", "S2.3d")
        rules = require([r_rev_2(act.actor_id, self.reporter_id, str(self.person_id))])
        self._record(self.Voided, act, [*rules, "R-CONF-4"], reporter_id=self.reporter_id)

    def _in_state(self, *states: FormalConfirmationState) -> None:
        if self.state not in states:
            raise wrong_state("the confirmation", self.state, " or ".join(states), "R-CONF-4")

    @event(SourceVerified)
    def _source_verified(self, check: dict[str, str], scope: str, actor_id: str) -> None:
        self.check = check_from(check)
        self.source = replace(self.source, scope=Scope(scope))
        self.verifier_id = actor_id
        self.state = FormalConfirmationState.SOURCE_VERIFIED

    @event(SourceNotVerified)
    def _source_not_verified(self, check: dict[str, str]) -> None:
        self.check = check_from(check)

    @event(Granted)
    def _granted(self, legal_date: str, document_ref: str) -> None:
        self.document_ref = document_ref
        self.granted_on = date.fromisoformat(legal_date)
        self.state = FormalConfirmationState.GRANTED

    @event(Refused)
    def _refused(self) -> None:
        self.state = FormalConfirmationState.REFUSED

    @event(BasisLost)
    def _basis_lost(self, actor_id: str) -> None:
        self.reporter_id = actor_id
        self.state = FormalConfirmationState.BASIS_LOST

    @event(Upheld)
    def _upheld(self, state: str) -> None:
        self.state = FormalConfirmationState(state)
        self.check = self.check if self.granted_on else None

    @event(Voided)
    def _voided(self) -> None:
        self.state = FormalConfirmationState.VOIDED
