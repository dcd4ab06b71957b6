"""Posts of one level at a public institution in one season (岗位结构比例): approved, occupied, reserved (S1.4)."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.identity import post_quota_id
from domain.rules.post import r_post_2
from domain.standing import PostFacts
from domain.values import Level


class PostBasis(StrEnum):
    """On what a declaration holds its post; only VACANCY counts against the approved posts."""

    VACANCY = "VACANCY"
    OFF_QUOTA = "OFF_QUOTA"
    SAME_LEVEL = "SAME_LEVEL"


class ReleaseReason(StrEnum):
    """Why a post is free again: how the declaration ended, or what became of the post."""

    WITHDRAWN = "WITHDRAWN"
    DEEMED_WITHDRAWN = "DEEMED_WITHDRAWN"
    REJECTED = "REJECTED"
    EVALUATED_FAIL = "EVALUATED_FAIL"
    VETOED = "VETOED"
    CANCELLED = "CANCELLED"
    INVALIDATED = "INVALIDATED"
    LEFT_THE_UNIT = "LEFT_THE_UNIT"
    POST_ABOLISHED = "POST_ABOLISHED"


class PostQuota(Aggregate):
    """`occupied + reserved <= approved` at every event; posts off quota or of the same level stay outside the sum."""

    TOPIC = "PostQuota"

    class Event(Aggregate.Event):
        """A fact of these posts."""

    class ApprovedSet(Event, AggregateCreated):
        """The authority above the unit attested the figures for the first time."""

        TOPIC = "ApprovedPostsSet"
        uscc: str
        season: int
        level: int
        approved: int
        occupied: int

    class ApprovedChanged(Event):
        """The figures were attested anew."""

        TOPIC = "ApprovedPostsChanged"
        approved: int
        occupied: int

    class Reserved(Event):
        """A declaration holds a post until it is decided."""

        TOPIC = "PostReserved"
        declaration_id: UUID
        basis: str

    class Released(Event):
        """The declaration no longer holds its post."""

        TOPIC = "PostReleased"
        declaration_id: UUID
        reason: str

    class Occupied(Event):
        """The title was granted: whoever holds it sits in the post."""

        TOPIC = "PostOccupied"
        declaration_id: UUID
        title_id: UUID
        basis: str

    class OffQuotaGranted(Event):
        """By document, one person is taken outside the ratio."""

        TOPIC = "OffQuotaExceptionGranted"
        person_id: UUID

    @event(ApprovedSet)
    def __init__(self, *, uscc: str, season: int, level: int, approved: int, occupied: int, unit_uscc: str) -> None:
        self.uscc = uscc
        self.season = season
        self.level = Level(level)
        self.approved = approved
        self.occupied = occupied
        self.reserved = 0
        self.attester_uscc = unit_uscc
        self.held: dict[UUID, PostBasis] = {}
        self.taken: dict[UUID, PostBasis] = {}
        self.exceptions: frozenset[UUID] = frozenset()

    @classmethod
    def attest(
        cls, act: Act, existing: Self | None, *, uscc: str, season: int, level: Level, approved: int, occupied: int
    ) -> Self:
        """The posts with the figures of the act's document; `occupied` leaves out whoever sits outside the ratio.

        Raises R-POST-2 for the unit's own figure, R-POST-1 where the posts would not cover what stands reserved.
        """
        act.with_document("R-POST-1", "S1.4")
        rules = require([r_post_2(uscc, act.unit_uscc)])
        if approved < 0 or occupied < 0:
            raise DomainError("invalid_value", "R-POST-1", "S1.4", "posts are counted from 0")
        if occupied + (existing.reserved if existing else 0) > approved:
            raise DomainError("rule_refused", "R-POST-1", "S1.4", "fewer posts than are occupied and reserved")
        figures = {"approved": approved, "occupied": occupied}
        if existing is None:
            stream = post_quota_id(uscc, season, level)
            return cls._begin(
                cls.ApprovedSet, stream, act, rules, uscc=uscc, season=season, level=int(level), **figures
            )
        existing._record(cls.ApprovedChanged, act, rules, **figures)  # noqa: SLF001 - its own class
        return existing

    def facts(self, declaration_id: UUID, person_id: UUID) -> PostFacts:
        """What R-POST-1 reads about one declaration of one person."""
        held, excused = declaration_id in self.held, person_id in self.exceptions
        return PostFacts(self.approved, self.occupied, self.reserved, held, excused)

    def grant_exception(self, act: Act, person_id: UUID) -> None:
        """Takes one person outside the ratio, by document; the authority above the unit says so (R-POST-2)."""
        act.with_document("R-POST-1", "S1.4")
        rules = require([r_post_2(self.uscc, act.unit_uscc)])
        if person_id in self.exceptions:
            raise wrong_state("the exception", "granted", "a person without one", "R-POST-1")
        self._record(self.OffQuotaGranted, act, ["R-POST-1", *rules], person_id=person_id)

    def reserve(self, act: Act, *, declaration_id: UUID, person_id: UUID, same_level: bool = False) -> None:
        """Holds a post for a declaration; raises R-POST-1 where none is vacant and no exception stands."""
        if declaration_id in self.held or declaration_id in self.taken:
            raise wrong_state("the post", "held by this declaration", "one that holds none", "R-POST-1")
        basis = PostBasis.SAME_LEVEL if same_level else PostBasis.VACANCY
        if basis is PostBasis.VACANCY and person_id in self.exceptions:
            basis = PostBasis.OFF_QUOTA
        if basis is PostBasis.VACANCY and self.occupied + self.reserved >= self.approved:
            raise DomainError("rule_refused", "R-POST-1", "S1.4", f"all {self.approved} posts are taken")
        self._record(self.Reserved, act, ["R-POST-1"], declaration_id=declaration_id, basis=basis.value)

    def release(self, act: Act, declaration_id: UUID, reason: ReleaseReason) -> None:
        """Frees what this declaration holds; a post that is occupied only where the result turned out void."""
        void = reason is ReleaseReason.INVALIDATED and declaration_id in self.taken
        if declaration_id not in self.held and not void:
            raise wrong_state("the post", "not held by this declaration", "one that it holds", "R-POST-1")
        self._record(self.Released, act, ["R-POST-1"], declaration_id=declaration_id, reason=reason.value)

    def occupy(self, act: Act, *, declaration_id: UUID, person_id: UUID, title_id: UUID) -> None:
        """Turns the reservation into an occupied post, or an exception granted since into one off quota."""
        excused = PostBasis.OFF_QUOTA if person_id in self.exceptions else None
        basis = self.held.get(declaration_id, excused)
        if basis is None:
            raise DomainError("rule_refused", "R-POST-1", "S1.4", "this declaration holds no post")
        facts = {"declaration_id": declaration_id, "title_id": title_id, "basis": basis.value}
        self._record(self.Occupied, act, ["R-POST-1"], **facts)

    @event(ApprovedChanged)
    def _approved_changed(self, approved: int, occupied: int) -> None:
        self.approved = approved
        self.occupied = occupied

    @event(Reserved)
    def _reserved(self, declaration_id: UUID, basis: str) -> None:
        self.held[declaration_id] = PostBasis(basis)
        self.reserved += basis == PostBasis.VACANCY

    @event(Released)
    def _released(self, declaration_id: UUID) -> None:
        self.reserved -= self.held.pop(declaration_id, None) is PostBasis.VACANCY
        if self.taken.pop(declaration_id, None) is PostBasis.VACANCY:
            self.occupied = max(self.occupied - 1, 0)

    @event(Occupied)
    def _occupied(self, declaration_id: UUID, basis: str) -> None:
        self.reserved -= self.held.pop(declaration_id, None) is PostBasis.VACANCY
        self.taken[declaration_id] = PostBasis(basis)
        self.occupied += basis == PostBasis.VACANCY

    @event(OffQuotaGranted)
    def _off_quota_granted(self, person_id: UUID) -> None:
        self.exceptions = self.exceptions | {person_id}
