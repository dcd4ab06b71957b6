"""A natural person with one id. Names and numbers arrive sealed; this file sees only what rules need, by date."""

from datetime import date
from operator import itemgetter
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, event
from domain.errors import DomainError, wrong_state
from domain.person_events import PersonEvents as Happened
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


class Person(Happened, Aggregate):
    """What changes over a life of work, each with its dates; `facts(on)` is the picture of one day."""

    TOPIC = "Person"

    @event(Happened.Registered)
    def __init__(
        self, *, origin: str, sealed_name: str, sealed_birth_date: str, sealed_gender: str, trait_index: str = ""
    ) -> None:
        self.origin = PersonOrigin(origin)
        self.sealed_name = sealed_name
        self.sealed_birth_date = sealed_birth_date
        self.sealed_gender = sealed_gender
        self.documents: tuple[IdentityDocument, ...] = ()
        self.employments: tuple[Employment, ...] = ()
        self.management_changes: tuple[tuple[date, str, Management], ...] = ()
        self.statuses: tuple[StatusPeriod, ...] = ()
        self.trait_index = trait_index
        self.absorbed: tuple[UUID, ...] = ()
        self.merged_into: UUID | None = None
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
        trait_index: str = "",
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
            trait_index=trait_index,
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

    def supersede_document(self, act: Act, *, blind_index: str, last_day: date) -> None:
        """Ends a document because another one took its place; the number stays this person's for ever."""
        known = next((d for d in self.documents if d.blind_index == blind_index), None)
        if known is None or last_day < known.valid.first:
            raise DomainError("invalid_value", "R-ELIG-3", "S1.2", "this person shows no such document on that day")
        self._record(self.DocumentSuperseded, act, ["R-ELIG-3"], blind_index=blind_index, last_day=last_day.isoformat())

    def merge(self, act: Act, other: Self) -> None:
        """Finds by document that `other` is this same natural person; rules run on both together from now on (4.2)."""
        act.with_document("R-ONE-1", "S3.6a")
        for one in (self, other):
            if one.merged_into is not None:
                raise wrong_state("the person", f"merged into {one.merged_into}", "a person of their own", "R-ONE-1")
        if other.id == self.id:
            raise DomainError("invalid_value", "R-ONE-1", "S3.6a", "a person is not merged with themself")
        rules = ["R-ONE-1", "R-INT-1"]
        self._record(self.Merged, act, rules, merged_person_id=other.id, with_it=list(other.absorbed))
        other._record(other.MergedInto, act, rules, kept_person_id=self.id)

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

    @event(Happened.DocumentAdded)
    def _document_added(
        self, kind: str, issuer_province: str, valid_from: str, valid_to: str, blind_index: str
    ) -> None:
        document = IdentityDocument(
            DocumentKind(kind), Period.from_text(valid_from, valid_to), issuer_province, blind_index
        )
        self.documents = (*self.documents, document)

    @event(Happened.DocumentSuperseded)
    def _document_superseded(self, blind_index: str, last_day: str) -> None:
        end = date.fromisoformat(last_day)
        self.documents = tuple(d.ended(end) if d.blind_index == blind_index else d for d in self.documents)

    @event(Happened.Merged)
    def _merged(self, merged_person_id: UUID, with_it: list[UUID]) -> None:
        self.absorbed = (*self.absorbed, merged_person_id, *with_it)

    @event(Happened.MergedInto)
    def _merged_into(self, kept_person_id: UUID) -> None:
        self.merged_into = kept_person_id

    @event(Happened.EmploymentStarted)
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

    @event(Happened.EmploymentEnded)
    def _employment_ended(self, uscc: str, last_day: str) -> None:
        end = date.fromisoformat(last_day)
        self.employments = tuple(
            e.ended(end) if e.uscc == uscc and e.period.last is None else e for e in self.employments
        )

    @event(Happened.EmployerTypeChanged)
    def _employer_type_changed(self, uscc: str, management: str, from_date: str) -> None:
        change = (date.fromisoformat(from_date), uscc, Management(management))
        self.management_changes = (*self.management_changes, change)

    @event(Happened.RetirementRecorded)
    def _retirement_recorded(self, from_date: str) -> None:
        self._stand(PersonStatus.RETIRED, from_date, "")

    @event(Happened.RetirementDeferred)
    def _retirement_deferred(self, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.RETIREMENT_DEFERRED, from_date, last_day)

    @event(Happened.CivilServantStatusRecorded)
    def _civil_servant_status_recorded(self, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.CIVIL_SERVANT, from_date, last_day)

    @event(Happened.DisciplinaryPeriodRecorded)
    def _disciplinary_period_recorded(self, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.SANCTIONED, from_date, last_day)

    @event(Happened.FreelancingRecorded)
    def _freelancing_recorded(self, region: str, agency_uscc: str, from_date: str, last_day: str) -> None:
        self._stand(PersonStatus.FREELANCER, from_date, last_day, region, agency_uscc)

    @event(Happened.DataKeyDestroyed)
    def _data_key_destroyed(self) -> None:
        self.erased = True


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _dates(period: Period) -> dict[str, str]:
    return {"from_date": period.first.isoformat(), "last_day": _text(period.last)}
