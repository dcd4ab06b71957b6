"""Vectors of lying claims: signed by the right key, and still not a certificate."""

import cbor2

from tests.vectors import demo, liars
from tests.vectors.cases import Case, VectorFile, malformed, valid
from tests.vectors.liars import REFERENCE, TITLE, claims, message, payload, resigned, title

ORDINARY = cbor2.loads(claims())
NAME = b"\x03\x69" + "张示例".encode()


def without(label: int) -> bytes:
    return payload({key: value for key, value in ORDINARY.items() if key != label})


def title_without(field: int) -> bytes:
    fields = {key: value for key, value in TITLE.items() if key != field}
    return payload({**ORDINARY, -65537: fields})


def reference(tree: object) -> bytes:
    return payload({**ORDINARY, 65535: tree})


def ranges() -> VectorFile:
    def lie(name: str, presented: bytes) -> Case:
        return malformed(name, presented, 5, "claims")

    out_of_range = {
        1: (1900000000, 1899999999, 10000000000, 2022000000),
        2: (0, 1000, -1),
        3: ("", "名" * 51, b"name", 3),
        4: ("", "名" * 41, None),
        5: (0, 100),
        6: (-1, 10000),
        7: (410, 413, 499, 0),
        8: (1, 4, -1),
        9: (-36526, 47483, "2022-11-29"),
        10: (99999, 1000000, "349900"),
        11: (-1, 10000),
    }
    within = {1: (1900000001, 9999999999), 2: (999,), 3: ("名" * 50, "名"), 4: ("名" * 40,), 5: (1, 99), 6: (9999,)}
    within |= {9: (-36525, 47482), 10: (340000, 349999), 11: (0, 9999)}
    return VectorFile(
        "claims-ranges",
        "Every field of the title just outside and just inside its range, and with a boolean where a number belongs.",
        demo.trust(),
        [
            *(
                lie(
                    f"field {field} of {str(value)[:12]!r} ({len(str(value))} characters)",
                    title(**{f"f{field}": value}),
                )
                for field, values in out_of_range.items()
                for value in values
            ),
            *(lie(f"field {field} of true", title(**{f"f{field}": True})) for field in TITLE),
            *(lie(f"field {field} of 1.0", title(**{f"f{field}": 1.0})) for field in TITLE),
            *(lie(f"field {field} missing", title_without(field)) for field in TITLE),
            *(
                valid(f"field {field} of {str(value)[:12]!r}", title(**{f"f{field}": value}))
                for field, values in within.items()
                for value in values
            ),
            lie("a position after the last", message(payload=claims(reference={"idx": 131072}))),
            lie("a position before the first", message(payload=claims(reference={"idx": -1}))),
            lie("a position that is a text", message(payload=claims(reference={"idx": "5"}))),
            lie("an empty list address", message(payload=claims(reference={"uri": ""}))),
            lie(
                "a list address that is bytes", message(payload=claims(reference={"uri": b"https://zc.example.cn/s/1"}))
            ),
            lie("signed before 1970", message(payload=claims(iat=-1))),
            lie("signed after the year 9999", message(payload=claims(iat=253402300800))),
            lie("signed at a big number", message(payload=claims(iat=2**64))),
            lie("signed at a fraction of a second", message(payload=claims(iat=liars.IAT + 0.5))),
        ],
    )


def shapes() -> VectorFile:
    plain = claims()

    def lie(name: str, presented: bytes) -> Case:
        return malformed(name, presented, 5, "claims")

    def raw(name: str, data: bytes) -> Case:
        return lie(name, message(payload=data))

    def changed(name: str, old: bytes, new: bytes) -> Case:
        return lie(name, resigned((old, new)))

    return VectorFile(
        "claims-shapes",
        "Claims in another shape or another encoding than the one that exists. The signatures hold.",
        demo.trust(),
        [
            raw("an empty payload", b""),
            raw("a payload that is text", cbor2.dumps("certificate")),
            raw("a payload that is a number", cbor2.dumps(0)),
            raw("a payload that is an array", cbor2.dumps([1, 2, 3])),
            raw("a payload that is null", b"\xf6"),
            raw("one byte after the claims", plain + b"\x00"),
            raw("a payload cut short", plain[:-1]),
            raw("claims under a tag", b"\xd8\x3d" + plain),
            raw("claims of indefinite length", b"\xbf" + plain[1:] + b"\xff"),
            raw("nested deeper than any claim", b"\x81" * 500 + b"\x00"),
            lie("no time of signing", without(6)),
            lie("no status", without(65535)),
            lie("no title", without(-65537)),
            lie("a status that is a list", reference([5])),
            lie("a status without a status list", reference({})),
            lie("a status list that is null", reference({"status_list": None})),
            lie("a second kind of status", reference({"status_list": REFERENCE, "identifier_list": {}})),
            lie("a reference without a position", reference({"status_list": {"uri": REFERENCE["uri"]}})),
            lie("a reference without an address", reference({"status_list": {"idx": 5}})),
            lie("a reference with a third field", reference({"status_list": {**REFERENCE, "bits": 1}})),
            lie("a reference in another order", reference({"status_list": dict(reversed(REFERENCE.items()))})),
            lie("a title that is an array", payload({**ORDINARY, -65537: list(TITLE.values())})),
            lie("a title with a twelfth field", title(f12=0)),
            lie(
                "a title with its fields in another order",
                payload({**ORDINARY, -65537: dict(reversed(TITLE.items()))}),
            ),
            lie("claims in another order", payload(dict(reversed(ORDINARY.items())))),
            lie("an expiry", payload({4: 1900000000, **ORDINARY})),
            lie("an audience among the claims", payload({**ORDINARY, 3: "all"})),
            raw("the time of signing twice", b"\xa4" + plain[1:7] + plain[1:]),
            changed("the level twice", b"\xab\x01\x1a", b"\xac\x07\x19\x01\x9b\x01\x1a"),
            changed("a level in a longer form", b"\x07\x19\x01\x9c", b"\x07\x1a\x00\x00\x01\x9c"),
            changed("a version in a longer form", b"\x02\x01\x03", b"\x02\x18\x01\x03"),
            changed("a field's key in a longer form", b"\x02\x01\x03", b"\x18\x02\x01\x03"),
            changed("a name whose length has a longer form", NAME, b"\x03\x78\x09" + NAME[2:]),
            changed("a name in pieces", NAME, b"\x03\x7f\x69" + NAME[2:] + b"\xff"),
            changed("a name that is no UTF-8", NAME, NAME[:-1] + b"\xff"),
            changed("a name with half a surrogate pair", NAME, b"\x03\x63\xed\xa0\x80"),
            changed("a grant date under a tag", b"\x09\x19\x4b\x7d", b"\x09\xd8\x64\x19\x4b\x7d"),
            changed("a version as a big number", b"\x02\x01\x03", b"\x02\xc2\x41\x01\x03"),
            changed("a key of true instead of 1", b"\xab\x01\x1a", b"\xab\xf5\x1a"),
            changed("a key of 1.0 instead of 1", b"\xab\x01\x1a", b"\xab\xf9\x3c\x00\x1a"),
            changed("a version that is undefined", b"\x02\x01\x03", b"\x02\xf7\x03"),
            changed("a version that is not a number", b"\x02\x01\x03", b"\x02\xf9\x7e\x00\x03"),
        ],
    )


FILES = [ranges, shapes]
