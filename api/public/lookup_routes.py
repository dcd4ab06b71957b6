"""`GET /v1/certificates/{number}`: what anyone who knows a number may see (R-PRIV-4).

An unknown, a malformed and a withheld number take the same way and get the same bytes: trying numbers tells nothing
that the public rows do not say.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from api.bodies import JSON
from api.observe import OUTCOME
from api.problems import Problem, documented
from api.public.lookup import LookupUnavailableError, Row
from api.public.problems import PROBLEMS
from api.public.schemas import LookupAnswer
from api.public.window import window_of
from verify import Outcome, Policy, TrustSnapshot
from verify.codes import word
from verify.decision import answer_status
from verify.issuers import Words
from verify.verdict import instant_text

_JSON: TypeAdapter[Any] = TypeAdapter(Any)

router = APIRouter(tags=["look-up"])


@router.get(
    "/v1/certificates/{number:path}",
    response_model=LookupAnswer,
    response_description="The masked row and its status.",
    responses=documented(PROBLEMS, "unknown_number", "rate_limited", "no_trust", "lookup_unavailable", "internal"),
)
async def certificate(number: str, request: Request) -> Response:
    """What anyone who knows a number may see. It proves nothing about a paper: for that, check its QR code."""
    window = window_of(request)
    window.admit(request, "lookup")
    trust = await window.reader.current()
    try:
        row = await asyncio.to_thread(window.lookup.find, number)
    except LookupUnavailableError as error:
        raise Problem("lookup_unavailable", headers={"Retry-After": "5"}) from error
    if row is None:
        raise Problem("unknown_number")
    answer = public_row(row, trust, datetime.now(UTC))
    request.scope[OUTCOME] = answer["status"]["outcome"]
    return Response(_JSON.dump_json(answer), headers={"Cache-Control": "no-store"}, media_type=JSON)


def public_row(row: Row, trust: TrustSnapshot, at: datetime) -> dict[str, Any]:
    """The row in words, with its status by the same step 7 as in a decision, at the instant `at`."""
    issuer = trust.issuers.get(row.issuer_id)
    name = issuer.name if issuer else Words()
    return {
        "number": row.number,
        "version": row.version,
        "masked_name": row.masked_name,
        "title_name": row.title_name,
        "level": _coded(row.level, word(trust.codes.levels, row.level)),
        "series": _coded(row.series, word(trust.codes.series, row.series)),
        "grant_date": row.grant_date.isoformat(),
        "issuer": {"id": row.issuer_id, "name": {"zh": name.zh, "en": name.en}},
        "status": _status(row, trust, at),
        "checked_at": instant_text(at),
    }


def _status(row: Row, trust: TrustSnapshot, at: datetime) -> dict[str, Any]:
    policy = Policy()
    standing = trust.standing(row.issuer_id, row.list_uri, row.idx)
    answer = answer_status(standing, trust.known_at, at, policy)
    outcome, reason = answer.outcome, answer.reason
    as_of = standing.status_list.issued_at if standing.status_list else None
    if outcome is Outcome.VALID_AS_OF and as_of is not None and at - as_of > policy.max_age:
        outcome, reason = Outcome.STALE, "status_too_old"
    ended = answer.ended
    return {
        "outcome": outcome,
        "reasons": [reason] if reason else [],
        "as_of": instant_text(as_of) if as_of else None,
        "ended": {"effective_from": ended.effective_from.isoformat(), "decided_on": ended.decided_on.isoformat()}
        if ended
        else None,
    }


def _coded(code: int, words: Words) -> dict[str, Any]:
    return {"code": code, "zh": words.zh, "en": words.en}
