"""`/v1/String`: the texts behind resources like `[SR_YES]` (contracts/superoffice.md §2.8)."""

from __future__ import annotations

from backend.sandbox.superoffice.language import CODES, RESOURCES
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request, routes
from backend.sandbox.wire import Response, json_response


def _texts(name: str, tag: str | None) -> dict[str, str]:
    """Language tag -> text, narrowed to one language when *tag* names it; empty for an unknown resource."""
    texts = RESOURCES.get(name.strip("[]").upper(), {})
    wanted = (tag or "").split("-")[0].lower()
    return {tag: texts[code] for tag, code in CODES.items() if code in texts and wanted in ("", tag)}


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
    """One or more resources, separated by commas, each in every language. Raises SuperOfficeError 404."""
    names = ctx.params["name"].split(",")
    found = {name: texts for name in names if (texts := _texts(name, ctx.query.get("isoLangCode")))}
    if not found:
        raise SuperOfficeError(404, "SoNotFoundException", f"String {ctx.params['name'][:60]!r} not found")
    return json_response(found)


@routes("GET", "v1/String/{name}/{language}")
def get_text(ctx: Context) -> Response:
    """A resource in one language; an unknown one is its own text."""
    texts = _texts(ctx.params["name"], ctx.params["language"])
    return json_response(next(iter(texts.values()), ctx.params["name"]))


@routes("POST", "v1/String")
def post_names(ctx: Context) -> Response:
    """Several resources at once, each with its languages."""
    body = ctx.json()
    if not isinstance(body, list) or not all(isinstance(name, str) for name in body):
        raise bad_request("body: a list of names is expected")
    return json_response({name: _texts(name, ctx.query.get("isoLangCode")) for name in body})
