"""The life of a signing key as the registry tells it: announced, active, retired or compromised. It holds no key."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, require, wrong_state
from domain.identity import signing_key_id
from domain.rules.authority import r_auth_3


class KeyState(StrEnum):
    """Where a key stands."""

    ANNOUNCED = "ANNOUNCED"
    ACTIVE = "ACTIVE"
    RETIRED = "RETIRED"
    COMPROMISED = "COMPROMISED"


class SigningKey(Aggregate):
    """One public key, by key id in hex."""

    TOPIC = "SigningKey"

    class Event(Aggregate.Event):
        """A fact of this key."""

    class Announced(Event, AggregateCreated):
        """The public key was published; it signs nothing yet."""

        TOPIC = "SigningKeyAnnounced"
        kid: str
        algorithm: int
        public_key: str
        purpose: str
        region: str
        authority: int

    class Activated(Event):
        """The key signs from now on."""

        TOPIC = "SigningKeyActivated"

    class Retired(Event):
        """The key signs no more; what it signed stays good (R-AUTH-3)."""

        TOPIC = "SigningKeyRetired"

    class Compromised(Event):
        """Nothing signed since that instant is to be trusted."""

        TOPIC = "SigningKeyCompromised"
        since: datetime

    @event(Announced)
    def __init__(
        self,
        *,
        kid: str,
        algorithm: int,
        public_key: str,
        purpose: str,
        region: str,
        authority: int,
        unit_uscc: str,
    ) -> None:
        self.kid = kid
        self.algorithm = algorithm
        self.public_key = public_key
        self.purpose = purpose
        self.region = region
        self.authority = authority
        self.unit_uscc = unit_uscc
        self.state = KeyState.ANNOUNCED
        self.active_since: datetime | None = None
        self.retired_at: datetime | None = None
        self.compromised_since: datetime | None = None

    @classmethod
    def announce(
        cls, act: Act, *, kid: str, algorithm: int, public_key: str, purpose: str, region: str, authority: int
    ) -> Self:
        """A key for `purpose` "certificate" or "status"; `public_key`: SPKI in base64url, `algorithm`: COSE number."""
        return cls._begin(
            cls.Announced,
            signing_key_id(kid),
            act,
            kid=kid,
            algorithm=algorithm,
            public_key=public_key,
            purpose=purpose,
            region=region,
            authority=authority,
        )

    def activate(self, act: Act) -> None:
        """Lets an announced key sign."""
        if self.state is not KeyState.ANNOUNCED:
            raise wrong_state("the key", self.state, "ANNOUNCED")
        self._record(self.Activated, act)

    def retire(self, act: Act) -> None:
        """Ends the signing life of an active or announced key."""
        if self.state not in (KeyState.ANNOUNCED, KeyState.ACTIVE):
            raise wrong_state("the key", self.state, "ANNOUNCED or ACTIVE")
        self._record(self.Retired, act)

    def report_compromise(self, act: Act, since: datetime) -> None:
        """Records that the key was in other hands since an instant (aware, not in the future of the act)."""
        if self.state is KeyState.COMPROMISED:
            raise wrong_state("the key", self.state, "any other state")
        if since.tzinfo is None or since > act.recorded_at:
            raise DomainError("invalid_value", message="`since` is an aware instant of the past")
        self._record(self.Compromised, act, since=since)

    def may_sign(self, at: datetime) -> bool:
        """Whether the key was alive at an instant, as known now."""
        alive = self.active_since is not None and self.active_since <= at
        return alive and not any(end is not None and end <= at for end in (self.retired_at, self.compromised_since))

    def check_alive(self, at: datetime) -> None:
        """Refuses a signature by a key that is not alive at this instant (R-AUTH-3)."""
        require([r_auth_3(self.kid, self.retired_at, alive=self.may_sign(at))])

    @event(Activated)
    def _activated(self, timestamp: datetime) -> None:
        self.state = KeyState.ACTIVE
        self.active_since = timestamp

    @event(Retired)
    def _retired(self, timestamp: datetime) -> None:
        self.state = KeyState.RETIRED
        self.retired_at = timestamp

    @event(Compromised)
    def _compromised(self, since: datetime) -> None:
        self.state = KeyState.COMPROMISED
        self.compromised_since = since
