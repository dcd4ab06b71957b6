"""What every request of the office window has in common: its message, its headers, its answer."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from api.bodies import JSON, media_type, read_body
from api.problems import Problem, invalid_fields

MAX_BODY_BYTES = 1024 * 1024
BODY_SECONDS = 15.0

_VERSION = re.compile(r'"(0|[1-9][0-9]{0,9})"')
_POSITION = re.compile(r"[0-9]{1,18}", re.ASCII)

Model = TypeVar("Model", bound=BaseModel)


async def read_message(request: Request, model: type[Model]) -> Model:
    """The body as `model`. Raises `malformed_json`, `invalid_field`, `body_too_large` and the like."""
    media_type(request, JSON)
    body = await read_body(request, MAX_BODY_BYTES, BODY_SECONDS)
    try:
        tree = from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Problem("malformed_json") from None  # what was sent stays out of every traceback
    return validated(model, tree)


def validated(model: type[Model], tree: Any) -> Model:
    """What was sent, as `model`. Raises `invalid_field`; U+0000 is in no text, and PostgreSQL stores none."""
    nul = _nul_in(tree)
    if nul is not None:
        raise Problem("invalid_field", errors=[{"pointer": nul, "code": "nul"}])
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise Problem("invalid_field", errors=invalid_fields(error)) from None


def query_of(request: Request) -> tuple[dict[str, Any], int | None]:
    """The query's parameters, and the position after which it is asked. Raises `invalid_field`."""
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise Problem("invalid_field", errors=[{"pointer": f"#/{name}", "code": "repeated"}])
        given[name] = value
    after = given.pop("after", None)
    if after is not None and not _POSITION.fullmatch(after):
        raise Problem("invalid_field", errors=[{"pointer": "#/after", "code": "int_parsing"}])
    return given, None if after is None else int(after)


def expected_version(request: Request) -> int | None:
    """The version that If-Match demands (RFC 9110, 13.1.1); raises `if_match_invalid`."""
    header = request.headers.get("if-match")
    if header is None:
        return None
    found = _VERSION.fullmatch(header.strip())
    if found is None:
        raise Problem("if_match_invalid")
    return int(found[1])


def answer(content: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as JSON; nothing of the office is kept by a cache."""
    return Response(content.model_dump_json(), status, {"Cache-Control": "no-store", **(headers or {})}, JSON)


def _nul_in(tree: Any, pointer: str = "#") -> str | None:
    """Where the first text with a NUL is, without repeating it."""
    if isinstance(tree, str):
        return pointer if "\0" in tree else None
    if isinstance(tree, dict):
        if any("\0" in name for name in tree):
            return pointer
        parts: Any = tree.items()
    elif isinstance(tree, list):
        parts = enumerate(tree)
    else:
        return None
    return next((found for part, value in parts if (found := _nul_in(value, f"{pointer}/{part}")) is not None), None)
