"""What is stored: the vocabulary never changes by accident, and what is read back is what was decided."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.aggregate import Aggregate
from domain.identity_reservation import IdentityReservation
from tests.domain.builders import act, named
from tests.domain.replay import MAPPER, replayed, state_of, stored_and_read
from tests.domain.stories import all_lives
from tests.domain.topics import FILE, aggregates, events, topic_of, vocabulary

LIVES = all_lives()
PRIMITIVES = (str, int, bool, UUID, datetime, Decimal, type(None))


def primitive(value: Any) -> bool:
    if type(value) is list:
        return all(primitive(item) for item in value)
    if type(value) is dict:
        return all(type(key) is str and primitive(item) for key, item in value.items())
    return type(value) in PRIMITIVES


def test_the_stored_vocabulary_is_the_one_on_file() -> None:
    # A stored name or field that changes needs an upcaster first, then `python -m tests.domain.topics`.
    assert vocabulary() == FILE.read_text(encoding="utf-8")


def test_the_stories_leave_every_event_there_is() -> None:
    told = {topic_of(type(event)) for life in LIVES for event in life.pending_events}
    assert told == {topic_of(event) for aggregate in aggregates() for event in events(aggregate)}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: type(life).__name__)
def test_every_event_survives_storage_unchanged(life: Aggregate) -> None:
    assert stored_and_read(life.pending_events) == list(life.pending_events)


@pytest.mark.parametrize("life", LIVES, ids=lambda life: type(life).__name__)
def test_events_hold_primitives_only(life: Aggregate) -> None:
    strange = [
        (topic_of(type(event)), name)
        for event in life.pending_events
        for name, value in vars(event).items()
        if not primitive(value)
    ]
    assert strange == []


@pytest.mark.parametrize("life", LIVES, ids=lambda life: type(life).__name__)
def test_replaying_gives_an_equal_aggregate_of_equal_types(life: Aggregate) -> None:
    again = replayed(life)
    assert state_of(again) == state_of(life)
    assert {k: type(v) for k, v in state_of(again).items()} == {k: type(v) for k, v in state_of(life).items()}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: type(life).__name__)
def test_every_event_says_who_where_when_and_under_which_policy(life: Aggregate) -> None:
    for event in life.pending_events:
        said = vars(event)
        assert said["actor_id"]
        assert said["actor_role"]
        assert said["legal_date"]
        assert said["policy_version"] == 1
        assert said["timestamp"].tzinfo is not None


@pytest.mark.parametrize("life", LIVES, ids=lambda life: type(life).__name__)
def test_no_state_shares_a_list_with_an_event(life: Aggregate) -> None:
    held = [value for value in vars(life).values() if isinstance(value, list) and value is not life.pending_events]
    given = [value for event in life.pending_events for value in vars(event).values() if isinstance(value, list)]
    assert not any(mine is theirs for mine in held for theirs in given)


def test_an_event_never_takes_its_time_from_a_clock() -> None:
    reserved = IdentityReservation.reserve(act("2022-07-01"), blind_index="b", person_id=named("p"))
    assert reserved.created_on == act("2022-07-01").recorded_at
    with pytest.raises(TypeError, match="takes its time from the act"):
        Aggregate.Event.create_timestamp()


def test_topics_are_stored_as_they_are_written_here() -> None:
    stored = MAPPER.to_stored_event(
        IdentityReservation.reserve(act("2022-07-01"), blind_index="b", person_id=named("p")).pending_events[0]
    )
    assert stored.topic == "IdentityReserved"
    assert b'"originator_topic":"IdentityReservation"' in stored.state
