"""Request bodies: bounded in bytes and in time, never on disk, and refused with the problem that fits."""

import asyncio

from fastapi import Request

from api.problems import Problem

JSON = "application/json"


def media_type(request: Request, *accepted: str) -> str:
    """The body's media type, one of `accepted`; else raises `Problem("unsupported_media_type")`."""
    found = header(request, b"content-type").partition(";")[0].strip().lower()
    if found not in accepted or header(request, b"content-encoding", "identity") != "identity":
        raise Problem("unsupported_media_type", headers={"Accept": ", ".join(accepted)})
    return found


async def read_body(request: Request, limit: int, seconds: float) -> bytes:
    """All of the body. Raises `body_too_large` as soon as it is known to be, `body_too_slow`, and `bad_request`."""
    if int(header(request, b"content-length", "0")) > limit:
        raise _too_large()
    chunks, size, more = [], 0, True
    try:
        async with asyncio.timeout(seconds):
            while more:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise Problem("bad_request")
                chunk = message.get("body", b"")
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise _too_large()
                more = message.get("more_body", False)
    except TimeoutError as error:
        raise Problem("body_too_slow", headers={"Connection": "close"}) from error
    return b"".join(chunks)


def header(request: Request, name: bytes, missing: str = "") -> str:
    """The first header of that name."""
    value: bytes
    for found, value in request.scope["headers"]:
        if found == name:
            return value.decode("latin-1")
    return missing


def _too_large() -> Problem:
    return Problem("body_too_large", headers={"Connection": "close"})
