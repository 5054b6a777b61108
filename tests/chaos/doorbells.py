"""The doorbell of a mailbox in a history: notifications of what people do come at once, twice, late or never."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine

from backend.store import mailboxes
from backend.store.database import session
from tests.chaos.acts import Way


@dataclass
class Doorbell:
    """One mailbox as its notifications reach it."""

    engine: Engine
    mailbox_id: UUID
    way: Way = "at once"
    #: something happened since the last whole run of which no notification has come
    missed: bool = False
    _late: int = 0

    def told(self) -> None:
        """Somebody did something."""
        match self.way:
            case "lost":
                self.missed = True
            case "late":
                self.missed = True
                self._late += 1
            case "doubled":
                self._ring(2)
            case "at once":
                self._ring(1)

    def late_ones_come(self) -> None:
        """What was under way arrives."""
        self._ring(self._late)
        self._late = 0

    @property
    def is_rung(self) -> bool:
        """Whether a run is asked for."""
        with session(self.engine) as work:
            return self.mailbox_id in mailboxes.rung(work, [self.mailbox_id])

    def _ring(self, times: int) -> None:
        with session(self.engine) as work, work.begin():
            for _ in range(times):
                mailboxes.ring(work, self.mailbox_id)
