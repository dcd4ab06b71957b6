"""R-PET: a petition is taken up in time, by somebody it is not about, checked four ways, and its loop is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy


@dataclass(frozen=True)
class FourChecks:
    """What a conclusion shows (S2.7c): facts clear, characterisation accurate, handling proper, procedure complete."""

    facts: bool
    characterisation: bool
    handling: bool
    procedure: bool


@dataclass(frozen=True)
class Consequence:
    """What a substantiated petition led to, and whether that has come to its end."""

    reference: UUID
    finished: bool


def accept_by(received_on: date, policy: Policy = NOTICE_2022) -> date:
    """The last day to decide on acceptance (R-PET-1); calendar days, the day of receipt not counted."""
    return received_on + timedelta(days=policy.petition_accept_days)


def handle_by(accepted_on: date, policy: Policy = NOTICE_2022, *, extended: bool = False) -> date:
    """The last day of handling (R-PET-3); calendar days, the day of acceptance not counted."""
    days = policy.petition_handle_days + (policy.petition_extension_days if extended else 0)
    return accepted_on + timedelta(days=days)


def r_pet_1(decide_by: date, on: date) -> Finding:
    """Acceptance is decided in time. A late decision is recorded as late and still taken: silence would be worse."""
    return found("R-PET-1", "S2.7b", on <= decide_by, decide_by=decide_by.isoformat(), decided_on=on.isoformat())


def r_pet_2(actor_id: str, actor_unit: str, target_id: str, target_unit: str) -> Finding:
    """Nobody handles a case against themself or against their own unit."""
    own = bool(target_id) and actor_id == target_id
    unit = bool(target_unit) and actor_unit == target_unit
    return found("R-PET-2", "S2.7b", not own and not unit, themself=own, own_unit=unit)


def r_pet_2_handler(actor_id: str, handler_id: str) -> Finding:
    """The responsible person, and nobody else, investigates and concludes."""
    return found("R-PET-2", "S2.7b", bool(handler_id) and actor_id == handler_id, handler=actor_id == handler_id)


def r_pet_3(due_on: date, on: date, limit: date) -> Finding:
    """A due date lies between today and the limit of handling."""
    return found("R-PET-3", "S2.7b", on <= due_on <= limit, due_on=due_on.isoformat(), limit=limit.isoformat())


def r_pet_3_extension(*, extended: bool, due_on: date, on: date) -> Finding:
    """One extension, asked for before the time is over."""
    return found("R-PET-3", "S2.7b", not extended and on <= due_on, extended=extended, due_on=due_on.isoformat())


def r_pet_4(checks: FourChecks) -> Finding:
    """All four checks are met."""
    met = checks.facts and checks.characterisation and checks.handling and checks.procedure
    return found(
        "R-PET-4",
        "S2.7c",
        met,
        facts=checks.facts,
        characterisation=checks.characterisation,
        handling=checks.handling,
        procedure=checks.procedure,
    )


def r_pet_5(*, substantiated: bool, followed: Sequence[Consequence], no_action_reason: str) -> Finding:
    """The loop is closed: a substantiated case led to something that is finished, or to a reasoned "no action"."""
    reasoned = bool(no_action_reason.strip())
    unfinished = sum(not consequence.finished for consequence in followed)
    answered = not substantiated or bool(followed) or reasoned
    clear = not (followed and reasoned)
    return found(
        "R-PET-5",
        "S2.7a",
        answered and clear and unfinished == 0,
        substantiated=substantiated,
        followed=len(followed),
        unfinished=unfinished,
        reasoned=reasoned,
    )
