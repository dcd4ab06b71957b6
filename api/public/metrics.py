"""The window's numbers for Prometheus. No label ever holds a number, a name or an address."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """One registry for each window, so that two in one process do not add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "zhicheng_public_requests",
            "Answers by route template and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "zhicheng_public_request_seconds", "Time to answer.", ["route"], buckets=SECONDS, registry=self.registry
        )
        self._verdicts = Counter(
            "zhicheng_public_verdicts", "Verdicts by outcome and way in.", ["outcome", "source"], registry=self.registry
        )
        self._scans = Counter("zhicheng_public_scans", "Files read, by result.", ["result"], registry=self.registry)
        self._refreshes = Counter(
            "zhicheng_public_trust_refreshes",
            "Attempts to take over a publication, by result.",
            ["result"],
            registry=self.registry,
        )
        self._known_requests: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._known_verdicts: dict[tuple[str, str], Counter] = {}

    def watch(self, name: str, words: str, value: Callable[[], float]) -> None:
        """Adds a gauge that is asked when Prometheus asks."""
        Gauge(name, words, registry=self.registry).set_function(value)

    def request(self, route: str, status: int, seconds: float) -> None:
        """Counts an answer."""
        known = self._known_requests.get((route, status))
        if known is None:
            known = (self._requests.labels(route, str(status)), self._seconds.labels(route))
            self._known_requests[route, status] = known
        known[0].inc()
        known[1].observe(seconds)

    def verdict(self, outcome: str, source: str) -> None:
        """Counts a verdict."""
        known = self._known_verdicts.get((outcome, source))
        if known is None:
            known = self._known_verdicts[outcome, source] = self._verdicts.labels(outcome, source)
        known.inc()

    def scan(self, result: str) -> None:
        """Counts a file: `read` or the code it failed with."""
        self._scans.labels(result).inc()

    def refresh(self, result: str) -> None:
        """Counts an attempt to take over a publication: `taken` or the code it failed with."""
        self._refreshes.labels(result).inc()

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self.registry)
