"""One declaration a route: it validates request and answer, and is the OpenAPI document (decision 006)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from importlib.metadata import version
from typing import Any, Final, ParamSpec

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel, ValidationError
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from backend.api.problems import malformed
from backend.api.v1.models import ProblemDetails

document = Blueprint("api_document", __name__)

Arguments = ParamSpec("Arguments")

_ITEM_ID: Final = "SuperOffice id, or REST, EWS or immutable id of Graph; percent-encoded."

_BEARER = SecuritySchemeData(type=SecureType.HTTP, scheme="bearer", bearer_format="JWT")

_spec = SpecTree(
    "flask",
    mode="strict",
    title="Sosync",
    description="Keeps SuperOffice CRM and Outlook calendars equal, both ways.",
    version=version("sosync"),
    validation_error_status=400,
    validation_error_model=ProblemDetails,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda parent, child: child,
    security_schemes=[SecurityScheme(name="bearer", data=_BEARER)],
)

#: media type of the file with which a view answers, by the view's name
_files: dict[str, str] = {}


def describes(
    answer: type[BaseModel], *problems: int, status: int = 200
) -> Callable[[Callable[Arguments, object]], Callable[Arguments, Response]]:
    """Declare a view's *answer* and the statuses of its *problems*; 400, 401 and 503 belong to every view, and 413
    to every one with a body.

    Arguments of the view called `query` and `json` are filled with validated models.
    """
    return _declares(answer, problems, status)


def offers_file(
    media_type: str, *problems: int
) -> Callable[[Callable[Arguments, object]], Callable[Arguments, Response]]:
    """Declare a view that answers with a file, and the statuses of its *problems* as `describes` does."""

    def declare(view: Callable[Arguments, object]) -> Callable[Arguments, Response]:
        _files[view.__name__] = media_type
        return _declares(None, problems, 200)(view)

    return declare


def _declares(
    answer: type[BaseModel] | None, problems: tuple[int, ...], status: int
) -> Callable[[Callable[Arguments, object]], Callable[Arguments, Response]]:
    def declare(view: Callable[Arguments, object]) -> Callable[Arguments, Response]:
        told = {401, 503, *problems} | ({413} if "json" in view.__annotations__ else set())
        models: dict[str, Any] = {f"HTTP_{code}": ProblemDetails for code in sorted(told)}
        models[f"HTTP_{status}"] = answer
        validated: Callable[Arguments, Response] = _spec.validate(
            resp=Answers(**models),
            before=_refuse,
            security={"bearer": []},
            tags=[view.__module__.rpartition(".")[2]],
            operation_id=view.__name__,
            path_parameter_descriptions={"item_id": _ITEM_ID},
        )(view)
        return validated

    return declare


def _refuse(request: object, response: object, error: Exception | None, *_: object) -> None:
    """The library's hook before a view: its validation errors in our one shape."""
    if isinstance(error, ValidationError):
        raise malformed(error)


@document.get("/api/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return jsonify(described())


@cache
def described() -> dict[str, Any]:
    """The OpenAPI document of the routes of the application at hand; they are the same in every one."""
    spec: dict[str, Any] = deepcopy(_spec.spec)
    # the portal has the same routes under another address, for its own page only
    spec["paths"] = {path: found for path, found in spec["paths"].items() if path.startswith("/api/")}
    # the library knows one media type; errors (RFC 9457) and files have their own
    for operations in spec["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
                elif media_type := _files.get(operation["operationId"]):
                    answer["content"] = {media_type: {"schema": {"type": "string"}}}
    return spec
