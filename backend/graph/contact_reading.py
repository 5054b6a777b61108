"""Contacts read: listed, one by one, and by what they may be found (contracts/graph.md §1.6, §2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from backend.core.items import Side
from backend.core.person_sides import SeenContact
from backend.core.persons import Contact
from backend.core.reasons import Reason
from backend.core.sides import Unavailable
from backend.core.values import replace
from backend.core.writes import Gone, Refused
from backend.graph.batch import Part, PartAnswer, send_all
from backend.graph.client import GraphClient, Json, unavailable
from backend.graph.contact_wire import EXPAND, PERSON, seen_contact
from backend.graph.errors import BadRequest, Forbidden, GraphError, NotFound, error_of
from backend.graph.marks import quoted
from backend.graph.paging import is_page, values
from backend.graph.told import told

CONTACTS = "/me/contacts"
#: contacts in one page
PAGE = 200
#: contacts of one address that are looked at
_ALIKE = 10


def contact_path(contact_id: str) -> str:
    """Where a contact is, whichever folder holds it."""
    return f"{CONTACTS}/{quote(contact_id, safe='')}"


def contact_page(client: GraphClient, link: str, size: int = 0) -> Json:
    """One page of contacts. Raises SideError also where they may not be read, or what comes is no page."""
    try:
        page = client.get(link, page_size=size)
    except (NotFound, Forbidden) as error:
        raise Unavailable(Side.CALENDAR, "outlook.no_contacts") from error
    except GraphError as error:
        raise unavailable(error) from error
    if not is_page(page):
        raise Unavailable(Side.CALENDAR, "outlook.page_of_contacts")
    return page


def contact_pages(client: GraphClient, link: str) -> Iterator[Json]:
    """Every page of a listing that begins at *link*. Raises SideError."""
    while link:
        page = contact_page(client, link)
        yield page
        following = page.get("@odata.nextLink")
        link = following if isinstance(following, str) and following != link else ""


class ContactReader:
    """Contacts of one mailbox; *context* is the organisation that its pointers name."""

    def __init__(self, client: GraphClient, context: str) -> None:
        self._client = client
        self._context = context

    def pointers(self) -> dict[str, int]:
        """All contacts of the default folder that name a person of this organisation, with that person."""
        condition = f"ep/id eq {quoted(PERSON)} and startswith(ep/value,{quoted(self._context + ':')})"
        restriction = quote(f"singleValueExtendedProperties/any(ep: {condition})")
        link = f"{CONTACTS}?$select=id&{EXPAND}&$filter={restriction}&$top={PAGE}"
        seen = (
            seen_contact(entry, self._context)
            for page in contact_pages(self._client, link)
            for entry in values(page)
            if isinstance(entry, dict)
        )
        return {one.id: one.person_id for one in seen if one.id and one.person_id}

    def read(self, ids: Sequence[str]) -> dict[str, SeenContact | Gone | Refused]:
        """Contacts now, also those in other folders. Raises SideError, also where one stays in doubt."""
        found: dict[str, SeenContact | Gone | Refused] = {}
        moved: dict[str, str] = {}
        answers = send_all(
            self._client, [Part("GET", f"{contact_path(one)}?{EXPAND}") for one in ids], repeatable=True
        )
        for one, answer in zip(ids, answers, strict=True):
            found[one] = self._judged(answer)
            if isinstance(found[one], SeenContact):
                moved[one] = told(answer.body, "parentFolderId")
        self._tell_deleted(found, moved)
        return found

    def _judged(self, answer: PartAnswer) -> SeenContact | Gone | Refused:
        if answer.status == 200 and isinstance(answer.body, dict):
            seen = seen_contact(answer.body, self._context)
            if seen.id:
                return seen
            raise Unavailable(Side.CALENDAR, "outlook.contact")
        error = error_of(answer.status, answer.headers, answer.body)
        if isinstance(error, NotFound):
            return Gone()
        if isinstance(error, Forbidden):
            return Refused(Reason.NO_ACCESS, error.code)
        raise unavailable(error)

    def _tell_deleted(self, found: dict[str, SeenContact | Gone | Refused], folders: Mapping[str, str]) -> None:
        """Contacts in no folder of contacts are deleted: people move them to Deleted Items, where ids live on."""
        names = sorted(set(folders.values()) - {""})
        parts = [Part("GET", f"/me/contactFolders/{quote(name, safe='')}?$select=id") for name in names]
        answers = list(send_all(self._client, parts, repeatable=True)) if parts else []
        lost = {
            name
            for name, answer in zip(names, answers, strict=True)
            if isinstance(error_of(answer.status, answer.headers, answer.body), NotFound)
        }
        for one, folder in folders.items():
            if folder in lost:
                found[one] = Gone()

    def find(self, persons: Mapping[int, Contact]) -> dict[int, tuple[SeenContact, ...]]:
        """By person the contacts that name him or have an address of his; the oldest first. Raises SideError."""
        asked = [(person, self._named(person)) for person in persons]
        asked += [(person, _at(address)) for person, contact in persons.items() for address in contact.emails]
        parts = [Part("GET", f"{CONTACTS}?{EXPAND}&$filter={quote(query)}&$top={_ALIKE}") for _, query in asked]
        found: dict[int, dict[str, SeenContact]] = {person: {} for person in persons}
        for number, answer in enumerate(send_all(self._client, parts, repeatable=True)):
            person, _ = asked[number]
            for seen in self._page(answer, must_answer=number < len(persons)):
                found[person][seen.id] = seen
        return {person: tuple(sorted(seen.values(), key=_age)) for person, seen in found.items()}

    def _page(self, answer: PartAnswer, *, must_answer: bool) -> list[SeenContact]:
        """The contacts that a search found. Nobody has an address that Graph cannot even search for."""
        if answer.status == 200 and is_page(answer.body):
            listed = [entry for entry in values(answer.body) if isinstance(entry, dict) and told(entry, "id")]
            return [seen_contact(entry, self._context) for entry in listed]
        error = error_of(answer.status, answer.headers, answer.body)
        if isinstance(error, BadRequest) and not must_answer and answer.status != 200:
            return []
        raise unavailable(error)

    def _named(self, person: int) -> str:
        named = f"ep/id eq {quoted(PERSON)} and ep/value eq {quoted(f'{self._context}:{person}')}"
        return f"singleValueExtendedProperties/any(ep: {named})"

    def of(self, entry: object) -> SeenContact:
        """A contact as a write answers it; its properties without a field are not told there."""
        return seen_contact(entry if isinstance(entry, dict) else {}, self._context)


def _at(address: str) -> str:
    return f"emailAddresses/any(a: a/address eq {quoted(address)})"


def _age(seen: SeenContact) -> tuple[str, str]:
    return seen.made_at, seen.id


def as_written(seen: SeenContact, contact: Contact, person_id: int) -> SeenContact:
    """What a write answered, with what such an answer never tells (contracts/graph.md §1.6)."""
    if seen.contact is None:
        return seen
    shown = replace(seen.contact, fax=contact.fax, other_phone=contact.other_phone)
    return replace(seen, contact=shown, person_id=person_id)
