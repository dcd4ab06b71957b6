"""`POST /v1/verify` and `/v1/verify/batch`: what was presented in, verdicts out. Any verdict is an answer (200).

Reading, deciding and writing are stages with a turn of the event loop between them: texts that came in together go
through each stage together. A signature check empties the processor's caches, so the stages run faster each for itself.
"""

import asyncio
from collections.abc import Sequence
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
from verify import Verdict, decide

TURN = 16
"""Texts of a batch between two turns of the event loop: some two milliseconds, so that nobody else waits longer."""

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
    await asyncio.sleep(0)
    verdict = decide(presented.text, trust, datetime.now(UTC))
    await asyncio.sleep(0)
    request.scope[OUTCOME] = verdict.outcome
    return Response(_shown(window, verdict, Source.TEXT), headers=_OPEN, media_type=JSON)


async def _verify_file(request: Request, window: Window) -> Response:
    window.admit(request, "file")
    texts = await window.scanner.texts(await read_file(request, window.settings.body_seconds))
    return await _verdicts(texts, window, Source.FILE, request)


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
    return await _verdicts(batch.items, window, Source.BATCH, request)


@router.options("/v1/verify", include_in_schema=False)
async def preflight(_request: Request) -> Response:
    """Lets a page of any origin ask (Fetch standard, CORS preflight)."""
    return Response(status_code=204, headers=_PREFLIGHT)


async def _verdicts(texts: Sequence[str], window: Window, source: Source, request: Request) -> Response:
    trust = await window.reader.current()
    request.scope[OUTCOME] = source
    shown: list[bytes] = []
    for start in range(0, len(texts), TURN):
        await asyncio.sleep(0)
        verdicts = [decide(text, trust, datetime.now(UTC)) for text in texts[start : start + TURN]]
        shown += [_shown(window, verdict, source) for verdict in verdicts]
    return Response(b'{"verdicts":[' + b",".join(shown) + b"]}", headers=_OPEN, media_type=JSON)


def _shown(window: Window, verdict: Verdict, source: Source) -> bytes:
    window.metrics.verdict(verdict.outcome, source)
    return _JSON.dump_json({**verdict.to_dict(), "source": source})
