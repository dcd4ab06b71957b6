"""What every window counts for Prometheus: answers and times. No label ever holds a number, a name or an address."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class RequestMetrics:
    """The counters of one window. One registry for each, so that two windows in one process do not add up."""

    def __init__(self, window: str) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            f"zhicheng_{window}_requests",
            "Answers by route template and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            f"zhicheng_{window}_request_seconds", "Time to answer.", ["route"], buckets=SECONDS, registry=self.registry
        )
        self._known_requests: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def request(self, route: str, status: int, seconds: float) -> None:
        """Counts an answer."""
        known = self._known_requests.get((route, status))
        if known is None:
            known = (self._requests.labels(route, str(status)), self._seconds.labels(route))
            self._known_requests[route, status] = known
        known[0].inc()
        known[1].observe(seconds)

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self.registry)
