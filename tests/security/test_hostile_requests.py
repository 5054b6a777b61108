"""Texts that no person writes: at every place of every route they are refused or taken, and nothing breaks."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.api.v1.conftest import Pane

#: what a database, a log or a terminal may stumble over
HOSTILE = "a\0\u202e\x1b[31m'\"\n${x}{{x}}%s\U0001f600"


def places(app: Flask) -> list[tuple[str, str, str, str]]:
    """Method and path of every operation, and where in it a text may stand, with its name."""
    document = app.test_client().get("/api/openapi.json").get_json()
    schemas = document["components"]["schemas"]

    def resolved(schema: dict[str, Any]) -> dict[str, Any]:
        return dict(schemas[schema["$ref"].rpartition("/")[2]]) if "$ref" in schema else schema

    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found += [(method, path, one["in"], one["name"]) for one in operation.get("parameters", ())]
            content = operation.get("requestBody", {}).get("content", {})
            body = resolved(content.get("application/json", {}).get("schema", {}))
            found += [(method, path, "body", name) for name in body.get("properties", ())]
            values = resolved(body.get("properties", {}).get("values", {}))
            found += [(method, path, "values", name) for name in values.get("properties", ())]
    assert len(found) > 100
    return found


def test_no_text_breaks_a_route(app: Flask, browser: FlaskClient, linda: Pane) -> None:
    headers = {"Authorization": f"Bearer {linda.token}"}
    for method, path, where, name in places(app):
        for text in (HOSTILE, "a\0", ["text:a\0"]):
            body = {name: text} if where == "body" else {"values": {name: text}, "personal": "keep"}
            answer = browser.open(
                path.replace(f"{{{name}}}", HOSTILE) if where == "path" else path,
                method=method,
                query_string={name: text} if where == "query" else None,
                json=body if where in ("body", "values") else None,
                headers=headers,
            )
            assert answer.status_code < 500, (method, path, where, name, answer.get_data())
