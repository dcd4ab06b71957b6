from hypothesis import given
from hypothesis import strategies as st

from keys.blind_index import BlindIndex
from keys.strongroom import Strongroom
from tests.keys.conftest import PASSPHRASE


def test_one_document_has_one_index_whenever_it_is_asked(strongroom: Strongroom, shared_folder: object) -> None:
    first = BlindIndex(strongroom).of("identity-card", "349900199001010017")
    again = BlindIndex(Strongroom.open(strongroom._folder, PASSPHRASE)).of("identity-card", "349900199001010017")
    assert first == again
    assert len(first) == 64
    assert shared_folder == strongroom._folder


@given(pairs=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=2, max_size=2, unique=True))
def test_kind_and_value_never_run_into_each_other(strongroom: Strongroom, pairs: list[tuple[str, str]]) -> None:
    index = BlindIndex(strongroom)
    assert index.of(*pairs[0]) != index.of(*pairs[1])


def test_the_key_is_no_other_secret_of_the_strongroom(strongroom: Strongroom) -> None:
    index = BlindIndex(strongroom)
    assert strongroom.derive("blind index") != strongroom.derive("person keys")
    assert strongroom.derive("blind index").hex() not in repr(index) + index.of("a", "b")
