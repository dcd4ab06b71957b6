"""Vectors of lying publications. Each stands beside honest ones; a verifier must treat it alone as absent."""

import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cbor2

from tests.vectors import demo
from tests.vectors.cases import Case, VectorFile, stale, valid
from tests.vectors.demo import DemoKey
from tests.vectors.liars import high_s, message, publication
from verify import labels

RETIRED, THIEF, UNBORN = DemoKey("status, retired"), DemoKey("status, stolen"), DemoKey("status, not yet")
EMPTY = bytes(32_768)
MADE = int(demo.LIST_AT.timestamp())
LIST, INTEGRITY, HISTORY = labels.TYPE_STATUS_LIST, labels.TYPE_INTEGRITY, labels.TYPE_HISTORY
REVOKED = {5: 1}


def claims(sub: str, own: dict[int, Any]) -> dict[int, Any]:
    """What every publication claims, honest."""
    return {2: sub, 4: MADE + 604_800, 6: MADE, -65538: 12, **own}


def body(lst: Any = None, bits: Any = 2, ttl: Any = 300) -> dict[int, Any]:
    return {65533: {"bits": bits, "lst": zlib.compress(EMPTY) if lst is None else lst}, 65534: ttl}


def lying_lists() -> Iterator[tuple[str, str, bytes]]:
    """A sentence, the list's subject, and the list. All positions are 0, so that believing one gives a valid answer."""
    at = demo.PREFIX
    squeeze = zlib.compressobj(wbits=-15)
    bare = squeeze.compress(EMPTY) + squeeze.flush()
    honest = body()

    def lie(number: int, own: dict[int, Any], **more: Any) -> bytes:
        return publication(LIST, claims(f"{at}{number}", own), **more)

    def changed(number: int, label: int, value: Any) -> bytes:
        tree = claims(f"{at}{number}", honest)
        tree[label] = value
        return publication(LIST, tree)

    def without(number: int, label: int) -> bytes:
        tree = claims(f"{at}{number}", honest)
        del tree[label]
        return publication(LIST, tree)

    lies: list[tuple[str, Callable[[int], bytes]]] = [
        ("signed by the neighbour's status key", lambda n: lie(n, honest, key=demo.NEIGHBOUR_STATUS_KEY)),
        ("signed by our certificate key", lambda n: lie(n, honest, key=demo.CERTIFICATE_KEY)),
        (
            "signed by a stranger under our kid",
            lambda n: lie(n, honest, key=demo.STRANGER_KEY, kid=demo.STATUS_KEY.kid),
        ),
        ("signed by a stranger", lambda n: lie(n, honest, key=demo.STRANGER_KEY)),
        ("that names an algorithm of another curve", lambda n: lie(n, honest, alg=labels.ALG_ED25519)),
        ("made after its key was retired", lambda n: lie(n, honest, key=RETIRED)),
        ("made before its key's life", lambda n: lie(n, honest, key=UNBORN)),
        ("signed by a stolen key and dated back before the theft", lambda n: lie(n, honest, key=THIEF)),
        ("of one bit a position", lambda n: lie(n, body(zlib.compress(bytes(16_384)), bits=1))),
        ("of four bits a position", lambda n: lie(n, body(zlib.compress(bytes(65_536)), bits=4))),
        ("whose bits are 2.0", lambda n: lie(n, body(bits=2.0))),
        ("whose zlib stream is cut short", lambda n: lie(n, body(honest[65533]["lst"][:-5]))),
        ("whose zlib stream has a wrong checksum", lambda n: lie(n, body(honest[65533]["lst"][:-1] + b"\xff"))),
        ("whose zlib stream is followed by something", lambda n: lie(n, body(honest[65533]["lst"] + b"\0"))),
        ("that unpacks to sixteen million bytes", lambda n: lie(n, body(zlib.compress(bytes(2**24))))),
        ("one byte short", lambda n: lie(n, body(zlib.compress(bytes(32_767))))),
        ("one byte long", lambda n: lie(n, body(zlib.compress(bytes(32_769))))),
        ("that is not compressed", lambda n: lie(n, body(EMPTY[:1000]))),
        ("that is raw deflate without a zlib header", lambda n: lie(n, body(bare))),
        ("whose bits are text", lambda n: lie(n, body("zlib"))),
        ("with an aggregation address", lambda n: changed(n, 65533, {**honest[65533], "aggregation_uri": at})),
        ("without a ttl", lambda n: without(n, 65534)),
        ("with a negative ttl", lambda n: lie(n, body(ttl=-1))),
        ("without an expiry", lambda n: without(n, 4)),
        ("without a number", lambda n: without(n, -65538)),
        ("whose number is a text", lambda n: changed(n, -65538, "12")),
        ("whose time is true", lambda n: changed(n, 6, True)),
        ("with one claim too many", lambda n: changed(n, 1, "issuer")),
        ("called an integrity register", lambda n: publication(INTEGRITY, claims(f"{at}{n}", honest))),
        (
            "without a type",
            lambda n: message(
                payload=cbor2.dumps(claims(f"{at}{n}", honest), canonical=True),
                protected=cbor2.dumps({1: -7, 4: demo.STATUS_KEY.kid}),
                key=demo.STATUS_KEY,
            ),
        ),
        (
            "with one byte after its claims",
            lambda n: publication(LIST, None, raw=cbor2.dumps(claims(f"{at}{n}", honest), canonical=True) + b"\0"),
        ),
        (
            "with its claims in another order",
            lambda n: publication(LIST, None, raw=cbor2.dumps(dict(reversed(claims(f"{at}{n}", honest).items())))),
        ),
        ("with one byte after the whole", lambda n: lie(n, honest) + b"\0"),
        ("without a tag", lambda n: lie(n, honest)[1:]),
        ("whose subject is no number", lambda n: publication(LIST, claims(f"{at}x{n}", honest))),
        ("whose subject has a leading zero", lambda n: publication(LIST, claims(f"{at}0{n}", honest))),
        (
            "whose subject is the neighbour's",
            lambda n: publication(LIST, claims(f"{demo.NEIGHBOUR_PREFIX}{n}", honest)),
        ),
        ("over 65 536 bytes", lambda n: lie(n, body(zlib.compress(EMPTY) + bytes(65_536)))),
    ]
    for number, (name, make) in enumerate(lies, start=2):
        data = make(number)
        yield name, _subject(data), data


def _subject(data: bytes) -> str:
    return str(cbor2.loads(cbor2.loads(data).value[2] if data[:1] == b"\xd2" else cbor2.loads(data)[2])[2])


def lists() -> VectorFile:
    lies = list(lying_lists())
    status_keys = [
        demo.CERTIFICATE_KEY.entry("certificate"),
        demo.STATUS_KEY.entry("status"),
        RETIRED.entry("status", retired_at="2022-11-30T00:00:00Z"),
        THIEF.entry("status", compromised_since="2022-12-01T12:00:00Z"),
        UNBORN.entry("status", not_before="2022-12-02T00:00:00Z"),
    ]
    older, newer, twin = (f"{demo.PREFIX}{number}" for number in (100, 101, 102))
    return VectorFile(
        "lists",
        "Status lists that must not be believed. Each would say valid.",
        demo.trust(
            demo.home(status_keys),
            demo.neighbour(),
            **{f"list_{number}": data for number, (_, _, data) in enumerate(lies, start=2)},
            list_100_new=demo.status_list(REVOKED, uri=older, number=13),
            list_100_old=demo.status_list({}, uri=older, number=12),
            list_101_old=demo.status_list({}, uri=newer, number=12),
            list_101_new=demo.status_list(REVOKED, uri=newer, number=13),
            list_102=high_s(demo.status_list({}, uri=twin)),
            list_notes=b"not a publication at all",
        ),
        [
            valid("the honest list beside them", demo.token()),
            *(
                stale(f"a list {name} is no list", demo.token(status_uri=subject), 7, "status_missing")
                for name, subject, _ in lies
            ),
            Case(
                "the higher number counts, read first",
                demo.token(status_uri=older),
                "INVALIDATED",
                7,
                ("history_missing",),
            ),
            Case(
                "the higher number counts, read last",
                demo.token(status_uri=newer),
                "INVALIDATED",
                7,
                ("history_missing",),
            ),
            valid("a list under the twin of its signature", demo.token(status_uri=twin)),
        ],
        problems=len(lies) + 1,
    )


FAR = timedelta(days=1)
DAY = 19_400  # 2023-02-12
LYING_INTEGRITY: list[tuple[str, Any]] = [
    ("signed by the certificate key", "certificate"),
    ("called a history register", HISTORY),
    ("whose subject is the history's", "subject"),
    ("whose entries are a list", [DAY]),
    ("whose list is an array", {"1": [DAY]}),
    ("with a position after the last", {"1": {131_072: DAY}}),
    ("with a position that is a text", {"1": {"5": DAY}}),
    ("with a day that is a text", {"1": {5: "2023-02-12"}}),
    ("with a day that is true", {"1": {5: True}}),
    ("with a day after 2100-01-01", {"1": {5: 47_483}}),
]
ENTRY = [1, 19_325, 19_326]
LYING_HISTORY: list[tuple[str, Any]] = [
    ("signed by the certificate key", "certificate"),
    ("called an integrity register", INTEGRITY),
    ("whose subject is the integrity register's", "subject"),
    ("with an outcome of 0", {"1": {5: [0, *ENTRY[1:]]}}),
    ("with an outcome of 6", {"1": {5: [6, *ENTRY[1:]]}}),
    ("with an outcome of true", {"1": {5: [True, *ENTRY[1:]]}}),
    ("with two numbers an entry", {"1": {5: ENTRY[:2]}}),
    ("with four numbers an entry", {"1": {5: [*ENTRY, 0]}}),
    ("with a negative position", {"1": {-1: ENTRY}}),
    ("with an effective day before 1870", {"1": {5: [1, -36_526, 19_326]}}),
]


def _lying_register(prefix: str, kind: str, lie: Any, keys: tuple[DemoKey, DemoKey]) -> bytes:
    """Write a register of `kind` in which only `lie` is wrong: its signer, its type, its subject or its entries."""
    type_, label, other, honest = {
        "integrity": (INTEGRITY, labels.CLAIM_INTEGRITY, "history", {"1": {5: DAY}}),
        "history": (HISTORY, labels.CLAIM_HISTORY, "integrity", {"1": {5: ENTRY}}),
    }[kind]
    signer = keys[0] if lie == "certificate" else keys[1]
    subject = other if lie == "subject" else kind
    entries = honest if isinstance(lie, str) else lie
    if isinstance(entries, dict):
        entries = {prefix + number: of_list for number, of_list in entries.items()}
    type_ = lie if lie in (INTEGRITY, HISTORY) else type_
    return publication(type_, claims(prefix + subject, {label: entries}), signer)


def registers() -> VectorFile:
    """One issuer for every lie, each with an honest list in which position 5 is invalid and position 6 valid."""
    issuers, cases = [demo.home()], []
    targets: dict[str, bytes] = {}
    lies = [("integrity", *lie) for lie in LYING_INTEGRITY] + [("history", *lie) for lie in LYING_HISTORY]
    for number, (kind, name, lie) in enumerate(lies):
        prefix = f"https://liar-{number}.example.cn/s/"
        keys = DemoKey(f"liar {number} certificate"), DemoKey(f"liar {number} status")
        entries = [keys[0].entry("certificate"), keys[1].entry("status")]
        issuers.append(demo.home(entries, id=f"LIAR{number:014}", status_prefix=prefix))
        lists = {6: 0, 5: 1} if kind == "history" else {}
        targets[f"liar-{number}/1.cwt"] = demo.status_list(lists, keys[1], uri=prefix + "1")
        targets[f"liar-{number}/{kind}.cbor"] = _lying_register(prefix, kind, lie, keys)
        honest = demo.integrity({}, keys[1], prefix=prefix)
        if kind == "history":
            targets[f"liar-{number}/integrity.cbor"] = honest
        token = demo.token(keys[0], status_uri=prefix + "1")
        if kind == "integrity":
            reasons = ("integrity_missing",)
            cases.append(Case(f"an integrity register {name}", token, "VALID_AS_OF", 9, reasons, integrity="UNKNOWN"))
        else:
            cases.append(Case(f"a history register {name}", token, "INVALIDATED", 7, ("history_missing",)))
    return VectorFile(
        "registers",
        "Registers that must not be believed: they put a person on record, or call a certificate revoked.",
        {**demo.trust(*issuers), **targets},
        [valid("the honest registers beside them", demo.token(), integrity="CLEAR"), *cases],
        problems=len(lies),
    )


def absent() -> VectorFile:
    return VectorFile(
        "absent",
        "A trust with keys and nothing else: absence of evidence is never an answer.",
        demo.trust(list_1=None, integrity=None, history=None, codes=b'{"format": "zhicheng-codes/1", "format": 1}'),
        [
            stale("no list, no register, no words", demo.token(), 7, "status_missing", "integrity_missing"),
            stale(
                "a certificate signed in the future, and nothing known",
                demo.token(signed_at=datetime(2023, 1, 1, tzinfo=UTC)),
                6,
                "clock_behind",
            ),
        ],
        problems=1,
    )


def history_only() -> VectorFile:
    return VectorFile(
        "history-only",
        "A history register without a list still says what became of a certificate.",
        demo.trust(list_1=None, integrity=None, history=demo.history({5: (1, date(2022, 11, 29), date(2022, 11, 30))})),
        [
            Case(
                "a revocation without a list",
                demo.token(),
                "REVOKED",
                7,
                ("status_revoked", "integrity_missing"),
                integrity="UNKNOWN",
            ),
            stale("another certificate", demo.token(status_index=6), 7, "status_missing", "integrity_missing"),
        ],
    )


FILES = [lists, registers, absent, history_only]
