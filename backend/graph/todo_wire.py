"""To Do tasks to neutral tasks and back; pure (spec/mapping.md, contracts/graph.md §2.4)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date
from typing import Final

from backend.core.items import Importance, Task
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.text import canonical, cut, from_plain, one_line
from backend.core.zones import UnknownZone, windows
from backend.graph.body import weave
from backend.graph.todo_links import read_pointer
from backend.graph.told import Json, Unreadable, flag, instant, part, text, told
from backend.graph.wire import labels, version_of

#: longest title, in characters
_TITLE_LIMIT: Final = 255
_DONE, _OPEN = "completed", "notStarted"
_IMPORTANCE = {importance.value: importance for importance in Importance}
#: what every task has, so that an answer without it is none: an empty text would be taken for a deletion
_NEEDED: Final = frozenset({"title", "body", "status"})


# -- reading


def read_task(task: object, context: str) -> Seen:
    """One task as the list shows it now; never raises, whatever *task* is.

    What may be missing or null takes its default; a wrong type makes the task unreadable. A repeating task is read
    as its present occurrence: To Do keeps no other.
    """
    if not isinstance(task, dict):
        return Seen("", "", Unmapped(Reason.UNREADABLE))
    item: Task | Unmapped
    try:
        item = _task(task)
    except UnknownZone:
        item = Unmapped(Reason.UNKNOWN_ZONE)
    except (Unreadable, OverflowError):
        item = Unmapped(Reason.UNREADABLE)
    return Seen(told(task, "id"), version_of(task), item, pointer=read_pointer(task, context))


def _task(task: Json) -> Task:
    if not task.keys() >= _NEEDED:
        raise Unreadable("title")
    reminds = flag(task, "isReminderOn") and part(task, "reminderDateTime")
    return Task(
        title=one_line(text(task, "title")),
        body=_text(task),
        due=_day(task, "dueDateTime"),
        start=_day(task, "startDateTime"),
        completed=_is_done(task),
        importance=_IMPORTANCE.get(text(task, "importance").lower(), Importance.NORMAL),
        reminder=instant(part(task, "reminderDateTime")).replace(second=0) if reminds else None,
        done_on=_day(task, "completedDateTime"),
        categories=labels(task),
    )


def _is_done(task: Json) -> bool:
    return text(task, "status").lower() == _DONE


def _text(task: Json) -> str:
    """The canonical text; the service answers plain text or HTML as it likes."""
    body = part(task, "body")
    content = text(body, "content")
    return from_plain(content) if _is_plain(body) else canonical(content)


def _is_plain(body: Json) -> bool:
    return text(body, "contentType").lower() != "html"


def _day(task: Json, name: str) -> date | None:
    """A due or start day: the service keeps midnight of it in UTC, so in UTC no zone can shift it."""
    when = part(task, name)
    return instant(when).date() if when else None


# -- writing


def write_task(item: Task, fields: Collection[str], present: Json, home_zone: str) -> Json:
    """The JSON that makes a task show *fields* of *item*; empty where there is nothing to say.

    *present* is the task as it is, empty for a new one: images in its text stay, and so does a status such as "in
    progress", which is as good as open. Days are written as midnights of *home_zone*, the mailbox's own; privacy
    and categories are never written. Raises Unreadable.
    """
    result: Json = {}
    for name in sorted(_WRITERS.keys() & set(fields)):
        result |= _WRITERS[name](item, present, home_zone)
    return result


def _write_text(item: Task, present: Json, _: str) -> Json:
    if _text(present) == item.body:
        return {}
    body = part(present, "body")
    before = "" if _is_plain(body) else text(body, "content")
    return {"body": {"contentType": "html", "content": weave(before, item.body)}}


def _write_status(item: Task, present: Json, _: str) -> Json:
    if item.completed == _is_done(present):
        return {}
    return {"status": _DONE if item.completed else _OPEN}


def _write_reminder(item: Task, *_: object) -> Json:
    if item.reminder is None:
        return {"isReminderOn": False}
    moment = item.reminder.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    return {"isReminderOn": True, "reminderDateTime": {"dateTime": moment, "timeZone": "UTC"}}


def _midnight(day: date | None, home_zone: str) -> Json | None:
    return {"dateTime": f"{day.isoformat()}T00:00:00", "timeZone": windows(home_zone)} if day else None


_WRITERS: Final[dict[str, Callable[[Task, Json, str], Json]]] = {
    "title": lambda item, *_: {"title": cut(item.title, _TITLE_LIMIT)},
    "body": _write_text,
    "due": lambda item, _, zone: {"dueDateTime": _midnight(item.due, zone)},
    "start": lambda item, _, zone: {"startDateTime": _midnight(item.start, zone)},
    "completed": _write_status,
    "importance": lambda item, *_: {"importance": item.importance.value},
    "reminder": _write_reminder,
}
#: the fields of a task that can be written
WRITABLE: Final = frozenset(_WRITERS)
