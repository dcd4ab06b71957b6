"""What a command, a query, an actor and a handler's desk are. Which commands there are stands in `messages`."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID, uuid4

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import Connection
from stdnum.cn import uscc as uscc_numbers

from domain.aggregate import Act, Aggregate
from domain.calendar import WorkingCalendar
from domain.policy import Policy
from registry.application import Look, UnitOfWork
from registry.clock import Clock
from registry.errors import Forbidden, InvalidInput
from registry.policy import PolicyDocument
from registry.policy_change import policy_on
from registry.privacy import Privacy
from registry.projections.projector import Projector
from registry.settings import Settings
from registry.tables import Tables


class Role(StrEnum):
    """Who may do what (domain.md 3)."""

    APPLICANT = "APPLICANT"
    EMPLOYER_HR = "EMPLOYER_HR"
    AGENCY = "AGENCY"
    LEVEL_REVIEWER = "LEVEL_REVIEWER"
    COMMITTEE_OFFICE = "COMMITTEE_OFFICE"
    EXPERT = "EXPERT"
    CHAIR = "CHAIR"
    ORGANISER = "ORGANISER"
    APPROVER = "APPROVER"
    PHRSS_ADMIN = "PHRSS_ADMIN"
    PHRSS_PTO = "PHRSS_PTO"
    INSPECTOR = "INSPECTOR"
    CE_MANAGER = "CE_MANAGER"
    PETITION_OFFICER = "PETITION_OFFICER"
    ARCHIVIST = "ARCHIVIST"
    ATTESTER = "ATTESTER"
    KEY_CUSTODIAN = "KEY_CUSTODIAN"
    AUDITOR = "AUDITOR"


class Actor(BaseModel):
    """Whoever asks. A registered person acts under their person id, so that nobody decides in their own case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, max_length=80, description="account, or person id of an applicant")
    roles: frozenset[Role] = Field(min_length=1, description="roles that the account holds")
    unit_uscc: str = Field(default="", max_length=18, description="the unit for which the actor acts")


class Receipt(BaseModel):
    """Proof that a command was stored: ask queries `after=position` to see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    position: int = Field(ge=0, description="position in the event store, up to which a read model shows this change")
    id: str = Field(description="id of what was created or changed")
    version: int = Field(ge=1, description="version it has now; the next command may demand it (If-Match)")


def _uscc(text: str) -> str:
    if text and (not uscc_numbers.is_valid(text) or uscc_numbers.compact(text) != text):
        raise ValueError("not a unified social credit code: a character or the check character is wrong")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


Uscc = Annotated[str, Field(min_length=18, max_length=18), AfterValidator(_uscc)]
# [0-9] and not \d, which lets the digits of every script in: "３４" is not Anhui to a rule, and is to `int`.
SeriesCode = Annotated[str, Field(pattern=r"^[0-9]{2}$", description="series 01 to 27")]
ProvinceCode = Annotated[str, Field(pattern=r"^[0-9]{2}$", description="first two digits of GB/T 2260")]
SpecialtyCode = Annotated[str, Field(pattern=r"^[A-Z_]{0,40}$", description="key of the specialty; empty for none")]
RegionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="GB/T 2260")]
Year = Annotated[int, Field(ge=2000, le=2100)]
Label = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_not_blank)]
Words = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_not_blank)]
Reference = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_not_blank)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 in lower-case hex")]


def _holds_nul(value: Any) -> bool:
    if isinstance(value, BaseModel):
        return any(_holds_nul(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, (list, tuple)):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\0" in value


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: ClassVar[str]

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        # PostgreSQL stores no U+0000 in text; refused here, it can never stop a read model.
        if _holds_nul(value):
            raise ValueError("must not contain the character U+0000")
        return value

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class Command(_Message):
    """A wish to change something. Its legal date is today in Shanghai; nobody can choose another."""

    def about(self) -> list[str]:
        """The ids in it, as a recorded refusal names what it was about: no personal datum is an id."""
        values: Mapping[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        return [f"{name}={value}" for name, value in values.items() if isinstance(value, UUID)]


class DocumentedCommand(Command):
    """A command that rests on a document: the legal date is the document's, and lies never in the future."""

    legal_date: date = Field(description="date of the document, Asia/Shanghai")
    document_ref: Reference = Field(description="number of the document")


class Query(_Message):
    """A question to the read models or to the history; it changes nothing."""


Purpose = Literal[
    "REVIEW", "EVALUATION", "APPROVAL", "SUPERVISION", "HOLDER_REQUEST", "PETITION", "INSPECTION", "AUDIT"
]


class PersonalQuery(Query):
    """A query that opens what is kept about a person; who asked, and what for, is shown to that person (R-PRIV-5)."""

    purpose: Purpose | None = Field(default=None, description="what for; by default the task of one's role")


class Page(Query):
    """A query whose answer comes in pages."""

    cursor: UUID | None = Field(default=None, description="`next_cursor` of the page before")
    limit: int = Field(default=50, ge=1, le=200)


class Answer(BaseModel):
    """An answer; codes are for programs, names for people."""

    model_config = ConfigDict(frozen=True)


@dataclass
class Desk:
    """What a handler works with: its actor, the law's tables, and one unit of work, stored whole or not at all.

    `policy` is the one in force on the command's legal date, `shipped` the document that the office began with.
    """

    work: UnitOfWork
    actor: Actor
    role: Role
    clock: Clock
    settings: Settings
    tables: Tables
    calendar: WorkingCalendar
    policy: Policy
    shipped: PolicyDocument
    privacy: Privacy
    projector: Projector
    finishing: list[Callable[[], None]] = field(default_factory=list)

    def act(self, command: Command) -> Act:
        """The act behind the events of this command."""
        act = Act(
            actor_id=self.actor.id,
            actor_role=self.role.value,
            unit_uscc=self.actor.unit_uscc,
            legal_date=self.clock.today(),
            recorded_at=self.clock.now(),
            policy_version=self.policy.version,
        )
        if isinstance(command, DocumentedCommand):
            return replace(act, legal_date=command.legal_date, document_ref=command.document_ref)
        return act

    def new_id(self) -> UUID:
        """A random id."""
        return uuid4()

    def check_unit(self, unit_uscc: str) -> None:
        """Refuse an actor of another unit (code `other_unit`); the department acts for all units."""
        if self.role is not Role.PHRSS_ADMIN and self.actor.unit_uscc != unit_uscc:
            raise Forbidden(
                "this is the business of another unit", code="other_unit", rule_id="R-STEP-3", clause="S3.1b"
            )

    def applicant_id(self) -> UUID:
        """The person as whom an applicant acts; raises `Forbidden`, code `not_a_person`, for an account without one."""
        try:
            return UUID(self.actor.id)
        except ValueError:
            raise Forbidden("an applicant acts under a person id", code="not_a_person") from None

    @contextmanager
    def searching(self) -> Iterator[Connection]:
        """The read models with all that is stored, to find whom a command concerns; aggregates then decide."""
        self.projector.catch_up()
        with self.projector.reading() as read:
            yield read

    def after_commit(self, finish: Callable[[], None]) -> None:
        """Something that must follow, and can be repeated, once everything is stored."""
        self.finishing.append(finish)

    def check_not_future(self, *days: date) -> None:
        """Refuse dates after today in Shanghai (code `legal_date_in_future`)."""
        if any(day > self.clock.today() for day in days):
            raise InvalidInput("a legal date lies in the future", code="legal_date_in_future")


@dataclass(frozen=True)
class Window:
    """What a query is answered from. `opened`: persons of whom the answer shows what is not public."""

    look: Look
    read: Connection
    actor: Actor
    role: Role
    clock: Clock
    tables: Tables
    calendar: WorkingCalendar
    shipped: PolicyDocument
    privacy: Privacy
    opened: set[UUID] = field(default_factory=set)

    @property
    def policy(self) -> Policy:
        """The thresholds in force today."""
        return policy_on(self.look, self.shipped, self.clock.today())


C = TypeVar("C", bound=Command)
Q = TypeVar("Q", bound=Query)


@dataclass(frozen=True)
class CommandSpec(Generic[C]):
    """One row of the table of commands. `publishes`: it changes what the world is told, which must hear it at once."""

    command: type[C]
    handler: Callable[[C, Desk], Aggregate]
    roles: tuple[Role, ...]
    rules: tuple[str, ...] = ()
    two_persons: bool = False
    publishes: bool = False


@dataclass(frozen=True)
class QuerySpec(Generic[Q]):
    """One row of the table of queries."""

    query: type[Q]
    handler: Callable[[Q, Window], Answer]
    roles: tuple[Role, ...]
    answer: type[Answer]


Commands = Mapping[str, CommandSpec[Any]]
Queries = Mapping[str, QuerySpec[Any]]
