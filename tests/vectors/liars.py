"""Hands that write what no honest writer would, one a layer, correctly signed so that only the lie is wrong."""

from collections.abc import Mapping
from typing import Any

import cbor2

from tests.vectors import demo
from verify import labels
from verify.envelope import protected_header, to_be_signed

HEADER = protected_header(labels.ALG_ES256, demo.CERTIFICATE_KEY.kid)
TITLE = {
    1: 2022000001,
    2: 1,
    3: "张示例",
    4: "高级工程师",
    5: 5,
    6: 1,
    7: 412,
    8: 0,
    9: 19325,
    10: 349900,
    11: 1,
}
REFERENCE = {"idx": 5, "uri": demo.PREFIX + "1"}
IAT = int(demo.SIGNED_AT.timestamp())


def bstr(data: bytes) -> bytes:
    """Write a byte string in its shortest form."""
    return cbor2.dumps(data)


def message(
    protected: bytes = HEADER,
    payload: bytes | None = None,
    *,
    signature: bytes | None = None,
    key: demo.DemoKey = demo.CERTIFICATE_KEY,
    tag: bytes = b"\xd2",
    opening: bytes = b"\x84",
    unprotected: bytes = b"\xa0",
    closing: bytes = b"",
) -> bytes:
    """Write a COSE_Sign1 from raw parts, signed over exactly these parts."""
    payload = claims() if payload is None else payload
    signature = key.sign(to_be_signed(protected, payload)) if signature is None else signature
    return tag + opening + bstr(protected) + unprotected + bstr(payload) + bstr(signature) + closing


def header(tree: Mapping[Any, Any] | None = None, *, raw: bytes | None = None) -> bytes:
    """Sign the ordinary claims under another protected header."""
    return message(protected=cbor2.dumps(dict(tree)) if tree is not None else raw or b"")


def claims(title: Mapping[Any, Any] | None = None, reference: Mapping[Any, Any] | None = None, iat: Any = IAT) -> bytes:
    """Write a payload in the keys' given order. The title's and the reference's changes are laid over the ordinary."""
    return cbor2.dumps(
        {6: iat, 65535: {"status_list": {**REFERENCE, **(reference or {})}}, -65537: {**TITLE, **(title or {})}}
    )


def title(**changes: Any) -> bytes:
    """Sign a title with changed fields, `f7=410` for the seventh."""
    return message(payload=claims(title={int(name[1:]): value for name, value in changes.items()}))


def payload(tree: Any) -> bytes:
    """Sign any tree as claims."""
    return message(payload=cbor2.dumps(tree))


def swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    """Exchange one piece that occurs exactly once."""
    if data.count(old) != 1:
        raise ValueError(f"{old.hex()} occurs {data.count(old)} times")
    return data.replace(old, new)


def resigned(change_payload: tuple[bytes, bytes]) -> bytes:
    """Sign the ordinary payload with one piece exchanged."""
    return message(payload=swapped(claims(), *change_payload))


def high_s(token: bytes) -> bytes:
    """The other of the two signatures that hold: (r, n - s)."""
    s = int.from_bytes(token[-32:])
    return token[:-32] + (demo.P256_ORDER - s).to_bytes(32)


def publication(
    type_: str,
    tree: Any,
    key: demo.DemoKey = demo.STATUS_KEY,
    *,
    kid: bytes | None = None,
    alg: int | None = None,
    raw: bytes | None = None,
) -> bytes:
    """Sign any tree (or raw bytes) as a publication of some type."""
    return message(
        protected=protected_header(key.alg if alg is None else alg, key.kid if kid is None else kid, type_),
        payload=cbor2.dumps(tree, canonical=True) if raw is None else raw,
        key=key,
    )
