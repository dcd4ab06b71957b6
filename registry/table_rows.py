"""The rows of the reference tables, as their JSON files hold them; what does not fit a row's shape does not load.

`verified: false` marks what is general knowledge: a domain expert confirms it before it is shown to anybody as law.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain import values as law
from domain.rules.confirmation import RecognitionAgreement

LevelCode = Literal[411, 412, 420, 434, 435]
Years = Annotated[int, Field(ge=0, le=20)]
EndsBy = Literal["REVOCATION", "INVALIDATION", "DEREGISTRATION", "CANCELLATION"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Series(_Row):
    """One of the 27 series (系列) with the exact official title names of each level."""

    code: int = Field(ge=1, le=27)
    zh: str = Field(min_length=2)
    en: str = Field(min_length=2)
    verified: bool
    note: str
    titles: dict[int, tuple[str, ...]] = Field(description="level code to names; no name where a level is not set")


class Level(_Row):
    """A level (层级), GB/T 12407; a higher rank is a higher level."""

    code: LevelCode
    zh: str
    en: str
    tier: Literal["SENIOR", "INTERMEDIATE", "JUNIOR"]
    rank: int = Field(ge=1, le=5)


class Specialty(_Row):
    """A specialty (专业) of one series; code 0 is "none" and belongs to all."""

    code: int = Field(ge=0, le=9999)
    key: str = Field(pattern=r"^[A-Z_]+$")
    series: int | None
    zh: str
    en: str
    verified: bool
    note: str


class Cause(_Row):
    """Why a title or a declaration ended, and by which act."""

    code: str = Field(pattern=r"^[A-Z_]+$")
    zh: str
    en: str
    ends_by: EndsBy
    opens_record: bool = Field(description="whether an integrity record follows (R-INT-2)")
    clause: str


class EvidenceKind(_Row):
    """A kind of material; none ranks before another (S2.2b), so a row has no rank."""

    code: str = Field(pattern=r"^[A-Z_]+$")
    zh: str
    en: str
    clause: str


class Region(_Row):
    """An administrative region, GB/T 2260, while its code was in force; synthetic ones exist only in demonstrations."""

    code: int = Field(ge=100000, le=999999)
    zh: str
    en: str
    verified: bool
    synthetic: bool
    valid_from: date | None = Field(default=None, description="none: since before this registry")
    valid_to: date | None = Field(default=None, description="last day; none: still in force")

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"region {self.code} ends before it began")
        return self

    def in_force(self, on: date) -> bool:
        """Whether the code was in force on this day, both ends included."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class YearCalendar(_Row):
    """The official holidays of a year and its make-up working days (R-PUB-3)."""

    year: int = Field(ge=2000, le=2100)
    source: str = Field(min_length=5)
    confirmed: bool
    signed_off_by: str | None
    holidays: frozenset[date]
    make_up_days: frozenset[date]

    @model_validator(mode="after")
    def _days_belong_to_the_year(self) -> Self:
        if any(day.year != self.year for day in self.holidays | self.make_up_days):
            raise ValueError(f"a day of the calendar {self.year} lies in another year")
        if self.holidays & self.make_up_days:
            raise ValueError(f"a day of {self.year} is both a holiday and a working day")
        if any(day.weekday() < 5 for day in self.make_up_days):  # noqa: PLR2004 - Saturday is 5
            raise ValueError(f"a make-up day of {self.year} is not on a weekend")
        return self


class SeriesFile(_Row):
    """`series.json`."""

    version: str
    source: str
    signed_off_by: str | None
    series: tuple[Series, ...] = Field(min_length=27, max_length=27)


class LevelsFile(_Row):
    """`levels.json`."""

    version: str
    source: str
    signed_off_by: str | None
    levels: tuple[Level, ...] = Field(min_length=5, max_length=5)


class SpecialtiesFile(_Row):
    """`specialties.json`."""

    version: str
    source: str
    signed_off_by: str | None
    specialties: tuple[Specialty, ...]


class CausesFile(_Row):
    """`causes.json`."""

    version: str
    source: str
    signed_off_by: str | None
    causes: tuple[Cause, ...]


class EvidenceFile(_Row):
    """`evidence.json`."""

    version: str
    source: str
    signed_off_by: str | None
    evidence: tuple[EvidenceKind, ...]


class RegionsFile(_Row):
    """`regions.json`."""

    version: str
    source: str
    signed_off_by: str | None
    regions: tuple[Region, ...]


class StandardItem(_Row):
    """One condition of an evaluation standard, reviewed by itself (S3.1a)."""

    id: str = Field(pattern=r"^[A-Z_]+$")
    zh: str
    en: str
    clause: str


class _RelatedSeries(_Row):
    series: int
    related: tuple[int, ...]


class StandardsFile(_Row):
    """`standards.json`."""

    version: str
    source: str
    signed_off_by: str | None
    first_levels: tuple[LevelCode, ...]
    tenure_years: dict[int, Years] = Field(description="by declared level: years in the current title (R-CE-3)")
    first_title_years: dict[int, Years] = Field(description="by declared level: years of work before a first title")
    items: tuple[StandardItem, ...] = Field(min_length=1)
    related_series: tuple[_RelatedSeries, ...]


class _TopicsOfYear(_Row):
    year: int = Field(ge=2000, le=2100)
    topics: frozenset[str]


class TopicsFile(_Row):
    """`education_topics.json`."""

    version: str
    source: str
    signed_off_by: str | None
    years: tuple[_TopicsOfYear, ...]


class CommitmentText(_Row):
    """What an applicant signs (S3.4a); the version is what the law compares."""

    version: str = Field(min_length=1)
    zh: str = Field(min_length=10)
    en: str = Field(min_length=10)


class Agreement(_Row):
    """Provinces that recognise each other's titles without confirmation, from a day to a day (R-CONF-6)."""

    name: str = Field(min_length=2)
    provinces: tuple[str, ...] = Field(min_length=2, description="first two digits of GB/T 2260")
    series: tuple[int, ...] = Field(description="none: every series")
    levels: tuple[LevelCode, ...] = Field(description="none: every level")
    valid_from: date
    valid_to: date | None

    def for_the_law(self) -> RecognitionAgreement:
        """The agreement as R-CONF-6 reads it."""
        return RecognitionAgreement(
            self.name,
            frozenset(self.provinces),
            frozenset(f"{code:02d}" for code in self.series),
            frozenset(law.Level(level) for level in self.levels),
            law.Period(self.valid_from, self.valid_to),
        )


class AgreementsFile(_Row):
    """`recognition.json`."""

    version: str
    source: str
    signed_off_by: str | None
    agreements: tuple[Agreement, ...]


class CalendarsFile(_Row):
    """`calendars.json`."""

    version: str
    calendars: tuple[YearCalendar, ...]
