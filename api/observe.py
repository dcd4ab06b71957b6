"""What the operator sees of each request: route template, status, duration, outcome, and at the office the account.

Never a path, a query, an address, a body or a word of an answer: each could name a person (R-PRIV-1). An account id is
a pseudonym.
"""

import asyncio
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog
from pydantic import TypeAdapter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import RequestMetrics

OUTCOME = "zhicheng.outcome"
"""Where a route leaves the word of its answer in the scope."""
ACTOR = "zhicheng.actor"
"""Where a route leaves the id of whoever asked."""

UNMATCHED = "unmatched"

Headers = list[tuple[bytes, bytes]]

COMMON_HEADERS: Headers = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
HTTPS_HEADERS: Headers = [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]

_JSON: TypeAdapter[Any] = TypeAdapter(Any)


def request_log(stream: TextIO | None = None) -> Any:
    """One JSON line an event, to `stream` or standard output; independent of the process's own logging."""

    def render(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
        return _JSON.dump_json(event).decode()

    return structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stdout),
        processors=[structlog.processors.TimeStamper(key="at"), render],
    ).bind()


class Observe:
    """Counts, times and logs every request, answers HEAD wherever GET is answered, and adds the headers all share."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: RequestMetrics,
        log: Any,
        headers: Headers,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log
        self._headers = headers
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request; what raises is counted as 500 and left to the server's last handler."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock()
        method = scope["method"]
        status = 500
        if method == "HEAD":
            scope = {**scope, "method": "GET"}

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *self._headers]
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(scope, receive, observed)
        finally:
            seconds = self._clock() - started
            await asyncio.sleep(0)  # the answer goes out before its line is written, and lines are written together
            route = getattr(scope.get("route"), "path", UNMATCHED)
            self._metrics.request(route, status, seconds)
            who = {"actor": scope[ACTOR]} if ACTOR in scope else {}
            self._log.info(
                "request",
                method=method if method in _METHODS else "other",
                route=route,
                status=status,
                ms=round(seconds * 1000, 3),
                outcome=scope.get(OUTCOME),
                **who,
            )


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
