"""The reference tables of the office: series and official title names, levels, specialties, causes, regions, calendars.

They are data that a domain expert signs off, checked when they are loaded; no name or date of them stands in code.
"""

import difflib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from domain import values as law
from domain.standing import Standard
from registry.errors import ConfigurationError, InvalidInput
from registry.table_rows import (
    AgreementsFile,
    CalendarsFile,
    Cause,
    CausesFile,
    CommitmentText,
    EvidenceFile,
    EvidenceKind,
    Level,
    LevelsFile,
    Region,
    RegionsFile,
    Series,
    SeriesFile,
    SpecialtiesFile,
    Specialty,
    StandardsFile,
    TopicsFile,
)

DATA = Path(__file__).parent / "data"

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


_Coded = TypeVar("_Coded", Series, Level, Specialty, Cause, Region, EvidenceKind)


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
        self.series = _by_code(read_document(folder / "series.json", SeriesFile).series, "series.json")
        self.levels = _by_code(read_document(folder / "levels.json", LevelsFile).levels, "levels.json")
        specialties = read_document(folder / "specialties.json", SpecialtiesFile).specialties
        self.specialties = _by_code(specialties, "specialties.json")
        self.causes = _by_code(read_document(folder / "causes.json", CausesFile).causes, "causes.json")
        self.regions = _by_code(read_document(folder / "regions.json", RegionsFile).regions, "regions.json")
        evidence = read_document(folder / "evidence.json", EvidenceFile).evidence
        self.evidence = _by_code(evidence, "evidence.json")
        agreements = read_document(folder / "recognition.json", AgreementsFile).agreements
        self.agreements = tuple(agreement.for_the_law() for agreement in agreements)
        self.calendars = read_document(folder / "calendars.json", CalendarsFile).calendars
        self.standards = read_document(folder / "standards.json", StandardsFile)
        self.commitment = read_document(folder / "commitment.json", CommitmentText)
        topics = read_document(folder / "education_topics.json", TopicsFile).years
        self.education_topics = {row.year: row.topics for row in topics}
        self.specialty_keys = {row.key: row for row in specialties}
        self._check_the_law_agrees()
        self._check_series_agree(specialties)

    def _check_the_law_agrees(self) -> None:
        """What the law names is what the tables hold: levels with tier and rank, causes, kinds of evidence."""
        levels = {int(level): (level.tier.value, level.rank) for level in law.Level}
        if levels != {row.code: (row.tier, row.rank) for row in self.levels.values()}:
            raise ConfigurationError(
                "levels.json: levels, tiers or ranks are not those of the law", code="table_invalid"
            )
        for name, table, known in (
            ("causes.json", self.causes, {one.value for one in law.Cause}),
            ("evidence.json", self.evidence, {one.value for one in law.MaterialKind}),
        ):
            if set(table) != known:
                odd = ", ".join(sorted(map(str, set(table) ^ known)))
                raise ConfigurationError(f"{name}: not what the law names: {odd}", code="table_invalid")

    def _check_series_agree(self, specialties: Iterable[Specialty]) -> None:
        """Each series names each level once and no title twice; each specialty has a series and a key of its own."""
        for series in self.series.values():
            if set(series.titles) != set(self.levels):
                raise ConfigurationError(
                    f"series.json: series {series.code} does not name each level once", code="table_invalid"
                )
            names = [name for official in series.titles.values() for name in official]
            if len(names) != len(set(names)):
                raise ConfigurationError(f"series.json: series {series.code} names a title twice", code="table_invalid")
        for row in specialties:
            if row.series is not None and row.series not in self.series:
                raise ConfigurationError(
                    f"specialties.json: {row.key} names series {row.series}, which does not exist", code="table_invalid"
                )
            if self.specialty_keys[row.key] is not row:
                raise ConfigurationError(f"specialties.json: the key {row.key} stands twice", code="table_invalid")

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

    def check_region(self, region_code: str, *, allow_synthetic: bool, on: date | None = None) -> None:
        """Refuse a region code that is not in the table, or was not in force `on` that day (code `region_unknown`)."""
        row = self.regions.get(int(region_code))
        if row is None or (row.synthetic and not allow_synthetic) or (on is not None and not row.in_force(on)):
            when = f" on {on.isoformat()}" if row is not None and on is not None else ""
            raise InvalidInput(f"region {region_code} is not in the table of regions{when}", code="region_unknown")
