"""The shortest way to what is asked most: a plain route of a fixed path is called before FastAPI's own layers.

FastAPI documents these routes, and serves them too where this layer does not stand. Whatever is not one of them, by
method and path to the letter, goes on to FastAPI.
"""

from collections.abc import Iterable

from fastapi import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.bodies import header
from api.problems import Problem, problem_response
from api.public.problems import PROBLEMS
from api.public.window import PlainRoute


class Straight:
    """Answers `routes` itself. A `Problem` becomes its document here; a defect is left to whoever stands around."""

    def __init__(self, app: ASGIApp, *, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._plain = {
            (method, route.path): route
            for route in routes
            if isinstance(route, PlainRoute) and not route.param_convertors
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        route = self._plain.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = route
        request = Request(scope, receive)
        try:
            response = await route.endpoint(request)
        except Problem as problem:
            response = problem_response(PROBLEMS, problem, header(request, b"accept-language"))
        await response(scope, receive, send)
