import tracemalloc
import zlib
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.vectors import demo
from verify import envelope
from verify.errors import Refused
from verify.status import (
    LIST_SIZE,
    HistoryEntry,
    HistoryOutcome,
    Status,
    decode_history,
    decode_integrity,
    decode_status_list,
    pack,
    unpack,
)

STATUSES = {0: 1, 1: 2, 2: 3, 3: 1, 4: 2, 131_070: 3, 131_071: 1}


def test_a_status_list_reads_as_it_was_written() -> None:
    status_list = decode_status_list(envelope.parse(demo.status_list(STATUSES)))
    assert (status_list.sub, status_list.number, status_list.ttl) == (demo.PREFIX + "1", 12, 300)
    assert (status_list.issued_at, status_list.expires_at) == (demo.LIST_AT, demo.LIST_AT + timedelta(days=7))
    found = {index: status_list.at(index) for index in range(LIST_SIZE) if status_list.at(index) is not Status.VALID}
    assert found == STATUSES


def test_the_first_position_stands_in_the_low_bits() -> None:
    assert pack({0: 1, 1: 2, 2: 3, 3: 1})[0] == 0b01_11_10_01


def test_registers_read_as_they_were_written() -> None:
    day, granted, decided = date(2025, 8, 15), date(2022, 11, 29), date(2022, 11, 30)
    integrity = decode_integrity(envelope.parse(demo.integrity({5: day})))
    assert integrity.entries == {demo.PREFIX + "1": {5: day}}
    history = decode_history(envelope.parse(demo.history({5: (1, granted, decided)})))
    assert history.entries == {demo.PREFIX + "1": {5: HistoryEntry(HistoryOutcome.REVOKED, granted, decided)}}


@pytest.mark.parametrize("statuses", [{131_072: 1}, {-1: 1}, {0: 4}, {0: -1}])
def test_a_writer_refuses_a_position_or_a_status_out_of_range(statuses: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"outside the list|not a valid Status"):
        demo.status_list(statuses)


def test_a_bomb_costs_no_more_memory_than_an_honest_list() -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    tracemalloc.start()
    with pytest.raises(Refused):
        unpack(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_list_hides_its_positions_in_few_bytes() -> None:
    assert len(demo.status_list({})) < 300
    assert len(demo.status_list({index * 131: 1 for index in range(1000)})) < 4000


@pytest.mark.parametrize("instant", [datetime(1960, 1, 1, tzinfo=UTC)])
def test_a_publication_from_before_1970_is_refused(instant: datetime) -> None:
    with pytest.raises(Refused):
        decode_status_list(envelope.parse(demo.status_list({}, issued_at=instant)))
