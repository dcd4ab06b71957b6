"""The verification page: read once at start, compressed once, served from memory under a strict policy.

The page's own folder is served as it stands, with the words of the verdicts and the code reader added.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from api.problems import Problem
from api.public.trust_files import is_known

PAGE = Path(__file__).parent / "page"
ROOT = Path(__file__).resolve().parents[2]

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What a page may consist of; a file of another kind in its folder is not served."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
    # `/v` itself lies outside `/v/`, where its service worker stands.
    "Service-Worker-Allowed": "/v",
}

router = APIRouter(include_in_schema=False)


class PageIncompleteError(RuntimeError):
    """A part of the page is missing; the window does not start without it."""


@dataclass(frozen=True)
class Part:
    """One file of the page, both ways."""

    content: bytes
    zipped: bytes
    etag: str
    media_type: str


def load_page(root: Path = ROOT) -> Mapping[str, Part]:
    """Every part by its path below `/v/`. Raises `PageIncompleteError` with what to do."""
    parts = {
        path.relative_to(PAGE).as_posix(): _part(path)
        for path in sorted(PAGE.rglob("*"))
        if path.suffix in MEDIA_TYPES and path.is_file()
    }
    added = {
        "words.json": (root / "verify" / "words.json", "reinstall the application"),
        "vendor/qr-decode.js": (root / "node_modules" / "qr" / "decode.js", "run `make setup`"),
        "vendor/index.js": (root / "node_modules" / "qr" / "index.js", "run `make setup`"),
    }
    for name, (path, remedy) in added.items():
        if not path.is_file():
            raise PageIncompleteError(f"{path} is missing, and the verification page needs it: {remedy}.")
        parts[name] = _part(path)
    if "index.html" not in parts:
        raise PageIncompleteError(f"{PAGE / 'index.html'} is missing: reinstall the application.")
    return parts


def _part(path: Path) -> Part:
    content = path.read_bytes()
    return Part(
        content=content,
        zipped=gzip.compress(content, 9, mtime=0),
        etag=hashlib.sha256(content).hexdigest()[:32],
        media_type=MEDIA_TYPES[path.suffix],
    )


@router.get("/")
async def front() -> Response:
    """The page is all there is to see."""
    return Response(status_code=307, headers={"Location": "/v"})


@router.get("/v")
@router.get("/v/{name:path}")
async def page(request: Request, name: str = "") -> Response:
    """A part of the page; the page itself for the bare address, which is what a QR code opens."""
    part = request.app.state.page.get(name or "index.html")
    if part is None:
        raise Problem("not_found")
    zipped = takes_gzip(request.headers.get("accept-encoding", ""))
    etag = f'"{part.etag}-gzip"' if zipped else f'"{part.etag}"'
    headers = {**HEADERS, "ETag": etag}
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    if zipped:
        return Response(part.zipped, headers={**headers, "Content-Encoding": "gzip"}, media_type=part.media_type)
    return Response(part.content, headers=headers, media_type=part.media_type)


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip: named, or under `*`, and not with weight 0 (RFC 9110, 12.5.3)."""
    weights = dict(_weighed(part) for part in accept_encoding.lower().split(","))
    return weights.get("gzip", weights.get("*", False))


def _weighed(part: str) -> tuple[str, bool]:
    name, _, weight = part.partition(";")
    return name.strip(), weight.replace(" ", "").removeprefix("q=").strip("0.") != "" or not weight
