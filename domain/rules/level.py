"""R-LEVEL: one level at a time, as far as the series has that level."""

from domain.finding import Finding, found
from domain.standing import Standard, TitleFacts
from domain.values import Level


def r_level_1(level: Level, standard: Standard, current: TitleFacts | None, direct_document: str = "") -> Finding:
    """The next level above the current title in the same or a related series, or a documented direct route.

    Unknown, hence for a human: a current title of an unrelated series, or the same level in another specialty.
    """
    facts = {"declared": int(level), "current": int(current.level) if current else 0}
    if level not in standard.levels:
        return found("R-LEVEL-1", "S2.1c", holds=False, **facts, level_exists=False)
    if direct_document.strip():
        return found("R-LEVEL-1", "S2.1c", holds=True, **facts, direct=True)
    if current is None:
        return found("R-LEVEL-1", "S2.1c", level in standard.first_levels, **facts)
    if not current.effective:
        return found("R-LEVEL-1", "S2.1c", holds=False, **facts, current_effective=False)
    related = current.series_code == standard.series_code or current.series_code in standard.related_series
    step = level.rank - current.level.rank
    return found("R-LEVEL-1", "S2.1c", None if not related or step == 0 else step == 1, **facts, related=related)
