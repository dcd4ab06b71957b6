"""Request bodies: bounded in bytes and in time, never on disk, and refused with the problem that fits."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from api.problems import Problem, invalid_fields
from api.public.limits import MAX_BODY_BYTES, MAX_FILE_BYTES, MULTIPART_FRAME_BYTES

JSON = "application/json"
FORM = "multipart/form-data"

Model = TypeVar("Model", bound=BaseModel)


class _InMemory(MultiPartParser):
    spool_max_size = MAX_BODY_BYTES + MULTIPART_FRAME_BYTES  # an uploaded certificate never touches the disk


def media_type(request: Request, *accepted: str) -> str:
    """The body's media type, one of `accepted`; else raises `Problem("unsupported_media_type")`."""
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in accepted or request.headers.get("content-encoding", "identity") != "identity":
        raise Problem("unsupported_media_type", headers={"Accept": ", ".join(accepted)})
    return found


async def read_json(request: Request, model: type[Model], seconds: float) -> Model:
    """The body as `model`. Raises `malformed_json`, `invalid_field`, `body_too_large` or `body_too_slow`."""
    body = await read_body(request, MAX_BODY_BYTES, seconds)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
            raise Problem("malformed_json") from None  # what was sent stays out of every traceback
        raise Problem("invalid_field", errors=invalid_fields(error)) from None


async def read_file(request: Request, seconds: float) -> bytes:
    """The one `file` of a multipart form. Raises as `read_json`, and `bad_request` for a broken form."""
    body = await read_body(request, MAX_FILE_BYTES + MULTIPART_FRAME_BYTES, seconds)

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await _InMemory(request.headers, whole(), max_files=1, max_fields=0).parse()
    except MultiPartException as error:
        raise Problem("bad_request") from error
    try:
        file = form.get("file")
        if file is None or isinstance(file, str):
            raise Problem("invalid_field", errors=[{"pointer": "#/file", "code": "missing"}])
        content = await file.read()
    finally:
        await form.close()
    if len(content) > MAX_FILE_BYTES:
        raise Problem("body_too_large")
    return content


async def read_body(request: Request, limit: int, seconds: float) -> bytes:
    """All of the body. Raises `body_too_large` as soon as it is known to be, and `body_too_slow`."""
    too_large = Problem("body_too_large", headers={"Connection": "close"})
    if int(request.headers.get("content-length", 0)) > limit:
        raise too_large
    chunks, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise too_large
    except TimeoutError as error:
        raise Problem("body_too_slow", headers={"Connection": "close"}) from error
    except ClientDisconnect as error:
        raise Problem("bad_request") from error
    return b"".join(chunks)
