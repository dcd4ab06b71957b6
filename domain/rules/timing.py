"""R-TIME: nobody declares before the season opens, evaluates after its deadline or approves across the year."""

from datetime import date

from domain.finding import Finding, found
from domain.standing import SeasonFacts


def r_time_1(season: SeasonFacts, submitted_on: date) -> Finding:
    """Inside the window: senior from the opening date, intermediate and junior inside the local window."""
    opened, closes = season.submit_from, season.submit_to
    if not season.open or opened is None:
        return found("R-TIME-1", "S3.8a", holds=False, season=season.year, window="none")
    inside = opened <= submitted_on and (closes is None or submitted_on <= closes)
    return found("R-TIME-1", "S3.8a", inside, season=season.year, opens=opened.isoformat())


def r_time_2(season: SeasonFacts, meeting_date: date) -> Finding:
    """Inside the season's year and before its evaluation deadline or closing, or within a consented postponement."""
    limit = max(_evaluation_ends(season), season.consented_until or _evaluation_ends(season))
    in_time = meeting_date.year >= season.year and meeting_date <= limit
    return found("R-TIME-2", "S3.8b", in_time, meeting=meeting_date.isoformat(), deadline=limit.isoformat())


def r_time_3(season: SeasonFacts, approved_on: date) -> Finding:
    """Approved before the end of the season's year, or within the consent."""
    limit = max(season.approval_deadline, season.consented_until or season.approval_deadline)
    consented = season.consented_until is not None and approved_on <= season.consented_until
    in_time = approved_on <= limit and (consented or not season.approval_closed)
    return found("R-TIME-3", "S3.8c", in_time, approval=approved_on.isoformat(), deadline=limit.isoformat())


def r_time_4(document_ref: str, reason: str, consented_on: date, recorded_on: date, deadline: date) -> Finding:
    """A consent is a dated document with a reason, recorded by the original deadline; a late one goes to a human."""
    if not document_ref.strip() or not reason.strip():
        return found("R-TIME-4", "S3.8g", holds=False, document=bool(document_ref.strip()))
    in_time = None if max(consented_on, recorded_on) > deadline else True
    return found("R-TIME-4", "S3.8g", in_time, recorded=recorded_on.isoformat(), deadline=deadline.isoformat())


def _evaluation_ends(season: SeasonFacts) -> date:
    return min(season.evaluation_deadline, season.evaluation_closed_on or season.evaluation_deadline)
