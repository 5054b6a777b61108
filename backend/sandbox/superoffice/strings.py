"""`/v1/String`: the texts behind resources like `[SR_YES]` (contracts/superoffice.md §2.8)."""

from __future__ import annotations

from backend.sandbox.superoffice.language import CODES, RESOURCES
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request, routes
from backend.sandbox.wire import Response, json_response


def _text(name: str, tag: str) -> str | None:
    texts = RESOURCES.get(name.strip("[]").upper())
    if texts is None:
        return None
    return texts.get(CODES.get(tag.split("-")[0].lower(), "US"), texts["US"])


@routes("GET", "v1/String")
def get_names(ctx: Context) -> Response:
    """The resources whose name contains a text."""
    wanted = (ctx.query.get("q") or "").upper()
    return json_response([name for name in RESOURCES if wanted in name])


@routes("GET", "v1/String/KnownLanguages")
def get_languages(_ctx: Context) -> Response:
    """Languages that there are texts for."""
    return json_response(sorted(CODES))


@routes("GET", "v1/String/{name}")
def get_translations(ctx: Context) -> Response:
    """A resource in every language."""
    texts = RESOURCES.get(ctx.params["name"].strip("[]").upper())
    if texts is None:
        raise SuperOfficeError(404, "SoNotFoundException", f"String {ctx.params['name'][:60]!r} not found")
    return json_response(texts)


@routes("GET", "v1/String/{name}/{language}")
def get_text(ctx: Context) -> Response:
    """A resource in one language; an unknown one is its own text."""
    name = ctx.params["name"]
    text = _text(name, ctx.params["language"])
    return json_response(name if text is None else text)


@routes("POST", "v1/String")
def post_names(ctx: Context) -> Response:
    """Several resources at once, by name."""
    body = ctx.json()
    if not isinstance(body, list) or not all(isinstance(name, str) for name in body):
        raise bad_request("body: a list of names is expected")
    tag = ctx.query.get("isoLangCode") or "en"
    return json_response({name: _text(name, tag) or name for name in body})
