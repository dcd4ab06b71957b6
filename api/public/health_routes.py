"""For whoever runs the window: is the process up, can it answer, and its numbers."""

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from api.metrics import CONTENT_TYPE
from api.problems import Problem, documented
from api.public.lookup import LookupUnavailableError
from api.public.problems import PROBLEMS
from api.public.schemas import Health, Ready
from api.public.window import window_of
from verify import Policy

router = APIRouter(tags=["operation"])


@router.get("/healthz", responses=documented(PROBLEMS, "internal"))
async def healthz() -> Health:
    """The process is up."""
    return Health(status="ok")


@router.get(
    "/readyz",
    responses=documented(PROBLEMS, "no_trust", "trust_refused", "trust_stale", "clock_behind", "lookup_unavailable"),
)
async def readyz(request: Request) -> Ready:
    """The newest publication was taken over and is fresh, and numbers can be looked up; else the problem says what."""
    window = window_of(request)
    trust = await window.reader.current()
    if window.reader.failure is not None:
        raise Problem("trust_refused", reason=window.reader.failure)
    policy, now = Policy(), datetime.now(UTC)
    if trust.known_at is None or now - trust.known_at > policy.max_age:
        raise Problem("trust_stale")
    if trust.known_at - now > policy.skew:
        raise Problem("clock_behind")
    try:
        await asyncio.to_thread(window.lookup.find, "")
    except LookupUnavailableError as error:
        raise Problem("lookup_unavailable") from error
    return Ready(status="ready", known_at=trust.known_at, problems=list(trust.problems))


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "Prometheus text format.", "content": {"text/plain": {}}}},
)
async def metrics(request: Request) -> Response:
    """Counts and times; nothing about a person."""
    return Response(window_of(request).metrics.text(), media_type=CONTENT_TYPE)
