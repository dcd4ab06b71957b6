"""Tables to take away: each export as CSV and as XLSX, by the query, the filters and the rights of its list."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import IO

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from api.office import openapi
from api.office.messages import query_of, validated
from api.office.openapi import Catalogue, role_words
from api.office.problems import AT_THE_DOOR, refusals
from api.office.window import Window, window_of
from api.problems import Problem
from registry import (
    EXPORTS,
    ConfigurationError,
    Export,
    Forbidden,
    InvalidInput,
    NotFound,
    PersonErased,
    Unavailable,
    export_query,
)

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 256 * 1024
PAGING = ("cursor", "limit")
_REFUSALS = refusals(
    (*AT_THE_DOOR, "invalid_field"), (Forbidden, NotFound, PersonErased, InvalidInput, Unavailable, ConfigurationError)
)


def add_exports(app: FastAPI, catalogue: Catalogue) -> None:
    """`GET /v1/exports/{name}.csv` and `.xlsx` for every row of the table of exports."""
    for name in EXPORTS:
        spec = export_query(name)
        parameters = [one for one in catalogue.parameters(spec.query) if one["name"] not in PAGING]
        for ending, media_type, send in (("csv", CSV, _csv), ("xlsx", XLSX, _xlsx)):
            app.add_api_route(
                f"/v1/exports/{name}.{ending}",
                _export(name, media_type, ending, send),
                methods=["GET"],
                response_class=Response,
                summary=f"Export {name} as {ending.upper()}",
                description=f"All rows of `{spec.query.name}` under the same filters.\n\n{role_words(spec.roles)}",
                tags=["exports"],
                operation_id=f"export-{name}-{ending}",
                responses={**_REFUSALS, 200: {"description": "The table.", "content": {media_type: {}}}},
                openapi_extra={
                    "security": openapi.SECURITY,
                    "parameters": [*parameters, openapi.LANGUAGE],
                    "x-roles": list(spec.roles),
                },
            )


def _export(
    name: str, media_type: str, ending: str, send: Callable[[Window, Export], Awaitable[AsyncIterator[bytes]]]
) -> Callable[[Request], Awaitable[Response]]:
    async def export(request: Request) -> Response:
        window = window_of(request)
        actor = window.actor(request)
        given, after = query_of(request)
        for field in (*(field for field in PAGING if field in given), *(["after"] if after is not None else [])):
            # An export is whole and shows everything acknowledged before it.
            raise Problem("invalid_field", errors=[{"pointer": f"#/{field}", "code": "extra_forbidden"}])
        query = validated(export_query(name).query, given)
        table = await window.press_threads.run(partial(Export, window.office, name, query, actor))
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}.{ending}"'}
        return StreamingResponse(await send(window, table), headers=headers, media_type=media_type)

    return export


async def _csv(window: Window, table: Export) -> AsyncIterator[bytes]:
    chunks = table.csv()

    async def told() -> AsyncIterator[bytes]:
        while (chunk := await window.press_threads.run(partial(_next, chunks))) is not None:
            yield chunk

    return told()


async def _xlsx(window: Window, table: Export) -> AsyncIterator[bytes]:
    # A workbook is complete or none: it is written before the first byte of the answer.
    file: IO[bytes] = await window.press_threads.run(table.xlsx)

    async def told() -> AsyncIterator[bytes]:
        with file:
            while chunk := file.read(PIECE):
                yield chunk

    return told()


def _next(chunks: Iterator[bytes]) -> bytes | None:
    return next(chunks, None)
