"""A year taken by an evaluation that is no declaration here: outside Anhui, or on an aid posting (R-ONE-1)."""

from uuid import UUID

from domain.aggregate import Act
from domain.annual_slot import AnnualSlot
from domain.errors import require
from domain.identity import annual_slot_id
from domain.rules.one import r_one_1, r_one_2
from registry.command import Desk
from registry.one_person import other_holder, slots_of


def take_year(desk: Desk, act: Act, *, person_id: UUID, season: int, holder: UUID) -> None:
    """The natural person's year is held by this letter or aid evaluation; raises R-ONE-1 where it is held already."""
    slots = slots_of(desk.work, person_id, season)
    require([r_one_2(barred=any(slot.barred for slot in slots)), r_one_1(other_holder(slots, holder), holder)])
    existing = desk.work.find(AnnualSlot, annual_slot_id(person_id, season))
    desk.work.add(AnnualSlot.claim(act, existing, person_id=person_id, season=season, declaration_id=holder))
