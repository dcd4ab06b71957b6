"""Everything one public window holds, made once and found by every route."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from api.problems import Problem
from api.public.limits import RateLimiter, client_of
from api.public.lookup import Lookup
from api.public.metrics import Metrics
from api.public.reader import Reader
from api.public.scanning import Scanner
from api.public.settings import PublicSettings


@dataclass(frozen=True)
class Window:
    """The parts of a window."""

    settings: PublicSettings
    metrics: Metrics
    reader: Reader
    lookup: Lookup
    scanner: Scanner
    limiters: dict[str, RateLimiter]

    @classmethod
    def open(cls, settings: PublicSettings) -> "Window":
        """Puts the parts together; reads nothing yet."""
        metrics = Metrics()
        rates = {
            "verify": settings.verify_rate,
            "file": settings.file_rate,
            "batch": settings.batch_rate,
            "lookup": settings.lookup_rate,
        }
        return cls(
            settings=settings,
            metrics=metrics,
            reader=Reader(settings, metrics),
            lookup=Lookup(settings.published / "lookup.sqlite"),
            scanner=Scanner(settings, metrics),
            limiters={kind: RateLimiter(rate, settings.known_clients) for kind, rate in rates.items()},
        )

    def admit(self, request: Request, kind: str) -> None:
        """Takes a token of this kind from the client's bucket. Raises `Problem("rate_limited")` when there is none."""
        wait = self.limiters[kind].take(client_of(request.scope, self.settings.trusted_proxies))
        if wait:
            raise Problem("rate_limited", headers={"Retry-After": str(int(wait) + 1)})


class PlainRoute(APIRoute):
    """A route whose endpoint makes the response itself: FastAPI documents it and stays out of its way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = self._respond

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.endpoint(Request(scope, receive))
        await response(scope, receive, send)


def window_of(request: Request) -> Window:
    """The window whose application serves this request."""
    window: Window = request.app.state.window
    return window
