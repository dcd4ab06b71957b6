"""A person's continuing education (继续教育): one public-need topic a year, hours of both kinds, what was voided.

It counts; whether the count is enough is the business of R-CE.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError
from domain.identity import education_account_id
from domain.standing import EducationFacts, YearHours


class SubjectKind(StrEnum):
    """The two kinds of hours; neither stands in for the other."""

    PUBLIC_NEED = "PUBLIC_NEED"
    PROFESSIONAL = "PROFESSIONAL"


class StudyMode(StrEnum):
    """How professional subjects were taken (S2.5f)."""

    ONLINE = "ONLINE"
    FACE_TO_FACE = "FACE_TO_FACE"


class VoidReason(StrEnum):
    """Why recorded hours do not count."""

    DUPLICATE = "DUPLICATE"
    NOT_ATTENDED = "NOT_ATTENDED"
    PROVIDER_NOT_RECOGNISED = "PROVIDER_NOT_RECOGNISED"
    FALSE_RECORD = "FALSE_RECORD"
    RECORDING_ERROR = "RECORDING_ERROR"


@dataclass(frozen=True)
class Entry:
    """Hours as they were recorded; `voided` says why they no longer count."""

    number: int
    year: int
    kind: SubjectKind
    hours: int
    provider_uscc: str = ""
    voided: VoidReason | None = None


class ContinuingEducationAccount(Aggregate):
    """Entries are numbered from 1 and stay for ever; a closed year takes no more of them."""

    TOPIC = "ContinuingEducationAccount"

    class Event(Aggregate.Event):
        """A fact of this account."""

    class Opened(Event, AggregateCreated):
        """The first thing was about to be recorded."""

        TOPIC = "EducationAccountOpened"
        person_id: UUID

    class TopicChosen(Event):
        """The learner picked the year's topic (S2.5d)."""

        TOPIC = "TopicChosen"
        year: int
        topic: str

    class PublicNeedHoursLearned(Event):
        """Hours that count once the year's exam is passed (S2.5e)."""

        TOPIC = "PublicNeedHoursLearned"
        entry_no: int
        year: int
        hours: int
        completed_on: str

    class PublicNeedExamPassed(Event):
        """The year's public-need hours count from now on."""

        TOPIC = "PublicNeedExamPassed"
        year: int
        certificate_no: str

    class PublicNeedExamFailed(Event):
        """The exam may be taken again."""

        TOPIC = "PublicNeedExamFailed"
        year: int

    class ProfessionalHoursRecorded(Event):
        """Hours in professional subjects, in the calendar year in which they were completed."""

        TOPIC = "ProfessionalHoursRecorded"
        entry_no: int
        year: int
        hours: int
        provider: str
        mode: str
        completed_on: str

    class HoursVoided(Event):
        """An entry does not count; it stays on record."""

        TOPIC = "HoursVoided"
        entry_no: int
        reason: str

    class YearClosed(Event):
        """Nothing more is recorded for this year."""

        TOPIC = "EducationYearClosed"
        year: int

    @event(Opened)
    def __init__(self, person_id: UUID) -> None:
        self.person_id = person_id
        self.topics: dict[int, str] = {}
        self.certificates: dict[int, str] = {}
        self.entries: tuple[Entry, ...] = ()
        self.closed_years: frozenset[int] = frozenset()

    @classmethod
    def open(cls, act: Act, person_id: UUID) -> Self:
        """An empty account: no hours in any year."""
        return cls._begin(cls.Opened, education_account_id(person_id), act, person_id=person_id)

    def choose_topic(self, act: Act, *, year: int, topic: str) -> None:
        """Picks the one public-need topic of a year; the same again is nothing, another is refused (S2.5d)."""
        self._open_year(act, year)
        chosen = self.topics.get(year)
        if chosen is not None and chosen != topic:
            raise DomainError("rule_refused", "R-CE-1", "S2.5d", f"the topic of {year} is {chosen}")
        if not topic.strip():
            raise DomainError("invalid_value", "R-CE-1", "S2.5d", "a topic has a name")
        if chosen is None:
            self._record(self.TopicChosen, act, ["R-CE-1"], year=year, topic=topic)

    def learn_public_need(self, act: Act, *, year: int, hours: int, completed_on: date | None = None) -> None:
        """Hours in the year's topic; they count 0 until the exam is passed (S2.5e)."""
        self._completed(act, year, hours, completed_on)
        self._with_topic(year)
        self._record(
            self.PublicNeedHoursLearned,
            act,
            ["R-CE-1"],
            entry_no=len(self.entries) + 1,
            year=year,
            hours=hours,
            completed_on=completed_on.isoformat() if completed_on else "",
        )

    def record_exam(self, act: Act, *, year: int, certificate_no: str) -> None:
        """The outcome of the year's exam: passed with its certificate, failed without one; passed once for ever."""
        self._open_year(act, year)
        self._with_topic(year)
        if year in self.certificates:
            raise DomainError("wrong_state", "R-CE-1", "S2.5e", f"the exam of {year} is already passed")
        if certificate_no.strip():
            self._record(self.PublicNeedExamPassed, act, ["R-CE-1"], year=year, certificate_no=certificate_no)
        else:
            self._record(self.PublicNeedExamFailed, act, ["R-CE-1"], year=year)

    def record_professional(
        self,
        act: Act,
        *,
        year: int,
        hours: int,
        provider_uscc: str,
        mode: StudyMode,
        completed_on: date | None = None,
    ) -> None:
        """Hours in professional subjects, given by a provider."""
        self._completed(act, year, hours, completed_on)
        self._record(
            self.ProfessionalHoursRecorded,
            act,
            ["R-CE-1"],
            entry_no=len(self.entries) + 1,
            year=year,
            hours=hours,
            provider=provider_uscc,
            mode=mode.value,
            completed_on=completed_on.isoformat() if completed_on else "",
        )

    def void(self, act: Act, *, entry_no: int, reason: VoidReason) -> None:
        """Hours no longer count, by document; also in a closed year, and for ever."""
        act.with_document("R-CE-1", "S2.5g")
        if not 1 <= entry_no <= len(self.entries) or self.entries[entry_no - 1].voided is not None:
            raise DomainError("wrong_state", "R-CE-1", "S2.5g", "no entry of this number counts")
        self._record(self.HoursVoided, act, ["R-CE-1"], entry_no=entry_no, reason=reason.value)

    def close_year(self, act: Act, year: int) -> None:
        """Ends the recording for a calendar year that is over."""
        self._open_year(act, year)
        if year >= act.legal_date.year:
            raise DomainError("rule_refused", "R-CE-1", "S2.5g", f"the year {year} is not over")
        self._record(self.YearClosed, act, year=year)

    def facts(self) -> EducationFacts:
        """What R-CE reads: the hours that count, year by year."""
        return EducationFacts({year: self.hours_of(year) for year in sorted({entry.year for entry in self.entries})})

    def hours_of(self, year: int) -> YearHours:
        """The hours of a year that count."""
        public = self._sum(year, SubjectKind.PUBLIC_NEED) if year in self.certificates else 0
        return YearHours(public, self._sum(year, SubjectKind.PROFESSIONAL))

    def _sum(self, year: int, kind: SubjectKind) -> int:
        return sum(e.hours for e in self.entries if (e.year, e.kind, e.voided) == (year, kind, None))

    def _open_year(self, act: Act, year: int) -> None:
        if year in self.closed_years:
            raise DomainError("wrong_state", "R-CE-1", "S2.5g", f"the year {year} is closed")
        if year > act.legal_date.year:
            raise DomainError("invalid_value", "R-CE-1", "S2.5g", f"the year {year} has not begun")

    def _completed(self, act: Act, year: int, hours: int, completed_on: date | None) -> None:
        self._open_year(act, year)
        if hours < 1:
            raise DomainError("invalid_value", "R-CE-1", "S2.5g", "hours are counted from 1")
        if completed_on is not None and (completed_on.year != year or completed_on > act.legal_date):
            raise DomainError("invalid_value", "R-CE-1", "S2.5g", "hours belong to the year of their completion")

    def _with_topic(self, year: int) -> None:
        if year not in self.topics:
            raise DomainError("rule_refused", "R-CE-1", "S2.5d", f"no topic was chosen for {year}")

    @event(TopicChosen)
    def _topic_chosen(self, year: int, topic: str) -> None:
        self.topics = {**self.topics, year: topic}

    @event(PublicNeedHoursLearned)
    def _public_need_hours_learned(self, entry_no: int, year: int, hours: int) -> None:
        self.entries = (*self.entries, Entry(entry_no, year, SubjectKind.PUBLIC_NEED, hours))

    @event(PublicNeedExamPassed)
    def _public_need_exam_passed(self, year: int, certificate_no: str) -> None:
        self.certificates = {**self.certificates, year: certificate_no}

    @event(ProfessionalHoursRecorded)
    def _professional_hours_recorded(self, entry_no: int, year: int, hours: int, provider: str) -> None:
        self.entries = (*self.entries, Entry(entry_no, year, SubjectKind.PROFESSIONAL, hours, provider))

    @event(HoursVoided)
    def _hours_voided(self, entry_no: int, reason: str) -> None:
        self.entries = tuple(replace(e, voided=VoidReason(reason)) if e.number == entry_no else e for e in self.entries)

    @event(YearClosed)
    def _year_closed(self, year: int) -> None:
        self.closed_years = self.closed_years | {year}
