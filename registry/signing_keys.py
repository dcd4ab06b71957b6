"""The issuer's keys as the world is told of them: public halves from the strongroom, lives from the events."""

from datetime import datetime, timedelta

from domain.identity import signing_key_id
from domain.signing_key import SigningKey
from keys.roles import Role as KeyRole
from keys.strongroom import KeyInfo
from registry.bootstrap import Rooms
from registry.errors import ConfigurationError
from registry.minting import key_entry


def issuing_keys(rooms: Rooms) -> list[KeyInfo]:
    """The keys that sign certificates and status lists."""
    infos = rooms.strongroom.keys()
    return [info for info in infos if info.role in (KeyRole.CERTIFICATE, KeyRole.STATUS)]


def key_entries(rooms: Rooms) -> list[dict[str, object]]:
    """The issuer's keys as `issuers.json` names them; raises `ConfigurationError`, code `key_not_active`."""
    entries = []
    for info in issuing_keys(rooms):
        life = rooms.registry.get(SigningKey, signing_key_id(info.kid))
        if life.active_since is None:
            raise ConfigurationError(f"the key {info.kid} was never activated", code="key_not_active")
        ended = _whole_second_after(life.retired_at) if life.retired_at else None
        entries.append(
            key_entry(info.role.value, info.algorithm, info.kid, info.public_key, life.active_since, retired_at=ended)
        )
    return entries


def _whole_second_after(instant: datetime) -> datetime:
    # A signature carries its second, cut: one from the second of the end must not look as if it came after it.
    whole = instant.replace(microsecond=0)
    return whole if whole == instant else whole + timedelta(seconds=1)
