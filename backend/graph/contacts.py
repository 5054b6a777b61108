"""The contacts of one mailbox as a side of the sync of persons (core.person_sides.ContactGateway)."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator, Mapping, Sequence

from backend.core.items import Side
from backend.core.person_sides import (
    ChangeContact,
    ContactChanges,
    ContactOutcome,
    ContactWrite,
    KnownContact,
    MakeContact,
    RemoveContact,
    SeenContact,
    Written,
)
from backend.core.persons import CONTACT_FIELDS, Contact
from backend.core.sides import Unavailable
from backend.core.writes import Gone, Refused, Unsure
from backend.graph.batch import LIMIT, Part, PartAnswer, send_all, send_batch
from backend.graph.client import GraphClient, Json
from backend.graph.contact_reading import CONTACTS, PAGE, ContactReader, as_written, contact_page, contact_path
from backend.graph.contact_wire import SELECT, known_contact, pointer, write_contact
from backend.graph.outcomes import failure, succeeded
from backend.graph.paging import values
from backend.graph.told import told
from backend.transport import ConnectionLost

log = logging.getLogger(__name__)

#: first bytes of the pictures that Outlook shows
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif"}
#: bytes of a picture that fit into a batch beside nothing else (contracts/graph.md §4: 4 MB, and base64)
_LARGEST_PICTURE = 2_500_000


class GraphContacts:
    """Implements core.person_sides.ContactGateway. *context* identifies the organisation in pointers."""

    def __init__(self, client: GraphClient, context: str) -> None:
        self._client = client
        self._context = context
        self._reader = ContactReader(client, context)

    def changes(self, cursor: str | None) -> Iterator[ContactChanges]:
        """ContactGateway.changes, of the default folder. Raises CursorLost, NeedsSignIn, Unavailable."""
        link = cursor or f"{CONTACTS}/delta?{SELECT}"
        while True:
            page = contact_page(self._client, link, PAGE)
            following, delta = page.get("@odata.nextLink"), page.get("@odata.deltaLink")
            if not isinstance(following or delta, str) or following == link:
                raise Unavailable(Side.CALENDAR, "outlook.contacts_end")
            seen, gone = _read_page(values(page))
            yield ContactChanges(seen, gone, cursor=None if following else str(delta))
            if not following:
                return
            link = str(following)

    def pointers(self) -> Mapping[str, int]:
        """ContactGateway.pointers."""
        return self._reader.pointers()

    def read(self, ids: Sequence[str]) -> Mapping[str, SeenContact | Gone | Refused]:
        """ContactGateway.read."""
        return self._reader.read(ids)

    def find(self, persons: Mapping[int, Contact]) -> Mapping[int, tuple[SeenContact, ...]]:
        """ContactGateway.find."""
        return self._reader.find(persons)

    def write(self, writes: Sequence[ContactWrite]) -> Iterator[tuple[ContactWrite, ContactOutcome]]:
        """ContactGateway.write. Raises NeedsSignIn and Unavailable."""
        for start in range(0, len(writes), LIMIT):
            some = writes[start : start + LIMIT]
            try:
                answers = send_batch(self._client, [self._part(write) for write in some])
            except ConnectionLost:
                yield from ((write, Unsure()) for write in some)
                continue
            for write, answer in zip(some, answers, strict=True):
                yield write, self._outcome(write, answer)

    def _part(self, write: ContactWrite) -> Part:
        match write:
            case MakeContact(person_id, contact, category):
                filled = [field for field in CONTACT_FIELDS if getattr(contact, field)]
                body = write_contact(contact, filled)
                body |= self._named(body, person_id) | {"categories": [category]}
                return Part("POST", CONTACTS, body)
            case ChangeContact():
                body = write_contact(write.contact, write.fields)
                if write.named:
                    body |= self._named(body, write.person_id)
                if write.categories is not None:
                    body["categories"] = list(write.categories)
                return Part("PATCH", contact_path(write.id), body, if_match=write.version)
            case RemoveContact():
                return Part("DELETE", contact_path(write.id), if_match=write.version)

    def _named(self, body: Json, person_id: int) -> Json:
        """The properties of *body*, and the one that names the person."""
        properties = body.get("singleValueExtendedProperties", [])
        return {"singleValueExtendedProperties": [*properties, pointer(self._context, person_id)]}

    def _outcome(self, write: ContactWrite, answer: PartAnswer) -> ContactOutcome:
        if not succeeded(answer):
            return failure(answer)
        if isinstance(write, RemoveContact):
            return Written(None)
        seen = as_written(self._reader.of(answer.body), write.contact, write.person_id)
        return Written(seen) if seen.id and seen.contact else Unsure()

    def put_photos(self, photos: Mapping[str, bytes]) -> Mapping[str, bool]:
        """ContactGateway.put_photos. What is no picture, or too large, is not taken."""
        kinds = {one: kind for one, photo in photos.items() if (kind := _kind(photo))}
        parts = [
            Part(
                "PUT",
                f"{contact_path(one)}/photo/$value",
                base64.urlsafe_b64encode(photos[one]).decode(),
                content_type=kind,
            )
            for one, kind in kinds.items()
        ]
        answers = send_all(self._client, parts, repeatable=True)
        taken = {one: succeeded(answer) for one, answer in zip(kinds, answers, strict=True)}
        refused = len(photos) - sum(taken.values())
        if refused:
            log.warning("pictures that Outlook did not take: %d", refused)
        return {one: taken.get(one, False) for one in photos}

    def with_photo(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the contacts *ids* that have a picture, or may have one."""
        parts = [Part("GET", f"{contact_path(one)}/photo") for one in ids]
        answers = send_all(self._client, parts, repeatable=True)
        return frozenset(one for one, answer in zip(ids, answers, strict=True) if answer.status != 404)


def _read_page(entries: Sequence[object]) -> tuple[tuple[KnownContact, ...], tuple[str, ...]]:
    seen: list[KnownContact] = []
    gone: list[str] = []
    for entry in entries:
        if not isinstance(entry, dict) or not told(entry, "id"):
            log.warning("an entry without an id in a page of contacts was passed over")
        elif "@removed" in entry:
            gone.append(entry["id"])
        else:
            seen.append(known_contact(entry))
    return tuple(seen), tuple(gone)


def _kind(photo: bytes) -> str:
    """The type of a picture; "" for what Outlook cannot show."""
    if len(photo) > _LARGEST_PICTURE:
        return ""
    return next((kind for head, kind in _PICTURES.items() if photo.startswith(head)), "")
