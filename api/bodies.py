"""Request bodies: bounded in bytes and in time, never on disk, and refused with the problem that fits."""

import asyncio

from fastapi import Request
from starlette.requests import ClientDisconnect

from api.problems import Problem

JSON = "application/json"


def media_type(request: Request, *accepted: str) -> str:
    """The body's media type, one of `accepted`; else raises `Problem("unsupported_media_type")`."""
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in accepted or request.headers.get("content-encoding", "identity") != "identity":
        raise Problem("unsupported_media_type", headers={"Accept": ", ".join(accepted)})
    return found


async def read_body(request: Request, limit: int, seconds: float) -> bytes:
    """All of the body. Raises `body_too_large` as soon as it is known to be, `body_too_slow`, and `bad_request`."""
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
