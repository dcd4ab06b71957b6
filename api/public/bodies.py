"""What the public window reads out of a body: a model, or the one file of a form, which never touches the disk."""

from collections.abc import AsyncGenerator
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.formparsers import MultiPartException, MultiPartParser

from api.bodies import read_body
from api.problems import Problem, invalid_fields
from api.public.limits import MAX_BODY_BYTES, MAX_FILE_BYTES, MULTIPART_FRAME_BYTES

FORM = "multipart/form-data"

Model = TypeVar("Model", bound=BaseModel)


class _InMemory(MultiPartParser):
    spool_max_size = MAX_BODY_BYTES + MULTIPART_FRAME_BYTES  # an uploaded certificate never touches the disk


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
