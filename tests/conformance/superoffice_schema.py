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


def available() -> bool:
    """Whether the OpenAPI files are there."""
    return OPENAPI.is_dir()


@cache
def _documents() -> list[tuple[Schema, list[tuple[str, re.Pattern[str], Schema]]]]:
    """Every file with its operations: method, pattern of the path, operation."""
    loaded = []
    for file in sorted(OPENAPI.glob("Swagger-v1-*.json")):
        document = json.loads(file.read_text())
        operations = []
        for template, methods in document["paths"].items():
            escaped = re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(template.strip("/")))
            pattern = re.compile(escaped, re.IGNORECASE)
            operations += [(method.upper(), pattern, operation) for method, operation in methods.items()]
        loaded.append((document, operations))
    return loaded


def find(method: str, path: str) -> tuple[Schema, Schema]:
    """The document and operation of an address. Raises Mismatch for one that no file knows."""
    inside = "api/v1/" + path.partition("?")[0].split("/v1/", 1)[-1].strip("/")
    # PATCH is missing from the files although it is documented; it answers what PUT answers (contract §2.1)
    wanted = "PUT" if method.upper() == "PATCH" else method.upper()
    found = [
        (pattern.pattern.count("[^/]+"), document, operation)
        for document, operations in _documents()
        for known, pattern, operation in operations
        if known == wanted and pattern.fullmatch(inside)
    ]
    if not found:
        raise Mismatch(f"{method} {path} is in no OpenAPI file")
    _, document, operation = min(found, key=lambda entry: entry[0])
    return document, operation


def check(method: str, path: str, status: int, body: Any) -> None:
    """Hold one answer against the files. *body* is the parsed JSON, None when empty. Raises Mismatch."""
    if status >= 400:
        if not isinstance(body, dict) or set(body) < ERROR_KEYS:
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
