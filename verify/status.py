"""Status lists, integrity register and history register (docs/formats/status.md): writers and readers side by side.

Answers what a signed publication says. Whether its signer may say so is for `trust` to judge.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import Any, Final

from . import canonical, envelope, labels, limits
from .certificate import day_number, day_of
from .errors import Refused

LIST_SIZE: Final = limits.LIST_SIZE
_BITS: Final = 2

Sign = Callable[[bytes], bytes]


class Status(IntEnum):
    """What two bits of a status list say."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2
    SUPERSEDED = 3


_STATUSES: Final = tuple(Status)


class HistoryOutcome(IntEnum):
    """What the history register says has become of a certificate."""

    REVOKED = 1
    INVALIDATED = 2
    DEREGISTERED = 3
    SUPERSEDED = 4
    SUSPENDED = 5


@dataclass(frozen=True, slots=True)
class Publication:
    """What all signed publications carry. `number` rises with every publication of the issuer."""

    sub: str
    number: int
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StatusList(Publication):
    """131 072 positions of two bits. `ttl` is in seconds."""

    ttl: int
    bits: bytes = field(repr=False)

    def at(self, index: int) -> Status:
        """Read one position; the first of four stands in the low bits of its byte."""
        return _STATUSES[self.bits[index >> 2] >> ((index & 3) << 1) & 3]


@dataclass(frozen=True, slots=True)
class IntegrityRegister(Publication):
    """The last active day of records, by list URI and index."""

    entries: Mapping[str, Mapping[int, date]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Since when a certificate has not held, and when that was decided."""

    outcome: HistoryOutcome
    effective_from: date
    decided_on: date


@dataclass(frozen=True, slots=True)
class HistoryRegister(Publication):
    """What became of certificates, by list URI and index."""

    entries: Mapping[str, Mapping[int, HistoryEntry]] = field(repr=False)


def pack(statuses: Mapping[int, int], size: int = LIST_SIZE) -> bytes:
    """Lay out `size` positions, all valid but those given. Raises ValueError for a position or status out of range."""
    packed = bytearray(size * _BITS // 8)
    for index, status in statuses.items():
        if not 0 <= index < size:
            raise ValueError(f"index {index} is outside the list")
        packed[index >> 2] |= Status(status) << ((index & 3) << 1)
    return bytes(packed)


def encode_status_list(  # noqa: PLR0917 - a publication's facts are its arguments
    uri: str,
    statuses: Mapping[int, int],
    number: int,
    issued_at: datetime,
    expires_at: datetime,
    ttl: int,
    alg: int,
    kid: bytes,
    sign: Sign,
) -> bytes:
    """Write a signed status list. `statuses` holds the positions that are not 0. `ttl` is in seconds."""
    claims = _common(uri, number, issued_at, expires_at)
    claims[labels.CLAIM_TTL] = ttl
    claims[labels.CLAIM_STATUS_LIST] = {"bits": _BITS, "lst": zlib.compress(pack(statuses), 9)}
    return _sign(labels.TYPE_STATUS_LIST, claims, alg, kid, sign)


def encode_integrity(  # noqa: PLR0917 - see above
    sub: str,
    entries: Mapping[str, Mapping[int, date]],
    number: int,
    issued_at: datetime,
    expires_at: datetime,
    alg: int,
    kid: bytes,
    sign: Sign,
) -> bytes:
    """Write a signed integrity register: list URI -> index -> last active day."""
    claims = _common(sub, number, issued_at, expires_at)
    claims[labels.CLAIM_INTEGRITY] = {
        uri: {index: day_number(last_day) for index, last_day in of_list.items()} for uri, of_list in entries.items()
    }
    return _sign(labels.TYPE_INTEGRITY, claims, alg, kid, sign)


def encode_history(  # noqa: PLR0917 - see above
    sub: str,
    entries: Mapping[str, Mapping[int, tuple[int, date, date]]],
    number: int,
    issued_at: datetime,
    expires_at: datetime,
    alg: int,
    kid: bytes,
    sign: Sign,
) -> bytes:
    """Write a signed history register: list URI -> index -> (outcome, effective from, decided on)."""
    claims = _common(sub, number, issued_at, expires_at)
    claims[labels.CLAIM_HISTORY] = {
        uri: {
            index: [int(outcome), day_number(effective_from), day_number(decided_on)]
            for index, (outcome, effective_from, decided_on) in of_list.items()
        }
        for uri, of_list in entries.items()
    }
    return _sign(labels.TYPE_HISTORY, claims, alg, kid, sign)


def decode_status_list(message: envelope.Sign1) -> StatusList:
    """Read a status list out of a message whose signature the caller has checked. Raises `Refused("publication")`."""
    claims = _claims(message, labels.TYPE_STATUS_LIST, {labels.CLAIM_STATUS_LIST, labels.CLAIM_TTL})
    body = claims[labels.CLAIM_STATUS_LIST]
    if type(body) is not dict or set(body) != {"bits", "lst"} or body["bits"] != _BITS:
        raise Refused("publication", "not a list of two bits a position")
    return StatusList(
        *_published(claims), ttl=_integer(claims[labels.CLAIM_TTL], 0, limits.MAX_INSTANT), bits=unpack(body["lst"])
    )


def decode_integrity(message: envelope.Sign1) -> IntegrityRegister:
    """Read an integrity register, as `decode_status_list` does."""
    claims = _claims(message, labels.TYPE_INTEGRITY, {labels.CLAIM_INTEGRITY})
    return IntegrityRegister(*_published(claims), entries=_entries(claims[labels.CLAIM_INTEGRITY], _day))


def decode_history(message: envelope.Sign1) -> HistoryRegister:
    """Read a history register, as `decode_status_list` does."""
    claims = _claims(message, labels.TYPE_HISTORY, {labels.CLAIM_HISTORY})
    return HistoryRegister(*_published(claims), entries=_entries(claims[labels.CLAIM_HISTORY], _history_entry))


def unpack(stream: Any, size: int = limits.LIST_BYTES) -> bytes:
    """Inflate a zlib stream of exactly `size` bytes. Raises `Refused("publication")` for any other.

    Inflating stops one byte after `size`: a bomb costs no more than an honest list.
    """
    if type(stream) is not bytes:
        raise Refused("publication", "the list is no byte string")
    inflater = zlib.decompressobj()
    try:
        packed = inflater.decompress(stream, size + 1)
    except zlib.error as error:
        raise Refused("publication", "the list is no zlib stream") from error
    if len(packed) != size or not inflater.eof or inflater.unused_data:
        raise Refused("publication", "the zlib stream is longer, shorter or followed by something")
    return packed


def _common(sub: str, number: int, issued_at: datetime, expires_at: datetime) -> dict[int, Any]:
    return {
        labels.CLAIM_SUB: sub,
        labels.CLAIM_EXP: int(expires_at.timestamp()),
        labels.CLAIM_IAT: int(issued_at.timestamp()),
        labels.CLAIM_NUMBER: number,
    }


def _sign(type_: str, claims: dict[int, Any], alg: int, kid: bytes, sign: Sign) -> bytes:
    return envelope.sign1(envelope.protected_header(alg, kid, type_), canonical.encode(claims), sign)


def _claims(message: envelope.Sign1, type_: str, own: set[int]) -> dict[int, Any]:
    if message.type != type_:
        raise Refused("publication", f"of type {message.type}, not {type_}")
    claims = canonical.decode(message.payload, "publication")
    expected = own | {labels.CLAIM_SUB, labels.CLAIM_EXP, labels.CLAIM_IAT, labels.CLAIM_NUMBER}
    if type(claims) is not dict or set(claims) != expected:
        raise Refused("publication", "a claim is missing, or one too many")
    return claims


def _published(claims: dict[int, Any]) -> tuple[str, int, datetime, datetime]:
    sub = claims[labels.CLAIM_SUB]
    if type(sub) is not str:
        raise Refused("publication", "the subject is no text")
    return (
        sub,
        _integer(claims[labels.CLAIM_NUMBER], 0, limits.MAX_PUBLICATION_NUMBER),
        _instant(claims[labels.CLAIM_IAT]),
        _instant(claims[labels.CLAIM_EXP]),
    )


def _entries(tree: Any, read: Callable[[Any], Any]) -> dict[str, dict[int, Any]]:
    if type(tree) is not dict or not all(type(uri) is str and type(of_list) is dict for uri, of_list in tree.items()):
        raise Refused("publication", "the entries are not maps by list")
    return {
        uri: {_integer(index, 0, LIST_SIZE - 1): read(entry) for index, entry in of_list.items()}
        for uri, of_list in tree.items()
    }


def _history_entry(entry: Any) -> HistoryEntry:
    match entry:
        case [outcome, effective_from, decided_on]:
            return HistoryEntry(HistoryOutcome(_integer(outcome, 1, 5)), _day(effective_from), _day(decided_on))
        case _:
            raise Refused("publication", "an entry is not outcome, effective from, decided on")


def _day(value: Any) -> date:
    return day_of(_integer(value, limits.MIN_DAY, limits.MAX_DAY))


def _instant(value: Any) -> datetime:
    return datetime.fromtimestamp(_integer(value, 0, limits.MAX_INSTANT), UTC)


def _integer(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise Refused("publication", f"{value!r:.40} is not an integer from {low} to {high}")
    return value
