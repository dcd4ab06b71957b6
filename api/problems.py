"""RFC 9457 problem documents: one table from a stable error code to its status and its words in Chinese and English.

Knows no window and no rule: each window hands in its own table and raises `Problem` with a code of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
_JSON: TypeAdapter[Any] = TypeAdapter(Any)
_FROM_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
"""What the framework answers by itself."""


@dataclass(frozen=True)
class ProblemKind:
    """What a code always means: its HTTP status and its title in two languages."""

    status: int
    zh: str
    en: str


ProblemTable = Mapping[str, ProblemKind]

COMMON: ProblemTable = {
    "malformed_json": ProblemKind(400, "请求正文不是有效的 JSON。", "The body is not valid JSON."),
    "bad_request": ProblemKind(400, "无法理解该请求。", "The request cannot be understood."),
    "not_found": ProblemKind(404, "此处没有内容。", "There is nothing here."),
    "method_not_allowed": ProblemKind(405, "此处不支持该方法。", "This place does not answer that method."),
    "body_too_slow": ProblemKind(408, "请求正文到达过慢。", "The body arrived too slowly."),
    "body_too_large": ProblemKind(413, "请求正文过大。", "The body is too large."),
    "unsupported_media_type": ProblemKind(415, "不支持该媒体类型。", "This media type is not accepted here."),
    "invalid_field": ProblemKind(422, "有字段缺失或无效。", "A field is missing or invalid."),
    "rate_limited": ProblemKind(429, "请求过于频繁，请稍后再试。", "Too many requests; try again later."),
    "internal": ProblemKind(500, "服务内部出错。", "Something failed on our side."),
}


class Problem(Exception):  # noqa: N818  # RFC 9457 calls it a problem
    """Ends a request with the problem document of `code`; `members` become its extension members (RFC 9457, 3.2)."""

    def __init__(self, code: str, *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(code)
        self.code = code
        self.headers = dict(headers or {})
        self.members = members


class ProblemDocument(BaseModel):
    """A problem document. `code` is stable and meant for programs; `title` is for people, in the language asked for."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(examples=["urn:zhicheng:problem:invalid_field"])
    title: str
    status: int
    code: str
    errors: list[dict[str, str]] | None = Field(
        default=None, description="Which fields: a JSON pointer and a code each. Never the value that was sent."
    )


def language_of(accept_language: str) -> str:
    """`zh` or `en`, whichever an Accept-Language header prefers; `zh` when it names neither (RFC 9110, 12.5.4)."""
    best, language = 0.0, "zh"
    for item in accept_language.lower().split(","):
        tag, _, weight = item.strip().partition(";q=")
        primary = tag.split("-")[0]
        try:
            quality = float(weight or 1)
        except ValueError:
            quality = 0.0
        if primary in {"zh", "en"} and quality > best:
            best, language = quality, primary
    return language


def problem_response(table: ProblemTable, problem: Problem, accept_language: str) -> Response:
    """The response for a problem. The same problem always has the same bytes in the same language."""
    kind = table[problem.code]
    language = language_of(accept_language)
    document = {
        "type": f"urn:zhicheng:problem:{problem.code}",
        "title": kind.zh if language == "zh" else kind.en,
        "status": kind.status,
        "code": problem.code,
        **problem.members,
    }
    headers = {
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
        **problem.headers,
    }
    return Response(_JSON.dump_json(document), kind.status, headers, MEDIA_TYPE)


def invalid_fields(error: ValidationError | RequestValidationError) -> list[dict[str, str]]:
    """Where each fault is, as a JSON pointer, and which. What was sent is never repeated: it may name a person."""
    return [
        {"pointer": "#" + "".join(f"/{part}" for part in fault["loc"]), "code": fault["type"]}
        for fault in error.errors()[:20]
    ]


def documented(table: ProblemTable, *codes: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an OpenAPI operation that may end in these problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    by_status: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        kind = table[code]
        entry = by_status.setdefault(kind.status, {"description": "", "content": content})
        entry["description"] = f"{entry['description']} `{code}`: {kind.en}".strip()
    return by_status


def install(app: FastAPI, table: ProblemTable) -> None:
    """Makes every failure of `app` leave as a problem document of `table`, and documents them in its OpenAPI."""

    def respond(request: Request, problem: Problem) -> Response:
        return problem_response(table, problem, request.headers.get("accept-language", ""))

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> Response:
        return respond(request, problem)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        code = _FROM_STATUS.get(error.status_code, "bad_request")
        return respond(request, Problem(code, headers=error.headers))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        return respond(request, Problem("invalid_field", errors=invalid_fields(error)))

    @app.exception_handler(Exception)
    async def on_defect(request: Request, _error: Exception) -> Response:
        return respond(request, Problem("internal"))

    _describe(app)


def _describe(app: FastAPI) -> None:
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = (
                ProblemDocument.model_json_schema()
            )
            for methods in document["paths"].values():
                for operation in methods.values():
                    # FastAPI documents its own 422 for every parameter; ours are problem documents.
                    if "HTTPValidationError" in str(operation["responses"].get("422")):
                        del operation["responses"]["422"]
            for name in ("HTTPValidationError", "ValidationError"):
                document["components"]["schemas"].pop(name, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
