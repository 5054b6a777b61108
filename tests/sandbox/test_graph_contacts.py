"""Contacts and their folders, and what their deltas tell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.graph_schema import check_answer
from tests.sandbox_client import HostSession, SandboxClient

PROPERTY = "String {00020329-0000-0000-C000-000000000046} Name sosync"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def graph(sandbox: SandboxClient) -> HostSession:
    return sandbox.graph_session("linda")


def create(graph: HostSession, url: str = "/me/contacts", **body: Any) -> dict[str, Any]:
    answer = graph.post(url, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = check_answer(answer)
    return made


def follow(graph: HostSession, url: str) -> tuple[list[dict[str, Any]], str]:
    """Everything a delta round tells, and the link for the next."""
    told: list[dict[str, Any]] = []
    while True:
        answer = graph.get(url)
        assert answer.status_code == 200, answer.text
        page = check_answer(answer)
        told += page["value"]
        if "@odata.deltaLink" in page:
            return told, page["@odata.deltaLink"]
        url = page["@odata.nextLink"]


def test_a_contact_is_read_back_as_written(graph: HostSession) -> None:
    body: dict[str, Any] = {
        "givenName": "Ola",
        "surname": "Nordmann",
        "companyName": "Havbris",
        "emailAddresses": [{"address": "ola@x.example", "name": "Ola"}, {"address": "o@x.example"}],
        "businessPhones": ["+47 22 22 22 22"],
        "homeAddress": {"city": "Bergen", "street": None},
        "birthday": "1974-07-22",
        "categories": ["Red category"],
    }
    made = create(graph, **body)
    assert made["displayName"] == "Ola Nordmann"
    assert made["fileAs"] == "Nordmann, Ola"
    assert made["homeAddress"] == {"city": "Bergen"}
    assert made["primaryEmailAddress"] == {"name": "Ola", "address": "ola@x.example"}
    assert made["secondaryEmailAddress"]["address"] == "o@x.example"
    read = check_answer(graph.get(f"/me/contacts/{made['id']}"))
    assert read == made
    assert graph.get(f"/me/contacts('{made['id']}')").json()["id"] == made["id"]


def test_the_display_name_follows_the_name_unless_sent(graph: HostSession) -> None:
    made = create(graph, givenName="Ola", surname="Nordmann")
    url = f"/me/contacts/{made['id']}"
    assert check_answer(graph.patch(url, json={"surname": "Hansen"}))["displayName"] == "Ola Hansen"
    both = {"givenName": "Kari", "displayName": "The boss"}
    assert check_answer(graph.patch(url, json=both))["displayName"] == "The boss"
    assert check_answer(graph.patch(url, json={"jobTitle": "CEO"}))["displayName"] == "The boss"


def test_exchange_keeps_three_addresses(graph: HostSession) -> None:
    made = create(graph, emailAddresses=[{"address": f"{number}@x.example"} for number in range(5)])
    assert [each["address"] for each in made["emailAddresses"]] == ["0@x.example", "1@x.example", "2@x.example"]


def test_an_etag_guards_a_contact(graph: HostSession, sandbox: SandboxClient) -> None:
    made = create(graph, givenName="Ola")
    url, old = f"/me/contacts/{made['id']}", {"If-Match": made["@odata.etag"]}
    changed = check_answer(graph.patch(url, json={"givenName": "Kari"}, headers=old))
    assert changed["changeKey"] != made["changeKey"]
    stale = graph.patch(url, json={"givenName": "Per"}, headers=old)
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "ErrorIrresolvableConflict")
    assert graph.delete(url, headers=old).status_code == 412
    sandbox.switch(graph_if_match="ignored")
    assert graph.delete(url, headers=old).status_code == 204
    assert graph.get(url).status_code == 404


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"givenName": 5}, "givenName"),
        ({"emailAddresses": "ola@x.example"}, "emailAddresses"),
        ({"emailAddresses": [{"address": 1}]}, "emailAddresses[0].address"),
        ({"homeAddress": "Bergen"}, "homeAddress"),
        ({"birthday": "yesterday"}, "birthday"),
        ({"birthday": "0001-01-01T00:00:00+14:00"}, "birthday"),
        ({"businessPhones": [1]}, "businessPhones"),
        ({"shoeSize": 44}, "shoeSize"),
        ({"singleValueExtendedProperties": [{"id": "x", "value": "y"}]}, "singleValueExtendedProperties[0].id"),
    ],
)
def test_a_wrong_contact_is_refused_by_name(graph: HostSession, body: dict[str, Any], named: str) -> None:
    answer = graph.post("/me/contacts", json=body)
    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]
    assert graph.get("/me/contacts").json()["value"] == []


def test_a_contact_is_found_by_address(graph: HostSession) -> None:
    for name in ("Ola", "Kari"):
        create(graph, givenName=name, emailAddresses=[{"address": f"{name}@x.example"}])
    found = graph.get("/me/contacts?$filter=emailAddresses/any(a:a/address eq 'KARI@x.example')").json()["value"]
    assert [each["givenName"] for each in found] == ["Kari"]


def test_a_contact_is_found_by_its_extended_property(graph: HostSession) -> None:
    made = create(graph, givenName="Ola", singleValueExtendedProperties=[{"id": PROPERTY, "value": "So-17"}])
    create(graph, givenName="Kari")
    assert "singleValueExtendedProperties" not in made
    whispered = PROPERTY.replace("C000", "c000")
    for condition in (
        f"ep/id eq '{whispered}' and ep/value eq 'so-17'",
        f"ep/id eq '{PROPERTY}' and ep/value ne null",
    ):
        url = f"/me/contacts?$filter=singleValueExtendedProperties/any(ep:{condition})"
        assert [each["id"] for each in graph.get(url).json()["value"]] == [made["id"]]
    url = f"/me/contacts/{made['id']}?$expand=singleValueExtendedProperties($filter=id eq '{PROPERTY}')"
    assert check_answer(graph.get(url))["singleValueExtendedProperties"] == [{"id": PROPERTY, "value": "So-17"}]


def test_a_contact_may_carry_an_open_extension(graph: HostSession) -> None:
    bag = {"@odata.type": "microsoft.graph.openTypeExtension", "extensionName": "example.sosync", "id17": "a"}
    made = create(graph, givenName="Ola", extensions=[bag])
    shown = check_answer(graph.get(f"/me/contacts/{made['id']}?$expand=extensions"))["extensions"]
    assert (shown[0]["extensionName"], shown[0]["id17"]) == ("example.sosync", "a")


def test_an_extension_is_changed_without_changing_the_contact(graph: HostSession) -> None:
    made = create(graph, givenName="Ola")
    url = f"/me/contacts/{made['id']}/extensions"
    bag = {"@odata.type": "microsoft.graph.openTypeExtension", "extensionName": "example.sosync", "a": 1, "b": 2}
    create(graph, url, **bag)
    assert graph.post(url, json=bag).status_code == 409
    changed = check_answer(graph.patch(f"{url}/example.sosync", json={"a": 3, "b": None}))
    assert (changed["a"], "b" in changed) == (3, False)
    assert [each["a"] for each in check_answer(graph.get(url))["value"]] == [3]
    assert graph.get(f"/me/contacts/{made['id']}").json()["changeKey"] == made["changeKey"]
    assert graph.delete(f"{url}/example.sosync").status_code == 204
    assert graph.get(f"{url}/example.sosync").status_code == 404


def test_a_picture_belongs_to_its_contact(graph: HostSession) -> None:
    made = create(graph, givenName="Ola")
    url = f"/me/contacts/{made['id']}/photo/$value"
    assert graph.get(url).status_code == 404
    assert graph.put(url, data=PNG).status_code == 200
    assert graph.get(url).content == PNG
    assert graph.get(f"/me/contacts/{made['id']}").json()["changeKey"] != made["changeKey"]


def test_count_is_plain_text(graph: HostSession) -> None:
    create(graph, givenName="Ola")
    create(graph, givenName="Kari")
    answer = graph.get("/me/contacts/$count?$filter=givenName eq 'Ola'")
    assert (answer.text, answer.headers["Content-Type"].split(";")[0]) == ("1", "text/plain")


def test_the_default_folder_is_not_listed_and_known_by_its_contacts(graph: HostSession) -> None:
    folder = create(graph, "/me/contactFolders", displayName="Customers")
    listed = check_answer(graph.get("/me/contactFolders"))["value"]
    assert [each["displayName"] for each in listed] == ["Customers"]
    default = create(graph, givenName="Ola")["parentFolderId"]
    assert default != folder["id"]
    inside = graph.get(f"/me/contactFolders/{default}/contacts").json()["value"]
    assert [each["givenName"] for each in inside] == ["Ola"]


def test_folders_nest_and_go_with_what_is_in_them(graph: HostSession) -> None:
    parent = create(graph, "/me/contactFolders", displayName="Customers")
    child = create(graph, f"/me/contactFolders/{parent['id']}/childFolders", displayName="Norway")
    assert child["parentFolderId"] == parent["id"]
    contact = create(graph, f"/me/contactFolders/{child['id']}/contacts", givenName="Ola")
    assert graph.get("/me/contacts").json()["value"] == []
    assert graph.get(f"/me/contacts/{contact['id']}").status_code == 200
    assert graph.get(f"/me/contactFolders/{parent['id']}/contacts/{contact['id']}").status_code == 404
    assert graph.delete(f"/me/contactFolders/{parent['id']}").status_code == 204
    assert graph.get(f"/me/contactFolders/{child['id']}").status_code == 404
    assert graph.get(f"/me/contacts/{contact['id']}").status_code == 404


def test_folder_names_are_unique_beside_each_other(graph: HostSession) -> None:
    first = create(graph, "/me/contactFolders", displayName="Customers")
    assert graph.post("/me/contactFolders", json={"displayName": "customers"}).status_code == 409
    assert graph.post("/me/contactFolders", json={}).status_code == 400
    renamed = check_answer(graph.patch(f"/me/contactFolders/{first['id']}", json={"displayName": "Clients"}))
    assert renamed["displayName"] == "Clients"


def test_the_default_folder_stays(graph: HostSession) -> None:
    default = create(graph, givenName="Ola")["parentFolderId"]
    assert graph.delete(f"/me/contactFolders/{default}").status_code == 403


def test_delta_tells_only_what_has_changed(graph: HostSession) -> None:
    contacts = [create(graph, givenName=f"Person {number}") for number in range(12)]
    told, link = follow(graph, "/me/contacts/delta")
    assert [each["id"] for each in told] == [each["id"] for each in contacts]
    told, link = follow(graph, link)
    assert told == []
    graph.patch(f"/me/contacts/{contacts[3]['id']}", json={"givenName": "Ola"})
    graph.patch(f"/me/contacts/{contacts[3]['id']}", json={"surname": "Hansen"})
    graph.delete(f"/me/contacts/{contacts[5]['id']}")
    new = create(graph, givenName="Kari")
    told, link = follow(graph, link)
    assert [each.get("displayName") for each in told] == ["Ola Hansen", None, "Kari"]
    assert told[1] == {"id": contacts[5]["id"], "@removed": {"reason": "deleted"}}
    assert told[2]["@odata.etag"] == new["@odata.etag"]


def test_delta_goes_on_over_pages_of_changes(graph: HostSession) -> None:
    _, link = follow(graph, "/me/contacts/delta()")
    made = [create(graph, givenName=f"Person {number}")["id"] for number in range(5)]
    page = graph.get(link, headers={"Prefer": "odata.maxpagesize=2"}).json()
    assert len(page["value"]) == 2
    assert "@odata.deltaLink" not in page
    rest, _ = follow(graph, page["@odata.nextLink"])
    assert [each["id"] for each in page["value"] + rest] == made


def test_delta_keeps_to_its_folder_and_selection(graph: HostSession) -> None:
    folder = create(graph, "/me/contactFolders", displayName="Customers")["id"]
    _, link = follow(graph, f"/me/contactFolders/{folder}/contacts/microsoft.graph.delta()?$select=givenName")
    create(graph, givenName="Elsewhere")
    made = create(graph, f"/me/contactFolders/{folder}/contacts", givenName="Ola", surname="Nordmann")
    told, _ = follow(graph, link)
    assert [each["id"] for each in told] == [made["id"]]
    assert told[0]["givenName"] == "Ola"
    assert "surname" not in told[0]


def test_an_old_delta_link_dies_when_newer_ones_were_given(graph: HostSession) -> None:
    _, first = follow(graph, "/me/contacts/delta")
    link = first
    for _ in range(2):
        _, link = follow(graph, link)
    assert graph.get(first).status_code == 200, "three generations stay"
    answer = graph.get(first)
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "SyncStateNotFound")
    assert "generation=1;[highest=4][4][3][2]" in answer.json()["error"]["message"]


def test_a_delta_link_is_good_for_its_own_resource(graph: HostSession) -> None:
    _, link = follow(graph, "/me/contacts/delta")
    token = link.partition("=")[2]
    assert graph.get(f"/me/contactFolders/delta?$deltatoken={token}").status_code == 400
    assert graph.get("/me/contacts/delta?$deltatoken=nonsense").status_code == 400
    assert graph.get("/me/contacts/delta?$filter=givenName eq 'x'").status_code == 400
    assert graph.get("/me/contacts/delta?$expand=extensions").status_code == 500


def test_delta_of_folders_leaves_the_default_one_out(graph: HostSession) -> None:
    one = create(graph, "/me/contactFolders", displayName="One")["id"]
    told, link = follow(graph, "/me/contactFolders/delta")
    assert [each["id"] for each in told] == [one]
    two = create(graph, "/me/contactFolders", displayName="Two")["id"]
    graph.delete(f"/me/contactFolders/{one}")
    told, _ = follow(graph, link)
    assert [(each["id"], "@removed" in each) for each in told] == [(two, False), (one, True)]
