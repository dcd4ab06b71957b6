"""How large a certificate, its symbol and a status list are, against what is in them."""

import random

from bench.issuer import CLAIMS, PAGE_URL, SmallIssuer
from bench.row import Row
from registry.paper.qr import modules, qr_svg
from verify.limits import LIST_SIZE, SIGNATURE_BYTES
from verify.qr import to_text

TOKEN_BYTES = 220
SYMBOL_VERSION = 11
LIST_BYTES = 2_300
LISTS = 5


def run() -> list[Row]:
    """A name of three characters and an official title; a full list with 1 % revoked at random positions."""
    token = SmallIssuer(set()).token()
    version = (modules(qr_svg(to_text(PAGE_URL, token), "M")) - 17) // 4
    chance = random.Random(2022)  # noqa: S311 - a fixed load
    share = LIST_SIZE // 100
    lists = [len(SmallIssuer(set(chance.sample(range(LIST_SIZE), share))).status_list()) for _ in range(LISTS)]
    return [
        Row(
            f"a certificate ({CLAIMS.holder_name}, {CLAIMS.title_name})",
            f"{len(token)} bytes",
            f"its signature alone, {SIGNATURE_BYTES} bytes",
            f"at most {TOKEN_BYTES} bytes",
            len(token) <= TOKEN_BYTES,
        ),
        Row(
            "its QR symbol at level M, with the page's address",
            f"version {version}",
            f"{len(token)} bytes",
            f"at most version {SYMBOL_VERSION}",
            version <= SYMBOL_VERSION,
        ),
        Row(
            f"a status list of {LIST_SIZE:,} with 1 % revoked",
            f"{max(lists):,} bytes, the largest of {LISTS}",
            f"its two bits a certificate, {LIST_SIZE // 4:,} bytes",
            f"at most {LIST_BYTES:,} bytes",
            max(lists) <= LIST_BYTES,
        ),
    ]
