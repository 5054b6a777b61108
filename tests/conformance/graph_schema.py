"""Checks answers of Graph against the OpenAPI description of the part of Graph that we use."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

_ROOT = Path(__file__).parents[2]
_FILE = _ROOT / os.environ.get("CONTRACT_DATA", "../shared/data") / "graph" / "openapi.json"
_DOCUMENT = "urn:graph"
_ERROR = "microsoft.graph.ODataErrors.ODataError"
_KEYED = re.compile(r"([^/()']+)\('([^/]*?)'\)")
#: functions whose brackets belong to the address
_WITH_BRACKETS = "supportedTimeZones("
#: a calendar addressed through its group answers as the calendar itself; the description has the latter
_IN_GROUP = re.compile(r"/calendarGroups/[^/]+(?=/calendars/.)", re.IGNORECASE)


class NotDescribed(AssertionError):
    """The description has no such address."""


def available() -> bool:
    """Whether the description is there."""
    return _FILE.is_file()


def check(method: str, url: str, status: int, body: Any) -> None:
    """Fail when the answer to *method* on *url* is not as described; skip the test when the description is absent.

    *url* is an address or a path template ("/me/contacts/{contact-id}"); *body* the decoded JSON, None when empty.
    Raises NotDescribed for an address that the description does not have.
    """
    method, template = described(method, url)
    validator = _validator(method, template, _family(status))
    if validator is None:
        assert body is None, f"{method} {template}: {status} must have no body"
        return
    errors = [_place(error) for error in _errors(validator, body)]
    assert not errors, f"{method} {template} {status}:\n" + "\n".join(errors[:10])


def check_error(where: str, body: Any) -> None:
    """Fail when *body* is not the error object of Graph; *where* names the request."""
    errors = [_place(error) for error in _errors(_schema_validator(_ERROR), body)]
    assert not errors, f"{where}: not an error of Graph\n" + "\n".join(errors[:10])


def check_answer(answer: Any) -> Any:
    """Check a response of requests and return its JSON; None when empty."""
    body = answer.json() if answer.content else None
    check(answer.request.method, answer.request.url, answer.status_code, body)
    return body


def check_schema(name: str, value: Any) -> None:
    """Fail when *value* is not a *name*, "microsoft.graph.changeNotificationCollection"."""
    errors = [error.message for error in _errors(_schema_validator(name), value)]
    assert not errors, f"{name}:\n" + "\n".join(errors[:10])


def described(method: str, url: str) -> tuple[str, str]:
    """The operation that *url* is an instance of: its method in small letters and path. Raises NotDescribed."""
    method = method.lower()
    return method, _template(method, _path(url))


def operations() -> list[tuple[str, str]]:
    """Every method (in capitals) and path below /me, /subscriptions and /$batch, in the order described."""
    return [
        (method.upper(), path)
        for path, methods in _description()["paths"].items()
        if not path.startswith("/users/")
        for method in methods
        if method != "parameters"
    ]


def _place(error: Any) -> str:
    return f"{'/'.join(str(part) for part in error.absolute_path)}: {error.message}"


def _errors(validator: Any, value: Any) -> list[Any]:
    return list(validator.iter_errors(value))


@lru_cache(maxsize=1)
def _description() -> dict[str, Any]:
    if not available():
        pytest.skip(f"no OpenAPI description of Graph: {_FILE} is absent (set CONTRACT_DATA)")
    found: dict[str, Any] = json.loads(_FILE.read_text())
    return found


@lru_cache(maxsize=1)
def _registry() -> Registry[Any]:
    empty: Registry[Any] = Registry()
    registry: Registry[Any] = empty.with_resource(_DOCUMENT, DRAFT4.create_resource(_description()))
    return registry


@lru_cache(maxsize=512)
def _validator(method: str, template: str, family: str) -> Any:
    """Validator of the JSON body; None for an answer without one."""
    response = _description()["paths"][template][method]["responses"][family]
    if "$ref" in response:
        pointer = response["$ref"].removeprefix("#/components/responses/")
        response = _description()["components"]["responses"][pointer]
    content = response.get("content", {})
    found = content.get("application/json") or content.get("text/plain")
    return _made(found["schema"]) if found else None


@lru_cache(maxsize=64)
def _schema_validator(name: str) -> Any:
    return _made({"$ref": f"#/components/schemas/{name}"})


def _made(schema: dict[str, Any]) -> Any:
    absolute = json.loads(json.dumps(schema).replace('"#/components', f'"{_DOCUMENT}#/components'))
    return OAS30Validator(absolute, registry=_registry(), format_checker=OAS30Validator.FORMAT_CHECKER)


def _family(status: int) -> str:
    return f"{status // 100}XX"


def _path(url: str) -> str:
    path = urlsplit(url).path if "://" in url else url.partition("?")[0]
    # "microsoft.graph.delta()" and "timeZoneStandard'Iana'" are the long spellings of "delta()" and "'Iana'"
    short = re.sub(r"microsoft\.graph\.(timeZoneStandard)?", "", path, flags=re.IGNORECASE)
    return "/" + short.split("/v1.0/")[-1].lstrip("/")


def _template(method: str, path: str) -> str:
    if path in _description()["paths"]:
        return path
    if _WITH_BRACKETS not in path:
        path = _KEYED.sub(r"\1/\2", path)
    path = _IN_GROUP.sub("", path)
    text = "/".join(unquote(part).replace("/", "|") for part in path.split("/"))
    for template, pattern in _patterns().get(text.count("/"), ()):
        if pattern.fullmatch(text) and method in _description()["paths"][template]:
            return template
    raise NotDescribed(f"{method.upper()} {path} is not described")


@lru_cache(maxsize=1)
def _patterns() -> dict[int, list[tuple[str, re.Pattern[str]]]]:
    """Described paths as patterns by their number of segments, those with the fewest variables first."""
    found: dict[int, list[tuple[str, re.Pattern[str]]]] = {}
    for template in sorted(_description()["paths"], key=lambda path: str(path).count("{")):
        pattern = re.compile(_pattern(template), re.IGNORECASE)
        found.setdefault(template.count("/"), []).append((template, pattern))
    return found


def _pattern(template: str) -> str:
    return "[^/]+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", template))
