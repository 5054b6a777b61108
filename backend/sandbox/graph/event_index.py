"""Look-up tables over the events of one mailbox, so that no request reads all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from backend.sandbox.graph.model import Event
from backend.sandbox.graph.series import Series


@dataclass(slots=True)
class Span:
    """From the first start to the last end of an event or series, UTC."""

    start: datetime
    #: None: a series without end
    end: datetime | None


@dataclass(slots=True)
class EventIndex:
    """Kept in step by `event_store`, which alone writes events."""

    #: by calendar, then by event key, in the order of creation
    spans: dict[str, dict[int, Span]] = field(default_factory=dict)
    #: of masters, by event key
    series: dict[int, Series] = field(default_factory=dict)
    by_ical_uid: dict[str, set[int]] = field(default_factory=dict)
    #: key of the event a transaction id has made, as long as the event is there
    by_transaction: dict[str, int] = field(default_factory=dict)
    #: by extended property id, then by value without case
    by_extended: dict[str, dict[str, set[int]]] = field(default_factory=dict)

    def put(self, event: Event, span: Span, series: Series | None) -> None:
        """Enter *event*; one that is already here must be taken out first."""
        self.spans.setdefault(event.container, {})[event.key] = span
        if series:
            self.series[event.key] = series
        self.by_ical_uid.setdefault(event.ical_uid, set()).add(event.key)
        if transaction := event.wire.get("transactionId"):
            self.by_transaction[transaction] = event.key
        for name, value in event.extended.items():
            self.by_extended.setdefault(name, {}).setdefault(value.casefold(), set()).add(event.key)

    def take_out(self, event: Event) -> None:
        """Forget *event* as it was entered."""
        self.spans.get(event.container, {}).pop(event.key, None)
        self.series.pop(event.key, None)
        self.by_ical_uid.get(event.ical_uid, set()).discard(event.key)
        self.by_transaction.pop(event.wire.get("transactionId", ""), None)
        for name, value in event.extended.items():
            self.by_extended.get(name, {}).get(value.casefold(), set()).discard(event.key)
