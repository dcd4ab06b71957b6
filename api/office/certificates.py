"""Certificates over the counter: have them issued, and fetch them as QR code or as paper."""

from functools import partial

from fastapi import FastAPI, Request, Response

from api.office import openapi
from api.office.messages import answer, read_message
from api.office.openapi import Catalogue
from api.office.problems import AT_THE_DOOR, refusals
from api.office.schemas import MOST_TITLES, IssueReport, IssueRequest
from api.office.tables import BODY_CODES
from api.office.window import Window, window_of
from registry import (
    Actor,
    ConcurrencyConflict,
    ConfigurationError,
    Forbidden,
    MintRefused,
    NotFound,
    PaperError,
    PersonErased,
    Press,
    RowState,
    Unavailable,
)

FORMS = {
    "qr.png": ("image/png", Press.qr_png, "The QR code for screens."),
    "qr.svg": ("image/svg+xml", Press.qr_svg, "The QR code to draw at any size."),
    "certificate.pdf": ("application/pdf", Press.pdf, "The certificate as paper, which is worth as much."),
}

_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "examples": ["AHZC-2022-05-412-000001-J"]},
}


def add_certificates(app: FastAPI, catalogue: Catalogue) -> None:
    """Issuing, and one download a form."""
    app.add_api_route(
        "/v1/certificates",
        _issue,
        methods=["POST"],
        response_class=Response,
        summary="Issue certificates",
        tags=["certificates"],
        operation_id="issue-certificates",
        responses={
            **refusals((*AT_THE_DOOR, *BODY_CODES), (Forbidden, ConcurrencyConflict, Unavailable, ConfigurationError)),
            200: catalogue.told(IssueReport, "What became of each title.", **openapi.PUBLISHED),
        },
        openapi_extra={
            "security": openapi.SECURITY,
            "parameters": [openapi.LANGUAGE],
            "requestBody": catalogue.body(IssueRequest),
        },
    )
    for form, (media_type, _, words) in FORMS.items():
        app.add_api_route(
            f"/v1/certificates/{{number}}/{form}",
            _download,
            methods=["GET"],
            response_class=Response,
            summary=words,
            tags=["certificates"],
            operation_id=f"download-{form.replace('.', '-')}",
            responses={
                **refusals(
                    AT_THE_DOOR,
                    (Forbidden, NotFound, PersonErased, MintRefused, PaperError, Unavailable, ConfigurationError),
                ),
                200: {"description": words, "content": {media_type: {}}},
            },
            openapi_extra={"security": openapi.SECURITY, "parameters": [_NUMBER, openapi.LANGUAGE]},
        )


async def _issue(request: Request) -> Response:
    """Issues certificates for the titles named, or for those that have none, and publishes them.

    Roles: `PHRSS_ADMIN`, `APPROVER`. A title that is refused stops no other. Safe to send again: what was issued is
    answered `ALREADY_ISSUED`, and what a crash interrupted is taken up.
    """
    window = window_of(request)
    actor = window.actor(request)
    wanted = await read_message(request, IssueRequest)
    report = await window.press_threads.run(partial(_issued, window.press, actor, wanted))
    issued = any(row.state is RowState.ISSUED for row in report.rows)
    return answer(report, headers={"Zhicheng-Published": await window.publish()} if issued else {})


def _issued(press: Press, actor: Actor, wanted: IssueRequest) -> IssueReport:
    waiting = press.titles_without_certificate() if wanted.title_ids is None else []
    rows = list(press.issue(actor, wanted.title_ids or waiting[:MOST_TITLES], reissue_reason=wanted.reissue_reason))
    return IssueReport.of(rows, max(len(waiting) - MOST_TITLES, 0))


async def _download(request: Request) -> Response:
    """For the holder (`APPLICANT` under their person id) and for `PHRSS_ADMIN` and `APPROVER`; else 404 or 403."""
    window = window_of(request)
    actor = window.actor(request)
    number, form = request.path_params["number"], request.url.path.rsplit("/", 1)[-1]
    return await window.press_threads.run(partial(_drawn, window, actor, number, form))


def _drawn(window: Window, actor: Actor, number: str, form: str) -> Response:
    media_type, draw, _ = FORMS[form]
    issued = window.press.certificate_for(actor, number)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{issued.certificate_no}-{form}"',
    }
    return Response(draw(window.press, number), headers=headers, media_type=media_type)
