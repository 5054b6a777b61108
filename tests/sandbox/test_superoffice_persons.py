"""Persons and companies over REST and agents (contract §4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import superoffice_schema
from tests.sandbox.superoffice_diary import Diary, diary_of
from tests.sandbox_client import SandboxClient

CLARA = 17
HAVBRIS = 2


def person(diary: Diary, **entity: Any) -> dict[str, Any]:
    """A saved person of the customer."""
    saved: dict[str, Any] = diary.ok(
        "POST", "Person", {"Firstname": "Ola", "Lastname": "Nordmann", "Contact": {"ContactId": HAVBRIS}} | entity
    )
    return saved


def test_a_person_reads_back_as_saved(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    saved = person(
        diary, title="Buyer", birthDate="1984-06-17T00:00:00.000Z", country={"countryId": 578}, position={"id": 4},
        emails=[{"value": "ola@x.example", "description": "work"}, {"value": "ola@home.example"}],
        mobilePhones=[{"value": "+47 900 11 222"}], address={"street": {"address1": "Kaia 1", "city": "Bergen"}},
        customFields={"SuperOffice:1": "Per"},
    )  # fmt: skip
    read = diary.ok("GET", f"Person/{saved['PersonId']}")
    assert read == saved
    assert (read["FullName"], read["Title"], read["BirthDate"]) == (
        "Ola Nordmann",
        "Buyer",
        "1984-06-17T00:00:00Z",
    )
    assert [email["Value"] for email in read["Emails"]] == ["ola@x.example", "ola@home.example"]
    assert read["MobilePhones"][0]["StrippedValue"] == "+4790011222"
    assert (read["Contact"]["Name"], read["Country"]["TwoLetterISOCountry"]) == ("Havbris Shipping", "NO")
    assert (read["Position"]["Id"], read["Address"]["Street"]["City"]) == (4, "Bergen")
    assert read["CustomFields"] == {"SuperOffice:1": "Per"}
    assert read["UpdatedDate"] == "0001-01-01T00:00:00Z"
    assert read["_Links"]["Self"].endswith(f"/v1/Person/{saved['PersonId']}")


def test_the_entity_has_every_documented_property(sandbox: SandboxClient) -> None:
    if not superoffice_schema.available():
        pytest.skip("the OpenAPI files of SuperOffice are not here (CONTRACT_DATA)")
    diary = diary_of(sandbox, "linda")
    for path, definition in (("Person", "PersonEntity"), ("Contact", "ContactEntity")):
        known = superoffice_schema.properties_of(path, f"SuperOffice.CRM.Services.{definition}")
        assert set(diary.ok("GET", f"{path}/default")) == known


def test_birthdays_without_a_year(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    saved = person(diary, BirthDate="0002-06-17T00:00:00Z")
    assert saved["BirthDate"] == "0002-06-17T00:00:00Z"
    assert person(diary, BirthDate="0001-01-01T00:00:00Z")["BirthDate"] == "0001-01-01T00:00:00Z"


def test_patch_as_list_and_as_object(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    person_id = person(diary, Emails=[{"Value": "a@x.example"}])["PersonId"]
    address = f"Person/{person_id}"
    patched = diary.ok("PATCH", address, [
        {"op": "test", "path": "/Firstname", "value": "Ola"},
        {"op": "replace", "path": "emails/0/value", "value": "b@x.example"},
        {"op": "add", "path": "/OfficePhones/-", "value": {"Value": "55 00"}},
    ])  # fmt: skip
    assert (patched["Emails"][0]["Value"], patched["OfficePhones"][0]["Value"]) == ("b@x.example", "55 00")
    merged = diary.ok("PATCH", address, {"Lastname": "Hansen", "Emails": {"Value": "c@x.example"}})
    assert merged["FullName"] == "Ola Hansen"
    assert [email["Value"] for email in merged["Emails"]] == ["b@x.example", "c@x.example"]
    failed = diary.call("PATCH", address, [{"op": "test", "path": "/Firstname", "value": "Kari"}])
    assert failed.status_code == 409


def test_put_replaces_everything(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    saved = person(diary, Title="Buyer", Emails=[{"Value": "a@x.example"}])
    replaced = diary.ok("PUT", f"Person/{saved['PersonId']}", {"Firstname": "Ola"})
    assert (replaced["Title"], replaced["Emails"], replaced["Contact"]) == ("", [], None)


def test_conditional_requests(sandbox: SandboxClient) -> None:
    sandbox.set_clock("2026-12-01T08:00:00Z")
    diary = diary_of(sandbox, "linda")
    address = f"Person/{person(diary)['PersonId']}"
    modified = diary.call("GET", address).headers["Last-Modified"]
    assert modified.startswith("Tue, 01 Dec 2026 08:00:0")
    assert diary.call("GET", address, **{"If-Modified-Since": modified}).status_code == 304
    stale = {"If-Unmodified-Since": "Mon, 30 Nov 2026 08:00:00 GMT"}
    for method, body in (("PUT", {"Firstname": "X"}), ("PATCH", {"Firstname": "X"}), ("DELETE", None)):
        assert diary.call(method, address, body, **stale).status_code == 412
    assert diary.call("PATCH", address, {"Firstname": "X"}, **{"If-Unmodified-Since": modified}).ok


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "Firstname"),
        ({"Firstname": "A", "Contact": {"ContactId": 999}}, "ContactId"),
        ({"Firstname": "A", "Emails": "a@x"}, "Emails"),
        ({"Firstname": 7}, "Firstname"),
        ({"Firstname": "A", "BirthDate": "soon"}, "BirthDate"),
        ({"Firstname": "A", "CustomFields": {"SuperOffice:1": 3}}, "CustomFields"),
        ([], "object"),
    ],
)
def test_bad_persons_are_refused_by_field(sandbox: SandboxClient, body: Any, named: str) -> None:
    answer = diary_of(sandbox, "linda").call("POST", "Person", body)
    assert answer.status_code == 400
    assert named in answer.json()["ErrorMessage"]


def test_deleting_puts_a_person_into_the_recycle_bin(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    person_id = person(diary)["PersonId"]
    assert diary.call("DELETE", f"Person/{person_id}").status_code == 204
    assert diary.call("GET", f"Person/{person_id}").status_code == 404
    assert diary.ok("POST", f"Agents/Person/GetPersonEntity?personEntityId={person_id}") is None
    listed = diary.ok("GET", f"Person?$select=personId&$filter=personId = {person_id}")["value"]
    rows = diary.ok(
        "GET", f"Archive/dynamic?$select=person.deletedDate&$filter=person.person_id = {person_id}"
    )["value"]  # fmt: skip
    assert listed == []
    assert rows[0]["person.deletedDate"] > "2020"


def test_what_belongs_to_users_is_protected(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    assert diary.call("DELETE", "Person/15").status_code == 403
    moved = diary.call("PATCH", "Person/15", [{"op": "replace", "path": "/Contact", "value": {"ContactId": 2}}])
    renamed = diary.call("PATCH", "Contact/1", {"Name": "Somebody else"})
    assert (moved.status_code, renamed.status_code) == (403, 403)


def test_a_person_and_the_follow_ups(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    saved = diary.create(Person={"PersonId": CLARA}, Contact={"ContactId": HAVBRIS})
    for address in (f"Person/{CLARA}/Appointments", f"Contact/{HAVBRIS}/Appointments"):
        found = diary.ok("GET", f"{address}?$select=appointmentId&$filter=rawType = 1")["value"]
        assert [row["appointmentId"] for row in found] == [saved["AppointmentId"]]
    people = diary.ok("GET", f"Contact/{HAVBRIS}/Persons?$select=personId")["value"]
    assert CLARA in {row["personId"] for row in people}
    assert diary.ok("GET", f"Person/{CLARA}/Simple")["Email"] == "clara@havbris.example"


def test_pictures(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    address = f"/v1/Person/{CLARA}/Image"
    assert diary.session.get(address).status_code == 404
    stored = diary.session.put(address, data=b"\x89PNG", headers={"Content-Type": "image/png"})
    read = diary.session.get(address)
    assert (stored.status_code, read.content, read.headers["Content-Type"]) == (200, b"\x89PNG", "image/png")
    assert diary.session.delete(address).status_code == 204
    assert diary.session.get(address).status_code == 404


def test_a_company_reads_back_as_saved(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    saved = diary.ok("POST", "Contact", {
        "name": "Ny AS", "department": "Oslo", "country": {"countryId": 578}, "phones": [{"value": "22 00"}],
        "emails": [{"value": "post@ny.example"}], "urls": [{"value": "https://ny.example"}], "category": {"id": 2},
        "address": {"street": {"address1": "Gata 1"}, "postal": {"address1": "Boks 1"}},
    })  # fmt: skip
    assert diary.ok("GET", f"Contact/{saved['ContactId']}") == saved
    assert (saved["Phones"][0]["Value"], saved["Address"]["Postal"]["Address1"]) == ("22 00", "Boks 1")
    changed = diary.ok("PATCH", f"Contact/{saved['ContactId']}", {"Department": "Bergen"})
    assert (changed["Department"], changed["Emails"]) == ("Bergen", saved["Emails"])
    assert diary.call("POST", "Contact", {}).status_code == 400
    diary.ok("DELETE", f"Contact/{saved['ContactId']}")
    assert diary.call("GET", f"Contact/{saved['ContactId']}").status_code == 404


def test_agents_save_and_read_entities(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "linda")
    blank = diary.ok("POST", "Agents/Person/CreateDefaultPersonEntity")
    saved = diary.ok("POST", "Agents/Person/SavePersonEntity", blank | {"Firstname": "Kari"})
    read = diary.ok("POST", f"Agents/Person/GetPersonEntity?personEntityId={saved['PersonId']}")
    assert read["Firstname"] == "Kari"
    assert diary.ok("POST", f"Agents/Person/DeletePersonEntity?personEntityId={saved['PersonId']}") is None
    company = diary.ok("POST", "Agents/Contact/GetContactEntity?contactEntityId=2")
    assert diary.ok("POST", "Agents/Contact/SaveContactEntity", company)["Name"] == "Havbris Shipping"
    assert diary.ok("POST", "Agents/Contact/GetContactEntity?contactEntityId=999") is None
    people = diary.ok("POST", "Agents/Person/GetPersonsFromContact", {"contactId": HAVBRIS})
    assert CLARA in {item["PersonId"] for item in people}


def test_who_i_am(sandbox: SandboxClient) -> None:
    diary = diary_of(sandbox, "julie")
    me = diary.ok("GET", "User/currentPrincipal")
    assert (me["AssociateId"], me["PersonId"], me["ContactId"], me["Associate"]) == (6, 16, 1, "JJ")
    assert (me["UserType"], me["EMailAddress"]) == ("InternalAssociate", "julie@nordlys.example")
    assert me["DatabaseContextIdentifier"] == "Cust12345"
    assert diary.ok("GET", "User/CurrentAssociate")["FullName"] == "Julie Juul"
    assert diary.call("GET", "User/current").status_code == 403
    assert diary.ok("GET", "User/LL")["AssociateId"] == 5
    assert diary.call("GET", "User/999").status_code == 404
    room = diary.ok("POST", "Agents/Associate/GetAssociate?associateId=41")
    assert (room["Type"], room["PersonId"]) == ("ResourceAssociate", 0)
    assert diary.ok("POST", "Agents/Associate/GetAssociateByPersonId", {"personId": 15})["AssociateId"] == 5
