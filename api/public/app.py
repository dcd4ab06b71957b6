"""The public window as an ASGI application: no secret, no event store, nothing but published files."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from api.observe import COMMON_HEADERS, HTTPS_HEADERS, Observe, request_log
from api.problems import install
from api.public import health_routes, lookup_routes, page_files, trust_files, verify_routes
from api.public.problems import PROBLEMS
from api.public.settings import PublicSettings
from api.public.straight import Straight
from api.public.window import Window
from api.tracebacks import keep_words_out


def create_app(settings: PublicSettings, *, log: Any = None) -> FastAPI:
    """The window over one published folder. `log` takes the request lines; standard output does when it is not given.

    Raises `PageIncompleteError` when a part of the verification page is missing. Starts without published trust, and
    answers 503 `no_trust` until there is some.
    """
    keep_words_out()
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
        # An exporter that the environment sets up would carry paths, and so certificate numbers, to someone else.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.window = window
    app.state.page = page_files.load_page()
    # In front, and not by include_router: what is asked most is matched first and directly.
    files = (verify_routes, trust_files, lookup_routes, page_files, health_routes)
    app.router.routes[:0] = [route for file in files for route in file.router.routes]
    install(app, PROBLEMS)
    app.add_middleware(Straight, routes=verify_routes.router.routes)
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
