"""An evaluation committee (评委会) as filed: one series, its levels, its members, its three years."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require
from domain.identity import committee_id
from domain.policy import NOTICE_2022, Policy
from domain.rules.committee import r_comm_1_filing, r_comm_2_filing, r_comm_3, r_comm_4
from domain.standing import CommitteeFacts, Expert
from domain.values import Level, OrganiserKind, Period, Tier


class CommitteeState(StrEnum):
    """Where a committee stands; a lapsed filing is read from its dates, not from a state."""

    FILED = "FILED"


class EvaluationCommittee(Aggregate):
    """Known by its filing code; who sits on it is never listed publicly."""

    TOPIC = "EvaluationCommittee"

    class Event(Aggregate.Event):
        """A fact of this committee."""

    class Filed(Event, AggregateCreated):
        """The committee was approved and filed."""

        TOPIC = "CommitteeFiled"
        code: str
        name: str
        organiser_uscc: str
        organiser_kind: str
        series_code: str
        specialty_codes: list[str]
        tier: str
        levels: list[int]
        region_scope: str
        members: list[dict[str, str]]
        filed_from: str
        filed_to: str

    @event(Filed)
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
        self.members = frozenset(member["expert_id"] for member in members)
        self.filed = Period.from_text(filed_from, filed_to)
        self.state = CommitteeState.FILED

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
        policy: Policy = NOTICE_2022,
    ) -> Self:
        """Files a committee by document (R-COMM-1..4). No `specialty_codes`: it is filed for the whole series."""
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

    def facts(self) -> CommitteeFacts:
        """What rules read about this committee."""
        return CommitteeFacts(
            committee_id=self.id,
            organiser_uscc=self.organiser_uscc,
            organiser_kind=self.organiser_kind,
            series_code=self.series_code,
            specialty_codes=self.specialty_codes,
            tier=self.tier,
            levels=self.levels,
            size=len(self.members),
            members=self.members,
            filed=self.filed,
        )


def _stored(expert: Expert) -> dict[str, str]:
    return {
        "expert_id": expert.expert_id,
        "series_code": expert.series_code,
        "specialty_code": expert.specialty_code,
        "level": str(int(expert.level)),
        "term_from": expert.term.first.isoformat(),
        "term_to": expert.term.last.isoformat() if expert.term.last else "",
    }
