"""A letter of entrustment (委托函): who may evaluate one person once, elsewhere or here, by whose leave and since when.

Its own dates are those of its documents; what counts against back-dating is the day on which the registry learnt of it.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.calendar import legal_day
from domain.errors import DomainError, require, wrong_state
from domain.finding import Finding
from domain.rules.committee import r_comm_1, r_comm_2
from domain.rules.entrustment import (
    EntrustedFile,
    IssuerKind,
    LetterFacts,
    LetterKind,
    LetterState,
    entrusted_acceptance,
    r_ent_3_issuer,
)
from domain.standing import CommitteeFacts, SeasonFacts
from domain.values import Level

UNUSED = (
    LetterState.REQUESTED,
    LetterState.ISSUED,
    LetterState.RECEIVED,
    LetterState.CONSENTED,
    LetterState.COMMITTEE_DESIGNATED,
)


class EntrustmentLetter(Aggregate):
    """One letter, one person, one series, specialty and level, one season, one use (R-ENT-4)."""

    TOPIC = "EntrustmentLetter"

    class Event(Aggregate.Event):
        """A fact of this letter."""

    class Requested(Event, AggregateCreated):
        """A unit asks PHRSS to entrust a committee outside Anhui."""

        TOPIC = "EntrustmentRequested"
        kind: str
        person_id: UUID
        series_code: str
        specialty_code: str
        level: int
        season: int
        committee_id: UUID | None
        issuer_uscc: str
        issuer_kind: str
        issuer_province: str
        document_sha256: str

    class Received(Event, AggregateCreated):
        """A letter from outside was registered; the envelope's legal date and document are the letter's own."""

        TOPIC = "EntrustmentLetterReceived"
        kind: str
        person_id: UUID
        series_code: str
        specialty_code: str
        level: int
        season: int
        committee_id: UUID | None
        issuer_uscc: str
        issuer_kind: str
        issuer_province: str
        document_sha256: str

    class Issued(Event):
        """PHRSS issued what was requested; the outside committee is named in words."""

        TOPIC = "EntrustmentLetterIssued"
        outside_committee: str

    class Consented(Event):
        """The professional-technical office consents (S2.4h)."""

        TOPIC = "EntrustmentConsented"

    class CommitteeDesignated(Event):
        """The professional-technical office designates the accepting committee (S2.4h)."""

        TOPIC = "CommitteeDesignated"
        committee_id: UUID

    class Used(Event):
        """It was used: by a declaration here, or by the committee outside (no declaration)."""

        TOPIC = "EntrustmentLetterUsed"
        declaration_id: UUID | None

    class Expired(Event):
        """Bookkeeping after its season; a letter never served another."""

        TOPIC = "EntrustmentLetterExpired"

    class Withdrawn(Event):
        """Whoever issued it took it back before it was used."""

        TOPIC = "EntrustmentLetterWithdrawn"

    @event(Requested)
    def __init__(
        self,
        *,
        kind: str,
        person_id: UUID,
        series_code: str,
        specialty_code: str,
        level: int,
        season: int,
        committee_id: UUID | None,
        issuer_uscc: str,
        issuer_kind: str,
        issuer_province: str,
        legal_date: str,
        document_ref: str,
        timestamp: datetime,
    ) -> None:
        self.kind = LetterKind(kind)
        self.covers = EntrustedFile(person_id, series_code, specialty_code, Level(level), season, committee_id)
        self.issuer_uscc = issuer_uscc
        self.issuer_kind = IssuerKind(issuer_kind)
        self.issuer_province = issuer_province
        self.letter_no = document_ref
        self.issued_on = date.fromisoformat(legal_date)
        self.registered_on = legal_day(timestamp)
        self.consented_on: date | None = None
        self.designated_on: date | None = None
        self.outside_committee = ""
        self.used_by: UUID | None = None
        self.state = LetterState.REQUESTED if self.kind is LetterKind.OUTBOUND else LetterState.RECEIVED

    @classmethod
    def request_outbound(cls, act: Act, letter_id: UUID, file: EntrustedFile, none_able: Finding) -> Self:
        """Asks PHRSS for a committee outside. `none_able`: R-ENT-1 on the day of asking, which must hold."""
        return cls._begin(
            cls.Requested,
            letter_id,
            act,
            require([none_able]),
            kind=LetterKind.OUTBOUND.value,
            **_stored(file),
            issuer_uscc="",
            issuer_kind=IssuerKind.PHRSS.value,
            issuer_province="",
            document_sha256="",
        )

    @classmethod
    def receive(
        cls,
        act: Act,
        letter_id: UUID,
        file: EntrustedFile,
        *,
        kind: LetterKind,
        issuer_uscc: str,
        issuer_kind: IssuerKind,
        issuer_province: str,
        document_sha256: str,
    ) -> Self:
        """Registers a letter from outside: its date and number are the act's, its arrival is the act's instant.

        A letter of another province names the committee; a superior's does not, PHRSS designates one (R-ENT-3).
        """
        act.with_document("R-ENT-2", "S2.4b")
        rules = require([r_ent_3_issuer(kind, issuer_kind, issuer_province)])
        if kind is LetterKind.OUTBOUND or (file.committee_id is None) is (kind is LetterKind.INBOUND_PROVINCE):
            raise DomainError(
                "invalid_value", "R-ENT-3", "S2.4h", "a province's letter names its committee, a superior's does not"
            )
        return cls._begin(
            cls.Received,
            letter_id,
            act,
            rules,
            kind=kind.value,
            **_stored(file),
            issuer_uscc=issuer_uscc,
            issuer_kind=issuer_kind.value,
            issuer_province=issuer_province,
            document_sha256=document_sha256,
        )

    def facts(self) -> LetterFacts:
        """What rules read about this letter."""
        return LetterFacts(
            self.kind,
            self.state,
            self.issuer_kind,
            self.issuer_province,
            self.covers,
            self.issued_on,
            self.registered_on,
            self.consented_on,
            self.designated_on,
        )

    def issue(self, act: Act, *, outside_committee: str) -> None:
        """PHRSS issues the requested letter by document to a committee outside (S2.4a)."""
        self._in_state(LetterState.REQUESTED)
        act.with_document("R-ENT-3", "S2.4a")
        self._record(self.Issued, act, ["R-ENT-1", "R-ENT-3"], outside_committee=outside_committee)

    def consent(self, act: Act) -> None:
        """The professional-technical office consents to a superior's letter, not before its date."""
        self._for_superior(LetterState.RECEIVED)
        act.with_document("R-ENT-3", "S2.4h")
        if act.legal_date < self.issued_on:
            raise DomainError("rule_refused", "R-ENT-3", "S2.4h", "consent comes after the letter")
        self._record(self.Consented, act, ["R-ENT-3"])

    def designate(self, act: Act, committee: CommitteeFacts) -> None:
        """Names the accepting committee: filed that day and in scope, not before the consent (S2.4h)."""
        self._for_superior(LetterState.CONSENTED)
        act.with_document("R-ENT-3", "S2.4h")
        if self.consented_on is None or act.legal_date < self.consented_on:
            raise DomainError("rule_refused", "R-ENT-3", "S2.4h", "designation comes after consent")
        self._record(
            self.CommitteeDesignated,
            act,
            require(in_scope(committee, self.covers, act.legal_date)),
            committee_id=committee.committee_id,
        )

    def use(self, act: Act, file: EntrustedFile, declaration_id: UUID) -> None:
        """The one use, when the committee accepts the file on the act's date (R-ENT-2..4)."""
        if self.kind is LetterKind.OUTBOUND:
            raise DomainError("rule_refused", "R-ENT-2", "S2.4a", "this letter is to a committee outside Anhui")
        rules = require(entrusted_acceptance(self.facts(), file, act.legal_date))
        self._record(self.Used, act, rules, declaration_id=declaration_id)

    def use_outside(self, act: Act) -> None:
        """The committee outside accepted, by its notice: not before the letter's date, and once."""
        if self.kind is not LetterKind.OUTBOUND:
            raise DomainError("rule_refused", "R-ENT-2", "S2.4a", "this letter is used by accepting a file here")
        act.with_document("R-ENT-2", "S2.4b")
        rules = require(entrusted_acceptance(self.facts(), self.covers, act.legal_date))
        self._record(self.Used, act, rules, declaration_id=None)

    def withdraw(self, act: Act) -> None:
        """Takes it back, by document; a used letter stays used."""
        self._in_state(*UNUSED)
        act.with_document("R-ENT-4", "S2.4b")
        self._record(self.Withdrawn, act, ["R-ENT-4"])

    def expire(self, act: Act, season: SeasonFacts) -> None:
        """Bookkeeping once the season of the letter takes no approval any more."""
        self._in_state(*UNUSED)
        if season.year != self.covers.season or not season.approval_closed:
            raise DomainError("rule_refused", "R-ENT-2", "S2.4b", "the season of this letter is not over")
        self._record(self.Expired, act, ["R-ENT-2"])

    def _for_superior(self, state: LetterState) -> None:
        if self.kind is not LetterKind.INBOUND_SUPERIOR:
            raise DomainError("rule_refused", "R-ENT-3", "S2.4h", "only a superior's letter takes consent")
        self._in_state(state)

    def _in_state(self, *states: LetterState) -> None:
        if self.state not in states:
            raise wrong_state("the letter", self.state, " or ".join(states), "R-ENT-4")

    @event(Issued)
    def _issued(
        self, legal_date: str, document_ref: str, unit_uscc: str, outside_committee: str, timestamp: datetime
    ) -> None:
        self.issued_on = date.fromisoformat(legal_date)
        self.registered_on = legal_day(timestamp)
        self.letter_no = document_ref
        self.issuer_uscc = unit_uscc
        self.outside_committee = outside_committee
        self.state = LetterState.ISSUED

    @event(Consented)
    def _consented(self, legal_date: str) -> None:
        self.consented_on = date.fromisoformat(legal_date)
        self.state = LetterState.CONSENTED

    @event(CommitteeDesignated)
    def _committee_designated(self, committee_id: UUID, legal_date: str) -> None:
        self.covers = replace(self.covers, committee_id=committee_id)
        self.designated_on = date.fromisoformat(legal_date)
        self.state = LetterState.COMMITTEE_DESIGNATED

    @event(Used)
    def _used(self, declaration_id: UUID | None) -> None:
        self.used_by = declaration_id
        self.state = LetterState.USED

    @event(Expired)
    def _expired(self) -> None:
        self.state = LetterState.EXPIRED

    @event(Withdrawn)
    def _withdrawn(self) -> None:
        self.state = LetterState.WITHDRAWN


def in_scope(committee: CommitteeFacts, file: EntrustedFile, on: date) -> list[Finding]:
    """A committee that may be designated: filed on that date for this series, specialty and level."""
    return [r_comm_1(committee, file.series_code, file.specialty_code, file.level), r_comm_2(committee, on)]


def _stored(file: EntrustedFile) -> dict[str, UUID | str | int | None]:
    return {
        "person_id": file.person_id,
        "series_code": file.series_code,
        "specialty_code": file.specialty_code,
        "level": int(file.level),
        "season": file.season,
        "committee_id": file.committee_id,
    }
