"""The content of one associate's rows: plain ones fetched in bulk, those with guests one by one (§2.9, §3.4)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from backend.core.items import Appointment, Concerns, Item
from backend.core.reasons import Reason
from backend.core.seen import Booking, Place, Seen, Unmapped
from backend.core.values import replace
from backend.core.writes import Gone, Refused
from backend.superoffice import listed, meetings, wire
from backend.superoffice.archive import chunks
from backend.superoffice.client import ApiError, Client
from backend.superoffice.directory import Cards
from backend.superoffice.facts import Facts
from backend.superoffice.lanes import as_done
from backend.superoffice.listing import CHUNK, DIARY, Listed, Listing, Scope, is_untouched, utc
from backend.superoffice.properties import Unreadable
from backend.superoffice.rows import entity_of

log = logging.getLogger(__name__)

Carrier = Mapping[str, Any]
#: reads a flat carrier; raises nothing
Reading = Callable[[Carrier, Facts, meetings.People], Item | Unmapped]


class Diary:
    """The rows of one associate that *scope* names, read on behalf of *client*'s user as *reading* does it."""

    def __init__(
        self, client: Client, associate_id: int, facts: Callable[[], Facts], scope: Scope = DIARY,
        reading: Reading = wire.read,
    ) -> None:  # fmt: skip
        self.client = client
        self.associate_id = associate_id
        self.facts = facts
        self.directory = Cards(client)
        self.listing = Listing(client, associate_id, scope)
        self._reading = reading
        #: rows that were completed when they were last seen
        self.completed: set[str] = set()
        #: versions of the rows that had nobody but the owner when they were last read
        self.plain: dict[str, str] = {}

    def begin_round(self) -> None:
        """Forget what the last round showed: cards come and change, and so do rows."""
        self.directory.forget()
        self.plain.clear()

    def fetch(
        self, rows: Sequence[Listed], pointers: Mapping[str, str] | None = None
    ) -> dict[str, Seen | Refused]:
        """The rows with their content; those that are not there, in another diary, or another gateway's are left
        out.

        Content is read after the version, so that an edit in between shows as a new version the next time.
        """
        own = [row for row in rows if self.holds(row)]
        plain = [row for row in own if not row.has_guests]
        carriers = self.carriers(plain)
        self.plain |= {row.id: row.version for row in plain}
        for row, found in as_done(self._with_guests, [row for row in own if row.has_guests]):
            if found is not None:
                carriers[row.id] = found
        carriers |= self._withheld([row.id for row in own if row.id not in carriers])
        told = [carrier for carrier in carriers.values() if not isinstance(carrier, Refused)]
        people = meetings.identified(told, self.directory)
        self.directory.of_persons(listed.persons(row.concerns for row in own))
        return {
            row.id: self._shown(row, carriers[row.id], people, pointers.get(row.id, "") if pointers else "")
            for row in own
            if row.id in carriers
        }

    def holds(self, row: Listed) -> bool:
        """Whether a row is one of this diary, and no other gateway's."""
        return row.owner == self.associate_id and row.type not in self.listing.scope.others

    def read(self, ids: Iterable[str]) -> dict[str, Seen | Gone | Refused]:
        """The items now; Gone when the row does not exist, lies in another diary, or is another gateway's."""
        wanted = list(ids)
        found = self.fetch(list(self.listing.look_up(item for item in wanted if item.isdecimal()).values()))
        return {item: found.get(item, Gone()) for item in wanted}

    def entity(self, item_id: str) -> dict[str, Any]:
        """The AppointmentEntity of a row as it is now, whoever owns it. Raises ApiError, 404 when it is gone."""
        query = {"$select": ",".join(wire.ENTITY_PROPERTIES)}
        return entity_of(self.client.get(f"v1/Appointment/{item_id}", query))

    def seen(self, carrier: Carrier, row_version: str, uid: str = "") -> Seen:
        """A flat carrier as what this side shows, but for its place in a series, which carriers do not tell."""
        seen = self._seen(carrier, row_version, uid, meetings.identified([carrier], self.directory))
        if not isinstance(seen.item, Appointment):
            return seen
        return replace(seen, item=self._listing(seen.item, seen.item.concerns))

    def _listing(self, item: Appointment, concerns: Concerns | None) -> Appointment:
        """*item* with what it concerns, and the lines by which the calendar lists who takes part."""
        cards = self.directory.of_persons(listed.persons([concerns] if concerns else []))
        return replace(item, concerns=concerns, listed=listed.lines(item.meeting, concerns, cards))

    def _seen(self, carrier: Carrier, row_version: str, uid: str, people: meetings.People) -> Seen:
        item_id = str(carrier.get("AppointmentId"))
        if wire.is_completed(carrier):
            self.completed.add(item_id)
        else:
            self.completed.discard(item_id)
        item = self._reading(carrier, self.facts(), people)
        return Seen(item_id, row_version, item, uid, booking=_booking(carrier))

    def _shown(
        self, row: Listed, carrier: Carrier | Refused, people: meetings.People, pointer: str
    ) -> Seen | Refused:
        if isinstance(carrier, Refused):
            return carrier
        if str(carrier.get("Type")) in wire.FOREIGN_TYPES:
            return Refused(Reason.UNREADABLE)
        seen = self._seen(carrier, row.version, row.uid, people)
        item, place = seen.item, None
        if isinstance(item, Appointment):
            item = self._listing(item, row.concerns)
            if row.rule:
                place = Place(str(row.rule), wire.original_start(row.original, item.span, self.facts()))
        made_at = utc(row.registered) if row.registered else None
        return replace(seen, item=item, pointer=pointer, place=place, made_at=made_at, untouched=is_untouched(row))

    def carriers(self, rows: Sequence[Listed]) -> dict[str, Carrier | Refused]:
        """The flat carriers of *rows*, by id; they do not tell who takes part."""
        found: dict[str, Carrier | Refused] = {}
        for _, carriers in as_done(self._in_bulk, list(chunks(rows, CHUNK))):
            found |= carriers
        return found

    def _in_bulk(self, rows: Sequence[Listed]) -> dict[str, Carrier]:
        query = {"$select": ",".join(wire.PROPERTIES)}
        answer = self.client.ask("v1/Agents/Appointment/GetAppointmentList", [int(row.id) for row in rows], query)
        if not isinstance(answer.data, list):
            raise ApiError(502, "MalformedAnswer")
        return {
            str(carrier.get("AppointmentId")): carrier
            for carrier in answer.data
            if isinstance(carrier, dict) and carrier.get("AssociateId") == self.associate_id
        }

    def _withheld(self, ids: Sequence[str]) -> dict[str, Carrier | Refused]:
        """Those of *ids* that are still listed though nobody tells what they are: they are not gone."""
        listed = self.listing.look_up(ids).values() if ids else ()
        found: dict[str, Carrier | Refused] = {
            row.id: Refused(Reason.NO_ACCESS, "Withheld") for row in listed if self.holds(row)
        }
        if found:
            log.warning("SuperOffice lists rows without telling what they are: %d", len(found))
        return found

    def _with_guests(self, row: Listed) -> Carrier | Refused | None:
        """The carrier of a row with its participants, whom only the entity tells; None when it left meanwhile."""
        try:
            carrier = wire.flat(self.entity(row.id))
        except ApiError as error:
            match error.status:
                case 403:
                    return Refused(Reason.NO_ACCESS, error.kind)
                case 404:
                    return None
                case 502:
                    return Refused(Reason.UNREADABLE, error.kind)
            raise
        return carrier if carrier["AssociateId"] == self.associate_id else None


def _booking(carrier: Carrier) -> Booking | None:
    try:
        return meetings.booking(carrier)
    except Unreadable:
        return None
