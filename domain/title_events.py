"""What can happen to a title: the facts of 4.5, and the states they lead to."""

from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, AggregateCreated


class TitleState(StrEnum):
    """Where a title stands; UNDER_REVOCATION is still effective and not shown to the public."""

    GRANTED = "GRANTED"
    UNDER_REVOCATION = "UNDER_REVOCATION"
    REVOKED = "REVOKED"
    INVALIDATED = "INVALIDATED"
    DEREGISTERED = "DEREGISTERED"


class TitleEvents:
    """The facts, as short names for `Title` to carry."""

    class Event(Aggregate.Event):
        """A fact of this title."""

    class Granted(Event, AggregateCreated):
        """The title exists."""

        TOPIC = "TitleGranted"
        person_id: UUID
        origin: str
        source_id: UUID
        title_name: str
        series_code: str
        specialty_code: str
        level: int
        scope: str
        grant_date: str
        evaluation_date: str
        committee_id: UUID | None
        approving_body_uscc: str
        approval_document_no: str
        region_code: str

    class SourceCited(Event):
        """The title came from elsewhere: whose it was, since when, by which certificate (R-CONF-5, R-AID-4)."""

        TOPIC = "TitleSourceCited"
        source_region: str
        source_authority: str
        source_grant_date: str
        source_certificate_no: str

    class RevocationProposed(Event):
        """PHRSS or the organiser asks that the title be taken away."""

        TOPIC = "TitleRevocationProposed"
        cause: str
        evidence_ref: str

    class StatementRecorded(Event):
        """The holder was heard, or let the time to be heard pass."""

        TOPIC = "RevocationStatementRecorded"
        heard: bool

    class ProposalDropped(Event):
        """The title stays, by reasoned document."""

        TOPIC = "ProposalDropped"

    class Revoked(Event):
        """The title is taken away for cause."""

        TOPIC = "TitleRevoked"
        cause: str
        decision_date: str
        effect: str
        effective_from: str

    class RevocationRescinded(Event):
        """The decision was overturned; the title stands again."""

        TOPIC = "TitleRevocationRescinded"

    class Invalidated(Event):
        """The result behind the title is void; it never had effect."""

        TOPIC = "TitleInvalidated"
        cause: str
        proposer_id: str
        decision_date: str
        effective_from: str

    class Deregistered(Event):
        """Taken off the register without fault."""

        TOPIC = "TitleDeregistered"
        cause: str
        decision_date: str
        effective_from: str

    class DataCorrected(Event):
        """A spelling was corrected."""

        TOPIC = "TitleDataCorrected"
        title_name: str

    class KeptAfterReview(Event):
        """The title it builds on fell; an officer looked, and it stays, by reasoned document (R-REV-5)."""

        TOPIC = "TitleKeptAfterReview"
        rests_on: UUID

    class CertificateAssigned(Event):
        """A certificate version of this title is being issued; collides with a concurrent revocation (SC-19)."""

        TOPIC = "TitleCertificateAssigned"
        certificate_no: str
        version: int
