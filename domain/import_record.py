"""One historical title on its way in: staged, matched to a person, attested by the body that evaluated, registered.

A record is evidence and no title: until it is registered nothing answers "valid" for it (4.13).
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.identity import title_id_for
from domain.rules.history import CLEARABLE, ConflictKind, conflict_with, r_cert_1_attester
from domain.standing import HistoricalTitle, PastEvaluator, TitleFacts
from domain.values import Level, Scope


class RecordState(StrEnum):
    """Where a record stands; only REGISTERED stands behind a title."""

    STAGED = "STAGED"
    MATCHED = "MATCHED"
    CONFLICT = "CONFLICT"
    ATTESTED = "ATTESTED"
    REGISTERED = "REGISTERED"
    REJECTED = "REJECTED"


class Match(StrEnum):
    """How a record found its person."""

    KNOWN = "KNOWN"
    """A registered person with this document and this name."""
    REGISTERED = "REGISTERED"
    """Nobody had this document: the person was registered from the record."""
    CONFIRMED = "CONFIRMED"
    """A human found that the person is right although the name differs."""


class ImportRecord(Aggregate):
    """Its id follows from body and source key, so a row that comes again is the same record."""

    TOPIC = "ImportRecord"

    class Event(Aggregate.Event):
        """A fact of this record."""

    class Staged(Event, AggregateCreated):
        """The row as it was handed over; name and certificate number sealed under the person's own key."""

        TOPIC = "RecordStaged"
        batch_id: UUID
        source_key: str
        row_digest: str
        body_uscc: str
        year: int
        title_name: str
        series_code: str
        specialty_code: str
        level: int
        scope: str
        grant_date: str
        approval_document_no: str
        original_no_index: str
        sealed_original: str

    class Matched(Event):
        """The record belongs to this person."""

        TOPIC = "RecordMatchedToPerson"
        person_id: UUID
        match: str

    class ConflictFound(Event):
        """Something stands against the record; a human decides."""

        TOPIC = "RecordConflictFound"
        person_id: UUID
        kind: str
        title_id: UUID | None

    class ConflictResolved(Event):
        """A human found, by document, that the record is right; back to matched."""

        TOPIC = "RecordConflictResolved"

    class Rejected(Event):
        """A human found that the record is not to be registered."""

        TOPIC = "RecordRejected"
        reason: str

    class Attested(Event):
        """The body that evaluated, or its successor, answers for the record."""

        TOPIC = "RecordAttested"
        attester_uscc: str

    class Registered(Event):
        """The title stands in the register, with its historical date."""

        TOPIC = "HistoricalTitleRegistered"
        title_id: UUID

    @event(Staged)
    def __init__(
        self,
        *,
        batch_id: UUID,
        source_key: str,
        row_digest: str,
        body_uscc: str,
        year: int,
        title_name: str,
        series_code: str,
        specialty_code: str,
        level: int,
        scope: str,
        grant_date: str,
        approval_document_no: str,
        sealed_original: str,
    ) -> None:
        self.batch_id = batch_id
        self.source_key = source_key
        self.row_digest = row_digest
        self.body_uscc = body_uscc
        self.year = year
        self.claimed = HistoricalTitle(
            title_name,
            series_code,
            specialty_code,
            Level(level),
            Scope(scope),
            date.fromisoformat(grant_date),
            approval_document_no,
        )
        self.sealed_original = sealed_original
        self.state = RecordState.STAGED
        self.person_id: UUID | None = None
        self.conflict: ConflictKind | None = None
        self.conflict_title: UUID | None = None
        self.cleared: frozenset[UUID] = frozenset()

    @classmethod
    def stage(
        cls,
        act: Act,
        *,
        record_id: UUID,
        batch_id: UUID,
        source_key: str,
        row_digest: str,
        body_uscc: str,
        year: int,
        claimed: HistoricalTitle,
        original_no_index: str,
        sealed_original: str,
    ) -> Self:
        """Takes in a checked row; `record_id` is `import_record_id` of its body and source key.

        `row_digest` and `original_no_index` are keyed digests in hex, never plain ones.

        Raises DomainError where no approval document is named, or the title would be dated in the future or would hold
        inside one unit only: no registry of titles takes a unit's own confirmation (SC-17).
        """
        if not claimed.approval_document_no.strip():
            raise DomainError("rule_refused", "R-CERT-1", "S2.6d", "a historical title needs its approval document")
        if claimed.scope is Scope.UNIT_INTERNAL:
            raise DomainError("rule_refused", "R-CERT-1", "S2.3c", "a unit's own confirmation is no title")
        if claimed.grant_date > act.legal_date:
            raise DomainError("invalid_value", "R-CERT-1", "S2.6d", "a historical title was granted in the past")
        return cls._begin(
            cls.Staged,
            record_id,
            act,
            batch_id=batch_id,
            source_key=source_key,
            row_digest=row_digest,
            body_uscc=body_uscc,
            year=year,
            title_name=claimed.title_name,
            series_code=claimed.series_code,
            specialty_code=claimed.specialty_code,
            level=int(claimed.level),
            scope=claimed.scope.value,
            grant_date=claimed.grant_date.isoformat(),
            approval_document_no=claimed.approval_document_no,
            original_no_index=original_no_index,
            sealed_original=sealed_original,
        )

    def match(
        self, act: Act, *, person_id: UUID, by: Match, same_name: bool = True, held: Iterable[TitleFacts] = ()
    ) -> None:
        """Ties the record to the person whose document it shows, or finds what stands against it.

        `held`: every title of the person, fallen ones too.
        """
        if self.state is not RecordState.STAGED:
            raise wrong_state("the record", self.state, "STAGED")
        if not same_name:
            self._conflict(act, person_id, ConflictKind.NAME_DIFFERS, None)
            return
        conflict = conflict_with(self.claimed, held, self.cleared)
        if conflict is not None:
            self._conflict(act, person_id, *conflict)
            return
        self._record(self.Matched, act, person_id=person_id, match=by.value)

    def resolve_conflict(self, act: Act) -> None:
        """Clears a conflict by document: another title, or the right person under another name.

        Raises DomainError for a title that fell or stands already: such a record can only be rejected.
        """
        if self.state is not RecordState.CONFLICT or self.conflict is None:
            raise wrong_state("the record", self.state, "CONFLICT")
        act.with_document("R-CERT-1", "S2.6d")
        if self.conflict not in CLEARABLE:
            raise DomainError(
                "rule_refused", "R-CERT-1", "S2.6d", f"{self.conflict.value}: the record can only be rejected"
            )
        self._record(self.ConflictResolved, act, ["R-CERT-1"])

    def reject(self, act: Act, *, reason: str) -> None:
        """Ends the record by document; it never becomes a title, and its source key stays taken."""
        if self.state not in (RecordState.STAGED, RecordState.MATCHED, RecordState.CONFLICT):
            raise wrong_state("the record", self.state, "STAGED, MATCHED or CONFLICT")
        act.with_document("R-CERT-1", "S2.6d")
        self._record(self.Rejected, act, ["R-CERT-1"], reason=reason)

    def attest(self, act: Act, body: PastEvaluator | None, held: Iterable[TitleFacts]) -> bool:
        """The attester answers for the record, and it becomes a title; whether it did.

        False: meanwhile something stands against it, and it waits for a human. Raises DomainError R-CERT-1 for
        anybody but the body that evaluated or its successor.
        """
        if self.state is not RecordState.MATCHED or self.person_id is None:
            raise wrong_state("the record", self.state, "MATCHED", "R-CERT-1")
        act.with_document("R-CERT-1", "S2.6d")
        rules = require([r_cert_1_attester(body, act.unit_uscc, self.year)])
        conflict = conflict_with(self.claimed, held, self.cleared)
        if conflict is not None:
            self._conflict(act, self.person_id, *conflict)
            return False
        self._record(self.Attested, act, rules, attester_uscc=act.unit_uscc)
        self._record(self.Registered, act, rules, title_id=title_id_for(self.id))
        return True

    def _conflict(self, act: Act, person_id: UUID, kind: ConflictKind, title_id: UUID | None) -> None:
        facts = {"person_id": person_id, "kind": kind.value, "title_id": title_id}
        self._record(self.ConflictFound, act, ["R-CERT-1"], **facts)

    @event(Matched)
    def _matched(self, person_id: UUID) -> None:
        self.state = RecordState.MATCHED
        self.person_id = person_id

    @event(ConflictFound)
    def _conflict_found(self, person_id: UUID, kind: str, title_id: UUID | None) -> None:
        self.state = RecordState.CONFLICT
        self.person_id = person_id
        self.conflict = ConflictKind(kind)
        self.conflict_title = title_id

    @event(ConflictResolved)
    def _conflict_resolved(self) -> None:
        self.state = RecordState.MATCHED
        self.cleared = self.cleared | {self.conflict_title} if self.conflict_title else self.cleared
        self.conflict = None
        self.conflict_title = None

    @event(Rejected)
    def _rejected(self) -> None:
        self.state = RecordState.REJECTED

    @event(Attested)
    def _attested(self) -> None:
        self.state = RecordState.ATTESTED

    @event(Registered)
    def _registered(self) -> None:
        self.state = RecordState.REGISTERED
