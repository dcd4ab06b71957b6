"""The public window as an ASGI application: no secret, no event store, nothing but published files."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from api.problems import install
from api.public import health_routes, lookup_routes, page_files, trust_files, verify_routes
from api.public.observe import Headers, Observe, request_log
from api.public.problems import PROBLEMS
from api.public.settings import PublicSettings
from api.public.window import Window

COMMON_HEADERS: Headers = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
HTTPS_HEADERS: Headers = [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]


def create_app(settings: PublicSettings, *, log: Any = None) -> FastAPI:
    """The window over one published folder. `log` takes the request lines; standard output does when it is not given.

    Raises `PageIncompleteError` when a part of the verification page is missing. Starts without published trust, and
    answers 503 `no_trust` until there is some.
    """
    window = Window.open(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        await window.reader.start()
        yield
        window.lookup.close()

    app = FastAPI(
        title="Zhicheng public window",
        version="1",
        summary="Check a professional title certificate; look up a number; fetch the published trust.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.window = window
    app.state.page = page_files.load_page()
    for routes in (verify_routes, trust_files, lookup_routes, page_files, health_routes):
        # Not include_router: matching through an included router costs every request a tenth of its time.
        app.router.routes.extend(routes.router.routes)
    install(app, PROBLEMS)
    app.add_middleware(
        Observe,
        metrics=window.metrics,
        log=log or request_log(),
        headers=[*COMMON_HEADERS, *(HTTPS_HEADERS if settings.https else [])],
    )
    return app


def from_environment() -> FastAPI:
    """For a server that runs the window alone: `uvicorn --factory api.public.app:from_environment`."""
    return create_app(PublicSettings())  # type: ignore[call-arg]  # the environment holds them
