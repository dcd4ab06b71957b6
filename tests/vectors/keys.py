"""Vectors of keys: which key may vouch for what, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.vectors import demo
from tests.vectors.cases import Case, VectorFile, forged, stale, untrusted, valid
from tests.vectors.demo import DemoKey

HOME_LIST = demo.PREFIX + "1"
SECOND = timedelta(seconds=1)
BORN = datetime(2022, 6, 1, tzinfo=UTC)
ENDED = datetime(2022, 11, 1, tzinfo=UTC)

LIVING = DemoKey("with a life")
STOLEN = DemoKey("stolen")
NARROW = DemoKey("for two authorities")
FUTURE_FIELD = DemoKey("with an unknown field")
MISSING_FIELD = DemoKey("with a missing field")
ODD_ROLE = DemoKey("with an unknown role")
ODD_TIME = DemoKey("with an unreadable time")
MISLABELLED = DemoKey("P-256 called Ed25519")
TWIN_A, TWIN_B = DemoKey("first under one kid"), DemoKey("second under one kid")
TWIN_ED = DemoKey("third under one kid", ed25519=True)


def _without(entry: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != field}


def keys() -> VectorFile:
    shared = TWIN_A.kid.hex()
    entries = [
        demo.CERTIFICATE_KEY.entry("certificate"),
        demo.STATUS_KEY.entry("status"),
        LIVING.entry("certificate", not_before="2022-06-01T00:00:00Z", retired_at="2022-11-01T00:00:00Z"),
        STOLEN.entry("certificate", retired_at="2022-11-20T00:00:00Z", compromised_since="2022-11-01T00:00:00Z"),
        NARROW.entry("certificate", authorities=[1, 7]),
        FUTURE_FIELD.entry("certificate", only_series=[5]),
        _without(MISSING_FIELD.entry("certificate"), "compromised_since"),
        ODD_ROLE.entry("seal"),
        ODD_TIME.entry("certificate", not_before="2022-01-01T08:00:00+08:00"),
        MISLABELLED.entry("certificate", algorithm="Ed25519"),
        TWIN_A.entry("certificate"),
        TWIN_B.entry("certificate", kid=shared),
        TWIN_ED.entry("certificate", kid=shared),
        demo.CERTIFICATE_KEY.entry("certificate", authorities=[99]),
    ]
    left_out = {
        "with a field that this version does not know and that could narrow its use": FUTURE_FIELD,
        "with a missing field": MISSING_FIELD,
        "of an unknown role": ODD_ROLE,
        "with a time in another form": ODD_TIME,
        "of another kind than its algorithm says": MISLABELLED,
    }
    return VectorFile(
        "keys",
        "Which key may vouch for what, and when. A region's key vouches for its own region only.",
        demo.trust(
            demo.home(entries),
            demo.neighbour(),
            list_2=demo.status_list({}, demo.NEIGHBOUR_STATUS_KEY, uri=demo.NEIGHBOUR_PREFIX + "1", number=3),
        ),
        [
            *(
                untrusted(f"a key {what} does not count", demo.token(key), 3, "unknown_key")
                for what, key in left_out.items()
            ),
            valid("a key listed twice counts as first listed", demo.token(authority=1)),
            untrusted("a status key signs no certificates", demo.token(demo.STATUS_KEY), 3, "unknown_key"),
            untrusted("a key nobody listed", demo.token(demo.STRANGER_KEY), 3, "unknown_key"),
            valid("the first of three keys under one kid", demo.token(TWIN_A)),
            valid("the second of three keys under one kid", demo.token(TWIN_B, kid=TWIN_A.kid)),
            valid("the third of three keys under one kid, of another algorithm", demo.token(TWIN_ED, kid=TWIN_A.kid)),
            forged("a fourth key under one kid", demo.token(demo.STRANGER_KEY, kid=TWIN_A.kid)),
            untrusted(
                "one second before the key's life", demo.token(LIVING, signed_at=BORN - SECOND), 6, "key_not_yet_valid"
            ),
            valid("in the first second of the key's life", demo.token(LIVING, signed_at=BORN)),
            valid("in the last second of the key's life", demo.token(LIVING, signed_at=ENDED - SECOND)),
            untrusted("when the key was already retired", demo.token(LIVING, signed_at=ENDED), 6, "key_retired"),
            valid("in the last second before the theft", demo.token(STOLEN, signed_at=ENDED - SECOND)),
            untrusted("since the theft", demo.token(STOLEN, signed_at=ENDED), 6, "key_compromised"),
            untrusted(
                "since the theft, and after retirement",
                demo.token(STOLEN, signed_at=demo.SIGNED_AT),
                6,
                "key_compromised",
            ),
            valid("an authority that the key may name", demo.token(NARROW, authority=7)),
            untrusted("an authority that the key may not name", demo.token(NARROW, authority=2), 5, "key_authority"),
            untrusted("another province's region", demo.token(region=359800), 5, "key_region"),
            untrusted(
                "the neighbour's key for our region",
                demo.token(demo.NEIGHBOUR_CERTIFICATE_KEY, status_uri=HOME_LIST),
                5,
                "key_region",
            ),
            Case(
                "the neighbour's key for its own region, under its own list",
                demo.token(demo.NEIGHBOUR_CERTIFICATE_KEY, region=359800, status_uri=demo.NEIGHBOUR_PREFIX + "1"),
                "VALID_AS_OF",
                9,
                ("integrity_missing",),
                integrity="UNKNOWN",
            ),
            stale(
                "the neighbour's certificate is not helped by our list",
                demo.token(demo.NEIGHBOUR_CERTIFICATE_KEY, region=359800, status_uri=HOME_LIST),
                7,
                "status_missing",
                "integrity_missing",
            ),
            stale(
                "our certificate is not helped by the neighbour's list",
                demo.token(status_uri=demo.NEIGHBOUR_PREFIX + "1"),
                7,
                "status_missing",
            ),
        ],
        problems=6,
    )


FILES = [keys]
