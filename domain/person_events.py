"""What can be known of a person: the facts of 4.2. Sealed fields open only with the person's own key."""

from dataclasses import field
from uuid import UUID

from domain.aggregate import Aggregate, AggregateCreated


class PersonEvents:
    """The facts, as short names for `Person` to carry."""

    class Event(Aggregate.Event):
        """A fact of this person."""

    class Registered(Event, AggregateCreated):
        """The person is known; the sealed fields open only with the person's own key.

        `trait_index`: name and birth date by keyed index, under which the same person in other documents is found.
        """

        TOPIC = "PersonRegistered"
        origin: str
        sealed_name: str
        sealed_birth_date: str
        sealed_gender: str
        trait_index: str = field(default="", kw_only=True)

    class DocumentAdded(Event):
        """An identity document was shown; its number is sealed and reserved by blind index."""

        TOPIC = "IdentityDocumentAdded"
        kind: str
        sealed_number: str
        blind_index: str
        issuer_province: str
        valid_from: str
        valid_to: str

    class DocumentSuperseded(Event):
        """A document gave way to another one; the date is its last day."""

        TOPIC = "IdentityDocumentSuperseded"
        blind_index: str
        last_day: str

    class Merged(Event):
        """Another entry is the same natural person: what is known of either is known of this one (4.2)."""

        TOPIC = "PersonsMerged"
        merged_person_id: UUID
        with_it: list[UUID]

    class MergedInto(Event):
        """This entry is the same natural person as another, under whose id they act from now on."""

        TOPIC = "PersonMergedInto"
        kept_person_id: UUID

    class EmploymentStarted(Event):
        """An employment began; empty `signed_on`: no signed contract."""

        TOPIC = "EmploymentStarted"
        uscc: str
        contract: str
        signed_on: str
        employer_kind: str
        management: str
        region: str
        professional_post: bool
        from_date: str

    class EmploymentEnded(Event):
        """An employment ended; the date is its last day."""

        TOPIC = "EmploymentEnded"
        uscc: str
        last_day: str

    class EmployerTypeChanged(Event):
        """The management of an employer changed from a date on."""

        TOPIC = "EmployerTypeChanged"
        uscc: str
        management: str
        from_date: str

    class RetirementRecorded(Event):
        """The person retired; re-employment does not undo it (S1.3)."""

        TOPIC = "RetirementRecorded"
        from_date: str

    class RetirementDeferred(Event):
        """The person stays in service by a formal document, through a last day."""

        TOPIC = "RetirementDeferred"
        from_date: str
        last_day: str

    class CivilServantStatusRecorded(Event):
        """The person is or was a civil servant."""

        TOPIC = "CivilServantStatusRecorded"
        from_date: str
        last_day: str

    class DisciplinaryPeriodRecorded(Event):
        """A demerit or heavier sanction runs (R-ELIG-4)."""

        TOPIC = "DisciplinaryPeriodRecorded"
        from_date: str
        last_day: str

    class FreelancingRecorded(Event):
        """The person practises freelance; an empty agency means none."""

        TOPIC = "FreelancingRecorded"
        region: str
        agency_uscc: str
        from_date: str
        last_day: str

    class DataKeyDestroyed(Event):
        """The person key is gone: nobody opens the sealed fields again (R-PRIV-6)."""

        TOPIC = "PersonalDataKeyDestroyed"
