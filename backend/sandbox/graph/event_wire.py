"""Events as they go out: the properties of Graph's event in the zone and form a request prefers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from backend.sandbox.graph import ids
from backend.sandbox.graph.bodies import plain_text
from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.local_time import spell, spell_utc, to_local, zone_named
from backend.sandbox.graph.model import Event
from backend.sandbox.graph.routing import Context, Prefer
from backend.sandbox.switches import Switches

_STORED = (
    "categories", "originalStartTimeZone", "originalEndTimeZone", "reminderMinutesBeforeStart", "isReminderOn",
    "hasAttachments", "subject", "bodyPreview", "importance", "sensitivity", "isAllDay", "isCancelled",
    "isOrganizer", "responseRequested", "showAs", "onlineMeetingUrl", "isOnlineMeeting", "onlineMeetingProvider",
    "allowNewTimeProposals", "isDraft", "hideAttendees", "responseStatus", "location", "locations", "attendees",
    "organizer", "onlineMeeting",
)  # fmt: skip


@dataclass(slots=True, frozen=True)
class EventWriter:
    """Spells events of one mailbox for one request."""

    owner: str
    prefer: Prefer
    switches: Switches
    zone_name: str
    zone: ZoneInfo

    @classmethod
    def of(cls, context: Context) -> EventWriter:
        """For the answer to a request."""
        name = context.prefer.timezone or "UTC"
        zone = zone_named(name)
        assert zone is not None, "the Prefer header was checked"
        return cls(context.box.owner, context.prefer, context.world.switches, name, zone)

    def id_of(self, entry: Entry) -> str:
        """The entry's id in the preferred form."""
        event = entry.event
        return ids.item_id(
            self.owner, event.container, event.key, occurrence=entry.day, immutable=self.prefer.immutable_ids
        )

    def master_id(self, event: Event) -> str:
        """Id of a single or master in the preferred form."""
        return ids.item_id(self.owner, event.container, event.key, immutable=self.prefer.immutable_ids)

    def full(self, entry: Entry) -> dict[str, Any]:
        """Every declared property."""
        event, item, wire = entry.event, entry.item, entry.wire
        key = ids.change_key(item)
        event_id = self.id_of(entry)
        result: dict[str, Any] = {
            "@odata.etag": f'W/"{key}"',
            "id": event_id,
            "createdDateTime": spell_utc(item.created),
            "lastModifiedDateTime": spell_utc(item.modified),
            "changeKey": key,
            "iCalUId": self._ical_uid(entry),
            "type": entry.type,
            "seriesMasterId": self.master_id(event) if entry.day else None,
            "webLink": f"https://outlook.office365.com/owa/?itemid={quote(event_id, safe='')}"
            "&exvsurl=1&path=/calendar/item",
            "body": self._body(wire["body"]),
            "start": self.time(entry.start, entry, "start"),
            "end": self.time(entry.end, entry, "end"),
            "recurrence": None if entry.day else wire["recurrence"],
        }
        result |= {name: wire[name] for name in _STORED}
        if transaction := wire.get("transactionId"):
            result["transactionId"] = transaction
        if entry.day:
            result["originalStart"] = self._original_start(entry)
        if self.switches.graph_undeclared_ids == "emitted":
            result["uid"] = event.ical_uid
            result["occurrenceId"] = self.occurrence_id(entry) if entry.day else None
        return result

    def stub(self, entry: Entry) -> dict[str, Any]:
        """An occurrence as calendarView/delta shows it (contracts/graph.md §2.1)."""
        return {
            "@odata.type": "#microsoft.graph.event",
            "@odata.etag": ids.etag(entry.item),
            "id": self.id_of(entry),
            "seriesMasterId": self.master_id(entry.event),
            "type": "occurrence",
            "start": self.time(entry.start, entry, "start"),
            "end": self.time(entry.end, entry, "end"),
        }

    def time(self, moment: datetime, entry: Entry, name: str) -> dict[str, str]:
        """Start or end in the preferred zone; of an all-day event midnight, whatever the zone (§1.1)."""
        wire = entry.wire
        if not wire["isAllDay"]:
            return {"dateTime": spell(to_local(moment, self.zone)), "timeZone": self.zone_name}
        own = zone_named(wire[name]["timeZone"])
        assert own is not None, "stored zones were checked when written"
        return {"dateTime": spell(to_local(moment, own)), "timeZone": self.zone_name}

    def occurrence_id(self, entry: Entry) -> str:
        """OID.{master}.{day} (contracts/graph.md §1.4)."""
        return f"OID.{self.master_id(entry.event)}.{entry.day}"

    def cancelled_ids(self, event: Event) -> list[str]:
        """occurrenceIds of the removed occurrences of a series."""
        return [f"OID.{self.master_id(event)}.{day}" for day in sorted(event.cancelled)]

    def _original_start(self, entry: Entry) -> str:
        assert entry.day is not None
        assert entry.series is not None
        return spell_utc(entry.series.times(entry.day)[0])

    def _ical_uid(self, entry: Entry) -> str:
        uid = entry.event.ical_uid
        if entry.day and self.switches.graph_ical_uid == "per_occurrence":
            # the global object id names the day in its bytes 16 to 19
            stamp = f"{entry.day.year:04X}{entry.day.month:02X}{entry.day.day:02X}"
            return f"{uid[:32]}{stamp}{uid[40:]}" if len(uid) > 40 else f"{uid}_{entry.day:%Y%m%d}"
        return uid

    def _body(self, body: dict[str, str]) -> dict[str, str]:
        if self.prefer.body_type == "text":
            return {"contentType": "text", "content": plain_text(body["content"])}
        return body
