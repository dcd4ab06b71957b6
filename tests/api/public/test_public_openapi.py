"""The OpenAPI document: true of every answer, whatever a generator sends."""

from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.support.published import Published

OPERATIONS = [
    ("/v1/verify", "POST"),
    ("/v1/verify/batch", "POST"),
    ("/v1/certificates/{number}", "GET"),
    ("/trust/metadata/{name}", "GET"),
    ("/trust/targets/{name}", "GET"),
    ("/s/{name}", "GET"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
    ("/metrics", "GET"),
]
CASES = [
    *((path, method, GenerationMode.POSITIVE) for path, method in OPERATIONS),
    *((path, method, GenerationMode.NEGATIVE) for path, method in OPERATIONS if method == "POST"),
]
"""Only a body can be wrong by its schema: every text is a path."""

PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.mark.parametrize(("path", "method", "mode"), CASES)
def test_every_answer_is_one_that_the_document_promises(
    window: TestClient, world: Published, path: str, method: str, mode: GenerationMode
) -> None:
    world.list_number(1)
    operation = schemathesis.openapi.from_asgi("/openapi.json", window.app)[path][method]

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers_as_promised(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=PROMISES)

    answers_as_promised()


def test_the_document_is_openapi_3_1_and_shows_no_form_of_the_frameworks_own(window: TestClient) -> None:
    document = window.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {(path, method.upper()) for path, methods in document["paths"].items() for method in methods} == set(
        OPERATIONS
    )
    assert "HTTPValidationError" not in str(document)
    assert "application/json" in document["paths"]["/v1/verify"]["post"]["requestBody"]["content"]
    assert "multipart/form-data" in document["paths"]["/v1/verify"]["post"]["requestBody"]["content"]
