"""Issuing certificates in two phases, so that a crash at any step resumes to one certificate per title and version.

Prepare: reserve number and status index, rehearse the body, record the intent together with the title's assignment.
Issue: sign, read our own output back, record it. The bytes are `minting`'s business; the order of events is ours.
"""

import base64
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from domain.aggregate import Act
from domain.certificate import Certificate, CertificateState
from domain.entrustment_breach import EntrustmentBreach
from domain.errors import DomainError, require
from domain.identity import (
    certificate_id,
    entrustment_breach_id,
    number_series_id,
    signing_key_id,
    status_list_id,
)
from domain.number_series import NumberSeries
from domain.person import Person
from domain.rules.certification import r_cert_1
from domain.signing_key import SigningKey
from domain.status_list import StatusList
from domain.title import Title
from registry.application import UnitOfWork
from registry.errors import ConcurrencyConflict, RegistryError
from registry.minting import Mint, Place
from registry.privacy import Privacy
from verify.certificate import CertificateClaims, decode_claims

T = TypeVar("T")
Done = TypeVar("Done")

BATCH = 200
"""Certificates that share a transaction: the cost of a durable commit falls under a tenth of a certificate's."""
TRIES = 5
"""How often a batch is tried again whole when another process was first; after that it is halved."""
SEED_BYTES = 16


class RowState(StrEnum):
    """What became of one title in an issuing run."""

    ISSUED = "ISSUED"
    ALREADY_ISSUED = "ALREADY_ISSUED"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Row:
    """One line of the report: the title, what became of it, and code and sentence where it was refused."""

    title_id: UUID
    state: RowState
    certificate_no: str = ""
    version: int = 0
    code: str = ""
    message: str = ""


@dataclass(frozen=True)
class Ticket:
    """The intent of one certificate version, recorded; redeemed once."""

    title_id: UUID
    person_id: UUID
    certificate_no: str
    version: int
    claims: CertificateClaims


@dataclass(frozen=True)
class _Draft:
    """A version to be prepared; `number` is empty where none was ever given."""

    title: Title
    certificate: Certificate | None
    number: str


@dataclass(frozen=True)
class _Trial:
    """A draft with what it will say and where its status will stand."""

    draft: _Draft
    place: Place
    ticket: Ticket


@dataclass(frozen=True)
class _Due:
    """A ticket to be redeemed now."""

    title: Title
    certificate: Certificate
    ticket: Ticket


Work = Callable[[UnitOfWork, Sequence[T]], "list[Row | Ticket]"]
Transaction = Callable[[Callable[[UnitOfWork], "list[Row | Ticket]"]], "list[Row | Ticket]"]


class Issuance:
    """Issues certificates. `transaction` runs work in one unit of work and saves all of it, or forgets it."""

    def __init__(self, transaction: Transaction, privacy: Privacy, mint: Mint) -> None:
        self._transaction = transaction
        self._privacy = privacy
        self._mint = mint
        self._open_list = 1

    def issue(
        self, act_now: Callable[[], Act], title_ids: Iterable[UUID], *, reissue_reason: str = ""
    ) -> Iterator[Row]:
        """A row for each title, as each batch is stored; what an earlier run only prepared is taken up again.

        `act_now` is asked for each batch, so that a long run signs with the time of each and not of its start.
        `reissue_reason` makes a new version of a certificate in force (lost, name corrected, key rotated). A refusal
        concerns its own title alone. Safe to run again after a crash, and in several processes at once.
        """
        for batch in _batches(title_ids):
            yield from self._issue_batch(act_now(), batch, reissue_reason)

    def _issue_batch(self, act: Act, title_ids: Sequence[UUID], reason: str) -> Iterator[Row]:
        tickets: list[Ticket] = []
        for answer in self._together(title_ids, lambda uow, ids: self._prepare(uow, act, ids, reason)):
            if isinstance(answer, Ticket):
                tickets.append(answer)
            else:
                yield answer
        for answer in self._together(tickets, lambda uow, some: self._redeem(uow, act, some)):
            if isinstance(answer, Row):
                yield answer

    def _together(self, items: Sequence[T], work: Work[T]) -> "list[Row | Ticket]":
        """The work for all items in one transaction; where others keep being first, in ever smaller ones."""
        if not items:
            return []
        for attempt in range(TRIES):
            try:
                return self._transaction(lambda uow: work(uow, items))
            except ConcurrencyConflict:
                if len(items) == 1 and attempt == TRIES - 1:
                    raise
        middle = len(items) // 2
        return [*self._together(items[:middle], work), *self._together(items[middle:], work)]

    def _prepare(self, uow: UnitOfWork, act: Act, title_ids: Sequence[UUID], reason: str) -> "list[Row | Ticket]":
        answers: list[Row | Ticket] = []
        self._look_ahead(uow, title_ids)
        found = _each([(one, one) for one in title_ids], lambda one: self._found(uow, act, one, reason), answers)
        drafts = [draft for _, draft in found if isinstance(draft, _Draft)]
        answers += [answer for _, answer in found if not isinstance(answer, _Draft)]
        numbers = self._reserve_numbers(uow, act, [draft.title for draft in drafts if not draft.number])
        placed = [
            (draft.title.id, (draft if draft.number else replace(draft, number=numbers[draft.title.id]), place))
            for draft, place in zip(drafts, self._claim_places(uow, act, len(drafts)), strict=True)
        ]
        trials = _each(placed, lambda one: self._worded(uow, act, *one), answers)
        bodies = _each(trials, lambda trial: (trial, self._mint.rehearse(trial.ticket.claims)), answers)
        sealed = _each(bodies, lambda one: (one[0], self._sealed("body", one[0].ticket, one[1])), answers)
        tickets = _each(sealed, lambda one: self._intended(uow, act, *one, reason), answers)
        return [*answers, *(ticket for _, ticket in tickets)]

    @staticmethod
    def _look_ahead(uow: UnitOfWork, title_ids: Sequence[UUID]) -> None:
        """Fetch a batch's titles together, then their holders and certificates: two questions to the store."""
        uow.look_ahead(title_ids)
        titles = [title for title in (uow.find(Title, title_id) for title_id in title_ids) if title is not None]
        numbers = [title.certificate_no for title in titles if title.certificate_no]
        breaches = [entrustment_breach_id(title.source_id) for title in titles]
        uow.look_ahead([*(title.person_id for title in titles), *map(certificate_id, numbers), *breaches])

    def _found(self, uow: UnitOfWork, act: Act, title_id: UUID, reason: str) -> _Draft | Row | Ticket:
        """The ticket of an earlier run, or that there is nothing to do, or the draft of a version to be prepared."""
        title = uow.get(Title, title_id)
        breach = uow.find(EntrustmentBreach, entrustment_breach_id(title.source_id))
        require([r_cert_1(title.facts()), *([breach.clear()] if breach is not None else [])])
        number = title.certificate_no
        if not number:
            self._check_key(uow, act)
            return _Draft(title, None, "")
        certificate = uow.get(Certificate, certificate_id(number))
        newest = certificate.versions[certificate.last_version]
        if newest.state is CertificateState.ISSUED and not reason:
            return Row(title.id, RowState.ALREADY_ISSUED, number, newest.version)
        self._check_key(uow, act)
        if newest.state is CertificateState.PREPARED:
            field = sealed_field("body", number, newest.version)
            body = token_bytes(self._privacy.open(title.person_id, field, newest.sealed_body))
            return Ticket(title.id, title.person_id, number, newest.version, decode_claims(body))
        return _Draft(title, certificate, number)

    def _check_key(self, uow: UnitOfWork, act: Act) -> None:
        """Raise `DomainError` (R-AUTH-3) where the life of the key that would sign has ended: its right was withdrawn.

        A key that was never announced is published nowhere, so that the mint refuses its signature (`self_check`).
        """
        key = uow.find(SigningKey, signing_key_id(self._mint.kid))
        if key is not None:
            key.check_alive(act.recorded_at)

    def _worded(self, uow: UnitOfWork, act: Act, draft: _Draft, place: Place) -> _Trial:
        title, number = draft.title, draft.number
        version = 1 if draft.certificate is None else draft.certificate.last_version + 1
        name = self._privacy.open(title.person_id, "name", uow.get(Person, title.person_id).sealed_name)
        claims = self._mint.claims(title, name, number=number, version=version, place=place, at=act.recorded_at)
        return _Trial(draft, place, Ticket(title.id, title.person_id, number, version, claims))

    def _sealed(self, kind: str, ticket: Ticket, token: bytes) -> str:
        field = sealed_field(kind, ticket.certificate_no, ticket.version)
        return self._privacy.seal(ticket.person_id, field, token_text(token))

    @staticmethod
    def _intended(uow: UnitOfWork, act: Act, trial: _Trial, sealed: str, reason: str) -> Ticket:
        title, certificate, ticket = trial.draft.title, trial.draft.certificate, trial.ticket
        title.assign_certificate(act, certificate_no=ticket.certificate_no, version=ticket.version)
        facts, number = title.facts(), ticket.certificate_no
        n, index = trial.place.status_list, trial.place.status_index
        if certificate is None:
            uow.add(
                Certificate.prepare(
                    act, facts, certificate_no=number, status_list=n, status_index=index, sealed_body=sealed
                )
            )
        else:
            why = reason or "restored after a rescission"
            certificate.prepare_reissue(act, facts, status_list=n, status_index=index, sealed_body=sealed, reason=why)
        return ticket

    def _redeem(self, uow: UnitOfWork, act: Act, tickets: Sequence[Ticket]) -> "list[Row | Ticket]":
        answers: list[Row | Ticket] = []
        found = _each([(ticket.title_id, ticket) for ticket in tickets], lambda one: self._due(uow, act, one), answers)
        answers += [answer for _, answer in found if isinstance(answer, Row)]
        due = [(title_id, one) for title_id, one in found if isinstance(one, _Due)]
        tokens = _each(due, lambda one: (one, self._mint.sign(one.ticket.claims)), answers)
        sealed = _each(tokens, lambda one: (one[0], self._sealed("token", one[0].ticket, one[1])), answers)
        rows = _each(sealed, lambda one: self._issued(act, *one), answers)
        return [*answers, *(row for _, row in rows)]

    def _due(self, uow: UnitOfWork, act: Act, ticket: Ticket) -> Row | _Due:
        """What is to be signed now; a row where another process has redeemed the ticket."""
        title = uow.get(Title, ticket.title_id)
        certificate = uow.get(Certificate, certificate_id(ticket.certificate_no))
        if certificate.versions[ticket.version].state is CertificateState.ISSUED:
            return Row(ticket.title_id, RowState.ALREADY_ISSUED, ticket.certificate_no, ticket.version)
        self._check_key(uow, act)
        signed_at = act.recorded_at.replace(microsecond=0)
        if ticket.claims.signed_at != signed_at:
            ticket = replace(ticket, claims=replace(ticket.claims, signed_at=signed_at))
        return _Due(title, certificate, ticket)

    def _issued(self, act: Act, due: _Due, sealed: str) -> Row:
        ticket = due.ticket
        due.certificate.issue(
            act,
            due.title.facts(),
            version=ticket.version,
            sealed_token=sealed,
            kid=self._mint.kid,
            signed_at=ticket.claims.signed_at,
        )
        return Row(ticket.title_id, RowState.ISSUED, ticket.certificate_no, ticket.version)

    def _reserve_numbers(self, uow: UnitOfWork, act: Act, titles: Sequence[Title]) -> dict[UUID, str]:
        """A number for each title; all of one year, series and level are reserved in one event."""
        numbers: dict[UUID, str] = {}
        alike = attrgetter("grant_date.year", "series_code", "level")
        for (year, series_code, level), group in groupby(sorted(titles, key=alike), key=alike):
            members = list(group)
            counter = uow.find(NumberSeries, number_series_id(year, series_code, int(level)))
            if counter is None:
                counter = uow.add(NumberSeries.open(act, year=year, series_code=series_code, level=level))
            first = counter.reserve(act, len(members))
            for serial, title in enumerate(members, start=first):
                numbers[title.id] = self._mint.number(year, int(series_code), int(level), serial)
        return numbers

    def _claim_places(self, uow: UnitOfWork, act: Act, count: int) -> list[Place]:
        """Random unused positions, on the first list that has room and on new ones when it is full."""
        places: list[Place] = []
        n = self._open_list
        while len(places) < count:
            status_list = uow.find(StatusList, status_list_id(n))
            if status_list is None:
                status_list = uow.add(StatusList.open(act, n=n, seed_hex=secrets.token_hex(SEED_BYTES)))
            if status_list.free:
                some = min(status_list.free, count - len(places))
                places += [Place(n, index) for index in status_list.claim(act, some)]
                self._open_list = n
            n += 1
        return places


def sealed_field(kind: str, certificate_no: str, version: int) -> str:
    """What a sealed `body` or `token` is bound to, so that no other version's can be put in its place."""
    return f"{kind} {certificate_no} {version}"


def token_text(token: bytes) -> str:
    """A token as base64url without padding: how it is sealed, and one of the texts that a verifier takes."""
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def token_bytes(text: str) -> bytes:
    """The token of `token_text`."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _batches(title_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    for title_id in title_ids:
        batch.append(title_id)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _each(
    items: Iterable[tuple[UUID, T]], work: Callable[[T], Done], refused: "list[Row | Ticket]"
) -> list[tuple[UUID, Done]]:
    """One stage of the work, for every title before the next stage: a processor is faster where it stays with one code.

    A refusal ends the work for its own title.
    """
    done = []
    for title_id, item in items:
        try:
            done.append((title_id, work(item)))
        except (DomainError, RegistryError) as refusal:
            refused.append(_refused(title_id, refusal))
    return done


def _refused(title_id: UUID, refusal: DomainError | RegistryError) -> Row:
    return Row(title_id, RowState.REFUSED, code=refusal.code, message=str(refusal))
