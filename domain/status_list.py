"""Positions on a status list: they look random, are claimed in one event and never reused. It knows no status."""

from hashlib import blake2s
from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError
from domain.identity import status_list_id

CAPACITY = 131_072
"""Positions on one list, 2**17."""
_LOW_BITS, _HIGH_BITS = 9, 8
_LOW, _HIGH = (1 << _LOW_BITS) - 1, (1 << _HIGH_BITS) - 1
_ROUNDS = 8
_SEED_BYTES = 16


def scatter(seed: bytes, position: int) -> int:
    """The keyed permutation of 0..131071: a Feistel network over halves of 8 and 9 bits, so no two positions meet."""
    high, low = position >> _LOW_BITS, position & _LOW
    for turn in range(0, _ROUNDS, 2):
        high ^= _mix(seed, turn, low) & _HIGH
        low ^= _mix(seed, turn + 1, high) & _LOW
    return high << _LOW_BITS | low


def _mix(seed: bytes, turn: int, half: int) -> int:
    return int.from_bytes(blake2s(bytes((turn, half >> 8, half & 255)), key=seed, digest_size=2).digest(), "big")


class StatusList(Aggregate):
    """The allocator of list n."""

    TOPIC = "StatusList"

    class Event(Aggregate.Event):
        """A fact of this list."""

    class Opened(Event, AggregateCreated):
        """The list was opened with the seed of its order."""

        TOPIC = "StatusListOpened"
        n: int
        seed: str

    class Claimed(Event):
        """Positions first .. first + count - 1 of the scattered order were claimed."""

        TOPIC = "StatusIndexesClaimed"
        first: int
        count: int

    @event(Opened)
    def __init__(self, n: int, seed: str) -> None:
        self.n = n
        self.seed = bytes.fromhex(seed)
        self.claimed = 0

    @classmethod
    def open(cls, act: Act, *, n: int, seed_hex: str) -> Self:
        """List n = 1, 2, … with an unused random seed of at least 16 bytes, in hex; at most 32."""
        try:
            size = len(bytes.fromhex(seed_hex))
        except ValueError as wrong:
            raise DomainError("invalid_value", message="the seed is not hex") from wrong
        if n < 1 or not _SEED_BYTES <= size <= blake2s.MAX_KEY_SIZE:
            raise DomainError("invalid_value", message="a list needs n >= 1 and a seed of 16 to 32 bytes")
        return cls._begin(cls.Opened, status_list_id(n), act, n=n, seed=seed_hex)

    @property
    def free(self) -> int:
        """How many positions were never claimed."""
        return CAPACITY - self.claimed

    def claim(self, act: Act, count: int = 1) -> list[int]:
        """Indexes nobody else gets, or raises: `list_full` claims nothing at all."""
        if count < 1:
            raise DomainError("invalid_value", message="count is at least 1")
        if count > self.free:
            raise DomainError("list_full", message=f"list {self.n} has {self.free} positions left")
        first = self.claimed
        self._record(self.Claimed, act, first=first, count=count)
        return [scatter(self.seed, position) for position in range(first, first + count)]

    @event(Claimed)
    def _claimed(self, first: int, count: int) -> None:
        self.claimed = first + count
