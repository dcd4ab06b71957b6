"""What can happen to a committee, and where it can stand."""

from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, AggregateCreated


class CommitteeState(StrEnum):
    """Where a committee stands; a lapsed filing is read from its dates, not from a state."""

    FILED = "FILED"
    SUSPENDED = "SUSPENDED"
    DISSOLVED = "DISSOLVED"


class CommitteeEvents:
    """The facts, as short names for `EvaluationCommittee` to carry."""

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

    class ExpertsDrawn(Event):
        """The lot named the experts of a season; anybody who has the seed can draw again and compare."""

        TOPIC = "ExpertsDrawn"
        season: int
        seats: int
        seed_hex: str
        removed: list[dict[str, str]]
        experts: list[str]

    class ExpertRecused(Event):
        """An expert stands aside for one applicant."""

        TOPIC = "ExpertRecused"
        declaration_id: UUID
        expert_id: str
        relation: str

    class AttendanceRecorded(Event):
        """Who was in the room when one declaration was balloted, and who of them stood aside; nobody's vote."""

        TOPIC = "AttendanceRecorded"
        declaration_id: UUID
        meeting_date: str
        attending: list[str]
        recused: list[str]

    class Suspended(Event):
        """It accepts nothing and does not meet from that day on."""

        TOPIC = "CommitteeSuspended"

    class Resumed(Event):
        """It works again from that day on."""

        TOPIC = "CommitteeResumed"

    class Dissolved(Event):
        """It is no more; its earlier results stand."""

        TOPIC = "CommitteeDissolved"
