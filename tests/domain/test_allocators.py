"""Numbers, status positions and identity documents: handed out once, for ever."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.identity import identity_reservation_id, number_series_id
from domain.identity_reservation import IdentityReservation
from domain.number_series import LAST_SERIAL, NumberSeries
from domain.status_list import CAPACITY, StatusList, scatter
from domain.values import Level
from tests.domain.builders import act, named

SEED = "5eed" * 8


def series() -> NumberSeries:
    return NumberSeries.open(act("2022-12-01"), year=2022, series_code="05", level=Level.ASSOCIATE_SENIOR)


def status_list(seed: str = SEED) -> StatusList:
    return StatusList.open(act("2022-12-01"), n=1, seed_hex=seed)


@pytest.mark.covers("R-CERT-2")
def test_serials_start_at_one_and_follow_each_other_in_batches() -> None:
    numbers = series()
    assert [numbers.reserve(act("2022-12-01"), n) for n in (1, 10, 1)] == [1, 2, 12]
    assert len(numbers.pending_events) == 4


@pytest.mark.covers("R-CERT-2")
def test_a_series_ends_with_its_last_serial_and_reserves_nothing_it_cannot_give() -> None:
    numbers = series()
    numbers.reserve(act("2022-12-01"), LAST_SERIAL - 1)
    with pytest.raises(DomainError) as refused:
        numbers.reserve(act("2022-12-01"), 2)
    assert refused.value.code == "numbers_exhausted"
    assert numbers.reserve(act("2022-12-01")) == LAST_SERIAL


def test_every_year_series_and_level_counts_for_itself() -> None:
    keys = {(2022, "05", 412), (2023, "05", 412), (2022, "06", 412), (2022, "05", 411)}
    assert len({number_series_id(*key) for key in keys}) == len(keys)


@pytest.mark.parametrize("count", [0, -1])
def test_nobody_claims_less_than_one(count: int) -> None:
    for claim in (series().reserve, status_list().claim):
        with pytest.raises(DomainError) as refused:
            claim(act("2022-12-01"), count)
        assert refused.value.code == "invalid_value"


def test_a_whole_list_is_used_up_without_one_repetition() -> None:
    positions = status_list()
    claimed = [index for _ in range(2) for index in positions.claim(act("2022-12-01"), CAPACITY // 2)]
    assert sorted(claimed) == list(range(CAPACITY))
    assert positions.free == 0
    with pytest.raises(DomainError) as refused:
        positions.claim(act("2022-12-01"))
    assert refused.value.code == "list_full"


def test_a_claim_beyond_what_is_left_claims_nothing() -> None:
    positions = status_list()
    positions.claimed = CAPACITY - 5
    with pytest.raises(DomainError, match="5 positions left"):
        positions.claim(act("2022-12-01"), 6)
    assert positions.free == 5
    assert len(positions.claim(act("2022-12-01"), 5)) == 5


def test_neighbours_in_time_are_not_neighbours_on_the_list() -> None:
    claimed = status_list().claim(act("2022-12-01"), 1000)
    assert sum(abs(a - b) < 100 for a, b in pairwise(claimed)) < 20
    halves = sum(index < CAPACITY // 2 for index in claimed)
    assert 400 < halves < 600


def test_another_seed_gives_another_order() -> None:
    assert status_list().claim(act("2022-12-01"), 50) != status_list("ab" * 16).claim(act("2022-12-01"), 50)


@settings(deadline=None, max_examples=50)
@given(seed=st.binary(min_size=16, max_size=32), positions=st.sets(st.integers(0, CAPACITY - 1), min_size=2))
def test_two_positions_never_meet_under_any_seed(seed: bytes, positions: set[int]) -> None:
    scattered = {scatter(seed, p) for p in positions}
    assert len(scattered) == len(positions)
    assert min(scattered) >= 0
    assert max(scattered) < CAPACITY


@pytest.mark.parametrize("seed", ["", "zz", "ab" * 15, "ab" * 33])
def test_a_list_needs_a_real_seed(seed: str) -> None:
    with pytest.raises(DomainError) as refused:
        status_list(seed)
    assert refused.value.code == "invalid_value"


def test_one_document_is_one_stream_whoever_claims_it() -> None:
    one = IdentityReservation.reserve(act("2022-07-01"), blind_index="ab12", person_id=named("张示例"))
    other = IdentityReservation.reserve(act("2022-07-01"), blind_index="ab12", person_id=named("another"))
    assert one.id == other.id == identity_reservation_id("ab12")
    assert one.version == other.version == 1
    assert one.person_id != other.person_id
