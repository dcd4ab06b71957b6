"""Everything one office window holds, and the threads in which the office works: the event loop never waits for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request

from api.metrics import RequestMetrics
from api.observe import ACTOR
from api.problems import Problem
from registry import Actor, Forbidden, Office, Press, RegistryError

T = TypeVar("T")

OFFICE_THREADS = 8
"""Queries side by side; commands take turns inside the office."""
PRESS_THREADS = 2
"""Publishing, issuing and drawing take long: they must not hold up the commands."""
WAITING = 256
"""Requests that may wait for a thread; one more is told to come back."""

REALM = 'Bearer realm="zhicheng"'


class Threads:
    """A bounded number of threads with a bounded number of waiting calls; what was begun is finished before the end."""

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = threads + WAITING

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`. Raises `Problem("busy")` when too many wait, and whatever `work` raises."""
        if not self._places:
            raise Problem("busy", headers={"Retry-After": "1"})
        self._places -= 1
        loop = asyncio.get_running_loop()
        future = self._pool.submit(work)
        future.add_done_callback(lambda done: loop.call_soon_threadsafe(self._free, done))
        return await asyncio.wrap_future(future)

    def _free(self, _done: "Future[Any]") -> None:
        self._places += 1


@dataclass(frozen=True)
class Window:
    """The parts of a window."""

    office: Office
    press: Press
    metrics: RequestMetrics
    log: Any
    office_threads: Threads
    press_threads: Threads

    def actor(self, request: Request) -> Actor:
        """Who asks. Raises the `Problem` of the token (401) with the reason in `WWW-Authenticate` (RFC 6750, 3)."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem("token_missing", headers={"WWW-Authenticate": REALM})
        try:
            # A signature check of a tenth of a millisecond: a change of threads would cost as much.
            actor = self.office.authenticate(token.strip())
        except Forbidden as refused:
            challenge = f'{REALM}, error="invalid_token", error_description="{refused.code}"'
            raise Problem(refused.code, headers={"WWW-Authenticate": challenge}, reason=refused.message) from refused
        request.scope[ACTOR] = actor.id
        return actor

    async def publish(self) -> str:
        """Publishes what was just acknowledged: the publication's number, or `pending` where it must wait.

        What was acknowledged stands either way; the worker publishes it as soon as the way is free.
        """
        try:
            return str(await self.press_threads.run(self.press.publish))
        except (RegistryError, Problem) as refused:
            self.log.warning("publication_pending", code=refused.code)
            return "pending"


def window_of(request: Request) -> Window:
    """The window whose application serves this request."""
    window: Window = request.app.state.window
    return window
