"""Persons of SuperOffice and contacts of Outlook, as people handle them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.company import Company
from tests.sandbox.superoffice_system import system_session
from tests.sandbox_client import HostSession

Json = dict[str, Any]

#: a customer's card, his company, and a selection that he is in (the small company)
CLARA, HAVBRIS, NEWSLETTER = 17, 2, 2
CATEGORY = "SuperOffice Person"
#: MAPI's properties for what Graph has no field
FAX, OTHER_PHONE = "String 0x3A24", "String 0x3A1F"
#: the smallest pictures that say what they are
JPEG, PNG = b"\xff\xd8\xff\xe0 a picture", b"\x89PNG another picture"


def checked(answer: Any) -> Any:
    """The JSON of an answer that says yes."""
    assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:400]}"
    return answer.json() if answer.content else None


@dataclass
class CardFile:
    """What somebody does with persons in SuperOffice."""

    http: HostSession
    company: Company = field(repr=False)

    def adds(self, first: str, last: str, company: int = HAVBRIS, **more: Any) -> int:
        """A new person; returns his id."""
        body = {"Firstname": first, "Lastname": last, "Contact": {"ContactId": company}, **more}
        return int(checked(self.http.post("/v1/Person", json=body))["PersonId"])

    def changes(self, person: int, **fields: Any) -> None:
        """Edit a person."""
        self._patch(f"/v1/Person/{person}", fields)

    def changes_company(self, company: int, **fields: Any) -> None:
        """Edit a company."""
        self._patch(f"/v1/Contact/{company}", fields)

    def _patch(self, path: str, fields: Json) -> None:
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in fields.items()]
        checked(self.http.patch(path, json=patch))

    def deletes(self, person: int) -> None:
        """Put a person into the recycle bin."""
        checked(self.http.delete(f"/v1/Person/{person}"))

    def merges(self, person: int, other: int) -> None:
        """Make two persons one; the second stays."""
        checked(self.http.post(f"/v1/Person/{person}/MergeTo/{other}"))

    def moves(self, person: int, company: int) -> None:
        """Let a person change to another company."""
        checked(self.http.post(f"/v1/Person/{person}/MoveTo/{company}"))

    def pictures(self, person: int, picture: bytes = JPEG) -> None:
        """Give a person a picture."""
        kind = "image/png" if picture.startswith(b"\x89") else "image/jpeg"
        checked(self.http.put(f"/v1/Person/{person}/Image", data=picture, headers={"Content-Type": kind}))

    def adds_company(self, name: str, **more: Any) -> int:
        """A new company; returns its id."""
        return int(checked(self.http.post("/v1/Contact", json={"Name": name, **more}))["ContactId"])

    def selects(self, *persons: int, name: str = "Friends") -> int:
        """A new selection of persons; returns its id."""
        made = checked(self.http.post("/v1/Selection", json={"Name": name, "TargetTableNumber": 5}))
        self.includes(int(made["SelectionId"]), *persons)
        return int(made["SelectionId"])

    def includes(self, selection: int, *persons: int) -> None:
        """Put persons into a selection."""
        members = [{"PersonId": person} for person in persons]
        checked(self.http.post(f"/v1/Selection/{selection}/Members/AddPerson", json=members))

    def excludes(self, selection: int, *persons: int) -> None:
        """Take persons out of a selection."""
        members = [{"PersonId": person} for person in persons]
        checked(self.http.post(f"/v1/Selection/{selection}/Members/RemovePerson", json=members))

    def stars(self, associate: int, *, person: int = 0, company: int = 0) -> int:
        """A user marks a person or company as favourite; returns the mark."""
        table, record = (6, person) if person else (5, company)
        columns = ["table_id", "record_id", "associate_id"]
        body = {"TableName": "favourite", "Columns": columns, "Data": [[str(table), str(record), str(associate)]]}
        system = system_session(self.company.sandbox)
        checked(system.post("/v1/Agents/DatabaseTable/Insert", json=body))
        rows = checked(
            system.get(
                "/v1/Archive/dynamic?$select=favourite.favourite_id&$orderBy=favourite.favourite_id desc"
                "&$filter=favourite.favourite_id gt 0&$top=1"
            )
        )
        return int(rows["value"][0]["PrimaryKey"])

    def unstars(self, mark: int) -> None:
        """A user takes the mark away."""
        body = {"TableName": "favourite", "IDs": [mark]}
        checked(system_session(self.company.sandbox).post("/v1/Agents/DatabaseTable/Delete", json=body))


@dataclass
class AddressBook:
    """What somebody does with contacts in Outlook."""

    http: HostSession

    def __post_init__(self) -> None:
        self.http.headers["Prefer"] = 'IdType="ImmutableId"'

    def contacts(self) -> list[Json]:
        """All contacts with their extended properties, by display name."""
        wanted = f"id eq '{FAX}' or id eq '{OTHER_PHONE}'"
        url = f"/me/contacts?$top=500&$expand=singleValueExtendedProperties($filter={wanted})"
        found: list[Json] = []
        while url:
            page = checked(self.http.get(url))
            found += page["value"]
            url = page.get("@odata.nextLink", "")
        return sorted(found, key=lambda contact: str(contact["displayName"]))

    def names(self) -> list[str]:
        """The display names of all contacts."""
        return [str(contact["displayName"]) for contact in self.contacts()]

    def contact(self, name: str) -> Json:
        """The one contact of this name."""
        found = [contact for contact in self.contacts() if contact["displayName"] == name]
        assert len(found) == 1, f"{name}: {len(found)} of {self.names()}"
        return found[0]

    def adds(self, **fields: Any) -> str:
        """A contact that the user makes; returns its id."""
        return str(checked(self.http.post("/me/contacts", json=fields))["id"])

    def changes(self, name: str, **fields: Any) -> None:
        """Edit the contact of this name."""
        checked(self.http.patch(f"/me/contacts/{self.contact(name)['id']}", json=fields))

    def deletes(self, name: str) -> None:
        """Delete the contact of this name."""
        checked(self.http.delete(f"/me/contacts/{self.contact(name)['id']}"))

    def photo(self, name: str) -> bytes | None:
        """The picture of the contact of this name; None for none."""
        answer = self.http.get(f"/me/contacts/{self.contact(name)['id']}/photo/$value")
        return answer.content if answer.ok else None


def extended(contact: Json, name: str) -> str:
    """An extended property of a contact; "" for none."""
    listed = contact.get("singleValueExtendedProperties", [])
    return next((str(one["value"]) for one in listed if one["id"].lower() == name.lower()), "")


def card_file(company: Company, key: str = "linda") -> CardFile:
    """SuperOffice's persons as *key* handles them."""
    return CardFile(company.sandbox.superoffice_session(key), company)


def address_book(company: Company, key: str = "linda") -> AddressBook:
    """The contacts of *key*."""
    return AddressBook(company.sandbox.graph_session(key))
