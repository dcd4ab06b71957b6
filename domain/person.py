"""A natural person with one id. Names and numbers arrive sealed; this file sees only what rules need, by date."""

from datetime import date
from operator import itemgetter
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError
from domain.standing import Employment, IdentityDocument, PersonFacts, StatusPeriod
from domain.values import (
    Contract,
    DocumentKind,
    EmployerKind,
    Management,
    Period,
    PersonOrigin,
    PersonStatus,
)


class Person(Aggregate):
    """What changes over a life of work, each with its dates; `facts(on)` is the picture of one day."""

    TOPIC = "Person"

    class Event(Aggregate.Event):
        """A fact of this person."""

    class Registered(Event, AggregateCreated):
        """The person is known; the sealed fields open only with the person's own key."""

        TOPIC = "PersonRegistered"
        origin: str
        sealed_name: str
        sealed_birth_date: str
        sealed_gender: str

    class DocumentAdded(Event):
        """An identity document was shown; its number is sealed and reserved by blind index."""

        TOPIC = "IdentityDocumentAdded"
        kind: str
        sealed_number: str
        blind_index: str
        issuer_province: str
        valid_from: str
        valid_to: str

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

    @event(Registered)
    def __init__(self, origin: str, sealed_name: str, sealed_birth_date: str, sealed_gender: str) -> None:
        self.origin = PersonOrigin(origin)
        self.sealed_name = sealed_name
        self.sealed_birth_date = sealed_birth_date
        self.sealed_gender = sealed_gender
        self.documents: tuple[IdentityDocument, ...] = ()
        self.employments: tuple[Employment, ...] = ()
        self.management_changes: tuple[tuple[date, str, Management], ...] = ()
        self.statuses: tuple[StatusPeriod, ...] = ()
        self.erased = False

    @classmethod
    def register(
        cls,
        act: Act,
        person_id: UUID,
        *,
        origin: PersonOrigin,
        sealed_name: str,
        sealed_birth_date: str = "",
        sealed_gender: str = "",
    ) -> Self:
        """A person; each sealed field is opaque text and empty where nothing was given."""
        return cls._begin(
            cls.Registered,
            person_id,
            act,
            origin=origin.value,
            sealed_name=sealed_name,
            sealed_birth_date=sealed_birth_date,
            sealed_gender=sealed_gender,
        )

    def add_document(
        self,
        act: Act,
        *,
        kind: DocumentKind,
        sealed_number: str,
        blind_index: str,
        valid: Period,
        issuer_province: str = "",
    ) -> None:
        """An identity document, already reserved by blind index; a work permit needs its province and its end."""
        if kind is DocumentKind.WORK_PERMIT and (valid.last is None or not issuer_province):
            raise DomainError(
                "invalid_value", "R-ELIG-3", "S1.2", "a work permit needs its issuing province and expiry"
            )
        self._record(
            self.DocumentAdded,
            act,
            kind=kind.value,
            sealed_number=sealed_number,
            blind_index=blind_index,
            issuer_province=issuer_province,
            valid_from=valid.first.isoformat(),
            valid_to=_text(valid.last),
        )

    def start_employment(
        self,
        act: Act,
        *,
        uscc: str,
        contract: Contract,
        signed_on: date | None,
        kind: EmployerKind,
        region: str,
        professional_post: bool,
        from_date: date,
        management: Management = Management.NORMAL,
    ) -> None:
        """An employment from a date; `signed_on` None where there is only an oral agreement."""
        if any(e.uscc == uscc and e.period.last is None for e in self.employments):
            raise DomainError("wrong_state", "R-ELIG-1", "S1.1", "this employment is already running")
        self._record(
            self.EmploymentStarted,
            act,
            uscc=uscc,
            contract=contract.value,
            signed_on=_text(signed_on),
            employer_kind=kind.value,
            management=management.value,
            region=region,
            professional_post=professional_post,
            from_date=from_date.isoformat(),
        )

    def end_employment(self, act: Act, *, uscc: str, last_day: date) -> None:
        """Ends the running employment with this employer."""
        running = next((e for e in self.employments if e.uscc == uscc and e.period.last is None), None)
        if running is None or last_day < running.period.first:
            raise DomainError("wrong_state", "R-ELIG-1", "S1.1", "no employment with this employer is running that day")
        self._record(self.EmploymentEnded, act, uscc=uscc, last_day=last_day.isoformat())

    def change_employer_type(self, act: Act, *, uscc: str, management: Management, from_date: date) -> None:
        """The employer is managed differently from a date on; open declarations are then re-checked (SC-04)."""
        if all(e.uscc != uscc for e in self.employments):
            raise DomainError("invalid_value", message="the person never worked for this employer")
        facts = {"uscc": uscc, "management": management.value, "from_date": from_date.isoformat()}
        self._record(self.EmployerTypeChanged, act, ["R-ELIG-2"], **facts)

    def record_retirement(self, act: Act, *, from_date: date) -> None:
        """The person is retired from this day on."""
        self._record(self.RetirementRecorded, act, ["R-ELIG-2"], from_date=from_date.isoformat())

    def defer_retirement(self, act: Act, *, period: Period) -> None:
        """The person stays in service through the period's last day; needs the deferral document."""
        act.with_document("R-ELIG-2", "S1.3")
        self._record(self.RetirementDeferred, act, ["R-ELIG-2"], **_dates(period))

    def record_civil_servant_status(self, act: Act, *, period: Period) -> None:
        """The person is a civil servant over the period."""
        self._record(self.CivilServantStatusRecorded, act, ["R-ELIG-2"], **_dates(period))

    def record_disciplinary_period(self, act: Act, *, period: Period) -> None:
        """A sanction of demerit or heavier runs over the period."""
        self._record(self.DisciplinaryPeriodRecorded, act, ["R-ELIG-4"], **_dates(period))

    def record_freelancing(self, act: Act, *, region: str, period: Period, agency_uscc: str = "") -> None:
        """The person practises freelance in a region, registered with an agency where one is named."""
        facts = {"region": region, "agency_uscc": agency_uscc, **_dates(period)}
        self._record(self.FreelancingRecorded, act, ["R-ELIG-1"], **facts)

    def note_key_destroyed(self, act: Act) -> None:
        """Records that the person key was destroyed; again is nothing."""
        if not self.erased:
            self._record(self.DataKeyDestroyed, act, ["R-PRIV-6"])

    def facts(self, on: date) -> PersonFacts:
        """The person on a legal date: what was in force that day and nothing else."""
        now = {s.status: s for s in self.statuses if s.period.covers(on)}
        freelance = now.get(PersonStatus.FREELANCER)
        valid = [d for d in self.documents if d.valid.covers(on)]
        permits = [d.issuer_province for d in valid if d.kind is DocumentKind.WORK_PERMIT]
        return PersonFacts(
            person_id=self.id,
            on=on,
            origin=self.origin,
            employments=tuple(self._managed(e, on) for e in self.employments if e.period.covers(on)),
            civil_servant=PersonStatus.CIVIL_SERVANT in now,
            retired=PersonStatus.RETIRED in now and PersonStatus.RETIREMENT_DEFERRED not in now,
            sanctioned=PersonStatus.SANCTIONED in now,
            freelancer=freelance is not None,
            freelance_region=freelance.region if freelance else "",
            agency_uscc=freelance.agency_uscc if freelance else "",
            permanent_residence=any(d.kind is DocumentKind.PERMANENT_RESIDENCE for d in valid),
            work_permit_provinces=frozenset(permits),
        )

    def _managed(self, employment: Employment, on: date) -> Employment:
        changes = [c for c in self.management_changes if c[1] == employment.uscc and c[0] <= on]
        return employment.managed(max(reversed(changes), key=itemgetter(0))[2]) if changes else employment

    def _stand(self, status: PersonStatus, first: str, last: str, region: str = "", agency_uscc: str = "") -> None:
        self.statuses = (*self.statuses, StatusPeriod(status, Period.from_text(first, last), region, agency_uscc))

    @event(DocumentAdded)
    def _document_added(
        self, kind: str, issuer_province: str, valid_from: str, valid_to: str, blind_index: str
    ) -> None:
        document = IdentityDocument(
            DocumentKind(kind), Period.from_text(valid_from, valid_to), issuer_province, blind_index
        )
        self.documents = (*self.documents, document)

    @event(EmploymentStarted)
    def _employment_started(
        self,
        *,
        uscc: str,
        contract: str,
        signed_on: str,
        employer_kind: str,
        management: str,
        region: str,
        professional_post: bool,
        from_date: str,
    ) -> None:
        started = Employment(
            uscc,
            Contract(contract),
            date.fromisoformat(signed_on) if signed_on else None,
            EmployerKind(employer_kind),
            Management(management),
            region,
            professional_post,
            Period.from_text(from_date, ""),
        )
        self.employments = (*self.employments, started)

    @event(EmploymentEnded)
    def _employment_ended(self, uscc: str, last_day: str) -> None:
        end = date.fromisoformat(last_day)
        self.employments = tuple(
            e.ended(end) if e.uscc == uscc and e.period.last is None else e for e in self.employments
        )

    @event(EmployerTypeChanged)
    def _employer_type_changed(self, uscc: str, management: str, from_date: str) -> None:
        change = (date.fromisoformat(from_date), uscc, Management(management))
        self.management_changes = (*self.management_changes, change)

    @event(RetirementRecorded)
    def _retirement_recorded(self, from_date: str) -> None:
        self._stand(PersonStatus.RETIRED, from_date, "")

    @event(RetirementDeferred)
    def _retirement_deferred(self, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.RETIREMENT_DEFERRED, from_date, last_day)

    @event(CivilServantStatusRecorded)
    def _civil_servant_status_recorded(self, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.CIVIL_SERVANT, from_date, last_day)

    @event(DisciplinaryPeriodRecorded)
    def _disciplinary_period_recorded(self, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.SANCTIONED, from_date, last_day)

    @event(FreelancingRecorded)
    def _freelancing_recorded(self, region: str, agency_uscc: str, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.FREELANCER, from_date, last_day, region, agency_uscc)

    @event(DataKeyDestroyed)
    def _data_key_destroyed(self) -> None:
        self.erased = True


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _dates(period: Period) -> dict[str, str]:
    return {"from_date": period.first.isoformat(), "last_day": _text(period.last)}
