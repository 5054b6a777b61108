"""What a history leads to, line by line: what people see, the mails that left, what the product remembers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel, col

from backend.core.values import replace
from backend.store import journal
from backend.store.person_tables import PersonLink, PersonProposal
from backend.store.tables import History, Link
from backend.sync.service import Product
from tests.chaos.reference import Story
from tests.chaos.story import BEGINNING
from tests.scenarios.shown import Shown

Json = dict[str, Any]
#: by name, the lines of a sheet with their numbers
Sheets = Mapping[str, Counter[str]]

#: what people look at: more than the product's window
_FIRST, _LAST = BEGINNING - timedelta(days=60), BEGINNING + timedelta(days=300)
#: what stays the same of a link whichever ids, versions and moments it has, and is not told anew by each reading
_OF_LINK: Final = (
    "kind", "origin", "put_back", "strangers", "declined", "wish", "state", "reason",
    "superoffice_shown", "calendar_shown", "failures",
)  # fmt: skip
_OF_PERSON_LINK: Final = ("person_id", "made_by_us", "facts", "shown", "birthday", "state", "reason", "failures")
#: where a link only has to name something or nothing
_NAMED: Final = ("superoffice_id", "calendar_id", "uid", "mother", "calendar_series", "superoffice_series")
_OF_CONTACT: Final = (
    "displayName", "nickName", "jobTitle", "companyName", "emailAddresses", "mobilePhone", "businessPhones",
    "categories", "personalNotes",
)  # fmt: skip
_OF_ROW: Final = (
    "Type", "Title", "StartDate", "EndDate", "IsAlldayEvent", "Location", "Completed", "InvitationStatus",
    "AssignmentStatus", "Private",
)  # fmt: skip
_OF_TASK: Final = ("title", "status", "importance", "dueDateTime", "body", "categories")


def sheets(story: Story, product: Product, mailboxes: Mapping[str, UUID]) -> Sheets:
    """Everything, as it is now. *mailboxes* are those of linked people."""
    found: dict[str, Iterable[str]] = {
        f"Outlook of {person.key}": map(_event, person.in_outlook.sees_all(None, _FIRST, _LAST))
        for person in story.company.cast.values()
    }
    found["mails"] = (
        f"{mail['system']} {mail['method']} from {mail['sender']} to {mail['to']}: {mail['subject']}"
        for mail in story.company.sandbox.mail()
    )
    found["To Do of linda"] = (_some(task, _OF_TASK) for task in story.tasks.to_do.tasks())
    found["contacts of linda"] = (_some(contact, _OF_CONTACT) for contact in story.contacts.contacts())
    for key, mailbox_id in mailboxes.items():
        found[f"SuperOffice of {key}"] = map(_line, story[key].in_superoffice.sees_all(None, _FIRST, _LAST))
        rows = story[key].in_superoffice.diary.rows()
        found[f"rows of {key}"] = [_some(row, _OF_ROW) for row in rows]
        found |= {f"{name} of {key}": lines for name, lines in _remembered(product, mailbox_id).items()}
    return {name: Counter(lines) for name, lines in found.items()}


def differences(wanted: Sheets, found: Sheets) -> str:
    """What is missing and what is there too often; "" when both are equal."""
    lines: list[str] = []
    for name in wanted:
        missing, more = wanted[name] - found[name], found[name] - wanted[name]
        lines += [f"  {name}: missing {count} × {line}" for line, count in sorted(missing.items())]
        lines += [f"  {name}: too many {count} × {line}" for line, count in sorted(more.items())]
    return "\n".join(lines)


# -- people's eyes


def _event(shown: Shown) -> str:
    return f"{shown.wire['type']} {_line(shown)}"


def _line(shown: Shown) -> str:
    return repr(replace(shown, participants=dict(sorted(shown.participants.items()))))


# -- the product's memory


def _remembered(product: Product, mailbox_id: UUID) -> dict[str, list[str]]:
    """Links, values that lost, and what is still open."""
    with product.engine.connect() as connection:

        def rows(model: type[SQLModel]) -> list[Json]:
            table = SQLModel.metadata.tables[str(model.__tablename__)]
            mine = select(table).where(table.c.mailbox_id == mailbox_id)
            return [dict(row) for row in connection.execute(mine).mappings()]

        lost = col(History.lost)
        values = select(col(History.action), col(History.field), lost).where(
            col(History.mailbox_id) == mailbox_id, lost != b""
        )
        unlock = product.vault.unlock
        return {
            "links": [_some(row | _named(row), (*_NAMED, *_OF_LINK)) for row in rows(Link)],
            "links to persons": [_some(row, _OF_PERSON_LINK) for row in rows(PersonLink)],
            "proposals": [f"{row['person_id']} {row['field']}" for row in rows(PersonProposal)],
            "values that lost": [
                f"{action} {field} {unlock(value).decode()}" for action, field, value in connection.execute(values)
            ],
            "open intents": [one.operation for one in journal.still_open(connection, mailbox_id)],
        }


def _named(row: Json) -> Json:
    """What of a link is compared in another form: whom its row concerns is entered whenever that is read."""
    shown = {field: marks for field, marks in row["superoffice_shown"].items() if field != "concerns"}
    return {name: bool(row[name]) for name in _NAMED} | {"superoffice_shown": shown}


def _some(row: Json, names: Iterable[str]) -> str:
    return json.dumps({name: row.get(name) for name in names}, default=str)
