"""Rebuilds an aggregate from its events as a store would: encoded, decoded, applied one after another."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, TypeVar, cast

from eventsourcing.persistence import (
    DatetimeAsISO,
    DecimalAsStr,
    JSONTranscoder,
    Mapper,
    UUIDAsHex,
)

from domain.aggregate import Aggregate

A = TypeVar("A", bound=Aggregate)


def mapper() -> Mapper[Any]:
    transcoder = JSONTranscoder()
    for transcoding in (UUIDAsHex(), DecimalAsStr(), DatetimeAsISO()):
        transcoder.register(transcoding)
    return Mapper(transcoder=transcoder)


MAPPER = mapper()


def stored_and_read(events: Iterable[Any]) -> list[Any]:
    return [MAPPER.to_domain_event(MAPPER.to_stored_event(event)) for event in events]


def replayed(aggregate: A, events: Sequence[Any] | None = None) -> A:
    """The same aggregate from its pending events, or from `events`."""
    rebuilt: Any = None
    for happened in stored_and_read(aggregate.pending_events if events is None else events):
        rebuilt = happened.mutate(rebuilt)
    return cast("A", rebuilt)


def state_of(aggregate: Aggregate) -> dict[str, Any]:
    """Everything an aggregate knows, without the events it has not saved yet."""
    return {name: copy(value) for name, value in vars(aggregate).items() if name != "_pending_events"}
