"""The one shape of an error: RFC 9457 with a stable code, a sentence and what to do about it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final, TypeVar

from flask import Flask, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from backend.api.language import language
from backend.core.catalogues import Catalogue

log = logging.getLogger(__name__)

_CATALOGUE: Final = Catalogue("backend.api")

Body = TypeVar("Body", bound=BaseModel)


class Problem(Exception):
    """A request that cannot be answered as asked."""

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        remedy: str = "",
        field: str = "",
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        person_id: int = 0,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        #: stable, for programs
        self.code = code
        #: for a person
        self.sentence = sentence
        #: what to do about it; empty where nothing can be done
        self.remedy = remedy
        #: the part of the body that is wrong, "value.0.clientState"
        self.field = field
        #: key, code and sentence of each part that is wrong, where all of them are told
        self.errors = errors
        #: of the answer, such as WWW-Authenticate
        self.headers = headers or {}
        #: a card in SuperOffice that is there already
        self.person_id = person_id

    def response(self) -> Response:
        """As application/problem+json."""
        body: dict[str, object] = {
            "type": f"urn:sosync:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.sentence,
        }
        more = (("remedy", self.remedy), ("field", self.field), ("errors", self.errors))
        body |= {name: value for name, value in more if value}
        if self.person_id:
            body["person_id"] = self.person_id
        return Response(json.dumps(body), self.status, self.headers, mimetype="application/problem+json")


def install(app: Flask) -> None:
    """Answer every failure of *app* in the one shape."""
    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unexpected)


def parse(model: type[Body]) -> Body:
    """The request's JSON body as *model*. Raises Problem 400 that names the field."""
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        raise malformed(error) from error


def malformed(error: ValidationError) -> Problem:
    """The Problem 400 that names the first wrong field of a request."""
    # the input itself is not repeated: it may hold texts or secrets
    first = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    return Problem(
        400, "malformed", f"{field or 'body'}: {first['msg']}", remedy="Correct the request.", field=field
    )


def _of_http(error: HTTPException) -> Response:
    """Flask's own errors: no such address, wrong method, too large."""
    status = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        return _told(status, "too_large")
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    answer = Problem(status, code, error.description or HTTPStatus(status).phrase).response()
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    # the route, not the path, which may hold addresses of people
    log.error("%s %s failed", request.method, request.url_rule, exc_info=error)
    return _told(500, "unexpected")


def _told(status: int, code: str) -> Response:
    said = _CATALOGUE.words(f"problem.{code}", language())
    return Problem(status, code, said.sentence, remedy=said.remedy).response()
