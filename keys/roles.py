"""Which keys the strongroom holds, and which of them belong offline. Knows no key."""

from enum import StrEnum


class Role(StrEnum):
    """What a key is for. A key has one role for life."""

    ROOT = "root"
    TARGETS = "targets"
    SNAPSHOT = "snapshot"
    TIMESTAMP = "timestamp"
    CERTIFICATE = "certificate"
    STATUS = "status"
    TOKEN = "token"  # noqa: S105 - a role, no secret


OFFLINE_ROLES = frozenset({Role.ROOT, Role.TARGETS})
"""Their files may be carried away between ceremonies; the room opens without them."""
