"""Deterministic CBOR (RFC 8949, 4.2.1), and nothing but integers, texts, byte strings, arrays and maps.

cbor2 accepts trailing bytes, longer forms than needed and other key orders, so a reader must write again what it read
and compare. `load` alone does not prove that a tree is canonical: use `decode`, or rebuild the bytes from what was
understood.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Never

import cbor2

from . import limits
from .errors import Refused

_ALLOWED = (int, str, bytes)


class _NoTags(Mapping[int, Callable[[Any, bool], Any]]):
    """Answers every semantic tag with a refusal, so that cbor2 never builds a pattern, a date or a shared reference."""

    def __getitem__(self, tag: int) -> Callable[[Any, bool], Never]:
        return self._refuse

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 1

    @staticmethod
    def _refuse(*_: object) -> Never:
        raise ValueError("no tag is allowed here")


_NO_TAGS = _NoTags()


def load(data: bytes, reason: str) -> Any:
    """Read one CBOR item without tags, duplicate keys or indefinite lengths. Raises `Refused(reason)`.

    The caller still owes the comparison with a re-encoding: trailing bytes pass here.
    """
    try:
        return cbor2.loads(
            data,
            max_depth=limits.MAX_CBOR_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            semantic_decoders=_NO_TAGS,
        )
    except (cbor2.CBORError, ValueError) as error:
        raise Refused(reason, "not the CBOR of this profile") from error


def decode(data: bytes, reason: str) -> Any:
    """Read one item that equals its own deterministic encoding and holds only our types. Raises `Refused(reason)`."""
    tree = load(data, reason)
    _check_types(tree, reason)
    if encode(tree) != data:
        raise Refused(reason, "not the deterministic encoding of its content")
    return tree


def encode(tree: Any) -> bytes:
    """Write deterministic CBOR.

    cbor2 sorts map keys by length first (RFC 7049); RFC 8949 sorts them bytewise. In all maps of our formats both
    orders agree, and a test holds that true.
    """
    return cbor2.dumps(tree, canonical=True)


def _check_types(tree: Any, reason: str) -> None:
    kind = type(tree)
    if kind is dict:
        for key, value in tree.items():
            if type(key) is not int and type(key) is not str:
                raise Refused(reason, f"a map key of type {type(key).__name__}")
            _check_types(value, reason)
    elif kind is list:
        for value in tree:
            _check_types(value, reason)
    elif kind not in _ALLOWED:
        raise Refused(reason, f"a value of type {kind.__name__}")
