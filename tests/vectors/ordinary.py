"""Vectors of honest certificates: what became of them, how old the answer is, and whether the holder is on record."""

from datetime import UTC, date, datetime, timedelta

from tests.vectors import demo
from tests.vectors.cases import Case, VectorFile, stale, valid

GRANTED = demo.CLAIMS.grant_date
DECIDED = date(2022, 11, 30)
AT = demo.AT

# Positions of the first list, by what became of the certificate.
VALID, REVOKED, INVALIDATED, DEREGISTERED, SUSPENDED, SUPERSEDED = 5, 6, 7, 8, 9, 10
UNEXPLAINED, CONTRADICTED, ONLY_IN_HISTORY, REVOKED_AND_SUPERSEDED, ON_RECORD, REVOKED_ON_RECORD = range(11, 17)
LAST = 131_071

STATUSES = {
    REVOKED: 1,
    INVALIDATED: 1,
    DEREGISTERED: 1,
    SUSPENDED: 2,
    SUPERSEDED: 3,
    UNEXPLAINED: 1,
    CONTRADICTED: 1,
    REVOKED_AND_SUPERSEDED: 3,
    REVOKED_ON_RECORD: 1,
    LAST - 1: 1,
}
HISTORY = {
    REVOKED: (1, GRANTED, DECIDED),
    INVALIDATED: (2, GRANTED, DECIDED),
    DEREGISTERED: (3, DECIDED, DECIDED),
    SUSPENDED: (5, DECIDED, DECIDED),
    SUPERSEDED: (4, DECIDED, DECIDED),
    CONTRADICTED: (4, DECIDED, DECIDED),
    ONLY_IN_HISTORY: (1, GRANTED, DECIDED),
    REVOKED_AND_SUPERSEDED: (1, GRANTED, DECIDED),
    REVOKED_ON_RECORD: (1, GRANTED, DECIDED),
}
ORDINARY = demo.trust(
    list_1=demo.status_list(STATUSES),
    history=demo.history(HISTORY),
    integrity=demo.integrity({ON_RECORD: date(2025, 8, 15), REVOKED_ON_RECORD: date(2022, 12, 5)}),
)


def outcomes() -> VectorFile:
    def case(name: str, index: int, outcome: str, reason: str, integrity: str = "CLEAR") -> Case:
        return Case(name, demo.token(status_index=index), outcome, 7, (reason,), integrity=integrity)

    return VectorFile(
        "outcomes",
        "What became of a certificate, from the status list and the history register.",
        ORDINARY,
        [
            valid("an ordinary certificate is valid as of the list", demo.token(), integrity="CLEAR"),
            case("a revoked certificate", REVOKED, "REVOKED", "status_revoked"),
            case("an invalidated certificate is not called revoked", INVALIDATED, "INVALIDATED", "status_invalidated"),
            case("a deregistered certificate", DEREGISTERED, "DEREGISTERED", "status_deregistered"),
            case("a suspended certificate", SUSPENDED, "SUSPENDED", "status_suspended"),
            case("a superseded certificate", SUPERSEDED, "SUPERSEDED", "status_superseded"),
            case(
                "an invalid position without a history is never guessed to be a revocation",
                UNEXPLAINED,
                "INVALIDATED",
                "history_missing",
            ),
            case(
                "a history that says superseded cannot soften an invalid position",
                CONTRADICTED,
                "INVALIDATED",
                "history_missing",
            ),
            case("a revocation that only the history knows still counts", ONLY_IN_HISTORY, "REVOKED", "status_revoked"),
            case(
                "of a superseding list and a revoking history the worse wins",
                REVOKED_AND_SUPERSEDED,
                "REVOKED",
                "status_revoked",
            ),
            case("the last position but one is read from the right bits", LAST - 1, "INVALIDATED", "history_missing"),
            valid("the last position is read from the right bits", demo.token(status_index=LAST)),
            valid("the first position is read from the right bits", demo.token(status_index=0)),
            valid(
                "a holder on record keeps a valid certificate, and both are said",
                demo.token(status_index=ON_RECORD),
                integrity="ON_RECORD",
            ),
            case(
                "a revoked certificate of a holder on record",
                REVOKED_ON_RECORD,
                "REVOKED",
                "status_revoked",
                integrity="ON_RECORD",
            ),
            valid(
                "a code without a word is shown as a code", demo.token(specialty=2, series=27, level=435, authority=9)
            ),
            valid("no specialty", demo.token(specialty=0)),
            valid("a dual-directed title", demo.token(scope=2)),
            valid("a non-state title", demo.token(scope=3)),
            valid("a city of the same province", demo.token(region=341500)),
            valid("a long name with a middle dot", demo.token(holder_name="阿" + "·巴" * 24 + "甲")),
            valid("a name outside the basic plane", demo.token(holder_name="𠮷" * 50)),
            valid("a title granted before 1970", demo.token(grant_date=date(1955, 3, 1))),
        ],
    )


def freshness() -> VectorFile:
    good, revoked = demo.token(), demo.token(status_index=REVOKED)
    later = demo.token(signed_at=datetime(2022, 12, 1, 0, 0, 1, tzinfo=UTC))
    future = demo.token(signed_at=AT + timedelta(seconds=301))
    second = timedelta(seconds=1)
    return VectorFile(
        "freshness",
        "How old an answer may be: the list's own expiry, the caller's policy, clocks that lie.",
        ORDINARY,
        [
            valid("a list one second before its expiry", good, at=demo.LIST_AT + demo.WEEK - second),
            stale(
                "a list at its expiry proves nothing new",
                good,
                7,
                "status_too_old",
                "integrity_too_old",
                at=demo.LIST_AT + demo.WEEK,
            ),
            stale(
                "a lenient caller cannot stretch the list's expiry",
                good,
                7,
                "status_too_old",
                "integrity_too_old",
                at=demo.LIST_AT + demo.WEEK,
                policy={"max_age_days": 400},
            ),
            valid("a list exactly as old as the caller allows", good, policy={"max_age_days": 1}),
            stale(
                "a list one second older than the caller allows",
                good,
                9,
                "status_too_old",
                "integrity_too_old",
                at=AT + second,
                policy={"max_age_days": 1},
            ),
            Case(
                "an old list that says revoked still says revoked",
                revoked,
                "REVOKED",
                7,
                ("status_revoked", "integrity_too_old"),
                at=AT + timedelta(days=900),
            ),
            stale(
                "an old register still puts a holder on record",
                demo.token(status_index=ON_RECORD),
                7,
                "status_too_old",
                at=AT + timedelta(days=900),
                integrity="ON_RECORD",
            ),
            stale(
                "an old register clears nobody, not even after the last day",
                demo.token(status_index=ON_RECORD),
                7,
                "status_too_old",
                "integrity_too_old",
                at=datetime(2025, 8, 15, 16, tzinfo=UTC),
                integrity="UNKNOWN",
            ),
            stale("a list from before the certificate knows nothing of it", later, 7, "status_predates_certificate"),
            valid("a list from the second of signing", demo.token(signed_at=demo.LIST_AT)),
            valid("a clock five minutes behind the list", good, at=demo.LIST_AT - timedelta(seconds=300)),
            stale(
                "a clock set back behind the newest list",
                good,
                7,
                "clock_behind",
                at=demo.LIST_AT - timedelta(seconds=301),
                integrity="UNKNOWN",
            ),
            Case(
                "a clock set back does not hide a revocation",
                revoked,
                "REVOKED",
                7,
                ("status_revoked", "clock_behind"),
                at=demo.LIST_AT - timedelta(days=30),
                integrity="UNKNOWN",
            ),
            stale("a certificate signed in the future", future, 6, "clock_behind", integrity="UNKNOWN"),
            stale(
                "a certificate signed a little in the future is only too new for the list",
                demo.token(signed_at=AT + timedelta(seconds=300)),
                7,
                "status_predates_certificate",
            ),
            stale(
                "a caller without tolerance for clocks",
                demo.token(signed_at=AT + second),
                6,
                "clock_behind",
                policy={"skew_seconds": 0},
            ),
            stale("a list that nobody has", demo.token(status_uri=demo.PREFIX + "2"), 7, "status_missing"),
            stale(
                "a list at somebody else's address",
                demo.token(status_uri="https://evil.example/s/1"),
                7,
                "status_missing",
            ),
        ],
    )


def integrity_days() -> VectorFile:
    """The table of R-INT-3: the last day counts in full, by the calendar of Shanghai, and the next day is clear."""
    last_days = ["2025-08-15", "2025-12-31", "2027-02-28", "2024-02-28", "2028-03-01", "2025-08-16"]
    made_at, years = datetime(2023, 6, 1, tzinfo=UTC), timedelta(days=3650)
    entries = {100 + n: date.fromisoformat(last_day) for n, last_day in enumerate(last_days)}
    cases = []
    for index, last_day in entries.items():
        midnight = datetime(last_day.year, last_day.month, last_day.day, 16, tzinfo=UTC)  # 24:00 in Shanghai
        for moment, at, state in (
            ("the last second of", midnight - timedelta(seconds=1), "ON_RECORD"),
            ("the first second after", midnight, "CLEAR"),
        ):
            cases.append(
                valid(
                    f"{moment} {last_day} in Shanghai",
                    demo.token(status_index=index),
                    at=at,
                    policy={"max_age_days": 3650},
                    integrity=state,
                )
            )
    return VectorFile(
        "integrity-days",
        "R-INT-3 and R-VER-6: a record ends on its day, by itself. These publications live ten years.",
        demo.trust(
            list_1=demo.status_list({}, issued_at=made_at, life=years),
            integrity=demo.integrity(entries, issued_at=made_at, life=years),
            history=demo.history({}, issued_at=made_at, life=years),
        ),
        cases,
    )


FILES = [outcomes, freshness, integrity_days]
