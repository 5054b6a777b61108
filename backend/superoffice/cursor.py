"""How far a diary has been read: the text that the engine keeps between two runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import msgspec

from backend.core.items import Side, Window
from backend.core.sides import CursorLost

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """One position. Times are the server's own, never this machine's."""

    #: the days that were read whole
    first: date
    last: date
    #: latest stamp of a row that was seen, naive UTC as text; "" before the first row
    since: str = ""
    #: when *since* was first seen, by the server's clock, in seconds since 1970
    since_at: float = 0.0
    #: seconds from *since* to the stamp from which the next run asks
    margin: int = 0
    #: version by id of rows near *since* that the next run will be told again
    recent: dict[str, str] = field(default_factory=dict)
    #: *since* at the time when texts were last looked at
    texts_since: str = ""
    #: last line of the transaction log; None where the log is closed
    log: int | None = None
    #: lines near *log* that the next run will be told again
    recent_log: tuple[int, ...] = ()
    #: zone in which SuperOffice reads times of filters; "" while nobody knows
    literal_zone: str = ""
    format: int = _FORMAT

    @property
    def window(self) -> Window:
        """The days that were read whole."""
        return Window(self.first, self.last)

    def dump(self) -> str:
        """As text."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def load(cls, text: str) -> Cursor:
        """From text. Raises CursorLost for a text of another making."""
        try:
            cursor = msgspec.json.decode(text, type=cls)
        except msgspec.MsgspecError as error:
            raise CursorLost(Side.SUPEROFFICE, "superoffice.cursor") from error
        if cursor.format != _FORMAT:
            raise CursorLost(Side.SUPEROFFICE, "superoffice.cursor")
        return cursor
