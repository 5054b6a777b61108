"""The list of tasks that is synced: Outlook's default one, where it is and how far it was read (§2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import msgspec

from backend.core.items import Side
from backend.core.sides import CursorLost, Unavailable
from backend.graph.client import GraphClient, Json
from backend.graph.paging import Vanished, calendar_page, calendar_pages, values
from backend.graph.told import told

_LISTS: Final = "/me/todo/lists"
#: what the listing is called when it cannot be read
#: shows the back pointers with the tasks; a delta takes it too (contracts/graph.md §2.4)
EXPAND: Final = "$expand=linkedResources"
#: tasks of one page
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Position:
    """How far a list was read. A delta link answers for its own list only."""

    list_id: str
    link: str

    @classmethod
    def load(cls, text: str | None) -> Position | None:
        """Read what `dump` wrote; None for anything else."""
        try:
            return msgspec.json.decode(text or "", type=cls)
        except msgspec.MsgspecError:
            return None

    def dump(self) -> str:
        """The text that is stored."""
        return msgspec.json.encode(self).decode()


class TaskList:
    """The default list of one mailbox; flagged mails and lists that people made are left alone.

    It is looked for when it is first needed. Every method may raise NeedsSignIn and Unavailable.
    """

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._id = ""

    @property
    def id(self) -> str:
        """Its id."""
        if not self._id:
            self._id = self._look()
        return self._id

    def resume(self, list_id: str) -> None:
        """Take *list_id* for the list, as it was when the list was last read."""
        self._id = list_id

    def forget(self) -> None:
        """Look for it again."""
        self._id = ""

    @property
    def tasks(self) -> str:
        """Where its tasks are listed and created."""
        return f"{_LISTS}/{quote(self.id, safe='')}/tasks"

    def task(self, task_id: str) -> str:
        """Where one of its tasks is."""
        return f"{self.tasks}/{quote(task_id, safe='')}"

    @property
    def first_link(self) -> str:
        """Where a reading of the whole list begins."""
        return f"{self.tasks}/delta?{EXPAND}"

    def changes(self, link: str) -> Json:
        """One page of changes. Raises CursorLost too: the list to which *link* leads may be gone."""
        try:
            return calendar_page(self._client, link, _PAGE, of="tasks")
        except Vanished as error:
            raise CursorLost(Side.CALENDAR, "outlook.list_gone") from error

    def all(self) -> Iterator[Json]:
        """Every task with its links."""
        for page in calendar_pages(self._client, f"{self.tasks}?{EXPAND}&$top={_PAGE}", of="tasks"):
            yield from (task for task in values(page) if isinstance(task, dict))

    def confirm(self) -> None:
        """Make sure that the list is there, so that a task that is not found really is gone."""
        known = self._id
        if known and known != self._look():
            raise Unavailable(Side.CALENDAR, "outlook.other_list")

    def _look(self) -> str:
        for page in calendar_pages(self._client, _LISTS, of="task_lists"):
            for entry in values(page):
                is_default = isinstance(entry, dict) and told(entry, "wellknownListName") == "defaultList"
                if is_default and (found := told(entry, "id")):
                    return found
        raise Unavailable(Side.CALENDAR, "outlook.no_list")
