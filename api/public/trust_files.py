"""The trust repository and the status lists as static files: exact bytes, strong ETags, honest life times.

A target is served only while its bytes have the hash that its name promises.
"""

import asyncio
import hashlib
import re
from pathlib import Path

from fastapi import APIRouter, Request, Response

from api.problems import Problem, documented
from api.public.problems import PROBLEMS
from api.public.window import window_of

FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=30"
"""What moves: `timestamp.json`, the next root, a list under its own URI."""

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Anyone's page may check a certificate: nothing here depends on who asks."""

MEDIA_TYPES = {".cwt": "application/statuslist+cwt", ".cbor": "application/cbor", ".json": "application/json"}

_METADATA = re.compile(r"(?:(?P<version>[1-9][0-9]{0,15})\.(?:root|snapshot|targets|status)|timestamp)\.json")
_TARGET = re.compile(
    r"(?:status/)?(?P<sha256>[0-9a-f]{64})\.(?:[a-z]+\.json|integrity\.cbor|history\.cbor|[0-9A-Za-z][0-9A-Za-z._-]{0,63}\.cwt)"
)
_LIST = re.compile(r"integrity|history|[0-9A-Za-z][0-9A-Za-z._-]{0,63}")

router = APIRouter(tags=["trust"])

_FILE = {
    304: {"description": "What the caller has is still it (If-None-Match)."},
    **documented(PROBLEMS, "not_found", "published_damaged"),
}


@router.get(
    "/trust/metadata/{name}",
    response_class=Response,
    responses={**_FILE, 200: {"description": "TUF metadata.", "content": {"application/json": {}}}},
)
async def metadata(name: str, request: Request) -> Response:
    """One metadata file of the trust repository: `timestamp.json`, `1.root.json`, `12.snapshot.json` and so on."""
    found = _METADATA.fullmatch(name)
    if found is None:
        raise Problem("not_found")
    content = await _read(window_of(request).settings.published / "trust" / "metadata" / name)
    return conditional(request, content, ".json", FOREVER if found["version"] else BRIEFLY)


@router.get(
    "/trust/targets/{name:path}",
    response_class=Response,
    responses={
        **_FILE,
        200: {"description": "A target.", "content": {media_type: {} for media_type in MEDIA_TYPES.values()}},
    },
)
async def target(name: str, request: Request) -> Response:
    """One target under the name that holds its hash: `<sha256>.issuers.json`, `status/<sha256>.1.cwt` and so on."""
    found = _TARGET.fullmatch(name)
    if found is None:
        raise Problem("not_found")
    path = window_of(request).settings.published / "trust" / "targets" / name
    return conditional(request, await _read(path, found["sha256"]), path.suffix, FOREVER)


@router.get(
    "/s/{name}",
    response_class=Response,
    responses={
        **_FILE,
        **documented(PROBLEMS, "no_trust"),
        200: {
            "description": "A status list or a register.",
            "content": {"application/statuslist+cwt": {}, "application/cbor": {}},
        },
    },
)
async def status_list(name: str, request: Request) -> Response:
    """A status list at its own URI, or the `integrity` or `history` register: the newest taken over."""
    reader = window_of(request).reader
    await reader.current()
    known = reader.targets
    found = known.get(f"{name}.cbor" if name in {"integrity", "history"} else f"status/{name}.cwt")
    if found is None:
        raise Problem("not_found")
    path, sha256 = found
    return conditional(request, await _read(path, sha256), path.suffix, BRIEFLY)


def conditional(request: Request, content: bytes, suffix: str, life: str) -> Response:
    """The file, or 304 when If-None-Match names it (RFC 9110, 13.1.2)."""
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": life, **OPEN}
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=MEDIA_TYPES[suffix])


def is_known(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header holds the ETag, by weak comparison."""
    return if_none_match.strip() == "*" or etag in (
        part.strip().removeprefix("W/") for part in if_none_match.split(",")
    )


async def _read(path: Path, sha256: str | None = None) -> bytes:
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Problem("not_found") from error
    except OSError as error:
        raise Problem("published_damaged") from error
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise Problem("published_damaged")
    return content
