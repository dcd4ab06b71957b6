"""An evaluation committee (评委会) as filed: one series, its levels, its pool of experts, its three years.

Which experts ballot in a season may be drawn by lot from the pool; for an applicant they know, they stand aside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, event
from domain.committee_events import CommitteeEvents as Happened
from domain.committee_events import CommitteeState
from domain.drawing import drawn
from domain.errors import DomainError, require, wrong_state
from domain.identity import committee_id
from domain.policy import NOTICE_2022, Policy
from domain.rules.authority import r_auth_2_filing
from domain.rules.committee import r_comm_1_filing, r_comm_2, r_comm_2_filing, r_comm_3, r_comm_4
from domain.rules.vote import r_vote_4
from domain.standing import AuthorityFacts, CommitteeFacts, Expert, PersonFacts
from domain.stoppage import Stoppage
from domain.values import Level, OrganiserKind, Period, Relation, Tally, Tier

SEED_DIGITS = 32


@dataclass(frozen=True)
class Draw:
    """Who was drawn for a season, and the seed from which anybody can repeat it."""

    seed_hex: str
    experts: tuple[str, ...]


class EvaluationCommittee(Happened, Aggregate):
    """Known by its filing code; who sits on it is never listed publicly."""

    TOPIC = "EvaluationCommittee"

    @event(Happened.Filed)
    def __init__(
        self,
        *,
        code: str,
        name: str,
        organiser_uscc: str,
        organiser_kind: str,
        series_code: str,
        specialty_codes: list[str],
        tier: str,
        levels: list[int],
        region_scope: str,
        members: list[dict[str, str]],
        filed_from: str,
        filed_to: str,
        legal_date: str,
    ) -> None:
        self.code = code
        self.name = name
        self.organiser_uscc = organiser_uscc
        self.organiser_kind = OrganiserKind(organiser_kind)
        self.series_code = series_code
        self.specialty_codes = frozenset(specialty_codes)
        self.tier = Tier(tier)
        self.levels = frozenset(Level(level) for level in levels)
        self.region_scope = region_scope
        self.experts = tuple(_expert(member) for member in members)
        self.members = frozenset(expert.expert_id for expert in self.experts)
        self.filed = Period.from_text(filed_from, filed_to)
        self.state = CommitteeState.FILED
        self.changed_on = date.fromisoformat(legal_date)
        self.stoppage = Stoppage()
        self.draws: dict[int, Draw] = {}
        self.recusals: dict[UUID, frozenset[str]] = {}
        self.balloted: frozenset[UUID] = frozenset()

    @classmethod
    def file(
        cls,
        act: Act,
        *,
        code: str,
        name: str,
        organiser_uscc: str,
        organiser_kind: OrganiserKind,
        series_codes: Sequence[str],
        specialty_codes: Sequence[str] = (),
        tier: Tier,
        levels: Sequence[Level],
        region_scope: str,
        members: Sequence[Expert],
        filed: Period,
        authority: AuthorityFacts | None = None,
        policy: Policy = NOTICE_2022,
    ) -> Self:
        """Files a committee by document (R-COMM-1..4). No `specialty_codes`: it is filed for the whole series.

        `authority`: the right its organiser was delegated for the series; without one an autonomous unit or a
        socialised body files none (R-AUTH-2).
        """
        act.with_document("R-COMM-2", "S3.2a")
        if not levels or any(level.tier is not tier for level in levels):
            raise DomainError("rule_refused", "R-COMM-1", "S3.2a", "a committee's levels belong to its tier")
        if len({m.expert_id for m in members}) != len(members):
            raise DomainError("rule_refused", "R-COMM-3", "S3.2a", "an expert sits once")
        series, specialties = series_codes[0] if series_codes else "", frozenset(specialty_codes)
        highest = max(levels, key=lambda level: level.rank)
        rules = require(
            [
                r_comm_1_filing(series_codes),
                r_auth_2_filing(organiser_kind, authority, levels, act.legal_date),
                r_comm_2_filing(filed, policy),
                r_comm_3(len(members), tier, by_specialty=bool(specialties), policy=policy),
                *(r_comm_4(m, series, specialties, highest, policy) for m in members),
            ]
        )
        return cls._begin(
            cls.Filed,
            committee_id(code),
            act,
            rules,
            code=code,
            name=name,
            organiser_uscc=organiser_uscc,
            organiser_kind=organiser_kind.value,
            series_code=series,
            specialty_codes=sorted(specialties),
            tier=tier.value,
            levels=sorted(int(level) for level in levels),
            region_scope=region_scope,
            members=[_stored(m) for m in members],
            filed_from=filed.first.isoformat(),
            filed_to=filed.last.isoformat() if filed.last else "",
        )

    def draw_experts(
        self,
        act: Act,
        *,
        season: int,
        seats: int,
        seed_hex: str,
        conflicts: Mapping[str, Relation],
        policy: Policy = NOTICE_2022,
    ) -> None:
        """Draws the experts of a season by lot, once: of the pool without the conflicted and those whose term is over.

        `seed_hex`: fresh randomness, recorded, so that the draw can be repeated and nobody can choose its outcome.
        """
        self._in_state(CommitteeState.FILED)
        if season in self.draws:
            raise DomainError("wrong_state", "R-COMM-3", "S3.2a", "the experts of this season are drawn already")
        if len(seed_hex) < SEED_DIGITS or act.legal_date.year < season:
            raise DomainError("invalid_value", "R-COMM-3", "S3.2a", "a draw has a full seed and comes with its season")
        if not set(conflicts) <= self.members:
            raise DomainError("invalid_value", "R-COMM-3", "S3.2a", "a conflict names an expert of this committee")
        pool = [e.expert_id for e in self.experts if e.expert_id not in conflicts and e.term.covers(act.legal_date)]
        enough = r_comm_3(seats, self.tier, by_specialty=bool(self.specialty_codes), policy=policy)
        rules = require([r_comm_2(self.facts(), act.legal_date), enough])
        if len(pool) < seats:
            raise DomainError("rule_refused", "R-COMM-3", "S3.2a", f"{len(pool)} experts are left for {seats} seats")
        self._record(
            self.ExpertsDrawn,
            act,
            rules,
            season=season,
            seats=seats,
            seed_hex=seed_hex,
            removed=[{"expert_id": who, "relation": conflicts[who].value} for who in sorted(conflicts)],
            experts=list(drawn(pool, seats, seed_hex)),
        )

    def recuse(
        self, act: Act, *, declaration_id: UUID, expert_id: str, relation: Relation, balloted: bool = False
    ) -> None:
        """An expert stands aside for one applicant, until the ballot on it is signed: `balloted` (R-VOTE-4)."""
        if expert_id not in self.members:
            raise DomainError("invalid_value", "R-VOTE-4", "S3.2a", "this expert does not sit on the committee")
        if balloted or declaration_id in self.balloted:
            raise DomainError("wrong_state", "R-VOTE-4", "S3.2a", "the ballot on this declaration is signed")
        if expert_id in self.recusals.get(declaration_id, ()):
            raise DomainError("wrong_state", "R-VOTE-4", "S3.2a", "this expert stands aside already")
        facts = {"declaration_id": declaration_id, "expert_id": expert_id, "relation": relation.value}
        self._record(self.ExpertRecused, act, ["R-VOTE-4"], **facts)

    def record_attendance(
        self,
        act: Act,
        *,
        declaration_id: UUID,
        season: int,
        meeting_date: date,
        tally: Tally,
        applicant: PersonFacts,
        attending: Sequence[str] | None,
    ) -> None:
        """Checks a ballot against who was in the room (R-VOTE-4), and keeps the names where they were given.

        Raises `needs_human` where somebody is to stand aside and nobody was named.
        """
        aside = self.conflicted(declaration_id, applicant)
        rules = require([r_vote_4(tally, aside, self.seated(season), attending)])
        if attending is not None:
            self._record(
                self.AttendanceRecorded,
                act,
                rules,
                declaration_id=declaration_id,
                meeting_date=meeting_date.isoformat(),
                attending=sorted(attending),
                recused=sorted(set(attending) & aside),
            )

    def suspend(self, act: Act) -> None:
        """Stops the committee by document, from its date on (S2.8f, S3.3c)."""
        self._change(act, CommitteeState.FILED)
        self._record(self.Suspended, act, ["R-AUTH-2"])

    def resume(self, act: Act) -> None:
        """Lets a suspended committee work again, by document."""
        self._change(act, CommitteeState.SUSPENDED)
        self._record(self.Resumed, act, ["R-AUTH-2"])

    def dissolve(self, act: Act) -> None:
        """Ends the committee by document."""
        self._change(act, CommitteeState.FILED, CommitteeState.SUSPENDED)
        self._record(self.Dissolved, act, ["R-AUTH-2"])

    def seated(self, season: int) -> frozenset[str]:
        """Who may ballot in a season: those drawn for it, else everybody who is filed."""
        draw = self.draws.get(season)
        return frozenset(draw.experts) if draw else self.members

    def conflicted(self, declaration_id: UUID, applicant: PersonFacts) -> frozenset[str]:
        """Who stands aside for an applicant: those on record, those of the applicant's units, the applicant."""
        units = {employment.uscc for employment in applicant.employments}
        akin = {e.expert_id for e in self.experts if e.unit_uscc in units or e.expert_id == str(applicant.person_id)}
        return self.recusals.get(declaration_id, frozenset()) | akin

    def facts(self, *, season: int | None = None, authority: AuthorityFacts | None = None) -> CommitteeFacts:
        """What rules read about this committee, in a season and under the right its organiser was delegated."""
        return CommitteeFacts(
            committee_id=self.id,
            organiser_uscc=self.organiser_uscc,
            organiser_kind=self.organiser_kind,
            series_code=self.series_code,
            specialty_codes=self.specialty_codes,
            tier=self.tier,
            levels=self.levels,
            size=len(self.members if season is None else self.seated(season)),
            members=self.members,
            filed=self.filed,
            stopped=self.stoppage.periods,
            authority=authority,
        )

    def _change(self, act: Act, *states: CommitteeState) -> None:
        self._in_state(*states)
        act.with_document("R-AUTH-2", "S2.8f")
        if act.legal_date < self.changed_on:
            message = f"the last change was dated {self.changed_on}; nothing is dated before it"
            raise DomainError("invalid_value", "R-AUTH-2", "S2.8f", message)

    def _in_state(self, *states: CommitteeState) -> None:
        if self.state not in states:
            raise wrong_state("the committee", self.state, " or ".join(states), "R-AUTH-2")

    @event(Happened.ExpertsDrawn)
    def _experts_drawn(self, season: int, seed_hex: str, experts: list[str]) -> None:
        self.draws = {**self.draws, season: Draw(seed_hex, tuple(experts))}

    @event(Happened.ExpertRecused)
    def _expert_recused(self, declaration_id: UUID, expert_id: str) -> None:
        aside = self.recusals.get(declaration_id, frozenset()) | {expert_id}
        self.recusals = {**self.recusals, declaration_id: aside}

    @event(Happened.AttendanceRecorded)
    def _attendance_recorded(self, declaration_id: UUID) -> None:
        self.balloted = self.balloted | {declaration_id}

    @event(Happened.Suspended)
    def _suspended(self, legal_date: str) -> None:
        self.state = CommitteeState.SUSPENDED
        self.changed_on = date.fromisoformat(legal_date)
        self.stoppage = self.stoppage.begun(self.changed_on)

    @event(Happened.Resumed)
    def _resumed(self, legal_date: str) -> None:
        self.state = CommitteeState.FILED
        self.changed_on = date.fromisoformat(legal_date)
        self.stoppage = self.stoppage.lifted(self.changed_on)

    @event(Happened.Dissolved)
    def _dissolved(self, legal_date: str) -> None:
        self.state = CommitteeState.DISSOLVED
        self.changed_on = date.fromisoformat(legal_date)
        self.stoppage = self.stoppage.begun(self.changed_on)


def _stored(expert: Expert) -> dict[str, str]:
    return {
        "expert_id": expert.expert_id,
        "series_code": expert.series_code,
        "specialty_code": expert.specialty_code,
        "level": str(int(expert.level)),
        "term_from": expert.term.first.isoformat(),
        "term_to": expert.term.last.isoformat() if expert.term.last else "",
        "unit_uscc": expert.unit_uscc,
    }


def _expert(stored: Mapping[str, str]) -> Expert:
    return Expert(
        stored["expert_id"],
        stored["series_code"],
        stored["specialty_code"],
        Level(int(stored["level"])),
        Period.from_text(stored["term_from"], stored["term_to"]),
        stored.get("unit_uscc", ""),
    )
