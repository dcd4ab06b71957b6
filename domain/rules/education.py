"""R-CE: the yearly average over the latest work cycle, and not all of it in one year (S2.5g-i)."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy
from domain.standing import EducationFacts, Standard, Standing, TitleFacts
from domain.values import Level

SINGLE_YEAR = "ce_single_year"
"""One year holds more than the flagged share of the hours: accepted, and shown to whoever reviews it."""
NO_CYCLE = "ce_no_cycle"
"""The standard asks for no years, as for a first title: there is no work cycle, and people alone judge."""


@dataclass(frozen=True)
class WorkCycle:
    """What R-CE-3 found: the calendar years whose hours count, in order."""

    finding: Finding
    years: tuple[int, ...]


def r_ce_3(season: int, level: Level, standard: Standard, current: TitleFacts | None) -> WorkCycle:
    """The years of tenure that the standard asks for, before the season, none before the year of the current title.

    Without a title: those that it asks for before a first one, where it names the level, else as many as of tenure.
    Unknown where the standard does not say how many, or where no year is left: then nothing shows the hours.
    """
    required = standard.tenure_years.get(level)
    if current is None:
        required = standard.first_title_years.get(level, required)
    if required is None:
        return WorkCycle(found("R-CE-3", "S2.5h", None, tenure_stated=False), ())
    first = season - required if current is None else max(season - required, current.grant_date.year)
    years = tuple(range(first, season))
    facts = {"required_years": required, "years": len(years)}
    if years:
        return WorkCycle(found("R-CE-3", "S2.5h", holds=True, **facts, first=years[0], last=years[-1]), years)
    holds = True if required == 0 else None
    return WorkCycle(found("R-CE-3", "S2.5h", holds, **facts, **{NO_CYCLE: True}), ())


def r_ce(standing: Standing, level: Level, policy: Policy = NOTICE_2022) -> list[Finding]:
    """R-CE-3, 1 and 2; where that helps, the season's year stands in for the earliest once its hours are complete."""
    season, education = standing.season.year, standing.education
    cycle = r_ce_3(season, level, standing.standard, standing.current_title)
    if not cycle.years:
        return [cycle.finding]
    answers = _over(cycle.years, education, policy)
    if not all(answer.holds for answer in answers) and _complete(season, education, policy):
        shifted = _over((*cycle.years[1:], season), education, policy)
        answers = shifted if all(answer.holds for answer in shifted) else answers
    return [cycle.finding, *answers]


def r_ce_1(years: Sequence[int], education: EducationFacts, policy: Policy = NOTICE_2022) -> Finding:
    """On average each year has its hours of both kinds; neither kind stands in for the other."""
    hours = [education.of(year) for year in years]
    public, professional = sum(h.public_need for h in hours), sum(h.professional for h in hours)
    wanted_public = policy.ce_public_need_hours_per_year * len(hours)
    wanted_professional = policy.ce_professional_hours_per_year * len(hours)
    return found(
        "R-CE-1",
        "S2.5h",
        public >= wanted_public and professional >= wanted_professional,
        first=years[0],
        last=years[-1],
        public_need=public,
        public_need_required=wanted_public,
        professional=professional,
        professional_required=wanted_professional,
    )


def r_ce_2(years: Sequence[int], education: EducationFacts, policy: Policy = NOTICE_2022) -> Finding:
    """Not completed inside one year; a cycle of one year cannot be spread."""
    hours = [education.of(year).credited for year in years]
    active, total = sum(h > 0 for h in hours), sum(hours)
    if len(hours) <= 1:
        return found("R-CE-2", "S2.5i", holds=True, applies=False)
    enough = active >= min(policy.ce_min_active_years, len(hours))
    part, whole = policy.ce_single_year_flag_share
    flag = {SINGLE_YEAR: True} if max(hours) * whole > total * part else {}
    return found("R-CE-2", "S2.5i", enough, active_years=active, **flag)


def _over(years: Sequence[int], education: EducationFacts, policy: Policy) -> list[Finding]:
    return [r_ce_1(years, education, policy), r_ce_2(years, education, policy)]


def _complete(year: int, education: EducationFacts, policy: Policy) -> bool:
    return r_ce_1([year], education, policy).holds
