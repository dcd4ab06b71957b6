"""Equality without knowledge: the same document number gives the same index, and the index gives nothing back.

An identity number can be enumerated, so a plain hash of it is the number in clear (R-PRIV-2); this one is keyed.
"""

import hmac

from keys.strongroom import Strongroom


class BlindIndex:
    """Keyed indexes for uniqueness and look-up. Spelling is the caller's: `x` and `X` give two indexes."""

    def __init__(self, strongroom: Strongroom) -> None:
        self._key = strongroom.derive("blind index")

    def of(self, kind: str, value: str) -> str:
        """HMAC-SHA-256 over kind and value, 64 hexadecimal digits. Different kinds never give the same index."""
        label = kind.encode()
        # The length in front keeps ("a", "bc") and ("ab", "c") apart.
        return hmac.digest(self._key, len(label).to_bytes(4, "big") + label + value.encode(), "sha256").hex()
