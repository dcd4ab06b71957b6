"""A public window over one million certificates: how soon it answers, and what it holds in memory."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from random import Random

from bench.offices import empty_folder, founded
from bench.row import Row
from bench.servers import OK, public_window
from keys.roles import Role
from keys.strongroom import Strongroom
from keys.trust_repository import TrustRepository
from registry.lookup import PUT, SCHEMA
from registry.publication import status_prefix
from registry.settings import Settings
from verify.certificate import format_number
from verify.status import LIST_SIZE, HistoryOutcome, Status, encode_history, encode_integrity, encode_status_list

CERTIFICATES = 1_000_000
LISTS = 8
REVOKED_SHARE = 0.01
GRANTED = date(2022, 11, 29)
SECONDS, MEGABYTES = 2.0, 250


def run() -> list[Row]:
    """Seconds from the start of the process to a good `/readyz`, and resident memory after some answers."""
    with empty_folder() as folder:
        settings = founded(folder)
        with public_window(settings, folder) as empty:
            ready_empty, memory_empty = empty.wait_until_good("/readyz"), empty.memory_mb()
        _publish(settings)
        number = _look_ups(settings)
        with public_window(settings, folder) as window:
            ready = window.wait_until_good("/readyz")
            for _ in range(50):
                status, _answer = window.ask("GET", f"/v1/certificates/{number}")
                assert status == OK
            memory = window.memory_mb()
    return [
        Row(
            f"public window over {CERTIFICATES:,} certificates, {REVOKED_SHARE:.0%} revoked",
            f"ready in {ready:.1f} s, {ready / ready_empty:.1f}x; {memory / memory_empty:.1f}x the memory",
            f"the same window over none, ready in {ready_empty:.1f} s, {memory_empty} MB",
            f"in {SECONDS:g} s, under {MEGABYTES} MB",
            ready <= SECONDS and memory < MEGABYTES,
            memory,
        )
    ]


def _publish(settings: Settings) -> None:
    """Eight lists and both registers, as the registry would write them."""
    strongroom = Strongroom.open(settings.keys_folder, settings.passphrase())
    signer, prefix, now = strongroom.cose_signer(Role.STATUS), status_prefix(settings), datetime.now(UTC)
    key, expires, chance = (signer.alg, signer.kid, signer), now + timedelta(days=7), Random(2022)  # noqa: S311
    targets, history, records = {}, {}, {}
    for n in range(1, LISTS + 1):
        uri = f"{prefix}{n}"
        revoked = chance.sample(range(LIST_SIZE), int(CERTIFICATES / LISTS * REVOKED_SHARE))
        history[uri] = dict.fromkeys(sorted(revoked), (int(HistoryOutcome.REVOKED), GRANTED, now.date()))
        records[uri] = dict.fromkeys(sorted(revoked), now.date() + timedelta(days=1000))
        statuses = dict.fromkeys(revoked, int(Status.INVALID))
        targets[f"status/{n}.cwt"] = encode_status_list(uri, statuses, 2, now, expires, 300, *key)
    targets["integrity.cbor"] = encode_integrity(f"{prefix}integrity", records, 2, now, expires, *key)
    targets["history.cbor"] = encode_history(f"{prefix}history", history, 2, now, expires, *key)
    TrustRepository(settings.trust_folder, strongroom).publish(targets, now)


def _look_ups(settings: Settings) -> str:
    """A row for each certificate; the number of the last."""
    issuer, prefix = settings.the_issuer(), status_prefix(settings)
    with closing(sqlite3.connect(settings.lookup_file)) as database:
        database.executescript(SCHEMA)
        database.executemany(
            PUT,
            (
                (
                    format_number(issuer.number_prefix, 2022 + n // 900_000, 5, 412, n % 900_000 + 1),
                    1,
                    "张*例",
                    "高级工程师",
                    412,
                    5,
                    GRANTED.isoformat(),
                    issuer.uscc,
                    f"{prefix}{n // LIST_SIZE + 1}",
                    n % LIST_SIZE,
                )
                for n in range(CERTIFICATES)
            ),
        )
        database.commit()
    last = CERTIFICATES - 1
    return format_number(issuer.number_prefix, 2022 + last // 900_000, 5, 412, last % 900_000 + 1)
