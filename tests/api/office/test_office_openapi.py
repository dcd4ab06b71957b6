"""The OpenAPI document: true of every row of the tables, and of whatever a generator gets."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from registry import COMMANDS, EXPORTS, QUERIES
from tests.api.office.counter import EVERY_ROLE, Counter

OPERATIONS = [
    *((f"/v1/commands/{name}", "POST") for name in COMMANDS),
    *((f"/v1/queries/{name}", "GET") for name in QUERIES),
    *((f"/v1/exports/{name}.{ending}", "GET") for name in EXPORTS for ending in ("csv", "xlsx")),
    ("/v1/certificates", "POST"),
    ("/v1/certificates/{number}/qr.png", "GET"),
    ("/v1/certificates/{number}/qr.svg", "GET"),
    ("/v1/certificates/{number}/certificate.pdf", "GET"),
    ("/v1/publications", "GET"),
    ("/v1/publications", "POST"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
    ("/metrics", "GET"),
]
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
COMMAND_STATUSES = {"201", "400", "401", "403", "404", "408", "409", "410", "412", "413", "415", "422", "503"}


@pytest.fixture(scope="module")
def described(shared: Counter) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", shared.client.app)


@pytest.fixture(scope="module")
def document(shared: Counter) -> dict[str, Any]:
    document: dict[str, Any] = shared.client.get("/openapi.json").json()
    return document


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [
        (path, method, mode)
        for path, method in OPERATIONS
        for mode in GenerationMode
        # The operator's three take nothing that could be wrong.
        if path.startswith("/v1/") or mode is GenerationMode.POSITIVE
    ],
)
def test_every_answer_is_one_that_the_document_promises(
    shared: Counter, described: Any, path: str, method: str, mode: GenerationMode
) -> None:
    checks = [*PROMISES, *([ignored_auth] if path.startswith("/v1/") else [])]

    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def answers_as_promised(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=checks, headers=shared.bearer(EVERY_ROLE))

    answers_as_promised()


def test_the_document_is_openapi_3_1_and_names_every_row_of_the_tables(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    described = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    assert described == set(OPERATIONS)
    assert "HTTPValidationError" not in str(document)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_described_with_its_roles_rules_and_refusals(document: dict[str, Any], name: str) -> None:
    spec, operation = COMMANDS[name], document["paths"][f"/v1/commands/{name}"]["post"]
    assert operation["description"].startswith(str(spec.command.__doc__))
    assert all(f"`{word}`" in operation["description"] for word in (*spec.roles, *spec.rules))
    assert ("Two persons" in operation["description"]) == spec.two_persons
    assert ("Zhicheng-Published" in operation["responses"]["201"]["headers"]) == spec.publishes
    assert operation["requestBody"]["required"]
    assert set(operation["responses"]) == COMMAND_STATUSES
    problems = [response for status, response in operation["responses"].items() if status != "201"]
    assert all(list(response["content"]) == ["application/problem+json"] for response in problems)


def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(re.findall(r"'\$ref': '#/components/schemas/([^']+)'", str(document)))
    assert references - set(document["components"]["schemas"]) == set()
    assert references


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_fits_into_an_address(document: dict[str, Any], name: str) -> None:
    """A query with structured input would need a body: then give it one, as POST."""
    parameters = document["paths"][f"/v1/queries/{name}"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters if parameter["in"] == "query"} == {
        *QUERIES[name].query.model_fields,
        "after",
    }
    for parameter in parameters:
        assert {"$ref", "items", "properties", "anyOf"}.isdisjoint(parameter["schema"])


def test_nothing_of_the_document_or_the_window_asks_a_third_party(shared: Counter) -> None:
    assert shared.client.get("/docs").status_code == shared.client.get("/redoc").status_code == 404
