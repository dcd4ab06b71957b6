"""R-ONE: one declaration a person a year, whatever the level, committee, city or route."""

from uuid import UUID

from domain.finding import Finding, found


def r_one_1(slot_holder: UUID | None, declaration_id: UUID) -> Finding:
    """The year is free, or held by this very declaration."""
    return found("R-ONE-1", "S3.6a", slot_holder in (None, declaration_id))


def r_one_1_held(slot_holder: UUID | None, declaration_id: UUID) -> Finding:
    """The year is held by this very declaration: after submission a free slot is not enough."""
    return found("R-ONE-1", "S3.6a", slot_holder == declaration_id)


def r_one_1_withdrawn(*, accepted_by_unit: bool) -> Finding:
    """Taken back before the unit accepted it, a declaration uses up no year (AMB-4)."""
    return found("R-ONE-1", "S3.6a", not accepted_by_unit, accepted_by_unit=accepted_by_unit)


def r_one_2(*, barred: bool) -> Finding:
    """Nobody who declared twice goes on in that season."""
    return found("R-ONE-2", "S3.6d", not barred, barred=barred)
