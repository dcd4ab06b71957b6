"""One endpoint a command, one a query: generated from the registry's tables, so that a new row is a new endpoint."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response

from api.observe import OUTCOME
from api.office import openapi
from api.office.messages import answer, expected_version, query_of, read_message, validated
from api.office.openapi import Catalogue, command_words, role_words
from api.office.problems import AT_THE_DOOR, refusals
from api.office.window import window_of
from api.problems import Problem
from registry import (
    COMMANDS,
    QUERIES,
    AlreadyExists,
    CommandSpec,
    ConcurrencyConflict,
    ConfigurationError,
    Forbidden,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    PersonErased,
    QuerySpec,
    Receipt,
    RuleRefused,
    Unavailable,
)

Endpoint = Callable[[Request], Awaitable[Response]]

BODY_CODES = ("body_too_slow", "body_too_large", "unsupported_media_type", "invalid_field")
_COMMAND_REFUSALS = refusals(
    (*AT_THE_DOOR, *BODY_CODES, "if_match_invalid", "version_moved"),
    (
        Forbidden,
        NotFound,
        AlreadyExists,
        RuleRefused,
        ConcurrencyConflict,
        PersonErased,
        InvalidInput,
        IdempotencyKeyReused,
        Unavailable,
        ConfigurationError,
    ),
)
_QUERY_REFUSALS = refusals(
    (*AT_THE_DOOR, "invalid_field"), (Forbidden, NotFound, PersonErased, InvalidInput, Unavailable, ConfigurationError)
)


def add_commands(app: FastAPI, catalogue: Catalogue) -> None:
    """`POST /v1/commands/{name}` for every row of the table of commands."""
    for name, spec in COMMANDS.items():
        headers = {**openapi.ETAG, **(openapi.PUBLISHED if spec.publishes else {})}
        app.add_api_route(
            f"/v1/commands/{name}",
            _command(spec),
            methods=["POST"],
            status_code=201,
            response_class=Response,
            summary=_title(name),
            description=command_words(spec),
            tags=[f"commands: {_phase(spec.command)}"],
            operation_id=name,
            responses={**_COMMAND_REFUSALS, 201: catalogue.told(Receipt, "It is stored and durable.", **headers)},
            openapi_extra={
                "security": openapi.SECURITY,
                "parameters": [openapi.IDEMPOTENCY_KEY, openapi.IF_MATCH, openapi.LANGUAGE],
                "requestBody": catalogue.body(spec.command),
                "x-roles": list(spec.roles),
                "x-rules": list(spec.rules),
            },
        )


def add_queries(app: FastAPI, catalogue: Catalogue) -> None:
    """`GET /v1/queries/{name}` for every row of the table of queries."""
    for name, spec in QUERIES.items():
        app.add_api_route(
            f"/v1/queries/{name}",
            _query(spec),
            methods=["GET"],
            response_class=Response,
            summary=_title(name),
            description=f"{spec.query.__doc__}\n\n{role_words(spec.roles)}",
            tags=[f"queries: {_phase(spec.query)}"],
            operation_id=name,
            responses={**_QUERY_REFUSALS, 200: catalogue.told(spec.answer, str(spec.answer.__doc__))},
            openapi_extra={
                "security": openapi.SECURITY,
                "parameters": [*catalogue.parameters(spec.query), openapi.AFTER, openapi.LANGUAGE],
                "x-roles": list(spec.roles),
            },
        )


def _command(spec: CommandSpec[Any]) -> Endpoint:
    async def execute(request: Request) -> Response:
        window = window_of(request)
        actor = window.actor(request)
        key, version = request.headers.get("idempotency-key"), expected_version(request)
        command = await read_message(request, spec.command)
        work = partial(window.office.execute, command, actor, idempotency_key=key, expected_version=version)
        try:
            receipt = await window.office_threads.run(work)
        except ConcurrencyConflict as conflict:
            if version is None:
                raise
            raise Problem("version_moved", reason=conflict.message) from conflict
        headers = {"ETag": f'"{receipt.version}"'}
        if spec.publishes:
            headers["Zhicheng-Published"] = await window.publish()
        request.scope[OUTCOME] = "stored"
        return answer(receipt, 201, headers)

    return execute


def _query(spec: QuerySpec[Any]) -> Endpoint:
    async def ask(request: Request) -> Response:
        window = window_of(request)
        actor = window.actor(request)
        given, after = query_of(request)
        query = validated(spec.query, given)
        return answer(await window.office_threads.run(partial(window.office.ask, query, actor, after=after)))

    return ask


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _phase(message: type) -> str:
    return message.__module__.rsplit(".", 1)[-1]
