"""Bulk issue in one process: sign, read back, seal and store durably, against one raw signature and one raw check."""

import time
from collections.abc import Iterator
from itertools import islice
from statistics import median

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from bench.offices import ISSUING, empty_folder, office_with_titles
from bench.row import Row, peak_memory_mb, seconds_each
from registry.issuance import BATCH, RowState
from registry.issuance import Row as IssueRow
from registry.press import Press

ROUNDS = 9
BATCHES = 10
SIGNED_BYTES = b"about as much as a Sig_structure of a certificate " * 3
FACTOR, RATE = 7.0, 1_500


def run() -> list[Row]:
    """Rounds of batches, each batch beside as many raw signatures and checks; the medians of the rounds."""
    key, algorithm = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(SHA256())
    public = key.public_key()

    def raw() -> None:
        public.verify(key.sign(SIGNED_BYTES, algorithm), SIGNED_BYTES, algorithm)

    count = (1 + ROUNDS * BATCHES) * BATCH
    with empty_folder() as folder, office_with_titles(folder, count) as (office, titles):
        press = Press(office)
        rows = press.issue(ISSUING, titles)
        _batch(rows)  # the first batch also opens the trust and the trial's key
        issued, compared = [], []
        for _ in range(ROUNDS):
            pairs = [(_batch(rows), seconds_each(raw, BATCH)) for _ in range(BATCHES)]
            issued.append(sum(pair[0] for pair in pairs) / BATCHES)
            compared.append(sum(pair[1] for pair in pairs) / BATCHES)
        begun = time.perf_counter()
        press.publish()
        published = time.perf_counter() - begun
    each, ratio = median(issued), median(ours / theirs for ours, theirs in zip(issued, compared, strict=True))
    return [
        Row(
            f"bulk issue of {count:,} certificates, durable SQLite, one process",
            f"{1 / each:,.0f} certificates/s, {ratio:.1f}x (publishing all: {published:.1f} s)",
            f"raw P-256 sign and verify, {median(compared) * 1e6:.0f} µs",
            f"{RATE:,} certificates/s and within {FACTOR:g}x",
            1 / each >= RATE and ratio <= FACTOR,
            peak_memory_mb(),
        )
    ]


def _batch(rows: Iterator[IssueRow]) -> float:
    """Seconds a certificate, over the next batch: its rows come when the whole of it is stored."""
    begun = time.perf_counter()
    states = [row.state for row in islice(rows, BATCH)]
    taken = time.perf_counter() - begun
    assert states == [RowState.ISSUED] * BATCH
    return taken / BATCH
