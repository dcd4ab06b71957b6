"""Puts the office together, and carries a command from its actor to its receipt.

Order of every command: role, legal date, earlier receipt, handler, expected version, one transaction. What the law or a
role refuses is recorded before the refusal is answered.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel

from domain.aggregate import Act, Aggregate
from domain.calendar import WorkingCalendar, YearCalendar
from domain.errors import DomainError
from domain.finding import Finding
from domain.policy import Policy
from keys.blind_index import BlindIndex
from keys.errors import KeysError, TokenRefused
from keys.person_keys import PersonKeys
from keys.strongroom import Strongroom
from keys.tokens import TokenSigner
from registry.application import Look, Registry, UnitOfWork, answering, open_registry
from registry.audit import CommandReceipt, Refusal, receipt_id
from registry.clock import Clock, SystemClock
from registry.command import (
    Actor,
    Command,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Query,
    QuerySpec,
    Receipt,
    Role,
    Window,
)
from registry.disclosures import disclosure_of
from registry.errors import (
    ConcurrencyConflict,
    ConfigurationError,
    Forbidden,
    IdempotencyKeyReused,
    InvalidInput,
    RegistryError,
    RuleRefused,
)
from registry.messages import COMMANDS, QUERIES
from registry.policy import PolicyDocument, load_policy
from registry.policy_change import policy_on
from registry.privacy import Privacy
from registry.projections import open_projections
from registry.projections.projector import Projector
from registry.reactions import react
from registry.settings import Settings
from registry.tables import Tables
from registry.turns import Turns, tries

T = TypeVar("T")

# A conflict is decided again from what is stored now; a stream that keeps moving goes back to the caller.
ATTEMPTS = 7
READ_TIMEOUT_SECONDS = 10.0
LONGEST_KEY = 200


@dataclass(frozen=True)
class Rooms:
    """What an office is made of; the second half of the registry (issuance, publication) works with the same parts."""

    settings: Settings
    clock: Clock
    strongroom: Strongroom
    registry: Registry
    privacy: Privacy
    tables: Tables
    calendar: WorkingCalendar
    shipped: PolicyDocument
    projector: Projector


class Office:
    """The only way to change the registry, and the way to ask it."""

    def __init__(self, rooms: Rooms, tokens: TokenSigner) -> None:
        self.rooms = rooms
        self._tokens = tokens
        # The store has one writer at a time anyway; taking turns makes the cache of aggregates safe without copies.
        self._turn = Turns()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store, the read models and every key."""
        self.rooms.projector.close()
        self.rooms.registry.close()
        self.rooms.privacy.close()

    def execute(
        self,
        command: Command,
        actor: Actor,
        *,
        idempotency_key: str | None = None,
        expected_version: int | None = None,
    ) -> Receipt:
        """Carry out a command: everything of it is stored and durable when the receipt is returned, or nothing is.

        `idempotency_key`: the same key with the same command gives the same receipt, however often it comes.
        `expected_version`: version of what is changed, as the caller read it; 0 for something new.

        Raises a subclass of `RegistryError`: `Forbidden`, `InvalidInput`, `NotFound`, `RuleRefused`,
        `ConcurrencyConflict`, `IdempotencyKeyReused`, `PersonErased`, `Unavailable`.
        """
        spec: CommandSpec[Any] = COMMANDS[command.name]
        stream = _receipt_stream(actor, idempotency_key)
        try:
            role = _role(spec, actor)
            if isinstance(command, DocumentedCommand):
                self._check_date(command.legal_date)
            order = _Order(spec, command, actor, role, stream, expected_version)
            with self._turn, answering():
                return self._decided(order)
        except DomainError as refused:
            error = RuleRefused(
                refused.message or str(refused),
                code=refused.code,
                rule_id=refused.rule_id,
                clause=refused.clause,
                facts={"findings": [_shown(f) for f in refused.findings if not f.holds]},
            )
            self.note_refusal(command.name, actor, error, command.about(), refused.findings)
            raise error from refused
        except Forbidden as refused:
            self.note_refusal(command.name, actor, refused, command.about())
            raise

    def ask(self, query: Query, actor: Actor, *, after: int | None = None) -> BaseModel:
        """Answer a query from everything that was acknowledged before it was asked.

        `after`: the position of a receipt, where showing that change is enough. Raises a subclass of `RegistryError`.
        """
        spec = QUERIES[query.name]
        role = next((r for r in spec.roles if r in actor.roles), None)
        if role is None:
            raise _role_refused(query.name)
        with answering():
            return self._answered(spec, query, actor, role, after)

    def issue_token(self, subject: str, roles: Iterable[Role], unit_uscc: str, expires: datetime) -> str:
        """A bearer token that makes its bearer this actor until `expires`."""
        names = sorted({role.value for role in roles})
        return self._tokens.issue(subject, names, unit_uscc or None, expires, now=self.rooms.clock.now())

    def transaction(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run some work of the office itself in one unit of work, in turn with the commands: all of it or nothing."""
        with self._turn, answering():
            unit = UnitOfWork(self.rooms.registry)
            try:
                done = work(unit)
                unit.commit()
            except BaseException:
                unit.forget()
                raise
            return done

    def policy_today(self) -> Policy:
        """The thresholds in force today in Shanghai."""
        return policy_on(Look(self.rooms.registry), self.rooms.shipped, self.rooms.clock.today())

    def authenticate(self, token: str) -> Actor:
        """The actor whom a bearer token names; raises `Forbidden` with the token's own code."""
        try:
            claims = self._tokens.verify(token, self.rooms.clock.now())
            return Actor(id=claims.subject, roles=frozenset(map(Role, claims.roles)), unit_uscc=claims.unit or "")
        except TokenRefused as refused:
            raise Forbidden(refused.message, code=refused.code) from refused
        except ValueError as unknown_role:
            raise Forbidden(
                "the bearer token names a role that does not exist", code="token_malformed"
            ) from unknown_role

    def _answered(self, spec: QuerySpec[Any], query: Query, actor: Actor, role: Role, after: int | None) -> BaseModel:
        rooms = self.rooms
        newest = rooms.registry.position()
        if after is not None and after > newest:
            raise InvalidInput(f"nothing stands at position {after} yet", code="position_unknown")
        rooms.projector.wait_for(newest if after is None else after, READ_TIMEOUT_SECONDS)
        with rooms.projector.reading() as read:
            window = Window(
                look=Look(rooms.registry),
                read=read,
                actor=actor,
                role=role,
                clock=rooms.clock,
                tables=rooms.tables,
                calendar=rooms.calendar,
                shipped=rooms.shipped,
                privacy=rooms.privacy,
            )
            answer: BaseModel = spec.handler(query, window)
        disclosure = disclosure_of(query, window)
        if disclosure is not None:
            # Before the answer: what cannot be recorded is not shown (R-PRIV-5).
            self._record(disclosure)
        return answer

    def _decided(self, order: "_Order") -> Receipt:
        for _ in tries(ATTEMPTS if order.expected_version is None else 1):
            work = UnitOfWork(self.rooms.registry)
            try:
                return self._carried_out(order, work)
            except ConcurrencyConflict:
                work.forget()
            except BaseException:
                work.forget()
                raise
        raise ConcurrencyConflict

    def _carried_out(self, order: "_Order", work: UnitOfWork) -> Receipt:
        request = self._fingerprint(order) if order.stream else ""
        earlier = work.find(CommandReceipt, order.stream) if order.stream else None
        if earlier is not None:
            return self._repeat(earlier, request)
        desk = self._desk(work, order)
        result: Aggregate = order.spec.handler(order.command, desk)
        react(order.command, desk)
        if order.expected_version not in {None, work.version_before(result.id)}:
            raise ConcurrencyConflict
        if order.stream is not None:
            act = desk.act(order.command)
            name = order.command.name
            work.add(CommandReceipt.give(act, order.stream, command=name, request=request, result=result))
        position = work.commit()
        for finish in desk.finishing:
            finish()
        return Receipt(position=position, id=str(result.id), version=result.version)

    def _repeat(self, earlier: CommandReceipt, request: str) -> Receipt:
        if earlier.request != request:
            raise IdempotencyKeyReused
        position = self.rooms.registry.position_of(earlier.id, 1)
        return Receipt(position=position, id=str(earlier.result_id), version=earlier.result_version)

    def _desk(self, work: UnitOfWork, order: "_Order") -> Desk:
        rooms = self.rooms
        return Desk(
            work=work,
            actor=order.actor,
            role=order.role,
            clock=rooms.clock,
            settings=rooms.settings,
            tables=rooms.tables,
            calendar=rooms.calendar,
            policy=policy_on(work, rooms.shipped, order.legal_date or rooms.clock.today()),
            shipped=rooms.shipped,
            privacy=rooms.privacy,
            projector=rooms.projector,
        )

    def _check_date(self, legal_date: date) -> None:
        if legal_date > self.rooms.clock.today():
            raise InvalidInput(
                f"the legal date {legal_date.isoformat()} lies in the future", code="legal_date_in_future"
            )

    def _fingerprint(self, order: "_Order") -> str:
        said = f"{order.command.name}\n{order.expected_version}\n{order.command.model_dump_json()}"
        return self.rooms.privacy.fingerprint(said)

    def note_refusal(
        self,
        what: str,
        actor: Actor,
        error: RegistryError,
        about: Sequence[str] = (),
        findings: Sequence[Finding] = (),
    ) -> None:
        """Keep an attempt that was refused: a bypass that was tried is evidence (4.0)."""
        act = Act(
            actor_id=actor.id,
            actor_role="+".join(sorted(actor.roles)),
            unit_uscc=actor.unit_uscc,
            legal_date=self.rooms.clock.today(),
            recorded_at=self.rooms.clock.now(),
            policy_version=self.policy_today().version,
        )
        refusal = Refusal.record(
            act,
            uuid4(),
            command=what,
            code=error.code,
            rule_id=error.rule_id,
            clause=error.clause,
            about=list(about),
            findings=tuple(findings),
        )
        self._record(refusal)

    def _record(self, evidence: Aggregate) -> None:
        with self._turn, answering():
            work = UnitOfWork(self.rooms.registry)
            work.add(evidence)
            work.commit()
            work.forget()


@dataclass(frozen=True)
class _Order:
    """One command with all that came with it."""

    spec: CommandSpec[Any]
    command: Command
    actor: Actor
    role: Role
    stream: UUID | None
    expected_version: int | None

    @property
    def legal_date(self) -> date | None:
        """The date of its document, where it has one."""
        return self.command.legal_date if isinstance(self.command, DocumentedCommand) else None


def _role(spec: CommandSpec[Any], actor: Actor) -> Role:
    role = next((r for r in spec.roles if r in actor.roles), None)
    if role is None:
        raise _role_refused(spec.command.name)
    return role


def _role_refused(name: str) -> Forbidden:
    return Forbidden(f"no role of this account may do {name}", code="role_not_allowed")


def _receipt_stream(actor: Actor, idempotency_key: str | None) -> UUID | None:
    if idempotency_key is None:
        return None
    if not 1 <= len(idempotency_key) <= LONGEST_KEY or not idempotency_key.isprintable():
        raise InvalidInput(
            f"an idempotency key has 1 to {LONGEST_KEY} printable characters", code="idempotency_key_invalid"
        )
    return receipt_id(actor.id, idempotency_key)


def _shown(finding: Finding) -> dict[str, object]:
    return {"rule_id": finding.rule_id, "outcome": finding.outcome.value, "clause": finding.clause, **finding.facts}


def open_office(settings: Settings, *, clock: Clock | None = None) -> Office:
    """Open the strongroom, the person keys, the event store and the read models of this home.

    Raises `ConfigurationError` with the code of whatever stays closed.
    """
    tables = Tables()
    shipped = load_policy(settings.policy_file)
    try:
        strongroom = Strongroom.open(settings.keys_folder, settings.passphrase())
        person_keys = PersonKeys(settings.person_keys_file, strongroom)
    except KeysError as problem:
        raise ConfigurationError(problem.message, code=problem.code) from problem
    with ExitStack() as opened:
        privacy = Privacy(person_keys, BlindIndex(strongroom))
        opened.callback(privacy.close)
        registry = open_registry(settings)
        opened.callback(registry.close)
        projector = open_projections(settings, registry)
        rooms = Rooms(
            settings=settings,
            clock=clock or SystemClock(),
            strongroom=strongroom,
            registry=registry,
            privacy=privacy,
            tables=tables,
            calendar=working_calendar(tables),
            shipped=shipped,
            projector=projector,
        )
        opened.pop_all()
    return Office(rooms, TokenSigner(strongroom))


def working_calendar(tables: Tables) -> WorkingCalendar:
    """The loaded calendars as the law reads them."""
    return WorkingCalendar({row.year: YearCalendar(row.holidays, row.make_up_days) for row in tables.calendars})


__all__ = ["Office", "Rooms", "open_office", "working_calendar"]
