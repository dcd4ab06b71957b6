"""What every state machine here checks after each attempt: a refusal changes nothing, events alone give the state."""

from collections.abc import Callable

from domain.aggregate import Aggregate
from domain.errors import DomainError
from tests.domain.replay import replayed, state_of


def attempt(aggregate: Aggregate, what: Callable[[], object]) -> bool:
    """Whether it happened; asserts that a refused attempt left no event and no trace in the state."""
    before, events = state_of(aggregate), len(aggregate.pending_events)
    try:
        what()
    except DomainError:
        assert state_of(aggregate) == before
        assert len(aggregate.pending_events) == events
        return False
    return True


def assert_replay_agrees(aggregate: Aggregate) -> None:
    assert state_of(replayed(aggregate)) == state_of(aggregate)
