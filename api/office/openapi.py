"""The office window's OpenAPI document, made from the registry's tables: schemas, parameters, words."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from api.bodies import JSON
from api.office.problems import OfficeProblem
from registry import RULE_WORDS, CommandSpec, Role

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Names this request, for each account: the same key with the same command gives the same receipt, "
    "however often it comes; with another command 422 `idempotency_key_reused`. Optional; send one where a repeat "
    "after a broken connection must not act twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The version, in quotes, that the caller read: 412 `version_moved` where it is another by now. "
    '`"0"` for something new. Optional.',
    "schema": {"type": "string", "pattern": '^"(0|[1-9][0-9]{0,9})"$'},
}
LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "`zh` or `en` for the words of problems; `zh` when it names neither.",
    "schema": {"type": "string"},
}
AFTER = {
    "name": "after",
    "in": "query",
    "description": "Position of a receipt: the answer shows at least that change. Without it, everything acknowledged "
    "before the question.",
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
}
ETAG = {"ETag": {"description": "The version it has now, in quotes.", "schema": {"type": "string"}}}
PUBLISHED = {
    "Zhicheng-Published": {
        "description": "Number of the publication that carries this change to every verifier, or `pending`: the change "
        "stands, and the worker publishes it as soon as it can.",
        "schema": {"type": "string", "pattern": "^([1-9][0-9]*|pending)$"},
    }
}
SECURITY: list[dict[str, list[str]]] = [{"bearer": []}]


class Catalogue:
    """The JSON schemas of all models of the window, under one roof so that each stands there once."""

    def __init__(self, given: Iterable[type[BaseModel]], told: Iterable[type[BaseModel]]) -> None:
        """`given` are read from requests, `told` are written to answers."""
        wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "validation") for model in given]
        wanted += [(model, "serialization") for model in told]
        self._refs, document = models_json_schema(wanted, ref_template="#/components/schemas/{model}")
        self.schemas: dict[str, Any] = document["$defs"]
        self._queries: dict[str, Any] = {}

    def body(self, model: type[BaseModel]) -> dict[str, Any]:
        """The `requestBody` that is this model."""
        return {"required": True, "content": {JSON: {"schema": self._refs[model, "validation"]}}}

    def told(self, model: type[BaseModel], words: str, **headers: Any) -> dict[str, Any]:
        """The response that is this model."""
        return {
            "description": words,
            "headers": headers,
            "content": {JSON: {"schema": self._refs[model, "serialization"]}},
        }

    def parameters(self, query: type[BaseModel]) -> list[dict[str, Any]]:
        """A query's fields as query parameters; a parameter that may be missing is never null."""
        name = str(self._refs[query, "validation"]["$ref"]).rsplit("/", 1)[-1]
        if name in self.schemas:
            self._queries[name] = self.schemas.pop(name)
        schema = self._queries[name]
        required = schema.get("required", [])
        return [
            {"name": field, "in": "query", "required": field in required, "schema": self._inline(_not_null(part))}
            for field, part in schema.get("properties", {}).items()
        ]

    def _inline(self, part: dict[str, Any]) -> dict[str, Any]:
        """A parameter says itself what it may be."""
        reference = part.get("$ref")
        return part if reference is None else self.schemas[str(reference).rsplit("/", 1)[-1]]


def command_words(spec: CommandSpec[Any]) -> str:
    """What a reader of the document must know of a command: its sentence, its roles, its rules."""
    parts = [str(spec.command.__doc__), role_words(spec.roles)]
    if spec.two_persons:
        parts.append("Two persons: whoever proposed it may not decide it (`R-REV-2`).")
    if spec.publishes:
        parts.append("Published at once; the header `Zhicheng-Published` says as what.")
    if spec.rules:
        rules = (f"- `{rule}` {RULE_WORDS[rule].en}" if rule in RULE_WORDS else f"- `{rule}`" for rule in spec.rules)
        parts.append("Rules that may refuse it (409, `rule_id`):\n" + "\n".join(rules))
    return "\n\n".join(parts)


def role_words(roles: Sequence[Role]) -> str:
    """Who may ask, as a sentence."""
    return "Every role." if set(roles) == set(Role) else f"Roles: {', '.join(f'`{role}`' for role in roles)}."


def complete(app: FastAPI, catalogue: Catalogue) -> None:
    """Puts the catalogue and the bearer scheme into the document of `app`."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        components = document["components"]
        components["schemas"] |= {**catalogue.schemas, "Problem": OfficeProblem.model_json_schema()}
        components["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "description": "`zhicheng token issue …`"}
        }
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _not_null(part: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in part.items() if name != "anyOf" and (name, value) != ("default", None)}
    choices = [choice for choice in part.get("anyOf", []) if choice != {"type": "null"}]
    return {**kept, **choices[0]} if len(choices) == 1 else {**kept, **({"anyOf": choices} if choices else {})}
