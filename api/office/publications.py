"""What the world has been told, and telling it now."""

from functools import partial

from fastapi import FastAPI, Request, Response

from api.office import openapi
from api.office.messages import answer
from api.office.openapi import Catalogue
from api.office.problems import AT_THE_DOOR, refusals
from api.office.schemas import PublicationAnswer
from api.office.window import window_of
from registry import Actor, ConfigurationError, Forbidden, Press, PublicationState, Unavailable

_REFUSALS = refusals(AT_THE_DOOR, (Forbidden, Unavailable, ConfigurationError))


def add_publications(app: FastAPI, catalogue: Catalogue) -> None:
    """Look, and publish."""
    for method, endpoint, status, name in (
        ("GET", _look, 200, "show-publication"),
        ("POST", _publish, 201, "publish"),
    ):
        app.add_api_route(
            "/v1/publications",
            endpoint,
            methods=[method],
            status_code=status,
            response_class=Response,
            summary=name.replace("-", " ").capitalize(),
            tags=["publications"],
            operation_id=name,
            responses={**_REFUSALS, status: catalogue.told(PublicationAnswer, "What verifiers read now.")},
            openapi_extra={"security": openapi.SECURITY, "parameters": [openapi.LANGUAGE]},
        )


async def _look(request: Request) -> Response:
    """How old the publication is, its number, when the next is due, and how far it goes.

    Roles: `PHRSS_ADMIN`, `KEY_CUSTODIAN`, `APPROVER`, `AUDITOR`.
    """
    window = window_of(request)
    actor = window.actor(request)
    return answer(PublicationAnswer.of(await window.press_threads.run(partial(window.press.state_for, actor))))


async def _publish(request: Request) -> Response:
    """Publishes now what stands now. Roles: `PHRSS_ADMIN`, `KEY_CUSTODIAN`."""
    window = window_of(request)
    actor = window.actor(request)
    return answer(PublicationAnswer.of(await window.press_threads.run(partial(_published, window.press, actor))), 201)


def _published(press: Press, actor: Actor) -> PublicationState:
    press.publish_for(actor)
    return press.state()
