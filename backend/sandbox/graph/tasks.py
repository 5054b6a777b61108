"""`/todo/lists/{list}/tasks`: tasks, their deltas, and what completing a repeating one brings about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from backend.sandbox.graph import plain_store, task_parts
from backend.sandbox.graph.flat_delta import answer_items
from backend.sandbox.graph.local_time import spell
from backend.sandbox.graph.model import Item
from backend.sandbox.graph.odata import page, single
from backend.sandbox.graph.routing import Context, routes
from backend.sandbox.graph.series import Rule
from backend.sandbox.graph.task_lists import find_list
from backend.sandbox.graph.task_wire import changed_task, day_of, on_day, task_entity, task_id
from backend.sandbox.wire import Response, json_response

_ALL = "{me}/todo/lists/{list}/tasks"
_ONE = "{me}/todo/lists/{list}/tasks/{task}"


@routes("GET", _ALL)
def list_tasks(context: Context) -> Response:
    """Tasks of one list."""
    rows = list(plain_store.shelf(context.state, find_list(context).id).values())

    def render(item: Item) -> dict[str, Any]:
        return task_entity(context, item, context.query)

    return json_response(page(context, rows, context_path=_metadata(context), render=render))


@routes("GET", f"{_ALL}/delta")
def tasks_delta(context: Context) -> Response:
    """What has changed in one list."""
    return answer_items(context, "task", "todoTask", find_list(context).id, task_entity)


@routes("POST", _ALL)
def create_task(context: Context) -> Response:
    """Make a task, with its linked resources and steps if the body has some; these are shown in the answer."""
    body, container = context.body(), find_list(context)
    wire = changed_task(None, body, context.world.clock.now().date())
    parts = task_parts.read_parts(context, body)
    item = plain_store.insert(context, context.box, "task", container.id, wire | parts)
    _repeat(context, item)
    shown = {name: value for name, value in parts.items() if value}
    return json_response({**_entity(context, item), **shown}, 201)


@routes("GET", _ONE)
def read_task(context: Context) -> Response:
    """One task."""
    return json_response(_entity(context, find_task(context)))


@routes("PATCH", _ONE)
def patch_task(context: Context) -> Response:
    """Change a task. Completing a repeating one makes the next."""
    item = find_task(context)
    wire = changed_task(item.wire, context.body(), context.world.clock.now().date())
    plain_store.check_match(context, item)
    plain_store.update(context, context.box, item, wire)
    _repeat(context, item)
    return json_response(_entity(context, item))


@routes("DELETE", _ONE)
def delete_task(context: Context) -> Response:
    """Remove a task."""
    item = find_task(context)
    plain_store.check_match(context, item)
    plain_store.delete(context, context.box, item)
    return Response(204)


def find_task(context: Context) -> Item:
    """The addressed task. Raises GraphError 404."""
    return plain_store.find(context.box, "task", context.params["task"], find_list(context).id)


def _repeat(context: Context, item: Item) -> None:
    """When a repeating task is done, a new one takes over its pattern on the next day that it names."""
    wire = item.wire
    if wire["status"] != "completed" or not wire["recurrence"]:
        return
    due = day_of(wire["dueDateTime"])
    following = Rule.read(wire["recurrence"]).next(due)
    if following is not None:
        by = following - due
        successor = {**wire, "status": "notStarted", "completedDateTime": None, "dueDateTime": on_day(following)}
        if wire["startDateTime"]:
            successor["startDateTime"] = on_day(day_of(wire["startDateTime"]) + by)
        if wire["reminderDateTime"]:
            successor["reminderDateTime"] = _later(wire["reminderDateTime"], by)
        successor |= task_parts.copied(wire)
        plain_store.insert(context, context.box, "task", item.container, successor)
    item.wire = {**wire, "recurrence": None}


def _later(value: dict[str, str], by: timedelta) -> dict[str, str]:
    return {**value, "dateTime": spell(datetime.fromisoformat(value["dateTime"]) + by)}


def _metadata(context: Context) -> str:
    return f"users('{context.box.owner}')/todo/lists('{context.params['list']}')/tasks"


def _entity(context: Context, item: Item) -> dict[str, Any]:
    return single(context, _metadata(context), task_entity(context, item, context.query))


@routes("GET", *(f"{_ONE}/{name}" for name in task_parts.TYPES))
def list_parts(context: Context) -> Response:
    """Linked resources or steps of a task."""
    name = task_parts.name_of(context)
    path = f"{_metadata(context)}('{task_id(context, find_task(context))}')/{name}"
    return json_response(page(context, find_task(context).wire[name], context_path=path))


@routes("POST", *(f"{_ONE}/{name}" for name in task_parts.TYPES))
def add_part(context: Context) -> Response:
    """Add a linked resource or a step."""
    item, name = find_task(context), task_parts.name_of(context)
    part = task_parts.read_part(context, name, context.body())
    plain_store.update(context, context.box, item, {**item.wire, name: [*item.wire[name], part]})
    return json_response(part, 201)


@routes("GET", *(f"{_ONE}/{name}/{{part}}" for name in task_parts.TYPES))
def read_part(context: Context) -> Response:
    """One linked resource or step."""
    return json_response(task_parts.find_part(context, find_task(context).wire))


@routes("PATCH", *(f"{_ONE}/{name}/{{part}}" for name in task_parts.TYPES))
def patch_part(context: Context) -> Response:
    """Change a linked resource or a step."""
    item, name = find_task(context), task_parts.name_of(context)
    old = task_parts.find_part(context, item.wire)
    new = task_parts.read_part(context, name, context.body(), old)
    parts = [new if part is old else part for part in item.wire[name]]
    plain_store.update(context, context.box, item, {**item.wire, name: parts})
    return json_response(new)


@routes("DELETE", *(f"{_ONE}/{name}/{{part}}" for name in task_parts.TYPES))
def remove_part(context: Context) -> Response:
    """Remove a linked resource or a step."""
    item, name = find_task(context), task_parts.name_of(context)
    old = task_parts.find_part(context, item.wire)
    plain_store.update(
        context, context.box, item, {**item.wire, name: [part for part in item.wire[name] if part is not old]}
    )
    return Response(204)
