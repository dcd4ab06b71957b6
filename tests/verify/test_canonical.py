from typing import Any

import cbor2
import pytest

from tests.vectors import demo, ordinary
from verify import canonical, envelope
from verify.errors import Refused


def all_maps(tree: Any) -> list[dict[Any, Any]]:
    """Every map in a tree, the outermost first."""
    if isinstance(tree, dict):
        return [tree, *(inner for value in tree.values() for inner in all_maps(value))]
    if isinstance(tree, list):
        return [inner for value in tree for inner in all_maps(value)]
    return []


def every_map_of_every_format() -> list[dict[Any, Any]]:
    trust = ordinary.ORDINARY
    documents = [data for name, data in trust.items() if not name.endswith(".json")]
    messages = [envelope.parse(data) for data in [*documents, demo.token()]]
    trees = [cbor2.loads(part) for message in messages for part in (message.protected, message.payload)]
    return [found for tree in trees for found in all_maps(tree)]


def test_in_all_our_maps_bytewise_and_length_first_order_agree() -> None:
    maps = every_map_of_every_format()
    assert len(maps) > 12
    for found in maps:
        encoded = [cbor2.dumps(key) for key in found]
        assert encoded == sorted(encoded) == sorted(encoded, key=lambda key: (len(key), key))


def test_the_orders_differ_elsewhere_so_the_agreement_is_no_accident_of_the_library() -> None:
    encoded = [cbor2.dumps(-1), cbor2.dumps(100)]
    assert sorted(encoded) != sorted(encoded, key=lambda key: (len(key), key))


@pytest.mark.parametrize(
    "tag", [0, 1, 2, 3, 4, 5, 18, 25, 28, 29, 30, 35, 36, 37, 61, 100, 256, 258, 260, 261, 1004, 55799]
)
@pytest.mark.parametrize("content", [b"\x00", b"\x41\x01", b"\x66(a+)+$", b"\x80", b"\x82\x01\x02"])
def test_no_tag_gets_as_far_as_being_interpreted(tag: int, content: bytes) -> None:
    head = b"\xd9" + tag.to_bytes(2)
    with pytest.raises(Refused):
        canonical.load(head + content, "claims")


@pytest.mark.parametrize("value", [True, None, 1.5, float("nan"), cbor2.undefined, cbor2.CBORSimpleValue(99)])
def test_only_integers_texts_bytes_arrays_and_maps_are_read(value: Any) -> None:
    for tree in (value, [value], {1: value}, {1: [{2: value}]}):
        with pytest.raises(Refused):
            canonical.decode(cbor2.dumps(tree), "claims")


@pytest.mark.parametrize("key", [True, None, b"bytes", 1.0])
def test_a_map_is_keyed_by_integers_and_texts_only(key: Any) -> None:
    with pytest.raises(Refused):
        canonical.decode(cbor2.dumps({key: 0}), "claims")


def test_containers_are_read_to_their_documented_depth_and_no_deeper() -> None:
    assert canonical.decode(b"\x81\x81\x81\x81\x00", "claims") == [[[[0]]]]
    with pytest.raises(Refused):
        canonical.decode(b"\x81\x81\x81\x81\x81\x00", "claims")
