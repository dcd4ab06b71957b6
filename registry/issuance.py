"""Issuing certificates in two phases, so that a crash at any step resumes to one certificate per title and version.

Prepare: reserve number and status index, rehearse the body, record the intent together with the title's assignment.
Issue: sign, read our own output back, record it. The bytes are `minting`'s business; the order of events is ours.
"""

import base64
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from domain.aggregate import Act
from domain.certificate import Certificate, CertificateState
from domain.errors import DomainError
from domain.identity import certificate_id, number_series_id, status_list_id
from domain.number_series import NumberSeries
from domain.person import Person
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
    """A draft whose body a verifier has accepted under a throwaway signature."""

    draft: _Draft
    place: Place
    claims: CertificateClaims
    body: bytes


Work = Callable[[UnitOfWork, Sequence[T]], "list[Row | Ticket]"]
Transaction = Callable[[Callable[[UnitOfWork], "list[Row | Ticket]"]], "list[Row | Ticket]"]


class Issuance:
    """Issues certificates. `transaction` runs work in one unit of work and saves all of it, or forgets it."""

    def __init__(self, transaction: Transaction, privacy: Privacy, mint: Mint) -> None:
        self._transaction = transaction
        self._privacy = privacy
        self._mint = mint
        self._open_list = 1

    def issue(self, act: Act, title_ids: Iterable[UUID], *, reissue_reason: str = "") -> Iterator[Row]:
        """A row for each title, as each batch is stored; what an earlier run only prepared is taken up again.

        `reissue_reason` makes a new version of a certificate in force (lost, name corrected, key rotated). A refusal
        concerns its own title alone. Safe to run again after a crash, and in several processes at once.
        """
        for batch in _batches(title_ids):
            tickets: list[Ticket] = []
            for answer in self._together(batch, lambda uow, ids: self._prepare(uow, act, ids, reissue_reason)):
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
        wanted = {title_id: title_id for title_id in title_ids}
        found = _each(wanted, lambda title_id: self._found(uow, title_id, reason), answers)
        drafts = {title_id: draft for title_id, draft in found.items() if isinstance(draft, _Draft)}
        answers += [answer for answer in found.values() if not isinstance(answer, _Draft)]
        numbers = self._reserve_numbers(uow, act, [draft.title for draft in drafts.values() if not draft.number])
        places = iter(self._claim_places(uow, act, len(drafts)))
        placed = {
            title_id: (replace(draft, number=draft.number or numbers[title_id]), next(places))
            for title_id, draft in drafts.items()
        }
        trials = _each(placed, lambda one: self._rehearsed(uow, act, *one), answers)
        tickets = _each(trials, lambda trial: self._intended(uow, act, trial, reason), answers)
        return [*answers, *tickets.values()]

    @staticmethod
    def _look_ahead(uow: UnitOfWork, title_ids: Sequence[UUID]) -> None:
        """Fetch a batch's titles together, then their holders and certificates: two questions to the store."""
        uow.look_ahead(title_ids)
        titles = [title for title in (uow.find(Title, title_id) for title_id in title_ids) if title is not None]
        numbers = [title.certificate_no for title in titles if title.certificate_no]
        uow.look_ahead([*(title.person_id for title in titles), *map(certificate_id, numbers)])

    def _found(self, uow: UnitOfWork, title_id: UUID, reason: str) -> _Draft | Row | Ticket:
        """The ticket of an earlier run, or that there is nothing to do, or the draft of a version to be prepared."""
        title = uow.get(Title, title_id)
        number = title.certificate_no
        if not number:
            return _Draft(title, None, "")
        certificate = uow.get(Certificate, certificate_id(number))
        newest = certificate.versions[certificate.last_version]
        if newest.state is CertificateState.PREPARED:
            field = sealed_field("body", number, newest.version)
            body = token_bytes(self._privacy.open(title.person_id, field, newest.sealed_body))
            return Ticket(title.id, number, newest.version, decode_claims(body))
        if newest.state is CertificateState.ISSUED and not reason:
            return Row(title.id, RowState.ALREADY_ISSUED, number, newest.version)
        return _Draft(title, certificate, number)

    def _rehearsed(self, uow: UnitOfWork, act: Act, draft: _Draft, place: Place) -> _Trial:
        title = draft.title
        version = 1 if draft.certificate is None else draft.certificate.last_version + 1
        name = self._privacy.open(title.person_id, "name", uow.get(Person, title.person_id).sealed_name)
        claims = self._mint.claims(title, name, number=draft.number, version=version, place=place, at=act.recorded_at)
        return _Trial(draft, place, claims, self._mint.rehearse(claims))

    def _intended(self, uow: UnitOfWork, act: Act, trial: _Trial, reason: str) -> Ticket:
        title, certificate, number = trial.draft.title, trial.draft.certificate, trial.draft.number
        version, place = trial.claims.version, trial.place
        sealed = self._privacy.seal(title.person_id, sealed_field("body", number, version), token_text(trial.body))
        title.assign_certificate(act, certificate_no=number, version=version)
        facts = title.facts()
        n, index = place.status_list, place.status_index
        if certificate is None:
            uow.add(
                Certificate.prepare(
                    act, facts, certificate_no=number, status_list=n, status_index=index, sealed_body=sealed
                )
            )
        else:
            why = reason or "restored after a rescission"
            certificate.prepare_reissue(act, facts, status_list=n, status_index=index, sealed_body=sealed, reason=why)
        return Ticket(title.id, number, version, trial.claims)

    def _redeem(self, uow: UnitOfWork, act: Act, tickets: Sequence[Ticket]) -> "list[Row | Ticket]":
        answers: list[Row | Ticket] = []
        waiting = {ticket.title_id: ticket for ticket in tickets}
        tokens = _each(waiting, lambda ticket: self._signed(uow, act, ticket), answers)
        rows = _each(tokens, lambda signed: self._issued(uow, act, *signed), answers)
        return [*answers, *rows.values()]

    def _signed(self, uow: UnitOfWork, act: Act, ticket: Ticket) -> tuple[Ticket, bytes]:
        """The ticket with its token; with none where another process has redeemed it."""
        certificate = uow.get(Certificate, certificate_id(ticket.certificate_no))
        if certificate.versions[ticket.version].state is CertificateState.ISSUED:
            return ticket, b""
        signed_at = act.recorded_at.replace(microsecond=0)
        if ticket.claims.signed_at != signed_at:
            ticket = replace(ticket, claims=replace(ticket.claims, signed_at=signed_at))
        return ticket, self._mint.sign(ticket.claims)

    def _issued(self, uow: UnitOfWork, act: Act, ticket: Ticket, token: bytes) -> Row:
        if not token:
            return Row(ticket.title_id, RowState.ALREADY_ISSUED, ticket.certificate_no, ticket.version)
        title = uow.get(Title, ticket.title_id)
        field = sealed_field("token", ticket.certificate_no, ticket.version)
        uow.get(Certificate, certificate_id(ticket.certificate_no)).issue(
            act,
            title.facts(),
            version=ticket.version,
            sealed_token=self._privacy.seal(title.person_id, field, token_text(token)),
            kid=self._mint.kid,
            signed_at=ticket.claims.signed_at,
        )
        return Row(title.id, RowState.ISSUED, ticket.certificate_no, ticket.version)

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


def _each(items: Mapping[UUID, T], work: Callable[[T], Done], refused: "list[Row | Ticket]") -> dict[UUID, Done]:
    """One stage of the work, for every title before the next stage: a processor is faster where it stays with one code.

    A refusal ends the work for its own title.
    """
    done = {}
    for title_id, item in items.items():
        try:
            done[title_id] = work(item)
        except (DomainError, RegistryError) as refusal:
            refused.append(_refused(title_id, refusal))
    return done


def _refused(title_id: UUID, refusal: DomainError | RegistryError) -> Row:
    return Row(title_id, RowState.REFUSED, code=refusal.code, message=str(refusal))
