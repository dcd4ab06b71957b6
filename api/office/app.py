"""The office window as an ASGI application: authenticated commands and queries, certificates, publications."""

from typing import Any

from fastapi import FastAPI

from api.metrics import RequestMetrics
from api.observe import COMMON_HEADERS, HTTPS_HEADERS, Headers, Observe, request_log
from api.office.certificates import add_certificates
from api.office.exports import add_exports
from api.office.health import add_health
from api.office.openapi import Catalogue, complete
from api.office.problems import install_problems
from api.office.publications import add_publications
from api.office.schemas import Health, IssueReport, IssueRequest, PublicationAnswer
from api.office.tables import add_commands, add_queries
from api.office.window import OFFICE_THREADS, PRESS_THREADS, Threads, Window
from registry import COMMANDS, QUERIES, Office, Press, Receipt

HEADERS: Headers = [
    *COMMON_HEADERS,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    *HTTPS_HEADERS,  # browsers heed it over HTTPS only
]


def create_app(office: Office, press: Press, *, log: Any = None) -> FastAPI:
    """The window of an open office, which the caller closes. `log` takes the request lines, else stdout does."""
    window = Window(
        office=office,
        press=press,
        metrics=RequestMetrics("office"),
        log=log or request_log(),
        office_threads=Threads("office", OFFICE_THREADS),
        press_threads=Threads("press", PRESS_THREADS),
    )

    app = FastAPI(
        title="Zhicheng office window",
        version="1",
        summary="Commands and queries of the registry of professional titles; certificates; publications.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # An exporter that the environment sets up would carry paths, and so certificate numbers, to someone else.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.window = window
    catalogue = Catalogue(
        given=[*(c.command for c in COMMANDS.values()), *(q.query for q in QUERIES.values()), IssueRequest],
        told=[Receipt, *(q.answer for q in QUERIES.values()), IssueReport, PublicationAnswer, Health],
    )
    add_commands(app, catalogue)
    add_queries(app, catalogue)
    add_exports(app, catalogue)
    add_certificates(app, catalogue)
    add_publications(app, catalogue)
    add_health(app, catalogue)
    install_problems(app)
    complete(app, catalogue)
    app.add_middleware(Observe, metrics=window.metrics, log=window.log, headers=HEADERS)
    return app
