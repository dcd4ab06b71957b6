"""A published trust with one certificate for every outcome, served by the public window to real browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from keys.strongroom import Strongroom
from tests.support.page_server import served
from tests.support.published import PASSPHRASE, Published
from verify.qr import to_text
from verify.status import HistoryOutcome, Status

RECORD_ENDS = date.today() + timedelta(days=200)  # noqa: DTZ011 - a day far enough away in any zone
VALID, REVOKED, INVALIDATED, DEREGISTERED, SUSPENDED, SUPERSEDED, ON_RECORD, LATER_REVOKED = range(5, 13)
STATUSES = {
    REVOKED: (Status.INVALID, HistoryOutcome.REVOKED),
    INVALIDATED: (Status.INVALID, HistoryOutcome.INVALIDATED),
    DEREGISTERED: (Status.INVALID, HistoryOutcome.DEREGISTERED),
    SUSPENDED: (Status.SUSPENDED, HistoryOutcome.SUSPENDED),
    SUPERSEDED: (Status.SUPERSEDED, HistoryOutcome.SUPERSEDED),
}
UNPUBLISHED_LIST = 2


@dataclass(frozen=True)
class PageWorld:
    """The window's address and the registry behind it. `fragments`: outcome -> what follows "#" in its QR code."""

    address: str
    published: Published
    fragments: dict[str, str]

    def link(self, outcome: str) -> str:
        """What a phone opens after scanning the certificate with this outcome."""
        return f"{self.address}/v#{self.fragments[outcome]}"

    def publish(self, *also_revoked: int) -> None:
        """Publish everything again, with more revocations if told."""
        more = dict.fromkeys(also_revoked, (Status.INVALID, HistoryOutcome.REVOKED))
        self.published.publish({1: {**STATUSES, **more}}, {1: {ON_RECORD: RECORD_ENDS}})


@contextmanager
def page_world(home: Path) -> Iterator[PageWorld]:
    """The world while its window is open."""
    published = Published(home / "published", Strongroom.create(home / "keys", PASSPHRASE, now=datetime.now(UTC)))
    with served(published.folder, published.root, home / "state") as address:
        world = PageWorld(address, published, _fragments(published, home))
        world.publish()
        yield world


def _fragments(published: Published, home: Path) -> dict[str, str]:
    token = published.token(1)
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    stranger = Published(
        elsewhere / "published", Strongroom.create(elsewhere / "keys", PASSPHRASE, now=datetime.now(UTC))
    )
    texts = {
        "VALID_AS_OF": published.qr_text(1, index=VALID),
        "ON_RECORD": published.qr_text(2, index=ON_RECORD),
        "STALE": published.qr_text(3, n=UNPUBLISHED_LIST),
        "SUPERSEDED": published.qr_text(4, index=SUPERSEDED),
        "SUSPENDED": published.qr_text(5, index=SUSPENDED),
        "DEREGISTERED": published.qr_text(6, index=DEREGISTERED),
        "INVALIDATED": published.qr_text(7, index=INVALIDATED),
        "REVOKED": published.qr_text(8, index=REVOKED),
        "LATER_REVOKED": published.qr_text(9, index=LATER_REVOKED),
        "UNTRUSTED_ISSUER": stranger.qr_text(1),
        "FORGED": to_text("", bytes([*token[:-1], token[-1] ^ 1])),
        "MALFORMED": to_text("", token[:-1]),
    }
    return {outcome: text.partition("#")[2] for outcome, text in texts.items()}
