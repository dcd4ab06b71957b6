"""The smallest message that a command's or query's own schema admits, so that only its sender can be wrong with it."""

from typing import Any

from pydantic import BaseModel

from tests.support.office import FIRM

SHAPES = {
    "^[0-9]{2}$": "05",
    r"^\d{2}-\d{2}$": "07-01",
    r"^(S|P-\d+|P2-\d+|GKU|D)$": "S",
    "^[0-9a-f]{64}$": "ab" * 32,
    "^[0-9a-f]{16}$": "ab" * 8,
    r"^(S\d\.\d{1,2}[a-n]?|R-[A-Z]{2,6}-\d{1,2})$": "S3.1c",
    "^[0-9]{6}$": "349900",
}
FORMATS = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2022-07-01",
    "date-time": "2022-07-01T00:00:00Z",
}
USCC_LENGTH = 18


def smallest(message: type[BaseModel]) -> dict[str, Any]:
    """Its required fields alone, each as small as it may be."""
    schema = message.model_json_schema()
    made: dict[str, Any] = _smallest(schema, schema.get("$defs", {}))
    message.model_validate(made)
    return made


def _smallest(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    match schema:
        case {"$ref": reference}:
            made: Any = _smallest(known[reference.rsplit("/", 1)[-1]], known)
        case {"const": made} | {"enum": [made, *_]}:
            pass
        case {"anyOf": [first, *_]}:
            made = _smallest(first, known)
        case {"type": "object", "properties": parts}:
            made = {name: _smallest(parts[name], known) for name in schema.get("required", ())}
        case {"type": "array", "items": item}:
            made = [_smallest(item, known) for _ in range(schema.get("minItems", 0))]
        case {"type": "integer"}:
            made = schema.get("minimum", 1)
        case {"type": "number"}:
            made = 1
        case {"type": "array", "prefixItems": items}:
            made = [_smallest(item, known) for item in items]
        case {"type": "boolean"}:
            made = True
        case _:
            made = _text(schema)
    return made


def _text(schema: dict[str, Any]) -> str:
    if schema.get("minLength") == USCC_LENGTH:
        return FIRM
    known = FORMATS.get(schema.get("format", "")) or SHAPES.get(schema.get("pattern", ""))
    return known or "X" * int(schema.get("minLength", 1))
