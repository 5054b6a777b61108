"""`/v1/Webhook` and its agent: register, change and test webhooks (contracts/superoffice.md §5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from backend.sandbox.superoffice import patch
from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.carriers import associate_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import entity_body, entity_json, no_content, path_id, query_id
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.routing import Context, bad_request, not_found, routes
from backend.sandbox.superoffice.webhook_events import KNOWN, envelope
from backend.sandbox.superoffice.webhooks import ACTIVE, STATES, Deliveries, error_text, test_call
from backend.sandbox.wire import Response, json_response

BLANK: Row = {
    "webhook_id": 0, "name": "", "events": [], "target_url": "", "secret": "", "state": ACTIVE, "type": "webhook",
    "headers": {}, "properties": {}, "error_emails": [], "description": "", "total_calls": 0, "total_errors": 0,
    "consecutive_errors": 0, "last_error": "", "registered": None, "registered_associate_id": 0, "updated": None,
    "updated_associate_id": 0,
}  # fmt: skip


def shown(ctx: Context, hook: Row) -> dict[str, Any]:
    """The Webhook entity."""
    return {
        "WebhookId": hook["webhook_id"],
        "Name": hook["name"],
        "Events": hook["events"],
        "TargetUrl": hook["target_url"],
        "Secret": hook["secret"],
        "State": STATES[hook["state"]],
        "Type": hook["type"],
        "Headers": hook["headers"],
        "Properties": hook["properties"],
        "Registered": ctx.zone.show_stamp(hook["registered"]),
        "RegisteredAssociate": associate_carrier(ctx.db, hook["registered_associate_id"]),
        "Updated": ctx.zone.show_stamp(hook["updated"]),
        "UpdatedAssociate": associate_carrier(ctx.db, hook["updated_associate_id"]),
        "ErrorsEmail": ";".join(hook["error_emails"]),
        "ErrorEmails": hook["error_emails"],
        "ErrorAssociates": [],
        "Description": hook["description"],
        "NotifyVia": "None",
        "NotifyWhen": "None",
        "TotalCalls": hook["total_calls"],
        "TotalErrors": hook["total_errors"],
        "ConsecutiveErrors": hook["consecutive_errors"],
        "LastError": hook["last_error"],
    }


def answer(ctx: Context, hook: Row) -> Response:
    """The entity with its links."""
    own = f"{ctx.state.api_address(ctx.request.base)}/v1/Webhook/{hook['webhook_id']}"
    return entity_json(ctx, shown(ctx, hook) | {"_Links": {"Self": own}})


def own_hooks(ctx: Context) -> list[Row]:
    """The webhooks of the calling app; no app sees those of another."""
    return [hook for hook in ctx.db.table("webhook") if hook["client_id"] == ctx.caller.client_id]


def find(ctx: Context, hook_id: int) -> Row | None:
    """A webhook of the calling app."""
    return next((hook for hook in own_hooks(ctx) if hook["webhook_id"] == hook_id), None)


def hook_or_404(ctx: Context, name: str = "id") -> Row:
    """The webhook that the address names. Raises SuperOfficeError 404."""
    hook = find(ctx, path_id(ctx, name))
    if hook is None:
        raise not_found("Webhook", path_id(ctx, name))
    return hook


def read(body: Fields) -> Row:
    """The columns that an entity asks for. Raises SuperOfficeError 400."""
    events = _texts(body, "Events")
    for event in events:
        if not KNOWN.match(event):
            raise bad_request(f"Events: there is no event {event[:60]!r}")
    url = body.text("TargetUrl")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise bad_request("TargetUrl: an address is expected") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("TargetUrl: an address is expected")
    if not body.text("Name"):
        raise bad_request("Name: text is expected")
    emails = _texts(body, "ErrorEmails") or [one for one in body.text("ErrorsEmail").split(";") if one]
    return {
        "name": body.text("Name", 255), "events": events, "target_url": url, "secret": body.text("Secret"),
        "state": body.enum("State", STATES) or ACTIVE, "type": body.text("Type") or "webhook",
        "headers": _texts_by_name(body, "Headers"), "properties": _object(body, "Properties"),
        "error_emails": emails, "description": body.text("Description"),
    }  # fmt: skip


def _texts(body: Fields, name: str) -> list[str]:
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise bad_request(f"{name}: a list of texts is expected")
    return value


def _object(body: Fields, name: str) -> dict[str, Any]:
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise bad_request(f"{name}: an object is expected")
    return value


def _texts_by_name(body: Fields, name: str) -> dict[str, str]:
    value = _object(body, name)
    if not all(isinstance(item, str) and "\n" not in item and "\r" not in item for item in value.values()):
        raise bad_request(f"{name}: texts are expected")
    return value


async def save(ctx: Context, body: Fields, hook: Row | None) -> Row:
    """Store a webhook once its address has answered the test ping. Raises SuperOfficeError 400."""
    columns = read(body)
    by = ctx.caller.associate_id
    if columns["state"] == ACTIVE:
        reply = await test_call(ctx.world, ctx.outbound, BLANK | columns, by)
        if reply.status != 200:
            raise bad_request(f"TargetUrl: the test call failed: {error_text(reply)}")
        columns["consecutive_errors"] = 0
    if hook is None:
        fresh = {**BLANK, **columns, "client_id": ctx.caller.client_id}
        return ctx.db.insert("webhook", fresh, by)
    return ctx.db.update("webhook", hook["webhook_id"], columns, by)


@routes("GET", "v1/Webhook/default")
def get_default(ctx: Context) -> Response:
    """An unsaved webhook."""
    return json_response(shown(ctx, BLANK))


@routes("GET", "v1/Webhook")
def get_all(ctx: Context) -> Response:
    """The webhooks of the app, filtered."""
    query = ctx.query
    filters = Fields({name: query.get(f"{name}Filter") for name in ("name", "event", "status")})
    return json_response([shown(ctx, hook) for hook in matching(ctx, filters)])


def matching(ctx: Context, filters: Fields) -> list[Row]:
    """The webhooks that filters `name`, `event` and `status` leave; absent ones filter nothing."""
    name, event = filters.text("name").lower(), filters.text("event")
    state = filters.enum("status", STATES) if filters.get("status") else 0
    return [
        hook
        for hook in own_hooks(ctx)
        if (not name or hook["name"].lower() == name)
        and (not event or event in hook["events"])
        and state in (0, hook["state"])
    ]


@routes("POST", "v1/Webhook")
async def post(ctx: Context) -> Response:
    """Register a webhook."""
    return answer(ctx, await save(ctx, entity_body(ctx), None))


@routes("GET", "v1/Webhook/{id}")
def get_one(ctx: Context) -> Response:
    """One webhook."""
    return answer(ctx, hook_or_404(ctx))


@routes("PUT", "v1/Webhook/{id}")
async def put(ctx: Context) -> Response:
    """Replace one webhook."""
    return answer(ctx, await save(ctx, entity_body(ctx), hook_or_404(ctx)))


@routes("PATCH", "v1/Webhook/{id}")
async def patch_one(ctx: Context) -> Response:
    """Change some properties of one webhook."""
    hook = hook_or_404(ctx)
    return answer(ctx, await save(ctx, Fields(patch.apply(shown(ctx, hook), ctx.json())), hook))


@routes("DELETE", "v1/Webhook/{id}")
def delete(ctx: Context) -> Response:
    """Remove one webhook."""
    ctx.db.delete("webhook", hook_or_404(ctx)["webhook_id"], ctx.caller.associate_id)
    return no_content()


@routes("GET", "v1/Webhook/{id}/LastError")
def last_error(ctx: Context) -> Response:
    """What the address answered when a call failed last."""
    return json_response(hook_or_404(ctx)["last_error"])


@routes("POST", "v1/Webhook/Test")
async def test(ctx: Context) -> Response:
    """Call an address without saving."""
    return json_response(await tested(ctx, entity_body(ctx)))


async def tested(ctx: Context, body: Fields) -> dict[str, Any]:
    """The WebhookResult of a test ping. Raises SuperOfficeError 400."""
    reply = await test_call(ctx.world, ctx.outbound, BLANK | read(body), ctx.caller.associate_id)
    return {
        "Success": reply.status == 200, "Message": error_text(reply), "TableRight": None, "FieldProperties": {},
    }  # fmt: skip


@routes("POST", "v1/Webhook/{event}/{key}")
def signal(ctx: Context) -> Response:
    """Raise an event by hand."""
    raise_event(ctx, ctx.params["event"], path_id(ctx, "key"), ctx.json())
    return no_content()


def raise_event(ctx: Context, event: str, key: int, data: Any) -> None:
    """Post an event to the app's webhooks that listen to it."""
    body = envelope(ctx.world, event, key, event.split(".", maxsplit=1)[0], ctx.caller.associate_id) | {
        "Values": data or {}
    }
    listening = [hook for hook in own_hooks(ctx) if hook["state"] == ACTIVE and event in hook["events"]]
    Deliveries(ctx.world, ctx.state, ctx.outbound).send(listening, body)


@agent_method("Webhook", "CreateDefaultWebhook")
def agent_default(ctx: Context, _body: Fields) -> Any:
    """An unsaved webhook."""
    return shown(ctx, BLANK)


@routes("POST", "v1/Agents/Webhook/SaveWebhook")
async def agent_save(ctx: Context) -> Response:
    """Register or change a webhook."""
    body = entity_body(ctx)
    hook_id = body.number("WebhookId")
    hook = find(ctx, hook_id)
    if hook_id and hook is None:
        return json_response(None)
    return entity_json(ctx, shown(ctx, await save(ctx, body, hook)))


@agent_method("Webhook", "GetWebhook")
def agent_get(ctx: Context, _body: Fields) -> Any:
    """One webhook, null when there is none."""
    hook = find(ctx, query_id(ctx, "webhookId"))
    return shown(ctx, hook) if hook else None


@agent_method("Webhook", "DeleteWebhook")
def agent_delete(ctx: Context, _body: Fields) -> Any:
    """Remove one webhook."""
    if hook := find(ctx, query_id(ctx, "webhookId")):
        ctx.db.delete("webhook", hook["webhook_id"], ctx.caller.associate_id)
    return no_content()


@agent_method("Webhook", "GetAllWebhooks")
def agent_all(ctx: Context, body: Fields) -> Any:
    """The webhooks of the app, filtered."""
    filters = Fields({name: body.get(f"{name}Filter") for name in ("name", "event", "status")})
    return [shown(ctx, hook) for hook in matching(ctx, filters)]


@routes("POST", "v1/Agents/Webhook/TestWebhook")
async def agent_test(ctx: Context) -> Response:
    """Call an address without saving."""
    return json_response(await tested(ctx, Fields.of(ctx.json()).nested("Webhook")))


@agent_method("Webhook", "GetLastError")
def agent_last_error(ctx: Context, body: Fields) -> Any:
    """What the address answered when a call failed last."""
    hook = find(ctx, body.number("WebhookId"))
    return hook["last_error"] if hook else None
