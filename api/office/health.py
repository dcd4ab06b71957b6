"""For whoever runs the window: is the process up, can the office work, its numbers. No token; nothing about a person.

The proxy in front of an office forwards `/v1/` alone, so these are for the machine itself.
"""

from fastapi import FastAPI, Request, Response

from api.metrics import CONTENT_TYPE
from api.office.messages import answer
from api.office.openapi import Catalogue
from api.office.problems import refusals
from api.office.schemas import Health
from api.office.window import window_of
from registry import ConfigurationError, Unavailable


def add_health(app: FastAPI, catalogue: Catalogue) -> None:
    """`/healthz`, `/readyz` and `/metrics`."""
    for path, endpoint, words in (
        ("/healthz", _healthz, "The process is up."),
        ("/readyz", _readyz, "The store and the read models answer, and something is published."),
    ):
        app.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            response_class=Response,
            summary=words,
            tags=["operation"],
            responses={
                **refusals(("busy",), (Unavailable, ConfigurationError)),
                200: catalogue.told(Health, words),
            },
        )
    app.add_api_route(
        "/metrics",
        _metrics,
        methods=["GET"],
        response_class=Response,
        summary="Counts and times.",
        tags=["operation"],
        responses={200: {"description": "Prometheus text format.", "content": {"text/plain": {}}}},
    )


async def _healthz(_request: Request) -> Response:
    return answer(Health(status="ok"))


async def _readyz(request: Request) -> Response:
    window = window_of(request)
    await window.office_threads.run(window.press.check)
    return answer(Health(status="ready"))


async def _metrics(request: Request) -> Response:
    return Response(window_of(request).metrics.text(), media_type=CONTENT_TYPE)
