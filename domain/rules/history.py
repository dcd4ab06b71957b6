"""R-CERT-1 for titles from before the registry: who may attest one, and what may not stand against it."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from domain.finding import Finding, found
from domain.standing import HistoricalTitle, PastEvaluator, TitleFacts


class ConflictKind(StrEnum):
    """Why a record waits for a human."""

    OTHER_FACTS = "OTHER_FACTS"
    """The person holds this title already, with another date or scope."""
    SAME_TITLE = "SAME_TITLE"
    """The very same title stands in the register already."""
    TITLE_FALLEN = "TITLE_FALLEN"
    """The person held this title and it was taken away; an import revives nothing."""
    NAME_DIFFERS = "NAME_DIFFERS"
    """The document belongs to a person of another name."""


CLEARABLE = frozenset({ConflictKind.OTHER_FACTS, ConflictKind.NAME_DIFFERS})
"""A human may find that the record is right after all; what fell or stands already is never registered again."""


def r_cert_1_attester(body: PastEvaluator | None, attesting_uscc: str, year: int) -> Finding:
    """The body that evaluated that year attests, or in its place its legal successor.

    What a body says of itself counts for nothing: one that nobody put on record is unknown, and a human looks (SC-17).
    """
    if body is None:
        return found("R-CERT-1", "S2.6d", holds=None, evaluating_body="unknown")
    answers = attesting_uscc == (body.successor_uscc or body.uscc)
    evaluated = body.first_year <= year <= body.last_year
    return found(
        "R-CERT-1", "S2.6d", answers and evaluated, attester_is_the_body=answers, evaluated_that_year=evaluated
    )


def conflict_with(
    claimed: HistoricalTitle, held: Iterable[TitleFacts], cleared: frozenset[UUID]
) -> tuple[ConflictKind, UUID] | None:
    """The gravest conflict with the titles a person holds or held, and the title it is with.

    `cleared`: titles that a human has found to be others than this.
    """
    found_so_far: dict[ConflictKind, UUID] = {}
    for title in held:
        same = (title.series_code, title.specialty_code, title.level) == (
            claimed.series_code,
            claimed.specialty_code,
            claimed.level,
        )
        if title.title_id is None or not same or title.title_id in cleared:
            continue
        if not title.effective:
            found_so_far[ConflictKind.TITLE_FALLEN] = title.title_id
        elif (title.grant_date, title.scope) == (claimed.grant_date, claimed.scope):
            found_so_far[ConflictKind.SAME_TITLE] = title.title_id
        else:
            found_so_far[ConflictKind.OTHER_FACTS] = title.title_id
    gravest = (ConflictKind.TITLE_FALLEN, ConflictKind.SAME_TITLE, ConflictKind.OTHER_FACTS)
    return next(((kind, found_so_far[kind]) for kind in gravest if kind in found_so_far), None)
