"""What a process remembers of the event store between two commands; it never answers with what is out of date."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast
from uuid import UUID

from domain.aggregate import Aggregate
from registry.errors import NotFound

if TYPE_CHECKING:
    from registry.application import Registry

# Events of others that a cache looks through one by one; past that it starts anew.
RECENT_EVENTS = 1_000


class AggregateCache:
    """Aggregates between commands, and ids that are known to be free; what anybody stored since is thrown out first.

    One question to the store replaces one for each aggregate. It serves one command at a time.
    """

    def __init__(self, registry: "Registry", size: int) -> None:
        self._registry = registry
        self._size = size
        self._known: OrderedDict[UUID, Aggregate | None] = OrderedDict()
        self._position = 0

    def refresh(self) -> None:
        """Forget every stream that has grown since this cache last looked."""
        newest = self._registry.position()
        if newest == self._position:
            return
        if newest - self._position > RECENT_EVENTS:
            self._known.clear()
        else:
            grown = self._registry.recorder.select_notifications(self._position + 1, RECENT_EVENTS, newest)
            self.forget(cast("UUID", notification.originator_id) for notification in grown)
        self._position = newest

    def fetch(self, aggregate_id: UUID) -> Aggregate | None:
        """The aggregate, or None where its stream does not exist."""
        if aggregate_id in self._known:
            self._known.move_to_end(aggregate_id)
            return self._known[aggregate_id]
        try:
            found: Aggregate | None = self._registry.get(Aggregate, aggregate_id)
        except NotFound:
            found = None
        self._keep(aggregate_id, found)
        return found

    def fetch_many(self, aggregate_ids: Sequence[UUID]) -> dict[UUID, Aggregate | None]:
        """Each of these as `fetch` gives it, by one question to the store; the answer holds more than a cache may."""
        fetched = {one: self._known[one] for one in aggregate_ids if one in self._known}
        missing = [one for one in aggregate_ids if one not in fetched]
        found = self._registry.get_many(missing)
        for one in missing:
            fetched[one] = found.get(one)
            self._keep(one, fetched[one])
        return fetched

    def stored(self, aggregates: Iterable[Aggregate], positions: Sequence[int]) -> None:
        """Keep what a command has just stored; where others stored in between, the next look will tell."""
        for aggregate in aggregates:
            self._keep(aggregate.id, aggregate)
        if positions and positions[0] == self._position + 1:
            self._position = positions[-1]

    def forget(self, aggregate_ids: Iterable[UUID]) -> None:
        """Throw these out."""
        for aggregate_id in aggregate_ids:
            self._known.pop(aggregate_id, None)

    def _keep(self, aggregate_id: UUID, aggregate: Aggregate | None) -> None:
        if not self._size:
            return
        self._known[aggregate_id] = aggregate
        self._known.move_to_end(aggregate_id)
        if len(self._known) > self._size:
            self._known.popitem(last=False)
