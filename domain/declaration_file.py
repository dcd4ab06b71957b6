"""A declaration as it stands: what has been recorded, and the questions its decisions ask of it. It decides nothing."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID

from domain.aggregate import Aggregate, event
from domain.declaration_events import DeclarationEvents as Happened
from domain.declaration_events import DeclarationState as State
from domain.errors import DomainError, wrong_state
from domain.finding import Finding
from domain.rules.commitment import Commitment
from domain.rules.publicity import r_pub_4
from domain.rules.route import Claims
from domain.rules.steps import Review, r_step_2
from domain.standing import ApprovedResult, CommitteeFacts, SeasonFacts, Standing
from domain.values import DirectGround, Level, Material, Preference, ReviewStep, Route


def hash_of(materials: Sequence[Material]) -> str:
    """The hash a commitment covers: SHA-256 over kind and hash of every material, in sorted order."""
    lines = sorted(f"{m.kind.value} {m.sha256}" for m in materials)
    return sha256("\n".join(lines).encode()).hexdigest()


class DeclarationFile(Happened, Aggregate):
    """State and questions; `Declaration` adds the decisions."""

    @event(Happened.Drafted)
    def __init__(
        self,
        *,
        person_id: UUID,
        season: int,
        series_code: str,
        specialty_code: str,
        level: int,
        committee_id: UUID,
        route: str,
    ) -> None:
        self.person_id = person_id
        self.season = season
        self.series_code = series_code
        self.specialty_code = specialty_code
        self.level = Level(level)
        self.committee_id = committee_id
        self.route = Route(route)
        self.state = State.DRAFT
        self.materials: tuple[Material, ...] = ()
        self.materials_hash = hash_of(())
        self.ground: DirectGround | None = None
        self.ground_document = ""
        self.ground_evidence = ""
        self.preferences: tuple[Preference, ...] = ()
        self.commitment: Commitment | None = None
        self.standard_version = ""
        self.items: tuple[str, ...] = ()
        self.chain: tuple[ReviewStep, ...] = ()
        self.flags: tuple[str, ...] = ()
        self.reviews: tuple[Review, ...] = ()
        self.posted_on: date | None = None
        self.open_objections: frozenset[UUID] = frozenset()
        self.upheld_objections: frozenset[UUID] = frozenset()
        self.correcting_bodies: frozenset[str] = frozenset()
        self.correction_deadline: date | None = None
        self.resumes_at: State | None = None
        self.meeting_date: date | None = None
        self.result: ApprovedResult | None = None

    def review_chain(self) -> Finding:
        """R-STEP-2 from this file's own events; a failure found after approval makes the result invalid (S3.1d)."""
        return r_step_2(self.chain, self.reviews, str(self.person_id))

    @property
    def claims(self) -> Claims:
        """What the applicant claims beyond the ordinary."""
        return Claims(
            self.route, self.ground, self.ground_document, self.ground_evidence, self.preferences, self.materials
        )

    def _in_state(self, *states: State, rule_id: str = "") -> None:
        if self.state not in states:
            raise wrong_state("the declaration", self.state, " or ".join(states), rule_id)

    def _about(self, standing: Standing) -> None:
        """Refuses facts of another person or standard: a handler's mistake must not become a decision."""
        self._theirs(standing.committee, standing.season)
        people = {standing.person.person_id, *([standing.current_title.person_id] if standing.current_title else [])}
        if people != {self.person_id} or standing.standard.series_code != self.series_code:
            raise DomainError("invalid_value", message="the facts are of another person or series")

    def _theirs(self, committee: CommitteeFacts, season: SeasonFacts) -> None:
        if committee.committee_id != self.committee_id or season.year != self.season:
            raise DomainError("invalid_value", message="the facts are of another committee or season")

    def _posting(self) -> date:
        if self.posted_on is None or self.state not in (State.UNIT_REVIEWED, State.EVALUATED_PASS):
            raise DomainError("wrong_state", "R-PUB-1", "S2.6b", "nothing is posted")
        return self.posted_on

    def _undisputed(self) -> Finding:
        return r_pub_4(len(self.open_objections), len(self.upheld_objections))
