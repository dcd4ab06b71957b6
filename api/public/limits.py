"""How often one client may ask: token buckets in memory, in a table of bounded size. A restart forgets."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

from api.public.settings import Rate

MAX_BODY_BYTES = 5 * 1024 * 1024
"""Of any request body: a file of 5 MiB with its multipart frame does not fit, 1 000 texts of 4 296 characters do."""
MAX_FILE_BYTES = MAX_BODY_BYTES
MULTIPART_FRAME_BYTES = 4096
"""What the form around a file may add to it."""
MAX_BATCH = 1000

Network = IPv4Network | IPv6Network


class RateLimiter:
    """One rate for many clients. The longest unseen client is forgotten first, and starts anew with a full bucket."""

    def __init__(self, rate: Rate, known_clients: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_second = rate.per_second
        self._burst = float(rate.burst)
        self._known_clients = known_clients
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Takes one token; 0.0 when there was one, else the seconds until there is."""
        now = self._now()
        tokens, seen_at = self._buckets.pop(client, (self._burst, now))
        tokens = min(self._burst, tokens + (now - seen_at) * self._per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._per_second
        self._buckets[client] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > self._known_clients:
            self._buckets.popitem(last=False)
        return wait


def client_of(scope: Scope, trusted_proxies: Sequence[Network]) -> str:
    """Whose bucket a request draws from: the peer, or behind trusted proxies the last address that none of them wrote.

    One IPv6 subscriber owns 2^64 addresses, so those are counted by their /64.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    if trusted_proxies and _is_in(peer, trusted_proxies):
        forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        for hop in reversed([part.strip() for part in forwarded.decode("latin-1").split(",") if part.strip()]):
            peer = hop
            if not _is_in(hop, trusted_proxies):
                break
    if ":" not in peer:
        return peer
    address = _address(peer)
    return str(IPv6Network((int(address) >> 64 << 64, 64))) if isinstance(address, IPv6Address) else peer


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_in(text: str, networks: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in networks)
