"""What the operator of a public window decides, each with its unit. ZHICHENG_PUBLIC_* in the environment sets any."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Rate(BaseModel):
    """A token bucket for each client address: `burst` at once, refilled at `per_second`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_second: float = Field(gt=0)
    burst: int = Field(ge=1)


class PublicSettings(BaseSettings):
    """A window is a verifier like any other: a published folder, a pinned root, and a folder for what it has seen.

    `state` belongs to one process: two windows must not share it.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="ZHICHENG_PUBLIC_")

    published: Path
    """Holds `trust/metadata`, `trust/targets` and `lookup.sqlite`; only read."""
    state: Path
    """The window's own trust store; written by it alone."""
    root: Path
    """The pinned first root, `1.root.json`, brought by hand like any verifier's."""

    https: bool = False
    """Whether people reach the window by HTTPS only: adds Strict-Transport-Security."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Whose X-Forwarded-For is believed."""

    verify_rate: Rate = Rate(per_second=50, burst=200)
    file_rate: Rate = Rate(per_second=1, burst=20)
    batch_rate: Rate = Rate(per_second=0.5, burst=10)
    lookup_rate: Rate = Rate(per_second=0.2, burst=20)
    """Numbers can be counted through, so a look-up by number is dearer than a check of a certificate (R-PRIV-4)."""
    known_clients: int = Field(default=20_000, ge=1)
    """Addresses each bucket table remembers; the longest unseen goes first."""

    body_seconds: float = Field(default=15.0, gt=0)
    """How long a body may take to arrive."""
    scan_workers: int = Field(default=2, ge=1)
    scan_queue: int = Field(default=8, ge=0)
    """Files that may wait for a worker; one more is told to come back."""
    scan_seconds: float = Field(default=10.0, gt=0)
    """After this a file's worker is killed."""
    scan_memory_bytes: int = Field(default=1 << 30, ge=1 << 28)
    """Address space of a worker."""
    retry_seconds: float = Field(default=5.0, ge=0)
    """How soon a published state that was refused is tried again."""
