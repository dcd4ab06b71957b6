"""Two facts that a declaration rests on and that approval must find again: its review route and its current title.

Both are streams with deterministic ids, stored with the command that states them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID, uuid5

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.identity import NAMESPACE
from domain.standing import TitleFacts
from domain.values import Level, ReviewStep, Scope


def review_route_id(committee_id: UUID, unit_uscc: str) -> UUID:
    """The route of one unit's declarations to a committee; an empty unit stands for every other unit."""
    return uuid5(NAMESPACE, f"review-route:{committee_id}:{unit_uscc}")


def declaration_basis_id(declaration_id: UUID) -> UUID:
    """The title on which a declaration builds."""
    return uuid5(NAMESPACE, f"declaration-basis:{declaration_id}")


class ReviewRoute(Aggregate):
    """The levels above the applicant's own unit, set by the organiser: an applicant never chooses the reviewers."""

    TOPIC = "ReviewRoute"

    class Event(Aggregate.Event):
        """A fact of this route."""

    class Created(Event, AggregateCreated):
        """The route was set for the first time."""

        TOPIC = "ReviewRouteSet"
        committee_id: UUID
        for_unit: str
        steps: list[dict[str, str]]

    class Changed(Event):
        """The route is another one from now on; declarations already submitted keep theirs (R-STEP-1)."""

        TOPIC = "ReviewRouteChanged"
        steps: list[dict[str, str]]

    @event(Created)
    def __init__(self, committee_id: UUID, for_unit: str, steps: list[dict[str, str]]) -> None:
        self.committee_id = committee_id
        self.for_unit = for_unit
        self.steps = _steps(steps)

    @classmethod
    def create(cls, act: Act, *, committee_id: UUID, unit_uscc: str, steps: Sequence[ReviewStep]) -> Self:
        """A route that did not exist."""
        stream = review_route_id(committee_id, unit_uscc)
        return cls._begin(
            cls.Created,
            stream,
            act,
            ["R-STEP-1"],
            committee_id=committee_id,
            for_unit=unit_uscc,
            steps=_stored(steps),
        )

    def change(self, act: Act, steps: Sequence[ReviewStep]) -> None:
        """Another list of levels."""
        self._record(self.Changed, act, ["R-STEP-1"], steps=_stored(steps))

    @event(Changed)
    def _changed(self, steps: list[dict[str, str]]) -> None:
        self.steps = _steps(steps)


class DeclarationBasis(Aggregate):
    """The current title a declaration builds on: one of the registry, or one from outside that rests on a document."""

    TOPIC = "DeclarationBasis"

    class Event(Aggregate.Event):
        """A fact of this basis."""

    class Stated(Event, AggregateCreated):
        """The applicant named the title; without `title_id` it is one from outside."""

        TOPIC = "DeclarationBasisStated"
        person_id: UUID
        title_id: UUID | None
        series_code: str
        specialty_code: str
        level: int
        scope: str
        grant_date: str
        source_document: str

    @event(Stated)
    def __init__(
        self,
        *,
        person_id: UUID,
        title_id: UUID | None,
        series_code: str,
        specialty_code: str,
        level: int,
        scope: str,
        grant_date: str,
        source_document: str,
    ) -> None:
        self.stated = TitleFacts(
            title_id,
            person_id,
            series_code,
            specialty_code,
            Level(level),
            Scope(scope),
            date.fromisoformat(grant_date),
            effective=True,
            document_ref=source_document,
        )

    @classmethod
    def state(cls, act: Act, declaration_id: UUID, title: TitleFacts) -> Self:
        """What the applicant builds on."""
        return cls._begin(
            cls.Stated,
            declaration_basis_id(declaration_id),
            act,
            ["R-LEVEL-1"],
            person_id=title.person_id,
            title_id=title.title_id,
            series_code=title.series_code,
            specialty_code=title.specialty_code,
            level=int(title.level),
            scope=title.scope.value,
            grant_date=title.grant_date.isoformat(),
            source_document=title.document_ref,
        )


def _stored(steps: Sequence[ReviewStep]) -> list[dict[str, str]]:
    return [{"name": step.name, "unit_uscc": step.unit_uscc} for step in steps]


def _steps(stored: Sequence[dict[str, str]]) -> tuple[ReviewStep, ...]:
    return tuple(ReviewStep(step["name"], step["unit_uscc"]) for step in stored)
