"""Taking turns: inside a process in the order of arrival, between processes by trying again at different moments.

With an ordinary lock the quickest gets in again and somebody waits long.
"""

import random
import time
from collections import deque
from collections.abc import Iterator
from threading import Lock
from types import TracebackType

FIRST_PAUSE_SECONDS = 0.010


def tries(times: int) -> Iterator[int]:
    """The numbers of the tries, with a random pause before each but the first, on average twice the one before.

    Those who collided would collide again if they all tried again at once.
    """
    for n in range(times):
        if n:
            time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2 ** (n - 1)))  # noqa: S311 - no secret
        yield n


class Turns:
    """A lock that is handed to the one who has waited longest; not re-entrant."""

    def __init__(self) -> None:
        self._door = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def __enter__(self) -> None:
        with self._door:
            if not self._taken:
                self._taken = True
                return
            call = Lock()
            call.acquire()
            self._waiting.append(call)
        try:
            call.acquire()
        except BaseException:
            # Whoever is interrupted while waiting must not be called later: nobody would be there to pass the turn on.
            with self._door:
                if call in self._waiting:
                    self._waiting.remove(call)
                else:
                    self._pass_on()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._door:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._taken = False
