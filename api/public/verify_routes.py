"""`POST /v1/verify` and `/v1/verify/batch`: what was presented in, verdicts out. Any verdict is an answer (200)."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from api.bodies import JSON, media_type
from api.observe import OUTCOME
from api.problems import documented
from api.public.bodies import FORM, read_file, read_json
from api.public.problems import PROBLEMS
from api.public.schemas import BatchRequest, Source, VerdictAnswer, VerdictsAnswer, VerifyRequest
from api.public.window import PlainRoute, Window, window_of
from verify import TrustSnapshot, decide

TURN = 16
"""Verdicts of a batch between two turns of the event loop: some two milliseconds, so that nobody else waits longer."""

_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}
_REFUSALS = (
    "malformed_json",
    "body_too_slow",
    "body_too_large",
    "unsupported_media_type",
    "invalid_field",
    "rate_limited",
    "no_trust",
    "internal",
)
_FILE_REFUSALS = (
    "bad_request",
    "file_unreadable",
    "file_too_detailed",
    "file_too_many_pages",
    "file_too_slow",
    "file_without_code",
    "busy",
)
_FILE_FORM = {
    "schema": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary", "description": "PNG, JPEG or PDF, 5 MiB."}},
        "required": ["file"],
        "additionalProperties": False,
    }
}

_JSON: TypeAdapter[Any] = TypeAdapter(Any)

router = APIRouter(tags=["verify"], route_class=PlainRoute)


def _body(**content: Any) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/v1/verify",
    response_model=VerdictAnswer | VerdictsAnswer,
    response_description="The verdict on a text; on a file, the verdicts on the codes in it.",
    responses=documented(PROBLEMS, *_REFUSALS, *_FILE_REFUSALS),
    openapi_extra=_body(**{JSON: {"schema": VerifyRequest.model_json_schema()}, FORM: _FILE_FORM}),
)
async def verify(request: Request) -> Response:
    """Decides what a certificate proves now: `{"text": "…"}` as JSON, or an image or a PDF as the form field `file`."""
    window = window_of(request)
    if media_type(request, JSON, FORM) == FORM:
        return await _verify_file(request, window)
    window.admit(request, "verify")
    presented = await read_json(request, VerifyRequest, window.settings.body_seconds)
    trust = await window.reader.current()
    return Response(_decided(window, presented.text, trust, Source.TEXT, request), headers=_OPEN, media_type=JSON)


async def _verify_file(request: Request, window: Window) -> Response:
    window.admit(request, "file")
    texts = await window.scanner.texts(await read_file(request, window.settings.body_seconds))
    trust = await window.reader.current()
    return _verdicts([_decided(window, text, trust, Source.FILE, request) for text in texts])


@router.post(
    "/v1/verify/batch",
    response_model=VerdictsAnswer,
    response_description="One verdict for each item, in their order.",
    responses=documented(PROBLEMS, *_REFUSALS),
    openapi_extra=_body(**{JSON: {"schema": BatchRequest.model_json_schema()}}),
)
async def verify_batch(request: Request) -> Response:
    """Decides up to 1 000 texts, all by the same trust."""
    window = window_of(request)
    media_type(request, JSON)
    window.admit(request, "batch")
    batch = await read_json(request, BatchRequest, window.settings.body_seconds)
    trust = await window.reader.current()
    decided = []
    for place, text in enumerate(batch.items):
        if place % TURN == TURN - 1:
            await asyncio.sleep(0)
        decided.append(_decided(window, text, trust, Source.BATCH, request))
    return _verdicts(decided)


@router.options("/v1/verify", include_in_schema=False)
async def preflight(_request: Request) -> Response:
    """Lets a page of any origin ask (Fetch standard, CORS preflight)."""
    return Response(status_code=204, headers=_PREFLIGHT)


def _decided(window: Window, text: str, trust: TrustSnapshot, source: Source, request: Request) -> bytes:
    verdict = decide(text, trust, datetime.now(UTC))
    window.metrics.verdict(verdict.outcome, source)
    request.scope[OUTCOME] = verdict.outcome if source is Source.TEXT else source
    return _JSON.dump_json({**verdict.to_dict(), "source": source})


def _verdicts(decided: Iterable[bytes]) -> Response:
    return Response(b'{"verdicts":[' + b",".join(decided) + b"]}", headers=_OPEN, media_type=JSON)
