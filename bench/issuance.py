"""Bulk issue in one process: sign, read back, seal and store durably, against one raw signature and one raw check."""

import time

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from bench.offices import ISSUING, empty_folder, office_with_titles
from bench.row import Row, peak_memory_mb, seconds_each
from registry.issuance import RowState
from registry.press import Press

TITLES = 6_000
RUNS = 3
SIGNED_BYTES = b"about as much as a Sig_structure of a certificate " * 3
FACTOR, RATE = 7.0, 1_500


def run() -> list[Row]:
    """Certificates a second over the median of three runs, and their cost in raw signatures and checks."""
    key, algorithm = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(SHA256())
    signature, public = key.sign(SIGNED_BYTES, algorithm), key.public_key()
    costs = []
    with empty_folder() as folder, office_with_titles(folder, TITLES * RUNS) as (office, titles):
        press = Press(office)
        for number in range(RUNS):
            raw = seconds_each(lambda: key.sign(SIGNED_BYTES, algorithm), 2_000)
            raw += seconds_each(lambda: public.verify(signature, SIGNED_BYTES, algorithm), 2_000)
            some = titles[number * TITLES : (number + 1) * TITLES]
            begun = time.perf_counter()
            rows = list(press.issue(ISSUING, some))
            each = (time.perf_counter() - begun) / TITLES
            assert all(row.state is RowState.ISSUED for row in rows)
            costs.append((each / raw, each, raw))
        begun = time.perf_counter()
        press.publish()
        published = time.perf_counter() - begun
    ratio, each, raw = sorted(costs)[RUNS // 2]
    return [
        Row(
            f"bulk issue of {TITLES} certificates, durable SQLite, one process",
            f"{1 / each:.0f} certificates/s, {ratio:.1f}x (publishing all: {published:.1f} s)",
            f"raw sign + raw verify, {raw * 1e6:.0f} µs",
            f"{RATE} certificates/s and within {FACTOR:g}x",
            1 / each >= RATE and ratio <= FACTOR,
            peak_memory_mb(),
        )
    ]
