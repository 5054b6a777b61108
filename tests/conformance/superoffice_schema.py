"""Answers of SuperOffice held against its own OpenAPI files (Swagger 2.0, data/superoffice/openapi)."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

ROOT = Path(__file__).parents[2]
OPENAPI = ROOT / os.environ.get("CONTRACT_DATA", "../shared/data") / "superoffice" / "openapi"
ERROR_KEYS = {"Error", "ErrorType", "ErrorMessage", "Message", "ErrorSource"}
#: what one JSON type may hold
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


class Mismatch(AssertionError):
    """An answer that the OpenAPI files do not allow; the message says where."""


class NotDocumented(Mismatch):
    """An address that no OpenAPI file knows."""


def available() -> bool:
    """Whether the OpenAPI files are there."""
    return OPENAPI.is_dir()


@cache
def _operations() -> dict[tuple[str, int], list[tuple[re.Pattern[str], Schema, Schema]]]:
    """Pattern of the path, document and operation, by method and number of segments; fixed paths go first."""
    found: dict[tuple[str, int], list[tuple[re.Pattern[str], Schema, Schema]]] = {}
    for file in sorted(OPENAPI.glob("Swagger-v1-*.json")):
        document = json.loads(file.read_text())
        for template, methods in document["paths"].items():
            inside = template.strip("/")
            pattern = re.compile(re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(inside)), re.IGNORECASE)
            for method, operation in methods.items():
                found.setdefault((method.upper(), inside.count("/")), []).append((pattern, document, operation))
    for operations in found.values():
        operations.sort(key=lambda entry: entry[0].pattern.count("[^/]+"))
    return found


def documented() -> list[tuple[str, str]]:
    """Every method (in capitals) and path "v1/Appointment/{id}" of the files."""
    return [
        (method.upper(), template.strip("/").removeprefix("api/"))
        for file in sorted(OPENAPI.glob("Swagger-v1-*.json"))
        for template, methods in json.loads(file.read_text())["paths"].items()
        for method in methods
    ]


def find(method: str, path: str) -> tuple[Schema, Schema]:
    """The document and operation of an address. Raises NotDocumented for one that no file knows."""
    inside = "api/v1/" + path.partition("?")[0].split("/v1/", 1)[-1].strip("/")
    # PATCH is missing from the files although it is documented; it answers what PUT answers (contract §2.1)
    wanted = "PUT" if method.upper() == "PATCH" else method.upper()
    for pattern, document, operation in _operations().get((wanted, inside.count("/")), ()):
        if pattern.fullmatch(inside):
            return document, operation
    raise NotDocumented(f"{method} {path} is in no OpenAPI file")


def check(method: str, path: str, status: int, body: Any) -> None:
    """Hold one answer against the files. *body* is the parsed JSON, None when empty. Raises Mismatch."""
    if status >= 400:
        if not isinstance(body, dict) or ERROR_KEYS - set(body):
            raise Mismatch(f"{method} {path}: {status} without the error object")
        return
    document, operation = find(method, path)
    responses = operation["responses"]
    if str(status) not in responses:
        raise Mismatch(f"{method} {path}: status {status} is not one of {', '.join(responses)}")
    schema = responses[str(status)].get("schema")
    if schema is not None and body is not None:
        match(document, schema, body, f"{method} {path}")


def match(document: Schema, schema: Schema, value: Any, where: str) -> None:
    """Hold a value against a schema; null fits everywhere. Raises Mismatch with the place."""
    if value is None:
        return
    if "$ref" in schema:
        schema = document["definitions"][schema["$ref"].removeprefix("#/definitions/")]
    if schema == {"type": "object"}:
        return  # System.Object: any value
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        raise Mismatch(f"{where}: {kind} expected, not {type(value).__name__}")
    if kind == "array":
        for place, item in enumerate(value):
            match(document, schema["items"], item, f"{where}[{place}]")
    elif kind == "object":
        _match_object(document, schema, value, where)
    elif kind == "string":
        _match_text(schema, value, where)


def _match_object(document: Schema, schema: Schema, value: Schema, where: str) -> None:
    known = {name.lower(): item for name, item in schema.get("properties", {}).items()}
    extra = schema.get("additionalProperties")
    for name, item in value.items():
        if known:
            if name.lower() not in known:
                raise Mismatch(f"{where}.{name}: there is no such property")
            match(document, known[name.lower()], item, f"{where}.{name}")
        elif isinstance(extra, dict):
            match(document, extra, item, f"{where}.{name}")


def _match_text(schema: Schema, value: str, where: str) -> None:
    if "enum" in schema:
        for part in value.split(","):
            if part.strip() not in schema["enum"]:
                raise Mismatch(f"{where}: {part.strip()!r} is not in the enumeration")
    elif schema.get("format") == "date-time":
        try:
            datetime.fromisoformat(re.sub(r"\.\d+", "", value))
        except ValueError as error:
            raise Mismatch(f"{where}: {value!r} is not a date") from error


def properties_of(document_name: str, definition: str) -> set[str]:
    """Names of the properties of a definition, `properties_of("Appointment", "…AppointmentEntity")`."""
    document = json.loads((OPENAPI / f"Swagger-v1-{document_name}.json").read_text())
    return set(document["definitions"][definition]["properties"])


def query_options(method: str, template: str) -> list[str]:
    """Names of the query options of an operation, "v1/Person/{id}"."""
    _, operation = find(method, f"/{template}")
    return [entry["name"] for entry in operation.get("parameters", []) if entry["in"] == "query"]


def body_fields(template: str) -> list[str]:
    """Names of the fields that a method of an agent takes in its body."""
    document, operation = find("POST", f"/{template}")
    for entry in operation.get("parameters", []):
        reference = entry.get("schema", {}).get("$ref", "") if entry["in"] == "body" else ""
        if reference:
            return list(document["definitions"][reference.removeprefix("#/definitions/")].get("properties", {}))
    return []
