"""What can go wrong at the office window: one table from the office's errors, and the door's codes, to problems.

What the law refuses is said in its rule's words, in the caller's language; `reason` is the office's own sentence.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from pydantic import Field

from api.observe import OUTCOME
from api.problems import (
    COMMON,
    MEDIA_TYPE,
    Problem,
    ProblemDocument,
    ProblemKind,
    ProblemTable,
    install,
    language_of,
    problem_response,
)
from registry import (
    AlreadyExists,
    ConcurrencyConflict,
    ConfigurationError,
    Forbidden,
    IdempotencyKeyReused,
    InvalidInput,
    MintRefused,
    NotFound,
    PaperError,
    PersonErased,
    RegistryError,
    RuleRefused,
    Unavailable,
    refusal_words,
)

PROBLEMS: ProblemTable = {
    **COMMON,
    "if_match_invalid": ProblemKind(
        400, 'If-Match 须为一个带引号的版本号，如 "3"。', 'If-Match takes one version in quotes, such as "3".'
    ),
    "token_missing": ProblemKind(401, "请提供访问令牌。", "Send a bearer token."),
    "token_too_long": ProblemKind(401, "令牌过长，不是本机构签发的。", "The token is longer than any of this office."),
    "token_malformed": ProblemKind(401, "令牌格式不正确。", "The token is not in the form this office writes."),
    "token_algorithm": ProblemKind(401, "令牌的签名算法不正确。", "The token names another algorithm than the key's."),
    "token_unknown_key": ProblemKind(401, "令牌所用密钥不属于本机构。", "The token names a key of another office."),
    "token_forged": ProblemKind(401, "令牌的签名无效。", "The token was not signed by this office."),
    "token_expired": ProblemKind(401, "令牌已过期，请重新登录。", "The token has expired; log in again."),
    "token_not_yet_valid": ProblemKind(
        401, "令牌尚未生效，请校准时钟。", "The token is not valid yet; set the clocks right."
    ),
    "version_moved": ProblemKind(
        412, "该事项已被他人更新，请重新读取后再决定。", "Somebody changed this first; read it again and decide again."
    ),
    "busy": ProblemKind(503, "办理中的请求过多，请稍后再试。", "Too many requests are waiting; try again shortly."),
}
"""What the door itself refuses."""

ERRORS: Mapping[type[Exception], ProblemKind] = {
    InvalidInput: ProblemKind(
        422, "提交的内容不正确，请更正后重新提交。", "What was sent cannot be right; correct it and send it again."
    ),
    Forbidden: ProblemKind(
        403, "该账号不得办理此事，请由有权的人办理。", "This account may not do this; another one must."
    ),
    NotFound: ProblemKind(
        404, "没有此项，或该账号无权查看。", "There is no such thing, or none that this account may know of."
    ),
    AlreadyExists: ProblemKind(409, "此项已存在，没有重复办理。", "It is there already; nothing was made twice."),
    RuleRefused: ProblemKind(409, "规则不允许办理。", "A rule refuses this."),
    ConcurrencyConflict: ProblemKind(
        409, "该事项刚被他人更新，请重新读取后再办。", "Somebody else was first; read it again and decide again."
    ),
    IdempotencyKeyReused: ProblemKind(
        422,
        "此幂等键已用于另一请求，请换用新的键。",
        "This key was used for another request; a new request needs a new key.",
    ),
    PersonErased: ProblemKind(410, "该人员的个人信息已被删除。", "The personal data were erased."),
    MintRefused: ProblemKind(
        500, "无法制发可通过核验的证书。", "No certificate that a verifier accepts could be made."
    ),
    PaperError: ProblemKind(500, "证书有效，但无法排印。", "The certificate stands, but its paper could not be drawn."),
    ConfigurationError: ProblemKind(
        503, "系统配置不完整，请联系管理员。", "The office is not set up for this; tell whoever runs it."
    ),
    Unavailable: ProblemKind(503, "系统暂时无法应答，请稍后再试。", "A part of the office does not answer; try again."),
}
"""What the office refuses: every class of its errors, exactly."""

AT_THE_DOOR = ("malformed_json", "bad_request", *(code for code in PROBLEMS if code.startswith("token_")), "busy")
RETRY = {"Retry-After": "5"}


class OfficeProblem(ProblemDocument):
    """A problem of the office. `code` is stable and meant for programs."""

    detail: str | None = Field(default=None, description="what to do, in the language asked for")
    words: dict[Literal["zh", "en"], str] | None = Field(default=None, description="what to do, in both languages")
    reason: str | None = Field(default=None, description="the office's own sentence, in English, for the record")
    rule_id: str | None = Field(default=None, description="the rule of the law that refuses", examples=["R-REV-2"])
    clause: str | None = Field(default=None, description="the clause it rests on", examples=["S3.4a"])
    findings: list[dict[str, Any]] | None = Field(default=None, description="what the rules found, without names")
    facts: dict[str, Any] | None = Field(default=None, description="ids that help, such as of what exists already")


def refusal(error: RegistryError | PaperError, accept_language: str) -> Response:
    """The problem document of an error of the office. A defect of ours, an unmapped class, raises `KeyError`."""
    kind = ERRORS[type(error)]
    members: dict[str, Any] = {"reason": str(error)}
    if isinstance(error, RegistryError):
        facts = dict(error.facts)
        words = _words(error.code, error.rule_id) or {"zh": kind.zh, "en": kind.en}
        members |= {
            "detail": words[language_of(accept_language)],
            "words": words,
            "rule_id": error.rule_id or None,
            "clause": error.clause or None,
            "findings": _worded(facts.pop("findings", None)),
            "facts": facts or None,
        }
    told = {name: value for name, value in members.items() if value is not None}
    headers = RETRY if isinstance(error, Unavailable) else {}
    return problem_response({error.code: kind}, Problem(error.code, headers=headers, **told), accept_language)


def _words(code: str, rule_id: str) -> dict[str, str] | None:
    said = refusal_words(code, rule_id)
    return None if said is None else {"zh": said.zh, "en": said.en}


def _worded(findings: Any) -> list[dict[str, Any]] | None:
    """Each finding with what its rule asks and what to do."""
    if findings is None:
        return None
    return [{**finding, "words": _words("", finding["rule_id"])} for finding in findings]


def refusals(codes: Iterable[str] = (), errors: Iterable[type[Exception]] = ()) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an OpenAPI operation that may end in these."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    by_status: dict[int | str, dict[str, Any]] = {}
    told = [(f"`{code}`: ", PROBLEMS[code]) for code in codes] + [("", ERRORS[error]) for error in errors]
    for code, kind in told:
        entry = by_status.setdefault(kind.status, {"description": "", "content": content})
        entry["description"] = f"{entry['description']} {code}{kind.en}".strip()
        if kind.status == 401:  # noqa: PLR2004 - RFC 9110, 11.6.1
            entry["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return by_status


def install_problems(app: FastAPI) -> None:
    """Makes every failure of `app` leave as a problem document, and leaves its code for the log."""
    install(app, PROBLEMS)

    @app.exception_handler(RegistryError)
    @app.exception_handler(PaperError)
    async def on_refusal(request: Request, error: RegistryError | PaperError) -> Response:
        request.scope[OUTCOME] = error.code
        return refusal(error, request.headers.get("accept-language", ""))

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> Response:
        request.scope[OUTCOME] = problem.code
        return problem_response(PROBLEMS, problem, request.headers.get("accept-language", ""))
