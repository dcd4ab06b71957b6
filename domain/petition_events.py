"""What can happen to a petition: the facts of 4.11, and the states they lead to."""

from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, AggregateCreated


class Channel(StrEnum):
    """How a petition came in."""

    CALL = "CALL"
    LETTER = "LETTER"
    VISIT = "VISIT"
    ONLINE = "ONLINE"


class Subject(StrEnum):
    """What a petition is about, in one word that names nobody."""

    QUALIFICATION = "QUALIFICATION"
    PROCEDURE = "PROCEDURE"
    RESULT = "RESULT"
    FRAUD = "FRAUD"
    CONDUCT = "CONDUCT"
    OTHER = "OTHER"


class PetitionState(StrEnum):
    """Where the case stands (4.11)."""

    REGISTERED = "REGISTERED"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    ACCEPTED = "ACCEPTED"
    INVESTIGATING = "INVESTIGATING"
    OPINION_ISSUED = "OPINION_ISSUED"
    REPORTED = "REPORTED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"


class PetitionEvents:
    """The facts, as short names for `PetitionCase` to carry."""

    class Event(Aggregate.Event):
        """A fact of this case."""

    class Registered(Event, AggregateCreated):
        """A petition came in."""

        TOPIC = "PetitionRegistered"
        case_no: str
        channel: str
        subject: str
        received_on: str
        decide_by: str
        petitioner_id: UUID
        sealed_petitioner: str
        sealed_statement: str
        target_id: str
        target_unit: str

    class Accepted(Event):
        """It is taken up."""

        TOPIC = "PetitionAccepted"
        late: bool
        handle_by: str

    class NotAccepted(Event):
        """It is not taken up, for a reason."""

        TOPIC = "PetitionNotAccepted"
        late: bool
        sealed_reason: str

    class Assigned(Event):
        """One person is responsible, until a day."""

        TOPIC = "PetitionAssigned"
        handler_id: str
        handler_unit: str
        due_on: str

    class FindingRecorded(Event):
        """The handler noted what was found."""

        TOPIC = "PetitionFindingRecorded"
        n: int
        sealed_finding: str

    class Extended(Event):
        """The time was extended, once."""

        TOPIC = "PetitionExtended"
        reason: str
        due_on: str

    class OpinionIssued(Event):
        """The conclusion, with its four checks."""

        TOPIC = "PetitionOpinionIssued"
        substantiated: bool
        facts_clear: bool
        characterisation_accurate: bool
        handling_proper: bool
        procedure_complete: bool
        sealed_opinion: str

    class Reported(Event):
        """Result and opinion went to PHRSS."""

        TOPIC = "PetitionReported"

    class Closed(Event):
        """The petitioner has the opinion, and all that followed is finished."""

        TOPIC = "PetitionClosed"
        delivered_on: str
        resulting_ids: list[UUID]
        no_action_reason: str

    class Reopened(Event):
        """It is looked at again, by document."""

        TOPIC = "PetitionReopened"
        handle_by: str
