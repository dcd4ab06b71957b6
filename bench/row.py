"""One line of the numbers table, and how its figures are taken. It knows no product code."""

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """What was measured, against what in the same run, what was promised, and whether it is kept."""

    what: str
    measured: str
    baseline: str
    promise: str
    kept: bool
    memory_mb: int = 0

    def as_dict(self) -> dict[str, object]:
        """For the JSON that a bench process prints."""
        return asdict(self)


def peak_memory_mb() -> int:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def seconds_each(work: Callable[[], object], times: int) -> float:
    """Seconds for one call, the garbage collector held back."""
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - begun) / times
    finally:
        gc.enable()


def side_by_side(*works: Callable[[], object], times: int, rounds: int = 9) -> list[float]:
    """Median seconds of each piece of work, taken in turns so that a busy moment of the machine strikes all alike."""
    for work in works:
        seconds_each(work, max(1, times // 10))
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for measured, work in zip(taken, works, strict=True):
            measured.append(seconds_each(work, times))
    return [median(each) for each in taken]


def quantile(values: list[float], share: float) -> float:
    """The value below which `share` of the measurements lie, for instance 0.99."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
