"""Who plays in the demo: units, actors, and how a command is given once however often the demo is played."""

from typing import Any
from uuid import UUID

from registry.bootstrap import Office
from registry.command import Actor, Command, Role
from registry.messages import COMMANDS

FIRM = "91990000MA0000015Q"
HOSPITAL = "129900000000000272"
COUNTY = "91990000MA0000023K"
CITY = "12990000000000051J"
PROVINCE = "11990000000000019A"


def actor(name: str, role: Role, unit: str = "") -> Actor:
    """An account with one role."""
    return Actor(id=name, roles=frozenset({role}), unit_uscc=unit)


FIRST_ADMIN = actor("admin-chen", Role.PHRSS_ADMIN, PROVINCE)
SECOND_ADMIN = actor("admin-lin", Role.PHRSS_ADMIN, PROVINCE)
ORGANISER = actor("organiser-qian", Role.ORGANISER, PROVINCE)
COMMITTEE_OFFICE = actor("office-zhou", Role.COMMITTEE_OFFICE, PROVINCE)
APPROVER = actor("approver-wu", Role.APPROVER, PROVINCE)
EDUCATION = actor("education-zheng", Role.CE_MANAGER, PROVINCE)
REVIEWERS = (
    actor("county-he", Role.LEVEL_REVIEWER, COUNTY),
    actor("city-lv", Role.LEVEL_REVIEWER, CITY),
    actor("province-shi", Role.LEVEL_REVIEWER, PROVINCE),
)


def do(office: Office, name: str, actor: Actor, key: object = "", **fields: Any) -> UUID:
    """Carry out a command by its name, once however often the demo is played; the id of what it made or changed."""
    command: Command = COMMANDS[name].command.model_validate(fields)
    receipt = office.execute(command, actor, idempotency_key=f"demo {name} {key}")
    return UUID(receipt.id)
