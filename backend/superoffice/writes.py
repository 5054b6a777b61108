"""Writing into a diary: each write, and what became of it (engine.md §2.6)."""

from __future__ import annotations

from backend.core.seen import Seen
from backend.core.writes import (
    Create,
    CreateSeries,
    Delete,
    DeleteSeries,
    Gone,
    Intended,
    Outcome,
    Reshape,
    Stale,
    Unsure,
    Update,
    UpdateSeries,
    Write,
)
from backend.superoffice.bookings import NotAmong
from backend.superoffice.changing import Changer
from backend.superoffice.client import ApiError, Client
from backend.superoffice.creating import Creator
from backend.superoffice.desk import Desk
from backend.superoffice.diary import Diary
from backend.superoffice.outcomes import HalfDone, outcome_of
from backend.superoffice.reshaping import Reshaper
from backend.superoffice.series_writes import SeriesWriter
from backend.transport import ConnectionLost


class Writer:
    """Carries out writes with *client*, the owner's own, and with *system* what only the system user may."""

    def __init__(self, client: Client, system: Client | None, diary: Diary) -> None:
        desk = Desk.at(client, system, diary)
        self._creator = Creator(desk)
        self._changer = Changer(desk)
        self._series = SeriesWriter(desk, self._changer)
        self._reshaper = Reshaper(desk, self._changer, self._series)

    def carry_out(self, write: Write) -> Outcome:
        """One write. Raises SideError when the whole side cannot be worked with."""
        try:
            return self._done(write)
        except (ConnectionLost, NotAmong, HalfDone):
            return Unsure()
        except ApiError as error:
            outcome = outcome_of(error)
        if isinstance(outcome, Gone) and isinstance(write, UpdateSeries | Reshape | DeleteSeries):
            return Stale()  # one of many is gone
        return outcome

    def find(self, write: Intended) -> tuple[Seen, ...]:
        """The rows that a create made, if it took effect and is in this diary."""
        return self._creator.find(write)

    def _done(self, write: Write) -> Outcome:
        match write:
            case Create():
                return self._creator.create(write)
            case Update():
                return self._changer.update(write)
            case Delete():
                return self._changer.delete(write)
            case CreateSeries():
                return self._series.create(write)
            case UpdateSeries():
                return self._series.update(write)
            case Reshape():
                return self._reshaper.reshape(write)
            case DeleteSeries():
                return self._series.delete(write)
