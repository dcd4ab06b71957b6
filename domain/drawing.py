"""Drawing lots that anybody can repeat: the order follows from a seed and the names alone."""

from collections.abc import Iterable
from hashlib import sha256


def drawn(names: Iterable[str], seats: int, seed_hex: str) -> tuple[str, ...]:
    """The first `seats` names by the SHA-256 of "seed name"; the order in which names are given does not matter."""
    return tuple(sorted(names, key=lambda name: sha256(f"{seed_hex} {name}".encode()).hexdigest())[:seats])
