"""What the public window counts besides requests. No label ever holds a number, a name or an address."""

from collections.abc import Callable

from prometheus_client import Counter, Gauge

from api.metrics import RequestMetrics


class Metrics(RequestMetrics):
    """The counters of a public window: requests, verdicts, files and publications."""

    def __init__(self) -> None:
        super().__init__("public")
        self._verdicts = self._counter("verdicts", "Verdicts by outcome and way in.", "outcome", "source")
        self._scans = self._counter("scans", "Files read, by result.", "result")
        self._refreshes = self._counter("trust_refreshes", "Attempts to take over a publication, by result.", "result")
        self._known_verdicts: dict[tuple[str, str], Counter] = {}

    def watch(self, name: str, words: str, value: Callable[[], float]) -> None:
        """Adds a gauge that is asked when Prometheus asks."""
        Gauge(f"zhicheng_public_{name}", words, registry=self.registry).set_function(value)

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

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"zhicheng_public_{name}", words, labels, registry=self.registry)
