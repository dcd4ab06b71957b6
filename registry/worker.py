"""The worker: republishes what a crash left unpublished and what is about to grow old, and keeps the read models close.

No status depends on it: an answer is computed from dates, and a list that it failed to renew is answered STALE.
"""

from collections.abc import Callable
from datetime import datetime
from threading import Event

from domain.certificate import Certificate
from domain.integrity import IntegrityRecord
from domain.person import Person
from domain.title import Title
from registry.bootstrap import Office
from registry.errors import RegistryError
from registry.press import Press

LOOK_EVERY_SECONDS = 1.0
RETRY_SECONDS = 15.0
"""After a publication that failed, for instance on a full disk."""
BATCH = 1_000

PUBLISHED_TOPICS = frozenset(
    event.TOPIC
    for event in (
        Certificate.Issued,
        Certificate.Superseded,
        Certificate.Revoked,
        Title.Revoked,
        Title.RevocationRescinded,
        Title.Invalidated,
        Title.Deregistered,
        IntegrityRecord.Opened,
        IntegrityRecord.Annulled,
        Person.DataKeyDestroyed,
    )
)
"""Events after which a publication says something else than before."""


class Worker:
    """One worker of an office; several do no harm. `tell` takes a sentence for the operator, without personal data."""

    def __init__(self, office: Office, press: Press, tell: Callable[[str], None]) -> None:
        self._office = office
        self._press = press
        self._tell = tell
        self._scanned = 0
        self._pending = False

    def run(self, stop: Event) -> None:
        """Look again and again until `stop` is set. A refusal is told and tried again."""
        while not stop.is_set():
            wait = LOOK_EVERY_SECONDS
            try:
                self.look()
            except RegistryError as refused:
                self._tell(f"not published: {refused} [{refused.code}]")
                wait = RETRY_SECONDS
            stop.wait(wait)

    def look(self) -> bool:
        """Publish if something waits for it or the time has come; whether it did."""
        self._office.rooms.projector.catch_up()
        why = self._reason(self._office.rooms.clock.now())
        if why is None:
            return False
        number = self._press.publish()
        self._pending = False
        self._tell(f"publication {number}: {why}")
        return True

    def _reason(self, now: datetime) -> str | None:
        publication = self._press.publication
        self._scanned = max(self._scanned, publication.published_position())
        recorder = self._office.rooms.registry.recorder
        while batch := recorder.select_notifications(start=self._scanned + 1, limit=BATCH):
            self._pending = self._pending or any(one.topic in PUBLISHED_TOPICS for one in batch)
            self._scanned = batch[-1].id
        if self._pending and publication.published_position() < self._scanned:
            return "something had changed"
        return "its time had come" if now >= publication.due_at() else None
