"""The reference tables of the office: series and official title names, levels, specialties, causes, regions, calendars.

They are data that a domain expert signs off, checked when they are loaded; no name or date of them stands in code.
"""

import difflib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain import values as law
from domain.rules.confirmation import RecognitionAgreement
from domain.standing import Standard
from registry.errors import ConfigurationError, InvalidInput

DATA = Path(__file__).parent / "data"

LevelCode = Literal[411, 412, 420, 434, 435]
Years = Annotated[int, Field(ge=0, le=20)]
EndsBy = Literal["REVOCATION", "INVALIDATION", "DEREGISTRATION", "CANCELLATION"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Series(_Row):
    """One of the 27 series (系列) with the exact official title names of each level."""

    code: int = Field(ge=1, le=99)
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


class Region(_Row):
    """An administrative region, GB/T 2260; synthetic ones exist only in demonstrations."""

    code: int = Field(ge=100000, le=999999)
    zh: str
    en: str
    verified: bool
    synthetic: bool


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


class _SeriesFile(_Row):
    version: str
    source: str
    signed_off_by: str | None
    series: tuple[Series, ...] = Field(min_length=27)


class _LevelsFile(_Row):
    version: str
    source: str
    signed_off_by: str | None
    levels: tuple[Level, ...] = Field(min_length=5, max_length=5)


class _SpecialtiesFile(_Row):
    version: str
    source: str
    signed_off_by: str | None
    specialties: tuple[Specialty, ...]


class _CausesFile(_Row):
    version: str
    source: str
    signed_off_by: str | None
    causes: tuple[Cause, ...]


class _RegionsFile(_Row):
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


class _StandardsFile(_Row):
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


class _TopicsFile(_Row):
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


class _AgreementsFile(_Row):
    version: str
    source: str
    signed_off_by: str | None
    agreements: tuple[Agreement, ...]


class _CalendarsFile(_Row):
    version: str
    calendars: tuple[YearCalendar, ...]


_File = TypeVar("_File", bound=BaseModel)


def first_errors(problem: ValidationError, most: int = 5) -> str:
    """Place and reason of the first few errors, without the values that were sent: they may be personal."""
    errors = problem.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors[:most]]
    if len(errors) > most:
        lines.append(f"and {len(errors) - most} more")
    return "; ".join(lines)


def read_document(path: Path, shape: type[_File]) -> _File:
    """The JSON document in `path`; raises `ConfigurationError` (`table_invalid`) with file, place and reason."""
    try:
        return shape.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise ConfigurationError(f"{path.name} cannot be read: {problem.strerror}", code="table_invalid") from problem
    except ValidationError as problem:
        raise ConfigurationError(f"{path.name}: {first_errors(problem)}", code="table_invalid") from problem


_Coded = TypeVar("_Coded", Series, Level, Specialty, Cause, Region)


def _by_code(rows: Iterable[_Coded], name: str) -> dict[int | str, _Coded]:
    table: dict[int | str, _Coded] = {}
    for row in rows:
        if row.code in table:
            raise ConfigurationError(f"{name}: code {row.code} stands twice", code="table_invalid")
        table[row.code] = row
    return table


class Tables:
    """All tables of one folder, loaded once and never changed."""

    def __init__(self, folder: Path = DATA) -> None:
        self.series = _by_code(read_document(folder / "series.json", _SeriesFile).series, "series.json")
        self.levels = _by_code(read_document(folder / "levels.json", _LevelsFile).levels, "levels.json")
        specialties = read_document(folder / "specialties.json", _SpecialtiesFile).specialties
        self.specialties = _by_code(specialties, "specialties.json")
        self.causes = _by_code(read_document(folder / "causes.json", _CausesFile).causes, "causes.json")
        self.regions = _by_code(read_document(folder / "regions.json", _RegionsFile).regions, "regions.json")
        agreements = read_document(folder / "recognition.json", _AgreementsFile).agreements
        self.agreements = tuple(agreement.for_the_law() for agreement in agreements)
        self.calendars = read_document(folder / "calendars.json", _CalendarsFile).calendars
        self.standards = read_document(folder / "standards.json", _StandardsFile)
        self.commitment = read_document(folder / "commitment.json", CommitmentText)
        topics = read_document(folder / "education_topics.json", _TopicsFile).years
        self.education_topics = {row.year: row.topics for row in topics}
        self.specialty_keys = {row.key: row for row in specialties}
        for series in self.series.values():
            if set(series.titles) != set(self.levels):
                raise ConfigurationError(
                    f"series.json: series {series.code} does not name each level once", code="table_invalid"
                )
        for row in specialties:
            if row.series is not None and row.series not in self.series:
                raise ConfigurationError(
                    f"specialties.json: {row.key} names series {row.series}, which does not exist", code="table_invalid"
                )

    def check_series(self, series_code: str, specialty_code: str) -> None:
        """Refuse an unknown series (`series_unknown`) or a specialty that is not of it (`specialty_unknown`).

        An empty specialty stands for none.
        """
        if int(series_code) not in self.series:
            raise InvalidInput(f"there is no series {series_code}", code="series_unknown")
        row = self.specialty_keys.get(specialty_code or "NONE")
        if row is None or row.series not in {None, int(series_code)}:
            raise InvalidInput(f"series {series_code} has no specialty {specialty_code}", code="specialty_unknown")

    def check_topic(self, year: int, topic: str) -> None:
        """Refuse a public-need topic that is not on the list of its year (`topic_unknown`), where one is loaded."""
        listed = self.education_topics.get(year)
        if listed is not None and topic not in listed:
            raise InvalidInput(f"{topic} is no public-need topic of {year}", code="topic_unknown")

    def standard(self, series_code: str) -> Standard:
        """The evaluation standard in force for a series, to which a declaration is pinned (S2.1c)."""
        series = self.series[int(series_code)]
        related = next((r.related for r in self.standards.related_series if r.series == series.code), ())
        return Standard(
            version=f"{series_code}-{self.standards.version}",
            series_code=series_code,
            levels=frozenset(law.Level(level) for level, names in series.titles.items() if names),
            first_levels=frozenset(law.Level(level) for level in self.standards.first_levels),
            tenure_years={law.Level(level): years for level, years in self.standards.tenure_years.items()},
            first_title_years={law.Level(level): years for level, years in self.standards.first_title_years.items()},
            items=tuple(item.id for item in self.standards.items),
            related_series=frozenset(f"{code:02d}" for code in related),
        )

    def check_title_name(self, name: str, series_code: str, level: int) -> None:
        """Refuse a name that is not an official one of this series and level (6.3), and say which are near.

        Raises `InvalidInput`, code `title_name_unknown`, with `facts["nearest"]`.
        """
        row = self.series.get(int(series_code))
        official = row.titles.get(level, ()) if row else ()
        if name in official:
            return
        nearest = difflib.get_close_matches(name, official, n=3, cutoff=0.4) or list(official[:3])
        hint = f"; official names near it: {'、'.join(nearest)}" if nearest else ""
        raise InvalidInput(
            f"{name} is no official title name of series {series_code}, level {level}{hint}",
            code="title_name_unknown",
            facts={"nearest": nearest},
        )

    def check_region(self, region_code: str, *, allow_synthetic: bool) -> None:
        """Refuse a region code that is not in the table (code `region_unknown`)."""
        row = self.regions.get(int(region_code))
        if row is None or (row.synthetic and not allow_synthetic):
            raise InvalidInput(f"region {region_code} is not in the table of regions", code="region_unknown")
